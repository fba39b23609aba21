"""What stands in front of the items of lists: bullets, boxes, and numbers, which count on through a list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sync.emulator.docs.document import DocumentState
from sync.emulator.docs.units import Unit

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True)
class Glyph:
    """`is_box` for an item of a checklist, whose tick only the page and the exports know."""

    text: str
    is_box: bool = False
    is_ticked: bool = False


class Glyphs:
    """The glyphs of one document, asked for from the first paragraph to the last."""

    def __init__(self, document: DocumentState) -> None:
        self._lists = document.lists
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * 9)

    def of(self, end: Unit) -> Glyph | None:
        """The glyph of the paragraph that this unit ends; None for one in no list."""
        bullet = end.more.get("bullet")
        if not bullet or bullet["listId"] not in self._lists:
            return None
        levels = self._lists[bullet["listId"]]["listProperties"]["nestingLevels"]
        at = min(int(bullet.get("nestingLevel", 0)), len(levels) - 1)
        level = levels[at]
        if "glyphSymbol" in level:
            return Glyph(level["glyphSymbol"])
        if level.get("glyphType") in {None, "GLYPH_TYPE_UNSPECIFIED"}:
            ticked = bool(end.more.get("ticked"))
            return Glyph("☑" if ticked else "☐", True, ticked)
        counts = self._counts[bullet["listId"]]
        counts[at] += 1
        counts[at + 1 :] = [0] * (len(counts) - at - 1)
        text = level.get("glyphFormat", f"%{at}.")
        for number, each in enumerate(levels[: at + 1]):
            value = counts[number] + int(each.get("startNumber", 1)) - 1
            text = text.replace(f"%{number}", numeral(max(value, 1), each.get("glyphType", "DECIMAL")))
        return Glyph(text)


def numeral(value: int, kind: str) -> str:
    """A number from 1 on in the way of a glyph type."""
    match kind:
        case "ZERO_DECIMAL":
            return f"{value:02d}"
        case "ALPHA" | "UPPER_ALPHA":
            text = ""
            while value:
                value, letter = divmod(value - 1, 26)
                text = chr(ord("a") + letter) + text
        case "ROMAN" | "UPPER_ROMAN":
            text = ""
            for size, letters in _ROMAN:
                text += letters * (value // size)
                value %= size
        case _:
            return str(value)
    return text.upper() if kind.startswith("UPPER") else text
