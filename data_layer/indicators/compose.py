"""Indicators as SQL files: headers, and one statement put together from the base views they need."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_layer.store.engine import sql_text

_HERE = Path(__file__).resolve().parent
_EMPTY_WITHOUT = re.compile(r"^-- empty without: (\w+)$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*\n|--.*$", re.MULTILINE)
_READ = re.compile(r"(?:FROM|JOIN|,)\s+(\w+)")
_UNION = "\nUNION ALL\n"
_HEADER = re.compile(r"^-- ([a-z_]+): (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Header:
    """What an indicator's file says of itself. ``weight`` 0: not scored. ``period``: quarter | half | year.

    ``number`` stands for it in the journal for good; ``order`` is its place on pages; ``alert``: listed, never met.
    In Chinese, one line each, parameters by name: what is ``counted``, when it is ``met``, by when (``due``), which
    ledger's deadline proves it (``proof``), what leaves it ``unclear``, an ``example`` by the default parameters.
    """

    id: str
    number: int
    order: int
    name: str
    group: str
    clause: str
    weight: int
    period: str
    counted: str
    met: str
    due: str
    proof: str
    unclear: str
    example: str
    remedied_when: str
    alert: bool


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _needs(text: str) -> list[str]:
    return [need for key, names in _HEADER.findall(text) if key == "needs" for need in names.split()]


def _wanted_parts(text: str, asked: str) -> str:
    """A base view without the parts of its UNION that are only for wants that no indicator asked for names."""

    def wanted(part: str) -> bool:
        wants = str(dict(_HEADER.findall(part)).get("for", "")).split()
        return not wants or any(f"'{want}'" in asked for want in wants)

    return _UNION.join(part for part in text.split(_UNION) if wanted(part))


@cache
def catalogue(alerts: bool = False) -> tuple[Header, ...]:
    """The header of every indicator that is counted, in the plan's order; with ``alerts`` those only listed too."""
    found = []
    for path in (_HERE / "plan").glob("*.sql"):
        head = dict(_HEADER.findall(_text(path)))
        found.append(
            Header(
                id=head["id"],
                number=int(head["number"]),
                order=int(head["order"]),
                name=head["name"],
                group=head["group"],
                clause=head["clause"],
                weight=int(head["weight"]),
                period=head["period"],
                counted=head["counted"],
                met=head["met"],
                due=head["due"],
                proof=head["proof"],
                unclear=head["unclear"],
                example=head["example"],
                remedied_when=head["remedied_when"],
                alert=head.get("alert") == "yes",
            )
        )
    return tuple(sorted((h for h in found if alerts or not h.alert), key=lambda h: h.order))


@cache
def header(indicator: str) -> Header:
    """The header of one indicator. Raises KeyError with a Chinese sentence."""
    for each in catalogue(alerts=True):
        if each.id == indicator:
            return each
    raise KeyError(f"没有名为“{indicator}”的指标")


@cache
def indicator_numbered(number: int) -> str:
    """The id of the indicator that stands in the journal under a number."""
    return next(each.id for each in catalogue(alerts=True) if each.number == number)


def sql_of(indicator: str) -> str:
    """The SQL file of an indicator, as shown to whoever wants to check it."""
    header(indicator)
    return _text(_HERE / "plan" / f"{indicator}.sql")


@cache
def statement(final: str, indicators: tuple[str, ...], empty: frozenset[str] = frozenset()) -> str:
    """``WITH`` the base views that the indicators and the final SELECT need, each once, in order of need.

    ``final``: a file of ``base``, or of another room as ``room/name``. ``empty``: base views and tables known to hold
    no row here. They are written so that the engine sees it while it plans and leaves out what joins them; the
    statement means the same and costs about half.
    """
    parts: dict[str, str] = {}
    form = _text(_HERE / "base" / "candidate_form.sql")
    candidates = "\nUNION ALL BY NAME\n".join(
        [form, *(f"SELECT '{header(i).id}' AS indicator, * FROM (\n{sql_of(i)}\n)" for i in indicators)]
    )

    def add(name: str) -> None:
        if name in parts:
            return
        if name == "candidate":
            for indicator in indicators:
                for need in _needs(sql_of(indicator)):
                    add(need)
            parts[name] = candidates
            return
        text = _wanted_parts(_text(_HERE / "base" / f"{name}.sql"), candidates)
        for need in _needs(text):
            add(need)
        parts[name] = text

    last = sql_text(final) if "/" in final else _text(_HERE / "base" / f"{final}.sql")
    own = _needs(last)
    for need in own or ["judged", *([] if final == "_journal" else ["stated"])]:
        add(need)
    tables = sorted(name for name in empty if not (_HERE / "base" / f"{name}.sql").exists())
    views = [f"{name} AS NOT MATERIALIZED (SELECT * FROM main.{name} WHERE false)" for name in tables]
    bare = {name: _COMMENT.sub("", text) for name, text in parts.items()}
    last = _COMMENT.sub("", last)
    read = Counter(word for text in (*bare.values(), last) for word in _READ.findall(text))
    for name, text in parts.items():
        nothing = name in empty or not empty.isdisjoint(_EMPTY_WITHOUT.findall(text))
        views.append(
            f"{name} AS NOT MATERIALIZED (SELECT * FROM (\n{bare[name]}\n) WHERE false)"
            if nothing
            # read once: what its reader does not ask for is then never worked out
            else f"{name} AS {'' if read[name] > 1 else 'NOT '}MATERIALIZED (\n{bare[name]}\n)"
        )
    with_views = ",\n".join(views)
    return f"WITH {with_views}\nSELECT * FROM (\n{last})"
