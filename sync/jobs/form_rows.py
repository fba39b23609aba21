"""One form's new and edited responses written into the log of its district: new rows in one batch, edits cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sheets_templates import load_tab
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.form_model import FormResponse
from sheets_templates.headers import column_positions
from sync.coaching.form_responses import (
    PlacedResponse,
    WaitingResponse,
    cell_marks,
    edited_cells,
    placed_response,
)
from sync.coaching.registry import District, Registry
from sync.google.filling import new_rows_request
from sync.google.taken_marks import taken_mark_requests, taken_to
from sync.google.transport import Transport
from sync.jobs.change_entry import change_entry
from sync.jobs.coach_day import entry_row
from sync.jobs.context import SyncContext
from sync.jobs.entry_form import CheckedEntry
from sync.jobs.log_entry import EntryGone, carried_out, usable_log
from sync.jobs.memory import unsettle
from sync.jobs.outcome import Trouble
from sync.ledger.forms import PLACED, WAITING, FormsLedger, InboxItem, KnownForm

ROW_GONE: Final = (
    "Its row is no longer in the log, or belongs to another coach. If it is to count, the coach answers anew."
)
ROW_MISSING: Final = (
    "The log was filled from this form before, and this response is not in it: its row was deleted, or it never had one. "
    "If it is to count, the coach answers the form anew."
)
Placed = tuple[FormResponse, PlacedResponse]


@dataclass(frozen=True)
class Intake:
    """What one reading of forms brought: `rows` new, `edited` changed, `waiting` newly without a place, `already` placed by
    somebody else; `troubles` the forms that could not be taken in, and why; `passing` whether one of those may pass by itself."""

    forms: int = 0
    rows: int = 0
    edited: int = 0
    already: int = 0
    waiting: int = 0
    troubles: tuple[Trouble, ...] = ()
    passing: bool = False

    def __add__(self, other: Intake) -> Intake:
        return Intake(
            self.forms + other.forms,
            self.rows + other.rows,
            self.edited + other.edited,
            self.already + other.already,
            self.waiting + other.waiting,
            self.troubles + other.troubles,
            self.passing or other.passing,
        )


@dataclass
class Turn:
    """One form in one intake. `known` is the inbox of the responses at hand, by id; `decided_by` names the registry and the hour by
    which it is judged whether a response can be placed."""

    context: SyncContext
    forms: FormsLedger
    form: KnownForm
    registry: Registry
    known: Mapping[str, InboxItem]
    decided_by: str
    outcome: Intake = field(default_factory=lambda: Intake(forms=1))

    def today(self) -> date:
        """The day in the district's time zone."""
        district = self.registry.districts.get(self.form.district_id)
        zone = district.time_zone if district else self.context.time_zone
        return self.context.clock().astimezone(ZoneInfo(zone)).date()

    def district(self) -> District:
        """The form's district. Raises KeyError where the registry no longer has it: then nothing is placed."""
        return self.registry.districts[self.form.district_id]

    def workbook_id(self) -> str:
        return str(self.district().workbook_id)

    def transport(self) -> Transport:
        return self.context.access.serving(self.district().sync_identity)

    def wait(self, response: FormResponse, reason: str, coach_id: str, marks: Mapping[str, str] | None = None) -> None:
        """The response stays in the inbox, and what it has entered already as it is; `marks`, where some was entered now."""
        before = self.known.get(response.response_id)
        entry_id, known = (before.placed_entry_id, before.marks) if before else ("", {})
        self._keep(response, WAITING, reason, coach_id, entry_id, known if marks is None else marks)
        self.outcome += Intake(waiting=1)

    def done(self, response: FormResponse, placed: PlacedResponse, what: Intake) -> None:
        """The response stands in the log."""
        marks = cell_marks(placed.cells, self.context.fingerprint_key)
        self._keep(response, PLACED, "", placed.coach.coach_id, placed.entry_id, marks)
        self.outcome += what

    def entered(self, response: FormResponse, marks: Mapping[str, str], what: Intake) -> None:
        """The response stands in the workbook, though not as an entry of the log."""
        self._keep(response, PLACED, "", "", "", marks)
        self.outcome += what

    def _keep(
        self, response: FormResponse, state: str, reason: str, coach_id: str, entry_id: str, marks: Mapping[str, str]
    ) -> None:
        self.forms.keep_item(
            InboxItem(
                self.form.form_id,
                response.response_id,
                response.last_submitted,
                state,
                self.context.now(),
                reason,
                coach_id,
                entry_id,
                marks,
                self.decided_by,
            )
        )


