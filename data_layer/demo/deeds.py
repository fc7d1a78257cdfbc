"""What a branch did in a quarter besides calling: certificates, education, appraisal, help, the other end, money."""

from collections.abc import Iterator
from datetime import date, timedelta

from data_layer import quarters
from data_layer.demo import invent, words
from data_layer.demo.contacts import Deed, new_years_day
from data_layer.demo.district import UNFUNDED, gets_money
from data_layer.demo.people import DIED, FOR_GOOD, MOVED, OUT, Branch, Stay, Value

ALL_TOLD = "全部"
_TOLD = ("外出情况已登记", "活动证使用", "保持联系", "汇报思想", "交纳党费", "参加组织生活", "民主评议")
_DEALINGS = (
    ("信息通报", "通报党员基本信息和组织生活要求"),
    ("督促提醒", "商请督促参加组织生活"),
    ("信息通报", "核对党员近况"),
)
_MANNERS = ("现场参加", "线上参加", "书面汇报", "流入地参加", "未参加")
_VIRTUES = ("学习好", "组织生活好", "服务群众好", "遵纪守法好", "弘扬正气好")


def deeds(branch: Branch, quarter: int) -> list[Deed]:
    """Everything but contacts that happened in a quarter, or follows from what happened in it."""
    away = [stay for stay in branch.stays if stay.direction == OUT and stay.days_in(quarter)]
    found = [deed for stay in away for deed in _journey(branch, stay, quarter)]
    if away:
        found += _education(branch, quarter, away)
        found += _appraisal(branch, quarter)
        found += _money(branch, quarter)
    for stay in branch.stays:
        if stay.days_in(quarter):
            found += _other_end(branch, stay, quarter)
            found += _help(branch, stay, quarter)
    return found


def _deed(
    sheet: str, day: date, stay: Stay | None, cells: dict[str, Value], quarter: int, everybody: bool = False
) -> Deed:
    who = None if everybody else (stay.member,) if stay else ()
    report_in = max(quarters.quarter_of(day), quarter, stay.listed_from if stay else 0)
    return Deed(sheet, day, who, cells, report_in, stay)


def _journey(branch: Branch, stay: Stay, quarter: int) -> Iterator[Deed]:
    """Education before leaving, the certificate's life, coming home for a while."""
    if quarters.quarter_of(stay.start) == quarter:
        yield from _departure(branch, stay, quarter)
    yield from _visit(branch, stay, quarter)
    yield from _certificate_year(branch, stay, quarter)
    if stay.end and quarters.quarter_of(stay.end) == quarter:
        yield from _return(branch, stay, stay.end, quarter)


def _certificate(
    branch: Branch, stay: Stay, quarter: int, item: str, day: date, text: str | None, **more: Value
) -> Deed:
    random = branch.random
    numbered = random.random() < 0.8 + 0.2 * branch.plan.habits.diligence
    cells: dict[str, Value] = {
        "事项": item,
        "日期": day,
        "活动证编号": stay.certificate if numbered else None,
        "经办人": random.choice(branch.keepers[:3]).name,
        "记载内容": text,
    }
    return _deed("活动证与返乡", day, stay, cells | more, quarter)


def _departure(branch: Branch, stay: Stay, quarter: int) -> Iterator[Deed]:
    random, care = branch.random, branch.plan.habits.diligence
    if random.random() < 0.5 + 0.48 * care:
        thorough = random.random() < 0.35 + 0.6 * care
        cells: dict[str, Value] = {
            "教育类别": "行前教育",
            "日期": stay.start - timedelta(days=random.randrange(0, 15)),
            "内容": "行前谈话，讲明组织生活要求",
            "学时": 1,
            "组织者": stay.keeper.name,
            "是否完成": "是",
            "已告知事项": ALL_TOLD if thorough else "、".join(random.sample(_TOLD, random.randrange(2, 6))),
        }
        yield _deed("教育培训", stay.start, stay, cells, quarter)
    if stay.issued_on and random.random() < 0.4 + 0.55 * care:
        yield _certificate(branch, stay, quarter, "发放", stay.issued_on, "发放并说明使用方法")


