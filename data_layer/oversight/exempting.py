"""免计 asked for, approved by another person, refused, withdrawn, ended early. Counts from when it was approved."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from data_layer import quarters
from data_layer.access import Viewer, audit
from data_layer.indicators import header
from data_layer.organisations import tree_in
from data_layer.oversight.writing import OversightProblem, keep_texts, require_any, written
from data_layer.store import Store, Writer

#: The longest that one may last, and reach back, in days.
LONGEST = 366


@dataclass(frozen=True)
class Reason:
    """A reason of the list. ``branch``: may exempt a whole branch; ``explained``: has to be explained."""

    word: str
    branch: bool = False
    explained: bool = False


@cache
def reasons() -> tuple[Reason, ...]:
    """The list of reasons."""
    text = (Path(__file__).resolve().parent / "exemption_reasons.toml").read_text(encoding="utf-8")
    return tuple(Reason(**each) for each in tomllib.loads(text)["reason"])


def ask(
    store: Store,
    viewer: Viewer,
    org: int,
    reason: str,
    *,
    indicator: str | None = None,
    person: int | None = None,
    period: str | None = None,
    from_on: date | None = None,
    until: date | None = None,
    note: str = "",
) -> int:
    """Ask for an exemption of a branch (``reply``) or on its behalf (``review``); returns the request's number.

    Either one ``period`` (``2026Q3``), or every period that begins from ``from_on`` to ``until``. ``indicator`` None:
    every duty; ``person`` None: the whole branch. Changes no figure. Raises OversightProblem, NoAccess.
    """
    require_any(store, viewer, org, "reply", "review")
    given = next((each for each in reasons() if each.word == reason), None)
    if given is None:
        raise OversightProblem(f"理由应是{'、'.join(each.word for each in reasons())}之一")
    if given.explained:
        written(note, "具体情况")
    if person is None and not given.branch:
        raise OversightProblem(f"“{reason}”是一名党员的理由，请选是哪一名党员")
    if indicator is not None:
        try:
            header(indicator)
        except KeyError as unknown:
            raise OversightProblem(str(unknown.args[0])) from None
    with store.write() as w:
        today = w.at.date()
        code, from_on, until = _span(period, from_on, until, today)
        found = tree_in(w).by_id.get(org)
        if found is None or not found.is_branch or found.abolished is not None:
            raise OversightProblem("免计登记在党支部名下，请选一个在册的党支部")
        if person is not None and w.one("oversight/branch_person", {"org": org, "person": person}) is None:
            raise OversightProblem("这名党员不在该支部的台账里")
        what: dict[str, Any] = {"indicator": indicator, "person": person, "period": code, "from_on": from_on}
        alike = [
            row for row in _held(w, org)
            if row["state"] in ("asked", "approved") and all(row[name] == value for name, value in what.items())
            and row["until"] == until
        ]  # fmt: skip
        if alike:
            raise OversightProblem(f"同样的免计已经申请过（第 {alike[0]['request']} 号）")
        request = w.next_id("event")
        _append(w, viewer, request, request, org, "asked", note, {**what, "until": until, "reason": reason})
        return request


def _span(
    period: str | None, from_on: date | None, until: date | None, today: date
) -> tuple[int | None, date | None, date | None]:
    """The period's code, or the two days between which periods begin. Raises OversightProblem."""
    if period is not None:
        if from_on is not None:
            raise OversightProblem("请只写一个期间，或只写起止日期")
        try:
            begins, code = quarters.first_day_of(period), quarters.period_code(period)
        except ValueError as wrong:
            raise OversightProblem(str(wrong)) from None
        until, from_on = None, None
    elif from_on is None or until is None:
        raise OversightProblem("请写明从哪天起、到哪天止")
    else:
        begins, code = from_on, None
        if until < from_on:
            raise OversightProblem("终止日早于起始日，请核对")
        if (until - from_on).days > LONGEST:
            raise OversightProblem("免计一次最长一年，到期仍需要的请再申请")
    if begins < today - timedelta(days=LONGEST):
        raise OversightProblem("起始日在一年以前，已过的期间不再免计")
    return code, from_on, until


