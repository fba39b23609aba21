"""The sample's school calendar: typed days for everybody, and where a district keeps its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from sync.coaching.vocabulary import DayType


@dataclass(frozen=True)
class Span:
    """Days of one type, both ends inclusive. `district_id` empty: every district; a district's own win."""

    first_day: date
    last_day: date
    day_type: DayType
    label: str
    district_id: str = ""


def _day(month: int, day: int, day_type: DayType, label: str, district_id: str = "") -> Span:
    return _days((month, day), (month, day), day_type, label, district_id)


def _days(first: tuple[int, int], last: tuple[int, int], day_type: DayType, label: str, district_id: str = "") -> Span:
    return Span(_of_school_year(*first), _of_school_year(*last), day_type, label, district_id)


def _of_school_year(month: int, day: int) -> date:
    return date(2025 if month >= 7 else 2026, month, day)


_OFF, _INSTITUTE, _IMPROVEMENT = DayType.NON_ATTENDANCE, DayType.INSTITUTE, DayType.SCHOOL_IMPROVEMENT
COMMON_CALENDAR: Final = (
    _days((8, 18), (8, 19), _INSTITUTE, "Opening institute"),
    _day(9, 1, _OFF, "Labor Day"),
    _day(9, 17, _IMPROVEMENT, "School improvement, early dismissal"),
    _day(10, 10, _INSTITUTE, "Fall institute"),
    _day(10, 13, _OFF, "Columbus Day"),
    _day(11, 5, _IMPROVEMENT, "School improvement, early dismissal"),
    _day(11, 11, _OFF, "Veterans Day"),
    _days((11, 26), (11, 28), _OFF, "Thanksgiving break"),
    _days((12, 22), (1, 2), _OFF, "Winter break"),
    _day(1, 19, _OFF, "Martin Luther King Jr. Day"),
    _days((1, 26), (1, 27), DayType.E_LEARNING, "Snow"),
    _day(2, 4, _IMPROVEMENT, "School improvement, early dismissal"),
    _day(2, 16, _OFF, "Presidents' Day"),
    _day(2, 27, _INSTITUTE, "Spring institute"),
    _days((3, 23), (3, 27), _OFF, "Spring break"),
    _day(4, 3, _OFF, "Good Friday"),
    _day(4, 15, _IMPROVEMENT, "School improvement, early dismissal"),
    _day(5, 25, _OFF, "Memorial Day"),
    _days((6, 8), (6, 30), _OFF, "Summer break"),
)
DISTRICT_CALENDARS: Final = (
    *(
        span
        for district_id in ("D05", "D11", "D14")  # these take spring break a week later
        for span in (
            _days((3, 23), (3, 27), DayType.ATTENDANCE, "School in session", district_id),
            _days((3, 30), (4, 2), _OFF, "Spring break", district_id),
        )
    ),
    _day(3, 2, _OFF, "Casimir Pulaski Day", "D02"),
    _day(3, 2, _OFF, "Casimir Pulaski Day", "D07"),
    _day(11, 4, DayType.E_LEARNING, "Building used as a polling place", "D10"),
    _day(2, 27, DayType.ATTENDANCE, "School in session", "D16"),
    _day(4, 24, _INSTITUTE, "Cooperative institute", "D16"),
    _days((6, 8), (6, 26), DayType.ATTENDANCE, "Summer school", "D13"),
    _days((12, 18), (12, 19), _OFF, "Finals week ends early", "D17"),
)


@cache
def day_types(district_id: str) -> Mapping[date, DayType]:
    """The days that the calendar names for one district; every other weekday is an attendance day."""
    own = (span for span in DISTRICT_CALENDARS if span.district_id == district_id)
    return {
        span.first_day + timedelta(days=offset): span.day_type
        for span in (*COMMON_CALENDAR, *own)
        for offset in range((span.last_day - span.first_day).days + 1)
    }


def coaching_days(district_id: str, first_day: date, last_day: date) -> list[date]:
    """The weekdays from `first_day` to `last_day`, both inclusive, on which the district is not closed."""
    named = day_types(district_id)
    days = (first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1))
    return [day for day in days if day.weekday() < 5 and named.get(day) is not _OFF]
