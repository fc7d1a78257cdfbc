"""Parameters 口径: what the plan leaves open, by unit, with valid-from, source and history.

The nearest organisation at or above the branch that sets a value wins; an obligation uses the value in force on
the first day of its period, along the tree as it stood that day.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, cast

from data_layer import quarters
from data_layer.store import Store, Writer

GO_LIVE = "start_quarter"
_TABLES = ("parameter_event", "deadline_event")


@dataclass(frozen=True)
class Default:
    """A parameter's default. ``kind``: days | months | count | hours | people | items | points | share | month_day |
    quarter | years."""

    value: str | None
    kind: str
    label: str
    clause: str


DEFAULTS: dict[str, Default] = {
    GO_LIVE: Default(None, "quarter", "启用季度（从这一季度起考核）", "—"),
    "min_days_due": Default("30", "days", "一季度内外出满多少天须季度联系", "三（一）3"),
    "float_min_months": Default("6", "months", "预计外出满多少个月须发活动证", "三（一）1"),
    "report_grace_days": Default("10", "days", "季末后多少天内报送台账", "三（一）2"),
    "certificate_issue_days": Default("10", "days", "外出后多少天内发活动证", "三（一）1"),
    "return_inspect_days": Default("30", "days", "返回后多少天内查验活动证", "三（一）1"),
    "certificate_recall_days": Default("30", "days", "不再外出后多少天内收回活动证", "三（一）1"),
    "problem_fix_days": Default("90", "days", "活动证问题多少天内纠正", "三（一）1"),
    "pre_departure_days": Default("90", "days", "行前教育可早于外出多少天", "三（三）"),
    "spring_before_days": Default("15", "days", "春节前多少天起算春节联系慰问", "三（一）3"),
    "spring_after_days": Default("14", "days", "春节后多少天止算春节联系慰问", "三（一）3"),
    "july_from": Default("06-16", "month_day", "七一联系慰问起算日", "三（一）3"),
    "july_to": Default("07-07", "month_day", "七一联系慰问截止日", "三（一）3"),
    "lost_contact_days": Default("183", "days", "多少天未联系上列入失联预警", "三（一）3"),
    "lost_report_days": Default("15", "days", "失联后多少天内须报告", "三（一）3"),
    "mailed_per_year": Default("1", "count", "每年邮寄教育次数", "三（三）"),
    "annual_hours": Default("32", "hours", "每年集中学习学时", "三（三）"),
    "inflow_verify_days": Default("30", "days", "流入后多少天内核实身份", "三（二）"),
    "excellent_share": Default("1/3", "share", "优秀党员比例上限", "三（一）4"),
    "rectify_days": Default("90", "days", "不合格党员整改期限", "三（一）4"),
    "fund_use_min": Default("0.6", "share", "经费使用率下限", "四（二）"),
    "exempt_share_limit": Default("0.1", "share", "免计超过本季应办多少的支部在报送进度写明", "—"),
    "risk_missed": Default("1", "points", "督查事由的分值倍数：未达标或待核", "四（三）"),
    "risk_silent": Default("1", "points", "督查事由的分值倍数：没有报送台账", "四（三）"),
    "risk_trend": Default("1", "points", "督查事由的分值倍数：季度联系下降", "四（三）"),
    "risk_lost": Default("1", "points", "督查事由的分值倍数：长期没有联系上", "四（三）"),
    "risk_finding": Default("1", "points", "督查事由的分值倍数：问题超期", "四（三）"),
    "risk_signal": Default("1", "points", "督查事由的分值倍数：走过场的疑问", "四（三）"),
    "risk_money": Default("1", "points", "督查事由的分值倍数：经费要问清", "四（三）"),
    "risk_unvisited": Default("1", "points", "督查事由的分值倍数：久未督查", "四（三）"),
    "target_rate": Default("0.9", "share", "各项指标目标达标率", "四（一）"),
    "ranked_members": Default("5", "people", "平均在外满多少人才排名", "四（一）"),
    "ranked_duties": Default("40", "items", "涉及人的到期事项满多少项才排名", "四（一）"),
    "ranked_weight": Default("70", "points", "已评满多少分值才排名", "四（一）"),
    "commend_share": Default("0.15", "share", "建议表彰占排名支部的比例", "四（一）"),
    "commend_score": Default("90", "points", "建议表彰的最低得分", "四（一）"),
    "remind_score": Default("80", "points", "得分低于多少提醒", "四（一）"),
    "criticise_rate": Default("0.6", "share", "连续两季季度联系低于多少建议通报批评", "四（一）"),
    "criticise_missed": Default("7", "items", "且两季未联系满多少人次", "四（一）"),
    "retention_identity_years": Default("2", "years", "外出结束后个人信息和台账原件保存几年", "个人信息保护法第19条"),
    "retention_assessment_years": Default(
        "3", "years", "个人信息保护影响评估和处理记录保存几年", "个人信息保护法第56条"
    ),
    "retention_log_years": Default("3", "years", "操作日志、登录记录保存几年", "个人信息保护法第51条"),
}


class BadValue(ValueError):
    """A parameter value that cannot be; the message is a Chinese sentence."""


def parse(name: str, text: str) -> Any:
    """A parameter's typed value: int, Fraction, (month, day) or quarter. Raises :class:`BadValue`."""
    default = DEFAULTS.get(name)
    if default is None:
        raise BadValue(f"没有名为“{name}”的口径")
    try:
        if default.kind == "quarter":
            return quarters.parse_quarter(text)
        if default.kind == "share":
            share = Fraction(text)
            if not 0 <= share <= 1:
                raise BadValue(f"“{default.label}”应在 0 和 1 之间")
            return share
        if default.kind == "month_day":
            month, day = text.split("-")
            date(2001, int(month), int(day))
            return int(month), int(day)
        number = int(text)
    except BadValue:
        raise
    except (ValueError, ZeroDivisionError):
        raise BadValue(f"“{default.label}”不能是“{text}”") from None
    if not 0 <= number <= 3660:
        raise BadValue(f"“{default.label}”应是 0 到 3660 之间的整数")
    return number


