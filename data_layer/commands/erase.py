"""``erase people|list|ask|refuse|do|clear``: 依法删除, asked by one account, carried out by another."""

import argparse
from typing import Any

from data_layer import access
from data_layer.commands import CommandProblem, emit, put, say
from data_layer.organisations import tree
from data_layer.oversight.privacy import erasing, people
from data_layer.oversight.writing import OversightProblem
from data_layer.store import Store


def add(subparsers: Any) -> None:
    """The parsers of ``erase``."""
    actions = subparsers.add_parser("erase", help="依法删除个人信息：一人申请，另一人执行").add_subparsers(
        dest="action", required=True, metavar="操作"
    )
    listed = actions.add_parser("people", help="一个支部的党员编号、外出结束日、保存到哪一天")
    listed.add_argument("--org", metavar="代码", required=True)
    actions.add_parser("list", help="申请和办理结果")
    asked = actions.add_parser("ask", help="申请删除一个人（编号见 people，不写姓名）")
    asked.add_argument("person", type=int, metavar="编号")
    asked.add_argument("--org", metavar="代码", required=True)
    asked.add_argument("--ground", choices=list(erasing.GROUNDS), required=True, help="个人信息保护法第47条的情形")
    asked.add_argument("--reason", metavar="理由", required=True)
    refused = actions.add_parser("refuse", help="不同意一个申请")
    refused.add_argument("request", type=int, metavar="申请号")
    refused.add_argument("--reason", metavar="理由", required=True)
    done = actions.add_parser("do", help="执行一个申请（申请人以外的人；不能撤回）")
    done.add_argument("request", type=int, metavar="申请号")
    actions.add_parser("clear", help="重写数据文件，清除磁盘上的残留")


def run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    """Exit status 0 done, 2 nothing done."""
    try:
        return _run(args, store, viewer)
    except OversightProblem as problem:
        raise CommandProblem(str(problem)) from None


def _run(args: argparse.Namespace, store: Store, viewer: access.Viewer) -> int:
    if args.action == "people":
        found = people.people(store, viewer, _org(store, args.org))
        rows = [
            {"person": each.person, "who": access.mask_name(each.who), "ended": f"{each.ended or ''}",
             "until": f"{each.until or ''}", "over": each.over, "erased": each.erased}
            for each in found
        ]  # fmt: skip
        _give(args, rows, "{person}　{who}　外出结束 {ended}　保存到 {until}")
    elif args.action == "list":
        asked = erasing.requests(store, viewer)
        rows = [
            {"request": each.request, "org": each.org_name, "person": each.person, "asked_on": f"{each.asked_on}",
             "ground": erasing.GROUNDS[each.ground], "ended": erasing.ENDS.get(each.ended, "待办理"),
             "report": each.report}
            for each in asked
        ]  # fmt: skip
        _give(args, rows, "第 {request} 号　{org}　编号 {person}　{asked_on} 申请　{ground}　{ended}")
    elif args.action == "ask":
        number = erasing.ask(store, viewer, _org(store, args.org), args.person, args.ground, args.reason)
        _give(args, [{"request": number}], "第 {request} 号申请，等另一人办理")
    elif args.action == "refuse":
        erasing.refuse(store, viewer, args.request, args.reason)
        say(f"第 {args.request} 号申请：不同意。")
    elif args.action == "do":
        report = erasing.carry_out(store, viewer, args.request)
        if args.json:
            emit(report)
        for sentence in erasing.words(report):
            say(sentence)
    else:
        erasing.clear(store, viewer)
        say("数据文件已重写。")
    return 0


def _give(args: argparse.Namespace, rows: list[dict[str, Any]], line: str) -> None:
    if args.json:
        emit(rows)
    else:
        for row in rows:
            put(line.format(**row))


def _org(store: Store, code: str) -> int:
    found = tree(store).by_code.get(code)
    if found is None:
        raise CommandProblem(f"没有代码为“{code}”的党组织")
    return found
