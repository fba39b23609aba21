"""What stands on a sheet: charts, slicers, filters, tables, conditional formats, banding, groups, comments."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_requests import batch, grid, refused

pytest_plugins = ("tests.emulator_spreadsheets",)

SUMS = [["Activity", "Hours"], ["Travel", 3], ["Meeting", 5], ["Modeling", 8]]
OVER_D1 = {"overlayPosition": {"anchorCell": {"sheetId": 0, "columnIndex": 3}}}


def source(column: int) -> dict[str, Any]:
    """Chart data: one column of the table in A1:B4."""
    return {"sourceRange": {"sources": [grid(0, (0, 4), (column, column + 1))]}}


def bars(**more: Any) -> dict[str, Any]:
    """A chart spec with bars."""
    basic = {
        "chartType": "BAR",
        "headerCount": 1,
        "domains": [{"domain": source(0)}],
        "series": [{"series": source(1)}],
    }
    return {"title": "Time", "basicChart": {**basic, **more}}


def furniture(api: Any, book: gspread.Spreadsheet, name: str) -> list[dict[str, Any]]:
    """One kind of furniture on the first sheet."""
    read = api.get(spreadsheetId=book.id, fields=f"sheets.{name}").execute()
    found: list[dict[str, Any]] = read["sheets"][0].get(name, [])
    return found


def test_a_chart_is_added_changed_moved_and_deleted(api: Any, book: gspread.Spreadsheet) -> None:
    """Google's standard size is filled in; a move keeps the size; a deleted chart is gone."""
    (reply,) = batch(api, book, {"addChart": {"chart": {"spec": bars(), "position": OVER_D1}}})["replies"]
    chart = reply["addChart"]["chart"]
    assert chart["position"]["overlayPosition"] == {
        "anchorCell": {"columnIndex": 3},
        "widthPixels": 600,
        "heightPixels": 371,
    }
    pie = {"title": "Share", "pieChart": {"domain": source(0), "series": source(1), "legendPosition": "LABELED_LEGEND"}}
    moved = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 9}, "widthPixels": 300}}
    batch(
        api,
        book,
        {"updateChartSpec": {"chartId": chart["chartId"], "spec": pie}},
        {"updateEmbeddedObjectPosition": {"objectId": chart["chartId"], "newPosition": moved, "fields": "*"}},
    )
    (now,) = furniture(api, book, "charts")
    assert now["spec"]["pieChart"]["legendPosition"] == "LABELED_LEGEND"
    assert now["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 9}
    batch(api, book, {"deleteEmbeddedObject": {"objectId": chart["chartId"]}})
    assert furniture(api, book, "charts") == []


def test_a_chart_can_have_a_sheet_of_its_own(api: Any, book: gspread.Spreadsheet) -> None:
    """The sheet is of kind OBJECT, has no cells, and goes with its chart."""
    (reply,) = batch(api, book, {"addChart": {"chart": {"spec": bars(), "position": {"newSheet": True}}}})["replies"]
    made = api.get(spreadsheetId=book.id).execute()["sheets"][1]
    assert made["properties"]["sheetType"] == "OBJECT"
    assert "gridProperties" not in made["properties"]
    batch(api, book, {"deleteEmbeddedObject": {"objectId": reply["addChart"]["chart"]["chartId"]}})
    assert len(api.get(spreadsheetId=book.id).execute()["sheets"]) == 1


@pytest.mark.parametrize(
    ("chart", "part"),
    [
        ({"spec": {"title": "No kind"}, "position": OVER_D1}, "exactly one kind of chart"),
        ({"spec": bars(series=[]), "position": OVER_D1}, "at least one series"),
        ({"spec": bars(chartType="LINE", stackedType="STACKED"), "position": OVER_D1}, "stackedType is not supported"),
        (
            {
                "spec": bars(series=[{"series": {"sourceRange": {"sources": [grid(0, (0, 4), (0, 2))]}}}]),
                "position": OVER_D1,
            },
            "one row or one column",
        ),
        (
            {
                "spec": bars(series=[{"series": {"sourceRange": {"sources": [grid(9, (0, 4), (0, 1))]}}}]),
                "position": OVER_D1,
            },
            "No grid with id: 9",
        ),
        ({"spec": bars()}, "Exactly one of"),
        (
            {"spec": bars(), "position": {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 1000}}}},
            "GridCoordinate.rowIndex[1000] is after last row in grid[999]",
        ),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(
    api: Any, book: gspread.Spreadsheet, chart: dict[str, Any], part: str
) -> None:
    """Its kind, its data and its place must be on the grid."""
    assert part in refused(api, book, {"addChart": {"chart": chart}})


def test_a_slicer_is_added_and_changed(api: Any, book: gspread.Spreadsheet) -> None:
    """A slicer stands over a cell like a chart and filters one column of its range."""
    spec = {"dataRange": grid(0, (0, 4), (0, 2)), "columnIndex": 0, "title": "Activity"}
    batch(api, book, {"addSlicer": {"slicer": {"slicerId": 3, "spec": spec, "position": OVER_D1}}})
    batch(api, book, {"updateSlicerSpec": {"slicerId": 3, "spec": {"title": "Which"}, "fields": "title"}})
    (slicer,) = furniture(api, book, "slicers")
    assert slicer["spec"]["title"] == "Which"
    assert slicer["spec"]["columnIndex"] == 0


def test_a_basic_filter_hides_rows_and_sorts(api: Any, book: gspread.Spreadsheet) -> None:
    """Rows with a hidden value, and rows that miss a condition, are hidden by the filter; clearing shows them."""
    book.sheet1.update(SUMS, "A1")
    condition = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "4"}]}
    filter = {
        "range": grid(0, (0, 4), (0, 2)),
        "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "DESCENDING"}],
        "filterSpecs": [
            {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["Meeting"]}},
            {"columnIndex": 1, "filterCriteria": {"condition": condition}},
        ],
    }
    batch(api, book, {"setBasicFilter": {"filter": filter}})
    assert book.sheet1.col_values(1) == ["Activity", "Modeling", "Meeting", "Travel"]
    fields = "sheets(basicFilter.criteria,data.rowMetadata.hiddenByFilter)"
    (sheet,) = api.get(spreadsheetId=book.id, fields=fields, ranges="A1:B4").execute()["sheets"]
    assert [row.get("hiddenByFilter", False) for row in sheet["data"][0]["rowMetadata"]] == [False, False, True, True]
    assert sheet["basicFilter"]["criteria"].keys() == {"0", "1"}
    batch(api, book, {"clearBasicFilter": {"sheetId": 0}})
    assert api.get(spreadsheetId=book.id, fields="sheets.basicFilter").execute() == {"sheets": [{}]}


