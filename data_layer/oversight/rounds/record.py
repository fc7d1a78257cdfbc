"""The frozen record: all that a decision rests on, as canonical JSON with its hash; ids only, no name of a person.

A record judges itself again: :func:`reproduced` goes from its counts, red lines and thresholds through the same
judging to its numbers and gives the same bytes, whatever was uploaded or changed since. Where the judging itself has
changed since, the record says by which version it was made and the bytes differ; the record stands.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from data_layer import assessment, indicators
from data_layer.assessment.board import Board
from data_layer.assessment.judging import Criteria, Judged, Judgement
from data_layer.assessment.judging.assess import judge
from data_layer.assessment.judging.redlines import RedLine
from data_layer.assessment.judging.standing import facts_of, periods_in
from data_layer.assessment.tally import Tally
from data_layer.indicators import Obligation, catalogue

FORM = 1
Record = dict[str, Any]


def canonical(record: Mapping[str, Any]) -> bytes:
    """One way to write a record: keys sorted, no spaces, UTF-8."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(content: bytes) -> Record:
    """A record as it was written."""
    found: Record = json.loads(content)
    return found


def made(
    judged: Judged,
    held: Board,
    chosen: Sequence[str],
    purpose: str,
    duties: Iterable[Obligation],
    files: Mapping[str, Sequence[Sequence[Any]]],
) -> Record:
    """A record of a judged unit. ``chosen``: codes; ``duties``: theirs; ``files``: code → (submission, quarter, sha256,
    received_on) of the ledgers that count."""
    by_code: dict[str, list[list[Any]]] = {code: [] for code in sorted(chosen)}
    for each in duties:
        by_code[each.org_code].append(_duty(each))
    return {
        "form": FORM,
        "purpose": purpose,
        "year": judged.year,
        "as_of": judged.as_of.isoformat(),
        "unit": {"code": judged.code, "name": judged.name},
        "criteria": {each.name: str(getattr(judged.criteria, each.name)) for each in fields(Criteria)},
        "versions": versions(),
        "chosen": sorted(chosen),
        "branches": {row.facts.code: _branch(row, held, judged.year) for row in judged.rows},
        "judged": _judged(judged),
        "duties": by_code,
        "files": {code: [list(each) for each in found] for code, found in sorted(files.items())},
    }


def reproduced(content: bytes) -> bytes:
    """The record with its numbers worked out anew from its own counts, red lines and thresholds."""
    record = read(content)
    year = int(record["year"])
    orgs = {code: n for n, code in enumerate(sorted(record["branches"]), start=1)}
    held = Board(
        (indicator, period, orgs[code], Tally(met=met, missed=closed - met, closed_met=met, closed=closed))
        for code, branch in record["branches"].items()
        for indicator, periods in branch["counts"].items()
        for period, (met, closed) in periods.items()
    )
    facts = [
        replace(facts_of(held, orgs[code], code, each["name"], each["class"], year), away=tuple(each["away"]))
        for code, each in sorted(record["branches"].items())
    ]
    red = {orgs[code]: [RedLine(**line) for line in each["red"]] for code, each in record["branches"].items()}
    judged = judge(
        facts,
        held,
        red,
        criteria(record),
        (0, record["unit"]["code"], record["unit"]["name"]),
        year,
        date.fromisoformat(record["as_of"]),
    )
    return canonical({**record, "judged": _judged(judged)})


def criteria(record: Record) -> Criteria:
    """The thresholds of a record."""
    found: dict[str, Any] = {}
    for each in fields(Criteria):
        text = record["criteria"][each.name]
        found[each.name] = Fraction(text) if isinstance(each.default, Fraction) else int(text)
    return Criteria(**found)


def counted(record: Record, code: str) -> dict[tuple[str, str], tuple[int, int]]:
    """(indicator, period) → (met, closed) of a branch as frozen."""
    counts = record["branches"][code]["counts"]
    return {(name, period): (met, closed) for name, each in counts.items() for period, (met, closed) in each.items()}


def counts_of(held: Board, org: int, year: int) -> dict[str, dict[str, list[int]]]:
    """Indicator → period → [met, closed] of a branch, of a year and the year before."""
    found: dict[str, dict[str, list[int]]] = {}
    for head in catalogue():
        for period in (*periods_in(year - 1, head.period), *periods_in(year, head.period)):
            tally = held.of(head.id, period, org)
            if tally.closed:
                found.setdefault(head.id, {})[period] = [tally.closed_met, tally.closed]
    return found


def _branch(row: Judgement, held: Board, year: int) -> dict[str, Any]:
    return {
        "name": row.facts.name,
        "class": row.facts.branch_class,
        "counts": counts_of(held, row.facts.org, year),
        "away": list(row.facts.away),
        "red": [asdict(each) for each in row.red],
    }


def _judged(judged: Judged) -> dict[str, Any]:
    rows = {}
    for row in judged.rows:
        place = row.place
        rows[row.facts.code] = {
            "score": None if row.standing.score is None else str(row.standing.score),
            "weight": row.standing.weight,
            "members": str(row.standing.members),
            "duties": row.standing.duties,
            "place": place
            and [place.rank, place.low, place.high, place.first, place.last, f"{place.p:.4f}", f"{place.top:.3f}"],
            "proposal": row.proposal.kind,
            "beside": row.proposal.beside,
            "reasons": [asdict(each) for each in row.proposal.reasons],
            "short": [asdict(each) for each in row.proposal.short],
            "lifts": list(row.proposal.lifts),
            "flags": [[each.indicator, each.against, each.direction, each.met, each.closed] for each in row.flags],
        }
    return {"quota": judged.quota, "comparisons": judged.chance.comparisons, "rows": rows}


def _duty(each: Obligation) -> list[Any]:
    return [
        each.indicator,
        each.period,
        each.subject,
        each.due_on.isoformat(),
        each.prove_by.isoformat(),
        each.met_on and each.met_on.isoformat(),
        each.state,
        each.closed,
        each.exempt,
        each.unclear_reason,
        each.note,
        each.submission,
        each.sheet,
        each.row,
    ]


@cache
def versions() -> dict[str, str]:
    """What the rules were: the hash of every indicator's SQL, of the base views, and of the judging itself."""
    plan = Path(indicators.__file__).parent / "plan"
    found = {path.stem: _hash([path]) for path in sorted(plan.glob("*.sql"))}
    found["base views"] = _hash(sorted((plan.parent / "base").glob("*.sql")))
    room = Path(assessment.__file__).parent
    found["judging"] = _hash(sorted((room / "judging").glob("*.py")) + sorted((room / "sql" / "judging").glob("*.sql")))
    return found


def _hash(paths: Sequence[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes().replace(b"\r\n", b"\n") for path in paths)).hexdigest()
