"""Conditional formats as they show: which rule colors which cell."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.matching import Test, condition_test
from sync.emulator.sheets.model import Sheet, Spreadsheet


class Highlights:
    """The boolean rules of one sheet, the first that holds wins; scales of color are left to whoever draws."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet) -> None:
        self._rules: list[tuple[list[Box], Test, Json]] = []
        for rule in sheet.furniture["conditionalFormats"]:
            boolean = rule.get("booleanRule")
            if boolean and (test := condition_test(spreadsheet, boolean["condition"])):
                self._rules.append(
                    ([Box.of(each) for each in rule["ranges"]], test, boolean.get("format", {}))
                )

    def over(self, format: Json, row: int, column: int, value: Any) -> Json:
        """The format with that of the first rule that holds laid over it."""
        for boxes, test, above in self._rules:
            if any(box.has(row, column) for box in boxes) and test(value):
                text = {**format.get("textFormat", {}), **above.get("textFormat", {})}
                return {**format, **above, "textFormat": text}
        return format
