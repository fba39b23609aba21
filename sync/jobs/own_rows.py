"""Rows of a coach's own workbook: found, changed and emptied where they stand at that moment, with the coach's own permission.

A row is found by what it says, but Sheets takes a row's number, and the coach may sort between our read and our write. So the
answer of every write is looked at: a row that our write met by mistake is put back as it was, and ours is sought again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import Cell, CellError, TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import Tab
from sync.coaching.table_rows import TableRow, table_rows
from sync.google.cell_data import cell_data, same
from sync.google.filling import new_rows_request
from sync.google.sheet_requests import write_cells
from sync.google.workbooks import write_workbook
from sync.jobs.log_entry import carried_out
from sync.jobs.own_workbook import OwnWorkbook

MOST_MENDS: Final = 3  # how often somebody may be sorting at the very moment in which we write
Find = Callable[[Sequence[TableRow]], TableRow | None]
Requests = list[dict[str, Any]]


class BookUnreadable(Exception):
    """A tab or a column of the coach's workbook is missing; the message says which and what to do."""


def usable_tab(snapshot: WorkbookSnapshot, tab_key: str, columns: Sequence[str]) -> TabSnapshot:
    """The tab, if it has all these columns. Raises BookUnreadable."""
    template, tab = load("coach_workbook").tab(tab_key), snapshot.tab(tab_key)
    if tab is None:
        raise BookUnreadable(
            f"The {template.title} tab of your workbook is missing. Restore it in Google Sheets with File > Version history, or "
            "ask the director to mend the workbook."
        )
    places = column_positions(template, tab)
    lacking = [template.column(key).header for key in columns if key not in places]
    if lacking:
        raise BookUnreadable(
            f"The {template.title} tab of your workbook has no column {', '.join(lacking)} any more. Undo its deletion in Google "
            "Sheets (File > Version history), or ask the director to mend the workbook; then press again."
        )
    return tab


def added_rows(tab_key: str, tab: TabSnapshot, rows: Sequence[Mapping[str, object]]) -> Requests:
    """What adds rows below the last one; a column that the tab lacks is left out."""
    template = load("coach_workbook").tab(tab_key)
    places = column_positions(template, tab)
    return new_rows_request(template, tab, [{key: row[key] for key in row if key in places} for row in rows])


def cells_written(tab_key: str, tab: TabSnapshot, row: TableRow, cells: Mapping[str, object]) -> Requests:
    """What makes a row hold these cells; nothing where it holds them already."""
    places = column_positions(load("coach_workbook").tab(tab_key), tab)
    return [
        write_cells(tab.sheet_id, row.row - 1, places[key], [[cell_data(value)]], "userEnteredValue")
        for key, value in cells.items()
        if key in places and not same(value, row.cells.get(key))
    ]


def changed_row(
    own: OwnWorkbook,
    tab_key: str,
    find: Find,
    wanted: Callable[[TableRow], Mapping[str, object]],
) -> tuple[WorkbookSnapshot, bool]:
    """The workbook once the row holds what is wanted, and whether anything was written. One read and one write.

    `find` says which row it is and may raise; where it finds none, nothing is left to do. Raises BookUnreadable, GoogleProblem.
    """
    tab_template = load("coach_workbook").tab(tab_key)
    seen: list[WorkbookSnapshot] = []
    cells: dict[str, object] = {}

    def decided(snapshot: WorkbookSnapshot) -> Requests | None:
        row = find(table_rows(tab_template, snapshot.tab(tab_key)))
        if row is None:
            return None
        cells.clear()
        cells.update(wanted(row))
        seen.append(snapshot)
        return cells_written(tab_key, usable_tab(snapshot, tab_key, list(cells)), row, cells) or None

    after, wrote = carried_out(own.person, own.workbook_id, decided)
    for _ in range(MOST_MENDS if wrote else 0):
        requests = _mending(tab_template, seen[-1], after, find, cells)
        if not requests:
            break
        after = write_workbook(own.person, after, after.version, requests).snapshot_after or after
    return after, wrote


def _mending(
    template: Tab, before: WorkbookSnapshot, after: WorkbookSnapshot, find: Find, cells: Mapping[str, object]
) -> Requests:
    """What a write that met a foreign row makes necessary; nothing where ours is as it should be."""
    tab = usable_tab(after, template.key, list(cells))
    rows, rows_before = table_rows(template, tab), table_rows(template, before.tab(template.key))
    ours = find(rows)
    if ours is None or all(same(value, ours.cells.get(key)) for key, value in cells.items()):
        return []
    mended = cells_written(template.key, tab, ours, cells)
    own_before = find(rows_before)
    lost = Counter(_said(row) for row in rows_before if row != own_before) - Counter(_said(row) for row in rows)
    for row in rows_before:
        if lost[_said(row)]:
            lost[_said(row)] -= 1
            mended += _put_back(template, tab, rows, row, cells)
    return mended


def _put_back(
    template: Tab, tab: TabSnapshot, rows: Sequence[TableRow], lost: TableRow, cells: Mapping[str, object]
) -> Requests:
    """A row that holds ours in place of its own gets its own again; one that was emptied altogether is added anew."""
    held: dict[str, object] = {key: _value(cell) for key, cell in lost.cells.items()}
    for row in rows:
        if all(same(cells.get(key, value), row.cells.get(key)) for key, value in held.items()):
            return cells_written(template.key, tab, row, held)
    return added_rows(template.key, tab, [held])


def _said(row: TableRow) -> tuple[tuple[str, Cell], ...]:
    return tuple(sorted(row.cells.items()))


def _value(cell: Cell) -> object:
    return cell.code if isinstance(cell, CellError) else cell
