"""Blocks of values, as `spreadsheets.values` reads and writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.emulator.sheets.a1 import Box, parsed, rendered
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.cells import CellError, Formula, Json
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.showing import DATE_TYPES
from sync.emulator.wire.field_masks import FieldMask

Grid = list[list[Any]]


@dataclass(frozen=True)
class Options:
    """How values are read: `valueRenderOption`, `dateTimeRenderOption`, `majorDimension`."""

    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    major: str = "ROWS"

    def __post_init__(self) -> None:
        if self.major not in ("ROWS", "COLUMNS"):
            raise Refused(f"Invalid majorDimension: {self.major}")


def placed(spreadsheet: Spreadsheet, text: str, writing: bool = False) -> tuple[Sheet, Box]:
    """The sheet and the bounded box of a range. Raises `Refused` if it means nothing, or starts (or, to
    write, ends) off the grid.
    """
    box = parsed(spreadsheet, text)
    sheet = spreadsheet.sheet_by_id(box.sheet_id) if box else None
    if box is None or sheet is None or sheet.properties["sheetType"] != "GRID":
        raise Refused(f"Unable to parse range: {text}")
    check_start(spreadsheet, box)
    if writing and ((box.bottom or 0) > sheet.row_count or (box.right or 0) > sheet.column_count):
        raise _off_the_grid(sheet, box)
    return sheet, box.bounded(sheet)


def check_start(spreadsheet: Spreadsheet, box: Box) -> None:
    """Raises `Refused` if the range begins off the grid of its sheet."""
    sheet = spreadsheet.sheet_by_id(box.sheet_id)
    if sheet is not None and ((box.top or 0) >= sheet.row_count or (box.left or 0) >= sheet.column_count):
        raise _off_the_grid(sheet, box)


def _off_the_grid(sheet: Sheet, box: Box) -> Refused:
    limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    return Refused(f"Range ({rendered(sheet.title, box)}) exceeds grid limits. {limits}")


def read(editing: Editing, sheet: Sheet, box: Box, options: Options) -> Json:
    """The `ValueRange` of a bounded box; empty rows and cells at the end are left out."""
    top, bottom, left, right = box.on(sheet)
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    show = _shower(editing.spreadsheet, reader, options)
    last = min(bottom, max(len(sheet.rows), reader.last_row + 1))
    grid = [
        _trimmed([show(r, c, *sheet.cell(r, c)) for c in range(left, _right(sheet, reader, r, right))])
        for r in range(top, last)
    ]
    while grid and not grid[-1]:
        grid.pop()
    if options.major == "COLUMNS":
        grid = transposed(grid)
    answer: Json = {"range": rendered(sheet.title, box), "majorDimension": options.major}
    if grid:
        answer["values"] = [[("" if value is None else value) for value in row] for row in grid]
    return answer


def _right(sheet: Sheet, reader: CellReader, row: int, right: int) -> int:
    return right if row <= reader.last_row else min(right, len(sheet.row(row)))


def _trimmed(values: list[Any]) -> list[Any]:
    while values and values[-1] is None:
        values.pop()
    return values


def transposed(grid: Grid) -> Grid:
    """Rows as columns; a short row gives None."""
    width = max((len(row) for row in grid), default=0)
    return [_trimmed([row[c] if c < len(row) else None for row in grid]) for c in range(width)]


def _shower(spreadsheet: Spreadsheet, reader: CellReader, options: Options) -> Callable[[int, int, Any, int], Any]:
    def formatted(row: int, column: int, value: Any, look: int) -> Any:
        effective = reader.effective_value(row, column, value)
        return None if effective is None else reader.text(effective, look, reader.kind(row, column))

    def unformatted(row: int, column: int, value: Any, look: int) -> Any:
        effective = reader.effective_value(row, column, value)
        if isinstance(effective, CellError):
            return effective.text
        if options.dates == "FORMATTED_STRING" and _is_date(spreadsheet, look, reader.kind(row, column)):
            return formatted(row, column, value, look)
        return effective

    def formula(row: int, column: int, value: Any, look: int) -> Any:
        if type(value) is Formula:
            return value.text
        return None if value is None else unformatted(row, column, value, look)

    return {"FORMATTED_VALUE": formatted, "UNFORMATTED_VALUE": unformatted, "FORMULA": formula}[options.render]


def _is_date(spreadsheet: Spreadsheet, look: int, kind: str | None) -> bool:
    own = spreadsheet.looks[look].get("userEnteredFormat", {}).get("numberFormat", {})
    return own.get("type", kind) in DATE_TYPES
