"""Batch requests that write cells: updateCells, appendCells, repeatCell."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import EMPTY, NO_ROW, Cell, Formula, Json
from sync.emulator.sheets.formula_moves import shifted
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import paths
from sync.emulator.sheets.writing import Writer, cell_writer
from sync.emulator.wire.mask_paths import Path


def update_cells(editing: Editing, request: Json) -> Json:
    """Writes rows of cells from a start cell, or over a range (cells of the range that get no data are
    cleared).
    """
    which = paths(request.get("fields"), "CellData")
    rows = request.get("rows", [])
    if ("start" in request) == ("range" in request):
        raise Refused("Exactly one of 'start' and 'range' must be set.")
    if "range" in request:
        sheet, box = editing.box(request["range"])
        top, bottom, left, right = box.on(sheet)
        _check_fits(rows, top, left, bottom, right)
    else:
        start = request["start"]
        sheet = editing.sheet(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        bottom, right = top + len(rows), left + _width(rows)
        _check_on_grid(sheet, bottom, right)
    check_writable(editing, Box(sheet.id, top, bottom, left, right))
    write = cell_writer(editing.spreadsheet.looks, which)
    blank = write({}, EMPTY) == EMPTY
    for offset in range(bottom - top):
        data = rows[offset].get("values", []) if offset < len(rows) else []
        if blank and not data and not sheet.row(top + offset):
            continue
        width = right if "range" in request else left + len(data)
        _write_row(sheet, top + offset, left, width, data, write)
    return {}


def _width(rows: list[Json]) -> int:
    return max((len(row.get("values", ())) for row in rows), default=0)


def _check_fits(rows: list[Json], top: int, left: int, bottom: int, right: int) -> None:
    if len(rows) > bottom - top:
        raise Refused(f"Attempting to write row: {bottom}, beyond the last requested row of: {bottom - 1}")
    if _width(rows) > right - left:
        raise Refused(f"Attempting to write column: {right}, beyond the last requested column of: {right - 1}")


def _check_on_grid(sheet: Sheet, bottom: int, right: int) -> None:
    if bottom > sheet.row_count:
        raise Refused(f"Attempting to write row: {sheet.row_count}, beyond the last row of: {sheet.row_count - 1}")
    if right > sheet.column_count:
        raise Refused(
            f"Attempting to write column: {sheet.column_count}, beyond the last column of: {sheet.column_count - 1}"
        )


def _write_row(sheet: Sheet, row: int, left: int, right: int, data: list[Json], write: Writer) -> None:
    present = sheet.padded(row, left, right) if sheet.row(row) else [EMPTY] * (right - left)
    cells = [write(given, cell) for given, cell in zip(data, present, strict=False)]
    cells += [write({}, cell) for cell in present[len(cells) :]]
    _lay(sheet, row, left, cells)


def _lay(sheet: Sheet, row: int, left: int, cells: list[Cell]) -> None:
    if left == 0 and len(sheet.row(row)) <= len(cells):
        sheet.set_row(row, cells)
    else:
        sheet.set_row(row, sheet.widened(row, left + len(cells), left, cells))


def append_cells(editing: Editing, request: Json) -> Json:
    """Writes rows after the last row with data in the sheet (or in the table); the grid grows when it must."""
    which = paths(request.get("fields"), "CellData")
    rows = request.get("rows", [])
    sheet, first, left = _append_place(editing, request)
    if left + _width(rows) > sheet.column_count:
        sheet.grid["columnCount"] = left + _width(rows)
    if first + len(rows) > sheet.row_count:
        sheet.grid["rowCount"] = first + len(rows)
    editing.check_size()
    check_writable(editing, Box(sheet.id, first, first + len(rows), left, left + _width(rows)))
    write = cell_writer(editing.spreadsheet.looks, which)
    for offset, row in enumerate(rows):
        data = row.get("values", [])
        _write_row(sheet, first + offset, left, left + len(data), data, write)
    return {}


def _append_place(editing: Editing, request: Json) -> tuple[Sheet, int, int]:
    if "tableId" not in request:
        sheet = editing.sheet(request.get("sheetId", 0))
        return sheet, last_row_with_value(sheet) + 1, 0
    for sheet in editing.spreadsheet.sheets:
        for table in sheet.furniture["tables"]:
            if table["tableId"] == request["tableId"]:
                top, bottom, left, right = Box.of(table["range"]).on(sheet)
                first = next((r + 1 for r in range(bottom - 1, top, -1) if _has_value(sheet, r, left, right)), top + 1)
                table["range"]["endRowIndex"] = max(bottom, first + len(request.get("rows", [])))
                return sheet, first, left
    raise Refused(f"No table with id: {request['tableId']}")


def _has_value(sheet: Sheet, row: int, left: int, right: int) -> bool:
    return any(value is not None for value, _ in sheet.row(row)[left:right])


def last_row_with_value(sheet: Sheet) -> int:
    """The index of the last row in which any cell has a value; -1 in an empty sheet."""
    for index in range(len(sheet.rows) - 1, -1, -1):
        if any(value is not None for value, _ in sheet.rows[index]):
            return index
    return -1


def repeat_cell(editing: Editing, request: Json) -> Json:
    """Writes one cell's data to every cell of a range; a formula's relative references move along."""
    which = paths(request.get("fields"), "CellData")
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    data = request.get("cell", {})
    write = cell_writer(editing.spreadsheet.looks, which)
    formula = isinstance(write(data, EMPTY)[0], Formula)
    empty_row = [write(data, EMPTY)] * (right - left)
    for row in range(top, bottom):
        if formula:
            cells = [
                _moved(write(data, cell), row - top, column)
                for column, cell in enumerate(sheet.padded(row, left, right))
            ]
        elif sheet.row(row) is NO_ROW:
            cells = empty_row
        else:
            cells = [write(data, cell) for cell in sheet.padded(row, left, right)]
        if cells is not empty_row or any(cell != EMPTY for cell in cells):
            _lay(sheet, row, left, cells)
    return {}


def _moved(cell: Cell, rows: int, columns: int) -> Cell:
    value, look = cell
    return (Formula(shifted(value.text, rows, columns)), look) if isinstance(value, Formula) else cell


def write_masked(
    sheet: Sheet, row: int, column: int, data: Json, looks_mask: tuple[Path, ...], editing: Editing
) -> None:
    """Writes one cell's data under a mask that was already worked out."""
    write = cell_writer(editing.spreadsheet.looks, looks_mask)
    sheet.set_cell(row, column, write(data, sheet.cell(row, column)))


HANDLERS: dict[str, Handler] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
}
