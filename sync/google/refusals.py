"""From one HTTP answer of Google to one exception of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests

from sync.google.calls import Call
from sync.google.errors import (
    CredentialsMissing,
    GoogleProblem,
    NotFound,
    QuotaExhausted,
    Rejected,
    SheetNotShared,
    Unavailable,
)

_QUOTA_REASONS = {
    "userRateLimitExceeded",
    "rateLimitExceeded",
    "quotaExceeded",
    "dailyLimitExceeded",
    "sharingRateLimitExceeded",
}
_NOT_SHARED_REASONS = {"", "insufficientFilePermissions", "forbidden", "appNotAuthorizedToFile"}
_NO_SCOPE = "the sign-in was not given the permission (scope) for this. Sign in again and grant it."
_NO_API = "this Google API is not switched on for the program's Cloud project. Switch it on in the console."
_HINTS = {
    "storageQuotaExceeded": "this identity cannot own files. Make it in a shared drive or as the director.",
    "exportSizeLimitExceeded": "too large to export (10 MB at most). Read it through the Sheets API.",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": _NO_SCOPE,
    "insufficientPermissions": _NO_SCOPE,
    "SERVICE_DISABLED": _NO_API,
    "accessNotConfigured": _NO_API,
}
_PROTECTED = (
    "a tab, column or cell to be written is protected. The workbook's owner opens Data > Protect sheets and ranges and either "
    "removes the protection or adds to its editors whoever may write: for the sync, coachlog's address (`coachlog doctor` "
    "shows it)."
)
_FAILED_REQUEST = re.compile(r"requests\[(\d+)\]\.(\w+)")
# What Google quotes from a request. Greedy, since a cell may hold quotes of its own; only a field's path with
# an index, such as 'requests[0].add_chart', may stay.
_QUOTED = (
    (re.compile(r'".*"|".*', re.DOTALL), "…"),
    (re.compile(r"(?<!\w)'(?![\w.\[\]]*\[\d+\][\w.\[\]]*'(?!\w)).*?'(?!\w)", re.DOTALL), "…"),
    (re.compile(r"(parse range:|\(TYPE_\w+\),|\(type\.googleapis\.com/[\w.]+\),).*", re.DOTALL), r"\1 …"),
    (re.compile(r"\S+@\S+"), "…"),
)
_LONGEST_MESSAGE = 300  # characters; beyond that Google repeats the request


def problem_of(response: requests.Response, call: Call, reader: str) -> GoogleProblem:
    """The exception for an answer with a status of 400 or more.

    Args: the answer, the call it answers, and the address that files are shared with (for `SheetNotShared`).
    """
    status = response.status_code
    retry_after = _retry_after(response)
    error = _error_in(response)
    reason = _reason(error)
    if status == 429 or (status == 403 and reason in _QUOTA_REASONS):
        return QuotaExhausted(f"Google's allowance for {call.api} ({call.kind}) is used up.", retry_after=retry_after)
    # 501 is not an outage: there is no such method, and there will be none.
    if (status >= 500 and status != 501) or status == 408:
        return Unavailable(f"Google's {call.api} service answered {status}.", retry_after=retry_after)
    if status == 401:
        return CredentialsMissing(
            "Google does not accept the sign-in (it has expired or was withdrawn). Sign in again."
        )
    if reason in _HINTS:
        return Rejected(_HINTS[reason], reason=reason)
    if status == 403 and call.file_id and reason in _NOT_SHARED_REASONS:
        return SheetNotShared(call.file_id, reader)
    if status == 404 and call.file_id:
        return NotFound(call.file_id)
    message = str(error.get("message", "")) or f"status {status}, without an explanation"
    failed = _FAILED_REQUEST.search(message)
    return Rejected(
        _PROTECTED if "edit a protected cell or object" in message else without_quotes(message),
        reason=reason,
        failed_request=(int(failed.group(1)), failed.group(2)) if failed else None,
    )


def without_quotes(message: str) -> str:
    """Google's wording with everything that it quotes from a request or a sheet taken out."""
    for pattern, instead in _QUOTED:
        message = pattern.sub(instead, message)
    return message[:_LONGEST_MESSAGE]


def _error_in(response: requests.Response) -> Mapping[str, Any]:
    """The `error` object of Google's body; empty for a page of HTML."""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _reason(error: Mapping[str, Any]) -> str:
    """Google's short code for the refusal, wherever this API puts it: Drive in `errors`, the others in
    `details`."""
    items = [*error.get("errors", ()), *error.get("details", ())]
    return next((str(item["reason"]) for item in items if isinstance(item, dict) and "reason" in item), "")


def _retry_after(response: requests.Response) -> float | None:
    """Seconds to wait by the `Retry-After` header: a number, or a date, counted from the server's own
    `Date`."""
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None
