"""Ranges in A1 and R1C1 notation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.emulator.sheets.a1 import Box, column_index, column_letters, parsed, rendered
from sync.emulator.sheets.content import blank
from sync.emulator.sheets.defaults import new_sheet_properties
from sync.emulator.sheets.model import Sheet, Spreadsheet


@pytest.fixture
def spreadsheet() -> Spreadsheet:
    """Sheets `Sheet1` (0), `May '26` (7) and `A1` (8), and the named range `Log` on the second."""
    made = blank("id", "Ranges")
    for sheet_id, title in ((7, "May '26"), (8, "A1")):
        made.sheets.append(Sheet(new_sheet_properties({}, sheet_id, title, 1)))
    made.named_ranges = [{"namedRangeId": "n", "name": "Log", "range": Box(7, 0, 5, 1, 3).grid_range()}]
    return made


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("B2", Box(0, 1, 2, 1, 2)),
        ("Sheet1!A1:B2", Box(0, 0, 2, 0, 2)),
        ("sheet1!$A$1:$B$2", Box(0, 0, 2, 0, 2)),
        ("Sheet1!B2:A1", Box(0, 0, 2, 0, 2)),
        ("Sheet1", Box(0)),
        ("'May ''26'", Box(7)),
        ("'May ''26'!C:D", Box(7, None, None, 2, 4)),
        ("'May ''26'!5:7", Box(7, 4, 7, None, None)),
        ("Sheet1!A5:A", Box(0, 4, None, 0, 1)),
        ("Sheet1!A:B7", Box(0, 6, None, 0, 2)),
        ("Sheet1!R2C3", Box(0, 1, 2, 2, 3)),
        ("R1C1:R2C2", Box(0, 0, 2, 0, 2)),
        ("log", Box(7, 0, 5, 1, 3)),
        ("Sheet1!Log", Box(7, 0, 5, 1, 3)),
        ("A1", Box(0, 0, 1, 0, 1)),
        ("'A1'", Box(8)),
        ("'A1'!A1", Box(8, 0, 1, 0, 1)),
    ],
)
def test_a_range_means_these_cells(spreadsheet: Spreadsheet, text: str, box: Box) -> None:
    """Titles are found without regard to case; open sides stay open; a quoted title is always a title."""
    assert parsed(spreadsheet, text) == box


@pytest.mark.parametrize(
    "text", ["Nope!A1", "Sheet1!", "Sheet1!A0", "Sheet1!A1:", "'Sheet1", "", "Sheet1!A1:B2:C3", "a b"]
)
def test_what_is_no_range_means_nothing(spreadsheet: Spreadsheet, text: str) -> None:
    """Unknown titles and broken notation are None, never a guess."""
    assert parsed(spreadsheet, text) is None


@pytest.mark.parametrize(
    ("title", "box", "text"),
    [
        ("Sheet1", Box(0, 0, 2, 0, 2), "Sheet1!A1:B2"),
        ("Sheet1", Box(0, 0, 1, 0, 1), "Sheet1!A1"),
        ("May '26", Box(0, 0, 1000, 0, 26), "'May ''26'!A1:Z1000"),
        ("A1", Box(0, 0, 1, 0, 1), "'A1'!A1"),
        ("Log", Box(0, None, None, 2, 4), "Log!C:D"),
    ],
)
def test_a_range_is_written_with_its_title_quoted_where_needed(title: str, box: Box, text: str) -> None:
    """Plain words stand unquoted, everything else in quotes."""
    assert rendered(title, box) == text


@given(st.integers(0, 18_277))
@settings(max_examples=100)
def test_column_letters_and_numbers_are_two_names_of_one_column(index: int) -> None:
    """Every column up to ZZZ goes there and back."""
    assert column_index(column_letters(index)) == index


corner = st.tuples(st.integers(0, 500), st.integers(1, 20), st.integers(0, 500), st.integers(1, 20))


@given(corner)
@settings(max_examples=100)
def test_a_written_range_reads_back(sides: tuple[int, int, int, int]) -> None:
    """Any bounded range survives being written and read."""
    spreadsheet = blank("id", "Ranges")
    box = Box(0, sides[0], sides[0] + sides[1], sides[2], sides[2] + sides[3])
    assert parsed(spreadsheet, rendered("Sheet1", box)) == box


def test_a_grid_range_leaves_out_sheet_0_and_open_sides() -> None:
    """So Google answers (recorded for gspread's own tests)."""
    assert Box(0, 0, 2, 0, 2).grid_range() == {
        "startRowIndex": 0,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    assert Box(5, None, None, 1).grid_range() == {"sheetId": 5, "startColumnIndex": 1}
