"""A tab is written only where it differs, typed, and wherever people have moved its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell, ChartSnapshot, DaySerial, TabSnapshot
from sheets_templates.model import Block, Chart, Column, ColumnType, Tab, TabHeading, TabKind
from sheets_templates.report_grid import tab_grid
from sheets_templates.widths import FIRST_COLUMN
from sync.google.cell_data import cell_data, same, typed
from sync.google.drawing import chart_id
from sync.google.filling import (
    ROWS_PER_REQUEST,
    entry_cells_requests,
    new_rows_request,
    question_requests,
    report_requests,
    table_requests,
)
from sync.google.sheet_requests import CHARTS_KEY
from tests.sheets_schema import wrong_in

SHEET = 7
DAYS = Tab(
    "contract_days",
    "Contract Days",
    TabKind.TABLE,
    "",
    (
        Column("date", "Date", ColumnType.DATE, ""),
        Column("days", "Days", ColumnType.DAYS, ""),
        Column("rule", "Rule", ColumnType.TEXT, ""),
    ),
)
SEPTEMBER_1 = 46_266.0  # 2026-09-01 as days since 1899-12-30: 126 years and 31 leap days and 245 days and 1


def standing(
    *rows: Sequence[Cell], keys: Sequence[str | None] = ("date", "days", "rule"), rows_in_grid: int = 100
) -> TabSnapshot:
    """A tab whose columns bear these keys (None: a column of people's own), with a header row and these
    rows."""
    header = [key or "Mine" for key in keys]
    return TabSnapshot(
        SHEET,
        "Contract Days",
        "contract_days",
        rows_in_grid,
        len(keys),
        columns=list(zip(header, *rows, strict=True)),
        column_keys={index: key for index, key in enumerate(keys) if key},
    )


def written(requests: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], object]:
    """What updateCells requests write: the value by (row, column), None where a cell is emptied."""
    assert wrong_in([dict(request) for request in requests]) == []
    cells: dict[tuple[int, int], object] = {}
    for request in requests:
        update = request.get("updateCells")
        if update is None:
            continue
        corner = update.get("start") or {
            "rowIndex": update["range"]["startRowIndex"],
            "columnIndex": update["range"]["startColumnIndex"],
        }
        for down, row in enumerate(update["rows"]):
            for right, cell in enumerate(row["values"]):
                value = next(iter(cell.get("userEnteredValue", {"": None}).values()))
                cells[corner["rowIndex"] + down, corner["columnIndex"] + right] = value
    return cells


ROW = (date(2026, 9, 1), Decimal("1"), "In-person work")


def test_a_table_that_already_holds_its_rows_is_not_written() -> None:
    """Dates are the same as their serials, Decimals as their floats, and nothing as empty text."""
    present = standing((DaySerial(SEPTEMBER_1), 1.0, "In-person work"), (DaySerial(SEPTEMBER_1 + 1), 0.5, None))
    wanted = [ROW, (date(2026, 9, 2), Decimal("0.5"), "")]
    assert table_requests(DAYS, present, wanted) == []


def test_only_rows_that_differ_are_written_and_neighbors_together() -> None:
    """Rows 2 and 3 changed, row 4 did not, row 5 is new: two requests."""
    present = standing(
        (SEPTEMBER_1, 1.0, "old"), (SEPTEMBER_1, 0.5, "In-person work"), (SEPTEMBER_1, 1.0, "In-person work")
    )
    requests = table_requests(DAYS, present, [ROW, ROW, ROW, ROW])
    assert [len(request["updateCells"]["rows"]) for request in requests] == [2, 1]
    assert written(requests) == {
        **{(row, 0): SEPTEMBER_1 for row in (1, 2, 4)},
        **{(row, 1): 1.0 for row in (1, 2, 4)},
        **{(row, 2): "In-person work" for row in (1, 2, 4)},
    }


def test_rows_that_are_too_many_are_emptied_and_what_people_wrote_beside_them_stays() -> None:
    """The column `Mine` between ours is never part of a request."""
    present = standing(
        (SEPTEMBER_1, "mine", 1.0, "In-person work"),
        (SEPTEMBER_1, "mine too", 1.0, "In-person work"),
        keys=("date", None, "days", "rule"),
    )
    assert written(table_requests(DAYS, present, [ROW])) == {(2, 0): None, (2, 2): None, (2, 3): None}


def test_a_table_follows_its_columns_wherever_people_moved_them() -> None:
    """Rule, Mine, Date, Days: each value goes under its own key."""
    present = standing(keys=("rule", None, "date", "days"))
    assert written(table_requests(DAYS, present, [ROW])) == {
        (1, 0): "In-person work",
        (1, 2): SEPTEMBER_1,
        (1, 3): 1.0,
    }


def test_a_grid_that_is_too_small_grows_before_it_is_written() -> None:
    """Three rows and a header need four; the grid has two, and gets the two that are missing and 200 to
    spare."""
    requests = table_requests(DAYS, standing(rows_in_grid=2), [ROW, ROW, ROW])
    assert requests[0] == {"appendDimension": {"sheetId": SHEET, "dimension": "ROWS", "length": 2 + 200}}
    assert len(written(requests)) == 9


def test_a_long_table_is_written_in_pieces() -> None:
    """No request holds more rows than the API's advice on its size allows."""
    requests = table_requests(DAYS, standing(rows_in_grid=10_000), [ROW] * (ROWS_PER_REQUEST + 1))
    assert [len(request["updateCells"]["rows"]) for request in requests] == [ROWS_PER_REQUEST, 1]


LINKS = Tab("needs_attention", "Needs Attention", TabKind.TABLE, "", (Column("link", "Link", ColumnType.URL, ""),))


def test_a_link_to_another_cell_is_shown_as_that_cell_and_opens_it() -> None:
    """The address stands behind the text; a second run finds the text and writes nothing."""
    empty = TabSnapshot(SHEET, "Needs Attention", "needs_attention", 10, 1, [["Link"]], {0: "link"})
    request = table_requests(LINKS, empty, [("#gid=12&range=F7",)])[0]["updateCells"]
    assert request["rows"][0]["values"][0] == {
        "userEnteredValue": {"stringValue": "Go to F7"},
        "userEnteredFormat": {"textFormat": {"link": {"uri": "#gid=12&range=F7"}}},
    }
    filled = TabSnapshot(SHEET, "Needs Attention", "needs_attention", 10, 1, [["Link", "Go to F7"]], {0: "link"})
    assert table_requests(LINKS, filled, [("#gid=12&range=F7",)]) == []


@pytest.mark.parametrize("text", ["=1+1", '=IMPORTDATA("x")', "0612", "6-8", "+1", "TRUE", " "])
def test_text_is_written_as_text_whatever_it_looks_like(text: str) -> None:
    """A Sheet neither runs nor converts it."""
    assert cell_data(text) == {"userEnteredValue": {"stringValue": text}}


@pytest.mark.parametrize(
    ("wanted", "present", "equal"),
    [
        (None, None, True),
        ("", None, True),
        (None, "", True),
        (0, None, False),
        (False, None, False),
        (True, True, True),
        (True, 1.0, False),
        (1, 1.0, True),
        ("1", 1.0, False),
        (Decimal("0.1") + Decimal("0.2"), 0.1 + 0.2, True),
        (2.5, 2.5000001, False),
        (date(2026, 9, 1), SEPTEMBER_1, True),
        (datetime(2026, 9, 1, 18), SEPTEMBER_1 + 0.75, True),  # noqa: DTZ001 - a Sheet knows no time zone
        ("Yes", "yes", False),
    ],
)
def test_a_cell_holds_a_value_when_type_and_value_agree(wanted: object, present: Cell, equal: bool) -> None:
    """Numbers to 1e-9; the text of a number is not that number."""
    assert same(wanted, present) is equal


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.none(), st.booleans(), st.text(max_size=5), st.dates(), st.decimals(-9_999, 9_999, places=2)))
def test_what_was_written_is_found_to_be_the_same(value: object) -> None:
    """Any value is the same as the cell it becomes: the second run writes nothing."""
    assert same(value, typed(value))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 9, 1, tzinfo=UTC)])
