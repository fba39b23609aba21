"""News of responses over real HTTP: only from those whom Google vouches for, and harmless however often it comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
import requests
from werkzeug.serving import make_server

from addon.application import create_app
from addon.collaborators import AddonSettings, collaborators
from addon.hooks import PUSHED, SUBMITTED, HookSettings, hooks
from sync.emulator import keys
from sync.google.token_verifier import Certificates, TokenVerifier
from sync.jobs.form_watches import renew_watches
from tests.addon_events import heard
from tests.small_forms import TOPIC, SmallForms, small_forms
from tests.small_program import ADMINISTRATOR, COACHES, SmallProgram

PUSHER = "push@coachlog-practice.iam.gserviceaccount.com"
SCRIPT_CLIENT = "300000000000-script.apps.googleusercontent.com"
SHEETS_CLIENT = "200000000000-addon.apps.googleusercontent.com"
DIRECTOR = "director@program.example"
ANA, BEN = COACHES["C1"][1], COACHES["C2"][1]


@dataclass
class Hooked:
    """The program with its forms, and the backend that listens."""

    forms: SmallForms
    url: str

    def signed(self, path: str, key: str = "", **changed: Any) -> str:
        """A token of the pushing account, with some of what it says changed."""
        now = int(time.time())
        claims = {
            "iss": "https://accounts.google.com",
            "aud": f"{self.url}{path}" if path == PUSHED else SCRIPT_CLIENT,
            "sub": "1",
            "email": PUSHER if path == PUSHED else ANA,
            "email_verified": True,
            "iat": now,
            "exp": now + 3600,
        } | changed
        return keys.signed(claims, key or self.forms.world.signin.issuer_key)

    def send(self, path: str, body: Any, token: str) -> int:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        with requests.Session() as session:
            session.trust_env = False
            return session.post(f"{self.url}{path}", data=content, headers=headers, timeout=60).status_code

    def push(self, form_id: str, token: str | None = None) -> int:
        body = {"message": {"attributes": {"formId": form_id, "eventType": "RESPONSES"}, "messageId": "1"}}
        return self.send(PUSHED, body, self.signed(PUSHED) if token is None else token)

    def tell(self, form_id: str, email: str = ANA, **more: Any) -> int:
        return self.send(SUBMITTED, {"formId": form_id, **more}, self.signed(SUBMITTED, email=email))

    def rows(self, district_id: str = "D1") -> int:
        return len(self.forms.log(district_id, "date"))


@pytest.fixture
def hooked(program: SmallProgram) -> Iterator[Hooked]:
    forms = small_forms(program)
    address = program.google.address
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    verifier = TokenVerifier(Certificates(f"{address}/oauth2/v1/certs"))
    here = collaborators(AddonSettings(url, "", SHEETS_CLIENT, address), forms.context(), verifier)
    server.app = create_app(here, [hooks(here, HookSettings(PUSHER, SCRIPT_CLIENT))])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Hooked(forms, url)
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_response_on_the_phone_is_in_the_log_after_one_push_through_the_watch(hooked: Hooked) -> None:
    """Watch, topic, push, token, intake: all of it, and twice, because delivery is at least once."""
    forms = hooked.forms
    forms.world.pubsub.subscribe(TOPIC, f"{hooked.url}{PUSHED}", PUSHER)
    assert renew_watches(forms.context(), TOPIC) == []
    forms.fill("D1")
    forms.world.pubsub.repeat_next(2)
    delivered = forms.world.pubsub.deliver()
    assert [each.status for each in delivered] == [204, 204]
    assert hooked.rows() == 4 + 1
    assert forms.program.sync().inserted == 4 + 1 + 2  # and one row each in D2 and D3
    assert forms.intake("D1").rows == 0


def test_the_apps_script_brings_the_same_news_and_the_push_after_it_changes_nothing(hooked: Hooked) -> None:
    """Whichever comes first wins. It also tells whether responses can be edited, which no API tells."""
    form_id = hooked.forms.form_id("D1")
    hooked.forms.fill("D1")
    assert hooked.tell(form_id, lastSubmittedTime="2025-10-31T18:01:00Z", responseEditsAllowed=False) == 204
    assert hooked.rows() == 4 + 1
    assert hooked.forms.ledger.forms()[form_id].edits_allowed is False
    assert hooked.push(form_id) == 204
    assert hooked.tell(form_id, lastSubmittedTime=None, responseEditsAllowed=True) == 204
    assert hooked.rows() == 4 + 1
    assert hooked.forms.ledger.forms()[form_id].edits_allowed is True


def test_news_of_a_form_that_is_not_the_programs_is_received_and_does_nothing(hooked: Hooked) -> None:
    """Not even a request to Google."""
    before = hooked.forms.program.access.requests_used()[1]
    assert hooked.push("1AnyOtherForm") == 204
    assert hooked.push("") == 204
    assert hooked.tell("1AnyOtherForm") == 204
    assert hooked.forms.program.access.requests_used()[1] == before


def test_no_other_token_opens_the_door_of_the_push(hooked: Hooked) -> None:
    """Each pretender is refused with its status, and nothing is read or written."""
    forms, form_id = hooked.forms, hooked.forms.form_id("D1")
    forms.fill("D1")
    old = int(time.time()) - 7200
    pretenders = {
        "none": ("", 401),
        "no token": ("abc", 401),
        "another key": (hooked.signed(PUSHED, keys.private_key_pem(77)), 401),
        "another audience": (hooked.signed(PUSHED, aud=hooked.url), 401),
        "a slash at the end": (hooked.signed(PUSHED, aud=f"{hooked.url}{PUSHED}/"), 401),
        "another issuer": (hooked.signed(PUSHED, iss="https://accounts.example"), 401),
        "expired": (hooked.signed(PUSHED, iat=old, exp=old + 3600), 401),
        "not verified": (hooked.signed(PUSHED, email_verified=False), 401),
        "another service account": (hooked.signed(PUSHED, email="other@elsewhere.iam.gserviceaccount.com"), 403),
        "the token of a person": (hooked.signed(SUBMITTED), 401),
    }
    before = forms.program.access.requests_used()
    with heard() as lines:
        found = {name: hooked.push(form_id, token) for name, (token, _) in pretenders.items()}
    assert found == {name: status for name, (_, status) in pretenders.items()}
    assert forms.program.access.requests_used() == before
    assert hooked.rows() == 4
    assert "elsewhere" not in repr(lines)


def test_only_people_of_the_program_may_tell_and_only_of_their_own_districts_forms(hooked: Hooked) -> None:
    """The director of any form, coaches and administrators of their district's."""
    d1, d3 = hooked.forms.form_id("D1"), hooked.forms.form_id("D3")
    found = {
        (name, key): hooked.tell(form_id, email)
        for key, form_id in (("D1", d1), ("D3", d3))
        for name, email in (
            ("coach", ANA),
            ("other coach", BEN),
            ("administrator", ADMINISTRATOR["D1"]),
            ("director", DIRECTOR),
            ("nobody", "visitor@elsewhere.example"),
        )
    }
    assert [name for (name, key), status in found.items() if key == "D1" and status == 204] == [
        "coach",
        "administrator",
        "director",
    ]
    assert [name for (name, key), status in found.items() if key == "D3" and status == 204] == [
        "other coach",
        "director",
    ]
    assert set(found.values()) == {204, 403}
    assert hooked.send(SUBMITTED, {"formId": d1}, hooked.signed(SUBMITTED, aud=SHEETS_CLIENT)) == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b'{"message": 5}', 400),
        (b'{"message": {"attributes": {"formId": 5}}}', 400),
        (b'{"message": {"attributes": {"formId": ["a"]}}}', 400),
        (b'{"message": ' + b'{"a": ' * 5000 + b"1" + b"}" * 5000 + b"}", 400),
        (b'{"message": {"attributes": {"formId": "' + b"x" * 5_000_000 + b'"}}}', 413),
        (b'{"message": {}}', 204),
        (b'{"message": {"attributes": {"formId": "x", "eventType": "SCHEMA"}}}', 204),
    ],
)
def test_a_body_that_is_no_push_is_refused_with_its_status(hooked: Hooked, body: bytes, status: int) -> None:
    """From the right caller; nothing of the body is logged."""
    with heard() as lines:
        assert hooked.send(PUSHED, body, hooked.signed(PUSHED)) == status
    assert not [line for line in lines if line.get("event") == "addon fault"]
    assert hooked.rows() == 4


