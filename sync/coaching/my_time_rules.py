"""What only the whole row of My Time tells: for which district the time was."""

from __future__ import annotations

from typing import Final

from sync.coaching.entries import Outcome
from sync.coaching.log_rows import Draft
from sync.coaching.on_duty import absent, days_of, on_duty, sole_party_filled_in
from sync.coaching.readings import Remark
from sync.coaching.registry import Assignment
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, TimeKind


def only_district_of_the_day(draft: Draft, assignments: tuple[Assignment, ...]) -> Draft:
    """An empty district of a coach's own log is the one that the coach serves on that date, and a given one
    must be served on that date.

    A coach's own learning belongs to no district. Other time for which there is not one district counts as
    the program's own; an off-role duty needs its district.
    """
    column, activities = draft.columns["district"], draft.columns["activity"]
    days = days_of(draft.columns["date"])
    duty = on_duty(days, assignments, lambda assignment: assignment.district_id)
    empty = column.holding("") & ~activities.where(_is_learning)
    draft, unknown = sole_party_filled_in(draft, "district", empty, duty, _SOLE_DISTRICT)
    draft = draft.remarked(absent(column, days, duty), "district", _DISTRICT_NOT_THAT_DAY)
    off_role = activities.where(_is_off_role)
    draft = draft.remarked(unknown & off_role, "district", _DISTRICT_MISSING)
    return draft.remarked(unknown & ~off_role, "district", _NO_DISTRICT)


def _is_learning(activity: str | None) -> bool:
    return activity is not None and ACTIVITY_BY_NAME[activity].kind is TimeKind.COACH_LEARNING


def _is_off_role(activity: str | None) -> bool:
    return activity is not None and ACTIVITY_BY_NAME[activity].kind is TimeKind.OFF_ROLE


_SOLE_DISTRICT: Final = Remark(
    Outcome.REPAIRED,
    "The district was empty; the row counts for the one district that you serve on that date.",
    "Choose the district in the row.",
)
_DISTRICT_MISSING: Final = Remark(
    Outcome.PROBLEM,
    "The district is missing: an off-role duty is done for one.",
    "Choose the district from the list in the cell.",
)
_NO_DISTRICT: Final = Remark(
    Outcome.NOTICE,
    "The district is empty. The row counts as the program's own time.",
    "Choose the district if the time was for one.",
)
_DISTRICT_NOT_THAT_DAY: Final = Remark(
    Outcome.PROBLEM,
    "You are not assigned to this district on that date.",
    "Correct the date or the district, or ask the director to correct the assignment in the registry.",
)
