"""督查材料: all that is needed to visit one branch, on paper or a tablet, from kept figures."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from data_layer import clock, quarters
from data_layer.access import Viewer, audit
from data_layer.access.marks import watermark_of
from data_layer.assessment import figures
from data_layer.assessment.board import Figure
from data_layer.assessment.findings import STATES, findings
from data_layer.assessment.fund import fund_year
from data_layer.assessment.fund_vouchers import questions, vouchers
from data_layer.assessment.groups import groups
from data_layer.assessment.lists import Duty, everything
from data_layer.assessment.signals import signals
from data_layer.assessment.tally import Tally
from data_layer.assessment.view import View
from data_layer.assessment.visits import PURPOSES, RESULTS, Visit, of_branches
from data_layer.documents.content import Bars, Document, Heading, Items, Lines, Part, Sentence, Table
from data_layer.documents.pdf import pdf
from data_layer.documents.word import word
from data_layer.indicators import Obligation, header
from data_layer.oversight.visits.choosing import candidates
from data_layer.oversight.visits.claims import GROUPS, reader_of, sheet
from data_layer.store import Store

KINDS = {"docx": word, "pdf": pdf}
_OPEN = {"missed": "未达标", "silent": "未报，不知道", "unclear": "待核"}


def pack(store: Store, viewer: Viewer, org: int, as_of: date | None = None, kind: str = "pdf") -> bytes:
    """The pack of one branch as ``docx`` or ``pdf``; leaves a record. Needs ``identify`` or ``onsite`` on the branch.

    Raises NoAccess, DocumentProblem.
    """
    made = KINDS[kind](content(store, viewer, org, as_of))
    with store.write() as w:
        audit(w, viewer, "pack", org=org, object=kind)
    return made


def packs(
    store: Store,
    viewer: Viewer,
    chosen: Sequence[Visit],
    kind: str = "pdf",
    progress: Callable[[int, int, str], None] | None = None,
) -> bytes:
    """The packs of several visits as one zip, a file a branch, each as of its visit's first day (today, if to come).

    Raises NoAccess, DocumentProblem: then none.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as together:
        for nth, each in enumerate(chosen):
            if progress is not None:
                progress(nth, len(chosen), each.branch)
            day = min(each.from_on, clock.today())
            name = f"督查材料 {each.code} {each.branch} {day}.{kind}".replace("/", " ")
            together.writestr(name, pack(store, viewer, each.org, day, kind))
    return made.getvalue()


def content(store: Store, viewer: Viewer, org: int, as_of: date | None = None) -> Document:
    """What the pack says, names as far as the viewer may see them."""
    reader, checked = reader_of(store, viewer, org), sheet(store, viewer, org, as_of)
    view = checked.view
    reasons = [reason.sentence for each in candidates(store, reader, view) for reason in each.reasons]
    board = figures.board(store, reader, view)
    _, eight = groups(view, board)
    parts: list[Part] = [
        Heading("一、先看这些"),
        Items(tuple(f"{each}。" for each in reasons)) if reasons else Sentence("没有突出的问题，按名单核实即可。"),
        *_asks(store, reader, view, org),
        Heading("二、八类指标"),
        Bars(
            tuple(
                (each.name, None if each.figure.tally.few else float(each.figure.tally.rate or 0),
                 f"{_of(each.figure.tally)}（{_words(each.figure.period)}）")
                for each in eight
            )
        ),
        Sentence("各期 达标数/到期数；到期不足 5 项的不画条。", quiet=True),
    ]  # fmt: skip
    parts += _by_periods([each.figure for each in eight])
    parts += _duties(store, reader, view, org)
    parts.append(Heading("四、找谁核实，核实什么"))
    many = sum(each.group == "phone" for each in checked.claims)
    parts.append(
        Sentence(f"在外 {checked.away} 人，随机抽 {many} 人打电话（种子 {checked.seed}，可重现）；"
                 "长期未联系上、困难、评议不合格的另列，"
                 f"不混入随机部分。结果填：{'、'.join(RESULTS.values())}。")
    )  # fmt: skip
    for group, title in GROUPS.items():
        rows = [(each.who, each.says, each.ask, each.cell, "") for each in checked.claims if each.group == group]
        if rows:
            parts += [Heading(title, 2), Table(("对象", "台账所记", "核实", "出处", "结果"), rows, (2, 4, 5, 3, 2))]
    parts += _before(store, reader, view, org)
    parts += [Heading("六、现场记录"), Lines(8)]
    below = f"截至 {view.as_of} · {view.version} · {viewer.display_name or viewer.name} {clock.now():%Y-%m-%d %H:%M} 取"
    foot = f"{view.name} 督查材料 · 含党员信息，用后交回"
    mark = watermark_of(viewer, f"{view.name}督查材料")
    return Document(f"{view.name}督查材料", below, foot, mark, tuple(parts))


