"""What DOCX says of looks, in the words of the Docs API."""

from __future__ import annotations

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length

from sync.emulator.docs.defaults import color, points
from sync.emulator.docs.units import Json

NAMES: Final = {
    "Title": "TITLE",
    "Subtitle": "SUBTITLE",
    **{f"Heading {level}": f"HEADING_{level}" for level in range(1, 7)},
}
WORD_NAMES: Final = {"NORMAL_TEXT": "Normal", **{theirs: word for word, theirs in NAMES.items()}}
_ALIGNMENTS: Final = {
    WD_ALIGN_PARAGRAPH.LEFT: "START",
    WD_ALIGN_PARAGRAPH.CENTER: "CENTER",
    WD_ALIGN_PARAGRAPH.RIGHT: "END",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "JUSTIFIED",
}
_LINES: Final = 240  # w:spacing counts lines in 240ths
_SIDES: Final = {"top": "Top", "bottom": "Bottom", "left": "Left", "right": "Right", "start": "Left", "end": "Right"}


def named_styles(word: Any, stock: list[Json]) -> list[Json]:
    """Docs' nine named styles as the file defines them; what it leaves open stays as Docs has it."""
    found = []
    for style in stock:
        name = style["namedStyleType"]
        wanted = WORD_NAMES[name]
        if wanted not in word.styles:
            found.append(style)
            continue
        defined = word.styles[wanted]
        text = {**style["textStyle"], **run_style(defined.element.find(qn("w:rPr")))}
        paragraph = {**style["paragraphStyle"], **_spacing(defined.paragraph_format)}
        found.append({"namedStyleType": name, "textStyle": text, "paragraphStyle": paragraph})
    return found


def text_style(properties: Any, base: Json) -> Json:
    """The text style of a run (its `w:rPr`), without what its paragraph's named style says anyway (`base`)."""
    return {field: value for field, value in run_style(properties).items() if base.get(field) != value}


def run_style(properties: Any) -> Json:
    """Everything that run properties (a `w:rPr`; None says nothing) set."""
    found: Json = {}
    if properties is None:
        return found
    for tag, field in (("b", "bold"), ("i", "italic"), ("strike", "strikethrough"), ("smallCaps", "smallCaps")):
        element = properties.find(qn(f"w:{tag}"))
        if element is not None:
            found[field] = element.get(qn("w:val"), "1") not in {"0", "false", "off"}
    under = properties.find(qn("w:u"))
    if under is not None:
        found["underline"] = under.get(qn("w:val")) != "none"
    size, ink, fonts = (properties.find(qn(f"w:{tag}")) for tag in ("sz", "color", "rFonts"))
    if size is not None:
        found["fontSize"] = points(int(size.get(qn("w:val"))) / 2)
    if ink is not None and ink.get(qn("w:val"), "auto") != "auto":
        found["foregroundColor"] = color(f"#{ink.get(qn('w:val'))}")
    if fonts is not None and fonts.get(qn("w:ascii")):
        found["weightedFontFamily"] = {"fontFamily": fonts.get(qn("w:ascii")), "weight": 400}
    return found | _background(properties) | _offset(properties)


def _background(properties: Any) -> Json:
    fill = _fill(properties.find(qn("w:shd")))
    return {"backgroundColor": color(fill)} if fill else {}


def _offset(properties: Any) -> Json:
    found = properties.find(qn("w:vertAlign"))
    offsets = {"superscript": "SUPERSCRIPT", "subscript": "SUBSCRIPT"}
    value = offsets.get(found.get(qn("w:val"))) if found is not None else None
    return {"baselineOffset": value} if value else {}


