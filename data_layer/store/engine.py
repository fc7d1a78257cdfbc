"""Connect, migrate, read, transact.

One process owns the embedded file. Reads take a cursor each and run beside one another and beside the
writer; writes go one at a time under the commit lock, in one transaction each, appending only.
"""

import hashlib
import json
import os
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data_layer import clock
from data_layer.store import chain, keys, opening
from data_layer.store.commits import Commits
from data_layer.store.counters import COUNTERS
from data_layer.store.gate import Gate
from data_layer.store.keys import StoreProblem

Row = dict[str, Any]
_ROOMS = Path(__file__).resolve().parent.parent
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_MOST_KEPT = 512
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
#: Stands for what was erased.
ERASED = "已依法删除"
# What must run inside every transaction that touched branches (see data_layer/__init__.py).
# Each says whose facts are others than before.
BEFORE_COMMIT: list[Callable[["Writer", list[int]], Iterable[int]]] = []


@cache
def sql_text(name: str) -> str:
    """The text of ``data_layer/<room>/sql/<name>.sql``, addressed as ``room/name``."""
    room, _, rest = name.partition("/")
    return (_ROOMS / room / "sql" / f"{rest}.sql").read_text(encoding="utf-8")


def default_place() -> Path:
    """``LEDGER_STORE``, else ``data/ledger.duckdb`` beside ``app.py``."""
    return Path(os.environ.get("LEDGER_STORE") or _ROOMS.parent / "data" / "ledger.duckdb")


