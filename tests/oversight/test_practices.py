"""What works: evidence, consent before a name, who reads it, circulation as the committee's duty, who took it up."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data_layer.__main__ import build_parser
from data_layer.access import NoAccess, Viewer
from data_layer.assessment.committee import committee_counts, committee_years
from data_layer.assessment.practices import kept_file, practices
from data_layer.assessment.view import view_of
from data_layer.commands import CommandProblem
from data_layer.commands import practices as command
from data_layer.oversight import findings as acts
from data_layer.oversight import practising
from data_layer.oversight.findings import Opening, open_finding
from data_layer.oversight.practising import Cited
from data_layer.oversight.visits import planning, results
from data_layer.oversight.visits.results import Said
from data_layer.oversight.writing import OversightProblem
from tests.oversight.conftest import TURN
from tests.questions.ground import EAST, ROOT, WEST, A, B, C, Ground, viewer

STAFF, SECRETARY, NEIGHBOUR = viewer("staff", EAST), viewer("branch", A), viewer("branch", B)
TODAY = date(2026, 10, 20)
FIGURE = Cited("figure", indicator="contact_assigned", period="2026Q3")
JPEG = b"\xff\xd8\xff\xe0 consent \xff\xd9"


def titles(ground: Ground, who: object, org: int, **view: object) -> list[str]:
    """What a viewer reads on his own page."""
    own = replace(view_of(ground.store, who, f"{org}", branches=None), **view)  # type: ignore[arg-type]
    return [each.body for each in practices(ground.store, who, own)]  # type: ignore[arg-type]


def test_a_practice_from_writing_to_taking_up(ground: Ground, turn: TURN) -> None:
    store = ground.store
    with store.write() as w:
        w.touch([A, B])
    with pytest.raises(OversightProblem, match="依据"):
        practising.write(store, SECRETARY, A, "一封家书", "每月一封", [])
    with pytest.raises(OversightProblem, match="不能作依据"):
        practising.write(store, SECRETARY, A, "一封家书", "每月一封", [replace(FIGURE, period="2026Q4")])
    with pytest.raises(OversightProblem, match="不是这个党组织"):
        other = open_finding(store, STAFF, B, Opening("事实", TODAY))
        practising.write(store, STAFF, A, "一封家书", "每月一封", [Cited("finding", other)])
    with pytest.raises(OversightProblem, match="1 名党员的姓名"):  # nobody is named without consent
        practising.write(store, SECRETARY, A, "一封家书", "测试1每月写一封", [FIGURE])
    number = practising.write(store, SECRETARY, A, "一封家书", "某党员每月写一封", [FIGURE])
    (reference,) = practices(store, SECRETARY, view_of(store, SECRETARY, f"{A}", branches=None))[0].references
    assert (reference.met, reference.closed, reference.as_of) == (2, 2, TODAY)  # as it stood
    with pytest.raises(OversightProblem, match="扫描件"):
        practising.consent(store, SECRETARY, number, TODAY, "paper", person=1)
    with pytest.raises(OversightProblem, match="不在该党组织"):
        practising.consent(store, SECRETARY, number, TODAY, "spoken", person=3)
    agreed = practising.consent(store, SECRETARY, number, TODAY, "paper", person=1, files=[("同意.jpg", JPEG)])
    practising.write(store, SECRETARY, A, "一封家书", "测试1每月写一封", [FIGURE], practice=number)

    assert titles(ground, NEIGHBOUR, B) == []  # not theirs, not circulated
    with pytest.raises(OversightProblem, match="还没有推广"):
        practising.take_up(store, NEIGHBOUR, number, B)
    with pytest.raises(NoAccess):
        practising.circulate(store, SECRETARY, number, EAST)
    practising.circulate(store, STAFF, number, EAST)
    assert titles(ground, NEIGHBOUR, B) == ["测试1每月写一封"]
    assert titles(ground, viewer("branch", C), C) == []
    practising.take_up(store, NEIGHBOUR, number, B, "照着做")
    with pytest.raises(OversightProblem, match="已经采用"):
        practising.take_up(store, NEIGHBOUR, number, B)
    own = view_of(store, STAFF, f"{EAST}", branches=None)
    (found,) = practices(store, STAFF, own)
    assert [(step.org, step.note) for step in found.taken] == [(B, "照着做")]
    paper = found.consents[0].papers[0]
    assert kept_file(store, STAFF, own, paper.event, paper.nth) == JPEG
    # what 四（三） asks of the committee is done by passing it on
    duty = committee_years(store, STAFF, own, 2026)[0].duties[2]
    assert (duty.duty, duty.state, duty.reference) == ("practice_shared", "met", "一封家书")
    practising.withdraw_consent(store, SECRETARY, number, agreed)
    assert titles(ground, NEIGHBOUR, B) == titles(ground, SECRETARY, A) == ["测*1每月写一封"]
    turn(date(2026, 10, 21))
    practising.drop(store, STAFF, number, "效果没有保持")
    (found,) = practices(store, STAFF, replace(own, as_of=date(2026, 10, 21)))
    assert found.dropped == "效果没有保持"
    (found,) = practices(store, STAFF, own)  # the day before it still stood
    assert not found.dropped


def test_what_a_committee_is_counted_by(ground: Ground) -> None:
    store, staff, leader = ground.store, viewer("staff", ROOT), replace(viewer("leader", ROOT), account=8)
    view = view_of(store, staff, f"{EAST}", branches=None)
    planning.plan(store, staff, view, TODAY, TODAY, by_risk=2, by_chance=0)
    visit = store.composed_rows(f"SELECT visit FROM visit_event WHERE org = {A}")[0]["visit"]
    claim = results.check_sheet(store, staff, visit)[1].claims[0].key
    results.record(store, staff, visit, TODAY, {claim: Said("true")})
    for branch in (A, B):
        number = open_finding(store, staff, branch, Opening("事实", TODAY))
    acts.close(store, leader, number, "看过了")
    later = replace(view, as_of=date(2026, 11, 1))
    counted = committee_counts(store, staff, later, 2026)
    assert counted[EAST] == {"inspection_coverage": (1, 2), "finding_closed": (1, 2)}
    # side by side only for whoever reads the whole district
    whole = view_of(store, staff, f"{ROOT}", branches=None)
    assert {EAST, WEST} <= set(committee_counts(store, staff, whole, 2026))
    assert set(committee_counts(store, STAFF, view, 2026)) == {EAST}


def test_the_command_does_what_the_page_does(ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    store, parser = ground.store, build_parser()
    with store.write() as w:
        w.touch([A, B])

    def told(who: Viewer, *words: str) -> Any:
        assert command.run(parser.parse_args(["practices", *words, "--json"]), store, who) == 0
        return json.loads(capsys.readouterr().out)

    def written(who: Viewer, *more: str) -> Callable[[], Any]:
        text = ("--title", "一封家书", "--text", "每月一封")
        return lambda: told(who, "write", "--org", f"{A}", *text, *more)

    cite = ("--cite", "figure:contact_assigned:2026Q3")
    for refused, match in (
        (written(SECRETARY, "--cite", "figure:contact_assigned"), "不是依据"),
        (written(SECRETARY, "--cite", "finding:99"), "没有第 99 号问题"),
        (lambda: told(SECRETARY, "write", "--org", "nowhere", "--title", "x", "--text", "y", *cite), "没有代码"),
        (lambda: told(STAFF, "show", "99"), "没有这一条"),
        (written(SECRETARY, *cite, "--file", "nowhere.pdf"), "附件打不开"),
    ):
        with pytest.raises(CommandProblem, match=match):
            refused()
    with pytest.raises(NoAccess):
        written(NEIGHBOUR, *cite)()
    number = str(written(SECRETARY, *cite)()["practice"])
    consent = told(SECRETARY, "consent", number, "--person", "1", "--manner", "spoken")["event"]
    (row,) = told(STAFF, "list", "--org", f"{A}", "--form", "practice")
    assert row["org_code"] == f"{A}" and row["references"][0]["indicator"] == "contact_assigned"
    assert row["consents"] == [{"consent": consent, "person": 1, "day": f"{TODAY}", "manner": "spoken"}]
    told(SECRETARY, "withdraw", number, "--consent", f"{consent}")
    assert told(NEIGHBOUR, "list") == []  # not circulated yet
    told(STAFF, "circulate", number, "--to", f"{EAST}")
    told(NEIGHBOUR, "take-up", number, "--org", f"{B}", "--note", "照做")
    found = told(NEIGHBOUR, "show", number)
    assert [each["org_code"] for each in found["circulated"]] == [f"{EAST}"] and found["consents"] == []
    assert found["taken_up"] == [{"org_code": f"{B}", "day": f"{TODAY}", "note": "照做"}]
    told(STAFF, "drop", number, "--reason", "不再做了")
    assert command.run(parser.parse_args(["practices", "list"]), store, STAFF) == 0
    assert capsys.readouterr().out.split("\t")[3:] == ["一封家书", f"{TODAY}", "已撤下\n"]
    assert command.run(parser.parse_args(["practices", "show", number]), store, STAFF) == 0
    assert "采用\t乙村党支部" in capsys.readouterr().out