def test_filter_views_are_added_changed_duplicated_and_deleted(api: Any, book: gspread.Spreadsheet) -> None:
    """A duplicate has an id of its own and the title of a copy."""
    view = {"filterViewId": 4, "title": "Mine", "range": grid(0, (0, 4), (0, 2))}
    batch(api, book, {"addFilterView": {"filter": view}})
    (reply,) = batch(api, book, {"duplicateFilterView": {"filterId": 4}})["replies"]
    copy = reply["duplicateFilterView"]["filter"]
    assert copy["title"] == "Copy of Mine"
    batch(
        api,
        book,
        {"updateFilterView": {"filter": {"filterViewId": 4, "title": "Ours"}, "fields": "title"}},
        {"deleteFilterView": {"filterId": copy["filterViewId"]}},
    )
    assert [each["title"] for each in furniture(api, book, "filterViews")] == ["Ours"]


def test_a_table_has_typed_columns_and_grows_with_what_is_appended(api: Any, book: gspread.Spreadsheet) -> None:
    """Column names come from the header; cells appended to the table stand below its last row."""
    book.sheet1.update(SUMS, "A1")
    table = {
        "tableId": "t",
        "name": "Sums",
        "range": grid(0, (0, 4), (0, 2)),
        "columnProperties": [{"columnIndex": 1, "columnType": "DOUBLE"}],
    }
    batch(api, book, {"addTable": {"table": table}})
    (made,) = furniture(api, book, "tables")
    assert made["columnProperties"] == [
        {"columnName": "Activity"},
        {"columnIndex": 1, "columnType": "DOUBLE", "columnName": "Hours"},
    ]
    row = {"values": [{"userEnteredValue": {"stringValue": "Planning"}}, {"userEnteredValue": {"numberValue": 2}}]}
    batch(api, book, {"appendCells": {"tableId": "t", "rows": [row], "fields": "userEnteredValue"}})
    assert book.sheet1.row_values(5) == ["Planning", "2"]
    (grown,) = furniture(api, book, "tables")
    assert grown["range"]["endRowIndex"] == 5
    overlapping = {"name": "Other", "range": grid(0, (3, 6), (0, 1))}
    assert "cannot overlap" in refused(api, book, {"addTable": {"table": overlapping}})