def paragraph_style(paragraph: Any, name: str) -> Json:
    """The paragraph style of a paragraph: its named style and what it says beside."""
    form = paragraph.paragraph_format
    found: Json = {"namedStyleType": name, "direction": "LEFT_TO_RIGHT"} | _spacing(form)
    if form.alignment in _ALIGNMENTS:
        found["alignment"] = _ALIGNMENTS[form.alignment]
    start, first = _points(form.left_indent), _points(form.first_line_indent)
    if start is not None or first is not None:
        found["indentStart"] = points(start or 0)
        found["indentFirstLine"] = points((start or 0) + (first or 0))
    if form.keep_with_next:
        found["keepWithNext"] = True
    if form.page_break_before:
        found["pageBreakBefore"] = True
    shading = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:shd')}")
    if fill := _fill(shading):
        found["shading"] = {"backgroundColor": color(fill)}
    return found


def _spacing(form: Any) -> Json:
    found: Json = {}
    for field, length in (("spaceAbove", form.space_before), ("spaceBelow", form.space_after)):
        if length is not None:
            found[field] = points(length.pt)
    if isinstance(form.line_spacing, float):
        found["lineSpacing"] = round(form.line_spacing * 100)
    return found


def _points(length: Length | None) -> float | None:
    return None if length is None else length.pt


def _fill(shading: Any) -> str:
    fill = shading.get(qn("w:fill"), "auto") if shading is not None else "auto"
    return "" if fill in {"auto", ""} else f"#{fill.lower()}"


def shading_of(cell: Any) -> Json:
    properties = cell.tcPr
    fill = _fill(properties.find(qn("w:shd"))) if properties is not None else ""
    found: Json = {"backgroundColor": color(fill)} if fill else {}
    align = properties.find(qn("w:vAlign")) if properties is not None else None
    if align is not None:
        found["contentAlignment"] = {"center": "MIDDLE", "bottom": "BOTTOM"}.get(align.get(qn("w:val")), "TOP")
    return found


def borders_of(table: Any, cell: Any, row: int, column: int) -> Json:
    """A cell's four borders and paddings: its own, the table's, or those of the table's style."""
    last_row, last_column = len(table._tbl.tr_lst) - 1, len(table.columns) - 1
    sides = {
        "top": "top" if row == 0 else "insideH",
        "bottom": "bottom" if row == last_row else "insideH",
        "left": "left" if column == 0 else "insideV",
        "right": "right" if column + cell.grid_span - 1 == last_column else "insideV",
    }
    own = cell.tcPr.find(qn("w:tcBorders")) if cell.tcPr is not None else None
    wide = table._tbl.tblPr.find(qn("w:tblBorders"))
    if wide is None:
        wide = _style_borders(table)
    found: Json = {}
    for side, wide_side in sides.items():
        drawn = _first(own, side, _first(wide, wide_side, None))
        found[f"border{_SIDES[side]}"] = _border(drawn)
    return found | _paddings(table)


def _first(borders: Any, side: str, otherwise: Any) -> Any:
    found = borders.find(qn(f"w:{side}")) if borders is not None else None
    return found if found is not None else otherwise


def _style_borders(table: Any) -> Any:
    style = table.style if table._tbl.tblPr.find(qn("w:tblStyle")) is not None else None
    while style is not None:
        found = style.element.find(f".//{qn('w:tblBorders')}")
        if found is not None:
            return found
        style = style.base_style
    return None


def _border(drawn: Any) -> Json:
    """A border that is not drawn has no width: Docs knows no transparent ones."""
    if drawn is None or drawn.get(qn("w:val")) in {"nil", "none"}:
        return {"color": color("#000000"), "width": points(0), "dashStyle": "SOLID"}
    ink = drawn.get(qn("w:color"), "auto")
    dashes = {"dotted": "DOT", "dashed": "DASH"}
    return {
        "color": color("#000000" if ink == "auto" else f"#{ink}"),
        "width": points(int(drawn.get(qn("w:sz"), "4")) / 8),
        "dashStyle": dashes.get(drawn.get(qn("w:val")), "SOLID"),
    }


def _paddings(table: Any) -> Json:
    margins = table._tbl.tblPr.find(qn("w:tblCellMar"))
    found = {}
    for element in margins if margins is not None else ():
        side = _SIDES.get(element.tag.rpartition("}")[2])
        if side:
            found[f"padding{side}"] = points(int(element.get(qn("w:w"), "0")) / 20)
    return found
