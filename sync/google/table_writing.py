"""Requests that make a table tab hold its rows, and nothing when it already does: only rows that differ are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from sheets_templates.cells import Cell, TabSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import ColumnType, Tab
from sync.google.cell_data import linked_cell, same, shown, typed
from sync.google.sheet_requests import Request, more, row_span, runs, write_cells

ROWS_PER_REQUEST: Final = 2_000  # keeps one request below the 2 MB that the Sheets API's limits page advises
SPARE_ROWS: Final = 200  # a grid that has to grow grows by a little more than it must

TableRow = Sequence[object]
Key = tuple[Cell, ...]


def table_requests(tab: Tab, snapshot: TabSnapshot, rows: Sequence[TableRow]) -> list[Request]:
    """What makes a table tab hold these rows below its header.

    Args: `rows` in the order of the template's columns. Only rows that differ are written, consecutive ones
        together; rows that are too many are emptied, not deleted, because people may have written beside
        them. A column that the tab lacks is skipped. Where the template names a `row_key`, a row that the tab
        holds already stays at its place, however people sorted the tab.
    """
    positions = column_positions(tab, snapshot)
    if tab.row_key and positions.keys() >= set(tab.row_key):
        rows = _at_their_places(_keyed(tab, rows), [_below_header(snapshot, positions[key]) for key in tab.row_key])
    wanted = _wanted_columns(tab, positions, rows)
    requests = grown(snapshot, len(rows) + 1)
    for first, last in bounded(runs(_differing(wanted, snapshot))):
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


def _keyed(tab: Tab, rows: Sequence[TableRow]) -> list[tuple[Key, TableRow]]:
    """Each row with its key, as the Sheet shows it: a date as its serial, nothing as nothing."""
    order = {column.key: number for number, column in enumerate(tab.columns)}
    places = [order[key] for key in tab.row_key]
    return [(tuple(typed(row[place]) for place in places), row) for row in rows]


def _below_header(snapshot: TabSnapshot, place: int) -> Sequence[Cell]:
    return snapshot.columns[place][1:] if place < len(snapshot.columns) else ()


def _at_their_places(rows: Sequence[tuple[Key, TableRow]], standing: Sequence[Sequence[Cell]]) -> list[TableRow]:
    """The rows in such an order that each whose key stands in the tab stays there; the others fill what became free, then
    follow at the end. What is still free is filled from the end, so that no gap is left.

    Args: `rows` with their keys; `standing`, the cells of the key's columns below the header.
    """
    place_of: dict[Key, int] = {}
    keys = [tuple(None if cell == "" else cell for cell in cells) for cells in zip(*standing, strict=True)]
    for place, key in enumerate(keys):
        place_of.setdefault(key, place)
    arranged: list[TableRow | None] = [None] * len(keys)
    others: list[TableRow] = []
    for key, row in rows:
        if key in place_of:
            arranged[place_of.pop(key)] = row
        else:
            others.append(row)
    waiting = iter(others)
    arranged = [next(waiting, None) if row is None else row for row in arranged]
    return _without_gaps([*arranged, *waiting])


def _without_gaps(rows: list[TableRow | None]) -> list[TableRow]:
    """The rows with each gap filled by the one that stands last."""
    gaps = (place for place, row in enumerate(rows) if row is None)
    for gap in gaps:
        while rows and rows[-1] is None:
            rows.pop()
        if gap >= len(rows):
            break
        rows[gap] = rows.pop()
    return [row for row in rows if row is not None]


def _wanted_columns(
    tab: Tab, positions: Mapping[str, int], rows: Sequence[TableRow]
) -> dict[int, tuple[ColumnType, list[object]]]:
    """The type and the wanted values of each column that the tab has, by its place."""
    order = {column.key: number for number, column in enumerate(tab.columns)}
    return {place: (tab.column(key).type, [row[order[key]] for row in rows]) for key, place in positions.items()}


def _differing(wanted: Mapping[int, tuple[ColumnType, list[object]]], snapshot: TabSnapshot) -> set[int]:
    """The rows below the header (0-based) in which a cell does not hold what is wanted; rows too many want
    nothing."""
    differing: set[int] = set()
    for place, (kind, values) in wanted.items():
        texts = [shown(value, kind) for value in values] if kind == ColumnType.URL else values
        cells = zip_longest(texts, _below_header(snapshot, place))
        differing.update(row for row, (value, cell) in enumerate(cells) if not same(value, cell))
    return differing


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


def bounded(spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The spans cut where one request would carry more than ROWS_PER_REQUEST rows."""
    for first, last in spans:
        for start in range(first, last, ROWS_PER_REQUEST):
            yield start, min(start + ROWS_PER_REQUEST, last)
