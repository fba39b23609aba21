"""The Flask application: made by whoever hands in its collaborators, served by any WSGI server."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from addon.answers import Json, asks_for_scopes, opened, updated
from addon.cards.pieces import Links, as_json
from addon.cards.visitor import problem_card
from addon.collaborators import Collaborators
from addon.deployment import deployment
from addon.events import MOST_BYTES, EventRefused
from addon.logo import LOGO_PNG
from addon.problem_answers import EXPECTED, words_for
from addon.sheets import sheets_endpoints
from addon.visit import ScopesMissing
from addon.watch import failed, noted, watched
from sync.google.token_verifier import TokenRefused, WrongCaller


def create_app(here: Collaborators, others: Sequence[Blueprint] = ()) -> Flask:
    """The add-on's application. `others` are further endpoints (the hooks), which verify their callers themselves."""
    app = Flask("coachlog_addon", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.json.compact, app.json.sort_keys = True, False  # type: ignore[attr-defined]
    watched(app)
    _add_problems(app, here)
    app.register_blueprint(sheets_endpoints(here))
    for blueprint in others:
        app.register_blueprint(blueprint)

    def healthz() -> Json:
        return {"status": "ok"}

    def deployment_json() -> Json:
        return deployment(here.settings.url)

    def logo() -> Response:
        return Response(LOGO_PNG, content_type="image/png", headers={"Cache-Control": "public, max-age=86400"})

    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/deployment.json", view_func=deployment_json)
    app.add_url_rule("/logo.png", view_func=logo)
    return app


def _add_problems(app: Flask, here: Collaborators) -> None:
    links = Links(here.settings.url)

    def refused_caller(refusal: TokenRefused) -> Response:
        status = 403 if isinstance(refusal, WrongCaller) else 401
        noted(refused=type(refusal).__name__)
        return _plain(str(refusal), status)

    def refused_event(refusal: EventRefused) -> Response:
        return _plain(str(refusal), 400)

    def scopes(missing: ScopesMissing) -> Json:
        return asks_for_scopes(missing.missing)

    def expected(problem: Exception) -> Json | Response:
        noted(problem=type(problem).__name__)
        if not g.get("verified", False):
            return _plain("It cannot be done at present; ask again in a minute.", 503)
        card = as_json(problem_card("Not done yet", words_for(problem), links))
        return updated(card) if request.path.startswith("/sheets/act/") else opened(card)

    def http(problem: HTTPException) -> Response:
        return _plain(problem.name, problem.code or 500)

    def fault(problem: Exception) -> Response:
        failed(problem)
        return _plain("Something went wrong in coachlog. Try again; if it stays so, tell the program's director.", 500)

    for kind in EXPECTED:
        app.register_error_handler(kind, expected)
    app.register_error_handler(TokenRefused, refused_caller)
    app.register_error_handler(EventRefused, refused_event)
    app.register_error_handler(ScopesMissing, scopes)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, fault)


def _plain(words: str, status: int) -> Response:
    return Response(orjson.dumps({"error": words}), status, content_type="application/json")
