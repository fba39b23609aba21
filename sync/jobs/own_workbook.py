"""A coach's own, confidential workbook as the coach's cards read and write it: with the coach's own token, so that Google itself
keeps everybody else out.

What a card sends back names nobody: rows are told by keys that mean nothing outside of this workbook.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.coach_book import CoachBook, CoachingCycle, Educator
from sync.coaching.coach_book_parsing import parse_coach_book
from sync.coaching.registry import Coach, Registry
from sync.coaching.table_rows import TableRow, table_rows
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook

ROSTER: Final = "roster"
CYCLES: Final = "coaching_cycles"
WORKED_WITH: Final = "worked_with"


class ChoiceGone(Exception):
    """What was chosen on a card no longer stands in the coach's workbook; the message says what to do and names nobody."""


class CycleGone(ChoiceGone):
    """The cycle is no longer in the workbook under what the card knew of it."""

    def __init__(self) -> None:
        super().__init__(
            "The cycle no longer stands in your Coaching Cycles tab as it did on the card: its name, educator, district or first "
            "day was changed, or its row was deleted. Open your cycles again."
        )


@dataclass(frozen=True)
class RowKeys:
    """Keys by which a card names rows of one workbook: a keyed digest of what identifies a row. A row that was moved keeps its key;
    one that was renamed or removed has none any more, and a click on it is refused."""

    secret: str = field(repr=False)
    workbook_id: str

    def educator(self, row: TableRow) -> str:
        return self._key(ROSTER, *(row.text(name) for name in ("educator", "email", "district")))

    def cycle(self, row: TableRow) -> str:
        """The first day is among what identifies a cycle: a coach may begin one of the same name again in spring."""
        return self._key(CYCLES, *(row.text(name) for name in ("cycle", "educator", "district", "identify_on")))

    def text(self, text: str) -> str:
        """The key of a text that a card showed, by which a later click can tell whether it still stands there."""
        return self._key("text", text)

    def _key(self, *parts: str) -> str:
        said = "\x1f".join((self.workbook_id, *parts))
        return hmac.new(self.secret.encode(), said.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class KeyedBook:
    """One read of the workbook: `roster` and `cycles` by the keys of their rows, in the order of the rows; rows that cannot be used
    are absent (`book.problems` says why)."""

    book: CoachBook
    roster: Mapping[str, Educator]
    cycles: Mapping[str, CoachingCycle]


@dataclass(frozen=True)
class OwnWorkbook:
    """The workbook of `coach`, reached as the coach (`person`). `secret` is the key of the rows' keys."""

    person: Transport = field(repr=False)
    coach: Coach
    registry: Registry
    secret: str = field(repr=False)

    @property
    def workbook_id(self) -> str:
        return self.coach.workbook_id or ""

    @property
    def keys(self) -> RowKeys:
        return RowKeys(self.secret, self.workbook_id)

    def read(self) -> WorkbookSnapshot:
        """One request. Raises GoogleProblem, also where the coach has not allowed coachlog in this workbook yet."""
        return read_workbook(self.person, self.workbook_id)

    def keyed(self, snapshot: WorkbookSnapshot) -> KeyedBook:
        """What a read of the workbook says."""
        book = parse_coach_book(snapshot, load("coach_workbook"), self.coach.coach_id, self.registry)
        of_roster = {row.row: self.keys.educator(row) for row in rows_of(snapshot, ROSTER)}
        of_cycles = {row.row: self.keys.cycle(row) for row in rows_of(snapshot, CYCLES)}
        roster: dict[str, Educator] = {}
        for educator in book.roster or ():
            if educator.row in of_roster:
                roster.setdefault(of_roster[educator.row], educator)
        cycles: dict[str, CoachingCycle] = {}
        for cycle in book.cycles or ():
            if cycle.row in of_cycles:
                cycles.setdefault(of_cycles[cycle.row], cycle)
        return KeyedBook(book, roster, cycles)


def rows_of(snapshot: WorkbookSnapshot, tab_key: str) -> list[TableRow]:
    """The rows of one tab of a coach's workbook as they stand there."""
    return table_rows(load("coach_workbook").tab(tab_key), snapshot.tab(tab_key))
