"""Forms in an emulator, as short as a test wants them, through the unmodified client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import requests
from googleapiclient.errors import HttpError

from sync.emulator.server import EmulatorServer
from tests.emulator_clients import DRIVE, google_service, user_credentials

FORMS = (
    "https://www.googleapis.com/auth/forms.body",
    "https://www.googleapis.com/auth/forms.responses.readonly",
    DRIVE,
)
OWNER = "dana@program.example"
COACH = "carol@program.example"

Item = dict[str, Any]


def user_forms(server: EmulatorServer, email: str = OWNER) -> Any:
    return google_service(server, "forms", "v1", user_credentials(server, email, FORMS))


def user_drive(server: EmulatorServer, email: str = OWNER) -> Any:
    return google_service(server, "drive", "v3", user_credentials(server, email, FORMS))


def question(title: str, id: str = "", required: bool = False, **kind: Any) -> Item:
    """An item with one question: `question("Minutes", "a1", textQuestion={})`."""
    asked: Item = {"required": required, **kind} | ({"questionId": id} if id else {})
    return {"title": title, "questionItem": {"question": asked}}


def choice(title: str, id: str, type: str, *options: str | Item, required: bool = False) -> Item:
    listed = [{"value": option} if isinstance(option, str) else option for option in options]
    return question(title, id, required, choiceQuestion={"type": type, "options": listed})


def section(title: str, id: str) -> Item:
    return {"title": title, "itemId": id, "pageBreakItem": {}}


def new_form(forms: Any, *items: Item, title: str = "Activity Form", **settings: Any) -> str:
    """The id of a form with these items and settings; not published."""
    form_id: str = forms.forms().create(body={"info": {"title": title}}).execute()["formId"]
    wanted: list[Item] = [{"createItem": {"item": item, "location": {"index": at}}} for at, item in enumerate(items)]
    wanted += [{"updateSettings": {"settings": settings, "updateMask": ",".join(settings)}}] if settings else []
    if wanted:
        update(forms, form_id, *wanted)
    return form_id


def open_form(server: EmulatorServer, *items: Item, to: str = "", collects: str = "DO_NOT_COLLECT") -> str:
    """The id of a form that is published: to anyone, or to one person."""
    forms = user_forms(server)
    form_id = new_form(forms, *items, emailCollectionType=collects)
    publish(forms, form_id)
    responder = {"type": "user", "emailAddress": to} if to else {"type": "anyone"}
    let_respond(server, form_id, **responder)
    return form_id


def let_respond(server: EmulatorServer, form_id: str, **who: str) -> dict[str, Any]:
    body = {"role": "reader", "view": "published", **who}
    made: dict[str, Any] = user_drive(server).permissions().create(fileId=form_id, body=body, fields="*").execute()
    return made


def publish(forms: Any, form_id: str, published: bool = True, accepting: bool = True) -> Any:
    state = {"isPublished": published, "isAcceptingResponses": accepting}
    body = {"publishSettings": {"publishState": state}}
    return forms.forms().setPublishSettings(formId=form_id, body=body).execute()


def update(forms: Any, form_id: str, *requests: Item, **more: Any) -> Any:
    return forms.forms().batchUpdate(formId=form_id, body={"requests": list(requests), **more}).execute()


def read(forms: Any, form_id: str) -> Any:
    return forms.forms().get(formId=form_id).execute()


def refusal(call: Any) -> tuple[int, str]:
    """The status and the message of a call that is refused."""
    try:
        call.execute()
    except HttpError as refused:
        return refused.resp.status, refused.reason
    return 200, ""


class Browser:
    """A browser that fills in a form: it keeps cookies, and every field of the page that it was shown."""

    def __init__(self, server: EmulatorServer, form_id: str) -> None:
        self.session = requests.Session()
        uri = read(user_forms(server), form_id)["responderUri"]
        self.base = uri.removesuffix("/viewform")
        self.page = ""
        self.status = 0

    def open(self, query: str = "") -> Browser:
        return self._shown(self.session.get(f"{self.base}/viewform{query}", timeout=10))

    def send(self, fields: Mapping[str, str | list[str]] | None = None, go: str = "next") -> Browser:
        """Type into the fields, leave the others as they stand, and press Next or Submit (or `go="back"`)."""
        sent = self.fields() | {
            name: [text] if isinstance(text, str) else text for name, text in (fields or {}).items()
        }
        return self._shown(self.session.post(f"{self.base}/formResponse", data={**sent, "go": go}, timeout=10))

    def fields(self) -> dict[str, list[str]]:
        """What stands in the page's fields, as a browser would send it."""
        found: dict[str, list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", self.page):
            flags = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if flags.get("type") in {"radio", "checkbox"} and " checked" not in tag:
                continue
            found.setdefault(flags["name"], []).append(unescape(flags.get("value", "")))
        for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', self.page, re.S):
            found[name] = [unescape(inner)]
        for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', self.page, re.S):
            chosen = re.findall(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", inner)
            found[name] = [unescape(value or text) for value, text in chosen] or [""]
        return found

    def problems(self) -> list[str]:
        """What the page says is wrong with single answers."""
        return [unescape(said) for said in re.findall(r'<p class="wrong" id="[^"]*">(.*?)</p>', self.page)]

    def _shown(self, answer: requests.Response) -> Browser:
        self.page, self.status = answer.text, answer.status_code
        return self


def entry(question_id: str) -> str:
    """The page's name of a question's field."""
    return f"entry.{int(question_id, 16)}"
