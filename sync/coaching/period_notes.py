"""What was done, in the words that coaches wrote for the district: the notes of a period's rows, chosen for a report.

The notes are the district's own text. They are read in the district's workbook at the moment of the report and kept nowhere.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sheets_templates.cells import TabSnapshot
from sync.coaching.aggregates import COACHING_NAMES
from sync.coaching.metrics import NO_FOCUS_AREA
from sync.coaching.parsing import ParsedLog
from sync.coaching.periods import Period
from sync.coaching.texts import cell_text

NOTES_AN_AREA: Final = 4
AREAS: Final = 5  # a report is read in minutes; the Activity Log has the rest
MOST_LETTERS: Final = 160  # of one note; whoever wants to read on opens the log
FEWEST_LETTERS: Final = 12  # shorter notes (`PLC`, `quick help`) tell a board nothing


@dataclass(frozen=True)
class WrittenNote:
    """The note of one row."""

    day: date
    focus_area: str
    text: str = field(repr=False)


def written_notes(
    log: TabSnapshot, parsed: ParsedLog, period: Period, withheld: Collection[int] = ()
) -> tuple[WrittenNote, ...]:
    """The notes of the coaching activities of a period that count, in the order of the log. `parsed` is this very read of it.

    `withheld` are rows (1-based) whose text names somebody of a Roster: a report goes further than the log.
    """
    place = parsed.located.positions.get("note")
    if place is None or place >= len(log.columns):
        return ()
    rows = period.of(parsed.entries)
    rows = rows[rows["activity"].isin(list(COACHING_NAMES)) & ~rows["row"].isin(list(withheld))]
    texts = [cell_text(log.columns[place][row - 1]).strip() for row in rows["row"]]
    days = rows["date"].dt.date
    return tuple(
        WrittenNote(day, str(area), textwrap.shorten(text, MOST_LETTERS, placeholder=" …"))
        for day, area, text in zip(days, rows["focus_area"], texts, strict=True)
        if text
    )


def chosen_notes(notes: Iterable[WrittenNote], areas: Sequence[str]) -> dict[str, list[WrittenNote]]:
    """Notes by focus area, in the order of `areas` (most time first), at most AREAS of them and NOTES_AN_AREA notes in each.

    Of several the longest are chosen, because they say most, and each wording once in the whole report; they stand in the order of
    their days.
    """
    by_area: dict[str, dict[str, WrittenNote]] = {}
    for note in notes:
        words = note.text.casefold()
        if len(note.text) >= FEWEST_LETTERS:
            by_area.setdefault(note.focus_area or NO_FOCUS_AREA, {})[words] = note
    chosen: dict[str, list[WrittenNote]] = {}
    said: set[str] = set()
    for area in (*areas, *sorted(set(by_area) - set(areas))):
        fresh = _longest(note for words, note in by_area.get(area, {}).items() if words not in said)
        said.update(note.text.casefold() for note in fresh)
        if fresh and len(chosen) < AREAS:
            chosen[area] = fresh
    return chosen


def _longest(notes: Iterable[WrittenNote]) -> list[WrittenNote]:
    chosen = sorted(notes, key=lambda note: (-len(note.text), note.text))[:NOTES_AN_AREA]
    return sorted(chosen, key=lambda note: (note.day, note.text))