@dataclass(frozen=True)
class Rules:
    """All parameters and deadlines known at a time, ready to be asked along a path of organisations."""

    #: name -> org -> (valid_from, value), later recorded last
    parameters: dict[str, dict[int, list[tuple[date, str]]]]
    #: (org, quarter) -> deadline
    table: dict[tuple[int, int], date]

    def text(self, name: str, path: Sequence[int], on: date) -> str | None:
        """The value in force on a day: nearest organisation of ``path`` first, else the default."""
        by_org = self.parameters.get(name)
        if by_org:
            for org in path:
                best: tuple[date, str] | None = None
                for valid_from, value in by_org.get(org, ()):
                    # go-live has no "before": its latest value counts whatever its day
                    if name == GO_LIVE:
                        best = (valid_from, value)
                    elif valid_from <= on and (best is None or valid_from >= best[0]):
                        best = (valid_from, value)
                if best:
                    return best[1]
        return DEFAULTS[name].value

    def value(self, name: str, path: Sequence[int], on: date) -> Any:
        """Typed :meth:`text`; None where there is neither value nor default."""
        text = self.text(name, path, on)
        return None if text is None else parse(name, text)


def rules(store: Store, as_of: date, known_at: datetime | None = None) -> Rules:
    """What was known at a time about parameters and deadlines; deadlines set after ``as_of`` are hidden."""
    key = ("rules", as_of, known_at)
    made = store.cached(key, store.version(*_TABLES), lambda: _rules(*_kept_events(store), as_of, known_at))
    return cast(Rules, made)


def rules_in(writer: Writer, as_of: date) -> Rules:
    """:func:`rules` as the open transaction sees them."""
    if writer.wrote.isdisjoint(_TABLES):
        return rules(writer.committed, as_of)
    return _rules(*_rule_events(writer), as_of, None)


_Events = list[dict[str, Any]]


def _kept_events(store: Store) -> tuple[_Events, _Events]:
    found: tuple[_Events, _Events] = store.cached("rules", store.version(*_TABLES), lambda: _rule_events(store))
    return found


def _rule_events(reader: Store | Writer) -> tuple[_Events, _Events]:
    return reader.rows("organisations/parameters"), reader.rows("organisations/deadlines")


def _rules(events: _Events, deadlines: _Events, as_of: date, known_at: datetime | None) -> Rules:
    parameters: dict[str, dict[int, list[tuple[date, str]]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        if known_at is None or event["recorded_at"] <= known_at:
            parameters[event["name"]][event["org"]].append((event["valid_from"], event["value"]))
    table = {
        (event["org"], event["quarter"]): event["due_on"]
        for event in deadlines
        if event["day"] <= as_of and (known_at is None or event["recorded_at"] <= known_at)
    }
    return Rules({name: dict(by_org) for name, by_org in parameters.items()}, table)
