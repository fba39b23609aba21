"""Requests that draw a report tab or a page: the whole grid and its charts, and nothing when they stand
there already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sheets_templates.cells import TabSnapshot
from sheets_templates.layout import GridCell, Layout
from sheets_templates.looks import Style, look
from sheets_templates.model import Tab, TabContent, TabHeading
from sheets_templates.page import page_grid
from sheets_templates.report_grid import tab_grid
from sync.google.cell_data import CellData, cell_at, cell_format, linked_cell, same, shown
from sync.google.chart_specs import chart_spec, overlay
from sync.google.sheet_requests import (
    CHARTS_KEY,
    Request,
    changed_sheet_metadata,
    grid_range,
    more,
    runs,
    sheet_metadata,
    sizes,
    stable_id,
)

CHART_COLUMNS: Final = 12  # a chart lane of this many columns of the usual 100 pixels stands to the right of the tables
_NO_STYLE: Final = Style("blank")
_POSITION_FIELDS: Final = "anchorCell,offsetXPixels,offsetYPixels,widthPixels,heightPixels"


def report_requests(tab: Tab, snapshot: TabSnapshot, content: TabContent, heading: TabHeading) -> list[Request]:
    """What makes a report tab show this content under this heading.

    The grid is drawn whole when the layout differs, else the rows of which a value differs; charts are added,
    changed, moved, and removed (only ours: charts that people made stay). What people wrote to the right of the
    tables stays too.
    """
    layout, grid = tab_grid(tab, content, heading)
    charts = _charts(tab, layout, snapshot.sheet_id)
    return _drawn(tab, snapshot, layout, grid, charts)


def page_requests(tab: Tab, snapshot: TabSnapshot, facts: Mapping[str, object]) -> list[Request]:
    """What makes a page show its text, with the names in braces filled from `facts`."""
    layout, grid = page_grid(tab, {name: str(fact) for name, fact in facts.items()})
    return _drawn(tab, snapshot, layout, grid, {})


def chart_id(tab: Tab, chart_key: str) -> int:
    """The id that a tab's chart has in every workbook."""
    return stable_id("chart", tab.key, chart_key)


def _charts(tab: Tab, layout: Layout, sheet_id: int) -> dict[int, dict[str, Any]]:
    """Every chart that has something to show, as an EmbeddedChart by id."""
    wanted = {}
    for placement in layout.charts:
        chart = next(chart for chart in tab.charts if chart.key == placement.key)
        number = chart_id(tab, chart.key)
        wanted[number] = {
            "chartId": number,
            "spec": chart_spec(chart, tab.block(chart.block), layout.blocks[chart.block], sheet_id),
            "position": {"overlayPosition": overlay(placement, sheet_id)},
        }
    return wanted


def _drawn(
    tab: Tab,
    snapshot: TabSnapshot,
    layout: Layout,
    grid: Sequence[Sequence[GridCell]],
    charts: Mapping[int, dict[str, Any]],
) -> list[Request]:
    width = len(layout.column_widths)
    record = _record(layout, grid, charts, width)
    standing = snapshot.metadata.get(CHARTS_KEY)
    moved = standing != record
    requests: list[Request] = []
    if moved:
        requests += _room(snapshot, layout)
    if moved:
        requests.append(_rows(snapshot, grid, (0, _depth(snapshot, grid, width)), max(width, _width_of(standing))))
    else:
        requests += [_rows(snapshot, grid, span, width) for span in runs(_differing(snapshot, grid, width))]
    if moved:
        requests += sizes(snapshot.sheet_id, "COLUMNS", layout.column_widths)
        requests += sizes(snapshot.sheet_id, "ROWS", layout.row_heights)
    requests += _chart_requests(tab, snapshot, charts, moved)
    if standing is None:
        requests.append(sheet_metadata(snapshot.sheet_id, CHARTS_KEY, record))
    elif moved:
        requests.append(changed_sheet_metadata(snapshot.sheet_id, CHARTS_KEY, record))
    return requests


