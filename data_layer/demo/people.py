"""The people of one branch as they truly are: who is away, since when, where, and who keeps in touch with them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from data_layer import quarters
from data_layer.demo import invent, words
from data_layer.demo.district import BranchPlan, District

Value = str | int | float | date | None
OUT, IN = "流出", "流入"
FOR_GOOD, MOVED, STRUCK, DIED, MISTAKEN = "不再外出", "组织关系转出", "停止党籍或除名", "去世", "误登记"


@dataclass(frozen=True)
class Keeper:
    """A contact person 联系人."""

    name: str
    role: str
    phone: str


@dataclass
class Member:
    """A person. ``gaps``: what the branch's rows say instead of the truth (None: left blank)."""

    name: str
    id_number: str
    male: bool
    born: date
    joined_on: date
    confirmed_on: date
    nation: str
    schooling: str
    job: str
    home: str
    phone: str
    hardship: str | None
    reach: float  # 1: answers the phone; near 0: nobody knows where
    namesake: bool = False
    formal_told: bool = False  # rows say 正式党员 by now
    gaps: dict[str, Value] = field(default_factory=dict)

    def formal(self, on: date) -> bool:
        """Whether a full member on a day."""
        return self.confirmed_on <= on


@dataclass
class Stay:
    """One stay away (or, 流入, here). ``line`` is the 行号 its row got when first accepted."""

    member: Member
    direction: str
    travel_range: str
    start: date
    reason: str
    place: str
    unit: str | None
    expected: date | None
    keeper: Keeper
    keeper_on: date
    receiving: str | None
    receiving_phone: str | None
    not_taken: str | None
    certificate: str | None = None
    issued_on: date | None = None
    no_certificate: str | None = None
    end: date | None = None
    end_kind: str | None = None
    month_only: bool = False
    listed_from: int = 0  # first quarter whose ledger lists it
    end_told: bool = False
    line: str | None = None
    reached: date | None = None  # the last call that reached the member
    last_told: str | None = None  # the last contact reached that a pre-filled ledger reported
    gaps: dict[str, Value] = field(default_factory=dict)

    def runs(self, on: date) -> bool:
        """Whether in scope on a day."""
        return self.start <= on and (self.end is None or on < self.end)

    def days_in(self, quarter: int) -> tuple[date, date] | None:
        """First and last day in scope in a quarter, or None."""
        first = max(self.start, quarters.first_day(quarter))
        last = quarters.last_day(quarter)
        if self.end is not None:
            last = min(last, self.end - timedelta(days=1))
        return (first, last) if first <= last else None


@dataclass
class Branch:
    """One branch: plan, staff and stays. ``random`` is its own, so branches do not depend on one another."""

    plan: BranchPlan
    random: Random
    keepers: list[Keeper]
    stays: list[Stay]
    members_total: int

    @property
    def secretary(self) -> Keeper:
        return self.keepers[0]


def make_branch(district: District, plan: BranchPlan) -> Branch:
    """The branch's true life over the district's quarters."""
    random = Random(f"{district.seed}/{plan.line.code}")
    keepers = _keepers(random, plan)
    branch = Branch(plan, random, keepers, [], int(plan.people * random.uniform(1.4, 3.2)) + random.randrange(6, 24))
    guests = [n for n, direction in plan.shared if direction == IN]
    doubles = [n for n, direction in plan.shared if direction == OUT]
    for number in range(plan.people):
        direction = IN if number < plan.inflow else OUT
        queue = guests if direction == IN else doubles
        source = Random(f"{district.seed}/shared/{queue.pop()}") if queue else random
        member = make_member(source, plan.place, district.quarters[0])
        branch.stays += _stays(district, branch, member, direction, number)
    return branch


def _keepers(random: Random, plan: BranchPlan) -> list[Keeper]:
    count = min(max(2, round(plan.people / 5) + 1), 9)
    found = []
    for k in range(count):
        role = "支部书记" if k == 0 else "支部委员" if k <= 2 else "正式党员"
        if k > 2 and plan.habits.kind in ("bad", "silent") and random.random() < 0.25:
            role = "其他"
        found.append(Keeper(invent.person_name(random, random.random() < 0.6), role, invent.phone(random)))
    return found


def make_member(random: Random, place: str, first_quarter: int) -> Member:
    """An invented person."""
    male = random.random() < 0.66
    first = quarters.first_day(first_quarter)
    born = first - timedelta(days=int(365.25 * random.triangular(21, 68, 36)))
    youngest = born + timedelta(days=365 * 19)
    joined = invent.day_between(random, youngest, first - timedelta(days=500))
    if random.random() < 0.03 and youngest < first - timedelta(days=200):
        joined = first - timedelta(days=random.randrange(20, 200))
    draw = random.random()
    return Member(
        name=invent.person_name(random, male),
        id_number=invent.id_number(random, born, male),
        male=male,
        born=born,
        joined_on=joined,
        confirmed_on=joined + timedelta(days=365 + random.randrange(0, 40)),
        nation=random.choice(words.NATIONS),
        schooling=random.choice(words.SCHOOLING),
        job=random.choice(words.JOBS),
        home=invent.home(random, place),
        phone=invent.phone(random),
        hardship=random.choice(words.HARDSHIPS) if random.random() < 0.07 else None,
        reach=0.06 if draw < 0.012 else random.uniform(0.5, 0.85) if draw < 0.09 else 1.0,
    )


