"""The pages as part of the emulator's app."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, has_request_context, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from sync.emulator.pages.charts import NoSuchChart
from sync.emulator.pages.document_pages import add_document_pages
from sync.emulator.pages.drive_pages import add_drive_pages
from sync.emulator.pages.edits import NotTaken, Unclear
from sync.emulator.pages.sheet_pages import add_sheet_pages
from sync.emulator.pages.sheet_pdf import spreadsheet_pdf
from sync.emulator.pages.viewer import (
    form_token,
    guarded,
    only_loopback,
    only_own_forms,
    present_account,
    sign_cookies,
)
from sync.emulator.pages.who_pages import add_who_pages
from sync.emulator.sheets.opening import shelf_of
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World


class _Regex(BaseConverter):
    """A part of a path that matches a regular expression."""

    def __init__(self, url_map: Any, pattern: str) -> None:
        super().__init__(url_map)
        self.regex = pattern


def register(world: World) -> None:
    """Let Drive export Sheets as they are drawn here."""
    shelf_of(world).printed = spreadsheet_pdf


def add_pages(app: Flask, world: World) -> None:
    """Add everything a browser sees at the emulator's address."""
    sign_cookies(app, world)
    app.url_map.converters["regex"] = _Regex
    pages = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/practice/static"
    )
    pages.before_request(only_loopback)
    pages.before_request(only_own_forms)
    pages.after_request(guarded)
    pages.app_context_processor(lambda: _everywhere(world))
    for kind, answer in (
        (GoogleError, _refused),
        (NoSuchChart, lambda error: _told(404, str(error.args[0]))),
        (NotTaken, lambda error: _told(400, str(error))),
        (Unclear, lambda error: _told(409, str(error))),
        (HTTPException, lambda error: _told(error.code or 500, error.description or "")),
    ):
        pages.register_error_handler(kind, answer)
    add_who_pages(pages, world)
    add_drive_pages(pages, world)
    add_sheet_pages(pages, world)
    add_document_pages(pages, world)
    app.register_blueprint(pages)


def _everywhere(world: World) -> dict[str, Any]:
    """What every template knows: the token of its forms, who looks, and the page's own address."""
    account = present_account(world) if has_request_context() else None
    here = request.full_path.rstrip("?") if has_request_context() else "/"
    return {"csrf_token": form_token, "me": account, "here": here}


def _refused(refusal: GoogleError) -> tuple[Response | str, int]:
    if refusal.code in (403, 404) and request.method == "GET":
        return _told(refusal.code, "There is no such file, or it has not been shared with you.")
    return _told(refusal.code, refusal.message)


def _told(status: int, text: str) -> tuple[Response | str, int]:
    """The refusal as a page, or as JSON to the page's own script."""
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=text), status
    return render_template("pages/message.html", status=status, text=text), status
