"""The typed school calendar: which days are coaching days, and how many lie between two days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sync.coaching.calendar import CoachingDaysGone, SchoolCalendar, school_calendars
from sync.coaching.registry import CalendarSpan, District, Registry
from sync.coaching.vocabulary import DayType

# September 2026: the 1st is a Tuesday, the 5th a Saturday, the 7th a Monday (Labor Day).
YEAR_BEGINS, YEAR_ENDS = date(2026, 9, 1), date(2026, 9, 30)


def span(first: int, last: int, day_type: DayType, district_id: str | None = None) -> CalendarSpan:
    return CalendarSpan(date(2026, 9, first), date(2026, 9, last), day_type, district_id)


LABOR_DAY = span(7, 7, DayType.NON_ATTENDANCE)


def registry(*spans: CalendarSpan, first_day: date = YEAR_BEGINS, last_day: date = YEAR_ENDS) -> Registry:
    districts = {district_id: District(district_id, district_id, None) for district_id in ("d1", "d2")}
    return Registry("P", "2026-27", first_day, last_day, districts, {}, {}, calendar=spans)


@pytest.mark.parametrize(
    ("day", "day_type", "coaching"),
    [
        (date(2026, 9, 1), DayType.ATTENDANCE, True),  # a weekday that no span names
        (date(2026, 9, 5), None, False),  # a Saturday
        (date(2026, 9, 7), DayType.NON_ATTENDANCE, False),  # Labor Day
        (date(2026, 9, 8), DayType.INSTITUTE, True),
        (date(2026, 9, 9), DayType.SCHOOL_IMPROVEMENT, True),
        (date(2026, 9, 10), DayType.E_LEARNING, True),
        (date(2026, 8, 31), None, False),  # a Monday before the school year
        (date(2026, 10, 1), None, False),  # a Thursday after it
    ],
)
def test_every_kind_of_school_day_but_non_attendance_is_a_coaching_day(
    day: date, day_type: DayType | None, coaching: bool
) -> None:
    """Four kinds are coaching days; weekends and days outside the year are no school days."""
    calendar = SchoolCalendar(
        registry(
            LABOR_DAY,
            span(8, 8, DayType.INSTITUTE),
            span(9, 9, DayType.SCHOOL_IMPROVEMENT),
            span(10, 10, DayType.E_LEARNING),
        ),
        "d1",
    )
    assert (calendar.day_type(day), calendar.is_coaching_day(day)) == (day_type, coaching)


def test_a_saturday_counts_only_where_a_span_begins_or_ends_on_a_weekend() -> None:
    """An institute Saturday is a coaching day; a Saturday inside two weeks of e-learning is none."""
    calendar = SchoolCalendar(registry(span(12, 12, DayType.INSTITUTE), span(14, 25, DayType.E_LEARNING)), "d1")
    assert calendar.day_type(date(2026, 9, 12)) == DayType.INSTITUTE
    assert calendar.day_type(date(2026, 9, 18)) == DayType.E_LEARNING
    assert calendar.day_type(date(2026, 9, 19)) is None
    assert calendar.coaching_days(date(2026, 9, 7), date(2026, 9, 20)) == 5 + 1 + 5


def test_a_district_span_beats_the_program_span_in_whatever_order_they_stand() -> None:
    """One district is open on the program's holiday; the other is not."""
    open_day = span(7, 7, DayType.ATTENDANCE, "d1")
    for spans in ((LABOR_DAY, open_day), (open_day, LABOR_DAY)):
        calendars = school_calendars(registry(*spans))
        assert [calendars[district].is_coaching_day(date(2026, 9, 7)) for district in ("d1", "d2")] == [
            True,
            False,
        ]


def test_of_two_spans_of_the_same_rank_the_later_row_wins() -> None:
    """A break with one institute day in it, written below the break."""
    calendar = SchoolCalendar(registry(span(7, 11, DayType.NON_ATTENDANCE), span(9, 9, DayType.INSTITUTE)))
    assert calendar.coaching_days(date(2026, 9, 7), date(2026, 9, 11)) == 1


