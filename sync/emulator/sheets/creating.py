"""A new spreadsheet from the `Spreadsheet` resource of `spreadsheets.create`."""

from __future__ import annotations

from datetime import datetime

from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.content import blank
from sync.emulator.sheets.defaults import new_spreadsheet_properties
from sync.emulator.sheets.handlers import HANDLERS
from sync.emulator.sheets.model import Spreadsheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.requests_sheets import check_spreadsheet_properties

_ADDED_BY = {
    "charts": ("addChart", "chart"),
    "filterViews": ("addFilterView", "filter"),
    "protectedRanges": ("addProtectedRange", "protectedRange"),
    "bandedRanges": ("addBanding", "bandedRange"),
    "slicers": ("addSlicer", "slicer"),
    "tables": ("addTable", "table"),
}


def from_resource(id: str, title: str, given: Json, caller: str, now: datetime) -> Spreadsheet:
    """The spreadsheet that the resource describes; without sheets it gets `Sheet1`. Raises `Refused`."""
    properties = given.get("properties", {})
    check_spreadsheet_properties(properties)
    fixed = {name: properties[name] for name in properties if name != "defaultFormat"}
    spreadsheet = blank(id, title)
    spreadsheet.properties = new_spreadsheet_properties({**fixed, "title": title})
    editing = Editing(spreadsheet, caller, now, edits_all=True)
    sheets = given.get("sheets", [])
    if sheets:
        spreadsheet.sheets.clear()
        for index, sheet in enumerate(sheets):
            _add_sheet(editing, sheet, index)
    for named in given.get("namedRanges", []):
        HANDLERS["addNamedRange"](editing, {"namedRange": named})
    for item in given.get("developerMetadata", []):
        HANDLERS["createDeveloperMetadata"](editing, {"developerMetadata": {"location": {"spreadsheet": True}, **item}})
    return spreadsheet


def _add_sheet(editing: Editing, given: Json, index: int) -> None:
    properties = dict(given.get("properties", {}))
    if index == 0:
        properties.setdefault("sheetId", 0)
    properties.setdefault("title", f"Sheet{index + 1}")
    properties["index"] = index
    sheet_id = HANDLERS["addSheet"](editing, {"properties": properties})["properties"]["sheetId"]
    for grid in given.get("data", []):
        _write_grid(editing, sheet_id, grid)
    for merge in given.get("merges", []):
        HANDLERS["mergeCells"](editing, {"range": {**merge, "sheetId": sheet_id}, "mergeType": "MERGE_ALL"})
    for name, (kind, key) in _ADDED_BY.items():
        for item in given.get(name, []):
            HANDLERS[kind](editing, {key: item})
    for place, rule in enumerate(given.get("conditionalFormats", [])):
        HANDLERS["addConditionalFormatRule"](editing, {"rule": rule, "index": place})
    if "basicFilter" in given:
        HANDLERS["setBasicFilter"](editing, {"filter": given["basicFilter"]})
    for item in given.get("developerMetadata", []):
        HANDLERS["createDeveloperMetadata"](editing, {"developerMetadata": {"location": {"sheetId": sheet_id}, **item}})


def _write_grid(editing: Editing, sheet_id: int, grid: Json) -> None:
    sheet = editing.spreadsheet.sheet_by_id(sheet_id)
    if sheet is None:
        raise Refused(f"No grid with id: {sheet_id}")
    top, left, rows = grid.get("startRow", 0), grid.get("startColumn", 0), grid.get("rowData", [])
    width = max((len(row.get("values", ())) for row in rows), default=0)
    sheet.grid["rowCount"] = max(sheet.row_count, top + len(rows))
    sheet.grid["columnCount"] = max(sheet.column_count, left + width)
    start = {"sheetId": sheet_id, "rowIndex": top, "columnIndex": left}
    if rows:
        HANDLERS["updateCells"](editing, {"start": start, "rows": rows, "fields": "*"})
    for name, dimension, first in (("rowMetadata", "ROWS", top), ("columnMetadata", "COLUMNS", left)):
        for offset, properties in enumerate(grid.get(name, [])):
            span = {
                "sheetId": sheet_id,
                "dimension": dimension,
                "startIndex": first + offset,
                "endIndex": first + offset + 1,
            }
            own = {key: part for key, part in properties.items() if key != "developerMetadata"}
            if own:
                HANDLERS["updateDimensionProperties"](
                    editing, {"range": span, "properties": own, "fields": ",".join(own)}
                )