def _visit(branch: Branch, stay: Stay, quarter: int) -> Iterator[Deed]:
    """Home for the Spring Festival, or in the summer: 临时返乡, the certificate looked at, lessons made up."""
    random, care = branch.random, branch.plan.habits.diligence
    days = stay.days_in(quarter)
    back: date | None = None
    if quarter % 4 == 0 and random.random() < 0.42:
        back = new_years_day(quarter // 4) - timedelta(days=random.randrange(-3, 14))
    elif quarter % 4 == 2 and days and random.random() < 0.05:
        back = invent.day_between(random, *days)
    recorded = random.random() < 0.35 + 0.6 * care
    if back is None or not recorded or not stay.runs(back) or back <= stay.start + timedelta(days=20):
        return
    gone = back + timedelta(days=random.randrange(6, 22))
    yield _certificate(branch, stay, quarter, "临时返乡", back, None, 离开日期=gone)
    if stay.certificate and random.random() < 0.3 + 0.65 * care:
        problem = "组织生活栏空白" if random.random() < 0.06 else None
        fixed = back + timedelta(days=random.randrange(12, 40)) if problem and random.random() < care else None
        if fixed and fixed > quarters.last_day(quarter):
            fixed = None
        seen = back + timedelta(days=random.randrange(1, 12))
        text = "查验活动证，与登记一致"
        yield _certificate(branch, stay, quarter, "返回审验", seen, text, 存在问题=problem, 纠正日期=fixed)
    if random.random() < 0.2 + 0.7 * care:
        day = back + timedelta(days=random.randrange(1, 6))
        cells: dict[str, Value] = {
            "教育类别": "补课教育",
            "日期": day,
            "内容": "返乡党员集中补课",
            "学时": 3,
            "组织者": branch.secretary.name,
            "是否完成": "是",
        }
        yield _deed("教育培训", day, stay, cells, quarter)


def _certificate_year(branch: Branch, stay: Stay, quarter: int) -> Iterator[Deed]:
    """The yearly inspection in the last weeks of the year; now and then a loss."""
    random, care = branch.random, branch.plan.habits.diligence
    if stay.certificate is None:
        return
    last = quarters.last_day(quarter)
    if quarter % 4 == 3 and stay.runs(last) and random.random() < 0.3 + 0.65 * care:
        day = invent.day_between(random, date(last.year, 11, 20), date(last.year, 12, 28))
        yield _certificate(branch, stay, quarter, "年度审验", day, "年度审验合格")
    if stay.runs(quarters.first_day(quarter)) and stay.runs(last) and random.random() < 0.004:
        day = invent.day_between(random, quarters.first_day(quarter), last - timedelta(days=12))
        yield _certificate(branch, stay, quarter, "挂失", day, "本人电话报失")
        yield _certificate(branch, stay, quarter, "补发", day + timedelta(days=random.randrange(3, 12)), "补发新证")


def _return(branch: Branch, stay: Stay, end: date, quarter: int) -> Iterator[Deed]:
    random, care = branch.random, branch.plan.habits.diligence
    if stay.certificate is None or stay.end_kind not in (FOR_GOOD, MOVED, DIED):
        return
    if random.random() < 0.35 + 0.6 * care:
        yield _certificate(branch, stay, quarter, "收回", end + timedelta(days=random.randrange(0, 26)), "收回存档")
    if stay.end_kind == FOR_GOOD and random.random() < 0.3 + 0.65 * care:
        day = end + timedelta(days=random.randrange(0, 20))
        yield _certificate(branch, stay, quarter, "返回审验", day, "查验活动证，与登记一致")


def _education(branch: Branch, quarter: int, away: list[Stay]) -> Iterator[Deed]:
    random, care = branch.random, branch.plan.habits.diligence
    first, last = quarters.first_day(quarter), quarters.last_day(quarter)
    for _ in range(3):
        if random.random() < care * 0.8:
            day = invent.day_between(random, first, last)
            cells: dict[str, Value] = {
                "教育类别": "其他培训",
                "日期": day,
                "内容": random.choice(words.TRAININGS),
                "学时": random.choice((2, 3, 4, 4.5, 6)),
                "组织者": "党支部",
                "是否完成": "是",
            }
            if random.random() < 0.7:
                yield _deed("教育培训", day, None, cells, quarter, everybody=True)
            else:
                some = [
                    stay for stay in away if stay.runs(day) and stay.listed_from <= quarter and random.random() < 0.8
                ]
                if some:
                    yield Deed(
                        "教育培训", day, tuple({s.member.id_number: s.member for s in some}.values()), cells, quarter
                    )
    # the pre-filled form has a column of its own for mailed material; see ledgers.py
    if quarter % 4 in (1, 2) and branch.plan.habits.form != "entry" and random.random() < 0.25 + 0.5 * care:
        day = invent.day_between(random, first, last)
        cells = {
            "教育类别": "邮寄教育",
            "日期": day,
            "内容": random.choice(words.MAILINGS),
            "组织者": branch.secretary.name,
            "是否完成": "是",
        }
        yield _deed("教育培训", day, None, cells, quarter, everybody=True)


def _appraisal(branch: Branch, quarter: int) -> Iterator[Deed]:
    """The yearly meeting, in December or the following January."""
    random, care = branch.random, branch.plan.habits.diligence
    in_december = branch.plan.line.code[-1] in "12345"
    if quarter % 4 == 3 and in_december:
        day = date(quarter // 4, 12, 5) + timedelta(days=random.randrange(25))
    elif quarter % 4 == 0 and not in_december:
        day = date(quarter // 4, 1, 6) + timedelta(days=random.randrange(22))
    else:
        return
    if random.random() > 0.4 + 0.6 * care:
        return
    for stay in branch.stays:
        if stay.direction == OUT and stay.runs(day) and random.random() < 0.6 + 0.4 * care:
            cells = _appraised(branch, stay, day)
            yield _deed("民主评议", day, stay, {"评议年度": day.year - (not in_december), **cells}, quarter)


def _appraised(branch: Branch, stay: Stay, day: date) -> dict[str, Value]:
    random, care = branch.random, branch.plan.habits.diligence
    manner = random.choices(_MANNERS, weights=(18, 34, 38, 4, 6))[0]
    written = manner in ("书面汇报", "未参加") and random.random() < 0.2 + 0.75 * care
    grade: str | None = random.choices(("优秀", "合格", "基本合格", "不合格"), weights=(19, 76, 4, 1))[0]
    if not stay.member.formal(day):
        grade = "不评定等次"
    elif random.random() < 0.03:
        grade = None
    supported = ALL_TOLD if random.random() < 0.4 + 0.55 * care else "、".join(_VIRTUES[:3])
    answered = stay.receiving is not None and random.random() < 0.6
    return {
        "评议日期": day,
        "参评方式": manner,
        "书面汇报日期": day - timedelta(days=random.randrange(1, 15)) if written else None,
        "代为汇报人": stay.keeper.name if written and random.random() < 0.95 else None,
        "评议等次": grade,
        "五好依据": supported if grade == "优秀" else None,
        "流入地反馈日期": day - timedelta(days=random.randrange(2, 20)) if answered else None,
        "整改期限": day + timedelta(days=90) if grade == "不合格" else None,
    }


def _help(branch: Branch, stay: Stay, quarter: int) -> Iterator[Deed]:
    random, care = branch.random, branch.plan.habits.diligence
    days = stay.days_in(quarter)
    if days is None or not stay.member.hardship or random.random() > 0.1 + 0.4 * care:
        return
    kind = random.choice(("结对帮扶", "组织互助", "党内救济", "走访慰问", "走访慰问"))
    cells: dict[str, Value] = {
        "日期": invent.day_between(random, *days),
        "帮扶方式": kind,
        "帮扶内容": random.choice(("走访家属并送慰问品", "帮助联系医疗报销", "发放慰问金", "帮助介绍就业岗位")),
        "金额": random.choice((200, 300, 500, 800, 1000)) if kind in ("党内救济", "走访慰问") else None,
        "帮扶人": stay.keeper.name,
    }
    day = cells["日期"]
    assert isinstance(day, date)
    yield _deed("关爱帮扶", day, stay, cells, quarter)


def _other_end(branch: Branch, stay: Stay, quarter: int) -> Iterator[Deed]:
    """Dealings with the organisation at the other end: half-yearly for those away, as due for those here."""
    random, care = branch.random, branch.plan.habits.diligence
    days = stay.days_in(quarter)
    if days is None or stay.receiving is None:
        return
    clerk = branch.secretary.name

    def dealing(day: date, item: str, text: str) -> Deed:
        cells: dict[str, Value] = {
            "对方党组织": stay.receiving,
            "日期": day,
            "事项": item,
            "内容": text,
            "经办人": clerk,
        }
        return _deed("双向管理", day, stay, cells, quarter)

    if stay.direction == OUT:
        if quarter % 4 in (1, 3) and random.random() < 0.25 + 0.7 * care:
            item, text = random.choice(_DEALINGS)
            yield dealing(invent.day_between(random, *days), item, text)
        return
    if quarters.quarter_of(stay.start) == quarter and random.random() < 0.4 + 0.55 * care:
        yield dealing(stay.start + timedelta(days=random.randrange(2, 26)), "身份核实", "核对活动证和党员身份信息")
    if random.random() < 0.3 + 0.65 * care:
        yield dealing(invent.day_between(random, *days), "参加组织生活", "参加主题党日")
    if quarter % 4 == 2 and random.random() < care:
        yield dealing(invent.day_between(random, *days), "教育帮助", "就业政策咨询")


def _money(branch: Branch, quarter: int) -> Iterator[Deed]:
    random, habits = branch.random, branch.plan.habits
    if not gets_money(branch.plan.line):
        return
    for k in range(random.choice((0, 1, 1, 2))):
        category, text = random.choice(words.EXPENSES)
        day = invent.day_between(random, quarters.first_day(quarter), quarters.last_day(quarter))
        same = random.random() < 0.08 * (1 - habits.diligence)
        cells: dict[str, Value] = {
            "凭证号": f"{quarter // 4}-{quarter % 4 + 1}-{k + 1:02d}",
            "日期": day,
            "摘要": text,
            "资金来源": random.choice(("财政拨款", "财政拨款", "党费留存")),
            "类别": "其他" if random.random() < 0.03 else category,
            "支出金额": random.randrange(6, 160) * 10,
            "经手人": branch.keepers[-1].name,
            "审批人": branch.keepers[-1].name if same else branch.secretary.name,
            "票据张数": 0 if same else random.randrange(1, 6),
        }
        # under the committee without a fund, one branch in six pays from other money
        if branch.plan.line.code[:4] != UNFUNDED or int(branch.plan.line.code[4:7]) % 6 == 0:
            yield _deed("经费使用", day, None, cells, quarter)
