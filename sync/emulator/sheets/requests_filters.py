"""Batch requests about filters: the basic filter of a sheet, and filter views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.conditions import check_condition
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.matching import condition_test
from sync.emulator.sheets.model import ROWS, Sheet, Spreadsheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.sorting import check_sort_specs, sort_rows
from sync.emulator.sheets.update_masks import paths, updated
from sync.emulator.wire.field_masks import FieldMask


def _tidy(editing: Editing, filter: Json) -> tuple[Sheet, Json]:
    """A filter as it is kept: its range bounded, criteria under both of their names (`criteria`,
    `filterSpecs`).
    """
    given = copied(filter)
    grid_range = given.get("range") or _table_range(editing, given.get("tableId")) or _named_range(editing, given)
    sheet, box = editing.box(grid_range)
    bounded = box.bounded(sheet)
    specs = given.get("filterSpecs") or [
        {"columnIndex": int(column), "filterCriteria": criteria}
        for column, criteria in given.get("criteria", {}).items()
    ]
    for spec in specs:
        column = spec.setdefault("columnIndex", 0)
        if not (bounded.left or 0) <= column < (bounded.right or 0):
            raise Refused(f"Filter column {column} is outside of the filter's range.")
        if "condition" in spec.get("filterCriteria", {}):
            check_condition(spec["filterCriteria"]["condition"], "filter")
    check_sort_specs(given.get("sortSpecs", []), bounded)
    given["range"] = bounded.grid_range()
    for name in ("filterSpecs", "criteria"):
        given.pop(name, None)
    if specs:
        given["filterSpecs"] = specs
        given["criteria"] = {str(spec["columnIndex"]): spec.get("filterCriteria", {}) for spec in specs}
    return sheet, with_both_names(given)


def _table_range(editing: Editing, table_id: str | None) -> Json | None:
    if table_id is None:
        return None
    for sheet in editing.spreadsheet.sheets:
        for table in sheet.furniture["tables"]:
            if table["tableId"] == table_id:
                return dict(table["range"])
    raise Refused(f"No table with id: {table_id}")


def _named_range(editing: Editing, filter: Json) -> Json | None:
    for named in editing.spreadsheet.named_ranges:
        if named["namedRangeId"] == filter.get("namedRangeId"):
            return dict(named["range"])
    return None


def set_basic_filter(editing: Editing, request: Json) -> Json:
    """Puts the basic filter of a sheet in place, sorts by it and hides the rows that it leaves out."""
    sheet, filter = _tidy(editing, request.get("filter", {}))
    show_all_rows(sheet)
    if filter.get("sortSpecs"):
        box = Box.of(filter["range"])
        sort_rows(
            editing,
            sheet,
            Box(sheet.id, (box.top or 0) + 1, box.bottom, box.left, box.right),
            filter["sortSpecs"],
        )
    sheet.basic_filter = filter
    hide_filtered_rows(editing.spreadsheet, sheet, editing.now)
    return {}


def clear_basic_filter(editing: Editing, request: Json) -> Json:
    """Takes the basic filter away; its rows show again."""
    sheet = editing.sheet(request.get("sheetId", 0))
    sheet.basic_filter = None
    show_all_rows(sheet)
    return {}


def show_all_rows(sheet: Sheet) -> None:
    """Forgets which rows a filter hides."""
    for index in list(sheet.dimensions[ROWS]):
        properties = sheet.dimensions[ROWS][index]
        properties.pop("hiddenByFilter", None)
        if not properties:
            del sheet.dimensions[ROWS][index]


def hide_filtered_rows(spreadsheet: Spreadsheet, sheet: Sheet, now: datetime) -> None:
    """Marks the rows that the basic filter leaves out; its first row is the header and always shows."""
    filter = sheet.basic_filter or {}
    tests = [test for spec in filter.get("filterSpecs", []) if (test := _test(spreadsheet, sheet, spec, now))]
    if not tests:
        return
    spreadsheet.worked_out = None
    reader = CellReader(spreadsheet, sheet, FieldMask.everything(), now)
    top, bottom, _, _ = Box.of(filter["range"]).on(sheet)
    for row in range(top + 1, bottom):
        for column, test in tests:
            value, look = sheet.cell(row, column)
            effective = reader.effective_value(row, column, value)
            if not test(effective, reader.text(effective, look) if effective is not None else ""):
                sheet.dimension(ROWS, row)["hiddenByFilter"] = True


def _test(spreadsheet: Spreadsheet, sheet: Sheet, spec: Json, now: datetime) -> tuple[int, Any] | None:
    criteria = spec.get("filterCriteria", {})
    hidden = set(criteria.get("hiddenValues", []))
    condition = condition_test(spreadsheet, criteria["condition"], now, sheet) if "condition" in criteria else None
    if not hidden and condition is None:
        return None
    return spec["columnIndex"], lambda value, text: text not in hidden and (condition is None or condition(value))


def add_filter_view(editing: Editing, request: Json) -> Json:
    """Adds a filter view; its id may be chosen by the caller."""
    given = request.get("filter", {})
    sheet, filter = _tidy(editing, given)
    taken = editing.spreadsheet.object_ids("filterViews", "filterViewId")
    filter["filterViewId"] = editing.new_id(taken, given.get("filterViewId"), "filter view")
    filter.setdefault("title", f"Filter {len(sheet.furniture['filterViews']) + 1}")
    sheet.furniture["filterViews"].append(filter)
    return {"filter": copied(filter)}


def _view(editing: Editing, id: int) -> tuple[Sheet, Json]:
    for sheet in editing.spreadsheet.sheets:
        for view in sheet.furniture["filterViews"]:
            if view["filterViewId"] == id:
                return sheet, view
    raise Refused(f"No filter view with id: {id}")


def update_filter_view(editing: Editing, request: Json) -> Json:
    """Changes a filter view."""
    given = request.get("filter", {})
    which = paths(request.get("fields"), "FilterView", "filter")
    sheet, present = _view(editing, given.get("filterViewId", 0))
    wanted = {**updated(present, given, which, ("title", "range")), "filterViewId": present["filterViewId"]}
    if any(path[0] == "criteria" for path in which):
        wanted.pop("filterSpecs", None)
    place, filter = _tidy(editing, wanted)
    sheet.furniture["filterViews"].remove(present)
    place.furniture["filterViews"].append(filter)
    return {}


def duplicate_filter_view(editing: Editing, request: Json) -> Json:
    """Copies a filter view under a new id."""
    sheet, view = _view(editing, request.get("filterId", 0))
    taken = editing.spreadsheet.object_ids("filterViews", "filterViewId")
    copy = {**copied(view), "title": f"Copy of {view['title']}"}
    copy["filterViewId"] = editing.new_id(taken, None, "filter view")
    sheet.furniture["filterViews"].append(copy)
    return {"filter": copied(copy)}


def delete_filter_view(editing: Editing, request: Json) -> Json:
    """Removes a filter view."""
    sheet, view = _view(editing, request.get("filterId", 0))
    sheet.furniture["filterViews"].remove(view)
    return {}


HANDLERS: dict[str, Handler] = {
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addFilterView": add_filter_view,
    "updateFilterView": update_filter_view,
    "duplicateFilterView": duplicate_filter_view,
    "deleteFilterView": delete_filter_view,
}
