"""Where a tab's columns stand in a workbook that people rename, move and extend: metadata first, header
text second."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sheets_templates.cells import Cell, TabSnapshot
from sheets_templates.model import Column, Tab


def plain(header: Cell) -> str:
    """A header reduced to what matters when it is compared: "E-mail  address:" and "Email Address" are the
    same."""
    return re.sub(r"[^0-9a-z]+", "", header.casefold()) if isinstance(header, str) else ""


def header_row(snapshot: TabSnapshot) -> tuple[Cell, ...]:
    """The cells of row 1, column A on."""
    return tuple(column[0] if column else None for column in snapshot.columns)


def column_positions(tab: Tab, snapshot: TabSnapshot) -> Mapping[str, int]:
    """The index (0 = A) of each column of `tab` that `snapshot` has, by key.

    Metadata on a column decides, whatever its header says. A key without metadata is found by its header,
    then by an alias, from the left, among the columns that metadata has not taken. Columns that cannot be
    found are absent.
    """
    positions: dict[str, int] = {}
    for index, key in sorted(snapshot.column_keys.items()):
        if tab.has_column(key):
            positions.setdefault(key, index)
    free = {index: plain(text) for index, text in enumerate(header_row(snapshot)) if index not in snapshot.column_keys}
    for names_of in (_headers, _aliases):
        for column in tab.columns:
            if column.key in positions:
                continue
            found = next((index for index, text in free.items() if text and text in names_of(column)), None)
            if found is not None:
                positions[column.key] = found
                del free[found]
    return positions


def _headers(column: Column) -> frozenset[str]:
    return frozenset({plain(column.header)})


def _aliases(column: Column) -> frozenset[str]:
    return frozenset(plain(alias) for alias in column.aliases)
