"""What a new document looks like: US Letter, and Google's stock named styles. Lengths are points."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def points(magnitude: float) -> Json:
    return {"magnitude": magnitude, "unit": "PT"}


def color(rgb: str) -> Json:
    """An OptionalColor of #rrggbb."""
    parts = zip(("red", "green", "blue"), (int(rgb[at : at + 2], 16) / 255 for at in (1, 3, 5)), strict=True)
    return {"color": {"rgbColor": {name: value for name, value in parts if value}}}


def hex_of(optional: Json | None) -> str:
    """#rrggbb of an OptionalColor; "" for a transparent one or none."""
    if not optional or "color" not in optional:
        return ""
    rgb = optional["color"].get("rgbColor", {})
    return "#" + "".join(f"{round(rgb.get(name, 0) * 255):02x}" for name in ("red", "green", "blue"))


def document_style() -> Json:
    margins = {f"margin{side}": points(72) for side in ("Top", "Bottom", "Left", "Right")}
    return {
        "background": {"color": {}},
        "pageNumberStart": 1,
        **margins,
        "pageSize": {"width": points(612), "height": points(792)},
        "marginHeader": points(36),
        "marginFooter": points(36),
        "useCustomHeaderFooterMargins": True,
    }


_BASE: Json = {
    "namedStyleType": "NORMAL_TEXT",
    "alignment": "START",
    "lineSpacing": 115,
    "direction": "LEFT_TO_RIGHT",
    "spacingMode": "COLLAPSE_LISTS",
    "avoidWidowAndOrphan": True,
    "keepLinesTogether": False,
    "keepWithNext": False,
}
_GRAY = "#666666"
_STYLES: tuple[tuple[str, float, float, float, str], ...] = (  # name, size, above, below, color
    ("TITLE", 26, 0, 3, ""),
    ("SUBTITLE", 15, 0, 16, _GRAY),
    ("HEADING_1", 20, 20, 6, ""),
    ("HEADING_2", 16, 18, 6, ""),
    ("HEADING_3", 14, 16, 4, "#434343"),
    ("HEADING_4", 12, 14, 4, _GRAY),
    ("HEADING_5", 11, 12, 4, _GRAY),
    ("HEADING_6", 11, 12, 4, _GRAY),
)


def named_styles() -> list[Json]:
    """The nine named styles of a new document."""
    normal: Json = {
        "bold": False,
        "italic": False,
        "underline": False,
        "strikethrough": False,
        "smallCaps": False,
        "backgroundColor": {},
        "foregroundColor": color("#000000"),
        "fontSize": points(11),
        "weightedFontFamily": {"fontFamily": "Arial", "weight": 400},
        "baselineOffset": "NONE",
    }
    spaces = {"spaceAbove": points(0), "spaceBelow": points(0)}
    styles = [{"namedStyleType": "NORMAL_TEXT", "textStyle": normal, "paragraphStyle": {**_BASE, **spaces}}]
    for name, size, above, below, ink in _STYLES:
        text = {"fontSize": points(size)} | ({"foregroundColor": color(ink)} if ink else {})
        paragraph = {
            "namedStyleType": name,
            "direction": "LEFT_TO_RIGHT",
            "spaceAbove": points(above),
            "spaceBelow": points(below),
            "keepLinesTogether": True,
            "keepWithNext": True,
        }
        styles.append({"namedStyleType": name, "textStyle": text, "paragraphStyle": paragraph})
    return styles
