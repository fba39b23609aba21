"""The rows of a log as columns of readings: which rows are entries, what each cell says, and what is
remarkable about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np

from sheets_templates.cells import Cell, TabSnapshot
from sheets_templates.headers import plain as plain_header
from sheets_templates.model import ColumnType, Tab
from sync.coaching.columns import LocatedColumns
from sync.coaching.distinct import Codes, Distinct, Mask, distinct
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.header_rows import header_keys
from sync.coaching.notes import NOTE_FAILED, Notes, notes_of
from sync.coaching.readings import ColumnReader, ReadColumn, Remark

_READ_APART: Final = (ColumnType.ID, ColumnType.LONG_TEXT)  # ids and notes differ from row to row
_FEWEST_HEADERS: Final = 2


@dataclass(frozen=True)
class Grid:
    """The located columns of a tab, with the rows that hold an entry: `rows` are positions (0-based) in the
    tab.

    `below_other_order` marks those of `rows` that stand below a second header row whose columns are in
    another order.
    """

    columns: Mapping[str, Distinct]
    notes: Notes
    rows: Codes
    below_other_order: Mask
    notices: tuple[RowProblem, ...]

    def cells(self, key: str) -> Distinct:
        """One column's cells in the rows that hold an entry; all blank where the column is missing."""
        whole = self.columns.get(key)
        return whole.rows(self.rows) if whole else Distinct((None,), np.zeros(len(self.rows), np.intp))


def log_grid(tab: TabSnapshot, template: Tab, located: LocatedColumns) -> Grid:
    """Every row below the header row in which any column but the id holds something.

    Above the header row only what has a cell in every required column is an entry (somebody inserted it
    there, or sorted the header away); the rest is a title. Header rows further down are left out with a
    notice.
    """
    height = len(tab.columns[0]) if tab.columns else 0
    header = None if located.header_row is None else located.header_row - 1
    columns = {
        key: distinct(tab.columns[index], header)
        for key, index in located.positions.items()
        if index < len(tab.columns) and template.column(key).type not in _READ_APART
    }
    notes = notes_of(_cells(tab, located.positions.get("note"), height), header)
    filled, complete = notes.filled, np.ones(height, np.bool_)
    for key, column in columns.items():
        present = column.filled
        filled |= present
        if template.column(key).required:
            complete &= present
    filled[: header or 0] &= complete[: header or 0]
    repeated, other_order, notices = _repeated_headers(columns, located, template, filled)
    filled &= ~repeated
    rows = np.flatnonzero(filled)
    return Grid(columns, notes.rows(rows), rows, other_order[rows], notices)


def _cells(tab: TabSnapshot, index: int | None, height: int) -> Sequence[Cell]:
    return [None] * height if index is None or index >= len(tab.columns) else tab.columns[index]


def _repeated_headers(
    columns: Mapping[str, Distinct], located: LocatedColumns, template: Tab, filled: Mask
) -> tuple[Mask, Mask, tuple[RowProblem, ...]]:
    """Rows that repeat the headers; rows below one whose columns stand in another order; what to say of
    them."""
    keys = header_keys(template)
    headers, displaced = np.zeros(len(filled), np.int16), np.zeros(len(filled), np.bool_)
    for key, column in columns.items():
        named = [keys.get(plain_header(cell)) for cell in column.cells]
        if any(named):
            headers += np.array([name is not None for name in named])[column.codes]
            displaced |= np.array([name not in (None, key) for name in named])[column.codes]
    repeated = filled & (headers >= _FEWEST_HEADERS)
    below = np.zeros(len(filled), np.bool_)
    places = np.flatnonzero(repeated)
    for place, end in pairwise([*places, len(filled)]):
        below[place + 1 : end] = displaced[place]
    return repeated, below, tuple(_repeated_notice(located.tab, int(place)) for place in places)


