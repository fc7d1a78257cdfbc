"""Drafts of what a round puts in writing: 通报表扬, 通报批评, 公示, 整改通知书, out of its frozen record alone.

The round says only who stands in the document: before the meeting its candidates, marked as a draft; after it those
the meeting agreed to (of a 整改通知书: those it turned into a reminder) and has not revoked. What is said of them,
every figure too, stands in the record. Days, numbers and seals are left to the office. No member is named, and no
place: the record's sentences about places stay out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from data_layer import clock, quarters
from data_layer.access import Viewer, audit, require_org
from data_layer.access.marks import watermark_of
from data_layer.assessment.judging.standing import OF_THE_BRANCH, scored
from data_layer.documents.content import DocumentProblem, Heading, Sentence, Table
from data_layer.documents.official import Official, official
from data_layer.documents.publishing import publishable
from data_layer.oversight.rounds import record as records
from data_layer.oversight.rounds.reading import Round, frozen, round_of
from data_layer.store import Store

KINDS = {"commend": "通报表扬", "criticise": "通报批评", "publish": "公示", "rectify": "整改通知书"}
MATTER = "流动党员教育管理服务工作"
_INTERNAL = ("名次", "名不分先后", "排名")  # how a sentence about a place reads
_MOST = 7  # facts a branch
REMAINS = "对事实有异议的，可以在报告期限前说明情况，附上依据。整改完成后，原来的记录不变。"
BLANK_DAY = "＿＿＿年＿＿月＿＿日"


def notice(store: Store, viewer: Viewer, number: int, kind: str = "", form: str = "docx") -> bytes:
    """The draft of a round's document as ``docx`` or ``pdf``; leaves a record.

    ``kind``: one of :func:`offered`; "": the first. Needs ``draft`` on the round's unit. Raises NoAccess,
    DocumentProblem.
    """
    found = round_of(store, viewer, number)
    require_org(store, viewer, "draft", found.unit)
    chosen = kind or which(found)
    if chosen not in offered(found):
        raise DocumentProblem(_why_not(found, chosen))
    record = records.read(frozen(store, viewer, number))
    said = content(record, chosen, standing(found, chosen), _mark(found, chosen))
    made = official(replace(said, taken=watermark_of(viewer, record["unit"]["name"])), form)
    with store.write() as w:
        audit(w, viewer, "notice", org=found.unit, object=f"{number}", result=chosen)
    return made


def offered(found: Round) -> tuple[str, ...]:
    """The kinds of document a round may have as it stands, the next one first; none: it ended, or nobody is in it."""
    if found.state == "dropped":
        return ()
    kinds: tuple[str, ...] = ("criticise", "rectify")
    if found.purpose == "commend":
        both = {"decided": ("publish", "commend"), "published": ("commend", "publish")}
        kinds = both.get(found.state, ("commend",))
    return tuple(kind for kind in kinds if standing(found, kind))


def which(found: Round) -> str:
    """The kind that is next. Raises DocumentProblem where there is none."""
    kinds = offered(found)
    if not kinds:
        raise DocumentProblem(_why_not(found, ""))
    return kinds[0]


def standing(found: Round, kind: str = "") -> tuple[str, ...]:
    """Codes of the branches that stand in a document."""
    if found.state == "replying":
        return () if kind == "rectify" else tuple(each.code for each in found.candidates)
    wanted = "reminded" if kind == "rectify" else "agreed"
    return tuple(each.code for each in found.candidates if each.result == wanted and not each.revoked)


def content(record: records.Record, kind: str, codes: Sequence[str], mark: str = "") -> Official:
    """What the document says. ``mark``: 草稿 where it may not go out yet; without it, the meeting has decided."""
    unit, year = record["unit"]["name"], record["year"]
    day = day_words(date.fromisoformat(record["as_of"]))
    names = tuple(record["branches"][code]["name"] for code in codes)
    good = kind in ("commend", "publish")
    said = {"criticise": KINDS["criticise"], "rectify": "提醒，责成整改"}.get(kind, KINDS["commend"])
    intended = "拟" if mark or kind == "publish" else ""
    opening = f"{unit}对所属党支部{year}年{MATTER}情况作了研判，材料于{day}冻结。"
    opening += "拟" if mark else "经会议研究，" + (intended or "决定")
    opening += f"对{'、'.join(names)}予以{said}。"
    source = "主要事实见附件，均取自冻结的材料；“甲/乙”中，乙是已到期的事项数，甲是其中达标的。"
    parts: list[Heading | Sentence] = [Sentence(opening), Heading("一、主要事实"), Sentence(source)]
    parts += _ending(kind)
    rows = [
        (name, "；".join(publishable(facts(record, code, good))) or "（据会议记录填写）")
        for name, code in zip(names, codes, strict=True)
    ]
    if kind == "rectify":
        title, annex, to = (f"{unit}关于", f"{MATTER}有关问题的", KINDS[kind]), "需要整改的主要事实", "、".join(names)
    else:
        praised = f"{MATTER}{'表现突出' if good else '落实不到位'}党支部"
        form = "公示" if kind == "publish" else "通报"
        title = (f"{unit}关于{intended}对", praised, f"予以{said}的{form}")
        annex, to = f"{intended}{said}党支部及主要事实", "" if kind == "publish" else "各党支部"
    table = Table(("党支部", "主要事实"), rows, (3, 7))
    return Official(mark, title, to, tuple(parts), unit, (annex, table))


def facts(record: records.Record, code: str, good: bool) -> list[str]:
    """What the record says for (``good``) or against a branch: why it was proposed; where something else or nothing
    was proposed, what it met in full, or what it is short of."""
    judged = record["judged"]["rows"][code]
    if judged["proposal"] == ("commend" if good else "criticise"):
        found = [each["text"] for each in judged["reasons"]]
    else:
        found = _in_full(record, code) if good else [each["text"] for each in judged["short"]]
    return [each for each in found if not any(word in each for word in _INTERNAL)][:_MOST]


def _in_full(record: records.Record, code: str) -> list[str]:
    """Scored indicators about persons of which nothing closed in the year is missing, the weightiest first, each
    with the count of its latest period."""
    counts = record["branches"][code]["counts"]
    found = []
    for head in sorted(scored(), key=lambda each: (-each.weight, each.order)):
        cells = {period: pair for period, pair in counts.get(head.id, {}).items() if period[:4] == f"{record['year']}"}
        if cells and head.id not in OF_THE_BRANCH and all(met == closed for met, closed in cells.values()):
            last = max(cells)
            met, closed = cells[last]
            found.append(f"{head.name} {quarters.period_words(quarters.period_code(last))} {met}/{closed}")
    return found


def _ending(kind: str) -> list[Heading | Sentence]:
    if kind == "publish":
        return [
            Heading("二、公示时间"),
            Sentence(f"自{BLANK_DAY}起，至{BLANK_DAY}止。"),
            Heading("三、反映方式"),
            Sentence("公示期间，党员、群众对公示对象有不同意见的，可以当面、来信或者来电反映。"
                     "反映情况应当实事求是，我们对反映人的情况严格保密。"),
            Sentence("受理单位：＿＿＿＿＿＿＿　联系电话：＿＿＿＿＿＿"),
        ]  # fmt: skip
    if kind == "commend":
        asked = (
            "受到通报表扬的党支部要珍惜荣誉，继续做好工作。各党支部要学习他们的做法，把流动党员的联系、教育、管理、"
            "服务做实。"
        )
        return [Heading("二、工作要求"), Sentence(asked)]
    return [Heading("二、整改要求"), *asked_of("被通报批评的党支部" if kind == "criticise" else "上述党支部", "附件"),
            Sentence("各党支部要引以为戒，对照检查，不留死角。" if kind == "criticise" else REMAINS)]  # fmt: skip


def asked_of(whom: str, what: str, by: str = BLANK_DAY) -> list[Sentence]:
    """What whoever is to put things right is asked to do, and by when."""
    return [
        Sentence(f"{whom}要对照{what}查明原因，逐项整改，并书面报告整改情况。"),
        Sentence(f"报告期限：{by}。"),
    ]


def _mark(found: Round, kind: str) -> str:
    """草稿 as long as the document may not go out: before the meeting; a commendation until 公示 has ended."""
    over = found.published is not None and clock.today() > found.published[1]
    waits = kind == "commend" and found.state != "issued" and not over
    return "草稿" if found.state == "replying" or waits else ""


def _why_not(found: Round, kind: str) -> str:
    if found.state == "dropped":
        return "这个批次已经终止，没有文件可以起草"
    if not offered(found):
        return "会议没有同意的支部（或决定已撤销），没有文件可以起草"
    possible = "、".join(KINDS[each] for each in offered(found))
    return f"这个批次现在不能起草“{KINDS.get(kind, kind)}”，可以起草：{possible}"


def day_words(day: date) -> str:
    """``2026年9月8日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def name_of(found: Round, kind: str, form: str = "docx") -> str:
    """What the file is called: unit, year, kind; nobody's name."""
    return f"{KINDS[kind]} {found.unit_name} {found.year}.{form}".replace("/", " ")
