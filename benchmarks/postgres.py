"""The same figures in DuckDB (the product), PostgreSQL and pandas; and which of the product's SQL PostgreSQL runs.

Needs a server on this machine and ``psql``, which finds it by PGHOST, PGUSER, PGDATABASE …; tables of the district are
made in a schema ``bench`` of that database (an earlier one is dropped). Nothing of the product needs PostgreSQL.
Run: ``python -m benchmarks.postgres [STORE] [--rounds 8]`` with a store made by ``benchmarks.generate district``.
"""

import argparse
import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv

import data_layer
from benchmarks import plain_pandas
from benchmarks.generate import DISTRICT, Size, make, sql
from benchmarks.measure import in_turns, show
from data_layer import clock, quarters
from data_layer.access import local_administrator
from data_layer.indicators import catalogue, counts, tally
from data_layer.indicators.compose import statement
from data_layer.indicators.frame import spring_festival
from data_layer.store import Store

_ROOM = Path(data_layer.__file__).resolve().parent
_DONE = "-- all of it --"
_TYPES = {"BLOB": "bytea", "DOUBLE": "double precision", "HUGEINT": "numeric", "TINYINT": "smallint"}
_READ = "submission member_row spell_row contact_row care_row journal".split()


class Session:
    """One backend, one psql that talks to it. ``worked``: processor seconds of the backend so far."""

    def __init__(self) -> None:
        self._psql = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # one process does the work, so that its time is all of it
        self.run("SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB'; SET search_path = bench")
        self._pid = int(self.run("SELECT pg_backend_pid()")[0])

    def run(self, text: str) -> list[str]:
        """The lines that a statement gives, errors among them."""
        assert self._psql.stdin and self._psql.stdout
        self._psql.stdin.write(f"{text};\n\\echo {_DONE}\n")
        self._psql.stdin.flush()
        return list(iter(lambda: self._line(), _DONE))

    def _line(self) -> str:
        assert self._psql.stdout
        line = self._psql.stdout.readline()
        if not line:
            raise SystemExit("psql reaches no server: set PGHOST, PGUSER, PGDATABASE")
        return line.rstrip("\n")

    def worked(self) -> float:
        fields = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self._psql.communicate("\\q\n")


def schema(store: Store) -> Iterator[str]:
    """Every table of the store as PostgreSQL would have it."""
    asked = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_catalog = 'app' AND table_schema = 'main' ORDER BY table_name, ordinal_position"
    )
    tables: dict[str, list[str]] = {}
    for row in store.composed_rows(asked):
        kind = re.sub(r"^(\w+)", lambda found: _TYPES.get(found[0], found[0]), row["data_type"])
        tables.setdefault(row["table_name"], []).append(f'"{row["column_name"]}" {kind}')
    for name, columns in tables.items():
        yield f'CREATE TABLE "{name}" ({", ".join(columns)})'


def fill(store: Store, session: Session) -> None:
    """The tables, with the rows that the figures read, and the indexes a PostgreSQL store would have."""
    session.run("DROP SCHEMA IF EXISTS bench CASCADE; CREATE SCHEMA bench")
    for text in schema(store):
        for line in session.run(text):
            print("  ", line)
    for table in _READ:
        rows = store.composed_table(f"SELECT * FROM {table}")
        plain = [
            name for name, kind in zip(rows.column_names, rows.schema.types, strict=True) if not pa.types.is_list(kind)
        ]
        names = ", ".join(f'"{name}"' for name in plain)
        loading = subprocess.run(
            ["psql", "-X", "-q", "-c", f"COPY bench.{table} ({names}) FROM STDIN (FORMAT csv)"],
            input=_csv(rows.select(plain)),
            check=True,
        )
        assert loading.returncode == 0
    for index in ("journal (org, from_day)", "submission (org)", *(f"{t} (org, submission)" for t in _READ[1:5])):
        session.run(f"CREATE INDEX ON {index}")
    session.run("ANALYZE")


def _csv(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    csv.write_csv(rows, sink, csv.WriteOptions(include_header=False))
    return bytes(sink.getvalue())


def literal(value: object) -> str:
    """A bound value as text."""
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"ARRAY[{', '.join(literal(each) for each in value)}]"
    return f"DATE '{value}'" if isinstance(value, date) else str(value)


def bound(text: str, values: dict[str, object]) -> str:
    """A statement of the product with its ``$parameters`` filled in, NULL where nothing is given."""
    bare = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"\$([a-z_][a-z0-9_]*)", lambda found: literal(values.get(found[1])), bare)


def survey(session: Session) -> None:
    """Which of the product's statements PostgreSQL plans as they stand, and what it says of the others."""
    told: Counter[str] = Counter()
    files = sorted(
        file for file in _ROOM.glob("*/sql/**/*.sql") if not re.search(r"-- needs:", file.read_text("utf-8"))
    )
    for file in files:
        said = session.run("EXPLAIN " + bound(file.read_text(encoding="utf-8"), {}))
        wrong = next((line for line in said if "ERROR:" in line), "")
        told[re.sub(r'"[^"]*"|\(.*', "…", wrong.split("ERROR:")[-1].strip())] += 1
    print(f"\nPostgreSQL plans {told.pop('', 0)} of {len(files)} statements as they stand; of the others it says:")
    for reason, times in told.most_common(12):
        print(f"  {times:4} {reason}")
    every = [statement("_list", (head.id,)) for head in catalogue(alerts=True)]
    run = sum(not any("ERROR:" in line for line in session.run("EXPLAIN " + bound(text, {}))) for text in every)
    print(f"of the {len(every)} indicators' own statements: {run}")
    words = (
        "QUALIFY|EXCLUDE|REPLACE|GROUP BY ALL|BY NAME|arg_max|arg_min|any_value|list_\\w+|list|unnest\\(\\[|//|bool_or"
    )
    used = Counter(re.findall(f"({words})", "\n".join(every)))
    print("  they use " + ", ".join(f"{word} {times // len(every)}×" for word, times in used.most_common()))


