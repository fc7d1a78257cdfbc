"""Obligations: the one list everything is read from, and the counts kept of it."""

from data_layer.indicators.compose import Header, catalogue, header, indicator_numbered, sql_of
from data_layer.indicators.obligations import Count, Obligation, count_rows, counts, obligations, tally

__all__ = [
    "Count",
    "Header",
    "Obligation",
    "catalogue",
    "count_rows",
    "counts",
    "header",
    "indicator_numbered",
    "obligations",
    "sql_of",
    "tally",
]
