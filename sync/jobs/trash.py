"""Workbooks that somebody put into the trash of Google Drive: they can be read for 30 days more, and are then gone for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from sync.coaching.entries import Outcome, RowProblem
from sync.jobs.feed import News
from sync.jobs.outcome import Trouble
from sync.jobs.reading import COACH, DISTRICT, PROGRAM, REGISTRY
from sync.ledger import Ledger, WorkbookState

NOTE: Final = "in_trash"  # in a workbook's notes
SAID: Final = (
    "It lies in the trash of Google Drive. It is still read, but Google deletes it for good after 30 days there."
)
CURE: Final = "Its owner restores it: Google Drive > Trash, right-click, Restore."
_NAMES: Final = {
    REGISTRY: "The registry",
    PROGRAM: "The program report",
    DISTRICT: "The workbook of district {key}",
    COACH: "The workbook of coach {key}",
}


def note_trash(ledger: Ledger, heard: News) -> News:
    """Remembers what the change feed told of workbooks that went into the trash or came back: it is told once only. Returns the
    news with these among the changed, though none of their cells is."""
    states = ledger.workbooks()
    moved = {
        workbook_id
        for workbook_id, in_trash in heard.in_trash.items()
        if workbook_id in states and bool(states[workbook_id].notes.get(NOTE)) != in_trash
    }
    for workbook_id in moved:
        _note(ledger, states[workbook_id], in_trash=heard.in_trash[workbook_id])
    return replace(heard, changed={*heard.changed, *moved})


def leave_in_trash(ledger: Ledger, workbook_ids: Collection[str]) -> None:
    """A workbook that the registry names no more (it is not among the ids) may lie where it likes."""
    for state in _in_trash(ledger.workbooks()):
        if state.workbook_id not in workbook_ids:
            _note(ledger, state, in_trash=False)


def _note(ledger: Ledger, state: WorkbookState, *, in_trash: bool) -> None:
    ledger.keep_workbook(replace(state, notes={**state.notes, NOTE: in_trash}))


def troubles_with_trash(states: Mapping[str, WorkbookState]) -> tuple[Trouble, ...]:
    """A trouble for each workbook in the trash."""
    return tuple(Trouble(_name(state), f"{SAID} {CURE}") for state in _in_trash(states))


def trash_problems(states: Mapping[str, WorkbookState]) -> tuple[RowProblem, ...]:
    """The same for the director's Data Quality."""
    return tuple(
        RowProblem(Outcome.PROBLEM, "", None, "", f"{_name(state)}: {SAID}", CURE) for state in _in_trash(states)
    )


def _in_trash(states: Mapping[str, WorkbookState]) -> Iterator[WorkbookState]:
    return (state for state in states.values() if state.notes.get(NOTE))


def _name(state: WorkbookState) -> str:
    return _NAMES[state.kind].format(key=state.key)