def _record(
    layout: Layout, grid: Sequence[Sequence[GridCell]], charts: Mapping[int, dict[str, Any]], width: int
) -> str:
    """What was drawn, the values left out: a digest and the number of columns that are ours."""
    known: dict[Style, int] = {}
    numbers = [[known.setdefault(style, len(known)) for _, style in row] for row in grid]
    styles = [(style.role, style.type, style.shade) for style in known]
    drawn = json.dumps([styles, numbers, list(layout.row_heights), list(layout.column_widths), charts], sort_keys=True)
    return json.dumps({"drawn": hashlib.sha256(drawn.encode()).hexdigest()[:16], "columns": width})


def _width_of(record: str | None) -> int:
    try:
        return int(json.loads(record or "{}").get("columns", 0))
    except (ValueError, TypeError, AttributeError):
        return 0  # somebody rewrote our record: then the present width is all that is known


def _room(snapshot: TabSnapshot, layout: Layout) -> list[Request]:
    rows = len(layout.row_heights) + 1 - snapshot.row_count
    columns = len(layout.column_widths) + CHART_COLUMNS - snapshot.column_count
    wanted = [("ROWS", rows), ("COLUMNS", columns)]
    return [more(snapshot.sheet_id, dimension, length) for dimension, length in wanted if length > 0]


def _depth(snapshot: TabSnapshot, grid: Sequence[Sequence[GridCell]], width: int) -> int:
    return max([len(grid), *(len(column) for column in snapshot.columns[:width])])


def _differing(snapshot: TabSnapshot, grid: Sequence[Sequence[GridCell]], width: int) -> list[int]:
    """The rows (0-based) in which a cell does not show what is wanted; rows below the grid want nothing."""
    nothing = [(None, _NO_STYLE)] * width
    return [
        row
        for row in range(_depth(snapshot, grid, width))
        if any(
            not same(shown(value, style.type), cell_at(snapshot, row, column))
            for column, (value, style) in enumerate(grid[row] if row < len(grid) else nothing)
        )
    ]


def _rows(snapshot: TabSnapshot, grid: Sequence[Sequence[GridCell]], span: tuple[int, int], width: int) -> Request:
    """Draws the rows of a span; those below the grid are emptied."""
    return {
        "updateCells": {
            "range": grid_range(snapshot.sheet_id, rows=span, columns=(0, width)),
            "rows": [{"values": [_styled(value, style) for value, style in row]} for row in grid[slice(*span)]],
            "fields": "userEnteredValue,userEnteredFormat",
        }
    }


def _styled(value: object, style: Style) -> CellData:
    cell = linked_cell(value, style.type)
    wanted = dict(_format(style))
    if "userEnteredFormat" in cell:
        wanted["textFormat"] = {**wanted["textFormat"], **cell["userEnteredFormat"]["textFormat"]}
    return {**cell, "userEnteredFormat": wanted}


@lru_cache(maxsize=512)
def _format(style: Style) -> Mapping[str, Any]:
    return cell_format(look(style))


def _chart_requests(
    tab: Tab, snapshot: TabSnapshot, charts: Mapping[int, dict[str, Any]], moved: bool
) -> list[Request]:
    standing = {chart.chart_id for chart in snapshot.charts}
    ours = {chart_id(tab, chart.key) for chart in tab.charts}
    requests: list[Request] = [
        {"deleteEmbeddedObject": {"objectId": number}} for number in sorted((ours & standing) - set(charts))
    ]
    for number, chart in charts.items():
        if number not in standing:
            requests.append({"addChart": {"chart": chart}})
        elif moved:
            requests.append({"updateChartSpec": {"chartId": number, "spec": chart["spec"]}})
            requests.append(
                {
                    "updateEmbeddedObjectPosition": {
                        "objectId": number,
                        "newPosition": chart["position"],
                        "fields": _POSITION_FIELDS,
                    }
                }
            )
    return requests
