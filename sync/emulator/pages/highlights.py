"""Conditional formats for a block of rows: the rules of the whole sheet, worked out for these rows only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.conditional import Highlights
from sync.emulator.sheets.model import Sheet, Spreadsheet


class BlockHighlights:
    """What conditional formats lay over the cells of rows `first` up to, not including, `end`."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime, first: int, end: int) -> None:
        # A rule's formula is worked out for its whole range: fifty thousand rows for the forty that are seen.
        block = Sheet(sheet.properties)
        block.rows, block.dimensions = sheet.rows, sheet.dimensions
        rules = [_in_block(rule, sheet, first, end) for rule in sheet.furniture["conditionalFormats"]]
        block.furniture = {**sheet.furniture, "conditionalFormats": rules}
        self._highlights = Highlights(spreadsheet, block, now) if rules else None

    def format(self, row: int, column: int, value: Any) -> Json:
        """The format that the first rule that holds lays over a cell; empty if none does."""
        return self._highlights.over({}, row, column, value) if self._highlights is not None else {}


def _in_block(rule: Json, sheet: Sheet, first: int, end: int) -> Json:
    """The rule over its cells in these rows. The first cell of its range stays, because formulas are written for it;
    a scale of colors keeps the whole range, because its ends are found there."""
    if "gradientRule" in rule:
        return rule
    boxes = [Box.of(each).on(sheet) for each in rule["ranges"]]
    top, _, left, _ = boxes[0]
    here = [
        Box(sheet.id, max(t, first), min(bottom, end), left_side, right)
        for t, bottom, left_side, right in boxes
        if t < end and bottom > first
    ]
    anchor = Box(sheet.id, top, top + 1, left, left + 1)
    return {**rule, "ranges": [box.grid_range() for box in (anchor, *here)]}
