"""Color scales: the color of a number between two or three points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import tidy_color

Number = int | float


def color_scale(rule: Json, numbers: Sequence[Number]) -> Callable[[Number], Json | None]:
    """A function from a number to its color under a `GradientRule`. Args: `numbers` are those of the range, in ascending order."""
    points = [rule[name] for name in ("minpoint", "midpoint", "maxpoint") if name in rule]
    stops = [(_place(point, numbers), point.get("color", {})) for point in points]
    known = [(place, color) for place, color in stops if place is not None]

    def color(number: Number) -> Json | None:
        if not known:
            return None
        if number <= known[0][0]:
            return tidy_color(known[0][1])
        for (low, below), (high, above) in pairwise(known):
            if number <= high:
                share = (number - low) / (high - low) if high > low else 1.0
                mixed = {
                    n: below.get(n, 0) + (above.get(n, 0) - below.get(n, 0)) * share for n in ("red", "green", "blue")
                }
                return tidy_color(mixed)
        return tidy_color(known[-1][1])

    return color


def _place(point: Json, numbers: Sequence[Number]) -> float | None:
    """Where on the scale of numbers a point stands; None if there are no numbers, or its value is none."""
    kind = point.get("type", "MIN")
    if not numbers:
        return None
    if kind in ("MIN", "MAX"):
        return float(numbers[0] if kind == "MIN" else numbers[-1])
    try:
        value = float(point.get("value", 0))
    except ValueError:
        return None
    if kind == "NUMBER":
        return value
    if kind == "PERCENT":
        return numbers[0] + (numbers[-1] - numbers[0]) * value / 100
    place = (len(numbers) - 1) * value / 100
    low = min(max(int(place), 0), len(numbers) - 1)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)
