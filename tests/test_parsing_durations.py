"""How long an activity took, from whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial
from sync.coaching.durations import FEWEST_PLAIN_MINUTES_UNDER_HOURS, LONGEST_MINUTES, read_duration
from sync.coaching.entries import Outcome


@pytest.mark.parametrize("cell", [90.0, 90, "90", " 90 ", "90.0", "９０", 5.0, 960.0, 90.00000001])
def test_plain_whole_numbers_are_minutes_and_need_no_remark(cell: Cell) -> None:
    """From 5 to 960, as numbers or as text."""
    reading = read_duration(cell)
    assert reading.remark is None
    assert reading.value == round(float(cell)) if isinstance(cell, (int, float, str)) else False


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("90 min", 90),
        ("90min.", 90),
        ("90 Minutes", 90),
        ("1.5 h", 90),
        ("1,5 h", 90),
        (".5 hrs", 30),
        ("2 h", 120),
        ("2 hours", 120),
        ("1h 30", 90),
        ("1h30", 90),
        ("1 hr 30 min", 90),
        ("1 hour and 5 minutes", 65),
        ("1\u00a0h\u00a030", 90),
        ("1:30", 90),
        ("01:30:00", 90),
        ("1:30 h", 90),
        ("1 1/2 hours", 90),
        ("1½ h", 90),
        ("½ h", 30),
        ("half an hour", 30),
        ("An hour and a half", 90),
        ("3 min", 3),
        (ClockSerial(1.5 / 24), 90),
        (ClockSerial(0.0625), 90),
        (DaySerial(0.0625), 90),
        (1.5, 90),
        ("1.5", 90),
        ("1,5", 90),
        (0.5, 30),
        (0.75, 45),
        (0.33, 20),  # 0.33 x 60 = 19.8
        (7.25, 435),
        (11.5, 690),
        (45.5, 46),
        ("12.5 min", 13),
    ],
)
def test_what_is_meant_is_understood_and_told(cell: Cell, minutes: int) -> None:
    """The remark names the minutes that were read, so that a wrong guess is seen."""
    reading = read_duration(cell)
    assert reading.value == minutes
    assert reading.remark is not None
    assert reading.remark.outcome is Outcome.REPAIRED
    assert f"{minutes} minutes" in reading.remark.message


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (1.0, "hours"),
        (2.0, "hours"),
        (4.0, "hours"),
        ("3", "hours"),
        (0.0, "zero"),
        (-45.0, "less than zero"),
        ("-45", "less than zero"),
        ("0", "zero"),
        (961.0, "16 hours"),
        ("26 hours", "16 hours"),
        ("26:00", "16 hours"),
        (ClockSerial(26 / 24), "16 hours"),
        (ClockSerial(13.5 / 24), "time of day"),
        (DaySerial(45917), "date"),
        (0.0625, "part of an hour"),  # 1:30 whose format was lost, or 3.75 minutes
        (0.1041666667, "part of an hour"),
        ("1,500", "thousands"),
        ("45-60", "cannot be read"),
        ("about an hour", "cannot be read"),
        ("1h 75", "cannot be read"),
        ("lunch", "cannot be read"),
        ("🎉", "cannot be read"),
        ("x" * 40_000, "cannot be read"),
        (True, "TRUE or FALSE"),
        (CellError("#REF!"), "#REF!"),
        (float("nan"), "not a number"),
        (float("inf"), "16 hours"),
        ("0.4 min", "less than a minute"),
    ],
)
def test_what_is_not_clear_is_refused_with_a_reason(cell: Cell, word: str) -> None:
    """No minutes come out, and the message says why."""
    reading = read_duration(cell)
    assert reading.refused
    assert reading.value is None
    assert reading.remark is not None
    assert word in reading.remark.message
    assert reading.remark.hint


def test_below_a_header_that_says_hours_small_numbers_are_not_minutes() -> None:
    """8 below `Hours` is 8 hours, not 8 minutes; 45 can only be minutes."""
    assert read_duration(8.0, FEWEST_PLAIN_MINUTES_UNDER_HOURS).refused
    assert read_duration(45.0, FEWEST_PLAIN_MINUTES_UNDER_HOURS).value == 45
    assert read_duration(8.0).value == 8


@given(
    st.one_of(
        st.text(max_size=12), st.floats(), st.booleans(), st.floats().map(ClockSerial), st.floats().map(DaySerial)
    )
)
def test_anything_is_read_as_a_possible_duration_or_refused(cell: Cell) -> None:
    """Never a crash, never minutes outside 1 to 960, and nothing typed is repeated but digits."""
    reading = read_duration(cell)
    assert reading.refused or 1 <= reading.value <= LONGEST_MINUTES
