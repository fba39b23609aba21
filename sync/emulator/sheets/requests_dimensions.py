"""Batch requests about rows and columns: insert, delete, append, move, size, hide, group."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import EMPTY, NO_ROW, Json, Row, trimmed
from sync.emulator.sheets.changes import Change
from sync.emulator.sheets.guards import check_structure, check_writable
from sync.emulator.sheets.model import (
    COLUMNS,
    DEFAULT_COLUMN_PIXELS,
    DEFAULT_ROW_PIXELS,
    ROWS,
    Sheet,
)
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.structure import follow
from sync.emulator.sheets.update_masks import paths, updated

_FROZEN = {ROWS: "frozenRowCount", COLUMNS: "frozenColumnCount"}
_COUNT = {ROWS: "rowCount", COLUMNS: "columnCount"}
_NOUN = {ROWS: "row", COLUMNS: "column"}


def span_of(editing: Editing, span: Json | None, inserting: bool = False) -> tuple[Sheet, str, int, int]:
    """Sheet, dimension, start and end of a `DimensionRange`. Raises `Refused` if it is not on the grid."""
    if not span or span.get("dimension") not in (ROWS, COLUMNS):
        raise Refused("No dimension specified: range.dimension must be ROWS or COLUMNS.")
    sheet = editing.sheet(span.get("sheetId", 0))
    dimension = span["dimension"]
    count = sheet.extent(dimension)
    start, end = span.get("startIndex", 0), span.get("endIndex", count)
    if start < 0 or end <= start:
        raise Refused(f"range.endIndex[{end}] must be greater than range.startIndex[{start}]")
    if start > count or (start == count and not inserting):
        raise Refused(f"range.startIndex[{start}] is after last {_NOUN[dimension]} in grid[{count - 1}]")
    return sheet, dimension, start, end


def _lines_box(sheet: Sheet, dimension: str, start: int, end: int) -> Box:
    return Box(sheet.id, start, end) if dimension == ROWS else Box(sheet.id, None, None, start, end)


def insert_dimension(editing: Editing, request: Json) -> Json:
    """Inserts empty rows or columns; they take the look of their neighbor before or after."""
    sheet, dimension, start, end = span_of(editing, request.get("range"), inserting=True)
    inherit = request.get("inheritFromBefore", False)
    if inherit and start == 0:
        raise Refused("inheritFromBefore cannot be true when inserting at index 0.")
    check_structure(editing, sheet)
    insert_lines(editing, sheet, dimension, start, end, inherit)
    return {}


def insert_lines(editing: Editing, sheet: Sheet, dimension: str, start: int, end: int, inherit: bool) -> None:
    """Inserts rows or columns `start` up to `end`, with everything that follows from it."""
    count = end - start
    neighbor = start - 1 if inherit else start
    before = sheet.extent(dimension)
    sheet.grid[_COUNT[dimension]] = before + count
    editing.check_size()
    if dimension == ROWS:
        look = tuple((None, look) if look else EMPTY for _, look in sheet.row(neighbor))
        new: Row = trimmed(list(look)) if neighbor < before else NO_ROW
        rows = list(sheet.rows)
        if start < len(rows) or new:
            rows.extend([NO_ROW] * (start - len(rows)))
            rows[start:start] = [new] * count
        sheet.replace_rows(rows)
    else:
        sheet.replace_rows([_widened(row, start, count, neighbor) for row in sheet.rows])
    if start < sheet.grid.get(_FROZEN[dimension], 0):
        sheet.grid[_FROZEN[dimension]] += count
    change = Change("insert", sheet.id, dimension, start, end)
    follow(editing.spreadsheet, sheet.id, change.place, change)
    properties = sheet.dimensions[dimension].get(neighbor if inherit else start + count)
    if properties:
        sheet.dimensions[dimension] |= {index: dict(properties) for index in range(start, end)}


def _widened(row: Row, start: int, count: int, neighbor: int) -> Row:
    if start > len(row) or (start == len(row) and neighbor >= start):
        return row
    look = row[neighbor][1] if neighbor < len(row) else 0
    cell = (None, look) if look else EMPTY
    return trimmed([*row[:start], *([cell] * count), *row[start:]])


def append_dimension(editing: Editing, request: Json) -> Json:
    """Adds rows or columns at the end."""
    sheet = editing.sheet(request.get("sheetId", 0))
    dimension, length = request.get("dimension"), request.get("length", 0)
    if dimension not in (ROWS, COLUMNS):
        raise Refused("No dimension specified.")
    if length < 1:
        raise Refused("length must be greater than 0.")
    check_structure(editing, sheet)
    sheet.grid[_COUNT[dimension]] += length
    editing.check_size()
    return {}


def delete_dimension(editing: Editing, request: Json) -> Json:
    """Deletes rows or columns; references to them break, what lies after moves up."""
    span = request.get("range") or {}
    sheet = editing.sheet(span.get("sheetId", 0))
    dimension = span.get("dimension")
    if dimension in (ROWS, COLUMNS) and span.get("endIndex", 0) > sheet.extent(dimension):
        noun, count = _NOUN[dimension], sheet.extent(dimension)
        raise Refused(
            f"Cannot delete a {noun} that doesn't exist. Tried to delete {noun} index {span['endIndex'] - 1} "
            f"but there are only {count} {noun}s."
        )
    sheet, dimension, start, end = span_of(editing, span)
    noun, count = _NOUN[dimension], sheet.extent(dimension)
    if end - start == count:
        raise Refused(f"You can't delete all the {noun}s on the sheet.")
    _check_not_all_unfrozen(noun, count, start, end, sheet.grid.get(_FROZEN[dimension], 0))
    check_writable(editing, _lines_box(sheet, dimension, start, end))
    delete_lines(editing, sheet, dimension, start, end)
    return {}


def _check_not_all_unfrozen(noun: str, count: int, start: int, end: int, frozen: int) -> None:
    frozen_after = frozen - max(0, min(end, frozen) - min(start, frozen))
    if count - (end - start) <= frozen_after:
        raise Refused(f"Sorry, it is not possible to delete all non-frozen {noun}s.")


def delete_lines(editing: Editing, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Deletes rows or columns `start` up to `end`, with everything that follows from it."""
    if dimension == ROWS:
        rows = list(sheet.rows)
        del rows[start:end]
        sheet.replace_rows(rows)
    else:
        sheet.replace_rows([trimmed([*row[:start], *row[end:]]) for row in sheet.rows])
    frozen = sheet.grid.get(_FROZEN[dimension], 0)
    gone = max(0, min(end, frozen) - min(start, frozen))
    sheet.grid[_COUNT[dimension]] -= end - start
    if gone:
        sheet.grid[_FROZEN[dimension]] = frozen - gone
        if frozen == gone:
            del sheet.grid[_FROZEN[dimension]]
    change = Change("delete", sheet.id, dimension, start, end)
    follow(editing.spreadsheet, sheet.id, change.place, change)


