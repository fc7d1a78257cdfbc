"""``assess``: scores, places, comparison flags, recommendations with reasons, of every branch of a unit and year."""

import argparse
from typing import Any

from data_layer import access, clock
from data_layer.assessment.judging import Judged, Judgement, assess, units
from data_layer.assessment.judging.said import KINDS, chance_words, flag_words, place_words, points
from data_layer.commands import CommandProblem, day, emit, put, say
from data_layer.organisations import tree
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parser of ``assess``."""
    parser = subparsers.add_parser("assess", help="研判：得分、名次、比较标记、建议和理由")
    parser.add_argument("--year", type=int, required=True, metavar="年份")
    parser.add_argument(
        "--org", metavar="代码", default=None, help="考核单位，或其下的党组织（默认：能看到的全部考核单位）"
    )
    parser.add_argument("--as-of", default=None, metavar="日期")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0; 2 when the organisation does not exist or nothing may be judged."""
    as_of = day(args.as_of) if args.as_of else clock.today()
    if as_of > clock.today():
        raise CommandProblem("截至日期不能在今天以后")
    now = tree(store, as_of)
    if args.org is not None and args.org not in now.by_code:
        raise CommandProblem(f"没有代码为“{args.org}”的党组织")
    org = now.by_code[args.org] if args.org else None
    if org is not None:
        access.require_org(store, viewer, "read", org)
    found = units(store, viewer, org, as_of)
    if not found:
        raise CommandProblem("没有可以研判的考核单位：研判要看整个单位，须有整个单位的权限")
    wanted = set(now.branches(org))
    judged = [assess(store, viewer, unit, args.year, as_of) for unit in found]
    rows = [(each, row) for each in judged for row in each.rows if row.facts.org in wanted]
    if args.json:
        emit([_row(each, row) for each, row in rows])
        return 0
    for each in judged:
        _show(each, [row for unit, row in rows if unit is each])
    return 0


def _row(judged: Judged, row: Judgement) -> dict[str, Any]:
    found, place = row.standing, row.place
    return {
        "org_code": found.code,
        "unit": judged.code,
        "score": None if found.score is None else float(found.score),
        "weight_assessed": found.weight,
        "ranked": found.ranked,
        "rank": place.rank if place else None,
        "rank_low": place.low if place else None,
        "rank_high": place.high if place else None,
        "p_in_quota": place.p if place else None,
        "recommendation": row.proposal.kind,
        "red_lines": [each.kind for each in row.red],
        "reasons": [each.text for each in row.proposal.reasons],
        "would_lift": list(row.proposal.lifts),
        "comparison_flags": [
            {"indicator": each.indicator, "against": each.against, "direction": each.direction} for each in row.flags
        ],
        "beside": row.proposal.beside,
        "opens": [{"indicator": each.indicator, "period": each.period} for each in row.proposal.reasons],
    }


def _show(judged: Judged, rows: list[Judgement]) -> None:
    ranked = sum(each.place is not None for each in rows)
    put(f"{judged.name}　{judged.year}年　截至 {judged.as_of}　{len(rows)} 个支部，{ranked} 个参加排名")
    order = {row.facts.code: n for n, row in enumerate(judged.ranked)}
    for row in sorted(rows, key=lambda each: (order.get(each.facts.code, len(order)), each.facts.code)):
        said = [KINDS[row.proposal.kind] + ("（同等可考虑）" if row.proposal.beside else "")]
        said += [each.text for each in row.proposal.reasons]
        score = f"{points(row.standing.score)} 分" if row.place and row.standing.score is not None else "—"
        put(
            "\t".join(
                [row.facts.name, score, f"已评 {row.standing.weight}/100", place_words(row.place), "；".join(said)]
            )
        )
        for flag in row.flags:
            put(f"\t\t\t\t{flag_words(flag)}")
    say(chance_words(judged.chance))
