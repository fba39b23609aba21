"""Responses to the Activity Forms become rows of the districts' logs: each exactly once, whoever brings the news.

A push, the form's own trigger and the sync's polling all end here. A response is placed when its entry id stands in the log; two that
place it at once meet at the workbook's version token, and the second finds the id. Nothing that a respondent wrote is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
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
    entry_id_of_response,
    placed_response,
)
from sync.coaching.registry import District, Registry
from sync.google.errors import GoogleProblem
from sync.google.filling import new_rows_request
from sync.google.forms import form_response, form_responses
from sync.google.sheet_requests import changed_workbook_metadata, workbook_metadata
from sync.jobs.change_entry import change_entry
from sync.jobs.coach_day import LogUnreadable, entry_row
from sync.jobs.form_watches import is_watched, renew_watches
from sync.jobs.forms import ACTIVITY, LONGEST_REASON
from sync.jobs.log_entry import CheckedEntry, EntryGone, carried_out, usable_log
from sync.jobs.outcome import Trouble
from sync.jobs.reading import parsed_registry
from sync.ledger.forms import GONE, PLACED, WAITING, FormsLedger, InboxItem, KnownForm

if TYPE_CHECKING:
    from sync.jobs.sync import SyncContext

OVERLAP: Final = timedelta(minutes=10)  # read again at every poll: a response may appear in Google's list after a later one
POLL_WATCHED_EVERY: Final = timedelta(minutes=15)  # a form whose watch lives tells by itself
MOST_POLLS: Final = 120  # forms a run; Google allows 180 lists of responses a minute and identity
_TAKEN: Final = "coachlog.form."  # workbook metadata: the newest submission that the log has taken from a form
_DELETED: Final = (
    "Its row is no longer in the log, or belongs to another coach. If it is to count, the coach answers the form anew."
)
_UNSURE: Final = (
    "The log was filled from this form before, and this response is not in it: its row was deleted, or it never had one. "
    "If it is to count, the coach answers the form anew."
)
RegistryOf = Callable[[], Registry]


@dataclass(frozen=True)
class Intake:
    """What one reading of forms brought. `rows` new rows, `edited` rows that were changed, `waiting` responses newly without a
    place, `already` responses that somebody else had placed; `troubles` the forms that could not be taken in, and why."""

    forms: int = 0
    rows: int = 0
    edited: int = 0
    already: int = 0
    waiting: int = 0
    troubles: tuple[Trouble, ...] = ()
    passing: bool = False  # whether one of the troubles may pass by itself

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


def sync_forms(context: SyncContext, topic: str = "") -> Intake:
    """What a sync does for the forms before it reads workbooks: watches renewed (where there is a topic), forms that are due polled,
    their responses placed. A run in which nothing is due asks Google nothing."""
    troubles = renew_watches(context, topic) if topic else []
    return intake(context, due_forms(context)) + Intake(troubles=tuple(troubles))


def due_forms(context: SyncContext) -> list[str]:
    """The Activity Forms to be polled now, those that waited longest first: every one without a living watch, a watched one every
    quarter of an hour."""
    forms, now = FormsLedger(context.ledger), context.now()
    watches = forms.watches()
    due = [
        form
        for form in forms.forms(ACTIVITY).values()
        if form.polled_at is None
        or not is_watched(watches.get(form.form_id), now)
        or now - form.polled_at >= POLL_WATCHED_EVERY
    ]
    due.sort(key=lambda form: form.polled_at or datetime.min)  # noqa: DTZ901 - the ledger's times bear no offset
    return [form.form_id for form in due[:MOST_POLLS]]


def intake(context: SyncContext, form_ids: Collection[str], registry: RegistryOf | None = None) -> Intake:
    """The new and edited responses of these forms in their districts' logs. Ids of no Activity Form of the program do nothing.

    Args: `registry` is asked only when there is something to place; it is read from its workbook where none is given.
    """
    forms = FormsLedger(context.ledger)
    ask = _once(registry or (lambda: parsed_registry(context.access)))
    total = Intake()
    for form_id in dict.fromkeys(form_ids):
        form = forms.form(form_id)
        if form is None or form.kind != ACTIVITY:
            continue
        try:
            total += _taken_in(context, forms, form, ask)
        except (GoogleProblem, LogUnreadable) as problem:
            reason = str(problem)[:LONGEST_REASON]
            forms.keep_reading(form_id, "", context.now(), reason)
            passing = isinstance(problem, GoogleProblem) and problem.passing
            trouble = Trouble(f"the activity form of district {form.district_id}", reason)
            total += Intake(forms=1, troubles=(trouble,), passing=passing)
    return total


def _once(ask: RegistryOf) -> RegistryOf:
    found: list[Registry] = []

    def once() -> Registry:
        if not found:
            found.append(ask())
        return found[0]

    return once


@dataclass
class _Turn:
    """One form in one intake. `decided_by` names the registry and the day on which what waits is judged."""

    context: SyncContext
    forms: FormsLedger
    form: KnownForm
    registry: Registry
    known: Mapping[str, InboxItem]
    decided_by: str
    outcome: Intake = field(default_factory=lambda: Intake(forms=1))

    @property
    def district(self) -> District | None:
        return self.registry.districts.get(self.form.district_id)

    @property
    def today(self) -> date:
        zone = self.district.time_zone if self.district else self.context.time_zone
        return self.context.clock().astimezone(ZoneInfo(zone)).date()

    def keep(self, response: FormResponse, state: str, **more: Any) -> None:
        before = self.known.get(response.response_id)
        entry_id = more.pop("placed_entry_id", before.placed_entry_id if before else "")
        marks = more.pop("marks", before.marks if before else {})
        self.forms.keep_item(
            InboxItem(
                self.form.form_id,
                response.response_id,
                response.last_submitted,
                state,
                self.context.now(),
                placed_entry_id=entry_id,
                marks=marks,
                judged_on=self.decided_by,
                **more,
            )
        )


def _taken_in(context: SyncContext, forms: FormsLedger, form: KnownForm, registry: RegistryOf) -> Intake:
    started = context.now()
    transport = context.access.own
    listed = form_responses(transport, form.form_id, _since(form.read_to))
    known = forms.inbox(form.form_id, [each.response_id for each in listed])
    fresh = [each for each in listed if _is_news(each, known.get(each.response_id))]
    decided_by = _decided_by(context)
    waiting = [each for each in forms.waiting([form.form_id]) if each.judged_on != decided_by]
    again = [each for each in waiting if each.response_id not in {one.response_id for one in fresh}]
    outcome = Intake(forms=1)
    if fresh or again:
        known = {**known, **{each.response_id: each for each in again}}
        turn = _Turn(context, forms, form, registry(), known, decided_by)
        _place(turn, [*fresh, *_read_again(turn, again)])
        outcome = turn.outcome
    newest = max((each.last_submitted for each in listed), default="")
    forms.keep_reading(form.form_id, newest, started)
    return outcome


def _since(read_to: str) -> str:
    if not read_to:
        return ""
    return f"{datetime.fromisoformat(read_to) - OVERLAP:%Y-%m-%dT%H:%M:%S}Z"


def _is_news(response: FormResponse, known: InboxItem | None) -> bool:
    return known is None or known.last_submitted < response.last_submitted


def _decided_by(context: SyncContext) -> str:
    """Names the registry, as the last sync read it, and the day: what waits is judged anew when one of them changes."""
    state = context.ledger.workbooks().get(context.access.registry_id)
    words = str(state.notes.get("words", "")) if state else ""
    return f"{words[:40]} {context.today().isoformat()}"


def _read_again(turn: _Turn, waiting: Sequence[InboxItem]) -> list[FormResponse]:
    found = []
    for item in waiting:
        response = form_response(turn.context.access.own, item.form_id, item.response_id)
        if response is None:
            turn.forms.keep_item(replace(item, state=GONE, judged_on=turn.decided_by))
        elif item.reason in (_DELETED, _UNSURE) and response.last_submitted == item.last_submitted:
            turn.forms.keep_item(replace(item, judged_on=turn.decided_by))  # no registry can mend these
        else:
            found.append(response)
    return found


def _place(turn: _Turn, responses: Sequence[FormResponse]) -> None:
    new: list[tuple[FormResponse, PlacedResponse]] = []
    edited: list[tuple[FormResponse, PlacedResponse]] = []
    for response in responses:
        found = placed_response(
            response, turn.form.questions, turn.form.district_id, turn.registry, turn.today
        )
        if isinstance(found, WaitingResponse):
            turn.keep(response, WAITING, reason=found.reason, coach_id=found.coach_id)
            turn.outcome += Intake(waiting=1)
            continue
        before = turn.known.get(response.response_id)
        (edited if before and before.placed_entry_id else new).append((response, found))
    if new:
        edited += _add_rows(turn, new)
    for response, placed in edited:
        _change_row(turn, response, placed)


def _add_rows(
    turn: _Turn, new: Sequence[tuple[FormResponse, PlacedResponse]]
) -> list[tuple[FormResponse, PlacedResponse]]:
    """New rows in one batch; gives back those whose row stands there already and which were edited since it was written."""
    workbook_id = _workbook_of(turn)
    written: list[str] = []
    taken_before: list[str] = []

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        needed = {key: value for _, each in new for key, value in each.cells.items() if value not in ("", None)}
        log = usable_log(snapshot, needed)
        taken = snapshot.metadata.get(_TAKEN + turn.form.form_id, "")
        absent = [
            (response, placed)
            for response, placed in new
            if entry_row(log, placed.entry_id) is None and not _was_taken_before(turn, response, taken)
        ]
        written[:] = [placed.entry_id for _, placed in absent]
        taken_before[:] = [taken]
        if not absent:
            return None
        newest = max(response.last_submitted for response, _ in absent)
        rows = [_row(log, placed) for _, placed in absent]
        template = load_tab("district_workbook", "activity_log")
        return [*new_rows_request(template, log, rows), *_taken_request(snapshot, turn.form.form_id, taken, newest)]

    after, wrote = carried_out(_transport(turn), workbook_id, decided)
    log = usable_log(after, {})
    if wrote:
        _unsettle(turn.context, workbook_id)
    later = []
    for response, placed in new:
        stands = entry_row(log, placed.entry_id) is not None
        if placed.entry_id in written and wrote:
            _keep_placed(turn, response, placed)
            turn.outcome += Intake(rows=1)
        elif stands and response.last_submitted > max(taken_before[0], response.created) and not turn.form.read_to:
            later.append((response, placed))
        elif stands:
            _keep_placed(turn, response, placed)
            turn.outcome += Intake(already=1)
        else:
            turn.keep(response, WAITING, reason=_UNSURE, coach_id=placed.coach.coach_id)
            turn.outcome += Intake(waiting=1)
    return later


def _was_taken_before(turn: _Turn, response: FormResponse, taken: str) -> bool:
    """Whether an earlier ledger took this response: then a row that is not there was deleted, and is not to come back."""
    return not turn.form.read_to and response.response_id not in turn.known and response.last_submitted <= taken


def _row(log: TabSnapshot, placed: PlacedResponse) -> dict[str, object]:
    places = column_positions(load_tab("district_workbook", "activity_log"), log)
    return {key: value for key, value in placed.cells.items() if key in places} | {"entry_id": placed.entry_id}


def _taken_request(snapshot: WorkbookSnapshot, form_id: str, taken: str, newest: str) -> list[dict[str, Any]]:
    key = _TAKEN + form_id
    if key not in snapshot.metadata:
        return [workbook_metadata(key, newest)]
    return [changed_workbook_metadata(key, newest)] if newest > taken else []


def _change_row(turn: _Turn, response: FormResponse, placed: PlacedResponse) -> None:
    """An edited response in its row: only the cells in which it says something else than before."""
    before = turn.known.get(response.response_id)
    marks = cell_marks(placed.cells, turn.context.fingerprint_key)
    cells = edited_cells(placed.cells, marks, before.marks if before else {})
    workbook_id = _workbook_of(turn)
    entry_id = entry_id_of_response(response.form_id, response.response_id)
    district = turn.registry.districts[turn.form.district_id]
    try:
        if cells:
            checked = CheckedEntry(cells, ())
            done = change_entry(
                _transport(turn), workbook_id, checked, entry_id, placed.coach, district, turn.registry
            )
            if not done.already:
                _unsettle(turn.context, workbook_id)
    except EntryGone:
        turn.keep(response, WAITING, reason=_DELETED, coach_id=placed.coach.coach_id)
        turn.outcome += Intake(waiting=1)
        return
    _keep_placed(turn, response, placed)
    turn.outcome += Intake(edited=1)


def _keep_placed(turn: _Turn, response: FormResponse, placed: PlacedResponse) -> None:
    marks = cell_marks(placed.cells, turn.context.fingerprint_key)
    turn.keep(response, PLACED, coach_id=placed.coach.coach_id, placed_entry_id=placed.entry_id, marks=marks)


def _workbook_of(turn: _Turn) -> str:
    return str(turn.registry.districts[turn.form.district_id].workbook_id)


def _transport(turn: _Turn) -> Any:
    return turn.context.access.serving(turn.registry.districts[turn.form.district_id].sync_identity)


def _unsettle(context: SyncContext, workbook_id: str) -> None:
    """The next sync reads this workbook, although the change feed will say that the last edit was our own."""
    state = context.ledger.workbooks().get(workbook_id)
    if state is not None:
        context.ledger.keep_workbook(replace(state, settled=False))
