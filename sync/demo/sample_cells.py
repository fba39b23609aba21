"""What a cell of the sample holds, and the rows made of such cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Formula:
    """A formula that somebody typed into a cell. Any `str` is plain text, even where it begins with `=`."""

    text: str


Value = str | int | float | bool | date | Formula  # an empty cell is ""
Row = dict[str, Value]  # column key -> value
Registry = dict[str, list[Row]]  # tab key -> rows
