"""Watches and the notifications that they bring."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import google.auth.transport.requests
import orjson
import pytest
from google.oauth2 import id_token

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import google_service, service_credentials
from tests.emulator_forms import (
    COACH,
    FORMS,
    open_form,
    question,
    refusal,
    update,
    user_drive,
    user_forms,
)

TOPIC = "projects/emulated-project/topics/forms"
PUSHER = "push@coachlog.iam.gserviceaccount.com"
MINUTES = question("Minutes", "1", True, textQuestion={})
NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Receiver:
    """A web server that keeps what it is sent, and answers with the statuses that it is given, then with 204."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.got.append(orjson.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                receiver.tokens.append(self.headers["Authorization"].removeprefix("Bearer "))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing is printed."""

        self._http = HTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._http.server_address[1]}/hooks/forms"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def events(self) -> list[str]:
        return [sent["message"]["attributes"]["eventType"] for sent in self.got]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        set_clock(running)
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def set_clock(server: EmulatorServer, **after: float) -> None:
    """Let it be so long after nine."""
    now = NINE + timedelta(**after)
    server.world.clock = lambda: now


def watch(server: EmulatorServer, form_id: str, event: str = "RESPONSES", forms: Any = None, **more: Any) -> Any:
    body = {"watch": {"target": {"topic": {"topicName": TOPIC}}, "eventType": event}, **more}
    return (forms or user_forms(server)).forms().watches().create(formId=form_id, body=body)


def watched(server: EmulatorServer, receiver: Receiver) -> tuple[str, str]:
    """A form whose responses are pushed to the receiver, and the watch's id."""
    form_id = open_form(server, MINUTES)
    server.world.pubsub.subscribe(TOPIC, receiver.endpoint, PUSHER, "https://coachlog.example/hooks/forms")
    return form_id, watch(server, form_id).execute()["id"]


def answer(server: EmulatorServer, form_id: str) -> None:
    server.world.forms.submit(form_id, {"1": "45"})


def test_a_watch_lasts_seven_days_and_is_listed(server: EmulatorServer) -> None:
    """It names its topic; an expired one is gone."""
    server.world.pubsub.create_topic(TOPIC)
    form_id = open_form(server, MINUTES)
    made = watch(server, form_id, watchId="responses-of-lincoln").execute()
    assert made == {
        "id": "responses-of-lincoln",
        "target": {"topic": {"topicName": TOPIC}},
        "eventType": "RESPONSES",
        "createTime": "2026-11-02T09:00:00.000Z",
        "expireTime": "2026-11-09T09:00:00.000Z",
        "state": "ACTIVE",
    }
    watches = user_forms(server).forms().watches()
    assert watches.list(formId=form_id).execute() == {"watches": [made]}
    set_clock(server, days=3)
    renewed = watches.renew(formId=form_id, watchId=made["id"], body={}).execute()
    assert (renewed["createTime"], renewed["expireTime"]) == (made["createTime"], "2026-11-12T09:00:00.000Z")
    set_clock(server, days=11)
    assert watches.list(formId=form_id).execute() == {}
    assert refusal(watches.renew(formId=form_id, watchId=made["id"], body={}))[0] == 404


def test_one_watch_for_each_user_form_and_event_type(server: EmulatorServer) -> None:
    """A second one fails with FAILED_PRECONDITION; another type, and another user, have their own."""
    server.world.pubsub.create_topic(TOPIC)
    form_id = open_form(server, MINUTES)
    watch(server, form_id).execute()
    assert refusal(watch(server, form_id)) == (
        400,
        "A watch for the given end user, project, form, and event type already exists.",
    )
    watch(server, form_id, "SCHEMA").execute()
    body = {"type": "user", "role": "writer", "emailAddress": COACH}
    user_drive(server).permissions().create(fileId=form_id, body=body).execute()
    coach = user_forms(server, COACH)
    watch(server, form_id, forms=coach).execute()
    assert len(coach.forms().watches().list(formId=form_id).execute()["watches"]) == 1


def test_a_deleted_watch_is_not_there_to_delete(server: EmulatorServer) -> None:
    """The second time it is 403, as for somebody else's."""
    server.world.pubsub.create_topic(TOPIC)
    form_id = open_form(server, MINUTES)
    id = watch(server, form_id).execute()["id"]
    watches = user_forms(server).forms().watches()
    assert watches.delete(formId=form_id, watchId=id).execute() == {}
    assert refusal(watches.delete(formId=form_id, watchId=id)) == (403, "Watch not found or permission denied.")


