"""A zip looked at before anything parses it: how many members, how large they really are, what they are called.

Both .xlsx and .ods are zips of XML. A directory may lie about sizes, so every member is inflated piece by piece, with
one budget for all of them, and looked through for declarations that make one byte of XML stand for many.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from data_layer.books.neutral import Unreadable

MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 200 * 1024 * 1024

_CHUNK = 1 << 20
_LEFT_BEHIND = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_LONGEST = max(map(len, _DECLARATIONS))


def entry_name(info: zipfile.ZipInfo) -> str:
    """An entry's name; without the flag for UTF-8 a Chinese Windows has written it in GB18030."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("gb18030").replace("\\", "/")
    except UnicodeError:
        return info.filename


def left_behind(name: str) -> bool:
    """Whether a file is what programs leave in folders and zips (lock files, thumbnails)."""
    return any(part in _LEFT_BEHIND or part.startswith(("~$", "._")) for part in PurePosixPath(name).parts)


class Archive:
    """The members of a zip, checked. ``names`` -> entry."""

    def __init__(self, content: bytes) -> None:
        """Raises Unreadable: no zip, too many members, too large, encrypted, names that no program writes."""
        self._content = content
        self._left = MAX_UNPACKED
        try:
            infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Unreadable("file_damaged") from error
        if len(infos) > MAX_PARTS:
            raise Unreadable("too_many_parts", limit=str(MAX_PARTS))
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise Unreadable("unpacked_too_large", limit=str(MAX_UNPACKED >> 20))
        self.names: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.replace("\\", "/").lstrip("/")
            if name in self.names:
                raise Unreadable("file_unsafe", what="同名的部件")
            if ".." in name.split("/") or name[1:2] == ":":
                raise Unreadable("file_unsafe", what="指向文件以外的部件")
            self.names[name] = info
        self.encrypted = any(info.flag_bits & 1 for info in infos)

    def pieces(self, name: str, xml: bool = True) -> Iterator[bytes]:
        """A member's bytes in pieces, inflated to their true length. Raises Unreadable: damage, over the limit, XML
        with declarations or in an encoding that would hide its tags."""
        tail = b""
        first, xml = True, xml and not name.startswith("xl/media/")
        for piece in self._inflated(self.names[name]):
            self._left -= len(piece)
            if self._left < 0:
                raise Unreadable("unpacked_too_large", limit=str(MAX_UNPACKED >> 20))
            if xml:
                if first and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
                    raise Unreadable("file_damaged")
                if any(word in tail + piece for word in _DECLARATIONS):
                    raise Unreadable("file_unsafe", what="实体定义")
                tail = piece[-_LONGEST:]
            first = False
            yield piece

    def read(self, name: str, xml: bool = True) -> bytes:
        """A whole member."""
        return b"".join(self.pieces(name, xml))

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        content, start = self._content, info.header_offset
        names = int.from_bytes(content[start + 26 : start + 28], "little")
        extra = int.from_bytes(content[start + 28 : start + 30], "little")
        data = memoryview(content)[start + 30 + names + extra :][: info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            for at in range(0, len(data), _CHUNK):
                yield bytes(data[at : at + _CHUNK])
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise Unreadable("file_damaged")
        machine = zlib.decompressobj(-15)
        try:
            pending = bytes(data)
            while pending and not machine.eof:
                chunk = machine.decompress(pending, _CHUNK)
                if not chunk and len(machine.unconsumed_tail) == len(pending):
                    break
                yield chunk
                pending = machine.unconsumed_tail
        except zlib.error as error:
            raise Unreadable("file_damaged") from error
