"""A grid as a table of a DOCX file: shares of the page as widths, bands, and rules under the rows instead of boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches

from sheets_templates.looks import INK, PAPER, RULE
from sheets_templates.paper_pieces import Grid, GridCell
from sheets_templates.papers import PAGE_WIDTH_INCHES

_PADDING: Final = {"top": 50, "bottom": 50, "left": 90, "right": 90}  # twentieths of a point


def add_grid(document: Any, grid: Grid, write_line: Callable[..., None]) -> None:
    """Adds the table. Each line is written by `write_line(paragraph, line, align)`."""
    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _frame(table, grid)
    for column, share in zip(table.columns, grid.widths, strict=True):
        column.width = Inches(share * PAGE_WIDTH_INCHES)
    for row, cells in zip(table.rows, grid.rows, strict=True):
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for made, cell, share in zip(row.cells, cells, grid.widths, strict=True):
            made.width = Inches(share * PAGE_WIDTH_INCHES)
            _fill(made, cell, write_line)
    for row in table.rows[: grid.header_rows]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _fill(made: Any, cell: GridCell, write_line: Callable[..., None]) -> None:
    if cell.background != PAPER:
        fill = cell.background[1:]
        made._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
        )
    for number, line in enumerate(cell.lines):
        write_line(made.add_paragraph() if number else made.paragraphs[0], line, cell.align)


def _frame(table: Any, grid: Grid) -> None:
    """Borders and the space inside the cells."""
    line = 'w:val="single" w:sz="4" w:space="0"'
    drawn = {
        "rows": f'<w:bottom {line} w:color="{RULE[1:]}"/><w:insideH {line} w:color="{RULE[1:]}"/>',
        "none": f'<w:insideV w:val="single" w:sz="48" w:space="0" w:color="{PAPER[1:]}"/>',
        "signing": f'<w:top {line} w:color="{INK[1:]}"/><w:insideV w:val="single" w:sz="96" w:space="0" w:color="{PAPER[1:]}"/>',
    }[grid.rules]
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _PADDING.items())
    properties = table._tbl.tblPr
    style = properties.find(qn("w:tblStyle"))
    if style is not None:
        properties.remove(style)
    layout = properties.find(qn("w:tblLayout"))
    for element in (f"<w:tblBorders {nsdecls('w')}>{drawn}</w:tblBorders>",):
        layout.addprevious(parse_xml(element))
    layout.addnext(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>"))
