"""The shape of a document's template: sections in order, each made of named parts. What a part says is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """What a section can be made of. Each has one maker in `sync.coaching`."""

    # Onboarding document
    PEOPLE = "people"
    ANSWERS = "answers"
    PRIORITIES = "priorities"
    SCHOOLS = "schools"
    CALENDAR = "calendar"
    CHECKLIST = "checklist"
    OPEN_QUESTIONS = "open_questions"
    OTHER_ANSWERS = "other_answers"
    # District report
    REPORT_FIGURES = "report_figures"
    PACE = "pace"
    FOCUS_AREAS = "focus_areas"
    ACTIVITIES = "activities"
    PLANNED_AND_ACTUAL = "planned_and_actual"
    SCHOOLS_SERVED = "schools_served"
    REACH = "reach"
    CYCLES = "cycles"
    NOTES = "notes"
    VOICES = "voices"
    OFF_ROLE = "off_role"
    NEXT_STEPS = "next_steps"
    # Renewal packet
    NEED = "need"
    OPTIONS = "options"
    RATES = "rates"
    DECISION = "decision"
    # Program on one page
    IMPACT = "impact"
    PROGRAM_FIGURES = "program_figures"
    PROGRAM_TIME = "program_time"
    COACH_SUPPORT = "coach_support"
    PROGRAM_FEEDBACK = "program_feedback"
    # Certification of a coach's month
    CERTIFIED_TIME = "certified_time"
    DAY_BY_DAY = "day_by_day"
    NOT_CERTIFIED = "not_certified"
    CERTIFICATION = "certification"


@dataclass(frozen=True)
class SectionTemplate:
    """One section. `intro` stands first; `asks` names the section of the template's tab whose answers belong here."""

    key: str
    title: str
    intro: str = ""
    asks: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class DocumentTemplate:
    """A document. Every text may hold names in braces such as `{district}`.

    `name` is the file's, `organization` stands above the title. `closing` says what it was made from and the rule applied. `tab` is
    the (workbook, tab) whose questions it answers, `labels` their short names by question.
    """

    key: str
    name: str
    organization: str
    title: str
    subtitle: str
    footer: str
    closing: tuple[str, ...]
    sections: tuple[SectionTemplate, ...]
    tab: tuple[str, str] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
