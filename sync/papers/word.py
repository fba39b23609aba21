"""A paper as a DOCX file, in the program's house style."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Inches, Pt, RGBColor

from sheets_templates.looks import QUIET_INK
from sheets_templates.paper_pieces import (
    LINE_LOOKS,
    PAPER_FONT,
    Grid,
    Line,
    LineLook,
    Piece,
    closing_pieces,
    heading_pieces,
    section_pieces,
)
from sheets_templates.papers import PAGE_WIDTH_INCHES, PageBreak, Paper, Picture, Run
from sync.papers.word_lists import Numbering
from sync.papers.word_tables import add_grid

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STYLES: Final = {"title": "Title", "subtitle": "Subtitle", "heading": "Heading 1", "subheading": "Heading 2"}
_ALIGN: Final = {"left": None, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def paper_docx(paper: Paper) -> bytes:
    """The paper as a DOCX file: US Letter, margins of one inch, a footer with page numbers.

    The same paper gives the same text, in the order of `paper_pieces`.
    """
    document = docx.Document()
    _page(document)
    _styles(document)
    numbering = Numbering(document)
    _add(document, numbering, heading_pieces(paper))
    for section in paper.sections:
        _add(document, numbering, section_pieces(section))
    _add(document, numbering, closing_pieces(paper))
    _footer(document, paper.footer)
    document.core_properties.title = paper.title
    document.core_properties.author = paper.organization
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def write_line(paragraph: Any, line: Line, align: str = "left") -> None:
    """Puts a line into an empty paragraph, with its look."""
    look = LINE_LOOKS[line.role]
    paragraph.alignment = _ALIGN[align]
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(look.above), Pt(look.below)
    form.keep_with_next = look.style in {"heading", "subheading"} or None
    if look.hanging and line.role == "check":
        form.left_indent, form.first_line_indent = Pt(look.hanging), Pt(-look.hanging)
    if look.shading:
        _shade(paragraph, look.shading)
    for run in line.runs:
        _add_run(paragraph, run, look)
    if not line.runs:  # the size of an empty line is that of its end
        _mark_size(paragraph, look)


def _add(document: Any, numbering: Numbering, pieces: Sequence[Piece]) -> None:
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        if isinstance(piece, Line):
            paragraph = document.add_paragraph(style=_STYLES.get(LINE_LOOKS[piece.role].style))
            write_line(paragraph, piece)
            if isinstance(following, Grid | Picture):  # a line that introduces a table stays on its page
                paragraph.paragraph_format.keep_with_next = True
            if piece.role in {"bullet", "number"}:
                numbering.put(paragraph, piece)
        elif isinstance(piece, Picture):
            width = Inches(min(piece.width_inches, PAGE_WIDTH_INCHES))
            shape = document.add_paragraph().add_run().add_picture(BytesIO(piece.png), width=width)
            shape._inline.docPr.set("descr", piece.description)
        elif isinstance(piece, PageBreak):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            add_grid(document, piece, write_line)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches((8.5 - PAGE_WIDTH_INCHES) / 2)
    section.top_margin, section.bottom_margin = Inches(0.9), Inches(0.9)
    section.footer_distance = Emu(Inches(0.45))


def _styles(document: Any) -> None:
    """The named styles in the house look, so that what a person adds in the document looks as the rest does."""
    named = {"Normal": LINE_LOOKS["text"]} | {name: LINE_LOOKS[role] for role, name in _STYLES.items()}  # type: ignore[index]
    for name, look in named.items():
        style = document.styles[name]
        style.font.name, style.font.size = PAPER_FONT, Pt(look.size)
        style.font.bold, style.font.italic = look.bold, look.italic
        style.font.color.rgb = RGBColor.from_string(look.color[1:])
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        for attribute in ("hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{attribute}"), PAPER_FONT)
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(look.above), Pt(look.below), 1.15
        border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:  # the rule that the stock Title has
            style.element.pPr.remove(border)


def _add_run(paragraph: Any, run: Run, look: LineLook) -> None:
    made = paragraph.add_run()
    for number, part in enumerate(run.text.split("\v")):
        if number:
            made.add_break()
        made.add_text(part)
    font = made.font
    font.size, font.color.rgb = Pt(look.size), RGBColor.from_string(look.color[1:])
    font.bold, font.italic = run.bold or look.bold, run.italic or look.italic
    if run.link:
        font.underline = True
        target = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), target)
        link.append(made._r)
        paragraph._p.append(link)


def _mark_size(paragraph: Any, look: LineLook) -> None:
    marks = paragraph._p.get_or_add_pPr().get_or_add_rPr() if hasattr(paragraph._p.pPr, "get_or_add_rPr") else None
    if marks is None:
        marks = OxmlElement("w:rPr")
        paragraph._p.get_or_add_pPr().append(marks)
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), str(int(look.size * 2)))
    marks.append(size)


def _shade(paragraph: Any, color: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", color[1:])):
        shading.set(qn(f"w:{name}"), value)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _footer(document: Any, text: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.style = document.styles["Normal"]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    look = LineLook(size=9, color=QUIET_INK)
    _add_run(paragraph, Run(f"{text}  ·  Page " if text else "Page "), look)
    _field(paragraph, "PAGE", look)
    _add_run(paragraph, Run(" of "), look)
    _field(paragraph, "NUMPAGES", look)


def _field(paragraph: Any, instruction: str, look: LineLook) -> None:
    """A field that Word works out when it shows the page."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(look.size), RGBColor.from_string(look.color[1:])
        if kind == "text":
            run.add_text(text)
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