def _stays(district: District, branch: Branch, member: Member, direction: str, number: int) -> list[Stay]:
    """The member's stays: one, sometimes a second after coming back."""
    random, span = branch.random, district.quarters
    first, last = quarters.first_day(span[0]), quarters.last_day(span[-2])
    founded = branch.plan.line.founded
    if founded > first or random.random() < 0.046 * len(span):
        start = _departure(random, max(first, founded), last)
    else:
        start = first - timedelta(days=20 + min(int(random.expovariate(1 / 520)), 3000))
        start = max(start, member.born + timedelta(days=365 * 19 + 60))
    stay = _stay(district, branch, member, direction, start, number)
    _end(random, stay, span)
    found = [stay]
    if stay.end and stay.end_kind == FOR_GOOD and random.random() < 0.2:
        again = stay.end + timedelta(days=random.randrange(20, 150))
        if again <= last:
            found.append(_stay(district, branch, member, direction, again, number))
    return found


def _departure(random: Random, first: date, last: date) -> date:
    """A day of leaving: many after the Spring Festival, some when studies begin."""
    for _ in range(20):
        day = invent.day_between(random, first, last)
        if random.random() < {2: 1.0, 3: 1.0, 9: 0.7}.get(day.month, 0.35):
            return day
    return first


def _stay(district: District, branch: Branch, member: Member, direction: str, start: date, number: int) -> Stay:
    random, plan = branch.random, branch.plan
    far = {"农村": (12, 28, 57, 3), "社区": (30, 30, 34, 6), "学校": (15, 35, 42, 8)}.get(
        plan.line.branch_class or "", (34, 34, 28, 4)
    )
    travel_range = random.choices(list(words.DESTINATIONS), weights=far)[0] if direction == OUT else "省内跨市流动"
    place = invent.destination(random, travel_range) if direction == OUT else f"{words.DISTRICT}{plan.place}"
    abroad = travel_range == "出国（境）"
    taken = direction == IN or (not abroad and random.random() < 0.45 + 0.3 * plan.habits.diligence)
    reasons = [None, "境外"] if abroad else ["当地无党组织", "当地无党组织", "已向社区报到", "频繁变动", None]
    stay = Stay(
        member=member,
        direction=direction,
        travel_range=travel_range,
        start=start,
        reason=random.choice(words.REASONS),
        place=place,
        unit=invent.company(random) if random.random() < 0.93 else None,
        expected=start + timedelta(days=random.randrange(100, 1500)) if random.random() < 0.55 else None,
        keeper=branch.keepers[number % len(branch.keepers)],
        keeper_on=start - timedelta(days=random.randrange(0, 12)),
        receiving=_other_end(random, district, place, direction) if taken else None,
        receiving_phone=invent.phone(random) if taken and random.random() < 0.8 else None,
        not_taken=None if taken else random.choice(reasons),
    )
    if direction == OUT and (stay.expected is None or (stay.expected - start).days > 184):
        if random.random() < 0.72 + 0.26 * plan.habits.diligence:
            prompt = random.random() < 0.7 + 0.27 * plan.habits.diligence
            stay.issued_on = max(
                start + timedelta(days=random.randrange(-14, 9) if prompt else random.randrange(12, 45)),
                date(2007, 1, 1),
            )
            stay.certificate = f"{plan.line.code[3:]}{number + 1:03d}{start:%y}"
        elif random.random() < 0.3:
            stay.no_certificate = "出国（境）" if abroad else "经常往返，能参加支部活动"
    return stay


def _other_end(random: Random, district: District, place: str, direction: str) -> str:
    if direction == OUT:
        return invent.receiving_branch(random, place)
    if random.random() < 0.5:
        return random.choice(district.branches).line.name
    return invent.receiving_branch(random, invent.destination(random, random.choice(("省内跨市流动", "跨省流动"))))


def _end(random: Random, stay: Stay, span: tuple[int, ...]) -> None:
    """Perhaps the stay ends in one of the closed quarters."""
    for quarter in span[:-1]:
        days = stay.days_in(quarter)
        if days is None or random.random() >= (0.06 if quarter % 4 == 0 else 0.025):
            continue
        day = invent.day_between(random, max(days[0], stay.start + timedelta(days=40)), days[1])
        if day <= days[1]:
            kinds = (FOR_GOOD, MOVED, DIED, STRUCK, MISTAKEN)
            stay.end, stay.end_kind = day, random.choices(kinds, weights=(72, 22, 3, 1, 2))[0]
            return
