"""Next year's choices: the days this year needed, and what each number of days would cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sync.coaching.calendar import CoachingDaysGone
from sync.coaching.metrics_renewal import RenewalOption, days_needed, renewal_options
from sync.coaching.pace import ContractDays, Pace
from sync.coaching.registry import Contract

CONTRACT = Contract("d1", Decimal(50), Decimal("440.00"), date(2025, 8, 18), date(2026, 6, 5))


def contract_days(charged: str, forecast_left: str | None) -> ContractDays:
    used, left = Decimal(charged), Decimal(50) - Decimal(charged)
    pace = Pace(used, Decimal(50), CoachingDaysGone(150, 170))
    forecast = None if forecast_left is None else Decimal(forecast_left)
    return ContractDays(Decimal(50), used, Decimal(0), Decimal(0), left, Decimal(0), pace, forecast, None, ())


@pytest.mark.parametrize(
    ("charged", "forecast_left", "needed"),
    [
        ("40.5", "8.3", "42.0"),  # 50 - 8.3 = 41.7, up to half a day
        ("52", "-4", "54"),
        ("45", "9", "45"),  # what is used already was needed
        ("3", None, None),
    ],
)
def test_days_needed_are_those_used_and_those_to_come(
    charged: str, forecast_left: str | None, needed: str | None
) -> None:
    """Rounded up to half a day, and unknown while there is nothing to go by."""
    assert days_needed(contract_days(charged, forecast_left)) == (None if needed is None else Decimal(needed))


def test_the_choices_are_fewer_the_same_more_and_what_was_needed() -> None:
    """A step is a tenth in whole fives; the need of 42 days is met by 45, which is one step fewer."""
    options = renewal_options(CONTRACT, Decimal(42))
    assert [(each.name, each.days, each.amount) for each in options] == [
        ("Fewer days · This year's need", 45, Decimal("19800.00")),
        ("The same days", 50, Decimal("22000.00")),
        ("More days", 55, Decimal("24200.00")),
    ]
    assert [each.difference for each in options] == [Decimal("-2200.00"), Decimal(0), Decimal("2200.00")]


def test_a_need_far_from_this_years_days_is_a_choice_of_its_own() -> None:
    """Each number of days stands once, fewest first."""
    assert [each.days for each in renewal_options(CONTRACT, Decimal("63.5"))] == [45, 50, 55, 65]


def test_next_years_rate_is_used_where_the_registry_gives_it() -> None:
    """The same days then cost more, and the difference says how much."""
    dearer = replace(CONTRACT, next_daily_rate=Decimal("455.50"))
    same = next(each for each in renewal_options(dearer, None) if each.days == 50)
    assert same == RenewalOption(
        "The same days", Decimal(50), Decimal("455.50"), Decimal("22775.00"), Decimal("775.00")
    )


def test_a_district_of_very_few_days_is_offered_no_fewer_than_some() -> None:
    """Five days less than five would be none."""
    small = replace(CONTRACT, days=Decimal(5))
    assert [each.days for each in renewal_options(small, None)] == [5, 10]
