"""What a chart is drawn from: the cells its spec names, as categories and series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cell_views import CellReader, cell_reader
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import COLUMNS, ROWS, Sheet, Spreadsheet
from sync.emulator.wire.field_masks import FieldMask

_FIELDS = FieldMask({"effectiveValue": None, "formattedValue": None, "effectiveFormat": {"numberFormat": None}})
DATES = ("DATE", "DATE_TIME")
CategoryKind = Literal["text", "number", "date"]


@dataclass(frozen=True)
class Point:
    """One cell of a source range: its number (None where it holds none), its text, and its number format."""

    number: float | None
    text: str
    format: Json = field(default_factory=dict)

    @property
    def is_date(self) -> bool:
        return self.number is not None and self.format.get("type") in DATES


NO_POINT = Point(None, "")


@dataclass(frozen=True)
class Series:
    """One series: its name, one point a category, and its part of the spec (color, type, labels ...)."""

    name: str
    points: tuple[Point, ...]
    spec: Json
    custom_labels: tuple[Point, ...] = ()


@dataclass(frozen=True)
class ChartTable:
    """The categories of a chart (with the header over them, if any) and its series, all of one length."""

    header: str
    categories: tuple[Point, ...]
    series: tuple[Series, ...]

    @property
    def is_empty(self) -> bool:
        """True if there is no number to draw."""
        return not any(point.number is not None for series in self.series for point in series.points)

    @property
    def kind(self) -> CategoryKind:
        """What the categories are: dates or numbers if all of them that are filled are."""
        filled = [point for point in self.categories if point.text]
        if filled and all(point.is_date for point in filled):
            return "date"
        return "number" if filled and all(point.number is not None for point in filled) else "text"


class Sources:
    """Reads the source ranges of one spreadsheet's charts, without rows and columns that the chart skips."""

    def __init__(self, spreadsheet: Spreadsheet, now: datetime, hidden: str) -> None:
        self._spreadsheet, self._now = spreadsheet, now
        self._skips_rows = hidden in ("SKIP_HIDDEN_ROWS_AND_COLUMNS", "SKIP_HIDDEN_ROWS")
        self._skips_columns = hidden in ("SKIP_HIDDEN_ROWS_AND_COLUMNS", "SKIP_HIDDEN_COLUMNS")
        self._readers: dict[int, CellReader] = {}

    def points(self, data: Json | None) -> list[Point]:
        """The cells of a `ChartData`, one source range after the other, each down or across as it lies."""
        found: list[Point] = []
        for source in (data or {}).get("sourceRange", {}).get("sources", []):
            box = Box.of(source)
            sheet = self._spreadsheet.sheet_by_id(box.sheet_id)
            if sheet is not None:
                found += self._range(sheet, box)
        return found

    def _range(self, sheet: Sheet, box: Box) -> list[Point]:
        reader = self._readers.get(sheet.id)
        if reader is None:
            reader = self._readers[sheet.id] = cell_reader(self._spreadsheet, sheet, _FIELDS, self._now)
        top, bottom, left, right = box.on(sheet)
        columns = [c for c in range(left, right) if not (self._skips_columns and is_hidden(sheet, COLUMNS, c))]
        found = []
        for row in range(top, bottom):
            if self._skips_rows and is_hidden(sheet, ROWS, row):
                continue
            cells = reader(row, left, right)
            found += [_point(cells[c - left]) if c - left < len(cells) else NO_POINT for c in columns]
        return found


def is_hidden(sheet: Sheet, dimension: str, index: int) -> bool:
    """Whether a person or a filter has hidden a row or column."""
    own = sheet.dimensions[dimension].get(index)
    return bool(own and (own.get("hiddenByUser") or own.get("hiddenByFilter")))


def _point(cell: Json) -> Point:
    value = cell.get("effectiveValue", {}).get("numberValue")
    number = float(value) if value is not None and math.isfinite(value) else None
    return Point(number, cell.get("formattedValue", ""), cell.get("effectiveFormat", {}).get("numberFormat", {}))


def basic_table(sources: Sources, chart: Json) -> ChartTable:
    """The table of a `BasicChartSpec`. A chart without a domain counts its points from 1."""
    domains = chart.get("domains", [])
    domain = sources.points(domains[0].get("domain")) if domains else []
    columns = [sources.points(series.get("series")) for series in chart.get("series", [])]
    headers = chart.get("headerCount")
    if headers is None:
        headers = _guessed_headers(columns)
    length = max((len(column) for column in [domain, *columns]), default=0) - headers
    series = []
    for spec, column in zip(chart.get("series", []), columns, strict=True):
        labels = sources.points(spec.get("dataLabel", {}).get("customLabelData"))
        labels = labels[headers:] if len(labels) > length else labels
        points = _padded(column[headers:], length)
        series.append(Series(_name(column[:headers]), points, spec, _padded(labels, length) if labels else ()))
    numbered = [Point(float(n), str(n)) for n in range(1, length + 1)]
    categories = _padded(domain[headers:], length) if domains else tuple(numbered)
    table = ChartTable(_name(domain[:headers]), categories, tuple(series))
    return _without_blank_end(_reversed(table) if domains and domains[0].get("reversed") else table)


def pie_table(sources: Sources, chart: Json) -> ChartTable:
    """The table of a `PieChartSpec`: slices that are positive numbers."""
    domain, values = sources.points(chart.get("domain")), sources.points(chart.get("series"))
    skip = _guessed_headers([values])
    pairs = zip(_padded(domain[skip:], len(values) - skip), values[skip:], strict=True)
    slices = [(name, point) for name, point in pairs if point.number is not None and point.number > 0]
    series = Series("", tuple(point for _, point in slices), {})
    return ChartTable("", tuple(name for name, _ in slices), (series,))


def _guessed_headers(columns: Sequence[Sequence[Point]]) -> int:
    """1 where a text stands over numbers: how Sheets guesses when the spec does not say."""
    headed = any(
        len(column) > 1 and column[0].text and column[0].number is None and any(p.number is not None for p in column)
        for column in columns
    )
    return 1 if headed else 0


def _name(headers: Sequence[Point]) -> str:
    return " ".join(point.text for point in headers if point.text)


def _padded(points: Sequence[Point], length: int) -> tuple[Point, ...]:
    return (*points[:length], *([NO_POINT] * (length - len(points))))


def _cut(table: ChartTable, keep: slice) -> ChartTable:
    cut = [Series(s.name, s.points[keep], s.spec, s.custom_labels[keep]) for s in table.series]
    return ChartTable(table.header, table.categories[keep], tuple(cut))


def _reversed(table: ChartTable) -> ChartTable:
    return _cut(table, slice(None, None, -1))


def _without_blank_end(table: ChartTable) -> ChartTable:
    """Without the rows below the data of a range that reaches past it."""
    end = len(table.categories)
    while end and not _is_filled(table, end - 1):
        end -= 1
    return _cut(table, slice(0, end))


def _is_filled(table: ChartTable, place: int) -> bool:
    cells: list[Any] = [table.categories[place], *(series.points[place] for series in table.series)]
    return any(point.text for point in cells)
