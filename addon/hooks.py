"""Two doors for the news that a form has responses: Google's Pub/Sub, and the Apps Script of whoever connected the form.

Neither brings an answer with it. Each only names a form, whose responses are then read with the program's own sign-in; so a caller
who was believed wrongly could make coachlog look, and nothing more, and news that comes twice is read twice and written once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec
from flask import Blueprint, Response, abort, request

from addon.collaborators import Collaborators
from addon.events import EventRefused
from addon.watch import noted
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import Role
from sync.google.token_verifier import UnverifiedToken
from sync.jobs.form_intake import intake
from sync.jobs.forms import ACTIVITY
from sync.ledger.forms import FormsLedger, KnownForm

PUSHED = "/hooks/forms"
SUBMITTED = "/hooks/form-submitted"
_Body = TypeVar("_Body", bound=msgspec.Struct)


@dataclass(frozen=True)
class HookSettings:
    """Who may call. `push_service_account`: the account in whose name Pub/Sub pushes. `apps_script_client_id`: the OAuth client of
    the Apps Script project, the audience of its users' tokens. One that is empty closes its door."""

    push_service_account: str = ""
    apps_script_client_id: str = ""


class _Attributes(msgspec.Struct, rename="camel"):
    form_id: str = ""
    event_type: str = ""


class _Message(msgspec.Struct):
    attributes: _Attributes = msgspec.field(default_factory=_Attributes)


class _Push(msgspec.Struct):
    """What Pub/Sub sends, as far as it is needed."""

    message: _Message


class _Submitted(msgspec.Struct, rename="camel"):
    """What our Apps Script sends. The time of the submission is not needed: the form is read from where we stand."""

    form_id: str
    last_submitted_time: str | None = None
    response_edits_allowed: bool | None = None


def hooks(here: Collaborators, settings: HookSettings) -> Blueprint:
    """The endpoints. Both answer 204, whether there was something to look at or not; 503 asks to be told again."""
    blueprint = Blueprint("hooks", __name__)

    def pushed() -> Response:
        audience = f"{here.settings.url}{PUSHED}"
        here.verifier.verify(_token(), audience, only=settings.push_service_account)
        attributes = _decoded(_Push).message.attributes
        if attributes.event_type not in ("", "RESPONSES"):
            return _answered()
        return _looked_at(here, attributes.form_id)

    def submitted() -> Response:
        caller = here.verifier.verify(_token(), settings.apps_script_client_id)
        notice = _decoded(_Submitted)
        registry = here.registry.registry()
        if not _is_known(registry, caller.email):
            abort(403)
        forms = FormsLedger(here.program.ledger)
        form = forms.form(notice.form_id)
        if form is None:
            return _answered()
        if not _may_tell(registry, caller.email, form):
            abort(403)
        if notice.response_edits_allowed is not None:
            forms.keep_edits_allowed(form.form_id, notice.response_edits_allowed)
        return _looked_at(here, form.form_id)

    blueprint.add_url_rule(PUSHED, view_func=pushed, methods=["POST"])
    blueprint.add_url_rule(SUBMITTED, view_func=submitted, methods=["POST"])
    return blueprint


def _looked_at(here: Collaborators, form_id: str) -> Response:
    """The form's responses placed. A trouble that may pass asks to be told again; any other waits for the sync, which shows it."""
    outcome = intake(here.program, [form_id], here.registry.registry)
    noted(rows=outcome.rows, edited=outcome.edited, waiting=outcome.waiting, troubles=len(outcome.troubles))
    return _answered(503 if outcome.passing else 204)


def _answered(status: int = 204) -> Response:
    return Response(status=status)


def _token() -> UnverifiedToken:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return UnverifiedToken(token.strip() if scheme.lower() == "bearer" else "")


def _decoded(kind: type[_Body]) -> _Body:
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise EventRefused("The request is not news of a form.") from None


def _is_known(registry: Registry, email: str) -> bool:
    """Whether the address is a coach's, an administrator's, a principal's or the director's."""
    return email in {each.email for each in registry.coaches.values()} | {each.email for each in registry.people}


def _may_tell(registry: Registry, email: str, form: KnownForm) -> bool:
    """Whether a person may bring news of a form: the director of any, others of those of their own district."""
    if any(each.email == email and each.role is Role.DIRECTOR for each in registry.people):
        return True
    own = any(each.email == email and each.district_id == form.district_id for each in registry.people)
    coach = any(each.email == email for each in registry.assigned_coaches(form.district_id))
    return own or (coach and form.kind == ACTIVITY)
