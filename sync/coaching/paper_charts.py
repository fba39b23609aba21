"""Charts of papers: few colors, readable in print and for people who see no red or green, each value written beside its bar.

The heading above a chart is its question, so the picture itself has no title.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import altair as alt
import vl_convert

from sheets_templates.looks import INK, QUIET_INK, RULE, SERIES_COLORS
from sheets_templates.papers import PAGE_WIDTH_INCHES, Picture

PIXELS_AN_INCH: Final = 96
DOTS_A_PIXEL: Final = 2.5  # 240 dots an inch: sharp in print
BAR_STEP, TALL_STEP = 22, 28  # pixels from bar to bar; where a name needs two lines
PAIR_STEP: Final = 36
LABEL_WIDTH: Final = 236  # pixels for the names at the left
NAME_LETTERS: Final = 41  # that fit in it; longer names break
FONT: Final = "Lato"
NEW_LINE: Final = "\n"
MAIN, SECOND, MUTED = SERIES_COLORS[0], SERIES_COLORS[1], "#c4c9d1"
_PLOT_WIDTH: Final = int(PAGE_WIDTH_INCHES * PIXELS_AN_INCH) - LABEL_WIDTH - 10


@dataclass(frozen=True)
class Bar:
    """One bar: `label` is written at its end. A `muted` one is not of what the chart is about (other time)."""

    name: str
    value: float
    label: str
    muted: bool = False


@dataclass(frozen=True)
class BarPair:
    """Two values of one thing, as planned and actual shares; None draws no bar."""

    name: str
    first: float | None
    second: float | None


def bar_chart(bars: Sequence[Bar], description: str) -> Picture:
    """Bars from left to right, in the order given, each with its label at the end."""
    rows = [
        {
            "name": _folded(bar.name),
            "value": bar.value,
            "label": bar.label,
            "color": MUTED if bar.muted else MAIN,
            "place": place,
        }
        for place, bar in enumerate(bars)
    ]
    longest = max((bar.value for bar in bars), default=0.0)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=_names()),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, (longest or 1) * 1.38])),
    )
    marks = base.mark_bar(height=14, cornerRadiusEnd=2).encode(color=alt.Color("color:N", scale=None))
    labels = base.mark_text(align="left", dx=6, fontSize=12, color=INK).encode(text="label:N")
    step = TALL_STEP if any(NEW_LINE in str(row["name"]) for row in rows) else BAR_STEP
    return _picture((marks + labels).properties(height=step * len(bars)), description)


def paired_chart(pairs: Sequence[BarPair], names: tuple[str, str], description: str) -> Picture:
    """Shares in pairs, one above the other, with a legend; values are parts of 1."""
    rows = [
        {"name": _folded(pair.name), "which": which, "value": value, "label": f"{value:.0%}"}
        for pair in pairs
        for which, value in zip(names, (pair.first, pair.second), strict=True)
        if value is not None
    ]
    longest = max((row["value"] for row in rows), default=1.0)  # type: ignore[type-var]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=_names(), scale=alt.Scale(paddingInner=0.3)),
        yOffset=alt.YOffset("which:N", sort=list(names)),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, (longest or 1) * 1.25])),  # type: ignore[operator]
    )
    color = alt.Color(
        "which:N",
        sort=list(names),
        scale=alt.Scale(domain=list(names), range=[MUTED, MAIN]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal", labelFontSize=12, symbolType="square"),
    )
    marks = base.mark_bar(cornerRadiusEnd=2).encode(color=color)
    labels = base.mark_text(align="left", dx=5, fontSize=11, color=INK).encode(text="label:N")
    return _picture((marks + labels).properties(height=PAIR_STEP * len(pairs)), description)


def stacked_months(months: Sequence[tuple[str, float, float]], names: tuple[str, str], description: str) -> Picture:
    """Columns month by month, two kinds of hours above one another."""
    rows = [
        {"month": month, "which": which, "value": value, "order": order}
        for month, first, second in months
        for order, (which, value) in enumerate(zip(names, (first, second), strict=True))
    ]
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(width=26)
        .encode(
            x=alt.X(
                "month:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelAngle=0, labelFontSize=11, ticks=False, domainColor=RULE),
            ),
            y=alt.Y(
                "value:Q",
                title="Hours",
                axis=alt.Axis(gridColor=RULE, domain=False, ticks=False, tickCount=4, labelFontSize=11),
            ),
            order="order:O",
            color=alt.Color(
                "which:N",
                sort=list(names),
                scale=alt.Scale(domain=list(names), range=[MAIN, MUTED]),
                legend=alt.Legend(
                    title=None, orient="top", direction="horizontal", labelFontSize=12, symbolType="square"
                ),
            ),
        )
        .properties(height=150, width=int(PAGE_WIDTH_INCHES * PIXELS_AN_INCH) - 60)
    )
    return _picture(chart, description, sized=True)


def paced_bar(
    used: float, expected: float, contracted: float, words: tuple[str, str, str], description: str
) -> Picture:
    """One bar of days used in a frame of the days contracted, with a mark at those expected by then. `words` label them."""
    most = max(used, expected, contracted)
    x = alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most or 1]))

    def layer(value: float) -> alt.Chart:
        return alt.Chart(alt.InlineData(values=[{"value": value}])).encode(x=x, y=alt.value(17))

    frame = layer(contracted).mark_bar(height=22, color="#e8eaed", cornerRadius=2)
    bar = layer(used).mark_bar(height=22, color=MAIN, cornerRadius=2)
    mark = layer(expected).mark_tick(thickness=3, size=32, color=SECOND, opacity=1, orient="vertical")
    colors, places = (MAIN, SECOND, "#b0b5bd"), (0.0, 0.36, 0.72)
    key = [
        {"value": (most or 1) * place, "label": label, "color": color}
        for place, label, color in zip(places, words, colors, strict=True)
    ]
    keys = alt.Chart(alt.InlineData(values=key)).encode(x=x, y=alt.value(50))
    squares = keys.mark_square(size=90, opacity=1, xOffset=6).encode(color=alt.Color("color:N", scale=None))
    texts = keys.mark_text(align="left", dx=16, fontSize=12, color=INK).encode(text="label:N")
    width = int(PAGE_WIDTH_INCHES * PIXELS_AN_INCH) - 10
    return _picture((frame + bar + mark + squares + texts).properties(height=60, width=width), description, sized=True)


def _names() -> alt.Axis:
    """The names at the left, each on at most two lines."""
    return alt.Axis(
        labelExpr="split(datum.label, '\\n')",
        labelLimit=LABEL_WIDTH,
        labelFontSize=11.5,
        labelLineHeight=13,
        labelColor=INK,
        labelPadding=8,
        ticks=False,
        domain=False,
        minExtent=LABEL_WIDTH,
        maxExtent=LABEL_WIDTH,
    )


def _folded(name: str) -> str:
    return NEW_LINE.join(textwrap.wrap(name, NAME_LETTERS, max_lines=2, placeholder=" …"))


def _picture(chart: Any, description: str, *, sized: bool = False) -> Picture:
    if not sized:
        chart = chart.properties(width=_PLOT_WIDTH)
    styled = chart.configure(font=FONT, background="#ffffff", padding=4).configure_view(stroke=None)
    styled = styled.configure_axis(labelColor=QUIET_INK, titleColor=QUIET_INK, titleFontWeight="normal")
    _fonts()
    png = vl_convert.vegalite_to_png(styled.to_dict(validate=False), scale=DOTS_A_PIXEL)
    return Picture(bytes(png), description)


@cache
def _fonts() -> None:
    """The charts' font comes with a package, so that a picture is the same on every machine."""
    vl_convert.register_font_directory(str(resources.files("font_lato") / "files"))
