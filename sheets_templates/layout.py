"""Where everything of a report tab stands: blocks below one another, their charts in a lane to the right of
the widest table that has one, or between title and header where a table is too wide for that.

Rows and columns are 0-based; lengths are pixels. Nothing here knows Google or the field.
"""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sheets_templates.looks import WRAPPED, Style
from sheets_templates.model import Block, BlockRows, Chart, Tab, TabContent, TabHeading
from sheets_templates.widths import (
    FIRST_COLUMN,
    MARGIN,
    Frame,
    columns_of,
    frame_of,
    letters_in,
    runs_on,
    text_lines,
)

GridCell = tuple[object, Style]

CHART_GAP: Final = 20
TITLE_HEIGHT, SUBTITLE_HEIGHT, BLOCK_TITLE_HEIGHT, HEADER_HEIGHT = 48, 26, 34, 36
ROW_HEIGHT, FIGURE_HEIGHT, SPACE_HEIGHT, FOOTNOTE_HEIGHT = 25, 40, 21, 18
LINE_HEIGHT: Final = 17


@dataclass(frozen=True)
class BlockPlacement:
    """`header_row` is None for figures and for a block without rows; `note` are the lines below the title.

    `drawn_columns` is more than `column_count` where a last text runs on over the rest of the lane."""

    key: str
    title_row: int
    note: Sequence[str]
    header_row: int | None
    first_row: int
    row_count: int
    column_count: int
    drawn_columns: int
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

    A block with charts starts below the charts before it: so a chart always stands beside its table. The first block's charts stand
    higher, beside the figures with which the tab opens, because whoever opens it looks there. A block that would run under the
    charts (a wide table, a figure's note) starts below them too. A block without rows gets one line that says so, and no chart.
    """
    frame = frame_of(tab)
    lane = _Lane()
    lane.add(TITLE_HEIGHT, SUBTITLE_HEIGHT, SPACE_HEIGHT)
    blocks: dict[str, BlockPlacement] = {}
    corners: list[tuple[Chart, int, int]] = []
    opening = _opening_figures(tab)
    raised = _raised_block(tab, content, frame) if opening else None
    charts_bottom = top = lane.bottom
    if raised:
        charts_bottom = _put_beside(corners, _charts_of(tab, raised, content), frame.lane_right, top)
    for block in tab.blocks:
        rows = content.get(block.key, ())
        charts = () if block is raised else _charts_of(tab, block, content)
        if charts or (block.style == "figures" and block not in opening) or len(block.columns) > frame.lane_columns:
            lane.space_down_to(charts_bottom)
        if block.key in frame.wide:
            blocks[block.key], within = _place(block, rows, frame, lane, charts)
            corners += within
        else:
            y = lane.bottom
            blocks[block.key], _ = _place(block, rows, frame, lane, ())
            if charts:
                charts_bottom = _put_beside(corners, charts, frame.lane_right, y)
        lane.add(SPACE_HEIGHT)
    lane.space_down_to(charts_bottom)
    footnote_row = lane.add(*[FOOTNOTE_HEIGHT] * len(footnote_lines(heading)))
    placed = [_anchored(*corner, lane.heights, frame.widths) for corner in corners]
    return Layout(blocks, placed, lane.heights, frame.widths, footnote_row, frame.lane_columns)


def _opening_figures(tab: Tab) -> tuple[Block, ...]:
    """The blocks of figures with which the tab opens, if none of them has a chart; beside them is room."""
    opening = tuple(itertools.takewhile(lambda block: block.style == "figures", tab.blocks))
    drawn = {chart.block for chart in tab.charts}
    return () if any(block.key in drawn for block in opening) else opening


def _raised_block(tab: Tab, content: TabContent, frame: Frame) -> Block | None:
    """The first block that has charts beside it now."""
    drawn = (block for block in tab.blocks if block.key not in frame.wide and _charts_of(tab, block, content))
    return next(drawn, None)


def _charts_of(tab: Tab, block: Block, content: TabContent) -> Sequence[Chart]:
    """The block's charts; none where it has no rows to draw."""
    return [chart for chart in tab.charts if chart.block == block.key and content.get(block.key)]


def _put_beside(corners: list[tuple[Chart, int, int]], charts: Sequence[Chart], x: int, y: int) -> int:
    """Adds the charts below one another from `y` on; where the next one may stand."""
    for chart in charts:
        corners.append((chart, x, y))
        y += chart.height + CHART_GAP
    return y


def _place(
    block: Block, rows: BlockRows, frame: Frame, lane: _Lane, charts: Sequence[Chart]
) -> tuple[BlockPlacement, list[tuple[Chart, int, int]]]:
    """Lays the rows of a block, with the charts that stand between its title and its header side by side."""
    columns = columns_of(block)
    end = frame.end_of(block)
    note = textwrap.wrap(block.note, letters_in(sum(frame.widths[FIRST_COLUMN : FIRST_COLUMN + end])))
    title_row = lane.add(BLOCK_TITLE_HEIGHT, *[LINE_HEIGHT + 3] * len(note))
    corners = []
    x = MARGIN - CHART_GAP
    for chart in charts:
        corners.append((chart, x, lane.bottom))
        x += chart.width + CHART_GAP
    if charts:
        lane.space_down_to(lane.bottom + max(chart.height for chart in charts) + CHART_GAP)
    header_row = None
    if block.style == "table" and rows:
        headers = [column.header for column in (columns[:-1] if runs_on(block, end) else columns)]
        header_row = lane.add(HEADER_HEIGHT - ROW_HEIGHT + _row_height(headers, frame.widths))
    if not rows:
        first_row = lane.add(ROW_HEIGHT)
    elif block.style == "figures":
        first_row = lane.add(*[FIGURE_HEIGHT] * len(rows))
    else:
        wrapped = [column.type in WRAPPED for column in columns]
        wrapped[-1] = wrapped[-1] and not runs_on(block, end)
        first_row = lane.add(*(_row_height(_only(row, wrapped), frame.widths) for row in rows))
    drawn = end if runs_on(block, end) else len(columns)
    placement = BlockPlacement(block.key, title_row, note, header_row, first_row, len(rows), len(columns), drawn)
    return placement, corners


def _only(row: Sequence[object], kept: Sequence[bool]) -> list[object]:
    return [value if keep else None for value, keep in zip(row, kept, strict=False)]


def footnote_lines(heading: TabHeading) -> list[str]:
    """The closing lines as they stand below everything else."""
    return [line for note in heading.footnotes for line in textwrap.wrap(note, 150)]


def _row_height(row: Sequence[object], widths: Sequence[int]) -> int:
    texts = ((value, width) for value, width in zip(row, widths[FIRST_COLUMN:], strict=False))
    lines = max((text_lines(value, width) for value, width in texts if isinstance(value, str)), default=1)
    return ROW_HEIGHT + (lines - 1) * LINE_HEIGHT


def _anchored(chart: Chart, x: int, y: int, heights: Sequence[int], widths: Sequence[int]) -> ChartPlacement:
    """The chart with its corner a gap to the right of `x`, as a cell and the distance from that cell's
    corner."""
    row, offset_y = _cell_at(y, heights)
    column, offset_x = _cell_at(x, widths)
    return ChartPlacement(chart.key, row, column, offset_x + CHART_GAP, offset_y, chart.width, chart.height)


def _cell_at(pixels: int, sizes: Sequence[int]) -> tuple[int, int]:
    """The row or column in which a place lies, and how far into it; the one after the last, if beyond."""
    for index, size in enumerate(sizes):
        if pixels < size:
            return index, pixels
        pixels -= size
    return len(sizes), pixels
