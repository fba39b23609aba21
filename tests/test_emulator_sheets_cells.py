"""Writing and reading cells through `spreadsheets.batchUpdate` and `spreadsheets.get`."""

from __future__ import annotations

from datetime import date
from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError

from tests.sheets_requests import batch, cells, grid, number, refused, text

pytest_plugins = ("tests.emulator_spreadsheets",)


def test_every_kind_of_value_is_written_and_read_typed(api: Any, book: gspread.Spreadsheet) -> None:
    """Texts that look like formulas stay texts, formulas are worked out, whole numbers are whole."""
    values = [
        {"stringValue": "=1+1"},
        {"numberValue": 3.0},
        {"numberValue": 2.5},
        {"boolValue": True},
        {"formulaValue": "=B1+C1"},
        {"formulaValue": "=1/0"},
    ]
    row = {"values": [{"userEnteredValue": value} for value in values]}
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    batch(api, book, {"updateCells": {"start": start, "rows": [row], "fields": "userEnteredValue"}})
    (read,) = cells(api, book, "userEnteredValue,effectiveValue,formattedValue")
    assert [cell["userEnteredValue"] for cell in read] == values
    assert [cell["formattedValue"] for cell in read] == ["=1+1", "3", "2.5", "TRUE", "5.5", "#DIV/0!"]
    assert read[4]["effectiveValue"] == {"numberValue": 5.5}
    assert read[5]["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"


def test_a_mask_writes_what_it_names_and_clears_what_is_not_given(api: Any, book: gspread.Spreadsheet) -> None:
    """Under `userEnteredFormat.textFormat` a cell keeps its value and number format, and loses bold that is not given."""
    full = {
        **number(7),
        "userEnteredFormat": {"textFormat": {"bold": True}, "numberFormat": {"type": "NUMBER", "pattern": "0.0"}},
        "note": "kept",
    }
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    batch(api, book, {"updateCells": {"start": start, "rows": [{"values": [full]}], "fields": "*"}})
    partial = {"userEnteredFormat": {"textFormat": {"italic": True}}}
    fields = "userEnteredFormat.textFormat"
    batch(api, book, {"updateCells": {"start": start, "rows": [{"values": [partial]}], "fields": fields}})
    ((read,),) = cells(api, book, "userEnteredValue,userEnteredFormat,note")
    assert read == {
        "userEnteredValue": {"numberValue": 7},
        "userEnteredFormat": {
            "textFormat": {"italic": True},
            "numberFormat": {"type": "NUMBER", "pattern": "0.0"},
        },
        "note": "kept",
    }


def test_a_range_is_cleared_where_no_data_is_given(api: Any, book: gspread.Spreadsheet) -> None:
    """`updateCells` over a range with one row of data empties the other rows of the range and nothing else."""
    book.sheet1.update([["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]], "A1")
    update = {"range": grid(0, (0, 2), (0, 2)), "rows": [{"values": [text("x")]}], "fields": "userEnteredValue"}
    batch(api, book, {"updateCells": update})
    assert book.sheet1.get("A1:C3") == [["x", "", "c"], ["", "", "f"], ["g", "h", "i"]]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"start": {"sheetId": 0}, "rows": [{"values": [number(1)]}], "fields": ""},
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        ({"start": {"sheetId": 9}, "rows": [], "fields": "*"}, "No grid with id: 9"),
        ({"start": {"sheetId": 0}, "rows": [], "fields": "userEnteredNothing"}, "Invalid field: userEnteredNothing"),
        ({"rows": [], "fields": "*"}, "Exactly one of 'start' and 'range' must be set."),
        (
            {"range": grid(0, (0, 1), (0, 1)), "rows": [{}, {}], "fields": "*"},
            "Attempting to write row: 1, beyond the last requested row of: 0",
        ),
        (
            {"range": grid(0, (0, 1), (0, 1)), "rows": [{"values": [{}, {}]}], "fields": "*"},
            "Attempting to write column: 1, beyond the last requested column of: 0",
        ),
        (
            {"range": grid(0, (0, 2000), (0, 1)), "rows": [], "fields": "*"},
            "GridRange.endRowIndex[2000] is after last row in grid[1000]",
        ),
        (
            {"start": {"sheetId": 0}, "rows": [{"values": [text("x" * 50_001)]}], "fields": "*"},
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
    ],
)
def test_a_wrong_write_is_refused_with_its_reason(
    api: Any,
    book: gspread.Spreadsheet,
    request_: dict[str, Any],
    message: str,
) -> None:
    """The message names the request and says what is wrong."""
    assert refused(api, book, {"updateCells": request_}) == f"Invalid requests[0].updateCells: {message}"


def test_cells_are_appended_after_the_last_row_with_data_and_the_grid_grows(
    api: Any, book: gspread.Spreadsheet
) -> None:
    """Formats alone are no data; a sheet of two rows gets a third."""
    book.sheet1.resize(rows=2, cols=2)
    book.sheet1.update([["a"], ["b"]], "A1")
    append = {"sheetId": 0, "rows": [{"values": [text("c"), text("d"), text("e")]}], "fields": "userEnteredValue"}
    batch(api, book, {"appendCells": append})
    assert book.sheet1.get_all_values() == [["a", "", ""], ["b", "", ""], ["c", "d", "e"]]


def test_a_repeated_formula_counts_on(api: Any, book: gspread.Spreadsheet) -> None:
    """`repeatCell` moves relative references along, row by row and column by column."""
    book.sheet1.update([[1, 10], [2, 20], [3, 30]], "A1")
    cell = {"userEnteredValue": {"formulaValue": "=A1*2"}}
    batch(api, book, {"repeatCell": {"range": grid(0, (0, 3), (3, 5)), "cell": cell, "fields": "userEnteredValue"}})
    assert book.sheet1.get("D1:E3", value_render_option="FORMULA") == [
        ["=A1*2", "=B1*2"],
        ["=A2*2", "=B2*2"],
        ["=A3*2", "=B3*2"],
    ]
    assert book.sheet1.get("D1:E3") == [["2", "20"], ["4", "40"], ["6", "60"]]


def test_a_color_is_known_under_both_of_its_names(api: Any, book: gspread.Spreadsheet) -> None:
    """What was written as a style is read as a color, and a mask that names one changes both."""
    blue = {"rgbColor": {"blue": 1}}
    request = {"range": grid(0, (0, 1), (0, 1)), "cell": {"userEnteredFormat": {"backgroundColorStyle": blue}}}
    batch(api, book, {"repeatCell": {**request, "fields": "userEnteredFormat.backgroundColorStyle"}})
    ((read,),) = cells(api, book, "userEnteredFormat")
    assert read["userEnteredFormat"] == {"backgroundColor": {"blue": 1}, "backgroundColorStyle": blue}
    request["cell"] = {}
    batch(api, book, {"repeatCell": {**request, "fields": "userEnteredFormat.backgroundColor"}})
    assert cells(api, book, "userEnteredFormat") == []


def test_effective_format_holds_defaults_and_what_rules_add(api: Any, book: gspread.Spreadsheet) -> None:
    """A conditional format shows in the effective format of the cells that meet it, and in no other."""
    book.sheet1.update([[5], [50]], "A1")
    book.sheet1.format("A1:A2", {"textFormat": {"italic": True}})
    condition = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "10"}]}
    rule = {
        "ranges": [grid(0, (0, 5), (0, 1))],
        "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1}}},
    }
    batch(api, book, {"addConditionalFormatRule": {"rule": rule, "index": 0}})
    ((small,), (large,)) = cells(api, book, "effectiveFormat(backgroundColor,textFormat.fontSize,horizontalAlignment)")
    white = {"red": 1, "green": 1, "blue": 1}
    assert small["effectiveFormat"] == {
        "backgroundColor": white,
        "textFormat": {"fontSize": 10},
        "horizontalAlignment": "RIGHT",
    }
    assert large["effectiveFormat"]["backgroundColor"] == {"red": 1}


