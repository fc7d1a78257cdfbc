"""The rival: the four indicators' closed figures with pandas, straight from the facts as data frames.

Written for what the generator invents (no mergers, aliases, exemptions, 全体 or month-only days), so it does less than
the product's list; it keeps nothing, knows no past day and no scope.
"""

from collections.abc import Mapping

import pandas as pd

from data_layer import quarters
from data_layer.indicators.frame import spring_festival
from data_layer.store import Store

Frames = dict[str, pd.DataFrame]
_FACTS = {
    "submission": "org, submission, quarter, received_on, floating_declared",
    "spell_row": "org, submission, person, complete, start_on, end_on",
    "member_row": "org, submission, person, complete",
    "contact_row": "org, submission, person, day, reached",
    "care_row": "org, submission, person, day",
}


def load(store: Store) -> Frames:
    """Every fact as a frame in memory, days as numbers of days. Not timed."""
    found = {}
    for table, columns in _FACTS.items():
        frame = store.composed_table(f"SELECT {columns} FROM {table}").to_pandas(date_as_object=False)
        for name in frame.columns:
            if name.endswith("_on") or name == "day":
                frame[name] = (frame[name] - pd.Timestamp("1970-01-01")).dt.days
        found[table] = frame
    return found


def _day(value: object) -> int:
    return (pd.Timestamp(str(value)) - pd.Timestamp("1970-01-01")).days


def figures(facts: Frames, first: int, count: int) -> Mapping[str, pd.DataFrame]:
    """Met and all by branch and period for ``count`` quarters from ``first``: one frame (org, period, met, n) each."""
    submissions = facts["submission"]
    orgs = submissions["org"].unique()
    ledgers = submissions.sort_values("submission").groupby(["org", "quarter"], as_index=False)
    latest, earliest = ledgers.last(), ledgers.first()
    spells = facts["spell_row"].merge(submissions[["submission", "quarter"]], on="submission")
    newest = spells.sort_values("submission").groupby(["org", "person"], as_index=False)
    stays = newest.agg(start_on=("start_on", "last"), end_on=("end_on", "last"))
    on_time, scope = [], []
    for quarter in range(first, first + count):
        begins, ends, due = _day(quarters.first_day(quarter)), _day(quarters.last_day(quarter)), 10
        received = earliest[earliest["quarter"] == quarter].set_index("org")["received_on"].reindex(orgs)
        on_time.append(pd.DataFrame({"org": orgs, "period": quarter, "met": (received <= ends + due).values, "n": 1}))
        away = stays.assign(
            quarter=quarter,
            from_on=stays["start_on"].clip(lower=begins),
            to_on=(stays["end_on"] - 1).clip(upper=ends).fillna(ends),
        )
        scope.append(away[away["from_on"] <= away["to_on"]].assign(due_on=ends + due))
    away = pd.concat(scope)
    listed = facts["member_row"].merge(
        facts["spell_row"][["submission", "person", "complete"]], on=["submission", "person"], suffixes=("", "_spell")
    )
    listed["whole"] = listed["complete"] & listed["complete_spell"]
    listed = listed.merge(submissions[["submission", "quarter"]], on="submission")
    whole = listed.groupby(["org", "quarter", "person"], as_index=False)["whole"].all()
    filed = away.merge(earliest[["org", "quarter", "received_on"]], on=["org", "quarter"], how="left")
    filed = filed.merge(
        latest[["org", "quarter", "received_on", "floating_declared"]], on=["org", "quarter"], how="left"
    )
    filed = filed[filed["received_on_y"].isna() | (filed["start_on"] <= filed["received_on_y"])]
    filed = filed.merge(whole, on=["org", "quarter", "person"], how="left")
    filed["met"] = filed["whole"].eq(True) & (filed["received_on_x"] <= filed["due_on"])
    contacts = facts["contact_row"]
    contacts = contacts[contacts["reached"]].drop_duplicates(["org", "person", "day"])
    owed = away[away["to_on"] - away["from_on"] + 1 >= 30]
    tied = owed.merge(contacts[["org", "person", "day"]], on=["org", "person"])
    tied = tied[(tied["day"] >= tied["from_on"]) & (tied["day"] <= tied["to_on"])]
    reached = tied[["org", "person", "quarter"]].drop_duplicates().assign(met=True)
    owed = owed.merge(reached, on=["org", "person", "quarter"], how="left")
    greeted = []
    for year in sorted({each // 4 for each in range(first, first + count) if each % 4 == 0}):
        new_year = _day(spring_festival(year))
        here = stays[(stays["start_on"] <= new_year) & ~(stays["end_on"] <= new_year)].assign(quarter=year)
        events = pd.concat([contacts[["org", "person", "day"]], facts["care_row"][["org", "person", "day"]]])
        events = events[(events["day"] >= new_year - 15) & (events["day"] <= new_year + 14)]
        done = events[["org", "person"]].drop_duplicates().assign(met=True)
        greeted.append(here.merge(done, on=["org", "person"], how="left"))
    return {
        "ledger_on_time": pd.concat(on_time),
        "member_on_file": _by_branch(filed),
        "contact_quarterly": _by_branch(owed),
        "spring_festival_contact": _by_branch(pd.concat(greeted)),
    }


def _by_branch(found: pd.DataFrame) -> pd.DataFrame:
    found = found.assign(met=found["met"].eq(True))
    grouped = found.groupby(["org", "quarter"])["met"].agg(met="sum", n="size").reset_index()
    return grouped.rename(columns={"quarter": "period"})
