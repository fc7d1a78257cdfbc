"""Many hands at once, and a process killed in the middle: nothing lost, nothing doubled, nothing half done."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data_layer.ledger.checked import Checked
from data_layer.store import Store
from tests.ledger.desk import BRANCHES, WANG, Desk, away, contact, member
from tests.ledger.workbooks import id_number

ROOT = Path(__file__).resolve().parents[2]


def test_32_at_once_while_others_read(uncounted: None, autumn: None) -> None:
    desk = Desk()
    people = [(f"王{n}", id_number(100 + n)) for n in range(5)]
    files = [
        (code, desk.file(
            "2026Q3", code,
            基本信息=[member(name, number) for name, number in people],
            管理信息=[away(name) for name, _ in people],
            联系记录=[contact("全体流动党员", f"2026-08-{n % 28 + 1:02d}", 联系内容=f"第{n}次")],
        ))
        for code in BRANCHES
        for n in range(10)
    ]  # fmt: skip
    files += files[:2]  # two files come twice
    whole, stop = [], threading.Event()

    def look() -> None:
        while not stop.is_set():
            with desk.store.write() as w:
                rows = {row["submission"] for row in w.composed_rows("SELECT submission FROM submission")}
                per = Counter(row["submission"] for row in w.composed_rows("SELECT submission FROM spell_row"))
            whole.append(all(per[each] == 5 for each in rows) and set(per) == rows)
            found = desk.store.composed_rows("SELECT submission, count(*) AS n FROM spell_row GROUP BY submission")
            whole.append(all(row["n"] == 5 for row in found))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    with ThreadPoolExecutor(32) as pool:
        done: list[Checked] = list(pool.map(lambda item: desk.submit(item[1], "2026Q3"), files))
    stop.set()
    for reader in readers:
        reader.join()
    assert all(each.accepted for each in done) and whole and all(whole)
    numbers = [each.submission for each in done]
    assert len(set(numbers)) == 30 == len(desk.table("submission"))
    assert numbers[-2:] == numbers[:2] and sum(each.again for each in done) == 2
    # one person a number, one spell a branch and person, however many versions came at once
    assert len({row["person"] for row in desk.table("person_identity")}) == 5
    assert len({row["spell"] for row in desk.table("spell")}) == 15
    assert len(desk.table("spell")) == 15 and len(desk.table("person_identity")) == 15
    assert len(desk.table("kept_file")) == 30
    assert len(desk.table("contact_row")) == 30


CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.ledger.desk import Desk, away, contact, member
from tests.ledger.workbooks import id_number
desk = Desk({place!r})
for n in range(1000):
    name = f"王{{n}}"
    done = desk.hand_in(
        "2026Q1", ("0101", "0102", "0103")[n % 3],
        基本信息=[member(name, id_number(100 + n % 800))], 管理信息=[away(name)],
        联系记录=[contact(name, "2026-02-03")],
    )
    print(done.submission, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_in_the_middle(tmp_path: Path) -> None:
    place = tmp_path / "ledger.duckdb"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD.format(root=str(ROOT), place=str(place))], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert child.stdout is not None
    said = [int(child.stdout.readline()) for _ in range(4)]
    time.sleep(0.11)
    child.send_signal(signal.SIGKILL)
    said += [int(line) for line in child.stdout.read().split()]
    child.wait()
    store = Store(str(place))
    rows = {
        name: store.composed_rows(f'SELECT submission FROM "{name}"')
        for name in ("submission", "member_row", "spell_row", "contact_row", "spell", "person_identity")
    }
    whole = {row["submission"] for row in rows["submission"]}
    assert set(said) <= whole  # what was acknowledged is there
    for name, found in rows.items():
        assert Counter(row["submission"] for row in found) == dict.fromkeys(whole, 1), name
    assert len(store.composed_rows("SELECT sha256 FROM kept_file")) == len(whole)
    journal = store.composed_rows("SELECT DISTINCT recorded_at FROM journal_refresh")
    assert len(journal) >= len(whole)  # counts are refreshed in the same transaction
    store.close()
    desk = Desk(str(place))
    assert desk.hand_in("2026Q2", 基本信息=[member("王晓", WANG)], 管理信息=[away("王晓")]).accepted
