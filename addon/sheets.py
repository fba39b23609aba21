"""The endpoints of the Sheets sidebar: which answer belongs to which person and click."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, g

from addon.answers import Json, asks_for_file, opened, suggested, updated
from addon.cards.cycle_forms import FIELDS as CYCLE_FIELDS
from addon.cards.log_form import FIELDS, LISTS
from addon.cards.pieces import as_json
from addon.cards.visitor import allow_card, stranger_card
from addon.coach_actions import COACH_ACTIONS, coach_home
from addon.collaborators import Collaborators
from addon.cycle_actions import CYCLE_ACTIONS, at_home
from addon.inbox_actions import INBOX_ACTIONS
from addon.link_actions import LINK_ACTIONS
from addon.office_actions import (
    administrator_home,
    director_home,
    newcomer_home,
    refresh_dashboard,
    set_up,
    sync_now,
)
from addon.practice_actions import PRACTICE_ACTIONS
from addon.visit import Visit, verified_visit
from addon.watch import noted
from sync.coaching.lists import district_lists
from sync.coaching.texts import plain
from sync.jobs.roles import AdministratorHere, CoachAtHome, CoachHere, Director, Newcomer, Stranger

NOT_HERE: Final = "You cannot do this here; the card shows what you can do."
MOST_SUGGESTIONS: Final = 20
_OFFICE_ACTIONS: Final = frozenset({"home", "allow-file", "show-program", "refresh-dashboard", "sync-now", "set-up"})
OWN_ACTIONS: Final = {**CYCLE_ACTIONS, **LINK_ACTIONS, **PRACTICE_ACTIONS}  # in the coach's own workbook
ACTIONS: Final = _OFFICE_ACTIONS | COACH_ACTIONS.keys() | OWN_ACTIONS.keys() | INBOX_ACTIONS.keys()


def sheets_endpoints(here: Collaborators) -> Blueprint:
    """The blueprint of everything below /sheets."""
    endpoints = Blueprint("sheets", __name__, url_prefix="/sheets")

    def home() -> Json:
        return opened(home_card(_entered(here)))

    def act(action: str) -> Json:
        if action not in ACTIONS:
            abort(404)
        return acted(_entered(here), action)

    def suggest(field: str) -> Json:
        if field not in LISTS:
            abort(404)
        return suggestions(_entered(here), field)

    endpoints.add_url_rule("/home", view_func=home, methods=["POST"])
    endpoints.add_url_rule("/file-scope-granted", "file_scope_granted", home, methods=["POST"])
    endpoints.add_url_rule("/act/<action>", view_func=act, methods=["POST"])
    endpoints.add_url_rule("/suggest/<field>", view_func=suggest, methods=["POST"])
    return endpoints


def _entered(here: Collaborators) -> Visit:
    visit = verified_visit(here)
    g.verified = True
    noted(unknown_fields=visit.event.inputs.unknown(FIELDS | CYCLE_FIELDS | {"district"}))
    return visit


def home_card(visit: Visit) -> Json:
    """The card for this person in this Sheet."""
    if not visit.event.has_file_scope:
        return as_json(allow_card(visit.links))
    noted(standing=type(visit.standing).__name__)
    match visit.standing:
        case CoachHere() as role:
            return coach_home(visit, role)
        case CoachAtHome() as role:
            return at_home(visit, role)
        case AdministratorHere() as role:
            return administrator_home(visit, role)
        case Director():
            return director_home(visit)
        case Newcomer() as role:
            return newcomer_home(visit, role)
        case Stranger() as role:
            return as_json(
                stranger_card(
                    visit.registry.program_name,
                    known_workbook=role.known_workbook,
                    has_been_coach=role.has_been_coach,
                )
            )


def acted(visit: Visit, action: str) -> Json:
    """The answer to a click. Which district it is about follows from the Sheet and the registry, never from the click."""
    if action == "allow-file" or not visit.event.has_file_scope:
        return asks_for_file()
    noted(standing=type(visit.standing).__name__)
    match visit.standing, action:
        case _, "home":
            return updated(home_card(visit))
        case CoachHere() as role, _ if action in COACH_ACTIONS:
            return COACH_ACTIONS[action](visit, role)
        case (CoachHere() | CoachAtHome()) as role, _ if action in OWN_ACTIONS:
            return OWN_ACTIONS[action](visit, role)
        case ((CoachHere(also_director=True) | CoachAtHome(also_director=True) | Director()), "show-program"):
            return updated(director_home(visit))
        case ((CoachHere(also_director=True) | CoachAtHome(also_director=True) | Director()), "sync-now"):
            return sync_now(visit)
        case ((CoachHere(also_director=True) | CoachAtHome(also_director=True) | Director()), _) if (
            action in INBOX_ACTIONS
        ):
            return INBOX_ACTIONS[action](visit)
        case AdministratorHere(may_refresh=True) as role, "refresh-dashboard":
            return refresh_dashboard(visit, role)
        case Newcomer() as role, "set-up":
            return set_up(visit, role)
    return updated(home_card(visit), NOT_HERE)


def suggestions(visit: Visit, field: str) -> Json:
    """What may be meant by what was typed, of this district's own lists; nothing for anybody but its coach."""
    role = visit.standing if visit.event.has_file_scope else None
    if not isinstance(role, CoachHere):
        return suggested([])
    sent = visit.event.parameters.get("autocomplete_widget_query") or visit.event.inputs.text(field)
    values = district_lists(visit.registry, role.district.district_id)[LISTS[field]]
    return suggested([value for value in values if plain(sent) in plain(value)][:MOST_SUGGESTIONS])
