"""The two axes of a bar, column, line, area, combo or scatter chart."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

import altair as alt

from sync.emulator.pages.chart_data import ChartTable, Point, Series
from sync.emulator.pages.chart_looks import BASELINE, GRID, INK, ChartLook, axis_expression, wrapped_label
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.showing import EPOCH

_LETTER = 6.2  # pixels, the mean width of a letter in an axis label of 11 pixels
_MOST_DATES_WRITTEN = 10
_ORIENTS: dict[str, Any] = {"RIGHT_AXIS": "right", "LEFT_AXIS": "left", "BOTTOM_AXIS": "bottom"}
_LABEL_SHARE = 0.36  # of the chart's width, at most, for the labels of bars


@dataclass(frozen=True)
class Plot:
    """One basic chart about to be drawn."""

    table: ChartTable
    chart: Json
    look: ChartLook

    @property
    def is_horizontal(self) -> bool:
        """True where the categories stand on the left and the bars lie."""
        return bool(self.chart.get("chartType") == "BAR")

    @property
    def stack(self) -> str | None:
        """How series are stacked: "zero", "normalize" or not at all."""
        return {"STACKED": "zero", "PERCENT_STACKED": "normalize"}.get(self.chart.get("stackedType", ""))

    def kind_of(self, series: Series) -> str:
        """The chart type that draws a series."""
        kind = str(self.chart.get("chartType"))
        return str(series.spec.get("type") or "COLUMN") if kind == "COMBO" else kind

    @property
    def has_bars(self) -> bool:
        return any(self.kind_of(series) in ("BAR", "COLUMN") for series in self.table.series)

    @property
    def is_continuous(self) -> bool:
        """True where categories are dates or numbers on a scale, not names in a row."""
        if self.has_bars or "STEPPED_AREA" in map(self.kind_of, self.table.series):
            return False
        return self.table.kind != "text"

    def axis_spec(self, position: str) -> Json:
        """What the spec says of the axis at a position."""
        return next((axis for axis in self.chart.get("axis", []) if axis.get("position") == position), {})

    def title(self, position: str, inferred: str) -> str | None:
        return self.axis_spec(position).get("title", inferred) or None


def category_position(point: Point, place: int, plot: Plot) -> Any:
    """Where a category stands on its axis: its place in the table, its number, or its date."""
    if not plot.is_continuous:
        return place
    if plot.table.kind == "date" and point.number is not None:
        return (EPOCH + timedelta(days=point.number)).isoformat()
    return point.number


def category_channel(plot: Plot) -> Any:
    """The encoding of the categories: names in the order of the table, or a scale of numbers or dates."""
    channel, position = (alt.Y, "LEFT_AXIS") if plot.is_horizontal else (alt.X, "BOTTOM_AXIS")
    shared: dict[str, Any] = {
        "title": plot.title(position, plot.table.header),
        "labelColor": INK,
        "labelFontSize": 11,
        "domainColor": BASELINE,
        "grid": False,
        **_title_look(plot, position),
    }
    if plot.is_continuous:
        kind = "T" if plot.table.kind == "date" else "Q"
        scale = alt.Scale(type="utc", nice=False) if kind == "T" else alt.Scale(zero=False, nice=True)
        dates = _date_labels(plot) if kind == "T" else {"tickCount": 8}
        axis = alt.Axis(labelOverlap="greedy", labelFlush=False, ticks=True, **dates, **shared)
        return channel(f"c:{kind}", scale=scale, axis=axis)
    count = len(plot.table.categories)
    gap = 0.34 if plot.has_bars else 0.0
    scale = alt.Scale(domain=list(range(count)), paddingInner=gap, paddingOuter=gap / 2)
    axis = alt.Axis(ticks=False, labelPadding=6, **_labels(plot), **shared)
    return channel("c:O", sort=None, scale=scale, axis=axis)


def _date_labels(plot: Plot) -> dict[str, Any]:
    """The dates as the cells write them where there are few; else a tick now and then."""
    points = [point for point in plot.table.categories if point.number is not None]
    numbers = [point.number or 0.0 for point in points]
    if len(points) > _MOST_DATES_WRITTEN:
        return {"tickCount": 8, "format": "%b %-d" if max(numbers) - min(numbers) < 300 else "%b %Y"}
    moments = [EPOCH.replace(tzinfo=UTC) + timedelta(days=number) for number in numbers]
    texts = {str(round(moment.timestamp() * 1000)): point.text for moment, point in zip(moments, points, strict=True)}
    return {
        "values": [moment.timestamp() * 1000 for moment in moments],
        "labelExpr": f"{json.dumps(texts)}[+datum.value]",
    }


def _labels(plot: Plot) -> dict[str, Any]:
    """The names below the columns: level over several lines if they fit, else slanted; beside bars, cut to a
    share of the width."""
    texts = [point.text for point in plot.table.categories]
    if plot.is_horizontal:
        limit = int(plot.look.width * _LABEL_SHARE)
        return {
            "labelExpr": _lookup(texts),
            "labelLimit": limit,
            "labelOverlap": "greedy" if len(texts) > 40 else False,
        }
    room = (plot.look.width - 90) / max(1, len(texts))
    letters = int(room / _LETTER)
    longest = max((len(word) for text in texts for word in text.split()), default=0)
    if letters >= min(longest, 16) and letters >= 4:
        lines = [wrapped_label(text, letters) for text in texts]
        return {"labelExpr": _lookup(lines), "labelAngle": 0, "labelOverlap": False, "labelLimit": int(room)}
    overlap = "greedy" if len(texts) > (plot.look.width - 90) / 14 else False
    return {
        "labelExpr": _lookup(texts),
        "labelAngle": -40,
        "labelAlign": "right",
        "labelLimit": 130,
        "labelOverlap": overlap,
    }


def _lookup(labels: Sequence[Any]) -> str:
    return f"{json.dumps(labels)}[datum.value]"


def _title_look(plot: Plot, position: str) -> dict[str, Any]:
    look = plot.look.text(plot.axis_spec(position).get("format"), 12)
    return {"titlePadding": 10, **look.options("title")}


def value_channel(plot: Plot, series: Sequence[Series], position: str, *, first: bool) -> Any:
    """The encoding of the numbers of the series on one axis; `first` draws the grid."""
    channel: Any = alt.X if plot.is_horizontal else alt.Y
    points = [point for each in series for point in each.points]
    inferred = series[0].name if len(series) == 1 else ""
    share = plot.stack == "normalize"
    axis = alt.Axis(
        title=plot.title(position, inferred),
        orient=_ORIENTS[position],
        grid=first,
        gridColor=GRID,
        domain=False,
        ticks=False,
        labelPadding=6,
        labelColor=INK,
        labelFontSize=11,
        tickCount=6,
        tickMinStep=1 if _are_whole(points) and not share else alt.Undefined,
        labelExpr="format(datum.value, '.0%')" if share else axis_expression(points),
        **_title_look(plot, position),
    )
    return channel("v:Q", stack=plot.stack, scale=_value_scale(plot, series, position), axis=axis)


def _are_whole(points: Sequence[Point]) -> bool:
    return all(point.number is None or point.number == math.floor(point.number) for point in points)


def _value_scale(plot: Plot, series: Sequence[Series], position: str) -> alt.Scale:
    if plot.stack == "normalize":
        return alt.Scale(domain=[0, 1])
    low, high = extent(plot, series)
    window = plot.axis_spec(position).get("viewWindowOptions", {})
    rounded = "viewWindowMin" not in window and "viewWindowMax" not in window
    low, high = float(window.get("viewWindowMin", low)), float(window.get("viewWindowMax", high))
    return alt.Scale(domain=[low, high if high > low else low + 1], nice=rounded, zero=False)


def extent(plot: Plot, series: Sequence[Series]) -> tuple[float, float]:
    """The lowest and the highest number to show, with room for labels at the ends of bars."""
    columns = [[point.number or 0.0 for point in each.points] for each in series]
    if plot.stack:
        rows = list(zip(*columns, strict=True))
        highs = [sum(number for number in row if number > 0) for row in rows]
        lows = [sum(number for number in row if number < 0) for row in rows]
    else:
        filled = [point.number for each in series for point in each.points if point.number is not None]
        highs = lows = filled
    low, high = min(lows, default=0.0), max(highs, default=0.0)
    lines_only = not any(plot.kind_of(each) in ("BAR", "COLUMN", "AREA", "STEPPED_AREA") for each in series)
    low = low if lines_only and low > high * 0.6 else min(low, 0.0)
    span = high - low
    room = _label_room(plot, series) * span
    return (low - room if low < 0 else low), (high + room if high > 0 else high)


def _label_room(plot: Plot, series: Sequence[Series]) -> float:
    """The share of the axis to keep free beyond the longest bar."""
    labeled = [each for each in series if each.spec.get("dataLabel", {}).get("type") in ("DATA", "CUSTOM")]
    if not labeled and "totalDataLabel" not in plot.chart:
        return 0.02
    if not plot.is_horizontal:
        return 0.09
    longest = max((len(point.text) for each in series for point in each.points), default=0)
    return min(0.3, (longest * _LETTER + 10) / max(120, plot.look.width * 0.6))
