"""The content of a document in typst's language: paragraphs, lists, tables, images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sync.emulator.docs.defaults import hex_of
from sync.emulator.docs.document import DocumentState
from sync.emulator.docs.glyphs import Glyphs
from sync.emulator.docs.looks import Looks, magnitude
from sync.emulator.docs.requests_tables import BORDER
from sync.emulator.docs.structure import CellNode, Node, ParagraphNode, RowNode, SectionNode, TableNode
from sync.emulator.docs.typst_text import styled
from sync.emulator.docs.units import Json, Unit, joined
from sync.emulator.typesetting import LINE_HEIGHT, length, literal

_ALIGN = {"CENTER": "center", "END": "right"}
_AUTO = {
    "PAGE_NUMBER": "context counter(page).display()",
    "PAGE_COUNT": "context counter(page).final().first()",
}


@dataclass
class Writer:
    """One document being written. `files` are the names of the images' files by their ids."""

    document: DocumentState
    glyphs: Glyphs
    looks: Looks
    files: Mapping[str, str]

    def content(self, segment: str) -> str:
        return self.nodes(self.document.segments[segment], self.document.nodes(segment))

    def nodes(self, units: Sequence[Unit], nodes: Sequence[Node]) -> str:
        """Paragraphs and tables below one another. The space between two is what both ask for; none at the edges of a page."""
        pieces: list[str] = []
        below = 0.0
        for number, node in enumerate(nodes):
            if isinstance(node, SectionNode):
                continue
            if isinstance(node, TableNode):
                pieces += [_gap(below), self.table(units, node)]
                below = 0.0
                continue
            style = self.looks.paragraph(units[node.end - 1].more["style"])
            is_last_of_many = number == len(nodes) - 1 and number > 0 and node.end - node.start == 1
            if is_last_of_many:  # the empty paragraph that every segment ends with takes no room
                continue
            pieces += [_gap(below + magnitude(style.get("spaceAbove"))), self.paragraph(units, node, style)]
            below = magnitude(style.get("spaceBelow"))
        return "\n".join(piece for piece in pieces if piece)

    # --- paragraphs

    def paragraph(self, units: Sequence[Unit], node: ParagraphNode, style: Json) -> str:
        inline, end = units[node.start : node.end - 1], units[node.end - 1]
        if any(unit.kind == "page_break" for unit in inline):
            return self.broken(inline, end, style)
        return self.block(inline, end, style)

    def broken(self, inline: Sequence[Unit], end: Unit, style: Json) -> str:
        """A paragraph with page breaks in it."""
        pieces = []
        for is_break, part in groupby(inline, key=lambda unit: unit.kind == "page_break"):
            stretch = list(part)
            pieces += ["#pagebreak(weak: true)"] * len(stretch) if is_break else [self.block(stretch, end, style)]
        return "\n".join(pieces)

    def block(self, inline: Sequence[Unit], end: Unit, style: Json) -> str:
        paragraph = end.more["style"]
        size = magnitude(self.looks.text(end.style, paragraph).get("fontSize"), 11)
        glyph = self.glyphs.of(end)
        if not inline and glyph is None:
            return f"#block(height: {length(size * LINE_HEIGHT)})"
        text = self.line(inline, paragraph)
        start, first = magnitude(style.get("indentStart")), magnitude(style.get("indentFirstLine"))
        leading = length(size * LINE_HEIGHT * (style.get("lineSpacing", 100) / 100 - 1))
        if glyph is not None:
            mark = styled(glyph.text, {**self.looks.text({}, paragraph), **_plain(inline, self.looks, paragraph)})
            columns = f"({length(max(start - first, 9))}, 1fr)"
            text = (
                f"#pad(left: {length(first)}, grid(columns: {columns}, [{mark}], [#par(leading: {leading})[{text}]]))"
            )
        else:
            hanging = max(start - first, 0)
            opening = f"leading: {leading}, hanging-indent: {length(hanging)}, justify: {_is_justified(style)}"
            if first > start:
                opening += f", first-line-indent: (amount: {length(first - start)}, all: true)"
            indents = f"left: {length(min(start, first))}, right: {length(magnitude(style.get('indentEnd')))}"
            text = f"#pad({indents})[#par({opening})[{text}]]"
        return _boxed(_as_heading(text, paragraph), style)

    def line(self, inline: Sequence[Unit], paragraph: Mapping[str, Any]) -> str:
        """The contents of a paragraph, run by run."""
        pieces = []
        for (kind, style), part in groupby(inline, key=lambda unit: (unit.kind, unit.style)):
            for_text = list(part)
            full = self.looks.text(style, paragraph)
            if kind == "text":
                pieces.append(styled(joined(for_text), full))
            elif kind == "auto":
                size = f"size: {length(magnitude(full.get('fontSize'), 11))}"
                ink = f', fill: rgb("{hex_of(full.get("foregroundColor")) or "#000000"}")'
                pieces += [f"#text({size}{ink})[#{_AUTO[unit.more['type']]}]" for unit in for_text]
            elif kind == "image":
                pieces += [self.image(unit.more["id"]) for unit in for_text]
            else:
                pieces.append("#line(length: 100%, stroke: 0.5pt + gray)")
        return "".join(pieces)

    def image(self, id: str) -> str:
        if id not in self.files:
            return ""
        kept = self.document.images[id]
        described = f", alt: {literal(kept['description'])}" if kept.get("description") else ""
        size = f"width: {length(kept['width'])}, height: {length(kept['height'])}"
        return f"#box(image({literal(self.files[id])}, {size}{described}))"

    # --- tables

    def table(self, units: Sequence[Unit], table: TableNode) -> str:
        columns = ", ".join(_width(column) for column in units[table.start].more["columns"])
        heads = 0
        while heads < len(table.rows) and units[table.rows[heads].start].more["style"].get("tableHeader"):
            heads += 1
        head = ", ".join(self.row(units, row) for row in table.rows[:heads])
        rows = [f"table.header({head})"] if head else []
        rows += [self.row(units, row) for row in table.rows[heads:]]
        return f"#table(columns: ({columns},), {', '.join(row for row in rows if row)})"

    def row(self, units: Sequence[Unit], row: RowNode) -> str:
        return ", ".join(self.cell(units, cell) for cell in row.cells if not units[cell.start].more.get("covered"))

    def cell(self, units: Sequence[Unit], cell: CellNode) -> str:
        style = units[cell.start].more["style"]
        parts = [f"colspan: {style.get('columnSpan', 1)}", f"rowspan: {style.get('rowSpan', 1)}", "breakable: false"]
        if fill := hex_of(style.get("backgroundColor")):
            parts.append(f'fill: rgb("{fill}")')
        sides = ("left", "right", "top", "bottom")
        inset = ", ".join(f"{side}: {length(magnitude(style.get(f'padding{side.title()}'), 5))}" for side in sides)
        stroke = ", ".join(f"{side}: {_stroke(style.get(f'border{side.title()}', BORDER))}" for side in sides)
        vertical = {"MIDDLE": "horizon", "BOTTOM": "bottom"}.get(style.get("contentAlignment", "TOP"), "top")
        parts += [f"inset: ({inset})", f"stroke: ({stroke})", f"align: {vertical} + left"]
        return f"table.cell({', '.join(parts)})[{self.nodes(units, cell.content)}]"


