"""A document as plain text, and plain text as a document."""

from __future__ import annotations

from collections.abc import Sequence

from sync.emulator.docs.document import BODY, DocumentState
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.glyphs import Glyphs
from sync.emulator.docs.structure import Node, ParagraphNode, TableNode
from sync.emulator.docs.units import Unit, cleaned, joined, text_units


def exported(document: DocumentState) -> bytes:
    """The text as Docs exports it: UTF-8 with a byte order mark, lines ending in CRLF, bullets as letters, cells as lines."""
    units, glyphs = document.segments[BODY], Glyphs(document)
    lines = [line for node in document.nodes() for line in _lines(units, node, glyphs)]
    return "\ufeff".encode() + "\r\n".join(lines).encode()


def _lines(units: Sequence[Unit], node: Node, glyphs: Glyphs) -> list[str]:
    if isinstance(node, TableNode):
        cells = [cell for row in node.rows for cell in row.cells if not units[cell.start].more.get("covered")]
        return [line for cell in cells for each in cell.content for line in _lines(units, each, glyphs)]
    if not isinstance(node, ParagraphNode):
        return []
    text = joined(unit for unit in units[node.start : node.end - 1] if unit.kind == "text").replace("\v", "\n")
    glyph = glyphs.of(units[node.end - 1])
    indent = "   " * int((units[node.end - 1].more.get("bullet") or {}).get("nestingLevel", 0))
    return [f"{indent}{glyph.text} {text}" if glyph else text]


def fill(editing: Editing, content: bytes) -> None:
    """Fills a blank document with a text in UTF-8; a line is a paragraph."""
    text = cleaned(content.decode("utf-8-sig", "replace")).removesuffix("\n")
    editing.insert(BODY, 1, text_units(text))
