"""A district of plain records appended to a store, and the product's duties brought into the reference's shape."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

from data_layer.store import Store
from tests.reference.duty import Obligation
from tests.reference.model import District, Submission

Rows = dict[str, list[dict[str, Any]]]


def _hash(*values: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(values).encode(), digest_size=8).digest(), "big") >> 1


def _plain(record: object) -> dict[str, Any]:
    assert is_dataclass(record) and not isinstance(record, type)
    return asdict(record)


def _ledger_rows(ledger: Submission) -> Rows:
    """The rows of one ledger in every table, columns no definition of the first indicators reads filled plainly."""
    place = {"org": ledger.org, "submission": ledger.submission}
    contacts = [
        {
            **place,
            **_plain(row),
            "sheet": "联系记录",
            "method": "电话",
            "content_length": 6,
            "occasion": "日常联系",
            "row_hash": _hash("contact", row.day, row.month, row.reached, row.contact_key),
        }
        for row in ledger.contacts
    ]
    cares = [
        {**place, **_plain(row), "sheet": "关爱帮扶", "kind": "走访慰问", "row_hash": _hash("care", row.day, row.month)}
        for row in ledger.cares
    ]
    spells = [
        {
            **place,
            **_plain(row),
            "sheet": "管理信息",
            "place_filled": True,
            "unit_filled": True,
            "certificate_numbered": False,
            "no_certificate_reason": False,
            "contact_role": "正式党员",
            "contact_phone_valid": True,
            "contact_is_member": False,
            "receiving_filled": False,
        }
        for row in ledger.spells
    ]
    members = [
        {
            **place,
            **_plain(row),
            "sheet": "基本信息",
            "category": "正式党员",
            "phone_valid": True,
            "hardship": False,
        }
        for row in ledger.members
    ]
    returns = [
        {
            **place,
            **_plain(row),
            "sheet": "活动证与返乡",
            "tie": "one",
            "month": False,
            "item": "临时返乡",
            "numbered": False,
            "handler_filled": True,
            "record_filled": False,
            "problem": False,
            "row_hash": _hash("return", row.day, row.left_on),
        }
        for row in ledger.returns
    ]
    cover = {
        **place,
        "quarter": ledger.quarter,
        "received_on": ledger.received_on,
        "recorded_at": ledger.recorded_at,
        "floating_declared": ledger.floating_declared,
        "form": "2026",
        "layout": "register",
        "file_sha256": f"{ledger.submission:064x}",
        "file_name": f"{ledger.submission}.xlsx",
        "custodian_named": True,
        "cover_cells": "{}",
    }
    return {
        "submission": [cover],
        "member_row": members,
        "spell_row": spells,
        "contact_row": contacts,
        "care_row": cares,
        "certificate_row": returns,
    }


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
    }
    for name in ("person_alias", "spell_alias"):
        for row in found[name]:
            del row["of"]
    seen: set[int] = set()
    named: set[tuple[int, int]] = set()
    for ledger in sorted(district.submissions, key=lambda s: s.submission):
        for table, rows in _ledger_rows(ledger).items():
            found.setdefault(table, []).extend(rows)
        for person in sorted({listed.person for listed in (*ledger.spells, *ledger.members)}):
            if (ledger.org, person) not in named:
                named.add((ledger.org, person))
                found.setdefault("person_identity", []).append(
                    {
                        "person": person,
                        "org": ledger.org,
                        "submission": ledger.submission,
                        "name": f"某{person}",
                        "name_key": f"某{person}",
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
                touched |= {row["org"] for row in rows}
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
