"""The coach's own numbers: the month before the 1:1, and the year's time with educators. Shown to that coach alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from sync.coaching.aggregates import district_aggregates
from sync.coaching.contract_days import charge_lines
from sync.coaching.metrics import Share
from sync.coaching.monthly_talk import (
    CycleCounts,
    OpenMatters,
    hours_and_days,
    month_of_coach,
    previous_month,
    to_bring_up,
)
from sync.coaching.pace import Alert, AlertKind
from sync.coaching.practice import AgainstBenchmark, against_benchmark, practice
from tests.addon_events import ANA, BEN, PracticeAddon, card_of, widgets_of, words_of
from tests.drawn_entries import drawn_entries
from tests.filled_own_workbook import NAMES, fill_in, tapped
from tests.small_program import log_row

pytest_plugins = ("tests.addon_fixtures",)

YEAR: Final = """
    date       | district | activity                     | min
    2026-09-01 | d1       | Co-Planning                  | 60
    2026-09-02 | d1       | Travel                       | 120
    2026-09-03 | d2       | Technical Training           | 30
    2026-09-03 | d2       | Off-role: Substituting       | 30
    2026-10-01 | d1       | Co-Planning                  | 30
    2026-10-02 | d1       | Preparation and Communication | 90
"""
CALM: Final = OpenMatters((), 0, 0, 0, date(2026, 9, 20))
TODAY: Final = date(2026, 10, 5)


def test_the_year_is_a_share_with_both_halves_month_by_month() -> None:
    """With educators: 60 + 30 of 240 minutes in September, 30 of 120 in October."""
    found = practice(district_aggregates(drawn_entries(YEAR)))
    assert found.year == Share(60 + 30 + 30, 240 + 120)
    assert found.months == {"2026-09": Share(90, 240), "2026-10": Share(30, 120)}
    assert found.standing is AgainstBenchmark.WITHIN  # 120 of 360 is one third, both ends within


@pytest.mark.parametrize(
    ("part", "whole", "standing"),
    [
        (0, 0, AgainstBenchmark.NOTHING_LOGGED),
        (0, 60, AgainstBenchmark.BELOW),
        (24, 100, AgainstBenchmark.BELOW),
        (25, 100, AgainstBenchmark.WITHIN),
        (100, 300, AgainstBenchmark.WITHIN),
        (101, 300, AgainstBenchmark.ABOVE),
    ],
)
def test_the_benchmark_is_one_quarter_to_one_third(part: int, whole: int, standing: AgainstBenchmark) -> None:
    """Exactly one quarter and exactly one third are within."""
    assert against_benchmark(Share(part, whole)) is standing


def test_a_month_is_the_coachs_time_over_all_districts() -> None:
    """September only: hours and days by district, drift with its duties."""
    entries = drawn_entries(YEAR)
    found = month_of_coach(entries, charge_lines(entries), date(2026, 9, 1), CycleCounts(1, 0, 0, 2, 1))
    assert found.minutes_by_district == {"d1": 60 + 120, "d2": 30 + 30}
    assert hours_and_days(found) == {"d1": (3.0, "1 day"), "d2": (1.0, "1 day")}
    assert found.days_by_district == {"d1": Decimal(1), "d2": Decimal(1)}
    assert found.drift == Share(30, 240)
    assert list(found.drift_by_duty) == ["Off-role: Substituting"]


def test_what_to_bring_up_comes_in_the_order_of_urgency() -> None:
    """Alerts, questions, drift, cycles, gaps, the last 1:1."""
    entries = drawn_entries(YEAR)
    found = month_of_coach(entries, charge_lines(entries), date(2026, 9, 1), CycleCounts(1, 0, 0, 2, 1))
    alert = Alert(AlertKind.BEHIND, "3 of 10 days charged")
    said = to_bring_up(found, OpenMatters((("North", alert),), 2, 3, 1, date(2026, 8, 1)), TODAY)
    assert said == (
        "North: 3 of 10 days charged",
        "2 questions wait for your answer in Please Confirm.",
        "Role drift: 12% (0.5 of 4 hours) were off-role duties, most of it Substituting.",
        "1 cycle is overdue: what would help to take it up again?",
        "3 school days of the last two weeks without an entry.",
        "1 entry of the last two weeks not linked to anybody.",
        "Your last 1:1 in Support is of August 1, 2026.",
    )


def test_a_month_without_trouble_has_nothing_to_bring_up() -> None:
    """One quarter of the time with educators, a cycle open, all logged and linked."""
    entries = drawn_entries(YEAR)
    found = month_of_coach(entries, charge_lines(entries), date(2026, 10, 1), CycleCounts(0, 0, 0, 1, 0))
    assert to_bring_up(found, CALM, TODAY) == ()


def test_the_month_before_january_is_december() -> None:
    """And the last day of a month belongs to it."""
    assert previous_month(date(2026, 1, 31)) == date(2025, 12, 1)
    assert previous_month(date(2026, 3, 1)) == date(2026, 2, 1)


def test_prepare_talk_shows_last_month_and_names_nobody(coach: PracticeAddon) -> None:
    """September of both districts: 180 + 120 minutes, 1.5 + 0.5 days; cycles are counted, never named."""
    fill_in(coach, "support", [{"date": date(2025, 9, 25), "kind": "1:1", "with_whom": "Dee Rector", "minutes": 45}])
    card = tapped(coach, coach.home(ANA, "C1"), "Prepare 1:1", "C1")
    words = words_of(card)
    assert card["header"]["subtitle"] == "September 2025, all your districts"
    assert "3 hours · 1.5 days charged" in words
    assert "2 hours · 0.5 days charged" in words
    assert "100% (5 of 5 hours)" in words
    assert "3 started · 1 reflected on · 0 closed early" in words
    assert "1 cycle is overdue" in words
    assert "Your last 1:1 in Support is of September 25, 2025." in words
    for name in (*NAMES, "Fractions", "Robots", "Stories", "Maps"):
        assert name not in str(card)


def test_the_present_month_is_one_tap_away(coach: PracticeAddon) -> None:
    """And back again."""
    card = tapped(coach, coach.home(ANA, "C1"), "Prepare 1:1", "C1")
    this = tapped(coach, card, "Show this month", "C1")
    assert this["header"]["subtitle"] == "October 2025, all your districts"
    assert tapped(coach, this, "Show last month", "C1")["header"]["subtitle"].startswith("September")


def test_role_drift_of_a_district_and_of_my_time_comes_up(coach: PracticeAddon) -> None:
    """Substituting in North's log, an evaluation in My Time: both are in the month's drift."""
    fill_in(coach, "activity_log", [log_row("2025-10-07", "C1", "Grant", "Off-role: Substituting", 60)], "D1")
    duty = {"date": date(2025, 10, 8), "district": "South", "activity": "Off-role: Evaluation", "minutes": 30}
    fill_in(coach, "my_time", [duty])
    coach.program.sync()
    this = card_of(coach.act("prepare-talk", ANA, "C1", parameters={"month": "2025-10"}))
    assert "Role drift: 67% (1.5 of 2.2 hours) were off-role duties, most of it Substituting." in words_of(this)


def test_my_practice_has_both_halves_and_the_trend(coach: PracticeAddon) -> None:
    """300 minutes with educators of 345: September all of it, October none of 45."""
    card = tapped(coach, coach.home(ANA, "C1"), "Show my practice", "C1")
    lines = [widget["decoratedText"] for widget in widgets_of(card) if "decoratedText" in widget]
    assert [(each["topLabel"], each["text"]) for each in lines] == [
        ("Time with educators", "87% (5 of 5.8 hours)"),
        ("Sep 2025", "100% (5 of 5 hours)"),
        ("Oct 2025", "0% (0 of 0.8 hours)"),
    ]
    assert lines[0]["bottomLabel"] == "Above the one quarter to one third found in studies"


def test_a_coach_sees_only_their_own_numbers(coach: PracticeAddon) -> None:
    """Ben's practice is made of Ben's half hour; in Ana's workbook he sees nothing at all."""
    assert "100% (0.5 of 0.5 hours)" in words_of(card_of(coach.act("show-practice", BEN, "C2")))
    assert "hours" not in words_of(card_of(coach.act("show-practice", BEN, "C1")))


@pytest.mark.parametrize("month", ["2025-13", "soon", "2025-09-01", "1925-09", ""])
def test_a_month_that_no_button_sends_is_refused(coach: PracticeAddon, month: str) -> None:
    """400, and nothing is read."""
    event = coach.event(ANA, "C1", parameters={"month": month})
    assert coach.send("/sheets/act/prepare-talk", event).status_code == 400
