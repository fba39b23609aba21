"""Batch requests about charts and slicers: what floats over the grid."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import paths, updated

KINDS = (
    "basicChart",
    "pieChart",
    "bubbleChart",
    "candlestickChart",
    "orgChart",
    "histogramChart",
    "waterfallChart",
    "treemapChart",
    "scorecardChart",
)
DEFAULT_WIDTH, DEFAULT_HEIGHT = 600, 371
_OBJECTS = (("charts", "chartId"), ("slicers", "slicerId"))


def add_chart(editing: Editing, request: Json) -> Json:
    """Adds a chart over a cell, or on a sheet of its own; its id may be chosen by the caller."""
    given = request.get("chart", {})
    chart = {
        "chartId": editing.new_id(_object_ids(editing), given.get("chartId"), "chart"),
        "spec": tidy_spec(editing, given.get("spec")),
    }
    sheet, chart["position"] = _position(editing, given.get("position"), slicer=False)
    if "border" in given:
        chart["border"] = with_both_names(given["border"])
    sheet.furniture["charts"].append(chart)
    return {"chart": copied(chart)}


def _object_ids(editing: Editing) -> set[int]:
    return editing.spreadsheet.object_ids("charts", "chartId") | editing.spreadsheet.object_ids("slicers", "slicerId")


def tidy_spec(editing: Editing, spec: Json | None) -> Json:
    """The chart spec as it is kept. Raises `Refused` unless it holds one chart whose sources are on the grid."""
    kinds = [kind for kind in KINDS if kind in (spec or {})]
    if spec is None or len(kinds) != 1:
        raise Refused("A chart spec must have exactly one kind of chart.")
    chart = spec[kinds[0]]
    if kinds[0] == "basicChart":
        _check_basic(chart)
    if kinds[0] == "pieChart" and not ("domain" in chart and "series" in chart):
        raise Refused("pieChart must have a domain and a series.")
    tidied = with_both_names(_with_sources_checked(editing, spec))
    return {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS", **tidied}


def _check_basic(chart: Json) -> None:
    if chart.get("chartType", "BASIC_CHART_TYPE_UNSPECIFIED") == "BASIC_CHART_TYPE_UNSPECIFIED":
        raise Refused("basicChart.chartType must be specified.")
    if not chart.get("series"):
        raise Refused("basicChart must have at least one series.")
    if len(chart.get("domains", [])) > 1:
        raise Refused("basicChart can have at most one domain.")
    if "stackedType" in chart and chart["chartType"] not in (
        "AREA",
        "BAR",
        "COLUMN",
        "COMBO",
        "STEPPED_AREA",
    ):
        raise Refused(f"stackedType is not supported for a {chart['chartType']} chart.")


def _with_sources_checked(editing: Editing, part: Any) -> Any:
    if isinstance(part, list):
        return [_with_sources_checked(editing, item) for item in part]
    if not isinstance(part, dict):
        return part
    if "sources" in part:
        return {**part, "sources": [_source(editing, source) for source in part["sources"]]}
    return {name: _with_sources_checked(editing, inner) for name, inner in part.items()}


def _source(editing: Editing, source: Json) -> Json:
    """The source range. Google wants one row or one column for a series, with its rows (or columns) bounded."""
    sheet, box = editing.box(source)
    top, bottom, left, right = box.on(sheet)
    if bottom - top != 1 and right - left != 1:
        raise Refused("ChartSourceRange.sources must have exactly one row or one column.")
    return Box(sheet.id, top, bottom, left, right).grid_range()


def _position(editing: Editing, position: Json | None, slicer: bool) -> tuple[Sheet, Json]:
    given = position or {}
    if len(given) != 1:
        raise Refused("Exactly one of 'sheetId', 'overlayPosition' and 'newSheet' must be set in the position.")
    if given.get("newSheet") and not slicer:
        return _object_sheet(editing)
    if "sheetId" in given and not slicer:
        sheet = editing.spreadsheet.sheet_by_id(given["sheetId"])
        if sheet is None or sheet.properties["sheetType"] != "OBJECT":
            raise Refused(f"No chart sheet with id: {given['sheetId']}")
        return sheet, {"sheetId": sheet.id}
    if "overlayPosition" not in given:
        raise Refused("position.overlayPosition must be set.")
    overlay = given["overlayPosition"]
    anchor = overlay.get("anchorCell", {})
    sheet = editing.sheet(anchor.get("sheetId", 0))
    row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
    if row >= sheet.row_count:
        raise Refused(f"GridCoordinate.rowIndex[{row}] is after last row in grid[{sheet.row_count - 1}]")
    if column >= sheet.column_count:
        raise Refused(f"GridCoordinate.columnIndex[{column}] is after last column in grid[{sheet.column_count - 1}]")
    placed = {
        "anchorCell": {name: n for name, n in (("sheetId", sheet.id), ("rowIndex", row), ("columnIndex", column)) if n},
        **{name: overlay[name] for name in ("offsetXPixels", "offsetYPixels") if overlay.get(name)},
        "widthPixels": overlay.get("widthPixels") or DEFAULT_WIDTH,
        "heightPixels": overlay.get("heightPixels") or DEFAULT_HEIGHT,
    }
    return sheet, {"overlayPosition": placed}


def _object_sheet(editing: Editing) -> tuple[Sheet, Json]:
    spreadsheet = editing.spreadsheet
    sheet_id = editing.new_id({sheet.id for sheet in spreadsheet.sheets}, None, "sheet")
    number = 1
    while spreadsheet.sheet_by_title(f"Chart{number}"):
        number += 1
    sheet = Sheet({"sheetId": sheet_id, "title": f"Chart{number}", "index": 0, "sheetType": "OBJECT"})
    spreadsheet.sheets.append(sheet)
    spreadsheet.renumber()
    return sheet, {"sheetId": sheet_id}


def _object(editing: Editing, object_id: int) -> tuple[Sheet, str, Json]:
    for sheet in editing.spreadsheet.sheets:
        for name, key in _OBJECTS:
            for item in sheet.furniture[name]:
                if item[key] == object_id:
                    return sheet, name, item
    raise Refused(f"No object with id: {object_id}")


def update_chart_spec(editing: Editing, request: Json) -> Json:
    """Puts another spec in place of a chart's."""
    chart_id = request.get("chartId", 0)
    for sheet in editing.spreadsheet.sheets:
        for chart in sheet.furniture["charts"]:
            if chart["chartId"] == chart_id:
                chart["spec"] = tidy_spec(editing, request.get("spec"))
                return {}
    raise Refused(f"No chart with id: {chart_id}")


