"""Conditional formats as a page shows them: every kind of rule, for a block of rows at a time.

Sources: "Conditional formatting" in the Sheets API guides, and the reference of BooleanCondition, RelativeDate and
GradientRule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sync.emulator.pages.color_scales import ColorScale
from sync.emulator.sheets.a1 import Box, column_letters
from sync.emulator.sheets.cells import CellError, Formula, Json
from sync.emulator.sheets.defaults import new_sheet_properties
from sync.emulator.sheets.formula_moves import references, shifted
from sync.emulator.sheets.formulas import results
from sync.emulator.sheets.matching import condition_test
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.showing import EPOCH

Effective = Callable[[int, int], Any]
_Sides = tuple[int, int, int, int]  # top, bottom, left, right of a box
_Answers = Mapping[tuple[int, tuple[int, int]], Any]  # by the number of the rule and its steps
_SIGNS = {
    "NUMBER_GREATER": ">",
    "NUMBER_GREATER_THAN_EQ": ">=",
    "NUMBER_LESS": "<",
    "NUMBER_LESS_THAN_EQ": "<=",
    "NUMBER_EQ": "=",
    "NUMBER_NOT_EQ": "<>",
    "TEXT_EQ": "=",
    "TEXT_NOT_EQ": "<>",
    "DATE_EQ": "=",
    "DATE_NOT_EQ": "<>",
    "DATE_BEFORE": "<",
    "DATE_AFTER": ">",
    "DATE_ON_OR_BEFORE": "<=",
    "DATE_ON_OR_AFTER": ">=",
}
_DAYS_AHEAD = {"TODAY": 0, "TOMORROW": 1, "YESTERDAY": -1, "PAST_WEEK": -7, "PAST_MONTH": -30, "PAST_YEAR": -365}


@dataclass(frozen=True)
class _Rule:
    """One boolean rule: its boxes, its format, and either a test of the value or a formula.

    The formula is written for the first cell of the first box; `moves` says whether it reads differently in another row
    and in another column.
    """

    boxes: tuple[_Sides, ...]
    format: Json
    test: Callable[[Any], bool] | None
    formula: str = ""
    moves: tuple[bool, bool] = (False, False)

    def steps(self, place: tuple[int, int]) -> tuple[int, int]:
        """How far the formula is copied to reach a cell: rows down, columns to the right."""
        top, _, left, _ = self.boxes[0]
        down, right = self.moves
        return (place[0] - top if down else 0), (place[1] - left if right else 0)


@dataclass(frozen=True)
class _Scale:
    """One color scale and its boxes."""

    boxes: tuple[_Sides, ...]
    scale: ColorScale


class Highlighter:
    """The conditional formats of one sheet at one moment."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime, effective: Effective) -> None:
        self._spreadsheet, self._sheet, self._now, self._effective = spreadsheet, sheet, now, effective
        self._rules: list[_Rule | _Scale] = []
        for rule in sheet.furniture["conditionalFormats"]:
            boxes = tuple(Box.of(each).on(sheet) for each in rule["ranges"])
            if "gradientRule" in rule:
                scale = ColorScale(rule["gradientRule"], self._numbers(boxes), spreadsheet.locale)
                self._rules.append(_Scale(boxes, scale))
            elif (boolean := self._boolean(rule["booleanRule"], boxes)) is not None:
                self._rules.append(boolean)

    def over(self, rows: Iterable[int], columns: Iterable[int]) -> Mapping[tuple[int, int], Json]:
        """The format that a rule lays over each cell of these rows and columns; cells without one are left out. The
        first rule that holds wins."""
        columns = list(columns)
        covered = [
            (place, rules)
            for row in (rows if self._rules else ())
            for column in columns
            if (rules := self._covering(place := (row, column)))
        ]
        answers = self._answers(covered)
        found: dict[tuple[int, int], Json] = {}
        for place, rules in covered:
            value = self._effective(*place)
            for number in rules:
                format = self._format(number, place, value, answers)
                if format is not None:
                    found[place] = format
                    break
        return found

    def _covering(self, place: tuple[int, int]) -> list[int]:
        row, column = place
        return [
            number
            for number, rule in enumerate(self._rules)
            if any(t <= row < b and left <= column < right for t, b, left, right in rule.boxes)
        ]

    def _format(self, number: int, place: tuple[int, int], value: Any, answers: _Answers) -> Json | None:
        rule = self._rules[number]
        if isinstance(rule, _Scale):
            color = rule.scale.color(value)
            return {"backgroundColorStyle": {"rgbColor": color}} if color is not None else None
        holds = rule.test(value) if rule.test else _is_true(answers[number, rule.steps(place)])
        return rule.format if holds else None

    def _numbers(self, boxes: Iterable[_Sides]) -> list[float]:
        found = []
        for top, bottom, left, right in boxes:
            for row in range(top, min(bottom, len(self._sheet.rows))):
                for column in range(left, right):
                    value = self._effective(row, column)
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        found.append(float(value))
        return found

    def _boolean(self, boolean: Json, boxes: tuple[_Sides, ...]) -> _Rule | None:
        condition = self._dated(boolean["condition"])
        format = boolean.get("format", {})
        test = condition_test(self._spreadsheet, condition)
        if test is not None:
            return _Rule(boxes, format, test)
        formula = _as_formula(condition, boxes[0])
        if formula is None:
            return None
        qualified = self._qualified(formula)
        return _Rule(boxes, format, None, qualified, _moves(qualified))

    def _dated(self, condition: Json) -> Json:
        """The condition with relative dates written as serial days."""
        kind, given = condition["type"], condition.get("values", [])
        names = [value.get("relativeDate") for value in given]
        if not any(names):
            return condition
        today = (_local(self._now, self._spreadsheet.time_zone) - EPOCH).days
        values = [
            {"userEnteredValue": str(today + _DAYS_AHEAD.get(name, 0))} if name else value
            for name, value in zip(names, given, strict=True)
        ]
        if kind == "DATE_EQ" and str(names[0]).startswith("PAST_"):
            return {"type": "DATE_BETWEEN", "values": [values[0], {"userEnteredValue": str(today)}]}
        return {"type": kind, "values": values}

    def _qualified(self, formula: str) -> str:
        """The formula as it reads from another sheet."""
        out, at = [], 0
        for reference in references(formula):
            if reference.title is None:
                named = replace(reference, title=self._sheet.title)
                out += [formula[at : reference.start], named.text(reference.first, reference.last)]
                at = reference.end
        return "".join(out) + formula[at:]

    def _answers(self, covered: Iterable[tuple[tuple[int, int], list[int]]]) -> _Answers:
        """What the formulas of the rules say for these cells; all worked out at once, on a sheet that exists for this
        moment only."""
        asked: dict[tuple[int, tuple[int, int]], str] = {}
        for place, rules in covered:
            for number in rules:
                rule = self._rules[number]
                if isinstance(rule, _Rule) and rule.formula:
                    key = (number, rule.steps(place))
                    if key not in asked:
                        asked[key] = shifted(rule.formula, *key[1])
        if not asked:
            return {}
        taken = {sheet.id for sheet in self._spreadsheet.sheets}
        free = next(number for number in range(len(taken) + 1) if number not in taken)
        scratch = Sheet(new_sheet_properties({}, free, "~ conditional formats", 0))
        scratch.rows = [((Formula(text), 0),) for text in asked.values()]
        moment = Spreadsheet(self._spreadsheet.id, self._spreadsheet.properties)
        moment.sheets = [*self._spreadsheet.sheets, scratch]
        moment.named_ranges, moment.looks = self._spreadsheet.named_ranges, self._spreadsheet.looks
        found = results(moment, self._now).on(scratch)
        return {key: found.get((row, 0)) for row, key in enumerate(asked)}


