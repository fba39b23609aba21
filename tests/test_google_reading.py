"""From Google's answer to a snapshot: typed cells, column by column, and never fewer rows than there are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial
from sync.google.errors import IncompleteAnswer
from sync.google.grid import columns_of
from sync.google.reading import snapshot_after_write, snapshot_of_answer
from sync.google.workbook_answer import GoogleCell, GridBlock, GridRow

ID = "BOOK"


def cell(kind: str, value: Any, number_format: str | None = None) -> dict[str, Any]:
    shown = {"effectiveFormat": {"numberFormat": {"type": number_format}}} if number_format else {}
    return {"effectiveValue": {kind: value}} | shown


def text(value: str) -> dict[str, Any]:
    return cell("stringValue", value)


def tab(*rows: list[dict[str, Any]], **others: Any) -> dict[str, Any]:
    data = [{"rowData": [{"values": row} if row else {} for row in rows]}]
    properties = {"sheetId": 0, "title": "Log", "gridProperties": {"rowCount": 1000, "columnCount": 26}}
    return {"properties": properties, "data": data} | others


def workbook(*tabs: dict[str, Any], **others: Any) -> dict[str, Any]:
    properties = {"title": "A workbook", "locale": "en_US", "timeZone": "America/Chicago"}
    return {"spreadsheetId": ID, "properties": properties, "sheets": list(tabs)} | others


def encoded(answer: Any) -> bytes:
    return json.dumps(answer).encode()


def only_tab(*rows: list[dict[str, Any]], **others: Any) -> Any:
    return snapshot_of_answer(encoded(workbook(tab(*rows, **others))), ID).tabs[0]


@pytest.mark.parametrize(
    ("google", "ours"),
    [
        (text("1.5"), "1.5"),
        (text(""), ""),
        (cell("numberValue", 90), 90.0),
        (cell("numberValue", 0.5, "PERCENT"), 0.5),
        (cell("numberValue", 45912, "DATE"), DaySerial(45912)),
        (cell("numberValue", 45912.5, "DATE_TIME"), DaySerial(45912.5)),
        (cell("numberValue", 0.0625, "TIME"), ClockSerial(0.0625)),
        (cell("boolValue", False), False),
        (cell("errorValue", {"type": "REF", "message": "gone"}), CellError("#REF!")),
        (cell("errorValue", {"type": "SOMETHING_NEW"}), CellError("#ERROR!")),
        ({"effectiveFormat": {"numberFormat": {"type": "DATE"}}}, None),
        ({}, None),
    ],
)
def test_each_cell_has_one_type(google: dict[str, Any], ours: Cell) -> None:
    """What a number is shown as says whether it is a day, a clock time or a plain number."""
    read = only_tab([google, text("end")]).columns[0][0]
    assert (type(read), read) == (type(ours), ours)


def test_the_grid_is_read_column_by_column_and_trimmed() -> None:
    """Ragged rows are filled with None; empty rows and columns at the end are absent, those in between
    stay."""
    read = only_tab([text("A1"), {}, text("C1"), {}], [], [text("A3")], [{}, text("")], [])
    assert read.columns == (("A1", None, "A3"), (None, None, None), ("C1", None, None))


def test_a_block_that_starts_further_down_keeps_its_place() -> None:
    """`startRow` and `startColumn` count."""
    read = only_tab(data=[{"startRow": 1, "startColumn": 1, "rowData": [{"values": [text("B2")]}]}])
    assert read.columns == ((None, None), (None, "B2"))


plain_cells = st.none() | st.text(max_size=3) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)


@settings(deadline=None)
@given(st.lists(st.lists(plain_cells, max_size=5), max_size=6))
def test_no_cell_moves_or_disappears(rows: list[list[Cell]]) -> None:
    """Whatever stands at row r and column c of the answer stands there in the columns, and all columns are
    equally long."""
    kinds = {str: "stringValue", bool: "boolValue", float: "numberValue"}
    answer = [[{} if value is None else cell(kinds[type(value)], value) for value in row] for row in rows]
    columns = only_tab(*answer).columns
    assert len({len(column) for column in columns}) <= 1
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            inside = c < len(columns) and r < len(columns[c])
            assert columns[c][r] == value if inside else value in (None, "")


def test_keys_furniture_and_the_version_are_found() -> None:
    """Tab and column keys come from metadata; a column's place from what the metadata itself says."""
    fifth_column = {"location": {"dimensionRange": {"dimension": "COLUMNS", "startIndex": 4}}}
    furnished = tab(
        data=keyed_column(fifth_column)["data"],
        developerMetadata=[
            {"metadataKey": "coachlog.tab", "metadataValue": "activity_log"},
            {"metadataKey": "coachlog.layout", "metadataValue": "abc"},
        ],
        charts=[{"chartId": 5, "spec": {"title": "Time"}}, {"chartId": 6}],
        protectedRanges=[{"protectedRangeId": 8}],
        bandedRanges=[{"bandedRangeId": 9}],
        conditionalFormats=[{"ranges": [{}]}, {}],
        merges=[{"sheetId": 0, "endRowIndex": 1}],
    )
    answer = workbook(
        furnished,
        developerMetadata=[{"metadataKey": "coachlog.workbook", "metadataValue": "district"}],
        namedRanges=[
            {"namedRangeId": "x", "name": "coachlog_v7", "range": {}},
            {"namedRangeId": "y", "name": "coachlog_v12", "range": {}},
            {"namedRangeId": "z", "name": "schools", "range": {"sheetId": 3}},
        ],
    )
    read = snapshot_of_answer(encoded(answer), ID)
    log = read.tab("activity_log")
    assert log is not None
    assert (read.version, read.version_range_id) == (12, "y")
    assert read.named_ranges == {"schools": {"namedRangeId": "z", "range": {"sheetId": 3}}}
    assert read.metadata == {"coachlog.workbook": "district"}
    assert log.metadata == {"coachlog.layout": "abc"}
    assert log.column_keys == {4: "minutes"}
    assert [(chart.chart_id, chart.title) for chart in log.charts] == [(5, "Time"), (6, "")]
    assert (log.protected_range_ids, log.banded_range_ids) == ((8,), (9,))
    assert (log.conditional_format_count, log.merges) == (2, ({"sheetId": 0, "endRowIndex": 1},))
    assert (log.row_count, log.column_count, log.hidden) == (1000, 26, False)


