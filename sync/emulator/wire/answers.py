"""Answers that no handler gives: errors, and what a scripted fault sends instead of an answer."""

from __future__ import annotations

import orjson
from flask import Request, Response

from sync.emulator.faults import Fault
from sync.emulator.wire.errors import BAD_GATEWAY_PAGE, GoogleError

JSON = "application/json; charset=UTF-8"


class ConnectionCutError(Exception):
    """The connection is to be cut without an answer."""


def struck_before(fault: Fault, api: str, request: Request) -> Response | None:
    """The answer of a fault that strikes before anything is done; None if it strikes later. Raises
    ConnectionCutError.
    """
    headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
    match fault.kind:
        case "status_429":
            message = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service"
            error = GoogleError(
                "RESOURCE_EXHAUSTED",
                f"{message} '{api}.googleapis.com'.",
                reason="rateLimitExceeded",
                domain="usageLimits",
                headers=headers,
            )
        case "status_500":
            error = GoogleError("INTERNAL", "Internal error encountered.", headers=headers)
        case "status_503":
            error = GoogleError("UNAVAILABLE", "The service is currently unavailable.", headers=headers)
        case "html_502":
            return Response(BAD_GATEWAY_PAGE, 502, headers, content_type="text/html; charset=UTF-8")
        case "timeout_before":
            request.environ["emulator.hold"](fault.seconds)
            raise ConnectionCutError
        case "cut_connection":
            raise ConnectionCutError
        case _:
            return None
    return error_response(error, api)


def error_response(error: GoogleError, api: str) -> Response:
    body = orjson.dumps(error.body(api), option=orjson.OPT_INDENT_2)
    return Response(body, error.code, dict(error.headers), content_type=JSON)
