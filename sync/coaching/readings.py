"""What one cell was read as, and what a whole column was read as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sheets_templates.cells import Cell, CellError
from sync.coaching.distinct import Codes, Distinct, Mask
from sync.coaching.entries import Outcome


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know about a cell. Neither sentence repeats what stands in the cell."""

    outcome: Outcome
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says (`value`), and what is remarkable about it. A refused cell has no value."""

    value: Any
    remark: Remark | None = None

    @property
    def refused(self) -> bool:
        return self.remark is not None and self.remark.outcome is Outcome.PROBLEM


def refused(message: str, hint: str) -> Reading:
    """A cell that cannot be read: its row does not count until somebody mends it."""
    return Reading(None, Remark(Outcome.PROBLEM, message, hint))


def repaired(value: Any, message: str, hint: str) -> Reading:
    """A cell that was understood although it is not written as asked; the message says how it was read."""
    return Reading(value, Remark(Outcome.REPAIRED, message, hint))


def noticed(value: Any, message: str, hint: str) -> Reading:
    """A cell that counts as `value`, with something to look at."""
    return Reading(value, Remark(Outcome.NOTICE, message, hint))


@dataclass(frozen=True)
class ColumnReader:
    """How the cells of one column are read. `read` takes any cell that is not blank; `blank` is what an empty
    one means."""

    read: Callable[[Cell], Reading]
    blank: Reading


@dataclass(frozen=True)
class ReadColumn:
    """A column after reading: `codes` gives each row's place in `readings`."""

    readings: tuple[Reading, ...]
    codes: Codes

    @classmethod
    def of(cls, column: Distinct, reader: ColumnReader) -> ReadColumn:
        """Each different cell read once; blank cells as the reader says."""
        return cls(tuple(reader.blank if cell is None else reader.read(cell) for cell in column.cells), column.codes)

    @classmethod
    def constant(cls, value: Any, rows: int) -> ReadColumn:
        """The same value in every row."""
        return cls((Reading(value),), np.zeros(rows, np.intp))

    @property
    def values(self) -> list[Any]:
        """The value of each reading, in the order of `readings`."""
        return [reading.value for reading in self.readings]

    def where(self, holds: Callable[[Any], bool]) -> Mask:
        """The rows whose value is one for which `holds` is true; a refused cell never is."""
        of_reading = [not reading.refused and holds(reading.value) for reading in self.readings]
        return np.array(of_reading, dtype=np.bool_)[self.codes]

    def holding(self, value: Any) -> Mask:
        """The rows that have exactly this value."""
        return self.where(lambda other: bool(other == value))

    def replaced(self, rows: Mask, value: Any) -> ReadColumn:
        """The column with `value` in the given rows."""
        if not rows.any():
            return self
        return ReadColumn((*self.readings, Reading(value)), np.where(rows, len(self.readings), self.codes))


def unreadable_kind(cell: Cell, column: str) -> Reading | None:
    """The refusal of what no column of words, dates or durations can hold: a formula's error or a
    checkbox."""
    if isinstance(cell, CellError):
        return refused(f"A formula in this cell failed ({cell.code}).", f"Replace the formula: type {column} itself.")
    if isinstance(cell, bool):
        return refused(f"The cell holds a checkbox's TRUE or FALSE instead of {column}.", f"Type {column} itself.")
    return None
