"""What changed since the last accepted ledger, and what only the branch can say: asked, answered, kept."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from data_layer.ledger.columns import MEMBERS, SPELLS
from data_layer.ledger.difference import Answer, Change, Difference, Question, changed, where
from data_layer.ledger.facts import day, word
from data_layer.ledger.known import MISREGISTERED, Known, KnownSpell
from data_layer.ledger.names import name_key
from data_layer.ledger.people import NAME, Corrections
from data_layer.ledger.tie import Spell, Ties

#: A spell that begins this near a vanished one may be the same, with its date put right.
NEAR = timedelta(days=90)
RETURNED, MOVED, WRONG, FORGOTTEN = "已返回", "组织关系转出", MISREGISTERED, "漏填"
CORRECTED, TWO_SPELLS, SOMEBODY_ELSE = "更正", "两次外出", "另一人"
_ENDS = {RETURNED: "不再外出", MOVED: "组织关系转出", WRONG: MISREGISTERED}
_OF_THE_END = {"返回日期", "返回情形"}


class Comparison:
    """Compares a tied file with what is known; collects changes, questions, and events that answers lead to."""

    def __init__(self, known: Known, ties: Ties, answers: Sequence[Answer], received_on: date) -> None:
        self.known, self.ties, self.received_on = known, ties, received_on
        self.answers = {answer.question: answer for answer in answers}
        self.difference = Difference()
        self.questions: list[Question] = []
        self.events: list[dict[str, Any]] = []  # rows of spell_answer, without event and submission
        self.bad_answers: list[tuple[Question, str]] = []

    def run(self) -> None:
        """Compare; results stand in the attributes."""
        vanished = [s for s in self.known.expected() if self.ties.spell_at(s.spell) is None]
        for spell in self.ties.spells:
            self._listed(spell)
        for member in self.ties.members:
            held = self.known.persons.get(member.person)
            if held is not None:
                self.difference.changes += changed(
                    MEMBERS, (held.cells, held.listing), member.row, set(), member.person, None
                )
        for gone in vanished:
            self._vanished(gone)
        self._again(vanished)
        self._numbers(vanished)
        self._corrected()

    def _listed(self, spell: Spell) -> None:
        held = self.known.spells.get(spell.spell)
        row = spell.row
        end = word(row, "返回情形") or ("不再外出" if day(row, "返回日期") else None)
        place: dict[str, Any] = {"sheet": row.sheet, "cell": row.ref(NAME), "row": row.row}
        if held is None or not (held.on_last or held.open):
            kind = "joined" if end is None or held is None else None
            if kind:
                self.difference.changes.append(Change(kind, row.text(NAME), spell.person, spell.spell, **place))
        newly_ended = end is not None and (held is None or held.open)
        if newly_ended:
            self._ended(row.text(NAME), spell.person, spell.spell, end or "", held, place)
        if held is not None and held.listing:
            skip = set(_OF_THE_END) if newly_ended else set()
            self.difference.changes += changed(SPELLS, (held.cells, held.listing), row, skip, spell.person, spell.spell)

    def _ended(
        self, name: str, person: int, spell: int, end: str, held: KnownSpell | None, place: dict[str, Any]
    ) -> None:
        kind = "returned" if end == "不再外出" else "left"
        before = where(held.listing if held else None)
        self.difference.changes.append(
            Change(
                kind,
                name,
                person,
                spell,
                "返回情形",
                "",
                end,
                **place,
                before_submission=before[0],
                before_sheet=before[1],
                before_row=before[2],
            )  # fmt: skip
        )

    def _vanished(self, spell: KnownSpell) -> None:
        name = self.known.persons[spell.person].name
        question = Question(
            f"vanished:{spell.spell}",
            "vanished",
            f"“{name}”（{spell.start:%Y-%m-%d} {spell.direction}）上次台账在册，这次没有。是什么情况？",
            (RETURNED, MOVED, WRONG, FORGOTTEN),
            (RETURNED, MOVED),
            name,
            spell.person,
            spell.spell,
        )
        answer = self._answer(question)
        if answer is not None and answer.choice in question.needs_day and not self._day_fits(question, answer, spell):
            answer = None
        if answer is not None:
            day_said = answer.day if answer.choice in question.needs_day else None
            self._record(spell.spell, answer.choice, day_said, _ENDS.get(answer.choice))
            if answer.choice in _ENDS:
                self._ended(name, spell.person, spell.spell, _ENDS[answer.choice], spell, {})
                return
        else:
            self.questions.append(question)
        self.difference.changes.append(
            Change("vanished", name, spell.person, spell.spell, "", "", "", "", "", 0, *where(spell.listing))
        )

    def _day_fits(self, question: Question, answer: Answer, spell: KnownSpell) -> bool:
        if answer.day is None:
            self.bad_answers.append((question, "请写明日期"))
        elif answer.day < spell.start:
            self.bad_answers.append((question, f"日期早于外出日期 {spell.start}"))
        elif answer.day > self.received_on:
            self.bad_answers.append((question, "日期晚于收到日期"))
        else:
            return True
        return False

    def _answer(self, question: Question) -> Answer | None:
        answer = self.answers.get(question.id)
        if answer is not None and answer.choice not in question.choices:
            self.bad_answers.append((question, f"答案只能是 {'、'.join(question.choices)}"))
            return None
        return answer

    def _again(self, vanished: list[KnownSpell]) -> None:
        """A new spell near a vanished one of the same person: its date put right, or away twice?"""
        for spell in self.ties.spells:
            if spell.spell >= 0:
                continue
            for old in vanished:
                if (
                    old.person != spell.person
                    or old.direction != spell.direction
                    or abs(spell.start - old.start) > NEAR
                ):
                    continue
                name = spell.row.text(NAME)
                question = Question(
                    f"again:{old.spell}:{spell.start.isoformat()}:{spell.direction}",
                    "again",
                    f"“{name}”原外出日期 {old.start:%Y-%m-%d}，这次写成 {spell.start:%Y-%m-%d}。是更正，还是两次外出？",
                    (CORRECTED, TWO_SPELLS), (), name, spell.person, old.spell, spell.row.sheet,
                    spell.row.ref("外出日期"),
                )  # fmt: skip
                self._ask(question, old)

    def _numbers(self, vanished: list[KnownSpell]) -> None:
        """A new number under the name of somebody vanished: his number put right, or somebody else?"""
        asked: set[str] = set()
        for person in self.ties.seen:
            if person.person >= 0 or person.id_hash is None:
                continue
            for old in vanished:
                held = self.known.persons[old.person]
                question_id = number_question(held.person, person.id_hash)
                if question_id in asked or name_key(person.name) not in held.names or not held.hashes:
                    continue
                asked.add(question_id)
                question = Question(
                    question_id, "number",
                    f"“{person.name}”的公民身份号码与上次台账不同。是更正号码，还是同名的另一人？",
                    (CORRECTED, SOMEBODY_ELSE), (), person.name, held.person, old.spell,
                )  # fmt: skip
                self._ask(question, old)

    def _ask(self, question: Question, spell: KnownSpell) -> None:
        answer = self._answer(question)
        if answer is None:
            self.questions.append(question)
        else:
            self._record(spell.spell, answer.choice)

    def _corrected(self) -> None:
        """Corrections have tied the rows already; what was said is kept."""
        for answer in self.answers.values():
            kind, _, rest = answer.question.partition(":")
            if answer.choice != CORRECTED or kind not in ("again", "number"):
                continue
            number = int(rest.split(":")[0])
            for spell in self.ties.spells:
                if number == (spell.spell if kind == "again" else spell.person):
                    self._record(spell.spell, answer.choice)
                    break

    def _record(self, spell: int, answer: str, end_on: date | None = None, end_kind: str | None = None) -> None:
        self.events.append(
            {"org": self.known.org, "spell": spell, "answer": answer, "end_on": end_on, "end_kind": end_kind}
        )


def number_question(person: int, digest: str) -> str:
    """The id of the question about a new number; it must not carry the number itself."""
    return f"number:{person}:{digest[:16]}"


def corrections(answers: Sequence[Answer], known: Known) -> Corrections:
    """What 更正 answers mean for tying. The other answers are events only."""
    found = Corrections()
    for answer in answers:
        parts = answer.question.split(":")
        if answer.choice != CORRECTED:
            continue
        if parts[0] == "number" and len(parts) == 3:
            found.numbers.add((int(parts[1]), parts[2]))
        elif parts[0] == "again" and len(parts) == 4:
            spell = known.spells.get(int(parts[1]))
            if spell is not None:
                found.spells[spell.person, date.fromisoformat(parts[2]), parts[3]] = spell.spell
    return found


__all__ = ["NEAR", "Answer", "Comparison", "Question", "corrections", "number_question"]
