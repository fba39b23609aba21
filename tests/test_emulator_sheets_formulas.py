"""Formulas: their results, their errors, and their references when cells move."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import CellError, Formula
from sync.emulator.sheets.changes import Change
from sync.emulator.sheets.content import blank
from sync.emulator.sheets.defaults import new_sheet_properties
from sync.emulator.sheets.formula_moves import mapped, renamed, shifted
from sync.emulator.sheets.formulas import results
from sync.emulator.sheets.model import COLUMNS, ROWS, Sheet, Spreadsheet

NOW = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
LOG = [["Mon", 30, "Travel"], ["Tue", 45, "Meeting"], ["Wed", 60, "Travel"]]  # Log!A1:C3


@pytest.fixture
def spreadsheet() -> Spreadsheet:
    """An empty `Sheet1`, and `Log 1` with three rows of day, minutes, activity in A1:C3."""
    made = blank("id", "Formulas")
    log = Sheet(new_sheet_properties({}, 7, "Log 1", 1))
    for row, values in enumerate(LOG):
        log.set_row(row, [(value, 0) for value in values])
    made.sheets.append(log)
    made.named_ranges = [{"namedRangeId": "n", "name": "Minutes", "range": Box(7, 0, 3, 1, 2).grid_range()}]
    return made


def result(spreadsheet: Spreadsheet, formula: str, row: int = 0, column: int = 0) -> Any:
    """What a formula in Sheet1 gives, at this row and column."""
    sheet = spreadsheet.sheets[0]
    sheet.set_cell(0, 0, (Formula(formula), 0))
    spreadsheet.worked_out = None
    return results(spreadsheet, NOW).on(sheet)[row, column]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7),
        ("='Log 1'!B1", 30),
        ("=SUM('Log 1'!B1:B3)", 30 + 45 + 60),
        ("=SUM('Log 1'!B2:B)", 45 + 60),
        ("=SUM('Log 1'!B:B)", 135),
        ("=SUM(Minutes)", 135),
        ("=AVERAGE(Minutes)", 45),
        ("=COUNTIF('Log 1'!C:C,\"Travel\")", 2),
        ("=SUMIF('Log 1'!C1:C3,\"Travel\",'Log 1'!B1:B3)", 30 + 60),
        ("=SUMIFS('Log 1'!B:B,'Log 1'!C:C,\"Travel\",'Log 1'!B:B,\">40\")", 60),
        ("=VLOOKUP(\"Tue\",'Log 1'!A1:C3,2,FALSE)", 45),
        ("=INDEX('Log 1'!A1:C3,MATCH(60,'Log 1'!B1:B3,0),1)", "Wed"),
        ('=IF(SUM(Minutes)>100,"much","little")', "much"),
        ('=TEXT(0.256,"0.0%")', "25.6%"),
        ('=IFERROR(1/0,"none")', "none"),
        ("=JOIN(\", \",'Log 1'!A1:A3)", "Mon, Tue, Wed"),
        ("=COUNTUNIQUE('Log 1'!C1:C3)", 2),
        ('=REGEXEXTRACT("90 min","[0-9]+")', "90"),
        ("=DATE(2026,1,5)-DATE(2026,1,1)", 4),
        ("=DATE(2026,1,1)", 46023),
        ("=TODAY()", 46027),
        ("=1=1", True),
        ('=""', ""),
    ],
)
def test_a_formula_has_this_result(spreadsheet: Spreadsheet, formula: str, value: object) -> None:
    """Arithmetic, references to other sheets, sums with conditions, look-ups, texts, dates."""
    assert result(spreadsheet, formula) == value


@pytest.mark.parametrize(
    ("formula", "kind", "shows"),
    [
        ("=1/0", "DIVIDE_BY_ZERO", "#DIV/0!"),
        ("=NOSUCH(1)", "NAME", "#NAME?"),
        ("=NoSuchName", "NAME", "#NAME?"),
        ("=Nowhere!A1", "REF", "#REF!"),
        ('="a"+1', "VALUE", "#VALUE!"),
        ("=VLOOKUP(\"Sun\",'Log 1'!A1:C3,2,FALSE)", "N_A", "#N/A"),
        ("=SQRT(-1)", "NUM", "#NUM!"),
        ("=A1+1", "REF", "#REF!"),
        ("=#REF!+1", "REF", "#REF!"),
        ("=SUM(", "ERROR", "#ERROR!"),
        ('=IMPORTDATA("http://example.org")', "REF", "#REF!"),
    ],
)
def test_a_formula_that_fails_has_the_error_that_sheets_shows(
    spreadsheet: Spreadsheet, formula: str, kind: str, shows: str
) -> None:
    """Unknown names, wrong types, circles and broken formulas are values, never failures of the request."""
    error = result(spreadsheet, formula)
    assert isinstance(error, CellError)
    assert (error.type, error.text) == (kind, shows)


def test_an_array_result_fills_the_cells_below(spreadsheet: Spreadsheet) -> None:
    """`UNIQUE` and `ARRAYFORMULA` spill over empty cells; a cell in the way makes an error."""
    formula = "=UNIQUE('Log 1'!C1:C3)"
    assert [result(spreadsheet, formula), result(spreadsheet, formula, 1)] == ["Travel", "Meeting"]
    doubled = "=ARRAYFORMULA('Log 1'!B1:B3*2)"
    assert [result(spreadsheet, doubled, row) for row in range(3)] == [60, 90, 120]
    spreadsheet.sheets[0].set_cell(1, 0, ("in the way", 0))
    blocked = result(spreadsheet, formula)
    assert blocked == CellError("REF")
    assert blocked.message.endswith("it would overwrite data in A2.")


def test_a_table_s_column_is_summed_by_its_name(spreadsheet: Spreadsheet) -> None:
    """`Times[Minutes]` is the column below that header."""
    log = spreadsheet.sheets[1]
    log.set_row(9, [("Day", 0), ("Minutes", 0)])
    log.set_row(10, [("Mon", 0), (7, 0)])
    log.set_row(11, [("Tue", 0), (8, 0)])
    columns = [{"columnName": "Day"}, {"columnIndex": 1, "columnName": "Minutes"}]
    table = {"tableId": "t", "name": "Times", "range": Box(7, 9, 12, 0, 2).grid_range(), "columnProperties": columns}
    log.furniture["tables"].append(table)
    assert result(spreadsheet, "=SUM(Times[Minutes])") == 7 + 8


def test_a_formula_over_a_formula_is_worked_out_in_order(spreadsheet: Spreadsheet) -> None:
    """A2 = A1 + 1, A3 = A2 * 2: results follow each other wherever they stand."""
    sheet = spreadsheet.sheets[0]
    for row, formula in enumerate(["=A2*2", "=A3+1", "=1+1"]):
        sheet.set_cell(row, 0, (Formula(formula), 0))
    found = results(spreadsheet, NOW).on(sheet)
    assert [found[row, 0] for row in range(3)] == [(2 + 1) * 2, 2 + 1, 2]


def test_a_date_result_brings_its_format(spreadsheet: Spreadsheet) -> None:
    """A formula that gives a date shows as a date though the cell has no format."""
    result(spreadsheet, "=DATE(2026,1,5)")
    assert results(spreadsheet, NOW).formats == {(0, 0, 0): "DATE"}


def test_a_bare_reference_is_what_it_names(spreadsheet: Spreadsheet) -> None:
    """`=D9` of an empty cell is empty, not 0, and of a day is a day."""
    log = spreadsheet.sheets[1]
    day = spreadsheet.looks.number({"userEnteredFormat": {"numberFormat": {"type": "DATE"}}})
    log.set_cell(4, 0, (46027, day))
    assert result(spreadsheet, "='Log 1'!D9") is None
    assert result(spreadsheet, "='Log 1'!A5") == 46027
    assert results(spreadsheet, NOW).formats == {(0, 0, 0): "DATE"}


def test_today_is_the_spreadsheet_s_own(spreadsheet: Spreadsheet) -> None:
    """At 23:30 in Greenwich it is the next day in Berlin; on a later day the formula is worked out again."""
    spreadsheet.properties["timeZone"] = "Europe/Berlin"
    assert result(spreadsheet, "=TODAY()") == 46028
    spreadsheet.properties["timeZone"] = "GMT+00:45"
    assert result(spreadsheet, "=TODAY()") == 46028
    spreadsheet.properties["timeZone"] = "GMT-08:00"
    assert result(spreadsheet, "=TODAY()") == 46027
    spreadsheet.properties["timeZone"] = "Europe/Berlin"
    later = results(spreadsheet, NOW.replace(day=9))
    assert later.on(spreadsheet.sheets[0])[0, 0] == 46032


def test_a_decimal_comma_locale_separates_by_semicolon(spreadsheet: Spreadsheet) -> None:
    """`1,5` is a number and `;` stands between arguments."""
    spreadsheet.properties["locale"] = "de_DE"
    assert result(spreadsheet, '=SUM(1,5;2)&"; a,b"') == "3.5; a,b"


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "copied"),
    [
        ("=A1+$A$1+A$1+$A1", 1, 1, "=B2+$A$1+B$1+$A2"),
        ("=SUM(A1:B2)", 2, 0, "=SUM(A3:B4)"),
        ("=SUM(A:A)", 3, 1, "=SUM(B:B)"),
        ("=SUM('Log 1'!A2:A)", 1, 0, "=SUM('Log 1'!A3:A)"),
        ("=A1", -1, 0, "=#REF!"),
        ('="A1"&A1', 1, 0, '="A1"&A2'),
        ("=LOG10(A1)", 1, 0, "=LOG10(A2)"),
        ('="Ü"&A1', 1, 0, '="Ü"&A2'),
    ],
)
def test_references_without_a_dollar_move_with_a_copy(formula: str, rows: int, columns: int, copied: str) -> None:
    """Texts and function names are left alone, what would leave the sheet breaks."""
    assert shifted(formula, rows, columns) == copied


@pytest.mark.parametrize(
    ("formula", "change", "after"),
    [
        ("=A5", Change("insert", 0, ROWS, 2, 4), "=A7"),
        ("=A2", Change("insert", 0, ROWS, 2, 4), "=A2"),
        ("=SUM(A1:A5)", Change("insert", 0, ROWS, 2, 4), "=SUM(A1:A7)"),
        ("=SUM($A$1:$A$5)", Change("delete", 0, ROWS, 1, 3), "=SUM($A$1:$A$3)"),
        ("=A2", Change("delete", 0, ROWS, 1, 3), "=#REF!"),
        ("=SUM(A2:A3)", Change("delete", 0, ROWS, 1, 3), "=SUM(#REF!)"),
        ("=B1", Change("insert", 0, COLUMNS, 0, 1), "=C1"),
        ("=SUM(B:B)", Change("insert", 0, COLUMNS, 0, 1), "=SUM(C:C)"),
        ("=SUM(A2:A)", Change("insert", 0, ROWS, 0, 1), "=SUM(A3:A)"),
        ("=A1+A3", Change("move", 0, ROWS, 0, 1, 3), "=A3+A2"),
        ("=Other!A5", Change("insert", 0, ROWS, 2, 4), "=Other!A5"),
    ],
)
def test_references_follow_when_rows_and_columns_change(formula: str, change: Change, after: str) -> None:
    """Ranges grow and shrink, single cells move or break, other sheets are not touched."""
    assert mapped(formula, "Sheet1", "Sheet1", change.place) == after


def test_a_renamed_sheet_is_renamed_in_formulas() -> None:
    """Only references to that sheet change, and the new title is quoted where it must be."""
    assert renamed("=Log!A1+Other!A1", "Log", "May 1") == "='May 1'!A1+Other!A1"


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 40), st.integers(1, 5))
@settings(max_examples=100)
def test_inserting_and_deleting_the_same_rows_changes_no_reference(
    top: int, height: int, start: int, count: int
) -> None:
    """Whatever the range and wherever the rows: after both changes the formula reads as before."""
    formula = f"=SUM(B{top + 1}:C{top + height})"
    inserted = mapped(formula, "S", "S", Change("insert", 0, ROWS, start, start + count).place)
    assert mapped(inserted, "S", "S", Change("delete", 0, ROWS, start, start + count).place) == formula


@given(st.integers(0, 10), st.integers(1, 4), st.integers(0, 14))
@settings(max_examples=100)
def test_a_move_takes_every_line_to_a_place_of_its_own(start: int, count: int, destination: int) -> None:
    """A move is a reordering: no line is lost, none stands twice, and the order of the others stays."""
    if start < destination < start + count:
        return
    change = Change("move", 0, ROWS, start, start + count, destination)
    places = [change.index(line) for line in range(20)]
    assert sorted(place for place in places if place is not None) == list(range(20))
    others = [place for line, place in enumerate(places) if not start <= line < start + count]
    assert others == sorted(place for place in others if place is not None)
