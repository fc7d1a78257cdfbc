"""``ledger template | check | submit``: JSON to the letter, exit statuses, files one by one."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_layer.__main__ import main
from data_layer.ledger.bundle import put_together
from data_layer.store import Store
from tests.ledger.desk import LI, WANG, Desk, away, member

pytestmark = pytest.mark.usefixtures("autumn", "uncounted")

CHECK_KEYS = {"file", "org_code", "quarter", "accepted", "sheets", "problems", "difference"}
PROBLEM_KEYS = {"severity", "code", "sheet", "cell", "column", "message", "fix"}
ZEROS = {"joined": 0, "left": 0, "returned": 0, "changed": 0, "vanished": 0}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store with three branches, and files of two of them: good, refused, no workbook."""
    desk = Desk(str(tmp_path / "ledger.duckdb"))
    rows = {"基本信息": [member("王晓", WANG)], "管理信息": [away("王晓")]}
    (tmp_path / "one.xlsx").write_bytes(desk.file("2026Q3", **rows))
    (tmp_path / "two.xlsx").write_bytes(
        desk.file("2026Q3", "0102", 基本信息=[member("李禾", LI)], 管理信息=[away("李禾")])
    )
    (tmp_path / "bad.xlsx").write_bytes(desk.file("2026Q3", "0102", 管理信息=[away("李禾", "三月")]))
    (tmp_path / "not.xlsx").write_bytes(b"hello")
    desk.store.close()
    return tmp_path


