"""The day of an activity, from whatever was typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial
from sync.coaching.dates import DateReader, read_date
from sync.coaching.entries import Outcome
from tests.drawn_logs import FIRST_DAY, LAST_DAY, TODAY, serial

SEPTEMBER_3 = date(2025, 9, 3)


def reader(locale: str = "en_US") -> DateReader:
    return DateReader(locale, FIRST_DAY, LAST_DAY, TODAY)


@pytest.mark.parametrize(
    "cell", [serial(SEPTEMBER_3), float(serial(SEPTEMBER_3)), "2025-09-03", "2025\u201109\u201103"]
)
def test_dates_of_the_sheet_and_iso_text_need_no_remark(cell: Cell) -> None:
    """Whatever the locale."""
    for locale in ("en_US", "en_GB", "ja_JP"):
        reading = reader(locale).read(cell)
        assert (reading.value, reading.remark) == (SEPTEMBER_3, None)


@pytest.mark.parametrize(
    ("cell", "locale", "day"),
    [
        ("9/3/2025", "en_US", SEPTEMBER_3),
        ("9/3/25", "en_US", SEPTEMBER_3),
        ("3/9/2025", "en_GB", SEPTEMBER_3),
        ("3.9.2025", "de_DE", SEPTEMBER_3),
        ("3/9/25", "es_MX", SEPTEMBER_3),
        ("9/3/2025", "es_US", SEPTEMBER_3),
        ("9/3/2025", "", SEPTEMBER_3),
        ("9/3/2025", "en", SEPTEMBER_3),
        ("25/9/3", "ja_JP", SEPTEMBER_3),
        ("16/9/2025", "en_US", date(2025, 9, 16)),  # there is no month 16
        ("9/16/2025", "en_GB", date(2025, 9, 16)),
        ("Sept. 3, 2025", "en_US", SEPTEMBER_3),
        ("Wednesday, September 3rd, 2025", "en_US", SEPTEMBER_3),
        ("2025/9/3", "en_US", SEPTEMBER_3),
        ("2025/9/3", "en_GB", SEPTEMBER_3),
        ("20250903", "en_US", SEPTEMBER_3),
        (20250903.0, "en_US", SEPTEMBER_3),
        (DaySerial(20250903.0), "en_US", SEPTEMBER_3),  # typed into a cell that shows dates, as the column's do
        ("9\u20133\u20132025", "en_US", SEPTEMBER_3),  # pasted from a word processor
        ("9/3/2025 2:30 PM", "en_US", SEPTEMBER_3),
        ("2025-09-03T23:30:00Z", "en_US", SEPTEMBER_3),
        ("9/3", "en_US", SEPTEMBER_3),
        ("Sep 3", "en_US", SEPTEMBER_3),
        ("2/12", "en_US", date(2026, 2, 12)),  # the school year runs into 2026
        ("\u00a09/3/2025\u200b", "en_US", SEPTEMBER_3),
    ],
)
def test_text_is_read_in_the_order_of_the_workbook(cell: Cell, locale: str, day: date) -> None:
    """The remark names the day in words, so that a wrong order is seen."""
    reading = reader(locale).read(cell)
    assert reading.value == day
    assert reading.remark is not None
    assert reading.remark.outcome is Outcome.REPAIRED
    assert f"{day:%B} {day.day}, {day.year}" in reading.remark.message


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (serial(date(2025, 8, 14)), "outside the school year"),
        (serial(date(2026, 6, 6)), "outside the school year"),
        (serial(date(2026, 3, 21)), "future"),
        ("9/3/2024", "outside the school year"),
        ("7/4", "cannot be read"),  # July is in no school year
        ("yesterday", "cannot be read"),
        ("Monday", "cannot be read"),
        ("15", "cannot be read"),
        ("Sep 2025", "cannot be read"),
        ("10:30", "cannot be read"),
        ("13/13/2025", "cannot be read"),
        ("=TODAY()", "cannot be read"),
        ("9/3/2025 " * 5000, "cannot be read"),
        (12.0, "number"),
        (ClockSerial(0.5), "time of day"),
        (DaySerial(0.25), "time of day"),
        (DaySerial(-3), "a number"),
        (DaySerial(1e12), "a number"),
        (DaySerial(20251303.0), "cannot be read"),
        (True, "TRUE or FALSE"),
        (CellError("#N/A"), "#N/A"),
    ],
)
def test_what_is_no_day_of_work_is_refused(cell: Cell, word: str) -> None:
    """Outside the school year, in the future, or not a date at all."""
    reading = reader().read(cell)
    assert reading.refused
    assert reading.remark is not None
    assert word in reading.remark.message


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_the_first_and_the_last_day_of_the_school_year_belong_to_it(day: date) -> None:
    """Both bounds are inclusive."""
    assert DateReader("en_US", FIRST_DAY, LAST_DAY).read(serial(day)).value == day


def test_today_may_be_logged() -> None:
    """Only later days are in the future."""
    assert reader().read(serial(TODAY)).value == TODAY


@given(
    st.one_of(st.text(max_size=15), st.floats(), st.floats().map(DaySerial), st.text("0123456789/-. :", max_size=12))
)
def test_anything_is_read_as_a_date_or_refused(cell: Cell) -> None:
    """Never a crash, and never a date outside the bounds."""
    reading = reader().read(cell)
    assert reading.refused or FIRST_DAY <= reading.value <= TODAY


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_the_same_typed_as_a_date_or_as_text(day: date) -> None:
    """In both orders of day and month."""
    assert read_date(serial(day), "en_US").value == day
    assert read_date(f"{day.month}/{day.day}/{day.year}", "en_US").value == day
    assert read_date(f"{day.day}/{day.month}/{day.year}", "en_GB").value == day
