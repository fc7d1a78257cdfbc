"""A district of plain records appended to a store, and the product's duties brought into the reference's shape."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

from data_layer.store import Store
from tests.reference.duty import Obligation
from tests.reference.model import District, Submission, name_of

Rows = dict[str, list[dict[str, Any]]]


def _hash(*values: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(values).encode(), digest_size=8).digest(), "big") >> 1


def _plain(record: object) -> dict[str, Any]:
    assert is_dataclass(record) and not isinstance(record, type)
    return asdict(record)


_SHEETS = {
    "members": ("member_row", "基本信息"),
    "spells": ("spell_row", "管理信息"),
    "contacts": ("contact_row", "联系记录"),
    "cares": ("care_row", "关爱帮扶"),
    "certificates": ("certificate_row", "活动证与返乡"),
    "trainings": ("training_row", "教育培训"),
    "appraisals": ("appraisal_row", "民主评议"),
    "liaisons": ("liaison_row", "双向管理"),
    "expenses": ("expense_row", "经费使用"),
}


def _ledger_rows(ledger: Submission) -> Rows:
    """The rows of one ledger in every table."""
    place = {"org": ledger.org, "submission": ledger.submission}
    found: Rows = {}
    for name, (table, sheet) in _SHEETS.items():
        for row in getattr(ledger, name):
            values = _plain(row)
            if name not in ("members", "spells"):
                said = {k: v for k, v in values.items() if k not in ("row", "person", "tie")}
                values["row_hash"] = _hash(sheet, sorted(said.items()))
            found.setdefault(table, []).append({**place, **values, "sheet": sheet})
    cover = {k: v for k, v in _plain(ledger).items() if k not in _SHEETS}
    found["submission"] = [
        {
            **cover,
            "reviewer_keys": list(ledger.reviewer_keys),
            "form": "2026",
            "layout": "register",
            "file_sha256": f"{ledger.submission:064x}",
            "file_name": f"{ledger.submission}.xlsx",
            "cover_cells": "{}",
        }
    ]
    return found


def tables(district: District) -> Rows:
    """Every record as rows of its table."""
    found: Rows = {
        "organisation_event": [_plain(e) for e in district.organisations],
        "parameter_event": [_plain(e) for e in district.parameters],
        "deadline_event": [_plain(e) for e in district.deadlines],
        "submission_event": [_plain(e) for e in district.submission_events],
        "spell_answer": [_plain(e) for e in district.answers],
        "person_alias": [{**_plain(e), "person": e.of} for e in district.person_aliases],
        "spell_alias": [{**_plain(e), "spell": e.of} for e in district.spell_aliases],
        "exemption": [{**_plain(e), "reason": "其他", "approved_by": 1} for e in district.exemptions],
        "ruling": [{**_plain(e), "reason": "有邮戳", "account": 1} for e in district.rulings],
        "fund_event": [_plain(e) for e in district.funds],
    }
    for name in ("person_alias", "spell_alias"):
        for row in found[name]:
            del row["of"]
    seen: set[int] = set()
    named: set[tuple[int, int]] = set()
    for ledger in sorted(district.submissions, key=lambda s: s.submission):
        for table, rows in _ledger_rows(ledger).items():
            found.setdefault(table, []).extend(rows)
        for person in sorted({row.person for row in ledger.spells} | {row.person for row in ledger.members}):
            if (ledger.org, person) not in named:
                named.add((ledger.org, person))
                found.setdefault("person_identity", []).append(
                    {
                        "person": person,
                        "org": ledger.org,
                        "submission": ledger.submission,
                        "name": f"某{person}",
                        "name_key": f"某{person}",
                        "name_hash": name_of(person),
                        "id_hash": f"{person}",
                        "recorded_at": ledger.recorded_at,
                    }
                )
        for listed in ledger.spells:
            if listed.spell not in seen:
                seen.add(listed.spell)
                found.setdefault("spell", []).append(
                    {
                        "spell": listed.spell,
                        "org": ledger.org,
                        "person": listed.person,
                        "line": f"L{listed.spell}",
                        "start_on": listed.start_on,
                        "direction": listed.direction,
                        "submission": ledger.submission,
                        "recorded_at": ledger.recorded_at,
                    }
                )
    return found


def load(store: Store, district: District) -> None:
    """Append a whole history in one transaction, every record with its own recorded_at."""
    with store.write() as writer:
        for table, rows in tables(district).items():
            writer.append(table, rows)


def replay(store: Store, district: District) -> None:
    """Append a history as it happened, one transaction for each recorded_at, so that the journal is kept."""
    recorded = {s.submission: s.recorded_at for s in district.submissions}
    batches: dict[datetime, Rows] = {}
    for table, rows in tables(district).items():
        for row in rows:
            at = row["recorded_at"] if "recorded_at" in row else recorded[row["submission"]]
            batches.setdefault(at, {}).setdefault(table, []).append(row)
    branches: set[int] = set()
    for at in sorted(batches):
        with store.write(at=at) as writer:
            touched: set[int] = set()
            for table, rows in batches[at].items():
                writer.append(table, rows)
                touched |= {row.get("branch") or row["org"] for row in rows}
                branches |= {row["org"] for row in rows if row.get("type") == "党支部"}
            # what is said of a committee, and every change of the tree, may change the duties of any branch
            everybody = not touched <= branches or "organisation_event" in batches[at]
            writer.touch(sorted(branches if everybody else touched))


def as_reference(found: Iterable[Any]) -> list[Obligation]:
    """The product's obligations in the reference's shape, in the order of their key."""
    duties = [
        Obligation(
            o.indicator,
            o.org,
            o.period,
            o.subject,
            o.person,
            o.due_on,
            o.prove_by,
            o.met_on,
            o.state,
            o.closed,
            frozenset(_words(o.unclear_reason)),
            frozenset(_words(o.note)),
            o.exempt,
        )
        for o in found
    ]
    return sorted(duties, key=lambda o: o.key)


def _words(text: str | None) -> list[str]:
    return [word for word in (text or "").replace("，", "、").replace("；", "、").split("、") if word]


def product(
    store: Store, as_of: date, known_at: datetime, org: int | None = None, indicator: str | None = None
) -> list[Obligation]:
    """What the product says."""
    from data_layer import indicators
    from data_layer.access.viewer import local_administrator

    viewer = local_administrator("test")
    return as_reference(
        indicators.obligations(store, viewer, org=org, indicator=indicator, as_of=as_of, known_at=known_at)
    )
