"""Pies and donuts, with a legend or with a label beside every slice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import altair as alt

from sync.emulator.pages.chart_data import ChartTable
from sync.emulator.pages.chart_looks import (
    INK,
    PALETTE,
    QUIET,
    ChartLook,
    drawn_from,
    ink_on,
    shortened,
    unique,
    wrapped_label,
)
from sync.emulator.sheets.cells import Json

_LEGENDS: dict[str, Any] = {
    "BOTTOM_LEGEND": "bottom",
    "LEFT_LEGEND": "left",
    "RIGHT_LEGEND": "right",
    "TOP_LEGEND": "top",
}
_EDGE = 12  # pixels around the drawing
_LINE = 15  # pixels from one line of a label to the next
_BETWEEN = 3  # pixels between two labels
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
    size = 12 if len(slices) < 10 else 11
    room = (width - 2 * radius) / 2 - 22
    letters = max(6, int(room / (size * 0.5)))
    lines: list[dict[str, Any]] = []
    layers: list[Any] = []
    for side, listed in ((1, right), (-1, left)):
        labels = _labels(listed, letters, height)
        depths = [float(len(label) * _LINE + _BETWEEN) for label in labels]
        wanted = [height / 2 - math.cos(s.middle) * radius * 1.06 for s in listed]
        places = spread(wanted, depths, height)
        stand = width / 2 + side * (radius + 17)
        for s, y in zip(listed, places, strict=True):
            lines += _leader(s, width / 2, height / 2, radius, side, y)
        texts = [
            {"x": stand + side * 5, "y": y + (line - (len(label) - 1) / 2) * _LINE + 1, "text": text, "ink": ink}
            for label, y in zip(labels, places, strict=True)
            for line, (text, ink) in enumerate(label)
        ]
        layers.append(
            drawn_from(texts)
            .mark_text(align="left" if side > 0 else "right", baseline="middle", fontSize=size)
            .encode(x=_pixels("x"), y=_pixels("y"), text="text:N", color=alt.Color("ink:N", scale=None, legend=None))
        )
    leaders = (
        drawn_from(lines)
        .mark_line(strokeWidth=1, color="#bdc1c6")
        .encode(x=_pixels("x"), y=_pixels("y"), order="step:Q", detail="name:N")
    )
    return [leaders, *layers]


def _labels(listed: list[_Slice], letters: int, height: int) -> list[list[tuple[str, str]]]:
    """The lines of each label on one side, with their colors: the name over two lines if all have room for that, over
    one above its share, or, where it is crowded, name and share on one line."""
    for lines in (2, 1):
        wrapped = [wrapped_label(s.name, letters, 2) if lines == 2 else [shortened(s.name, letters)] for s in listed]
        if sum((len(name) + 1) * _LINE + _BETWEEN for name in wrapped) <= height:
            return [
                [*((line, INK) for line in name), (percent(s.share), QUIET)]
                for s, name in zip(listed, wrapped, strict=True)
            ]
    return [[(f"{shortened(s.name, letters - 6)}  {percent(s.share)}", INK)] for s in listed]


def _leader(s: _Slice, middle_x: float, middle_y: float, radius: float, side: int, y: float) -> list[dict[str, Any]]:
    """The line from the edge of a slice, around a corner, to its label."""
    edge_x, edge_y = middle_x + math.sin(s.middle) * radius, middle_y - math.cos(s.middle) * radius
    points = [(edge_x, edge_y), (middle_x + side * (radius + 9), y), (middle_x + side * (radius + 17), y)]
    return [{"name": s.name, "step": step, "x": x, "y": at} for step, (x, at) in enumerate(points)]


def _pixels(name: str) -> Any:
    channel = alt.X if name == "x" else alt.Y
    return channel(f"{name}:Q", scale=None, axis=None, title=None)


def spread(wanted: list[float], depths: list[float], height: float) -> list[float]:
    """The middles of labels of these depths, as near as can be to those wanted (ascending), one below the other from 0 to
    `height`; if they are too many for that, evenly pushed into one another.

    Labels that would overlap are moved together, up and down alike (isotonic regression by pooling).
    """
    if not wanted:
        return []
    room, needed = height - (depths[0] + depths[-1]) / 2, sum(depths) - (depths[0] + depths[-1]) / 2
    squeeze = min(1.0, room / needed) if needed > 0 else 1.0
    gaps = [(above + below) / 2 * squeeze for above, below in pairwise(depths)]
    offsets = list(accumulate(gaps, initial=0.0))
    pools: list[tuple[float, int]] = []  # the sum of the places in a pool, without their offsets, and their number
    for place, offset in zip(wanted, offsets, strict=True):
        pools.append((place - offset, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1] = (pools[-1][0] + total, pools[-1][1] + count)
    means = [total / count for total, count in pools for _ in range(count)]
    first = depths[0] / 2
    latest = max(first, height - depths[-1] / 2 - offsets[-1])
    return [min(max(mean, first), latest) + offset for mean, offset in zip(means, offsets, strict=True)]


def percent(share: float) -> str:
    """A share as Sheets writes it on a slice: one decimal, none where it is zero."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"