def approve(store: Store, viewer: Viewer, request: int) -> None:
    """Approve: needs ``approve``, and not by whoever asked. From now on the duties leave the denominator."""

    def decide(w: Writer, row: dict[str, Any]) -> None:
        """Append the exemption itself; figures follow in the same transaction."""
        if row["asked_account"] == viewer.account:
            raise OversightProblem("免计不能由申请人自己批准，请另一位领导审批")
        _append(w, viewer, w.next_id("event"), request, row["org"], "approved", "")
        names = ("indicator", "person", "period", "from_on", "until", "reason")
        made = {"exemption": request, "org": row["org"], **{name: row[name] for name in names}}
        w.append("exemption", [{**made, "asked_by": row["asked_account"], "approved_by": viewer.account}])
        w.touch([row["org"]])

    _decide(store, viewer, request, ("approve",), "asked", decide)


def refuse(store: Store, viewer: Viewer, request: int, reason: str) -> None:
    """Refuse, with the reason: needs ``approve``."""

    def decide(w: Writer, row: dict[str, Any]) -> None:
        """Say why."""
        _append(w, viewer, w.next_id("event"), request, row["org"], "refused", written(reason, "不批准的理由"))

    _decide(store, viewer, request, ("approve",), "asked", decide)


def withdraw(store: Store, viewer: Viewer, request: int) -> None:
    """Take back what was asked for and not decided yet: the branch, or staff."""

    def decide(w: Writer, row: dict[str, Any]) -> None:
        """No reason is asked."""
        _append(w, viewer, w.next_id("event"), request, row["org"], "withdrawn", "")

    _decide(store, viewer, request, ("reply", "review"), "asked", decide)


def end(store: Store, viewer: Viewer, request: int, until: date, reason: str) -> None:
    """End one early: periods that begin after ``until`` are owed again. Needs ``review`` or ``approve``.

    What was exempt before stays so; one approved by mistake is ended before its first day.
    """

    def decide(w: Writer, row: dict[str, Any]) -> None:
        """Only ever shortens."""
        last = row["until"] if row["period"] is None else quarters.last_day_of(quarters.period_text(row["period"]))
        if last is not None and until >= last:
            raise OversightProblem("新的终止日应早于原来的终止日")
        why = written(reason, "提前终止的理由")
        _append(w, viewer, w.next_id("event"), request, row["org"], "ended", why, {"until": until})
        w.touch([row["org"]])

    _decide(store, viewer, request, ("review", "approve"), "approved", decide)


def _decide(
    store: Store, viewer: Viewer, request: int, rights: tuple[str, ...], state: str,
    decide: Callable[[Writer, dict[str, Any]], None],
) -> None:  # fmt: skip
    with store.write() as w:
        head = w.one("oversight/request_org", {"request": request})
        if head is None:
            raise OversightProblem("没有这个编号的免计申请")
        require_any(store, viewer, head["org"], *rights)
        row = next(each for each in _held(w, head["org"]) if each["request"] == request)
        if row["state"] != state:
            raise OversightProblem("这项免计的状态已经变了，请刷新后再看")
        decide(w, row)


def _held(w: Writer, org: int) -> list[dict[str, Any]]:
    return w.rows("assessment/exemption_requests", {"orgs": [org], "known_at": w.at})


def _append(
    w: Writer, viewer: Viewer, event: int, request: int, org: int, kind: str, text: str,
    what: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    made = {"event": event, "request": request, "org": org, "kind": kind, "day": w.at.date()}
    w.append("exemption_event", [{**made, **(what or {}), "account": viewer.account}])
    keep_texts(w, event, org, {"reason": text.strip()})
    audit(w, viewer, f"exemption_{kind}", org=org, object=f"{request}")
