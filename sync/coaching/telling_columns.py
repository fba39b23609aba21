"""Columns in which a district's Activity Log would tell who was coached (DOMAIN.md, Confidentiality 2): they are never read, and
Needs Attention says that they should go, and why.

They are known by their header, or by what stands in them: e-mail addresses, times of day, grades, phases of a cycle. Neither the
header nor a cell is repeated: both may name an educator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from sheets_templates.cells import Cell, ClockSerial, TabSnapshot
from sync.coaching.column_notices import letter
from sync.coaching.columns import LocatedColumns
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.texts import cell_text, is_blank, plain
from sync.coaching.vocabulary import CyclePhase

GRADE, PHASE, COUNT = "a grade band", "the phase of a coaching cycle", "a head-count"
EDUCATOR, STUDENT, CLOCK = "the name of an educator", "something about students", "a time of day"
_SAMPLE: Final = 200  # cells: enough to see what a column holds
_HEADERS: Final = (  # words that follow one another in a header
    (
        COUNT,
        r"head ?counts?|how many|number of (educators?|teachers?|people|staff|participants?)|participants?|attendees",
    ),
    (COUNT, r"(educator|teacher|people|staff) count|attendance"),
    (GRADE, r"grades?|grade ?bands?|grade ?levels?|gr"),
    (PHASE, r"phases?|cycles?|stages?"),
    (EDUCATOR, r"educators?|teachers?|staff|coachees?|faculty|names?|persons?|who|whom|with|e ?mails?|mail"),
    (STUDENT, r"students?|pupils?|child|children|kids?"),
    (CLOCK, r"(start|begin|end|finish)(ing)? ?times?|began|ended|clock|time (in|out|of day)|from time|to time|period"),
    (CLOCK, r"^(start|end|finish|from|to|in|out)$"),
)
_THINGS: Final = (
    r"(app|board|building|coach|course|district|event|file|grant"
    r"|lesson|product|program|project|school|site|tool|unit)s?"
)
_NOT_TELLING: Final = rf"{_THINGS} names?|names? of (the )?{_THINGS}|(start|end) (date|day)"
_GRADE: Final = re.compile(
    r"(grades? )?(pk|prek|pre k|k|kg|\d{1,2})( ?(to|through) ?| )(k|kg|\d{1,2})( grades?)?"
    r"|k|kinder\w*|grades? \d{1,2}|\d{1,2}(st|nd|rd|th)( grade)?s?"
)
_CLOCK_TEXT: Final = re.compile(r"\d{1,2}([:.]\d\d)?\s*[ap]\.?m\.?|\d{1,2}:\d\d")
_ITS_OWN: Final = {
    "attendance": COUNT,
    "coach": EDUCATOR,
}  # what a column of ours may ask for, whatever its header says
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHASES: Final = frozenset(plain(phase) for phase in CyclePhase)
_MOST: Final = 0.6  # share of the filled cells from which a column is what they are


def telling_columns(located: LocatedColumns, tab: TabSnapshot) -> Iterator[RowProblem]:
    """A notice for each added column that tells who was coached, and for each of ours whose header now asks for that."""
    below = located.header_row or 0
    for index, header in sorted(located.extra.items()):
        what = _by_header(header) or _by_cells(tab.columns[index][below:])
        if what:
            yield _notice(located.tab, index, f"Column {letter(index)} seems to hold {what}. {_UNREAD}", _DELETE)
    for key, index in located.positions.items():
        renamed = located.header(key) != located.headers.get(key, located.header(key))
        what = _by_header(located.headers.get(key, "")) if renamed else None
        if what and what != _ITS_OWN.get(key):
            yield _notice(located.tab, index, f"The header of column {letter(index)} now asks for {what}.", _RENAME)


def _by_header(header: str) -> str | None:
    words = re.sub(_NOT_TELLING, " ", plain(header))
    return next((what for what, pattern in _HEADERS if re.search(rf"\b({pattern})\b", words)), None)


def _by_cells(cells: Sequence[Cell]) -> str | None:
    """What most of the filled cells are; one e-mail address is enough."""
    filled = list(islice((cell for cell in cells if not is_blank(cell)), _SAMPLE))
    texts = [cell_text(cell) for cell in filled]
    if any(_ADDRESS.search(text) for text in texts):
        return EDUCATOR
    fitting = {
        CLOCK: sum(
            isinstance(cell, ClockSerial) or bool(_CLOCK_TEXT.fullmatch(text.casefold()))
            for cell, text in zip(filled, texts, strict=True)
        ),
        GRADE: sum(bool(_GRADE.fullmatch(plain(text))) for text in texts),
        PHASE: sum(plain(text) in _PHASES for text in texts),
    }
    return next((what for what, count in fitting.items() if count and count >= _MOST * len(filled)), None)


def _notice(tab: str, index: int, what: str, hint: str) -> RowProblem:
    message = f"{what} {WHY_IT_TELLS}"
    return RowProblem(Outcome.NOTICE, tab, None, f"column {letter(index)}", message, hint.format(column=letter(index)))


_UNREAD: Final = "coachlog does not read it."
WHY_IT_TELLS: Final = "Coaching is confidential: a district's workbook must not show who was coached."
_DELETE: Final = (
    "The coach moves what is needed to Worked With in the coach workbook; then delete column {column} here. The Sheet's version"
    " history keeps what stood in it."
)
_RENAME: Final = "Give column {column} its old header again, and empty the cells in which such things were written."