def test_a_colored_table_is_listed_among_the_banded_ranges(api: Any, book: gspread.Spreadsheet) -> None:
    """As Google lists it, by reference; unless a reader asks for banded ranges without tables."""
    colors = {"headerColorStyle": {"rgbColor": {"blue": 1}}}
    table = {"tableId": "t", "name": "Sums", "range": grid(0, (0, 4), (0, 2)), "rowsProperties": colors}
    batch(api, book, {"addTable": {"table": table}})
    (banded,) = furniture(api, book, "bandedRanges")
    assert banded["bandedRangeReference"] == "t"
    assert banded["rowProperties"]["headerColor"] == {"blue": 1}
    read = api.get(spreadsheetId=book.id, excludeTablesInBandedRanges=True).execute()
    assert "bandedRanges" not in read["sheets"][0]


def test_a_table_is_changed_and_deleted(api: Any, book: gspread.Spreadsheet) -> None:
    """A column is renamed in its header cell too; a deleted table takes its cells along."""
    book.sheet1.update(SUMS, "A1")
    table = {"tableId": "t", "name": "Sums", "range": grid(0, (0, 4), (0, 2))}
    other = {"tableId": "o", "name": "Other", "range": grid(0, (5, 7), (0, 2))}
    batch(api, book, {"addTable": {"table": other}}, {"addTable": {"table": table}})
    columns = [{"columnIndex": 1, "columnName": "Time"}]
    change = {"tableId": "t", "name": "Totals", "columnProperties": columns}
    batch(api, book, {"updateTable": {"table": change, "fields": "name,columnProperties"}})
    assert {each["tableId"]: each["name"] for each in furniture(api, book, "tables")} == {"o": "Other", "t": "Totals"}
    assert book.sheet1.acell("B1").value == "Time"
    batch(api, book, {"deleteTable": {"tableId": "t"}})
    assert book.sheet1.get("A1:B4") == [[]]
    assert [each["tableId"] for each in furniture(api, book, "tables")] == ["o"]


def test_a_table_s_columns_follow_when_one_is_inserted(api: Any, book: gspread.Spreadsheet) -> None:
    """The types stay with their columns, the new column has a name of its own."""
    book.sheet1.update(SUMS, "A1")
    columns = [{"columnIndex": 1, "columnType": "DOUBLE"}]
    table = {"name": "Sums", "range": grid(0, (0, 4), (0, 2)), "columnProperties": columns}
    slicer = {"slicerId": 3, "spec": {"dataRange": grid(0, (0, 4), (0, 2)), "columnIndex": 1}, "position": OVER_D1}
    batch(api, book, {"addSlicer": {"slicer": slicer}})
    span = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    batch(api, book, {"addTable": {"table": table}}, {"insertDimension": {"range": span}})
    (made,) = furniture(api, book, "tables")
    assert [column["columnName"] for column in made["columnProperties"]] == ["Activity", "Column 2", "Hours"]
    assert made["columnProperties"][2]["columnType"] == "DOUBLE"
    assert furniture(api, book, "slicers")[0]["spec"]["columnIndex"] == 2


