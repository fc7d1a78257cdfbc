"""Change ledgers guided by what the code does with them, and see that reading one ends in a book or in a sentence.

    pip install atheris==3.0.0          (Linux; in no lock, as nothing else needs it)
    python -m benchmarks.fuzz [--seconds S] [--seed N]

Atheris draws the changes and keeps those that reach new lines of ``data_layer/books`` and ``data_layer/ledger``. A
change is made inside a member of a real archive (sums put right, or most would end at the first check), in the bytes of
an .xls, or in a text. Everything runs in this process, under the limits that the reader of a hand-in has (memory, and
ten seconds of processor time a file): a traceback, a hang or too much memory ends the run, and what was drawn is kept.
"""

import argparse
import io
import random
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["data_layer.books", "data_layer.ledger"]):
    from data_layer.books import parsing
    from data_layer.books.neutral import Unreadable
    from data_layer.books.opening import put_together
    from data_layer.ledger.reading import Reading, read_book

from tests.ledger.messy import csvs, mess, xlsx
from tests.ledger.old_formats import ods, xls
from tests.ledger.workbooks import RECEIVED, clean, sheets_of, workbook

_EACH = 10  # seconds of processor time for one file
_TOLD = ("file_", "not_a_workbook", "format_not_read", "too_many", "unpacked_too_large", "far_cell")


def wholes() -> list[tuple[str, bytes]]:
    """What is changed: the clean ledger in every format, and a few messy ones."""
    ledger = sheets_of(clean())
    made = [("台账.xlsx", workbook(ledger)), ("台账.xls", xls(ledger)), ("台账.ods", ods(ledger))]
    for seed in range(4):
        book = mess(random.Random(seed)).book
        made.append(("台账.xlsx", xlsx(book)))
        made += [(f"{name}.csv", text.encode("utf-8-sig")) for name, text in csvs(book).items()]
    return made


def changed(whole: bytes, given: Any) -> bytes:
    """The file with changes drawn from ``given``."""
    if not whole.startswith(b"PK"):
        return edited(whole, given)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = old.namelist()
        chosen = names[given.ConsumeIntInRange(0, len(names) - 1)]
        for name in names:
            content = old.read(name)
            new.writestr(name, edited(content, given) if name == chosen else content)
    return buffer.getvalue()


def edited(content: bytes, given: Any) -> bytes:
    """Pieces put in place of others, at most eight."""
    out = bytearray(content)
    for _ in range(given.ConsumeIntInRange(1, 8)):
        at = given.ConsumeIntInRange(0, len(out))
        gone = given.ConsumeIntInRange(0, 64)
        out[at : at + gone] = given.ConsumeBytes(given.ConsumeIntInRange(0, 48))
    return bytes(out)


def reading(files: list[tuple[str, bytes]]) -> Callable[[bytes], None]:
    """What reads one changed file; anything but a book or a known code is a fault."""

    def read(data: bytes) -> None:
        given = atheris.FuzzedDataProvider(data)
        name, whole = files[given.ConsumeIntInRange(0, len(files) - 1)]
        content = changed(whole, given)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + _EACH, resource.RLIM_INFINITY))
        try:
            book = put_together(parsing.parse(name, content))
        except Unreadable as trouble:
            assert trouble.code.startswith(_TOLD), trouble.code
        except BaseException as panic:  # calamine's, no Exception; the reader of a hand-in takes it for damage too
            if type(panic).__name__ != "PanicException":
                raise
        else:
            read_book(Reading(name, "", len(content), "2026"), book, RECEIVED, None)

    return read


def main() -> None:
    """Run for a time; Atheris itself says how many files, and how much of the code they reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--kept", type=Path, default=Path("fuzz-"), help="where a file that fails is kept")
    args = parser.parse_args()
    options = [f"-max_total_time={args.seconds}", f"-seed={args.seed}", f"-artifact_prefix={args.kept}"]
    atheris.Setup(
        [sys.argv[0], "-max_len=4096", "-len_control=0", "-rss_limit_mb=600", f"-timeout={_EACH}", *options],
        reading(wholes()),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
