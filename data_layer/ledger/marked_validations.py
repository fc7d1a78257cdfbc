"""Drop-down lists that refer to another sheet: Excel keeps them in an extension that openpyxl leaves out."""

import re
import xml.etree.ElementTree as ET
import zipfile
from typing import Any, Final

from openpyxl.worksheet.datavalidation import DataValidation

_BLOCK: Final = re.compile(rb"<x14:dataValidations\b.*?</x14:dataValidations>", re.DOTALL)
_X14: Final = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"
_KEPT: Final = ("type", "operator", "errorStyle", "error", "errorTitle", "prompt", "promptTitle")
_FLAGS: Final = ("allowBlank", "showErrorMessage", "showInputMessage")


def restore_validations(reader: Any, archive: zipfile.ZipFile) -> None:
    """Put the lists of a package that ``reader`` (openpyxl) has read back into its workbook."""
    for sheet, relation in reader.parser.find_sheets():
        if sheet.name not in reader.wb.sheetnames or relation.target not in reader.valid_files:
            continue
        match = _BLOCK.search(archive.read(relation.target))
        if match is None:
            continue
        spaces = f'xmlns:x14="{_X14[1:-1]}" xmlns:xm="{_XM[1:-1]}" xmlns:xr="x" xmlns:mc="x"'
        try:
            root = ET.fromstring(f"<a {spaces}>".encode() + match[0] + b"</a>")
        except ET.ParseError:
            continue
        for item in root.iter(f"{_X14}dataValidation"):
            _restore(reader.wb[sheet.name], item)


def _restore(sheet: Any, item: ET.Element) -> None:
    found: dict[str, Any] = {key: item.get(key) for key in _KEPT if item.get(key)}
    found |= {key: item.get(key) in ("1", "true") for key in _FLAGS}
    for number in ("1", "2"):
        formula = item.find(f"{_X14}formula{number}/{_XM}f")
        if formula is not None:
            found[f"formula{number}"] = formula.text
    places = item.findtext(f"{_XM}sqref")
    if not places:
        return
    try:
        sheet.add_data_validation(DataValidation(sqref=places, **found))
    except (ValueError, TypeError):  # a list that cannot be put back is no reason to give nothing back
        return