def test_values_that_a_sheet_cannot_hold_are_refused(value: object) -> None:
    """Division by zero and a time of another zone are mistakes of ours, and never become a cell."""
    with pytest.raises(ValueError):
        typed(value)


LOG = Tab(
    "activity_log",
    "Activity Log",
    TabKind.ENTRY,
    "",
    (Column("minutes", "Minutes", ColumnType.MINUTES, ""), Column("entry_id", "Entry ID", ColumnType.ID, "")),
)


def log(*rows: Sequence[Cell]) -> TabSnapshot:
    return standing(*rows, keys=("minutes", None, "entry_id"))


def test_ids_are_written_into_their_own_column_alone() -> None:
    """Rows are counted as people count them; an id that stands there already is not written again."""
    present = log((30.0, "x", None), (45.0, "y", "known"), (60.0, "z", None))
    requests = entry_cells_requests(present, "entry_id", {2: "a", 3: "known", 4: "c"})
    assert written(requests) == {(1, 2): "a", (3, 2): "c"}


def test_ids_are_not_guessed_into_a_column_without_a_mark() -> None:
    """Without metadata the place of an id is not certain; the workbook has to be mended first."""
    with pytest.raises(ValueError, match="no column marked 'entry_id'"):
        entry_cells_requests(standing(keys=("minutes",)), "entry_id", {2: "a"})


