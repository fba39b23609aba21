"""Conditional formats as they show: which rule colors which cell, and with what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import CellError, Formula, Json
from sync.emulator.sheets.formula_moves import references, shifted
from sync.emulator.sheets.formulas import aside, results
from sync.emulator.sheets.gradients import color_scale
from sync.emulator.sheets.matching import condition_test
from sync.emulator.sheets.model import Sheet, Spreadsheet

Look = Callable[[int, int, Any], Json | None]
"""What a rule lays over the cell at this row and column with this value; None if it does not hold there."""


class Highlights:
    """The rules of one sheet. The first boolean rule that holds wins; a color scale colors what no rule before it did."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime) -> None:
        self._spreadsheet, self._sheet, self._now = spreadsheet, sheet, now
        self._rules: list[tuple[list[Box], Look]] = []
        for rule in sheet.furniture["conditionalFormats"]:
            boxes = [Box.of(each) for each in rule["ranges"]]
            if "gradientRule" in rule:
                self._rules.append((boxes, self._scale(boxes, rule["gradientRule"])))
            elif look := self._boolean(boxes, rule["booleanRule"]):
                self._rules.append((boxes, look))

    def over(self, format: Json, row: int, column: int, value: Any) -> Json:
        """The format with that of the first rule that holds laid over it."""
        for boxes, look in self._rules:
            if any(box.has(row, column) for box in boxes) and (above := look(row, column, value)) is not None:
                text = {**format.get("textFormat", {}), **above.get("textFormat", {})}
                return {**format, **above, "textFormat": text}
        return format

    def _boolean(self, boxes: list[Box], rule: Json) -> Look | None:
        condition, format = rule["condition"], rule.get("format", {})
        if condition["type"] == "CUSTOM_FORMULA":
            return self._custom(boxes, condition["values"][0]["userEnteredValue"], format)
        test = condition_test(self._spreadsheet, condition, self._now, self._sheet)
        return (lambda _row, _column, value: format if test(value) else None) if test else None

    def _custom(self, boxes: list[Box], formula: str, format: Json) -> Look:
        """The formula is written for the first cell of the first range; elsewhere its references move along."""
        top, left = boxes[0].top or 0, boxes[0].left or 0
        by_row = all(each.first.column_fixed and (each.last or each.first).column_fixed for each in references(formula))
        held: dict[str, Any] = {}

        def text(row: int, column: int) -> str:
            return shifted(formula, row - top, 0 if by_row else column - left)

        def look(row: int, column: int, _value: Any) -> Json | None:
            if not held:
                places = ((r, c) for box in boxes for r, c in _used(self._sheet, box))
                held.update(aside(self._spreadsheet, self._sheet, list({text(r, c) for r, c in places}), self._now))
            result = held.get(text(row, column))
            holds = not isinstance(result, CellError | str) and bool(result)
            return format if holds else None

        return look

    def _scale(self, boxes: list[Box], rule: Json) -> Look:
        worked_out = results(self._spreadsheet, self._now).on(self._sheet)
        numbers = []
        for box in boxes:
            for row, column in _used(self._sheet, box):
                value = self._sheet.value(row, column)
                effective = worked_out.get((row, column), value) if value is None or type(value) is Formula else value
                if isinstance(effective, int | float) and not isinstance(effective, bool):
                    numbers.append(effective)
        color = color_scale(rule, sorted(numbers))

        def look(_row: int, _column: int, value: Any) -> Json | None:
            found = color(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
            return (
                {"backgroundColor": found, "backgroundColorStyle": {"rgbColor": found}} if found is not None else None
            )

        return look


def _used(sheet: Sheet, box: Box) -> list[tuple[int, int]]:
    """The places of a box as far down and right as the sheet is filled."""
    top, bottom, left, right = box.on(sheet)
    rows = range(top, min(bottom, len(sheet.rows)))
    width = max((len(sheet.row(row)) for row in rows), default=0)
    return [(row, column) for row in rows for column in range(left, min(right, max(width, left + 1)))]