def test_ranges_limit_sheets_and_cells(api: Any, book: gspread.Spreadsheet) -> None:
    """Only the named sheets come, each range as grid data of its own with its start."""
    book.add_worksheet("Other", 5, 5)
    book.sheet1.update([["a", "b"], ["c", "d"]], "A1")
    answer = api.get(
        spreadsheetId=book.id,
        ranges=["Sheet1!B2", "Sheet1!A1:B1"],
        fields="sheets(properties.title,data(startRow,startColumn,rowData.values.formattedValue))",
    ).execute()
    assert answer == {
        "sheets": [
            {
                "properties": {"title": "Sheet1"},
                "data": [
                    {"startRow": 1, "startColumn": 1, "rowData": [{"values": [{"formattedValue": "d"}]}]},
                    {"rowData": [{"values": [{"formattedValue": "a"}, {"formattedValue": "b"}]}]},
                ],
            }
        ]
    }


def test_without_a_mask_grid_data_comes_only_when_asked_for(api: Any, book: gspread.Spreadsheet) -> None:
    """`includeGridData` brings rows, row and column sizes; an unknown range is refused."""
    book.sheet1.resize(rows=2, cols=2)
    book.sheet1.update([["a"]], "A1")
    assert "data" not in api.get(spreadsheetId=book.id).execute()["sheets"][0]
    (data,) = api.get(spreadsheetId=book.id, includeGridData=True).execute()["sheets"][0]["data"]
    assert data["rowMetadata"] == [{"pixelSize": 21}] * 2
    assert data["columnMetadata"] == [{"pixelSize": 100}] * 2
    assert data["rowData"][0]["values"][0]["formattedValue"] == "a"
    with pytest.raises(HttpError) as refusal:
        api.get(spreadsheetId=book.id, ranges="Nope!A1").execute()
    assert (refusal.value.resp.status, refusal.value.reason) == (400, "Unable to parse range: Nope!A1")
    with pytest.raises(HttpError, match=r"exceeds grid limits\. Max rows: 2, max columns: 2"):
        api.get(spreadsheetId=book.id, ranges="Sheet1!A3").execute()


