"""The lists of a DOCX file as lists of the Docs API."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml.ns import qn

from sync.emulator.docs.defaults import points
from sync.emulator.docs.document import new_id
from sync.emulator.docs.docx_style_book import StyleBook
from sync.emulator.docs.requests_styles import list_levels
from sync.emulator.docs.units import Json

_TYPES: Final = {
    "decimal": "DECIMAL",
    "decimalZero": "ZERO_DECIMAL",
    "upperLetter": "UPPER_ALPHA",
    "lowerLetter": "ALPHA",
    "upperRoman": "UPPER_ROMAN",
    "lowerRoman": "ROMAN",
}
# Glyphs of Symbol and Wingdings, which bullets of Word are often made of.
_SYMBOLS: Final = {"\uf0b7": "●", "\uf0a7": "■", "o": "○", "•": "●", "\uf0d8": "➢", "\uf0fc": "✔"}
_TWIPS: Final = 20


class Lists:
    """The lists found so far, put into a document's own under new ids."""

    def __init__(self, word: Any, styles: StyleBook, lists: dict[str, Json]) -> None:
        self._word, self._styles, self._lists = word, styles, lists
        self._ids: dict[int, str] = {}

    def bullet(self, paragraph: Any, style: Json) -> Json | None:
        """The bullet of a paragraph, None if it is in no list; `style` gets the list's indents where it has none of its own."""
        found = self._numbered(paragraph)
        if found is None:
            return None
        number, level = found
        if number not in self._ids:
            self._ids[number] = new_id("kix.")
            self._lists[self._ids[number]] = {"listProperties": {"nestingLevels": self._levels(number)}}
        list_id = self._ids[number]
        levels = self._lists[list_id]["listProperties"]["nestingLevels"]
        for side in ("indentStart", "indentFirstLine"):
            style.setdefault(side, levels[min(level, len(levels) - 1)][side])
        return {"listId": list_id, "textStyle": {}} | ({"nestingLevel": level} if level else {})

    def _numbered(self, paragraph: Any) -> tuple[int, int] | None:
        """The number of the list and the level that a paragraph or its style names."""
        for properties in (paragraph._p.pPr, *self._styles.numberings(paragraph._p.style)):
            numbering = properties.numPr if properties is not None else None
            if numbering is not None and numbering.numId is not None:
                level = numbering.ilvl.val if numbering.ilvl is not None else 0
                return (numbering.numId.val, level) if numbering.numId.val else None
        return None

    def _levels(self, number: int) -> list[Json]:
        numbering = self._word.part.numbering_part.element
        num = next((each for each in numbering.findall(qn("w:num")) if each.numId == number), None)
        levels = list_levels("BULLET_DISC_CIRCLE_SQUARE")
        if num is None:
            return levels
        wanted = str(num.abstractNumId.val)
        for definition in numbering.findall(qn("w:abstractNum")):
            if definition.get(qn("w:abstractNumId")) == wanted:
                for level in definition.findall(qn("w:lvl")):
                    at = int(level.get(qn("w:ilvl")))
                    levels[at] = _level(level, levels[at], at)
        return levels


def _level(level: Any, stock: Json, at: int) -> Json:
    form, text = _value(level, "numFmt"), _value(level, "lvlText")
    found: Json = {name: stock[name] for name in ("bulletAlignment", "indentFirstLine", "indentStart", "textStyle")}
    if form == "bullet":
        found |= {"glyphSymbol": _SYMBOLS.get(text, text or "●"), "glyphFormat": f"%{at}", "startNumber": 0}
    else:
        shown = text
        for number in range(1, 10):  # Word counts levels from 1, Docs from 0
            shown = shown.replace(f"%{number}", f"%{number - 1}")
        start = int(_value(level, "start") or "1")
        found |= {"glyphType": _TYPES.get(form, "DECIMAL"), "glyphFormat": shown, "startNumber": start}
    indent = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    if indent is not None:
        left = int(indent.get(qn("w:left"), "0")) / _TWIPS
        hanging = int(indent.get(qn("w:hanging"), "0")) / _TWIPS
        found |= {"indentStart": points(left), "indentFirstLine": points(left - hanging)}
    return found


def _value(level: Any, name: str) -> str:
    element = level.find(qn(f"w:{name}"))
    return str(element.get(qn("w:val"), "")) if element is not None else ""
