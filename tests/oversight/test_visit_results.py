"""What was found on site: page, Excel there and back, twice is once, who may, and the finding it leads to."""

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data_layer.__main__ import build_parser
from data_layer.access import Grant, NoAccess, Viewer
from data_layer.assessment.findings import findings
from data_layer.assessment.view import view_of
from data_layer.assessment.visits import coverage, hits, visits
from data_layer.commands import inspections
from data_layer.oversight.visits import planning, results
from data_layer.oversight.visits.results import Said
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, A, B, Ground, viewer

STAFF = viewer("staff", ROOT)
TODAY = date(2026, 10, 20)
INSPECTOR = Viewer(9, "inspector", (Grant("inspector", A, TODAY, date(2026, 10, 21)),))


def planned(ground: Ground) -> int:
    """The visit to A of a plan of both branches below EAST."""
    view = view_of(ground.store, STAFF, f"{EAST}", branches=None)
    planning.plan(ground.store, STAFF, view, TODAY, TODAY, by_risk=2, by_chance=0)
    return next(each.visit for each in visits(ground.store, STAFF, view) if each.org == A)


def test_a_round_of_results(ground: Ground, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, visit = ground.store, planned(ground)
    _, sheet, _ = results.check_sheet(store, INSPECTOR, visit)
    first, second = (each.key for each in sheet.claims[:2])
    assert results.record(store, INSPECTOR, visit, TODAY, {first: Said("true")}) == 1
    book = openpyxl.load_workbook(io.BytesIO(results.workbook(store, INSPECTOR, visit)))
    page = book["核实表"]
    line = {row[1].value: row for row in page.iter_rows(min_row=2)}
    assert line[first][6].value == "账实相符" and "测试" not in f"{[c.value for row in page for c in row]}"
    line[second][6].value, line[second][7].value = "不符", "本人说没有人联系过"
    book.save(place := tmp_path / "核实表.xlsx")
    words = ["inspections", "results", f"{visit}", f"{place}", "--json"]
    for stored in (1, 0):  # again stores nothing
        assert inspections.run(build_parser().parse_args(words), store, STAFF) == 0
        assert json.loads(capsys.readouterr().out)["stored"] == stored
    view = view_of(store, STAFF, f"{EAST}", branches=None)
    held = next(each for each in visits(store, STAFF, view) if each.visit == visit)
    assert (held.state, held.held, held.failed) == ("done", 1, 1)
    assert coverage(store, STAFF, view).visited == 1
    assert [(each.way, each.found, each.visited) for each in hits([held])] == [("risk", 1, 1), ("chance", 0, 0)]
    assert [each.key for each in results.to_open(store, STAFF, visit)] == [second]
    assert results.open_failed(store, STAFF, visit, date(2026, 11, 20)) == 1
    assert results.to_open(store, STAFF, visit) == ()
    assert results.open_failed(store, STAFF, visit, date(2026, 11, 20)) == 0
    theirs, _, before = results.check_sheet(store, INSPECTOR, visit)  # who went reads why, and what was written there
    results.record(store, STAFF, visit, TODAY, {first: Said("true", "测试1在家")})
    assert results.check_sheet(store, INSPECTOR, visit)[2][first].note == "测*1在家"  # without names
    assert theirs.why == held.why != "" and before[second].note == "本人说没有人联系过"
    (finding,) = findings(store, STAFF, view)
    assert finding.origin == "onsite" and len(finding.persons) == 1 and "本人说没有人联系过" in finding.facts


def test_photos_are_handed_out_to_whoever_may_be_there(ground: Ground) -> None:
    store, visit, photo = ground.store, planned(ground), b"\xff\xd8\xff\xe0 there \xff\xd9"
    results.record(store, INSPECTOR, visit, TODAY, {}, [("现场.jpg", photo)])
    (found,) = results.photos(store, STAFF, visit)
    assert (found.name, found.kind, results.photo(store, INSPECTOR, found.event, found.nth)) == (
        "现场.jpg",
        "jpg",
        photo,
    )
    with pytest.raises(NoAccess):
        results.photo(store, viewer("branch", A), found.event, found.nth)


def test_problems_of_a_sheet_are_sentences_with_cells(ground: Ground) -> None:
    visit = planned(ground)
    book = openpyxl.load_workbook(io.BytesIO(results.workbook(ground.store, STAFF, visit)))
    page = book["核实表"]
    page["G2"], page["B3"], page["G3"] = "大概吧", "contact-999", "不符"
    page.append([f"{visit + 1}", page["B2"].value, "", "", "", "", "不符", ""])
    target = io.BytesIO()
    book.save(target)
    said, problems = results.read_back(ground.store, STAFF, visit, "a.xlsx", target.getvalue())
    assert not said and [each.split("：")[0] for each in problems] == ["G2", "B3", "A4"]


def test_who_may_fill_in(ground: Ground, turn: TURN) -> None:
    store, visit = ground.store, planned(ground)
    assert [each.visit for each in results.onsite(store, INSPECTOR)] == [visit]
    other = Viewer(9, "inspector", (Grant("inspector", B, TODAY, TODAY),))
    for who in (other, viewer("branch", A), viewer("administrator", ROOT)):
        with pytest.raises(NoAccess):
            results.check_sheet(store, who, visit)
    with pytest.raises(OversightProblem, match="今天以后"):
        results.record(store, STAFF, visit, date(2026, 10, 21), {})
    with pytest.raises(OversightProblem, match="不是 PDF"):
        results.record(store, STAFF, visit, TODAY, {}, [("a.jpg", b"MZ")])
    with pytest.raises(NoAccess):
        results.open_failed(store, INSPECTOR, visit, TODAY)
    turn(date(2026, 10, 22))
    assert results.onsite(store, INSPECTOR) == []
    with pytest.raises(NoAccess):
        results.check_sheet(store, INSPECTOR, visit)
