"""Data validation as a person meets it: the choices of a drop-down, check boxes, and what a rule lets in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from sync.emulator.sheets.a1 import Box, column_letters, parsed, parsed_cells
from sync.emulator.sheets.cell_views import cell_reader
from sync.emulator.sheets.cells import Formula, Json
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.matching import condition_test
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.wire.field_masks import FieldMask

_TEXTS = FieldMask({"formattedValue": None})
_SAID = {
    "DATE_IS_VALID": "a valid date",
    "TEXT_IS_EMAIL": "an e-mail address",
    "TEXT_IS_URL": "a link",
    "BOOLEAN": "a check mark",
    "NUMBER_BETWEEN": "a number between {} and {}",
    "NUMBER_GREATER": "a number greater than {}",
    "NUMBER_GREATER_THAN_EQ": "a number of at least {}",
    "NUMBER_LESS": "a number less than {}",
    "NUMBER_LESS_THAN_EQ": "a number of at most {}",
    "ONE_OF_LIST": "one of the items of the list",
    "ONE_OF_RANGE": "one of the items of the list",
}


class Choices:
    """The validation rules of one sheet; lists that stand in cells are read once."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime) -> None:
        self._spreadsheet, self._sheet, self._now = spreadsheet, sheet, now
        self._range = cache(self._read)
        self._tests: dict[int, Callable[[Any], bool]] = {}

    def rule(self, look: int) -> Json | None:
        """The rule that a look carries."""
        rule: Json | None = self._spreadsheet.looks[look].get("dataValidation")
        return rule

    def listed(self, rule: Json) -> tuple[str, ...] | None:
        """The choices of a drop-down in their order; None for a rule of another kind."""
        condition = rule["condition"]
        texts = [str(value.get("userEnteredValue", "")) for value in condition.get("values", [])]
        if condition["type"] == "ONE_OF_LIST":
            return tuple(texts)
        if condition["type"] == "ONE_OF_RANGE" and texts:
            return self._range(texts[0].removeprefix("="))
        return None

    def _read(self, text: str) -> tuple[str, ...]:
        box = parsed(self._spreadsheet, text)
        if box is not None and "!" not in text:
            box = parsed_cells(self._sheet.id, text) or box
        sheet = self._spreadsheet.sheet_by_id(box.sheet_id) if box is not None else None
        if box is None or sheet is None:
            return ()
        top, bottom, left, right = Box.on(box, sheet)
        reader = cell_reader(self._spreadsheet, sheet, _TEXTS, self._now)
        found: dict[str, None] = {}
        for row in range(top, min(bottom, max(len(sheet.rows), reader.last_row + 1))):
            found.update(
                (cell["formattedValue"], None) for cell in reader(row, left, right) if cell.get("formattedValue")
            )
        return tuple(found)

    def allows(self, rule: Json, value: Any, shown: str) -> bool:
        """Whether the rule lets a value in. What cannot be told here (a custom formula) is let in, as is an empty
        cell."""
        if value is None or value == "" or isinstance(value, Formula):
            return True
        if rule["condition"]["type"] == "BOOLEAN":
            given = [str(v.get("userEnteredValue", "")) for v in rule["condition"].get("values", [])]
            return shown in given if given else isinstance(value, bool)
        listed = self.listed(rule)
        if listed is not None:
            return shown in listed
        test = self._tests.get(id(rule))
        if test is None:
            found = condition_test(self._spreadsheet, rule["condition"], self._now, self._sheet)
            test = self._tests[id(rule)] = found or (lambda _: True)
        return test(value)

    def refusal(self, look: int, text: str, row: int, column: int) -> str | None:
        """Why a strict rule refuses a typed text; None if the text may be entered."""
        rule = self.rule(look)
        if rule is None or not rule.get("strict"):
            return None
        number_format = self._spreadsheet.looks[look].get("userEnteredFormat", {}).get("numberFormat", {})
        value = entered(text, self._spreadsheet.locale, number_format.get("type") == "TEXT").value
        if self.allows(rule, value, text.strip()):
            return None
        cell = f"{column_letters(column)}{row + 1}"
        return f"{cell} takes only {expected(rule)}. {rule.get('inputMessage', '')}".strip()


def expected(rule: Json) -> str:
    """What a rule asks for, in words."""
    condition = rule["condition"]
    values = [
        str(value.get("userEnteredValue", value.get("relativeDate", ""))) for value in condition.get("values", [])
    ]
    said = _SAID.get(condition["type"])
    if said is None or said.count("{}") > len(values):
        return "what its rule allows"
    return said.format(*values)
