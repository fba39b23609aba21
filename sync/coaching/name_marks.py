"""An educator's name as keyed marks: whether a text holds it can be told without keeping the name.

Marks are made of a Roster while it is read, with the key of the school year's pseudonyms, and thrown away with it. Kinds:

* WORD: a word of a name, by itself no sign of anything: it tells where to look.
* FULL: words that follow one another and name somebody: first and last name in either order, or all of them.
* ALONE: one word that can only mean one educator of the district; counts where it is written as a name.
* ADDRESS: an e-mail address.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.coaching.coach_book import TITLES, Educator
from sync.coaching.name_words import tokens
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import ACTIVITIES

WORD, FULL, ALONE, ADDRESS = "word", "full", "alone", "address"
SHORTEST_ALONE: Final = 4  # letters: "Kim" and "Lee" alone are too often something else
MOST_WORDS: Final = 4  # of a name that are looked for together


@dataclass(frozen=True)
class NameMark:
    """`district_id` is where the educator teaches; `mark` is a keyed digest."""

    district_id: str
    kind: str
    mark: str


def mark_of(key: bytes, kind: str, words: Iterable[str]) -> str:
    """80 bits in hexadecimal: too many for a chance hit among all words of all logs."""
    return hashlib.blake2b("\0".join((kind, *words)).encode(), key=key[:64], digest_size=10).hexdigest()


def name_marks(
    roster: Sequence[Educator], registry: Registry, key: bytes, beside: Iterable[Educator] = ()
) -> tuple[NameMark, ...]:
    """The marks of everybody on a Roster, each once; of a part of it, `beside` are the others, who may share a word of a name."""
    names = [(person.district_id, _name_words(person.name)) for person in roster]
    others = [(person.district_id, _name_words(person.name)) for person in beside]
    bearers = Counter((district_id, word) for district_id, words in (*names, *others) for word in set(words))
    ordinary = {*_COMMON_WORDS.split(), *registry.words_of_the_program, *_ACTIVITY_WORDS}
    found: dict[NameMark, None] = {}
    for person, (district_id, words) in zip(roster, names, strict=True):
        marks: list[tuple[str, tuple[str, ...]]] = [(WORD, (word,)) for word in words]
        marks += [(FULL, form) for form in _forms(words)]
        marks += [
            (ALONE, (word,))
            for word in words
            if len(word) >= SHORTEST_ALONE and bearers[district_id, word] == 1 and word not in ordinary
        ]
        if person.email:
            marks.append((ADDRESS, (person.email.casefold(),)))
        found |= dict.fromkeys(NameMark(district_id, kind, mark_of(key, kind, form)) for kind, form in marks)
    return tuple(found)


def _name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell something: no title, no initial."""
    words = [token.word for token in tokens(name)]
    return tuple(word for word in words if len(word) > 1 and word not in TITLES)


def _forms(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """In which orders a name is written: the first name with any other one, either way; all words; the family names."""
    if len(words) < 2:
        return set()
    first, *others = words
    pairs = {(first, other) for other in others} | {(other, first) for other in others}
    whole = {words, (*others, first), tuple(others)} if len(others) > 1 else set()
    return {form for form in pairs | whole if len(form) <= MOST_WORDS}


_ACTIVITY_WORDS: Final = frozenset(token.word for activity in ACTIVITIES for token in tokens(activity.name))

# English words that are names too. One of them alone is no sign; with a title or with another word of the name it is.
_COMMON_WORDS: Final = """
abbott alexa amber angel apple april art august austin autumn baker ball banks bass bean bell berry best bill bird
bishop black bloom bond book booker bridge bridges bright brook brooks brown buck buddy bush butler cannon canva carter
case cash chance charity chase cherry christian church clay clever cliff coleman college cook cooper coral crane cross
crystal daisy dakota dale dash dawn dean denver desmos diamond dove drake drew drummer duke earl early east english ever
faith farmer field fields finch fisher flint flower flowers ford forest fort foster fox frank freeman french friday
frost gates gene george georgia german ginger glen gold golden good grace grant gray green guy hall harmony harper haven
hawk hazel heath heather hill hills holiday holly honor hope house hunt hunter iris irish ivory ivy jack jackson jade
jasmine jasper jay jefferson jewel joy judge julia july june justice king kitchen knight lake lamb lance lane law leaf
liberty lily lincoln little london long love luck luther lynx madison major march mark marks marsh martin mason mays
meadow melody mercy merit miles mill miller mills monday moon moore morning moss nash noble north norm norman oaks olive
page paige paris park parker parks parsons patience peace pearl penny pepper phoenix piper poet poetry pope porter
potter price pride prince promise quick rain raven read reed rich river rivers robin rock rocky rose royal ruby sage
sailor sandy savage scholar school scott scratch seesaw september sharp shepherd short silver simple singer skinner
skipper skyler small smart smith snow south spanish spring star stars steel sterling stone storm stout street strong
summer sunday sunny swan swift sydney tanner taylor temple terry thursday tiger trinity troy true tuesday turner union
urban valentine valley victor victoria violet virginia walker wall walls ward washington waters weaver webb weber
wednesday weeks wells west wheeler white will willow winter winters wise wolf wood woods worth young
"""
