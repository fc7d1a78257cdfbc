"""Obligations: the one list everything is read from, and the counts kept of it."""

from data_layer.indicators.compose import Header, catalogue, header, sql_of
from data_layer.indicators.obligations import Count, Obligation, counts, obligations, tally

__all__ = ["Count", "Header", "Obligation", "catalogue", "counts", "header", "obligations", "sql_of", "tally"]
