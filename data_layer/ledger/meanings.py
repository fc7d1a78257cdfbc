"""What a branch said that words of its ledgers mean: the name of a sheet, a header, a value outside its list.

Pure. Nothing is matched by likeness: what the form does not know is asked of the branch once (:func:`asks_of`);
likeness only suggests. ``learned`` keeps the answers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Final

from data_layer.ledger.columns import COVER, Column, choice_key, column_table, headers, label_key, sheet_key
from data_layer.ledger.model import Row

Key = tuple[str, str, str]  # sheet of the form, column, key; see Meaning
UNUSED: Final = ""  # what a header or sheet means that the branch does not want read

LONGEST: Final = 40  # characters of a word that is worth an answer; a longer one is a sentence in the wrong place
_NOT_ASKED = ("line", "seq", "info")
# Words that differ in one of these are opposites or other people's, however alike they look.
_OPPOSITES: Final = ("入出", "转流", "来去", "返外", "生死", "本对", "人位", "前后", "始终", "紧", "失", "党团", "单个")
_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Meaning:
    """One answer. A header: ``column`` is ""; the name of a sheet: ``sheet`` and ``column`` are "".

    ``key``: of the word (sheet_key, label_key, choice_key); ``text``: as it was typed; ``means``: the canonical name
    of a sheet or column, the value of the list, or :data:`UNUSED`.
    """

    sheet: str
    column: str
    key: str
    text: str
    means: str

    @property
    def place(self) -> Key:
        """What it is an answer to."""
        return self.sheet, self.column, self.key

    def possible(self) -> bool:
        """Whether the form still has what it means."""
        return self.means in _choices(self.sheet, self.column)


def _choices(sheet: str, column: str) -> tuple[str, ...]:
    """Everything that a header, value or name of a sheet may mean."""
    sheets = column_table().sheets
    if not sheet:
        return UNUSED, *(name for name in sheets if name != COVER)
    if sheet not in sheets:
        return ()
    columns = {c.name: c for c in sheets[sheet].columns}
    if not column:
        return UNUSED, *(name for name, c in columns.items() if c.type not in _NOT_ASKED)
    return columns[column].choices if column in columns else ()


def said(sheet: str, column: str, text: str, means: str) -> str:
    """An answer as a sentence without its full stop: “管理信息”的列“流向城市”当作“外出地点”."""
    if not sheet:
        return f"工作表“{text}”" + (f"当作“{means}”" if means else "不读入")
    if not column:
        return f"“{sheet}”的列“{text}”" + (f"当作“{means}”" if means else "不读入")
    return f"“{sheet}”的“{column}”写“{text}”，当作“{means}”"


@dataclass(frozen=True, slots=True)
class Meanings:
    """The answers that hold for a branch."""

    told: Mapping[Key, Meaning] = field(default_factory=dict)

    def sheet(self, name: str) -> str | None:
        """The canonical sheet that a sheet's name was said to mean, UNUSED, or None where nothing was said."""
        told = self.told.get(("", "", sheet_key(name)))
        return told.means if told else None

    def headers(self, sheet: str) -> Mapping[str, tuple[str, ...]]:
        """Header key -> columns, as the form has it and as was said; () for a column that is not used."""
        said = {
            key: (each.means,) if each.means else ()
            for (kind, column, key), each in self.told.items()
            if kind == sheet and not column
        }
        return {**headers(sheet), **said} if said else headers(sheet)

    def column(self, sheet: str, column: Column) -> Column:
        """The column with what was said about its values beside its own aliases."""
        said = {
            key: each.means for (kind, name, key), each in self.told.items() if kind == sheet and name == column.name
        }
        return replace(column, aliases={**(column.aliases or {}), **said}) if said else column


NOTHING_SAID: Final = Meanings()


def nothing_said(cover: Row | None) -> Meanings:
    """The meanings of a file whose branch does not matter."""
    return NOTHING_SAID


#: From the 封面 as read, None where there is none, to what holds for its branch.
Recall = Callable[[Row | None], Meanings]


def meanings_of(told: Iterable[Meaning]) -> Meanings:
    """Answers, the later one of two to the same; those that the form has no place for any more are left out."""
    return Meanings({each.place: each for each in told if each.possible()})


def likely(word: str, choices: Mapping[str, Iterable[str]]) -> str:
    """The choice whose name or synonyms look most like a word, "" where none does. A suggestion, never an answer."""
    best, found = _ALIKE, ""
    for choice, names in choices.items():
        for name in names:
            if _opposite(word, name):
                continue
            share = SequenceMatcher(None, word, name, autojunk=False).ratio()
            if word and (word in name or name in word):
                share = max(share, 0.65)
            if share > best:
                best, found = share, choice
    return found


def _opposite(one: str, other: str) -> bool:
    differing = set(one) ^ set(other)
    return any(differing & set(pair) for pair in _OPPOSITES)


def header_choices(sheet: str, taken: Iterable[str], quarter: int | None) -> dict[str, tuple[str, ...]]:
    """Columns that an unknown header of a sheet may be, in the form's order, each with the keys of its names."""
    gone = set(taken)
    return {
        column.name: tuple(label_key(name) for name in (column.name, *column.synonyms))
        for column in column_table().sheets[sheet].columns
        if column.name not in gone and column.type not in _NOT_ASKED and column.asked_in(quarter)
    }


def value_choices(column: Column) -> dict[str, tuple[str, ...]]:
    """The values of a list, each with the keys of its other words."""
    aliases = column.aliases or {}
    return {
        choice: (choice_key(choice), *(key for key, means in aliases.items() if means == choice))
        for choice in column.choices
    }
