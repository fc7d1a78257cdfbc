"""The synthetic district on paper: organisations, each branch's habits with its ledgers, how many people it has."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from data_layer import quarters
from data_layer.demo import words

ROOT_CODE = "0990000000"
UNFUNDED = "0994"  #: how the codes of the committee without a fund begin
# Shares of branches by how they go about it; the rest is middling, at least one is of each kind.
_KINDS = {"silent": 0.05, "bad": 0.13, "good": 0.38}
_NOBODY, _SMALL = 0.03, 0.16  #: shares of branches with nobody away, and with one to four


class DemoProblem(Exception):
    """The demo cannot be loaded as asked; the message is a Chinese sentence."""


@dataclass(frozen=True)
class OrgLine:
    """One line of the organisations' file."""

    code: str
    name: str
    parent: str | None
    type: str
    branch_class: str | None
    is_unit: bool
    founded: date
    abolished: date | None = None


@dataclass(frozen=True)
class Habits:
    """How a branch goes about it. Shares of 1; ``drift`` is added to ``on_time`` and ``contact`` each quarter."""

    kind: str  # good middling bad silent
    on_time: float
    skips: float  # hands in nothing though not silent
    contact: float
    festival: float
    complete: float  # share of people whose rows lack nothing
    diligence: float  # the event sheets
    form: str  # entry: pre-filled 本季登记 · register: the full form · own: the branch's own headers
    drift: float
    silent_from: int | None  # quarter
    crams: bool  # all contacts on the quarter's last two days


@dataclass(frozen=True)
class BranchPlan:
    """A branch, its habits, how many people it ever has away (``people``, the ``inflow`` among them)."""

    line: OrgLine
    place: str
    habits: Habits
    people: int
    inflow: int
    shared: tuple[tuple[int, str], ...]  # people who stand in two branches: (number, direction here)


@dataclass(frozen=True)
class District:
    """Everything that is decided for the district as a whole."""

    seed: int
    as_of: date
    quarters: tuple[int, ...]
    organisations: tuple[OrgLine, ...]
    branches: tuple[BranchPlan, ...]


def gets_money(line: OrgLine) -> bool:
    """Whether a branch does something that costs money: its committee allocates to it, if it has a fund."""
    return int(line.code[-4:]) % 9 <= 4


def plan_district(branches: int, members: int, quarter_count: int, seed: int, as_of: date) -> District:
    """Decide the district. ``members`` people in all; the last quarter is the one that holds ``as_of``."""
    random = Random(f"district/{seed}")
    running = quarters.quarter_of(as_of)
    span = tuple(range(running - quarter_count + 1, running + 1))
    organisations, places = _organisations(random, branches, span)
    lines = [line for line in organisations if line.type == "党支部"]
    kinds = _spread(random, len(lines))
    sizes = _sizes(random, lines, members)
    inflow = [_inflow(random, line, size) for line, size in zip(lines, sizes, strict=True)]
    shared = _shared(random, lines, sizes, inflow)
    planned = tuple(
        BranchPlan(line, places[line.code], _habits(random, kind, span, index), size, many, tuple(shared[index]))
        for index, (line, kind, size, many) in enumerate(zip(lines, kinds, sizes, inflow, strict=True))
    )
    return District(seed, as_of, span, tuple(organisations), planned)


