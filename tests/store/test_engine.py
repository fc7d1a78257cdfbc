"""The store: migrations once, all or nothing, threads beside one another, one process a file."""

import subprocess
import sys
import textwrap
import threading
from datetime import datetime
from pathlib import Path

import pytest

from data_layer.store import Store, StoreInUse, StoreProblem

ROOT = Path(__file__).resolve().parents[2]


def note(number: int) -> dict[str, object]:
    return {"event": number, "action": "noted", "account": number % 7}


def test_opened_again_nothing_is_migrated_twice_and_facts_are_there(tmp_path: Path) -> None:
    place = tmp_path / "s.duckdb"
    store = Store.open(place)
    with store.write() as w:
        w.append("audit_event", [note(w.next_id("event"))])
    key = store.key("王强")
    store.close()
    again = Store.open(place)
    assert again.key("王强") == key
    with again.write() as w:
        assert w.next_id("event") == 2
        assert len(w.composed_rows("SELECT * FROM audit_event")) == 1
        numbers = [row["number"] for row in w.composed_rows("SELECT number FROM migration ORDER BY number")]
    files = (ROOT / "data_layer" / "store" / "migrations").glob("*.sql")
    assert numbers == sorted(int(file.name[:4]) for file in files)
    again.close()


def test_keys_of_two_stores_differ() -> None:
    assert Store(":memory:").key("王强") != Store(":memory:").key("王强")


def test_an_error_leaves_nothing_behind() -> None:
    store = Store(":memory:")
    with pytest.raises(ZeroDivisionError), store.write() as w:
        w.append("audit_event", [note(1)])
        _ = 1 / 0
    assert store.composed_rows("SELECT * FROM audit_event") == []


def test_recorded_at_is_the_transactions_unless_given() -> None:
    store = Store(":memory:")
    moment = datetime(2026, 4, 5, 10)
    with store.write(at=moment) as w:
        w.append("audit_event", [note(1)])
    assert store.composed_rows("SELECT recorded_at FROM audit_event") == [{"recorded_at": moment}]


def test_32_threads_write_while_others_read() -> None:
    store = Store(":memory:")
    failures: list[BaseException] = []
    seen: list[int] = []
    stop = threading.Event()

    def write(which: int) -> None:
        try:
            for _ in range(5):
                with store.write() as w:
                    first = w.next_id("event", 3)
                    w.append("audit_event", [{**note(first + i), "action": f"t{which}"} for i in range(3)])
        except BaseException as failure:  # a thread's error would vanish with the thread
            failures.append(failure)

    def read() -> None:
        try:
            while not stop.is_set():
                seen.append(store.composed_rows("SELECT count(*) AS n FROM audit_event")[0]["n"])
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(i,)) for i in range(32)]
    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert all(n % 3 == 0 for n in seen), "a reader saw half a transaction"
    events = [row["event"] for row in store.composed_rows("SELECT event FROM audit_event")]
    assert len(events) == len(set(events)) == 32 * 5 * 3


def test_a_second_process_is_told_what_to_do(tmp_path: Path) -> None:
    place = tmp_path / "s.duckdb"
    store = Store.open(place)
    code = textwrap.dedent(f"""
        from data_layer.store import Store, StoreInUse
        try:
            Store.open({str(place)!r})
        except StoreInUse as problem:
            print("看板" in str(problem))
    """)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    store.close()
    assert done.stdout.strip() == "True", done.stderr


def test_what_is_no_store_is_named_as_such(tmp_path: Path) -> None:
    place = tmp_path / "s.duckdb"
    place.write_bytes(b"this is a letter, not a store" * 1000)
    with pytest.raises(StoreProblem, match="数据文件"):
        Store.open(place)


def test_in_use_is_a_kind_of_problem() -> None:
    assert issubclass(StoreInUse, StoreProblem)


def test_a_version_moves_with_commits_to_its_tables_and_the_whole_with_any_fact() -> None:
    store = Store(":memory:")
    before, whole = store.version("audit_event"), store.version()
    with store.write() as w:
        w.append("audit_event", [note(1)])
        assert store.version("audit_event") == before, "not before it is committed"
    assert store.version("audit_event") != before
    assert store.version() == whole, "no figure rests on the log"
    lock = {"event": 2, "org": 1, "quarter": 8104, "kind": "locked"}
    with pytest.raises(ZeroDivisionError), store.write() as w:
        w.append("lock_event", [lock])
        _ = 1 / 0
    assert (store.version("lock_event"), store.version()) == ((0,), whole)
    with store.write() as w:
        w.append("lock_event", [lock])
    assert store.version("lock_event", "audit_event") == (1, 1)
    assert store.version() != whole
