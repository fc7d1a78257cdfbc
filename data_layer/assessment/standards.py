"""The standards 考核口径 as they hold for an organisation: each parameter's value and source, and the deadlines."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from data_layer import quarters
from data_layer.access import Viewer, require_org
from data_layer.access.directory import everyone
from data_layer.access.memory import remembered
from data_layer.access.viewer import LOCAL
from data_layer.administration import parameter_history
from data_layer.assessment.view import View, deadline
from data_layer.organisations import tree
from data_layer.organisations.parameters import DEFAULTS, GO_LIVE, parse, rules
from data_layer.store import Store

_UNITS = {
    "days": "天", "months": "个月", "count": "次", "hours": "学时", "people": "人", "items": "项", "points": "分",
    "years": "年",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One value set once: by which organisation, from when, on whose word."""

    org_name: str
    value: str
    valid_from: date
    source: str
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Standard:
    """One parameter on the view's day. ``words`` is the value as read; ``set_by`` None: the default holds."""

    name: str
    label: str
    kind: str
    clause: str
    value: str | None
    words: str
    set_by: Setting | None
    history: tuple[Setting, ...]


@remembered(64)
def standards(store: Store, viewer: Viewer, view: View) -> list[Standard]:
    """Every parameter as it holds for the view's organisation on the view's day, in the order of the defaults."""
    now = tree(store, view.as_of, view.known_at)
    path = (view.org, *now.ancestors(view.org))
    held = rules(store, view.as_of, view.known_at)
    accounts = everyone(store)
    history: dict[str, list[tuple[int, Setting]]] = {}
    for row in parameter_history(store, viewer, view.org):
        if view.known_at is not None and row["recorded_at"] > view.known_at:
            continue
        by = accounts.get(row["account"]) if row["account"] not in (None, LOCAL) else None
        setting = Setting(
            now.by_id[row["org"]].name if row["org"] in now.by_id else "",
            said(row["name"], row["value"]),
            row["valid_from"],
            row["source"] or "",
            by.display_name if by else "管理员",
            row["recorded_at"],
        )
        history.setdefault(row["name"], []).append((row["org"], setting))
    found = []
    for name, default in DEFAULTS.items():
        value = held.text(name, path, view.as_of)
        settings = history.get(name, [])
        nearest = next((org for org in path if any(org == each for each, _ in settings)), None)
        in_force = next(
            (each for org, each in settings if org == nearest and each.value == said(name, value)), None
        )  # fmt: skip
        found.append(
            Standard(
                name,
                default.label,
                default.kind,
                default.clause,
                value,
                said(name, value),
                in_force,
                tuple(each for _, each in settings),
            )
        )
    return found


def said(name: str, value: str | None) -> str:
    """A parameter's value in words: ``30 天``, ``90%``, ``6月16日``, ``2025年第4季度``."""
    if value is None:
        return "未设定"
    default = DEFAULTS.get(name)
    if default is None:
        return value
    typed = parse(name, value)
    if default.kind == "quarter":
        return quarters.quarter_words(typed)
    if default.kind == "month_day":
        return f"{typed[0]}月{typed[1]}日"
    if isinstance(typed, Fraction):
        per_cent = typed * 100
        return f"{per_cent.numerator}%" if per_cent.denominator == 1 else f"{typed.numerator}/{typed.denominator}"
    return f"{typed} {_UNITS.get(default.kind, '')}".strip()


@dataclass(frozen=True)
class Deadline:
    """One quarter's deadline, and who set it (``""``: days of grace after the quarter's end)."""

    quarter: int
    due_on: date
    set_by: str
    reason: str


@dataclass(frozen=True)
class Extension:
    """A branch's own deadline for one quarter."""

    org_name: str
    quarter: int
    due_on: date
    reason: str
    recorded_at: datetime


@remembered(64)
def deadlines(store: Store, viewer: Viewer, view: View, around: int = 4) -> tuple[list[Deadline], list[Extension]]:
    """The deadline table around the view's day, latest quarter first, and the extensions of branches below."""
    require_org(store, viewer, "read", view.org)
    now = tree(store, view.as_of, view.known_at)
    path = (view.org, *now.ancestors(view.org))
    known = rules(store, view.as_of, view.known_at)
    events = store.rows(
        "assessment/deadline_events",
        {
            "orgs": [*path, *now.branches(view.org)],
            "as_of": view.as_of,
            "known_at": view.known_at or datetime.max,
        },
    )
    running = quarters.quarter_of(view.as_of)
    table = []
    for quarter in range(running + 1, running - around, -1):
        setter = next((org for org in path if (org, quarter) in known.table), None)
        given = [each for each in events if each["org"] == setter and each["quarter"] == quarter]
        table.append(
            Deadline(
                quarter,
                deadline(known, path, quarter),
                now.by_id[setter].name if setter is not None else "",
                (given[-1]["reason"] or "") if given else "",
            )
        )
    extensions = [
        Extension(
            now.by_id[each["org"]].name, each["quarter"], each["due_on"], each["reason"] or "", each["recorded_at"]
        )
        for each in reversed(events)
        if now.by_id[each["org"]].is_branch
    ]
    return table, extensions


def go_live(store: Store, viewer: Viewer, view: View) -> str | None:
    """The first assessed quarter in words; None while it is not set."""
    require_org(store, viewer, "read", view.org)
    path = (view.org, *tree(store).ancestors(view.org))
    value = rules(store, view.as_of, view.known_at).text(GO_LIVE, path, date.max)
    return None if value is None else said(GO_LIVE, value)
