"""An add-on for tests: a small web server that answers what it is told to, and keeps what it was sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from addon.logo import LOGO_PNG
from sync.emulator.addon_host.sessions import AddonSession

Json = dict[str, Any]
Answer = Json | Response | Callable[[Json], "Json | Response"]
COACH = "dana@coaching.example"
SIGNER = "addon@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
CLIENT = "123-coachlog.apps.googleusercontent.com"
FILE = "https://www.googleapis.com/auth/drive.file"
EMAIL = "https://www.googleapis.com/auth/userinfo.email"
LOCALE = "https://www.googleapis.com/auth/script.locale"


class TinyAddon:
    """`answers` are by path; an answer may be made from the event. `sent` holds (path, headers, event)."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.sent: list[tuple[str, dict[str, str], Json]] = []
        self.slow_seconds = 0.0
        self.at_once, self.most_at_once = 0, 0
        self._lock = threading.Lock()
        app = Flask(__name__)
        app.add_url_rule("/<path:path>", view_func=self._answer, methods=["POST"])
        app.add_url_rule("/logo.png", "logo", lambda: Response(LOGO_PNG, content_type="image/png"))
        self._http = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def url(self, path: str) -> str:
        return f"{self.address}/{path}"

    def deployment(self) -> Json:
        """The deployment that its owner would enter."""
        return {
            "oauthScopes": [FILE, EMAIL, LOCALE],
            "addOns": {
                "common": {
                    "name": "Tiny log",
                    "logoUrl": self.url("logo.png"),
                    "useLocaleFromApp": True,
                    "homepageTrigger": {"runFunction": self.url("home")},
                },
                "sheets": {"onFileScopeGrantedTrigger": {"runFunction": self.url("granted")}},
                "httpOptions": {
                    "authorizationHeader": "SYSTEM_ID_TOKEN",
                    "granularOauthPermissionSupport": "OPT_IN",
                },
            },
        }

    def _answer(self, path: str) -> Json | Response:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
            self.sent.append((path, dict(request.headers), request.get_json()))
        time.sleep(self.slow_seconds)
        with self._lock:
            self.at_once -= 1
        answer = self.answers.get(path, Response("There is nothing here.", 404))
        found = answer(request.get_json()) if callable(answer) and not isinstance(answer, Response) else answer
        return found if isinstance(found, Response) else jsonify(found)


@contextmanager
def tiny_addon() -> Iterator[TinyAddon]:
    """A running add-on."""
    addon = TinyAddon()
    try:
        yield addon
    finally:
        addon.close()


def card(*widgets: Json, title: str = "Log", **more: Any) -> Json:
    """A card of one section."""
    return {"header": {"title": title}, "sections": [{"widgets": list(widgets)}], **more}


def pushed(shown: Json) -> Json:
    """The answer of a homepage."""
    return {"action": {"navigations": [{"pushCard": shown}]}}


def acted(*steps: Json, notification: str = "", **more: Any) -> Json:
    """The answer to a click."""
    action: Json = {"navigations": list(steps)} if steps else {}
    if notification:
        action["notification"] = {"text": notification}
    return {"renderActions": {"action": action}, **more}


def paragraph(text: str) -> Json:
    return {"textParagraph": {"text": text}}


def button(text: str, function: str, **action: Any) -> Json:
    """A button that asks the add-on."""
    does = {"action": {"function": function, **action}}
    return {"buttonList": {"buttons": [{"text": text, "onClick": does}]}}


def text_field(name: str, value: str = "", **more: Any) -> Json:
    return {"textInput": {"name": name, "label": name.capitalize(), "value": value, **more}}


def choice_field(name: str, *values: str, kind: str = "DROPDOWN", chosen: str = "") -> Json:
    items = [{"text": value.capitalize(), "value": value, "selected": value == chosen} for value in values]
    return {"selectionInput": {"name": name, "label": name.capitalize(), "type": kind, "items": items}}


def day_field(name: str, milliseconds: int | None = None) -> Json:
    picker = {"name": name, "label": name.capitalize(), "type": "DATE_ONLY"}
    return {"dateTimePicker": picker | ({"valueMsEpoch": str(milliseconds)} if milliseconds is not None else {})}


def opened(session: AddonSession, addon: TinyAddon, *widgets: dict[str, Any]) -> AddonSession:
    """The session with a card of these widgets."""
    addon.answers["home"] = pushed(card(*widgets))
    session.open()
    return session
