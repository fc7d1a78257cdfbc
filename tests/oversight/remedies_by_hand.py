"""Of every indicator a missed duty, what is told of it too late to count, and what puts it right; one line each.

Member 1 is away from 1 May or 1 August 2026 on; the misses are found on 20 April 2027. What a case says goes into one
ledger: ``before`` into that of 2027Q1 (its lines and 封面 into the earlier ones too), ``late`` into one of October,
``remedy`` into one of January 2028. Words of :meth:`tests.reference.story.Story.ledger`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reference.model import MemberRow
from tests.reference.story import (
    appraisal,
    care,
    certificate,
    contact,
    day,
    expense,
    liaison,
    line,
    training,
)

Sheets = dict[str, Any]


def away(start: str = "2026-08-01", end: str | None = None, **cells: Any) -> Sheets:
    """Member 1's line of 管理信息."""
    return {"lines": [line(1, 1, start, end, **cells)]}


@dataclass(frozen=True)
class Case:
    """``period``: of the miss; ``late``: None where nothing can be told back-dated, with ``why``; ``said``: how the
    office is told that what came late closes nothing."""

    period: str
    remedy: Sheets
    late: Sheets | None
    before: Sheets = field(default_factory=dict)
    said: str = "补录"
    why: str = ""


def deed(sheet: str, period: str, then: list[Any], late: list[Any], before: Sheets | None = None, **more: Any) -> Case:
    """What is done by rows of one event sheet."""
    return Case(period, {sheet: then}, {sheet: late}, before or {}, **more)


def rewritten(period: str, wrong: Sheets, right: Sheets, of: str = "", **more: Any) -> Case:
    """What every ledger has to show: wrong in the old ones, right in a new version of the period's (``of``), then in
    the next quarter's."""
    return Case(period, right, {"quarter": of or period, **right}, wrong, **more)


ABROAD = {"direction": "流入"}
NUMBERED = {"certificate_numbered": True}
WRITTEN = {"manner": "书面汇报", "reported_on": date(2026, 12, 9)}
RECORD: Any = {"numbered": True, "record_filled": True}
OTHER_ROW = "还没有显示"  # another row than the one to be completed


def held(on: str = "2026-12-10", **cells: Any) -> list[Any]:
    """Member 1's row of 民主评议 2026."""
    return [appraisal(1, on, **cells)]