def test_conditional_formats_are_kept_in_order(api: Any, book: gspread.Spreadsheet) -> None:
    """Rules are inserted at an index, replaced, moved and deleted by index; replies tell the old and the new."""

    def rule(limit: str) -> dict[str, Any]:
        condition = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": limit}]}
        format = {"textFormat": {"bold": True}}
        return {"ranges": [grid(0, (0, 4), (1, 2))], "booleanRule": {"condition": condition, "format": format}}

    def limits() -> list[str]:
        found = furniture(api, book, "conditionalFormats")
        return [each["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for each in found]

    for limit in ("1", "2", "3"):
        batch(api, book, {"addConditionalFormatRule": {"rule": rule(limit), "index": 0}})
    assert limits() == ["3", "2", "1"]
    batch(api, book, {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 2}})
    assert limits() == ["2", "1", "3"]
    (reply,) = batch(api, book, {"updateConditionalFormatRule": {"index": 1, "rule": rule("9")}})["replies"]
    assert reply["updateConditionalFormatRule"]["oldRule"]["booleanRule"]["condition"]["values"] == [
        {"userEnteredValue": "1"}
    ]
    batch(api, book, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert limits() == ["9", "3"]


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        ({}, "must have a type"),
        ({"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}]}, "must have 2 values, but has 1"),
        ({"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "1"}]}, "is not supported here"),
    ],
)
def test_a_rule_without_a_sound_condition_is_refused(
    api: Any, book: gspread.Spreadsheet, condition: dict[str, Any], part: str
) -> None:
    """Each type of condition takes its number of values."""
    rule = {"ranges": [grid(0, (0, 4), (1, 2))], "booleanRule": {"condition": condition, "format": {}}}
    assert part in refused(api, book, {"addConditionalFormatRule": {"rule": rule, "index": 0}})


def test_bands_do_not_overlap(api: Any, book: gspread.Spreadsheet) -> None:
    """A second banding over the same cells is refused; an updated one keeps its id."""
    colors = {"headerColor": {"blue": 1}, "firstBandColor": {"red": 1}, "secondBandColor": {"green": 1}}
    banded = {"bandedRangeId": 6, "range": grid(0, (0, 4), (0, 2)), "rowProperties": colors}
    batch(api, book, {"addBanding": {"bandedRange": banded}})
    second = {"range": grid(0, (3, 6), (0, 2)), "rowProperties": colors}
    assert "already has alternating background colors" in refused(api, book, {"addBanding": {"bandedRange": second}})
    change = {"bandedRangeId": 6, "range": grid(0, (0, 8), (0, 2))}
    batch(api, book, {"updateBanding": {"bandedRange": change, "fields": "range"}})
    (now,) = furniture(api, book, "bandedRanges")
    assert (now["bandedRangeId"], now["range"]["endRowIndex"]) == (6, 8)
    assert now["rowProperties"]["headerColorStyle"] == {"rgbColor": {"blue": 1}}


def test_a_collapsed_group_hides_its_rows(api: Any, book: gspread.Spreadsheet) -> None:
    """Collapsing marks the group and hides the rows in it; opening shows them."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    group = {"range": span, "depth": 1}
    collapse = {"dimensionGroup": {**group, "collapsed": True}, "fields": "collapsed"}
    batch(api, book, {"addDimensionGroup": {"range": span}}, {"updateDimensionGroup": collapse})
    (made,) = furniture(api, book, "rowGroups")
    assert made["collapsed"] is True
    fields = "sheets.data.rowMetadata.hiddenByUser"
    rows = api.get(spreadsheetId=book.id, fields=fields, ranges="A1:A4").execute()["sheets"][0]["data"][0][
        "rowMetadata"
    ]
    assert rows == [{}, {"hiddenByUser": True}, {"hiddenByUser": True}, {}]
    assert "No group" in refused(
        api, book, {"deleteDimensionGroup": {"range": {**span, "startIndex": 5, "endIndex": 6}}}
    )


def test_borders_are_drawn_around_and_inside(api: Any, book: gspread.Spreadsheet) -> None:
    """The outer sides stand on the edge cells, the inner lines between; style NONE takes a line away."""
    solid = {"style": "SOLID"}
    request = {"range": grid(0, (0, 2), (0, 2)), "top": solid, "innerVertical": solid}
    batch(api, book, {"updateBorders": request})
    fields = "sheets.data.rowData.values.userEnteredFormat.borders"
    rows = api.get(spreadsheetId=book.id, fields=fields).execute()["sheets"][0]["data"][0]["rowData"]
    sides = [[sorted(cell["userEnteredFormat"]["borders"]) for cell in row["values"]] for row in rows]
    assert sides == [[["right", "top"], ["left", "top"]], [["right"], ["left"]]]
    batch(api, book, {"updateBorders": {**request, "top": {"style": "NONE"}, "innerVertical": {"style": "NONE"}}})
    assert "rowData" not in api.get(spreadsheetId=book.id, fields=fields).execute()["sheets"][0].get("data", [{}])[0]


def test_a_comment_is_answered_resolved_and_deleted(api: Any, book: gspread.Spreadsheet) -> None:
    """A thread stands on a cell; a reply resolves it; its author deletes it."""
    coordinate = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    (reply,) = batch(api, book, {"insertComment": {"coordinate": coordinate, "content": "Sure?"}})["replies"]
    comment_id = reply["insertComment"]["commentThread"]["commentId"]
    post = {"content": "Yes.", "commentAction": "RESOLVE"}
    batch(api, book, {"addCommentReply": {"commentId": comment_id, "post": post}})
    read = api.get(spreadsheetId=book.id, commentsViewMode="COMMENTS_VIEW_MODE_INCLUDED").execute()
    (thread,) = read["comments"]
    assert "comments" not in api.get(spreadsheetId=book.id).execute()  # only on request
    assert (thread["status"], thread["replies"][0]["content"]) == ("RESOLVED", "Yes.")
    assert read["sheets"][0]["commentAnchors"][0]["anchorId"] == thread["anchorId"]
    batch(api, book, {"deleteComment": {"commentId": comment_id}})
    asked = {"commentsViewMode": "COMMENTS_VIEW_MODE_INCLUDED"}
    assert "comments" not in api.get(spreadsheetId=book.id, **asked).execute()
