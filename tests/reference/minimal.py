"""A failing district cut down to the records that matter, and told in a few lines."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from tests.reference.model import District


def _whole(district: District) -> bool:
    """Whether every organisation that something is said of was founded."""
    founded = {e.org for e in district.organisations if e.kind == "found"}
    said: set[int | None] = set(founded)
    said.update(e.org for e in district.organisations)
    said.update(e.successor for e in district.organisations)
    said.update(e.parent for e in district.organisations)
    for name in (
        "parameters",
        "deadlines",
        "submissions",
        "submission_events",
        "answers",
        "person_aliases",
        "spell_aliases",
        "exemptions",
        "rulings",
        "funds",
    ):
        said |= {row.org for row in getattr(district, name)}
    return all(org is None or org in founded for org in said)


ROWS = (
    "spells",
    "members",
    "contacts",
    "cares",
    "certificates",
    "trainings",
    "appraisals",
    "liaisons",
    "expenses",
)


def _without(district: District) -> Iterator[District]:
    """The district less one record, or one row of a ledger, at a time; big pieces first."""
    for name in (
        "submissions",
        "exemptions",
        "rulings",
        "funds",
        "answers",
        "person_aliases",
        "spell_aliases",
        "submission_events",
        "deadlines",
        "parameters",
        "organisations",
    ):
        rows = getattr(district, name)
        for n in range(len(rows)):
            yield replace(district, **{name: rows[:n] + rows[n + 1 :]})
    for n, ledger in enumerate(district.submissions):
        for name in ROWS:
            rows = getattr(ledger, name)
            pieces = [()] if len(rows) > 1 else []
            pieces += [rows[:k] + rows[k + 1 :] for k in range(len(rows))]
            for left in pieces:
                changed: dict[str, Any] = {name: left}
                ledgers = list(district.submissions)
                ledgers[n] = replace(ledger, **changed)
                yield replace(district, submissions=ledgers)


def minimise(district: District, differs: Callable[[District], bool], tries: int = 1500) -> District:
    """The smallest district found, by leaving records out, of which ``differs`` still holds."""
    found = True
    while found:
        found = False
        for smaller in _without(district):
            if not _whole(smaller):
                continue
            tries -= 1
            if tries < 0:
                return district
            try:
                still = differs(smaller)
            except (LookupError, ValueError):  # what was left out is asked for
                continue
            if still:
                district, found = smaller, True
                break
    return district


def told(district: District) -> str:
    """One line a record, empty columns left out."""
    lines = []
    for field in fields(district):
        for record in getattr(district, field.name):
            shown = [
                f"{part.name}={getattr(record, part.name)!s}"
                for part in fields(record)
                if part.name not in ROWS and getattr(record, part.name) is not None
            ]
            lines.append(f"{type(record).__name__} {' '.join(shown)}")
            for name in ROWS:
                lines += [f"    {row}" for row in getattr(record, name, ())]
    return "\n".join(lines)