def test_a_new_spreadsheet_is_made_from_a_resource(api: Any) -> None:
    """Sheets, cells, frozen rows, named ranges and metadata can all be given at once."""
    made = api.create(
        body={
            "properties": {"title": "Made whole", "locale": "en_GB", "timeZone": "Europe/London"},
            "sheets": [
                {
                    "properties": {
                        "title": "Log",
                        "gridProperties": {"rowCount": 5, "columnCount": 3, "frozenRowCount": 1},
                    },
                    "data": [{"startRow": 1, "rowData": [{"values": [text("Mon"), number(30)]}]}],
                    "developerMetadata": [{"metadataKey": "tab", "metadataValue": "log", "visibility": "DOCUMENT"}],
                },
                {"properties": {"title": "Notes", "sheetId": 12}},
            ],
            "namedRanges": [{"name": "Days", "range": grid(0, (0, 5), (0, 1))}],
        }
    ).execute()
    assert [(each["properties"]["sheetId"], each["properties"]["title"]) for each in made["sheets"]] == [
        (0, "Log"),
        (12, "Notes"),
    ]
    assert made["properties"]["locale"] == "en_GB"
    values = api.values().get(spreadsheetId=made["spreadsheetId"], range="Days").execute()
    assert values == {"range": "Log!A1:A5", "majorDimension": "ROWS", "values": [[], ["Mon"]]}
    read = api.get(spreadsheetId=made["spreadsheetId"]).execute()
    assert read["sheets"][0]["developerMetadata"][0]["metadataValue"] == "log"
    assert read["spreadsheetUrl"].endswith(f"/spreadsheets/d/{made['spreadsheetId']}/edit")


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ({"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B1>$D$1"}]}, [2, 3]),
        ({"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=LEFT(A1,1)="T"'}]}, [1, 3]),
        ({"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "mon"}]}, [0]),
        ({"type": "TEXT_EQ", "values": [{"userEnteredValue": "=A2"}]}, [1]),
        ({"type": "BLANK"}, []),
    ],
)
def test_a_conditional_format_holds_where_its_condition_does(
    api: Any,
    book: gspread.Spreadsheet,
    condition: dict[str, Any],
    held: list[int],
) -> None:
    """Formulas are read for every row as if copied there; conditions may compare with a formula."""
    book.sheet1.update([["Mon", 1, "", 2], ["Tue", 2], ["Wed", 3], ["Thu", "=B3+1"]], "A1", raw=False)
    rule = {
        "ranges": [grid(0, (0, 4), (0, 1))],
        "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}},
    }
    batch(api, book, {"addConditionalFormatRule": {"rule": rule, "index": 0}})
    rows = cells(api, book, "effectiveFormat.textFormat.bold", "A1:A4")
    assert [i for i, (cell,) in enumerate(rows) if cell["effectiveFormat"]["textFormat"]["bold"]] == held


def test_relative_days_count_from_the_clock_of_the_emulator(server: Any, api: Any, book: gspread.Spreadsheet) -> None:
    """Today and the past week, by the server's clock."""
    today = (server.world.now().date() - date(1899, 12, 30)).days
    book.sheet1.update([[today], [today - 3], [today - 30], [today + 1]], "A1")
    for wanted, held in (("TODAY", [0]), ("PAST_WEEK", [0, 1]), ("TOMORROW", [3])):
        condition = {"type": "DATE_EQ", "values": [{"relativeDate": wanted}]}
        format = {"textFormat": {"bold": True}}
        rule = {"ranges": [grid(0, (0, 4), (0, 1))], "booleanRule": {"condition": condition, "format": format}}
        batch(api, book, {"addConditionalFormatRule": {"rule": rule, "index": 0}})
        rows = cells(api, book, "effectiveFormat.textFormat.bold", "A1:A4")
        assert [i for i, (cell,) in enumerate(rows) if cell["effectiveFormat"]["textFormat"]["bold"]] == held
        batch(api, book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})


def test_a_color_scale_mixes_between_its_points(api: Any, book: gspread.Spreadsheet) -> None:
    """From white at the smallest to red at the largest number; half way is half mixed: 255 / 2 -> 128."""
    book.sheet1.update([[0], [5], [10], ["text"]], "A1")
    white, red = {"red": 1, "green": 1, "blue": 1}, {"red": 1}
    points = {"minpoint": {"type": "MIN", "color": white}, "maxpoint": {"type": "MAX", "color": red}}
    rule = {"ranges": [grid(0, (0, 4), (0, 1))], "gradientRule": points}
    batch(api, book, {"addConditionalFormatRule": {"rule": rule, "index": 0}})
    rows = cells(api, book, "effectiveFormat.backgroundColor", "A1:A4")
    half = 0.5019608  # 128 / 255
    colors = [cell["effectiveFormat"]["backgroundColor"] for (cell,) in rows]
    assert colors == [white, {"red": 1, "green": half, "blue": half}, red, white]
