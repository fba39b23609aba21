"""A document as a DOCX file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from sync.emulator.docs.defaults import hex_of
from sync.emulator.docs.document import BODY, DocumentState
from sync.emulator.docs.docx_out_tables import add_table
from sync.emulator.docs.docx_styles import NAMES
from sync.emulator.docs.glyphs import Glyphs
from sync.emulator.docs.looks import Looks, magnitude
from sync.emulator.docs.structure import Node, ParagraphNode, TableNode
from sync.emulator.docs.units import Unit, joined
from sync.emulator.wire.errors import GoogleError

_WORD_NAMES: Final = {"NORMAL_TEXT": "Normal", **{theirs: word for word, theirs in NAMES.items()}}
_ALIGN: Final = {
    "START": WD_ALIGN_PARAGRAPH.LEFT,
    "CENTER": WD_ALIGN_PARAGRAPH.CENTER,
    "END": WD_ALIGN_PARAGRAPH.RIGHT,
    "JUSTIFIED": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def exported(document: DocumentState, title: str, image: Callable[[str], bytes | None]) -> bytes:
    """The document as DOCX. The marks of lists stand as letters in front of their items, with a hanging indent."""
    word = docx.Document()
    word.core_properties.title = title
    _page(word, document.document_style)
    writing = _Writing(document, image)
    writing.nodes(word, document.segments[BODY], document.nodes())
    for name, part in (("Header", word.sections[0].header), ("Footer", word.sections[0].footer)):
        segment = document.document_style.get(f"default{name}Id")
        if segment:
            part.paragraphs[0]._p.getparent().remove(part.paragraphs[0]._p)
            writing.nodes(part, document.segments[segment], document.nodes(segment))
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _page(word: Any, style: Mapping[str, Any]) -> None:
    section = word.sections[0]
    size = style.get("pageSize", {})
    section.page_width, section.page_height = (
        Pt(magnitude(size.get("width"), 612)),
        Pt(magnitude(size.get("height"), 792)),
    )
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Pt(magnitude(style.get(f"margin{side.title()}"), 72)))
    section.header_distance = Pt(magnitude(style.get("marginHeader"), 36))
    section.footer_distance = Pt(magnitude(style.get("marginFooter"), 36))


class _Writing:
    def __init__(self, document: DocumentState, image: Callable[[str], bytes | None]) -> None:
        self._document, self._image = document, image
        self._glyphs, self._looks = Glyphs(document), Looks(document)

    def nodes(self, place: Any, units: Sequence[Unit], nodes: Sequence[Node]) -> None:
        """Writes paragraphs and tables into whatever has `add_paragraph` and `add_table`."""
        for node in nodes:
            if isinstance(node, ParagraphNode):
                self.paragraph(place.add_paragraph(), units, node)
            elif isinstance(node, TableNode):
                add_table(place, units, node, self.cell)

    def cell(self, cell: Any, units: Sequence[Unit], nodes: Sequence[Node]) -> None:
        self.nodes(cell, units, nodes)
        first = cell.paragraphs[0]._p  # every new cell of python-docx has an empty paragraph
        first.getparent().remove(first)

    def paragraph(self, made: Any, units: Sequence[Unit], node: ParagraphNode) -> None:
        end = units[node.end - 1]
        style = end.more["style"]
        full = self._looks.paragraph(style)
        made.style = _WORD_NAMES[style.get("namedStyleType", "NORMAL_TEXT")]
        form = made.paragraph_format
        form.alignment = _ALIGN.get(full.get("alignment", "START"))
        form.space_before, form.space_after = (
            Pt(magnitude(full.get("spaceAbove"))),
            Pt(magnitude(full.get("spaceBelow"))),
        )
        form.line_spacing = full.get("lineSpacing", 100) / 100
        start, first = magnitude(full.get("indentStart")), magnitude(full.get("indentFirstLine"))
        form.left_indent, form.first_line_indent = Pt(start), Pt(first - start)
        form.keep_with_next = bool(full.get("keepWithNext"))
        if fill := hex_of(full.get("shading", {}).get("backgroundColor")):
            shading = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>')
            made._p.get_or_add_pPr().insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
        if glyph := self._glyphs.of(end):
            self.text(made, f"{glyph.text}\t", {}, style)
        for (kind, look), part in groupby(units[node.start : node.end - 1], key=lambda unit: (unit.kind, unit.style)):
            stretch = list(part)
            if kind == "text":
                self.text(made, joined(stretch), look, style)
            else:
                for unit in stretch:
                    self.object(made, unit, style)

    def text(self, made: Any, text: str, look: Mapping[str, Any], paragraph: Mapping[str, Any]) -> Any:
        full = self._looks.text(look, paragraph)
        run = made.add_run()
        for number, line in enumerate(text.split("\v")):
            if number:
                run.add_break()
            run.add_text(line)
        font = run.font
        font.name, font.size = full["weightedFontFamily"]["fontFamily"], Pt(magnitude(full.get("fontSize"), 11))
        font.bold, font.italic = bool(full.get("bold")), bool(full.get("italic"))
        font.underline, font.strike = bool(full.get("underline")), bool(full.get("strikethrough"))
        font.superscript = full.get("baselineOffset") == "SUPERSCRIPT" or None
        font.subscript = full.get("baselineOffset") == "SUBSCRIPT" or None
        if ink := hex_of(full.get("foregroundColor")):
            font.color.rgb = RGBColor.from_string(ink[1:])
        if url := full.get("link", {}).get("url"):
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), made.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            link.append(run._r)
            made._p.append(link)
        return run

    def object(self, made: Any, unit: Unit, paragraph: Mapping[str, Any]) -> None:
        if unit.kind == "page_break":
            made.add_run().add_break(WD_BREAK.PAGE)
        elif unit.kind == "auto":
            self.automatic(made, unit, paragraph)
        elif unit.kind == "image":
            kept = self._document.images[unit.more["id"]]
            content = self._image(kept["content"])
            if content is not None:
                try:
                    shape = made.add_run().add_picture(BytesIO(content), Pt(kept["width"]), Pt(kept["height"]))
                except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError) as damaged:
                    raise GoogleError("UNIMPLEMENTED", "The emulator cannot put this image into DOCX.") from damaged
                shape._inline.docPr.set("descr", kept.get("description", ""))

    def automatic(self, made: Any, unit: Unit, paragraph: Mapping[str, Any]) -> None:
        run = self.text(made, "1", unit.style, paragraph)
        simple = OxmlElement("w:fldSimple")
        simple.set(qn("w:instr"), "PAGE" if unit.more["type"] == "PAGE_NUMBER" else "NUMPAGES")
        run._r.getparent().replace(run._r, simple)
        simple.append(run._r)