def _organisations(random: Random, count: int, span: tuple[int, ...]) -> tuple[list[OrgLine], dict[str, str]]:
    """Root, committees, general branches and branches; and the place each branch is named after."""
    founded = date(2008, 7, 1)
    found = [OrgLine(ROOT_CODE, f"{words.DISTRICT}委组织部", None, "区委", None, False, date(2001, 1, 1))]
    places: dict[str, str] = {}
    names = _places(random, count)
    shares = [share for _, _, share, _ in words.COMMITTEES]
    total = sum(shares)
    bounds = [round(count * sum(shares[:k]) / total) for k in range(len(shares) + 1)]
    for number, (name, kind, _, mix) in enumerate(words.COMMITTEES, start=1):
        head = f"099{number:01d}"
        committee = OrgLine(f"{head}000000", words.DISTRICT + name, ROOT_CODE, kind, None, True, founded)
        found.append(committee)
        left, group = bounds[number] - bounds[number - 1], 0
        while left > 0:
            group += 1
            branch_class = random.choices(list(mix), weights=list(mix.values()))[0]
            place = names.pop()
            sizes = (
                (1, 1, 2, 3, 4, 5)
                if branch_class in ("农村", "社区")
                else (1, 1, 2)
                if branch_class == "国企"
                else (1,)
            )
            together = min(left, random.choice(sizes))
            parent = committee.code
            if together >= 3:
                general = OrgLine(
                    f"{head}{group:03d}000",
                    _title(random, branch_class, place) + "党总支",
                    parent,
                    "党总支",
                    None,
                    False,
                    founded,
                )
                found.append(general)
                parent, title = general.code, general.name.removesuffix("党总支")
            else:
                title = _title(random, branch_class, place)
            for k in range(1, together + 1):
                name_of = f"{title}第{'一二三四五'[k - 1]}党支部" if together > 1 else f"{title}党支部"
                line = OrgLine(f"{head}{group:03d}{k:03d}", name_of, parent, "党支部", branch_class, False, founded)
                places[line.code] = place
                found.append(line)
            left -= together
    return _born_and_gone(random, found, span), places


def _places(random: Random, count: int) -> list[str]:
    """At least ``count`` different place names in random order."""
    names = list(words.PLACES)
    random.shuffle(names)
    more = [head + name for head in words.PLACE_HEADS for name in words.PLACES] if count > len(names) else []
    random.shuffle(more)
    return more + names


