"""Watches: Google tells a Pub/Sub topic that a form has new responses. A watch lives for seven days and must be renewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sync.google.clients import discovery_service
from sync.google.errors import GoogleProblem, Rejected
from sync.google.forms import is_gone
from sync.google.transport import Transport

RESPONSES: Final = "RESPONSES"


@dataclass(frozen=True)
class FormWatch:
    """A watch of ours on a form's responses. `expires` is aware, UTC. `suspended`: Google could not deliver, and stopped trying."""

    watch_id: str
    form_id: str
    topic: str
    expires: datetime
    suspended: bool = False


def form_watches(transport: Transport, form_id: str) -> list[FormWatch]:
    """Our own watches of a form's responses that have not expired."""
    answer = _watches(transport).list(formId=form_id).execute()
    return [_watch(form_id, each) for each in answer.get("watches", ()) if each.get("eventType") == RESPONSES]


def ensure_watch(transport: Transport, form_id: str, topic: str) -> FormWatch:
    """A watch that has just begun its seven days: ours renewed, or where it has lapsed or names another topic, a new one.

    Two or three requests. Raises `Rejected` where the topic does not exist, is another project's, or takes nothing from Forms.
    """
    standing = form_watches(transport, form_id)
    for watch in standing:
        if watch.topic == topic:
            renewed = renew_watch(transport, watch)
            if renewed is not None:
                return renewed
        _drop(transport, watch)
    return create_watch(transport, form_id, topic)


def create_watch(transport: Transport, form_id: str, topic: str) -> FormWatch:
    """A new watch. A second one of the same identity on the same form is refused (`Rejected`)."""
    watch = {"target": {"topic": {"topicName": topic}}, "eventType": RESPONSES}
    return _watch(form_id, _watches(transport).create(formId=form_id, body={"watch": watch}).execute())


def renew_watch(transport: Transport, watch: FormWatch) -> FormWatch | None:
    """The watch for another seven days; None where it is gone or can no longer be renewed."""
    try:
        renewed = _watches(transport).renew(formId=watch.form_id, watchId=watch.watch_id, body={}).execute()
    except GoogleProblem as problem:
        if is_gone(problem) or isinstance(problem, Rejected):
            return None
        raise
    return _watch(watch.form_id, renewed)


def _drop(transport: Transport, watch: FormWatch) -> None:
    try:
        _watches(transport).delete(formId=watch.form_id, watchId=watch.watch_id).execute()
    except GoogleProblem as problem:
        if problem.passing:
            raise  # otherwise it is gone already: Google answers 403 for a watch that it no longer knows


def _watch(form_id: str, resource: Mapping[str, Any]) -> FormWatch:
    return FormWatch(
        str(resource["id"]),
        form_id,
        str(resource.get("target", {}).get("topic", {}).get("topicName", "")),
        datetime.fromisoformat(resource["expireTime"]),
        resource.get("state") == "SUSPENDED",
    )


def _watches(transport: Transport) -> Any:
    return discovery_service(transport, "forms", "v1").forms().watches()
