"""What a cell shows: a value under a number format, in the spreadsheet's locale."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.cells import CellError, Json
from sync.emulator.sheets.date_texts import EPOCH as EPOCH
from sync.emulator.sheets.locales import customs
from sync.emulator.sheets.number_texts import general as general
from sync.emulator.sheets.patterns import renderer as renderer
from sync.emulator.sheets.patterns import text_shown

DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})


def default_pattern(kind: str, locale: str) -> str:
    """The pattern of a number format that has only a type, in this locale."""
    known = customs(locale)
    return {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": f'"{known.currency}"#,##0.00' if known.currency_first else f'#,##0.00" {known.currency}"',
        "DATE": known.date_pattern,
        "TIME": known.time_pattern,
        "DATE_TIME": f"{known.date_pattern} {'h' if known.twelve_hours else 'hh'}:mm:ss",
        "SCIENTIFIC": "0.00E+00",
        "TEXT": "@",
    }.get(kind, "General")


def shown(value: Any, number_format: Json | None, locale: str) -> str:
    """The text a cell shows for an effective value (None shows as an empty text)."""
    kind = type(value)
    if kind is str:
        if number_format and "@" in number_format.get("pattern", ""):
            return text_shown(value, number_format["pattern"])
        return str(value)
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if not number_format:
        return general(value, customs(locale).decimal)
    pattern = number_format.get("pattern") or default_pattern(number_format.get("type", ""), locale)
    return renderer(pattern, locale)(value)