def _asks(store: Store, reader: Viewer, view: View, org: int) -> list[Part]:
    """The questions that what stands out only counts: about going through the motions, and about money."""
    year = view.as_of.year
    money = questions(fund_year(store, reader, view, year), vouchers(store, reader, view, year))
    said = [each.asks for found in signals(store, reader, view).values() for each in found if each.org == org]
    said += [f"{each.sentence}" for each in money if each.org == org]
    return [Sentence("当面要问清的："), Items(tuple(dict.fromkeys(said)))] if said else []


def _by_periods(shown: list[Figure]) -> list[Part]:
    """What the groups stood at in each period: quarters as a table, years as lines."""
    longest = max((each.history for each in shown), key=len, default=())
    periods = [period for period, _ in longest]
    held = {each.name: {period: _of(tally) for period, tally in each.history} for each in shown}
    tabled = {name: own for name, own in held.items() if own.keys() <= set(periods)}
    rows = [(name, *(own.get(each, "—") for each in periods)) for name, own in tabled.items()]
    lines = [
        f"{name}：" + "，".join(f"{_words(period)} {text}" for period, text in own.items())
        for name, own in held.items()
        if name not in tabled
    ]
    table = Table(("", *map(_words, periods)), rows, (3, *(2 for _ in periods)))
    return [table, *([Items(tuple(lines))] if lines else [])]


def _of(tally: Tally) -> str:
    return f"{tally.closed_met}/{tally.closed}" if tally.closed else "—"


def _words(period: str) -> str:
    return quarters.period_words(quarters.period_code(period))


def _duties(store: Store, reader: Viewer, view: View, org: int) -> list[Part]:
    """Open duties of the last year, latest first: a line for each indicator, period and state. What a ledger that never
    came would show is one line a period and names nobody: not reported is not the same as not done."""
    since = min(view.until(4), default="")
    held: dict[tuple[date, str, str, str], list[tuple[Obligation, Duty]]] = defaultdict(list)
    silent: dict[str, list[tuple[Obligation, Duty]]] = defaultdict(list)
    for each, duty in everything(store, reader, view, org):
        if duty.state not in _OPEN or not each.closed or (each.period < since and each.period != since[:4]):
            continue
        if duty.state == "silent" and not header(each.indicator).alert:
            silent[each.period].append((each, duty))
        else:
            what = "；".join(filter(None, [_OPEN[duty.state], duty.remark]))
            held[each.prove_by, each.indicator, each.period, what].append((each, duty))
    parts: list[Part] = [Heading("三、没有做到或说不清的事项")]
    if not held and not silent:
        return [*parts, Sentence("近四个季度没有。")]
    parts += _unknown(silent)
    rows = []
    for (_, indicator, period, what), found in sorted(
        held.items(), key=lambda item: (-item[0][0].toordinal(), item[0])
    ):
        sheets: dict[str, set[int]] = defaultdict(set)
        for each, _ in found:
            if each.row:
                sheets[each.sheet or ""].add(each.row)
        places = "；".join(f"{name} 第 {'、'.join(map(str, sorted(lines)))} 行" for name, lines in sheets.items())
        who = "、".join(dict.fromkeys(duty.who for _, duty in found))
        rows.append((header(indicator).name, _words(period), who, what, places or "—"))
    return [*parts, Table(("事项", "期间", "对象", "状态", "出处"), rows, (3, 3, 6, 3, 4))] if rows else parts


def _unknown(silent: Mapping[str, Sequence[tuple[Obligation, Duty]]]) -> list[Part]:
    """What nobody knows because no ledger came: to be asked for on the spot."""
    lines = []
    for period in sorted(silent, key=lambda each: -max(one.prove_by.toordinal() for one, _ in silent[each])):
        what = "、".join(dict.fromkeys(header(each.indicator).name for each, _ in silent[period]))
        many = len({each.person for each, _ in silent[period]})
        lines.append(f"{_words(period)}：{many} 人的{what}")
    said = "没有报送台账，做没做都不知道，请当面看记录："
    return [Sentence(said), Items(tuple(lines))] if lines else []


def _before(store: Store, reader: Viewer, view: View, org: int) -> list[Part]:
    """Findings and earlier visits."""
    parts: list[Part] = [Heading("五、以前的问题和督查")]
    rows = [
        (f"{each.opened_on}", each.facts or each.about, STATES[each.state] + ("（超期）" if each.overdue else ""),
         f"{each.due_on}")
        for each in findings(store, reader, view)[:12]
    ]  # fmt: skip
    been = [
        f"{each.done_on} {PURPOSES[each.purpose]}：相符 {each.held} 项，不符 {each.failed} 项，"
        f"无法核实 {each.unknown} 项"
        for each in of_branches(store, reader, [org], view.as_of, view.known_at)
        if each.done_on is not None
    ]
    if rows:
        parts.append(Table(("登记", "事实", "状态", "期限"), rows, (2, 7, 2, 2)))
    if been:
        parts.append(Items(tuple(been)))
    return parts if rows or been else [*parts, Sentence("没有登记过问题，也没有督查记录。")]
