"""Filters, slicers and tables name columns by number; these numbers follow when columns move."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.changes import Change
from sync.emulator.sheets.model import Sheet


def follow_column_numbers(sheet: Sheet, change: Change, lefts: dict[str, int]) -> None:
    """Brings every column number to where that column is now. Args: `lefts` is the first column of each table before."""
    filters = [*sheet.furniture["filterViews"], *([sheet.basic_filter] if sheet.basic_filter else [])]
    for filter in filters:
        for name, key in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
            if name in filter:
                moved = [(item, change.index(item.get(key, 0))) for item in filter[name]]
                filter[name] = [{**item, key: index} for item, index in moved if index is not None]
        if "criteria" in filter:
            placed = {change.index(int(column)): criteria for column, criteria in filter["criteria"].items()}
            filter["criteria"] = {str(column): each for column, each in placed.items() if column is not None}
    for slicer in sheet.furniture["slicers"]:
        index = change.index(slicer["spec"].get("columnIndex", 0))
        slicer["spec"]["columnIndex"] = index if index is not None else 0
    for table in sheet.furniture["tables"]:
        _follow_table_columns(sheet, table, change, lefts[table["tableId"]])


def _follow_table_columns(sheet: Sheet, table: Json, change: Change, left_before: int) -> None:
    """The table's range is already where it is now. Its columns are those that stand there; a new one is called what its
    header cell says."""
    top, _, left, right = Box.of(table["range"]).on(sheet)
    by_place = {change.index(left_before + item.get("columnIndex", 0)): item for item in table["columnProperties"]}
    columns = []
    for index in range(right - left):
        column = {name: part for name, part in by_place.get(left + index, {}).items() if name != "columnIndex"}
        if not column:
            value = sheet.value(top, left + index)
            column = {"columnName": value if isinstance(value, str) and value else f"Column {index + 1}"}
        columns.append({**({"columnIndex": index} if index else {}), **column})
    table["columnProperties"] = columns
