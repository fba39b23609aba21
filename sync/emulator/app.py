"""The emulated Google as a Flask app: sign-in routes, and one dispatcher for every method of every discovery
document.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import orjson
from flask import Flask, Request, Response, request
from werkzeug.routing import Rule

from sync.emulator.dispatch import FrontEnd
from sync.emulator.signin_routes import add_signin_routes
from sync.emulator.wire import batch
from sync.emulator.wire.answers import JSON, error_response
from sync.emulator.wire.discovery import SERVED, relocated
from sync.emulator.wire.errors import NOT_FOUND_PAGE, GoogleError
from sync.emulator.world import World

# Each has a `routes` module with ROUTES (method id -> handler) and may have `register(world)`,
# `add_pages(app, world)`.
_PARTS = ("drive", "sheets", "forms", "docs", "pages", "addon_host")
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class _Rule(Rule):
    """A rule that works out how its address is spelled when somebody asks: half of an emulator's start went into that."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(super()._compile_builder)

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            return compiled(append_unknown)(rule, **values)

        return build


class EmulatorApp(Flask):
    """The app, with its world at hand."""

    url_rule_class = _Rule
    world: World


def create_app(world: World) -> EmulatorApp:
    """The app over one world, with every part that is there."""
    app = EmulatorApp("sync.emulator", static_folder=None)
    app.world = world
    # A fault that cuts the connection must reach the server, not become a page.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    handlers: dict[str, Any] = {}
    add_signin_routes(app, world)
    for name in _PARTS:
        part = _part(name)
        if part is None:
            continue
        handlers |= getattr(part, "ROUTES", {})
        if hasattr(part, "register"):
            part.register(world)
        if hasattr(part, "add_pages"):
            part.add_pages(app, world)
    front_end = FrontEnd(world, handlers)

    def any_method(path: str = "") -> Response:  # noqa: ARG001 - the raw path is read, still encoded
        return front_end.answer(request, raw_path(request))

    def a_batch() -> Response:
        return batch.answered(request, front_end.answer)

    def no_batch() -> Response:
        refusal = GoogleError("UNIMPLEMENTED", "Batch requests are not supported by this API.")
        return error_response(refusal, "sheets")

    def discovery(api: str, version: str) -> Response:
        if (api, version) not in SERVED:
            return Response(NOT_FOUND_PAGE.format(path=f"{api} {version}"), 404)
        return Response(orjson.dumps(relocated(api, version, world.address)), content_type=JSON)

    app.add_url_rule("/batch/drive/v3", view_func=a_batch, methods=["POST"])
    app.add_url_rule("/batch", view_func=no_batch, methods=["POST"])
    app.add_url_rule("/discovery/v1/apis/<api>/<version>/rest", view_func=discovery)
    app.add_url_rule("/", view_func=any_method, methods=_METHODS, endpoint="root")
    app.add_url_rule("/<path:path>", view_func=any_method, methods=_METHODS)
    return app


def _part(name: str) -> ModuleType | None:
    """The routes of one API; None if this copy of the emulator goes without it."""
    module = f"sync.emulator.{name}.routes"
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name in {module, f"sync.emulator.{name}"}:
            return None
        raise


def raw_path(request: Request) -> str:
    """The path as it was sent, still percent-encoded: a range may hold a `/` or a `:` that is no part of the
    path.
    """
    return urlsplit(str(request.environ["RAW_URI"])).path
