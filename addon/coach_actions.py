"""What a coach can do from the sidebar of a district's workbook."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from addon.answers import Json, updated
from addon.cards import coach as cards
from addon.cards.log_form import Lists, entry_form, form_again, typed, usual_form
from addon.cards.pieces import as_json
from addon.cards.visitor import problem_card
from addon.events import EventRefused
from addon.problem_answers import EXPECTED, words_for
from addon.visit import ENTRY_ID, Visit
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.durations import shown_minutes
from sync.coaching.lists import district_lists
from sync.google.errors import GoogleProblem
from sync.google.workbooks import read_workbook
from sync.jobs.change_entry import change_entry, delete_entry
from sync.jobs.coach_day import CoachDay, DayEntry, LogUnreadable, coach_day
from sync.jobs.entry_form import EntryForm, FormProblem, FormRefused, checked_entry
from sync.jobs.log_entry import EntryGone, EntryWritten, entry_id_of, log_entry
from sync.jobs.roles import CoachHere

_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
Chosen = Callable[[CoachDay], EntryForm]


def coach_home(visit: Visit, role: CoachHere, chosen: Chosen = usual_form) -> Json:
    """The coach's card as JSON, from one read of the workbook; `chosen` fills the form."""
    day = _day(visit, role, _read(visit))
    return _card(visit, role, day, chosen(day))


def log(visit: Visit, role: CoachHere) -> Json:
    """Logs what was typed: one read and one write. What cannot be logged comes back as it was typed."""
    nonce = visit.sent("nonce", _NONCE)
    form = typed(visit.event.inputs)
    workbook_id = visit.event.workbook_id
    try:
        checked = checked_entry(form, role.coach, role.district, visit.registry, visit.today)
        with visit.person() as person:
            entry_id = entry_id_of(nonce, workbook_id, role.coach.coach_id)
            written = log_entry(person, workbook_id, checked, entry_id)
    except FormRefused as refused:
        return _typed_again(visit, role, form, nonce, refused.problems)
    except (GoogleProblem, LogUnreadable) as problem:
        return _typed_again(visit, role, form, nonce, [FormProblem("", words_for(problem))])
    minutes = checked.cells["minutes"]
    said = (
        f"Logged: {shown_minutes(minutes)} of {checked.cells['activity']}." if isinstance(minutes, int) else "Logged."
    )
    return _after(visit, role, written, "This was logged already." if written.already else said)


def repeat_last(visit: Visit, role: CoachHere) -> Json:
    """The form filled with the last entry, dated today; nothing is written."""

    def last(day: CoachDay) -> EntryForm:
        return form_again(day.last, day.today) if day.last else usual_form(day)

    return updated(coach_home(visit, role, last), "Filled in from your last entry. Press Log activity.")


def log_day(visit: Visit, role: CoachHere) -> Json:
    """The form dated on a day that was not logged."""
    try:
        on = date.fromisoformat(visit.event.parameters.get("day", ""))
    except ValueError:
        raise EventRefused("The request names no day.") from None
    return updated(coach_home(visit, role, lambda day: usual_form(day, on)), "The form is set to that day.")


def edit(visit: Visit, role: CoachHere) -> Json:
    """The form filled with one of today's entries."""
    day, entry_id = _day(visit, role, _read(visit)), visit.sent("entry_id", ENTRY_ID)
    entry = next((each for each in day.todays if each.entry_id == entry_id), None)
    if entry is None:
        raise EntryGone("The entry is no longer in the log.")
    form = entry_form(entry)
    return updated(as_json(cards.edit_card(role.district, entry_id, form, _lists(visit, role), visit.links)))


