"""A consistent copy of the store while it is in use, checked before it bears its name; and the way back.

The copy is made under the commit lock after a checkpoint, so it holds every acknowledged transaction and no half
of one. It is opened as a store of its own and compared (schema, rows of every table, hashes of kept files) before it
is renamed.
"""

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from data_layer import clock
from data_layer.store import chain, checking, keys, opening
from data_layer.store.engine import Store
from data_layer.store.keys import StoreProblem

KEEP = 14  #: backups kept in a directory
_COPIER = Path(__file__).resolve().parent / "copying.py"
_one_at_a_time = threading.Lock()
_REASONS = {
    errno.ENOSPC: "磁盘已满，请清理磁盘或换一个目录",
    errno.EDQUOT: "磁盘配额已满，请清理磁盘或换一个目录",
    errno.EROFS: "目录只读，请换一个可以写入的目录",
    errno.EACCES: "没有这个目录或文件的读写权限，请换一个目录，或请管理员开通权限",
    errno.EPERM: "没有这个目录或文件的读写权限，请换一个目录，或请管理员开通权限",
    errno.ENOENT: "找不到这个目录或文件",
    errno.ENOTDIR: "给出的位置不是目录",
    errno.EEXIST: "同名的文件已存在",
}


class BackupProblem(StoreProblem):
    """A backup or restore was not done; nothing that existed was changed. The message is a Chinese sentence."""


@dataclass(frozen=True)
class Backup:
    """One verified backup. ``head``: the last link of the log's chain, as (event, hash); None: an empty log."""

    file: Path
    made_at: datetime
    schema: int
    size: int  # bytes
    sha256: str
    counts: dict[str, int]  # table -> rows
    last_received: str | None  # ISO day of the latest submission
    head: tuple[int, str] | None


def directory(store: Store) -> Path:
    """Where the app keeps its backups: ``LEDGER_BACKUPS``, else ``backups`` beside the store."""
    return Path(os.environ.get("LEDGER_BACKUPS") or Path(store.place).resolve().parent / "backups")


@contextmanager
def _said(doing: str) -> Iterator[None]:
    """An error of the file system becomes a sentence."""
    try:
        yield
    except OSError as problem:
        why = _REASONS.get(problem.errno or 0, "读写文件时出错")
        raise BackupProblem(f"{doing}没有完成：{why}。原来的数据没有改动。") from None


def copy(source: Path, target: Path) -> None:
    """Copy bytes in another process (see copying.py). Raises OSError."""
    done = subprocess.run([sys.executable, "-I", str(_COPIER), str(source), str(target)], check=False)
    if done.returncode:
        number = done.returncode if done.returncode > 0 else errno.EIO
        raise OSError(number, os.strerror(number))


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remove(place: Path) -> None:
    for file in (place, Path(f"{place}.wal")):
        file.unlink(missing_ok=True)


def make(store: Store, into: Path, keep: int = KEEP) -> Backup:
    """A verified backup of an open store in a directory; older ones beyond ``keep`` go.

    Raises :class:`BackupProblem`; then no file with a backup's name was made and none was removed.
    """
    if store.place == ":memory:":
        raise BackupProblem("数据只在内存里，没有可以备份的文件。")
    if keep < 1:
        raise BackupProblem("至少要保留一份备份。")
    with _one_at_a_time, _said("备份"):
        into.mkdir(parents=True, exist_ok=True)
        for left in into.glob(".ledger-*.part*"):  # of a backup that was cut short
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
        for note in into.glob("ledger-*-schema*.json"):
            if not note.with_suffix(".duckdb").exists():
                note.unlink()
        now = clock.now()
        part = into / f".ledger-{now:%Y%m%d-%H%M%S}-{os.getpid()}.part"
        try:
            with store.standing_still():
                counts = checking.counts(store)
                copy(Path(store.place), part)
                wal = Path(f"{store.place}.wal")
                if wal.exists() and wal.stat().st_size:
                    copy(wal, Path(f"{part}.wal"))
            made = _verified(part, counts, now, store.sealed_with)
            number = 0
            while (file := into / _name(now, made.schema, number)).exists():
                number += 1
            made = Backup(file, *(getattr(made, name) for name in list(made.__dataclass_fields__)[1:]))
            _note(made)  # first: a note without its file is swept up, a file without its note would stay unseen
            os.replace(part, file)
        finally:
            _remove(part)
        # this one stays whatever its time: the clock may have been set back
        for old in [each for each in listed(into) if each.file != file][keep - 1 :]:
            old.file.unlink(missing_ok=True)
            old.file.with_suffix(".json").unlink(missing_ok=True)
        return made


