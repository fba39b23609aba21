"""The methods of `forms.watches`."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from sync.emulator.forms.forms import Forms, forms_of
from sync.emulator.forms.pubsub import pubsub_of
from sync.emulator.forms.records import Json, bad_argument
from sync.emulator.forms.watches import (
    LIFETIME,
    MOST_PER_FORM,
    MOST_PER_PROJECT,
    Watch,
    needed_role,
    watch_resource,
)
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError


def create(call: Call) -> Json:
    """watches.create: one for each user, project, form and event type; for seven days."""
    forms, form_id, now = forms_of(call.world), call.path["formId"], call.world.now()
    given = call.body.get("watch") or {}
    event = given.get("eventType", "EVENT_TYPE_UNSPECIFIED")
    if event == "EVENT_TYPE_UNSPECIFIED":
        raise bad_argument("watch.event_type must be set.")
    if "id" in given:
        raise bad_argument("watch.id must not be set; use watch_id.")
    call.world.drive.require(form_id, call.caller, needed_role(event).name)
    topic = _topic(call, given)
    _check_limits(call, forms, form_id, event)
    watch_id = call.body.get("watchId") or str(uuid.uuid4())
    if not re.fullmatch(r"[a-z0-9-]{4,63}", watch_id):
        raise bad_argument("watch_id must have 4 to 63 characters of a-z, 0-9 and -.")
    if forms.watches.is_taken(watch_id):
        raise GoogleError("ALREADY_EXISTS", f"A watch with the ID {watch_id} already exists.")
    watch = Watch(watch_id, form_id, event, topic, call.caller.project, call.caller.email, now, now + LIFETIME)
    return watch_resource(forms.watches.save(watch))


def list_watches(call: Call) -> Json:
    """watches.list: those of the caller, through the caller's project."""
    forms, form_id = forms_of(call.world), call.path["formId"]
    call.world.drive.require(form_id, call.caller)
    found = [watch_resource(watch) for watch in forms.watches.of_form(form_id) if _is_mine(call, watch)]
    return {"watches": found} if found else {}


def renew(call: Call) -> Json:
    """watches.renew: seven days from now, and active again. Raises GoogleError 404 for one that has expired."""
    forms = forms_of(call.world)
    watch = _mine(call)
    if watch is None:
        raise GoogleError("NOT_FOUND", "Watch not found.")
    if watch.error and (forms.watches.error_now(watch) or not pubsub_of(call.world).takes(watch.topic)):
        raise GoogleError("FAILED_PRECONDITION", "The watch is suspended, and its error is still present.")
    renewed = replace(watch, expires=call.world.now() + LIFETIME, error="")
    return watch_resource(forms.watches.save(renewed))


def delete(call: Call) -> Json:
    """watches.delete. A watch that is gone is answered as one that is somebody else's: 403."""
    watch = _mine(call)
    if watch is None:
        raise GoogleError("PERMISSION_DENIED", "Watch not found or permission denied.")
    forms_of(call.world).watches.delete(watch)
    return {}


def _topic(call: Call, given: Json) -> str:
    """The topic's name, which must be of the caller's project, exist, and let Forms publish."""
    name: str = given.get("target", {}).get("topic", {}).get("topicName", "")
    found = re.fullmatch(r"projects/([^/]+)/topics/[A-Za-z][\w.~+%-]{2,254}", name)
    if not found:
        raise bad_argument("watch.target.topic.topic_name must be projects/PROJECT/topics/TOPIC.")
    if found[1] != call.caller.project:
        message = (
            f"Only the project that owns a topic may create a watch with it; the caller's is {call.caller.project}."
        )
        raise GoogleError("PERMISSION_DENIED", message)
    if not pubsub_of(call.world).takes(name):
        raise GoogleError(
            "FAILED_PRECONDITION",
            f"Cannot publish to {name}: it must exist and let forms-notifications@system.gserviceaccount.com publish.",
        )
    return name


def _check_limits(call: Call, forms: Forms, form_id: str, event: str) -> None:
    present = [watch for watch in forms.watches.of_form(form_id) if watch.event == event]
    if any(_is_mine(call, watch) for watch in present):
        message = "A watch for the given end user, project, form, and event type already exists."
        raise GoogleError("FAILED_PRECONDITION", message)
    of_project = [watch for watch in present if watch.project == call.caller.project]
    if len(of_project) >= MOST_PER_PROJECT or len(present) >= MOST_PER_FORM:
        raise GoogleError("RESOURCE_EXHAUSTED", "The limit of watches for this form and event type is reached.")


def _mine(call: Call) -> Watch | None:
    call.world.drive.require(call.path["formId"], call.caller)
    watch = forms_of(call.world).watches.find(call.path["formId"], call.path["watchId"])
    return watch if watch is not None and _is_mine(call, watch) else None


def _is_mine(call: Call, watch: Watch) -> bool:
    return (watch.project, watch.email) == (call.caller.project, call.caller.email)
