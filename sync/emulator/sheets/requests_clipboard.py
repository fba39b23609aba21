"""Batch requests that copy: copyPaste, cutPaste."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import NamedTuple

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.cells import EMPTY, Cell, CellError, Json
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.sorting import moved_cell
from sync.emulator.sheets.structure import follow
from sync.emulator.wire.field_masks import FieldMask

Block = list[list[Cell]]
Paste = Callable[[Cell, Cell], Cell]
_FORMAT_PARTS = ("userEnteredFormat", "dataValidation", "textFormatRuns")


def paster(editing: Editing, kind: str) -> Paste:
    """A function (copied cell, present cell) -> new cell for a paste type."""
    looks = editing.spreadsheet.looks

    @cache  # a block has many cells of few looks
    def mixed(copied: int, present: int, parts: tuple[str, ...]) -> int:
        new = {name: part for name, part in looks[present].items() if name not in parts}
        return looks.number({**new, **{name: part for name, part in looks[copied].items() if name in parts}})

    def with_parts(copied: Cell, present: Cell, parts: tuple[str, ...]) -> int:
        return mixed(copied[1], present[1], parts)

    def no_borders(copied: Cell, present: Cell) -> Cell:
        format = {**looks[copied[1]].get("userEnteredFormat", {})}
        format.pop("borders", None)
        kept = looks[present[1]].get("userEnteredFormat", {}).get("borders")
        look = {**looks[copied[1]], "userEnteredFormat": {**format, **({"borders": kept} if kept else {})}}
        return copied[0], looks.number(look)

    pastes: dict[str, Paste] = {
        "PASTE_NORMAL": lambda copied, _: copied,
        "PASTE_VALUES": lambda copied, present: (copied[0], present[1]),
        "PASTE_FORMULA": lambda copied, present: (copied[0], present[1]),
        "PASTE_FORMAT": lambda copied, present: (present[0], with_parts(copied, present, _FORMAT_PARTS)),
        "PASTE_DATA_VALIDATION": lambda copied, present: (
            present[0],
            with_parts(copied, present, ("dataValidation",)),
        ),
        "PASTE_NO_BORDERS": no_borders,
        "PASTE_CONDITIONAL_FORMATTING": lambda _, present: present,
    }
    return pastes[kind]


def block_of(sheet: Sheet, box: Box) -> Block:
    """The cells of a box, row by row."""
    top, bottom, left, right = box.on(sheet)
    return [sheet.padded(row, left, right) for row in range(top, bottom)]


def values_of(editing: Editing, sheet: Sheet, box: Box) -> Block:
    """The cells of a box with formulas replaced by their results."""
    top, _, left, _ = box.on(sheet)
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    block = block_of(sheet, box)
    return [
        [(_frozen(reader.effective_value(top + r, left + c, value)), look) for c, (value, look) in enumerate(cells)]
        for r, cells in enumerate(block)
    ]


def _frozen(value: object) -> bool | int | float | str | CellError | None:
    return value if isinstance(value, bool | int | float | str | CellError) else None


def copy_paste(editing: Editing, request: Json) -> Json:
    """Copies a block; a destination of several times its size is filled with copies."""
    source_sheet, source = editing.box(request.get("source"))
    sheet, target = editing.box(request.get("destination"))
    kind = request.get("pasteType", "PASTE_NORMAL")
    turned = request.get("pasteOrientation", "NORMAL") == "TRANSPOSE"
    block = values_of(editing, source_sheet, source) if kind == "PASTE_VALUES" else block_of(source_sheet, source)
    top, bottom, left, right = target.on(sheet)
    height, width = len(block), len(block[0]) if block else 0
    tall, wide = (width, height) if turned else (height, width)
    downs = (bottom - top) // tall if (bottom - top) % tall == 0 else 1
    acrosses = (right - left) // wide if (right - left) % wide == 0 else 1
    covered = Box(sheet.id, top, top + tall * max(downs, 1), left, left + wide * max(acrosses, 1))
    _check_on_grid(sheet, covered)
    check_writable(editing, covered)
    origin = source.on(source_sheet)
    paste = paster(editing, kind)
    for down in range(max(downs, 1)):
        for across in range(max(acrosses, 1)):
            place = (top + down * tall, left + across * wide)
            _lay(sheet, place, block, (origin[0], origin[2]), paste, turned)
    if not turned:
        tiles = _Tiles(source.bounded(source_sheet), sheet.id, top, left, max(downs, 1), max(acrosses, 1))
        _copy_rules(source_sheet, sheet, tiles, kind)
    return {}


@dataclass(frozen=True)
class _Tiles:
    """Where the copies of a block lie: `downs` of them below one another, `acrosses` side by side, from one corner on."""

    source: Box
    sheet_id: int
    top: int
    left: int
    downs: int
    acrosses: int

    def of(self, part: Box) -> list[Box]:
        """Where a part of the source lies in all copies; copies of what fills the source from edge to edge are one box."""
        rows = _spans(_Side(part.top, part.bottom), _Side(self.source.top, self.source.bottom), self.top, self.downs)
        columns = _spans(
            _Side(part.left, part.right), _Side(self.source.left, self.source.right), self.left, self.acrosses
        )
        return [Box(self.sheet_id, *down, *across) for down in rows for across in columns]

    def apart(self, part: Box) -> list[Box]:
        """Where a part of the source lies, one box a copy."""
        height = (self.source.bottom or 0) - (self.source.top or 0)
        width = (self.source.right or 0) - (self.source.left or 0)
        corners = product(range(self.downs), range(self.acrosses))
        alone = (
            replace(self, top=self.top + d * height, left=self.left + a * width, downs=1, acrosses=1)
            for d, a in corners
        )
        return [box for tile in alone for box in tile.of(part)]


class _Side(NamedTuple):
    first: int | None
    end: int | None


def _spans(part: _Side, whole: _Side, place: int, copies: int) -> list[tuple[int, int]]:
    first, end, start = part.first or 0, part.end or 0, whole.first or 0
    size = (whole.end or 0) - start
    if (first, end) == (start, whole.end):
        return [(place, place + copies * size)]
    return [(place + copy * size + first - start, place + copy * size + end - start) for copy in range(copies)]


def _check_on_grid(sheet: Sheet, box: Box) -> None:
    if (box.bottom or 0) > sheet.row_count or (box.right or 0) > sheet.column_count:
        raise Refused("The copied block does not fit on the sheet.")


def _lay(
    sheet: Sheet, place: tuple[int, int], block: Block, origin: tuple[int, int], paste: Paste, turned: bool
) -> None:
    grid = [list(column) for column in zip(*block, strict=True)] if turned else block
    for r, copied in enumerate(grid):
        row = place[0] + r
        present = sheet.padded(row, place[1], place[1] + len(copied))
        cells = []
        for c, (cell, below) in enumerate(zip(copied, present, strict=True)):
            from_row, from_column = (origin[0] + c, origin[1] + r) if turned else (origin[0] + r, origin[1] + c)
            cells.append(paste(moved_cell(cell, row - from_row, place[1] + c - from_column), below))
        sheet.set_row(row, sheet.widened(row, place[1] + len(cells), place[1], cells))


def _copy_rules(source_sheet: Sheet, sheet: Sheet, tiles: _Tiles, kind: str) -> None:
    """Merges come along with a normal paste, conditional formats with their own kind; where a rule holds already
    it is not written down again."""
    if kind == "PASTE_NORMAL":
        merged = [Box.of(merge) for merge in source_sheet.furniture["merges"]]
        found = [copy.grid_range() for box in merged if tiles.source.holds(box) for copy in tiles.apart(box)]
        sheet.furniture["merges"] += [merge for merge in found if merge not in sheet.furniture["merges"]]
    if kind in ("PASTE_CONDITIONAL_FORMATTING", "PASTE_FORMAT"):
        for rule in list(source_sheet.furniture["conditionalFormats"]):
            standing = [Box.of(each) for each in rule["ranges"]]
            met = [shared for box in standing if (shared := _shared(tiles.source, box))]
            copies = [copy for shared in met for copy in tiles.of(shared)]
            if source_sheet is sheet:
                new = [copy.grid_range() for copy in copies if not any(box.holds(copy) for box in standing)]
                rule["ranges"] = [*rule["ranges"], *new]
            elif copies:
                ranges = [copy.grid_range() for copy in copies]
                sheet.furniture["conditionalFormats"].append({**rule, "ranges": ranges})


def _shared(source: Box, other: Box) -> Box | None:
    if not source.meets(other):
        return None
    bottom = source.bottom if other.bottom is None else min(source.bottom or 0, other.bottom)
    right = source.right if other.right is None else min(source.right or 0, other.right)
    return Box(
        source.sheet_id,
        max(source.top or 0, other.top or 0),
        bottom,
        max(source.left or 0, other.left or 0),
        right,
    )


def cut_paste(editing: Editing, request: Json) -> Json:
    """Moves a block; whatever named its cells names them at the new place, and the old place is empty."""
    source_sheet, source = editing.box(request.get("source"))
    destination = request.get("destination", {})
    sheet = editing.sheet(destination.get("sheetId", 0))
    place = (destination.get("rowIndex", 0), destination.get("columnIndex", 0))
    kind = request.get("pasteType", "PASTE_NORMAL")
    block = values_of(editing, source_sheet, source) if kind == "PASTE_VALUES" else block_of(source_sheet, source)
    top, bottom, left, right = source.on(source_sheet)
    target = Box(sheet.id, place[0], place[0] + bottom - top, place[1], place[1] + right - left)
    _check_on_grid(sheet, target)
    check_writable(editing, source)
    check_writable(editing, target)
    for row in range(top, bottom):
        source_sheet.set_row(row, source_sheet.widened(row, right, left, [EMPTY] * (right - left)))
    paste = paster(editing, kind)
    for r, copied in enumerate(block):
        present = sheet.padded(place[0] + r, place[1], place[1] + len(copied))
        cells = [paste(cell, below) for cell, below in zip(copied, present, strict=True)]
        sheet.set_row(place[0] + r, sheet.widened(place[0] + r, place[1] + len(cells), place[1], cells))
    whole = source.bounded(source_sheet)
    if source_sheet is sheet:
        follow(editing.spreadsheet, sheet.id, lambda box: _with_block(box, whole, target))
    return {}


def _with_block(box: Box, source: Box, target: Box) -> Box:
    if not source.holds(box):
        return box
    rows, columns = (target.top or 0) - (source.top or 0), (target.left or 0) - (source.left or 0)
    sides = (
        (box.top or 0) + rows,
        (box.bottom or 0) + rows,
        (box.left or 0) + columns,
        (box.right or 0) + columns,
    )
    return Box(box.sheet_id, *sides)


HANDLERS: dict[str, Handler] = {
    "copyPaste": copy_paste,
    "cutPaste": cut_paste,
}
