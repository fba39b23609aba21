"""What only the whole row tells: whether the coach serves the district that day, whether a focus area is
missing, what must not stand there.

Each rule takes the draft of all rows and gives a new one.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sync.coaching.calendar import SchoolCalendar
from sync.coaching.entries import Outcome
from sync.coaching.log_rows import Draft
from sync.coaching.on_duty import absent, days_of, on_duty, sole_party_filled_in
from sync.coaching.readings import Remark
from sync.coaching.registry import Assignment, Registry
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, DayType, TimeKind

_ANY_DAY: Final = (TimeKind.TRAVEL, TimeKind.COACH_LEARNING)  # a coach travels and learns on any day


def assignments_of(registry: Registry, district_id: str) -> tuple[Assignment, ...]:
    """The assignments of one district."""
    return tuple(assignment for assignment in registry.assignments if assignment.district_id == district_id)


def served_by_its_coaches(draft: Draft, assignments: tuple[Assignment, ...]) -> Draft:
    """A coach who serves the district, but not on that date, is a problem; an empty coach is the one coach
    assigned on that date, and a problem where there are none or several.
    """
    column, days = draft.columns["coach"], days_of(draft.columns["date"])
    duty = on_duty(days, assignments, lambda assignment: assignment.coach_id)
    draft = draft.remarked(absent(column, days, duty), "coach", _NOT_THAT_DAY)
    draft, missing = sole_party_filled_in(draft, "coach", column.holding(""), duty, _SOLE_COACH)
    return draft.remarked(missing, "coach", _COACH_MISSING)


def school_open_on_the_day(draft: Draft, calendar: SchoolCalendar) -> Draft:
    """A notice for work on a weekend or a day without school; travel and a coach's own learning may be on any
    day."""
    dates, any_day = draft.columns["date"], draft.columns["activity"].where(_may_be_any_day)
    weekend = dates.where(lambda day: day is not None and calendar.day_type(day) is None)
    closed = dates.where(lambda day: day is not None and calendar.day_type(day) is DayType.NON_ATTENDANCE)
    return draft.remarked(weekend & ~any_day, "date", _WEEKEND).remarked(closed & ~any_day, "date", _NO_SCHOOL)


def focus_area_fits(draft: Draft, registry: Registry) -> Draft:
    """A notice for coaching without a focus area (it counts as not given), and for a focus area used after it
    was retired."""
    focus, days = draft.columns["focus_area"], days_of(draft.columns["date"])
    missing = focus.holding("") & draft.columns["activity"].where(_is_coaching)
    draft = draft.remarked(missing, "focus_area", _NO_FOCUS_AREA)
    for area in registry.focus_areas:
        if area.retired_on is not None:
            used = focus.holding(area.name)
            draft = draft.remarked(used & (days >= np.datetime64(area.retired_on, "D")), "focus_area", _RETIRED)
    return draft


def no_head_count_of_one_to_one(draft: Draft) -> Draft:
    """An attendance count beside anything but group work is dropped: it would tell who was coached."""
    given = draft.columns["attendance"].where(lambda count: count is not None)
    stray = (
        given
        & ~draft.columns["activity"].where(_is_group)
        & draft.columns["activity"].where(lambda name: name is not None)
    )
    return draft.read_as("attendance", stray, None).remarked(stray, "attendance", _HEAD_COUNT)


def _may_be_any_day(activity: str | None) -> bool:
    return activity is not None and ACTIVITY_BY_NAME[activity].kind in _ANY_DAY


def _is_coaching(activity: str | None) -> bool:
    return activity is not None and ACTIVITY_BY_NAME[activity].kind is TimeKind.COACHING


def _is_group(activity: str | None) -> bool:
    return activity is not None and ACTIVITY_BY_NAME[activity].group


_SOLE_COACH: Final = Remark(
    Outcome.REPAIRED,
    "The coach was empty; the row counts for the one coach assigned to this district on that date.",
    "Choose the coach in the row.",
)
_COACH_MISSING: Final = Remark(Outcome.PROBLEM, "The coach is missing.", "Choose the coach from the list in the cell.")
_NOT_THAT_DAY: Final = Remark(
    Outcome.PROBLEM,
    "The coach is not assigned to this district on that date.",
    "Correct the date or the coach, or ask the director to correct the assignment in the registry.",
)
_WEEKEND: Final = Remark(
    Outcome.NOTICE,
    "The date is on a weekend. The row counts.",
    "Nothing to do if the work was done that day; otherwise correct the date.",
)
_NO_SCHOOL: Final = Remark(
    Outcome.NOTICE,
    "The school calendar says there was no school on that date. The row counts.",
    "Nothing to do if the work was done that day; otherwise correct the date, or tell the director that the"
    " calendar is wrong.",
)
_NO_FOCUS_AREA: Final = Remark(
    Outcome.NOTICE,
    "The focus area is empty. The row counts, without a focus area.",
    "Choose the focus area, so that the share of time by focus area is complete.",
)
_RETIRED: Final = Remark(
    Outcome.NOTICE,
    "The focus area is no longer offered. The row counts under it.",
    "Choose one of the focus areas in the list.",
)
_HEAD_COUNT: Final = Remark(
    Outcome.REPAIRED,
    "A head-count stands beside work that is not group work. It was left out, because it could show who was coached.",
    "Empty the cell. Attendance belongs to group instruction, professional development, training and meetings.",
)
