"""台账: what the ledgers of a quarter themselves must show."""

from collections.abc import Iterator

from tests.reference.days import quarter_first, quarter_last, quarter_name
from tests.reference.duty import Finding, Obligation
from tests.reference.evidence import Evidence
from tests.reference.model import OUTFLOW, Submission

CUSTODIANS = ("支部书记", "专职副书记", "指定专人")


def of_quarter(e: Evidence, org: int, quarter: int) -> Iterator[Obligation]:
    """The duties of the group for one branch and quarter."""
    due = e.view.deadline(org, quarter)
    duty = e.duty("ledger_on_time", org, quarter_name(quarter), "branch", None, due, quarter)
    versions = e.view.versions(org, quarter)
    yield e.made(duty, Finding(met_on=versions[0].received_on if versions else None))
    yield from _members(e, org, quarter)
    yield from _reviewed(e, org, quarter)
    yield from _changed(e, org, quarter)
    if e.view.held(org, quarter):
        duty = e.duty("custodian_named", org, quarter_name(quarter), "branch", None, due, quarter)
        yield e.made(duty, e.shown(duty, versions, lambda s: s.custodian_named and s.custodian_role in CUSTODIANS))


def _members(e: Evidence, org: int, quarter: int) -> Iterator[Obligation]:
    """Every person in scope in q, and a nameless one for each the cover declares beyond those listed."""
    due, period = e.view.deadline(org, quarter), quarter_name(quarter)
    ledger = e.view.counted(org, quarter)
    versions = e.view.versions(org, quarter)
    on_last_day = 0
    for person in e.view.held(org, quarter):
        spells = e.view.of_person(person, quarter)
        if quarter_last(quarter) in e.view.scope(person, quarter):
            on_last_day += 1
        if ledger is not None and all(each.start_on > ledger.received_on for each in spells):
            continue
        duty = e.duty("member_on_file", org, period, person, person, due, quarter)
        finding = e.shown(duty, versions, lambda s, p=person: _lists(e, s, p))  # type: ignore[misc]
        yield e.made(duty, finding, spells)
    beyond = (ledger.floating_declared or 0) - on_last_day if ledger is not None else 0
    for number in range(1, beyond + 1):
        yield e.made(e.duty("member_on_file", org, period, f"封面-{number}", None, due, quarter), Finding())


def _lists(e: Evidence, ledger: Submission, person: int) -> bool:
    on_members = any(row.complete and e.view.person(row.person) == person for row in ledger.members)
    on_spells = any(
        row.complete and row.direction == OUTFLOW and e.view.person(row.person) == person for row in ledger.spells
    )
    return on_members and on_spells


def _reviewed(e: Evidence, org: int, quarter: int) -> Iterator[Obligation]:
    due = e.view.deadline(org, quarter)

    def reviewed(ledger: Submission, person: int) -> bool:
        if ledger.reviewed_on is None or not quarter_first(quarter) <= ledger.reviewed_on <= due:
            return False
        named = {
            row.contact_key
            for row in ledger.spells
            if row.direction == OUTFLOW and e.view.person(row.person) == person and row.contact_key is not None
        }
        return bool(named) if ledger.reviewers_all else bool(named & set(ledger.reviewer_keys))

    for person in e.view.held(org, quarter):
        if quarter_last(quarter) not in e.view.scope(person, quarter):
            continue
        duty = e.duty("reviewed_with_contact", org, quarter_name(quarter), person, person, due, quarter)
        finding = e.shown(duty, e.view.versions(org, quarter), lambda s, p=person: reviewed(s, p))  # type: ignore[misc]
        yield e.made(duty, finding, e.view.of_person(person, quarter))


def _changed(e: Evidence, org: int, quarter: int) -> Iterator[Obligation]:
    earlier = any(s.org == org and s.quarter < quarter for s in e.view.all_counted)
    if e.view.counted(org, quarter) is None or not earlier:
        return

    def agrees(ledger: Submission) -> bool:
        if ledger.change_declared is None or ledger.change_found is None:
            return False
        return (ledger.change_declared == "有变化") == ledger.change_found

    duty = e.duty("change_declared", org, quarter_name(quarter), "branch", None, e.view.deadline(org, quarter), quarter)
    yield e.made(duty, e.shown(duty, e.view.versions(org, quarter), agrees))
