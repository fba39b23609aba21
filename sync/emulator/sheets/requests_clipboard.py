"""Batch requests that copy: copyPaste, cutPaste."""

from __future__ import annotations

from collections.abc import Callable

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

    def with_parts(copied: Cell, present: Cell, parts: tuple[str, ...]) -> int:
        new = {name: part for name, part in looks[present[1]].items() if name not in parts}
        return looks.number({**new, **{name: part for name, part in looks[copied[1]].items() if name in parts}})

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
    for down in range(max(downs, 1)):
        for across in range(max(acrosses, 1)):
            place = (top + down * tall, left + across * wide)
            _lay(editing, sheet, place, block, (origin[0], origin[2]), kind, turned)
            if not turned:
                _copy_rules(source_sheet, sheet, source.bounded(source_sheet), place, kind)
    return {}


def _check_on_grid(sheet: Sheet, box: Box) -> None:
    if (box.bottom or 0) > sheet.row_count or (box.right or 0) > sheet.column_count:
        raise Refused("The copied block does not fit on the sheet.")


def _lay(
    editing: Editing,
    sheet: Sheet,
    place: tuple[int, int],
    block: Block,
    origin: tuple[int, int],
    kind: str,
    turned: bool,
) -> None:
    paste = paster(editing, kind)
    grid = [list(column) for column in zip(*block, strict=True)] if turned else block
    for r, copied in enumerate(grid):
        row = place[0] + r
        present = sheet.padded(row, place[1], place[1] + len(copied))
        cells = []
        for c, (cell, below) in enumerate(zip(copied, present, strict=True)):
            from_row, from_column = (origin[0] + c, origin[1] + r) if turned else (origin[0] + r, origin[1] + c)
            cells.append(paste(moved_cell(cell, row - from_row, place[1] + c - from_column), below))
        sheet.set_row(row, sheet.widened(row, place[1] + len(cells), place[1], cells))


def _copy_rules(source_sheet: Sheet, sheet: Sheet, source: Box, place: tuple[int, int], kind: str) -> None:
    """Merges come along with a normal paste, conditional formats with their own kind."""
    rows, columns = place[0] - (source.top or 0), place[1] - (source.left or 0)

    def moved(box: Box) -> Json:
        sides = (
            (box.top or 0) + rows,
            (box.bottom or 0) + rows,
            (box.left or 0) + columns,
            (box.right or 0) + columns,
        )
        return Box(sheet.id, *sides).grid_range()

    if kind == "PASTE_NORMAL":
        for merge in list(source_sheet.furniture["merges"]):
            if source.holds(Box.of(merge)) and moved(Box.of(merge)) not in sheet.furniture["merges"]:
                sheet.furniture["merges"].append(moved(Box.of(merge)))
    if kind in ("PASTE_CONDITIONAL_FORMATTING", "PASTE_FORMAT"):
        for rule in list(source_sheet.furniture["conditionalFormats"]):
            met = [shared for each in rule["ranges"] if (shared := _shared(source, Box.of(each)))]
            if met and source_sheet is sheet:
                rule["ranges"] = [*rule["ranges"], *(moved(box) for box in met)]
            elif met:
                sheet.furniture["conditionalFormats"].append({**rule, "ranges": [moved(box) for box in met]})


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
