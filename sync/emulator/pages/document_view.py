"""A document as blocks for the page: paragraphs and tables with looks in CSS, each paragraph with the place it is edited at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from sync.emulator.docs.defaults import hex_of
from sync.emulator.docs.document import BODY, DocumentState
from sync.emulator.docs.glyphs import Glyph, Glyphs
from sync.emulator.docs.looks import Looks, magnitude
from sync.emulator.docs.requests_tables import BORDER
from sync.emulator.docs.structure import Node, ParagraphNode, TableNode
from sync.emulator.docs.units import Json, Unit, joined

BOXES: Final = {"☐": "☑", "☑": "☐"}  # boxes that are letters, each with what a click makes of it
_HEADINGS: Final = {
    "TITLE": 1,
    "HEADING_1": 2,
    "HEADING_2": 3,
    "HEADING_3": 4,
    "HEADING_4": 5,
    "HEADING_5": 6,
    "HEADING_6": 6,
}
_ALIGN: Final = {"CENTER": "center", "END": "right", "JUSTIFIED": "justify"}


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph: text (with line breaks as `\\n`), or an image at an address."""

    text: str
    css: str = ""
    link: str = ""
    image: str = ""


@dataclass(frozen=True)
class ParagraphBlock:
    """`level` is that of a heading (0: none). `text` is what is edited, None where the paragraph holds more than text. `glyph` is a
    list's mark; `box` the letter that the text begins with, if it is a box."""

    start: int
    end: int
    css: str
    level: int
    pieces: Sequence[Piece]
    text: str | None
    glyph: Glyph | None = None
    box: str = ""
    is_break: bool = False


@dataclass(frozen=True)
class CellBlock:
    css: str
    blocks: Sequence[Block]
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class TableBlock:
    """`widths` are CSS widths of the columns, "" where even."""

    rows: Sequence[Sequence[CellBlock]]
    widths: Sequence[str]
    level: int = field(default=0, init=False)


Block = ParagraphBlock | TableBlock


