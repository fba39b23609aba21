"""A sheet as rows of table cells, a block of rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync.emulator.pages.chart_data import is_hidden
from sync.emulator.pages.choices import Choices, expected
from sync.emulator.pages.dressing import Dresser, Spot
from sync.emulator.pages.floats import ROW_HEADER_PIXELS, pixels_before
from sync.emulator.pages.highlights import BlockHighlights
from sync.emulator.pages.pieces import Piece, pieces_of
from sync.emulator.sheets.a1 import Box, column_letters
from sync.emulator.sheets.cell_views import cell_reader
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import COLUMNS, DEFAULT_COLUMN_PIXELS, ROWS, Sheet, Spreadsheet
from sync.emulator.wire.field_masks import FieldMask

BLOCK_ROWS = 200
_FIELDS = FieldMask({"formattedValue": None, "hyperlink": None})
_LETTER = 0.8  # pixels a letter may take for each point of its size: generous, so that no text is cut too early


@dataclass(frozen=True)
class Column:
    """A column that is shown. `left` is where it sticks if it is frozen, in pixels from the grid's left."""

    index: int
    letters: str
    width: int
    left: int | None


@dataclass(frozen=True)
class Block:
    """Rows `first` up to, not including, `end`, and the pixels that they are expected to take."""

    first: int
    end: int
    height: int


@dataclass(frozen=True)
class CellView:
    """One table cell; `width` is set where its text runs over the empty cells beside it."""

    column: int
    css: str
    classes: str
    pieces: tuple[Piece, ...]
    colspan: int = 1
    rowspan: int = 1
    note: str = ""
    wrong: str = ""
    checked: bool | None = None
    width: int = 0


@dataclass(frozen=True)
class RowView:
    """One table row; `height` is set where somebody chose it, other rows grow with their text."""

    index: int
    height: int | None
    cells: tuple[CellView, ...]


@dataclass(frozen=True)
class _Merge:
    """What a merge makes of a cell. The first cell of it that is shown spans the others (spans of 0) and shows what
    stands at `source`; `goes_on` if the merge has begun above these rows, so that its text stands there."""

    rowspan: int = 0
    colspan: int = 0
    source: tuple[int, int] = (0, 0)
    goes_on: bool = False


