"""The texts of everything that can be wrong, from problems.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data_layer.ledger.model import Problem, Severity


@cache
def problem_table() -> Mapping[str, Mapping[str, str]]:
    """Code -> severity, message, fix."""
    table: dict[str, dict[str, str]] = tomllib.loads(
        Path(__file__).with_name("problems.toml").read_text(encoding="utf-8")
    )
    return table


def problem(
    code: str,
    *,
    sheet: str = "",
    cell: str = "",
    column: str = "",
    **values: object,
) -> Problem:
    """A problem of problems.toml with its texts filled in.

    Raises KeyError for an unknown code or a value that the text needs and that is missing.
    """
    entry = problem_table()[code]
    values = {key: _short(value) for key, value in values.items()}
    severity: Severity = "error" if entry["severity"] == "error" else "warning"
    return Problem(
        severity,
        code,
        sheet,
        cell,
        column,
        entry["message"].format(column=column, **values),
        entry["fix"].format(column=column, **values),
    )


def _short(value: object) -> str:
    """A value as one short line: what was typed may be a page long."""
    text = " ".join(str(value).split())
    return text if len(text) <= 200 else text[:60] + "…"
