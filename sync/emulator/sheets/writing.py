"""`CellData` into cells: the entered value, and the look, under a field mask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from sync.emulator.sheets.cells import EMPTY, VALUE_FIELDS, Cell, Formula, Json, Looks, Value, tidy_number
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.model import MOST_CHARACTERS
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import EVERYTHING, touches, updated
from sync.emulator.wire.mask_paths import Path

Writer = Callable[[Json, Cell], Cell]


def cell_writer(looks: Looks, which: tuple[Path, ...]) -> Writer:
    """A function from (CellData, present cell) to the new cell; the mask is worked out once, equal looks are
    looked up.
    """
    writes_value = touches(which, "userEnteredValue")
    look_paths = tuple(path for path in which if path[0] not in VALUE_FIELDS)
    if not look_paths:
        return lambda data, present: (entered_value(data.get("userEnteredValue")), present[1])
    known: dict[tuple[int, bytes], int] = {}

    def write(data: Json, present: Cell) -> Cell:
        rest = {name: part for name, part in data.items() if name not in VALUE_FIELDS}
        key = (present[1], orjson.dumps(rest) if rest else b"")
        look = known.get(key)
        if look is None:
            look = known[key] = _look(looks, present[1], rest, look_paths)
        value = entered_value(data.get("userEnteredValue")) if writes_value else present[0]
        return EMPTY if value is None and not look else (value, look)

    return write


def _look(looks: Looks, present: int, given: Json, which: tuple[Path, ...]) -> int:
    given = with_both_names(given)
    if which == (EVERYTHING,):
        return looks.number(given)
    return looks.number(updated(looks[present], given, which))


def entered_value(extended: Json | None) -> Value:
    """The value of an `ExtendedValue`; None for none. Raises `Refused` for more than one kind, an error, or
    too long a text.
    """
    if not extended:
        return None
    if len(extended) > 1:
        raise Refused("Only one value of an ExtendedValue may be set.")
    ((kind, value),) = extended.items()
    if kind == "numberValue":
        return tidy_number(value)
    if kind == "stringValue":
        return checked_text(value)
    if kind == "boolValue":
        return bool(value)
    if kind == "formulaValue":
        text = checked_text(value)
        if not text.startswith("="):
            raise Refused(f"Formula values must start with '=': {text[:40]}")
        return Formula(text)
    raise Refused("userEnteredValue.errorValue is read-only.")


def checked_text(text: str) -> str:
    """The text itself. Raises `Refused` when it is longer than a cell may hold."""
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a single cell.")
    return text


def extended_value(value: Any) -> Json | None:
    """The `ExtendedValue` of a value; None for an empty cell."""
    kind = type(value)
    if kind is str:
        return {"stringValue": value}
    if kind is int or kind is float:
        return {"numberValue": value}
    if kind is bool:
        return {"boolValue": value}
    if value is None:
        return None
    if kind is Formula:
        return {"formulaValue": value.text}
    return {"errorValue": {"type": value.type, "message": value.message}}
