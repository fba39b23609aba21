"""How each column of an Activity Log and of My Time is read, and what an empty cell of it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial
from sync.coaching.dates import HINT as DATE_HINT
from sync.coaching.dates import DateReader
from sync.coaching.durations import FEWEST_PLAIN_MINUTES, FEWEST_PLAIN_MINUTES_UNDER_HOURS, read_duration
from sync.coaching.durations import HINT as MINUTES_HINT
from sync.coaching.log_words import (
    ACTIVITY_READER,
    CONTRACT_DAY_READER,
    DELIVERY_READER,
    OTHER_TIME_READER,
    district_reader,
    focus_area_reader,
    funding_source_reader,
)
from sync.coaching.people_and_places import CoachReader, SchoolReader
from sync.coaching.readings import ColumnReader, Reading, noticed, refused, repaired
from sync.coaching.registry import Registry
from sync.coaching.texts import cell_text
from sync.coaching.vocabulary import Delivery

LARGEST_ATTENDANCE: Final = (
    5000  # persons; the largest hall a district has, and less than any year, date or phone number
)
_PICK: Final = "Choose from the list in the cell."
_DATE_MISSING: Final = refused("The date is missing.", DATE_HINT)
_ACTIVITY_MISSING: Final = refused("The activity is missing.", _PICK)
_MINUTES_MISSING: Final = refused("The minutes are missing.", MINUTES_HINT)
_LEFT_OUT: Final = "Type the number of people who took part, for example 12, or empty the cell."


@dataclass(frozen=True)
class LogContext:
    """What reading one workbook's log needs to know. `today` is the day in the district's time zone;
    `minutes_header` the header of the minutes column as it stands."""

    registry: Registry
    today: date
    locale: str
    minutes_header: str = ""

    def dates(self) -> ColumnReader:
        reader = DateReader(self.locale, self.registry.first_day, self.registry.last_day, self.today)
        return ColumnReader(reader.read, _DATE_MISSING)

    def minutes(self) -> ColumnReader:
        """Below a header that says hours a plain number up to 16 is unclear."""
        in_hours = re.search(r"\b(hours?|hrs?|h)\b", self.minutes_header.casefold()) is not None
        fewest = FEWEST_PLAIN_MINUTES_UNDER_HOURS if in_hours else FEWEST_PLAIN_MINUTES
        return ColumnReader(partial(read_duration, fewest_plain_minutes=fewest), _MINUTES_MISSING)


def activity_log_readers(context: LogContext, district_id: str) -> Mapping[str, ColumnReader]:
    """The reader of each column of a district's Activity Log but the id, by key."""
    registry = context.registry
    return {
        "date": context.dates(),
        "coach": ColumnReader(CoachReader.of(registry, district_id).read, Reading("")),
        "school": ColumnReader(SchoolReader.of(registry, district_id).read, Reading("")),
        "activity": ColumnReader(ACTIVITY_READER.read, _ACTIVITY_MISSING),
        "focus_area": ColumnReader(focus_area_reader(registry).read, Reading("")),
        "minutes": context.minutes(),
        "delivery": ColumnReader(DELIVERY_READER.read, Reading(Delivery.IN_PERSON.value)),
        "contract_day": ColumnReader(CONTRACT_DAY_READER.read, Reading("")),
        "attendance": ColumnReader(read_attendance, Reading(None)),
        "funding_source": ColumnReader(funding_source_reader(registry).read, Reading("")),
    }


def my_time_readers(context: LogContext, coach_id: str) -> Mapping[str, ColumnReader]:
    """The reader of each column of a coach's My Time but the id, by key."""
    return {
        "date": context.dates(),
        "district": ColumnReader(district_reader(context.registry, coach_id).read, Reading("")),
        "activity": ColumnReader(OTHER_TIME_READER.read, _ACTIVITY_MISSING),
        "minutes": context.minutes(),
    }


def read_attendance(cell: Cell) -> Reading:
    """The number of people who took part; None, with a notice, where it cannot be read. It never holds a row
    back."""
    if isinstance(cell, (DaySerial, ClockSerial, bool, CellError)):
        return noticed(None, "The attendance is not a number. It was left out; the rest of the row counts.", _LEFT_OUT)
    text = cell_text(cell)
    numbers = re.findall(r"\d+(?:[.,]\d+)?", text)
    negative = text.startswith("-")
    if len(numbers) != 1 or negative or not numbers[0].isdecimal() or int(numbers[0]) > LARGEST_ATTENDANCE:
        return noticed(
            None, "The attendance is not a number of people. It was left out; the rest of the row counts.", _LEFT_OUT
        )
    count = int(numbers[0])
    if text == numbers[0]:
        return Reading(count)
    return repaired(
        count,
        f"The attendance was read as {count}.",
        "Nothing to do if this is right; otherwise type the number alone.",
    )
