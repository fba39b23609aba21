"""The words of the field, one each: activities, other time, off-role duties, delivery, contract-day marks, kinds of day.

Source: the Learning Technology Center's program report (2023) for the 15 activities, in its order, and for what coaching is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class TimeKind(StrEnum):
    """What an activity's minutes are: coaching itself, other honest time, or a duty outside the role."""

    COACHING = "Coaching"
    TRAVEL = "Travel"
    PREPARATION = "Preparation and Communication"
    COACH_LEARNING = "Coach Learning"
    OFF_ROLE = "Off-role duty"


@dataclass(frozen=True)
class Activity:
    """`with_educators`: the coach is together with educators. `group`: its row may carry an attendance count."""

    name: str
    kind: TimeKind
    with_educators: bool = False
    group: bool = False

    @property
    def one_to_one(self) -> bool:
        """Work with one educator or a small team, of which a district learns only that it took place."""
        return self.with_educators and not self.group


def _coaching(name: str, *, with_educators: bool = True, group: bool = False) -> Activity:
    return Activity(name, TimeKind.COACHING, with_educators, group)


COACHING_ACTIVITIES: Final = (
    _coaching("Coaching Cycles"),
    _coaching("Informal Coaching"),
    _coaching("Co-Planning"),
    _coaching("Goal Setting"),
    _coaching("Modeling or Co-teaching"),
    _coaching("Observation or Feedback"),
    _coaching("Problem Solving"),
    _coaching("Curriculum Work", with_educators=False),
    _coaching("Resource Development", with_educators=False),
    _coaching("District Planning", with_educators=False),
    _coaching("Data Analysis", with_educators=False),
    _coaching("Small or Large Group Instruction", group=True),
    _coaching("Facilitation of Professional Development", group=True),
    _coaching("Technical Training", group=True),
    _coaching("Individual or Team Meeting", group=True),
)
OTHER_TIME: Final = (
    Activity("Travel", TimeKind.TRAVEL),
    Activity("Preparation and Communication", TimeKind.PREPARATION),
    Activity("Coach Learning", TimeKind.COACH_LEARNING),
)
OFF_ROLE_PREFIX: Final = "Off-role: "
OFF_ROLE_DUTIES: Final = tuple(
    Activity(OFF_ROLE_PREFIX + duty, TimeKind.OFF_ROLE)
    for duty in (
        "Evaluation",
        "Substituting",
        "Acting as an administrator",
        "Fixing broken technology",
        "Administering assessments",
        "Other duty as assigned",
    )
)
ACTIVITIES: Final = COACHING_ACTIVITIES + OTHER_TIME + OFF_ROLE_DUTIES
ACTIVITY_BY_NAME: Final = {activity.name: activity for activity in ACTIVITIES}

DEFAULT_FOCUS_AREAS: Final = (
    "Artificial Intelligence",
    "Classroom Integration & Pedagogy",
    "Computer Science & STEM",
    "Data Privacy & Cybersecurity",
    "Digital Equity",
    "Digital Literacy & Wellness",
    "Leadership & Capacity Building",
    "Network & Systems Management",
    "Technology Planning, Procurement, and Evaluation",
)


class Delivery(StrEnum):
    IN_PERSON = "In person"
    VIRTUAL = "Virtual"


class ContractDayMark(StrEnum):
    """What the coach says of the contract day on an entry; an empty cell leaves it to the rule."""

    FULL = "Full day"
    HALF = "Half day"
    NO_CHARGE = "No charge"


class DayType(StrEnum):
    """The kinds of calendar day; all but the last are coaching days."""

    ATTENDANCE = "Attendance"
    INSTITUTE = "Institute"
    SCHOOL_IMPROVEMENT = "School improvement"
    E_LEARNING = "E-learning"
    NON_ATTENDANCE = "Non-attendance"


class Role(StrEnum):
    DIRECTOR = "Director"
    ADMINISTRATOR = "District administrator"
    PRINCIPAL = "Principal"


class Answer(StrEnum):
    """A coach's or the director's answer in Please Confirm: the first two about a charged contract day, the others about what
    paid for a month's days."""

    KEEP = "Keep the charge"
    ACCEPT = "Accept the change"
    CONFIRM = "Confirm"
    NOT_RIGHT = "Not right"


class QuoteChoice(StrEnum):
    """What the director decides about words that a respondent allowed to be quoted, once a person has looked for names in them."""

    QUOTE = "Quote"
    DO_NOT_QUOTE = "Do not quote"


class CyclePhase(StrEnum):
    """The five phases of a coaching cycle, in their order."""

    IDENTIFY = "Identify"
    SET_GOAL = "Set goal"
    PLAN = "Plan"
    IMPLEMENT = "Implement"
    REFLECT = "Reflect"


class ClosedReason(StrEnum):
    """Why a coaching cycle ended without a reflection."""

    BY_EDUCATOR = "Ended by the educator"
    EDUCATOR_LEFT = "Educator changed role or left"
    CONTINUED = "Continued as another cycle"
    YEAR_ENDED = "School year ended"
    OTHER = "Other reason"


class SupportKind(StrEnum):
    """The support that a coach receives from the program."""

    ONE_TO_ONE = "1:1"
    SITE_VISIT = "Site visit"
    GROUP_MEETING = "Group meeting"
    BOOK_STUDY = "Book study"
    CONFERENCE = "Conference"
    LEARNING = "PD"