def test_a_google_that_is_busy_asks_to_be_told_again(hooked: Hooked) -> None:
    """503, so that Pub/Sub pushes again; then the row is there."""
    form_id = hooked.forms.form_id("D1")
    hooked.forms.fill("D1")
    hooked.forms.world.faults.add("forms.forms.responses.list", "status_429", retry_after=1000)
    assert hooked.push(form_id) == 503
    assert hooked.rows() == 4
    hooked.forms.world.faults.clear()
    assert hooked.push(form_id) == 204
    assert hooked.rows() == 4 + 1


def test_a_door_without_its_setting_is_closed(hooked: Hooked) -> None:
    """An empty audience, or no account that may push, believes nobody."""
    google = hooked.forms.program.google.address
    verifier = TokenVerifier(Certificates(f"{google}/oauth2/v1/certs"))
    here = collaborators(AddonSettings(hooked.url, "", SHEETS_CLIENT, google), hooked.forms.context(), verifier)
    client = create_app(here, [hooks(here, HookSettings())]).test_client()
    sent = [
        client.post(path, data=b"{}", headers={"Authorization": f"Bearer {token}"}).status_code
        for path, token in (
            (PUSHED, hooked.signed(PUSHED)),
            (SUBMITTED, hooked.signed(SUBMITTED)),
            (SUBMITTED, hooked.signed(SUBMITTED, aud="")),
        )
    ]
    assert sent == [403, 401, 401]
