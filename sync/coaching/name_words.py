"""The words of a text, as names are looked for in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sync.coaching.texts import plain, tidy

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['\u2019`][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['\u2019`]s$", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """A word of a text: `word` as it is compared; `capital`: written with a capital first letter."""

    word: str
    capital: bool


def tokens(text: str) -> list[Token]:
    """The words of a text. A possessive is its word, an apostrophe is nothing, a hyphen parts words."""
    return [Token(word, written[0].isupper()) for written in _TOKEN.findall(tidy(text)) if (word := _compared(written))]


def _compared(written: str) -> str:
    if written.isascii() and written.isalpha():
        return written.lower()
    return plain(_POSSESSIVE.sub("", written)).replace(" ", "")
