"""Whether a cell's value meets a condition (`BooleanCondition`), for conditional formats, filters and
validation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sync.emulator.sheets.cells import CellError, Json
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.google_functions import is_email, is_url
from sync.emulator.sheets.model import Spreadsheet
from sync.emulator.sheets.showing import shown

Test = Callable[[Any], bool]


def condition_test(spreadsheet: Spreadsheet, condition: Json) -> Test | None:
    """A test for effective values; None where the condition rests on more than the value (formulas, relative
    dates, ranges).
    """
    kind = condition["type"]
    given = condition.get("values", [])
    if any("relativeDate" in value for value in given) or kind in (
        "CUSTOM_FORMULA",
        "ONE_OF_RANGE",
        "FILTER_EXPRESSION",
    ):
        return None
    texts = [str(value.get("userEnteredValue", "")) for value in given]
    if any(text.startswith("=") for text in texts):
        return None
    if kind.startswith(("NUMBER_", "DATE_")):
        numbers = [entered(text, spreadsheet.locale).value for text in texts]
        if not all(_is_number(number) for number in numbers):
            return None
        return _number_test(kind.partition("_")[2], numbers)
    return _other_test(kind, texts, spreadsheet.locale)


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