def test_new_rows_are_appended_by_the_server_and_leave_peoples_columns_empty() -> None:
    """appendCells finds the end at the moment of the write, so that a row typed meanwhile is not written
    over."""
    (request,) = new_rows_request(LOG, log(), [{"entry_id": "a", "minutes": 30}])
    assert wrong_in([request]) == []
    assert request["appendCells"]["rows"] == [
        {
            "values": [
                {"userEnteredValue": {"numberValue": 30.0}},
                {},
                {"userEnteredValue": {"stringValue": "a"}},
            ]
        }
    ]


QUESTIONS = Tab(
    "please_confirm",
    "Please Confirm",
    TabKind.QUESTIONS,
    "",
    (
        Column("question_id", "Question ID", ColumnType.ID, "", protected=True, hidden=True),
        Column("answer", "Answer", ColumnType.CHOICE, "", values="answers"),
        Column("status", "Status", ColumnType.TEXT, "", protected=True),
    ),
)


def test_a_known_question_is_brought_up_to_date_and_its_answer_left_alone() -> None:
    """q1 gets its new status, q2 is new, and nothing is written into Answer, not even where the coach
    answered."""
    present = standing(("q1", "Keep the charge", "Waiting"), keys=("question_id", "answer", "status"))
    wanted = [
        {"question_id": "q1", "answer": "", "status": "Recorded"},
        {"question_id": "q2", "status": "Waiting"},
    ]
    update, added = question_requests(QUESTIONS, present, wanted)
    assert written([update]) == {(1, 2): "Recorded"}
    cells = added["appendCells"]["rows"][0]["values"]
    assert [cell.get("userEnteredValue", {}).get("stringValue") for cell in cells] == ["q2", None, "Waiting"]
    assert question_requests(QUESTIONS, present, [{"question_id": "q1", "status": "Waiting"}]) == []


HOURS = Block(
    "focus",
    "Focus",
    (Column("area", "Area", ColumnType.TEXT, ""), Column("hours", "Hours", ColumnType.HOURS, "")),
)
PIE = Chart("share", "Share", "pie", "focus", "area", ("hours",))
BARS = Chart("hours", "Hours", "bar", "focus", "area", ("hours",))
DASHBOARD = Tab("dashboard", "Dashboard", TabKind.REPORT, "", blocks=(HOURS,), charts=(PIE, BARS))
HEADING = TabHeading("Riverton 60")
TWO = {"focus": [("Equity", 2.0), ("STEM", 1.0)]}


