"""A small, fast .xlsx writer for the demo's ledgers: text, numbers, days, a bold header, one hidden column.

Some 1,500 workbooks are made while somebody waits, and the same ledger must give the same bytes: a general writer
takes several times as long and stamps the present moment into each file.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from html import escape

from data_layer.demo.people import Value
from data_layer.demo.sheets import Table

_EPOCH = date(1899, 12, 30).toordinal()
_TEXT, _DAY, _BOLD = 0, 1, 2
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_RELS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def xlsx(tables: Sequence[Table]) -> bytes:
    """The workbook of some sheets. Deterministic: equal tables give equal bytes."""
    numbers = range(1, len(tables) + 1)
    sheets = "".join(
        f'<sheet name="{escape(table.name)}" sheetId="{k}" r:id="rId{k}"/>'
        for k, table in zip(numbers, tables, strict=True)
    )
    targets = "".join(
        f'<Relationship Id="rId{k}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in numbers
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{k}.xml" ContentType="{_KIND}.worksheet+xml"/>' for k in numbers
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": _RELS,
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{targets}'
        f'<Relationship Id="rId{len(tables) + 1}" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
    parts |= {f"xl/worksheets/sheet{k}.xml": _sheet(table) for k, table in zip(numbers, tables, strict=True)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for name, text in parts.items():
            package.writestr(_entry(name), text)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0  # else the operating system would show in the bytes
    return info


def _sheet(table: Table) -> str:
    width = max(map(len, table.rows), default=1)
    letters = [_letter(k) for k in range(width)]
    columns = '<col min="1" max="1" width="10" hidden="1" customWidth="1"/>' if table.hidden else ""
    first = 2 if table.hidden else 1
    if first <= width:
        columns += f'<col min="{first}" max="{max(width, first)}" width="14" customWidth="1"/>'
    lines = []
    for number, row in enumerate(table.rows, start=1):
        style = _BOLD if number == 1 else _TEXT
        cells = "".join(
            _cell(f"{letters[k]}{number}", value, style) for k, value in enumerate(row) if value is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>{columns}</cols><sheetData>{"".join(lines)}</sheetData></worksheet>'
    )


def _cell(place: str, value: Value, style: int) -> str:
    if isinstance(value, str):
        text = escape(value, quote=False)
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{_DAY}"><v>{value.toordinal() - _EPOCH}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _letter(index: int) -> str:
    """Column letters of a 0-based index."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
