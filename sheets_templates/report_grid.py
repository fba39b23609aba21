"""The cells of a report tab: what stands in each, and what it is, for whoever draws it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sheets_templates.layout import (
    BlockPlacement,
    GridCell,
    Layout,
    footnote_lines,
    place_blocks,
)
from sheets_templates.looks import HEAT, Style
from sheets_templates.model import Block, BlockRows, ColumnType, Tab, TabContent, TabHeading
from sheets_templates.widths import FIRST_COLUMN

FIGURE_SPAN: Final = 5  # columns under which the line of a figure runs


def tab_grid(tab: Tab, content: TabContent, heading: TabHeading) -> tuple[Layout, list[list[GridCell]]]:
    """The layout of a report tab and its cells: one list a row, from column A, each cell a value and what
    it is."""
    layout = place_blocks(tab, content, heading)
    columns = len(layout.column_widths)
    grid: list[list[GridCell]] = [[("", Style("blank"))] * columns for _ in layout.row_heights]
    grid[0][FIRST_COLUMN] = (heading.title or tab.title, Style("title"))
    grid[1][FIRST_COLUMN] = (heading.subtitle, Style("subtitle"))
    for block in tab.blocks:
        _draw(grid, block, content.get(block.key, ()), layout)
    for offset, line in enumerate(footnote_lines(heading)):
        grid[layout.footnote_row + offset][FIRST_COLUMN] = (line, Style("footnote"))
    return layout, grid


def _draw(grid: list[list[GridCell]], block: Block, rows: BlockRows, layout: Layout) -> None:
    placement = layout.blocks[block.key]
    grid[placement.title_row][FIRST_COLUMN] = (block.title, Style("block_title"))
    for offset, line in enumerate(placement.note):
        grid[placement.title_row + 1 + offset][FIRST_COLUMN] = (line, Style("note"))
    if block.style == "figures":
        lines = [_figure(row, block, layout.lane_columns) for row in rows]
    else:
        lines = _table(block, rows, placement)
    if placement.header_row is not None:
        _put(grid, placement.header_row, _header(block, placement))
    if not rows:
        _put(grid, placement.first_row, [(block.empty, Style("empty"))])
    for offset, cells in enumerate(lines):
        _put(grid, placement.first_row + offset, cells)


def _header(block: Block, placement: BlockPlacement) -> list[GridCell]:
    cells: list[GridCell] = [(column.header, Style("header", column.type)) for column in block.columns]
    rest = _rest(placement, Style("header_run_on"))
    if rest:
        cells[-1] = (cells[-1][0], Style("header_run_on"))
    return cells + rest


def _put(grid: list[list[GridCell]], row: int, cells: Sequence[GridCell]) -> None:
    grid[row][FIRST_COLUMN : FIRST_COLUMN + len(cells)] = cells


def _rest(placement: BlockPlacement, style: Style) -> list[GridCell]:
    """The empty cells over which a block's last text runs on."""
    return [("", style)] * (placement.drawn_columns - placement.column_count)


def _figure(row: Sequence[object], block: Block, lane_columns: int) -> list[GridCell]:
    """Label, value and note; the line under them goes on below the note's text, over the empty cells to its
    right."""
    label, value, note = (*row, "", "")[:3]
    asked = str(row[3]) if len(row) > 3 and row[3] else ""
    declared = next((column.type for column in block.columns if column.key == "value"), None)
    value_type = ColumnType(asked) if asked else declared
    if isinstance(value, str):
        value_type = ColumnType.TEXT
    return [
        (label, Style("figure_label")),
        (value, Style("figure_value", value_type or _type_of(value))),
        (note, Style("figure_note")),
        *[("", Style("figure_note"))] * (min(lane_columns, FIGURE_SPAN) - 3),
    ]


def _type_of(value: object) -> ColumnType:
    return ColumnType.INTEGER if isinstance(value, int) else ColumnType.HOURS


def _table(block: Block, rows: BlockRows, placement: BlockPlacement) -> list[list[GridCell]]:
    strongest = _strongest(block, rows)
    last_key = block.columns[-1].key if placement.drawn_columns > placement.column_count else None
    lines = []
    for offset, row in enumerate(rows):
        band = offset % 2
        total = block.total_row and offset == len(rows) - 1
        cells: list[GridCell] = []
        for value, column in zip(row, block.columns, strict=True):
            if total:
                style = Style("total", column.type)
            elif column.key in block.heat and strongest > 0:
                style = Style("heat", column.type, _heat(value, strongest))
            else:
                style = Style("run_on" if column.key == last_key else "cell", column.type, band)
            cells.append((value, style))
        lines.append(cells + _rest(placement, Style("total") if total else Style("run_on", shade=band)))
    return lines


def _strongest(block: Block, rows: BlockRows) -> float:
    """The largest value of all heat columns of the block, its total row left out: one scale for the whole
    table."""
    body = rows[:-1] if block.total_row else rows
    hot = [position for position, column in enumerate(block.columns) if column.key in block.heat]
    return max((_number(row[position]) for row in body for position in hot), default=0.0)


def _heat(value: object, strongest: float) -> int:
    share = min(1.0, max(0.0, _number(value) / strongest))
    return math.ceil(share * (len(HEAT) - 1))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float, Decimal)) else 0.0
