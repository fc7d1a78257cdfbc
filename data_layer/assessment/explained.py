"""指标说明: what an indicator counts, in words, with the parameters in force for the viewer's organisation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data_layer.access import Viewer, require_org
from data_layer.access.memory import remembered
from data_layer.assessment.standards import Standard, said, standards
from data_layer.assessment.view import View
from data_layer.indicators import Header, catalogue, header, sql_of
from data_layer.indicators.clauses import Clause, clauses_of
from data_layer.organisations import tree
from data_layer.organisations.parameters import DEFAULTS, rules
from data_layer.quarters import period_code
from data_layer.store import Store

PERIODS = {"quarter": "季度", "half": "半年", "year": "年"}
_UNIT = "(?: (?:天|个月|次|学时))?"  # said with the value, so that it is not said twice
_NAMES = re.compile(f"({'|'.join(sorted(DEFAULTS, key=len, reverse=True))}){_UNIT}")
_EXEMPT = "认可免计的（写明理由）不进分母，单独列出"


@dataclass(frozen=True)
class Explained:
    """One indicator in words. ``below`` and ``above``: what the rate divides by what ("" where there is none)."""

    head: Header
    counted: str
    met: str
    below: str
    above: str
    due: str
    proof: str
    unclear: str
    exempt: str
    remedied_when: str
    example: str
    parameters: tuple[Standard, ...]
    clauses: tuple[Clause, ...]
    sql: str


def explained(store: Store, viewer: Viewer, view: View, indicator: str) -> Explained:
    """An indicator as it counts for the view's organisation on the view's day. Raises KeyError for an unknown one."""
    held = {each.name: each for each in standards(store, viewer, view)}
    return _explained(header(indicator), {name: each.words for name, each in held.items()}, held)


@remembered(512)
def in_force(store: Store, viewer: Viewer, view: View, indicator: str, period: str) -> Explained:
    """An indicator as a period is judged: by the values in force for the view's organisation on its first day."""
    require_org(store, viewer, "read", view.org)
    known = rules(store, view.as_of, view.known_at)
    path = (view.org, *tree(store, view.as_of, view.known_at).ancestors(view.org))
    year, k = divmod(period_code(period), 10)
    first = date(year, 1 if k == 0 else k * 3 - 2 if k <= 4 else k * 6 - 35, 1)
    return _explained(header(indicator), {name: said(name, known.text(name, path, first)) for name in DEFAULTS}, {})


def by_default(indicator: str) -> Explained:
    """An indicator by the defaults, for nobody in particular."""
    return _explained(header(indicator), {name: said(name, each.value) for name, each in DEFAULTS.items()}, {})


def named(head: Header) -> list[str]:
    """The parameters an indicator's words speak of, in the order of DEFAULTS."""
    texts = " ".join((head.counted, head.met, head.due, head.proof, head.unclear))
    found = {match[1] for match in _NAMES.finditer(texts)}
    return [name for name in DEFAULTS if name in found]


def _explained(head: Header, values: Mapping[str, str], held: Mapping[str, Standard]) -> Explained:
    def worded(text: str) -> str:
        return _NAMES.sub(lambda match: values[match[1]], text)

    counted, met = worded(head.counted), worded(head.met)
    return Explained(
        head,
        counted,
        met,
        "" if head.alert else f"已过证明日的应办事项：{counted}（达标、未达标、待核都在内，未到期的不在内）",
        "" if head.alert else f"其中在应于日以前达标的：{met}",
        worded(head.due),
        worded(head.proof),
        worded(head.unclear),
        _EXEMPT,
        head.remedied_when,
        head.example,
        tuple(held[name] for name in named(head) if name in held),
        clauses_of(head.id),
        sql_of(head.id),
    )


def weights() -> dict[str, int]:
    """Group -> weight, in the plan's order."""
    found: dict[str, int] = {}
    for head in catalogue(alerts=True):
        found[head.group] = found.get(head.group, 0) + head.weight
    return found
