"""What a branch's rows lack or get wrong: namesakes, blanks, numbers with a digit missing, days nobody remembers."""

from random import Random

from data_layer.demo.district import BranchPlan
from data_layer.demo.people import Branch, Member, Stay, Value


def leave_gaps(branch: Branch) -> None:
    """Make the branch's rows as imperfect as its habits."""
    _namesakes(branch)
    for stay in branch.stays:
        _leave_gaps(branch.random, branch.plan, stay)


def _namesakes(branch: Branch) -> None:
    """Now and then two members of a branch have one name; rows then need the ID number."""
    random, stays = branch.random, branch.stays
    if len(stays) >= 12 and random.random() < 0.12:
        first, second = random.sample(stays, 2)
        if first.member is not second.member:
            second.member.name = first.member.name
    seen: dict[str, Member] = {}
    for stay in stays:
        other = seen.setdefault(stay.member.name, stay.member)
        if other is not stay.member:
            other.namesake = stay.member.namesake = True


def _leave_gaps(random: Random, plan: BranchPlan, stay: Stay) -> None:
    """What the branch's rows lack or get wrong about this stay and its member."""
    member = stay.member
    if random.random() < 0.012 and not member.namesake:
        stay.month_only = stay.start.day > 3
    if random.random() < plan.habits.complete:
        return
    own: list[tuple[str, Value]] = [
        ("本人电话", None),
        ("本人电话", member.phone[:10]),
        ("入党日期", None),
        ("转正日期", None),
        ("是否困难党员", None),
    ]
    if not member.namesake:
        own += [
            ("公民身份号码", None),
            ("公民身份号码", member.id_number[:-1]),
            ("公民身份号码", _wrong(member.id_number)),
        ]
    away: list[tuple[str, Value]] = [
        ("联系人", None),
        ("联系人电话", None),
        ("联系人电话", stay.keeper.phone[:9]),
        ("联系人身份", None),
        ("外出原因", None),
        ("外出地点", None),
        ("流动范围", None),
    ]
    for _ in range(random.choice((1, 1, 2))):
        if random.random() < 0.5:
            column, value = random.choice(own)
            member.gaps[column] = value
        else:
            column, value = random.choice(away)
            stay.gaps[column] = value


def _wrong(number: str) -> str:
    """The ID number with a wrong check digit."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")
