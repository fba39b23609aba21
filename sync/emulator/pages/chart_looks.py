"""Fonts, colors, sizes and numbers of a drawn chart, from its spec."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from sync.emulator.pages.chart_data import Point
from sync.emulator.pages.css import color_in
from sync.emulator.sheets.cells import Json

INK, QUIET, GRID, BASELINE = "#3c4043", "#5f6368", "#e3e5e8", "#80868b"
PALETTE = (
    "#4285f4",
    "#ea4335",
    "#fbbc04",
    "#34a853",
    "#ff6d01",
    "#46bdc6",
    "#7baaf7",
    "#f07b72",
    "#fcd04f",
    "#71c287",
    "#ff994d",
    "#7ed1d7",
    "#3367d6",
    "#c5221f",
    "#e37400",
    "#188038",
    "#c53e00",
    "#12858d",
    "#b3cefb",
    "#f7b4ae",
    "#fde49b",
    "#aedcba",
    "#ffc599",
    "#b5e5e8",
)
"""The colors of series and slices that name none: six accents as Sheets has them, then their tints and shades."""
_FALLBACKS = "Roboto, Arial, 'Liberation Sans', Helvetica, sans-serif"
_ANCHORS: dict[str, Any] = {"LEFT": "start", "CENTER": "middle", "RIGHT": "end"}
_PADDING = 12


@dataclass(frozen=True)
class TextLook:
    """How one text of a chart is set: pixels, #rrggbb."""

    font: str
    size: int
    color: str
    bold: bool = False
    italic: bool = False

    def options(self, prefix: str = "", *, sized: bool = True) -> dict[str, Any]:
        """The look as Vega-Lite properties, for example with the prefix `label`."""
        named = {
            "font": self.font,
            "fontSize": self.size if sized else None,
            "color": self.color,
            "fontWeight": "bold" if self.bold else "normal",
            "fontStyle": "italic" if self.italic else "normal",
        }
        kept = {name: value for name, value in named.items() if value is not None}
        return {(prefix + name[0].upper() + name[1:]) if prefix else name: part for name, part in kept.items()}


@dataclass(frozen=True)
class ChartLook:
    """What every kind of chart shares: its spec and its size in pixels."""

    spec: Json
    width: int
    height: int

    @property
    def font(self) -> str:
        name = re.sub(r"[^A-Za-z0-9 \-]", "", self.spec.get("fontName") or "")
        return f"{name}, {_FALLBACKS}" if name and name not in _FALLBACKS else _FALLBACKS

    def text(self, format: Json | None, size: int, color: str = QUIET, bold: bool = False) -> TextLook:
        """A `TextFormat` with these defaults."""
        given = format or {}
        return TextLook(
            self.font,
            int(given.get("fontSize") or size),
            color_in(given, "foregroundColor") or color,
            bool(given.get("bold", bold)),
            bool(given.get("italic", False)),
        )

    @property
    def title_lines(self) -> list[str]:
        return self._lines(self.spec.get("title", ""), self.title_look.size)

    @property
    def subtitle_lines(self) -> list[str]:
        return self._lines(self.spec.get("subtitle", ""), self.subtitle_look.size)

    @property
    def title_look(self) -> TextLook:
        return self.text(self.spec.get("titleTextFormat"), 16, "#757575")

    @property
    def subtitle_look(self) -> TextLook:
        return self.text(self.spec.get("subtitleTextFormat"), 12, "#9e9e9e")

    @property
    def title_height(self) -> int:
        """The pixels that title and subtitle take, with the space below them."""
        title, subtitle = self.title_lines, self.subtitle_lines
        height = len(title) * self.title_look.size * 1.25 + len(subtitle) * self.subtitle_look.size * 1.3
        return round(height) + (8 if title or subtitle else 0)

    def _lines(self, text: str, size: int) -> list[str]:
        return textwrap.wrap(text, max(10, int((self.width - 2 * _PADDING) / (size * 0.52)))) if text else []

    def dressed(self, chart: Any, autosize: str = "fit") -> dict[str, Any]:
        """The chart with title, background, fonts and padding, as a Vega-Lite specification of this size."""
        chart = chart.properties(
            background=color_in(self.spec, "backgroundColor") or "#ffffff",
            padding={"left": _PADDING, "right": _PADDING, "top": _PADDING, "bottom": _PADDING},
            autosize=alt.AutoSizeParams(type=autosize, contains="padding" if autosize == "fit" else "content"),  # type: ignore[arg-type]
        )
        if self.title_lines or self.subtitle_lines:
            chart = chart.properties(title=self._title())
        configured = (
            chart.configure(font=self.font)
            .configure_view(stroke=None)
            .configure_legend(title=None, labelColor=INK, labelFontSize=12, symbolType="circle", symbolSize=90)
        )
        made: dict[str, Any] = configured.to_dict()
        return made

    def _title(self) -> alt.TitleParams:
        position = self.spec.get("titleTextPosition", {}).get("horizontalAlignment", "LEFT")
        return alt.TitleParams(
            text=self.title_lines or "",
            subtitle=self.subtitle_lines or alt.Undefined,
            anchor=_ANCHORS.get(position, "start"),
            frame="bounds",
            offset=10,
            **self.title_look.options(),
            **self.subtitle_look.options("subtitle"),
        )


def series_color(spec: Json, place: int) -> str:
    """The color that a series asks for, or the one that its place gives it."""
    return color_in(spec, "color") or PALETTE[place % len(PALETTE)]


def drawn_from(rows: Sequence[Mapping[str, Any]]) -> Any:
    """A chart over these rows, which stand in the specification itself."""
    return alt.Chart(alt.InlineData(values=list(rows)))


def ink_on(color: str) -> str:
    """Black or white, whichever reads better on a color."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#202124" if red * 0.299 + green * 0.587 + blue * 0.114 > 150 else "#ffffff"


def unique(names: Sequence[str]) -> list[str]:
    """The names, each made different from those before it by spaces that have no width."""
    found: list[str] = []
    for name in names:
        while name in found:
            name += "\u200b"
        found.append(name)
    return found


def axis_expression(points: Sequence[Point]) -> str:
    """A Vega expression that writes the numbers of an axis as the cells write theirs: percent, money, hours."""
    format = next((point.format for point in points if point.number is not None), {})
    kind, pattern = format.get("type", ""), format.get("pattern", "")
    if kind == "PERCENT" or pattern.rstrip().endswith("%"):
        return "format(datum.value, '.0%')"
    if re.search(r"\[h+\]", pattern, re.IGNORECASE):
        return "floor(datum.value * 24 + 0.0001) + ':' + format(round(datum.value * 1440) % 60, '02d')"
    if kind == "CURRENCY":
        symbol = re.search(r'"([^"]+)"|([$€£¥])', pattern)
        sign = (symbol[1] or symbol[2]).strip() if symbol else "$"
        return f"{_quoted(sign)} + format(datum.value, ',.10~f')"
    return "format(datum.value, ',.10~f')"


def _quoted(text: str) -> str:
    return "'" + re.sub(r"[^\w$€£¥₹ .]", "", text) + "'"


def shortened(text: str, width: int) -> str:
    """The text, cut with an ellipsis if it has more than `width` letters."""
    return text if len(text) <= width else text[: max(1, width - 1)].rstrip() + "…"


def wrapped_label(text: str, width: int, lines: int = 3) -> list[str]:
    """A label over several lines of at most `width` characters, cut with an ellipsis after the last."""
    return textwrap.wrap(text, max(4, width), max_lines=lines, placeholder=" …") or [""]
