"""The steps of a coaching cycle, written into the coach's own workbook with the coach's own permission: started, moved to the next
phase, reflected on, closed.

Each step names the cycle by its key and says what should then stand in its row; a click that arrives twice finds it there. A text
that somebody changed since the card was drawn is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.coach_book_parsing import PHASE_DAYS
from sync.coaching.lists import registry_lists
from sync.coaching.table_rows import TableRow
from sync.coaching.texts import plain, tidy
from sync.coaching.vocabulary import ClosedReason, CyclePhase
from sync.google.cell_data import serial
from sync.jobs.entry_form import FormProblem, FormRefused
from sync.jobs.log_entry import carried_out
from sync.jobs.own_rows import added_rows, changed_row, usable_tab
from sync.jobs.own_workbook import CYCLES, ROSTER, ChoiceGone, CycleGone, OwnWorkbook, rows_of

LONGEST_TEXT: Final = 4_000  # characters of one narrative field: two pages; a longer one is written in the Sheet
LONGEST_NAME: Final = 100
PHASE_TEXTS: Final[Mapping[CyclePhase, tuple[str, ...]]] = {  # what is written down when a phase begins
    CyclePhase.IDENTIFY: ("problem_of_practice",),
    CyclePhase.SET_GOAL: ("goal",),
    CyclePhase.PLAN: ("strategies",),
    CyclePhase.IMPLEMENT: ("evidence",),
    CyclePhase.REFLECT: ("reflection", "impact", "next_steps"),
}
_START_COLUMNS: Final = ("cycle", "educator", "district", "phase", "identify_on")


@dataclass(frozen=True)
class CycleStart:
    """What a coach typed to start a cycle; `educator` is the key of a row of the Roster."""

    educator: str = ""
    name: str = field(default="", repr=False)
    focus_area: str = ""
    problem_of_practice: str = field(default="", repr=False)


@dataclass(frozen=True)
class Narrative:
    """What was typed about a cycle, by column key, and the key (RowKeys.text) of what the card had shown in each field."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    shown: Mapping[str, str] = field(default_factory=dict)

    def said(self, keys: Sequence[str]) -> dict[str, str]:
        """The texts of these columns that are not empty: an emptied field leaves what stands there."""
        return {key: text for key in keys if (text := self.texts.get(key, "").strip())}


@dataclass(frozen=True)
class StepDone:
    """The workbook after a step. `already`: everything stood there before the click."""

    snapshot: WorkbookSnapshot
    already: bool


def start_cycle(own: OwnWorkbook, start: CycleStart, today: date) -> StepDone:
    """A new cycle in its first phase, dated today. One read and one write.

    The district is the educator's; a cycle without a name gets the focus area's, numbered. Raises: FormRefused with everything that
    is to be corrected; ChoiceGone, BookUnreadable, GoogleProblem.
    """
    _refuse(_start_problems(start, registry_lists(own.registry)["focus_areas"]))

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        tab = usable_tab(snapshot, CYCLES, _START_COLUMNS)
        educator = next((row for row in rows_of(snapshot, ROSTER) if own.keys.educator(row) == start.educator), None)
        if educator is None:
            raise ChoiceGone("The educator no longer stands in your Roster as on the card. Choose again from the list.")
        wanted = {
            "educator": educator.text("educator"),
            "district": educator.text("district"),
            "focus_area": start.focus_area,
            "problem_of_practice": start.problem_of_practice.strip(),
        }
        cycles = rows_of(snapshot, CYCLES)
        if any(_is_same_start(row, start, wanted, today) for row in cycles):
            return None
        name = _name(start, cycles)
        begun = {"phase": CyclePhase.IDENTIFY.value, "identify_on": today}
        return added_rows(CYCLES, tab, [{"cycle": name, **wanted, **begun}])

    snapshot, wrote = carried_out(own.person, own.workbook_id, decided)
    return StepDone(snapshot, already=not wrote)


def begin_phase(own: OwnWorkbook, cycle: str, phase: CyclePhase, written: Narrative, today: date) -> StepDone:
    """The cycle in a phase that begins today, with what was written about it. One read and one write.

    A cycle that is further already keeps its phase; a day that stands there is kept. Raises: FormRefused; CycleGone,
    BookUnreadable, GoogleProblem.
    """
    order = [each.value for each in CyclePhase]

    def more(row: TableRow) -> dict[str, object]:
        standing = row.text("phase")
        further = standing in order and order.index(standing) >= order.index(phase.value)
        moved = {} if further else {"phase": phase.value}
        return {**moved, **_dated(row, PHASE_DAYS[phase], today)}

    return _step(own, cycle, written, PHASE_TEXTS[phase], more)


