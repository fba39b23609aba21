"""A cell's format as the CSS of its table cell."""

from __future__ import annotations

from typing import Any

from sync.emulator.pages.css import color_in, font_stack
from sync.emulator.sheets.cells import CellError, Json

_ALIGN = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
_VERTICAL = {"TOP": "top", "MIDDLE": "middle"}  # a cell stands at the bottom unless it says otherwise
_LINES = {
    "DOTTED": "1px dotted",
    "DASHED": "1px dashed",
    "SOLID": "1px solid",
    "SOLID_MEDIUM": "2px solid",
    "SOLID_THICK": "3px solid",
    "DOUBLE": "3px double",
}
_STANDARD_POINTS, _STANDARD_FONT, _STANDARD_PADDING = 10, "arial", (2, 3, 2, 3)


def text_css(text: Json) -> str:
    """A `TextFormat` as CSS; nothing for what a cell looks like anyway."""
    found = []
    size, family = text.get("fontSize", _STANDARD_POINTS), text.get("fontFamily")
    if size != _STANDARD_POINTS:
        found.append(f"font-size:{float(size):g}pt")
    if family and not family.lower().startswith(_STANDARD_FONT):
        found.append(f"font-family:{font_stack(family)}")
    if text.get("bold"):
        found.append("font-weight:700")
    if text.get("italic"):
        found.append("font-style:italic")
    lines = [word for name, word in (("underline", "underline"), ("strikethrough", "line-through")) if text.get(name)]
    if lines:
        found.append(f"text-decoration:{' '.join(lines)}")
    color = color_in(text, "foregroundColor")
    if color and color != "#000000":
        found.append(f"color:{color}")
    return ";".join(found)


def alignment(format: Json, value: Any) -> str:
    """Where the text stands: as the format says, else by the kind of value."""
    given = _ALIGN.get(format.get("horizontalAlignment", ""))
    if given:
        return given
    if isinstance(value, bool | CellError):
        return "center"
    return "right" if isinstance(value, int | float) else "left"


def cell_css(format: Json, value: Any, background: str | None) -> str:
    """The CSS of a cell without its borders. Args: the effective format, the value (for its side), the color that
    fills the cell, if any."""
    found = []
    if background:
        found.append(f"background:{background}")
    side = alignment(format, value)
    if side != "left":
        found.append(f"text-align:{side}")
    vertical = _VERTICAL.get(format.get("verticalAlignment", ""))
    if vertical:
        found.append(f"vertical-align:{vertical}")
    padding = format.get("padding", {})
    sides = tuple(int(padding.get(name, 0)) for name in ("top", "right", "bottom", "left"))
    if padding and sides != _STANDARD_PADDING:
        found.append("padding:" + " ".join(f"{pixels}px" for pixels in sides))
    if text := text_css(format.get("textFormat", {})):
        found.append(text)
    return ";".join(found)


def borders_css(bottom: Json | None, right: Json | None, fill: str | None, gridlines: bool) -> str:
    """The lines below and to the right of a cell: its own, or the gridline, which a filled cell covers."""
    found = []
    for side, border in (("bottom", bottom), ("right", right)):
        line = _LINES.get((border or {}).get("style", ""))
        if line and border is not None:
            found.append(f"border-{side}:{line} {color_in(border, 'color') or '#000000'}")
        elif fill and gridlines:
            found.append(f"border-{side}-color:{fill}")
    return ";".join(found)