class _Reader:
    """Named and composed queries on one cursor."""

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        raise NotImplementedError

    def _reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _failed(self, error: duckdb.Error) -> Exception:
        """What to raise for an error of the engine."""
        raise NotImplementedError

    def _run(self, sql: str, params: Mapping[str, Any] | None) -> duckdb.DuckDBPyConnection:
        wanted = set(_PARAMETER.findall(sql))
        given = params or {}
        if missing := wanted - given.keys():
            raise KeyError(f"parameters not given: {sorted(missing)}")
        try:
            return self._cursor().execute(sql, {name: given[name] for name in wanted})
        except duckdb.Error as error:
            raise self._failed(error) from None

    def rows(self, name: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of the SQL file ``room/name`` as dicts; ``$parameters`` are bound by name."""
        return self.composed_rows(sql_text(name), params)

    def one(self, name: str, params: Mapping[str, Any] | None = None) -> Row | None:
        """The first row of the SQL file, or None."""
        found = self.rows(name, params)
        return found[0] if found else None

    def table(self, name: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """The SQL file's result as an Arrow table."""
        return self.composed_table(sql_text(name), params)

    def composed_rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """Like :meth:`rows` for a statement put together from SQL files (never from data)."""
        with self._reading():
            result = self._run(sql, params)
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, values, strict=True)) for values in result.fetchall()]

    def composed_table(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Like :meth:`table` for a statement put together from SQL files (never from data)."""
        with self._reading():
            result = self._run(sql, params)
            if hasattr(result, "to_arrow_table"):
                return result.to_arrow_table()
            return result.fetch_arrow_table()


class Writer(_Reader):
    """One open transaction. Made by :meth:`Store.write`."""

    def __init__(self, store: "Store", cursor: duckdb.DuckDBPyConnection, at: datetime) -> None:
        self._store = store
        self.committed: Store = store  #: the store as it is outside this transaction
        self._own = cursor
        self.at = at  #: the transaction's recorded_at
        self.wrote: set[str] = set()  #: the tables appended to so far
        self._touched: set[int] = set()
        self._alone = True

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._own

    def _failed(self, error: duckdb.Error) -> Exception:
        return self._store._failed(error)

    def next_id(self, kind: str, count: int = 1) -> int:
        """The first of ``count`` fresh ids of a kind: submission person spell org account grant event."""
        return self._store._take_ids(self, kind, count)

    def touch(self, orgs: Iterable[int], *, alone: bool = False) -> None:
        """Say whose facts changed: :data:`BEFORE_COMMIT` hears of them inside this transaction.

        ``alone``: all that is written here are facts of these branches, as a ledger's rows are.
        """
        self._touched.update(orgs)
        self._alone &= alone

    @contextmanager
    def with_table(self, name: str, data: pa.Table) -> Iterator[None]:
        """Let SQL files of this transaction read an Arrow table under a name."""
        self._own.register(name, data)
        try:
            yield
        finally:
            self._own.unregister(name)

    def append(self, table: str, rows: Sequence[Mapping[str, Any]] | pa.Table) -> None:
        """Append rows to a table. Missing columns become NULL; ``recorded_at`` defaults to :attr:`at`."""
        if len(rows) == 0:
            return
        schema = self._store._schema(table)
        if isinstance(rows, pa.Table):
            data = rows
        else:
            stamp = "recorded_at" in schema.names
            data = pa.Table.from_pylist(
                [{"recorded_at": self.at, **row} if stamp else dict(row) for row in rows], schema=schema
            )
        self.wrote.add(table)
        with self.with_table("appended_rows", data):
            try:
                self._own.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM appended_rows')
            except duckdb.Error as error:
                raise self._failed(error) from None


class Store(_Reader):
    """An open store. Safe to share between threads."""

    def __init__(self, place: Path | str, *, threads: int | None = None, key: str | None = keys.AS_CONFIGURED) -> None:
        self.place = str(place)
        self.sealed_with = keys.configured() if key == keys.AS_CONFIGURED else key  #: never shown; None: not encrypted
        self._threads, self._stopped = threads, False
        self._lock = threading.RLock()
        self._gate = Gate()
        self._keeping = threading.Lock()
        self._ids: dict[str, int] = {}
        self._schemas: dict[str, pa.Schema] = {}
        self._kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
        self._commits = Commits()
        self._root: duckdb.DuckDBPyConnection = opening.connect(self.place, self.sealed_with, threads=threads)
        self._migrate()
        self._secret = bytes.fromhex(self._setting("secret"))
        self._hash_names()

    @classmethod
    def open(cls, place: Path | str | None = None, *, key: str | None = keys.AS_CONFIGURED) -> "Store":
        """Open (making it on first use) the store at a place; default :func:`default_place`.

        ``key``: as :func:`keys.from_file` gives it; None: not encrypted.

        Raises :class:`StoreInUse` when another process owns the file, :class:`StoreProblem` when it is no store.
        """
        return cls(default_place() if place is None else place, key=key)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._stopped:
            self._start_again()
        cursor = self._root.cursor()
        cursor.execute("USE app")
        return cursor

    def _failed(self, error: duckdb.Error) -> Exception:
        self._stopped = self._stopped or opening.has_stopped(error)
        return opening.told(error)

    def _start_again(self) -> None:
        """The engine stops where it could not bring its log into the file (a full disk): open the file anew."""
        with self._lock:
            if self._stopped and self.place != opening.MEMORY:
                self._root.close()
                self._root = opening.connect(self.place, self.sealed_with, threads=self._threads)
                self._stopped = False

    def _migrate(self) -> None:
        """Apply the numbered files not yet applied, each in its own transaction."""
        cursor = self._cursor()
        known = cursor.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_catalog = 'app' AND table_name = 'migration'"
        ).fetchone()
        done: dict[int, str] = {}
        if known and known[0]:
            done = dict(cursor.execute("SELECT number, sha256 FROM migration").fetchall())
        files = sorted(MIGRATIONS.glob("*.sql"))
        if done and max(done) > int(files[-1].name[:4]):
            raise StoreProblem("数据文件由更新的版本写成，请先升级程序。")
        for file in files:
            number, text = int(file.name[:4]), file.read_text(encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            if number in done:
                continue
            cursor.execute("BEGIN")
            try:
                cursor.execute(text)
                cursor.execute("INSERT INTO migration VALUES (?, ?, ?, ?)", [number, file.stem, digest, clock.now()])
                if number == 0:
                    cursor.execute("INSERT INTO setting VALUES ('secret', ?, ?)", [secrets.token_hex(32), clock.now()])
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise

    def _hash_names(self) -> None:
        """Names recorded before migration 3 get their keyed hash: derived, so the one thing that is written later."""
        cursor = self._cursor()
        keys = cursor.execute("SELECT DISTINCT name_key FROM person_identity WHERE name_hash IS NULL").fetchall()
        if keys:
            hashed = [{"name_key": key, "name_hash": self.key(key)} for (key,) in keys]
            cursor.register("hashed_names", pa.Table.from_pylist(hashed))
            cursor.execute(
                "UPDATE person_identity SET name_hash = h.name_hash FROM hashed_names h "
                "WHERE person_identity.name_key = h.name_key AND person_identity.name_hash IS NULL"
            )
            cursor.unregister("hashed_names")

    def _setting(self, name: str) -> str:
        row = (
            self._cursor()
            .execute("SELECT value FROM setting WHERE name = ? ORDER BY recorded_at DESC", [name])
            .fetchone()
        )
        if row is None:
            raise StoreProblem("数据文件不完整：缺少密钥设置。")
        return str(row[0])

    def _schema(self, table: str) -> pa.Schema:
        if table not in self._schemas:
            result = self._cursor().execute(f'SELECT * FROM "{table}" LIMIT 0')
            empty = result.to_arrow_table() if hasattr(result, "to_arrow_table") else result.fetch_arrow_table()
            # JSON travels as text
            self._schemas[table] = pa.schema(
                [
                    pa.field(f.name, pa.string() if isinstance(f.type, pa.ExtensionType) else f.type)
                    for f in empty.schema
                ]
            )
        return self._schemas[table]

    def _take_ids(self, writer: Writer, kind: str, count: int) -> int:
        if kind not in self._ids:
            highest = [
                writer._own.execute(f'SELECT coalesce(max("{column}"), 0) FROM "{table}"').fetchone()
                for table, column in COUNTERS[kind]
            ]
            self._ids[kind] = max(int(value[0]) for value in highest if value)
        first = self._ids[kind] + 1
        self._ids[kind] += count
        return first

    @contextmanager
    def write(self, at: datetime | None = None) -> Iterator[Writer]:
        """One transaction under the commit lock: committed on leaving, rolled back on any error.

        ``at`` is the recorded_at of what is written: the clock's, except for the synthetic demo history.
        """
        with self._lock:
            cursor = self._cursor()
            writer = Writer(self, cursor, at or clock.now())
            cursor.execute("BEGIN")
            try:
                yield writer
                reached = set(writer._touched)
                if writer._touched:
                    for hook in BEFORE_COMMIT:
                        reached.update(hook(writer, sorted(writer._touched)))
                if "audit_event" in writer.wrote:
                    chain.extend(writer, self._secret)
                cursor.execute("COMMIT")
                # only now: whoever reads in between keeps fresh rows under an old version, never old under a new one
                self._commits.add(writer.wrote, reached, writer._alone)
            except BaseException as error:
                # a failed COMMIT has rolled back already; the first error is the one to show
                try:
                    cursor.execute("ROLLBACK")
                except duckdb.Error:
                    pass
                if isinstance(error, duckdb.Error):
                    raise self._failed(error) from None
                raise
            finally:
                cursor.close()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Nothing is committed meanwhile, and the file holds all that was: for whoever copies it."""
        with self._lock:
            try:
                self._cursor().execute("CHECKPOINT app")
            except duckdb.Error as error:
                raise self._failed(error) from None
            yield

    def _reading(self) -> AbstractContextManager[None]:
        return self._gate.open()

    def log_broken(self, anchors: Iterable[chain.Anchor] = ()) -> list[tuple[int, str]]:
        """Where the log was changed behind the program's back, see :func:`chain.broken`."""
        return chain.broken(self, self._secret, anchors)

    def version(self, *tables: str) -> Hashable:
        """Changes whenever one of these tables is appended to (none named: any but the logs).

        Commits are counted in this process, which alone owns the file.
        """
        if tables:
            return self._commits.to_tables(tables)
        return self._commits.of_facts()

    def version_of(self, orgs: Iterable[int] | None) -> Hashable:
        """Changes whenever something is appended that is no fact of other branches alone (None: like :meth:`version`).

        Facts of a branch are also those of one that shares people with it.
        """
        if orgs is None:
            return self._commits.of_facts()
        return self._commits.about(orgs)

    def key(self, text: str) -> int:
        """Keyed 63-bit hash of a text: equal texts meet, the text cannot be read back. For names and contents."""
        digest = hashlib.blake2b(text.encode(), key=self._secret, digest_size=8).digest()
        return int.from_bytes(digest, "big") >> 1

    def keyed_digest(self, text: str) -> str:
        """Keyed hash of an ID number, as hex."""
        return hashlib.blake2b(text.encode(), key=self._secret, digest_size=16).hexdigest()

    def cached(self, name: Hashable, version: Hashable, make: Callable[[], Any]) -> Any:
        """A value of this store kept until ``version`` changes (in-process; facts are append-only)."""
        held = self._kept.get(name)
        if held is None or held[0] != version:
            held = (version, make())
        with self._keeping:
            self._kept[name] = held
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return held[1]

    def close(self) -> None:
        """Close the file (checkpointing it)."""
        self._root.close()


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # dumps would make one each time


def dumps(value: Any) -> str:
    """JSON text for a JSON column, Chinese unescaped."""
    return _ENCODER.encode(value)
