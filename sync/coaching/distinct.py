"""A column by its different cells: few, so that reading them slowly costs little.

A log of 100,000 rows has some 200 dates, 40 durations and 24 activities. Each different cell is read once, by
the most patient code there is; the rows only point to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from sheets_templates.cells import Cell, ClockSerial, DaySerial
from sync.coaching.texts import is_blank

Codes: TypeAlias = npt.NDArray[np.intp]
Mask: TypeAlias = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class Distinct:
    """The different cells of a column, blank ones as None, and for each row which of them it holds."""

    cells: tuple[Cell, ...]
    codes: Codes

    @property
    def filled(self) -> Mask:
        """The rows whose cell is not blank."""
        return np.array([cell is not None for cell in self.cells], dtype=np.bool_)[self.codes]

    def rows(self, places: Codes) -> Distinct:
        """The same for some of the rows."""
        return Distinct(self.cells, taken(self.codes, places))


def taken(values: npt.NDArray[Scalar], places: Codes) -> npt.NDArray[Scalar]:
    """The values at the places (ascending); a view where these are one stretch, which they nearly always
    are."""
    if len(places) and places[-1] - places[0] + 1 == len(places):
        return values[places[0] : places[-1] + 1]
    return values[places]


def distinct(cells: Sequence[Cell], header: int | None = None) -> Distinct:
    """The different cells of a column. Equal numbers of different kinds (90, TRUE, a date) are different
    cells.

    The cell at position `header` counts as blank.
    """
    kind = type(next(filter(None, islice(cells, 0 if header is None else header + 1, None)), None))
    if kind in (float, DaySerial, ClockSerial):
        numbers = _distinct_numbers(cells, kind, header)
        if numbers is not None:
            return numbers
    found, codes = _numbered(cells)
    if not all(cell is None or isinstance(cell, str) for cell in found):
        found, codes = _numbered(list(zip(map(type, cells), cells, strict=True)))
        found = [cell for _, cell in found]
    if header is not None and header < len(codes):
        codes[header] = len(found)
        found.append(None)
    return Distinct(tuple(None if is_blank(cell) else cell for cell in found), codes)


def _distinct_numbers(cells: Sequence[Cell], kind: type[float], header: int | None) -> Distinct | None:
    """As `distinct`, for a column of blanks and numbers of one kind; None when anything else stands there."""
    below = list(cells)
    if header is not None:
        below[header] = None
    if not set(map(type, below)) <= {kind, type(None)}:
        return None
    codes, numbers = pd.factorize(np.array(below, dtype=np.float64))
    codes[codes < 0] = len(numbers)
    return Distinct((*map(kind, numbers), None), codes)


def _numbered(cells: Sequence[Any]) -> tuple[list[Any], Codes]:
    """The different cells in the order of their first appearance, and each cell's number: one pass in C."""
    numbers: defaultdict[Any, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(numbers.__getitem__, cells), np.intp, len(cells))
    return list(numbers), codes
