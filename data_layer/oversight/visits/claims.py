"""What a branch says that a visit can confirm or refute, claim by claim: the check-sheet, and the heart of the pack.

Whom to phone: all who are away if five or fewer, else a random max(5, 30%), from a printed seed; and apart from them
whoever has long not been reached, is in hardship or was rated 不合格, so that the random part stays a fair one.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from data_layer.access import Grant, Viewer, visible_orgs
from data_layer.assessment import figures
from data_layer.assessment.fund import yuan
from data_layer.assessment.fund_vouchers import vouchers
from data_layer.assessment.lists import everything, names
from data_layer.assessment.view import View, view_of
from data_layer.organisations import tree
from data_layer.oversight.visits.choosing import LOST_DAYS
from data_layer.oversight.visits.sampling import draw
from data_layer.oversight.writing import require_any
from data_layer.quarters import quarter_of, quarter_text
from data_layer.store import Store

FEW, SHARE = 5, 0.3
GROUPS = {"phone": "随机抽到的党员", "apart": "另外必问的党员", "certificate": "活动证", "voucher": "凭证"}
_MOST_VOUCHERS = 6


@dataclass(frozen=True)
class Claim:
    """One claim. ``key`` names nobody; ``who`` as far as the viewer may see; ``cell``: where the ledger says so."""

    key: str
    group: str
    who: str
    says: str
    ask: str
    cell: str
    person: int | None = None
    indicator: str = ""
    period: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Sheet:
    """The claims of one branch on a day, and the seed that repeats the choice of whom to phone."""

    view: View
    seed: int
    away: int
    claims: tuple[Claim, ...]


def reader_of(store: Store, viewer: Viewer, org: int) -> Viewer:
    """Who reads one branch's papers: the viewer; an inspector of the branch as somebody who may read this branch alone,
    names masked. Raises NoAccess."""
    require_any(store, viewer, org, "identify", "onsite")
    seen = visible_orgs(store, viewer, "identify") if viewer.may("identify") else frozenset()
    return viewer if seen is None or org in seen else replace(viewer, grants=(Grant("leader", org),))


def sheet(store: Store, viewer: Viewer, org: int, as_of: date | None = None) -> Sheet:
    """The claims of one branch. Needs ``identify``, or ``onsite`` (the inspector's) on the branch."""
    reader = reader_of(store, viewer, org)
    view = view_of(store, reader, tree(store).by_id[org].code, None, f"{as_of}" if as_of else None, branches=True)
    seed = int(hashlib.sha256(f"{view.code} {view.as_of}".encode()).hexdigest()[:6], 16)
    away = {each.person: each for each in figures.away(store, reader, view)}
    owed = everything(store, reader, view, view.org)
    called = names(store, reader, away)
    many = len(away) if len(away) <= FEW else max(FEW, ceil(len(away) * SHARE))
    picked = {int(each.key) for each in draw({"": [f"{person:012}" for person in away]}, many, seed)}
    marked: dict[int, list[str]] = {}
    for person, reach in away.items():
        if (reach.days or 0) >= LOST_DAYS:
            marked.setdefault(person, []).append(f"{reach.days} 天没有联系上（台账到 {reach.covered_on}）")
    year = f"{view.as_of.year}"
    for each, _ in owed:
        if each.person in away and each.indicator == "hardship_helped" and each.period == year:
            marked.setdefault(each.person, []).append("困难党员")
        if each.person in away and each.indicator == "unqualified_rectified":
            marked.setdefault(each.person, []).append("民主评议不合格")
    found: list[Claim] = []
    for group, people in (("phone", picked), ("apart", marked.keys() - picked)):
        for person in sorted(people, key=lambda each: (called.get(each, ""), each)):
            reach = away[person]
            says = f"{reach.reached_on} 联系上" if reach.reached_on else f"{reach.start_on} 外出以来没有联系上的记录"
            says += "".join(f"；{each}" for each in dict.fromkeys(marked.get(person, ())))
            # what is confirmed is the contact of that day, so the duty of its quarter; no contact, no duty to confirm
            duty_of = (
                ("contact_quarterly", quarter_text(quarter_of(reach.reached_on))) if reach.reached_on else ("", "")
            )
            found.append(
                Claim(f"contact-{person}", group, called.get(person, "（无权查看姓名）"), says,
                      "有人联系过您吗，什么时候，谁，谈了什么？", f"{reach.sheet} 第 {reach.row} 行", person,
                      *duty_of)
            )  # fmt: skip
    for each, duty in owed:
        if each.indicator == "certificate_issued" and each.state == "met" and each.person in picked | marked.keys():
            says = f"{each.met_on} 已发活动证"
            found.append(
                Claim(f"certificate-{each.period}-{each.subject}", "certificate", duty.who, says,
                      "请出示活动证，号码、记载对不对？",
                      f"{each.sheet} 第 {each.row} 行", each.person, each.indicator, each.period, each.subject)
            )  # fmt: skip
    money = [each for each in vouchers(store, reader, view, view.as_of.year) if each.org == view.org]
    for voucher in sorted(money, key=lambda each: (not each.flaws, -each.spent, each.place.address))[:_MOST_VOUCHERS]:
        doubt = "；".join(sentence for _, sentence in voucher.flaws)
        place = voucher.place
        where = f"{place.sheet} 第 {place.row} 行" if place.sheet else "经费登记"
        row = ("expense_documented", quarter_text(quarter_of(voucher.day))) if place.sheet else ("", "")
        found.append(
            Claim(f"voucher-{place.address}", "voucher", f"凭证 {voucher.number or '（无号）'}",
                  f"{voucher.day} {voucher.category} {yuan(voucher.spent)}", doubt or "看原始凭证、审批和用途", where,
                  None, *row, f"{place.sheet}:{place.submission}:{place.row}" if place.sheet else "")
        )  # fmt: skip
    return Sheet(view, seed, len(away), tuple(found))
