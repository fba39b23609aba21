"""Sheets formats and rules in the words of XlsxWriter."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.showing import default_pattern

_BORDERS = {"DOTTED": 4, "DASHED": 3, "SOLID": 1, "SOLID_MEDIUM": 2, "SOLID_THICK": 5, "DOUBLE": 6}
_VERTICAL = {"TOP": "top", "MIDDLE": "vcenter", "BOTTOM": "bottom"}
_CONDITIONS = {
    "NUMBER_GREATER": (">",),
    "NUMBER_GREATER_THAN_EQ": (">=",),
    "NUMBER_LESS": ("<",),
    "NUMBER_LESS_THAN_EQ": ("<=",),
    "NUMBER_EQ": ("==",),
    "NUMBER_NOT_EQ": ("!=",),
    "NUMBER_BETWEEN": ("between",),
    "NUMBER_NOT_BETWEEN": ("not between",),
    "DATE_BEFORE": ("<",),
    "DATE_AFTER": (">",),
    "DATE_ON_OR_BEFORE": ("<=",),
    "DATE_ON_OR_AFTER": (">=",),
    "DATE_EQ": ("==",),
    "DATE_BETWEEN": ("between",),
    "DATE_NOT_BETWEEN": ("not between",),
}
_TEXTS = {
    "TEXT_CONTAINS": "containing",
    "TEXT_NOT_CONTAINS": "not containing",
    "TEXT_STARTS_WITH": "begins with",
    "TEXT_ENDS_WITH": "ends with",
}


def hex_color(color: Json | None) -> str | None:
    """`#RRGGBB` of an API color; None for none."""
    if color is None:
        return None
    return _hex(color.get("red", 0), color.get("green", 0), color.get("blue", 0))


@lru_cache(maxsize=1024)  # a band colors thousands of cells
def _hex(*shares: float) -> str:
    return "#" + "".join(f"{round(share * 255):02X}" for share in shares)


def format_properties(format: Json, locale: str) -> Json:
    """A `CellFormat` as properties of an XlsxWriter format."""
    out: Json = {}
    if "backgroundColor" in format:
        out["bg_color"] = hex_color(format["backgroundColor"])
    out |= _text_properties(format.get("textFormat", {}))
    number_format = format.get("numberFormat")
    if number_format:
        pattern = number_format.get("pattern") or default_pattern(number_format.get("type", ""), locale)
        out["num_format"] = pattern.replace("am/pm", "AM/PM")
    if format.get("horizontalAlignment") in ("LEFT", "CENTER", "RIGHT"):
        out["align"] = format["horizontalAlignment"].lower()
    if format.get("verticalAlignment") in _VERTICAL:
        out["valign"] = _VERTICAL[format["verticalAlignment"]]
    if format.get("wrapStrategy") == "WRAP":
        out["text_wrap"] = True
    for side, border in format.get("borders", {}).items():
        out[side] = _BORDERS.get(border.get("style", ""), 0)
        if color := hex_color(border.get("color")):
            out[f"{side}_color"] = color
    rotation = format.get("textRotation", {})
    if rotation.get("angle"):
        out["rotation"] = rotation["angle"]
    return out


def _text_properties(text: Json) -> Json:
    pairs = (
        ("bold", "bold"),
        ("italic", "italic"),
        ("strikethrough", "font_strikeout"),
        ("underline", "underline"),
    )
    out: Json = {ours: True for theirs, ours in pairs if text.get(theirs)}
    if "foregroundColor" in text:
        out["font_color"] = hex_color(text["foregroundColor"])
    if text.get("fontSize"):
        out["font_size"] = text["fontSize"]
    family = text.get("fontFamily", "")
    if family and "," not in family:
        out["font_name"] = family
    return out


def condition_options(rule: Json, as_number: Any) -> Json | None:
    """A boolean rule's condition as options of `conditional_format`; None if XLSX has none like it."""
    condition = rule["condition"]
    kind = condition["type"]
    values = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    if kind in _CONDITIONS:
        numbers = [as_number(value) for value in values]
        options: Json = {"type": "cell", "criteria": _CONDITIONS[kind][0]}
        if len(numbers) == 2:
            return {**options, "minimum": numbers[0], "maximum": numbers[1]}
        return {**options, "value": numbers[0]}
    if kind in _TEXTS:
        return {"type": "text", "criteria": _TEXTS[kind], "value": values[0]}
    if kind in ("TEXT_EQ", "TEXT_NOT_EQ"):
        return {"type": "cell", "criteria": "==" if kind == "TEXT_EQ" else "!=", "value": f'"{values[0]}"'}
    if kind == "BLANK":
        return {"type": "blanks"}
    if kind == "NOT_BLANK":
        return {"type": "no_blanks"}
    if kind == "CUSTOM_FORMULA":
        return {"type": "formula", "criteria": values[0]}
    return None


def validation_options(rule: Json, as_number: Any) -> Json | None:
    """A validation rule as options of `data_validation`; None if XLSX has none like it."""
    condition = rule["condition"]
    kind = condition["type"]
    values = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    options: Json | None = None
    if kind == "ONE_OF_LIST" and sum(map(len, values)) + len(values) <= 255:
        options = {"validate": "list", "source": values}
    elif kind == "ONE_OF_RANGE":
        options = {"validate": "list", "source": values[0] if values[0].startswith("=") else "=" + values[0]}
    elif kind == "CUSTOM_FORMULA":
        options = {"validate": "custom", "value": values[0]}
    elif kind == "DATE_IS_VALID":
        options = {"validate": "decimal", "criteria": ">=", "value": 0}
    elif kind == "BOOLEAN" and not values:
        options = {"validate": "list", "source": ["TRUE", "FALSE"]}
    elif kind in _CONDITIONS:
        numbers = [as_number(value) for value in values]
        options = {"validate": "decimal", "criteria": _CONDITIONS[kind][0]}
        options |= {"minimum": numbers[0], "maximum": numbers[1]} if len(numbers) == 2 else {"value": numbers[0]}
    if options is None:
        return None
    options["error_type"] = "stop" if rule.get("strict") else "warning"
    if rule.get("inputMessage"):
        options["input_message"] = rule["inputMessage"][:255]
    return options
