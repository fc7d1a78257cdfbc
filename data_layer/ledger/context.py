"""Problems that only show beside what the store knows: branch and quarter, counts, contact persons, questions."""

from collections.abc import Iterator
from datetime import date

from data_layer import quarters
from data_layer.ledger.columns import column_table
from data_layer.ledger.compare import NEAR, Comparison
from data_layer.ledger.facts import day, number, word
from data_layer.ledger.model import Problem, Reading, Row
from data_layer.ledger.names import name_key
from data_layer.ledger.people import NAME
from data_layer.ledger.problems import problem
from data_layer.ledger.tie import Spell, Ties
from data_layer.organisations import Tree

_QUESTIONS = {"vanished": "spell_vanished", "again": "spell_may_continue", "number": "id_changed"}
_BRANCH, _CODE, _QUARTER = "党组织名称", "党组织代码", "填报季度"


def day_column(kind: str) -> str:
    """The column that dates a row of an event sheet."""
    return column_table().sheets[kind].day


def _of_cover(code: str, cover: Row, column: str, **values: object) -> Problem:
    return problem(code, sheet=cover.sheet, cell=cover.ref(column), column=column, **values)


def find_branch(cover: Row | None, tree: Tree, asked: int | None) -> tuple[int | None, list[Problem]]:
    """The one branch that the 封面 names; never guessed. ``asked``: the branch it must be, or must be below."""
    if cover is None:
        return None, []
    name, code = cover.text(_BRANCH), cover.text(_CODE)
    by_name = tree.resolve_name(name) if cover.filled(_BRANCH) else []
    by_code = tree.resolve_name(code) if cover.filled(_CODE) else []
    if not name and by_code:
        by_name = by_code
    if not by_name:
        return None, [_no_branch(cover, tree, name)] if name else []
    if len(by_name) > 1:
        both = [org for org in by_name if org in by_code]
        if len(both) != 1:
            return None, [_of_cover("branch_ambiguous", cover, _BRANCH, text=name)]
        by_name = both
    org = by_name[0]
    if cover.filled(_CODE) and org not in by_code:
        return None, [_of_cover("code_against_name", cover, _CODE)]
    if asked is not None and org not in tree.below(asked):
        expected = tree.by_id[asked].name
        return None, [_of_cover("wrong_branch", cover, _BRANCH, text=name or code, expected=expected)]
    return org, []


def _no_branch(cover: Row, tree: Tree, name: str) -> Problem:
    key = name_key(name)
    above = any(name_key(o.name) == key or o.code == name for o in tree.by_id.values() if not o.is_branch)
    return _of_cover("not_a_branch" if above else "branch_unknown", cover, _BRANCH, text=name)


def find_quarter(reading: Reading, asked: int | None, received_on: date) -> tuple[int | None, list[Problem]]:
    """The quarter the file is for: the 封面's; ``asked`` must agree, and stands in only where nothing is written."""
    cover = reading.cover
    written = reading.quarter
    if cover is None:
        return asked, []
    if written is None:
        return (asked, []) if not cover.text(_QUARTER) else (None, [])
    if asked is not None and asked != written:
        words = {"text": quarters.quarter_words(written), "expected": quarters.quarter_words(asked)}
        return None, [_of_cover("wrong_quarter", cover, _QUARTER, **words)]
    if quarters.first_day(written) > received_on:
        return written, [_of_cover("quarter_not_begun", cover, _QUARTER, text=quarters.quarter_words(written))]
    return written, []


def of_places(reading: Reading, tree: Tree, org: int) -> list[Problem]:
    """Tables and rows of the file that say which branch they are of: another's must not come in under this one's name.

    A name that is no branch's is said once; the file is still its 封面's.
    """
    own = tree.by_id[org].name
    places = [(sheet, cell, text) for sheet, cell, text in reading.branches]
    for rows in reading.tables.values():
        places += [(row.sheet, row.ref(_BRANCH), row.text(_BRANCH)) for row in rows if row.filled(_BRANCH)]
    found: list[Problem] = []
    known: dict[str, list[int]] = {}
    said: set[str] = set()
    for sheet, cell, text in places:
        key = name_key(text)
        named = known.setdefault(key, tree.resolve_name(text))
        if org in named or (not named and key in said):
            continue
        said.add(key)
        code = "other_branch" if named else "branch_not_known"
        found.append(problem(code, sheet=sheet, cell=cell, column=_BRANCH, text=text, expected=own))
    return found


def of_branch(tree: Tree, org: int, quarter: int) -> list[Problem]:
    """Whether the branch owes, or ever could hand in, a ledger of that quarter."""
    found = tree.by_id[org]
    words = {"text": found.name, "quarter": quarters.quarter_words(quarter)}
    if found.abolished is not None and found.abolished <= quarters.first_day(quarter):
        return [problem("branch_ended", day=found.abolished.isoformat(), **words)]
    if found.founded > quarters.last_day(quarter):
        return [problem("branch_not_founded", day=found.founded.isoformat(), **words)]
    return []


def of_questions(comparison: Comparison) -> list[Problem]:
    """Questions without an answer are warnings; answers that cannot be are errors."""
    found = [
        problem(_QUESTIONS[q.kind], sheet=q.sheet, cell=q.cell, text=q.name, days=NEAR.days)
        for q in comparison.questions
        if q.kind in _QUESTIONS
    ]
    return found + [problem("answer_not_usable", text=q.name, reason=why) for q, why in comparison.bad_answers]


def in_scope(spell: Spell, on: date) -> bool:
    """Whether a 流出 row says that its person is away on a day."""
    if spell.direction != "流出" or spell.start > on or word(spell.row, "返回情形") == "误登记":
        return False
    end = day(spell.row, "返回日期")
    return end is None or on < end


def of_registers(ties: Ties, cover: Row | None, quarter: int) -> Iterator[Problem]:
    """Declared against listed; contact persons who may not be one."""
    last = quarters.last_day(quarter)
    away = [spell for spell in ties.spells if in_scope(spell, last)]
    declared = number(cover, "流动党员数") if cover is not None else None
    listed = len({spell.person for spell in away})
    if cover is not None and declared is not None and declared != listed:
        yield _of_cover("declared_count_differs", cover, "流动党员数", declared=declared, listed=listed)
    names = {name_key(spell.row.text(NAME)) for spell in away}
    for spell in ties.spells:
        contact = word(spell.row, "联系人")
        if contact is None or spell.carried:
            continue
        key = name_key(contact)
        reason = ""
        if key == name_key(spell.row.text(NAME)):
            reason = "本人"
        elif key in names:
            reason = "另一名在外的流动党员"
        elif word(spell.row, "联系人身份") == "其他":
            reason = "“其他”身份"
        if reason:
            row = spell.row
            yield problem(
                "contact_may_not_be_one", sheet=row.sheet, cell=row.ref("联系人"), column="联系人", text=contact,
                reason=reason,
            )  # fmt: skip


def of_changes(cover: Row | None, change_found: bool | None, events: int) -> Iterator[Problem]:
    """本季度变化 against what changed; a file that says nothing new."""
    if cover is None or change_found is None:
        return
    declared = word(cover, "本季度变化")
    if declared is not None and (declared == "有变化") != change_found:
        said = "有变化" if change_found else "没有变化"
        yield _of_cover("change_declared_differs", cover, "本季度变化", text=declared, found=said)
    if not change_found and not events:
        yield problem("nothing_changed")
