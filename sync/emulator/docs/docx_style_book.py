"""The styles of a DOCX file, each sought once: python-docx goes through all of them at every look, thousands of times a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from sync.emulator.docs.docx_styles import NAMES, WORD_NAMES, run_style
from sync.emulator.docs.units import Json


class StyleBook:
    """What the styles of one file say, by the id that a paragraph names, or by the name that the Docs API has for one."""

    def __init__(self, word: Any) -> None:
        self._word = word
        self._named = cache(self._found)
        self.text = cache(self._text)
        self.numberings = cache(self._numberings)

    def name(self, style_id: str | None) -> str:
        """The named style of the Docs API; normal text for a style that has none there."""
        style = self._named(style_id)
        return NAMES.get(style.name if style is not None else "", "NORMAL_TEXT")

    def _found(self, style_id: str | None) -> Any:
        return self._word.part.get_style(style_id, WD_STYLE_TYPE.PARAGRAPH)

    def _text(self, name: str) -> Json:
        """How a text looks in a named style where its run says nothing; what the style leaves open is as in normal text."""
        normal, own = (self._word.styles[each].element for each in (WORD_NAMES["NORMAL_TEXT"], WORD_NAMES[name]))
        plain = {"bold": False, "italic": False}
        return {**plain, **run_style(normal.find(qn("w:rPr"))), **run_style(own.find(qn("w:rPr")))}

    def _numberings(self, style_id: str | None) -> Sequence[Any]:
        """The paragraph properties of a style and of those on which it rests."""
        style, found = self._named(style_id), []
        while style is not None:
            found.append(style.element.pPr)
            style = style.base_style
        return found
