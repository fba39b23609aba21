"""Bullets and numbers of a DOCX file: one list definition of each kind, numbers that start again at every list."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from sheets_templates.paper_pieces import LINE_LOOKS, Line

_TWIPS: Final = 20  # a point
_BULLET, _NUMBER = 90, 91  # ids of the definitions; the stock template's are lower


class Numbering:
    """The list definitions of one document."""

    def __init__(self, document: Any) -> None:
        self._numbering = document.part.numbering_part.element
        before = self._numbering.findall(qn("w:num"))
        for id, form, text in ((_BULLET, "bullet", "•"), (_NUMBER, "decimal", "%1.")):
            definition = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{id}"><w:multiLevelType w:val="singleLevel"/>'
                f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
                f'<w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
            )
            if before:
                before[0].addprevious(definition)
            else:
                self._numbering.append(definition)
        self._bullets = self._numbering.add_num(_BULLET).numId
        self._numbers = 0

    def put(self, paragraph: Any, line: Line) -> None:
        """Makes a paragraph an item of a list of its role; the first of a numbered list begins at 1."""
        if line.role == "number" and (line.first or not self._numbers):
            made = self._numbering.add_num(_NUMBER)
            made.add_lvlOverride(ilvl=0).add_startOverride(1)
            self._numbers = made.numId
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self._bullets if line.role == "bullet" else self._numbers
        hanging = int(LINE_LOOKS[line.role].hanging * _TWIPS)
        indent = paragraph._p.pPr.get_or_add_ind()
        indent.set(qn("w:left"), str(hanging * 2))
        indent.set(qn("w:hanging"), str(hanging))