def delete_embedded_object(editing: Editing, request: Json) -> Json:
    """Removes a chart or a slicer; a sheet that was only its chart goes too."""
    sheet, name, item = _object(editing, request.get("objectId", 0))
    sheet.furniture[name].remove(item)
    if sheet.properties["sheetType"] == "OBJECT":
        editing.spreadsheet.sheets.remove(sheet)
        editing.spreadsheet.renumber()
    return {}


def update_embedded_object_position(editing: Editing, request: Json) -> Json:
    """Moves or resizes a chart or slicer; a move to another place ignores the field mask, as Google documents
    it.
    """
    sheet, name, item = _object(editing, request.get("objectId", 0))
    given = request.get("newPosition", {})
    if "overlayPosition" in given:
        which = paths(request.get("fields"), "OverlayPosition", "newPosition.overlayPosition")
        present = item["position"].get("overlayPosition", {})
        given = {"overlayPosition": updated(present, given["overlayPosition"], which)}
    place, item["position"] = _position(editing, given, slicer=name == "slicers")
    if place is not sheet:
        sheet.furniture[name].remove(item)
        place.furniture[name].append(item)
        if sheet.properties["sheetType"] == "OBJECT":
            editing.spreadsheet.sheets.remove(sheet)
            editing.spreadsheet.renumber()
    return {"position": copied(item["position"])}


def update_embedded_object_border(editing: Editing, request: Json) -> Json:
    """Changes the border of a chart."""
    which = paths(request.get("fields"), "EmbeddedObjectBorder", "border")
    _, _, item = _object(editing, request.get("objectId", 0))
    border = updated(item.get("border", {}), with_both_names(request.get("border", {})), which)
    item.pop("border", None)
    if border:
        item["border"] = border
    return {}


def add_slicer(editing: Editing, request: Json) -> Json:
    """Adds a slicer over a data range; its id may be chosen by the caller."""
    given = request.get("slicer", {})
    slicer = {
        "slicerId": editing.new_id(_object_ids(editing), given.get("slicerId"), "slicer"),
        "spec": _slicer_spec(editing, given.get("spec", {})),
    }
    sheet, slicer["position"] = _position(editing, given.get("position"), slicer=True)
    sheet.furniture["slicers"].append(slicer)
    return {"slicer": copied(slicer)}


def _slicer_spec(editing: Editing, spec: Json) -> Json:
    _, box = editing.box(spec.get("dataRange"))
    return {"applyToPivotTables": False, **with_both_names(spec), "dataRange": box.grid_range()}


def update_slicer_spec(editing: Editing, request: Json) -> Json:
    """Changes what a slicer filters and how it looks."""
    which = paths(request.get("fields"), "SlicerSpec", "spec")
    _, name, item = _object(editing, request.get("slicerId", 0))
    if name != "slicers":
        raise Refused(f"No slicer with id: {request.get('slicerId', 0)}")
    item["spec"] = _slicer_spec(editing, updated(item["spec"], request.get("spec", {}), which))
    return {}


HANDLERS: dict[str, Handler] = {
    "addChart": add_chart,
    "updateChartSpec": update_chart_spec,
    "deleteEmbeddedObject": delete_embedded_object,
    "updateEmbeddedObjectPosition": update_embedded_object_position,
    "updateEmbeddedObjectBorder": update_embedded_object_border,
    "addSlicer": add_slicer,
    "updateSlicerSpec": update_slicer_spec,
}
