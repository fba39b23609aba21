"""The stretches of a school year that a report can be about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sync.coaching.periods import UnknownPeriod, period_named
from sync.coaching.registry import Registry

YEAR = Registry("Shared Coaching", "2025-26", date(2025, 8, 18), date(2026, 6, 30), {}, {}, {})
TODAY = date(2026, 5, 29)


@pytest.mark.parametrize(
    ("text", "first_day", "last_day"),
    [
        ("2025-10", date(2025, 10, 1), date(2025, 10, 31)),
        ("2025-08", date(2025, 8, 18), date(2025, 8, 31)),  # school begins on the 18th
        ("2026-05", date(2026, 5, 1), TODAY),  # not over yet
        ("Q1", date(2025, 8, 18), date(2025, 10, 31)),
        ("q2", date(2025, 11, 1), date(2026, 1, 31)),
        ("Q3", date(2026, 2, 1), date(2026, 4, 30)),
        ("Q4", date(2026, 5, 1), TODAY),
        ("year", date(2025, 8, 18), TODAY),
    ],
)
def test_a_period_is_cut_to_the_school_year_and_to_today(text: str, first_day: date, last_day: date) -> None:
    """Quarters count three months each from the month in which school begins."""
    period = period_named(text, YEAR, TODAY)
    assert (period.first_day, period.last_day) == (first_day, last_day)


def test_every_day_of_the_year_so_far_lies_in_exactly_one_quarter() -> None:
    """No day is told twice, none is left out."""
    quarters = [period_named(f"Q{number}", YEAR, TODAY) for number in (1, 2, 3, 4)]
    days = [(quarter.last_day - quarter.first_day).days + 1 for quarter in quarters]
    assert sum(days) == (TODAY - YEAR.first_day).days + 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("October", "no period"),
        ("2025-13", "no period"),
        ("Q5", "no period"),
        ("2025-07", "outside the school year"),
        ("2026-06", "has not begun"),
    ],
)
def test_what_is_no_period_is_refused_with_those_there_are(text: str, said: str) -> None:
    """The message says what to type instead."""
    with pytest.raises(UnknownPeriod, match=said):
        period_named(text, YEAR, TODAY)


def test_a_quarter_ends_where_the_registry_says() -> None:
    """The same quarters as those at whose close the reach is published."""
    year = replace(YEAR, settings={"quarter_ends": "2025-10-17, 2026-01-16, 2026-03-20"})
    assert period_named("Q2", year, TODAY).first_day == date(2025, 10, 18)
    two_halves = replace(YEAR, settings={"quarter_ends": "2026-01-16"})
    with pytest.raises(UnknownPeriod, match="has no Q3"):
        period_named("Q3", two_halves, TODAY)
