"""What the store holds: every table, what for, what of it is about people (holdings.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().with_name("holdings.toml")
HOLDS = {"none": "不含个人信息", "ids": "只有内部编号", "identity": "党员个人信息", "accounts": "本系统用户的信息"}


@dataclass(frozen=True)
class Holding:
    """A table. ``texts``: its columns in which people wrote; ``keep``: the parameter that says how long, or ""."""

    table: str
    what: str
    why: str
    holds: str
    texts: tuple[str, ...]
    keep: str


@cache
def holdings() -> tuple[Holding, ...]:
    """All tables, in the order of the file."""
    with _FILE.open("rb") as stream:
        found = tomllib.load(stream)
    return tuple(
        Holding(table, said["what"], said["why"], said["holds"], tuple(said.get("texts", ())), said.get("keep", ""))
        for table, said in found.items()
    )
