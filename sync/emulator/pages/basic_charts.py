"""Bars, columns, lines, areas, combinations of them, and scattered points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from sync.emulator.pages.chart_axes import Plot, category_channel, category_position, value_channel
from sync.emulator.pages.chart_data import ChartTable, Series
from sync.emulator.pages.chart_looks import ChartLook, drawn_from, ink_on, series_color, unique
from sync.emulator.pages.css import color_in
from sync.emulator.sheets.cells import Json

_LEGENDS: dict[str, Any] = {
    "BOTTOM_LEGEND": "bottom",
    "LEFT_LEGEND": "left",
    "RIGHT_LEGEND": "right",
    "TOP_LEGEND": "top",
}
_SHAPES = {"CIRCLE": "circle", "DIAMOND": "diamond", "SQUARE": "square", "TRIANGLE": "triangle-up", "X_MARK": "cross"}
_DASHES = {
    "DOTTED": [2, 3],
    "MEDIUM_DASHED": [6, 4],
    "MEDIUM_DASHED_DOTTED": [6, 3, 2, 3],
    "LONG_DASHED": [12, 5],
    "LONG_DASHED_DOTTED": [12, 4, 2, 4],
}
_POINT_PIXELS = 7  # the diameter of a point that names no size


Rows = list[dict[str, Any]]


class _Drawing:
    """One basic chart: its series as rows of a long table, and the layers that draw them."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.names = unique([s.name or f"Series {n}" for n, s in enumerate(plot.table.series, 1)])
        self.colors = [series_color(series.spec, n) for n, series in enumerate(plot.table.series)]

    def rows(self, chosen: Sequence[int]) -> Rows:
        """One row a series and category: c category, s series, p its place, v number, t label, own color."""
        listed: Rows = []
        for place in chosen:
            series = self.plot.table.series[place]
            own = {o.get("index", 0): color_in(o, "color") for o in series.spec.get("styleOverrides", [])}
            for index, (category, point) in enumerate(zip(self.plot.table.categories, series.points, strict=True)):
                label = series.custom_labels[index].text if series.custom_labels else point.text
                listed.append(
                    {
                        "c": category_position(category, index, self.plot),
                        "s": self.names[place],
                        "p": place,
                        "v": point.number,
                        "t": label if point.number is not None else "",
                        "own": own.get(index),
                        "end": "up" if (point.number or 0) >= 0 else "down",
                    }
                )
        return listed

    def color(self) -> Any:
        position = self.plot.chart.get("legendPosition")
        orient = _LEGENDS.get(position or ("RIGHT_LEGEND" if len(self.names) > 1 else ""))
        legend = None
        if orient:
            direction: Any = "horizontal" if orient in ("top", "bottom") else "vertical"
            columns = max(1, self.plot.look.width // 190) if direction == "horizontal" else 1
            legend = alt.Legend(orient=orient, direction=direction, columns=columns, labelLimit=170)
        return alt.Color("s:N", scale=alt.Scale(domain=self.names, range=self.colors), legend=legend)

    def layers(self, chosen: Sequence[int], value: Any) -> list[Any]:
        """The layers of the series on one value axis, bars below areas below lines below points."""
        plot, series = self.plot, self.plot.table.series
        category = category_channel(plot)
        x, y = (value, category) if plot.is_horizontal else (category, value)
        kinds = {place: plot.kind_of(series[place]) for place in chosen}
        bars = [place for place in chosen if kinds[place] in ("BAR", "COLUMN")]
        layers: list[Any] = []
        if bars:
            layers += self._bars(bars, x, y)
        for place in chosen:
            if kinds[place] in ("AREA", "STEPPED_AREA") and not plot.stack:
                layers += self._area([place], x, y, kinds[place])
        stacked = [place for place in chosen if kinds[place] in ("AREA", "STEPPED_AREA") and plot.stack]
        if stacked:
            layers += self._area(stacked, x, y, kinds[stacked[0]])
        for place in chosen:
            if kinds[place] == "LINE":
                layers += self._line(place, x, _unstacked(y))
            if kinds[place] == "SCATTER":
                layers += self._points(place, x, y, default=True)
        return layers

    def _bars(self, chosen: Sequence[int], x: Any, y: Any) -> list[Any]:
        plot = self.plot
        grouped = len(chosen) > 1 and not plot.stack
        shared: dict[str, Any] = {"x": x, "y": y}
        if plot.stack:
            shared["order"] = alt.Order("p:Q")
        if grouped:
            scale = alt.Scale(domain=[self.names[place] for place in chosen], paddingInner=0.08)
            offset = alt.YOffset if plot.is_horizontal else alt.XOffset
            shared["yOffset" if plot.is_horizontal else "xOffset"] = offset("s:N", scale=scale, sort=None)
        rows = self.rows(chosen)
        layers: list[Any] = [drawn_from(rows).mark_bar().encode(color=self.color(), **shared)]
        own = [row for row in rows if row["own"]]
        if own and not plot.stack:
            painted = alt.Color("own:N", scale=None, legend=None)
            layers.append(drawn_from(own).mark_bar().encode(color=painted, **shared))
        for place in chosen:
            layers += self._labels(place, [row for row in rows if plot.stack or row["p"] == place], shared)
        if plot.stack == "zero" and plot.chart.get("totalDataLabel", {}).get("type") in ("DATA", "CUSTOM"):
            layers.append(self._totals(rows, shared))
        return layers

    def _labels(self, place: int, rows: Rows, shared: dict[str, Any]) -> list[Any]:
        """The numbers written on or beyond the bars of one series, where its spec asks for them."""
        plot = self.plot
        label = plot.table.series[place].spec.get("dataLabel", {})
        if label.get("type") not in ("DATA", "CUSTOM"):
            return []
        within = label.get("placement") in ("CENTER", "INSIDE_END", "INSIDE_BASE") or bool(plot.stack)
        ink = ink_on(self.colors[place]) if within else "#3c4043"
        look = plot.look.text(label.get("textFormat"), 11, ink)
        encoded = dict(shared)
        if plot.stack:
            # All series stay in the rows, or the stack would fall together; the others show no text.
            rows = [row if row["p"] == place else {**row, "t": ""} for row in rows]
            channel = "x" if plot.is_horizontal else "y"
            encoded[channel] = encoded[channel].copy()
            encoded[channel]["bandPosition"] = 0.5
            marks = [drawn_from(rows).mark_text(align="center", baseline="middle", **look.options())]
        else:
            marks = [
                drawn_from(here).mark_text(**_placed(plot.is_horizontal, within, end == "up"), **look.options())
                for end in ("up", "down")
                if (here := [row for row in rows if row["end"] == end])
            ]
        return [mark.encode(text="t:N", detail="s:N", **encoded) for mark in marks]

    def _totals(self, rows: Rows, shared: dict[str, Any]) -> Any:
        totals: dict[Any, float] = {}
        for row in rows:
            totals[row["c"]] = totals.get(row["c"], 0.0) + (row["v"] or 0.0)
        sums = [{"c": category, "v": total, "t": f"{total:,.10g}"} for category, total in totals.items()]
        look = self.plot.look.text(self.plot.chart["totalDataLabel"].get("textFormat"), 11, "#3c4043", bold=True)
        mark = drawn_from(sums).mark_text(**_placed(self.plot.is_horizontal, False, True), **look.options())
        encoded = {name: shared[name] for name in ("x", "y")}
        channel = "x" if self.plot.is_horizontal else "y"
        encoded[channel] = _unstacked(encoded[channel])
        return mark.encode(text="t:N", **encoded)

    def _area(self, chosen: Sequence[int], x: Any, y: Any, kind: str) -> list[Any]:
        step: Any = "step-after" if kind == "STEPPED_AREA" else "linear"
        shown = drawn_from(self.rows(chosen)).mark_area(interpolate=step, opacity=0.35, line={"strokeWidth": 2})
        order = {"order": alt.Order("p:Q")} if self.plot.stack else {}
        return [shown.encode(x=x, y=y, color=self.color(), **order)]

    def _line(self, place: int, x: Any, y: Any) -> list[Any]:
        spec, chart = self.plot.table.series[place].spec, self.plot.chart
        style = spec.get("lineStyle", {})
        rows = self.rows([place])
        if chart.get("interpolateNulls"):
            rows = [row for row in rows if row["v"] is not None]
        layers: list[Any] = []
        if style.get("type") != "INVISIBLE":
            mark = drawn_from(rows).mark_line(
                interpolate="monotone" if chart.get("lineSmoothing") else "linear",
                strokeWidth=style.get("width") or 2,
                strokeDash=_DASHES.get(style.get("type", ""), alt.Undefined),
                invalid="break-paths-show-path-domains",
            )
            # Lines join in the order of the table, even where the dates of the table do not ascend.
            layers.append(mark.encode(x=x, y=y, color=self.color()))
        if "pointStyle" in spec or style.get("type") == "INVISIBLE":
            layers += self._points(place, x, y, default=False)
        return layers + self._point_labels(place, rows, x, y)

    def _points(self, place: int, x: Any, y: Any, *, default: bool) -> list[Any]:
        spec = self.plot.table.series[place].spec
        style = spec.get("pointStyle", {})
        size = float(style.get("size") or _POINT_PIXELS)
        mark = drawn_from(self.rows([place])).mark_point(
            filled=True, opacity=1, size=size**2, shape=_SHAPES.get(style.get("shape", ""), "circle")
        )
        layers = [mark.encode(x=x, y=y, color=self.color())]
        return layers + (self._point_labels(place, self.rows([place]), x, y) if default else [])

    def _point_labels(self, place: int, rows: Rows, x: Any, y: Any) -> list[Any]:
        label = self.plot.table.series[place].spec.get("dataLabel", {})
        if label.get("type") not in ("DATA", "CUSTOM"):
            return []
        look = self.plot.look.text(label.get("textFormat"), 11, self.colors[place])
        below = label.get("placement") == "BELOW"
        mark = drawn_from(rows).mark_text(
            baseline="top" if below else "bottom", dy=7 if below else -7, **look.options()
        )
        return [mark.encode(x=x, y=y, text="t:N")]


def _unstacked(channel: Any) -> Any:
    plain = channel.copy()
    plain["stack"] = None
    return plain


def _placed(is_horizontal: bool, within: bool, is_up: bool) -> dict[str, Any]:
    """Where a label stands at the end of its bar: just inside or just beyond it."""
    outward = 1 if is_up != within else -1
    if is_horizontal:
        return {"align": "left" if outward > 0 else "right", "baseline": "middle", "dx": 5 * outward}
    return {"align": "center", "baseline": "bottom" if outward > 0 else "top", "dy": -4 * outward}


def basic_chart(table: ChartTable, chart: Json, look: ChartLook) -> dict[str, Any]:
    """The chart as a Vega-Lite specification; categories and series in the order of the table."""
    plot = Plot(table, chart, look)
    drawing = _Drawing(plot)
    sides: dict[str, list[int]] = {}
    main = "BOTTOM_AXIS" if plot.is_horizontal else "LEFT_AXIS"
    for place, series in enumerate(table.series):
        right = series.spec.get("targetAxis") == "RIGHT_AXIS" and not plot.is_horizontal
        sides.setdefault("RIGHT_AXIS" if right else main, []).append(place)
    groups: list[Any] = []
    for position in sorted(sides):
        chosen = sides[position]
        series_here: list[Series] = [table.series[place] for place in chosen]
        value = value_channel(plot, series_here, position, first=not groups)
        groups.append(alt.layer(*drawing.layers(chosen, value)))
    drawn: Any = groups[0] if len(groups) == 1 else alt.layer(*groups).resolve_scale(y="independent")
    return look.dressed(drawn.properties(width=look.width, height=look.height))
