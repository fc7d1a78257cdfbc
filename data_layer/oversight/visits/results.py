"""What was found on site, claim by claim, from the page or from the Excel sheet of a place without network."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require_org, visible_orgs
from data_layer.access.marks import in_excel, watermark_of
from data_layer.administration.table_file import TableProblem, read_table
from data_layer.assessment.findings import findings
from data_layer.assessment.shield import Shield
from data_layer.assessment.view import view_of
from data_layer.assessment.visits import RESULTS, Visit, of_branches
from data_layer.organisations import tree
from data_layer.oversight import attachments
from data_layer.oversight.findings import Files, Opening, open_finding
from data_layer.oversight.visits import planning
from data_layer.oversight.visits.claims import Claim, Sheet, sheet
from data_layer.oversight.writing import OversightProblem, keep_texts
from data_layer.store import Store

_COLUMNS = ("督查编号", "核实编号", "对象", "台账所记", "核实", "出处", "结果", "说明")
_LONGEST = 500


@dataclass(frozen=True)
class Said:
    """The last word on a claim: ``true`` | ``false`` | ``unknown``, and the note."""

    result: str
    note: str = ""


def onsite(store: Store, viewer: Viewer) -> list[Visit]:
    """The visits whose papers the viewer may see and fill in, not dropped, latest plan first."""
    seen = visible_orgs(store, viewer, "onsite") if viewer.may("onsite") else frozenset()
    orgs = [org for org in tree(store).branches(None) if seen is None or org in seen]
    return [each for each in of_branches(store, viewer, orgs, clock.today(), None) if each.state != "dropped"]


def check_sheet(store: Store, viewer: Viewer, visit: int) -> tuple[Visit, Sheet, dict[str, Said]]:
    """A visit, its claims as of the visit's first day (today, if that is to come), and what was found so far.

    Needs ``onsite`` on the branch. Raises OversightProblem, NoAccess.
    """
    held = planning.visit_of(store, viewer, visit, "onsite")
    shield = Shield(store, viewer, [held.org])
    found = {
        row["claim"]: Said(row["result"], shield.text(held.org, row["note"]))
        for row in store.rows("oversight/visit_results", {"visit": visit, "org": held.org})
    }
    return held, sheet(store, viewer, held.org, min(held.from_on, clock.today())), found


def record(
    store: Store, viewer: Viewer, visit: int, day: date, said: Mapping[str, Said], files: Files = (), via: str = "page"
) -> int:
    """Record results by claim; what is already recorded so is left out. Returns how many were stored.

    The visit counts as done from the first results on. Raises OversightProblem, NoAccess (needs ``onsite``).
    """
    held, claims, before = check_sheet(store, viewer, visit)
    if held.state == "dropped":
        raise OversightProblem("这次督查已经取消")
    if day > clock.today():
        raise OversightProblem("督查日期不能在今天以后")
    known = {each.key: each for each in claims.claims}
    if any(key not in known for key in said) or any(each.result not in RESULTS for each in said.values()):
        raise OversightProblem("有的核实事项不在这次督查里，请重新下载核实表")
    if any(len(each.note) > _LONGEST for each in said.values()):
        raise OversightProblem(f"说明请写在 {_LONGEST} 字以内")
    kept = attachments.looked_at(files)
    fresh = {key: each for key, each in said.items() if before.get(key) != each}
    if not fresh and not kept and held.state == "done":
        return 0
    if not said and not before and not kept:
        raise OversightProblem("还没有填任何结果")
    with store.write() as w:
        row = planning.held(w, held.org, visit)
        event = planning.append(w, viewer, row, "done", day)
        w.append(
            "visit_result",
            [
                {"event": event, "visit": visit, "org": held.org, "claim": key, "person": known[key].person,
                 "indicator": known[key].indicator or None, "subject": known[key].subject or None,
                 "period": quarters.period_code(known[key].period) if known[key].period else None,
                 "result": each.result, "day": day, "via": via, "account": viewer.account}
                for key, each in fresh.items()
            ],
        )  # fmt: skip
        names = attachments.keep(w, "visit_file", {"event": event, "visit": visit, "org": held.org}, kept)
        keep_texts(w, event, held.org, {**{f"note-{key}": each.note for key, each in fresh.items()}, **names})
        audit(w, viewer, "visit_done", org=held.org, object=f"{visit}")
    return len(fresh)


def workbook(store: Store, viewer: Viewer, visit: int) -> bytes:
    """The check-sheet as .xlsx, with what was found so far filled in. Needs ``onsite``; leaves a record."""
    held, claims, before = check_sheet(store, viewer, visit)
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    page = book.add_worksheet("核实表")
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F2F2"})
    text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for column, (name, width) in enumerate(zip(_COLUMNS, (9, 18, 12, 26, 30, 16, 12, 30), strict=True)):
        page.set_column(column, column, width, text)
        page.write_string(0, column, name, head)
    for line, each in enumerate(claims.claims, start=1):
        said = before.get(each.key, Said(""))
        cells = (each.key, each.who, each.says, each.ask, each.cell, RESULTS.get(said.result, ""), said.note)
        for column, cell in enumerate((f"{held.visit}", *cells)):
            page.write_string(line, column, cell, text)
    last = max(len(claims.claims), 1)
    page.data_validation(1, 6, last, 6, {"validate": "list", "source": list(RESULTS.values())})
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_header(in_excel(watermark_of(viewer, f"{held.branch}核实表")))
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()
    with store.write() as w:
        audit(w, viewer, "check_sheet", org=held.org, object=f"{visit}")
    return target.getvalue()


@dataclass(frozen=True)
class Photo:
    """A file of a visit: how it is asked for, its name, kind and size in bytes."""

    event: int
    nth: int
    name: str
    kind: str
    size: int


def photos(store: Store, viewer: Viewer, visit: int) -> list[Photo]:
    """What was handed in with a visit's results. Needs ``onsite`` on the branch."""
    held = planning.visit_of(store, viewer, visit, "onsite")
    shield = Shield(store, viewer, [held.org])
    return [
        Photo(row["event"], row["nth"], shield.text(held.org, row["name"]) or f"照片{nth}.{row['kind']}", row["kind"],
              row["size"])
        for nth, row in enumerate(store.rows("oversight/visit_files", {"visit": visit}), start=1)
    ]  # fmt: skip


