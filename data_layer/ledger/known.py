"""What the earlier ledgers of a branch say: its people, its spells away, and what stood on the last one.

Counted = not withdrawn. Branches tied by merging or splitting are one family: who was known there is known here.
Called by the accepting half only, which has asked who is asking.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from data_layer import quarters
from data_layer.ledger.columns import COVER
from data_layer.ledger.knowledge import MISREGISTERED, Head, Known, KnownPerson, KnownSpell, Listing, Position
from data_layer.organisations import Tree
from data_layer.store import Store, Writer


def family_head(reader: Store | Writer, family: Iterable[int]) -> Head:
    """Changes whenever what a ledger of the family would be tied to changes."""
    return tuple(reader.rows("ledger/head", {"orgs": sorted(family)})[0].values())


def known(reader: Store | Writer, org: int, tree: Tree, quarter: int) -> Known:
    """What is known about one branch before a ledger of ``quarter``."""
    return known_many(reader, [(org, quarter)], tree)[org]


def known_many(reader: Store | Writer, wanted: Sequence[tuple[int, int]], tree: Tree) -> dict[int, Known]:
    """:func:`known` for many branches, each with its quarter, in one set of queries."""
    families = {org: tree.family(org) for org, _ in wanted}
    orgs = {"orgs": sorted(set().union(*families.values()))} if families else {"orgs": [-1]}
    loaded = {
        name: reader.rows(f"ledger/known_{name}", orgs)
        for name in ("submissions", "persons", "spells", "spell_rows", "member_rows", "answers")
    }
    parts: dict[frozenset[int], dict[str, list[dict[str, Any]]]] = {}
    family_of: dict[int, frozenset[int]] = {}
    for family in families.values():
        parts[family] = {name: [] for name in loaded}
        family_of.update(dict.fromkeys(family, family))
    for name, rows in loaded.items():
        for row in rows:
            parts[family_of[row["org"]]][name].append(row)
    heads = {family: _head(part) for family, part in parts.items()}
    found = {
        org: _Build(org, q, families[org], heads[families[org]], parts[families[org]], tree).done() for org, q in wanted
    }
    _texts(reader, orgs["orgs"], list(found.values()))
    return found


def _head(part: dict[str, list[dict[str, Any]]]) -> Head:
    """:func:`family_head` of rows already loaded."""
    submissions, answers = part["submissions"], part["answers"]
    return (
        max((row["submission"] for row in submissions), default=0),
        max((row["state"] for row in submissions), default=0),
        max((row["event"] for row in answers), default=0),
    )


class _Build:
    """Puts one branch's rows together."""

    def __init__(
        self,
        org: int,
        quarter: int,
        family: frozenset[int],
        head: Head,
        part: dict[str, list[dict[str, Any]]],
        tree: Tree,
    ) -> None:
        self.found = Known(org, tree.by_id[org].code, quarter, family, head)
        self.part, self.tree = part, tree
        self.same: dict[tuple[str, int], int] = {}

    def done(self) -> Known:
        self._submissions()
        self._aliases()
        self._spells()
        self._persons()
        self._answers()
        self._holders()
        return self.found

    def _submissions(self) -> None:
        found = self.found
        self.position: dict[int, Position] = {}
        self.ledger: dict[tuple[int, int], int] = {}  # (org, quarter) -> its ledger, the latest counted
        for row in self.part["submissions"]:
            found.count += row["org"] == found.org
            if row["withdrawn"]:
                continue
            self.position[row["submission"]] = (row["quarter"], row["recorded_at"], row["submission"])
            self.ledger[row["org"], row["quarter"]] = row["submission"]
            found.received[row["submission"]] = row["received_on"]
            if (row["org"], row["quarter"]) == (found.org, found.quarter):
                found.files.setdefault(row["file_sha256"], []).append(row["submission"])
        found.current = self.ledger.get((found.org, found.quarter))
        self.last_of: dict[int, int] = {}  # org -> its last ledger up to the quarter
        for org in found.family:
            upto = [quarter for branch, quarter in self.ledger if branch == org and quarter <= found.quarter]
            if upto:
                self.last_of[org] = self.ledger[org, max(upto)]
        before = [q for branch, q in self.ledger if branch == found.org and q < found.quarter]
        found.last = self.last_of.get(found.org)
        found.earlier = self.ledger[found.org, max(before)] if before else None

    def _aliases(self) -> None:
        for row in self.part["answers"]:
            withdrawn = row["submission"] is not None and row["submission"] not in self.position
            if row["same_as"] is not None and not withdrawn:
                self.same[row["kind"], row["subject"]] = row["same_as"]

    def _canonical(self, kind: str, number: int) -> int:
        seen = {number}
        while (kind, number) in self.same and self.same[kind, number] not in seen:
            number = self.same[kind, number]
            seen.add(number)
        return number

    def _is_ledger(self, listing: Listing) -> bool:
        return self.ledger.get((listing.org, listing.quarter)) == listing.submission

    def _better(self, listing: Listing, than: Listing | None) -> bool:
        """The facts of a quarter: the latest ledger up to it that lists the row, else the earliest that does."""
        if than is None:
            return True
        upto, held = listing.quarter <= self.found.quarter, than.quarter <= self.found.quarter
        if upto != held:
            return upto
        return listing.position > than.position if upto else listing.position < than.position

    def _spells(self) -> None:
        spells = self.found.spells
        for row in self.part["spell_rows"]:
            position = self.position.get(row["submission"])
            if position is None:
                continue
            listing = Listing(position, row["org"], row["sheet"], row["row"])
            number = self._canonical("spell", row["spell"])
            person = self._canonical("person", row["person"])
            spell = spells.get(number)
            if spell is None:
                spell = spells[number] = KnownSpell(number, person, row["direction"], row["start_on"])
            spell.keys.add((row["start_on"], row["direction"]))
            if not self._is_ledger(listing):
                continue
            if self._better(listing, spell.listing):
                spell.listing, spell.person = listing, person
                spell.direction, spell.start = row["direction"], row["start_on"]
            ended = row["end_on"] is not None or row["end_kind"] is not None
            if ended and (spell.end_at is None or position > spell.end_at):
                spell.end_on, spell.end_kind, spell.end_at = row["end_on"], row["end_kind"], position
        for row in self.part["spells"]:
            spell = spells.get(self._canonical("spell", row["spell"]))
            if spell is not None:
                spell.orgs.add(row["org"])
                spell.lines.add(row["line"])
                spell.line = row["line"]
                spell.keys.add((row["start_on"], row["direction"]))

    def _persons(self) -> None:
        found = self.found
        for spell in found.spells.values():
            found.persons.setdefault(spell.person, KnownPerson(spell.person))
            found.by_line.update(dict.fromkeys(spell.lines, spell.spell))
            for start, direction in spell.keys:
                found.by_key.setdefault((spell.person, start, direction), spell.spell)
        for row in self.part["member_rows"]:
            position = self.position.get(row["submission"])
            if position is None:
                continue
            number = self._canonical("person", row["person"])
            person = found.persons.setdefault(number, KnownPerson(number))
            listing = Listing(position, row["org"], row["sheet"], row["row"])
            if self._is_ledger(listing) and self._better(listing, person.listing):
                person.listing = listing
        names: dict[str, set[int]] = defaultdict(set)
        for row in self.part["persons"]:
            known_person = found.persons.get(self._canonical("person", row["person"]))
            if known_person is None:
                continue
            known_person.name = row["name"]
            known_person.orgs.add(row["org"])
            known_person.names.add(row["name_key"])
            names[row["name_key"]].add(known_person.person)
            if row["id_hash"]:
                known_person.hashes.add(row["id_hash"])
                known_person.id_number = row["id_number"]
                found.by_hash[row["id_hash"]] = known_person.person
        found.by_name = dict(names)

    def _answers(self) -> None:
        for row in self.part["answers"]:
            spell = self.found.spells.get(self._canonical("spell", row["subject"])) if row["kind"] == "answer" else None
            position = self.position.get(row["submission"])
            if spell is None or position is None or row["end_kind"] is None:
                continue
            if spell.end_at is None or position >= spell.end_at:
                spell.end_on, spell.end_kind, spell.end_at = row["end_on"], row["end_kind"], position

    def _holders(self) -> None:
        """Who answers for a spell in the quarter: who listed it last, or who that branch was merged into."""
        last_day = quarters.last_day(self.found.quarter)
        merged = {
            step.source: step.target
            for step in self.tree.handovers
            if not step.split and step.target is not None and step.day <= last_day
        }
        for spell in self.found.spells.values():
            if spell.listing is None:  # only on ledgers since superseded: nobody's
                continue
            spell.holder = spell.listing.org
            spell.on_last = self.last_of.get(spell.listing.org) == spell.listing.submission
            seen = {spell.holder}
            while (target := merged.get(spell.holder)) is not None and target not in seen:
                spell.holder = target
                seen.add(target)


