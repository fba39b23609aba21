"""Requests that make a tab hold what it should hold, and nothing when it already does.

Tables are written row by row where they differ; report tabs are drawn whole; tabs in which people type get
single cells or new rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sheets_templates.cells import TabSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import ColumnType, Tab
from sync.google.cell_data import CellData, cell_at, cell_data, linked_cell, same, shown
from sync.google.drawing import page_requests, report_requests
from sync.google.sheet_requests import Request, more, row_span, runs, write_cells

__all__ = [
    "entry_cells_requests",
    "grown",
    "new_rows_request",
    "page_requests",
    "question_requests",
    "report_requests",
    "table_requests",
]

ROWS_PER_REQUEST: Final = 2_000  # keeps one request below the 2 MB that the Sheets API's limits page advises
SPARE_ROWS: Final = 200  # a grid that has to grow grows by a little more than it must


def table_requests(tab: Tab, snapshot: TabSnapshot, rows: Sequence[Sequence[object]]) -> list[Request]:
    """What makes a table tab hold these rows below its header.

    Args: `rows` in the order of the template's columns. Only rows that differ are written, consecutive ones
        together; rows that are too many are emptied, not deleted, because people may have written beside
        them. A column that the tab lacks is skipped.
    """
    wanted = _wanted_columns(tab, snapshot, rows)
    present_rows = len(snapshot.columns[0]) - 1 if snapshot.columns else 0
    differing = _differing(wanted, snapshot, max(len(rows), present_rows))
    requests = grown(snapshot, len(rows) + 1)
    for first, last in _bounded(runs(differing)):
        for left, right in runs(wanted):
            columns = [wanted[place] for place in range(left, right)]
            cells = [
                [linked_cell(values[row], kind) if row < len(rows) else {} for kind, values in columns]
                for row in range(first, last)
            ]
            linked = any(kind == ColumnType.URL for kind, _ in columns)
            fields = "userEnteredValue,userEnteredFormat.textFormat.link" if linked else "userEnteredValue"
            requests.append(write_cells(snapshot.sheet_id, first + 1, left, cells, fields))
    return requests


def _wanted_columns(
    tab: Tab, snapshot: TabSnapshot, rows: Sequence[Sequence[object]]
) -> dict[int, tuple[ColumnType, list[object]]]:
    """The type and the wanted values of each column that the tab has, by its place."""
    order = {column.key: number for number, column in enumerate(tab.columns)}
    return {
        place: (tab.column(key).type, [row[order[key]] for row in rows])
        for key, place in column_positions(tab, snapshot).items()
    }


def _differing(wanted: Mapping[int, tuple[ColumnType, list[object]]], snapshot: TabSnapshot, depth: int) -> set[int]:
    """The rows below the header (0-based) in which a cell does not hold what is wanted; rows too many want
    nothing."""
    return {
        row
        for place, (kind, values) in wanted.items()
        for row in range(depth)
        if not same(shown(values[row], kind) if row < len(values) else None, cell_at(snapshot, row + 1, place))
    }


def entry_cells_requests(snapshot: TabSnapshot, column_key: str, values: Mapping[int, object]) -> list[Request]:
    """What writes single cells of one column, by row (1-based, as people count them).

    Raises ValueError when no column of the tab bears this key.
    """
    column = next((index for index, key in sorted(snapshot.column_keys.items()) if key == column_key), None)
    if column is None:
        raise ValueError(f"The tab {snapshot.title!r} has no column marked {column_key!r}: repair the workbook first.")
    return _column_cells(snapshot, column, values)


def new_rows_request(tab: Tab, snapshot: TabSnapshot, rows: Sequence[Mapping[str, object]]) -> list[Request]:
    """What adds rows after the last one that holds anything, wherever that is when the request arrives.

    Args: `rows` hold values by column key; columns that a row does not name, and columns that people added,
        stay empty.
    """
    if not rows:
        return []
    places = column_positions(tab, snapshot)
    width = max(places.values()) + 1
    lines = []
    for row in rows:
        cells: list[CellData] = [{} for _ in range(width)]
        for key, value in row.items():
            cells[places[key]] = linked_cell(value, tab.column(key).type)
        lines.append({"values": cells})
    return [{"appendCells": {"sheetId": snapshot.sheet_id, "rows": lines, "fields": "userEnteredValue"}}]


def question_requests(tab: Tab, snapshot: TabSnapshot, rows: Sequence[Mapping[str, object]]) -> list[Request]:
    """What keeps a questions tab up to date: known questions get their protected cells, new ones a new row.

    A question is known by its first column (its id). An answer is never touched, and no row is ever removed.
    """
    places = column_positions(tab, snapshot)
    id_key = tab.columns[0].key
    ids = snapshot.columns[places[id_key]] if places[id_key] < len(snapshot.columns) else ()
    row_of = {cell: number for number, cell in enumerate(ids, start=1) if isinstance(cell, str)}
    requests: list[Request] = []
    for column in tab.columns:
        if column.protected and column.key != id_key:
            values = {
                row_of[row[id_key]]: row[column.key]  # type: ignore[index]
                for row in rows
                if row[id_key] in row_of and column.key in row
            }
            requests.extend(_column_cells(snapshot, places[column.key], values))
    added = [row for row in rows if row[id_key] not in row_of]
    return requests + new_rows_request(tab, snapshot, added)


def _column_cells(snapshot: TabSnapshot, column: int, values: Mapping[int, object]) -> list[Request]:
    changed = (row for row, value in values.items() if not same(value, cell_at(snapshot, row - 1, column)))
    return [
        write_cells(
            snapshot.sheet_id,
            first - 1,
            column,
            [[cell_data(values[row])] for row in range(first, last)],
            "userEnteredValue",
        )
        for first, last in _bounded(runs(changed))
    ]


def grown(snapshot: TabSnapshot, rows: int) -> list[Request]:
    """What gives the tab at least `rows` rows: new ones look like its last one and offer the same choices, as rows do that people
    add by hand."""
    missing = rows - snapshot.row_count
    if missing <= 0:
        return []
    added = missing + SPARE_ROWS
    last = row_span(snapshot.sheet_id, snapshot.row_count - 1, 1)
    new = row_span(snapshot.sheet_id, snapshot.row_count, added)
    copies = (
        {"copyPaste": {"source": last, "destination": new, "pasteType": what}}
        for what in ("PASTE_FORMAT", "PASTE_DATA_VALIDATION")
    )
    return [more(snapshot.sheet_id, "ROWS", added), *copies]


def _bounded(spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    for first, last in spans:
        for start in range(first, last, ROWS_PER_REQUEST):
            yield start, min(start + ROWS_PER_REQUEST, last)