def photo(store: Store, viewer: Viewer, event: int, nth: int) -> bytes:
    """The content of one: it may show people in full, logged. Raises KeyError, NoAccess (needs ``onsite``)."""
    row = store.one("oversight/visit_file", {"event": event, "nth": nth})
    if row is None:
        raise KeyError(f"{event}-{nth}")
    planning.visit_of(store, viewer, row["visit"], "onsite")
    audit(store, viewer, "visit_file", row["org"], f"{event}-{nth}")
    return bytes(row["content"])


def read_back(store: Store, viewer: Viewer, visit: int, name: str, content: bytes) -> tuple[dict[str, Said], list[str]]:
    """A filled-in check-sheet: results by claim, and problems as sentences with their cells. Nothing is stored."""
    _, claims, _ = check_sheet(store, viewer, visit)
    try:
        rows = read_table(name, content, ("督查编号", "核实编号", "结果"))
    except TableProblem as problem:
        return {}, [str(problem)]
    known, words = {each.key for each in claims.claims}, {word: result for result, word in RESULTS.items()}
    found: dict[str, Said] = {}
    problems: list[str] = []
    for line, row in enumerate(rows, start=2):
        number, key, word = (f"{row.get(each) or ''}".strip() for each in ("督查编号", "核实编号", "结果"))
        if not key and not word:
            continue
        if number != f"{visit}":
            problems.append(f"A{line}：这一行是第 {number or '（空）'} 号督查的，不是第 {visit} 号，请选对支部再导入")
        elif key not in known:
            problems.append(f"B{line}：这次督查没有这个核实编号，请用下载的核实表，编号不要改动")
        elif word and word not in words:
            problems.append(f"G{line}：结果只能填{'、'.join(words)}")
        elif key in found:
            problems.append(f"B{line}：同一核实事项写了两行，请留一行")
        elif word:
            found[key] = Said(words[word], f"{row.get('说明') or ''}".strip()[:_LONGEST])
    return found, problems


def to_open(store: Store, viewer: Viewer, visit: int) -> tuple[Claim, ...]:
    """Claims of a visit that did not hold and have no finding yet. Needs ``onsite`` and to read the branch."""
    held, claims, before = check_sheet(store, viewer, visit)
    require_org(store, viewer, "read", held.org)
    today = view_of(store, viewer, claims.view.code, branches=True)
    already = {each.source for each in findings(store, viewer, today) if each.origin == "onsite"}
    failed = {key for key, said in before.items() if said.result == "false"}
    return tuple(each for each in claims.claims if each.key in failed and f"{visit}-{each.key}" not in already)


def open_failed(store: Store, viewer: Viewer, visit: int, due_on: date, only: Sequence[str] | None = None) -> int:
    """Open a finding for every claim that did not hold and has none yet; returns how many. Needs ``findings``."""
    held, _, before = check_sheet(store, viewer, visit)
    require_org(store, viewer, "findings", held.org)
    many = 0
    for each in to_open(store, viewer, visit):
        said, source = before[each.key], f"{visit}-{each.key}"
        if only is not None and each.key not in only:
            continue
        facts = f"{held.done_on} 实地督查核实不符：台账所记“{each.says}”（{each.cell}）。{said.note}"
        persons = (each.person,) if each.person is not None else ()
        open_finding(
            store, viewer, held.org, Opening(facts, due_on, origin="onsite", source=source, persons=persons)
        )  # fmt: skip
        many += 1
    return many