def place(turn: Turn, responses: Sequence[FormResponse]) -> None:
    """Every response in the log or in the inbox. Raises GoogleProblem, LogUnreadable: what was not recorded is placed next time."""
    new: list[Placed] = []
    edited: list[Placed] = []
    for response in responses:
        found = placed_response(response, turn.form.questions, turn.form.district_id, turn.registry, turn.today())
        if isinstance(found, WaitingResponse):
            turn.wait(response, found.reason, found.coach_id)
            continue
        before = turn.known.get(response.response_id)
        (edited if before and before.placed_entry_id else new).append((response, found))
    try:
        if new:
            edited += _add_rows(turn, new)
        for response, placed in edited:
            _change_row(turn, response, placed)
    finally:
        if new or edited:
            unsettle(turn.context.ledger, turn.workbook_id())


def _add_rows(turn: Turn, new: Sequence[Placed]) -> list[Placed]:
    """New rows in one batch. Gives back those that stood there already and were edited since."""
    written: set[str] = set()

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        log = usable_log(snapshot, _all_cells(new))
        absent = [(one, placed) for one, placed in new if _is_absent(turn, snapshot, log, one, placed)]
        written.clear()
        written.update(placed.entry_id for _, placed in absent)
        if not absent:
            return None
        newest = max(one.last_submitted for one, _ in absent)
        template = load_tab("district_workbook", "activity_log")
        rows = [_row(log, placed) for _, placed in absent]
        return [
            *new_rows_request(template, log, rows),
            *taken_mark_requests(snapshot, turn.form.form_id, newest),
        ]

    after, _ = carried_out(turn.transport(), turn.workbook_id(), decided)
    log, taken = usable_log(after, {}), taken_to(after, turn.form.form_id)
    later: list[Placed] = []
    for response, placed in new:
        if placed.entry_id in written:
            turn.done(response, placed, Intake(rows=1))
        elif entry_row(log, placed.entry_id) is None:
            turn.wait(response, ROW_MISSING, placed.coach.coach_id)
        elif response.last_submitted > max(taken, response.created):
            later.append((response, placed))
        else:
            turn.done(response, placed, Intake(already=1))
    return later


def _is_absent(
    turn: Turn, snapshot: WorkbookSnapshot, log: TabSnapshot, response: FormResponse, placed: PlacedResponse
) -> bool:
    """Whether a response is to get a row: it has none, and a new ledger does not see that it had one, which somebody deleted."""
    if entry_row(log, placed.entry_id) is not None:
        return False
    new_ledger = not turn.form.read_to and response.response_id not in turn.known
    return not (new_ledger and response.last_submitted <= taken_to(snapshot, turn.form.form_id))


def _all_cells(new: Sequence[Placed]) -> dict[str, object]:
    """A value for every column that one of the rows needs."""
    return {key: value for _, placed in new for key, value in placed.cells.items() if value not in ("", None)}


def _row(log: TabSnapshot, placed: PlacedResponse) -> dict[str, object]:
    places = column_positions(load_tab("district_workbook", "activity_log"), log)
    return {key: value for key, value in placed.cells.items() if key in places} | {"entry_id": placed.entry_id}


def _change_row(turn: Turn, response: FormResponse, placed: PlacedResponse) -> None:
    """An edited response in its row: only the cells in which it says something else than before."""
    before = turn.known.get(response.response_id)
    marks = cell_marks(placed.cells, turn.context.fingerprint_key)
    cells = edited_cells(placed.cells, marks, before.marks if before else {})
    try:
        if cells:
            change_entry(
                turn.transport(),
                turn.workbook_id(),
                CheckedEntry(cells, ()),
                placed.entry_id,
                placed.coach,
                turn.district(),
                turn.registry,
            )
    except EntryGone:
        turn.wait(response, ROW_GONE, placed.coach.coach_id)
        return
    turn.done(response, placed, Intake(edited=1))
