"""What there is to walk: every public function that is given a store and a viewer, with what it would be asked by
somebody who knows the numbers of a branch that is not theirs."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import data_layer
from data_layer import clock, quarters
from data_layer.access import Grant, Viewer, local_administrator
from data_layer.access.directory import Bound
from data_layer.administration.deciding import Matter
from data_layer.administration.fund import Entry
from data_layer.assessment import figures
from data_layer.assessment.judging import assess, units
from data_layer.assessment.view import view_of
from data_layer.organisations import tree
from data_layer.oversight.findings import Opening
from data_layer.oversight.visits.planning import visit_of
from data_layer.oversight.visits.results import Said
from data_layer.store import Store

#: Rooms that are not asked by pages: below access, the terminal (walked apart), the demo's own making.
APART = ("data_layer.store", "data_layer.commands", "data_layer.demo", "data_layer.__main__", "data_layer.books")


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Name (below data_layer) and function of everything public that takes a store and a viewer."""
    for found in pkgutil.walk_packages(data_layer.__path__, "data_layer."):
        if found.name.startswith(APART):
            continue
        module = importlib.import_module(found.name)
        for name, each in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(each) or each.__module__ != found.name:
                continue
            if [*inspect.signature(each).parameters][:2] == ["store", "viewer"]:
                yield f"{found.name.removeprefix('data_layer.')}.{name}", each


@dataclass(frozen=True)
class Foreign:
    """A branch somebody is not to see, and what hangs on it."""

    org: int
    code: str
    name: str
    submission: int
    finding: int
    visit: int
    request: int
    round: int
    practice: int
    persons: tuple[int, ...]
    marks: tuple[str, ...]  #: texts that stand for it and for nobody else


def foreign(store: Store, org: int, own: int) -> Foreign:
    """A branch's own numbers and marks: its name, its members' numbers and phones, names borne nowhere else."""
    held: dict[int, set[str]] = {org: set(), own: set()}
    persons = set()
    for row in store.composed_rows("SELECT org, person, name, id_number FROM person_identity"):
        held.setdefault(row["org"], set()).update({row["name"], row["id_number"] or row["name"]})
        persons |= {row["person"]} if row["org"] == org else set()
    for row in store.composed_rows("SELECT org, CAST(cells AS VARCHAR) AS cells FROM row_text"):
        held.setdefault(row["org"], set()).update(re.findall(r"(?<!\d)1\d{10}(?!\d)", row["cells"]))
    elsewhere = set().union(*(each for other, each in held.items() if other != org))
    now = tree(store)

    def last(table: str, column: str) -> int:
        rows = store.composed_rows(f'SELECT max("{column}") AS n FROM "{table}" WHERE org = {org:d}')
        return int(rows[0]["n"] or 10**6)

    return Foreign(
        org,
        now.by_id[org].code,
        now.by_id[org].name,
        last("submission", "submission"),
        last("finding_event", "finding"),
        last("visit_event", "visit"),
        last("exemption_event", "request"),
        int(store.composed_rows("SELECT max(round) AS n FROM round_event")[0]["n"] or 10**6),
        last("practice_event", "practice"),
        tuple(sorted(persons)),
        (now.by_id[org].name, *sorted(held[org] - elsewhere)),
    )


def asked(store: Store, viewer: Viewer, there: Foreign) -> Mapping[str, Any]:
    """Parameter to value: everything of the other branch, the rest as plain as it may be. A name with a dot is of one
    function only. What is made from the viewer's own view (``held``, ``found``) is made here as the pages make it."""
    today = clock.today()
    now = quarters.quarter_of(today)
    view = view_of(store, local_administrator("tests"), there.code, None, None, branches=None)
    later = today + timedelta(days=9)
    local = local_administrator("tests")
    unit = next(each for each in units(store, local) if there.org in tree(store).branches(each))
    entry = Entry(tree(store).by_id[there.org].parent or 1, "budget", today.year, today, Decimal(1))
    return {
        "view": view,
        "held": figures.board(store, viewer, view),
        "org": there.org, "branch": there.org, "unit": there.org, "orgs": (there.org,),
        "code": there.code, "codes": [there.code], "branches": None,
        "submission": there.submission, "finding": there.finding, "visit": there.visit, "plan": there.visit,
        "event": there.finding, "number": there.round, "request": there.request, "record": 1, "nth": 0, "row": 4,
        "grant_id": 1, "account": 1,
        "persons": there.persons, "person": there.persons[0], "subject": str(there.persons[0]),
        "subjects": [str(there.persons[0])],
        "quarter": now - 1, "year": today.year, "period": quarters.quarter_text(now - 1),
        "periods": (quarters.quarter_text(now - 1),), "first_period": quarters.quarter_text(now - 2),
        "indicator": "contact_quarterly", "as_of": today, "known_at": datetime.max, "today": today,
        "first": today, "last": today, "day": today, "from_on": today, "until": later, "due": later, "due_on": later,
        "new_due": later, "reply_by": later, "days": 90, "right": "read", "rights": "read",
        "sheet": "基本信息", "column": "公民身份号码", "line": "1", "kind": "late", "reason": "核对身份", "text": "好",
        "measures": "好", "minutes": "1", "present": "全体", "document": "1", "title": "好", "reference": "1",
        "name": "a.xlsx", "content": b"", "files": [("a.xlsx", b"")], "given": {}, "shown": {}, "told": [],
        "rows": [], "entries": [entry], "matters": [Matter(there.org, "late", "contact_quarterly", "2026Q3", "1")],
        "results": {there.org: ("agreed", "好")}, "said": {"x": Said("true")}, "wanted": [], "keys": ["0" * 16],
        "bound": Bound("oidc", "u-1"),
        "opening": Opening("好", later), "grant": Grant("branch", there.org), "grants": [Grant("branch", there.org)],
        "password": "another-horse-78", "old": "x", "new": "another-horse-78", "disabled": True, "accepted": True,
        "by_risk": 1, "by_chance": 1, "value": "1", "body": "纪检机关", "answer": "agrees", "purpose": "commend",
        "result": "reached", "record_committee.kind": "target_listed", "add_event.kind": "move",
        "keep_contact.given": {"联系日期": f"{today}", "联系方式": "电话", "是否联系上": "是", "联系内容": "近况良好"},
        "set_addresses.given": "a@example.invalid", "asked.answer": "none", "attributes": None,
        "practice": there.practice, "each": there, "numbers": [there.finding], "cited": (), "target": there.org,
        "consented": 1, "manner": "spoken", "action": "export", "through": None, "digests": (), "chosen": None,
        "judged": assess(store, local, unit, today.year),
        "ground": "requested", "packs.chosen": [visit_of(store, local_administrator("tests"), there.visit, "inspect")],
        "found": (), "which": "record",
    }  # fmt: skip


def called(function: Callable[..., Any], store: Store, viewer: Viewer, given: Mapping[str, Any], name: str) -> Any:
    """What the function answers. KeyError: a parameter for which nothing is known to ask."""
    positional, named = [], {}
    for key, each in [*inspect.signature(function).parameters.items()][2:]:
        value = given.get(f"{name}.{key}", given.get(key, inspect.Parameter.empty))
        if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
            if value is not inspect.Parameter.empty and each.kind == each.VAR_POSITIONAL:
                positional.append(value)
        elif each.default is inspect.Parameter.empty:
            if value is inspect.Parameter.empty:
                raise KeyError(key)
            if each.kind == each.KEYWORD_ONLY:
                named[key] = value
            else:
                positional.append(value)
    return function(store, viewer, *positional, **named)
