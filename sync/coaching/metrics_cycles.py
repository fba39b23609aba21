"""The numbers of coaching cycles: one function each; its docstring is the definition. No name and no educator is in any of them.

Source: the ledger's cycles, one row a cycle, with `district_id`, `focus_area`, `phase`, `state` (open, completed, closed), the
days of its phases, `closed_on`, `closed_reason` and `last_activity` (NaT where none is known).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from sync.coaching.calendar import SchoolCalendar
from sync.coaching.coach_book import CycleState
from sync.coaching.cycle_activity import cycle_activity, is_overdue
from sync.coaching.metrics import NO_FOCUS_AREA, Share
from sync.coaching.suppression import has_bands
from sync.coaching.vocabulary import CyclePhase

DAYS_PER_WEEK: Final = 7
CYCLE_COLUMNS: Final = {
    "cycle_id": "str",
    "coach_id": "str",
    "district_id": "str",
    "focus_area": "str",
    "phase": "str",
    "state": "str",
    "identify_on": "datetime64[s]",
    "set_goal_on": "datetime64[s]",
    "plan_on": "datetime64[s]",
    "implement_on": "datetime64[s]",
    "reflect_on": "datetime64[s]",
    "closed_on": "datetime64[s]",
    "closed_reason": "str",
    "last_activity": "datetime64[s]",
}
PHASE_DAYS: Final = ("identify_on", "set_goal_on", "plan_on", "implement_on", "reflect_on")


def no_cycles() -> pd.DataFrame:
    """An empty frame of cycles with the right types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in CYCLE_COLUMNS.items()})


def no_cycle_educators() -> pd.DataFrame:
    """An empty frame of who is behind cycles: `cycle_id`, `district_id`, `educator` (a pseudonym)."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in ("cycle_id", "district_id", "educator")})


def open_cycles(cycles: pd.DataFrame) -> int:
    """Cycles whose reflection is not recorded and that were not closed."""
    return len(_of(cycles, CycleState.OPEN))


def completed_cycles(cycles: pd.DataFrame) -> int:
    """Cycles whose reflection is recorded."""
    return len(_of(cycles, CycleState.COMPLETED))


def closed_early(cycles: pd.DataFrame) -> int:
    """Cycles that were closed without a reflection."""
    return len(_of(cycles, CycleState.CLOSED))


def closed_early_by_reason(cycles: pd.DataFrame) -> dict[str, int]:
    """Cycles closed without a reflection by the reason given (empty text: none), most frequent first."""
    return _counts(_of(cycles, CycleState.CLOSED)["closed_reason"])


def open_cycles_by_phase(cycles: pd.DataFrame) -> dict[CyclePhase, int]:
    """Open cycles in each of the five phases, in their order; 0 where there are none."""
    found = _counts(_of(cycles, CycleState.OPEN)["phase"])
    return {phase: found.get(phase.value, 0) for phase in CyclePhase}


def overdue_cycles(cycles: pd.DataFrame, calendars: Mapping[str, SchoolCalendar], today: date, school_days: int) -> int:
    """Open cycles without an activity for `school_days` school days of their district or more.

    One without any day written down is not among them: nobody knows when something last happened in it.
    """
    rows = _of(cycles, CycleState.OPEN).dropna(subset="last_activity")
    idle = (
        cycle_activity([day], calendars[district_id], today)
        for district_id, day in zip(rows["district_id"], rows["last_activity"].dt.date, strict=True)
        if district_id in calendars
    )
    return sum(is_overdue(each, school_days) for each in idle)


def median_weeks(cycles: pd.DataFrame) -> float | None:
    """Median weeks, to one decimal, from the first phase's day to the closing (without one, to the reflection's day) of completed
    cycles; None where no completed cycle has both days."""
    done = _of(cycles, CycleState.COMPLETED)
    days = (_ends(done) - _starts(done)).dt.days.dropna()
    days = days[days >= 0]
    return round(float(days.median()) / DAYS_PER_WEEK, 1) if len(days) else None


def reflections_recorded(cycles: pd.DataFrame) -> Share:
    """Part: cycles whose reflection is recorded. Whole: these, those closed without one, and open ones in the phase Reflect."""
    done = completed_cycles(cycles)
    waiting = open_cycles_by_phase(cycles)[CyclePhase.REFLECT]
    return Share(done, done + closed_early(cycles) + waiting)


def cycles_by_focus_area(cycles: pd.DataFrame) -> dict[str, Share]:
    """Part: cycles with one focus area (`No focus area given` where there is none). Whole: all cycles. Most frequent first."""
    counts = _counts(cycles["focus_area"].where(cycles["focus_area"] != "", NO_FOCUS_AREA))
    return {name: Share(count, len(cycles)) for name, count in counts.items()}


def cycles_started_by_month(cycles: pd.DataFrame) -> dict[str, int]:
    """Cycles by the month (as 2026-09) of the first day written down for a phase; those without any are absent."""
    return _by_month(_starts(cycles))


def cycles_completed_by_month(cycles: pd.DataFrame) -> dict[str, int]:
    """Completed cycles by the month (as 2026-09) of their closing or reflection; those without a day are absent."""
    return _by_month(_ends(_of(cycles, CycleState.COMPLETED)))


@dataclass(frozen=True)
class DistrictCycles:
    """A district's cycles at the close of a quarter (`as_of`), as far as it may know them. None: too few educators are behind
    them, or have access."""

    open: int | None
    completed: int | None
    threshold: int
    as_of: date


def cycles_as_of(cycles: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The cycles that had begun by a day, each in the state it had at its end, as far as days are written down.

    One without the day of any phase has not begun by then, and one without the day of its end had not ended.
    """
    day = pd.Timestamp(as_of)
    begun = cycles[(_starts(cycles) <= day).to_numpy(bool)]
    ended = (_ends(begun) <= day).to_numpy(bool)
    return begun.assign(state=begun["state"].where(ended, CycleState.OPEN.value))


