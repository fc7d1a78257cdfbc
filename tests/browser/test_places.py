"""What a link can open on top of a page or instead of what it shows first: the same must hold of it as of pages."""

import pytest

from tests.browser.conftest import Browse
from tests.browser.driver import District
from tests.browser.looking import inspect, inspect_dark

#: {quarter} is one that is closed.
PLACES = {
    "drawer with branches": ("leader", "overview?open=contact_quarterly&at={quarter}"),
    "drawer with people and their cell": ("leader", "contact?open=contact_quarterly&at={quarter}&branch={branch}"),
    "drawer with who is missing": ("staff", "coverage?open=member_on_file&at={quarter}&branch={branch}"),
    "a branch's own evidence": ("branch", "portrait?open=contact_quarterly&at={quarter}&branch={branch}"),
    "a day of the past": ("leader", "overview?as_of={day}"),
    "the second matrix": ("staff", "coverage?chart=member_on_file"),
    "money entered": ("staff", "fund?ask=enter"),
    "money from a file": ("staff", "fund?ask=import"),
    "a committee's duties": ("staff", "fund?ask=duty&committee=0991000000"),
    "what committees entered": ("leader", "fund?list=entries&by=branch"),
    "a year's appraisal": ("staff", "appraisal?year=2025"),
    "a step of hours": ("leader", "training?step=0"),
    "whom to remind": ("staff", "progress?period={quarter}&part=owing"),
    "late evidence to rule on": ("staff", "progress?period={quarter}&part=waiting"),
    "many ledgers at once": ("staff", "progress?period={quarter}&part=import"),
    "a branch's hand-in": ("staff", "progress?period={quarter}&who={branch}"),
    "a quarter to lock": ("staff", "progress?period={quarter}&ask=lock"),
    "signals": ("leader", "contact?period={quarter}&signal=same_text"),
    "both ends": ("leader", "bothends?part=out&chart=taken_on"),
    "the receiving end": ("staff", "bothends?part=into"),
    "pairs and data questions": ("leader", "bothends?part=pairs"),
    "what waits for staff": ("staff", "bothends?part=decide"),
    "those in hardship": ("staff", "care?chart=hardship_helped"),
    "visits to plan": ("staff", "inspections?ask=plan"),
    "a round to begin": ("staff", "judging?ask=round"),
    "organisations": ("administrator", "accounts?part=党组织"),
    "a parameter": ("administrator", "parameters?ask=target_rate"),
    "the go-live quarter": ("administrator", "parameters?ask=start_quarter"),
    "a deadline": ("staff", "parameters?ask=deadline"),
    "an extension": ("staff", "parameters?ask=extension"),
    "an address from another branch": ("branch", "portrait?org=0990000000"),
}


@pytest.mark.parametrize("place", PLACES)
def test_place(desks: Browse, district: District, place: str) -> None:
    role, address = PLACES[place]
    filled = address.format(quarter=district.closed, branch=district.branch, day=district.past)
    page = desks.at_desk(role, f"/{filled}")
    inspect(page, place)
    inspect_dark(page, place)
