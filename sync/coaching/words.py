"""Which word of a list a person meant: an activity, a focus area, a school, a kind of day.

The same word in another dress (case, spaces, quotes, accents, `&` for `and`) is that word. A slip of the
finger is taken for the one word that it can be; anything less certain is not guessed, and the nearest words
are suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from sheets_templates.cells import Cell
from sync.coaching.readings import Reading, noticed, refused, repaired, unreadable_kind
from sync.coaching.texts import cell_text, plain

_SMALL_WORDS: Final = frozenset({"and", "or", "of", "the", "a"})
_LONGEST_TEXT: Final = 120  # characters; longer text is no misspelt word, and comparing it costs time
_SUGGESTION_SCORE: Final = 70  # of 100 (rapidfuzz WRatio): below it a suggestion would be a riddle
_MOST_SUGGESTIONS: Final = 3


@dataclass(frozen=True)
class WordList:
    """The words of one column. `names` maps each word as it is shown to its value (an id, or the word
    itself); `also` maps other ways to say it to a shown word (taken, with a note); `earlier` maps words that
    were shown before (taken as they are, and never suggested)."""

    names: Mapping[str, Any]
    also: Mapping[str, str]
    earlier: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str], also: Mapping[str, str] | None = None) -> WordList:
        """A list of words that stand for themselves."""
        return cls({name: name for name in names}, also or {})

    def exactly(self, text: str) -> str | None:
        """The shown word that the text is or was, whatever its dress; None when there is none, or more than one."""
        dress = plain(text)
        return self._by_dress[dress] if dress in self._by_dress else self._by_earlier_dress.get(dress)

    def by_other_name(self, text: str) -> str | None:
        """The shown word that the text is another name of; None when there is none, or more than one."""
        return self._by_other_name.get(plain(text))

    def by_slip(self, text: str) -> str | None:
        """The one shown word that the text is a slip of the finger away from; None when that is not
        certain."""
        main = _main_words(plain(text))
        if not main or len(main) > _LONGEST_TEXT:
            return None
        if main in self._by_main_words:
            return self._by_main_words[main]
        near = {name for other, name in self._by_main_words.items() if name and _one_slip(main, other)}
        return near.pop() if len(near) == 1 else None

    def nearest(self, text: str) -> list[str]:
        """Up to three shown words that resemble the text, the nearest first."""
        if len(text) > _LONGEST_TEXT:
            return []
        found = process.extract(plain(text), list(self._by_dress), scorer=fuzz.WRatio, score_cutoff=_SUGGESTION_SCORE)
        words = (self._by_dress[key] for key, _, _ in found)
        return list(dict.fromkeys(word for word in words if word))[:_MOST_SUGGESTIONS]

    @cached_property
    def _by_dress(self) -> dict[str, str | None]:
        return _unique((plain(name), name) for name in self.names)

    @cached_property
    def _by_earlier_dress(self) -> dict[str, str | None]:
        return _unique((plain(earlier), name) for earlier, name in self.earlier.items())

    @cached_property
    def _by_other_name(self) -> dict[str, str | None]:
        return _unique((plain(other), name) for other, name in self.also.items())

    @cached_property
    def _by_main_words(self) -> dict[str, str | None]:
        return _unique((_main_words(key), name) for key, name in self._by_dress.items() if name)


@dataclass(frozen=True)
class WordReader:
    """Reads the cells of one column of words. `called` names the column in sentences ("the activity"); `if_unknown` is one more
    thing to do where the word is not of the list."""

    words: WordList
    called: str
    required: bool = True
    if_unknown: str = ""

    def read(self, cell: Cell) -> Reading:
        """The value of the word that the cell holds. An unknown word is refused where the column is required,
        else left out with a notice."""
        wrong_kind = unreadable_kind(cell, self.called)
        if wrong_kind is not None:
            return self._not_read(wrong_kind)
        text = cell_text(cell)
        if exact := self.words.exactly(text):
            return Reading(self.words.names[exact])
        if other := self.words.by_other_name(text) or self.words.by_slip(text):
            hint = "Nothing to do if this is right; otherwise choose from the list in the cell."
            return repaired(self.words.names[other], f'{_first_upper(self.called)} was read as "{other}".', hint)
        return self._not_read(refused(self._unknown, f"{_choose(self.words.nearest(text))} {self.if_unknown}".rstrip()))

    @property
    def _unknown(self) -> str:
        return f"{_first_upper(self.called)} is not one of the list."

    def _not_read(self, reading: Reading) -> Reading:
        if self.required or reading.remark is None:
            return reading
        return noticed(
            "", f"{reading.remark.message} It was left out; the rest of the row counts.", reading.remark.hint
        )


def _choose(nearest: list[str]) -> str:
    if not nearest:
        return "Choose from the list in the cell."
    shown = [f'"{word}"' for word in nearest]
    return f"Did you mean {' or '.join(shown)}? Choose from the list in the cell."


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Each key's word; None where two words share the key."""
    found: dict[str, str | None] = {}
    for key, name in pairs:
        found[key] = name if found.get(key, name) == name else None
    found.pop("", None)
    return found


def _main_words(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _SMALL_WORDS)


def _one_slip(typed: str, word: str) -> bool:
    """True when every word differs by one letter at most (two in a long one) and no number or short word
    differs.

    So `Profesional Developement` is understood, and `North Elementary` is never taken for `South Elementary`.
    """
    if typed.replace(" ", "") == word.replace(" ", ""):
        return True
    ones, others = typed.split(), word.split()
    return len(ones) == len(others) and all(map(_same_but_a_letter, ones, others))


def _same_but_a_letter(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(other) < 4 or any(character.isdigit() for character in one + other):
        return False
    return OSA.distance(one, other) <= (1 if len(other) < 8 else 2)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
