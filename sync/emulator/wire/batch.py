"""Drive's batch endpoint: several requests in one multipart body, answered in one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from email.message import Message
from email.parser import BytesParser

from flask import Request, Response
from werkzeug.test import EnvironBuilder

from sync.emulator.wire.answers import JSON, error_response
from sync.emulator.wire.errors import invalid_argument

_MOST_CALLS = 100  # Drive's batch page


def answered(request: Request, answer: Callable[[Request, str], Response]) -> Response:
    """The answers to every request of a batch, in order; `answer` answers one, given its raw path."""
    head = f"Content-Type: {request.content_type}\r\n\r\n".encode()
    payload = BytesParser().parsebytes(head + request.get_data()).get_payload()
    parts = [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []
    if not parts or len(parts) > _MOST_CALLS:
        message = f"Failed to parse batch request: it must hold 1 to {_MOST_CALLS} parts."
        return error_response(invalid_argument(message), "drive")
    boundary = f"batch_{secrets.token_urlsafe(12)}"
    pieces = []
    for part in parts:
        inner = _request(part, request)
        raw_path = str(inner.environ["RAW_URI"]).partition("?")[0]
        pieces.append(_piece(boundary, " ".join(str(part.get("Content-ID", "")).split()), answer(inner, raw_path)))
    body = b"".join(pieces) + f"--{boundary}--\r\n".encode()
    return Response(body, 200, content_type=f"multipart/mixed; boundary={boundary}")


def _request(part: Message[str, str], outer: Request) -> Request:
    """One call as if it had come alone; it is signed in as the batch is, unless it says otherwise."""
    payload = part.get_payload(decode=True)
    text = payload if isinstance(payload, bytes) else b""
    line, _, rest = text.lstrip().replace(b"\r\n", b"\n").partition(b"\n")
    headers, _, body = rest.partition(b"\n\n")
    method, target, *_ = line.decode().split(" ")
    sent = dict(BytesParser().parsebytes(headers, headersonly=True).items())
    sent.pop("Content-Length", None)
    if "Authorization" not in sent and "authorization" not in sent:
        sent["Authorization"] = outer.headers.get("Authorization", "")
    target = "/" + target.partition("://")[2].partition("/")[2] if "://" in target else target
    environ = EnvironBuilder(path=target, method=method, headers=[*sent.items()], data=body).get_environ()
    environ |= {"RAW_URI": target, "emulator.hold": outer.environ["emulator.hold"]}
    return Request(environ)


def _piece(boundary: str, content_id: str, response: Response) -> bytes:
    head = [f"--{boundary}", "Content-Type: application/http"]
    if content_id:
        head.append(f"Content-ID: <response-{content_id.strip().removeprefix('<')}")
    inner = [f"HTTP/1.1 {response.status}", f"Content-Type: {response.content_type or JSON}"]
    inner += [f"Content-Length: {len(response.data)}", "", ""]
    content: bytes = response.data
    return "\r\n".join([*head, "", *inner]).encode() + content + b"\r\n"