def _texts(reader: Store | Writer, orgs: list[int], found: list[Known]) -> None:
    """Fetch the rows as typed of whatever a ledger may have to be compared with or carried on from."""
    wanted: set[int] = set()
    for each in found:
        for spell in each.spells.values():
            if spell.listing is None or not (spell.open or spell.on_last):
                continue
            wanted.add(spell.listing.submission)
            person = each.persons[spell.person]
            if person.listing:
                wanted.add(person.listing.submission)
        if each.earlier is not None:
            wanted.add(each.earlier)
    if not wanted:
        return
    texts: dict[int, dict[tuple[str, int, str], dict[str, str]]] = defaultdict(dict)
    for row in reader.rows("ledger/known_texts", {"orgs": orgs, "submissions": sorted(wanted)}):
        texts[row["submission"]][row["sheet"], row["row"], row["kind"]] = json.loads(row["cells"])
    for each in found:
        for spell in each.spells.values():
            if spell.listing:
                place = (spell.listing.sheet, spell.listing.row, "管理信息")
                spell.cells = texts[spell.listing.submission].get(place)
        for person in each.persons.values():
            if person.listing:
                place = (person.listing.sheet, person.listing.row, "基本信息")
                person.cells = texts[person.listing.submission].get(place)
        if each.earlier is not None:
            rows = [(kind, cells) for (_, _, kind), cells in texts[each.earlier].items()]
            each.earlier_rows = [(kind, cells) for kind, cells in rows if kind != COVER]
            each.earlier_cover = next((cells for kind, cells in rows if kind == COVER), {})
            each.earlier_has_rows = True


__all__ = [
    "MISREGISTERED",
    "Head",
    "Known",
    "KnownPerson",
    "KnownSpell",
    "Listing",
    "family_head",
    "known",
    "known_many",
]
