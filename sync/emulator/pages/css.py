"""Colors and fonts of the Sheets API as CSS, safe to stand in a style attribute."""

from __future__ import annotations

import re

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import rgb_of

SANS = "Roboto, 'Liberation Sans', Arial, Helvetica, sans-serif"
_NOT_IN_A_FONT_NAME = re.compile(r"[^A-Za-z0-9 \-]")
_GENERIC = {"sans": "sans-serif", "serif": "serif", "monospace": "monospace"}


def hex_color(color: Json) -> str:
    """A `Color` as #rrggbb; channels that are not set are 0."""
    steps = [round(min(max(float(color.get(name) or 0), 0.0), 1.0) * 255) for name in ("red", "green", "blue")]
    return "#{:02x}{:02x}{:02x}".format(*steps)


def color_in(holder: Json, name: str) -> str | None:
    """The color that a resource holds under a name, by its `...Style` or by its plain field; None if neither
    is set."""
    style = holder.get(f"{name}Style")
    if style:
        return hex_color(rgb_of(style))
    plain = holder.get(name)
    return hex_color(plain) if plain is not None else None


def font_stack(family: str | None) -> str:
    """The families to try for a font that may not be on this machine, quoted for CSS."""
    names = [_NOT_IN_A_FONT_NAME.sub("", part).strip() for part in (family or "").split(",")]
    named = [f"'{name}'" for name in names if name and name.lower() not in {*_GENERIC, "sans-serif"}]
    return ", ".join([*named, SANS] if _is_sans(names) else [*named, _GENERIC.get(names[-1].lower(), SANS)])


def _is_sans(names: list[str]) -> bool:
    return _GENERIC.get(names[-1].lower(), "sans-serif") == "sans-serif"
