"""整改通知书 to one branch out of findings: of one, of those of a visit, or of all it has not put right yet.

It goes to the branch alone, so it says whom a finding is about, as far as its drafter may see names.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data_layer import clock
from data_layer.access import Viewer, audit, require_org
from data_layer.access.marks import watermark_of
from data_layer.assessment.findings import ORIGINS, OWED, Finding, findings
from data_layer.assessment.view import view_of
from data_layer.documents.content import DocumentProblem, Heading, Sentence
from data_layer.documents.notice import MATTER, REMAINS, asked_of, day_words
from data_layer.documents.official import Official, official
from data_layer.organisations import tree
from data_layer.oversight.writing import may_any
from data_layer.store import Store

_TITLE = "整改通知书"


def rectification(store: Store, viewer: Viewer, branch: int, numbers: Sequence[int], form: str = "docx") -> bytes:
    """The draft as ``docx`` or ``pdf``; leaves a record. ``numbers``: findings of the branch, not put right yet.

    Raises NoAccess (needs ``findings`` on the branch), DocumentProblem.
    """
    require_org(store, viewer, "findings", branch)
    chosen = [each for each in _held(store, viewer, branch) if each.finding in numbers]
    if not chosen or len(chosen) < len(set(numbers)):
        raise DocumentProblem("这个支部没有这样的问题，或者已报告整改、销号、撤销，不用再发整改通知书")
    now = tree(store)
    unit = now.unit_of(branch)
    above = now.by_id[unit if unit is not None else (now.ancestors(branch) or [branch])[-1]].name
    said = content(chosen, above, clock.today())
    made = official(replace(said, taken=watermark_of(viewer, f"{chosen[0].branch}{_TITLE}")), form)
    with store.write() as w:
        audit(w, viewer, "rectification", org=branch, object="、".join(f"{each.finding}" for each in chosen)[:200])
    return made


def owed(store: Store, viewer: Viewer, branch: int, visit: int | None = None) -> tuple[int, ...]:
    """The findings of a branch that a 整改通知书 may ask it to put right; of one visit, or all. None for whoever does
    not draft it."""
    if not may_any(store, viewer, branch, "findings"):
        return ()
    found = _held(store, viewer, branch)
    return tuple(each.finding for each in found if visit is None or each.source.startswith(f"{visit}-"))


def org_of(store: Store, finding: int) -> int:
    """The branch that has a finding; the draft asks whether the viewer may know of it. Raises DocumentProblem."""
    head = store.one("oversight/finding_org", {"finding": finding})
    if head is None:
        raise DocumentProblem(f"没有第 {finding} 号问题")
    return int(head["org"])


def _held(store: Store, viewer: Viewer, branch: int) -> list[Finding]:
    """What the branch has not put right yet, what came to it from others too."""
    code = tree(store).by_id[branch].code
    found = findings(store, viewer, view_of(store, viewer, code, branches=True))
    return [each for each in found if each.holder == branch and each.state in OWED]


def content(chosen: Sequence[Finding], unit: str, today: date) -> Official:
    """What the document says: each finding with its clause and its deadline, in the order they fall due."""
    rows = sorted(chosen, key=lambda each: (each.due_on, each.finding))
    origins = "、".join(dict.fromkeys(ORIGINS[each.origin] for each in rows))
    parts: list[Heading | Sentence] = [
        Sentence(f"截至{day_words(today)}，你支部{MATTER}中有 {len(rows)} 个问题需要整改（来源：{origins}）。"),
        Heading("一、存在的问题"),
    ]
    for nth, each in enumerate(rows, start=1):
        whom = f"涉及：{each.whom}。" if each.whom else ""
        clause = f"依据：方案{each.clause}。" if each.clause else ""
        said = each.facts.rstrip("。")
        parts.append(Sentence(f"{nth}. {said}。{whom}{clause}整改期限：{day_words(each.due_on)}。"))
    last = day_words(max(each.due_on for each in rows))
    parts += [Heading("二、整改要求"), *asked_of("你支部", "上述问题", last), Sentence(REMAINS)]
    return Official("", (f"{unit}关于", f"{MATTER}有关问题的", _TITLE), rows[0].branch, tuple(parts), unit)


def name_of(branch: str, form: str = "docx") -> str:
    """What the file is called."""
    return f"{_TITLE} {branch} {clock.today()}.{form}".replace("/", " ")