def drawn(content: Mapping[str, Sequence[Sequence[object]]], requests: Sequence[Mapping[str, Any]]) -> TabSnapshot:
    """The dashboard as it stands after these requests drew this content."""
    _, grid = tab_grid(DASHBOARD, content, HEADING)
    record = next(request["createDeveloperMetadata"] for request in requests if "createDeveloperMetadata" in request)
    charts = [request["addChart"]["chart"] for request in requests if "addChart" in request]
    return TabSnapshot(
        SHEET,
        "Dashboard",
        "dashboard",
        200,
        26,
        columns=list(zip(*[[typed(value) for value, _ in row] for row in grid], strict=True)),
        metadata={CHARTS_KEY: record["developerMetadata"]["metadataValue"]},
        charts=[ChartSnapshot(chart["chartId"], chart["spec"]["title"]) for chart in charts],
    )


BLANK = TabSnapshot(SHEET, "Dashboard", "dashboard", 200, 26)


def test_a_report_is_drawn_once_and_then_left_alone() -> None:
    """The first time everything is written; a second time, with the same content, nothing."""
    requests = report_requests(DASHBOARD, BLANK, TWO, HEADING)
    assert wrong_in(requests) == []
    assert report_requests(DASHBOARD, drawn(TWO, requests), TWO, HEADING) == []


def test_a_changed_number_redraws_its_row_and_not_the_charts() -> None:
    """The charts read the cells; only a change of shape concerns them. A report of a thousand districts is not drawn for one."""
    present = drawn(TWO, report_requests(DASHBOARD, BLANK, TWO, HEADING))
    (request,) = report_requests(DASHBOARD, present, {"focus": [("Equity", 3.0), ("STEM", 1.0)]}, HEADING)
    [row] = request["updateCells"]["rows"]
    assert [cell.get("userEnteredValue") for cell in row["values"][-2:]] == [
        {"stringValue": "Equity"},
        {"numberValue": 3.0},
    ]
    standing_row = present.columns[FIRST_COLUMN].index("Equity")
    area = request["updateCells"]["range"]
    assert (area["startRowIndex"], area["endRowIndex"]) == (standing_row, standing_row + 1)


def test_words_that_somebody_wrote_below_a_report_are_cleared_and_the_report_stays() -> None:
    """Computed tabs are ours: only the row that differs is written."""
    present = drawn(TWO, report_requests(DASHBOARD, BLANK, TWO, HEADING))
    longer = [[*column, "typed" if place == FIRST_COLUMN else None] for place, column in enumerate(present.columns)]
    (request,) = report_requests(DASHBOARD, replace(present, columns=longer), TWO, HEADING)
    below = len(present.columns[0])
    area = request["updateCells"]["range"]
    assert (area["startRowIndex"], area["endRowIndex"], request["updateCells"]["rows"]) == (below, below + 1, [])


def test_a_new_row_moves_the_range_of_the_charts_that_stand_there() -> None:
    """Charts keep their ids: they are changed and moved, never added twice."""
    present = drawn(TWO, report_requests(DASHBOARD, BLANK, TWO, HEADING))
    three = {"focus": [*TWO["focus"], ("Literacy", 1.0)]}
    requests = report_requests(DASHBOARD, present, three, HEADING)
    assert wrong_in(requests) == []
    specs = {
        request["updateChartSpec"]["chartId"]: request["updateChartSpec"]["spec"]
        for request in requests
        if "updateChartSpec" in request
    }
    source = specs[chart_id(DASHBOARD, "share")]["pieChart"]["series"]["sourceRange"]["sources"][0]
    assert source["endRowIndex"] - source["startRowIndex"] == 3
    assert source["startColumnIndex"] == FIRST_COLUMN + 1
    assert not any("addChart" in request for request in requests)


