"""gspread's work on the shape and look of a sheet against the emulator."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from gspread.utils import MergeType, PasteType, ValidationConditionType

from tests.gspread_coverage import tries

pytest_plugins = ("tests.emulator_spreadsheets",)


def described(sheet: gspread.Worksheet, fields: str) -> Any:
    """What the API says of the first sheet under a mask below `sheets`."""
    answer = sheet.client.spreadsheets_get(sheet.spreadsheet_id, {"fields": f"sheets({fields})"})
    return answer["sheets"][0]


@tries(
    "Worksheet.id",
    "Worksheet.title",
    "Worksheet.index",
    "Worksheet.url",
    "Worksheet.spreadsheet",
    "Worksheet.row_count",
    "Worksheet.col_count",
    "Worksheet.column_count",
)
def test_a_new_sheet_has_the_standard_shape(book: gspread.Spreadsheet) -> None:
    """The first sheet is `Sheet1` with id 0, 1000 rows and 26 columns."""
    sheet = book.sheet1
    assert (sheet.id, sheet.title, sheet.index) == (0, "Sheet1", 0)
    assert (sheet.row_count, sheet.col_count, sheet.column_count) == (1000, 26, 26)
    assert sheet.url.endswith("#gid=0")
    assert sheet.spreadsheet.id == book.id


@tries("Worksheet.resize", "Worksheet.add_rows", "Worksheet.add_cols")
def test_a_sheet_is_resized(sheet: gspread.Worksheet) -> None:
    """What lies outside of a smaller grid is gone; `add_rows` and `add_cols` make it larger."""
    sheet.update([["kept", "cut"]], "A1")
    sheet.resize(rows=2, cols=1)
    sheet.add_cols(1)
    sheet.add_rows(3)
    assert sheet.get_all_values() == [["kept"]]
    assert described(sheet, "properties.gridProperties")["properties"]["gridProperties"] == {
        "rowCount": 5,
        "columnCount": 2,
    }


@tries("Worksheet.update_title")
def test_a_sheet_is_renamed_in_formulas_too(book: gspread.Spreadsheet) -> None:
    """`update_title` is followed by formulas on other sheets."""
    other = book.add_worksheet("Log", 5, 5)
    other.update([[7]], "A1")
    book.sheet1.update_acell("A1", "=Log!A1")
    other.update_title("Activity Log")
    assert book.sheet1.acell("A1").value == "7"
    assert book.sheet1.acell("A1", value_render_option="FORMULA").value == "='Activity Log'!A1"


@tries("Worksheet.update_tab_color", "Worksheet.get_tab_color", "Worksheet.tab_color", "Worksheet.clear_tab_color")
def test_a_tab_is_colored(sheet: gspread.Worksheet) -> None:
    """A tab color is read back in hexadecimal, and can be removed."""
    sheet.update_tab_color("#FF7F00")
    assert (sheet.get_tab_color(), sheet.tab_color) == ("#FF7F00", "#FF7F00")
    assert described(sheet, "properties.tabColor")["properties"]["tabColor"]["red"] == 1
    sheet.clear_tab_color()
    assert "tabColor" not in described(sheet, "properties")["properties"]


@tries("Worksheet.update_index")
def test_a_sheet_is_moved_to_another_place(book: gspread.Spreadsheet) -> None:
    """`update_index` counts places as before the move."""
    last = book.add_worksheet("Last", 5, 5)
    last.update_index(0)
    assert [each.title for each in book.worksheets()] == ["Last", "Sheet1"]


@tries("Worksheet.freeze", "Worksheet.frozen_row_count", "Worksheet.frozen_col_count")
def test_rows_and_columns_are_frozen(sheet: gspread.Worksheet) -> None:
    """Frozen rows and columns are counted; all of them cannot be frozen."""
    sheet.freeze(rows=2, cols=1)
    assert (sheet.frozen_row_count, sheet.frozen_col_count) == (2, 1)
    assert described(sheet, "properties.gridProperties")["properties"]["gridProperties"]["frozenRowCount"] == 2
    with pytest.raises(gspread.exceptions.APIError, match="freeze all"):
        sheet.freeze(rows=1000)


@tries("Worksheet.hide", "Worksheet.show", "Worksheet.isSheetHidden")
def test_a_sheet_is_hidden_and_shown(book: gspread.Spreadsheet) -> None:
    """A hidden sheet is left out of the visible ones; the last visible one cannot be hidden."""
    other = book.add_worksheet("Other", 5, 5)
    other.hide()
    assert other.isSheetHidden
    assert [each.title for each in book.worksheets(exclude_hidden=True)] == ["Sheet1"]
    with pytest.raises(gspread.exceptions.APIError, match="hide all"):
        book.sheet1.hide()
    other.show()
    assert not book.worksheet("Other").isSheetHidden


@tries("Worksheet.hide_gridlines", "Worksheet.show_gridlines", "Worksheet.is_gridlines_hidden")
def test_gridlines_are_hidden_and_shown(book: gspread.Spreadsheet) -> None:
    """Gridlines can be switched off and on again."""
    book.sheet1.hide_gridlines()
    assert book.sheet1.is_gridlines_hidden
    book.sheet1.show_gridlines()
    assert not book.sheet1.is_gridlines_hidden


@tries("Worksheet.hide_rows", "Worksheet.unhide_rows", "Worksheet.hide_columns", "Worksheet.unhide_columns")
def test_rows_and_columns_are_hidden_and_shown(sheet: gspread.Worksheet) -> None:
    """Hiding marks exactly the rows and columns named, end exclusive."""
    sheet.hide_rows(1, 3)
    sheet.hide_columns(0, 1)
    fields = "data(rowMetadata.hiddenByUser,columnMetadata.hiddenByUser)"
    data = described(sheet, fields)["data"][0]
    assert [row.get("hiddenByUser", False) for row in data["rowMetadata"][:4]] == [False, True, True, False]
    assert [column.get("hiddenByUser", False) for column in data["columnMetadata"][:2]] == [True, False]
    sheet.unhide_rows(1, 3)
    sheet.unhide_columns(0, 1)
    data = described(sheet, fields)["data"][0]
    assert not any(line for lines in data.values() for line in lines)


@tries("Worksheet.columns_auto_resize", "Worksheet.rows_auto_resize")
def test_columns_and_rows_fit_their_content(sheet: gspread.Worksheet) -> None:
    """A column with a longer text becomes wider than one with a short text; two lines make a row higher."""
    sheet.update([["A rather long text in one cell", "x"], ["two\nlines", ""]], "A1")
    sheet.columns_auto_resize(0, 2)
    sheet.rows_auto_resize(0, 2)
    data = described(sheet, "data(rowMetadata.pixelSize,columnMetadata.pixelSize)")["data"][0]
    wide, narrow = (column["pixelSize"] for column in data["columnMetadata"][:2])
    low, high = (row["pixelSize"] for row in data["rowMetadata"][:2])
    assert wide > narrow
    assert high > low


@tries("Worksheet.format", "Worksheet.batch_format")
def test_ranges_are_formatted(sheet: gspread.Worksheet) -> None:
    """`format` sets what it names and leaves the rest; colors come back in steps of 1/255."""
    sheet.update([[0.5]], "A1")
    sheet.format("A1:B2", {"textFormat": {"bold": True}, "numberFormat": {"type": "PERCENT", "pattern": "0%"}})
    sheet.batch_format([{"range": "A1", "format": {"backgroundColor": {"red": 0.5}}}])
    found = described(sheet, "data.rowData.values.userEnteredFormat")["data"][0]["rowData"][0]["values"][0]
    format = found["userEnteredFormat"]
    assert format["textFormat"] == {"bold": True}
    assert format["backgroundColor"] == {"red": 0.5019608}  # 128 / 255
    assert sheet.acell("A1").value == "50%"


@tries("Worksheet.merge_cells", "Worksheet.unmerge_cells", "Worksheet.batch_merge")
def test_cells_are_merged_and_taken_apart(sheet: gspread.Worksheet) -> None:
    """A merge keeps its first value; rows can be merged one by one."""
    sheet.update([["a", "b"], ["c", "d"]], "A1")
    sheet.merge_cells("A1:B2", merge_type=MergeType.merge_rows)
    assert sheet.get("A1:B2") == [["a"], ["c"]]
    assert len(described(sheet, "merges")["merges"]) == 2
    sheet.unmerge_cells("A1:B2")
    assert described(sheet, "merges") == {}
    sheet.batch_merge([{"range": "D1:E1"}, {"range": "D2:E2"}])
    assert len(described(sheet, "merges")["merges"]) == 2


@tries("Worksheet.set_basic_filter", "Worksheet.clear_basic_filter")
def test_a_basic_filter_is_set_and_cleared(sheet: gspread.Worksheet) -> None:
    """The filter covers the range that was named."""
    sheet.set_basic_filter("A1:B10")
    assert described(sheet, "basicFilter")["basicFilter"]["range"] == {
        "startRowIndex": 0,
        "endRowIndex": 10,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    sheet.clear_basic_filter()
    assert described(sheet, "basicFilter") == {}


@tries("Worksheet.add_validation")
def test_a_validation_rule_stands_on_the_cells_of_its_range(sheet: gspread.Worksheet) -> None:
    """The rule is read back from the cells; it does not stop the API from writing something else."""
    sheet.add_validation("A2:A3", ValidationConditionType.one_of_list, ["Travel", "Meeting"], strict=True)
    sheet.update([["Other"]], "A2")
    rows = described(sheet, "data.rowData.values.dataValidation")["data"][0]["rowData"]
    rule = rows[1]["values"][0]["dataValidation"]
    assert rule["strict"] is True
    assert [value["userEnteredValue"] for value in rule["condition"]["values"]] == ["Travel", "Meeting"]
    assert sheet.acell("A2").value == "Other"


@tries(
    "Worksheet.add_dimension_group_rows",
    "Worksheet.add_dimension_group_columns",
    "Worksheet.list_dimension_group_rows",
    "Worksheet.list_dimension_group_columns",
    "Worksheet.delete_dimension_group_rows",
    "Worksheet.delete_dimension_group_columns",
)
def test_rows_and_columns_are_grouped(sheet: gspread.Worksheet) -> None:
    """A group inside a group is one deeper (B:E and C:D, the API's own example); deleting takes lines out."""
    sheet.add_dimension_group_rows(1, 4)
    sheet.add_dimension_group_columns(1, 5)
    sheet.add_dimension_group_columns(2, 4)
    spans = [
        (group["range"]["startIndex"], group["range"]["endIndex"], group["depth"])
        for group in sheet.list_dimension_group_columns()
    ]
    assert spans == [(1, 5, 1), (2, 4, 2)]
    assert sheet.list_dimension_group_rows()[0]["range"]["endIndex"] == 4
    sheet.delete_dimension_group_columns(3, 5)
    spans = [
        (group["range"]["startIndex"], group["range"]["endIndex"], group["depth"])
        for group in sheet.list_dimension_group_columns()
    ]
    assert spans == [(1, 4, 1), (2, 3, 2)]  # the API's example: B:D and C:C are left
    sheet.delete_dimension_group_rows(1, 4)
    assert sheet.list_dimension_group_rows() == []


@tries("Worksheet.define_named_range", "Worksheet.delete_named_range")
def test_a_named_range_is_defined_and_deleted(book: gspread.Spreadsheet) -> None:
    """A named range has an id of its own, by which it is deleted; a second one of that name is refused."""
    answer = book.sheet1.define_named_range("A1:B2", "Log")
    named = answer["replies"][0]["addNamedRange"]["namedRange"]
    assert named["range"] == {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    with pytest.raises(gspread.exceptions.APIError, match="already exists"):
        book.sheet1.define_named_range("A1", "Log")
    book.sheet1.delete_named_range(named["namedRangeId"])
    assert book.list_named_ranges() == []


@tries("Worksheet.add_protected_range", "Worksheet.delete_protected_range")
def test_a_range_is_protected_and_set_free(book: gspread.Spreadsheet) -> None:
    """A protected range names its editors, the one who added it among them."""
    book.sheet1.add_protected_range("A1:B2", editor_users_emails=[])
    (protection,) = book.list_protected_ranges(0)
    assert protection["requestingUserCanEdit"] is True
    assert len(protection["editors"]["users"]) == 1
    book.sheet1.add_protected_range("C1:D2", warning_only=True)
    assert book.list_protected_ranges(0)[1]["warningOnly"] is True
    book.sheet1.delete_protected_range(protection["protectedRangeId"])
    assert len(book.list_protected_ranges(0)) == 1


@tries("Worksheet.duplicate", "Worksheet.copy_to")
def test_a_sheet_is_duplicated_and_copied_to_another_spreadsheet(
    client: gspread.Client,
    book: gspread.Spreadsheet,
) -> None:
    """Copies hold the values and formats of their source under another title."""
    book.sheet1.update([[1, "=A1+1"]], "A1", raw=False)
    book.sheet1.format("A1", {"numberFormat": {"type": "NUMBER", "pattern": "0.0"}})
    twin = book.sheet1.duplicate(insert_sheet_index=1, new_sheet_name="Twin")
    assert twin.get("A1:B1") == [["1.0", "2"]]
    other = client.create("Other")
    copied = book.sheet1.copy_to(other.id)
    assert copied["title"] == "Copy of Sheet1"
    assert other.get_worksheet_by_id(copied["sheetId"]).get("A1:B1") == [["1.0", "2"]]


def test_pasting_values_leaves_the_format(sheet: gspread.Worksheet) -> None:
    """A paste of values brings the result of a formula and no format."""
    sheet.update([[2, "=A1*2"]], "A1", raw=False)
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.copy_range("A1:B1", "A3:B3", paste_type=PasteType.values)
    assert sheet.get("A3:B3", value_render_option="FORMULA") == [[2, 4]]
    rows = described(sheet, "data.rowData.values.userEnteredFormat")["data"][0]["rowData"]
    assert len(rows) == 1  # under this mask nothing is left of row 3
