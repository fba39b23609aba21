"""From an HTTP request to a handler and back: fault, sign-in, quota, checks, one transaction, mask, JSON."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import orjson
from flask import Request, Response

from sync.emulator.faults import Fault
from sync.emulator.journal import Entry
from sync.emulator.signin import insufficient_scopes
from sync.emulator.wire import uploads
from sync.emulator.wire.answers import JSON, ConnectionCutError, error_response, struck_before
from sync.emulator.wire.body_check import checked_body, parsed_body
from sync.emulator.wire.call import Call, Caller, Content, Media
from sync.emulator.wire.discovery import Match, Method, match
from sync.emulator.wire.errors import NOT_FOUND_PAGE, GoogleError, invalid_argument
from sync.emulator.wire.field_masks import FieldMask
from sync.emulator.wire.query_check import checked_query
from sync.emulator.world import World

_log = logging.getLogger(__name__)
Handler = Callable[[Call], "dict[str, Any] | Content | None"]
_PER_FILE = frozenset({"https://www.googleapis.com/auth/drive.file", "https://www.googleapis.com/auth/drive.appdata"})


@dataclass
class _Exchange:
    """What the journal will say of one request."""

    method: str
    request_bytes: int
    caller: str = ""
    ignored: tuple[str, ...] = ()


LARGE_BODY_BYTES = 2**20  # from here on, garbage collections cost more than the work between them


@contextmanager
def uncollected(size: int) -> Iterator[None]:
    """No garbage collection while a large body is worked on: each of its million dicts would wake it again, for nothing."""
    pausing = size > LARGE_BODY_BYTES and gc.isenabled()
    if pausing:
        gc.disable()
    try:
        yield
    finally:
        if pausing:
            gc.enable()


class FrontEnd:
    """Answers every method that the discovery documents know."""

    def __init__(self, world: World, handlers: Mapping[str, Handler]) -> None:
        self.world, self.handlers = world, handlers

    def answer(self, request: Request, raw_path: str) -> Response:
        """The response to one request. Raises ConnectionCutError where a fault says so."""
        started = time.perf_counter()
        raw = request.get_data()
        override = request.headers.get("X-HTTP-Method-Override", "")
        found = match((override or request.method).upper(), raw_path)
        exchange = _Exchange(found.method.id if found else "unknown", len(raw))
        status, size = 0, 0
        try:
            if found is None:
                page = NOT_FOUND_PAGE.format(path=escape(raw_path))
                response = Response(page, 404, content_type="text/html; charset=UTF-8")
            else:
                with uncollected(len(raw)):
                    response = self._answer_with_faults(request, found, raw, bool(override), exchange)
            status, size = response.status_code, len(response.data)
            return self._dated(response)
        finally:
            took = (time.perf_counter() - started) * 1000
            self.world.journal.add(
                Entry(
                    self.world.now(),
                    exchange.method,
                    exchange.caller,
                    status,
                    took,
                    exchange.request_bytes,
                    size,
                    exchange.ignored,
                )
            )

    def _answer_with_faults(
        self, request: Request, found: Match, raw: bytes, overridden: bool, exchange: _Exchange
    ) -> Response:
        world, method = self.world, found.method
        world.faults.delay(method.id)
        fault = world.faults.take(method.id)
        if fault is not None:
            struck = struck_before(fault, method.api, request)
            if struck is not None:
                return struck
        query = {name: request.args.getlist(name) for name in request.args}
        if overridden and request.mimetype == "application/x-www-form-urlencoded":
            query |= {name: request.form.getlist(name) for name in request.form}
            raw = b""
        response = self._answer(request, found, raw, query, fault, exchange)
        if fault is not None and fault.kind in {"timeout_after", "cut_connection_after"}:
            if fault.kind == "timeout_after":
                request.environ["emulator.hold"](fault.seconds)
            raise ConnectionCutError
        return response

    def _answer(
        self,
        request: Request,
        found: Match,
        raw: bytes,
        query: Mapping[str, list[str]],
        fault: Fault | None,
        exchange: _Exchange,
    ) -> Response:
        method = found.method
        try:
            caller = self._caller(request, method)
            exchange.caller = caller.email
            wants_media = query.get("alt", ["json"])[-1] == "media"
            self.world.quotas.spend(method, caller, wants_media)
            call, exchange.ignored = self._call(request, found, raw, query, caller)
            call.stale = fault is not None and fault.kind == "stale_change_feed"
            handler = self.handlers.get(method.id)
            if handler is None:
                raise GoogleError(
                    "UNIMPLEMENTED", f"Operation is not implemented, or supported, or enabled: {method.id}."
                )
            with self.world.store.transaction():
                return _rendered(call, handler(call))
        except GoogleError as refusal:
            return error_response(refusal, method.api)
        except Exception:  # noqa: BLE001 - whatever breaks, Google answers 500
            _log.exception("The emulator could not answer %s.", method.id)
            return error_response(GoogleError("INTERNAL", "Internal error encountered."), method.api)

    def _caller(self, request: Request, method: Method) -> Caller:
        sent = request.headers.get("Authorization", "")
        if not sent and (token := request.args.get("access_token") or request.args.get("oauth_token")):
            sent = f"Bearer {token}"
        caller = self.world.signin.caller(sent)
        usable = caller.scopes & method.scopes
        if not usable:
            raise insufficient_scopes(method.id, method.service, method.scopes)
        return replace(caller, per_file=usable <= _PER_FILE)

    def _call(
        self, request: Request, found: Match, raw: bytes, query: Mapping[str, list[str]], caller: Caller
    ) -> tuple[Call, tuple[str, ...]]:
        method = found.method
        known, ignored_parameters = checked_query(method, query)
        media: Media | None = None
        body_bytes = raw
        if found.is_upload:
            body_bytes, media = uploads.split(request.content_type or "", raw, known.get("uploadType", [""])[-1])
        body, ignored_fields = checked_body(method, parsed_body(body_bytes))
        alt = known.get("alt", ["json"])[-1]
        if alt not in {"json", "media"}:
            raise invalid_argument(
                f"Unsupported Output Format: {alt}", reason="unsupportedOutputFormat", location="alt"
            )
        mask = FieldMask.everything()
        if fields := known.get("fields"):
            mask = FieldMask.parse(",".join(fields), method)
        call = Call(
            method=method.id,
            spec=method,
            path=found.path,
            query=known,
            body=body,
            caller=caller,
            world=self.world,
            raw=raw,
            content_type=request.content_type or "",
            mask=mask,
            media=media,
            wants_media=alt == "media" and method.sends_media,
        )
        return call, (*ignored_parameters, *ignored_fields)

    def _dated(self, response: Response) -> Response:
        response.headers["Date"] = self.world.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        response.headers.setdefault("Cache-Control", "private")
        response.headers.setdefault("Vary", "Origin, X-Origin, Referer")
        return response


def _rendered(call: Call, answer: dict[str, Any] | Content | None) -> Response:
    if answer is None:
        return Response(status=204)
    if isinstance(answer, Content):
        return Response(answer.content, 200, dict(answer.headers), content_type=answer.mime_type)
    pretty = call.flag("prettyPrint", True)
    body = orjson.dumps(call.mask.cut(answer), option=orjson.OPT_INDENT_2 if pretty else None)
    return Response(body, 200, content_type=JSON)
