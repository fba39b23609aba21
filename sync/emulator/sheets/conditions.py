"""Boolean conditions of validation rules, conditional formats and filters: whether one is well formed, and
whether a value meets it.
"""

from __future__ import annotations

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.refusals import Refused

ANY = 10_000

VALUE_COUNTS: dict[str, tuple[int, int]] = {
    "NUMBER_GREATER": (1, 1),
    "NUMBER_GREATER_THAN_EQ": (1, 1),
    "NUMBER_LESS": (1, 1),
    "NUMBER_LESS_THAN_EQ": (1, 1),
    "NUMBER_EQ": (1, ANY),
    "NUMBER_NOT_EQ": (1, ANY),
    "NUMBER_BETWEEN": (2, 2),
    "NUMBER_NOT_BETWEEN": (2, 2),
    "TEXT_CONTAINS": (1, 1),
    "TEXT_NOT_CONTAINS": (1, 1),
    "TEXT_STARTS_WITH": (1, 1),
    "TEXT_ENDS_WITH": (1, 1),
    "TEXT_EQ": (1, ANY),
    "TEXT_IS_EMAIL": (0, 0),
    "TEXT_IS_URL": (0, 0),
    "TEXT_NOT_EQ": (1, ANY),
    "DATE_EQ": (1, ANY),
    "DATE_NOT_EQ": (1, ANY),
    "DATE_BEFORE": (1, 1),
    "DATE_AFTER": (1, 1),
    "DATE_ON_OR_BEFORE": (1, 1),
    "DATE_ON_OR_AFTER": (1, 1),
    "DATE_BETWEEN": (2, 2),
    "DATE_NOT_BETWEEN": (2, 2),
    "DATE_IS_VALID": (0, 0),
    "ONE_OF_RANGE": (1, 1),
    "ONE_OF_LIST": (1, ANY),
    "BLANK": (0, 0),
    "NOT_BLANK": (0, 0),
    "CUSTOM_FORMULA": (1, 1),
    "BOOLEAN": (0, 2),
    "FILTER_EXPRESSION": (1, 1),
}
"""How many values each type of condition takes, least and most (reference of ConditionType)."""

NOT_FOR = {
    "dataValidation": {"TEXT_STARTS_WITH", "TEXT_ENDS_WITH", "BLANK", "NOT_BLANK", "FILTER_EXPRESSION"},
    "conditionalFormat": {
        "TEXT_IS_EMAIL",
        "TEXT_IS_URL",
        "DATE_ON_OR_BEFORE",
        "DATE_ON_OR_AFTER",
        "DATE_BETWEEN",
        "DATE_NOT_BETWEEN",
        "DATE_IS_VALID",
        "ONE_OF_RANGE",
        "ONE_OF_LIST",
        "BOOLEAN",
        "FILTER_EXPRESSION",
    },
}


def check_condition(condition: Json | None, use: str) -> None:
    """Raises `Refused` unless the condition is complete and may be used for this (dataValidation,
    conditionalFormat, filter).
    """
    if not condition or not condition.get("type"):
        raise Refused(f"{use}.condition is required and must have a type.")
    kind = condition["type"]
    if kind in NOT_FOR.get(use, ()) or kind not in VALUE_COUNTS:
        raise Refused(f"{use}.condition.type {kind} is not supported here.")
    least, most = VALUE_COUNTS[kind]
    values = condition.get("values", [])
    if not least <= len(values) <= most:
        wanted = str(least) if least == most else f"at least {least}" if most == ANY else f"{least} to {most}"
        raise Refused(f"{use}.condition of type {kind} must have {wanted} values, but has {len(values)}.")
    for value in values:
        if len(value) != 1:
            raise Refused(f"{use}.condition.values must each have one of 'userEnteredValue' and 'relativeDate'.")
        if "relativeDate" in value and not kind.startswith("DATE_"):
            raise Refused(f"{use}.condition of type {kind} cannot have a relative date.")