def save(visit: Visit, role: CoachHere) -> Json:
    """Writes what was changed: one read and one write."""
    entry_id, form = visit.sent("entry_id", ENTRY_ID), typed(visit.event.inputs)
    try:
        checked = checked_entry(form, role.coach, role.district, visit.registry, visit.today)
        with visit.person() as person:
            written = change_entry(
                person, visit.event.workbook_id, checked, entry_id, role.coach, role.district, visit.registry
            )
    except (FormRefused, GoogleProblem, LogUnreadable) as problem:
        refused = problem.problems if isinstance(problem, FormRefused) else [FormProblem("", words_for(problem))]
        card = cards.edit_card(role.district, entry_id, form.cut(), _lists(visit, role), visit.links, refused)
        return updated(as_json(card), "Not saved yet.")
    return _after(visit, role, written, "Saved.")


def ask_delete(visit: Visit, role: CoachHere) -> Json:
    """Shows what would be deleted."""
    day, entry_id = _day(visit, role, _read(visit)), visit.sent("entry_id", ENTRY_ID)
    entry = next((each for each in day.todays if each.entry_id == entry_id), None)
    if entry is None:
        raise EntryGone("The entry is no longer in the log.")
    with visit.here.program.ledger.transaction() as rows:
        charged = rows.is_charged(entry_id)
    return updated(as_json(cards.delete_card(role.district, entry, visit.links, charged=charged)))


def delete(visit: Visit, role: CoachHere) -> Json:
    """Deletes one entry of the coach's: one read and one write."""
    with visit.person() as person:
        written = delete_entry(
            person, visit.event.workbook_id, visit.sent("entry_id", ENTRY_ID), role.coach, role.district, visit.registry
        )
    return _after(visit, role, written, "It was deleted already." if written.already else "Deleted.")


COACH_ACTIONS: Final[Mapping[str, Callable[[Visit, CoachHere], Json]]] = {
    "log": log,
    "repeat-last": repeat_last,
    "log-day": log_day,
    "edit": edit,
    "save": save,
    "ask-delete": ask_delete,
    "delete": delete,
}


def _read(visit: Visit) -> WorkbookSnapshot:
    with visit.person() as person:
        return read_workbook(person, visit.event.workbook_id)


def _day(visit: Visit, role: CoachHere, snapshot: WorkbookSnapshot) -> CoachDay:
    program = visit.here.program
    return coach_day(
        snapshot, role.coach, role.district, visit.registry, program.ledger, visit.today, program.fingerprint_key
    )


def _card(
    visit: Visit,
    role: CoachHere,
    day: CoachDay,
    form: EntryForm,
    remarks: Sequence[str] = (),
    logged: DayEntry | None = None,
) -> Json:
    return as_json(
        cards.coach_card(
            day,
            form,
            _lists(visit, role),
            visit.links,
            secrets.token_urlsafe(18),
            remarks,
            _own_workbook(visit, role),
            logged,
            also_director=role.also_director,
        )
    )


def _after(visit: Visit, role: CoachHere, written: EntryWritten, said: str) -> Json:
    """The card once something was written; it was written even where the rest of the log cannot be shown."""
    try:
        day = _day(visit, role, written.snapshot)
    except EXPECTED as problem:
        return updated(as_json(problem_card(said, words_for(problem), visit.links, "Show card")), said, changed=True)
    remarks = [*written.remarks, *([cards.PLEASE_CONFIRM] if day.asks_about(written.entry_id) else ())]
    logged = next((each for each in day.todays if each.entry_id == written.entry_id), None)
    return updated(_card(visit, role, day, usual_form(day), remarks, logged), said, changed=True)


def _typed_again(visit: Visit, role: CoachHere, form: EntryForm, nonce: str, problems: Sequence[FormProblem]) -> Json:
    shown = form if form.day else replace(form, day=visit.today)
    card = cards.refused_card(role.district, shown.cut(), _lists(visit, role), visit.links, nonce, problems)
    return updated(as_json(card), "Not logged yet.")


def _lists(visit: Visit, role: CoachHere) -> Lists:
    return district_lists(visit.registry, role.district.district_id)


def _own_workbook(visit: Visit, role: CoachHere) -> str:
    return visit.here.workbook_url(role.coach.workbook_id) if role.coach.workbook_id else ""
