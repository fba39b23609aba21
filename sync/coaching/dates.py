"""The day of an activity, from whatever a person typed: a date of the Sheet, or text in the order of the
workbook's locale."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

from dateutil import parser as dateutil_parser

from sheets_templates.cells import Cell, ClockSerial, DaySerial
from sync.coaching.readings import Reading, refused, repaired, unreadable_kind
from sync.coaching.texts import tidy

SERIAL_DAY_ZERO: Final = date(1899, 12, 30)  # day 0 of a Sheet's serial dates
_LAST_SERIAL: Final = (date(9999, 12, 31) - SERIAL_DAY_ZERO).days
# Territories that write the month first (Unicode CLDR, dateFormats short); everyone else puts the day first,
# unless the year leads.
_MONTH_FIRST: Final = frozenset({"US", "PH", "PW", "FM", "MH", "GU", "AS", "PR", "VI", "UM", "MP"})
_YEAR_FIRST: Final = frozenset({"ja", "zh", "ko", "hu", "lt", "sv", "mn", "fa"})
_LONGEST_TEXT: Final = 40  # characters; "Wednesday, September 30th, 2026, 10:30 AM" and no more
_STARTS: Final = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2004, 2, 2, tzinfo=UTC))  # what differs was not typed
WithYear: TypeAlias = Callable[[int, int], date | None]
_CLOCK: Final = "The cell holds a time of day beside the date; only the day was read."
_CLOCK_HINT: Final = "Type the day alone: in a district's workbook a time of day could show who was coached."
_HYPHENS: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")  # as word processors write 2026-09-15
HINT: Final = "Double-click the cell and choose the day from the calendar, or type it like 2026-09-15."


class _Century(dateutil_parser.parserinfo):
    """Two-digit years are of this century, whatever the day on which the program runs."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        return year if century_specified or year >= 100 else year + 2000


@dataclass(frozen=True)
class DateReader:
    """Reads dates of one workbook. `locale` is the workbook's own, for example `en_US` or `en_GB`;
    `first_day` and `last_day` bound what a date may be (both inclusive) and complete one typed without its
    year; `today`, where given, is the last day that may have been worked."""

    locale: str
    first_day: date
    last_day: date
    today: date | None = None
    span: str = "the school year"

    def read(self, cell: Cell) -> Reading:
        """The `date` of one cell; refused when it cannot be read, lies outside the span, or lies in the
        future."""
        found = read_date(cell, self.locale, self._with_year)
        if found.refused:
            return found
        day: date = found.value
        if not self.first_day <= day <= self.last_day:
            return refused(
                f"The date is outside {self.span} ({_shown(self.first_day)} to {_shown(self.last_day)}).",
                "Correct the date, and look at its year first.",
            )
        if self.today is not None and day > self.today:
            return refused(
                "The date is in the future.",
                "Correct the date; a planned activity counts by itself once its day has come.",
            )
        if isinstance(cell, DaySerial) and not float(cell).is_integer():
            return repaired(day, _CLOCK, _CLOCK_HINT)
        return found

    def _with_year(self, month: int, day: int) -> date | None:
        for year in range(self.first_day.year, self.last_day.year + 1):
            whole = _date(year, month, day)
            if whole is not None and self.first_day <= whole <= self.last_day:
                return whole
        return None


def read_date(cell: Cell, locale: str, with_year: WithYear | None = None) -> Reading:
    """The `date` of one cell. `with_year(month, day)` completes a date that was typed without its year, or
    gives None."""
    kind = unreadable_kind(cell, "the date")
    if kind is not None:
        return kind
    if isinstance(cell, DaySerial) and 1 <= cell <= _LAST_SERIAL:
        return Reading(SERIAL_DAY_ZERO + timedelta(days=int(cell)))
    if isinstance(cell, DaySerial) and cell > _LAST_SERIAL:
        return _number(float(cell))  # 20260915 typed into a cell that shows dates
    if isinstance(cell, ClockSerial) or (isinstance(cell, DaySerial) and 0 <= cell < 1):
        return refused("The cell holds a time of day instead of a date.", HINT)
    if isinstance(cell, DaySerial):
        return refused("The cell holds a number instead of a date.", HINT)
    if isinstance(cell, (int, float)):
        return _number(float(cell))
    return _text(tidy(str(cell)).translate(_HYPHENS), locale, with_year)


def _number(number: float) -> Reading:
    compact = f"{number:.0f}" if float(number).is_integer() else ""
    if re.fullmatch(r"20\d{6}", compact):
        day = _date(int(compact[:4]), int(compact[4:6]), int(compact[6:]))
        return _as_read(day) if day else _unread()
    if 36526 <= number < 73051:  # 2000-01-01 to 2099-12-31: a date that stands in a cell without a date format
        return Reading(SERIAL_DAY_ZERO + timedelta(days=int(number)))
    return refused("The cell holds a number instead of a date.", HINT)


def _text(text: str, locale: str, with_year: WithYear | None) -> Reading:
    info = _Century(dayfirst=_day_first(text, locale), yearfirst=_language(locale) in _YEAR_FIRST)
    if len(text) > _LONGEST_TEXT or not re.search(r"\d", text) or re.fullmatch(r"\d{1,5}", text):
        return _unread()
    readings = set()
    for start in _STARTS:
        try:
            readings.add(dateutil_parser.parse(text, parserinfo=info, default=start, ignoretz=True).date())
        except (ValueError, OverflowError, TypeError):
            return _unread()
    first = min(readings)
    if len(readings) == 1:
        iso = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)
        return Reading(first) if iso else _as_read(first)
    same_day = len({(day.month, day.day) for day in readings}) == 1
    completed = with_year(first.month, first.day) if same_day and with_year else None
    return _as_read(completed) if completed else _unread()


def _day_first(text: str, locale: str) -> bool:
    """Whether the first of two small numbers is the day. After a year of four digits the month always
    leads."""
    if re.match(r"\d{4}\D", text) or _language(locale) in _YEAR_FIRST:
        return False
    territory = locale.replace("-", "_").partition("_")[2].upper()
    return territory not in _MONTH_FIRST if territory else _language(locale) not in ("", "en")


def _language(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0]


def _as_read(day: date) -> Reading:
    return repaired(day, f"The date was read as {_shown(day)}.", f"Nothing to do if this is right. Otherwise: {HINT}")


def _unread() -> Reading:
    return refused("The date cannot be read.", HINT)


def _shown(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