def test_a_chart_draws_the_first_rows_of_a_long_block_and_says_so() -> None:
    """Of three areas two are drawn; with two of them in the block there is nothing to say."""
    short = replace(BARS, most=2, most_subtitle="{drawn} of {rows} areas", subtitle="Hours by area")
    tab = replace(DASHBOARD, charts=(short,))
    for rows, subtitle in ((TWO["focus"], "Hours by area"), ([*TWO["focus"], ("Literacy", 1.0)], "2 of 3 areas")):
        requests = report_requests(tab, BLANK, {"focus": rows}, HEADING)
        assert wrong_in(requests) == []
        [spec] = [request["addChart"]["chart"]["spec"] for request in requests if "addChart" in request]
        source = spec["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0]
        assert source["endRowIndex"] - source["startRowIndex"] == 1 + 2  # the header row, then two areas
        assert spec["subtitle"] == subtitle


def test_a_chart_that_somebody_deleted_comes_back_and_one_of_their_own_stays() -> None:
    """Only ids that are ours are added or removed."""
    present = drawn(TWO, report_requests(DASHBOARD, BLANK, TWO, HEADING))
    theirs = ChartSnapshot(5, "Our own")
    kept = next(chart for chart in present.charts if chart.chart_id == chart_id(DASHBOARD, "hours"))
    deleted = TabSnapshot(**{**vars(present), "charts": [theirs, kept]})
    requests = report_requests(DASHBOARD, deleted, TWO, HEADING)
    assert [request["addChart"]["chart"]["chartId"] for request in requests] == [chart_id(DASHBOARD, "share")]
    emptied = report_requests(DASHBOARD, deleted, {"focus": []}, HEADING)
    gone = [request["deleteEmbeddedObject"]["objectId"] for request in emptied if "deleteEmbeddedObject" in request]
    assert gone == [kept.chart_id]


def test_bars_stand_in_the_order_of_the_table_and_say_their_axes() -> None:
    """One header row belongs to the range; hours run along the bottom, areas up the left side."""
    requests = report_requests(DASHBOARD, BLANK, TWO, HEADING)
    charts = {
        request["addChart"]["chart"]["chartId"]: request["addChart"]["chart"]
        for request in requests
        if "addChart" in request
    }
    bars = charts[chart_id(DASHBOARD, "hours")]["spec"]["basicChart"]
    assert (bars["chartType"], bars["headerCount"]) == ("BAR", 1)
    assert {axis["position"]: axis["title"] for axis in bars["axis"]} == {
        "LEFT_AXIS": "Area",
        "BOTTOM_AXIS": "Hours",
    }
    source = bars["series"][0]["series"]["sourceRange"]["sources"][0]
    assert source["endRowIndex"] - source["startRowIndex"] == 1 + 2


def test_a_chart_leaves_the_total_row_out() -> None:
    """The sum of all areas is not an area."""
    block = replace(HOURS, total_row=True)
    tab = replace(DASHBOARD, blocks=(block,), charts=(PIE,))
    requests = report_requests(tab, BLANK, {"focus": [*TWO["focus"], ("Total", 3.0)]}, HEADING)
    (chart,) = [request["addChart"]["chart"] for request in requests if "addChart" in request]
    source = chart["spec"]["pieChart"]["series"]["sourceRange"]["sources"][0]
    assert source["endRowIndex"] - source["startRowIndex"] == 2


def test_what_people_wrote_right_of_the_tables_is_not_cleared() -> None:
    """The rectangle that is drawn ends with the lane of tables."""
    requests = report_requests(DASHBOARD, BLANK, TWO, HEADING)
    area = next(request["updateCells"]["range"] for request in requests if "updateCells" in request)
    assert (area["startColumnIndex"], area["endColumnIndex"]) == (0, 1 + 2)


def test_rows_that_a_shorter_report_leaves_behind_are_cleared() -> None:
    """The rectangle covers what stood there before, and cells beyond the new grid become empty."""
    present = drawn(TWO, report_requests(DASHBOARD, BLANK, TWO, HEADING))
    _, before = tab_grid(DASHBOARD, TWO, HEADING)
    requests = report_requests(DASHBOARD, present, {"focus": []}, HEADING)
    update = next(request["updateCells"] for request in requests if "updateCells" in request)
    assert update["range"]["endRowIndex"] == len(before) > len(update["rows"])
