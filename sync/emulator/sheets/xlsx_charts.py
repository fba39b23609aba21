"""Sheets charts as native XLSX charts."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.xlsx_formats import hex_color

_TYPES = {
    "BAR": "bar",
    "COLUMN": "column",
    "LINE": "line",
    "AREA": "area",
    "STEPPED_AREA": "area",
    "SCATTER": "scatter",
    "COMBO": "column",
}
_LEGENDS = {
    "BOTTOM_LEGEND": "bottom",
    "LEFT_LEGEND": "left",
    "RIGHT_LEGEND": "right",
    "TOP_LEGEND": "top",
    "LABELED_LEGEND": "right",
    "NO_LEGEND": "none",
}


def add_charts(workbook: Any, worksheet: Any, spreadsheet: Spreadsheet, sheet: Sheet) -> None:
    """Draws every chart of a sheet that XLSX has a like of: pie, bar, column, line, area, scatter, combo."""
    for item in sheet.furniture["charts"]:
        chart = _chart(workbook, spreadsheet, item["spec"])
        overlay = item["position"].get("overlayPosition")
        if chart is None or overlay is None:
            continue
        chart.set_size({"width": overlay["widthPixels"], "height": overlay["heightPixels"]})
        anchor = overlay["anchorCell"]
        place = {"x_offset": overlay.get("offsetXPixels", 0), "y_offset": overlay.get("offsetYPixels", 0)}
        worksheet.insert_chart(anchor.get("rowIndex", 0), anchor.get("columnIndex", 0), chart, place)


def _chart(workbook: Any, spreadsheet: Spreadsheet, spec: Json) -> Any:
    if "pieChart" in spec:
        chart = _pie(workbook, spreadsheet, spec["pieChart"])
    elif "basicChart" in spec and spec["basicChart"]["chartType"] in _TYPES:
        chart = _basic(workbook, spreadsheet, spec["basicChart"])
    else:
        return None
    if spec.get("title"):
        chart.set_title({"name": spec["title"]})
    else:
        chart.set_title({"none": True})
    drawn: Json = spec.get("pieChart") or spec.get("basicChart") or {}
    place = _LEGENDS.get(drawn.get("legendPosition", "RIGHT_LEGEND"), "right")
    chart.set_legend({"none": True} if place == "none" else {"position": place})
    return chart


def _pie(workbook: Any, spreadsheet: Spreadsheet, pie: Json) -> Any:
    hole = pie.get("pieHole", 0)
    chart = workbook.add_chart({"type": "doughnut" if hole else "pie"})
    if hole:
        chart.set_hole_size(min(90, max(10, round(hole * 100))))
    chart.add_series(
        {
            "categories": _reference(spreadsheet, pie["domain"], 0),
            "values": _reference(spreadsheet, pie["series"], 0),
            "data_labels": {"percentage": True},
        }
    )
    return chart


def _basic(workbook: Any, spreadsheet: Spreadsheet, basic: Json) -> Any:
    kind = _TYPES[basic["chartType"]]
    stacked = {"STACKED": "stacked", "PERCENT_STACKED": "percent_stacked"}.get(basic.get("stackedType", ""))
    subtype = {"subtype": stacked} if stacked and kind in ("bar", "column", "area") else {}
    chart = workbook.add_chart({"type": kind, **subtype})
    lines = workbook.add_chart({"type": "line"}) if basic["chartType"] == "COMBO" else None
    headers = basic.get("headerCount", 0)
    domain = next((each.get("domain") for each in basic.get("domains", [])), None)
    for series in basic["series"]:
        options: Json = {"values": _reference(spreadsheet, series["series"], headers)}
        if domain:
            options["categories"] = _reference(spreadsheet, domain, headers)
        if headers and (name := _first_cell(spreadsheet, series["series"])):
            options["name"] = name
        if color := hex_color(series.get("color")):
            options["line" if kind == "line" else "fill"] = {"color": color}
        if series.get("targetAxis") == "RIGHT_AXIS":
            options["y2_axis"] = True
        (lines if lines is not None and series.get("type") == "LINE" else chart).add_series(options)
    if lines is not None and any(series.get("type") == "LINE" for series in basic["series"]):
        chart.combine(lines)
    _name_axes(chart, basic)
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    return chart


def _name_axes(chart: Any, basic: Json) -> None:
    setters = {
        "BOTTOM_AXIS": chart.set_x_axis,
        "LEFT_AXIS": chart.set_y_axis,
        "RIGHT_AXIS": chart.set_y2_axis,
    }
    for axis in basic.get("axis", []):
        if axis.get("title") and axis.get("position") in setters:
            setters[axis["position"]]({"name": axis["title"]})


def _reference(spreadsheet: Spreadsheet, data: Json, headers: int) -> list[Any] | None:
    found = _source(spreadsheet, data)
    if found is None:
        return None
    sheet, (top, bottom, left, right) = found
    if right - left == 1:
        top = min(top + headers, bottom - 1)
    else:
        left = min(left + headers, right - 1)
    return [sheet.title, top, left, bottom - 1, right - 1]


def _first_cell(spreadsheet: Spreadsheet, data: Json) -> list[Any] | None:
    found = _source(spreadsheet, data)
    return [found[0].title, found[1][0], found[1][2]] if found else None


def _source(spreadsheet: Spreadsheet, data: Json) -> tuple[Sheet, tuple[int, int, int, int]] | None:
    sources = data.get("sourceRange", {}).get("sources", [])
    if not sources:
        return None
    box = Box.of(sources[0])
    sheet = spreadsheet.sheet_by_id(box.sheet_id)
    return (sheet, box.on(sheet)) if sheet else None
