"""Many files at once: each is checked and handed in by itself, so that one that fails takes nothing with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from data_layer import access
from data_layer.access import NoAccess, Viewer
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.service import submit
from data_layer.organisations import tree
from data_layer.store import Store


@dataclass(frozen=True)
class Imported:
    """What became of one file. ``again``: it was in already; ``said``: why it was refused, or the first thing to put
    right; ``errors``, ``warnings``: how many problems."""

    file: str
    accepted: bool
    again: bool
    org_name: str
    quarter: int | None
    receipt: str
    errors: int
    warnings: int
    said: str


def import_files(
    store: Store,
    viewer: Viewer,
    org: int,
    files: Sequence[tuple[str, bytes]],
    *,
    received_on: date | None = None,
    received_reason: str | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    failed: Callable[[Exception], str] | None = None,
) -> list[Imported]:
    """Submit files (name, content) of branches at or below ``org``, one transaction each, in the order given.

    Needs the right ``import`` on ``org``. ``failed`` gives the sentence for an error nobody foresaw (default: it is
    raised). Raises NoAccess.
    """
    access.require_org(store, viewer, "import", org)
    found = []
    for number, (name, content) in enumerate(files):
        if progress:
            progress(number, len(files), name)
        try:
            found.append(_one(store, viewer, org, name, content, received_on, received_reason))
        except (LedgerProblem, NoAccess) as refused:
            found.append(_refused(name, str(refused)))
        except Exception as error:  # the next file must not suffer for this one
            if failed is None:
                raise
            found.append(_refused(name, failed(error)))
    if progress:
        progress(len(files), len(files), "")
    return found


def _one(
    store: Store, viewer: Viewer, org: int, name: str, content: bytes, on: date | None, reason: str | None
) -> Imported:
    checked = submit(store, viewer, name, content, org=org, received_on=on, received_reason=reason)
    problems = [*checked.errors, *checked.warnings]
    return Imported(
        name,
        checked.accepted,
        checked.again,
        tree(store).by_id[checked.org].name if checked.org is not None else "",
        checked.quarter,
        checked.receipt or "",
        len(checked.errors),
        len(checked.warnings),
        problems[0].message if problems else "",
    )


def _refused(name: str, said: str) -> Imported:
    return Imported(name, False, False, "", None, "", 1, 0, said)
