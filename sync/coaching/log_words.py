"""The lists of words that a log's columns choose from, with the other ways in which coaches say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sheets_templates.cells import Cell
from sync.coaching.readings import Reading, refused
from sync.coaching.registry import Registry
from sync.coaching.texts import cell_text
from sync.coaching.vocabulary import ACTIVITIES, OFF_ROLE_DUTIES, OFF_ROLE_PREFIX, OTHER_TIME, ContractDayMark, Delivery
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
    **dict.fromkeys(("On site", "Onsite", "Face to face", "F2F", "In-person visit"), Delivery.IN_PERSON.value),
    **dict.fromkeys(("Remote", "Remotely", "Online", "Zoom", "Google Meet", "Video call"), Delivery.VIRTUAL.value),
}
_CONTRACT_DAY_ALSO: Final = {
    **dict.fromkeys(("Full", "1", "1 day", "Whole day", "Full contract day"), ContractDayMark.FULL.value),
    **dict.fromkeys(("Half", "0.5", "1/2", "1/2 day", "0.5 day", "Half contract day"), ContractDayMark.HALF.value),
    **dict.fromkeys(("None", "0", "No", "Not charged", "No contract day", "Free"), ContractDayMark.NO_CHARGE.value),
}
_UNKNOWN_FOCUS_AREA: Final = (
    "If it was on the list before, ask the director to write it into the registry again (Focus Areas), with the day from which it"
    " is retired."
)

ACTIVITY_READER: Final = WordReader(
    WordList.of((activity.name for activity in ACTIVITIES), _ACTIVITY_ALSO), "the activity"
)
DELIVERY_READER: Final = WordReader(WordList.of(map(str, Delivery), _DELIVERY_ALSO), "the delivery")
CONTRACT_DAY_READER: Final = WordReader(WordList.of(map(str, ContractDayMark), _CONTRACT_DAY_ALSO), "the contract day")


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
        WordList.of((activity.name for activity in OTHER_TIME + OFF_ROLE_DUTIES), _OTHER_TIME_ALSO), "the activity"
    )
)


def district_reader(registry: Registry, coach_id: str) -> WordReader:
    """The districts that a coach serves, by name or id, as their ids."""
    ids = {assignment.district_id for assignment in registry.assignments_by_coach.get(coach_id, ())}
    served = [district for district in registry.districts.values() if district.district_id in ids]
    names = {district.name: district.district_id for district in served}
    also = {district.district_id: district.name for district in served}
    earlier = {name: district.name for district in served for name in district.earlier_names}
    return WordReader(WordList(names, also, earlier), "the district")


def focus_area_reader(registry: Registry, *, required: bool = True) -> WordReader:
    """The director's focus areas, retired ones included: what was logged before keeps its name."""
    names = WordList.of(area.name for area in registry.focus_areas)
    return WordReader(names, "the focus area", required, _UNKNOWN_FOCUS_AREA)


def funding_source_reader(registry: Registry) -> WordReader:
    """The program's funding sources; an unknown one is left out, so that the contract's own source pays, and
    is pointed out."""
    return WordReader(WordList.of(registry.funding_sources), "the funding source", required=False)
