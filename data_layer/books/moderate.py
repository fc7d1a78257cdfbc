"""Whether a package is small enough for openpyxl, which makes an object of all it finds, filled or not."""

import re
import zipfile
from typing import Final

_MOST_UNPACKED: Final = 80 * 1024 * 1024
_MOST_BESIDE: Final = 10 * 1024 * 1024  # of styles, names, drawings: what is neither cells nor pictures
MOST_TAGS: Final = 600_000  # rows, cells and merged areas
_TAG: Final = re.compile(rb"<(?:\w+:)?(?:c|row|mergeCell)[\s/>]")


def moderate(archive: zipfile.ZipFile) -> bool:
    """Whether the library that writes workbooks can take this one in. (To be asked after ``archive`` has looked.)"""
    infos = archive.infolist()
    cells = [info for info in infos if "worksheets/" in info.filename or "sharedStrings" in info.filename]
    beside = sum(info.file_size for info in infos if info not in cells and "media/" not in info.filename)
    if sum(info.file_size for info in infos) > _MOST_UNPACKED or beside > _MOST_BESIDE:
        return False
    tags = 0
    for info in cells:
        tags += sum(1 for _ in _TAG.finditer(archive.read(info)))
        if tags > MOST_TAGS:
            return False
    return True
