"""API resources whose ranges move along when the cells they name go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.changes import Place
from sync.emulator.sheets.model import ROWS

GRID_RANGE_FIELDS = frozenset({"sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"})
RANGES = frozenset({"range", "dataRange"})
BARE_COORDINATE = frozenset({"sheetId", "rowIndex", "columnIndex"})  # a GridCoordinate


def followed(item: Json, sheet_id: int, place: Place) -> Json | None:
    """The resource with its ranges moved; None if the range that it stands for is gone."""
    if item and item.keys() <= GRID_RANGE_FIELDS:
        return _followed_range(item, sheet_id, place)
    out: Json = {}
    for name, part in item.items():
        whole = name in RANGES and "dimension" not in part
        moved = _followed_range(part, sheet_id, place) if whole else _inside(part, sheet_id, place)
        if (moved is None and name in RANGES) or (name == "ranges" and moved == []):
            return None
        out[name] = {} if moved is None and isinstance(part, dict) else moved
    return out


def formulas_followed(part: Any, change: Callable[[str], str]) -> Any:
    """The same JSON with every formula of a condition (`=$B2>3`) rewritten."""
    if isinstance(part, list):
        return [formulas_followed(item, change) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: change(inner)
        if name == "userEnteredValue" and isinstance(inner, str) and inner.startswith("=")
        else formulas_followed(inner, change)
        for name, inner in part.items()
    }


def _inside(part: Any, sheet_id: int, place: Place) -> Any:
    if isinstance(part, list):
        return [kept for item in part if (kept := _inside(item, sheet_id, place)) is not None]
    if not isinstance(part, dict) or not part:
        return part
    if part.keys() <= GRID_RANGE_FIELDS and part.keys() != {"sheetId"}:
        return _followed_range(part, sheet_id, place)
    if part.keys() <= BARE_COORDINATE and part.keys() != {"sheetId"}:
        return _followed_coordinate(part, sheet_id, place)
    if "dimension" in part and "startIndex" in part:
        return _followed_dimension(part, sheet_id, place)
    return {name: _inside(inner, sheet_id, place) for name, inner in part.items()}


def _followed_range(grid_range: Json, sheet_id: int, place: Place) -> Json | None:
    box = Box.of(grid_range)
    if box.sheet_id != sheet_id:
        return grid_range
    moved = place(box)
    return None if moved is None else moved.grid_range()


def _followed_coordinate(coordinate: Json, sheet_id: int, place: Place) -> Json:
    if coordinate.get("sheetId", 0) != sheet_id:
        return coordinate
    row, column = coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)
    moved = place(Box(sheet_id, row, row + 1, column, column + 1))
    if moved is None:  # its cell is gone: the object stays where the next cell moved up to
        before = place(Box(sheet_id, 0, row + 1, 0, column + 1)) or Box(sheet_id, 0, 1, 0, 1)
        row, column = (before.bottom or 1) - 1, (before.right or 1) - 1
    else:
        row, column = moved.top or 0, moved.left or 0
    pairs = (
        ("sheetId", coordinate.get("sheetId")),
        ("rowIndex", row or None),
        ("columnIndex", column or None),
    )
    return {name: number for name, number in pairs if number is not None}


def _followed_dimension(span: Json, sheet_id: int, place: Place) -> Json | None:
    if span.get("sheetId", 0) != sheet_id:
        return span
    rows = span["dimension"] == ROWS
    start, end = span.get("startIndex"), span.get("endIndex")
    box = Box(sheet_id, start, end, None, None) if rows else Box(sheet_id, None, None, start, end)
    moved = place(box)
    if moved is None:
        return None
    first, last = (moved.top, moved.bottom) if rows else (moved.left, moved.right)
    return {**span, "startIndex": first, "endIndex": last}
