"""Colors as Sheets keeps them: eight bits a channel, and every color under two names (`backgroundColor`,
`backgroundColorStyle`).
"""

from __future__ import annotations

import struct
from typing import Any

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.defaults import THEME_COLORS

_CHANNELS = ("red", "green", "blue")


def _channel(step: int) -> float | int:
    """The number that Google's JSON shows for one of the 256 steps: the shortest that reads back as the same
    32-bit float.
    """
    if step in (0, 255):
        return step // 255
    exact = struct.pack("f", step / 255)
    return next(
        number for digits in range(6, 10) if struct.pack("f", number := float(f"{step / 255:.{digits}g}")) == exact
    )


_STEPS = [_channel(step) for step in range(256)]


def tidy_color(color: Json) -> Json:
    """The color in steps of 1/255; channels that are 0 are left out."""
    tidy = {}
    for name in _CHANNELS:
        step = round(min(max(color.get(name) or 0, 0), 1) * 255)
        if step:
            tidy[name] = _STEPS[step]
    if color.get("alpha", 1) not in (1, None):
        tidy["alpha"] = color["alpha"]
    return tidy


def _is_color(name: str, part: Any) -> bool:
    return (name == "color" or name.endswith("Color")) and isinstance(part, dict) and "rgbColor" not in part


def _is_style(name: str, part: Any) -> bool:
    return (name == "colorStyle" or name.endswith("ColorStyle")) and isinstance(part, dict)


def with_both_names(value: Any) -> Any:
    """The same JSON with every color tidied and given under both of its names; the style wins where the two
    differ.
    """
    if isinstance(value, list):
        return [with_both_names(item) for item in value]
    if not isinstance(value, dict):
        return value
    out: Json = {}
    for name, part in value.items():
        if _is_style(name, part):
            if not part:  # a style without a color means no color at all
                continue
            out[name] = {"rgbColor": tidy_color(part["rgbColor"])} if "rgbColor" in part else part
            out[name.removesuffix("Style")] = rgb_of(out[name])
        elif _is_color(name, part):
            if not value.get(f"{name}Style"):
                out[name] = tidy_color(part)
                out[f"{name}Style"] = {"rgbColor": out[name]}
        else:
            out[name] = with_both_names(part)
    return out


def rgb_of(style: Json) -> Json:
    """The plain color of a `ColorStyle`, through the standard theme if it names a theme color."""
    if "rgbColor" in style:
        color: Json = style["rgbColor"]
        return color
    return THEME_COLORS.get(style.get("themeColor", ""), {})


def other_name(field: str) -> str | None:
    """The second name of a color field; None for a field that is no color."""
    if field == "colorStyle" or field.endswith("ColorStyle"):
        return field.removesuffix("Style")
    if field == "color" or field.endswith("Color"):
        return f"{field}Style"
    return None
