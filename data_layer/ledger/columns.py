"""The form: sheets and columns of the ledger, parsed from columns.toml, and what makes a row complete."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from data_layer import quarters
from data_layer.ledger.model import Row, Severity
from data_layer.ledger.remembered import remembered

ENTRY = "本季登记"
COVER = "封面"
MEMBERS = "基本信息"
SPELLS = "管理信息"

LOSES_MEANING = ("line", "seq", "info")  # types whose cells alone do not make a row

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NUMBER = re.compile(r"^\d{1,2}[.、](?=\D)")
_MARKS = re.compile(r"[\s*★☆▲●※#:：\u200b-\u200f\u2060\ufeff`'\"“”‘’《》]+")
_AROUND_SHEETS = re.compile(
    r"^(附件|附表)?[\d一二三]*[、.．]?(流动党员)?(?=.)|(?<=.)(登记表|记录表|情况表|台账|名册|表)$"
)


@remembered
def label_key(text: str) -> str:
    """What a header or label is compared by: NFKC, without white space, remarks in brackets, marks, its number."""
    plain = unicodedata.normalize("NFKC", text)
    return _NUMBER.sub("", _MARKS.sub("", _BRACKETS.sub("", plain))) or _MARKS.sub("", plain)


@remembered
def choice_key(text: str) -> str:
    """What a value of a list is compared by: as ``label_key``, but brackets stay (出国（境）)."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).rstrip("。.,，;；、")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; see columns.toml for what the fields mean."""

    name: str
    type: str
    readers: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    required: str = ""
    blank: Severity = "warning"
    invalid: Severity = "error"
    received: Severity | None = None
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, str] | None = field(default=None, hash=False)
    every: str = ""
    sign: str = ""
    season: tuple[int, ...] = ()
    since: str = ""
    until: str = ""
    optional: bool = False  # understood where a branch sends it, never asked for
    personal: str = ""

    def asked_in(self, quarter: int | None) -> bool:
        """Whether the form of this quarter has the column."""
        return quarter is None or (
            (not self.since or quarters.parse_quarter(self.since) <= quarter)
            and (not self.until or quarter <= quarters.parse_quarter(self.until))
        )

    def in_season(self, quarter: int) -> bool:
        """Whether the template of this quarter shows the column."""
        return not self.season or quarter % 4 + 1 in self.season


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the form; ``layout`` is entry, cover or register; ``day`` dates the rows of an event sheet."""

    name: str
    about: str
    layout: str
    columns: tuple[Column, ...]
    synonyms: tuple[str, ...] = ()
    day: str = ""

    def column(self, name: str) -> Column:
        """The column of a canonical name. Raises KeyError."""
        return {c.name: c for c in self.columns}[name]

    @property
    def is_event(self) -> bool:
        return self.day != ""


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form. ``traps``: keys of headers that are never mapped without the user's word; ``groups``: of merged
    headings that add no meaning to those below them; ``form_labels``: of labels of forms that nobody asks for."""

    version: str
    traps: frozenset[str]
    sheets: Mapping[str, Sheet]
    groups: frozenset[str] = frozenset()
    form_labels: frozenset[str] = frozenset()


def _column(data: Mapping[str, Any]) -> Column:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    if fields.get("aliases"):
        words = fields["aliases"]
        fields["aliases"] = {choice_key(v): v for v in words.values()} | {choice_key(k): v for k, v in words.items()}
    return Column(**fields)


@cache
def column_table() -> Form:
    """The form of columns.toml."""
    data = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
    sheets = {
        s["name"]: Sheet(
            s["name"], s["about"], s["layout"], tuple(map(_column, s["column"])), tuple(s["synonyms"]), s.get("day", "")
        )
        for s in data["sheet"]
    }
    traps, groups, labels = (frozenset(map(label_key, data[each])) for each in ("traps", "groups", "form_labels"))
    return Form(data["form"], traps, sheets, groups, labels)


@cache
def headers(sheet: str) -> Mapping[str, tuple[str, ...]]:
    """Header key -> canonical columns of a sheet (several only for the columns of different seasons)."""
    found: dict[str, list[str]] = {}
    columns = column_table().sheets[sheet].columns
    for column in columns:
        found.setdefault(label_key(column.name), []).append(column.name)
    for column in columns:
        for word in column.synonyms:
            names = found.setdefault(label_key(word), [])
            if column.name not in names and not (names and not column.season):
                names.append(column.name)
    return {key: tuple(names) for key, names in found.items()}


def starred(sheet: str) -> tuple[str, ...]:
    """The columns of a sheet that must always be filled."""
    return tuple(c.name for c in column_table().sheets[sheet].columns if c.required == "always")


def sheet_key(text: str) -> str:
    """What a sheet's name is compared by: without 附件n, 流动党员 before and 登记表, 台账 … after it."""
    return _AROUND_SHEETS.sub("", label_key(text))


@cache
def sheet_names() -> Mapping[str, str]:
    """Sheet key -> canonical sheet name."""
    found: dict[str, str] = {}
    for sheet in column_table().sheets.values():
        for word in (sheet.name, *sheet.synonyms):
            for key in (label_key(word), sheet_key(word)):
                if len(key) > 1:  # of 附件1 only a digit is left
                    found.setdefault(key, sheet.name)
    return found


def sheet_of(text: str) -> str | None:
    """The canonical sheet that the name of a sheet or a title means, None for none of them."""
    names = sheet_names()
    key = label_key(text)
    return names.get(key) or names.get(key.removesuffix("表")) or names.get(sheet_key(text))


def is_required(condition: str, row: Row, namesake: bool = False) -> bool:
    """Whether a ★ condition of columns.toml holds in a row; ``namesake``: another row has the same 姓名."""
    if condition in ("", "always"):
        return condition == "always"
    if condition == "namesake":
        return namesake
    if condition.startswith("any:"):
        return any(row.filled(name) for name in condition[4:].split(","))
    name, _, values = condition.partition("=")
    return row.value(name) in values.split("|") if values else row.filled(name)


def complete(kind: str, row: Row) -> bool:
    """Whether every ★ cell of a row, the conditional ones included, is filled and valid (三（一）2 两表台帐)."""
    return all(
        row.sound(column.name) for column in column_table().sheets[kind].columns if is_required(column.required, row)
    )
