"""Small values of the Docs API: ranges, colors, lengths, and the length of a text as Google counts it."""

from __future__ import annotations

from typing import Any


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def span(start: int, end: int) -> dict[str, int]:
    return {"startIndex": start, "endIndex": end}


def points(magnitude: float) -> dict[str, Any]:
    return {"magnitude": magnitude, "unit": "PT"}


def color(rgb: str) -> dict[str, Any]:
    """An OptionalColor of #rrggbb."""
    parts = (int(rgb[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return {"color": {"rgbColor": dict(zip(("red", "green", "blue"), parts, strict=True))}}
