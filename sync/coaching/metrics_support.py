"""The numbers of the support that coaches receive: one function each; its docstring is the definition.

Source: the ledger's support, one row for each time that a coach received support, with `coach_id`, `day`, `kind`, `minutes`. What
is due follows from two settings of the registry and the program's school calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sync.coaching.calendar import SchoolCalendar
from sync.coaching.metrics import Share
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import SupportKind

ONE_TO_ONES_A_MONTH: Final = 1  # where the registry's Settings say nothing else (DOMAIN.md, The year: monthly 1:1s)
SITE_VISITS_A_SEMESTER: Final = 1  # a program's usual rhythm; the registry's Settings say otherwise where it differs
FEWEST_DAYS: Final = 5  # coaching days: in a month with fewer, such as the first of August, no 1:1 is due
SUPPORT_COLUMNS: Final = {"coach_id": "str", "day": "datetime64[s]", "kind": "str", "minutes": "int32"}


def no_support() -> pd.DataFrame:
    """An empty frame of support with the right types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in SUPPORT_COLUMNS.items()})


def support_of_year(support: pd.DataFrame, registry: Registry, today: date) -> pd.DataFrame:
    """The support from the school year's first day to today; rows of the future are plans."""
    first, last = pd.Timestamp(registry.first_day), pd.Timestamp(min(today, registry.last_day))
    return support[(support["day"] >= first) & (support["day"] <= last)]


def support_minutes(support: pd.DataFrame, coach_id: str, kind: SupportKind | None = None) -> int:
    """Minutes of support that one coach received; of one kind where it is given."""
    rows = support[support["coach_id"] == coach_id]
    return int((rows if kind is None else rows[rows["kind"] == kind.value])["minutes"].sum())


def times_held(support: pd.DataFrame, coach_id: str, kind: SupportKind) -> int:
    """How often one coach received support of a kind."""
    return int(((support["coach_id"] == coach_id) & (support["kind"] == kind.value)).sum())


def minutes_by_month_of_support(support: pd.DataFrame, kind: SupportKind) -> dict[str, int]:
    """Minutes of one kind of support over all coaches in each month (as 2026-09); months without are absent."""
    rows = support[support["kind"] == kind.value]
    sums = rows.groupby(rows["day"].dt.strftime("%Y-%m"))["minutes"].sum()
    return {str(month): int(minutes) for month, minutes in sums.items()}


def one_to_ones_due(registry: Registry, coach_id: str, today: date) -> int:
    """1:1s due by now: `one_to_ones_a_month` for each month of the school year that is over, has at least 5 coaching days, and in
    which the coach is assigned to a district."""
    rate = int(registry.settings.get("one_to_ones_a_month", ONE_TO_ONES_A_MONTH))
    calendar = SchoolCalendar(registry)
    months = _months(registry.first_day, registry.last_day)
    return rate * sum(
        last < today
        and calendar.coaching_days(first, last) >= FEWEST_DAYS
        and _assigned(registry, coach_id, first, last)
        for first, last in months
    )


def site_visits_due(registry: Registry, coach_id: str, today: date) -> int:
    """Site visits due by now: `site_visits_a_semester` for each semester that is over and in which the coach is assigned to a
    district. A semester is a half of the school year's coaching days."""
    rate = int(registry.settings.get("site_visits_a_semester", SITE_VISITS_A_SEMESTER))
    return rate * sum(
        last < today and _assigned(registry, coach_id, first, last) for first, last in semesters(registry)
    )


@dataclass(frozen=True)
class ProgramSupport:
    """Support of all coaches together. `minutes` are those of the coaches who received it: an hour of three coaches is three.
    Shares: part, times held; whole, times due by now (more may be held than are due)."""

    minutes: int
    one_to_ones: Share
    site_visits: Share
    group_meetings: int
    conferences: int


def program_support(support: pd.DataFrame, registry: Registry, today: date) -> ProgramSupport | None:
    """What all coaches received from the school year's first day to today; None while nothing is written down."""
    year = support_of_year(support, registry, today)
    if year.empty:
        return None

    def held(kind: SupportKind) -> int:
        return sum(times_held(year, coach_id, kind) for coach_id in registry.coaches)

    return ProgramSupport(
        sum(support_minutes(year, coach_id) for coach_id in registry.coaches),
        Share(held(SupportKind.ONE_TO_ONE), sum(one_to_ones_due(registry, each, today) for each in registry.coaches)),
        Share(held(SupportKind.SITE_VISIT), sum(site_visits_due(registry, each, today) for each in registry.coaches)),
        held(SupportKind.GROUP_MEETING),
        held(SupportKind.CONFERENCE),
    )


def behind(held: int, due: int) -> int:
    """How many of those that are due by now were not held; 0 where more were held than are due."""
    return max(0, due - held)


def semesters(registry: Registry) -> tuple[tuple[date, date], ...]:
    """First and last day (both inclusive) of the two halves of the school year's coaching days; one where there are too few."""
    calendar = SchoolCalendar(registry)
    half = (calendar.coaching_days(registry.first_day, registry.last_day) + 1) // 2
    middle = calendar.coaching_day_after(registry.first_day - timedelta(days=1), half) if half else None
    if middle is None or middle >= registry.last_day:
        return ((registry.first_day, registry.last_day),)
    return ((registry.first_day, middle), (middle + timedelta(days=1), registry.last_day))


def _months(first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    """The months of the school year, the first and the last one cut to it."""
    for month in pd.period_range(first_day, last_day, freq="M"):
        yield max(month.start_time.date(), first_day), min(month.end_time.date(), last_day)


def _assigned(registry: Registry, coach_id: str, first: date, last: date) -> bool:
    own = registry.assignments_by_coach.get(coach_id, ())
    return any(each.first_day <= last and first <= each.last_day for each in own)
