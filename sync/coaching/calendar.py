"""The typed school calendar of one district: which days are coaching days, and how many lie between two days.

Days are typed (vocabulary.DayType); all types but Non-attendance are coaching days. Source: the registry's
School Calendar tab.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

from sync.coaching.registry import CalendarSpan, Registry
from sync.coaching.vocabulary import DayType

_DAY_TYPES: Final = tuple(DayType)
_ATTENDANCE: Final = _DAY_TYPES.index(DayType.ATTENDANCE)
_NON_ATTENDANCE: Final = _DAY_TYPES.index(DayType.NON_ATTENDANCE)
_NO_SCHOOL_DAY: Final = -1
_SATURDAY: Final = 5  # date.weekday()
_DAYS_A_WEEK: Final = 7


@dataclass(frozen=True)
class SchoolWeek:
    """Monday to Sunday, both inclusive, with the number of its coaching days (at least one)."""

    first_day: date
    last_day: date
    coaching_days: int


@dataclass(frozen=True)
class CoachingDaysGone:
    """A share of a stretch of the calendar with both halves: coaching days `gone` of the `whole`."""

    gone: int
    whole: int

    @property
    def share(self) -> Decimal:
        """From 0 to 1; 0 where there is no coaching day at all."""
        return Decimal(self.gone) / self.whole if self.whole else Decimal(0)


class SchoolCalendar:
    """The school year of one district, or of the program (`district_id` None), day by day.

    A weekday that no span names is an attendance day. A weekend is no school day unless a span names it: a
    span that begins or ends on a weekend names its weekend days, one that begins and ends on weekdays runs
    over those inside it. A district's span beats the program's; of two spans of the same rank the later row
    of the registry wins. Outside the school year no day is a school day. All days are inclusive. Many
    districts at once: `school_calendars`.
    """

    def __init__(self, registry: Registry, district_id: str | None = None) -> None:
        self.first_day: Final = registry.first_day
        self.last_day: Final = registry.last_day
        ranks: tuple[str | None, ...] = (None,) if district_id is None else (None, district_id)
        length = max(0, (self.last_day - self.first_day).days + 1)
        weekend = self._weekdays(length) >= _SATURDAY
        self._types: npt.NDArray[np.int8] = np.where(weekend, _NO_SCHOOL_DAY, _ATTENDANCE).astype(np.int8)
        for rank in ranks:
            self._name_days(span for span in registry.calendar if span.district_id == rank)
        self._count()

    def day_type(self, day: date) -> DayType | None:
        """The kind of a school day; None on weekends that no span names and outside the school year."""
        offset = (day - self.first_day).days
        if not 0 <= offset < len(self._types):
            return None
        number = int(self._types[offset])
        return None if number == _NO_SCHOOL_DAY else _DAY_TYPES[number]

    def is_coaching_day(self, day: date) -> bool:
        """Whether a coach may be in a school that day: any school day but Non-attendance."""
        return self.day_type(day) not in (None, DayType.NON_ATTENDANCE)

    def coaching_days(self, first_day: date, last_day: date) -> int:
        """Coaching days from `first_day` to `last_day`, both inclusive; 0 when in the wrong order."""
        return max(0, self._through(last_day) - self._through(first_day - timedelta(days=1)))

    def share_gone(self, today: date, first_day: date | None = None, last_day: date | None = None) -> CoachingDaysGone:
        """Coaching days gone, `today` included, of those between two days (default: of the school year)."""
        first_day, last_day = first_day or self.first_day, last_day or self.last_day
        gone = self.coaching_days(first_day, min(today, last_day))
        return CoachingDaysGone(gone, self.coaching_days(first_day, last_day))

    def school_weeks_before(self, today: date, weeks: int) -> tuple[SchoolWeek, ...]:
        """The last weeks that had a coaching day and are over, oldest first; fewer early in the year.

        A week is over when its last coaching day is before `today`, so a week that is still being logged
        never counts.
        """
        coaching = np.flatnonzero(self._coaching)
        numbers, counts = np.unique((coaching + self.first_day.weekday()) // _DAYS_A_WEEK, return_counts=True)
        last_coaching_day = coaching[np.cumsum(counts) - 1]
        over = np.flatnonzero(last_coaching_day < (today - self.first_day).days)
        monday = self.first_day - timedelta(days=self.first_day.weekday())
        found = []
        for week in over[max(0, len(over) - weeks) :]:
            first = monday + timedelta(weeks=int(numbers[week]))
            found.append(SchoolWeek(first, first + timedelta(days=_DAYS_A_WEEK - 1), int(counts[week])))
        return tuple(found)

    def school_days_since(self, day: date, today: date) -> int:
        """Coaching days after `day` up to and including `today`: 0 on the day itself."""
        return self.coaching_days(day + timedelta(days=1), today)

    def coaching_day_after(self, today: date, count: int) -> date | None:
        """The `count`-th coaching day after `today` (1: the next one); None when the year has fewer left."""
        offset = int(np.searchsorted(self._gone, self._through(today) + count, side="left"))
        return self.first_day + timedelta(days=offset) if offset < len(self._gone) else None

    def _with_spans(self, spans: Iterable[CalendarSpan]) -> SchoolCalendar:
        """This calendar with a district's own spans laid over it."""
        own = object.__new__(SchoolCalendar)
        own.__dict__.update(self.__dict__, _types=self._types.copy())
        own._name_days(spans)
        own._count()
        return own

    def _name_days(self, spans: Iterable[CalendarSpan]) -> None:
        weekday = self._weekdays(len(self._types)) < _SATURDAY
        for span in spans:
            first, last = (span.first_day - self.first_day).days, (span.last_day - self.first_day).days
            named = slice(max(0, first), max(0, last + 1))
            names_weekends = span.first_day.weekday() >= _SATURDAY or span.last_day.weekday() >= _SATURDAY
            self._types[named][weekday[named] | names_weekends] = _DAY_TYPES.index(span.day_type)

    def _count(self) -> None:
        self._coaching: npt.NDArray[np.bool_] = (self._types != _NO_SCHOOL_DAY) & (self._types != _NON_ATTENDANCE)
        self._gone = np.cumsum(self._coaching)

    def _weekdays(self, length: int) -> npt.NDArray[np.int_]:
        return (np.arange(length) + self.first_day.weekday()) % _DAYS_A_WEEK

    def _through(self, day: date) -> int:
        """Coaching days from the first day of the school year to `day`."""
        offset = min((day - self.first_day).days, len(self._gone) - 1)
        return int(self._gone[offset]) if offset >= 0 else 0


def school_calendars(registry: Registry) -> dict[str, SchoolCalendar]:
    """Each district's calendar; districts without spans of their own share the program's, made once."""
    program = SchoolCalendar(registry)
    own: defaultdict[str, list[CalendarSpan]] = defaultdict(list)
    for span in registry.calendar:
        if span.district_id is not None:
            own[span.district_id].append(span)
    return {
        district_id: program._with_spans(own[district_id]) if district_id in own else program
        for district_id in registry.districts
    }
