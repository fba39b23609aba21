"""A table of a document as a table of a DOCX file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from sync.emulator.docs.defaults import hex_of
from sync.emulator.docs.looks import magnitude
from sync.emulator.docs.requests_tables import BORDER
from sync.emulator.docs.structure import Node, TableNode
from sync.emulator.docs.units import Json, Unit

_TEXT_WIDTH = 468.0  # points, of US Letter
FillCell = Callable[[Any, Sequence[Unit], Sequence[Node]], None]


def add_table(place: Any, units: Sequence[Unit], table: TableNode, fill: FillCell) -> None:
    """Adds the table to what has `add_table`; each cell's content is written by `fill`."""
    rows, columns = len(table.rows), table.columns
    # Headers and footers of python-docx want to know how wide a table is.
    size = (rows, columns, Pt(_TEXT_WIDTH)) if hasattr(place, "is_linked_to_previous") else (rows, columns)
    made = place.add_table(*size)
    made.autofit = False
    for column, properties in zip(made.columns, units[table.start].more["columns"], strict=False):
        column.width = Pt(magnitude(properties.get("width"), _TEXT_WIDTH / columns))
    for number, row in enumerate(table.rows):
        if units[row.start].more["style"].get("tableHeader"):
            made.rows[number]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for at, cell in enumerate(row.cells):
            opening = units[cell.start]
            if opening.more.get("covered"):
                continue
            style = opening.more["style"]
            word_cell = made.cell(number, at)
            across, down = int(style.get("columnSpan", 1)), int(style.get("rowSpan", 1))
            if across > 1 or down > 1:
                word_cell = word_cell.merge(made.cell(number + down - 1, at + across - 1))
            word_cell.width = made.columns[at].width
            _dress(word_cell, style)
            fill(word_cell, units, cell.content)


def _dress(cell: Any, style: Json) -> None:
    sides = ("Top", "Left", "Bottom", "Right")  # the order that the format wants
    borders = "".join(_border(side.lower(), style.get(f"border{side}", BORDER)) for side in sides)
    margins = "".join(
        f'<w:{side.lower()} w:w="{round(magnitude(style.get(f"padding{side}"), 5) * 20)}" w:type="dxa"/>'
        for side in sides
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{borders}</w:tcBorders>"))
    if fill := hex_of(style.get("backgroundColor")):
        properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>'))
    properties.append(parse_xml(f"<w:tcMar {nsdecls('w')}>{margins}</w:tcMar>"))


def _border(side: str, border: Json) -> str:
    width = magnitude(border.get("width"))
    if not width:
        return f'<w:{side} w:val="nil"/>'
    ink = hex_of(border.get("color")) or "#000000"
    kind = {"DOT": "dotted", "DASH": "dashed"}.get(border.get("dashStyle", "SOLID"), "single")
    return f'<w:{side} w:val="{kind}" w:sz="{round(width * 8)}" w:space="0" w:color="{ink[1:]}"/>'