@dataclass
class View:
    """The blocks of one document's segments."""

    document: DocumentState

    def __post_init__(self) -> None:
        self._looks, self._glyphs = Looks(self.document), Glyphs(self.document)

    def blocks(self, segment: str = BODY) -> list[Block]:
        units = self.document.segments[segment]
        return self._blocks(units, self.document.nodes(segment))

    def header(self) -> list[Block]:
        return self._edge("defaultHeaderId")

    def footer(self) -> list[Block]:
        return self._edge("defaultFooterId")

    def _edge(self, name: str) -> list[Block]:
        segment = self.document.document_style.get(name)
        return self.blocks(segment) if segment else []

    def _blocks(self, units: Sequence[Unit], nodes: Sequence[Node]) -> list[Block]:
        blocks: list[Block] = []
        for node in nodes:
            if isinstance(node, ParagraphNode):
                blocks.append(self._paragraph(units, node))
            elif isinstance(node, TableNode):
                blocks.append(self._table(units, node))
        return blocks

    def _paragraph(self, units: Sequence[Unit], node: ParagraphNode) -> ParagraphBlock:
        inline, end = units[node.start : node.end - 1], units[node.end - 1]
        style = end.more["style"]
        is_text = all(unit.kind == "text" for unit in inline)
        text = joined(inline).replace("\v", "\n") if is_text else None
        return ParagraphBlock(
            node.start,
            node.end,
            self._paragraph_css(end, bool(inline)),
            _HEADINGS.get(style.get("namedStyleType", ""), 0),
            self._pieces(inline, style),
            text,
            self._glyphs.of(end),
            text[0] if text and text[0] in BOXES else "",
            any(unit.kind == "page_break" for unit in inline),
        )

    def _pieces(self, inline: Sequence[Unit], paragraph: Mapping[str, Any]) -> list[Piece]:
        pieces = []
        for (kind, style), part in groupby(inline, key=lambda unit: (unit.kind, unit.style)):
            css = text_css(self._looks.text(style, paragraph))
            for_text = list(part)
            if kind == "text":
                text = joined(for_text).replace("\v", "\n")
                pieces.append(Piece(text, css, style.get("link", {}).get("url", "")))
            elif kind == "image":
                pieces += [self._image(unit) for unit in for_text]
            elif kind == "auto":
                pieces += [Piece("1", css) for _ in for_text]
        return pieces

    def _image(self, unit: Unit) -> Piece:
        kept = self.document.images[unit.more["id"]]
        return Piece(kept.get("description", ""), f"width:{kept['width']:.1f}pt", image=kept["content"])

    def _paragraph_css(self, end: Unit, has_text: bool) -> str:
        full = self._looks.paragraph(end.more["style"])
        size = magnitude(self._looks.text(end.style, end.more["style"]).get("fontSize"), 11)
        start, first = magnitude(full.get("indentStart")), magnitude(full.get("indentFirstLine"))
        css = [
            f"margin:{magnitude(full.get('spaceAbove')):.1f}pt 0 {magnitude(full.get('spaceBelow')):.1f}pt {start:.1f}pt",
            f"text-indent:{first - start:.1f}pt",
            f"line-height:{1.2 * full.get('lineSpacing', 100) / 100:.2f}",
        ]
        if not has_text:
            css.append(f"min-height:{size * 1.2:.1f}pt")
        if align := _ALIGN.get(full.get("alignment", "")):
            css.append(f"text-align:{align}")
        if fill := hex_of(full.get("shading", {}).get("backgroundColor")):
            css.append(f"background:{fill};padding:6pt 8pt;border-radius:3pt")
        return ";".join(css)

    def _table(self, units: Sequence[Unit], table: TableNode) -> TableBlock:
        rows = [
            [
                self._cell(units, units[cell.start].more, cell.content)
                for cell in row.cells
                if not _is_covered(units, cell.start)
            ]
            for row in table.rows
        ]
        columns = units[table.start].more["columns"]
        return TableBlock(rows, [_width(column) for column in columns])

    def _cell(self, units: Sequence[Unit], more: Mapping[str, Any], content: Sequence[Node]) -> CellBlock:
        style = more["style"]
        css = [
            f"border-{side}:{_border(style.get(f'border{side.title()}', BORDER))};"
            f"padding-{side}:{magnitude(style.get(f'padding{side.title()}'), 5):.1f}pt"
            for side in ("top", "right", "bottom", "left")
        ]
        if fill := hex_of(style.get("backgroundColor")):
            css.append(f"background:{fill}")
        blocks = self._blocks(units, content)
        return CellBlock(";".join(css), blocks, style.get("columnSpan", 1), style.get("rowSpan", 1))


def text_css(style: Json) -> str:
    """A full text style as CSS."""
    lines = [
        name for field, name in (("underline", "underline"), ("strikethrough", "line-through")) if style.get(field)
    ]
    css = [
        f"font-size:{magnitude(style.get('fontSize'), 11):g}pt",
        f"font-weight:{700 if style.get('bold') else 400}",
        f"font-style:{'italic' if style.get('italic') else 'normal'}",
        f"color:{hex_of(style.get('foregroundColor')) or 'inherit'}",
    ]
    if lines:
        css.append(f"text-decoration:{' '.join(lines)}")
    if fill := hex_of(style.get("backgroundColor")):
        css.append(f"background:{fill}")
    return ";".join(css)


def _is_covered(units: Sequence[Unit], start: int) -> bool:
    return bool(units[start].more.get("covered"))


def _border(border: Json) -> str:
    width = magnitude(border.get("width"))
    ink = hex_of(border.get("color")) or "#000000"
    return f"{width:g}pt solid {ink}" if width else "0"


def _width(column: Json) -> str:
    width = magnitude(column.get("width"))
    return f"{width:.1f}pt" if column.get("widthType") == "FIXED_WIDTH" and width else ""
