"""The log's chain, anchored outside the store: one line a day with the number and the link of the last log line.

The file stands beside the backups, is only added to and never rotated; a copy of it elsewhere holds against whoever can
change this machine's files.
"""

from datetime import date
from pathlib import Path

from data_layer.store import chain
from data_layer.store.engine import Store

FILE = "log-anchors.txt"


def note(store: Store, where: Path, today: date) -> bool:
    """Add today's line, unless it is there or nothing was logged yet; whether it was added. Raises OSError."""
    last = chain.head(store)
    if last is None or any(day == f"{today}" for day, *_ in _lines(where)):
        return False
    where.mkdir(parents=True, exist_ok=True)
    with (where / FILE).open("a", encoding="utf-8") as file:
        file.write(f"{today} {last[0]} {last[1]}\n")
    return True


def noted(where: Path) -> list[chain.Anchor]:
    """The anchors of all days; what is not a line of an anchor is left out."""
    return [(int(event), link) for _, event, link in _lines(where)]


def _lines(where: Path) -> list[tuple[str, str, str]]:
    try:
        text = (where / FILE).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    cells = [line.split() for line in text.splitlines()]
    return [(each[0], each[1], each[2]) for each in cells if len(each) == 3 and each[1].isdigit()]
