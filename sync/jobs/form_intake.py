"""Responses to the forms become rows of the districts' logs (activities), answers in their Onboarding tabs, or voices in the
registry: each exactly once.

A push, the form's own trigger and the sync's polling all end here. A response is placed when its entry id stands in the log; two
that place it at once meet at the workbook's version token, and the second finds the id. Nothing that a respondent wrote is kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sheets_templates.form_model import FormResponse
from sync.coaching.registry import Registry
from sync.google.errors import GoogleProblem
from sync.google.forms import form_response, form_responses
from sync.jobs.coach_day import LogUnreadable
from sync.jobs.context import SyncContext
from sync.jobs.form_feedback import feedback_news, take_feedback
from sync.jobs.form_onboarding import place_onboarding
from sync.jobs.form_rows import ROW_GONE, ROW_MISSING, Intake, Turn, place
from sync.jobs.form_watches import is_watched, renew_watches
from sync.jobs.forms import ACTIVITY, FEEDBACK, LONGEST_REASON, ONBOARDING
from sync.jobs.outcome import Trouble
from sync.jobs.reading import parsed_registry
from sync.ledger.forms import GONE, FormsLedger, InboxItem, KnownForm

OVERLAP: Final = timedelta(
    minutes=10
)  # read again at every poll: a response may appear in Google's list after a later one
POLL_SELDOM: Final = timedelta(minutes=15)  # a form whose watch lives tells by itself; onboarding is in no hurry
MOST_POLLS: Final = 120  # forms a run; Google allows 180 lists of responses a minute and identity
NEVER: Final = datetime.min  # noqa: DTZ901 - the ledger's times bear no offset
RegistryOf = Callable[[], Registry]
_PLACES: Final = {ACTIVITY: place, ONBOARDING: place_onboarding}

__all__ = ["Intake", "due_forms", "intake", "sync_forms"]


def sync_forms(context: SyncContext, topic: str = "", district_id: str | None = None) -> Intake:
    """What a sync does for the forms before it reads workbooks: watches renewed (where there is a topic), forms that are due
    polled, their responses placed. A run in which nothing is due asks Google nothing.

    `district_id`: a sync of one district, for which somebody is waiting, looks at its own forms alone.
    """
    if district_id is not None:
        own = {form.form_id for form in FormsLedger(context.ledger).forms().values() if form.district_id == district_id}
        return intake(context, [form_id for form_id in due_forms(context) if form_id in own])
    troubles = renew_watches(context, topic) if topic else []
    return intake(context, due_forms(context)) + Intake(troubles=tuple(troubles))


def due_forms(context: SyncContext) -> list[str]:
    """The forms to be polled now, those that waited longest first: every Activity Form without a living watch; a watched one, every
    Onboarding Form and the Feedback Form each quarter of an hour."""
    forms, now = FormsLedger(context.ledger), context.measured()
    watches = forms.watches()
    due = [
        form
        for form in forms.forms().values()
        if form.kind in (*_PLACES, FEEDBACK)
        and (
            form.polled_at is None
            or (form.kind == ACTIVITY and not is_watched(watches.get(form.form_id), now))
            or now - form.polled_at >= POLL_SELDOM
        )
    ]
    due.sort(key=lambda form: form.polled_at or NEVER)
    return [form.form_id for form in due[:MOST_POLLS]]


def intake(
    context: SyncContext, form_ids: Collection[str], registry: RegistryOf | None = None, *, again: bool = False
) -> Intake:
    """The new and edited responses of these forms in the workbooks that they belong to. Ids of other forms do nothing.

    Args: `registry` is asked only when there is something to place; it is read from its workbook where none is given. One that is
    given may be minutes old: what cannot be placed by it is judged again by the next sync, and what waits already is not. `again`
    judges all that waits anew, whatever was decided before.
    """
    forms = FormsLedger(context.ledger)
    ask = _once(registry or (lambda: parsed_registry(context.access)))
    decided_by = "" if registry else _decided_by(context, again=again)
    total = Intake()
    for form_id in dict.fromkeys(form_ids):
        form = forms.form(form_id)
        if form is None:
            continue
        taken_in = _feedback_taken_in if form.kind == FEEDBACK else _taken_in
        try:
            total += taken_in(context, forms, form, ask, decided_by)
        except (GoogleProblem, LogUnreadable) as problem:
            reason = str(problem)[:LONGEST_REASON]
            forms.keep_reading(form_id, "", context.measured(), reason)
            passing = isinstance(problem, GoogleProblem) and problem.passing
            whose = f" of district {form.district_id}" if form.district_id else ""
            trouble = Trouble(f"the {form.kind} form{whose}", reason)
            total += Intake(forms=1, troubles=(trouble,), passing=passing)
    return total


def _once(ask: RegistryOf) -> RegistryOf:
    found: list[Registry] = []

    def once() -> Registry:
        if not found:
            found.append(ask())
        return found[0]

    return once


def _taken_in(
    context: SyncContext, forms: FormsLedger, form: KnownForm, registry: RegistryOf, decided_by: str
) -> Intake:
    started, outcome = context.measured(), Intake(forms=1)
    listed = form_responses(context.access.own, form.form_id, _since(form.read_to))
    known = forms.inbox(form.form_id, [each.response_id for each in listed])
    fresh = [each for each in listed if _is_news(each, known.get(each.response_id))]
    at_hand = {each.response_id for each in fresh}
    again = [
        each
        for each in forms.waiting([form.form_id])
        if decided_by and each.judged_on != decided_by and each.response_id not in at_hand
    ]
    if fresh or again:
        known |= {each.response_id: each for each in again}
        turn = Turn(context, forms, form, registry(), known, decided_by)
        _PLACES[form.kind](turn, [*fresh, *_read_again(turn, again)])
        outcome = turn.outcome
    newest = max((each.last_submitted for each in listed), default="")
    forms.keep_reading(form.form_id, newest, started)
    return outcome


def _feedback_taken_in(
    context: SyncContext, forms: FormsLedger, form: KnownForm, registry: RegistryOf, decided_by: str
) -> Intake:
    """All responses are read each time: their counts are made anew, so that an edited or deleted one is never counted wrongly."""
    started = context.measured()
    listed = form_responses(context.access.own, form.form_id)
    known = forms.inbox(form.form_id)
    outcome, news = Intake(forms=1), feedback_news(listed, known)
    if news:
        turn = Turn(context, forms, form, registry(), known, decided_by)
        take_feedback(turn, news)
        outcome = turn.outcome
    forms.keep_reading(form.form_id, max((each.last_submitted for each in listed), default=""), started)
    return outcome


def _since(read_to: str) -> str:
    return f"{datetime.fromisoformat(read_to) - OVERLAP:%Y-%m-%dT%H:%M:%S}Z" if read_to else ""


def _is_news(response: FormResponse, known: InboxItem | None) -> bool:
    return known is None or known.last_submitted < response.last_submitted


def _decided_by(context: SyncContext, *, again: bool) -> str:
    """Names the registry, as the last sync read it, and the hour: what waits is judged anew when one of them changes, and `again`
    at any moment."""
    state = context.ledger.workbooks().get(context.access.registry_id)
    words = str(state.notes.get("words", "")) if state else ""
    return f"{words[:40]} {context.measured():%Y-%m-%d %H}" + (f" {uuid.uuid4().hex[:8]}" if again else "")


def _read_again(turn: Turn, waiting: Sequence[InboxItem]) -> list[FormResponse]:
    """What waits, as it now reads. A response whose row somebody deleted is not read: no registry can place it."""
    found = []
    for item in waiting:
        if item.reason in (ROW_GONE, ROW_MISSING):
            turn.forms.keep_item(replace(item, judged_on=turn.decided_by))
            continue
        response = form_response(turn.context.access.own, item.form_id, item.response_id)
        if response is None:
            turn.forms.keep_item(replace(item, state=GONE, judged_on=turn.decided_by))
        else:
            found.append(response)
    return found
