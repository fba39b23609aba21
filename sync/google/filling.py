"""Requests that make a tab hold what it should hold, and nothing when it already does.

Tables are written row by row where they differ (`table_writing`); report tabs are drawn whole (`drawing`); tabs in which
people type get single cells or new rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets_templates.cells import TabSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import Tab
from sync.google.cell_data import CellData, cell_at, cell_data, linked_cell, same
from sync.google.drawing import page_requests, report_requests
from sync.google.sheet_requests import Request, runs, write_cells
from sync.google.table_writing import ROWS_PER_REQUEST, bounded, grown, table_requests

__all__ = [
    "ROWS_PER_REQUEST",
    "entry_cells_requests",
    "grown",
    "new_rows_request",
    "page_requests",
    "question_requests",
    "report_requests",
    "table_requests",
]


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
        for first, last in bounded(runs(changed))
    ]