def test_coaching_days_are_counted_with_both_ends_and_inside_the_year_only() -> None:
    """September 2026 has 22 weekdays; Labor Day is off."""
    calendar = SchoolCalendar(registry(LABOR_DAY))
    assert calendar.coaching_days(date(2026, 1, 1), date(2027, 1, 1)) == 22 - 1
    assert calendar.coaching_days(date(2026, 9, 1), date(2026, 9, 1)) == 1
    assert calendar.coaching_days(date(2026, 9, 4), date(2026, 9, 8)) == 1 + 0 + 1  # Friday, (Mon off), Tuesday
    assert calendar.coaching_days(date(2026, 9, 9), date(2026, 9, 8)) == 0


def test_many_calendars_at_once_are_the_same_as_one_by_one() -> None:
    """The shared and the laid-over calendars say of every day what each district's own would."""
    spans = (span(7, 7, DayType.ATTENDANCE, "d2"), LABOR_DAY, span(21, 22, DayType.NON_ATTENDANCE, "d2"))
    shared = school_calendars(registry(*spans))
    days = [YEAR_BEGINS + timedelta(days=offset) for offset in range(-2, 33)]
    for district_id in ("d1", "d2"):
        alone = SchoolCalendar(registry(*spans), district_id)
        assert [shared[district_id].day_type(day) for day in days] == [alone.day_type(day) for day in days]


@pytest.mark.parametrize(
    ("today", "gone"),
    [
        (date(2026, 8, 1), 0),
        (date(2026, 9, 1), 1),
        (date(2026, 9, 6), 4),
        (date(2026, 9, 30), 21),
        (date(2027, 6, 1), 21),
    ],
)
def test_the_share_gone_counts_today_and_keeps_both_halves(today: date, gone: int) -> None:
    """Tuesday to Friday of the first week are 4 of 21 days; the last day makes it whole."""
    assert SchoolCalendar(registry(LABOR_DAY)).share_gone(today) == CoachingDaysGone(gone, 21)


def test_the_share_of_a_year_without_days_is_nothing_rather_than_an_error() -> None:
    """A registry whose year ends before it begins."""
    empty = SchoolCalendar(registry(LABOR_DAY, last_day=date(2026, 8, 1)))
    assert empty.share_gone(date(2026, 9, 1)).share == 0
    assert empty.school_weeks_before(date(2026, 9, 1), 8) == ()
    assert empty.day_type(date(2026, 9, 1)) is None


def test_school_weeks_skip_a_break_and_the_week_that_is_still_being_logged() -> None:
    """The week of the 14th is a break; on Friday the 25th its own week is not over."""
    calendar = SchoolCalendar(registry(LABOR_DAY, span(14, 18, DayType.NON_ATTENDANCE)))
    weeks = calendar.school_weeks_before(date(2026, 9, 25), 8)
    assert [(week.first_day, week.coaching_days) for week in weeks] == [
        (date(2026, 8, 31), 4),  # Monday is before the school year
        (date(2026, 9, 7), 4),  # Labor Day is off
    ]
    saturday = calendar.school_weeks_before(date(2026, 9, 26), 2)
    assert [week.first_day for week in saturday] == [date(2026, 9, 7), date(2026, 9, 21)]


def test_school_days_since_a_day_leave_out_weekends_and_holidays() -> None:
    """From Friday the 4th to Tuesday the 8th over Labor Day is one school day."""
    calendar = SchoolCalendar(registry(LABOR_DAY))
    assert calendar.school_days_since(date(2026, 9, 4), date(2026, 9, 4)) == 0
    assert calendar.school_days_since(date(2026, 9, 4), date(2026, 9, 8)) == 1


def test_the_coaching_day_after_a_day_is_found_or_the_year_is_over() -> None:
    """After Friday the 4th come Tuesday the 8th and Wednesday the 9th; after the 29th one more day."""
    calendar = SchoolCalendar(registry(LABOR_DAY))
    assert calendar.coaching_day_after(date(2026, 9, 4), 2) == date(2026, 9, 9)
    assert calendar.coaching_day_after(date(2026, 9, 29), 1) == date(2026, 9, 30)
    assert calendar.coaching_day_after(date(2026, 9, 29), 2) is None
