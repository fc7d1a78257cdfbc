"""What has been committed, counted in the process that alone owns the file: for whoever keeps what it worked out."""

from collections import Counter
from collections.abc import Hashable, Iterable

#: Tables on which no figure rests until something else is recorded too: who came, what they looked at, began with.
LOGS = frozenset({"audit_event", "audit_link", "first_check", "session_event", "sign_in_event"})


class Commits:
    """Transactions by what they wrote."""

    def __init__(self) -> None:
        self._of_table: Counter[str] = Counter()
        self._facts = 0  # that appended to anything but the logs
        self._elsewhere = 0  # of these, those that were not about some branches alone
        self._of_branch: Counter[int] = Counter()  # after which a branch's facts were others

    def add(self, wrote: Iterable[str], reached: Iterable[int], alone: bool) -> None:
        """One more: the tables, the branches whose facts are others now, whether nothing else was written."""
        wrote, reached = set(wrote), set(reached)
        self._of_table.update(wrote)
        if not wrote <= LOGS:
            self._of_branch.update(reached)
            self._elsewhere += not (reached and alone)
            self._facts += 1

    def to_tables(self, tables: Iterable[str]) -> Hashable:
        """How many wrote to each."""
        return tuple(self._of_table[table] for table in tables)

    def of_facts(self) -> int:
        """How many wrote anything but logs."""
        return self._facts

    def about(self, orgs: Iterable[int]) -> Hashable:
        """Of these, how many were not about other branches alone."""
        return self._elsewhere, sum(self._of_branch[org] for org in orgs)