CASES = {
    "ledger_on_time": Case(
        "2027Q1", {"quarter": "2027Q1"}, None, {"quarter": None}, why="whoever enters a ledger says when it came"
    ),
    "member_on_file": rewritten("2027Q1", {"members": [MemberRow(0, 1, complete=False)]}, {}),
    "reviewed_with_contact": Case(
        "2027Q1", {**away(contact_key=77), "reviewed_on": day("2028-01-04"), "reviewer_keys": (77,)},
        {"quarter": "2027Q1", **away(contact_key=77), "reviewed_on": day("2027-04-05"), "reviewer_keys": (77,)},
        away(contact_key=77),
    ),
    "change_declared": rewritten(
        "2027Q1", {"change_found": False}, {"change_found": False, "change_declared": "无变化"}
    ),
    "custodian_named": rewritten("2027Q1", {"custodian_named": False, "custodian_role": None}, {}),
    "contact_assigned": rewritten("2027Q1", {}, away(contact_key=77)),
    "contact_eligible": rewritten("2027Q1", away(contact_key=77, contact_role="其他"), away(contact_key=77)),
    "contact_quarterly": deed("contacts", "2027Q1", [contact(1, "2027-11-03")], [contact(1, "2027-02-03")]),
    "contact_recorded": deed(
        "contacts", "2027Q1", [contact(1, "2027-01-20", contact_key=7)], [contact(1, "2027-01-21", contact_key=7)],
        {"contacts": [contact(1, "2027-01-20", contact_key=7, content_length=3)]}, said=OTHER_ROW,
    ),
    "contact_lost": deed(
        "contacts", "2027Q2", [contact(1, "2027-11-03")], [contact(1, "2026-12-03")], said=OTHER_ROW
    ),
    "spring_festival_contact": deed("cares", "2027", [care(1, "2027-11-04")], [care(1, "2027-02-06")]),
    "july_first_contact": deed("cares", "2026", [care(1, "2027-11-04")], [care(1, "2026-07-01")], away("2026-05-01")),
    "hardship_helped": deed(
        "cares", "2026", [care(1, "2027-11-04")], [care(1, "2026-11-04")], {"members": [MemberRow(0, 1, hardship=True)]}
    ),
    "certificate_issued": deed(
        "certificates", "2026Q3", [certificate(1, "2027-11-05", "补发", numbered=True)],
        [certificate(1, "2026-08-05", "发放", numbered=True)],
    ),
    "certificate_recalled": deed(
        "certificates", "2027Q1", [certificate(1, "2027-11-05", "收回")], [certificate(1, "2027-01-12", "收回")],
        away(end="2027-01-10", **NUMBERED),
    ),
    "certificate_annual": deed(
        "certificates", "2026", [certificate(1, "2027-11-05", "年度审验")], [certificate(1, "2026-12-20", "年度审验")],
        away(**NUMBERED),
    ),
    "certificate_inspected": deed(
        "certificates", "2027Q1", [certificate(1, "2027-11-05", "返回审验")],
        [certificate(1, "2027-02-03", "返回审验")],
        {**away(**NUMBERED), "certificates": [certificate(1, "2027-02-01", "临时返乡")]},
    ),
    "certificate_recorded": deed(
        "certificates", "2027Q1", [certificate(1, "2027-02-01", "填写", **RECORD)],
        [certificate(1, "2027-02-02", "填写", **RECORD)], {"certificates": [certificate(1, "2027-02-01", "填写")]},
        said=OTHER_ROW,
    ),
    "certificate_problem_fixed": deed(
        "certificates", "2026Q4",
        [certificate(1, "2026-12-20", "返回审验", problem=True, corrected_on=date(2027, 11, 5))],
        [certificate(1, "2026-12-20", "返回审验", problem=True, corrected_on=date(2027, 2, 1))],
        {"certificates": [certificate(1, "2026-12-20", "返回审验", problem=True)]},
    ),
    "pre_departure_education": deed(
        "trainings", "2026Q3", [training(1, "2027-11-07", "补课教育")], [training(1, "2026-07-30", "行前教育")]
    ),
    "requirements_explained": deed(
        "trainings", "2026Q3", [training(1, "2027-11-07", "补课教育", explained=7)],
        [training(1, "2026-07-30", "行前教育", explained=7)],
    ),
    "mailed_education": deed(
        "trainings", "2026", [training(1, "2027-11-08", "邮寄教育")], [training(1, "2026-11-08", "邮寄教育")]
    ),
    "training_hours": deed(
        "trainings", "2026", [training(1, f"2027-11-{n:02}", "其他培训", "8") for n in (8, 9)],
        [training(1, f"2026-11-{n:02}", "其他培训", "8") for n in (8, 9)],
    ),
    "makeup_training": deed(
        "trainings", "2027", [training(1, "2027-11-07", "补课教育")], [training(1, "2027-02-12", "补课教育")],
        {"certificates": [certificate(1, "2027-02-10", "临时返乡")]},
    ),
    "appraisal_attended": deed("appraisals", "2026", held("2027-11-11"), held()),
    "appraisal_report_written": deed(
        "appraisals", "2026", held(manner="书面汇报", reported_on=date(2027, 11, 11)), held(**WRITTEN),
        {"appraisals": held(manner="未参加")},
    ),
    "appraisal_report_presented": deed(
        "appraisals", "2026", held("2027-11-11", **WRITTEN, presenter_key=7), held(**WRITTEN, presenter_key=7),
        {**away(contact_key=7), "appraisals": held(**WRITTEN)},
    ),
    "appraisal_graded": deed(
        "appraisals", "2026", held("2027-11-11", grade="合格"), held(grade="合格"), {"appraisals": held()}
    ),
    "excellent_supported": deed(
        "appraisals", "2026", held(grade="优秀", supports=5),
        [appraisal(1, "2025-12-10", 2025, grade="优秀", supports=5)],
        {"appraisals": held(grade="优秀", supports=4)}, said=OTHER_ROW,
    ),
    "unqualified_rectified": deed(
        "appraisals", "2026",
        held("2026-10-10", grade="不合格", rectify_by=date(2027, 1, 31), rectified_on=date(2027, 11, 11)),
        held("2026-10-10", grade="不合格", rectify_by=date(2027, 1, 31), rectified_on=date(2027, 1, 20)),
        {"appraisals": held("2026-10-10", grade="不合格", rectify_by=date(2027, 1, 31))},
    ),
    "excellent_within_cap": rewritten(
        "2026", {"members_total": 10, "excellent_declared": 9}, {"members_total": 10, "excellent_declared": 1}, "2026Q4"
    ),
    "destination_known": rewritten("2027Q1", away(place_filled=False), {}),
    "taken_on": rewritten("2026H2", {}, away(receiving_filled=True), "2026Q4"),
    "counterpart_liaison": deed("liaisons", "2026H2", [liaison(1, "2027-11-12")], [liaison(1, "2026-11-12")]),
    "member_reported": deed(
        "contacts", "2026", [contact(1, "2027-11-03", occasion="思想汇报")],
        [contact(1, "2026-11-03", occasion="思想汇报")], away("2026-05-01"),
    ),
    "member_urged": deed(
        "liaisons", "2026H2", [liaison(1, "2027-11-12", "督促提醒")], [liaison(1, "2026-11-12", "督促提醒")]
    ),
    "appraisal_feedback": deed(
        "appraisals", "2026", held(feedback_on=date(2027, 11, 11)), held(feedback_on=date(2026, 12, 9)),
        {**away(receiving_filled=True), "appraisals": held()},
    ),
    "inflow_verified": deed(
        "liaisons", "2026Q3", [liaison(1, "2027-11-12", "身份核实")], [liaison(1, "2026-08-10", "身份核实")],
        away(**ABROAD),
    ),
    "inflow_in_activities": deed(
        "liaisons", "2027Q1", [liaison(1, "2027-11-12", "参加组织生活")], [liaison(1, "2027-02-12", "参加组织生活")],
        away(**ABROAD),
    ),
    "inflow_helped": deed("cares", "2026", [care(1, "2027-11-04")], [care(1, "2026-11-04")], away(**ABROAD)),
    "certificate_filled": deed(
        "certificates", "2027Q1", [certificate(1, "2027-11-05", "填写")], [certificate(1, "2027-01-09", "填写")],
        away(end="2027-01-10", **ABROAD, **NUMBERED),
    ),
    "fund_put_to_use": deed(
        "expenses", "2026", [expense("2027-11-05", "800", "B1")], [expense("2026-11-05", "800", "A1")]
    ),
    "expense_in_scope": deed(
        "expenses", "2027Q1", [expense("2027-11-05", "9", "B1")], [expense("2027-02-01", "9", "A1")],
        {"expenses": [expense("2027-02-01", "9", "A1", category="其他")]},
    ),
    "expense_documented": deed(
        "expenses", "2027Q1", [expense("2027-02-01", "9", "A1")], [expense("2027-02-02", "9", "A2")],
        {"expenses": [expense("2027-02-01", "9", "A1", receipts=0)]}, said=OTHER_ROW,
    ),
}  # fmt: skip
