"""Batch requests about tables: named blocks with a header and typed columns."""

from __future__ import annotations

import re

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.conditions import check_condition
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import paths, updated

_NAME = re.compile(r"[^\W\d]\w*\Z")


def _tidy(editing: Editing, table: Json) -> tuple[Sheet, Json]:
    given = with_both_names(copied(table))
    sheet, box = editing.box(given.get("range"))
    bounded = box.bounded(sheet)
    _check_name(editing, given.get("name", ""), given.get("tableId"))
    for other in sheet.furniture["tables"]:
        if other["tableId"] != given.get("tableId") and Box.of(other["range"]).meets(bounded):
            raise Refused("A table cannot overlap another table.")
    given["range"] = bounded.grid_range()
    given["columnProperties"] = _columns(sheet, bounded, given.get("columnProperties", []))
    return sheet, given


def _check_name(editing: Editing, name: str, own_id: str | None) -> None:
    if not _NAME.match(name):
        raise Refused(f"Invalid table name: {name}")
    for sheet in editing.spreadsheet.sheets:
        for table in sheet.furniture["tables"]:
            if table["name"].casefold() == name.casefold() and table["tableId"] != own_id:
                raise Refused(f"A table with the name {name} already exists.")


def _columns(sheet: Sheet, box: Box, given: list[Json]) -> list[Json]:
    """One entry a column: what was given, and the header cell's text where no name was given. Names are
    written to the header.
    """
    top, left, width = box.top or 0, box.left or 0, (box.right or 0) - (box.left or 0)
    by_index = {column.get("columnIndex", 0): column for column in given}
    if any(not 0 <= index < width for index in by_index):
        raise Refused("TableColumnProperties.columnIndex must be inside of the table.")
    columns, names = [], set()
    for index in range(width):
        column = {name: part for name, part in by_index.get(index, {}).items() if name != "columnIndex"}
        value, look = sheet.cell(top, left + index)
        name = column.get("columnName") or (value if isinstance(value, str) else "") or f"Column {index + 1}"
        if name.casefold() in names:
            raise Refused(f"Table column names must be unique: {name}")
        names.add(name.casefold())
        if column.get("columnType") == "DROPDOWN":
            check_condition(column.get("dataValidationRule", {}).get("condition"), "tableColumn")
        if value != name:
            sheet.set_cell(top, left + index, (name, look))
        place = {"columnIndex": index} if index else {}
        columns.append({**place, **column, "columnName": name})
    return columns


def add_table(editing: Editing, request: Json) -> Json:
    """Makes a table of a range whose first row is the header; its id may be chosen by the caller."""
    given = request.get("table", {})
    taken = {table["tableId"] for sheet in editing.spreadsheet.sheets for table in sheet.furniture["tables"]}
    if given.get("tableId") in taken:
        raise Refused(f"A table with id {given['tableId']} already exists.")
    sheet, table = _tidy(editing, {name: part for name, part in given.items() if name != "tableId"})
    table_id = given.get("tableId") or str(editing.new_id(set(), None, "table"))
    table = {"tableId": table_id, **table}
    sheet.furniture["tables"].append(table)
    return {"table": copied(table)}


def _table(editing: Editing, id: str) -> tuple[Sheet, Json]:
    for sheet in editing.spreadsheet.sheets:
        for table in sheet.furniture["tables"]:
            if table["tableId"] == id:
                return sheet, table
    raise Refused(f"No table with id: {id}")


def update_table(editing: Editing, request: Json) -> Json:
    """Changes name, range, columns or colors of a table."""
    given = request.get("table", {})
    which = paths(request.get("fields"), "Table", "table")
    sheet, present = _table(editing, given.get("tableId", ""))
    wanted = {**updated(present, given, which, ("name", "range")), "tableId": present["tableId"]}
    place, table = _tidy(editing, wanted)
    sheet.furniture["tables"].remove(present)
    place.furniture["tables"].append(table)
    return {}


def delete_table(editing: Editing, request: Json) -> Json:
    """Deletes a table and, as Google documents it, the contents of its cells."""
    sheet, table = _table(editing, request.get("tableId", ""))
    top, bottom, left, right = Box.of(table["range"]).on(sheet)
    for row in range(top, min(bottom, len(sheet.rows))):
        cells = list(sheet.row(row))
        cells[left:right] = [(None, 0)] * len(cells[left:right])
        sheet.set_row(row, cells)
    sheet.furniture["tables"].remove(table)
    return {}


HANDLERS: dict[str, Handler] = {
    "addTable": add_table,
    "updateTable": update_table,
    "deleteTable": delete_table,
}