def _moves(formula: str) -> tuple[bool, bool]:
    """Whether some reference of the formula moves along with the row, and with the column, of the cell."""
    corners = [c for reference in references(formula) for c in (reference.first, reference.last) if c is not None]
    rows = any(corner.row is not None and not corner.row_fixed for corner in corners)
    return rows, any(corner.column is not None and not corner.column_fixed for corner in corners)


def _as_formula(condition: Json, box: tuple[int, int, int, int]) -> str | None:
    """A condition that rests on a formula, as one formula for the first cell of the range."""
    texts = [str(value.get("userEnteredValue", "")) for value in condition.get("values", [])]
    if condition["type"] == "CUSTOM_FORMULA":
        return texts[0] if texts[0].startswith("=") else f"={texts[0]}"
    sign = _SIGNS.get(condition["type"])
    if sign is None or not texts or not texts[0].startswith("="):
        return None
    cell = f"{column_letters(box[2])}{box[0] + 1}"
    compared = f"{cell}{sign}({texts[0][1:]})"
    return f"={compared}" if condition["type"].startswith("TEXT_") else f"=AND(ISNUMBER({cell}),{compared})"


def _is_true(answer: Any) -> bool:
    if isinstance(answer, CellError) or answer is None or isinstance(answer, str):
        return False
    return bool(answer)


def _local(now: datetime, time_zone: str) -> datetime:
    """The moment on the clock of the spreadsheet; in UTC where its zone is a bare offset."""
    try:
        return now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    except (KeyError, ValueError):
        return now.replace(tzinfo=None)
