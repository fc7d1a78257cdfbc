"""The container of old Office files (OLE): named streams, kept in chained sectors like files on a disk."""

import struct
from typing import Final

from data_layer.books.neutral import Unreadable

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA  # and above: no sector
_ENTRY = 128


class Compound:
    """Name -> bytes of the streams of a compound file. Raises Unreadable for damage, here and in ``read``."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or not content.startswith(MAGIC):
            raise Unreadable("file_damaged")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Unreadable("file_damaged")
        self._size = 1 << shift
        directory, _, self._cutoff, mini, _, more, _ = struct.unpack_from("<LLLLLLL", content, 48)
        fat = [sector for sector in struct.unpack_from("<109L", content, 76) if sector < _END]
        seen: set[int] = set()
        while more < _END and more not in seen:
            seen.add(more)
            *sectors, more = struct.unpack(f"<{self._size // 4}L", self._sector(more))
            fat += [sector for sector in sectors if sector < _END]
        if len(fat) > len(content) // self._size + 1:
            raise Unreadable("file_damaged")
        self._fat = [entry for sector in fat for entry in struct.unpack(f"<{self._size // 4}L", self._sector(sector))]
        minis = self._chain(mini, self._fat)
        self._mini = [e for sector in minis for e in struct.unpack(f"<{self._size // 4}L", self._sector(sector))]
        entries = b"".join(self._sector(sector) for sector in self._chain(directory, self._fat))
        self.streams: dict[str, tuple[int, int]] = {}
        self._within: tuple[int, int] = (_END, 0)  # where the small streams are kept
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<LL", entries, at + 116)
            name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                self._within = start, size
            elif kind in (1, 2):
                self.streams.setdefault(name, (start, size))

    def read(self, name: str) -> bytes:
        """A stream's bytes."""
        start, size = self.streams[name]
        if size >= self._cutoff:
            return b"".join(self._sector(sector) for sector in self._chain(start, self._fat))[:size]
        first, whole = self._within
        small = b"".join(self._sector(sector) for sector in self._chain(first, self._fat))[:whole]
        return b"".join(small[sector << 6 : (sector + 1) << 6] for sector in self._chain(start, self._mini))[:size]

    def _sector(self, number: int) -> bytes:
        found = self._content[(number + 1) * self._size : (number + 2) * self._size]
        if not found:
            raise Unreadable("file_damaged")
        return found.ljust(self._size, b"\0")

    def _chain(self, first: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        while first < _END:
            if first >= len(table) or len(chain) > len(table):
                raise Unreadable("file_damaged")
            chain.append(first)
            first = table[first]
        return chain
