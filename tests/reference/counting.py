"""Counts of obligations worked out from the reference's list, to hold beside the journal's."""

from collections.abc import Iterable

from tests.reference.duty import Obligation

FIELDS = (
    "met",
    "missed",
    "awaiting",
    "pending",
    "unclear",
    "exempt",
    "closed_met",
    "closed",
    "closed_unclear",
    "reported_met",
    "reported_closed",
    "reported_unclear",
)
Counts = dict[tuple[int, str, str], dict[str, int]]


def counted(found: Iterable[Obligation]) -> Counts:
    """(org, indicator, period) → counts; exempt ones leave every count but their own."""
    counts: Counts = {}
    for o in found:
        row = counts.setdefault((o.org, o.indicator, o.period), dict.fromkeys(FIELDS, 0))
        if o.exempt:
            row["exempt"] += 1
            continue
        row[o.state] += 1
        for prefix, asked in (("closed", o.closed), ("reported", o.closed and o.reported)):
            if asked:
                row["closed" if prefix == "closed" else "reported_closed"] += 1
                if o.state in ("met", "unclear"):
                    row[f"{prefix}_{o.state}"] += 1
    return counts


def told(product: Iterable[object]) -> Counts:
    """The product's counts in the same shape, empty rows left out."""
    counts: Counts = {}
    for row in product:
        values = {name: int(getattr(row, name)) for name in FIELDS}
        if any(values.values()):
            counts[getattr(row, "org"), getattr(row, "indicator"), getattr(row, "period")] = values  # noqa: B009
    return counts
