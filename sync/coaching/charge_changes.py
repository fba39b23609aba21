"""Which changes of charged rows wait for an answer, so that no published line falls without one.

The changes of a moment are taken together. At first every row follows the log. Then, while a published line
is lower than it may be, the changes that can have lowered it are looked up: answers on file are applied to
them, and what has no answer waits at its old place. Each round decides at least one change for good; rows may
come in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import pandas as pd

from sync.coaching.contract_days import Basis, ChargeStatus, lines_by_basis
from sync.coaching.questions import AskedCharge, QuestionKind, entry_question_id
from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import Answer

Line = tuple[str, str, date]  # district, coach, date

_CHARGES_IN_WORDS: Final = {
    Basis.FULL: "a full day by its mark",
    Basis.HALF: "half a day by its mark",
    Basis.BY_RULE: "a day by the rule",
    Basis.NOTHING: "no charge",
}


class Stand(NamedTuple):
    """Where one entry stands, and what it says of the charge there."""

    district_id: str
    coach_id: str
    date: date
    basis: Basis
    funding_source: str = ""  # as the row names it

    @property
    def line(self) -> Line:
        return self.district_id, self.coach_id, self.date


@dataclass(frozen=True)
class ChargeChange:
    """One entry whose charge in the log differs from what was published.

    `old` is None for a new row, `new` for a vanished one; `answers` is the number of answers about this entry
    that were on file when `old` was published.
    """

    entry_id: str
    old: Stand | None
    new: Stand | None
    answers: int

    @property
    def kind(self) -> QuestionKind:
        return QuestionKind.VANISHED if self.new is None else QuestionKind.CHANGED

    @property
    def place(self) -> Stand:
        """The stand that a question is about: the old one if it charged, else the new one."""
        charged = self.old if self.old and self.old.basis else self.new or self.old
        if charged is None:
            raise ValueError(f"Entry {self.entry_id} stands neither in the ledger nor in the log.")
        return charged

    @property
    def is_relevant(self) -> bool:
        """Whether either side charges; a row that charges nothing may come, go and move freely."""
        return any(stand is not None and stand.basis for stand in (self.old, self.new))

    def may_have_lowered(self, lines: set[Line]) -> bool:
        """Whether this change can be why one of the lines fell.

        It took its charge out of a line; or it brought one to the coach's date in whatever district (a
        default halves, a date overfills); or, as a new row, it brought a mark to the line itself.
        """
        if self.old and self.old.basis and self.old.line in lines:
            return True
        if self.new is None or not self.new.basis:
            return False
        dates = {line[1:] for line in lines}
        return self.new.line in lines if self.old is None else self.new.line[1:] in dates

    def question_id(self, left: Basis) -> str:
        """The id of its question; `left` is what the line would rest on if every row followed the log."""
        old_basis = "ABSENT" if self.old is None else self.old.basis.name
        old = self.old if self.old and self.old.basis else ()
        source = self.old.funding_source if self.old else ""
        asked = AskedCharge(self.kind, self.entry_id, self.answers, old_basis, source)
        return entry_question_id(asked, (old_basis, *old, "now", *(self.new or ()), "left", left.name))

    def in_words(self, companions: int) -> str:
        """What happened, for the coach; `companions` counts the other rows that wait for the answer."""
        more = f" {companions} more of its rows changed too." if companions else ""
        if self.new is None:
            return f"The row behind this charge was removed from the log.{more}"
        if self.old is None or not self.old.basis:
            asks = _CHARGES_IN_WORDS[self.new.basis]
            return f"A row that charged nothing before asks for {asks}; a charge of this date would fall.{more}"
        now = [f"the date {self.new.date.isoformat()}"] if self.new.date != self.old.date else []
        now += ["another district"] if self.new.district_id != self.old.district_id else []
        now += ["another coach"] if self.new.coach_id != self.old.coach_id else []
        now += [_CHARGES_IN_WORDS[self.new.basis]] if self.new.basis != self.old.basis else []
        now += ["another funding source"] if not now else []
        return f"The row behind this charge now says: {', '.join(now)}.{more}"


@dataclass(frozen=True)
class HeldChanges:
    """The changes that the charges do not follow.

    `asked` and `kept` hold, by question id, the one change that a question is about: open, or answered with
    Keep the charge. `by_entry` holds every entry that waits, with the question it waits for: an asked change
    has its companions with it. `lines` are those that would fall if the changes did not wait;
    `others_followed` tells whether any change did not wait.
    """

    asked: Mapping[str, ChargeChange]
    kept: Mapping[str, ChargeChange]
    by_entry: Mapping[str, tuple[str, ChargeChange]]
    lines: frozenset[Line]
    others_followed: bool

    def companions(self, question_id: str) -> int:
        """How many more entries wait for this answer."""
        return sum(waits_for == question_id for waits_for, _ in self.by_entry.values()) - 1


def held_changes(
    changes: Sequence[ChargeChange],
    unmoved: Sequence[Stand],
    held_before: Collection[Line],
    confirmations: Mapping[str, Confirmation],
) -> HeldChanges:
    """Which of the changes wait.

    A new row takes part only where its own line is charged already. Elsewhere the rule of shared dates
    applies to it at once: it is no reason to hold anything, and no excuse either (a charge that vanishes in
    the moment in which its date overfills is held).

    What the lines of an unresolved date ask may fall freely, because none of it is billed and changing marks is
    the way out. A line that was held when it was published is no part of that: it falls after an answer only.

    Args: `unmoved`, the published stands that did not change, on all coaches and dates that the changes
    touch; `held_before`, the lines that were held when they were published.
    """
    relevant = [change for change in changes if change.is_relevant]
    weighing = _Weighing(relevant, unmoved, held_before, confirmations)
    while low := weighing.low_lines():
        suspects = weighing.suspects(low)
        if not suspects:
            break
        if not weighing.apply_answers(suspects, low):
            weighing.ask(suspects, low)
    others_followed = len(changes) > len(weighing.waits)
    return HeldChanges(weighing.asked, weighing.kept, weighing.waits, frozenset(weighing.held_lines), others_followed)


class _Weighing:
    """The state of one weighing: which changes are adopted, which wait, and how low each line may be."""

    def __init__(
        self,
        changes: list[ChargeChange],
        unmoved: Sequence[Stand],
        held_before: Collection[Line],
        confirmations: Mapping[str, Confirmation],
    ) -> None:
        self._unmoved, self._confirmations = unmoved, confirmations
        self._changes = changes
        self._left = _bases_left((*unmoved, *(change.new for change in changes if change.new)))
        self._count_by_asked = self._held_on_unresolved_dates(held_before)
        self._published = self._days(lambda change: change.old)
        self._changes = [change for change in changes if change.old or self._published.get(change.place.line)]
        self.accepted: dict[str, ChargeChange] = {}
        self.asked: dict[str, ChargeChange] = {}
        self.kept: dict[str, ChargeChange] = {}
        self.waits: dict[str, tuple[str, ChargeChange]] = {}
        self.held_lines: set[Line] = set()

    def low_lines(self) -> set[Line]:
        """The published lines that are lower than they may be, as long as a change is undecided."""
        if all(self._is_decided(change) for change in self._changes):
            return set()
        days = self._days(lambda change: change.old if change.entry_id in self.waits else change.new)
        return {line for line, lowest in self._lowest_days().items() if days.get(line, 0) < lowest}

    def suspects(self, low: set[Line]) -> list[ChargeChange]:
        """The undecided changes that can be why these lines are low, in order of ids."""
        return [change for change in self._changes if not self._is_decided(change) and change.may_have_lowered(low)]

    def apply_answers(self, suspects: Iterable[ChargeChange], low: set[Line]) -> bool:
        """Decide the suspects about which an answer is on file; False if there is none."""
        decided = False
        for change in suspects:
            question_id = self._question_id(change)
            confirmation = self._confirmations.get(question_id)
            if confirmation is None:
                continue
            decided = True
            if confirmation.answer == Answer.ACCEPT:
                self.accepted[change.entry_id] = change
            else:
                self.kept[question_id] = change
                self.waits[change.entry_id] = (question_id, change)
                self.held_lines |= low
        return decided

    def ask(self, suspects: Iterable[ChargeChange], low: set[Line]) -> None:
        """Let the suspects wait, with one question a line: about the row on which the line rests most."""
        self.held_lines |= low
        by_line: defaultdict[Line, list[ChargeChange]] = defaultdict(list)
        for change in suspects:
            by_line[change.place.line].append(change)
        for companions in by_line.values():
            first = min(companions, key=lambda change: (-(change.old.basis if change.old else 0), change.entry_id))
            question_id = self._question_id(first)
            self.asked[question_id] = first
            self.waits.update({change.entry_id: (question_id, change) for change in companions})

    def _lowest_days(self) -> dict[Line, float]:
        """How low each published line may be: as published, or as the accepted changes leave it.

        On the line that an accepted question was about, that is what all changes of this line leave: so much
        was asked.
        """
        if not self.accepted:
            return self._published
        after = self._days(lambda change: change.new if change.entry_id in self.accepted else change.old)
        lowest = {line: min(days, after.get(line, 0)) for line, days in self._published.items()}
        for line in lowest.keys() & {change.place.line for change in self.accepted.values()}:
            lowest[line] = min(lowest[line], self._days(self._side_that_left(line)).get(line, 0))
        return lowest

    def _side_that_left(self, line: Line) -> Callable[[ChargeChange], Stand | None]:
        def side(change: ChargeChange) -> Stand | None:
            touches = any(stand is not None and stand.line == line for stand in (change.old, change.new))
            return change.new if touches or change.entry_id in self.accepted else change.old

        return side

    def _is_decided(self, change: ChargeChange) -> bool:
        return change.entry_id in self.accepted or change.entry_id in self.waits

    def _question_id(self, change: ChargeChange) -> str:
        return change.question_id(self._left.get(change.place.line, Basis.NOTHING))

    def _days(self, side: Callable[[ChargeChange], Stand | None]) -> dict[Line, float]:
        """The days of each line; of those that count by what they ask, the days asked."""
        return {line: asked if line in self._count_by_asked else days for line, days, asked, _ in self._lines(side)}

    def _held_on_unresolved_dates(self, held_before: Collection[Line]) -> frozenset[Line]:
        published = self._lines(lambda change: change.old)
        return frozenset(
            line for line, *_, status in published if line in held_before and status == ChargeStatus.UNRESOLVED.value
        )

    def _lines(self, side: Callable[[ChargeChange], Stand | None]) -> list[tuple[Line, float, float, str]]:
        """Days, days asked and status of each line, if every change stood on this side."""
        stands = [*self._unmoved, *(stand for change in self._changes if (stand := side(change)))]
        if not stands:
            return []
        lines = lines_by_basis(pd.DataFrame(stands, columns=list(Stand._fields)), self._confirmations)
        places = zip(lines["district_id"], lines["coach_id"], lines["date"].dt.date, strict=True)
        return list(zip(places, lines["days"], lines["asked"], lines["status"], strict=True))


def _bases_left(stands: Iterable[Stand]) -> dict[Line, Basis]:
    left: defaultdict[Line, Basis] = defaultdict(lambda: Basis.NOTHING)
    for stand in stands:
        left[stand.line] = max(left[stand.line], stand.basis)
    return dict(left)