def move_dimension(editing: Editing, request: Json) -> Json:
    """Moves rows or columns in front of another; the destination counts as before the move."""
    sheet, dimension, start, end = span_of(editing, request.get("source"))
    count = sheet.extent(dimension)
    destination = request.get("destinationIndex", 0)
    if end > count:
        raise Refused(f"source.endIndex[{end}] is after last {_NOUN[dimension]} in grid[{count - 1}]")
    if start < destination < end or not 0 <= destination <= count:
        raise Refused(f"destinationIndex[{destination}] must be on the grid and outside the range that is moved.")
    check_writable(editing, _lines_box(sheet, dimension, start, end))
    landed = destination if destination <= start else destination - (end - start)
    if dimension == ROWS:
        rows = list(sheet.rows) + [NO_ROW] * (max(end, destination) - len(sheet.rows))
        moved = rows[start:end]
        del rows[start:end]
        rows[landed:landed] = moved
        sheet.replace_rows(rows)
    else:
        sheet.replace_rows([_with_moved(row, start, end, landed, destination) for row in sheet.rows])
    change = Change("move", sheet.id, dimension, start, end, destination)
    follow(editing.spreadsheet, sheet.id, change.place, change)
    return {}


def _with_moved(row: Row, start: int, end: int, landed: int, destination: int) -> Row:
    cells = list(row) + [EMPTY] * (max(end, destination) - len(row))
    moved = cells[start:end]
    del cells[start:end]
    cells[landed:landed] = moved
    return trimmed(cells)


def update_dimension_properties(editing: Editing, request: Json) -> Json:
    """Sets size and visibility of rows or columns."""
    which = paths(request.get("fields"), "DimensionProperties", "properties")
    sheet, dimension, start, end = span_of(editing, request.get("range"))
    given = request.get("properties", {})
    if any(path[0] in ("hiddenByFilter", "developerMetadata") for path in which):
        raise Refused("Only pixelSize and hiddenByUser can be updated.")
    if given.get("pixelSize", 1) < 0:
        raise Refused("pixelSize must not be negative.")
    if end > sheet.extent(dimension):
        raise Refused(f"range.endIndex[{end}] is after last {_NOUN[dimension]} in grid[{sheet.extent(dimension) - 1}]")
    table = sheet.dimensions[dimension]
    for index in range(start, end):
        properties = updated(table.get(index, {}), given, which)
        properties = {name: part for name, part in properties.items() if part}
        if properties:
            table[index] = properties
        else:
            table.pop(index, None)
    return {}


def auto_resize(editing: Editing, request: Json) -> Json:
    """Fits columns to their longest text, rows to their lines: by letters, about 7 pixels each at 10 points."""
    from sync.emulator.sheets.cell_views import CellReader
    from sync.emulator.wire.field_masks import FieldMask

    sheet, dimension, start, end = span_of(editing, request.get("dimensions"))
    end = min(end, sheet.extent(dimension))
    table = sheet.dimensions[dimension]
    if dimension == ROWS:
        for index in range(start, end):
            lines = max(
                (str(value).count("\n") + 1 for value, _ in sheet.row(index) if isinstance(value, str)),
                default=1,
            )
            table[index] = {**table.get(index, {}), "pixelSize": DEFAULT_ROW_PIXELS * lines}
        return {}
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    widest = dict.fromkeys(range(start, end), 0)
    for row, cells in enumerate(sheet.rows):
        for column in range(start, min(end, len(cells))):
            value = reader.effective_value(row, column, cells[column][0])
            text = reader.text(value, cells[column][1]) if value is not None else ""
            widest[column] = max(widest[column], *(len(line) for line in text.split("\n")))
    for column, letters in widest.items():
        pixels = 7 * letters + 10 if letters else DEFAULT_COLUMN_PIXELS
        table[column] = {**table.get(column, {}), "pixelSize": pixels}
    return {}


HANDLERS: dict[str, Handler] = {
    "insertDimension": insert_dimension,
    "appendDimension": append_dimension,
    "deleteDimension": delete_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize,
}
