"""Ledgers of all branches, begun from the office's own exports: annex 1, and what the export knows of annex 2.

Stateless: what comes out is workbooks that branches complete and hand in, since evidence is a cell of a ledger. Rows
fall to branches by the name or code they bear; whatever is not clear is listed with its row, never guessed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from data_layer import access, clock, quarters
from data_layer.access import Viewer, visible_orgs
from data_layer.access.marks import watermark_of
from data_layer.books.neutral import Unreadable
from data_layer.books.opening import open_book
from data_layer.ledger.bundle import put_together, taken_apart
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.context import of_branch
from data_layer.ledger.exports import Export, Person, read_export
from data_layer.ledger.known import Known
from data_layer.ledger.model import Problem
from data_layer.ledger.names import name_key
from data_layer.ledger.prefill import add_new, gather_with
from data_layer.ledger.problems import problem
from data_layer.ledger.standing import carried
from data_layer.ledger.template import build_template
from data_layer.organisations import Tree, tree
from data_layer.organisations.tree import match_key
from data_layer.store import Store

#: Any of these says that somebody left.
_LEFT: Final = ("外出日期", "外出地点", "外出原因")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A row (1-based) that went into no ledger, and why, as a sentence."""

    file: str
    sheet: str
    row: int
    why: str


@dataclass(slots=True)
class Begun:
    """The ledger of one branch: how many people the export added, how many were on file already; ``file``: its name
    in the zip."""

    org: int
    code: str
    name: str
    rows: int = 0
    already: int = 0
    file: str = ""


@dataclass(slots=True)
class Seeded:
    """What became of some exports. ``headers``: header -> column it means, "" where it is not used; ``at_home``: rows
    that say 是否为流动党员 否; ``problems``: file and cell; ``zip``: the workbooks."""

    quarter: int
    branches: list[Begun] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    at_home: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    zip: bytes = field(default=b"", repr=False)

    @property
    def rows(self) -> int:
        """People added."""
        return sum(each.rows for each in self.branches)

    @property
    def already(self) -> int:
        """People who were on file."""
        return sum(each.already for each in self.branches)

    def as_json(self, file: str) -> dict[str, Any]:
        """The document of ``ledger seed``; no names, no numbers."""
        return {
            "file": file if self.zip else None,
            "quarter": quarters.quarter_text(self.quarter),
            "rows": self.rows,
            "already": self.already,
            "at_home": self.at_home,
            "branches": [
                {"org_code": each.code, "rows": each.rows, "already": each.already, "file": each.file}
                for each in self.branches
            ],
            "unplaced": [
                {"file": each.file, "sheet": each.sheet, "row": each.row, "reason": each.why} for each in self.unplaced
            ],
            "columns": self.headers,
            "problems": [
                {"file": file, "sheet": each.sheet, "cell": each.cell, "column": each.column, "message": each.message}
                for file, each in self.problems
            ],
            "notes": self.notes,
        }


def seed(
    store: Store,
    viewer: Viewer,
    org: int | None,
    quarter: int,
    files: Sequence[tuple[str, bytes]],
    *,
    progress: Callable[[int, int, str], None] | None = None,
) -> Seeded:
    """Pre-filled ledgers of a quarter out of exports (name, content; zips are taken apart), for the branches at or
    below ``org`` (None: all the viewer works for). Where ``org`` is a branch, rows that name no branch are its.

    Needs the rights ``import`` and ``template``. Raises NoAccess, LedgerProblem (nothing could be read).
    """
    allowed = _allowed(store, viewer, org)
    export = _read(files)
    now = tree(store)
    found = Seeded(quarter, headers=export.headers, problems=export.problems, notes=export.notes)
    placed = _placed(found, export.people, now, allowed, org, quarter)
    books = []
    for number, (branch, people) in enumerate(sorted(placed.items(), key=lambda each: now.by_id[each[0]].code)):
        begun = Begun(branch, now.by_id[branch].code, now.by_id[branch].name)
        if progress:
            progress(number, len(placed), begun.name)
        book = _book(store, viewer, found, begun, people)
        if begun.rows or begun.already:
            begun.file = f"流动党员台账_{begun.name}_{quarters.quarter_text(quarter)}.xlsx"
            found.branches.append(begun)
            books.append((begun.file, book))
    if len({each.file for each in found.branches}) < len(books):  # two branches of one name
        for each in found.branches:
            each.file = each.file.replace("流动党员台账_", f"流动党员台账_{each.code}_", 1)
        books = [(each.file, book) for each, (_, book) in zip(found.branches, books, strict=True)]
    found.unplaced.sort(key=lambda each: (each.file, each.sheet, each.row))
    found.zip = put_together(books) if books else b""
    with store.write() as writer:
        for each in found.branches:
            access.audit(writer, viewer, "ledger_template", each.org, quarters.quarter_text(quarter))
    return found


def _allowed(store: Store, viewer: Viewer, org: int | None) -> frozenset[int]:
    """The branches whose rows are taken. Raises NoAccess."""
    if org is not None:
        access.require_org(store, viewer, "import", org)
        access.require_org(store, viewer, "template", org)
        return frozenset(tree(store).branches(org))
    access.require(viewer, "import")
    access.require(viewer, "template")
    seen = [visible_orgs(store, viewer, right) for right in ("import", "template")]
    return frozenset(tree(store).branches()).intersection(*(each for each in seen if each is not None))


def _read(files: Sequence[tuple[str, bytes]]) -> Export:
    """Everything the files say. Raises LedgerProblem where that is nothing."""
    found = Export()
    for piece in (piece for name, content in files for piece in taken_apart(name, content)):
        try:
            read_export(found, piece.name, open_book(piece.name, piece.read()), clock.today())
        except Unreadable as trouble:
            said = problem(trouble.code, sheet=trouble.sheet, cell=trouble.cell, **trouble.values)
            found.notes.append(f"{piece.name} {said.message}。{said.fix}")
    if not found.people:
        why = "；".join(each.rstrip("。") for each in found.notes[:3]) or "表头下面没有一行党员"
        raise LedgerProblem(f"没有读到可以预填的人：{why}。")
    return found


