"""What follows when rows, columns or blocks of cells are inserted, deleted or moved: everything that names a
range.

A `Change` says where each row or column of one sheet goes; everything else here is the same for every change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Cell, Formula, Json
from sync.emulator.sheets.formula_moves import mapped
from sync.emulator.sheets.model import ROWS, Sheet, Spreadsheet

Place = Callable[[Box], Box | None]


@dataclass(frozen=True)
class Change:
    """Rows or columns `start` up to `end` of a sheet are inserted, deleted, or moved in front of
    `destination`.

    `band` limits the change to the cells of one range of the other dimension (insertRange and deleteRange).
    """

    kind: str  # insert, delete, move
    sheet_id: int
    dimension: str
    start: int
    end: int
    destination: int = 0
    band: tuple[int, int] | None = None

    @property
    def count(self) -> int:
        return self.end - self.start

    def index(self, index: int) -> int | None:
        """Where the row or column with this index is afterwards; None if it is deleted."""
        if self.kind == "insert":
            return index + self.count if index >= self.start else index
        if self.kind == "delete":
            if self.start <= index < self.end:
                return None
            return index - self.count if index >= self.end else index
        return self._moved(index)

    def _moved(self, index: int) -> int:
        landed = self.destination if self.destination <= self.start else self.destination - self.count
        if self.start <= index < self.end:
            return landed + index - self.start
        without = index - self.count if index >= self.end else index
        return without + self.count if without >= landed else without

    def span(self, first: int | None, end: int | None) -> tuple[int | None, int | None] | None:
        """Where a run of rows or columns is afterwards; None if nothing of it is left. Open sides stay open."""
        if self.kind == "delete":
            return self._span_after_delete(first, end)
        if self.kind == "insert":
            new_first = first if first is None or first < self.start else first + self.count
            return new_first, (end if end is None or end <= self.start else end + self.count)
        if first is None or end is None:
            return first, end
        ends = sorted((self._moved(first), self._moved(end - 1)))
        return (
            (ends[0], ends[1] + 1)
            if first >= self.start or end <= self.end
            else self._span_around(first, end, ends)
        )

    def _span_around(self, first: int, end: int, ends: list[int]) -> tuple[int, int]:
        inside = first <= self.start and self.end <= end and first <= self.destination <= end
        return (first, end) if inside else (ends[0], ends[1] + 1)

    def _span_after_delete(self, first: int | None, end: int | None) -> tuple[int | None, int | None] | None:
        low = first or 0
        if end is not None and self.start <= low and end <= self.end:
            return None
        new_low = low - max(0, min(low, self.end) - self.start)
        new_end = None if end is None else end - max(0, min(end, self.end) - self.start)
        return (None if first is None else new_low), new_end

    def place(self, box: Box) -> Box | None:
        """Where a range of the changed sheet is afterwards; None if it is gone."""
        rows = self.dimension == ROWS
        if self.band is not None and not self._in_band(box):
            return box
        sides = self.span(box.top, box.bottom) if rows else self.span(box.left, box.right)
        if sides is None:
            return None
        first, end = sides
        return replace(box, top=first, bottom=end) if rows else replace(box, left=first, right=end)

    def _in_band(self, box: Box) -> bool:
        low, high = self.band or (0, 0)
        first, end = (box.left, box.right) if self.dimension == ROWS else (box.top, box.bottom)
        return (first or 0) >= low and end is not None and end <= high


def follow(spreadsheet: Spreadsheet, sheet_id: int, place: Place, change: Change | None = None) -> None:
    """Brings every range that names cells of this sheet to where these cells are now: formulas, named ranges,
    charts, rules, filters, tables. With a whole-dimension `change`, developer metadata and row and column
    properties follow too.
    """
    changed = spreadsheet.sheet_by_id(sheet_id)
    if changed is None:
        return
    for sheet in spreadsheet.sheets:
        _follow_formulas(sheet, changed.title, place)
        for name, items in sheet.furniture.items():
            sheet.furniture[name] = [
                kept for item in items if (kept := _followed_item(item, sheet_id, place)) is not None
            ]
        if sheet.basic_filter is not None:
            sheet.basic_filter = _followed_item(sheet.basic_filter, sheet_id, place)
    spreadsheet.named_ranges = [
        kept
        for item in spreadsheet.named_ranges
        if (kept := _followed_item(item, sheet_id, place)) is not None
    ]
    _follow_looks(spreadsheet, changed, place)
    if change is not None and change.band is None:
        _follow_dimensions(spreadsheet, changed, change)


def _follow_formulas(sheet: Sheet, title: str, place: Place) -> None:
    for index, row in enumerate(sheet.rows):
        if any(type(value) is Formula for value, _ in row):
            cells = [_followed_cell(cell, sheet.title, title, place) for cell in row]
            if cells != list(row):
                sheet.set_row(index, cells)


def _followed_cell(cell: Cell, home: str, title: str, place: Place) -> Cell:
    value, look = cell
    if type(value) is not Formula:
        return cell
    text = mapped(value.text, home, title, place)
    return cell if text == value.text else (Formula(text), look)


GRID_RANGE_FIELDS = frozenset(
    {"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}
)
BARE_COORDINATE = frozenset({"sheetId", "rowIndex", "columnIndex"})  # a GridCoordinate


def _followed_item(item: Json, sheet_id: int, place: Place) -> Json | None:
    """The resource with its ranges moved; None if the range that it stands for is gone."""
    if item and item.keys() <= GRID_RANGE_FIELDS:
        return _followed_range(item, sheet_id, place)
    out: Json = {}
    for name, part in item.items():
        moved = _followed(part, sheet_id, place)
        if moved is None and name in ("range", "ranges", "dataRange"):
            return None
        if name == "ranges" and moved == []:
            return None
        out[name] = {} if moved is None and isinstance(part, dict) else moved
    return out


def _followed(part: Any, sheet_id: int, place: Place) -> Any:
    if isinstance(part, list):
        return [kept for item in part if (kept := _followed(item, sheet_id, place)) is not None]
    if not isinstance(part, dict) or not part:
        return part
    if part.keys() <= GRID_RANGE_FIELDS and part.keys() != {"sheetId"}:
        return _followed_range(part, sheet_id, place)
    if part.keys() <= BARE_COORDINATE and part.keys() != {"sheetId"}:
        return _followed_coordinate(part, sheet_id, place)
    if "dimension" in part and "startIndex" in part:
        return _followed_dimension(part, sheet_id, place)
    return {name: _followed(inner, sheet_id, place) for name, inner in part.items()}


def _followed_range(grid_range: Json, sheet_id: int, place: Place) -> Json | None:
    box = Box.of(grid_range)
    if box.sheet_id != sheet_id:
        return grid_range
    moved = place(box)
    return None if moved is None else moved.grid_range()


def _followed_coordinate(coordinate: Json, sheet_id: int, place: Place) -> Json:
    if coordinate.get("sheetId", 0) != sheet_id:
        return coordinate
    row, column = coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)
    moved = place(Box(sheet_id, row, row + 1, column, column + 1))
    if moved is None:  # its cell is gone: the object stays where the next cell moved up to
        before = place(Box(sheet_id, 0, row + 1, 0, column + 1)) or Box(sheet_id, 0, 1, 0, 1)
        row, column = (before.bottom or 1) - 1, (before.right or 1) - 1
    else:
        row, column = moved.top or 0, moved.left or 0
    pairs = (
        ("sheetId", coordinate.get("sheetId")),
        ("rowIndex", row or None),
        ("columnIndex", column or None),
    )
    return {name: number for name, number in pairs if number is not None}


def _followed_dimension(span: Json, sheet_id: int, place: Place) -> Json | None:
    if span.get("sheetId", 0) != sheet_id:
        return span
    rows = span["dimension"] == ROWS
    start, end = span.get("startIndex"), span.get("endIndex")
    box = Box(sheet_id, start, end, None, None) if rows else Box(sheet_id, None, None, start, end)
    moved = place(box)
    if moved is None:
        return None
    first, last = (moved.top, moved.bottom) if rows else (moved.left, moved.right)
    return {**span, "startIndex": first, "endIndex": last}


def _follow_looks(spreadsheet: Spreadsheet, changed: Sheet, place: Place) -> None:
    """Formulas inside validation rules (`=Schools!$A$2:$A`) follow as well."""
    for sheet in spreadsheet.sheets:
        rule_of: dict[int, int] = {}
        for index, row in enumerate(sheet.rows):
            cells = list(row)
            for column, (value, look) in enumerate(row):
                if look and "dataValidation" in spreadsheet.looks[look]:
                    if look not in rule_of:
                        rule_of[look] = _followed_look(spreadsheet, look, sheet.title, changed.title, place)
                    cells[column] = (value, rule_of[look])
            if rule_of and cells != list(row):
                sheet.set_row(index, cells)


def _followed_look(spreadsheet: Spreadsheet, number: int, home: str, title: str, place: Place) -> int:
    look = spreadsheet.looks[number]
    condition = look["dataValidation"].get("condition", {})
    values = [
        {**value, "userEnteredValue": mapped(text, home, title, place)}
        if (text := value.get("userEnteredValue", "")).startswith("=")
        else value
        for value in condition.get("values", [])
    ]
    if values == condition.get("values", []):
        return number
    rule = {**look["dataValidation"], "condition": {**condition, "values": values}}
    return spreadsheet.looks.number({**look, "dataValidation": rule})


def _follow_dimensions(spreadsheet: Spreadsheet, sheet: Sheet, change: Change) -> None:
    table = sheet.dimensions[change.dimension]
    moved = {change.index(index): properties for index, properties in table.items()}
    sheet.dimensions[change.dimension] = {
        index: properties for index, properties in moved.items() if index is not None
    }
    kept = []
    for item in spreadsheet.metadata:
        span = item["location"].get("dimensionRange")
        if span is None or span.get("sheetId", 0) != sheet.id or span["dimension"] != change.dimension:
            kept.append(item)
            continue
        index = change.index(span.get("startIndex", 0))
        if index is not None:
            location = {
                **item["location"],
                "dimensionRange": {**span, "startIndex": index, "endIndex": index + 1},
            }
            kept.append({**item, "location": location})
    spreadsheet.metadata = kept
