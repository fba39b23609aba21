"""The methods of `spreadsheets.values` through google-api-python-client."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError

from tests.sheets_requests import batch, grid

pytest_plugins = ("tests.emulator_spreadsheets",)


@pytest.fixture
def values(api: Any) -> Any:
    """The `values` resource."""
    return api.values()


def reason(call: Any) -> tuple[int, str]:
    """Status and message with which a call is refused."""
    with pytest.raises(HttpError) as refusal:
        call.execute()
    return refusal.value.resp.status, str(refusal.value.reason)


# The example of Google's guide to values.append: a table in A1:C2 and another in B4:D6.
TWO_TABLES = [["x", "y", "z"], ["x", "y", "z"], [], [None, "x", "y", "z"], [None, "x", "y", "z"], [None, "x", "y", "z"]]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Sheet1", "Sheet1!B7"),
        ("Sheet1!B4", "Sheet1!B7"),
        ("Sheet1!C5:D5", "Sheet1!B7"),
        ("Sheet1!B2:D4", "Sheet1!B7"),
        ("Sheet1!A3:G10", "Sheet1!B7"),
        ("Sheet1!A1", "Sheet1!A3"),
        ("Sheet1!E4", "Sheet1!E4"),
        ("Sheet1!A4", "Sheet1!A4"),
    ],
)
def test_appending_finds_the_table_that_the_guide_says(
    values: Any, book: gspread.Spreadsheet, asked: str, written: str
) -> None:
    """The last table that the range touches is continued; outside of any table, writing starts at the range."""
    body = {"values": TWO_TABLES}
    values.update(spreadsheetId=book.id, range="A1", valueInputOption="RAW", body=body).execute()
    answer = values.append(
        spreadsheetId=book.id, range=asked, valueInputOption="RAW", body={"values": [["new"]]}
    ).execute()
    assert answer["updates"]["updatedRange"] == written


def test_appending_over_the_edge_makes_the_grid_larger(values: Any, book: gspread.Spreadsheet) -> None:
    """Two rows are appended to a full grid of one row; INSERT_ROWS pushes what stands below."""
    book.sheet1.resize(rows=2, cols=1)
    book.sheet1.update([["a"]], "A1")
    rows = {"values": [["b"], ["c"]]}
    values.append(spreadsheetId=book.id, range="A1", valueInputOption="RAW", body=rows).execute()
    assert book.sheet1.get_all_values() == [["a"], ["b"], ["c"]]
    book.sheet1.update([["a"], [""], ["total"]], "A1")
    insert = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    values.append(spreadsheetId=book.id, range="A1", body=rows, **insert).execute()
    assert book.sheet1.get_all_values() == [["a"], ["b"], ["c"], [""], ["total"]]


def test_null_leaves_a_cell_and_an_empty_text_empties_it(values: Any, book: gspread.Spreadsheet) -> None:
    """Only what was written is counted."""
    book.sheet1.update([["a", "b", "c"]], "A1")
    body = {"values": [[None, "", "x"]]}
    answer = values.update(spreadsheetId=book.id, range="A1:C1", valueInputOption="RAW", body=body).execute()
    assert book.sheet1.get("A1:C1") == [["a", "", "x"]]
    assert answer["updatedCells"] == 2


def test_columns_are_read_and_written_column_by_column(values: Any, book: gspread.Spreadsheet) -> None:
    """`majorDimension` COLUMNS turns the values, both ways."""
    body = {"values": [["a", "b"], ["c"]], "majorDimension": "COLUMNS"}
    values.update(spreadsheetId=book.id, range="A1", valueInputOption="RAW", body=body).execute()
    assert book.sheet1.get("A1:B2") == [["a", "c"], ["b"]]
    read = values.get(spreadsheetId=book.id, range="A1:C3", majorDimension="COLUMNS").execute()
    assert read == {"range": "Sheet1!A1:C3", "majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]}


def test_an_answer_repeats_the_range_in_full(values: Any, book: gspread.Spreadsheet) -> None:
    """Open ends are closed at the grid's edge, titles are quoted where they must be, an empty range has no values."""
    book.add_worksheet("May 1", 10, 3)
    assert values.get(spreadsheetId=book.id, range="'May 1'!B:B").execute() == {
        "range": "'May 1'!B1:B10",
        "majorDimension": "ROWS",
    }


def test_written_values_come_back_on_request(values: Any, book: gspread.Spreadsheet) -> None:
    """`includeValuesInResponse` shows what the cells hold after the write."""
    answer = values.update(
        spreadsheetId=book.id,
        range="A1:B1",
        valueInputOption="USER_ENTERED",
        includeValuesInResponse=True,
        responseValueRenderOption="UNFORMATTED_VALUE",
        body={"values": [["12%", "=A1*2"]]},
    ).execute()
    assert answer["updatedData"]["values"] == [[0.12, 0.24]]


