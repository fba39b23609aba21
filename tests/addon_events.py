"""The add-on over real HTTP beside the practice Google, and Google's part played honestly: signed tokens, real event objects."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import requests
import structlog
from werkzeug.serving import make_server

from addon.application import create_app
from addon.collaborators import AddonSettings, Collaborators, collaborators
from sync.demo.sample_cells import Row
from sync.demo.typing_in import typed_rows
from sync.google.token_verifier import Certificates, TokenVerifier
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.context import SyncContext
from tests.card_contract import answer_cards, broken_rules
from tests.small_program import COACHES, SmallProgram, pseudonym_key

ADDON_ACCOUNT = "gsuite-addons@coachlog-practice.iam.gserviceaccount.com"
CLIENT_ID = "200000000000-addon.apps.googleusercontent.com"
DIRECTOR = "director@program.example"  # in the registry of the small program already
PRINCIPAL = "principal@north.example"
NOBODY = "visitor@elsewhere.example"
ANA, BEN = COACHES["C1"][1], COACHES["C2"][1]
SCOPES = (
    "https://www.googleapis.com/auth/drive.file",
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/script.locale",
)
Json = dict[str, Any]


@dataclass
class PracticeAddon:
    """A running add-on. `post` is one click of a person in a Sheet, as Google's platform would send it."""

    program: SmallProgram
    here: Collaborators
    url: str
    granted: set[tuple[str, str]] = field(default_factory=set)

    def system_token(self, path: str, account: str = ADDON_ACCOUNT, audience: str = "") -> str:
        self.program.google.world.signin.create_service_account(account)
        return self.program.google.world.signin.id_token(account, audience or f"{self.url}{path}")

    def user_token(self, email: str) -> str:
        signin = self.program.google.world.signin
        signin.create_user(email)
        signin.create_client(CLIENT_ID)
        return signin.access_token(email, SCOPES, CLIENT_ID)

    def allow(self, email: str, key: str) -> str:
        """The id of a workbook (or file id) in which the person has allowed coachlog."""
        workbook_id = self.program.workbooks.get(key, key)
        if (email, workbook_id) not in self.granted:
            self.program.google.world.drive.open_with(workbook_id, CLIENT_ID)
            self.granted.add((email, workbook_id))
        return workbook_id

    def event(
        self,
        email: str,
        key: str,
        inputs: Mapping[str, Any] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Json:
        """The event object. `inputs` are texts, or days for a date field; `key` "" means that no file is allowed yet."""
        self.program.google.world.signin.create_user(email)
        id_token = self.program.google.world.signin.id_token(email, CLIENT_ID)
        sheets = {}
        if key:
            workbook_id = self.allow(email, key)
            sheets = {"id": workbook_id, "title": "A Sheet", "addonHasFileScopePermission": True}
        return {
            "commonEventObject": {
                "userLocale": "en",
                "hostApp": "SHEETS",
                "platform": "WEB",
                "timeZone": {"id": "America/Chicago", "offset": -18000000},
                "formInputs": {name: form_input(value) for name, value in (inputs or {}).items()},
                "parameters": dict(parameters or {}),
            },
            "authorizationEventObject": {
                "userOAuthToken": self.user_token(email),
                "userIdToken": id_token,
                "systemIdToken": "not used by HTTP add-ons that ask for the header",
                "authorizedScopes": list(SCOPES),
            },
            "sheets": sheets,
        }

    def send(self, path: str, event: Any, token: str | None = None, **options: Any) -> requests.Response:
        """One request as Google's platform sends it. Every card that comes back is held to Google's contract."""
        headers = {"Authorization": f"Bearer {self.system_token(path) if token is None else token}"}
        answer = requests.post(f"{self.url}{path}", json=event, headers=headers, timeout=60, **options)
        if answer.status_code == 200:
            for card in answer_cards(answer.json()):
                assert broken_rules(card) == []
        return answer

    def home(self, email: str, key: str) -> Json:
        """The card of a sidebar that was just opened."""
        answer = self.send("/sheets/home", self.event(email, key))
        assert answer.status_code == 200, answer.text
        return answer.json()["action"]["navigations"][0]["pushCard"]

    def act(self, action: str, email: str, key: str, inputs: Any = None, parameters: Any = None) -> Json:
        """The answer to a click."""
        answer = self.send(f"/sheets/act/{action}", self.event(email, key, inputs, parameters))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def click(self, card: Json, text: str, email: str, key: str, **inputs: Any) -> Json:
        """Presses a button of a card with what stands in its fields, overwritten by `inputs`."""
        return self.press(card, next(each for each in buttons_of(card) if each["text"] == text), email, key, **inputs)

    def press(self, card: Json, button: Json, email: str, key: str, **inputs: Any) -> Json:
        """Presses this button, or this line that can be tapped, of a card."""
        pressed = button["onClick"]["action"]
        path = pressed["function"].removeprefix(self.url)
        sent = {each["key"]: each["value"] for each in pressed.get("parameters", ())}
        answer = self.send(path, self.event(email, key, {**filled_in(card), **inputs}, sent))
        assert answer.status_code == 200, answer.text
        return answer.json()


def form_input(value: Any) -> Json:
    """A field's value as Google sends it; an int or a text for a date is sent as it is."""
    if isinstance(value, date):
        midnight = datetime(value.year, value.month, value.day, tzinfo=UTC)
        return {"dateInput": {"msSinceEpoch": str(int(midnight.timestamp() * 1000))}}
    return value if isinstance(value, dict) else {"stringInputs": {"value": [value]}}


def widgets_of(card: Json) -> Iterator[Json]:
    for section in card.get("sections", ()):
        yield from section["widgets"]


def buttons_of(card: Json) -> Iterator[Json]:
    for widget in widgets_of(card):
        yield from widget.get("buttonList", {}).get("buttons", ())
        if "button" in widget.get("decoratedText", {}):
            yield widget["decoratedText"]["button"]


def filled_in(card: Json) -> Json:
    """What stands in the fields of a card when nobody has typed: empty fields are left out, as Google leaves them out."""
    found: Json = {}
    for widget in widgets_of(card):
        if text := widget.get("textInput"):
            found[text["name"]] = text.get("value", "")
        elif choice := widget.get("selectionInput"):
            chosen = [each.get("value", "") for each in choice["items"] if each.get("selected")]
            found[choice["name"]] = chosen[0] if chosen else ""
        elif picker := widget.get("dateTimePicker"):
            found[picker["name"]] = {"dateInput": {"msSinceEpoch": picker.get("valueMsEpoch", "")}}
    return {name: value for name, value in found.items() if value}


def card_of(answer: Json) -> Json:
    """The card in the answer to a click."""
    return answer["renderActions"]["action"]["navigations"][0]["updateCard"]


def said(answer: Json) -> str:
    """The notification of an answer."""
    return answer["renderActions"]["action"].get("notification", {}).get("text", "")


def words_of(card: Json) -> str:
    """Everything that a person can read on a card."""
    found: list[str] = []

    def collect(part: Any) -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                if isinstance(value, str) and key not in ("function", "url", "name", "value", "key", "type"):
                    found.append(value)
                collect(value)
        elif isinstance(part, list):
            for each in part:
                collect(each)

    collect(card)
    return "\n".join(found)


@contextmanager
def heard() -> Iterator[list[Any]]:
    """Every log line of the block, also those that tests keep off the screen."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    try:
        with structlog.testing.capture_logs() as lines:
            yield lines
    finally:
        structlog.configure(**before)


def enter_people(program: SmallProgram) -> None:
    """The director enters a principal beside the people who are there."""
    enter_rows(program, "people", [{"email": PRINCIPAL, "role": "Principal", "district_id": "D1"}])


def enter_rows(program: SmallProgram, key: str, rows: list[Row]) -> None:
    """The director adds rows to a tab of the registry."""
    director = program.google.signed_in(DIRECTOR)
    snapshot = read_workbook(director, program.workbooks["registry"])
    tab = snapshot.tab(key)
    assert tab is not None
    write_workbook(
        director, snapshot, snapshot.version, typed_rows(tab, rows, len(tab.columns[0]) + 1), read_back=False
    )


@contextmanager
def served(program: SmallProgram) -> Iterator[PracticeAddon]:
    """The add-on over HTTP on this machine, for as long as the block runs."""
    google = program.google.address

    def noon() -> datetime:
        return datetime(program.today.year, program.today.month, program.today.day, 18, tzinfo=UTC)

    context = SyncContext(program.access, program.ledger, "0123456789abcdef", noon, "America/Chicago", pseudonym_key)
    verifier = TokenVerifier(Certificates(f"{google}/oauth2/v1/certs"))
    # The port is known only once something listens there; the address is part of what tokens are checked against.
    reserved = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    settings = AddonSettings(f"http://127.0.0.1:{reserved.port}", ADDON_ACCOUNT, CLIENT_ID, google)
    here = collaborators(settings, context, verifier)
    reserved.app = create_app(here)
    thread = threading.Thread(target=reserved.serve_forever, daemon=True)
    thread.start()
    try:
        yield PracticeAddon(program, here, settings.url)
    finally:
        reserved.shutdown()
        thread.join()
        reserved.server_close()
