"""Blocks of values written to the grid, raw or as if typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sync.emulator.sheets.a1 import Box, column_letters, parsed, rendered
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cells import EMPTY, Cell, Json
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.value_ranges import Grid, placed, transposed
from sync.emulator.sheets.writing import checked_text


@dataclass
class Written:
    """What one write changed: the box, and how many rows, columns and cells got a value."""

    sheet: Sheet
    box: Box
    cells: int = 0
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def told(self) -> Json:
        """Its part of an `UpdateValuesResponse`."""
        answer = {"updatedRange": rendered(self.sheet.title, self.box)}
        counts = {
            "updatedRows": len(self.rows),
            "updatedColumns": len(self.columns),
            "updatedCells": self.cells,
        }
        return {**answer, **{name: count for name, count in counts.items() if count}}


def grid_of(values: Any, major: str | None) -> Grid:
    """The rows of a `ValueRange`'s values. Raises `Refused` if a value is no plain value."""
    grid = values or []
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            if isinstance(value, dict | list):
                kind = "struct_value" if isinstance(value, dict) else "list_value"
                raise Refused(f"Invalid values[{r}][{c}]: {kind} {{}}")
    return transposed(grid) if major == "COLUMNS" else grid


def write(editing: Editing, text: str, given: Json, option: str) -> Written:
    """Writes a `ValueRange`. A range of one cell or with open ends takes as much as there is, and the grid
    grows for it.
    """
    body_range = given.get("range")
    if body_range and parsed(editing.spreadsheet, body_range) != parsed(editing.spreadsheet, text):
        raise Refused(f"Requested range[{text}] does not match value's range[{body_range}]")
    grid = grid_of(given.get("values"), given.get("majorDimension"))
    asked = parsed(editing.spreadsheet, text)
    sheet, box = placed(editing.spreadsheet, text, writing=True)
    height, width = len(grid), max((len(row) for row in grid), default=0)
    top, left = box.top or 0, box.left or 0
    grows = asked is not None and (asked.bottom is None or asked.right is None or _one_cell(asked))
    if not grows:
        _check_inside(sheet, box, height, width)
    return lay(editing, sheet, top, left, grid, option)


def _one_cell(box: Box) -> bool:
    return box.bottom == (box.top or 0) + 1 and box.right == (box.left or 0) + 1


def _check_inside(sheet: Sheet, box: Box, height: int, width: int) -> None:
    asked = rendered(sheet.title, box)
    if height > (box.bottom or 0) - (box.top or 0):
        raise Refused(f"Requested writing within range [{asked}], but tried writing to row [{(box.bottom or 0) + 1}]")
    if width > (box.right or 0) - (box.left or 0):
        letters = column_letters(box.right or 0)
        raise Refused(f"Requested writing within range [{asked}], but tried writing to column [{letters}]")


def lay(editing: Editing, sheet: Sheet, top: int, left: int, grid: Grid, option: str) -> Written:
    """Lays rows of values on the grid from a cell on; the grid grows when it must. None leaves a cell as it
    is.
    """
    if option not in ("RAW", "USER_ENTERED"):
        raise Refused("'valueInputOption' is required but not specified")
    height, width = len(grid), max((len(row) for row in grid), default=0)
    box = Box(sheet.id, top, top + max(height, 1), left, left + max(width, 1))
    check_writable(editing, box)
    grow(editing, sheet, top + height, left + width)
    editing.spreadsheet.worked_out = None
    written = Written(sheet, box)
    typed = _typist(editing, option)
    for offset, row in enumerate(grid):
        if not row:
            continue
        present = sheet.padded(top + offset, left, left + len(row))
        cells = [cell if value is None else typed(value, cell) for value, cell in zip(row, present, strict=True)]
        sheet.set_row(top + offset, sheet.widened(top + offset, left + len(row), left, cells))
        filled = [c for c, value in enumerate(row) if value is not None]
        written.cells += len(filled)
        written.columns.update(filled)
        if filled:
            written.rows.add(offset)
    return written


def grow(editing: Editing, sheet: Sheet, rows: int, columns: int) -> None:
    """Makes the grid at least this large. Raises `Refused` if the spreadsheet would become too large."""
    if rows > sheet.row_count or columns > sheet.column_count:
        sheet.grid["rowCount"] = max(rows, sheet.row_count)
        sheet.grid["columnCount"] = max(columns, sheet.column_count)
        editing.check_size()


def _typist(editing: Editing, option: str) -> Callable[[Any, Cell], Cell]:
    looks, locale, year = editing.spreadsheet.looks, editing.spreadsheet.locale, editing.now.year
    with_format: dict[tuple[int, str, str], int] = {}

    def raw(value: Any, present: Cell) -> Cell:
        if value == "":
            return (None, present[1]) if present[1] else EMPTY
        if isinstance(value, str):
            return checked_text(value), present[1]
        return entered(value, locale).value, present[1]

    def typed(value: Any, present: Cell) -> Cell:
        if value == "":
            return (None, present[1]) if present[1] else EMPTY
        look = present[1]
        own: Json = looks[look].get("userEnteredFormat", {}).get("numberFormat", {}) if look else {}
        found = entered(value, locale, plain_text=own.get("type") == "TEXT", year=year)
        if found.number_format and not own:
            key = (look, found.number_format["type"], found.number_format["pattern"])
            if key not in with_format:
                format = {**looks[look].get("userEnteredFormat", {}), "numberFormat": found.number_format}
                with_format[key] = looks.number({**looks[look], "userEnteredFormat": format})
            look = with_format[key]
        return found.value, look

    return raw if option == "RAW" else typed


def clear(editing: Editing, sheet: Sheet, box: Box) -> None:
    """Empties the cells of a box; formats, validation and notes stay."""
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    for row in range(top, min(bottom, len(sheet.rows))):
        if any(value is not None for value, _ in sheet.rows[row][left:right]):
            cells = [(None, look) if look else EMPTY for _, look in sheet.rows[row][left:right]]
            sheet.set_row(row, sheet.widened(row, 0, left, cells))
