"""Requests for the columns of one tab: headers, marks, formats, notes, drop-downs, and the rows a tab
begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sheets_templates.looks import Style, alignment, column_width, look, number_format
from sheets_templates.model import Column, ColumnType, TabKind
from sync.google.cell_data import cell_data, cell_format
from sync.google.entry_rules import Facts, validation, validation_request
from sync.google.reading import COLUMN_KEY
from sync.google.sheet_requests import (
    Request,
    column_metadata,
    dimension_properties,
    grid_range,
    runs,
    write_cells,
)
from sync.google.tab_plans import TabPlan, starter_cells

TYPED: Final = (TabKind.ENTRY, TabKind.QUESTIONS)  # kinds of tab in which people type


@dataclass(frozen=True)
class Provisions:
    """What all tabs of a workbook share: the lists of allowed values, the ranges that feed drop-downs,
    facts, the locale."""

    workbook_key: str
    lists: Mapping[str, Sequence[str]]
    ranges: Mapping[str, str]
    moved_ranges: frozenset[str]  # columns that feed drop-downs and have to be written anew
    facts: Facts
    locale: str


def column_requests(plan: TabPlan) -> Iterator[Request]:
    """Headers and looks of columns that have to be written, marks of those that have none, and the rows a
    tab begins with."""
    for key in plan.untagged:
        yield column_metadata(plan.sheet_id, plan.positions[key], COLUMN_KEY, key)
    for first, last in runs(plan.positions[key] for key in plan.missing):
        columns = [_column_at(plan, place) for place in range(first, last)]
        cells = [{**cell_data(column.header), "userEnteredFormat": _header_format(column)} for column in columns]
        yield write_cells(plan.sheet_id, 0, first, [cells], "userEnteredValue,userEnteredFormat")
    for key in plan.missing:
        yield from _new_column(plan, plan.tab.column(key), plan.positions[key])
    starters = starter_cells(plan)
    if starters:
        cells_of_rows = [[cell_data(value) for value in row] for row in starters]
        yield write_cells(plan.sheet_id, 1, 0, cells_of_rows, "userEnteredValue")


def _column_at(plan: TabPlan, place: int) -> Column:
    return next(column for column in plan.tab.columns if plan.positions[column.key] == place)


def _header_format(column: Column) -> dict[str, Any]:
    return {**cell_format(look(Style("entry_header"))), "horizontalAlignment": alignment(column.type)}


def _new_column(plan: TabPlan, column: Column, place: int) -> Iterator[Request]:
    size: dict[str, Any] = {"pixelSize": column_width(column.type, column.width)}
    if column.hidden:
        size["hiddenByUser"] = True
    yield dimension_properties(plan.sheet_id, "COLUMNS", place, place + 1, size)
    wanted: dict[str, Any] = {
        "horizontalAlignment": alignment(column.type),
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP" if column.type == ColumnType.LONG_TEXT else "CLIP",
    }
    number = number_format(column.type)
    # Where people type minutes, the automatic format stays: only so does a Sheet tell that 1:30 is a time.
    if number is not None and not (column.type == ColumnType.MINUTES and plan.tab.kind in TYPED):
        wanted["numberFormat"] = {"type": number.kind, "pattern": number.pattern}
    yield {
        "repeatCell": {
            "range": grid_range(plan.sheet_id, rows=(1, None), columns=(place, place + 1)),
            "cell": {"userEnteredFormat": wanted},
            "fields": ",".join(f"userEnteredFormat.{name}" for name in wanted),
        }
    }


def help_requests(plan: TabPlan, provisions: Provisions) -> Iterator[Request]:
    """The note of every header, and the drop-down or date picker of every column in which people type."""
    for first, last in runs(plan.positions.values()):
        notes = [{"note": _column_at(plan, place).help} for place in range(first, last)]
        yield write_cells(plan.sheet_id, 0, first, [notes], "note")
    if plan.tab.kind not in TYPED:
        return
    for column in plan.tab.columns:
        rule = validation(column, provisions.lists, provisions.ranges)
        if rule is not None or column.values is not None:
            yield validation_request(plan.sheet_id, plan.positions[column.key], rule)
