"""Facts of a demo district read row by row and put together in plain Python: a second way beside the SQL.

Only for districts without merged branches, corrected identities or answered questions; :func:`facts` checks that.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data_layer import quarters
from data_layer.store import Store


@dataclass(frozen=True)
class Stay:
    """One 流出 stay: branch, person, first day, first day no longer away (None: open)."""

    org: int
    person: int
    start: date
    end: date | None

    def on(self, day: date) -> bool:
        """Whether the stay holds the day."""
        return self.start <= day and (self.end is None or day < self.end)


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    """Every row of a table that a counted ledger of the store brought."""
    last: dict[tuple[int, int], int] = {}
    for each in store.composed_rows("SELECT org, quarter, submission FROM submission"):
        key = each["org"], each["quarter"]
        last[key] = max(last.get(key, 0), each["submission"])
    quarter = {submission: key[1] for key, submission in last.items()}
    found = store.composed_rows(f'SELECT * FROM "{table}"')
    return [{**each, "quarter": quarter[each["submission"]]} for each in found if each["submission"] in quarter]


def stays(store: Store) -> list[Stay]:
    """Every 流出 stay; facts that changed between ledgers are those of the latest."""
    for table in ("person_alias", "spell_alias", "spell_answer", "submission_event"):
        assert not store.composed_rows(f'SELECT 1 FROM "{table}"'), f"{table} is not read here"
    by_spell: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in rows(store, "spell_row"):
        by_spell[each["spell"]].append(each)
    found = []
    for listed in by_spell.values():
        listed.sort(key=lambda each: (each["quarter"], each["submission"], each["row"]))
        latest = listed[-1]
        ended = [each for each in listed if each["end_on"] is not None]
        assert not any(each["end_kind"] == "误登记" for each in listed)
        if latest["direction"] == "流出":
            end = ended[-1]["end_on"] if ended else None
            found.append(Stay(latest["org"], latest["person"], latest["start_on"], end))
    return found


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


def owner_on(held: list[Stay], day: date) -> int | None:
    """The branch of the latest-begun of one person's stays that day."""
    here = [stay for stay in held if stay.on(day)]
    return max(here, key=lambda stay: (stay.start, stay.org)).org if here else None


def quarter_days(year: int) -> list[list[date]]:
    """The days of each quarter of a year."""
    split: dict[int, list[date]] = defaultdict(list)
    for day in days_of(year):
        split[quarters.quarter_of(day)].append(day)
    return [split[each] for each in sorted(split)]
