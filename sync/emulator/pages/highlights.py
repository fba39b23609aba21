"""Conditional formats for a block of rows: the rules of the whole sheet, worked out for these rows only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.conditional import Highlights
from sync.emulator.sheets.formula_moves import references
from sync.emulator.sheets.model import Sheet, Spreadsheet


class BlockHighlights:
    """What conditional formats lay over the cells of rows `first` up to, not including, `end`."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime, first: int, end: int) -> None:
        self._rules = [
            _BlockRule(spreadsheet, sheet, rule, now, first, end) for rule in sheet.furniture["conditionalFormats"]
        ]

    def format(self, row: int, column: int, value: Any) -> Json:
        """The format that the first rule that holds lays over a cell; empty if none does."""
        for rule in self._rules:
            if rule.covers(row, column) and (found := rule.format(row, column, value)):
                return found
        return {}


class _BlockRule:
    """One rule. Its formula would be worked out for its whole range: fifty thousand rows for the forty that are seen,
    and every column, though most formulas say the same of a whole row."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, rule: Json, now: datetime, first: int, end: int) -> None:
        self._boxes = [Box.of(each).bounded(sheet) for each in rule["ranges"]]
        self._left = self._boxes[0].left or 0
        self._is_by_row = _is_by_row(rule)
        self._rows: dict[int, Json] = {}
        block = Sheet(sheet.properties)
        block.rows, block.dimensions = sheet.rows, sheet.dimensions
        # A scale of colors finds its ends in the whole range.
        clipped = rule if "gradientRule" in rule else {**rule, "ranges": self._clipped(first, end)}
        block.furniture = {**sheet.furniture, "conditionalFormats": [clipped]}
        self._highlights = Highlights(spreadsheet, block, now)

    def covers(self, row: int, column: int) -> bool:
        return any(box.has(row, column) for box in self._boxes)

    def format(self, row: int, column: int, value: Any) -> Json:
        """What the rule lays over a cell that it covers; empty if it does not hold there."""
        if not self._is_by_row:
            return self._highlights.over({}, row, column, value)
        if row not in self._rows:
            self._rows[row] = self._highlights.over({}, row, self._left, value)
        return self._rows[row]

    def _clipped(self, first: int, end: int) -> list[Json]:
        """The ranges in these rows, by-row rules in one column only. The first cell of the first range stays ahead of
        them, because the formula is written for it."""
        top = self._boxes[0].top or 0
        ranges = [Box(self._boxes[0].sheet_id, top, top + 1, self._left, self._left + 1)]
        for box in self._boxes:
            upper, lower = max(box.top or 0, first), min(box.bottom or 0, end)
            left, right = (self._left, self._left + 1) if self._is_by_row else (box.left, box.right)
            if upper < lower:
                ranges.append(Box(box.sheet_id, upper, lower, left, right))
        return [box.grid_range() for box in ranges]


def _is_by_row(rule: Json) -> bool:
    """Whether a rule says the same of every cell of a row: a formula all of whose columns are fixed (`=$C2>5`)."""
    condition = rule.get("booleanRule", {}).get("condition", {})
    if condition.get("type") != "CUSTOM_FORMULA":
        return False
    found = references(condition["values"][0].get("userEnteredValue", ""))
    return all(each.first.column_fixed and (each.last or each.first).column_fixed for each in found)
