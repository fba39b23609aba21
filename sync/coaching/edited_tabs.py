"""A small tab that people edit by hand (the registry's, a coach's): its columns located, its rows, what is to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheets_templates.cells import Cell, CellError, DaySerial, TabSnapshot, WorkbookSnapshot
from sheets_templates.model import ColumnType, Tab
from sync.coaching.columns import LocatedColumns, locate_columns
from sync.coaching.dates import read_date
from sync.coaching.edited_rows import EditedRow
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.header_rows import Fits
from sync.coaching.texts import is_blank, plain


class EditedTab:
    """One tab with its columns located, and `rows`, all that hold anything below the header
    row.

    `found` is false, and there are no rows, when the tab is missing or cannot be read without a risk of
    misreading it. `missing` are the keys of columns that it lacks.
    """

    def __init__(self, snapshot: WorkbookSnapshot, template: Tab, if_missing: str = "it was taken as empty") -> None:
        self.title = template.title
        self.found = False
        self.missing: tuple[str, ...] = ()
        self.rows: tuple[EditedRow, ...] = ()
        self._of_tab: tuple[RowProblem, ...] = ()
        tab = snapshot.tab(template.key) or _by_title(snapshot.tabs, template)
        if tab is None:
            message = f'The tab "{template.title}" was not found; {if_missing}.'
            hint = f'Undo the deletion, or name one tab "{template.title}".'
            self.report(Outcome.PROBLEM, message, hint)
            return
        located = locate_columns(tab, template, _fits(template, snapshot.locale))
        self.found, self._of_tab = located.usable, located.problems
        self.missing = located.missing
        if located.usable:
            self.rows = tuple(_rows(tab, located, template, snapshot.locale))

    def report(self, outcome: Outcome, message: str, hint: str) -> None:
        """Something about the whole tab."""
        self._of_tab = (*self._of_tab, RowProblem(outcome, self.title, None, "", message, hint))

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """What was found out about the tab and its rows so far."""
        return (*self._of_tab, *(problem for row in self.rows for problem in row.problems))


def _rows(tab: TabSnapshot, located: LocatedColumns, template: Tab, locale: str) -> Iterator[EditedRow]:
    columns = {key: tab.columns[index] for key, index in located.positions.items() if index < len(tab.columns)}
    height = len(tab.columns[0]) if tab.columns else 0
    for place in range(located.header_row or 0, height):
        cells = {key: column[place] for key, column in columns.items()}
        if not all(is_blank(cell) or cell is False for cell in cells.values()):
            yield EditedRow(place + 1, cells, located, template, locale)


def _by_title(tabs: Sequence[TabSnapshot], template: Tab) -> TabSnapshot | None:
    return next((tab for tab in tabs if tab.key is None and plain(tab.title) == plain(template.title)), None)


def _fits(template: Tab, locale: str) -> Fits:
    kinds = {column.key: column.type for column in template.columns}

    def fits(key: str, cell: Cell) -> bool:
        if kinds[key] is ColumnType.DATE:
            return not read_date(cell, locale).refused
        if kinds[key] in (ColumnType.INTEGER, ColumnType.DAYS, ColumnType.MONEY):
            return isinstance(cell, (int, float)) and not isinstance(cell, (bool, DaySerial))
        if kinds[key] is ColumnType.CHECKBOX:
            return isinstance(cell, bool)
        if kinds[key] is ColumnType.EMAIL:
            return isinstance(cell, str) and "@" in cell
        return not isinstance(cell, (bool, DaySerial, CellError))

    return fits
