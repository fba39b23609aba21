"""The cells of a tab, typed, column by column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial
from sync.google.workbook_answer import GoogleCell, GridBlock, GridRow

# How a number is shown says what it is. Sheets has no type for durations: they are TIME with a pattern such
# as [h]:mm.
_NUMBERS: Mapping[str, Callable[[float], float]] = {
    "DATE": DaySerial,
    "DATE_TIME": DaySerial,
    "TIME": ClockSerial,
}
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}


def columns_of(blocks: Sequence[GridBlock]) -> Sequence[Sequence[Cell]]:
    """The grid column by column, without the empty rows and columns at its end."""
    lines: list[list[Cell]] = []
    for block in blocks:
        rows = _down_to_the_last_value(block.row_data)
        lines.extend([] for _ in range(block.start_row + len(rows) - len(lines)))
        for line, row in zip(lines[block.start_row :], rows, strict=False):
            line.extend([None] * (block.start_column - len(line)))
            line.extend(_cells(row.values))
    width = max(map(len, lines), default=0)
    for line in lines:
        line.extend([None] * (width - len(line)))
    while lines and _empty(lines[-1]):
        lines.pop()
    columns = list(zip(*lines, strict=True))
    while columns and _empty(columns[-1]):
        columns.pop()
    return tuple(columns)


def _down_to_the_last_value(rows: Sequence[GridRow]) -> Sequence[GridRow]:
    """Without the rows at the end that are only formatted: a log comes with a thousand of them."""
    end = len(rows)
    while end and all([cell.effective_value is None for cell in rows[end - 1].values]):  # noqa: C419 - twice as fast
        end -= 1
    return rows[:end]


def _cells(google_cells: Sequence[GoogleCell]) -> list[Cell]:
    """One row. A single loop without calls: a workbook may hold half a million cells."""
    cells: list[Cell] = []
    for google_cell in google_cells:
        value = google_cell.effective_value
        if value is None:
            cells.append(None)
        elif value.string_value is not None:
            cells.append(value.string_value)
        elif (number := value.number_value) is not None:
            look = google_cell.effective_format
            if look is not None and look.number_format is not None:
                number = _NUMBERS.get(look.number_format.type, float)(number)
            cells.append(number)
        elif value.error_value is not None:
            cells.append(CellError(_ERRORS.get(value.error_value.type, "#ERROR!")))
        else:
            cells.append(value.bool_value)
    return cells


def _empty(cells: Sequence[Cell]) -> bool:
    return cells.count(None) + cells.count("") == len(cells)
