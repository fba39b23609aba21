"""What happens to the references inside a formula when it is copied, or when cells around it are inserted,
deleted or moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import formualizer

from sync.emulator.sheets.a1 import Box, column_index, column_letters, quoted, split_title

BROKEN = "#REF!"
_CORNERS = re.compile(
    r"(\$?)([A-Za-z]{1,3})?(\$?)(\d{1,8})?(?::(\$?)([A-Za-z]{1,3})?(\$?)(\d{1,8})?)?\Z",
)


@dataclass(frozen=True)
class Corner:
    """One end of a reference; row and column are 0-based, None where the reference leaves them open."""

    row: int | None
    column: int | None
    row_fixed: bool = False
    column_fixed: bool = False

    def text(self) -> str:
        column = "" if self.column is None else ("$" if self.column_fixed else "") + column_letters(self.column)
        row = "" if self.row is None else ("$" if self.row_fixed else "") + str(self.row + 1)
        return column + row


@dataclass(frozen=True)
class Reference:
    """Where a reference stands in a formula (start and end of its text), the sheet it names, and its corners."""

    start: int
    end: int
    title: str | None
    first: Corner
    last: Corner | None

    def text(self, first: Corner, last: Corner | None) -> str:
        """The reference as text with other corners."""
        title = "" if self.title is None else quoted(self.title) + "!"
        return title + first.text() + ("" if last is None else ":" + last.text())

    def box(self, sheet_id: int) -> Box:
        """The cells that are meant, on this sheet."""
        last = self.last or self.first
        top, bottom = _span(self.first.row, last.row)
        left, right = _span(self.first.column, last.column)
        return Box(sheet_id, top, bottom, left, right)


def _span(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    return (first if first is not None else last), None


@lru_cache(maxsize=20_000)
def references(formula: str) -> tuple[Reference, ...]:
    """The references to cells in a formula, in their order; none if the formula cannot be read."""
    try:
        tokens = [token for token in formualizer.tokenize(formula) if token is not None]
    except formualizer.TokenizerError:
        return ()
    return tuple(_references(formula, tokens))


def _references(formula: str, tokens: list[formualizer.Token]) -> Iterator[Reference]:
    raw = formula.encode()
    for token in tokens:
        if token.subtype != formualizer.TokenSubType.Range:
            continue
        start = len(raw[: token.start].decode())
        title, cells = split_title(token.value)
        if title is not None and title.startswith("'"):
            continue
        match = _CORNERS.match(cells or "")
        if not match or not cells:
            continue
        first = _corner(match.group(1, 2, 3, 4))
        last = _corner(match.group(5, 6, 7, 8)) if ":" in cells else None
        if last is None and (first.row is None or first.column is None):
            continue
        yield Reference(start, start + len(token.value), title, first, last)


def _corner(parts: tuple[str | None, ...]) -> Corner:
    dollar, letters, second, digits = parts
    row_fixed = bool(second) if letters else bool(dollar or second)
    return Corner(
        int(digits) - 1 if digits else None,
        column_index(letters) if letters else None,
        row_fixed,
        bool(letters and dollar),
    )


def _replaced(formula: str, replacement: Callable[[Reference], str | None]) -> str:
    out, at = [], 0
    for reference in references(formula):
        text = replacement(reference)
        if text is not None:
            out += [formula[at : reference.start], text]
            at = reference.end
    return "".join(out) + formula[at:] if out else formula


def shifted(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads when copied this many rows down and columns to the right: what has no `$` moves
    along.
    """
    if not rows and not columns:
        return formula

    def moved(corner: Corner | None) -> Corner | None:
        if corner is None:
            return None
        row = corner.row if corner.row is None or corner.row_fixed else corner.row + rows
        column = corner.column if corner.column is None or corner.column_fixed else corner.column + columns
        return Corner(row, column, corner.row_fixed, corner.column_fixed)

    def text(reference: Reference) -> str:
        first, last = moved(reference.first), moved(reference.last)
        corners = [corner for corner in (first, last) if corner]
        if first is None or any((corner.row or 0) < 0 or (corner.column or 0) < 0 for corner in corners):
            return BROKEN
        return reference.text(first, last)

    return _replaced(formula, text)


def mapped(formula: str, home: str, title: str, place: Callable[[Box], Box | None]) -> str:
    """The formula after the cells of one sheet went elsewhere.

    Args: `home` is the title of the sheet the formula stands on, `title` that of the sheet that changed,
    `place` says where a range of it is now (None: gone, the reference becomes `#REF!`).
    """

    def text(reference: Reference) -> str | None:
        if (reference.title or home).casefold() != title.casefold():
            return None
        before = reference.box(0)
        after = place(before)
        if after == before:
            return None
        if after is None:
            return BROKEN
        return _rendered(reference, after)

    return _replaced(formula, text)


def _rendered(reference: Reference, box: Box) -> str:
    first, last = reference.first, reference.last
    if last is None:
        return reference.text(Corner(box.top, box.left, first.row_fixed, first.column_fixed), None)
    low = Corner(
        box.top if first.row is not None else None,
        box.left if first.column is not None else None,
        first.row_fixed,
        first.column_fixed,
    )
    high = Corner(
        box.bottom - 1 if box.bottom is not None else (box.top if last.row is not None else None),
        box.right - 1 if box.right is not None else (box.left if last.column is not None else None),
        last.row_fixed,
        last.column_fixed,
    )
    return reference.text(low, high)


def qualified(formula: str, title: str) -> str:
    """The formula as it reads on any other sheet: every reference names its sheet."""

    def text(reference: Reference) -> str | None:
        return None if reference.title else f"{quoted(title)}!" + reference.text(reference.first, reference.last)

    return _replaced(formula, text)


def renamed(formula: str, old: str, new: str) -> str:
    """The formula after a sheet got another title."""

    def text(reference: Reference) -> str | None:
        if reference.title is None or reference.title.casefold() != old.casefold():
            return None
        return f"{quoted(new)}!" + reference.text(reference.first, reference.last).rsplit("!", 1)[1]

    return _replaced(formula, text)