def _repeated_notice(tab: str, place: int) -> RowProblem:
    return RowProblem(
        Outcome.NOTICE,
        tab,
        place + 1,
        "",
        "This row repeats the headers; it is not counted as an entry.",
        "Delete the row.",
    )


@dataclass(frozen=True)
class Remarked:
    """Remarks on one column: row `positions[i]` (0-based in the draft) has the remark `remarks[which[i]]`."""

    key: str
    positions: Codes
    remarks: Sequence[Remark]
    which: Codes

    def refused(self) -> Codes:
        """The positions that the remarks refuse."""
        refusing = np.array([remark.outcome is Outcome.PROBLEM for remark in self.remarks], dtype=np.bool_)
        return self.positions[refusing[self.which]]


@dataclass(frozen=True)
class Draft:
    """Rows under judgment: `rows` are 1-based row numbers, `columns` what each column says there, `remarked`
    what is to be said of which rows."""

    rows: Codes
    columns: Mapping[str, ReadColumn]
    remarks: tuple[Remarked, ...] = ()

    def remarked(self, rows: Mask, key: str, remark: Remark) -> Draft:
        """The draft with one more remark, if it concerns any row."""
        positions = np.flatnonzero(rows)
        if not len(positions):
            return self
        return replace(self, remarks=(*self.remarks, Remarked(key, positions, (remark,), np.zeros_like(positions))))

    def read_as(self, key: str, rows: Mask, value: Any) -> Draft:
        """The draft with another value for a column in some rows."""
        return replace(self, columns={**self.columns, key: self.columns[key].replaced(rows, value)})

    @property
    def refused(self) -> Mask:
        """The rows that do not count until they are mended."""
        found = np.zeros(len(self.rows), np.bool_)
        for remarked in self.remarks:
            found[remarked.refused()] = True
        return found

    def problems(self, located: LocatedColumns, entry_ids: Sequence[str]) -> list[RowProblem]:
        """Every remark as a problem, by row. Of a refused row only what refuses it is said."""
        refused = self.refused
        found = []
        for remarked in self.remarks:
            header = located.header(remarked.key) if remarked.key else ""
            for position, which in zip(remarked.positions.tolist(), remarked.which.tolist(), strict=True):
                remark = remarked.remarks[which]
                if remark.outcome is Outcome.PROBLEM or not refused[position]:
                    row, entry_id = int(self.rows[position]), entry_ids[position]
                    found.append(
                        RowProblem(remark.outcome, located.tab, row, header, remark.message, remark.hint, entry_id)
                    )
        return sorted(found, key=lambda problem: problem.row or 0)


def drafted(grid: Grid, readers: Mapping[str, ColumnReader]) -> Draft:
    """Each column read by its reader, with the remarks on single cells."""
    columns = {key: ReadColumn.of(grid.cells(key), reader) for key, reader in readers.items()}
    remarks = [remarked for key, column in columns.items() if (remarked := _remarks_on_cells(key, column))]
    draft = Draft(grid.rows + 1, columns, tuple(remarks)).remarked(grid.below_other_order, "", _OTHER_ORDER)
    return draft.remarked(grid.notes.failed, "note", NOTE_FAILED)


def _remarks_on_cells(key: str, column: ReadColumn) -> Remarked | None:
    numbers = np.full(len(column.readings), -1, np.intp)
    remarks: list[Remark] = []
    for code, reading in enumerate(column.readings):
        if reading.remark is not None:
            numbers[code] = len(remarks)
            remarks.append(reading.remark)
    if not remarks:
        return None
    which = numbers[column.codes]
    positions = np.flatnonzero(which >= 0)
    return Remarked(key, positions, remarks, which[positions]) if len(positions) else None


_OTHER_ORDER: Final = Remark(
    Outcome.PROBLEM,
    "The row stands below a second header row whose columns are in another order than those at the top.",
    "Move the cells below the headers at the top, and delete the second header row.",
)