def _name(now: datetime, schema: int, number: int) -> str:
    again = f"-{number}" if number else ""
    return f"ledger-{now:%Y%m%d-%H%M%S}{again}-schema{schema:04}.duckdb"


def _verified(part: Path, counts: dict[str, int] | None, now: datetime, key: str | None) -> Backup:
    """Open a copy as a store of its own and check it. Raises :class:`BackupProblem`."""
    try:
        scratch = Store.open(part, key=key)
        try:
            found = checking.counts(scratch)
            faults = checking.check(scratch)
            if counts is not None and found != counts:
                raise BackupProblem("备份没有完成：副本的行数与原来的不一致。原来的数据没有改动，请再做一次。")
            if faults:
                raise BackupProblem(f"副本没有通过校验：{faults[0].says}（共 {len(faults)} 处）。原来的数据没有改动。")
            last, head = checking.last_received(scratch), chain.head(scratch)
            schema = checking.schema(scratch)
        finally:
            scratch.close()
    except duckdb.Error:
        raise BackupProblem("副本打不开或已损坏。原来的数据没有改动。") from None
    return Backup(part, now, schema, part.stat().st_size, _digest(part), found, last, head)


def _note(made: Backup) -> None:
    """Write what was verified beside the file; this outlives the store, so it anchors the log's chain."""
    said = {name: getattr(made, name) for name in made.__dataclass_fields__ if name not in ("file", "made_at")}
    part = made.file.with_name(f".{made.file.stem}.part")
    part.write_text(json.dumps({"made_at": made.made_at.isoformat(), **said}, indent=1), encoding="utf-8")
    os.replace(part, made.file.with_suffix(".json"))


def listed(where: Path) -> list[Backup]:
    """The verified backups of a directory, the latest first; none where it cannot be read."""
    found = []
    try:
        notes = list(where.glob("ledger-*-schema*.json"))
    except OSError:
        return []
    for note in notes:
        file = note.with_suffix(".duckdb")
        try:
            said: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
            said["made_at"] = datetime.fromisoformat(said["made_at"])
            said["head"] = tuple(said["head"]) if said["head"] else None
            if file.exists():
                found.append(Backup(file, **said))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not a note of ours, or cut short: its file is not counted as verified
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def submissions(store: Store) -> int:
    """How many ledgers were accepted so far."""
    return int(store.composed_rows("SELECT count(*) AS n FROM submission")[0]["n"])


def restore(file: Path, to: Path, *, key: str | None = None, old_key: str | None = None) -> Backup:
    """A store at ``to`` from a backup, checked and brought to this version. Never over anything that exists.

    ``old_key``: under which the backup is, ``key``: under which the store shall be; default for both: the one
    configured. A plain backup becomes an encrypted store where there is a key; the other way is refused.
    Raises :class:`BackupProblem` (and :class:`StoreProblem` for a store of a newer version); then nothing was made.
    """
    if to.exists() or Path(f"{to}.wal").exists():
        raise BackupProblem(f"“{to.name}”已存在，没有恢复。请先把它改名保存，或另给一个新的文件名。")
    if not file.is_file():
        raise BackupProblem(f"找不到备份文件“{file.name}”。")
    note = next((held for held in listed(file.parent) if held.file.name == file.name), None)
    new = key or keys.configured()
    with _said("恢复"):
        sealed = opening.is_encrypted(file)
        old = (old_key or keys.configured()) if sealed else None
        if sealed and (old is None or new is None):
            raise BackupProblem(
                "备份是加密的，没有恢复：请给出密钥（LEDGER_KEY_FILE；换密钥时用 --old-key 和 --key）。"
                "加密的备份不会恢复成明文。"
            )
        to.parent.mkdir(parents=True, exist_ok=True)
        part = to.with_name(f".{to.name}-{os.getpid()}.part")
        again = Path(f"{part}.again")
        try:
            copy(file, part)
            if note is not None and _digest(part) != note.sha256:
                raise BackupProblem("备份文件与做备份时的校验值不一致，已损坏或被改动，没有恢复。请换一份备份。")
            if not checking.is_store(part, old):
                why = "密钥不对，或" if sealed else ""
                raise BackupProblem(f"{why}这个文件不是本系统的数据文件，或已损坏，没有恢复。请核对密钥，换一份备份。")
            if old != new:
                opening.recode(part, old, again, new)
                os.replace(again, part)
            made = _verified(part, None, clock.now(), new)
            os.replace(part, to)
        finally:
            _remove(part)
            _remove(again)
    return Backup(to, *(getattr(made, name) for name in list(made.__dataclass_fields__)[1:]))
