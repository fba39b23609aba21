"""Inserting, deleting and moving rows and columns: everything that names a range goes along."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_requests import batch, grid, refused

pytest_plugins = ("tests.emulator_spreadsheets",)


def lines(dimension: str, start: int, end: int, sheet_id: int = 0) -> dict[str, Any]:
    """A `DimensionRange`."""
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


@pytest.fixture
def furnished(api: Any, book: gspread.Spreadsheet) -> gspread.Spreadsheet:
    """A sheet with a table of values in A1:C4 and one of everything that names B2:B4 or column B."""
    book.sheet1.update(
        [["Day", "Minutes", "Twice"], ["Mon", 10, "=B2*2"], ["Tue", 20, "=B3*2"], ["Wed", 30, "=SUM(B2:B4)"]],
        "A1",
        raw=False,
    )
    span = grid(0, (1, 4), (1, 2))
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$B2>15"}]}
    source = {"sourceRange": {"sources": [span]}}
    overlay = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 5, "columnIndex": 3}}}
    chart = {"basicChart": {"chartType": "BAR", "series": [{"series": source}]}}
    white = {"red": 1, "green": 1, "blue": 1}
    batch(
        api,
        book,
        {"addNamedRange": {"namedRange": {"name": "Minutes", "range": span}}},
        {"addProtectedRange": {"protectedRange": {"range": span}}},
        {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [span],
                    "booleanRule": {"condition": condition, "format": {"backgroundColor": white}},
                }
            }
        },
        {"addChart": {"chart": {"spec": chart, "position": overlay}}},
        {"mergeCells": {"range": grid(0, (1, 3), (4, 5)), "mergeType": "MERGE_ALL"}},
        {
            "addFilterView": {
                "filter": {
                    "range": span,
                    "filterSpecs": [{"columnIndex": 1, "filterCriteria": {"hiddenValues": ["10"]}}],
                }
            }
        },
        {
            "addBanding": {
                "bandedRange": {"range": span, "rowProperties": {"firstBandColor": white, "secondBandColor": {}}}
            }
        },
        {
            "setDataValidation": {
                "range": span,
                "rule": {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=$A$2:$A$4"}]}},
            }
        },
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "c",
                    "visibility": "DOCUMENT",
                    "location": {"dimensionRange": lines("COLUMNS", 1, 2)},
                }
            }
        },
        {
            "updateDimensionProperties": {
                "range": lines("COLUMNS", 1, 2),
                "properties": {"pixelSize": 50},
                "fields": "pixelSize",
            }
        },
    )
    return book


def places(api: Any, book: gspread.Spreadsheet) -> dict[str, Any]:
    """Where everything stands now, by kind."""
    read = api.get(spreadsheetId=book.id, includeGridData=True).execute()
    sheet = read["sheets"][0]
    (data,) = sheet["data"]
    rules = sheet["conditionalFormats"][0]
    cells = [cell for row in data["rowData"] for cell in row.get("values", [])]
    return {
        "named range": read["namedRanges"][0]["range"],
        "protected": sheet["protectedRanges"][0]["range"],
        "rule": rules["ranges"][0],
        "rule formula": rules["booleanRule"]["condition"]["values"][0]["userEnteredValue"],
        "chart source": sheet["charts"][0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0],
        "chart anchor": sheet["charts"][0]["position"]["overlayPosition"]["anchorCell"],
        "merge": sheet["merges"][0],
        "filter": sheet["filterViews"][0]["range"],
        "filter column": sheet["filterViews"][0]["filterSpecs"][0]["columnIndex"],
        "banding": sheet["bandedRanges"][0]["range"],
        "validation": {
            cell["dataValidation"]["condition"]["values"][0]["userEnteredValue"]
            for cell in cells
            if "dataValidation" in cell
        },
        "metadata": [i for i, column in enumerate(data["columnMetadata"]) if "developerMetadata" in column],
        "narrow": [i for i, column in enumerate(data["columnMetadata"]) if column["pixelSize"] == 50],
        "formulas": [
            cell["userEnteredValue"]["formulaValue"]
            for cell in cells
            if "formulaValue" in cell.get("userEnteredValue", {})
        ],
    }


def bare(rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, int]:
    """A `GridRange` on sheet 0 as Google shows it."""
    return {name: number for name, number in grid(0, rows, columns).items() if name != "sheetId"}


def test_everything_follows_an_inserted_row_and_column(api: Any, furnished: gspread.Spreadsheet) -> None:
    """One row above and one column to the left: every range, anchor, rule and formula is one further."""
    batch(
        api,
        furnished,
        {"insertDimension": {"range": lines("ROWS", 0, 1)}},
        {"insertDimension": {"range": lines("COLUMNS", 0, 1)}},
    )
    moved = bare((2, 5), (2, 3))
    assert places(api, furnished) == {
        "named range": moved,
        "protected": moved,
        "rule": moved,
        "rule formula": "=$C3>15",
        "chart source": moved,
        "chart anchor": {"rowIndex": 6, "columnIndex": 4},
        "merge": bare((2, 4), (5, 6)),
        "filter": moved,
        "filter column": 2,
        "banding": moved,
        "validation": {"=$B$3:$B$5"},
        "metadata": [2],
        "narrow": [2],
        "formulas": ["=C3*2", "=C4*2", "=SUM(C3:C5)"],
    }


def test_everything_shrinks_with_a_deleted_row(api: Any, furnished: gspread.Spreadsheet) -> None:
    """Row 3 goes: ranges over it are one row shorter, what stood below is one row higher."""
    batch(api, furnished, {"deleteDimension": {"range": lines("ROWS", 2, 3)}})
    now = places(api, furnished)
    assert now["named range"] == now["chart source"] == now["rule"] == bare((1, 3), (1, 2))
    assert now["chart anchor"] == {"rowIndex": 4, "columnIndex": 3}
    assert now["merge"] == bare((1, 2), (4, 5))
    assert now["formulas"] == ["=B2*2", "=SUM(B2:B3)"]


def test_marks_and_groups_of_rows_move_up_and_go(api: Any, book: gspread.Spreadsheet) -> None:
    """A hidden row and metadata move up with their rows; a group goes with the rows it held."""
    entry = {"metadataKey": "r", "visibility": "DOCUMENT", "location": {"dimensionRange": lines("ROWS", 8, 9)}}
    hide = {"range": lines("ROWS", 8, 9), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    batch(
        api,
        book,
        {"createDeveloperMetadata": {"developerMetadata": entry}},
        {"updateDimensionProperties": hide},
        {"addDimensionGroup": {"range": lines("ROWS", 2, 4)}},
        {"addDimensionGroup": {"range": lines("ROWS", 5, 7)}},
        {"deleteDimension": {"range": lines("ROWS", 2, 4)}},
    )
    fields = "sheets(rowGroups.range,data.rowMetadata(hiddenByUser,developerMetadata.metadataKey))"
    (sheet,) = api.get(spreadsheetId=book.id, fields=fields, ranges="A1:A10").execute()["sheets"]
    marked = [row for row, told in enumerate(sheet["data"][0]["rowMetadata"]) if told]
    assert marked == [6]
    assert [(each["range"]["startIndex"], each["range"]["endIndex"]) for each in sheet["rowGroups"]] == [(3, 5)]


def test_the_last_row_that_is_not_frozen_stays(api: Any, book: gspread.Spreadsheet) -> None:
    """All rows below the frozen ones cannot be deleted, the frozen ones can."""
    book.sheet1.resize(rows=3)
    book.sheet1.freeze(rows=1)
    wrong = {"deleteDimension": {"range": lines("ROWS", 1, 3)}}
    assert "it is not possible to delete all non-frozen rows" in refused(api, book, wrong)
    batch(api, book, {"deleteDimension": {"range": lines("ROWS", 0, 1)}})
    grid_properties = api.get(spreadsheetId=book.id).execute()["sheets"][0]["properties"]["gridProperties"]
    assert grid_properties == {"rowCount": 2, "columnCount": 26}


def test_a_moved_column_keeps_its_metadata_and_its_references(api: Any, furnished: gspread.Spreadsheet) -> None:
    """Column B is dragged to the end of the table: metadata, width, named range and formulas go along."""
    move = {"source": lines("COLUMNS", 1, 2), "destinationIndex": 3}
    batch(api, furnished, {"moveDimension": move})
    now = places(api, furnished)
    assert now["metadata"] == now["narrow"] == [2]
    assert now["named range"] == bare((1, 4), (2, 3))
    assert now["filter column"] == 2
    assert now["formulas"] == ["=C2*2", "=C3*2", "=SUM(C2:C4)"]
    assert furnished.sheet1.row_values(1) == ["Day", "Twice", "Minutes"]


def test_what_named_a_deleted_column_is_gone(api: Any, furnished: gspread.Spreadsheet) -> None:
    """Column B goes: its named range, protection, rule, filter and metadata too, and formulas on it break."""
    batch(api, furnished, {"deleteDimension": {"range": lines("COLUMNS", 1, 2)}})
    read = api.get(spreadsheetId=furnished.id).execute()
    assert "namedRanges" not in read
    kept = read["sheets"][0].keys()
    assert not kept & {"protectedRanges", "conditionalFormats", "filterViews", "bandedRanges"}
    assert furnished.sheet1.get("B2:B4", value_render_option="FORMULA") == [["=#REF!*2"], ["=#REF!*2"], ["=SUM(#REF!)"]]
    search = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "c"}}]}
    assert api.developerMetadata().search(spreadsheetId=furnished.id, body=search).execute() == {}


def test_an_inserted_row_takes_the_look_of_its_neighbor(api: Any, book: gspread.Spreadsheet) -> None:
    """From before or from after, as asked; at the top there is nothing before."""
    book.sheet1.format("A1", {"textFormat": {"bold": True}})
    batch(api, book, {"insertDimension": {"range": lines("ROWS", 1, 2), "inheritFromBefore": True}})
    fields = "sheets.data.rowData.values.userEnteredFormat.textFormat"
    read = api.get(spreadsheetId=book.id, fields=fields).execute()
    assert len(read["sheets"][0]["data"][0]["rowData"]) == 2
    wrong = {"insertDimension": {"range": lines("ROWS", 0, 1), "inheritFromBefore": True}}
    assert "inheritFromBefore cannot be true" in refused(api, book, wrong)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"deleteDimension": {"range": lines("ROWS", 999, 1001)}},
            "deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        (
            {"deleteDimension": {"range": lines("ROWS", 0, 1000)}},
            "deleteDimension: You can't delete all the rows on the sheet.",
        ),
        (
            {"insertDimension": {"range": lines("ROWS", 1001, 1002)}},
            "insertDimension: range.startIndex[1001] is after last row in grid[999]",
        ),
        (
            {"moveDimension": {"source": lines("ROWS", 0, 3), "destinationIndex": 2}},
            "moveDimension: destinationIndex[2] must be on the grid and outside the range that is moved.",
        ),
    ],
)
def test_rows_off_the_grid_are_refused(
    api: Any, book: gspread.Spreadsheet, request_: dict[str, Any], message: str
) -> None:
    """The message tells how many rows there are."""
    assert refused(api, book, request_) == f"Invalid requests[0].{message}"


def test_cells_shift_when_a_block_is_inserted_or_deleted(api: Any, book: gspread.Spreadsheet) -> None:
    """Only the columns of the block move; formulas on cells that moved follow."""
    book.sheet1.update([["a", 1], ["b", 2], ["=B2", ""]], "A1", raw=False)
    batch(api, book, {"insertRange": {"range": grid(0, (0, 1), (1, 2)), "shiftDimension": "ROWS"}})
    assert book.sheet1.get("A1:B3", value_render_option="FORMULA") == [["a"], ["b", 1], ["=B3", 2]]
    batch(api, book, {"deleteRange": {"range": grid(0, (0, 1), (0, 1)), "shiftDimension": "COLUMNS"}})
    assert book.sheet1.get("A1:B3", value_render_option="FORMULA") == [[], ["b", 1], ["=B3", 2]]
    batch(api, book, {"deleteRange": {"range": grid(0, (0, 1), (1, 2)), "shiftDimension": "ROWS"}})
    assert book.sheet1.get("A1:B3", value_render_option="FORMULA") == [["", 1], ["b", 2], ["=B2"]]


def test_a_deleted_sheet_breaks_what_named_it(api: Any, book: gspread.Spreadsheet) -> None:
    """Formulas on it become `#REF!`, its named ranges and metadata are gone."""
    other = book.add_worksheet("Other", 5, 5)
    book.sheet1.update([["=Other!A1"]], "A1", raw=False)
    whole = {"namedRange": {"name": "All", "range": {"sheetId": other.id}}}
    batch(api, book, {"addNamedRange": whole})
    book.del_worksheet(other)
    assert book.sheet1.acell("A1", value_render_option="FORMULA").value == "=#REF!"
    assert book.sheet1.acell("A1").value == "#REF!"
    assert book.list_named_ranges() == []
