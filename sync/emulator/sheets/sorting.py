"""Sorting rows as Sheets does: numbers, then texts, then yes and no, then errors; empty cells always last."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.cells import Cell, CellError, Formula, Json
from sync.emulator.sheets.formula_moves import shifted
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.wire.field_masks import FieldMask


def check_sort_specs(specs: list[Json], box: Box) -> None:
    """Raises `Refused` unless every spec names a column of the box."""
    for spec in specs:
        column = spec.get("dimensionIndex", 0)
        if not (box.left or 0) <= column < (box.right or 0):
            raise Refused(f"SortSpec.dimensionIndex[{column}] must be inside of the range.")


def sort_rows(editing: Editing, sheet: Sheet, box: Box, specs: list[Json]) -> None:
    """Sorts the rows of a box by the given columns; formulas move along like copies."""
    top, bottom, left, right = box.on(sheet)
    bottom = min(bottom, len(sheet.rows))
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    rows = [(row, sheet.padded(row, left, right)) for row in range(top, bottom)]
    for spec in reversed(specs or [{"dimensionIndex": left}]):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        keyed = [(row, reader.effective_value(row[0], column, row[1][column - left][0])) for row in rows]
        filled = [each for each in keyed if each[1] is not None]
        filled.sort(key=lambda each: sort_key(each[1]), reverse=down)
        rows = [row for row, _ in filled] + [row for row, value in keyed if value is None]
    for place, (origin, cells) in enumerate(rows):
        moved = [moved_cell(cell, top + place - origin, 0) for cell in cells]
        sheet.set_row(top + place, sheet.widened(top + place, right, left, moved))


def sort_key(value: Any) -> tuple[int, Any]:
    """The place of a value in ascending order."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 3, value.type if isinstance(value, CellError) else ""


def moved_cell(cell: Cell, rows: int, columns: int) -> Cell:
    """The cell as it reads when copied this far: relative references of a formula move along."""
    value, look = cell
    return (Formula(shifted(value.text, rows, columns)), look) if isinstance(value, Formula) else cell
