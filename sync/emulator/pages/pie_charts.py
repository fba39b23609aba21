"""Pies and donuts, with a legend or with a label beside every slice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import altair as alt

from sync.emulator.pages.chart_data import ChartTable
from sync.emulator.pages.chart_looks import INK, PALETTE, QUIET, ChartLook, drawn_from, ink_on, unique
from sync.emulator.sheets.cells import Json

_LEGENDS: dict[str, Any] = {
    "BOTTOM_LEGEND": "bottom",
    "LEFT_LEGEND": "left",
    "RIGHT_LEGEND": "right",
    "TOP_LEGEND": "top",
}
_EDGE = 12  # pixels around the drawing
_LINE = 15  # pixels from one line of a label to the next
_LEAST_LABELED_SHARE = 0.04  # a smaller slice has no room for its percentage inside


@dataclass(frozen=True)
class _Slice:
    """One slice: its share of the whole, and the angles (radians, clockwise from the top) that it spans."""

    name: str
    share: float
    start: float
    end: float
    color: str

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def pie_chart(table: ChartTable, chart: Json, look: ChartLook) -> dict[str, Any]:
    """The pie as a Vega-Lite specification; slices in the order of the table, clockwise from the top."""
    slices = _slices(table)
    legend = chart.get("legendPosition", "RIGHT_LEGEND")
    width = look.width - 2 * _EDGE
    height = look.height - 2 * _EDGE - look.title_height
    labeled = legend == "LABELED_LEGEND"
    radius = max(20.0, min(width * 0.46, height * 0.84) / 2 if labeled else min(width * 0.7, height * 0.94) / 2)
    hole = radius * min(max(float(chart.get("pieHole") or 0), 0.0), 0.9)
    layers = [_arcs(slices, legend, radius, hole)]
    layers += _callouts(slices, width, height, radius) if labeled else [_percentages(slices, radius, hole)]
    drawn = alt.layer(*layers)
    if labeled or legend == "NO_LEGEND":
        # Labels stand at places counted in pixels, so the size of the drawing must be known beforehand.
        sized = drawn.properties(width=width, height=height)
        made = look.dressed(sized, "none")
        made["padding"] = {"left": _EDGE, "right": _EDGE, "bottom": _EDGE, "top": _EDGE + look.title_height}
        return made
    return look.dressed(drawn.properties(width=look.width, height=look.height))


def _slices(table: ChartTable) -> list[_Slice]:
    names = unique([point.text for point in table.categories])
    numbers = [point.number or 0.0 for point in table.series[0].points]
    total, at, found = sum(numbers), 0.0, []
    for place, (name, number) in enumerate(zip(names, numbers, strict=True)):
        end = at + number / total * 2 * math.pi
        found.append(_Slice(name, number / total, at, end, PALETTE[place % len(PALETTE)]))
        at = end
    return found


def _arcs(slices: list[_Slice], legend: str, radius: float, hole: float) -> Any:
    rows = [{"name": s.name, "start": s.start, "end": s.end} for s in slices]
    orient = _LEGENDS.get(legend)
    shown = alt.Legend(orient=orient, columns=4 if orient in ("top", "bottom") else 1) if orient else None
    return (
        drawn_from(rows)
        .mark_arc(outerRadius=radius, innerRadius=hole, stroke="#ffffff", strokeWidth=1.5)
        .encode(
            theta=alt.Theta("start:Q", scale=None, stack=None),
            theta2="end:Q",
            color=alt.Color(
                "name:N",
                scale=alt.Scale(domain=[s.name for s in slices], range=[s.color for s in slices]),
                legend=shown,
            ),
        )
    )


def _percentages(slices: list[_Slice], radius: float, hole: float) -> Any:
    """The share written inside every slice that has room for it."""
    rows = [
        {"middle": s.middle, "text": percent(s.share), "ink": ink_on(s.color)}
        for s in slices
        if s.share >= _LEAST_LABELED_SHARE
    ]
    inside = max((radius + hole) / 2, radius * 0.62)
    return (
        drawn_from(rows)
        .mark_text(radius=inside, fontSize=12)
        .encode(
            theta=alt.Theta("middle:Q", scale=None, stack=None),
            text="text:N",
            color=alt.Color("ink:N", scale=None, legend=None),
        )
    )


def _callouts(slices: list[_Slice], width: int, height: int, radius: float) -> list[Any]:
    """A label beside every slice, and a line that leads to it."""
    right = [s for s in slices if math.sin(s.middle) >= 0]
    left = [s for s in reversed(slices) if math.sin(s.middle) < 0]
    room = (width - 2 * radius) / 2 - 22
    texts: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for side, listed in ((1, right), (-1, left)):
        wanted = [height / 2 - math.cos(s.middle) * radius * 1.06 for s in listed]
        places = spread(wanted, 2 * _LINE + 4, _LINE, height - _LINE)
        for s, y in zip(listed, places, strict=True):
            edge = (
                width / 2 + math.sin(s.middle) * radius * 1.01,
                height / 2 - math.cos(s.middle) * radius * 1.01,
            )
            stand = width / 2 + side * (radius + 17)
            elbow = width / 2 + side * (radius + 9)
            lines += [
                {"name": s.name, "step": step, "x": x, "y": at}
                for step, (x, at) in enumerate([edge, (elbow, y), (stand, y)])
            ]
            share = {"x": stand + side * 5, "side": side, "limit": room}
            texts.append({**share, "y": y - _LINE / 2 + 1, "text": s.name, "ink": INK})
            texts.append({**share, "y": y + _LINE / 2 + 1, "text": percent(s.share), "ink": QUIET})
    leaders = (
        drawn_from(lines)
        .mark_line(strokeWidth=1, color="#bdc1c6")
        .encode(x=_pixels("x"), y=_pixels("y"), order="step:Q", detail="name:N")
    )
    return [leaders, *(_labels(texts, side, room, 12 if len(slices) < 10 else 11) for side in (1, -1))]


def _labels(texts: list[dict[str, Any]], side: int, room: float, size: int) -> Any:
    rows = [text for text in texts if text["side"] == side]
    return (
        drawn_from(rows)
        .mark_text(align="left" if side > 0 else "right", baseline="middle", fontSize=size, limit=max(30, room))
        .encode(x=_pixels("x"), y=_pixels("y"), text="text:N", color=alt.Color("ink:N", scale=None, legend=None))
    )


def _pixels(name: str) -> Any:
    channel = alt.X if name == "x" else alt.Y
    return channel(f"{name}:Q", scale=None, axis=None, title=None)


def spread(wanted: list[float], gap: float, first: float, last: float) -> list[float]:
    """Places as near as can be to those wanted (ascending), at least `gap` apart (less, if they are too many),
    from `first` to `last`."""
    if not wanted:
        return []
    gap = min(gap, (last - first) / max(1, len(wanted) - 1))
    places = [min(max(wanted[0], first), last)]
    for place in wanted[1:]:
        places.append(max(place, places[-1] + gap))
    places[-1] = min(places[-1], last)
    for index in range(len(places) - 2, -1, -1):
        places[index] = min(places[index], places[index + 1] - gap)
    return places


def percent(share: float) -> str:
    """A share as Sheets writes it on a slice: one decimal, none where it is zero."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"