def record_reflection(own: OwnWorkbook, cycle: str, written: Narrative, today: date) -> StepDone:
    """The cycle with its reflection, closed today. One read and one write. Raises as `begin_phase`; without a reflection it is
    refused."""
    if not written.said(["reflection"]):
        _refuse([FormProblem("reflection", "Write what worked and what did not; a sentence is enough.")])

    def more(row: TableRow) -> dict[str, object]:
        days = _dated(row, PHASE_DAYS[CyclePhase.REFLECT], today) | _dated(row, "closed_on", today)
        return {"phase": CyclePhase.REFLECT.value, **days}

    return _step(own, cycle, written, PHASE_TEXTS[CyclePhase.REFLECT], more)


def close_cycle(own: OwnWorkbook, cycle: str, reason: str, today: date) -> StepDone:
    """The cycle closed today for a reason, without a reflection. One read and one write. Raises as `begin_phase`."""
    if reason not in set(ClosedReason):
        _refuse([FormProblem("closed_reason", "Choose the reason from the list.")])

    def more(row: TableRow) -> dict[str, object]:
        return {"closed_reason": row.text("closed_reason") or reason, **_dated(row, "closed_on", today)}

    return _step(own, cycle, Narrative(), (), more)


def _step(
    own: OwnWorkbook,
    cycle: str,
    written: Narrative,
    columns: Sequence[str],
    more: Callable[[TableRow], Mapping[str, object]],
) -> StepDone:
    """One row of Coaching Cycles with what was written in these columns, and more cells."""
    said = written.said(columns)
    _refuse([_too_long(key) for key, text in said.items() if len(text) > LONGEST_TEXT])

    def find(rows: Sequence[TableRow]) -> TableRow:
        row = next((row for row in rows if own.keys.cycle(row) == cycle), None)
        if row is None:
            raise CycleGone
        return row

    def wanted(row: TableRow) -> dict[str, object]:
        unseen = [
            key
            for key, text in said.items()
            if (standing := row.text(key)) not in ("", text) and own.keys.text(standing) != written.shown.get(key)
        ]
        _refuse([FormProblem(key, _CHANGED) for key in unseen])
        return {**said, **more(row)}

    snapshot, wrote = changed_row(own, CYCLES, find, wanted)
    return StepDone(snapshot, already=not wrote)


_CHANGED: Final = (
    "The text in your Sheet was changed since this card was drawn, and nothing was written. Copy what you typed, open the cycle "
    "again and add it there."
)


def _start_problems(start: CycleStart, focus_areas: Sequence[str]) -> list[FormProblem]:
    found = []
    if not start.educator:
        found.append(FormProblem("educator", "Choose the educator from your Roster."))
    if start.focus_area and start.focus_area not in focus_areas:
        found.append(FormProblem("focus_area", "Choose the focus area from the list."))
    if len(tidy(start.name)) > LONGEST_NAME:
        found.append(FormProblem("cycle", f"Give it a short name, {LONGEST_NAME} characters at most."))
    if len(start.problem_of_practice) > LONGEST_TEXT:
        found.append(_too_long("problem_of_practice"))
    return found


def _too_long(key: str) -> FormProblem:
    return FormProblem(key, f"Write at most {LONGEST_TEXT:,} characters here, and the rest in the Sheet.")


def _is_same_start(row: TableRow, start: CycleStart, wanted: Mapping[str, str], today: date) -> bool:
    """Whether a row is what this very click has written before."""
    named = not tidy(start.name) or plain(row.text("cycle")) == plain(start.name)
    return named and row.day("identify_on") == today and all(row.text(key) == value for key, value in wanted.items())


def _name(start: CycleStart, cycles: Sequence[TableRow]) -> str:
    """The name that was typed, if it is free, or the focus area's with the next free number. Raises FormRefused."""
    taken = {plain(row.text("cycle")) for row in cycles}
    typed = tidy(start.name)
    if typed and plain(typed) in taken:
        _refuse([FormProblem("cycle", "You have a cycle of that name. Give this one a name of its own.")])
    stem = start.focus_area or "Cycle"
    numbered = (f"{stem} {number}" for number in range(1, len(taken) + 2))
    return typed or next(name for name in numbered if plain(name) not in taken)


def _dated(row: TableRow, key: str, today: date) -> dict[str, object]:
    """Today, where no day stands in the cell yet."""
    return {} if row.day(key) else {key: serial(today)}


def _refuse(problems: Sequence[FormProblem]) -> None:
    if problems:
        raise FormRefused(problems)