def run(place: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["--store", str(place / "ledger.duckdb"), *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def as_json(out: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_check_stores_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(place / name) for name in ("one.xlsx", "bad.xlsx")]
    status, out, err = run(place, capsys, "ledger", "check", *files, "--json", "--received", "2026-10-08")
    one, bad = as_json(out)
    assert status == 1 and err
    assert one.keys() >= CHECK_KEYS and "submission" not in one
    assert (one["file"], one["org_code"], one["quarter"], one["accepted"]) == (files[0], "0101", "2026Q3", False)
    assert one["sheets"][1] == {"sheet": "基本信息", "rows": 1, "layout": "register", "header_row": 2}
    assert one["problems"] == [] and one["difference"] == ZEROS | {"joined": 1}
    (problem,) = [each for each in bad["problems"] if each["severity"] == "error"]
    assert problem.keys() == PROBLEM_KEYS
    assert (problem["severity"], problem["sheet"], problem["column"]) == ("error", "管理信息", "外出日期")
    assert run(place, capsys, "ledger", "check", files[0], "--received", "2026-10-08")[0] == 0
    store = Store(str(place / "ledger.duckdb"))
    assert store.composed_rows("SELECT * FROM submission") == store.composed_rows("SELECT * FROM kept_file") == []
    store.close()


def test_submit_takes_the_good_ones_and_the_same_again_nothing_twice(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(place / name) for name in ("two.xlsx", "bad.xlsx", "not.xlsx", "missing.xlsx", "one.xlsx")]
    words = ("ledger", "submit", *files, "--json", "--received", "2026-10-08")
    status, out, _ = run(place, capsys, *words)
    found = as_json(out)
    assert status == 1 and [each["file"] for each in found] == files
    assert [each["accepted"] for each in found] == [True, False, False, False, True]
    assert (found[0]["submission"], found[4]["submission"]) == (1, 2)
    again = as_json(run(place, capsys, *words)[1])
    assert [each.get("submission") for each in again] == [1, None, None, None, 2]
    assert [each["accepted"] for each in again] == [True, False, False, False, True]
    store = Store(str(place / "ledger.duckdb"))
    assert len(store.composed_rows("SELECT * FROM submission")) == 2
    assert {str(row["received_on"]) for row in store.composed_rows("SELECT received_on FROM submission")} == {
        "2026-10-08"
    }
    store.close()


def test_submit_says_what_happens_to_people(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(place, capsys, "ledger", "submit", str(place / "one.xlsx"), "--received", "2026-10-08")
    assert status == 0 and "0101-2026Q3-000001" in out and "[1/1]" in err


def test_wrong_use(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = str(place / "one.xlsx")
    assert run(place, capsys, "ledger", "check", str(place / "missing.xlsx"), "--json")[0] == 2
    assert run(place, capsys, "ledger", "submit")[0] == 2
    assert run(place, capsys, "ledger", "check", one, "--quarter", "2026-3")[0] == 2
    assert run(place, capsys, "ledger", "check", one, "--org", "99")[0] == 2
    assert run(place, capsys, "ledger", "submit", one, "--received", "2026-12-01")[0] == 2
    assert run(place, capsys, "--as", "nobody", "ledger", "check", one)[0] == 2
    status, out, _ = run(place, capsys, "ledger", "check", one, "--org", "0102", "--json")
    assert status == 1 and as_json(out)[0]["problems"][0]["code"] == "wrong_branch"


def test_store_in_use_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import subprocess
    import sys

    held = Store(str(place / "ledger.duckdb"))
    said = subprocess.run(
        [sys.executable, "-m", "data_layer", "--store", str(place / "ledger.duckdb"), "ledger", "check", "x.xlsx"],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, check=False,
    )  # fmt: skip
    held.close()
    assert said.returncode == 2 and said.stdout == b"" and "正被另一个程序使用" in said.stderr.decode()


def test_template_filled_and_handed_in(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(place, capsys, "ledger", "submit", str(place / "one.xlsx"), "--received", "2026-10-08")
    made = place / "made" / "q4.xlsx"
    status, _, _ = run(place, capsys, "ledger", "template", "--org", "0101", "--quarter", "2026Q4", "-o", str(made))
    assert status == 0 and made.exists()
    status, out, _ = run(place, capsys, "--json", "ledger", "check", str(made))
    (found,) = as_json(out)
    assert status == 0 and found["difference"] == ZEROS
    assert {each["layout"] for each in found["sheets"]} == {"entry", "form", "register"}
    full = place / "full.xlsx"
    words = ("ledger", "template", "--org", "0101", "--quarter", "2026Q4", "--full", "-o", str(full))
    assert run(place, capsys, *words)[0] == 0
    (found,) = as_json(run(place, capsys, "ledger", "check", str(full), "--json")[1])
    assert found["difference"] == ZEROS
    assert [p for p in found["problems"] if p["severity"] == "error"] == []
    assert run(place, capsys, "ledger", "template", "--org", "01", "--quarter", "2026Q4", "-o", str(full))[0] == 2


def test_the_marked_copy_shows_what_is_wrong_where(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = place / "marked"
    files = [str(place / name) for name in ("bad.xlsx", "not.xlsx")]
    assert run(place, capsys, "ledger", "check", *files, "--received", "2026-10-08", "--marked", str(out))[0] == 1
    book = openpyxl.load_workbook(out / "bad（已核对）.xlsx")
    assert book.sheetnames == ["核对结果", "封面", "管理信息"]
    cell = book["管理信息"]["G3"]
    assert cell.value == "三月" and "外出日期" in cell.comment.text and cell.fill.fgColor.rgb.endswith("F4B6B6")
    listed = [row for row in book["核对结果"].iter_rows(min_row=3, values_only=True) if row[0] == "必须改"]
    assert [row[1:4] for row in listed] == [("管理信息", "G3", "外出日期")]
    assert openpyxl.load_workbook(out / "not（已核对）.xlsx").sheetnames == ["核对结果"]


def test_a_folder_with_a_zip_in_it_and_the_copies_of_what_is_refused(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = place / "mail", place / "back"
    (folder / "a").mkdir(parents=True)
    for name in ("bad.xlsx", "not.xlsx"):
        (folder / "a" / name).write_bytes((place / name).read_bytes())
    (folder / "a" / "~$bad.xlsx").write_bytes(b"left behind")
    packed = put_together(
        [("bad.xlsx", (place / "bad.xlsx").read_bytes()), ("one.xlsx", (place / "one.xlsx").read_bytes())]
    )
    (folder / "b.zip").write_bytes(packed)
    words = ("ledger", "submit", str(folder), "--received", "2026-10-08", "--marked", str(out), "--json")
    status, said, _ = run(place, capsys, *words)
    found = as_json(said)
    assert status == 1
    assert [Path(each["file"]).relative_to(folder).as_posix() for each in found] == [
        "a/bad.xlsx", "a/not.xlsx", "b.zip/bad.xlsx", "b.zip/one.xlsx",
    ]  # fmt: skip
    assert [each["accepted"] for each in found] == [False, False, False, True]
    assert {each.name for each in out.iterdir()} == {
        "bad（已核对）.xlsx", "bad（已核对）（2）.xlsx", "not（已核对）.xlsx",
    }  # fmt: skip
    (place / "empty").mkdir()
    assert run(place, capsys, "ledger", "submit", str(place / "empty"))[0] == 2