def _placed(
    found: Seeded, people: Iterable[Person], now: Tree, allowed: frozenset[int], asked: int | None, quarter: int
) -> dict[int, list[Person]]:
    """The people of each branch; of the others ``found`` says why they are none's."""
    placed: dict[int, list[Person]] = {}
    for each in people:
        branch = None
        why = _no_row(each)
        if not why and each.away == "否":
            found.at_home += 1
            continue
        if not why:
            branch, why = _branch(each, now, allowed, asked, quarter)
        if branch is None:
            found.unplaced.append(Unplaced(each.file, each.sheet, each.row, why))
        else:
            placed.setdefault(branch, []).append(each)
    return placed


def _no_row(person: Person) -> str:
    """Why somebody is not pre-filled whatever the branch, "" where nothing speaks against it."""
    if not person.name:
        return "没有姓名"
    if person.away == "否":
        return ""
    if person.away != "是" and not any(person.spell.get(name) for name in _LEFT):
        return f"“是否为流动党员”写的是“{person.away}”" if person.away else "看不出是不是流动党员"
    if person.standing not in ("", "正常"):
        return f"党籍状态是“{person.standing}”，请支部核实"
    if person.spell.get("返回日期"):
        return "已经返回（填了返回日期）"
    return ""


def _branch(
    person: Person, now: Tree, allowed: frozenset[int], asked: int | None, quarter: int
) -> tuple[int | None, str]:
    """The one branch a row names, or why there is none."""
    by_name = now.resolve_name(person.branch) if person.branch else []
    by_code = now.resolve_name(person.code) if person.code else []
    if not person.branch and not person.code:
        if asked is not None and now.by_id[asked].is_branch:
            by_name = [asked]
        else:
            return None, "没有写明党支部"
    elif person.branch and person.code:
        if by_name and by_code and not set(by_name) & set(by_code):
            return None, f"党支部“{person.branch}”和代码“{person.code}”对不上"
        by_name = [org for org in by_name if org in by_code] or by_name or by_code
    candidates = by_name or by_code
    said = person.branch or person.code
    if len(candidates) > 1 and person.above:
        above = match_key(person.above)
        under = [
            org for org in candidates
            if any(above in (match_key(now.by_id[a].name), match_key(now.by_id[a].code)) for a in now.ancestors(org))
        ]  # fmt: skip
        candidates = under or candidates
    if not candidates:
        return None, f"没有叫“{said}”的党支部"
    if len(candidates) > 1:
        return None, f"叫“{said}”的党支部不止一个，请加一列党支部代码"
    if candidates[0] not in allowed:
        return None, f"“{said}”不在本次预填的范围内"
    ended = of_branch(now, candidates[0], quarter)
    return (None, ended[0].message) if ended else (candidates[0], "")


def _book(store: Store, viewer: Viewer, found: Seeded, begun: Begun, people: list[Person]) -> bytes:
    """The template of a branch with its new people; ``begun`` and ``found`` take what became of each."""
    prefill, base, _ = gather_with(store, viewer, begun.org, found.quarter)
    filed = _Filed(base)
    new: list[Person] = []
    counted: set[int] = set()
    for each in sorted(
        people, key=lambda person: person.number is None
    ):  # without a number: by name, once all are known
        held, why = filed.match(each)
        if held is not None and held not in counted:
            counted.add(held)
            begun.already += 1
        if held is None and not why:
            same = [other for other in new if _same(other, each)]
            if len(same) > 1:
                why = "这个支部有几名同名党员，这一行没有号码，分不清是谁"
            elif same and name_key(same[0].name) != name_key(each.name):
                why = f"号码和“{same[0].sheet}”第 {same[0].row} 行相同，姓名不同"
            elif same:
                for mine, more in ((same[0].member, each.member), (same[0].spell, each.spell)):
                    mine.update({name: text for name, text in more.items() if not mine.get(name)})
            else:
                new.append(each)
        if why:
            found.unplaced.append(Unplaced(each.file, each.sheet, each.row, why))
    begun.rows = len(new)
    for each in sorted(new, key=lambda person: people.index(person)):
        add_new(prefill, each.name, each.member, {"流动方向": "流出"} | each.spell)
    prefill.mark = watermark_of(viewer, begun.name)
    return build_template(prefill)


def _same(one: Person, other: Person) -> bool:
    """The same number; or the same name, where not both have a number."""
    if one.number and other.number:
        return one.number == other.number
    return name_key(one.name) == name_key(other.name)


class _Filed:
    """Who is on file with a branch as away, by number and by name."""

    def __init__(self, base: Known) -> None:
        people = [base.persons[spell.person] for spell in carried(base)]
        self.by_number = {each.id_number: each.person for each in people if each.id_number}
        self.by_name: dict[str, dict[int, str | None]] = {}
        for each in people:
            for name in each.names:
                self.by_name.setdefault(name, {})[each.person] = each.id_number

    def match(self, person: Person) -> tuple[int | None, str]:
        """The person on file, None for nobody; and why that cannot be said, "" where it can."""
        if person.number and (held := self.by_number.get(person.number)) is not None:
            return held, ""
        namesakes = self.by_name.get(name_key(person.name), {})
        fitting = [each for each, number in namesakes.items() if not (person.number and number)]
        if fitting or not namesakes:
            return next(iter(fitting), None), ""
        return None, "在册有同名党员，号码不同，请支部核实是不是同一人"
