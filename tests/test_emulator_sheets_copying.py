"""Copying, filling, pasting, sorting and tidying blocks of cells."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_requests import batch, cells, grid, refused

pytest_plugins = ("tests.emulator_spreadsheets",)


def formulas(book: gspread.Spreadsheet, where: str) -> list[list[Any]]:
    """The cells of a range with formulas as formulas."""
    return [list(row) for row in book.sheet1.get(where, value_render_option="FORMULA")]


def copy(source: dict[str, int], destination: dict[str, int], **more: Any) -> dict[str, Any]:
    """The request that copies a block."""
    return {"copyPaste": {"source": source, "destination": destination, "pasteType": "PASTE_NORMAL", **more}}


def test_a_block_is_copied_as_often_as_it_fits(api: Any, book: gspread.Spreadsheet) -> None:
    """A destination of twice the size holds two copies; relative references move with each."""
    book.sheet1.update([[1, "=A1*10"]], "A1", raw=False)
    batch(api, book, copy(grid(0, (0, 1), (0, 2)), grid(0, (1, 3), (0, 2))))
    assert formulas(book, "A1:B3") == [[1, "=A1*10"], [1, "=A2*10"], [1, "=A3*10"]]


def test_a_format_filled_down_stretches_its_rule_by_one_range(api: Any, book: gspread.Spreadsheet) -> None:
    """A row copied to forty below is one more range of the rule, and none at all where the rule holds already."""
    condition = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "5"}]}
    rule = {"ranges": [grid(0, (0, 2), (0, 1))], "booleanRule": {"condition": condition, "format": {}}}
    batch(api, book, {"addConditionalFormatRule": {"rule": rule, "index": 0}})
    for _ in range(2):
        batch(api, book, copy(grid(0, (1, 2), (0, 3)), grid(0, (2, 42), (0, 3)), pasteType="PASTE_FORMAT"))
        [sheet] = book.fetch_sheet_metadata({"fields": "sheets.conditionalFormats"})["sheets"]
        rows = [(each.get("startRowIndex"), each["endRowIndex"]) for each in sheet["conditionalFormats"][0]["ranges"]]
        assert rows == [(0, 2), (2, 42)]


def test_a_block_is_turned(api: Any, book: gspread.Spreadsheet) -> None:
    """TRANSPOSE makes a row of a column."""
    book.sheet1.update([["a"], ["b"], ["c"]], "A1")
    batch(api, book, copy(grid(0, (0, 3), (0, 1)), grid(0, (4, 5), (0, 3)), pasteOrientation="TRANSPOSE"))
    assert book.sheet1.get("A5:C5") == [["a", "b", "c"]]


@pytest.mark.parametrize(
    ("kind", "value", "parts"),
    [
        ("PASTE_NORMAL", 3, {"dataValidation", "userEnteredFormat"}),
        ("PASTE_VALUES", 3, set()),
        ("PASTE_FORMAT", None, {"dataValidation", "userEnteredFormat"}),
        ("PASTE_DATA_VALIDATION", None, {"dataValidation"}),
        ("PASTE_FORMULA", 3, set()),
    ],
)
def test_a_paste_brings_what_its_type_says(
    api: Any,
    book: gspread.Spreadsheet,
    kind: str,
    value: int | None,
    parts: set[str],
) -> None:
    """Values, formats and rules, each alone or together."""
    cell = {
        "userEnteredValue": {"numberValue": 3},
        "userEnteredFormat": {"textFormat": {"bold": True}},
        "dataValidation": {"condition": {"type": "NOT_BLANK"}},
    }
    cell["dataValidation"] = {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "1"}]}}
    write = {"range": grid(0, (0, 1), (0, 1)), "cell": cell, "fields": "*"}
    batch(api, book, {"repeatCell": write}, copy(grid(0, (0, 1), (0, 1)), grid(0, (0, 1), (1, 2)), pasteType=kind))
    read = cells(api, book, "userEnteredValue,userEnteredFormat,dataValidation", "Sheet1!B1")
    found = read[0][0] if read else {}
    assert found.pop("userEnteredValue", {}).get("numberValue") == value
    assert set(found) == parts


def test_a_cut_block_takes_its_references_along(api: Any, book: gspread.Spreadsheet) -> None:
    """A formula elsewhere names the cells at their new place; a formula inside keeps what it names."""
    book.sheet1.update([[1, "=A1+1", "=A1+B1"]], "A1", raw=False)
    destination = {"sheetId": 0, "rowIndex": 4, "columnIndex": 0}
    cut = {"source": grid(0, (0, 1), (0, 2)), "destination": destination, "pasteType": "PASTE_NORMAL"}
    batch(api, book, {"cutPaste": cut})
    assert formulas(book, "A1:C5") == [["", "", "=A5+B5"], [], [], [], [1, "=A5+1"]]


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ([[1], [2]], [[3], [4]]),
        ([[10], [20]], [[30], [40]]),
        ([[5]], [[5], [5]]),
        ([["Week 1"], ["Week 2"]], [["Week 3"], ["Week 4"]]),
        ([["Travel"], ["Meeting"]], [["Travel"], ["Meeting"]]),
        ([["=B1"]], [["=B2"], ["=B3"]]),
    ],
)
def test_a_series_goes_on(api: Any, book: gspread.Spreadsheet, given: list[list[Any]], filled: list[list[Any]]) -> None:
    """Numbers and numbered texts count on, a single number and words repeat, formulas move along."""
    book.sheet1.update(given, "A1", raw=False)
    plan = {"source": grid(0, (0, len(given)), (0, 1)), "dimension": "ROWS", "fillLength": 2}
    batch(api, book, {"autoFill": {"sourceAndDestination": plan}})
    assert formulas(book, f"A{len(given) + 1}:A{len(given) + 2}") == filled


def test_a_range_is_filled_from_the_data_in_it(api: Any, book: gspread.Spreadsheet) -> None:
    """Where the data ends is found; nothing can be made of an empty range."""
    book.sheet1.update([[1], [2]], "A1")
    batch(api, book, {"autoFill": {"range": grid(0, (0, 5), (0, 1))}})
    assert formulas(book, "A1:A5") == [[1], [2], [3], [4], [5]]
    assert "without data" in refused(api, book, {"autoFill": {"range": grid(0, (0, 2), (3, 4))}})


def test_texts_and_html_are_pasted_as_if_typed(api: Any, book: gspread.Spreadsheet) -> None:
    """Delimited text and an HTML table become cells; percents are numbers."""
    at = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    batch(
        api, book, {"pasteData": {"coordinate": at, "data": "a;12%\nb;=1+1", "delimiter": ";", "type": "PASTE_NORMAL"}}
    )
    assert book.sheet1.get("A1:B2", value_render_option="UNFORMATTED_VALUE") == [["a", 0.12], ["b", 2]]
    html = "<table><tr><th>Day</th><td>3</td></tr></table>"
    batch(api, book, {"pasteData": {"coordinate": {**at, "rowIndex": 5}, "data": html, "html": True}})
    assert formulas(book, "A6:B6") == [["Day", 3]]


def test_a_column_of_texts_is_split(api: Any, book: gspread.Spreadsheet) -> None:
    """The delimiter is found in the texts or given; a text without it stays."""
    book.sheet1.update([["Mon,30,x"], ["Tue"]], "A1")
    batch(api, book, {"textToColumns": {"source": grid(0, (0, 2), (0, 1)), "delimiterType": "AUTODETECT"}})
    assert formulas(book, "A1:C2") == [["Mon", 30, "x"], ["Tue"]]
    book.sheet1.update([["a|b"]], "A5")
    custom = {"source": grid(0, (4, 5), (0, 1)), "delimiterType": "CUSTOM", "delimiter": "|"}
    batch(api, book, {"textToColumns": custom})
    assert formulas(book, "A5:B5") == [["a", "b"]]


def test_texts_are_found_and_replaced(api: Any, book: gspread.Spreadsheet) -> None:
    """Without regard to case unless asked; formulas only when asked; the reply counts (Google's own example: 3 letters)."""
    book.sheet1.update([["Google Sheets", "=1+1"], ["Google Docs", 5]], "A1", raw=False)
    by_regex = {"find": "o.* (.*)", "replacement": "$1 Rocks", "searchByRegex": True, "allSheets": True}
    (reply,) = batch(api, book, {"findReplace": by_regex})["replies"]
    assert book.sheet1.col_values(1) == ["GSheets Rocks", "GDocs Rocks"]
    assert reply["findReplace"] == {"valuesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 2}
    book.sheet1.update([["Google Sheets"]], "A1")
    (reply,) = batch(api, book, {"findReplace": {"find": "e", "replacement": "o", "range": grid(0, (0, 1), (0, 1))}})[
        "replies"
    ]
    assert book.sheet1.acell("A1").value == "Googlo Shoots"
    assert reply["findReplace"]["occurrencesChanged"] == 3
    in_formulas = {"find": "1+1", "replacement": "2+2", "includeFormulas": True, "sheetId": 0}
    (reply,) = batch(api, book, {"findReplace": in_formulas})["replies"]
    assert reply["findReplace"]["formulasChanged"] == 1
    assert formulas(book, "B1") == [["=2+2"]]
    assert "Exactly one of" in refused(api, book, {"findReplace": {"find": "x"}})


def test_rows_are_sorted_as_sheets_sorts(api: Any, book: gspread.Spreadsheet) -> None:
    """Numbers before texts before yes and no, empty cells last in both directions; equal rows keep their order."""
    book.sheet1.update([["b", 1], [2, 2], [True, 3], ["", 4], ["A", 5], [1, 6], ["a", 7]], "A1", raw=False)

    def order(direction: str) -> list[int]:
        spec = [{"dimensionIndex": 0, "sortOrder": direction}]
        batch(api, book, {"sortRange": {"range": grid(0, (0, 7), (0, 2)), "sortSpecs": spec}})
        return [row[1] for row in formulas(book, "A1:B7")]

    assert order("ASCENDING") == [6, 2, 5, 7, 1, 3, 4]
    assert order("DESCENDING")[0] == 3
    assert order("DESCENDING")[-1] == 4


def test_rows_are_shuffled_without_loss(api: Any, book: gspread.Spreadsheet) -> None:
    """All rows are still there, each whole."""
    book.sheet1.update([[n, n * 10] for n in range(20)], "A1")
    batch(api, book, {"randomizeRange": {"range": grid(0, (0, 20), (0, 2))}})
    assert sorted(formulas(book, "A1:B20")) == [[n, n * 10] for n in range(20)]


def test_spaces_are_trimmed(api: Any, book: gspread.Spreadsheet) -> None:
    """At both ends and doubled inside; what looks like a formula stays a text."""
    book.sheet1.update([["  two   words "], [" =1+1 "], ["tidy"]], "A1", raw=True)
    (reply,) = batch(api, book, {"trimWhitespace": {"range": grid(0, (0, 3), (0, 1))}})["replies"]
    assert reply["trimWhitespace"] == {"cellsChangedCount": 2}
    assert formulas(book, "A1:A3") == [["two words"], ["=1+1"], ["tidy"]]
    assert book.sheet1.acell("A2").value == "=1+1"


def test_repeated_rows_are_removed(api: Any, book: gspread.Spreadsheet) -> None:
    """The first of equal rows stays, whatever its case; only the compared columns count; cells beside the range stay."""
    book.sheet1.update([["Mon", 1, "x"], ["mon", 1, "y"], ["Mon", 2, "z"], ["Tue", 1, "w"]], "A1")
    (reply,) = batch(api, book, {"deleteDuplicates": {"range": grid(0, (0, 4), (0, 2))}})["replies"]
    assert reply["deleteDuplicates"] == {"duplicatesRemovedCount": 1}
    assert formulas(book, "A1:C4") == [["Mon", 1, "x"], ["Mon", 2, "y"], ["Tue", 1, "z"], ["", "", "w"]]
    by_day = [{"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}]
    batch(api, book, {"deleteDuplicates": {"range": grid(0, (0, 3), (0, 2)), "comparisonColumns": by_day}})
    assert formulas(book, "A1:B3") == [["Mon", 1], ["Tue", 1]]


def test_a_merge_must_be_selected_whole(api: Any, book: gspread.Spreadsheet) -> None:
    """Unmerging or merging over a part of a merge is refused."""
    batch(api, book, {"mergeCells": {"range": grid(0, (0, 3), (0, 3)), "mergeType": "MERGE_ALL"}})
    part = grid(0, (0, 2), (0, 2))
    assert "select all cells in a merged range" in refused(api, book, {"unmergeCells": {"range": part}})
    assert "select all cells" in refused(api, book, {"mergeCells": {"range": part, "mergeType": "MERGE_ALL"}})
