"""A cell as the text that a person sees, and words reduced to what matters when they are compared."""

from __future__ import annotations

import re
import unicodedata

from sheets_templates.cells import Cell, CellError


def is_blank(cell: Cell) -> bool:
    """Nothing, or text of which nothing is seen: spaces, non-breaking and zero-width ones included."""
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def tidy(text: str) -> str:
    """Text as it is seen: full-width forms as plain ones, every run of spaces as one space, no invisible
    characters."""
    if text.isascii():
        return " ".join(text.split())
    seen = (character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) != "Cf")
    return " ".join("".join(seen).split())


def plain(text: str) -> str:
    """Text reduced to what matters when words are compared: no case, accents, punctuation or emoji; `&` is
    `and`."""
    folded = unicodedata.normalize("NFKD", tidy(text).casefold().replace("&", " and "))
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['\u2018\u2019`]", "", letters)))


def cell_text(cell: Cell) -> str:
    """A cell as tidy text; a whole number without its decimal point."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, CellError):
        return cell.code
    if isinstance(cell, (int, float)):
        return f"{cell:.0f}" if float(cell).is_integer() else repr(float(cell))
    return tidy(cell or "")
