"""Batch requests that insert or delete a block of cells and shift the others: insertRange, deleteRange."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import EMPTY, Cell, Json
from sync.emulator.sheets.changes import Change
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import COLUMNS, ROWS, Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.structure import follow


def _plan(editing: Editing, request: Json) -> tuple[Sheet, Box, str]:
    sheet, box = editing.box(request.get("range"))
    dimension = request.get("shiftDimension")
    if dimension not in (ROWS, COLUMNS):
        raise Refused("shiftDimension must be ROWS or COLUMNS.")
    bounded = box.bounded(sheet)
    top, bottom, left, right = bounded.on(sheet)
    shifted = Box(sheet.id, top, None, left, right) if dimension == ROWS else Box(sheet.id, top, bottom, left, None)
    check_writable(editing, shifted)
    return sheet, bounded, dimension


def insert_range(editing: Editing, request: Json) -> Json:
    """Inserts empty cells; the cells there move down or right, and the grid grows if data would fall off."""
    sheet, box, dimension = _plan(editing, request)
    top, bottom, left, right = box.on(sheet)
    if dimension == ROWS:
        count, last = bottom - top, len(sheet.rows)
        if _used_below(sheet, sheet.row_count - count, left, right):
            sheet.grid["rowCount"] += count
        for row in range(max(last, top) - 1, top - 1, -1):
            _put(sheet, row + count, left, sheet.padded(row, left, right))
        for row in range(top, bottom):
            _put(sheet, row, left, [EMPTY] * (right - left))
    else:
        width = right - left
        if any(len(sheet.row(row)) > sheet.column_count - width for row in range(top, bottom)):
            sheet.grid["columnCount"] += width
        for row in range(top, bottom):
            cells = list(sheet.row(row))
            if len(cells) > left:
                cells[left:left] = [EMPTY] * width
                sheet.set_row(row, cells)
    editing.check_size()
    _follow(editing, sheet, "insert", box, dimension)
    return {}


def _used_below(sheet: Sheet, first: int, left: int, right: int) -> bool:
    return any(cell != EMPTY for row in range(first, len(sheet.rows)) for cell in sheet.row(row)[left:right])


def _put(sheet: Sheet, row: int, left: int, cells: list[Cell]) -> None:
    sheet.set_row(row, sheet.widened(row, left + len(cells), left, cells))


def delete_range(editing: Editing, request: Json) -> Json:
    """Deletes cells; those below move up, or those to the right move left."""
    sheet, box, dimension = _plan(editing, request)
    top, bottom, left, right = box.on(sheet)
    if dimension == ROWS:
        count = bottom - top
        for row in range(top, max(len(sheet.rows), bottom)):
            _put(sheet, row, left, sheet.padded(row + count, left, right))
    else:
        for row in range(top, bottom):
            cells = list(sheet.row(row))
            del cells[left:right]
            sheet.set_row(row, cells)
    _follow(editing, sheet, "delete", box, dimension)
    return {}


def _follow(editing: Editing, sheet: Sheet, kind: str, box: Box, dimension: str) -> None:
    top, bottom, left, right = box.on(sheet)
    if dimension == ROWS:
        change = Change(kind, sheet.id, ROWS, top, bottom, band=(left, right))
    else:
        change = Change(kind, sheet.id, COLUMNS, left, right, band=(top, bottom))
    follow(editing.spreadsheet, sheet.id, change.place, change)


HANDLERS: dict[str, Handler] = {
    "insertRange": insert_range,
    "deleteRange": delete_range,
}
