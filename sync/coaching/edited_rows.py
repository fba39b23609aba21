"""The rows of a small tab that people edit by hand (the registry's, a coach's), cell by cell: what cannot be
used is reported and the rest of the row, or of the tab, still counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sheets_templates.cells import Cell, CellError, DaySerial
from sheets_templates.model import Tab
from sync.coaching.columns import LocatedColumns
from sync.coaching.dates import HINT as DATE_HINT
from sync.coaching.dates import read_date
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.readings import Reading
from sync.coaching.texts import cell_text, is_blank, plain
from sync.coaching.words import WordList

CHOOSE: Final = "Choose from the list in the cell."
_FILE_ID: Final = r"[A-Za-z0-9_-]{20,}"  # Drive's file ids have 33 or 44 characters
_FILE_ADDRESS: Final = re.compile(rf"(?:/d/|[?&]id=)({_FILE_ID})")
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YES: Final = frozenset({"true", "yes", "y", "x", "1", "checked"})
_NO: Final = frozenset({"false", "no", "n", "0", "unchecked"})


class EditedRow:
    """One row that holds something. Each method reads one cell and reports what cannot be used; `refused` is
    true once the row itself cannot be."""

    def __init__(self, row: int, cells: dict[str, Cell], located: LocatedColumns, tab: Tab, locale: str) -> None:
        self.row, self.refused = row, False
        self.problems: list[RowProblem] = []
        self._cells, self._located, self._tab, self._locale = cells, located, tab, locale

    def refuse(self, key: str, message: str, hint: str) -> None:
        """The whole row is left out."""
        self.refused = True
        self._report(Outcome.PROBLEM, key, f"{message} The row is left out.", hint)

    def leave_out(self, key: str, message: str, hint: str) -> None:
        """The cell is left out, the row is used."""
        self._report(Outcome.PROBLEM, key, message, hint)

    def repair(self, key: str, message: str, hint: str) -> None:
        self._report(Outcome.REPAIRED, key, message, hint)

    def notice(self, key: str, message: str, hint: str) -> None:
        self._report(Outcome.NOTICE, key, message, hint)

    def blank(self, key: str) -> bool:
        return is_blank(self._cells.get(key))

    def text(self, key: str, *, required: bool = False) -> str:
        """The cell as tidy text, empty where there is none. A required one that is missing refuses the
        row."""
        cell = self._cells.get(key)
        if isinstance(cell, CellError):
            self._wrong(
                key, required, f"A formula in this cell failed ({cell.code}).", "Replace the formula by its value."
            )
            return ""
        found = cell_text(cell)
        if required and not found:
            self.refuse(key, f"{self._name(key)} is missing.", "Fill it in, or delete the row.")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The cell's texts, which semicolons or line breaks part."""
        cell = self._cells.get(key)
        if isinstance(cell, str):
            return tuple(found for part in re.split(r"[;\n]", cell) if (found := cell_text(part)))
        found = self.text(key)
        return (found,) if found else ()

    def day(self, key: str, *, required: bool = False) -> date | None:
        """The cell as a date; None where it is empty or cannot be read."""
        if self.blank(key):
            if required:
                self.refuse(key, f"{self._name(key)} is missing.", DATE_HINT)
            return None
        reading = read_date(self._cells[key], self._locale)
        if reading.refused and reading.remark is not None:
            self._wrong(key, required, reading.remark.message, reading.remark.hint)
            return None
        if reading.remark is not None:
            self.repair(key, reading.remark.message, reading.remark.hint)
        return reading.value if isinstance(reading.value, date) else None

    def span(self, first: date, last: date, *, one_day: bool = False) -> tuple[date, date]:
        """`first_day` and `last_day`, both inclusive. An empty one is `first` or `last` (with `one_day`: the
        first day itself).

        The wrong way around, or unreadable, refuses the row.
        """
        given_first = self.day("first_day", required=one_day)
        given_last = self.day("last_day")
        unread = (given_first is None and not self.blank("first_day")) or (
            given_last is None and not self.blank("last_day")
        )
        if unread and not self.refused:
            self.refuse("first_day", "The span of days cannot be used.", "Correct its dates.")
        for key, given, default in (("first_day", given_first, first), ("last_day", given_last, last)):
            if given is None and not self.refused and not one_day:
                self.repair(
                    key, f"{self._name(key)} was empty; it was taken as {default.isoformat()}.", "Fill in the date."
                )
        start = given_first or first
        end = given_last or (start if one_day else last)
        if end < start and not self.refused:
            self.refuse("last_day", "The last day is before the first day.", "Correct one of the two dates.")
        return start, end

    def whole(self, key: str) -> int:
        """The cell as a number of 0 or more; 0 with a problem where there is none."""
        number = self.amount(key)
        if number is None or number < 0 or number != number.to_integral_value():
            self.leave_out(
                key, f"{self._name(key)} is not a whole number of 0 or more; it was taken as 0.", "Type a number."
            )
            return 0
        return int(number)

    def amount(self, key: str) -> Decimal | None:
        """The cell as an exact number ($ and thousands commas are understood); None where there is none."""
        cell = self._cells.get(key)
        if isinstance(cell, (bool, CellError, DaySerial)) or is_blank(cell):
            return None
        text = re.sub(r"^\$\s*|(?<=\d),(?=\d{3}\b)|\s*(USD|days?)$", "", cell_text(cell), flags=re.IGNORECASE)
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None

    def checked(self, key: str) -> bool:
        """The cell as a checkbox; empty is not checked."""
        word = plain(cell_text(self._cells.get(key)))
        if word and word not in _YES | _NO:
            self.leave_out(
                key,
                f"{self._name(key)} is neither checked nor unchecked; it was taken as unchecked.",
                "Check or uncheck the box.",
            )
        return word in _YES

    def address(self, key: str) -> str:
        """The cell as an e-mail address in lower case; empty where there is none or it cannot be one."""
        found = self.text(key).lower().removeprefix("mailto:")
        if found and not _ADDRESS.fullmatch(found):
            self.leave_out(
                key, "This is no e-mail address; it was left out.", "Type the address with which the person signs in."
            )
            return ""
        return found

    def file_id(self, key: str) -> str | None:
        """The id of a Google file, from its id or its full address; None where there is none."""
        found = self.text(key)
        address = _FILE_ADDRESS.search(found)
        if address:
            return address[1]
        if not found or re.fullmatch(_FILE_ID, found):
            return found or None
        self.leave_out(
            key,
            "This is no address of a Google Sheet; it was left out.",
            "Open the Sheet and copy the address from the browser.",
        )
        return None

    def setting(self) -> str:
        """The `value` cell as text: a date like 2026-08-15, a checkbox as yes or no."""
        cell = self._cells.get("value")
        if isinstance(cell, bool):
            return "yes" if cell else "no"
        if isinstance(cell, DaySerial):
            day = read_date(cell, self._locale).value
            return day.isoformat() if isinstance(day, date) else ""
        return self.text("value")

    def month(self, key: str) -> date | None:
        """The first day of the month in the cell, written as 2026-09 or as any date of the month; None where
        there is none."""
        text = re.fullmatch(r"(20\d\d)-(0?[1-9]|1[0-2])", self.text(key))
        if text:
            return date(int(text[1]), int(text[2]), 1)
        day = read_date(self._cells.get(key), self._locale).value
        return day.replace(day=1) if isinstance(day, date) else None

    def refers_to(self, key: str, listed: Mapping[str, str], what: str, *, required: bool = True) -> str | None:
        """The id, out of `listed` (id -> name), that the cell names by its id or, with a note, by its name.
        An unknown one refuses the row."""
        text = self.text(key, required=required)
        if not text or text in listed:
            return text or None
        same = [entry_id for entry_id in listed if plain(entry_id) == plain(text)]
        named = [entry_id for entry_id, name in listed.items() if plain(name) == plain(text)]
        found = same or named
        if len(found) == 1:
            self.repair(
                key, f'The {what} was taken as "{found[0]}".', "Nothing to do if this is right; otherwise type its id."
            )
            return found[0]
        self.refuse(key, f"The {what} is not in the registry.", CHOOSE)
        return None

    def word(self, key: str, words: Iterable[str]) -> str | None:
        """The one of `words` that the cell holds, whatever its case. Anything else refuses the row."""
        text = self.text(key, required=True)
        found = WordList.of(words, {})
        word = found.exactly(text)
        if text and word is None:
            nearest = found.nearest(text)
            hint = f'Did you mean "{nearest[0]}"? {CHOOSE}' if nearest else CHOOSE
            self.refuse(key, f"{self._name(key)} is not one of the list.", hint)
        return word

    def read(self, key: str, reader: Callable[[Cell], Reading], *, required: bool = False) -> Any:
        """What a column's reader makes of the cell; None where it is empty or refused. A required one that is missing
        refuses the row."""
        if self.blank(key):
            if required:
                self.refuse(key, f"{self._name(key)} is missing.", "Fill it in, or delete the row.")
            return None
        reading = reader(self._cells.get(key))
        if reading.remark is None:
            return reading.value
        if reading.refused:
            self._wrong(key, required, reading.remark.message, reading.remark.hint)
            return None
        self._report(reading.remark.outcome, key, reading.remark.message, reading.remark.hint)
        return reading.value

    def _wrong(self, key: str, required: bool, message: str, hint: str) -> None:
        if required:
            self.refuse(key, message, hint)
        else:
            self.leave_out(key, f"{message} It was left out.", hint)

    def _name(self, key: str) -> str:
        return self._tab.column(key).header

    def _report(self, outcome: Outcome, key: str, message: str, hint: str) -> None:
        header = self._located.header(key)
        self.problems.append(RowProblem(outcome, self._located.tab, self.row, header, message, hint))
