"""Ranges: A1 and R1C1 notation to and from boxes of rows and columns.

A `Box` is what every part of the Sheets emulator means by a range: one sheet, first row and column (0-based),
and the exclusive ends, which are None where the range is unbounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sync.emulator.sheets.cells import Json

if TYPE_CHECKING:
    from sync.emulator.sheets.model import Sheet, Spreadsheet

_A1 = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d*)(?::\$?([A-Za-z]{0,3})\$?(\d*))?\Z")
_R1C1 = re.compile(r"(?:R(\d+))?(?:C(\d+))?(?::(?:R(\d+))?(?:C(\d+))?)?\Z", re.IGNORECASE)
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True)
class Box:
    """A range on one sheet: rows `top` up to, not including, `bottom`; columns `left` up to `right`; None is
    unbounded.
    """

    sheet_id: int
    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None

    @classmethod
    def of(cls, grid_range: Json) -> Box:
        """The box of an API `GridRange`."""
        return cls(
            grid_range.get("sheetId", 0),
            grid_range.get("startRowIndex"),
            grid_range.get("endRowIndex"),
            grid_range.get("startColumnIndex"),
            grid_range.get("endColumnIndex"),
        )

    def grid_range(self) -> Json:
        """The API's `GridRange`; like the real API it leaves out a sheet id of 0 and every unbounded side."""
        pairs = (
            ("sheetId", self.sheet_id or None),
            ("startRowIndex", self.top),
            ("endRowIndex", self.bottom),
            ("startColumnIndex", self.left),
            ("endColumnIndex", self.right),
        )
        return {name: number for name, number in pairs if number is not None}

    def on(self, sheet: Sheet) -> tuple[int, int, int, int]:
        """Top, bottom, left, right with the unbounded sides set to the sheet's own, clipped to the grid."""
        rows, columns = sheet.row_count, sheet.column_count
        top, left = min(self.top or 0, rows), min(self.left or 0, columns)
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return top, max(top, bottom), left, max(left, right)

    def bounded(self, sheet: Sheet) -> Box:
        """The same box with all four sides given."""
        top, bottom, left, right = self.on(sheet)
        return replace(self, top=top, bottom=bottom, left=left, right=right)

    def meets(self, other: Box) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.sheet_id == other.sheet_id
            and _overlap(self.top, self.bottom, other.top, other.bottom)
            and _overlap(self.left, self.right, other.left, other.right)
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside this one."""
        return (
            self.sheet_id == other.sheet_id
            and _within(self.top, self.bottom, other.top, other.bottom)
            and _within(self.left, self.right, other.left, other.right)
        )

    def has(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return _within(self.top, self.bottom, row, row + 1) and _within(self.left, self.right, column, column + 1)


def _overlap(first: int | None, end: int | None, other_first: int | None, other_end: int | None) -> bool:
    return (end is None or (other_first or 0) < end) and (other_end is None or (first or 0) < other_end)


def _within(first: int | None, end: int | None, inner_first: int | None, inner_end: int | None) -> bool:
    return (first or 0) <= (inner_first or 0) and (end is None or (inner_end is not None and inner_end <= end))


@lru_cache(maxsize=4096)
def column_letters(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The index of a column by its letters: A is 0."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def quoted(title: str) -> str:
    """The title as it stands in a range: quoted unless it is a plain word that could not be read as a cell."""
    if _PLAIN_TITLE.match(title) and not _looks_like_cell(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def _looks_like_cell(word: str) -> bool:
    return bool(re.match(r"[A-Za-z]{1,3}\d+\Z|R\d*C\d*\Z", word, re.IGNORECASE))


def rendered(title: str, box: Box) -> str:
    """The range in A1 notation with the sheet's title, for example `'May 1'!B2:C3`."""
    return f"{quoted(title)}!{cells_rendered(box)}"


def cells_rendered(box: Box) -> str:
    """The range in A1 notation without a title: one cell as `B2`, whole columns as `B:C`."""
    first = ("" if box.left is None else column_letters(box.left)) + ("" if box.top is None else str(box.top + 1))
    last = ("" if box.right is None else column_letters(box.right - 1)) + (
        "" if box.bottom is None else str(box.bottom)
    )
    if not first and not last:
        return ""
    if first == last and box.left is not None and box.top is not None:
        return first
    return f"{first}:{last}"


def parsed(spreadsheet: Spreadsheet, text: str) -> Box | None:
    """The box that a range in A1 or R1C1 notation means: a title, a named range, cells on the first sheet, or
    title and cells.

    Returns None when the text means nothing in this spreadsheet. The box may reach over the edge of the grid.
    """
    title, cells = split_title(text)
    if title is not None:
        sheet = spreadsheet.sheet_by_title(title)
        if sheet is None or cells is None:
            return Box(sheet.id) if sheet else None
        return parsed_cells(sheet.id, cells) or _named(spreadsheet, cells)
    named = _named(spreadsheet, text)
    if named is not None:
        return named
    whole = spreadsheet.sheet_by_title(text)
    box = parsed_cells(spreadsheet.sheets[0].id, text)
    if whole is not None and (box is None or not _looks_like_cell(text)):
        return Box(whole.id)
    return box


def _named(spreadsheet: Spreadsheet, name: str) -> Box | None:
    """The box of the named range with this name."""
    wanted = name.casefold()
    for named in spreadsheet.named_ranges:
        if named["name"].casefold() == wanted:
            return Box.of(named["range"])
    return None


def split_title(text: str) -> tuple[str | None, str | None]:
    """Title and cells of a range: `('May 1', 'A1:B2')`; the title is None when there is no `!` and no quotes."""
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')*)'(?:!(.*))?\Z", text, re.DOTALL)
        if not match:
            return None, None
        return match[1].replace("''", "'"), match[2]
    if "!" in text:
        title, cells = text.rsplit("!", 1)
        return title, cells
    return None, text


def parsed_cells(sheet_id: int, cells: str) -> Box | None:
    """The box of cells such as `A1`, `A1:B2`, `A:B`, `2:5`, `A5:A`, `R1C1:R2C2`; None if it is none of these."""
    cells = cells.strip()
    if not cells:
        return None
    match = _A1.match(cells)
    if match:
        return _from_corners(sheet_id, cells, *(_a1_corner(match[1], match[2]) + _a1_corner(match[3], match[4])))
    match = _R1C1.match(cells)
    if match:
        numbers = [int(number) - 1 if number else None for number in match.groups()]
        return _from_corners(sheet_id, cells, *numbers)
    return None


def _a1_corner(letters: str | None, digits: str | None) -> tuple[int | None, int | None]:
    return (int(digits) - 1 if digits else None, column_index(letters) if letters else None)


def _from_corners(
    sheet_id: int, cells: str, row: int | None, column: int | None, row2: int | None, column2: int | None
) -> Box | None:
    if -1 in (row, column, row2, column2):
        return None
    if ":" not in cells:
        if row is None or column is None:
            return None
        return Box(sheet_id, row, row + 1, column, column + 1)
    if (row is None and column is None) or (row2 is None and column2 is None):
        return None
    top, bottom = _side(row, row2)
    left, right = _side(column, column2)
    return Box(sheet_id, top, bottom, left, right)


def _side(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    if first is None and last is None:
        return None, None
    return (first if first is not None else last), None
