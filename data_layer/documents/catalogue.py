"""docs/指标说明.md: every indicator by the defaults, and from each clause of the plan to what serves it."""

from collections.abc import Iterable, Iterator, Sequence

from data_layer.assessment.explained import PERIODS, by_default, weights
from data_layer.indicators import catalogue, header
from data_layer.indicators.clauses import clauses, columns_of


def catalogue_markdown() -> str:
    """The whole document; the same for the same files."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    heads = catalogue(alerts=True)
    scored = [head for head in heads if head.weight]
    yield "# 指标说明"
    yield ""
    yield "由 `python -m data_layer catalogue -o docs/指标说明.md` 生成，请不要手改："
    yield "指标写在 `data_layer/indicators/plan`，条款写在 `data_layer/indicators/clauses.toml`。"
    yield "文中的天数、比例是默认口径；各党（工）委的现值见“考核口径”页。"
    yield ""
    total = sum(each.weight for each in scored)
    yield f"共 {len(heads)} 项，其中 {len(scored)} 项计分，合计 {total} 分；其余只列事实。"
    yield "达标率 = 达标 ÷（达标 + 未达标 + 待核），只算证明日已过的应办事项；免计的不在内，单独列出。"
    for group, weight in weights().items():
        yield from ("", f"## {group}（{weight} 分）")
        for head in heads:
            if head.group == group:
                yield from ("", f"### {head.name}", "", *_one(head.id))
    yield from ("", "## 方案条款由什么落实", "")
    yield from _table(
        ("条款", "内容", "要求", "指标", "台账", "页面"),
        (
            (
                each.ref,
                each.part,
                each.asks,
                "、".join(header(name).name for name in each.indicators) or each.otherwise,
                "；".join(f"{sheet}：{'、'.join(names)}" for sheet, names in columns_of(each).items()),
                "、".join(each.pages),
            )
            for each in clauses()
        ),
    )


def _one(indicator: str) -> Iterator[str]:
    each = by_default(indicator)
    weight = f"{each.head.weight} 分" if each.head.weight else "不计分"
    yield f"- 依据 {each.head.clause} · {weight} · 按{PERIODS[each.head.period]} · `{each.head.id}`"
    facts = (
        ("计数", each.counted),
        ("达标", each.met),
        ("应于", each.due),
        ("证明日", each.proof),
        ("待核", each.unclear),
        ("例", each.example),
        ("整改", each.remedied_when),
    )
    yield from (f"- {label}：{text}" for label, text in facts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