@pytest.mark.parametrize(
    ("asked", "body", "message"),
    [
        ("Nope!A1", {}, "Unable to parse range: Nope!A1"),
        ("A1001", {}, "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1:AB1", {}, "Range (Sheet1!A1:AB1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        (
            "A1:B2",
            {"values": [["1"], ["2"], ["3"]]},
            "Requested writing within range [Sheet1!A1:B2], but tried writing to row [3]",
        ),
        (
            "A1:B2",
            {"values": [["1", "2", "3"]]},
            "Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]",
        ),
        ("A1", {"range": "B1", "values": [["1"]]}, "Requested range[A1] does not match value's range[B1]"),
    ],
)
def test_a_write_off_its_range_is_refused(
    values: Any,
    book: gspread.Spreadsheet,
    asked: str,
    body: dict[str, Any],
    message: str,
) -> None:
    """Ranges that mean nothing or lie off the grid, and values that do not fit."""
    call = values.update(spreadsheetId=book.id, range=asked, valueInputOption="RAW", body=body)
    assert reason(call) == (400, message)


def test_a_write_from_one_cell_takes_as_much_as_there_is(values: Any, book: gspread.Spreadsheet) -> None:
    """From A1, or with an open end, values may be larger than the range and the grid."""
    book.sheet1.resize(rows=1, cols=1)
    rows = {"values": [["1", "2"], ["3", "4"]]}
    values.update(spreadsheetId=book.id, range="A1", valueInputOption="RAW", body=rows).execute()
    assert book.sheet1.get_all_values() == [["1", "2"], ["3", "4"]]


def test_how_input_is_read_must_be_said(values: Any, book: gspread.Spreadsheet) -> None:
    """Without `valueInputOption` nothing is written."""
    call = values.update(spreadsheetId=book.id, range="A1", body={"values": [["1"]]})
    assert reason(call) == (400, "'valueInputOption' is required but not specified")


def test_several_ranges_are_written_all_or_none(values: Any, book: gspread.Spreadsheet) -> None:
    """The second range is wrong: the first is not written either; a right batch counts rows, columns, cells and sheets."""
    data = [{"range": "A1:B1", "values": [["a", "b"]]}, {"range": "Nope!A1", "values": [["c"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    call = values.batchUpdate(spreadsheetId=book.id, body=body)
    assert reason(call) == (400, "Invalid data[1]: Unable to parse range: Nope!A1")
    assert book.sheet1.get_all_values() == [[]]
    data[1]["range"] = "A2"
    answer = values.batchUpdate(spreadsheetId=book.id, body=body).execute()
    counts = {name: answer[name] for name in answer if name.startswith("total")}
    assert counts == {"totalUpdatedRows": 2, "totalUpdatedColumns": 2, "totalUpdatedCells": 3, "totalUpdatedSheets": 1}


def test_ranges_named_by_metadata_are_read_written_and_cleared(
    api: Any, values: Any, book: gspread.Spreadsheet
) -> None:
    """A column found by its metadata is the same column after another was inserted before it."""
    book.sheet1.resize(rows=3, cols=3)
    book.sheet1.update([["Day", "Minutes"], ["Mon", 30], ["Tue", 45]], "A1")
    column = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    entry = {"metadataKey": "column", "metadataValue": "minutes", "visibility": "DOCUMENT"}
    batch(
        api,
        book,
        {"createDeveloperMetadata": {"developerMetadata": {**entry, "location": {"dimensionRange": column}}}},
        {"insertDimension": {"range": {**column, "startIndex": 0, "endIndex": 1}}},
    )
    minutes = {"developerMetadataLookup": {"metadataKey": "column", "metadataValue": "minutes"}}
    read = values.batchGetByDataFilter(spreadsheetId=book.id, body={"dataFilters": [minutes]}).execute()
    (matched,) = read["valueRanges"]
    assert matched["valueRange"] == {
        "range": "Sheet1!C1:C3",
        "majorDimension": "ROWS",
        "values": [["Minutes"], ["30"], ["45"]],
    }
    assert matched["dataFilters"] == [minutes]
    data = [{"dataFilter": minutes, "values": [["Hours"], [0.5]]}]
    body = {"valueInputOption": "RAW", "data": data}
    written = values.batchUpdateByDataFilter(spreadsheetId=book.id, body=body).execute()
    assert written["responses"][0]["updatedRange"] == "Sheet1!C1:C2"
    cleared = values.batchClearByDataFilter(
        spreadsheetId=book.id, body={"dataFilters": [{"gridRange": grid(0, (1, 3), (1, 2))}]}
    ).execute()
    assert cleared["clearedRanges"] == ["Sheet1!B2:B3"]
    assert book.sheet1.get("B1:C3") == [["Day", "Hours"], ["", "0.5"], ["", "45"]]