@pytest.mark.parametrize(
    ("topic", "status"),
    [("forms", 400), ("projects/other/topics/forms", 403), ("projects/emulated-project/topics/none", 400)],
)
def test_a_topic_must_exist_and_be_the_callers(server: EmulatorServer, topic: str, status: int) -> None:
    """A topic of another project, or one that nobody made, is refused."""
    server.world.pubsub.create_topic("projects/other/topics/forms")
    form_id = open_form(server, MINUTES)
    body = {"watch": {"target": {"topic": {"topicName": topic}}, "eventType": "RESPONSES"}}
    assert refusal(user_forms(server).forms().watches().create(formId=form_id, body=body))[0] == status


def test_a_service_account_watches_with_its_own_projects_topic(server: EmulatorServer) -> None:
    """Its project is the part of its address before .iam.gserviceaccount.com."""
    account, topic = "sync@coachlog.iam.gserviceaccount.com", "projects/coachlog/topics/forms"
    server.world.pubsub.create_topic(topic)
    form_id = open_form(server, MINUTES)
    body = {"type": "user", "role": "writer", "emailAddress": account}
    user_drive(server).permissions().create(fileId=form_id, body=body).execute()
    forms = google_service(server, "forms", "v1", service_credentials(server, account, FORMS))
    wanted = {"watch": {"target": {"topic": {"topicName": topic}}, "eventType": "RESPONSES"}}
    assert forms.forms().watches().create(formId=form_id, body=wanted).execute()["state"] == "ACTIVE"


def test_a_response_is_pushed_with_a_token_of_the_push_identity(server: EmulatorServer, receiver: Receiver) -> None:
    """The message names form, watch and event, and nothing of the answers; the token verifies against the emulator's keys."""
    form_id, watch_id = watched(server, receiver)
    answer(server, form_id)
    (delivery,) = server.world.pubsub.deliver()
    assert delivery.was_taken
    (got,) = receiver.got
    assert got["message"]["attributes"] == {"eventType": "RESPONSES", "formId": form_id, "watchId": watch_id}
    assert got["message"]["messageId"] == delivery.message_id
    assert got["message"]["publishTime"] == "2026-11-02T09:00:00.000Z"
    assert got["subscription"].startswith("projects/emulated-project/subscriptions/")
    claims = id_token.verify_token(
        receiver.tokens[0],
        google.auth.transport.requests.Request(),
        audience="https://coachlog.example/hooks/forms",
        certs_url=f"{server.address}/oauth2/v1/certs",
    )
    assert (claims["email"], claims["email_verified"]) == (PUSHER, True)
    assert server.world.pubsub.deliver() == []


def test_one_notification_in_thirty_seconds(server: EmulatorServer, receiver: Receiver) -> None:
    """What happens in between is told once, when the time is up."""
    form_id, _ = watched(server, receiver)
    for second, told in [(0, 1), (5, 1), (29, 1), (30, 2), (70, 3)]:
        set_clock(server, seconds=second)
        answer(server, form_id)
        server.world.pubsub.deliver()
        assert len(receiver.got) == told, f"after {second} s"
    set_clock(server, seconds=200)
    assert server.world.pubsub.deliver() == []


def test_an_edited_response_and_a_changed_form_are_told(server: EmulatorServer, receiver: Receiver) -> None:
    """Each to the watches of its own kind."""
    form_id, _ = watched(server, receiver)
    watch(server, form_id, "SCHEMA").execute()
    server.world.forms.allow_response_edits(form_id)
    id = server.world.forms.submit(form_id, {"1": "45"})
    server.world.pubsub.deliver()
    set_clock(server, minutes=1)
    server.world.forms.edit(form_id, id, {"1": "60"})
    server.world.pubsub.deliver()
    update(user_forms(server), form_id, {"updateFormInfo": {"info": {"title": "B"}, "updateMask": "title"}})
    server.world.pubsub.deliver()
    assert receiver.events() == ["RESPONSES", "RESPONSES", "SCHEMA"]