def cycles_shown_to_district(
    cycles: pd.DataFrame,
    cycle_educators: pd.DataFrame,
    district_id: str,
    access: int,
    threshold: int,
    as_of: date | None,
) -> DistrictCycles | None:
    """Open and completed cycles of a district, each only where at least `threshold` different educators are behind it: with
    fewer, a number could tell who was coached. None where no cycle of the district had begun.

    All of it is as of the close of a quarter (None: none has closed yet): a number that appeared on the very day on which the
    last missing educator began would tell of that one. Of few educators with `access` (so few that the reach itself has no
    band, `suppression.has_bands`) nothing is shown: a number would say that nearly all of them were coached.
    """
    if as_of is None:
        return None
    own = cycles_as_of(cycles[cycles["district_id"] == district_id], as_of)
    if own.empty:
        return None
    if not has_bands(access, threshold):
        return DistrictCycles(None, None, threshold, as_of)
    behind = cycle_educators[cycle_educators["district_id"] == district_id].merge(own[["cycle_id", "state"]])
    people = {state: behind.loc[behind["state"] == state, "educator"].nunique() for state in CycleState}
    return DistrictCycles(
        open_cycles(own) if people[CycleState.OPEN] >= threshold else None,
        completed_cycles(own) if people[CycleState.COMPLETED] >= threshold else None,
        threshold,
        as_of,
    )


def _of(cycles: pd.DataFrame, state: CycleState) -> pd.DataFrame:
    return cycles[cycles["state"] == state.value]


def _starts(cycles: pd.DataFrame) -> pd.Series:
    return cycles[list(PHASE_DAYS)].min(axis=1)


def _ends(cycles: pd.DataFrame) -> pd.Series:
    return cycles["closed_on"].fillna(cycles["reflect_on"])


def _by_month(days: pd.Series) -> dict[str, int]:
    return dict(sorted(_counts(days.dropna().dt.strftime("%Y-%m")).items()))


def _counts(values: pd.Series) -> dict[str, int]:
    """How often each value stands there, most frequent first, equally frequent ones by name."""
    counts = {str(name): int(count) for name, count in values.value_counts().items()}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