def figures(size: Size) -> str:
    """The four indicators from the facts, in PostgreSQL's own SQL."""
    last = size.first_quarter + size.quarters - 1
    years = sorted({each // 4 for each in range(size.first_quarter, last + 1) if each % 4 == 0})
    festivals = ", ".join(f"({year}, {literal(spring_festival(year))})" for year in years)
    return sql("postgres_figures").format(first=size.first_quarter, last=last, festivals=festivals)


def compare(store: Store, session: Session, size: Size, rounds: int) -> None:
    """All of it in turns, after checking that all three say the same."""
    viewer, today = local_administrator("benchmark"), clock.today()
    orgs = list(range(size.first_branch, size.first_branch + size.branches))
    text = (_ROOM / "indicators/sql/counts.sql").read_text(encoding="utf-8")
    asked = {"as_of": today, "first_period": None}
    every = bound(text, {**asked, "orgs": orgs, "groups": orgs})
    total = bound(text, {**asked, "orgs": orgs, "groups": [-1] * len(orgs)})
    one = bound(text, {**asked, "orgs": orgs[77:78], "groups": orgs[77:78]})
    facts = plain_pandas.load(store)
    held = store.composed_table("SELECT * FROM journal").to_pandas()
    own = figures(size)
    mine = store.table("indicators/counts", {**asked, "orgs": orgs, "groups": orgs})
    theirs = session.run(every)
    assert theirs == ["|".join(str(value) for value in row.values()) for row in mine.to_pylist()], "journal differs"
    rival = {name: (int(frame["met"].sum()), int(frame["n"].sum())) for name, frame in _pandas(facts, size).items()}
    for line in session.run(f"SELECT indicator, sum(met), sum(n) FROM ({own}) f GROUP BY indicator ORDER BY indicator"):
        name, met, n = line.split("|")
        print(f"  {name:26} PostgreSQL {met}/{n}   pandas {rival[name][0]}/{rival[name][1]}")
        assert (int(met), int(n)) == rival[name], "figures differ"

    def by_pandas() -> object:
        seen = held[held["from_day"] <= today]
        rest = seen["n"] - seen["met"] - seen["unclear"]
        late, ended = seen["missed_from"] <= today, seen["closed_from"] <= today
        seen = seen.assign(missed=rest.where(late, 0), closed=seen["n"].where(ended, 0))
        return seen.groupby(["org", "indicator", "period"])[["met", "unclear", "missed", "exempt", "closed"]].sum()

    def product(wanted: list[int], groups: list[int]) -> Callable[[], object]:
        return lambda: store.table("indicators/counts", {**asked, "orgs": wanted, "groups": groups})

    def there(statement_: str) -> Callable[[], object]:
        return lambda: session.run(f"SELECT count(*) FROM ({statement_}) x")

    four = ("ledger_on_time", "member_on_file", "contact_quarterly", "spring_festival_contact")
    what: dict[str, Callable[[], object]] = {
        "journal, every branch: DuckDB": product(orgs, orgs),
        "journal, every branch: PostgreSQL": there(every),
        "journal, every branch: pandas (fewer columns)": by_pandas,
        "journal, total: DuckDB": product(orgs, [-1] * len(orgs)),
        "journal, total: PostgreSQL": there(total),
        "journal, one branch: DuckDB": product(orgs[77:78], orgs[77:78]),
        "journal, one branch: PostgreSQL": there(one),
        "four indicators, facts: DuckDB, live list": lambda: [tally(store, viewer, indicator=each) for each in four],
        "four indicators, facts: PostgreSQL, own SQL": there(own),
        "four indicators, facts: pandas": lambda: _pandas(facts, size),
        "as pages read them: counts, every branch": lambda: counts(store, viewer),
    }
    show("District: 500 branches, 10,000 members, 8 quarters", in_turns(what, rounds, also=session.worked))


def _pandas(facts: plain_pandas.Frames, size: Size) -> dict[str, plain_pandas.pd.DataFrame]:
    return dict(plain_pandas.figures(facts, size.first_quarter, size.quarters))


def main() -> None:
    """Fill, ask, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", nargs="?", type=Path, help="a district's store (default: made anew, minutes)")
    parser.add_argument("--rounds", type=int, default=8)
    chosen = parser.parse_args()
    store = Store(chosen.store) if chosen.store else make(DISTRICT)
    session = Session()
    fill(store, session)
    survey(session)
    print(f"\n{quarters.quarter_text(DISTRICT.first_quarter)} and {DISTRICT.quarters} quarters, met/all:")
    compare(store, session, DISTRICT, chosen.rounds)
    session.close()
    store.close()


if __name__ == "__main__":
    main()
