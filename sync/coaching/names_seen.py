"""Whether a district's text names somebody on a coach's Roster (DOMAIN.md, Confidentiality 4): told by the marks of the names.

A sign is: an e-mail address of the Roster; first and last name in either order; a title with a word of a name (Ms. Lopez); one
word alone where only one educator of that district bears it, it is written with a capital, it is no ordinary word, and the same
log does not write it small. Case, accents and apostrophes do not matter; initials are no sign. A school's name is none either.
What is found is a place: no name and no text leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sheets_templates.cells import TabSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import Tab
from sync.coaching.coach_book import TITLES
from sync.coaching.column_notices import letter
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.name_marks import ADDRESS, ALONE, FULL, MOST_WORDS, WORD, NameMark, mark_of
from sync.coaching.name_words import Token, tokens
from sync.coaching.registry import Registry
from sync.coaching.report_words import day_in_words

_ADDRESS: Final = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NOT_LOOKED_AT: Final = ("coach", "entry_id", "who")  # the coach's own name; our ids; who leads a priority of the plan


@dataclass(frozen=True)
class NameSeen:
    """A cell, by its tab's title, 1-based row and column's letters. `day`: the date of the row's entry, None where it has none."""

    tab: str
    row: int
    column: str
    day: date | None


class NamesOfRoster:
    """The marks of one coach's Roster, asked about the texts of one district. Each different word is hashed once."""

    def __init__(self, marks: Iterable[NameMark], district_id: str, registry: Registry, key: bytes) -> None:
        self._key = key
        self._marks: dict[str, set[str]] = {kind: set() for kind in (WORD, FULL, ALONE, ADDRESS)}
        for mark in marks:
            if mark.kind != ALONE or mark.district_id == district_id:
                self._marks[mark.kind].add(mark.mark)
        self._places = registry.words_of_places
        self._longest_place = max(map(len, self._places), default=0)
        self._known: dict[str, bool] = {}

    def named_in(self, text: str, words: Sequence[Token], written_small: Collection[str]) -> bool:
        """Whether a text names somebody. `words` are its tokens, `written_small` those that the same log writes without a
        capital."""
        if "@" in text and any(self._has(ADDRESS, (found.casefold(),)) for found in _ADDRESS.findall(text)):
            return True
        places = [place for place, token in enumerate(words) if self._is_name_word(token.word)]
        if not places:
            return False
        hidden = self._inside_places(words)
        shouted = not any(map(str.islower, text))
        return any(self._sign(words, place, hidden, written_small, shouted) for place in places)

    def _sign(
        self, words: Sequence[Token], place: int, hidden: set[int], written_small: Collection[str], shouted: bool
    ) -> bool:
        if place and words[place - 1].word in TITLES:
            return True
        for size in range(2, MOST_WORDS + 1):
            span = range(place, place + size)
            in_sight = span.stop <= len(words) and not set(span) <= hidden
            if in_sight and self._has(FULL, [words[each].word for each in span]):
                return True
        token = words[place]
        alone = token.capital and not shouted and place not in hidden and token.word not in written_small
        return alone and self._has(ALONE, (token.word,))

    def _inside_places(self, words: Sequence[Token]) -> set[int]:
        """The positions that are part of a school's or a district's name."""
        found: set[int] = set()
        for start in range(len(words)):
            for size in range(1, self._longest_place + 1):
                span = range(start, min(start + size, len(words)))
                if tuple(words[each].word for each in span) in self._places:
                    found.update(span)
        return found

    def _is_name_word(self, word: str) -> bool:
        if word not in self._known:
            self._known[word] = self._has(WORD, (word,))
        return self._known[word]

    def _has(self, kind: str, words: Iterable[str]) -> bool:
        return mark_of(self._key, kind, words) in self._marks[kind]


class DistrictTexts:
    """The free text of one tab of a district's workbook, held only while the workbook is read."""

    def __init__(self, tab: TabSnapshot, template: Tab) -> None:
        self._title = template.title
        skipped = {place for key, place in column_positions(template, tab).items() if key in _NOT_LOOKED_AT}
        self._places: dict[str, list[tuple[int, str]]] = {}
        for place, column in enumerate(tab.columns):
            for row, cell in enumerate(column, start=1):
                if isinstance(cell, str) and place not in skipped:
                    self._places.setdefault(cell, []).append((row, letter(place)))
        self._words = {text: tokens(text) for text in self._places}
        every = (token for words in self._words.values() for token in words)
        self._written_small = frozenset(token.word for token in every if not token.capital)

    def names_seen(self, names: NamesOfRoster, days: Mapping[int, date]) -> tuple[NameSeen, ...]:
        """The cells that name somebody, from top to bottom. `days`: the date of each row's entry."""
        cells = (
            cell
            for text, places in self._places.items()
            if names.named_in(text, self._words[text], self._written_small)
            for cell in places
        )
        return tuple(NameSeen(self._title, row, column, days.get(row)) for row, column in sorted(cells))


def name_warnings(seen: Iterable[NameSeen], district: str) -> list[RowProblem]:
    """What the coach is told: district, date and row, never the name or the text."""
    return [
        RowProblem(
            Outcome.NOTICE,
            f"{each.tab} of {district}",
            each.row,
            each.column,
            _WARNING.format(when=f" of {day_in_words(each.day)}" if each.day else "", tab=each.tab, district=district),
            _HINT,
        )
        for each in seen
    ]


_WARNING: Final = (
    "A cell of the row{when} in the {tab} of {district} seems to name an educator of your Roster. Everyone who can open that "
    "workbook can read it."
)
_HINT: Final = (
    "Take the name out of the cell. The Sheet's version history still keeps it, for whoever can edit the workbook: if that "
    "matters, ask the district to make a copy without history. If it is somebody else or another word, there is nothing to do."
)
