"""The numbers of time: one function each, over aggregates; its docstring is the definition.

Everything is counted in whole minutes. `hours` and `Share` turn minutes into what is shown, at the edge and
nowhere else. Source of all of them: the entries that count (accepted rows), through `aggregates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from sync.coaching.aggregates import COACHING_NAMES, OFF_ROLE_NAMES, Aggregates
from sync.coaching.vocabulary import ACTIVITIES, ACTIVITY_BY_NAME, TimeKind

MINUTES_PER_HOUR: Final = 60
WITH_EDUCATORS: Final = frozenset(activity.name for activity in ACTIVITIES if activity.with_educators)
NO_FOCUS_AREA: Final = "No focus area given"
OTHER_FOCUS_AREAS: Final = "All other focus areas"


def names_of_kind(kind: TimeKind) -> frozenset[str]:
    """The activities whose minutes are of one kind."""
    return frozenset(activity.name for activity in ACTIVITIES if activity.kind is kind)


def hours(minutes: int) -> float:
    """Minutes as hours, rounded to one decimal: for showing, never for calculating on."""
    return round(minutes / MINUTES_PER_HOUR, 1)


@dataclass(frozen=True)
class Share:
    """A part of a whole: both in minutes, or both numbers of things (schools, sections). It divides last,
    and a whole of nothing has no share.
    """

    part: int
    whole: int

    @property
    def ratio(self) -> float | None:
        """Part divided by whole, 0 to 1; None where the whole is 0."""
        return self.part / self.whole if self.whole else None

    def percent(self) -> str:
        """The ratio in whole percent, as `65%`; a dash where there is none, `<1%` for a little that is not
        nothing.
        """
        if self.ratio is None:
            return "–"
        return "<1%" if 0 < self.ratio < 0.005 else f"{self.ratio:.0%}"

    def in_hours(self) -> str:
        """Both halves of minutes in words, as `312 of 480 hours`."""
        return f"{_short(hours(self.part))} of {_short(hours(self.whole))} hours"

    def counted(self) -> str:
        """Both halves of a number of things, as `5 of 6`."""
        return f"{self.part:,} of {self.whole:,}"


def total_minutes(aggregates: Aggregates) -> int:
    """All minutes logged: coaching, other time and off-role duties."""
    return int(aggregates.activity["minutes"].sum())


def coaching_minutes(aggregates: Aggregates) -> int:
    """Minutes of the 15 activities of the program."""
    return _minutes_of(aggregates, COACHING_NAMES)


def number_of_entries(aggregates: Aggregates) -> int:
    """Entries that count, of every kind of time."""
    return int(aggregates.activity["entries"].sum())


def time_with_educators(aggregates: Aggregates) -> Share:
    """Part: minutes of activities that a coach does together with educators. Whole: all minutes logged."""
    return Share(_minutes_of(aggregates, WITH_EDUCATORS), total_minutes(aggregates))


def role_drift(aggregates: Aggregates) -> Share:
    """Part: minutes of off-role duties (what coaching is not). Whole: all minutes logged."""
    return Share(_minutes_of(aggregates, OFF_ROLE_NAMES), total_minutes(aggregates))


def role_drift_by_duty(aggregates: Aggregates) -> dict[str, Share]:
    """Part: minutes of one off-role duty. Whole: all minutes logged. Largest first; duties without minutes
    are absent.
    """
    minutes = minutes_by(aggregates.activity, "activity")
    return _shares({name: part for name, part in minutes.items() if name in OFF_ROLE_NAMES}, total_minutes(aggregates))


def share_by_activity(aggregates: Aggregates, folded: Mapping[TimeKind, str]) -> dict[str, Share]:
    """Part: minutes of one activity. Whole: all minutes logged.

    Args: `folded` names the kinds of time whose activities are counted together, each under its one name.
    Returns: largest first; activities without minutes are absent.
    """
    minutes: dict[str, int] = {}
    for name, part in minutes_by(aggregates.activity, "activity").items():
        shown = folded.get(ACTIVITY_BY_NAME[name].kind, name)
        minutes[shown] = minutes.get(shown, 0) + part
    return _shares(_largest_first(minutes), total_minutes(aggregates))


def share_by_focus_area(aggregates: Aggregates) -> dict[str, Share]:
    """Part: coaching minutes with one focus area (`No focus area given` where there is none). Whole: all
    coaching minutes.

    Returns: largest first; focus areas without minutes are absent.
    """
    minutes = {name or NO_FOCUS_AREA: part for name, part in minutes_by(aggregates.focus, "focus_area").items()}
    return _shares(minutes, coaching_minutes(aggregates))


def largest_focus_areas(aggregates: Aggregates, slices: int) -> dict[str, Share]:
    """`share_by_focus_area` in at most `slices` parts: what is beyond the largest is one part, `All other
    focus areas`.
    """
    shares = share_by_focus_area(aggregates)
    if len(shares) <= slices:
        return shares
    kept = dict(list(shares.items())[: slices - 1])
    whole = coaching_minutes(aggregates)
    return kept | {OTHER_FOCUS_AREAS: Share(whole - sum(share.part for share in kept.values()), whole)}


def share_by_school(aggregates: Aggregates) -> dict[str, Share]:
    """Part: coaching minutes at one school, by school id (empty: for the whole district). Whole: all
    coaching minutes.
    """
    return _shares(minutes_by(aggregates.place, "school_id"), coaching_minutes(aggregates))


def share_by_delivery(aggregates: Aggregates) -> dict[str, Share]:
    """Part: coaching minutes in person, or virtual. Whole: all coaching minutes."""
    return _shares(minutes_by(aggregates.place, "delivery"), coaching_minutes(aggregates))


def coaching_minutes_by_month(aggregates: Aggregates) -> dict[str, int]:
    """Coaching minutes of each month (text as 2026-09); months without are absent."""
    return minutes_by(_of(aggregates.activity, COACHING_NAMES), "month")


def other_minutes_by_month(aggregates: Aggregates) -> dict[str, int]:
    """Minutes of other time and off-role duties of each month (as 2026-09); months without are absent."""
    return minutes_by(_of(aggregates.activity, frozenset(ACTIVITY_BY_NAME) - COACHING_NAMES), "month")


def minutes_by_month_of_kind(aggregates: Aggregates, kind: TimeKind) -> dict[str, int]:
    """Minutes of one kind of time in each month (text as 2026-09); months without are absent."""
    return minutes_by(_of(aggregates.activity, names_of_kind(kind)), "month")


def coaching_minutes_of_month(aggregates: Aggregates, day: date) -> int:
    """Coaching minutes of the calendar month that `day` lies in."""
    return coaching_minutes_by_month(aggregates).get(f"{day:%Y-%m}", 0)


def months_to_show(aggregates: Aggregates, first_day: date, today: date) -> list[str]:
    """The months from the school year's first to today's, and any other in which something was logged, in
    order, as 2026-09.

    No months while nothing was logged at all. Months without an entry stay in, so that a gap is seen.
    """
    logged = set(minutes_by(aggregates.activity, "month"))
    if not logged:
        return []
    so_far = pd.period_range(first_day, max(first_day, today), freq="M")
    return sorted(logged | {str(month) for month in so_far})


def hours_of_entries(minutes: pd.Series) -> pd.Series:
    """`hours` of many entries at once."""
    return (minutes / MINUTES_PER_HOUR).round(1)


def minutes_by(rows: pd.DataFrame, key: str) -> dict[str, int]:
    """Minutes of one of the aggregates' tables by one of its keys, largest first, equal ones by name."""
    sums = rows.groupby(key, observed=True)["minutes"].sum()
    return _largest_first({str(name): int(minutes) for name, minutes in sums.items()})


def _minutes_of(aggregates: Aggregates, activities: Iterable[str]) -> int:
    return int(_of(aggregates.activity, activities)["minutes"].sum())


def _of(rows: pd.DataFrame, activities: Iterable[str]) -> pd.DataFrame:
    return rows[rows["activity"].isin(list(activities))]


def _shares(minutes: Mapping[str, int], whole: int) -> dict[str, Share]:
    return {name: Share(part, whole) for name, part in minutes.items()}


def _largest_first(minutes: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(minutes.items(), key=lambda item: (-item[1], item[0])))


def _short(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")
