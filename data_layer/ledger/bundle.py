"""Many files put together, in a folder or a zip: each by its name, opened only when its turn comes.

A zip is taken apart one level deep; what programs leave behind (lock files, thumbnails) is passed over. A zip of
nothing but tables as text (.csv) is one ledger, a sheet a file. Names are for people only: whose a file is, its content
says.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data_layer.books import kinds, texts
from data_layer.books.archive import entry_name, left_behind
from data_layer.books.neutral import MAX_BYTES, Unreadable
from data_layer.ledger.checked import LedgerProblem

MOST_FILES: Final = 2_000
_MOST_ENTRIES: Final = 200_000  # marks of directory entries in the bytes, those of workbooks inside included
_ENTRY: Final = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file. ``read`` raises OSError, or Unreadable with the code of a problem."""

    name: str
    read: Callable[[], bytes]


def in_folder(folder: Path) -> list[Piece]:
    """Every file at or below a folder, by name; zips are taken apart."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not left_behind(path.name))
    return [piece for path in files for piece in on_disk(path)]


def on_disk(path: Path) -> list[Piece]:
    """A file, or the files of a zip. Raises nothing: what cannot be read says so in its turn."""
    if path.suffix.lower() != ".zip":
        return [Piece(str(path), path.read_bytes)]
    try:
        return taken_apart(str(path), path.read_bytes())
    except OSError:
        return [Piece(str(path), path.read_bytes)]


def taken_apart(name: str, content: bytes) -> list[Piece]:
    """A file as it is, or the files of a zip."""
    if not name.lower().endswith(".zip"):
        return [Piece(name, lambda: content)]
    if not content.startswith(b"PK"):
        return [_refused(name, "bundle_damaged")]
    if content.count(_ENTRY) > _MOST_ENTRIES:
        return [_refused(name, "bundle_too_many", limit=str(MOST_FILES))]
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return [_refused(name, "bundle_damaged")]
    inside = [(called, info) for info in infos if not left_behind(called := entry_name(info))]
    if len(inside) > MOST_FILES:
        return [_refused(name, "bundle_too_many", limit=str(MOST_FILES))]
    if not inside:
        return [_refused(name, "bundle_empty")]
    if kinds.are_texts(each for each, _ in inside):
        return [Piece(name, lambda: content)]
    return [_member(archive, info, f"{name}/{each}") for each, info in inside]


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Piece:
    def read() -> bytes:
        if info.flag_bits & 1:
            raise Unreadable("bundle_encrypted")
        try:
            with archive.open(info) as entry:
                content = entry.read(MAX_BYTES + 1)  # one byte more than is taken: the reader says that it is too large
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise Unreadable("bundle_damaged") from error
        if name.lower().endswith(".zip") and not texts.are_in(content):
            raise Unreadable("bundle_in_bundle")
        return content

    return Piece(name, read)


def _refused(name: str, code: str, **values: str) -> Piece:
    def read() -> bytes:
        raise Unreadable(code, **values)

    return Piece(name, read)


def one_ledger(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Name and content of a ledger given as one file, or as its tables in text (.csv). Raises LedgerProblem."""
    if len(files) == 1:
        return files[0]
    if not kinds.are_texts(name for name, _ in files):
        raise LedgerProblem(
            f"一次报送一份台账：一个工作簿，或者同一份台账的几张 .csv。这次选了 {len(files)} 个文件，都没有核对。"
        )
    return texts.packed(files)


def put_together(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of files, each under a name of its own."""
    buffer = io.BytesIO()
    used: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:  # workbooks are packed already
        for name, content in files:
            archive.writestr(distinct(name, used), content)
    return buffer.getvalue()


def distinct(name: str, used: set[str]) -> str:
    """A plain file name that is not ``used`` yet, and is from now on."""
    safe = "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in name).lstrip(".") or "_"
    stem, dot, ending = safe.rpartition(".")
    found, number = safe, 1
    while found.lower() in used:
        number += 1
        found = f"{stem if dot else ending}（{number}）{dot}{ending if dot else ''}"
    used.add(found.lower())
    return found
