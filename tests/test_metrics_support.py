"""The support that coaches receive: what was held, and what is due by now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sync.coaching.metrics_support import (
    behind,
    minutes_by_month_of_support,
    no_support,
    one_to_ones_due,
    semesters,
    site_visits_due,
    support_minutes,
    support_of_year,
    times_held,
)
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import SupportKind
from tests.drawn_logs import REGISTRY

TODAY = date(2026, 3, 20)
ROWS = [
    ("c1", "2025-07-30", "1:1", 45),  # before the school year
    ("c1", "2025-09-05", "1:1", 45),
    ("c1", "2025-09-05", "Group meeting", 60),
    ("c1", "2025-10-03", "1:1", 30),
    ("c1", "2025-11-12", "Site visit", 120),
    ("c2", "2026-02-06", "1:1", 45),
    ("c1", "2026-04-10", "1:1", 45),  # a plan
]


@pytest.fixture
def support() -> pd.DataFrame:
    drawn = pd.DataFrame(ROWS, columns=["coach_id", "day", "kind", "minutes"])
    drawn = drawn.assign(day=pd.to_datetime(drawn["day"]).astype("datetime64[s]"))
    return support_of_year(drawn, REGISTRY, TODAY)


def test_only_what_has_happened_this_school_year_counts(support: pd.DataFrame) -> None:
    """Not the summer before, and no plan."""
    assert len(support) == 5
    assert support_of_year(no_support(), REGISTRY, TODAY).empty


def test_minutes_and_times_are_those_of_the_coach_and_kind(support: pd.DataFrame) -> None:
    """45 + 60 + 30 + 120 minutes; two 1:1s."""
    assert support_minutes(support, "c1") == 45 + 60 + 30 + 120
    assert support_minutes(support, "c1", SupportKind.ONE_TO_ONE) == 45 + 30
    assert times_held(support, "c1", SupportKind.ONE_TO_ONE) == 2
    assert times_held(support, "c3", SupportKind.ONE_TO_ONE) == 0
    assert minutes_by_month_of_support(support, SupportKind.ONE_TO_ONE) == {"2025-09": 45, "2025-10": 30, "2026-02": 45}


@pytest.mark.parametrize(
    ("coach_id", "today", "due"),
    [
        ("c1", date(2025, 8, 31), 0),  # August is not over yet
        ("c1", date(2025, 9, 1), 1),  # it has 11 coaching days
        ("c1", date(2026, 3, 20), 7),  # August to February
        ("c1", date(2026, 6, 5), 10),  # to May; June is over on its last school day
        ("c1", date(2026, 6, 6), 11),  # June has exactly 5 coaching days
        ("c2", date(2026, 3, 20), 2),  # assigned from January: January and February
    ],
)
def test_a_one_to_one_is_due_for_each_month_that_is_over(coach_id: str, today: date, due: int) -> None:
    """Once a month while the coach is assigned; a month with fewer than 5 coaching days needs none."""
    assert one_to_ones_due(REGISTRY, coach_id, today) == due


def test_a_site_visit_is_due_for_each_half_of_the_coaching_days_that_is_over() -> None:
    """The halves meet in January; a coach who came in January owes nothing for the fall."""
    first, second = semesters(REGISTRY)
    assert first[0] == REGISTRY.first_day
    assert second[1] == REGISTRY.last_day
    assert date(2026, 1, 5) < second[0] < date(2026, 1, 31)
    assert site_visits_due(REGISTRY, "c1", first[1]) == 0
    assert site_visits_due(REGISTRY, "c1", second[0]) == 1
    assert site_visits_due(REGISTRY, "c1", date(2026, 6, 6)) == 2


def test_the_registry_says_how_many() -> None:
    """Two site visits a semester, no 1:1s; a coach without a district is due nothing."""
    said = {"site_visits_a_semester": "2", "one_to_ones_a_month": "0"}
    registry: Registry = replace(REGISTRY, settings=said)
    assert site_visits_due(registry, "c1", date(2026, 6, 6)) == 2 * 2
    assert one_to_ones_due(registry, "c1", date(2026, 6, 6)) == 0
    assert site_visits_due(registry, "nobody", date(2026, 6, 6)) == 0


def test_more_than_is_due_is_not_behind() -> None:
    """Three held of one due are not minus two behind."""
    assert (behind(1, 3), behind(3, 1), behind(0, 0)) == (2, 0, 0)
