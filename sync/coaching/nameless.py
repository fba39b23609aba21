"""What may be kept of a coach's workbook: encounters and cycles without a name, each educator as a keyed pseudonym, names as marks.

The pseudonym is HMAC-SHA-256 over the district and the normalized e-mail address (the normalized name where there is none), with
a key that stands outside the database and is new each school year (DOMAIN.md, Confidentiality 1). It serves one purpose: to count
one educator once.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sync.coaching.coach_book import CoachBook, CoachingCycle, CycleState, Educator, SupportGiven, WorkedWith, name_key
from sync.coaching.name_marks import NameMark, name_marks
from sync.coaching.registry import Registry
from sync.coaching.texts import plain
from sync.coaching.vocabulary import CyclePhase

SHORTEST_KEY = 32  # bytes: as long as what SHA-256 gives


@dataclass(frozen=True)
class Encounter:
    """An entry and one educator whom it was with; `cycle_id` is empty text where it was part of none."""

    entry_id: str
    district_id: str
    educator: str
    cycle_id: str


@dataclass(frozen=True)
class NamelessCycle:
    """A cycle as numbers, days and words of lists. `closed_reason` is empty text for one that was not closed early; `educators`
    is how many different ones it is with."""

    cycle_id: str
    coach_id: str
    district_id: str
    focus_area: str
    phase: str
    state: str
    identify_on: date | None
    set_goal_on: date | None
    plan_on: date | None
    implement_on: date | None
    reflect_on: date | None
    closed_on: date | None
    closed_reason: str
    reflected: bool
    educators: int


@dataclass(frozen=True)
class CycleEducator:
    """That a cycle is with an educator of a district."""

    cycle_id: str
    district_id: str
    educator: str


@dataclass(frozen=True)
class NamelessBook:
    """What is kept of one read. None: the tab could not be read, and what was kept before stays."""

    coach_id: str
    encounters: tuple[Encounter, ...] | None
    cycles: tuple[NamelessCycle, ...] | None
    cycle_educators: tuple[CycleEducator, ...] | None
    support: tuple[SupportGiven, ...] | None
    marks: tuple[NameMark, ...] | None


def pseudonym(key: bytes, educator: Educator) -> str:
    """128 bits in hexadecimal that are the same for one educator of a district whatever coach writes the name, as long as the
    e-mail address is the same.

    Raises ValueError for a short key: whoever guesses it could try names until one fits.
    """
    if educator.email:
        identity = ("e-mail", unicodedata.normalize("NFKC", educator.email).casefold())
    else:
        identity = ("name", name_key(educator.name))
    return _mark(key, "educator", educator.district_id, *identity)


def cycle_id(key: bytes, coach_id: str, cycle: CoachingCycle, same_before: int = 0) -> str:
    """A keyed stand-in for a cycle: its own name may hold an educator's. `same_before` tells cycles of one name apart."""
    return _mark(key, "cycle", coach_id, cycle.district_id, plain(cycle.name), str(same_before))


def without_names(book: CoachBook, registry: Registry, key: bytes) -> NamelessBook:
    """The book as what may be kept of it. Raises ValueError as `pseudonym` does."""
    ids = _cycle_ids(book, key)
    marks = None if book.roster is None else name_marks(book.roster, registry, key)
    encounters = None
    if book.worked_with is not None:
        encounters = tuple(_encounters(book.worked_with, ids, key))
    if book.cycles is None:
        return NamelessBook(book.coach_id, encounters, None, None, book.support, marks)
    cycles = tuple(_nameless(cycle, ids[cycle.row], book.coach_id, key) for cycle in book.cycles)
    behind = (
        CycleEducator(ids[cycle.row], person.district_id, pseudonym(key, person))
        for cycle in book.cycles
        for person in cycle.educators
    )
    return NamelessBook(book.coach_id, encounters, cycles, tuple(dict.fromkeys(behind)), book.support, marks)


def _encounters(rows: Iterable[WorkedWith], ids: Mapping[int, str], key: bytes) -> Iterable[Encounter]:
    """One for each entry and educator; of two rows for the same, the one that names a cycle."""
    found: dict[tuple[str, str], Encounter] = {}
    for row in rows:
        encounter = Encounter(
            row.entry_id,
            row.educator.district_id,
            pseudonym(key, row.educator),
            ids[row.cycle.row] if row.cycle else "",
        )
        same = (encounter.entry_id, encounter.educator)
        if same not in found or not found[same].cycle_id:
            found[same] = encounter
    return found.values()


def _cycle_ids(book: CoachBook, key: bytes) -> dict[int, str]:
    """Each cycle's id by its row."""
    found: dict[int, str] = {}
    seen: list[tuple[str, str]] = []
    for cycle in book.cycles or ():
        same = (cycle.district_id, plain(cycle.name))
        found[cycle.row] = cycle_id(key, book.coach_id, cycle, seen.count(same))
        seen.append(same)
    return found


def _nameless(cycle: CoachingCycle, its_id: str, coach_id: str, key: bytes) -> NamelessCycle:
    began = cycle.began.get
    return NamelessCycle(
        its_id,
        coach_id,
        cycle.district_id,
        cycle.focus_area,
        cycle.phase.value,
        cycle.state.value,
        began(CyclePhase.IDENTIFY),
        began(CyclePhase.SET_GOAL),
        began(CyclePhase.PLAN),
        began(CyclePhase.IMPLEMENT),
        began(CyclePhase.REFLECT),
        closed_on=cycle.closed_on,
        closed_reason=cycle.closed_reason.value if cycle.closed_reason else "",
        reflected=cycle.state is CycleState.COMPLETED,
        educators=_different(cycle.educators, key),
    )


def _different(people: Iterable[Educator], key: bytes) -> int:
    return len({pseudonym(key, person) for person in people})


def _mark(key: bytes, *parts: str) -> str:
    if len(key) < SHORTEST_KEY:
        raise ValueError("The pseudonym key is shorter than 32 bytes. Let coachlog make it: remove the file and sync.")
    message = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
