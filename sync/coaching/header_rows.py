"""The header row of a tab that people put titles above, merge cells in, and sort with the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Final, TypeAlias

from sheets_templates.cells import Cell, TabSnapshot
from sheets_templates.headers import plain
from sheets_templates.model import Tab
from sync.coaching.texts import is_blank

Fits: TypeAlias = Callable[[str, Cell], bool]  # column key, a cell that is not blank: could it stand there?

_HEADER_SEARCH_ROWS: Final = 100  # a header is looked for here first; only if there is none, in the whole tab
_FEWEST_HEADERS: Final = 2  # one cell that equals a header is chance
_SAMPLE_ROWS: Final = 200  # enough to see what a column holds


class TabGrid:
    """The tab's cells by row and column; a cell that is merged with the one above has its text too."""

    def __init__(self, tab: TabSnapshot) -> None:
        self.columns = tab.columns
        self.width = len(tab.columns)
        self.height = len(tab.columns[0]) if tab.columns else 0
        self.above = {
            (row, merge["startColumnIndex"]): merge["startRowIndex"]
            for merge in tab.merges
            if {"startRowIndex", "endRowIndex", "startColumnIndex"} <= set(merge)
            for row in range(merge["startRowIndex"] + 1, min(merge["endRowIndex"], merge["startRowIndex"] + 10))
        }

    def cell(self, row: int, column: int) -> Cell:
        return self.columns[column][self.above.get((row, column), row)]

    def header(self, row: int | None, column: int) -> str:
        cell = None if row is None else self.cell(row, column)
        return cell.strip() if isinstance(cell, str) else ""

    def empty_below(self, header: int | None, column: int) -> bool:
        return all(map(is_blank, islice(self.columns[column], 0 if header is None else header + 1, None)))

    def sample(self, header: int | None) -> list[int]:
        """Rows below the header that hold anything."""
        rows = range(0 if header is None else header + 1, self.height)
        filled = (row for row in rows if any(not is_blank(column[row]) for column in self.columns))
        return list(islice(filled, _SAMPLE_ROWS))


def header_keys(template: Tab) -> dict[str, str]:
    """The column key of every header and alias, compared as headers are."""
    names: dict[str, str] = {}
    for column in template.columns:
        names.setdefault(plain(column.header), column.key)
    for column in template.columns:
        for alias in column.aliases:
            names.setdefault(plain(alias), column.key)
    return names


def header_row(grid: TabGrid, template: Tab, by_metadata: Mapping[int, str], fits: Fits) -> int | None:
    """The row with the most headers; failing that, a first row of texts of which none could be an entry (all
    headers renamed)."""
    names = header_keys(template)
    enough = len(template.columns) / 2
    for row in range(min(grid.height, _HEADER_SEARCH_ROWS)):
        if _known_headers(grid, row, names) > enough:
            return row
    for rows in (range(min(grid.height, _HEADER_SEARCH_ROWS)), range(_HEADER_SEARCH_ROWS, grid.height)):
        counts = {row: _known_headers(grid, row, names) for row in rows}
        best = max(counts.values(), default=0)
        if best >= min(_FEWEST_HEADERS, len(template.columns)):
            return next(row for row, count in counts.items() if count == best)
    first = next(iter(grid.sample(None)), None)
    if first is None or not by_metadata:
        return None
    known = [(key, grid.cell(first, index)) for index, key in by_metadata.items() if index < grid.width]
    texts = [(key, cell) for key, cell in known if not is_blank(cell)]
    required = [(key, cell) for key, cell in texts if template.column(key).required]
    none_fits = not any(fits(key, cell) for key, cell in required)
    return first if required and none_fits and all(isinstance(cell, str) for _, cell in texts) else None


def _known_headers(grid: TabGrid, row: int, names: Mapping[str, str]) -> int:
    return len({names.get(plain(grid.cell(row, column))) for column in range(grid.width)} - {None})
