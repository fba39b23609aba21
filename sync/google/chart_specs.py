"""A template's chart as the API's ChartSpec over the cells in which its block stands."""

from __future__ import annotations

from typing import Any, Final

from sheets_templates.layout import BlockPlacement, ChartPlacement
from sheets_templates.looks import FONT, INK, PAPER, QUIET_INK, SERIES_COLORS
from sheets_templates.model import Block, Chart
from sync.google.cell_data import color_style
from sync.google.sheet_requests import grid_range

_TYPES: Final = {
    "bar": "BAR",
    "stacked_bar": "BAR",
    "column": "COLUMN",
    "stacked_column": "COLUMN",
    "line": "LINE",
}


def chart_spec(chart: Chart, block: Block, placement: BlockPlacement, sheet_id: int) -> dict[str, Any]:
    """The ChartSpec over the rows of the block, its total row left out, and no more of them than the chart draws.
    Bars stand in the order of the table's rows."""
    rows = placement.row_count - (1 if block.total_row else 0)
    drawn = min(rows, chart.most or rows)
    subtitle = chart.most_subtitle.format(drawn=drawn, rows=f"{rows:,}") if drawn < rows else chart.subtitle
    spec: dict[str, Any] = {
        "title": chart.title,
        "titleTextFormat": _text(16, INK, bold=True),
        "altText": f"{chart.title} {subtitle}".strip(),
        "fontName": FONT,
        "backgroundColorStyle": color_style(PAPER),
        "hiddenDimensionStrategy": "SHOW_ALL",
    }
    if subtitle:
        spec["subtitle"] = subtitle
        spec["subtitleTextFormat"] = _text(11, QUIET_INK)
    if chart.kind == "pie":
        spec["pieChart"] = {
            "legendPosition": "LABELED_LEGEND",
            "pieHole": 0.45,
            "domain": _source(block, chart.category, placement, sheet_id, drawn, header=False),
            "series": _source(block, chart.series[0], placement, sheet_id, drawn, header=False),
        }
    else:
        spec["basicChart"] = _basic_chart(chart, block, placement, sheet_id, drawn)
    return spec


def _basic_chart(chart: Chart, block: Block, placement: BlockPlacement, sheet_id: int, drawn: int) -> dict[str, Any]:
    kind = _TYPES[chart.kind]
    category_axis, value_axis = ("LEFT_AXIS", "BOTTOM_AXIS") if kind == "BAR" else ("BOTTOM_AXIS", "LEFT_AXIS")
    headers = {column.key: column.header for column in block.columns}
    value_title = chart.value_title or (headers[chart.series[0]] if len(chart.series) == 1 else "")
    wanted: dict[str, Any] = {
        "chartType": kind,
        "legendPosition": "NO_LEGEND" if len(chart.series) == 1 else "TOP_LEGEND",
        "headerCount": 1,
        "axis": [
            {"position": category_axis, "title": chart.category_title or headers[chart.category]},
            {"position": value_axis, "title": value_title, "format": _text(11, QUIET_INK)},
        ],
        "domains": [{"domain": _source(block, chart.category, placement, sheet_id, drawn)}],
        "series": [
            _series(chart, number, _source(block, key, placement, sheet_id, drawn), value_axis)
            for number, key in enumerate(chart.series)
        ],
    }
    if chart.kind.startswith("stacked"):
        wanted["stackedType"] = "STACKED"
    return wanted


def _series(chart: Chart, number: int, source: dict[str, Any], axis: str) -> dict[str, Any]:
    series: dict[str, Any] = {
        "series": source,
        "targetAxis": axis,
        "colorStyle": color_style(SERIES_COLORS[number % len(SERIES_COLORS)]),
    }
    if chart.kind in ("bar", "column") and len(chart.series) == 1:
        series["dataLabel"] = {
            "type": "DATA",
            "placement": "OUTSIDE_END",
            "textFormat": _text(10, INK),
        }
    if chart.kind == "line":
        series["lineStyle"] = {"width": 3, "type": "SOLID"}
        series["pointStyle"] = {"shape": "CIRCLE", "size": 6}
    return series


def _source(
    block: Block, key: str, placement: BlockPlacement, sheet_id: int, drawn: int, *, header: bool = True
) -> dict[str, Any]:
    position = next(index for index, column in enumerate(block.columns) if column.key == key)
    column = placement.first_column + position
    last = placement.first_row + drawn
    first = placement.header_row if header and placement.header_row is not None else placement.first_row
    return {"sourceRange": {"sources": [grid_range(sheet_id, rows=(first, last), columns=(column, column + 1))]}}


def overlay(placement: ChartPlacement, sheet_id: int) -> dict[str, Any]:
    """The API's OverlayPosition of a chart."""
    return {
        "anchorCell": {"sheetId": sheet_id, "rowIndex": placement.row, "columnIndex": placement.column},
        "offsetXPixels": placement.offset_x,
        "offsetYPixels": placement.offset_y,
        "widthPixels": placement.width,
        "heightPixels": placement.height,
    }


def _text(size: int, color: str, *, bold: bool = False) -> dict[str, Any]:
    return {
        "fontFamily": FONT,
        "fontSize": size,
        "bold": bold,
        "foregroundColorStyle": color_style(color),
    }
