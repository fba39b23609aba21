"""Used, left, pace, forecast and alerts of one district's contract days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.coaching.calendar import SchoolCalendar
from sync.coaching.contract_days import LINE_COLUMNS, ChargeStatus, charge_lines
from sync.coaching.entries import no_entries
from sync.coaching.pace import AlertKind, ContractDays, contract_days, in_words
from sync.coaching.registry import CalendarSpan, Contract, Registry
from sync.coaching.vocabulary import DayType

# Twenty weeks from a Monday to a Friday without any holiday: 100 coaching days.
FIRST, LAST = date(2026, 8, 31), date(2027, 1, 15)


def calendar(*spans: CalendarSpan) -> SchoolCalendar:
    return SchoolCalendar(Registry("P", "2026-27", FIRST, LAST, {}, {}, {}, calendar=spans), None)


def contract(days: float, first_day: date = FIRST, last_day: date = LAST) -> Contract:
    return Contract("d1", Decimal(str(days)), Decimal(500), first_day, last_day)


def friday(week: int) -> date:
    """Friday of a school week, counted from 1."""
    return FIRST + timedelta(weeks=week - 1, days=4)


def charged(
    days: Iterable[tuple[date, float]],
    status: ChargeStatus = ChargeStatus.CHARGED,
    asked: float | None = None,
) -> pd.DataFrame:
    rows = [
        ("d1", "c1", day, charge, charge if asked is None else asked, status.value, "", 1, 1, "")
        for day, charge in days
    ]
    return pd.DataFrame(rows, columns=list(LINE_COLUMNS)).astype(LINE_COLUMNS)


def a_day_each_week(weeks: Iterable[int], days: float = 1) -> pd.DataFrame:
    return charged((friday(week), days) for week in weeks)


def kinds(state: ContractDays) -> list[AlertKind]:
    return [alert.kind for alert in state.alerts]


def test_a_district_on_pace_sees_its_days_with_both_halves_and_no_alert() -> None:
    """20 days over 100 coaching days, one a week, ten weeks gone."""
    state = contract_days(contract(20), a_day_each_week(range(1, 11)), calendar(), friday(10))
    assert (state.contracted, state.charged, state.left, state.expected) == (
        20,
        10,
        20 - 10,
        20 * Decimal(50) / 100,
    )
    assert state.pace
    assert (state.pace.ratio, state.pace.coaching_days.gone, state.pace.coaching_days.whole) == (1, 50, 100)
    # Its own week is not over: weeks 2 to 9 hold 8 days in 40 coaching days; 50 remain: 10 - 8/40 x 50 = 0
    assert state.forecast_left == 0
    assert state.run_out_on == LAST
    assert state.alerts == ()


def test_held_days_are_charged_and_unresolved_days_are_not() -> None:
    """3 charged + 1 held = 4 charged; 1.5 asked on dates that wait for the coach."""
    lines = pd.concat(
        [
            a_day_each_week([1, 2, 3]),
            charged([(friday(4), 1.0)], ChargeStatus.HELD),
            charged([(friday(5), 0.0)], ChargeStatus.UNRESOLVED, asked=1.0),
            charged([(friday(6), 0.0)], ChargeStatus.UNRESOLVED, asked=0.5),
        ],
        ignore_index=True,
    )
    state = contract_days(contract(20), lines, calendar(), friday(6))
    assert (state.charged, state.held, state.unresolved, state.left) == (4, 1, Decimal("1.5"), 16)


@pytest.mark.parametrize(
    ("days", "weeks_charged", "alerts"),
    [
        (40, 20, []),  # 20 charged, 40 x 50/100 = 20 expected
        (40, 18, []),  # 2 behind is 10 percent: a few visits
        (40, 16, [AlertKind.BEHIND]),  # 4 behind is 20 percent
        (40, 24, [AlertKind.AHEAD]),
        (10, 6, []),  # 1 ahead is 20 percent, and one visit of ten
        (10, 7, [AlertKind.AHEAD]),
        (10, 3, [AlertKind.BEHIND]),  # 2 behind
    ],
)
def test_ahead_and_behind_need_a_share_and_a_number_of_days(
    days: int, weeks_charged: int, alerts: list[AlertKind]
) -> None:
    """Half the year is gone; all charges lie in its first week, so that nothing is about to run out."""
    lines = charged([(FIRST, 1.0)] * weeks_charged)
    assert kinds(contract_days(contract(days), lines, calendar(), friday(10))) == alerts


def test_the_alert_says_the_days_and_what_was_expected() -> None:
    """Words for the Dashboard."""
    lines = charged([(FIRST, 1.0)] * 15 + [(FIRST, 0.5)])
    (alert,) = contract_days(contract(41), lines, calendar(), friday(10)).alerts
    assert (str(alert.kind), alert.text) == ("Behind pace", "15.5 days charged, 20.5 days expected by today")


def test_days_that_run_out_are_forecast_to_the_date() -> None:
    """16 left, and 16 in the last 40 coaching days: 16 x 40/16 = 40 coaching days from now."""
    lines = a_day_each_week(range(2, 10), days=2.0)
    state = contract_days(contract(32), lines, calendar(), friday(9) + timedelta(days=1))  # Saturday: week 9 is over
    assert state.run_out_on == friday(9 + 8)
    assert state.forecast_left == 32 - 16 - Decimal(16) * 55 / 40  # 55 coaching days remain: -6
    assert kinds(state) == [AlertKind.RUNS_OUT]
    assert state.alerts[0].text == (
        "The days will run out on December 25, 2026, 15 coaching days before the contract ends"
    )


def test_running_out_in_the_last_two_weeks_is_no_alert() -> None:
    """The same pace with 20 days left: 20 x 40/16 = 50 coaching days from now, 5 before the end."""
    state = contract_days(contract(36), a_day_each_week(range(2, 10), 2.0), calendar(), friday(9) + timedelta(days=1))
    assert (state.run_out_on, kinds(state)) == (friday(19), [])


def test_used_up_days_say_since_when() -> None:
    """Ten of ten days used by week 10: half the year is still to come."""
    state = contract_days(contract(10), a_day_each_week(range(1, 11)), calendar(), friday(11))
    assert (state.left, state.run_out_on, kinds(state)) == (0, friday(10), [AlertKind.RUNS_OUT])
    assert state.alerts[0].text == "All 10 days of the contract are used; 45 coaching days are still to come"


def test_days_beyond_the_contract_are_exceeded_and_left_is_negative() -> None:
    """12 of 10: the tenth day used them up, whatever the order of the lines."""
    lines = a_day_each_week(reversed(range(1, 13)))
    state = contract_days(contract(10), lines, calendar(), friday(13))
    assert (state.charged, state.left, state.run_out_on) == (12, -2, friday(10))
    assert [(alert.kind, alert.text) for alert in state.alerts] == [
        (AlertKind.EXCEEDED, "12 days charged, 2 days beyond the 10 days of the contract")
    ]


def test_a_contract_that_starts_mid_year_is_measured_by_its_own_days() -> None:
    """From week 11 on: after two weeks 10 of its 50 coaching days are gone; its pace is theirs."""
    late = contract(10, first_day=FIRST + timedelta(weeks=10))
    state = contract_days(late, a_day_each_week([11, 12]), calendar(), friday(12) + timedelta(days=1))
    assert state.expected == Decimal(10) * 10 / 50
    assert state.forecast_left == 8 - Decimal(2) * 40 / 10  # the weeks before the contract are no slow weeks of it
    assert (state.outside, state.alerts) == (0, ())


def test_before_its_first_day_a_contract_expects_nothing() -> None:
    """Nothing to forecast from; a day charged too early counts, and is shown as outside."""
    late = contract(10, first_day=FIRST + timedelta(weeks=10))
    state = contract_days(late, a_day_each_week([1]), calendar(), friday(2))
    assert (state.expected, state.charged, state.outside, state.forecast_left) == (0, 1, 1, None)
    assert state.pace
    assert state.pace.ratio is None
    assert state.alerts == ()


def test_after_its_last_day_what_is_left_is_left() -> None:
    """No coaching day remains, so the forecast is the count."""
    state = contract_days(contract(25), a_day_each_week(range(1, 21)), calendar(), LAST + timedelta(days=30))
    assert (state.left, state.forecast_left, state.run_out_on) == (5, 5, None)
    assert kinds(state) == [AlertKind.BEHIND]


def test_weeks_of_break_are_no_weeks_of_the_pace() -> None:
    """Weeks 6 and 7 are off: the last 8 before week 12 are 2 to 5 and 8 to 11, with 8 days in 40."""
    off = CalendarSpan(FIRST + timedelta(weeks=5), friday(7), DayType.NON_ATTENDANCE)
    state = contract_days(contract(30), a_day_each_week([2, 3, 4, 5, 8, 9, 10, 11]), calendar(off), friday(12))
    assert state.forecast_left == 22 - Decimal(8) * 40 / 40  # weeks 13 to 20 remain: 40 coaching days


def test_without_a_contract_the_charged_days_are_shown_and_the_director_is_told() -> None:
    """A district that is served before its contract is in the registry."""
    state = contract_days(None, a_day_each_week([1, 2]), calendar(), friday(3))
    assert (state.charged, state.contracted, state.left, state.expected) == (2, 0, 0, 0)
    assert [(alert.kind, alert.text) for alert in state.alerts] == [
        (AlertKind.NO_CONTRACT, "No contract in the registry")
    ]


def test_days_are_worded_as_a_person_writes_them() -> None:
    """A decimal only where one is needed, and a comma at the thousands."""
    said = [in_words(Decimal(days)) for days in ("1", "2.5", "40.0", "1066")]
    assert said == ["1 day", "2.5 days", "40 days", "1,066 days"]


def test_no_lines_are_no_days() -> None:
    """Frames without rows keep their types; a contract of no days is on pace."""
    empty = charge_lines(no_entries())
    state = contract_days(contract(0), empty, calendar(), friday(10))
    assert (state.charged, state.left, state.run_out_on, state.alerts) == (0, 0, None, ())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 150), st.sampled_from([0.5, 1.0])), max_size=40),
    st.integers(0, 170),
    st.integers(-20, 200),
)
def test_charged_and_left_always_make_up_the_contract(charges: list[tuple[int, float]], days: int, today: int) -> None:
    """Nothing is lost to rounding, and days run out after today unless they are used up."""
    lines = charged((FIRST + timedelta(days=offset), charge) for offset, charge in charges)
    now = FIRST + timedelta(days=today)
    state = contract_days(contract(days), lines, calendar(), now)
    assert state.charged + state.left == days
    assert 0 <= state.expected <= days
    assert state.run_out_on is None or state.left <= 0 or now < state.run_out_on <= LAST
    assert (AlertKind.EXCEEDED in kinds(state)) == (state.left < 0)
