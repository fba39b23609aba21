"""What the director can do about form responses that no workbook can hold yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from addon.answers import Json, updated
from addon.cards.inbox import waiting_card
from addon.cards.pieces import as_json
from addon.events import EventRefused
from addon.office_actions import director_home
from addon.visit import Visit
from sync.coaching.report_words import counted
from sync.jobs.form_intake import intake
from sync.jobs.inbox import dismiss, unplaced_responses

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,200}")


def show_waiting(visit: Visit, said: str = "", *, changed: bool = False) -> Json:
    """The responses of one form that wait; the program's card where none does any more."""
    here, form_id = visit.here, _sent(visit, "form")
    waiting = [each for each in unplaced_responses(here.program.ledger) if each.form_id == form_id]
    if not waiting:
        return updated(director_home(visit), said or "Nothing waits there any more.", changed=changed)
    card = waiting_card(
        waiting,
        visit.registry,
        here.program.time_zone,
        visit.links,
        here.workbook_url(here.program.access.registry_id),
        here.form_url(form_id),
    )
    return updated(as_json(card), said, changed=changed)


def place_waiting(visit: Visit) -> Json:
    """Tries again to place the responses of one form, by the registry as it now stands."""
    form_id = _sent(visit, "form")
    waiting = [each for each in unplaced_responses(visit.here.program.ledger) if each.form_id == form_id]
    outcome = intake(visit.here.program, [form_id], again=True)
    visit.here.registry.forget()
    if outcome.troubles:
        return show_waiting(visit, "The form or a workbook could not be read; it is tried again at the next sync.")
    placed = outcome.rows + outcome.edited + outcome.already
    if not placed:
        return show_waiting(visit, "Nothing could be placed yet." if waiting else "")
    return show_waiting(visit, f"{counted(placed, 'response', 'responses')} placed.", changed=True)


def dismiss_waiting(visit: Visit) -> Json:
    """Takes one response out of the inbox: it is settled otherwise."""
    gone = dismiss(visit.here.program.ledger, _sent(visit, "form"), _sent(visit, "response"))
    return show_waiting(visit, "Dismissed. Its form keeps it." if gone else "It does not wait any more.")


INBOX_ACTIONS: Final[Mapping[str, Callable[[Visit], Json]]] = {
    "show-waiting": show_waiting,
    "place-waiting": place_waiting,
    "dismiss-waiting": dismiss_waiting,
}


def _sent(visit: Visit, name: str) -> str:
    value = visit.event.parameters.get(name, "")
    if not _ID.fullmatch(value):
        raise EventRefused("The request lacks a part that the card's button sends.")
    return value
