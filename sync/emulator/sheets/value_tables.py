"""Tables as `values.append` finds them: blocks of filled cells."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.model import Sheet


def table_in(sheet: Sheet, box: Box) -> Box | None:
    """The last table that a range touches: the block of filled cells around its lowest filled cell; None if
    all is empty.
    """
    top, bottom, left, right = box.on(sheet)
    for row in range(min(bottom, len(sheet.rows)) - 1, top - 1, -1):
        filled = [left + c for c, (value, _) in enumerate(sheet.rows[row][left:right]) if value is not None]
        if filled:
            return _region(sheet, Box(sheet.id, row, row + 1, filled[0], filled[-1] + 1))
    return None


def _region(sheet: Sheet, box: Box) -> Box:
    """The box grown as long as a filled cell stands next to it, corners included."""
    top, bottom, left, right = box.on(sheet)
    while True:
        before = (top, bottom, left, right)
        low, high = max(left - 1, 0), right + 1
        while top > 0 and _filled(sheet, top - 1, low, high):
            top -= 1
        while _filled(sheet, bottom, low, high):
            bottom += 1
        if left > 0 and any(_filled(sheet, row, left - 1, left) for row in range(max(top - 1, 0), bottom + 1)):
            left -= 1
        if any(_filled(sheet, row, right, right + 1) for row in range(max(top - 1, 0), bottom + 1)):
            right += 1
        if before == (top, bottom, left, right):
            return Box(sheet.id, top, bottom, left, right)


def _filled(sheet: Sheet, row: int, left: int, right: int) -> bool:
    return any(value is not None for value, _ in sheet.row(row)[left:right])