def test_a_tab_that_is_only_a_chart_has_no_cells() -> None:
    """It has no grid, and that is not an incomplete answer."""
    chart = {"properties": {"sheetId": 4, "title": "Chart", "sheetType": "OBJECT", "hidden": True}}
    read = snapshot_of_answer(encoded(workbook(tab([text("x")]), chart)), ID)
    assert (read.tabs[1].columns, read.tabs[1].row_count, read.tabs[1].hidden) == ((), 0, True)


def keyed_column(location: dict[str, Any]) -> dict[str, Any]:
    item = {"metadataKey": "coachlog.column", "metadataValue": "minutes"} | location
    return tab(data=[{"columnMetadata": [{}, {"developerMetadata": [item]}]}])


WHOLE = encoded(workbook(tab([text("Date"), text("Minutes")], [cell("numberValue", 1), cell("numberValue", 2)])))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{}",
        b"null",
        b"[]",
        b"<html>Error 502</html>",
        encoded(workbook()),
        encoded({key: value for key, value in workbook(tab()).items() if key != "sheets"}),
        encoded({key: value for key, value in workbook(tab()).items() if key != "properties"}),
        encoded(workbook(tab()) | {"spreadsheetId": "ANOTHER"}),
        encoded(workbook({"properties": {"sheetId": 0, "title": "Log"}})),
        encoded(workbook(tab([{"effectiveValue": {"numberValue": "NaN"}}]))),
        encoded(workbook(keyed_column({}))),
        encoded(workbook(keyed_column({"location": {"dimensionRange": {"dimension": "ROWS"}}}))),
    ],
)
def test_an_answer_that_lacks_a_part_raises(answer: bytes) -> None:
    """No sheets, no cells of a tab, another workbook, no JSON: never zero rows."""
    with pytest.raises(IncompleteAnswer):
        snapshot_of_answer(answer, ID)


def test_an_answer_that_is_cut_anywhere_raises() -> None:
    """Every proper beginning of a good answer is refused."""
    assert snapshot_of_answer(WHOLE, ID).tabs[0].columns == (("Date", 1.0), ("Minutes", 2.0))
    for length in range(len(WHOLE)):
        with pytest.raises(IncompleteAnswer):
            snapshot_of_answer(WHOLE[:length], ID)


def test_the_answer_to_a_write_must_hold_the_workbook() -> None:
    """It is the same workbook one level deeper."""
    assert snapshot_after_write(b'{"updatedSpreadsheet": ' + WHOLE + b"}", ID) == snapshot_of_answer(WHOLE, ID)
    with pytest.raises(IncompleteAnswer):
        snapshot_after_write(b'{"spreadsheetId": "BOOK"}', ID)


def test_the_error_shows_no_cell() -> None:
    """Neither in its words nor as a cause that a log would print."""
    with pytest.raises(IncompleteAnswer) as problem:
        snapshot_of_answer(encoded(workbook(tab([{"effectiveValue": "Ada"}]))), ID)
    assert "Ada" not in str(problem.value)
    assert problem.value.__cause__ is None


def test_no_block_means_no_columns() -> None:
    """An empty tab has no columns, and rows without values have none either."""
    assert columns_of([]) == ()
    assert columns_of([GridBlock(row_data=[GridRow(), GridRow(values=[GoogleCell()])])]) == ()
