"""Who serves whom on a row's date: the coach of a district's log, or the district of a coach's own.

A log belongs to one side of the assignments; its rows name the other side (`party`), or leave it empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from sync.coaching.distinct import Mask
from sync.coaching.log_rows import Draft
from sync.coaching.readings import ReadColumn, Remark
from sync.coaching.registry import Assignment

Days: TypeAlias = npt.NDArray[np.datetime64]
OnDuty: TypeAlias = Mapping[str, Mask]  # party -> the rows on whose date it is assigned

_NO_DAY: Final = np.datetime64("NaT", "D")


def days_of(column: ReadColumn) -> Days:
    """A column of dates as days; NaT where the cell was refused or blank."""
    values = [_NO_DAY if value is None else np.datetime64(value, "D") for value in column.values]
    return np.array(values, dtype="datetime64[D]")[column.codes]


def on_duty(days: Days, assignments: Sequence[Assignment], party: Callable[[Assignment], str]) -> OnDuty:
    """By party, the rows on whose date one of its assignments holds; a row without a date is in none."""
    found: dict[str, Mask] = {}
    for assignment in assignments:
        within = (days >= np.datetime64(assignment.first_day, "D")) & (days <= np.datetime64(assignment.last_day, "D"))
        found[party(assignment)] = found.get(party(assignment), np.zeros(len(days), np.bool_)) | within
    return found


def absent(column: ReadColumn, days: Days, duty: OnDuty) -> Mask:
    """The dated rows that name a party which is not on duty on their date."""
    named = column.where(bool) & ~np.isnat(days)
    for party, serves in duty.items():
        named &= ~(column.holding(party) & serves)
    return named


def sole_party_filled_in(draft: Draft, key: str, empty: Mask, duty: OnDuty, remark: Remark) -> tuple[Draft, Mask]:
    """The draft with the one party on duty in those of the `empty` rows that have just one, and the empty rows that are left."""
    number = np.sum([*duty.values(), np.zeros(len(draft.rows), np.bool_)], axis=0)
    for party, serves in duty.items():
        sole = empty & serves & (number == 1)
        draft = draft.read_as(key, sole, party).remarked(sole, key, remark)
    return draft, empty & (number != 1)
