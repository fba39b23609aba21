"""What stands in a cell: a value and a look.

A cell is an immutable pair `(value, look)`. The value is what was entered: None, bool, int, float, str, a
`Formula` or a `CellError`. The look is a number that stands for everything else the cell carries (format,
validation, note, ...), interned in the spreadsheet's `Looks`, so that ten thousand cells of one look hold one
dict.
"""

from __future__ import annotations

from typing import Any

import orjson

Json = dict[str, Any]

VALUE_FIELDS = frozenset({"userEnteredValue", "effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"})
"""Fields of CellData that are not part of a look: the entered value itself and what is worked out from value
and look.
"""


class Formula:
    """A formula as its author typed it, with the equals sign."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and other.text == self.text

    def __hash__(self) -> int:
        return hash(("=", self.text))

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"


class CellError:
    """An error value: Google's error type (`DIVIDE_BY_ZERO`) and the message shown for it."""

    __slots__ = ("message", "type")

    def __init__(self, type: str, message: str = "") -> None:
        self.type = type
        self.message = message

    @property
    def text(self) -> str:
        """How the cell shows the error, for example `#DIV/0!`."""
        return ERROR_TEXTS.get(self.type, "#ERROR!")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CellError) and other.type == self.type

    def __hash__(self) -> int:
        return hash(("#", self.type))

    def __repr__(self) -> str:
        return f"CellError({self.type})"


ERROR_TEXTS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
ERROR_TYPES = {text: type for type, text in ERROR_TEXTS.items()}

Value = None | bool | int | float | str | Formula | CellError
Cell = tuple[Value, int]
Row = tuple[Cell, ...]

EMPTY: Cell = (None, 0)
NO_ROW: Row = ()


def tidy_number(number: int | float) -> int | float:
    """The number as Sheets keeps it (a double), with whole numbers as int so that JSON shows `3` and not
    `3.0`.
    """
    if type(number) is int and -(2**53) <= number <= 2**53:
        return number
    as_double = float(number)
    return int(as_double) if as_double.is_integer() and abs(as_double) < 1e15 else as_double


def trimmed(cells: list[Cell]) -> Row:
    """The row without the empty cells at its end."""
    end = len(cells)
    while end and cells[end - 1] == EMPTY:
        end -= 1
    return tuple(cells[:end])


class Looks:
    """The interned looks of one spreadsheet. Look 0 is the empty look. A look is a dict of CellData fields
    and is never changed; the table only grows, so copies of a spreadsheet share it.
    """

    def __init__(self, looks: list[Json] | None = None) -> None:
        self.looks: list[Json] = looks or [{}]
        self._numbers = {_key(look): number for number, look in enumerate(self.looks)}

    def __getitem__(self, number: int) -> Json:
        return self.looks[number]

    def __len__(self) -> int:
        return len(self.looks)

    def number(self, look: Json) -> int:
        """The number of this look; it is added when nobody used it before. Empty parts are left out."""
        look = {name: part for name, part in look.items() if part not in (None, {}, [], "")}
        if not look:
            return 0
        key = _key(look)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.looks)
            self.looks.append(orjson.loads(key))
        return found


def _key(look: Json) -> bytes:
    return orjson.dumps(look, option=orjson.OPT_SORT_KEYS)
