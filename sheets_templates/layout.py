"""Where everything of a report tab stands: blocks below one another in a left lane, their charts in a lane to
the right of the widest table that has one.

Rows and columns are 0-based; lengths are pixels. Nothing here knows Google or the field.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sheets_templates.looks import PADDING, WRAPPED, Style, column_width
from sheets_templates.model import Block, BlockRows, Column, ColumnType, Tab, TabContent, TabHeading

GridCell = tuple[object, Style]

FIRST_COLUMN: Final = 1  # column A is a margin
MARGIN: Final = 24
CHART_GAP: Final = 20
TITLE_HEIGHT, SUBTITLE_HEIGHT, BLOCK_TITLE_HEIGHT, HEADER_HEIGHT = 48, 26, 34, 36
ROW_HEIGHT, FIGURE_HEIGHT, SPACE_HEIGHT = 25, 40, 21
LINE_HEIGHT: Final = 17
PIXELS_PER_LETTER: Final = 6.3  # Roboto at 10 points, measured over English text
FIRST_WIDTH, FIGURE_VALUE_WIDTH = 230, 120
FIGURE_COLUMNS: Final = ("label", "value", "note")


@dataclass(frozen=True)
class BlockPlacement:
    """`header_row` is None for figures and for a block without rows; `note` are the lines between title and
    header."""

    key: str
    title_row: int
    note: Sequence[str]
    header_row: int | None
    first_row: int
    row_count: int
    column_count: int
    first_column: int = FIRST_COLUMN


@dataclass(frozen=True)
class ChartPlacement:
    """The cell that holds the chart's upper left corner, and the distance from that cell's own corner."""

    key: str
    row: int
    column: int
    offset_x: int
    offset_y: int
    width: int
    height: int


@dataclass(frozen=True)
class Layout:
    """The grid of a report tab: the height of every row, the width of every column, and what stands where.

    `lane_columns` is the number of columns left of the charts, the margin left out."""

    blocks: Mapping[str, BlockPlacement]
    charts: Sequence[ChartPlacement]
    row_heights: Sequence[int]
    column_widths: Sequence[int]
    footnote_row: int
    lane_columns: int


@dataclass
class _Lane:
    """The rows as they are laid, from the top."""

    heights: list[int] = field(default_factory=list)

    @property
    def bottom(self) -> int:
        return sum(self.heights)

    def add(self, *heights: int) -> int:
        """Lays rows and returns the first one's index."""
        first = len(self.heights)
        self.heights.extend(heights)
        return first

    def space_down_to(self, y: int) -> None:
        missing = y - self.bottom
        if missing > 0:
            self.add(*[SPACE_HEIGHT] * math.ceil(missing / SPACE_HEIGHT))


def place_blocks(tab: Tab, content: TabContent, heading: TabHeading) -> Layout:
    """Where the blocks and charts of a report tab stand for this content.

    A block with charts starts below the charts before it: so a chart always stands beside its table. A block
    that would run under the charts (a wide table, a figure's note) starts below them too. A block without
    rows gets one line that says so, and no chart.
    """
    widths = _lane_widths(tab)
    lane_columns = _lane_columns(tab, len(widths) - 1)
    lane = _Lane()
    lane.add(TITLE_HEIGHT, SUBTITLE_HEIGHT, SPACE_HEIGHT)
    blocks: dict[str, BlockPlacement] = {}
    corners: list[tuple[str, int]] = []
    charts_bottom = 0
    for block in tab.blocks:
        rows = content.get(block.key, ())
        charts = [chart for chart in tab.charts if chart.block == block.key and rows]
        if charts or block.style == "figures" or len(block.columns) > lane_columns:
            lane.space_down_to(charts_bottom)
        y = lane.bottom
        blocks[block.key] = _place(block, rows, widths, lane_columns, lane)
        for chart in charts:
            corners.append((chart.key, y))
            y += chart.height + CHART_GAP
        charts_bottom = max(charts_bottom, y if charts else 0)
        lane.add(SPACE_HEIGHT)
    lane.space_down_to(charts_bottom)
    footnote_row = lane.add(*[ROW_HEIGHT] * len(footnote_lines(heading)))
    charts_column = FIRST_COLUMN + lane_columns
    placed = [_anchored(tab, key, y, lane.heights, charts_column) for key, y in corners]
    return Layout(blocks, placed, lane.heights, widths, footnote_row, lane_columns)


