"""Evidence handed in with a finding, a round's reply, a visit: its kind is what the file holds, not its name."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_layer.books.archive import Archive
from data_layer.books.neutral import Unreadable
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Writer

LARGEST = 10 * 1024 * 1024
MOST = 5
#: kind -> media type
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAIN = (
    (b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "docx"),
    (b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "xlsx"),
)
_TYPES = "[Content_Types].xml"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True)
class Attachment:
    """A file that may be kept."""

    name: str
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its hash."""
        return hashlib.sha256(self.content).hexdigest()


def looked_at(files: Sequence[tuple[str, bytes]]) -> list[Attachment]:
    """Files (name, content) as they may be kept. Raises OversightProblem: too many, too large, of another kind."""
    if len(files) > MOST:
        raise OversightProblem(f"一次最多附 {MOST} 个文件，其余的请下次再附")
    return [_looked_at(name, content) for name, content in files]


def _looked_at(name: str, content: bytes) -> Attachment:
    called = _NOT_IN_NAMES.sub(" ", name).strip()[-120:] or "附件"
    if not content:
        raise OversightProblem(f"“{called}”是空文件")
    if len(content) > LARGEST:
        raise OversightProblem(f"“{called}”超过 {LARGEST >> 20} MB，请压缩图片或分开上传")
    kind = kind_of(content)
    if kind is None:
        raise OversightProblem(
            f"“{called}”不是 PDF、JPG、PNG 图片、Word（.docx）或 Excel（.xlsx）文件，或已损坏、加密、带宏，请另存后再附"
        )
    return Attachment(called, kind, content)


def kind_of(content: bytes) -> str | None:
    """The kind a file really is, of those that may be kept; None for anything else."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "pdf"
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content:
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content:
        return "png"
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> str | None:
    try:
        archive = Archive(content)
        if archive.encrypted or _TYPES not in archive.names:
            return None
        if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in archive.names):
            return None
        types = archive.read(_TYPES)
    except (Unreadable, KeyError):
        return None
    return next((kind for main, kind in _MAIN if main in types), None)


def keep(w: Writer, table: str, about: Mapping[str, Any], files: Sequence[Attachment]) -> dict[str, str]:
    """Keep files with an event, in the table of its kind; ``about``: what the rows share (event, org, whose it is).

    Gives their names as texts to be kept apart (``file-1`` …).
    """
    keep_contents(w, files)
    w.append(
        table,
        [
            {**about, "nth": nth, "sha256": each.sha256, "kind": each.kind, "size": len(each.content)}
            for nth, each in enumerate(files, start=1)
        ],
    )
    return {f"file-{nth}": each.name for nth, each in enumerate(files, start=1)}


def keep_contents(w: Writer, files: Sequence[Attachment]) -> None:
    """Keep what the store does not hold yet."""
    held = {row["sha256"] for row in w.rows("ledger/kept_files", {"hashes": [each.sha256 for each in files]})}
    fresh: dict[str, dict[str, Any]] = {
        each.sha256: {"sha256": each.sha256, "size": len(each.content), "content": each.content}
        for each in files
        if each.sha256 not in held
    }
    w.append("kept_file", list(fresh.values()))
