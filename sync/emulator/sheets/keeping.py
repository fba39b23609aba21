"""Where spreadsheets are kept: compact blobs in the store, and the recently used ones in memory.

Two kinds in the store: `spreadsheet` (everything but the rows; its first bytes are a revision that changes
with every save) and `grid` (the rows of one sheet). A write saves only the grids that it touched.
"""

from __future__ import annotations

import secrets
import zlib
from collections import OrderedDict
from typing import Any, Protocol

import orjson

from sync.emulator.sheets.cells import CellError, Formula, Looks, Row
from sync.emulator.sheets.model import Sheet, Spreadsheet

REVISION_BYTES = 8
CELLS_IN_MEMORY = 3_000_000  # about 300 MB; the least recently used spreadsheets above that are read again when needed


class Store(Protocol):
    """The part of the emulator's store that is used here."""

    def load(self, kind: str, id: str) -> bytes | None: ...
    def save(self, kind: str, id: str, data: bytes) -> None: ...
    def delete(self, kind: str, id: str) -> None: ...


class Shelf:
    """The spreadsheets of one store. What `load` returns must not be changed: fork it, change the fork,
    `save` that.
    """

    def __init__(self, store: Store, cells_in_memory: int = CELLS_IN_MEMORY) -> None:
        self._store, self._room = store, cells_in_memory
        self._recent: OrderedDict[str, tuple[bytes, Spreadsheet, int]] = OrderedDict()
        self._cells = 0

    def load(self, id: str) -> Spreadsheet | None:
        """The spreadsheet as it was last saved; None if there is none with this id."""
        blob = self._store.load("spreadsheet", id)
        if blob is None:
            self._forget(id)
            return None
        revision = blob[:REVISION_BYTES]
        known = self._recent.get(id)
        if known and known[0] == revision:
            self._recent.move_to_end(id)
            return known[1]
        spreadsheet = self._decode(id, blob[REVISION_BYTES:])
        self._remember(revision, spreadsheet)
        return spreadsheet

    def save(self, spreadsheet: Spreadsheet, before: Spreadsheet | None = None) -> None:
        """Saves the spreadsheet; grids that it shares with `before` (what it was forked from) are not written
        again.
        """
        known = {sheet.id: sheet.rows for sheet in before.sheets} if before else {}
        for sheet in spreadsheet.sheets:
            if known.pop(sheet.id, None) is not sheet.rows:
                self._store.save("grid", f"{spreadsheet.id}/{sheet.id}", encode_rows(sheet))
        for gone in known.keys() - {sheet.id for sheet in spreadsheet.sheets}:
            self._store.delete("grid", f"{spreadsheet.id}/{gone}")
        revision = secrets.token_bytes(REVISION_BYTES)
        described = orjson.dumps({"spreadsheet": spreadsheet.described(), "looks": spreadsheet.looks.looks})
        self._store.save("spreadsheet", spreadsheet.id, revision + zlib.compress(described, 1))
        self._remember(revision, spreadsheet)

    def delete(self, id: str) -> None:
        """Removes the spreadsheet and its grids."""
        spreadsheet = self.load(id)
        if spreadsheet:
            for sheet in spreadsheet.sheets:
                self._store.delete("grid", f"{id}/{sheet.id}")
            self._store.delete("spreadsheet", id)
        self._forget(id)

    def _decode(self, id: str, blob: bytes) -> Spreadsheet:
        content = orjson.loads(zlib.decompress(blob))
        described = content["spreadsheet"]
        grids = [self._store.load("grid", f"{id}/{sheet['properties']['sheetId']}") for sheet in described["sheets"]]
        rows = [decode_rows(grid) if grid else [] for grid in grids]
        return Spreadsheet.from_description(described, rows, Looks(content["looks"]))

    def _remember(self, revision: bytes, spreadsheet: Spreadsheet) -> None:
        self._forget(spreadsheet.id)
        size = sum(len(row) for sheet in spreadsheet.sheets for row in sheet.rows)
        self._recent[spreadsheet.id] = (revision, spreadsheet, size)
        self._cells += size
        while self._cells > self._room and len(self._recent) > 1:
            self._cells -= self._recent.popitem(last=False)[1][2]

    def clear(self) -> None:
        """Lets go of every decoded spreadsheet."""
        self._recent.clear()
        self._cells = 0

    def _forget(self, id: str) -> None:
        known = self._recent.pop(id, None)
        if known:
            self._cells -= known[2]


def encode_rows(sheet: Sheet) -> bytes:
    """The rows of a sheet as bytes. Formulas and errors are written as one-key objects, which no plain value
    is.
    """
    special = 0

    def told(value: Any) -> dict[str, Any]:
        nonlocal special
        special += 1
        if isinstance(value, Formula):
            return {"=": value.text}
        if isinstance(value, CellError):
            return {"#": value.type, "message": value.message}
        raise TypeError(f"A cell cannot hold {type(value).__name__}.")

    rows = orjson.dumps(sheet.rows, default=told)
    return (b"1" if special else b"0") + zlib.compress(rows, 1)


def decode_rows(blob: bytes) -> list[Row]:
    """The rows that `encode_rows` made bytes of."""
    rows = orjson.loads(zlib.decompress(blob[1:]))
    if blob[:1] == b"0":
        return [tuple(map(tuple, row)) for row in rows]
    return [tuple((_value(cell[0]), cell[1]) for cell in row) for row in rows]


def _value(value: Any) -> Any:
    if type(value) is not dict:
        return value
    return Formula(value["="]) if "=" in value else CellError(value["#"], value["message"])
