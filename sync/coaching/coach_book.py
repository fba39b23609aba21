"""What a coach's confidential workbook holds, as values with names in them.

These live in memory only, for as long as one read or one card of that very coach takes. No value shows a name or a text when it
is printed. What may be kept is made from them in `nameless`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sync.coaching.entries import RowProblem
from sync.coaching.texts import plain
from sync.coaching.vocabulary import ClosedReason, CyclePhase, SupportKind


@dataclass(frozen=True)
class Educator:
    """`row` is 1-based in the Roster; 0: named in a cycle, but not on the Roster. `school_id` may be empty text."""

    row: int
    name: str = field(repr=False)
    email: str = field(repr=False)
    district_id: str
    school_id: str = ""
    grade_band: str = ""


class CycleState(StrEnum):
    """A cycle is open until its reflection is recorded (completed), or it is closed with a reason (DOMAIN.md)."""

    OPEN = "open"
    COMPLETED = "completed"
    CLOSED = "closed"


@dataclass(frozen=True)
class CoachingCycle:
    """One row of Coaching Cycles. `texts` are the narrative cells by column key; `began` the day on which each phase began, as
    far as it is written down."""

    row: int
    name: str = field(repr=False)
    educators: tuple[Educator, ...] = field(repr=False)
    district_id: str
    focus_area: str
    phase: CyclePhase
    began: Mapping[CyclePhase, date]
    closed_on: date | None
    closed_reason: ClosedReason | None
    texts: Mapping[str, str] = field(repr=False)

    @property
    def state(self) -> CycleState:
        if self.texts.get("reflection"):
            return CycleState.COMPLETED
        return CycleState.CLOSED if self.closed_on or self.closed_reason else CycleState.OPEN


@dataclass(frozen=True)
class WorkedWith:
    """One row of Worked With: an entry of an Activity Log, whom it was with, and the cycle it was part of, if any."""

    row: int
    entry_id: str
    educator: Educator = field(repr=False)
    cycle: CoachingCycle | None = field(repr=False)
    grade_band: str = ""
    phase: CyclePhase | None = None


@dataclass(frozen=True)
class SupportGiven:
    """Support that the coach received; with whom, and the coach's notes, stay in the workbook."""

    row: int
    day: date
    kind: SupportKind
    minutes: int


@dataclass(frozen=True)
class CoachBook:
    """One read of a coach's workbook. A tab that is missing or cannot be read without a risk of misreading it is None: what was
    known of it before still holds."""

    coach_id: str
    roster: tuple[Educator, ...] | None
    cycles: tuple[CoachingCycle, ...] | None
    worked_with: tuple[WorkedWith, ...] | None
    support: tuple[SupportGiven, ...] | None
    problems: tuple[RowProblem, ...]


def name_key(name: str) -> str:
    """A person's name for comparing: no case, accents, punctuation or title, and `Last, First` is `First Last`."""
    words = [word for word in plain(name).split() if word not in TITLES]
    return " ".join(sorted(words))


TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sr", "sra", "srta", "coach"})


def named(people: Iterable[Educator], name: str) -> list[Educator]:
    """The educators that a name may mean, one of each address: none, one, or several who share the name."""
    key = name_key(name)
    found: dict[tuple[str, str], Educator] = {}
    for person in people:
        if key and name_key(person.name) == key:
            found.setdefault((person.district_id, person.email), person)
    with_address = {person.district_id for person in found.values() if person.email}
    return [person for person in found.values() if person.email or person.district_id not in with_address]
