"""上会材料: what a meeting has before it of one round, two pages at best: who, why, how sure, what speaks against it.

Figures and reasons are those of the frozen record; replies, opinions, objections and what was asked on the phone or on
a visit those of the day.
"""

from collections import Counter
from collections.abc import Mapping

from data_layer import clock
from data_layer.access import NoAccess, Viewer, audit
from data_layer.access.marks import watermark_of
from data_layer.assessment.judging.said import KINDS, checked_words
from data_layer.assessment.ladder import checked
from data_layer.documents.content import Document, Heading, Items, Part, Sentence, Table
from data_layer.documents.pdf import pdf
from data_layer.documents.word import word
from data_layer.oversight.rounds import record as records
from data_layer.oversight.rounds.reading import ANSWERS, PURPOSES, Candidate, Round, exempted, frozen, round_of
from data_layer.store import Store

FORMS = {"docx": word, "pdf": pdf}
_WHY, _SHORT = 6, 4  # so many reasons and shortcomings a branch: two pages


def meeting(store: Store, viewer: Viewer, number: int, form: str = "docx") -> bytes:
    """The papers as ``docx`` or ``pdf``; leaves a record. For whoever reads the whole unit; raises NoAccess,
    DocumentProblem."""
    found = round_of(store, viewer, number)
    if not found.whole:
        raise NoAccess("上会材料涉及整个考核单位，只有考核单位能看。")
    record = records.read(frozen(store, viewer, number))
    orgs = [each.org for each in found.candidates]
    asked = {
        org: checked_words(each) for org, each in checked(store, viewer, orgs, found.year, clock.today(), None).items()
    }
    made = FORMS[form](content(found, record, asked, watermark_of(viewer, f"{found.unit_name}上会材料")))
    audit(store, viewer, "meeting_papers", org=found.unit, object=f"{number}")
    return made


def content(found: Round, record: records.Record, asked: Mapping[int, str], mark: str) -> Document:
    """What the papers say. ``asked``: by branch what was found true of what it reports."""
    judged, whole = record["judged"], record["branches"]
    kinds = Counter(each["proposal"] for each in judged["rows"].values())
    said = "、".join(f"{KINDS[kind]} {kinds[kind]} 个" for kind in ("commend", "criticise", "remind") if kinds[kind])
    ranked = sum(each["place"] is not None for each in judged["rows"].values())
    opening = f"{found.unit_name} {len(whole)} 个支部，{ranked} 个参加排名，表彰名额 {judged['quota']} 个；"
    opening += f"全部支部的建议：{said or '无'}。本批次 {len(found.candidates)} 个支部，材料 {found.as_of} 冻结，"
    opening += "数字以冻结的为准；怎样决定由会议定。"
    replied = sum(bool(each.replies) for each in found.candidates)
    against = sum(one.answer == "objects" or one.kind == "objected" for each in found.candidates for one in each.said)
    parts: list[Part] = [Sentence(opening), Heading("一、提请会议决定")]
    parts.append(
        Table(
            ("党支部", "建议", "得分、名次、把握", "答复", "意见"),
            [(each.name, KINDS[each.proposed], _sure(record, each), _replied(each), _opinions(each))
             for each in found.candidates],
            (4, 3, 5, 3, 3),
        )
    )  # fmt: skip
    said_of_all = [f"{one.body or one.by} {one.day}：{_words(one.answer, one.text)}" for one in found.said]
    parts.append(Sentence(f"已答复 {replied}/{len(found.candidates)} 个；不同意见 {against} 件。", quiet=True))
    if said_of_all:
        parts += [Sentence("对整个批次的意见："), Items(tuple(said_of_all))]
    parts.append(Heading("二、为什么，有什么疑点"))
    for each in found.candidates:
        own = judged["rows"][each.code]
        lines = [f"理由：{_listed([one['text'] for one in own['reasons']], _WHY)}"]
        lines += [f"不足：{_listed([one['text'] for one in own['short']], _SHORT)}"] if own["short"] else []
        lines.append(asked.get(each.org) or "核实：都是自报，没有打电话或实地核实过。")
        lines += _doubts(each, own, exempted({"duties": record["duties"][each.code]}, found.year))
        parts += [Heading(each.name, 2), Items(tuple(lines))]
    title = f"{found.title}（上会材料）"
    below = f"{PURPOSES[found.purpose]} · {found.year}年 · 截至 {found.as_of} · 材料校验码 {found.record_sha256[:16]}"
    return Document(title, below, f"{found.unit_name} 上会材料 · 会后收回", mark, tuple(parts))


def _sure(record: records.Record, each: Candidate) -> str:
    own = record["judged"]["rows"][each.code]
    if own["place"] is None:
        return "不参加排名，只看事实"
    rank, low, high, first, last, p = own["place"][:6]
    where = f"名次 {rank}" if first == last else f"第 {first}–{last} 名不分先后"
    top, _, bottom = own["score"].partition("/")
    score = int(top) * 10 // int(bottom or 1)
    return f"{score // 10}.{score % 10} 分，{where}，区间 {low}–{high}，在名额内 {float(p):.0%}"


def _replied(each: Candidate) -> str:
    contested = sum(len(one.contests) for one in each.replies)
    said = f"{each.replies[-1].day}" if each.replies else "未答复"
    return f"{said}，有异议 {contested} 项" if contested else said


def _opinions(each: Candidate) -> str:
    said = [f"{one.body or one.by}：{ANSWERS.get(one.answer, '有意见')}" for one in each.said if one.kind != "replied"]
    return "；".join(said) or "—"


def _doubts(each: Candidate, own: Mapping[str, object], exempt: str) -> list[str]:
    """What a meeting should ask: what the branch and others say, what is exempt, how little there is to go by."""
    found = [f"支部答复：{one.text}" for one in each.replies if one.text]
    others = [one for one in each.said if one.kind != "replied" and one.text]
    found += [f"{one.body or one.by}：{_words(one.answer, one.text)}" for one in others]
    few = f"人少：涉及人的到期事项 {own['duties']} 项，不参加排名，只凭事实。" if own["place"] is None else ""
    return [*found, *filter(None, (exempt, few))]


def _listed(texts: list[str], most: int) -> str:
    return "；".join(texts[:most]) + (f" 等 {len(texts)} 条" if len(texts) > most else "")


def _words(answer: str, text: str) -> str:
    return "，".join(filter(None, (ANSWERS.get(answer, ""), text)))


def name_of(found: Round, form: str = "docx") -> str:
    """What the file is called."""
    return f"上会材料 {found.unit_name} {found.year}{PURPOSES[found.purpose]}.{form}".replace("/", " ")
