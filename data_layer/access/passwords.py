"""Password rules and argon2id hashes."""

import re
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 200
_COMMON = (
    "password passwd admin administrator root guest test qwerty asdf zxcv letmein welcome iloveyou woaini monkey "
    "dragon sunshine princess master login hello abc dangyuan dangzhibu dangwei liudong zhibu zuzhi zuzhibu zhonggong "
    "china zhongguo beijing shanghai mima"
).split()
_RUNS = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm")
_DISGUISES = str.maketrans("@$!", "asi")
# No 0/O, 1/l/I: somebody reads it out on the telephone.
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class WeakPassword(ValueError):
    """The password does not do; the message is a Chinese sentence."""


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def check_rules(password: str, name: str, shortest: int) -> None:
    """Raises :class:`WeakPassword` for one too short, the sign-in name, or one that everybody tries first."""
    text = _plain(password)
    if len(text) < shortest:
        raise WeakPassword(f"密码至少 {shortest} 个字符。")
    if len(text) > LONGEST:
        raise WeakPassword(f"密码最多 {LONGEST} 个字符。")
    low, own = text.casefold(), _plain(name).casefold()
    letters = [re.sub(r"[\W\d_]+", "", each) for each in (low, low.translate(_DISGUISES))]
    if own and (own == low or own in low and len(low) - len(own) < shortest // 2):
        raise WeakPassword("密码不能是账号名或只在账号名上加几个字符，请另想一个。")
    common = len(set(low)) < 5 or any(each in (word, word + word) for each in letters for word in _COMMON)
    if common or any(low in run or low in run[::-1] for run in _RUNS) or _is_number_alone(low):
        raise WeakPassword("这个密码太常见，容易被猜到，请另想一个，例如三四个不相干的词连在一起。")


def _is_number_alone(text: str) -> bool:
    """A birthday, telephone or ID number: only digits, whatever stands between them."""
    digits = re.sub(r"[\s./\-年月日]", "", text)
    return digits.isdigit() or re.fullmatch(r"\d{17}x", digits) is not None


def generate() -> str:
    """A first password somebody can read out: three groups of four, 60 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """The hash an unknown name is verified against, so that it takes as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """An argon2id hash. About 0.15 s and 64 MiB."""
    return _hasher().hash(_plain(password))


def verify(password: str, hashed: str | None) -> bool:
    """Whether the password fits; None (nobody) takes the same time and is always False."""
    try:
        fits = _hasher().verify(hashed or _nobody(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and hashed is not None


def is_outdated(hashed: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(hashed)
