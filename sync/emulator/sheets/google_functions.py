"""Functions of Sheets that the formula engine does not have, added to it as plain Python functions.

An argument arrives as a value, a list of rows for a range, None for an empty cell, or a dict for an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Function = Callable[..., Any]
NOT_FOUND = {"type": "Error", "kind": "Na"}
BAD_VALUE = {"type": "Error", "kind": "Value"}


def _flat(arguments: Iterable[Any]) -> Iterator[Any]:
    for argument in arguments:
        if isinstance(argument, list):
            yield from _flat(argument)
        else:
            yield argument


def _error(arguments: Iterable[Any]) -> dict[str, Any] | None:
    return next((value for value in _flat(arguments) if isinstance(value, dict)), None)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def array_formula(value: Any) -> Any:
    """The value as it is: the engine spreads arrays by itself."""
    return value


def join(delimiter: Any, *arguments: Any) -> Any:
    """All values in one text, with the delimiter between them."""
    return _error(arguments) or _text(delimiter).join(_text(value) for value in _flat(arguments))


def split(text: Any, delimiter: Any, by_each: Any = True, drop_empty: Any = True) -> Any:
    """The parts of a text, side by side; digits become numbers."""
    marks = _text(delimiter)
    pattern = f"[{re.escape(marks)}]" if by_each else re.escape(marks)
    parts = [part for part in re.split(pattern, _text(text)) if part or not drop_empty]
    return [[float(part) if re.fullmatch(r"-?\d+(\.\d+)?", part) else part for part in parts]]


def count_unique(*arguments: Any) -> Any:
    """How many different values there are; empty cells do not count."""
    return float(len({(type(value) is bool, value) for value in _flat(arguments) if value is not None}))


def flatten(*arguments: Any) -> Any:
    """All values one below the other."""
    return [[value] for value in _flat(arguments)]


def regex_match(text: Any, pattern: Any) -> Any:
    """Whether the pattern is found in the text."""
    return re.search(_text(pattern), _text(text)) is not None


def regex_extract(text: Any, pattern: Any) -> Any:
    """What the pattern, or its group, matches; `#N/A` if nothing does."""
    found = re.search(_text(pattern), _text(text))
    if not found:
        return NOT_FOUND
    return [list(found.groups())] if len(found.groups()) > 1 else found[len(found.groups())]


def regex_replace(text: Any, pattern: Any, replacement: Any) -> Any:
    """The text with every match replaced; `$1` is the first group."""
    return re.sub(_text(pattern), re.sub(r"\$(\d)", r"\\\1", _text(replacement)), _text(text))


def is_email(value: Any) -> Any:
    """Whether the value is an e-mail address."""
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", _text(value)))


def is_url(value: Any) -> Any:
    """Whether the value is a web address."""
    return bool(re.fullmatch(r"(https?://|www\.)?[^\s/.]+(\.[^\s/.]+)+(/\S*)?", _text(value)))


def drawing(*_: Any) -> Any:
    """What is drawn in a cell has no value."""
    return ""


def unreachable(*_: Any) -> Any:
    """`#REF!`: there is no Internet here."""
    return {"type": "Error", "kind": "Ref"}


def identity(value: Any) -> Any:
    """The value as it is; only its format would change."""
    return value


FUNCTIONS: dict[str, tuple[Function, int]] = {
    "ARRAYFORMULA": (array_formula, 1),
    "COUNTUNIQUE": (count_unique, 1),
    "FLATTEN": (flatten, 1),
    "IMPORTDATA": (unreachable, 1),
    "IMPORTFEED": (unreachable, 1),
    "IMPORTHTML": (unreachable, 1),
    "IMPORTRANGE": (unreachable, 1),
    "IMPORTXML": (unreachable, 1),
    "IMAGE": (drawing, 1),
    "ISEMAIL": (is_email, 1),
    "ISURL": (is_url, 1),
    "JOIN": (join, 2),
    "REGEXEXTRACT": (regex_extract, 2),
    "REGEXMATCH": (regex_match, 2),
    "REGEXREPLACE": (regex_replace, 3),
    "SPARKLINE": (drawing, 1),
    "SPLIT": (split, 2),
    "TO_DATE": (identity, 1),
    "TO_DOLLARS": (identity, 1),
    "TO_PERCENT": (identity, 1),
    "TO_PURE_NUMBER": (identity, 1),
    "TO_TEXT": (_text, 1),
}
"""Function by name, with the least number of arguments. What reaches out of the spreadsheet gives `#REF!`:
there is no Internet here.
"""
