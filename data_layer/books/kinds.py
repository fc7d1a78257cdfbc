"""Which kind of file something is that is no workbook, by its first bytes, whatever it is called."""

import re
from collections.abc import Iterable
from typing import Final

from data_layer.books.biff import OLD
from data_layer.books.compound import MAGIC
from data_layer.books.neutral import Unreadable

_SPREADSHEETS: Final = ("xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "et", "ett", "ods")
_TABLES: Final = ("csv", "tsv")
_TEXTS: Final = (*_TABLES, "txt")
_BEGINNINGS: Final = (
    ((b"%PDF",), "PDF 文件"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF"), "图片"),
    ((b"{\\rtf",), "Word 文档（.rtf）"),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"), "压缩包"),
    ((b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00\x00\x05"), OLD),
)
_PAGE: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style)\b", re.S | re.I)
_HEAD: Final = 4_096


def is_compound(content: bytes) -> bool:
    """Whether this is an old Office file, or a new one with a password."""
    return content.startswith(MAGIC[:4])


def is_spreadsheet_name(name: str) -> bool:
    """Whether a name ends like a workbook's."""
    return _ending(name) in _SPREADSHEETS


def are_texts(names: Iterable[str]) -> bool:
    """Whether there are files, and all are called tables as text; a .txt beside others may be anything."""
    endings = {_ending(name) for name in names}
    return bool(endings) and endings.issubset(_TABLES)


def is_text_table(name: str, text: str) -> bool:
    """Whether a text is a table: called one, or, called a workbook, with rows of several cells."""
    if _ending(name) in _TEXTS:
        return True
    lines = [line for line in text[:_HEAD].splitlines() if line.strip()]
    return is_spreadsheet_name(name) and len(lines) > 1 and all("\t" in line or "," in line for line in lines[:2])


def named(name: str, content: bytes) -> Unreadable | None:
    """The problem of a file that is of another kind, naming it; None for what may be a text."""
    for beginnings, called in _BEGINNINGS:
        if content.startswith(beginnings):
            return _not_read(called)
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):  # XML and HTML in UTF-16
        head = head.decode("utf-16", "ignore").encode()
    as_what = f"，只是文件名写成了 .{_ending(name)}" if is_spreadsheet_name(name) else ""
    if _PAGE.match(head) or (b"MIME-Version" in head and b"multipart/related" in head):
        return _not_read(f"网页文件{as_what}")
    if head.lstrip().startswith(b"<?xml") or head.lstrip().startswith(b"<Workbook"):
        if b"office:spreadsheet" in head:
            return _not_read(f"XML 表格（Excel 2003 格式）{as_what}")
        if b"<html" in head.lower():
            return _not_read(f"网页文件{as_what}")
        return _not_read(f"XML 文件{as_what}")
    return None


def _not_read(called: str) -> Unreadable:
    return Unreadable("format_not_read", format=called)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
