"""Whether a cell's value meets a condition (`BooleanCondition`), for conditional formats, filters and
validation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sync.emulator.sheets.a1 import parsed, parsed_cells
from sync.emulator.sheets.cells import CellError, Json
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.formulas import aside, local_day, results
from sync.emulator.sheets.google_functions import is_email, is_url
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.showing import EPOCH, shown

Test = Callable[[Any], bool]


def condition_test(spreadsheet: Spreadsheet, condition: Json, now: datetime, sheet: Sheet) -> Test | None:
    """A test for effective values on a sheet; None where the condition rests on more than the value (custom formulas) or
    makes no sense.
    """
    kind = condition["type"]
    if kind in ("CUSTOM_FORMULA", "FILTER_EXPRESSION"):
        return None
    today = (local_day(spreadsheet, now) - EPOCH.date()).days
    if kind == "ONE_OF_RANGE":
        return _one_of_range(spreadsheet, sheet, condition["values"][0].get("userEnteredValue", ""), now)
    given = [_wanted(spreadsheet, sheet, value, now, today) for value in condition.get("values", [])]
    if kind.startswith(("NUMBER_", "DATE_")):
        if not all(_is_number(value) for value in given):
            return None
        relative = [value.get("relativeDate", "") for value in condition.get("values", [])]
        if kind == "DATE_EQ" and relative and relative[0].startswith("PAST_"):
            return _number_test("BETWEEN", [given[0], today])
        return _number_test(kind.partition("_")[2], given)
    return _other_test(kind, [shown(value, None, spreadsheet.locale) for value in given], spreadsheet.locale)


DAYS_FROM_TODAY = {"TODAY": 0, "TOMORROW": 1, "YESTERDAY": -1, "PAST_WEEK": -7, "PAST_MONTH": -30, "PAST_YEAR": -365}


def _wanted(spreadsheet: Spreadsheet, sheet: Sheet, value: Json, now: datetime, today: int) -> Any:
    """What a condition compares with: a day counted from today, a formula's result, or a typed value."""
    if "relativeDate" in value:
        return today + DAYS_FROM_TODAY[value["relativeDate"]]
    text = str(value.get("userEnteredValue", ""))
    if text.startswith("="):
        return aside(spreadsheet, sheet, [text], now)[text]
    return entered(text, spreadsheet.locale).value


def _one_of_range(spreadsheet: Spreadsheet, sheet: Sheet, text: str, now: datetime) -> Test | None:
    box = parsed(spreadsheet, text.lstrip("=")) if "!" in text else parsed_cells(sheet.id, text.lstrip("="))
    source = spreadsheet.sheet_by_id(box.sheet_id) if box else None
    if box is None or source is None:
        return None
    worked_out = results(spreadsheet, now).on(source)
    top, bottom, left, right = box.on(source)
    places = [(row, c) for row in range(top, min(bottom, len(source.rows))) for c in range(left, right)]
    allowed = {worked_out.get(place, source.value(*place)) for place in places} - {None}
    return lambda v: v in allowed


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_test(kind: str, n: list[Any]) -> Test | None:
    if kind in ("BETWEEN", "NOT_BETWEEN"):
        low, high = sorted(n)
        inside = kind == "BETWEEN"
        return lambda v: _is_number(v) and (low <= v <= high) == inside
    tests: dict[str, Test] = {
        "GREATER": lambda v: v > n[0],
        "AFTER": lambda v: v > n[0],
        "GREATER_THAN_EQ": lambda v: v >= n[0],
        "ON_OR_AFTER": lambda v: v >= n[0],
        "LESS": lambda v: v < n[0],
        "BEFORE": lambda v: v < n[0],
        "LESS_THAN_EQ": lambda v: v <= n[0],
        "ON_OR_BEFORE": lambda v: v <= n[0],
        "EQ": lambda v: v in n,
        "NOT_EQ": lambda v: v not in n,
        "IS_VALID": _is_number,
    }
    test = tests.get(kind)
    return None if test is None else lambda v: _is_number(v) and test(v)


def _other_test(kind: str, texts: list[str], locale: str) -> Test | None:
    folded = [text.casefold() for text in texts]

    def text(value: Any) -> str:
        return shown(value, None, locale).casefold()

    tests: dict[str, Test] = {
        "TEXT_CONTAINS": lambda v: folded[0] in text(v),
        "TEXT_NOT_CONTAINS": lambda v: folded[0] not in text(v),
        "TEXT_STARTS_WITH": lambda v: text(v).startswith(folded[0]),
        "TEXT_ENDS_WITH": lambda v: text(v).endswith(folded[0]),
        "TEXT_EQ": lambda v: text(v) in folded,
        "TEXT_NOT_EQ": lambda v: text(v) not in folded,
        "TEXT_IS_EMAIL": lambda v: bool(is_email(v)),
        "TEXT_IS_URL": lambda v: bool(is_url(v)),
        "ONE_OF_LIST": lambda v: text(v) in folded,
        "BLANK": lambda v: v is None or v == "",
        "NOT_BLANK": lambda v: v is not None and v != "",
        "BOOLEAN": lambda v: isinstance(v, bool) if not texts else text(v) in folded,
    }
    test = tests.get(kind)
    if test is None:
        return None
    return lambda v: not isinstance(v, CellError) and test(v)


def wildcard(pattern: str) -> re.Pattern[str]:
    """A pattern with `*` and `?` as a regular expression for whole texts, without regard to case."""
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE | re.DOTALL)
