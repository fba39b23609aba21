"""One log line a request: which endpoint, which answer, how long. Never a name, an address or a token."""

from __future__ import annotations

import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request

_log = structlog.get_logger(__name__)


def watched(app: Flask) -> None:
    """Adds the log line to every request of the app."""

    def begun() -> None:
        g.began, g.noted = time.perf_counter(), {}

    def ended(response: Response) -> Response:
        _log.info(
            "addon request",
            endpoint=request.url_rule.rule if request.url_rule else "unknown",
            action=(request.view_args or {}).get("action"),
            status=response.status_code,
            seconds=round(time.perf_counter() - g.began, 3),
            **g.noted,
        )
        return response

    app.before_request(begun)
    app.after_request(ended)


def noted(**words: str | int) -> None:
    """Adds words of ours to the request's log line."""
    g.noted |= words


def failed(fault: Exception) -> None:
    """Logs a fault of the program: its kind and place, not its text, which may quote what somebody typed."""
    frames = traceback.extract_tb(fault.__traceback__)
    place: dict[str, Any] = (
        {"file": frames[-1].filename.rsplit("/", 1)[-1], "line": frames[-1].lineno} if frames else {}
    )
    _log.error("addon fault", kind=type(fault).__name__, **place)