def _gap(points: float) -> str:
    return f"#v({length(points)}, weak: true)" if points else ""


def _boxed(text: str, style: Json) -> str:
    """The block of a paragraph: its alignment, its tint, its rules."""
    parts = ["width: 100%"]
    fill = hex_of(style.get("shading", {}).get("backgroundColor"))
    if fill:
        parts += [f'fill: rgb("{fill}")', "inset: (x: 8pt, y: 6pt)", "radius: 3pt"]
    borders = {side: style.get(f"border{side.title()}", {}) for side in ("left", "right", "top", "bottom")}
    drawn = [f"{side}: {_stroke(border)}" for side, border in borders.items() if magnitude(border.get("width"))]
    if drawn:
        parts.append(f"stroke: ({', '.join(drawn)})")
        if not fill:
            parts.append("inset: (left: 8pt)" if magnitude(borders["left"].get("width")) else "inset: (bottom: 2pt)")
    if style.get("keepWithNext"):
        parts.append("sticky: true")
    align = _ALIGN.get(style.get("alignment", "START"))
    break_before = "#pagebreak(weak: true)\n" if style.get("pageBreakBefore") else ""
    return f"{break_before}#block({', '.join(parts)})[{f'#align({align})[{text}]' if align else text}]"


def _as_heading(text: str, paragraph: Mapping[str, Any]) -> str:
    name = paragraph.get("namedStyleType", "NORMAL_TEXT")
    if not name.startswith("HEADING_"):
        return text
    return f"#heading(level: {name[-1]})[{text}]"


def _is_justified(style: Json) -> str:
    return "true" if style.get("alignment") == "JUSTIFIED" else "false"


def _plain(inline: Sequence[Unit], looks: Looks, paragraph: Mapping[str, Any]) -> Json:
    """The size and the color in which a list's mark is set: those of the item's first letter."""
    first = looks.text(inline[0].style, paragraph) if inline else {}
    return {name: first[name] for name in ("fontSize", "foregroundColor") if name in first}


def _width(column: Json) -> str:
    width = magnitude(column.get("width"))
    return length(width) if column.get("widthType") == "FIXED_WIDTH" and width else "1fr"


def _stroke(border: Json) -> str:
    width = magnitude(border.get("width"))
    if not width:
        return "none"
    dash = {"DOT": "dotted", "DASH": "dashed"}.get(border.get("dashStyle", "SOLID"), "solid")
    ink = hex_of(border.get("color")) or "#000000"
    return f'(paint: rgb("{ink}"), thickness: {length(width)}, dash: "{dash}")'
