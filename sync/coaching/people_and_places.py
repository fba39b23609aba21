"""Which coach and which school a cell means. A person is never guessed, and another district's school is
never taken for one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sheets_templates.cells import Cell
from sync.coaching.lists import ALL_SCHOOLS
from sync.coaching.readings import Reading, refused, repaired, unreadable_kind
from sync.coaching.registry import Coach, Registry
from sync.coaching.texts import cell_text, plain
from sync.coaching.words import WordList, WordReader

_ALL_SCHOOLS_ALSO: Final = ("All", "Districtwide", "District-wide", "District wide", "All buildings", "Whole district")
_UNKNOWN_COACH: Final = (
    "Choose the coach from the list in the cell. If the coach was renamed, ask the director to write the earlier name into the"
    " registry (Coaches, Earlier Names)."
)
_UNKNOWN_SCHOOL: Final = (
    "If the school was renamed, ask the director to write its earlier name into the registry (Schools, Earlier Names)."
)


@dataclass(frozen=True)
class SchoolReader:
    """Reads a district's schools as their ids; empty text stands for work that serves the whole district."""

    own: WordReader
    registry: Registry
    district_id: str

    @classmethod
    def of(cls, registry: Registry, district_id: str) -> SchoolReader:
        schools = registry.schools_by_district.get(district_id, ())
        names = {school.name: school.school_id for school in schools} | {ALL_SCHOOLS: ""}
        also = {plain(school.name).removesuffix(" school"): school.name for school in schools}
        also |= dict.fromkeys(_ALL_SCHOOLS_ALSO, ALL_SCHOOLS) | {school.school_id: school.name for school in schools}
        earlier = {name: school.name for school in schools for name in school.earlier_names}
        own = WordReader(WordList(names, also, earlier), "the school", if_unknown=_UNKNOWN_SCHOOL)
        return cls(own, registry, district_id)

    def read(self, cell: Cell) -> Reading:
        """A `school_id`, or empty text for all schools. Another district's school is refused, never taken for
        a like-named one."""
        text = cell_text(cell)
        words = self.own.words
        if not (words.exactly(text) or words.by_other_name(text)) and self._is_elsewhere(plain(text)):
            hint = (
                "Choose one of this district's schools. If the school has moved, ask the director to correct"
                " the registry."
            )
            return refused("The school belongs to another district.", hint)
        return self.own.read(cell)

    def _is_elsewhere(self, name: str) -> bool:
        return bool(self.registry.districts_by_school_name.get(name, frozenset()) - {self.district_id})


@dataclass(frozen=True)
class CoachReader:
    """Reads a coach, written as a name, as `Last, First`, as an e-mail address or as the coach's id. A name
    is never guessed."""

    assigned: tuple[Coach, ...]
    everyone: tuple[Coach, ...]

    @classmethod
    def of(cls, registry: Registry, district_id: str) -> CoachReader:
        return cls(registry.assigned_coaches(district_id), tuple(registry.coaches.values()))

    def read(self, cell: Cell) -> Reading:
        """A `coach_id`; refused for an unknown coach, or for one who never serves this district."""
        wrong_kind = unreadable_kind(cell, "the coach")
        if wrong_kind is not None:
            return wrong_kind
        written = plain(_address_in(cell_text(cell)))
        whole = self._bearers.get(written, frozenset())
        part = self._bearers_of_part.get(written, frozenset())
        if len(whole) == 1:
            return Reading(min(whole))
        if not whole and len(part) == 1:
            hint = "Nothing to do if this is right; otherwise choose from the list in the cell."
            return repaired(min(part), "A part of a name was taken for the one coach here who bears it.", hint)
        if whole or part:
            return refused("More than one coach here bears this name.", "Type the coach's e-mail address instead.")
        if written in self._known_anywhere:
            hint = "Correct the coach, or ask the director to add the assignment to the registry."
            return refused("The coach is not assigned to this district.", hint)
        return refused("The coach is not known.", _UNKNOWN_COACH)

    @cached_property
    def _bearers(self) -> dict[str, frozenset[str]]:
        return _by_text((written, coach) for coach in self.assigned for written in _ways_of_writing(coach))

    @cached_property
    def _bearers_of_part(self) -> dict[str, frozenset[str]]:
        return _by_text((part, coach) for coach in self.assigned for part in plain(coach.name).split() if len(part) > 1)

    @cached_property
    def _known_anywhere(self) -> frozenset[str]:
        return frozenset(written for coach in self.everyone for written in _ways_of_writing(coach))


def _by_text(pairs: Iterable[tuple[str, Coach]]) -> dict[str, frozenset[str]]:
    """The ids of the coaches that each text fits."""
    found: dict[str, frozenset[str]] = {}
    for text, coach in pairs:
        found[text] = found.get(text, frozenset()) | {coach.coach_id}
    return found


def _ways_of_writing(coach: Coach) -> Iterator[str]:
    """Name, e-mail address, id, and the name with its last words first, compared as words are; an earlier name as the name."""
    yield from filter(None, (plain(coach.email), plain(coach.coach_id)))
    for name in (coach.name, *coach.earlier_names):
        words = plain(name).split()
        yield from (" ".join(words[first:] + words[:first]) for first in range(len(words)))


def _address_in(text: str) -> str:
    """The e-mail address in `Name <address>`; the text itself where there is none."""
    address = re.search(r"[\w.+'-]+@[\w.-]+", text)
    return address[0] if address else text
