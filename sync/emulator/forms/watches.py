"""Watches: whoever made one is told, through a topic, that a form or its responses have changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.emulator.drive.records import Role
from sync.emulator.forms.records import Json, stamp
from sync.emulator.store import Records
from sync.emulator.wire.call import Caller
from sync.emulator.world import World

LIFETIME = timedelta(days=7)  # Watch.expire_time in the API's reference
THROTTLE = timedelta(seconds=30)  # one notification a watch, guide on push notifications
MOST_PER_PROJECT = 20  # watches of one form and event type, guide on push notifications
MOST_PER_FORM = 50  # over all projects


@dataclass(frozen=True)
class Watch:
    """A watch. `pending` is true while something has happened that its topic has not been told."""

    id: str
    form_id: str
    event: str
    topic: str
    project: str
    email: str
    created: datetime
    expires: datetime
    error: str = ""
    pending: bool = False
    told: datetime | None = None


class Watches:
    """The watches of one world. `publish(topic, attributes)` says whether the topic took a message; `throttle` may be
    changed to make a test short.
    """

    def __init__(self, world: World, publish: Callable[[str, Mapping[str, str]], bool]) -> None:
        self._world, self._publish = world, publish
        self._watches = Records(world.store, "form_watch", Watch)
        self.throttle = THROTTLE

    def of_form(self, form_id: str) -> list[Watch]:
        """The watches of a form that have not expired, the oldest first."""
        now = self._world.now()
        found = [watch for watch in self._watches.all() if watch.form_id == form_id and watch.expires > now]
        return sorted(found, key=lambda watch: (watch.created, watch.id))

    def find(self, form_id: str, watch_id: str) -> Watch | None:
        """The watch, unless it has expired."""
        return next((watch for watch in self.of_form(form_id) if watch.id == watch_id), None)

    def save(self, watch: Watch) -> Watch:
        return self._watches.save(watch.id, watch)

    def is_taken(self, watch_id: str) -> bool:
        return watch_id in self._watches

    def delete(self, watch: Watch) -> None:
        self._watches.delete(watch.id)

    def forget(self, form_id: str) -> None:
        """Drop every watch of a form."""
        for watch in [watch for watch in self._watches.all() if watch.form_id == form_id]:
            self.delete(watch)

    def happened(self, form_id: str, event: str) -> None:
        """Note an event (RESPONSES or SCHEMA); the topics hear of it at the next `notify`."""
        for watch in self.of_form(form_id):
            if watch.event == event and not watch.error:
                self.save(replace(watch, pending=True))

    def notify(self) -> int:
        """Tell the topics what is due, and give the number of messages. A watch that cannot be served is suspended."""
        with self._world.store.transaction():
            now, sent = self._world.now(), 0
            for watch in [watch for watch in self._watches.all() if watch.pending and watch.expires > now]:
                if watch.told is not None and now < watch.told + self.throttle:
                    continue
                error = self.error_now(watch) or ("" if self._tell(watch) else "OTHER_ERRORS")
                self.save(replace(watch, pending=False, error=error, told=watch.told if error else now))
                sent += not error
            return sent

    def suspend(self, form_id: str, watch_id: str, error: str = "PROJECT_NOT_AUTHORIZED") -> None:
        """Put a watch into an error state, as Google does when a delivery fails. Raises KeyError."""
        watch = self.find(form_id, watch_id)
        if watch is None:
            raise KeyError(f"There is no watch {watch_id!r} on this form.")
        with self._world.store.transaction():
            self.save(replace(watch, error=error, pending=False))

    def error_now(self, watch: Watch) -> str:
        """NO_USER_ACCESS if the watch's maker no longer reaches the form, else nothing."""
        drive = self._world.drive
        record = drive.files.get(watch.form_id)
        caller = Caller(watch.email, "", watch.project, frozenset())
        if record is None or drive.role(record, caller) < needed_role(watch.event):
            return "NO_USER_ACCESS"
        return ""

    def _tell(self, watch: Watch) -> bool:
        attributes = {"eventType": watch.event, "formId": watch.form_id, "watchId": watch.id}
        return self._publish(watch.topic, attributes)


def needed_role(event: str) -> Role:
    """Responses are for editors only."""
    return Role.writer if event == "RESPONSES" else Role.reader


def watch_resource(watch: Watch) -> Json:
    found: Json = {
        "id": watch.id,
        "target": {"topic": {"topicName": watch.topic}},
        "eventType": watch.event,
        "createTime": stamp(watch.created),
        "expireTime": stamp(watch.expires),
        "state": "SUSPENDED" if watch.error else "ACTIVE",
    }
    return found | ({"errorType": watch.error} if watch.error else {})