class SheetGrid:
    """One sheet at one moment, as a page shows it."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime) -> None:
        self.spreadsheet, self.sheet = spreadsheet, sheet
        self.choices = Choices(spreadsheet, sheet, now)
        self.columns = _columns(sheet)
        self.frozen_rows = min(sheet.grid.get("frozenRowCount", 0), sheet.row_count)
        self.frozen_columns = int(sheet.grid.get("frozenColumnCount", 0))
        self._reader = cell_reader(spreadsheet, sheet, _FIELDS, now)
        self._now = now
        self._dresser = Dresser(spreadsheet, sheet)
        self._filter = _filter_header(sheet)

    @property
    def width(self) -> int:
        """The pixels of all columns and of the row numbers."""
        return ROW_HEADER_PIXELS + sum(column.width for column in self.columns)

    def blocks(self) -> list[Block]:
        """The rows below the frozen ones, cut into blocks; none is left out, though its rows may all be hidden."""
        cuts = range(self.frozen_rows, self.sheet.row_count, BLOCK_ROWS)
        ends = [min(first + BLOCK_ROWS, self.sheet.row_count) for first in cuts]
        sides = zip(cuts, ends, strict=True)
        return [Block(first, end, pixels_before(self.sheet, ROWS, end, first)) for first, end in sides]

    def rows(self, first: int, end: int) -> list[RowView]:
        """The rows from `first` up to, not including, `end` that are not hidden."""
        end = min(end, self.sheet.row_count)
        shown = [row for row in range(first, end) if not is_hidden(self.sheet, ROWS, row)]
        merges = self._merges(first, end, shown)
        over = BlockHighlights(self.spreadsheet, self.sheet, self._now, first, end)
        below = [*shown[1:], end][: len(shown)]
        return [self._row(row, after, merges, over) for row, after in zip(shown, below, strict=True)]

    def _effective(self, row: int, column: int) -> Any:
        return self._reader.effective_value(row, column, self.sheet.value(row, column))

    def _merges(self, first: int, end: int, shown: Sequence[int]) -> Mapping[tuple[int, int], _Merge]:
        found: dict[tuple[int, int], _Merge] = {}
        for merge in self.sheet.furniture["merges"]:
            top, bottom, left, right = Box.of(merge).on(self.sheet)
            if bottom <= first or top >= end:
                continue
            rows = [row for row in shown if top <= row < bottom]
            columns = [column.index for column in self.columns if left <= column.index < right]
            found.update({(row, column): _Merge() for row in rows for column in columns})
            if rows and columns:
                found[rows[0], columns[0]] = _Merge(len(rows), len(columns), (top, left), top < first)
        return found

    def _row(self, row: int, below: int, merges: Mapping[tuple[int, int], _Merge], over: BlockHighlights) -> RowView:
        read = self._reader(row, 0, self.sheet.column_count)
        cells = []
        for place, column in enumerate(self.columns):
            merge = merges.get((row, column.index))
            if merge is None:
                told = read[column.index] if column.index < len(read) else {}
                spot = Spot(row, column.index, below, column.index + 1)
                width = self._spill(spot, place, told.get("formattedValue", ""), merges)
                cells.append(self._cell(spot, column, told, over, width))
            elif merge.colspan:
                cells.append(self._merged(row, below, column, merge, over))
        return RowView(row, self.sheet.dimensions[ROWS].get(row, {}).get("pixelSize"), tuple(cells))

    def _merged(self, row: int, below: int, column: Column, merge: _Merge, over: BlockHighlights) -> CellView:
        top, left = merge.source
        read = [] if merge.goes_on else self._reader(top, left, left + 1)
        spot = Spot(top, left, below if merge.rowspan == 1 else row + merge.rowspan, left + merge.colspan)
        return self._cell(spot, column, read[0] if read else {}, over, 0, (merge.rowspan, merge.colspan))

    def _cell(
        self,
        spot: Spot,
        column: Column,
        told: Json,
        over: BlockHighlights,
        width: int,
        spans: tuple[int, int] = (1, 1),
    ) -> CellView:
        look, at = self.sheet.cell(spot.row, spot.column)[1], (spot.row, spot.column)
        value, text, kind = self._effective(*at), told.get("formattedValue", ""), self._reader.kind(*at)
        own = self.spreadsheet.looks[look]
        classes = [] if column.left is None else ["z", f"c{column.index}"]
        if self._dresser.format(look, kind).get("wrapStrategy") == "WRAP":
            classes.append("wrap")
        checked, wrong = None, ""
        if "dataValidation" in own:
            checked, wrong = self._validated(own["dataValidation"], value, text, classes)
        if note := own.get("note", ""):
            classes.append("note")
        if self._filter is not None and self._filter.has(*at):
            classes.append("filter")
        return CellView(
            column=spot.column,
            css=self._dresser.css(spot, look, kind, value, over.format(*at, value)),
            classes=" ".join(classes),
            pieces=pieces_of(self.spreadsheet, look, text, told.get("hyperlink")) if checked is None else (),
            colspan=spans[1],
            rowspan=spans[0],
            note=note,
            wrong=wrong,
            checked=checked,
            width=width,
        )

    def _validated(self, rule: Json, value: Any, text: str, classes: list[str]) -> tuple[bool | None, str]:
        """What a rule adds to a cell: the state of its check box, and what is wrong with its value."""
        kind = rule["condition"]["type"]
        if kind == "BOOLEAN" and (value is None or isinstance(value, bool)):
            return value is True, ""
        if kind in ("ONE_OF_LIST", "ONE_OF_RANGE") and rule.get("showCustomUi", False):
            classes.append("drop")
        if not text or self.choices.allows(rule, value, text):
            return None, ""
        classes.append("wrong")
        return None, f"Expected {expected(rule)}."

    def _spill(self, spot: Spot, place: int, text: str, merges: Mapping[tuple[int, int], _Merge]) -> int:
        """The pixels that a text may take beyond its cell, over the empty cells beside it; 0 where it fits or must
        be cut."""
        column = self.columns[place]
        if not text or not isinstance(self._effective(spot.row, spot.column), str):
            return 0
        format = self._dresser.format(self.sheet.cell(spot.row, spot.column)[1], None)
        strategy, side = format.get("wrapStrategy", "OVERFLOW_CELL"), format.get("horizontalAlignment", "LEFT")
        needed = len(text) * float(format.get("textFormat", {}).get("fontSize", 10)) * _LETTER + 8
        if needed <= column.width or strategy not in ("OVERFLOW_CELL", "LEGACY_WRAP") or side != "LEFT":
            return 0
        width = column.width
        for other in self.columns[place + 1 :]:
            crosses = (column.left is None) != (other.left is None) or (spot.row, other.index) in merges
            if width >= needed or crosses or self._effective(spot.row, other.index) is not None:
                break
            width += other.width
        return width if width > column.width else 0


def _filter_header(sheet: Sheet) -> Box | None:
    """The first row of the basic filter, where Sheets shows its buttons."""
    if not sheet.basic_filter or "range" not in sheet.basic_filter:
        return None
    top, _, left, right = Box.of(sheet.basic_filter["range"]).on(sheet)
    return Box(sheet.id, top, top + 1, left, right)


def _columns(sheet: Sheet) -> list[Column]:
    found, left = [], ROW_HEADER_PIXELS
    frozen = int(sheet.grid.get("frozenColumnCount", 0))
    for index in range(sheet.column_count):
        if is_hidden(sheet, COLUMNS, index):
            continue
        width = int(sheet.dimensions[COLUMNS].get(index, {}).get("pixelSize", DEFAULT_COLUMN_PIXELS))
        found.append(Column(index, column_letters(index), width, left if index < frozen else None))
        left += width
    return found
