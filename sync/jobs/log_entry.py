"""Logging one entry of a coach in a district's workbook, with the coach's own permission.

A click that arrives twice is one entry: its id follows from the nonce of the card, and each write swaps the version token.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sync.google.errors import GoogleProblem, StaleVersion, WriteUnknown
from sync.google.filling import new_rows_request
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.coach_day import LogUnreadable, entry_row
from sync.jobs.entry_form import CheckedEntry

ENTRY_IDS: Final = uuid.UUID("6d0c2d5e-5a3b-4f0e-9c39-7f6f1b0c0a11")  # the namespace of ids made from a card's nonce
TRIES: Final = 4  # others write in the same second: their batch lands, ours is decided again on what then stands there
LONGEST_PAUSE: Final = 0.4  # seconds
_NEEDED_COLUMNS: Final = (
    "date",
    "coach",
    "school",
    "activity",
    "minutes",
    "entry_id",
)  # without one of these nothing is written


class EntryGone(Exception):
    """The entry is no longer in the log, or it is another coach's."""


class WorkbookBusy(GoogleProblem):
    """Others wrote to the workbook each time; nothing of ours was written."""

    passing = True

    def __init__(self) -> None:
        super().__init__(
            "The Sheet was being changed by others at the same moment. Nothing was written; please press again."
        )


@dataclass(frozen=True)
class EntryWritten:
    """The workbook after the write. `already`: the same click had landed before; `remarks` as in CheckedEntry."""

    snapshot: WorkbookSnapshot
    entry_id: str
    remarks: tuple[str, ...] = ()
    already: bool = False


def entry_id_of(nonce: str, workbook_id: str, coach_id: str) -> str:
    """The id of the entry that a card's nonce stands for: the same click, the same id."""
    return str(uuid.uuid5(ENTRY_IDS, "\x1f".join((workbook_id, coach_id, nonce))))


def log_entry(transport: Transport, workbook_id: str, checked: CheckedEntry, entry_id: str) -> EntryWritten:
    """The entry in the log, once. One read and one write, unless somebody else writes at the same moment.

    Raises: GoogleProblem; then the same click may be sent again. LogUnreadable where the log lacks what an entry needs.
    """

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        log = usable_log(snapshot, checked.cells)
        if entry_row(log, entry_id) is not None:
            return None
        places = column_positions(load("district_workbook").tab("activity_log"), log)
        row = {key: value for key, value in checked.cells.items() if key in places} | {"entry_id": entry_id}
        return new_rows_request(load("district_workbook").tab("activity_log"), log, [row])

    after, wrote = carried_out(transport, workbook_id, decided)
    return EntryWritten(after, entry_id, checked.remarks, already=not wrote)


Decided = Callable[[WorkbookSnapshot], list[dict[str, Any]] | None]


def carried_out(transport: Transport, workbook_id: str, decided: Decided) -> tuple[WorkbookSnapshot, bool]:
    """The workbook once it holds what was decided, and whether anything had to be written.

    `decided` is asked anew after every read and says None when nothing is left to do. Raises GoogleProblem, WorkbookBusy.
    """
    for turn in range(TRIES):
        if turn:
            time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - only to fall out of step with the others
        snapshot = read_workbook(transport, workbook_id)
        requests = decided(snapshot)
        if requests is None:
            return snapshot, False
        try:
            result = write_workbook(transport, snapshot, snapshot.version, requests)
        except (StaleVersion, WriteUnknown):
            continue
        if result.snapshot_after is not None:
            return result.snapshot_after, True
    raise WorkbookBusy


def usable_log(snapshot: WorkbookSnapshot, cells: Mapping[str, object]) -> TabSnapshot:
    """The Activity Log, if it has a column for everything that is to be written. Raises LogUnreadable."""
    log = snapshot.tab("activity_log")
    template = load("district_workbook").tab("activity_log")
    if log is None:
        raise LogUnreadable(
            "The Activity Log tab is missing. Restore it in Google Sheets with File > Version history, or ask the director."
        )
    places = column_positions(template, log)
    needed = [*_NEEDED_COLUMNS, *(key for key, value in cells.items() if value not in ("", None))]
    lacking = [template.column(key).header for key in dict.fromkeys(needed) if key not in places]
    if lacking:
        raise LogUnreadable(
            f"The Activity Log has no column {', '.join(lacking)} any more. Undo its deletion in Google Sheets (File > Version "
            "history), or ask the director to mend the workbook; then press again."
        )
    return log
