"""Google's errors, in the two forms in which its APIs send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CODES = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
    "ABORTED": 409,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
}

_DRIVE_REASONS = {
    400: "badRequest",
    401: "authError",
    403: "insufficientPermissions",
    404: "notFound",
    409: "conflict",
    429: "rateLimitExceeded",
    500: "internalError",
    501: "notImplemented",
    503: "backendError",
}


@dataclass
class GoogleError(Exception):
    """A refusal as Google words it.

    `status` is the canonical code of Sheets, Docs and Forms; `reason`, `domain` and `location` appear in
    Drive's form, and `drive_message` replaces `message` there. `details` are `google.rpc` messages, `headers`
    go onto the response.
    """

    status: str
    message: str
    reason: str | None = None
    drive_message: str | None = None
    domain: str = "global"
    location: str | None = None
    location_type: str = "parameter"
    code: int = 0
    details: Sequence[Mapping[str, Any]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.code = self.code or CODES[self.status]

    def __str__(self) -> str:
        return f"{self.code} {self.status}: {self.message}"

    def body(self, api: str) -> dict[str, Any]:
        """The JSON body of the response of `api` ("drive", or any other for the canonical form)."""
        return self._drive_body() if api == "drive" else self._canonical_body()

    def _canonical_body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}

    def _drive_body(self) -> dict[str, Any]:
        message = self.drive_message or self.message
        reason = self.reason or _DRIVE_REASONS.get(self.code, "badRequest")
        item: dict[str, Any] = {"message": message, "domain": self.domain, "reason": reason}
        if self.location:
            item |= {"location": self.location, "locationType": self.location_type}
        error: dict[str, Any] = {"code": self.code, "message": message, "errors": [item]}
        if self.details:
            error |= {"status": self.status, "details": list(self.details)}
        return {"error": error}


def invalid_argument(message: str, violations: Sequence[tuple[str, str]] = (), **drive: Any) -> GoogleError:
    """A 400 INVALID_ARGUMENT. `violations` are pairs (field, description), listed as a
    `google.rpc.BadRequest`.
    """
    details: list[Mapping[str, Any]] = []
    if violations:
        listed = [
            {"field": where, "description": what} if where else {"description": what} for where, what in violations
        ]
        details.append({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed})
    return GoogleError("INVALID_ARGUMENT", message, details=details, **drive)


def error_info(reason: str, **metadata: str) -> dict[str, Any]:
    """A `google.rpc.ErrorInfo` of the domain googleapis.com."""
    info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com"}
    return info | ({"metadata": metadata} if metadata else {})


NOT_FOUND_PAGE = """<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 404 (Not Found)!!1</title>
  <p><b>404.</b> <ins>That\u2019s an error.</ins>
  <p>The requested URL <code>{path}</code> was not found on this server.  <ins>That\u2019s all we know.</ins>
"""

BAD_GATEWAY_PAGE = """<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 502 (Server Error)!!1</title>
  <p><b>502.</b> <ins>That\u2019s an error.</ins>
  <p>The server encountered a temporary error and could not complete your request.
  <p>Please try again in 30 seconds.  <ins>That\u2019s all we know.</ins>
"""
