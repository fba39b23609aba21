"""Rows, columns or blocks of cells that are inserted, deleted or moved, and where everything is then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.model import ROWS

Place = Callable[[Box], Box | None]
"""Where a range of the changed sheet is afterwards; None if nothing of it is left."""


@dataclass(frozen=True)
class Change:
    """Rows or columns `start` up to `end` of a sheet are inserted, deleted, or moved in front of
    `destination`.

    `band` limits the change to the cells of one range of the other dimension (insertRange and deleteRange).
    """

    kind: str  # insert, delete, move
    sheet_id: int
    dimension: str
    start: int
    end: int
    destination: int = 0
    band: tuple[int, int] | None = None

    @property
    def count(self) -> int:
        return self.end - self.start

    def index(self, index: int) -> int | None:
        """Where the row or column with this index is afterwards; None if it is deleted."""
        if self.kind == "insert":
            return index + self.count if index >= self.start else index
        if self.kind == "delete":
            if self.start <= index < self.end:
                return None
            return index - self.count if index >= self.end else index
        return self._moved(index)

    def _moved(self, index: int) -> int:
        landed = self.destination if self.destination <= self.start else self.destination - self.count
        if self.start <= index < self.end:
            return landed + index - self.start
        without = index - self.count if index >= self.end else index
        return without + self.count if without >= landed else without

    def span(self, first: int | None, end: int | None) -> tuple[int | None, int | None] | None:
        """Where a run of rows or columns is afterwards; None if nothing of it is left. Open sides stay open."""
        if self.kind == "delete":
            return self._span_after_delete(first, end)
        if self.kind == "insert":
            new_first = first if first is None or first < self.start else first + self.count
            return new_first, (end if end is None or end <= self.start else end + self.count)
        if first is None or end is None:
            return first, end
        ends = sorted((self._moved(first), self._moved(end - 1)))
        return (ends[0], ends[1] + 1) if first >= self.start or end <= self.end else self._span_around(first, end, ends)

    def _span_around(self, first: int, end: int, ends: list[int]) -> tuple[int, int]:
        inside = first <= self.start and self.end <= end and first <= self.destination <= end
        return (first, end) if inside else (ends[0], ends[1] + 1)

    def _span_after_delete(self, first: int | None, end: int | None) -> tuple[int | None, int | None] | None:
        low = first or 0
        if end is not None and self.start <= low and end <= self.end:
            return None
        new_low = low - max(0, min(low, self.end) - self.start)
        new_end = None if end is None else end - max(0, min(end, self.end) - self.start)
        return (None if first is None else new_low), new_end

    def place(self, box: Box) -> Box | None:
        """Where a range of the changed sheet is afterwards; None if it is gone."""
        rows = self.dimension == ROWS
        if self.band is not None and not self._in_band(box):
            return box
        sides = self.span(box.top, box.bottom) if rows else self.span(box.left, box.right)
        if sides is None:
            return None
        first, end = sides
        return replace(box, top=first, bottom=end) if rows else replace(box, left=first, right=end)

    def _in_band(self, box: Box) -> bool:
        low, high = self.band or (0, 0)
        first, end = (box.left, box.right) if self.dimension == ROWS else (box.top, box.bottom)
        return (first or 0) >= low and end is not None and end <= high
