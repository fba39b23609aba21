"""A segment (a body, a header, a footer) as Google indexes it: one row of units, each taking one index.

A unit is a UTF-16 code unit of text, the newline that ends a paragraph, an image, a page break, or one of the marks that open a
table, a row, a cell, or close a table. Whatever an index means, it is a place in this row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

Json = dict[str, Any]
Kind = Literal["text", "end", "image", "page_break", "auto", "rule", "section", "table", "row", "cell", "table_end"]
NORMAL: Final[Mapping[str, Any]] = {"style": {"namedStyleType": "NORMAL_TEXT", "direction": "LEFT_TO_RIGHT"}}
# What Google takes out of inserted text: control characters, and private use characters of the BMP.
_STRIPPED: Final = {
    code: None for code in (*range(9), *range(0x0C, 0x20), *range(0xE000, 0xF900)) if chr(code) not in "\t\n\v"
}


@dataclass(frozen=True)
class Unit:
    """One index. `style` is the text style; `more` what else the kind needs: of an `end` the paragraph's `style` and `bullet`, of
    an image its `id`, of an automatic text its `type`, of tables, rows and cells their styles.
    """

    kind: Kind
    char: str = ""
    style: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_inline(self) -> bool:
        """True for what stands in a line, the paragraph's end included."""
        return self.kind in {"text", "end", "image", "page_break", "auto", "rule"}

    def styled(self, style: Mapping[str, Any]) -> Unit:
        return replace(self, style=style)

    def with_more(self, **more: Any) -> Unit:
        return replace(self, more={**self.more, **more})


def text_units(text: str, style: Mapping[str, Any] | None = None, paragraph: Mapping[str, Any] = NORMAL) -> list[Unit]:
    """The text in UTF-16 code units; each line end closes a paragraph like `paragraph`."""
    style, units = style or {}, []
    for char in text:
        if char == "\n":
            units.append(Unit("end", "\n", style, paragraph))
        else:
            units.extend(Unit("text", half, style) for half in halves(char))
    return units


def halves(text: str) -> list[str]:
    """The UTF-16 code units of a text, each as one character (halves of a pair as lone surrogates)."""
    coded = text.encode("utf-16-le", "surrogatepass")
    return [coded[at : at + 2].decode("utf-16-le", "surrogatepass") for at in range(0, len(coded), 2)]


def joined(units: Iterable[Unit]) -> str:
    """The text of units, pairs of halves put together again."""
    text = "".join(unit.char for unit in units)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """The text as Google takes it in."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_STRIPPED)


def splits_pair(units: Sequence[Unit], index: int) -> bool:
    """True if the place before `index` is inside a surrogate pair."""
    if not 0 < index < len(units):
        return False
    before, after = units[index - 1].char, units[index].char
    return bool(before and after) and "\ud800" <= before < "\udc00" <= after < "\ue000"


def packed(units: Sequence[Unit]) -> list[list[Any]]:
    """The units for the store: neighbors in one style as one entry."""
    packs: list[list[Any]] = []
    run: list[Unit] = []
    for unit in (*units, None):
        if run and (unit is None or unit.kind != "text" or unit.style != run[0].style):
            packs.append(["text", joined(run), run[0].style])
            run = []
        if unit is None:
            break
        if unit.kind == "text":
            run.append(unit)
        else:
            packs.append([unit.kind, unit.char, unit.style, unit.more])
    return packs


def unpacked(packs: Sequence[Sequence[Any]]) -> list[Unit]:
    units: list[Unit] = []
    for kind, char, style, *more in packs:
        if kind == "text":
            units.extend(Unit("text", half, style) for half in halves(char))
        else:
            units.append(Unit(kind, char, style, more[0]))
    return units
