"""A DOCX file as a document: headings, paragraphs, runs, links, lists, tables, images, page breaks, header and footer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from sync.emulator.docs import requests_objects, requests_tables
from sync.emulator.docs.defaults import points
from sync.emulator.docs.document import BODY, new_id, with_heading_ids
from sync.emulator.docs.docx_lists import Lists
from sync.emulator.docs.docx_style_book import StyleBook
from sync.emulator.docs.docx_styles import borders_of, named_styles, paragraph_style, shading_of, text_style
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.refusals import RefusedError
from sync.emulator.docs.units import NORMAL, Json, Unit, cleaned, text_units

_EMU_PER_POINT = 12700
_TWIPS = 20


def fill(editing: Editing, content: bytes) -> None:
    """Fills a blank document. Raises RefusedError for bytes that are no DOCX file."""
    try:
        word = docx.Document(BytesIO(content))
    except Exception as broken:  # zipfile, lxml and python-docx each have their own
        raise RefusedError("The uploaded file could not be read as a DOCX document.") from broken
    document = editing.document
    document.named_styles = named_styles(word, document.named_styles)
    _page(document.document_style, word.sections[0])
    reading = _Reading(editing, word)
    body = reading.blocks(word.iter_inner_content(), word.part)
    document.segments[BODY] = with_heading_ids([Unit("section"), *body])
    section = word.sections[0]
    for name, part, ids in (
        ("Header", section.header, document.headers),
        ("Footer", section.footer, document.footers),
    ):
        if part.is_linked_to_previous:
            continue
        id = new_id("kix.")
        ids.append(id)
        document.segments[id] = reading.blocks(part.iter_inner_content(), part.part)
        document.document_style[f"default{name}Id"] = id


def _page(style: Json, section: Any) -> None:
    style["pageSize"] = {"width": points(section.page_width.pt), "height": points(section.page_height.pt)}
    for side in ("top", "bottom", "left", "right"):
        style[f"margin{side.title()}"] = points(getattr(section, f"{side}_margin").pt)
    style["marginHeader"] = points(section.header_distance.pt)
    style["marginFooter"] = points(section.footer_distance.pt)


@dataclass
class _Field:
    """A complex field while its runs are read: PAGE and NUMPAGES become automatic texts, of others the shown text stays."""

    instruction: str = ""
    is_shown: bool = False


@dataclass
class _Reading:
    """One file being read."""

    editing: Editing
    word: Any
    styles: StyleBook = field(init=False)
    lists: Lists = field(init=False)
    fields: list[_Field] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.styles = StyleBook(self.word)
        self.lists = Lists(self.word, self.styles, self.editing.document.lists)

    def blocks(self, content: Iterable[Any], part: Any) -> list[Unit]:
        """The units of paragraphs and tables. A table always has a paragraph before and behind it."""
        units: list[Unit] = []
        for block in content:
            if isinstance(block, Table):
                if not units or units[-1].kind != "end":
                    units.extend(text_units("\n"))
                units.extend(self.table(block, part))
            else:
                units.extend(self.paragraph(block, part))
        if not units or units[-1].kind != "end":
            units.extend(text_units("\n"))
        return units

    def paragraph(self, paragraph: Paragraph, part: Any) -> list[Unit]:
        name = self.styles.name(paragraph._p.style)
        more: Json = {"style": paragraph_style(paragraph, name)}
        if bullet := self.lists.bullet(paragraph, more["style"]):
            more["bullet"] = bullet
        units = [unit for child in paragraph._p for unit in self.inline(child, part, name, {})]
        mark = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
        end = (
            text_style(mark, self.styles.text(name))
            if mark is not None
            else _unlinked(units[-1].style if units else {})
        )
        return [*units, Unit("end", "\n", end, more)]

    def inline(self, element: Any, part: Any, name: str, link: Json) -> list[Unit]:
        """The units of a run, a link, or what wraps runs."""
        if element.tag == qn("w:r"):
            return self.run(element, part, name, link)
        if element.tag == qn("w:hyperlink"):
            relation = part.rels.get(element.get(qn("r:id"), ""))
            link = {"link": {"url": relation.target_ref}} if relation is not None and relation.is_external else {}
        elif element.tag == qn("w:fldSimple"):
            if auto := _auto(element.get(qn("w:instr"), "")):
                return [Unit("auto", more={"type": auto})]
        elif element.tag not in {qn("w:ins"), qn("w:smartTag"), qn("w:sdt"), qn("w:sdtContent")}:
            return []
        return [unit for child in element for unit in self.inline(child, part, name, link)]

    def run(self, run: Any, part: Any, name: str, link: Json) -> list[Unit]:
        style = {**text_style(run.find(qn("w:rPr")), self.styles.text(name)), **link}
        units: list[Unit] = []
        for child in run:
            units.extend(self.run_content(child, part, style))
        return units

    def run_content(self, child: Any, part: Any, style: Json) -> list[Unit]:
        tag = child.tag
        if tag == qn("w:fldChar"):
            return self.field_mark(child.get(qn("w:fldCharType")), style)
        if tag == qn("w:instrText"):
            if self.fields:
                self.fields[-1].instruction += child.text or ""
            return []
        if any(not each.is_shown or _auto(each.instruction) for each in self.fields):
            return []  # an instruction, or the stale result of a page number
        if tag == qn("w:t"):
            return text_units(cleaned(child.text or "").replace("\n", " "), style)
        if tag == qn("w:tab"):
            return text_units("\t", style)
        if tag in {qn("w:br"), qn("w:cr")}:
            return [Unit("page_break")] if child.get(qn("w:type")) == "page" else text_units("\v", style)
        if tag == qn("w:noBreakHyphen"):
            return text_units("\u2011", style)
        return self.images(child, part) if tag == qn("w:drawing") else []

    def field_mark(self, kind: str | None, style: Json) -> list[Unit]:
        if kind == "begin":
            self.fields.append(_Field())
        elif self.fields and kind == "separate":
            self.fields[-1].is_shown = True
        elif self.fields and kind == "end":
            auto = _auto(self.fields.pop().instruction)
            return [Unit("auto", style=style, more={"type": auto})] if auto else []
        return []

    def images(self, drawing: Any, part: Any) -> list[Unit]:
        """The pictures of a drawing; one in a format that Docs does not take is left out."""
        units = []
        for blip in drawing.iter(qn("a:blip")):
            extent, described = drawing.find(f".//{qn('wp:extent')}"), drawing.find(f".//{qn('wp:docPr')}")
            width, height = (int(extent.get(side)) / _EMU_PER_POINT for side in ("cx", "cy"))
            content = part.related_parts[blip.get(qn("r:embed"))].blob
            text = described.get("descr", "") if described is not None else ""
            try:
                id = requests_objects.keep_image(self.editing, content, width, height, description=text)
            except RefusedError:
                continue
            units.append(Unit("image", more={"id": id}))
        return units

    def table(self, table: Table, part: Any) -> list[Unit]:
        widths = [int(column._gridCol.get(qn("w:w"), "0")) / _TWIPS for column in table.columns]
        columns = [{"widthType": "FIXED_WIDTH", "width": points(width)} for width in widths]
        units = [Unit("table", more={"columns": columns})]
        for number, row in enumerate(table._tbl.tr_lst):
            properties = row.trPr
            style = dict(requests_tables.ROW_STYLE)
            if properties is not None and properties.find(qn("w:tblHeader")) is not None:
                style["tableHeader"] = True
            units.append(Unit("row", more={"style": style}))
            units.extend(self.cells(table, row, number, part))
        return [*units, Unit("table_end")]

    def cells(self, table: Table, row: Any, number: int, part: Any) -> list[Unit]:
        units: list[Unit] = []
        column = 0
        for cell in row.tc_lst:
            across, down = cell.grid_span, _rows_down(table, cell, number, column)
            if cell.vMerge == "continue":
                units.extend(self.covered(across))
                column += across
                continue
            style = {**requests_tables.CELL_STYLE, "rowSpan": down, "columnSpan": across}
            style |= borders_of(table, cell, number, column) | shading_of(cell)
            content = (
                Table(each, table) if each.tag == qn("w:tbl") else Paragraph(each, table)
                for each in cell.inner_content_elements
            )
            units.append(Unit("cell", more={"style": style}))
            units.extend(self.blocks(content, part))
            units.extend(self.covered(across - 1))
            column += across
        return units

    def covered(self, count: int) -> list[Unit]:
        """Cells that a merged one covers: they stay in the structure."""
        opening = Unit("cell", more={"style": requests_tables.CELL_STYLE, "covered": True})
        return [opening, *text_units("\n", paragraph=NORMAL)] * count


def _unlinked(style: Mapping[str, Any]) -> Json:
    """The style in which a line ends: a link ends before it."""
    return {} if "link" in style else dict(style)


def _rows_down(table: Table, cell: Any, number: int, column: int) -> int:
    if cell.vMerge != "restart":
        return 1
    count = 1
    for row in table._tbl.tr_lst[number + 1 :]:
        below = next((each for each in row.tc_lst if each.grid_offset == column), None)
        if below is None or below.vMerge != "continue":
            break
        count += 1
    return count


def _auto(instruction: str) -> str:
    """The automatic text that a field is; "" for other fields."""
    words = instruction.split()
    return {"PAGE": "PAGE_NUMBER", "NUMPAGES": "PAGE_COUNT"}.get(words[0].upper() if words else "", "")
