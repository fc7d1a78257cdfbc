"""Many files at once: each is checked and handed in by itself, so that one that fails takes nothing with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from data_layer import access
from data_layer.access import NoAccess, Viewer
from data_layer.books.neutral import Unreadable
from data_layer.ledger.bundle import Piece, put_together, taken_apart
from data_layer.ledger.checked import LedgerProblem
from data_layer.ledger.marked import mark, marked_name
from data_layer.ledger.problems import problem
from data_layer.ledger.service import submit
from data_layer.organisations import tree
from data_layer.store import Store


@dataclass(frozen=True)
class Imported:
    """What became of one file. ``again``: it was in already; ``said``: why it was refused, or the first thing to put
    right; ``errors``, ``warnings``: how many problems; ``copy``: of a refused one the marked copy."""

    file: str
    accepted: bool
    again: bool
    org_name: str
    quarter: int | None
    receipt: str
    errors: int
    warnings: int
    said: str
    copy: bytes | None = field(default=None, repr=False)


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
    """Submit files (name, content) of branches at or below ``org``, one transaction each, in the order given; zips are
    taken apart. The same again stores nothing twice.

    Needs the right ``import`` on ``org``. ``failed`` gives the sentence for an error nobody foresaw (default: it is
    raised). Raises NoAccess.
    """
    access.require_org(store, viewer, "import", org)
    pieces = [piece for name, content in files for piece in taken_apart(name, content)]
    found = []
    for number, piece in enumerate(pieces):
        if progress:
            progress(number, len(pieces), piece.name)
        try:
            found.append(_one(store, viewer, org, piece, received_on, received_reason))
        except Unreadable as trouble:
            said = problem(trouble.code, **trouble.values)
            found.append(_refused(piece.name, f"{said.message}。{said.fix}"))
        except (LedgerProblem, NoAccess) as refused:
            found.append(_refused(piece.name, str(refused)))
        except Exception as error:  # the next file must not suffer for this one
            if failed is None:
                raise
            found.append(_refused(piece.name, failed(error)))
    if progress:
        progress(len(pieces), len(pieces), "")
    return found


def marked_copies(found: Sequence[Imported]) -> bytes:
    """One zip of the marked copies of what was refused, each named for its branch where that is known."""
    return put_together(
        ("_".join(filter(None, (each.org_name, marked_name(each.file.rpartition("/")[2])))), each.copy)
        for each in found
        if each.copy is not None
    )


def _one(store: Store, viewer: Viewer, org: int, piece: Piece, on: date | None, reason: str | None) -> Imported:
    content, name = piece.read(), piece.name.rpartition("/")[2]
    checked = submit(store, viewer, name, content, org=org, received_on=on, received_reason=reason)
    problems = [*checked.errors, *checked.warnings]
    return Imported(
        piece.name,
        checked.accepted,
        checked.again,
        tree(store).by_id[checked.org].name if checked.org is not None else "",
        checked.quarter,
        checked.receipt or "",
        len(checked.errors),
        len(checked.warnings),
        problems[0].message if problems else "",
        None if checked.accepted else mark(name, content, checked.problems),
    )


def _refused(name: str, said: str) -> Imported:
    return Imported(name, False, False, "", None, "", 1, 0, said)
