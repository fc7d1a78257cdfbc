"""四（二） A committee's own money: budgets, allocations, spending. A wrong entry is taken back, nothing is edited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from data_layer.access import Viewer, audit, require, require_org
from data_layer.organisations import Tree, match_key, tree_in
from data_layer.store import Store, Writer

#: kind -> its word
KINDS: dict[str, str] = {"budget": "预算", "allocated": "下拨", "spent": "本级支出"}
SOURCES = ("财政拨款", "党费留存", "其他")
CATEGORIES = ("教育培训", "党内活动", "党务工作", "其他")
_LARGEST = Decimal(10) ** 11


class FundProblem(Exception):
    """Nothing was recorded. ``problems``: (row of the file or None, what is wrong and what to do)."""

    def __init__(self, problems: Sequence[tuple[int | None, str]]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(f"第 {row} 行：{text}" if row else text for row, text in self.problems))


@dataclass(frozen=True)
class Entry:
    """One entry of a committee's fund. Money in yuan; texts empty where they do not apply.

    ``branch``: of 下拨 only. ``category`` … ``receipts``: of 本级支出 only; a voucher number, a name or a count that is
    not there can be stored, and is asked about on the page. ``row``: of the imported file.
    """

    org: int
    kind: str
    year: int
    day: date
    amount: Decimal
    source: str = SOURCES[0]
    summary: str = ""
    branch: int | None = None
    category: str = ""
    voucher: str = ""
    reverses: str = ""
    handler: str = ""
    approver: str = ""
    receipts: int | None = None
    row: int | None = None

    def same(self) -> tuple[Any, ...]:
        """What makes another entry the same one again."""
        texts = tuple(match_key(each) for each in (self.source, self.category, self.voucher, self.summary))
        return (self.org, self.kind, self.branch, self.year, self.day, self.amount, *texts)


def record_fund(
    store: Store, viewer: Viewer, entries: Sequence[Entry], file_sha256: str | None = None, at: datetime | None = None
) -> int:
    """Record entries, all or none; returns how many. Raises :class:`FundProblem`.

    ``file_sha256``: the file they were read from; its rows are never recorded twice. ``at``: the recorded_at, of the
    synthetic demo history only.
    """
    with store.write(at) as w:
        enter_fund(w, viewer, entries, file_sha256)
        w.touch(entry.branch for entry in entries if entry.branch is not None)
    return len(entries)


def enter_fund(w: Writer, viewer: Viewer, entries: Sequence[Entry], file_sha256: str | None = None) -> range:
    """:func:`record_fund` inside a transaction whose maker sees to the journal of counts; the events, in order."""
    store = w.committed
    require(viewer, "fund")
    for org in {entry.org for entry in entries}:
        require_org(store, viewer, "fund", org)
    held = w.rows("administration/fund_in_force", {"orgs": sorted({entry.org for entry in entries})})
    if file_sha256 and any(row["file_sha256"] == file_sha256 for row in held):
        raise FundProblem([(None, "这份文件已经导入过；要改其中的记录，请先在页面上作废原记录，再登记正确的")])
    problems = list(_problems(entries, held, tree_in(w), w.at.date()))
    if problems:
        raise FundProblem(problems)
    first = w.next_id("event", len(entries))
    w.append("fund_event", _facts(store, first, viewer, entries, file_sha256))
    for org in sorted({entry.org for entry in entries}):
        audit(w, viewer, "fund_recorded", org=org, object=str(sum(entry.org == org for entry in entries)))
    return range(first, first + len(entries))


def _facts(
    store: Store, first: int, viewer: Viewer, entries: Sequence[Entry], file_sha256: str | None
) -> list[dict[str, Any]]:
    def key(name: str) -> int | None:
        return store.key(match_key(name)) if match_key(name) else None

    return [
        {
            "event": event,
            "org": entry.org,
            "kind": entry.kind,
            "branch": entry.branch,
            "year": entry.year,
            "day": entry.day,
            "amount": entry.amount,
            "source": entry.source,
            "category": entry.category or None,
            "voucher": match_key(entry.voucher) or None,
            "summary": entry.summary.strip() or None,
            "reverses": match_key(entry.reverses) or None,
            "receipts": entry.receipts,
            "handler_key": key(entry.handler),
            "approver_key": key(entry.approver),
            "file_sha256": file_sha256,
            "file_row": entry.row,
            "account": viewer.account,
        }
        for event, entry in enumerate(entries, start=first)
    ]


def _problems(
    entries: Sequence[Entry], held: Iterable[dict[str, Any]], now: Tree, today: date
) -> Iterable[tuple[int | None, str]]:
    """What is wrong with entries, each beside what stands already and beside one another."""
    vouchers: dict[tuple[int, int, str], str] = {}
    seen: dict[tuple[Any, ...], str] = {}
    for row in held:
        texts = {name: row[name] or "" for name in ("summary", "category", "voucher")}
        plain: dict[str, Any] = {
            name: row[name] for name in ("org", "kind", "year", "day", "amount", "source", "branch")
        }
        known = Entry(**(plain | texts))
        seen[known.same()] = f"{row['day']} 登记的一笔"
        if row["kind"] == "spent" and row["voucher"]:
            vouchers[row["org"], row["year"], row["voucher"]] = f"{row['day']} 登记的一笔"
    reversible = set(vouchers) | {
        (entry.org, entry.year, match_key(entry.voucher))
        for entry in entries
        if entry.kind == "spent" and entry.voucher
    }
    for entry in entries:
        place = f"第 {entry.row} 行" if entry.row else "同时登记的另一笔"
        found = [*_own_problems(entry, now, today)]
        if entry.kind == "spent" and match_key(entry.voucher):
            key = (entry.org, entry.year, match_key(entry.voucher))
            if key in vouchers:
                found.append(f"“凭证号”与{vouchers[key]}重复，请核对；原来那笔有误的，先作废再登记")
            vouchers.setdefault(key, place)
        if entry.reverses and not any(
            (entry.org, entry.year - back, match_key(entry.reverses)) in reversible for back in (0, 1)
        ):
            found.append("找不到“冲减凭证号”所指的凭证，请填写当年或上年已登记的凭证号")
        if not found and entry.same() in seen:
            found.append(f"与{seen[entry.same()]}完全相同，请删去；确是两笔的，在“摘要”里写明区别")
        seen.setdefault(entry.same(), place)
        yield from ((entry.row, text) for text in found)


def _own_problems(entry: Entry, now: Tree, today: date) -> Iterable[str]:
    """What is wrong with an entry by itself."""
    fund = now.by_id.get(entry.org)
    if fund is None or fund.is_branch:
        yield "经费登记在党（工）委名下，请选党支部以上的党组织"
    if entry.kind not in KINDS:
        yield f"“类型”应是 {'、'.join(KINDS.values())} 之一"
        return
    spent = entry.kind == "spent"
    if entry.day > today:
        yield "“日期”晚于今天，请在当天或之后登记"
    if abs(entry.year - entry.day.year) > (0 if spent else 1):
        yield "“年度”与“日期”不在同一年，请核对" if spent else "“年度”与“日期”相差一年以上，请核对"
    yield from _amount_problems(entry, spent)
    if entry.source not in SOURCES:
        yield f"“资金来源”应是 {'、'.join(SOURCES)} 之一"
    yield from _branch_problems(entry, now)
    if spent and entry.category not in CATEGORIES:
        yield f"“类别”应是 {'、'.join(CATEGORIES)} 之一"
    if spent and not entry.summary.strip():
        yield "“摘要”是空的，请写明用途"
    if not spent:
        written = {
            "类别": entry.category,
            "凭证号": entry.voucher,
            "冲减凭证号": entry.reverses,
            "经手人": entry.handler,
            "审批人": entry.approver,
            "票据张数": "" if entry.receipts is None else str(entry.receipts),
        }
        if filled := [name for name, text in written.items() if text]:
            yield f"“{'”“'.join(filled)}”只用于本级支出，请留空或改“类型”"
    if entry.receipts is not None and entry.receipts < 0:
        yield "“票据张数”应是 0 或更大的整数"


def _amount_problems(entry: Entry, spent: bool) -> Iterable[str]:
    if entry.amount == 0:
        yield "“金额”不能是 0，请填写实际金额（元）"
    elif entry.amount < 0 and not (spent and entry.reverses):
        yield (
            "“金额”是负数：冲减原凭证的请填写“冲减凭证号”，登记错的请作废原记录"
            if spent
            else "“金额”不能是负数；登记错的请作废原记录后登记正确的"
        )
    elif entry.amount > 0 and entry.reverses:
        yield "填了“冲减凭证号”，“金额”应是负数，请核对"
    if entry.amount != round(entry.amount, 2) or abs(entry.amount) >= _LARGEST:
        yield "“金额”最多两位小数，单位是元，请核对"


def _branch_problems(entry: Entry, now: Tree) -> Iterable[str]:
    if entry.kind != "allocated":
        if entry.branch is not None:
            yield "“支部”只用于下拨，请留空或改“类型”"
        return
    branch = now.by_id.get(entry.branch) if entry.branch is not None else None
    if branch is None or not branch.is_branch or branch.org not in now.below(entry.org):
        yield "下拨要写明拨给本党（工）委的哪个党支部，请填写“支部”"
    elif branch.founded > entry.day or (branch.abolished and branch.abolished <= entry.day):
        yield "这个支部在下拨当天尚未成立或已撤销，请核对日期和支部"


def void_fund(store: Store, viewer: Viewer, event: int, reason: str, at: datetime | None = None) -> None:
    """Take a wrong entry back, with the reason. Raises :class:`FundProblem`. ``at``: of the demo history only."""
    require(viewer, "fund")
    with store.write(at) as w:
        entry = w.one("administration/fund_entry", {"event": event})
        if entry is None:
            raise FundProblem([(None, "找不到这笔记录")])
        require_org(store, viewer, "fund", entry["org"])
        if entry["voided"]:
            raise FundProblem([(None, "这笔记录已经作废")])
        if entry["reversed"]:
            raise FundProblem([(None, "有冲减这张凭证的记录，请先作废冲减的那笔")])
        if not reason.strip():
            raise FundProblem([(None, "请写明作废的理由")])
        void = {
            "event": w.next_id("event"),
            "kind": "void",
            "day": w.at.date(),
            "voids": event,
            "reason": reason.strip(),
        }
        own = {name: entry[name] for name in ("org", "branch", "year")}
        w.append("fund_event", [void | own | {"account": viewer.account}])
        audit(w, viewer, "fund_voided", org=entry["org"], object=str(event))
        if entry["branch"] is not None:
            w.touch([entry["branch"]])
