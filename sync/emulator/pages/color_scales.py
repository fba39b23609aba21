"""Color scales of conditional formats: a number's color between those of two or three points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import rgb_of
from sync.emulator.sheets.entering import entered

_CHANNELS = ("red", "green", "blue")


class ColorScale:
    """A `GradientRule` over the numbers of its range."""

    def __init__(self, rule: Json, numbers: Sequence[float], locale: str) -> None:
        ordered = sorted(numbers)
        points = [rule[name] for name in ("minpoint", "midpoint", "maxpoint") if name in rule]
        self._stops = (
            [(_place(point, ordered, locale, last), _color(point)) for last, point in _ends(points)] if ordered else []
        )

    def color(self, value: Any) -> Json | None:
        """The color of a value; None for what is no number."""
        if not self._stops or isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if value <= self._stops[0][0]:
            return self._stops[0][1]
        for (low, first), (high, second) in pairwise(self._stops):
            if value <= high:
                share = (value - low) / (high - low) if high > low else 1.0
                return {name: first[name] + (second[name] - first[name]) * share for name in _CHANNELS}
        return self._stops[-1][1]


def _ends(points: Sequence[Json]) -> list[tuple[bool, Json]]:
    return [(place == len(points) - 1, point) for place, point in enumerate(points)]


def _color(point: Json) -> dict[str, float]:
    color = rgb_of(point["colorStyle"]) if "colorStyle" in point else point.get("color", {})
    return {name: float(color.get(name, 0)) for name in _CHANNELS}


def _place(point: Json, ordered: Sequence[float], locale: str, is_last: bool) -> float:
    """Where a point of the scale stands: a number, or a share of the way through the range's numbers."""
    kind = point.get("type", "MAX" if is_last else "MIN")
    if kind in ("MIN", "MAX"):
        return ordered[0] if kind == "MIN" else ordered[-1]
    typed = entered(str(point.get("value", "0")), locale).value
    number = float(typed) if isinstance(typed, int | float) else 0.0
    if kind == "PERCENT":
        return ordered[0] + (ordered[-1] - ordered[0]) * number / 100
    if kind == "PERCENTILE":
        at = (len(ordered) - 1) * min(max(number, 0), 100) / 100
        below = int(at)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
    return number
