"""Limits of a file and names of its cells: the room ``books``, by the names this room knows it by."""

from data_layer.books.neutral import MAX_COLUMNS, MAX_ROWS, Unreadable, column_letters, ref

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "Unreadable", "column_letters", "ref"]
