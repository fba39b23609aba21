"""Batch requests about the look of blocks: merges and borders."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import EMPTY, Json
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused


def merge_cells(editing: Editing, request: Json) -> Json:
    """Merges a range as a whole, by rows or by columns; only the first value of each merge stays."""
    sheet, box = editing.box(request.get("range"))
    kind = request.get("mergeType", "MERGE_ALL")
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    whole = Box(sheet.id, top, bottom, left, right)
    for merge in list(sheet.furniture["merges"]):
        present = Box.of(merge)
        if present.meets(whole):
            if not whole.holds(present):
                raise Refused("You must select all cells in a merged range to merge or unmerge them.")
            sheet.furniture["merges"].remove(merge)
    if kind == "MERGE_ROWS":
        parts = [Box(sheet.id, row, row + 1, left, right) for row in range(top, bottom)]
    elif kind == "MERGE_COLUMNS":
        parts = [Box(sheet.id, top, bottom, column, column + 1) for column in range(left, right)]
    else:
        parts = [whole]
    for part in parts:
        if (part.bottom or 0) - (part.top or 0) > 1 or (part.right or 0) - (part.left or 0) > 1:
            _keep_first(sheet, part)
            sheet.furniture["merges"].append(part.grid_range())
    return {}


def _keep_first(sheet: Sheet, box: Box) -> None:
    top, bottom, left, right = box.on(sheet)
    found = None
    for row in range(top, bottom):
        cells = sheet.padded(row, left, right)
        for value, _ in cells:
            found = value if found is None else found
        emptied = [(None, look) if look else EMPTY for _, look in cells]
        sheet.set_row(row, sheet.widened(row, right, left, emptied))
    if found is not None:
        sheet.set_cell(top, left, (found, sheet.cell(top, left)[1]))


def unmerge_cells(editing: Editing, request: Json) -> Json:
    """Takes apart every merge in the range, which must not cut through one."""
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    bounded = box.bounded(sheet)
    for merge in list(sheet.furniture["merges"]):
        present = Box.of(merge)
        if present.meets(bounded):
            if not bounded.holds(present):
                raise Refused("You must select all cells in a merged range to merge or unmerge them.")
            sheet.furniture["merges"].remove(merge)
    return {}


_SIDES = ("top", "bottom", "left", "right")


def update_borders(editing: Editing, request: Json) -> Json:
    """Draws borders around and inside a range. A side that is not given stays, a side of style NONE is
    removed.
    """
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    given = with_both_names(
        {name: request[name] for name in (*_SIDES, "innerHorizontal", "innerVertical") if name in request}
    )
    for row in range(top, bottom):
        cells = sheet.padded(row, left, right)
        for place, (value, look) in enumerate(cells):
            sides = _sides(given, row == top, row == bottom - 1, place == 0, place == len(cells) - 1)
            cells[place] = (value, _with_borders(editing, look, sides)) if sides else (value, look)
        sheet.set_row(row, sheet.widened(row, right, left, cells))
    return {}


def _sides(given: Json, first_row: bool, last_row: bool, first_column: bool, last_column: bool) -> Json:
    across, down = given.get("innerHorizontal"), given.get("innerVertical")
    chosen = {
        "top": given.get("top") if first_row else across,
        "bottom": given.get("bottom") if last_row else across,
        "left": given.get("left") if first_column else down,
        "right": given.get("right") if last_column else down,
    }
    return {name: border for name, border in chosen.items() if border is not None}


def _with_borders(editing: Editing, look: int, sides: Json) -> int:
    present = editing.spreadsheet.looks[look]
    format = present.get("userEnteredFormat", {})
    borders = {**format.get("borders", {}), **sides}
    borders = {name: border for name, border in borders.items() if border.get("style", "NONE") != "NONE"}
    format = {name: part for name, part in {**format, "borders": borders}.items() if part != {} or name != "borders"}
    return editing.spreadsheet.looks.number({**present, "userEnteredFormat": format})


HANDLERS: dict[str, Handler] = {
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
    "updateBorders": update_borders,
}
