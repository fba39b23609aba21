"""How wide the columns of a report tab are, though blocks of different tables share them, and how texts wrap.

Lengths are pixels.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sheets_templates.looks import NUMBER_WIDTH, PADDING, WRAPPED, column_width
from sheets_templates.model import Block, Column, ColumnType, Tab

FIRST_COLUMN: Final = 1  # column A is a margin
MARGIN: Final = 24
PIXELS_PER_LETTER: Final = 6.3  # Roboto at 10 points, measured over English text
FIRST_WIDTH, FIGURE_VALUE_WIDTH = 230, 170
FIGURE_NOTE_WIDTH: Final = 410  # about 66 letters, which run on over free cells but not under a chart
MIDDLE_TEXT_WIDTH: Final = 280  # a text between other columns wraps rather than stretch the other blocks' columns
WIDEST_BESIDE: Final = 1_000  # a table wider than this pushes a chart beside it off a laptop's screen
FIGURE_COLUMNS: Final = ("label", "value", "note")


@dataclass(frozen=True)
class Frame:
    """The widths of the margin and all columns, how many of the columns are left of the charts, and the
    blocks (by key) that are too wide for a chart beside them."""

    widths: Sequence[int]
    lane_columns: int
    wide: frozenset[str]

    @property
    def lane_right(self) -> int:
        return sum(self.widths[: FIRST_COLUMN + self.lane_columns])

    def end_of(self, block: Block) -> int:
        """The number of columns that a block may use: those of the lane, or all if it is wider."""
        columns = len(columns_of(block))
        return self.lane_columns if columns <= self.lane_columns else len(self.widths) - FIRST_COLUMN


def frame_of(tab: Tab) -> Frame:
    """The widths and the lane of a report tab, whatever its content."""
    own = {block.key for block in tab.blocks if sum(_asked(block, alone=True, end=0)) > WIDEST_BESIDE}
    frame = _framed(tab, frozenset(own))
    # Sharing the lane can stretch a table of modest width as well.
    stretched = {
        block.key for block in tab.blocks if sum(frame.widths[: FIRST_COLUMN + len(columns_of(block))]) > WIDEST_BESIDE
    }
    return _framed(tab, frozenset(own | stretched)) if stretched - own else frame


def _framed(tab: Tab, wide: frozenset[str]) -> Frame:
    """A physical column is as wide as its widest user asks; a block's last text runs on to the lane's end."""
    most = max(len(columns_of(block)) for block in tab.blocks)
    charted = {chart.block for chart in tab.charts}
    beside = [len(block.columns) for block in tab.blocks if block.key in charted - wide]
    widths = [0] * most
    frame = Frame([MARGIN, *widths], max(beside, default=most), wide)
    for block in tab.blocks:
        for position, width in enumerate(_asked(block, alone=len(tab.blocks) == 1, end=frame.end_of(block))):
            widths[position] = max(widths[position], width)
    widths = [width or NUMBER_WIDTH for width in widths]
    if any(block.style == "figures" for block in tab.blocks):
        lane = widths[: frame.lane_columns]
        widths[len(lane) - 1] += max(0, FIGURE_NOTE_WIDTH - sum(lane[len(FIGURE_COLUMNS) - 1 :]))
    for block in tab.blocks:
        last, end = len(columns_of(block)) - 1, frame.end_of(block)
        if runs_on(block, end):
            asked = column_width(block.columns[last].type, block.columns[last].width)
            widths[end - 1] += max(0, asked - sum(widths[last:end]))
    return Frame([MARGIN, *widths], frame.lane_columns, wide)


def _asked(block: Block, *, alone: bool, end: int) -> list[int]:
    """The widths that a block needs of its columns, 0 where any width will do."""
    if block.style == "figures":
        return [FIRST_WIDTH, FIGURE_VALUE_WIDTH, *[0] * (len(columns_of(block)) - 2)]
    asked = [column_width(column.type, column.width) for column in block.columns]
    last = len(asked) - 1
    for position, column in enumerate(block.columns):
        if column.type in WRAPPED and position < last and not alone:
            asked[position] = min(asked[position], MIDDLE_TEXT_WIDTH)
    if runs_on(block, end):
        asked[last] = min(asked[last], NUMBER_WIDTH)
    asked[0] = max(asked[0], FIRST_WIDTH)
    return asked


def runs_on(block: Block, end: int) -> bool:
    """Whether the block's last column is a text with free columns of the lane to its right. Args: `end` as
    the number of columns that the block may use."""
    return block.style == "table" and len(block.columns) < end and block.columns[-1].type in WRAPPED


def columns_of(block: Block) -> tuple[Column, ...]:
    """The block's columns; a block of figures may leave them out."""
    if block.columns:
        return block.columns
    return tuple(Column(key, key.title(), ColumnType.TEXT, "") for key in FIGURE_COLUMNS)


def text_lines(text: str, width: int) -> int:
    """How many lines a text needs in a wrapped cell of this many pixels."""
    letters = letters_in(width)
    return sum(1 if _fits(line, letters) else max(1, len(textwrap.wrap(line, letters))) for line in text.split("\n"))


def _fits(line: str, letters: int) -> bool:
    """Whether no wrapping has to be tried, which takes long; a tab is wider than one letter."""
    return len(line) <= letters and "\t" not in line


def letters_in(width: int) -> int:
    """How many letters a line of this many pixels holds, its padding left out."""
    return max(1, int((width - 2 * PADDING) / PIXELS_PER_LETTER))
