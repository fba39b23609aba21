"""Opaque page tokens: they say where to go on, and only for the question that they were given for."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any, TypeVar

from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import invalid_argument

T = TypeVar("T")
_PREFIX = "~!!~"  # as Drive's own begin


def page(call: Call, found: Sequence[T], default_size: int) -> tuple[Sequence[T], dict[str, Any]]:
    """One page of what was found, and `{"nextPageToken": ...}` if there is more. Raises GoogleError 400 for a
    bad token.
    """
    size, question = call.number("pageSize", default_size), _question(call)
    start = 0
    if token := call.one("pageToken"):
        start = _position(token, question)
    rest = found[start : start + size]
    end = start + size
    return rest, {"nextPageToken": _token(end, question)} if end < len(found) else {}


def _question(call: Call) -> str:
    asked = {name: values for name, values in call.query.items() if name not in {"pageToken", "pageSize", "fields"}}
    text = f"{call.method} {call.path} {sorted(asked.items())} {call.caller.email}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _token(position: int, question: str) -> str:
    return _PREFIX + base64.urlsafe_b64encode(f"{question}:{position}".encode()).decode().rstrip("=")


def _position(token: str, question: str) -> int:
    try:
        padded = token.removeprefix(_PREFIX) + "=="
        asked, _, position = base64.urlsafe_b64decode(padded).decode().partition(":")
        if token.startswith(_PREFIX) and asked == question:
            return int(position)
    except ValueError:
        pass
    raise invalid_argument("Invalid Value", reason="invalid", location="pageToken")
