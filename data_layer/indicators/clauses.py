"""The clauses of the plan and what serves each: indicators, columns of the ledger, pages (clauses.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_layer.ledger.columns import column_table


@dataclass(frozen=True)
class Clause:
    """One part of a clause. ``pages`` by title; ``otherwise``: what serves it where no indicator counts it."""

    ref: str
    part: str
    asks: str
    pages: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    otherwise: str = ""


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause, in the plan's order."""
    found = tomllib.loads(Path(__file__).with_name("clauses.toml").read_text(encoding="utf-8"))["clause"]
    return tuple(_clause(each) for each in found)


def _clause(data: Mapping[str, Any]) -> Clause:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Clause(**fields)


@cache
def columns_of(clause: Clause) -> dict[str, tuple[str, ...]]:
    """Sheet -> columns that serve a clause: those its indicators read and those it names, in the form's order."""
    found = {}
    for sheet in column_table().sheets.values():
        names = tuple(
            column.name
            for column in sheet.columns
            if not {sheet.name, f"{sheet.name} · {column.name}"}.isdisjoint(clause.columns)
            or not set(clause.indicators).isdisjoint(column.readers)
        )
        if names:
            found[sheet.name] = names
    return found


def clauses_of(indicator: str) -> tuple[Clause, ...]:
    """The clauses that an indicator serves."""
    return tuple(each for each in clauses() if indicator in each.indicators)