def _born_and_gone(random: Random, lines: list[OrgLine], span: tuple[int, ...]) -> list[OrgLine]:
    """One branch in a hundred is founded while the district is watched, one in a hundred and fifty is abolished."""
    branches = [k for k, line in enumerate(lines) if line.type == "党支部"]
    young = random.sample(branches, round(len(branches) / 100))
    rest = [k for k in branches if k not in young]
    gone = random.sample(rest, len(branches) // 150) if len(span) >= 4 else []
    found = list(lines)
    for k in young:
        day = quarters.first_day(random.choice(span[1:-1] or span)) + timedelta(days=random.randrange(5, 80))
        found[k] = replace(lines[k], founded=day)
    for k in gone:
        day = quarters.first_day(random.choice(span[2:-1])) + timedelta(days=random.randrange(5, 80))
        found[k] = replace(lines[k], abolished=day)
    return found


def _title(random: Random, branch_class: str, place: str) -> str:
    if branch_class == "农村":
        return f"{place}村"
    if branch_class == "社区":
        return f"{place}社区"
    if branch_class == "机关事业":
        return place + random.choice(words.OFFICES)
    if branch_class == "学校":
        return place + random.choice(words.SCHOOLS)
    if branch_class == "国企":
        return place + random.choice(words.STATE_FIRMS)
    if branch_class == "两新":
        return place + random.choice(words.COMPANY_TRADES) + random.choice(("公司", "公司", "商会", "协会"))
    return place + "人才服务中心"


def _spread(random: Random, count: int) -> list[str]:
    """A kind for each branch; the rare kinds first get theirs, middling is the rest."""
    kinds: list[str] = []
    for kind, share in _KINDS.items():
        kinds += [kind] * max(1, round(count * share))
    kinds = (kinds + ["middling"] * count)[:count]
    random.shuffle(kinds)
    return kinds


def _sizes(random: Random, lines: list[OrgLine], members: int) -> list[int]:
    """People of each branch; they add up to ``members``."""
    scale = {"农村": 1.35, "社区": 1.15, "两新": 0.8, "学校": 0.6, "国企": 0.7, "机关事业": 0.5}
    count = len(lines)
    order = random.sample(range(count), count)
    nobody = set(order[: round(count * _NOBODY) if count >= 10 else 0])
    small = set(order[len(nobody) : len(nobody) + max(1, round(count * _SMALL))])
    sizes = [0] * count
    for k in sorted(small):
        sizes[k] = min(random.randrange(1, 5), members - sum(sizes))
    weights = {
        k: scale.get(lines[k].branch_class or "", 0.8) * random.lognormvariate(0, 0.45)
        for k in range(count)
        if k not in nobody and k not in small
    }
    left, total = max(members - sum(sizes), 0), sum(weights.values()) or 1.0
    exact = {k: left * weight / total for k, weight in weights.items()}
    for k, value in exact.items():
        sizes[k] = int(value)
    # the largest remainders take what rounding left over
    for k in sorted(exact, key=lambda k: (int(exact[k]) - exact[k], k))[: members - sum(sizes)]:
        sizes[k] += 1
    return sizes


def _inflow(random: Random, line: OrgLine, size: int) -> int:
    likely = {"社区": 0.16, "两新": 0.2, "其他": 0.3}.get(line.branch_class or "", 0.02)
    return random.randrange(1, 4) if size >= 8 and random.random() < likely else 0


def _shared(random: Random, lines: list[OrgLine], sizes: list[int], inflow: list[int]) -> list[list[tuple[int, str]]]:
    """People who stand in two branches: away from one and taken on by another, or (wrongly) away from both."""
    found: list[list[tuple[int, str]]] = [[] for _ in lines]
    hosts = [k for k, many in enumerate(inflow) if many]
    homes = [k for k, size in enumerate(sizes) if size >= 8 and k not in hosts]
    random.shuffle(homes)
    number = 0
    for host in hosts[: len(lines) // 15]:
        if homes:
            found[host].append((number, "流入"))
            found[homes.pop()].append((number, "流出"))
            number += 1
    for _ in range(len(lines) // 100):
        if len(homes) >= 2:
            found[homes.pop()].append((number, "流出"))
            found[homes.pop()].append((number, "流出"))
            number += 1
    return found


def _habits(random: Random, kind: str, span: tuple[int, ...], index: int) -> Habits:
    def near(middle: float, spread: float) -> float:
        return min(max(random.gauss(middle, spread), 0.02), 0.995)

    form = random.choices(("entry", "register", "own"), weights=(76, 14, 10))[0]
    crams = random.random() < (0.12 if kind == "middling" else 0.02)
    drift = random.choice((-0.02, -0.01, 0.0, 0.0, 0.01, 0.02) if kind == "middling" else (-0.02, 0.0, 0.02, 0.04))
    usual = Habits(
        kind=kind,
        on_time=near(0.93, 0.04),
        skips=0.01,
        contact=near(0.945, 0.025),
        festival=near(0.91, 0.05),
        complete=near(0.94, 0.03),
        diligence=near(0.75, 0.1),
        form=form,
        drift=drift,
        silent_from=None,
        crams=crams,
    )
    if kind == "middling":
        return usual
    if kind == "good":
        usual = replace(usual, on_time=0.985, skips=0.0, contact=near(0.98, 0.01), festival=near(0.97, 0.02))
        return replace(usual, complete=near(0.985, 0.01), diligence=near(0.93, 0.04), drift=0.0, crams=False)
    worse = replace(usual, on_time=near(0.7, 0.1), skips=0.05, contact=near(0.78, 0.08), festival=near(0.65, 0.15))
    worse = replace(worse, complete=near(0.8, 0.08), diligence=near(0.4, 0.15))
    if kind == "bad":
        return worse
    # every other silent branch is so since the last quarter but one, so that the smallest district shows one
    inside = span[1:-1] or span
    quarter = inside[-1] if index % 2 and len(inside) > 2 else random.choice(inside[-3:])
    return replace(worse, silent_from=quarter, on_time=0.85, skips=0.0)