def _lane_columns(tab: Tab, all_columns: int) -> int:
    charted = {chart.block for chart in tab.charts}
    return max((len(block.columns) for block in tab.blocks if block.key in charted), default=all_columns)


def _lane_widths(tab: Tab) -> list[int]:
    """The margin and the lane's columns; a physical column is as wide as its widest user asks."""
    widths: list[int] = []
    for block in tab.blocks:
        for position, column in enumerate(columns_of(block)):
            least = FIRST_WIDTH if position == 0 else 0
            if block.style == "figures" and position == 1:
                least = FIGURE_VALUE_WIDTH
            # A figure's note runs on over the empty cells to its right.
            width = (
                0 if block.style == "figures" and position > 1 else column_width(column.type, column.width)
            )
            if position == len(widths):
                widths.append(0)
            widths[position] = max(widths[position], width, least)
    return [MARGIN, *(width or 100 for width in widths)]


def columns_of(block: Block) -> tuple[Column, ...]:
    """The block's columns; a block of figures may leave them out."""
    if block.columns:
        return block.columns
    return tuple(Column(key, key.title(), ColumnType.TEXT, "") for key in FIGURE_COLUMNS)


def _place(
    block: Block, rows: BlockRows, widths: Sequence[int], lane_columns: int, lane: _Lane
) -> BlockPlacement:
    note = textwrap.wrap(block.note, _letters(sum(widths[FIRST_COLUMN : FIRST_COLUMN + lane_columns])))
    title_row = lane.add(BLOCK_TITLE_HEIGHT, *[LINE_HEIGHT + 3] * len(note))
    columns = columns_of(block)
    header_row = None
    if block.style == "table" and rows:
        headers = [column.header for column in columns]
        header_row = lane.add(HEADER_HEIGHT - ROW_HEIGHT + _row_height(headers, columns, widths))
    if not rows:
        first_row = lane.add(ROW_HEIGHT)
    elif block.style == "figures":
        first_row = lane.add(*[FIGURE_HEIGHT] * len(rows))
    else:
        wrapped = [column.type in WRAPPED for column in columns]
        first_row = lane.add(*(_row_height(_only(row, wrapped), columns, widths) for row in rows))
    return BlockPlacement(block.key, title_row, note, header_row, first_row, len(rows), len(columns))


def _only(row: Sequence[object], kept: Sequence[bool]) -> list[object]:
    return [value if keep else None for value, keep in zip(row, kept, strict=False)]


def footnote_lines(heading: TabHeading) -> list[str]:
    """The closing lines as they stand below everything else."""
    return [line for note in heading.footnotes for line in textwrap.wrap(note, 150)]


def _row_height(row: Sequence[object], columns: Sequence[Column], widths: Sequence[int]) -> int:
    lines = max(
        (
            text_lines(value, widths[FIRST_COLUMN + position])
            for position, value in enumerate(row[: len(columns)])
            if isinstance(value, str)
        ),
        default=1,
    )
    return ROW_HEIGHT + (lines - 1) * LINE_HEIGHT


def text_lines(text: str, width: int) -> int:
    """How many lines a text needs in a wrapped cell of this many pixels."""
    return sum(max(1, len(textwrap.wrap(line, _letters(width)))) for line in text.split("\n")) if text else 1


def _letters(width: int) -> int:
    return max(1, int((width - 2 * PADDING) / PIXELS_PER_LETTER))


def _anchored(tab: Tab, key: str, y: int, heights: Sequence[int], column: int) -> ChartPlacement:
    chart = next(chart for chart in tab.charts if chart.key == key)
    row = 0
    while row < len(heights) - 1 and y >= heights[row]:
        y -= heights[row]
        row += 1
    return ChartPlacement(key, row, column, CHART_GAP, y, chart.width, chart.height)
