"""A grid as requests of documents.batchUpdate: an empty table, its texts from the last cell to the first, its looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sheets_templates.looks import INK, PAPER, RULE
from sheets_templates.paper_pieces import LINE_LOOKS, PAPER_FONT, Grid, GridCell
from sheets_templates.papers import PAGE_WIDTH_INCHES
from sync.google.document_values import color, points, span, units

Request = dict[str, Any]
_POINTS_PER_INCH: Final = 72
_ALIGN: Final = {"left": "START", "center": "CENTER", "right": "END"}
_PADDING: Final = {"Top": 2.5, "Bottom": 2.5, "Left": 4.5, "Right": 4.5}
_BASE: Final = LINE_LOOKS["cell"]


def grid_units(grid: Grid) -> int:
    """How many units the table takes, its own two marks included."""
    return 2 + sum(1 + sum(1 + _cell_units(cell) for cell in row) for row in grid.rows)


def _cell_units(cell: GridCell) -> int:
    return sum(units(line.text) + 1 for line in cell.lines)


def grid_requests(grid: Grid, at: int) -> Iterator[Request]:
    """Requests that put the table behind the paragraph whose newline is at `at`; the table starts at `at + 1`."""
    rows, columns = len(grid.rows), len(grid.widths)
    start = at + 1
    yield {"insertTable": {"location": {"index": at}, "rows": rows, "columns": columns}}
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            text = "\n".join(line.text for line in grid.rows[row][column].lines)
            if text:
                place = start + 3 + row * (1 + 2 * columns) + 2 * column
                yield {"insertText": {"location": {"index": place}, "text": text}}
    yield from _table_looks(grid, start)
    yield from _text_looks(grid, start)


def _table_looks(grid: Grid, start: int) -> Iterator[Request]:
    where = {"tableStartLocation": {"index": start}}
    for column, share in enumerate(grid.widths):
        width = {"widthType": "FIXED_WIDTH", "width": points(share * PAGE_WIDTH_INCHES * _POINTS_PER_INCH)}
        properties = {"tableColumnProperties": width, "columnIndices": [column], "fields": "widthType,width"}
        yield {"updateTableColumnProperties": {**where, **properties}}
    style = _borders(grid)
    yield {"updateTableCellStyle": {**where, "tableCellStyle": style, "fields": ",".join(style)}}
    for number, row in enumerate(grid.rows):
        if row[0].background != PAPER:
            location = {**where, "rowIndex": number, "columnIndex": 0}
            box = {"tableCellLocation": location, "rowSpan": 1, "columnSpan": len(row)}
            style = {"backgroundColor": color(row[0].background)}
            yield {"updateTableCellStyle": {"tableRange": box, "tableCellStyle": style, "fields": "backgroundColor"}}
    if grid.header_rows:
        yield {"pinTableHeaderRows": {**where, "pinnedHeaderRowsCount": grid.header_rows}}


def _borders(grid: Grid) -> dict[str, Any]:
    """The borders and paddings of every cell. Docs knows no transparent ones: those that are not drawn have no width."""
    drawn = {
        "rows": {"Bottom": (0.5, RULE)},
        "none": {"Left": (6.0, PAPER), "Right": (6.0, PAPER)},
        "signing": {"Top": (0.5, INK), "Left": (12.0, PAPER), "Right": (12.0, PAPER)},
    }[grid.rules]
    style = {}
    for side in ("Top", "Bottom", "Left", "Right"):
        width, ink = drawn.get(side, (0.0, INK))
        style[f"border{side}"] = {"width": points(width), "color": color(ink), "dashStyle": "SOLID"}
        style[f"padding{side}"] = points(_PADDING[side])
    return style


def _text_looks(grid: Grid, start: int) -> Iterator[Request]:
    """The plain look of cells for the whole table at once, then what differs from it."""
    whole = span(start, start + grid_units(grid))
    style = {"spaceAbove": points(0), "spaceBelow": points(0), "namedStyleType": "NORMAL_TEXT"}
    yield {"updateParagraphStyle": {"range": whole, "paragraphStyle": style, "fields": ",".join(style)}}
    look = {
        "fontSize": points(_BASE.size),
        "foregroundColor": color(_BASE.color),
        "weightedFontFamily": {"fontFamily": PAPER_FONT, "weight": 400},
    }
    yield {"updateTextStyle": {"range": whole, "textStyle": look, "fields": ",".join(look)}}
    at = start + 1
    for row in grid.rows:
        at += 1
        for cell in row:
            at += 1
            if cell.align != "left":
                aligned = {"alignment": _ALIGN[cell.align]}
                where = span(at, at + _cell_units(cell))
                yield {"updateParagraphStyle": {"range": where, "paragraphStyle": aligned, "fields": "alignment"}}
            for line in cell.lines:
                end = at + units(line.text) + 1
                role = LINE_LOOKS[line.role]
                if role != _BASE and line.text:
                    given = {"fontSize": points(role.size), "foregroundColor": color(role.color), "bold": role.bold}
                    yield {"updateTextStyle": {"range": span(at, end), "textStyle": given, "fields": ",".join(given)}}
                at = end
