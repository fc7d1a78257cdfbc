"""Everything that identifies a person taken out of the store, in one open transaction; nothing is asked here."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data_layer.access.masking import ERASED
from data_layer.ledger.evidence import read_kept
from data_layer.ledger.names import name_key
from data_layer.organisations import tree_in
from data_layer.oversight.privacy import redaction
from data_layer.oversight.privacy.holdings import holdings
from data_layer.oversight.privacy.redaction import Marks
from data_layer.store import Writer, erasing
from data_layer.store.engine import dumps

_NOTE = "附件里的个人信息已依法删除。\n".encode()
#: Tables whose texts are dealt with row by row.
_BY_ROW = frozenset({"person_identity", "row_text"})
_NUMBERS = ("公民身份号码", "本人电话", "活动证编号")
_SHORTEST = 6  # letters of a number that is looked for everywhere


@dataclass
class Taken:
    """What was done. ``changed``: table and column → rows; ``files``: old hash → new; ``by_hand``: files of the
    branches that no program can read."""

    persons: list[int]
    branches: list[int]
    changed: Counter[str] = field(default_factory=Counter)
    files: dict[str, str] = field(default_factory=dict)
    attachments: int = 0
    by_hand: int = 0
    namesakes: bool = False


def take_out(w: Writer, person: int) -> Taken:
    """Take a person out, under every number he has."""
    persons = _persons(w, person)
    identity = w.rows("oversight/erasure_identity", {"persons": persons})
    now = tree_in(w)
    branches = sorted({each for row in identity for each in now.family(row["org"])})
    taken = Taken(persons, branches)
    params = {"orgs": branches, "persons": persons}
    texts = w.rows("oversight/erasure_texts", {"orgs": branches})
    own = {(row["submission"], row["sheet"], row["row"]) for row in w.rows("oversight/erasure_places", params)}
    marks = _marks(w, identity, texts, own, params)
    taken.namesakes = marks.shared
    _ledgers(w, taken, own, marks)
    _rows(w, taken, texts, own, marks)
    taken.changed["entry_draft"] += erasing.remove(w, "entry_draft", _places(w, "erasure_drafts", params))
    words = dict.fromkeys(_places(w, "erasure_words", {"persons": persons}), ERASED)
    taken.changed["oversight_text"] += erasing.replace(w, "oversight_text", "text", words)
    _attachments(w, taken, params)
    scope = {*branches, *(above for org in branches for above in _above(now, org))}
    _everywhere(w, taken, scope, marks)
    _identity(w, taken, identity, marks)
    taken.by_hand += w.rows("oversight/erasure_unchecked", {"orgs": branches})[0]["n"]
    taken.changed = Counter({name: n for name, n in taken.changed.items() if n})
    return taken


def _places(w: Writer, name: str, params: Mapping[str, Any]) -> list[int]:
    return [row["place"] for row in w.rows(f"oversight/{name}", params)]


def _above(now: Any, org: int) -> Iterable[int]:
    above = now.by_id[org].parent if org in now.by_id else None
    while above is not None and above in now.by_id:
        yield above
        above = now.by_id[above].parent


def _persons(w: Writer, person: int) -> list[int]:
    found = {person}
    while (more := {row["person"] for row in w.rows("oversight/erasure_linked", {"persons": sorted(found)})}) != found:
        found |= more
    return sorted(found)


def _marks(
    w: Writer, identity: list[dict[str, Any]], texts: list[dict[str, Any]], own: set[tuple[int, str, int]],
    params: Mapping[str, Any],
) -> Marks:  # fmt: skip
    names = {row["name"] for row in identity if row["name"] != ERASED}
    numbers = {row["id_number"] for row in identity if row["id_number"]}
    for row in texts:
        if (row["submission"], row["sheet"], row["row"]) in own:
            cells = json.loads(row["cells"])
            numbers |= {cells[name].strip() for name in _NUMBERS if cells.get(name)}
            names |= {cells["姓名"].strip()} if cells.get("姓名") and row["kind"] in ("基本信息", "管理信息") else set()
    keys = sorted({name_key(each) for each in names})
    shared = bool(w.rows("oversight/erasure_namesakes", {**params, "keys": keys}))
    return Marks(frozenset(names - {ERASED}), frozenset(n for n in numbers if len(n) >= _SHORTEST), shared)


def _ledgers(w: Writer, taken: Taken, own: set[tuple[int, str, int]], marks: Marks) -> None:
    """Replace the files of ledgers by copies without him; the same file everywhere by the same copy."""
    moved: dict[int, str] = {}
    for row in w.rows("oversight/erasure_ledgers", {"orgs": taken.branches}):
        old = row["file_sha256"]
        if old not in taken.files:
            kept = w.rows("ledger/evidence_file", {"submission": row["submission"]})[0]
            if kept["content"] is None:
                continue
            here = {(sheet, line) for submission, sheet, line in own if submission == row["submission"]}
            reading = read_kept(w.committed, kept)
            copy = redaction.workbook(kept["file_name"], bytes(kept["content"]), reading, here, marks)
            if copy is None:
                continue
            taken.files[old] = _keep(w, copy)
        moved[row["place"]] = taken.files[old]
    taken.changed["submission.file_sha256"] += erasing.replace(w, "submission", "file_sha256", moved)
    _drop(w, taken.files)


def _keep(w: Writer, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    if not w.rows("ledger/kept_files", {"hashes": [digest]}):
        w.append("kept_file", [{"sha256": digest, "size": len(content), "content": content}])
    return digest


def _drop(w: Writer, hashes: Iterable[str]) -> None:
    erasing.remove(w, "kept_file", _places(w, "erasure_unused", {"hashes": sorted(hashes)}))


def _rows(
    w: Writer, taken: Taken, texts: list[dict[str, Any]], own: set[tuple[int, str, int]], marks: Marks
) -> None:  # fmt: skip
    """The rows as typed: those about him alone, and where others mention him."""
    changed: dict[int, str] = {}
    for row in texts:
        cells: dict[str, str] = json.loads(row["cells"])
        if (row["submission"], row["sheet"], row["row"]) in own:
            kept = redaction.own_row(row["kind"], cells, marks)
        else:
            kept = {name: marks.without(text) for name, text in cells.items()}
        if kept != cells:
            changed[row["place"]] = dumps(kept)
    taken.changed["row_text.cells"] += erasing.replace(w, "row_text", "cells", changed)


def _attachments(w: Writer, taken: Taken, params: Mapping[str, Any]) -> None:
    """Files of findings about him alone become a note; the others are for people to look at."""
    files = w.rows("oversight/erasure_attachments", params)
    own = [row for row in files if row["own"]]
    taken.by_hand = len(files) - len(own)
    taken.attachments = len(own)
    if own:
        digest = _keep(w, _NOTE)
        for column, value in (("sha256", digest), ("kind", "txt"), ("size", len(_NOTE))):
            erasing.replace(w, "finding_file", column, {row["place"]: value for row in own})
        _drop(w, {row["sha256"] for row in own} - {digest})


def _everywhere(w: Writer, taken: Taken, scope: set[int], marks: Marks) -> None:
    """Wherever people wrote: his numbers in any row, his name in rows of his branches and of those above."""
    numbers = Marks(frozenset(), marks.numbers, True)
    for each in holdings():
        for column in each.texts if each.table not in _BY_ROW else ():
            changed = {}
            for row in erasing.holding(w, each.table, column, marks.sure):
                here = row["org"] is None or row["org"] in scope
                text = (marks if here else numbers).without(row["text"])
                if text != row["text"]:
                    changed[row["place"]] = text
            taken.changed[f"{each.table}.{column}"] += erasing.replace(w, each.table, column, changed)


def _identity(w: Writer, taken: Taken, rows: list[dict[str, Any]], marks: Marks) -> None:
    """The identity rows stay as a place holder under fresh hashes; whoever was named by his name hash, by the fresh
    one too, so that a duty judged by comparing them is judged as before."""
    fresh = {row["name_hash"]: secrets.randbits(62) for row in rows if row["name_hash"] is not None}
    digests = {row["id_hash"]: secrets.token_hex(16) for row in rows if row["id_hash"] is not None}
    columns: dict[str, dict[int, Any]] = {
        "name": {row["place"]: ERASED for row in rows},
        "name_key": {row["place"]: f"{ERASED}#{row['person']}" for row in rows},
        "id_number": {row["place"]: None for row in rows if row["id_number"]},
        "id_hash": {row["place"]: digests[row["id_hash"]] for row in rows if row["id_hash"] is not None},
    }
    if not marks.shared:  # else it is somebody else's name hash too, and stays his
        columns["name_hash"] = {row["place"]: fresh[row["name_hash"]] for row in rows if row["name_hash"] is not None}
        _named(w, taken.branches, fresh)
    for name, values in columns.items():
        erasing.replace(w, "person_identity", name, values)
    taken.changed["person_identity"] += len(rows)


def _named(w: Writer, branches: list[int], fresh: Mapping[int, int]) -> None:
    changed: dict[tuple[str, str], dict[int, int]] = {}
    for row in w.rows("oversight/erasure_keys", {"orgs": branches, "hashes": sorted(fresh)}):
        changed.setdefault((row["source"], row["name"]), {})[row["place"]] = fresh[row["hash"]]
    for (table, column), values in changed.items():
        erasing.replace(w, table, column, values)
    lists = {
        row["place"]: [fresh.get(each, each) for each in row["hashes"]]
        for row in w.rows("oversight/erasure_reviewers", {"orgs": branches})
        if set(row["hashes"]) & fresh.keys()
    }
    erasing.replace(w, "submission", "reviewer_keys", lists)