def test_a_push_that_is_not_taken_is_sent_again_later(server: EmulatorServer, receiver: Receiver) -> None:
    """With the same id, after pauses of 100 and 200 ms; a receiver that is not there counts as a refusal."""
    form_id, _ = watched(server, receiver)
    answer(server, form_id)
    receiver.statuses = [500, 403]
    assert [delivery.status for delivery in server.world.pubsub.deliver()] == [500]
    assert server.world.pubsub.deliver() == []
    set_clock(server, milliseconds=100)
    assert [delivery.status for delivery in server.world.pubsub.deliver()] == [403]
    set_clock(server, milliseconds=299)
    assert server.world.pubsub.deliver() == []
    set_clock(server, milliseconds=300)
    assert [delivery.status for delivery in server.world.pubsub.deliver()] == [204]
    assert len({sent["message"]["messageId"] for sent in receiver.got}) == 1
    assert server.world.pubsub.waiting() == []
    receiver.close()
    set_clock(server, minutes=1)
    answer(server, form_id)
    assert [delivery.status for delivery in server.world.pubsub.deliver()] == [0]
    assert len(server.world.pubsub.waiting()) == 1


def test_a_message_may_come_twice(server: EmulatorServer, receiver: Receiver) -> None:
    """Delivery is at least once: the same id, although the first was taken."""
    form_id, _ = watched(server, receiver)
    server.world.pubsub.repeat_next()
    answer(server, form_id)
    server.world.pubsub.deliver()
    assert len(receiver.got) == 2
    assert len({sent["message"]["messageId"] for sent in receiver.got}) == 1


def test_a_watch_whose_maker_lost_the_form_is_suspended(server: EmulatorServer, receiver: Receiver) -> None:
    """It can be renewed once the form is shared again."""
    form_id = open_form(server, MINUTES)
    server.world.pubsub.subscribe(TOPIC, receiver.endpoint, PUSHER)
    permissions = user_drive(server).permissions()
    body = {"type": "user", "role": "writer", "emailAddress": COACH}
    permission = permissions.create(fileId=form_id, body=body).execute()["id"]
    coach = user_forms(server, COACH)
    id = watch(server, form_id, forms=coach).execute()["id"]
    permissions.delete(fileId=form_id, permissionId=permission).execute()
    answer(server, form_id)
    assert server.world.pubsub.deliver() == []
    permissions.create(fileId=form_id, body=body).execute()
    (found,) = coach.forms().watches().list(formId=form_id).execute()["watches"]
    assert (found["state"], found["errorType"]) == ("SUSPENDED", "NO_USER_ACCESS")
    renewed = coach.forms().watches().renew(formId=form_id, watchId=id, body={}).execute()
    assert (renewed["state"], "errorType" in renewed) == ("ACTIVE", False)


def test_a_closed_topic_suspends_until_it_is_open(server: EmulatorServer, receiver: Receiver) -> None:
    """Renewing fails while the error is still there."""
    form_id, id = watched(server, receiver)
    server.world.pubsub.create_topic(TOPIC, open=False)
    answer(server, form_id)
    server.world.pubsub.deliver()
    watches = user_forms(server).forms().watches()
    assert watches.list(formId=form_id).execute()["watches"][0]["errorType"] == "OTHER_ERRORS"
    renew = watches.renew(formId=form_id, watchId=id, body={})
    assert refusal(renew)[0] == 400
    server.world.pubsub.create_topic(TOPIC)
    assert renew.execute()["state"] == "ACTIVE"


def test_an_expired_watch_says_nothing(server: EmulatorServer, receiver: Receiver) -> None:
    """After seven days without renewal."""
    form_id, _ = watched(server, receiver)
    set_clock(server, days=7)
    answer(server, form_id)
    assert server.world.pubsub.deliver() == []


def test_a_thread_delivers_while_the_server_runs(server: EmulatorServer, receiver: Receiver) -> None:
    """Without anybody calling `deliver`; the receiver may call back into the API meanwhile."""
    form_id, _ = watched(server, receiver)
    server.world.pubsub.deliver_in_background(every_seconds=0.01)
    answer(server, form_id)
    waited = threading.Event()
    for _ in range(200):
        if receiver.got:
            break
        waited.wait(0.01)
    assert receiver.events() == ["RESPONSES"]


def test_nothing_is_pushed_to_another_machine(server: EmulatorServer) -> None:
    """An endpoint elsewhere is refused at once."""
    with pytest.raises(ValueError, match="not on this machine"):
        server.world.pubsub.subscribe(TOPIC, "https://coachlog.example/hooks/forms", PUSHER)
