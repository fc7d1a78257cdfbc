"""Is the store whole: migrations, kept files, rows that point to nothing. What needs the rules stands above."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import duckdb

from data_layer import clock
from data_layer.store import opening
from data_layer.store.chain import Anchor
from data_layer.store.engine import ERASED, MIGRATIONS, Store, dumps
from data_layer.store.keys import StoreProblem


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written. ``says`` is a Chinese sentence with where."""

    kind: str  # migration file pointer erasure log journal clock
    where: str
    says: str


def _tables(store: Store, column: str | None = None) -> list[str]:
    """Names of the tables, or of those with a column."""
    found = store.rows("store/tables", {"column": column})
    return [str(row["table_name"]) for row in found]


def counts(store: Store) -> dict[str, int]:
    """Rows of every table."""
    return {name: store.composed_rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"] for name in _tables(store)}


def schema(store: Store) -> int:
    """Number of the latest migration applied."""
    return int(store.composed_rows("SELECT max(number) AS number FROM migration")[0]["number"])


def last_received(store: Store) -> str | None:
    """ISO day of the latest submission, None without one."""
    day = store.composed_rows("SELECT max(received_on) AS day FROM submission")[0]["day"]
    return day.isoformat() if day else None


def is_store(place: Path, key: str | None) -> bool:
    """Whether a file nobody has open is a store of ours under this key; it is not changed."""
    try:
        root = opening.connect(str(place), key, read_only=True)
    except StoreProblem:
        return False
    try:
        return bool(root.execute("SELECT max(number) IS NOT NULL FROM app.migration").fetchall()[0][0])
    except duckdb.Error:
        return False
    finally:
        root.close()


def check(store: Store, anchors: Iterable[Anchor] = ()) -> list[Fault]:
    """Everything about the store that is not as it was written; ``anchors``: links of the log noted with backups."""
    log = [Fault("log", f"{event}", says) for event, says in store.log_broken(anchors)]
    return [*_migrations(store), *_files(store), *_pointers(store), *_erasures(store), *log]


def clock_set_back(store: Store) -> Fault | None:
    """Whether the machine's clock is behind the log's last line."""
    last = store.composed_rows("SELECT max(recorded_at) AS at FROM audit_event")[0]["at"]
    if last is None or clock.now() >= last - timedelta(minutes=10):
        return None
    says = f"本机时钟（{clock.now():%Y-%m-%d %H:%M}）早于最近一条记录（{last:%Y-%m-%d %H:%M}），请校准时钟"
    return Fault("clock", "", says)


def _migrations(store: Store) -> list[Fault]:
    done = {row["number"]: row["sha256"] for row in store.composed_rows("SELECT number, sha256 FROM migration")}
    found = []
    for file in sorted(MIGRATIONS.glob("*.sql")):
        number = int(file.name[:4])
        digest = hashlib.sha256(file.read_text(encoding="utf-8").encode()).hexdigest()
        if done.get(number) != digest:
            found.append(Fault("migration", file.stem, f"结构升级 {file.stem} 的校验值与程序不一致"))
    return found


def _files(store: Store) -> list[Fault]:
    return [
        Fault("file", row["sha256"], f"留存文件 {row['sha256'][:12]}… 的内容与校验值不一致（应 {row['size']} 字节）")
        for row in store.rows("store/bad_files")
    ]


def _erasures(store: Store) -> list[Fault]:
    """What is not as it was written must have been erased, and every erasure must be the one the log tells of."""
    found, gone, moved = [], set(), {}
    for row in store.rows("store/erasures"):
        files = [list(each) for each in row["files"] or ()]
        digest = store.keyed_digest(dumps([json.loads(row["report"]), files]))
        if row["logged"] != f"{row['request']} {digest}":
            found.append(Fault("erasure", f"{row['request']}", f"第 {row['request']} 号依法删除与操作日志所记不一致"))
            continue
        gone |= set(json.loads(row["report"])["persons"])
        moved.update(dict(files))
    for row in store.rows("store/erased_people", {"erased": ERASED}):
        if row["person"] not in gone:
            found.append(Fault("erasure", f"{row['person']}", f"编号 {row['person']} 的姓名没有了，没有依法删除的记录"))
    for row in store.rows("store/handed_in"):
        expected = row["logged"]
        while expected in moved:
            expected = moved[expected]
        if expected != row["file_sha256"]:
            found.append(
                Fault("file", f"{row['submission']}", f"第 {row['submission']} 号报送的原件被换过，没有依法删除的记录")
            )
    return found


def _pointers(store: Store) -> list[Fault]:
    found = [
        Fault("pointer", f"{row['source']} {row['number']}", f"{row['source']} 第 {row['number']} 号的文件没有留存")
        for row in store.rows("store/lost_files")
    ]
    for name in _tables(store, "submission"):
        statement = (
            f'SELECT DISTINCT submission AS n FROM "{name}" WHERE submission NOT IN (FROM submission SELECT submission)'
        )
        for row in store.composed_rows(statement) if name != "submission" else []:
            found.append(Fault("pointer", f"{name} {row['n']}", f"{name} 有行属于不存在的第 {row['n']} 号报送"))
    return found
