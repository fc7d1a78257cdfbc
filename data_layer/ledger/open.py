"""A ledger's file as a neutral book: the room ``books``, by the names this room knows it by."""

from data_layer.books.neutral import MAX_BYTES, Book, Grid, Raw
from data_layer.books.opening import open_book

__all__ = ["MAX_BYTES", "Book", "Grid", "Raw", "open_book"]
