"""The lists of words that a log's columns choose from, with the other ways in which coaches say them."""

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
from sync.coaching.vocabulary import (
    ACTIVITIES,
    OFF_ROLE_DUTIES,
    OFF_ROLE_PREFIX,
    OTHER_TIME,
    ContractDayMark,
    Delivery,
)
from sync.coaching.words import WordList, WordReader

_ACTIVITY_ALSO: Final = {
    "Modeling": "Modeling or Co-teaching",
    "Co-teaching": "Modeling or Co-teaching",
    "Modeling and Co-teaching": "Modeling or Co-teaching",
    "Modelling": "Modeling or Co-teaching",
    "Observation": "Observation or Feedback",
    "Feedback": "Observation or Feedback",
    "Small Group Instruction": "Small or Large Group Instruction",
    "Large Group Instruction": "Small or Large Group Instruction",
    "Group Instruction": "Small or Large Group Instruction",
    "Professional Development": "Facilitation of Professional Development",
    "Facilitation of PD": "Facilitation of Professional Development",
    "PD Facilitation": "Facilitation of Professional Development",
    "Individual Meeting": "Individual or Team Meeting",
    "Team Meeting": "Individual or Team Meeting",
    "Preparation": "Preparation and Communication",
    "Communication": "Preparation and Communication",
    "Prep": "Preparation and Communication",
    "Prep and Communication": "Preparation and Communication",
    "Travel Time": "Travel",
    "Driving": "Travel",
} | {duty.name.removeprefix(OFF_ROLE_PREFIX): duty.name for duty in OFF_ROLE_DUTIES}
_OTHER_TIME: Final = frozenset(activity.name for activity in OTHER_TIME + OFF_ROLE_DUTIES)
_OTHER_TIME_ALSO: Final = {other: name for other, name in _ACTIVITY_ALSO.items() if name in _OTHER_TIME}
_DELIVERY_ALSO: Final = {
    **dict.fromkeys(
        ("On site", "Onsite", "Face to face", "F2F", "In-person visit"), Delivery.IN_PERSON.value
    ),
    **dict.fromkeys(
        ("Remote", "Remotely", "Online", "Zoom", "Google Meet", "Video call"), Delivery.VIRTUAL.value
    ),
}
_CONTRACT_DAY_ALSO: Final = {
    **dict.fromkeys(("Full", "1", "1 day", "Whole day", "Full contract day"), ContractDayMark.FULL.value),
    **dict.fromkeys(
        ("Half", "0.5", "1/2", "1/2 day", "0.5 day", "Half contract day"), ContractDayMark.HALF.value
    ),
    **dict.fromkeys(
        ("None", "0", "No", "Not charged", "No contract day", "Free"), ContractDayMark.NO_CHARGE.value
    ),
}
_ALL_SCHOOLS_ALSO: Final = (
    "All",
    "Districtwide",
    "District-wide",
    "District wide",
    "All buildings",
    "Whole district",
)

ACTIVITY_READER: Final = WordReader(
    WordList.of((activity.name for activity in ACTIVITIES), _ACTIVITY_ALSO), "the activity"
)
DELIVERY_READER: Final = WordReader(WordList.of(map(str, Delivery), _DELIVERY_ALSO), "the delivery")
CONTRACT_DAY_READER: Final = WordReader(
    WordList.of(map(str, ContractDayMark), _CONTRACT_DAY_ALSO), "the contract day"
)


@dataclass(frozen=True)
class OtherTimeReader:
    """Reads the activities of My Time: other time and off-role duties. Coaching belongs where the district
    sees it."""

    words: WordReader

    def read(self, cell: Cell) -> Reading:
        """The activity's name; refused for coaching, which a district's Activity Log must show."""
        found = self.words.read(cell)
        if found.refused and ACTIVITY_READER.words.exactly(cell_text(cell)):
            return refused("Coaching is not logged here.", "Move the row to the district's Activity Log.")
        return found


OTHER_TIME_READER: Final = OtherTimeReader(
    WordReader(
        WordList.of((activity.name for activity in OTHER_TIME + OFF_ROLE_DUTIES), _OTHER_TIME_ALSO),
        "the activity",
    )
)


def district_reader(registry: Registry, coach_id: str) -> WordReader:
    """The districts that a coach serves, by name or id, as their ids."""
    ids = {assignment.district_id for assignment in registry.assignments if assignment.coach_id == coach_id}
    served = [district for district in registry.districts.values() if district.district_id in ids]
    names = {district.name: district.district_id for district in served}
    return WordReader(
        WordList(names, {district.district_id: district.name for district in served}), "the district"
    )


def focus_area_reader(registry: Registry) -> WordReader:
    """The director's focus areas, retired ones included: what was logged before keeps its name."""
    return WordReader(WordList.of(area.name for area in registry.focus_areas), "the focus area")


def funding_source_reader(registry: Registry) -> WordReader:
    """The program's funding sources; an unknown one is left out, so that the contract's own source pays, and
    is pointed out."""
    return WordReader(WordList.of(registry.funding_sources), "the funding source", required=False)


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
        also |= dict.fromkeys(_ALL_SCHOOLS_ALSO, ALL_SCHOOLS) | {
            school.school_id: school.name for school in schools
        }
        return cls(WordReader(WordList(names, also), "the school"), registry, district_id)

    def read(self, cell: Cell) -> Reading:
        """A `school_id`, or empty text for all schools. Another district's school is refused, never taken for
        a like-named one."""
        text = cell_text(cell)
        words = self.own.words
        if not (words.exactly(text) or words.by_other_name(text)) and plain(text) in self._elsewhere:
            hint = (
                "Choose one of this district's schools. If the school has moved, ask the director to correct"
                " the registry."
            )
            return refused("The school belongs to another district.", hint)
        return self.own.read(cell)

    @cached_property
    def _elsewhere(self) -> frozenset[str]:
        others = (
            school for school in self.registry.schools.values() if school.district_id != self.district_id
        )
        return frozenset(plain(school.name) for school in others)


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
            return repaired(
                min(part), "A part of a name was taken for the one coach here who bears it.", hint
            )
        if whole or part:
            return refused(
                "More than one coach here bears this name.", "Type the coach's e-mail address instead."
            )
        if written in self._known_anywhere:
            hint = "Correct the coach, or ask the director to add the assignment to the registry."
            return refused("The coach is not assigned to this district.", hint)
        return refused("The coach is not known.", "Choose the coach from the list in the cell.")

    @cached_property
    def _bearers(self) -> dict[str, frozenset[str]]:
        return _by_text((written, coach) for coach in self.assigned for written in _ways_of_writing(coach))

    @cached_property
    def _bearers_of_part(self) -> dict[str, frozenset[str]]:
        return _by_text(
            (part, coach) for coach in self.assigned for part in plain(coach.name).split() if len(part) > 1
        )

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
    """Name, e-mail address, id, and the name with its last words first, compared as words are."""
    words = plain(coach.name).split()
    rotations = (" ".join(words[first:] + words[:first]) for first in range(1, len(words)))
    return filter(None, (plain(coach.name), plain(coach.email), plain(coach.coach_id), *rotations))


def _address_in(text: str) -> str:
    """The e-mail address in `Name <address>`; the text itself where there is none."""
    address = re.search(r"[\w.+'-]+@[\w.-]+", text)
    return address[0] if address else text
