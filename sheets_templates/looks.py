"""How cells look: number formats by column type, and one look for each role that a cell can have in a tab.

Colors are of two families that also differ for people who see no red or green: blues and grays for
structure, and the Okabe-Ito palette for chart series (Okabe and Ito, 2008, "Color Universal Design").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sheets_templates.model import ColumnType

INK: Final = "#202124"
QUIET_INK: Final = "#5f6368"
ACCENT: Final = "#174ea6"
RULE: Final = "#dadce0"
PAPER: Final = "#ffffff"
BAND: Final = "#f3f6fc"
HEADER: Final = "#e8eef9"
FONT: Final = "Roboto"

SERIES_COLORS: Final = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#f0e442",
    "#999999",
)
HEAT: Final = (
    "#ffffff",
    "#e3eefa",
    "#c6ddf4",
    "#9fc6eb",
    "#73a9dd",
    "#4a8bcb",
)  # light to strong: dark ink stays legible
SIGNALS: Final = {"problem": "#fce0dc", "warning": "#fff2cc", "good": "#dff2e3", "quiet": "#eeeeee"}


@dataclass(frozen=True)
class NumberFormat:
    """`kind` is the Sheets API's NumberFormatType; `pattern` is in the spreadsheet's own pattern language."""

    kind: str
    pattern: str


NUMBER_FORMATS: Final[dict[ColumnType, NumberFormat]] = {
    # Text is declared as text, so that a Sheet makes neither a date of "6-8" nor a number of "0612".
    ColumnType.TEXT: NumberFormat("TEXT", "@"),
    ColumnType.LONG_TEXT: NumberFormat("TEXT", "@"),
    ColumnType.CHOICE: NumberFormat("TEXT", "@"),
    ColumnType.EMAIL: NumberFormat("TEXT", "@"),
    ColumnType.URL: NumberFormat("TEXT", "@"),
    ColumnType.ID: NumberFormat("TEXT", "@"),
    ColumnType.DATE: NumberFormat("DATE", "ddd, mmm d, yyyy"),
    ColumnType.TIMESTAMP: NumberFormat("DATE_TIME", 'mmm d, yyyy" at "h:mm am/pm'),
    ColumnType.MINUTES: NumberFormat("NUMBER", "#,##0"),
    ColumnType.HOURS: NumberFormat("NUMBER", "#,##0.0"),
    ColumnType.INTEGER: NumberFormat("NUMBER", "#,##0"),
    ColumnType.DECIMAL: NumberFormat("NUMBER", "#,##0.00"),
    ColumnType.DAYS: NumberFormat("NUMBER", "#,##0.0"),
    ColumnType.MONEY: NumberFormat("CURRENCY", '"$"#,##0.00'),
    ColumnType.PERCENT: NumberFormat("PERCENT", "0%"),
}
NUMERIC: Final = frozenset(
    {
        ColumnType.MINUTES,
        ColumnType.HOURS,
        ColumnType.INTEGER,
        ColumnType.DECIMAL,
        ColumnType.DAYS,
        ColumnType.MONEY,
        ColumnType.PERCENT,
    }
)
WRAPPED: Final = frozenset({ColumnType.TEXT, ColumnType.LONG_TEXT, ColumnType.CHOICE})
WIDTHS: Final[dict[ColumnType, int]] = {  # pixels, where a template gives no width
    ColumnType.TEXT: 150,
    ColumnType.LONG_TEXT: 320,
    ColumnType.CHOICE: 170,
    ColumnType.DATE: 140,
    ColumnType.TIMESTAMP: 190,
    ColumnType.MONEY: 110,
    ColumnType.CHECKBOX: 80,
    ColumnType.EMAIL: 220,
    ColumnType.URL: 220,
    ColumnType.ID: 140,
}
NUMBER_WIDTH: Final = 100
PADDING: Final = 8  # pixels left and right of the text in the cells of reports and pages


@dataclass(frozen=True)
class Style:
    """What a cell is: its role in the tab, the type of its column, and a shade (odd rows 1; heat 0 to 5)."""

    role: str
    type: ColumnType | None = None
    shade: int = 0


@dataclass(frozen=True)
class Look:
    """What a cell shows: sizes in points, colors as #rrggbb; `rule` is the color of a line under the cell."""

    size: int = 10
    bold: bool = False
    italic: bool = False
    color: str = INK
    background: str = PAPER
    align: str | None = None  # LEFT, CENTER, RIGHT; None: as the value's type has it
    wrap: bool = False
    rule: str | None = None
    number: NumberFormat | None = None
    underline: bool = False


_ROLES: Final[dict[str, Look]] = {
    "blank": Look(),
    "title": Look(size=22, bold=True, color=ACCENT),
    "subtitle": Look(size=11, color=QUIET_INK),
    "block_title": Look(size=14, bold=True, color=INK),
    "note": Look(italic=True, color=QUIET_INK),
    "header": Look(bold=True, color=ACCENT, background=HEADER, wrap=True, rule=ACCENT),
    "header_run_on": Look(bold=True, color=ACCENT, background=HEADER, rule=ACCENT),
    "cell": Look(),
    "run_on": Look(),  # a cell whose text runs on over the empty cells to its right, or one of those
    "heat": Look(),
    "total": Look(bold=True, background=HEADER, rule=RULE),
    "empty": Look(italic=True, color=QUIET_INK),
    "figure_label": Look(size=11, color=QUIET_INK, rule=RULE),
    "figure_value": Look(size=18, bold=True, color=ACCENT, align="RIGHT", rule=RULE),
    "figure_note": Look(size=10, color=QUIET_INK, rule=RULE),
    "footnote": Look(size=9, color=QUIET_INK),
    "page_title": Look(size=24, bold=True, color=ACCENT),
    "page_heading": Look(size=14, bold=True, color=INK),
    "page_text": Look(size=11),
    "page_header": Look(size=10, bold=True, color=ACCENT, background=HEADER, rule=ACCENT),
    "page_cell": Look(size=10, wrap=True, rule=RULE),
    "page_name": Look(size=10, bold=True, wrap=True, rule=RULE),
    **{f"signal_{name}": Look(size=10, background=color, rule=RULE) for name, color in SIGNALS.items()},
    "entry_header": Look(bold=True, color=PAPER, background=ACCENT, wrap=True),
}


def look(style: Style) -> Look:
    """The look of a style. Raises KeyError for a role that nothing draws."""
    drawn = _ROLES[style.role]
    if style.type is not None:
        drawn = replace(
            drawn,
            number=number_format(style.type),
            align=drawn.align or alignment(style.type),
            wrap=drawn.wrap or (style.role in ("cell", "total") and style.type in WRAPPED),
        )
    if style.role in ("cell", "run_on") and style.shade:
        drawn = replace(drawn, background=BAND)
    if style.role == "heat":
        drawn = replace(drawn, background=HEAT[style.shade])
    return drawn


def number_format(column_type: ColumnType) -> NumberFormat | None:
    """How a column of this type shows its numbers; None where the Sheet's own automatic format is right."""
    return NUMBER_FORMATS.get(column_type)


def alignment(column_type: ColumnType) -> str:
    """Numbers stand to the right, so that their digits line up; all else to the left."""
    if column_type in NUMERIC:
        return "RIGHT"
    return "CENTER" if column_type == ColumnType.CHECKBOX else "LEFT"


def column_width(column_type: ColumnType, asked: int | None) -> int:
    """The width in pixels of a column, as its template asks or as its type needs."""
    return asked or WIDTHS.get(column_type, NUMBER_WIDTH)
