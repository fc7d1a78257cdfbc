"""Invented people, numbers and addresses, drawn from a ``random.Random`` so that a seed gives them again.

ID numbers carry area codes that GB/T 2260 has never assigned (99xxxx) and a right check digit; phone numbers lie in
a mobile range that no operator holds. So no number here can be anyone's.
"""

from datetime import date, timedelta
from random import Random

from data_layer.demo import words

AREA_CODES = ("990001", "990002", "990003", "990011", "990102", "990203")
PHONE_HEAD = "16000"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_digit(first17: str) -> str:
    """The eighteenth character of an ID number (GB 11643)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def id_number(random: Random, born: date, male: bool) -> str:
    """An 18-character ID number of an unassigned area."""
    order = random.randrange(0, 500) * 2 + (1 if male else 0)
    first17 = f"{random.choice(AREA_CODES)}{born:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def phone(random: Random) -> str:
    """An 11-digit mobile number of an unassigned range."""
    return f"{PHONE_HEAD}{random.randrange(1_000_000):06d}"


def person_name(random: Random, male: bool) -> str:
    """A surname and one or two given characters."""
    family = random.choice(words.COMPOUND_SURNAMES) if random.random() < 0.006 else random.choice(words.SURNAMES)
    given = words.MALE if male else words.FEMALE
    length = 1 if len(family) == 2 or random.random() < 0.16 else 2
    return family + "".join(random.choice(given) for _ in range(length))


def day_between(random: Random, first: date, last: date) -> date:
    """A day from ``first`` to ``last``, both included; ``first`` when they are the wrong way round."""
    return first + timedelta(days=random.randrange(max((last - first).days, 0) + 1))


def company(random: Random) -> str:
    """An invented firm."""
    return f"{random.choice(words.COMPANY_HEADS)}{random.choice(words.COMPANY_TRADES)}有限公司"


def destination(random: Random, travel_range: str) -> str:
    """Where somebody went, to the street."""
    base = random.choice(words.DESTINATIONS[travel_range])
    if travel_range == "出国（境）":
        return base
    return f"{base}{random.choice(words.COMMUNITIES)}街道"


def receiving_branch(random: Random, place: str) -> str:
    """The Party organisation at the other end."""
    head = place.split("省")[-1]
    return f"{head}{random.choice(words.COMMUNITIES)}社区党支部"


def home(random: Random, branch_place: str) -> str:
    """A home address in the district."""
    return f"{words.DISTRICT}{branch_place}{random.randrange(1, 300)}号"
