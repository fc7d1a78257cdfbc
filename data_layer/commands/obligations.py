"""``obligations`` — the list itself; ``indicators`` — n/N by branch, indicator and period."""

import argparse
from dataclasses import asdict
from typing import Any

from data_layer import access, clock
from data_layer.assessment.ladder import Basis, bases
from data_layer.assessment.lists import names
from data_layer.commands import CommandProblem, day, emit, moment, put
from data_layer.indicators import Obligation, catalogue, obligations, tally
from data_layer.organisations import tree
from data_layer.quarters import period_code
from data_layer.store import Store

STATES = ("met", "pending", "awaiting", "missed", "unclear")


def add(subparsers: Any) -> None:
    """The parsers of both commands."""
    for name, text in (("obligations", "应办事项清单"), ("indicators", "各支部、指标、期间的 n/N")):
        parser = subparsers.add_parser(name, help=text)
        parser.set_defaults(command=name)
        parser.add_argument("--org", metavar="代码", default=None)
        parser.add_argument("--period", default=None, help="2026Q3、2026H1 或 2026")
        parser.add_argument("--as-of", default=None, metavar="日期")
        parser.add_argument("--known-at", default=None, metavar="时间")
        if name == "obligations":
            parser.add_argument("--indicator", choices=[h.id for h in catalogue(alerts=True)], default=None)
            parser.add_argument("--state", choices=STATES, default=None)
            parser.add_argument("--identify", action="store_true", help="加上打码的姓名")
        else:
            parser.add_argument("--year", type=int, default=None)


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0; 2 when what was asked for does not exist."""
    as_of = day(args.as_of) if args.as_of else None
    known_at = moment(args.known_at) if args.known_at else None
    now = tree(store, as_of, known_at)
    if args.org is not None and args.org not in now.by_code:
        raise CommandProblem(f"没有代码为“{args.org}”的党组织")
    org = now.by_code[args.org] if args.org else None
    try:
        wanted = period_code(args.period) if args.period else None
    except ValueError as problem:
        raise CommandProblem(str(problem)) from None
    if args.command == "obligations":
        found = obligations(
            store,
            viewer,
            org=org,
            indicator=args.indicator,
            period=args.period,
            state=args.state,
            as_of=as_of,
            known_at=known_at,
        )
        listed = [each for each in found if not each.exempt]
        borne = bases(store, viewer, listed, as_of or clock.today(), known_at)
        _show_list(args, store, viewer, listed, borne)
        return 0
    rows = []
    for count in tally(store, viewer, org=org, as_of=as_of, known_at=known_at):
        code = period_code(count.period)
        if (wanted is None or code == wanted) and (args.year is None or code // 10 == args.year):
            # one row a branch, also when a committee is asked for (commands.md)
            rows.append({**asdict(count), "org_code": now.by_id[count.org].code, "rate": count.rate})
    for row in rows:
        del row["org"]
    if args.json:
        emit(rows)
    else:
        for row in rows:
            rate = "不适用" if row["rate"] is None else f"{row['rate']:.1%}"
            put(f"{row['org_code']}\t{row['indicator']}\t{row['period']}\t{row['closed_met']}/{row['closed']}\t{rate}")
    return 0


def _show_list(
    args: argparse.Namespace, store: Store, viewer: access.Viewer, found: list[Obligation], borne: list[Basis]
) -> None:
    called: dict[int, str] = {}
    if args.identify:
        access.audit(store, viewer, "names_listed", object=f"{len(found)}")
        called = names(store, viewer, {each.person for each in found if each.person is not None})
    rows = []
    for each, basis in zip(found, borne, strict=True):
        row = {key: value for key, value in asdict(each).items() if key not in ("org", "person", "exempt")}
        row["evidence"] = basis.rung or None
        if args.identify:
            row["subject_name"] = None if each.person is None else called.get(each.person)
        rows.append(row)
    if args.json:
        emit(rows)
        return
    for row in rows:
        shown = row.get("subject_name") or row["subject"]
        columns = ("org_code", "indicator", "period", "due_on", "state", "note")
        put("\t".join([shown, *(str(row[column] or "") for column in columns)]))
