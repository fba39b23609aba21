"""The shapes in which an add-on answers Google."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

Json = dict[str, Any]

REQUIRED_SCOPES: Final = (
    "https://www.googleapis.com/auth/drive.file",
    "https://www.googleapis.com/auth/userinfo.email",
)


def opened(card: Json) -> Json:
    """The answer to a sidebar that was just opened."""
    return {"action": {"navigations": [{"pushCard": card}]}}


def updated(card: Json, notification: str = "", *, changed: bool = False) -> Json:
    """The answer to a click: the card in place of the one that stands there. `changed`: something was written."""
    action: Json = {"navigations": [{"updateCard": card}]}
    if notification:
        action["notification"] = {"text": notification}
    answer: Json = {"renderActions": {"action": action}}
    return answer | {"stateChanged": True} if changed else answer


def suggested(texts: Sequence[str]) -> Json:
    """The answer to typing in a field with suggestions."""
    return {"autoComplete": {"items": [{"text": text} for text in texts]}}


def asks_for_file() -> Json:
    """Google asks the person to allow coachlog this one Sheet."""
    return {"renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}}


def asks_for_scopes(missing: Sequence[str]) -> Json:
    """Google asks the person for the permissions that were left out."""
    return {"requesting_google_scopes": {"scopes": list(missing)}}
