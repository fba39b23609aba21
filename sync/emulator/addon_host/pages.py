"""The column beside a Sheet in which add-ons are opened."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import requests
from flask import Blueprint, Flask, Response, abort, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from sync.emulator.addon_host.addons import Addons
from sync.emulator.addon_host.addresses import is_here
from sync.emulator.addon_host.cards import Json
from sync.emulator.addon_host.contract import AddonRefused
from sync.emulator.addon_host.filling import CannotDo, Incomplete
from sync.emulator.addon_host.sessions import AddonSession
from sync.emulator.addon_host.views import CardView, Panel, accent_of, pictures_in, scope_words
from sync.emulator.pages.links import browser_link
from sync.emulator.pages.viewer import for_viewers, form_token, guarded, only_loopback, only_own_forms
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

_PREFIX = "/practice/addons"
_SHEET_PAGE = "pages.sheet_page"
_MOST_PANELS = 200  # opened at once; the oldest is forgotten
_PICTURE_BYTES = 2 * 2**20
_PICTURE_SECONDS = 5.0


def add_addon_pages(app: Flask, world: World, addons: Addons) -> None:
    """Add the column to every Sheet's page, and what it asks the server."""
    views = _PanelViews(world, addons)
    pages = Blueprint(
        "addons",
        __name__,
        url_prefix=_PREFIX,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages.before_request(only_loopback)
    pages.before_request(only_own_forms)
    pages.after_request(guarded)
    for kind, answer in ((GoogleError, _refused), (HTTPException, _failed), (CannotDo, _told)):
        pages.register_error_handler(kind, answer)
    for path, view in (
        ("/open", views.open),
        ("/panels/<panel_id>/press", views.press),
        ("/panels/<panel_id>/suggest", views.suggest),
        ("/panels/<panel_id>/consent", views.consent),
        ("/panels/<panel_id>/file", views.file),
        ("/panels/<panel_id>/go", views.go),
    ):
        pages.add_url_rule(path, view_func=for_viewers(world)(view), methods=["POST"])
    pages.add_url_rule("/panels/<panel_id>/pictures/<int:number>", "picture", for_viewers(world)(views.picture))
    pages.add_url_rule("/<deployment_id>/logo", "logo", for_viewers(world)(views.logo))
    app.register_blueprint(pages)

    def side_panels() -> dict[str, Any]:
        installed = addons.installed() if request.endpoint == _SHEET_PAGE else []
        if not installed:
            return {}
        return {
            "side_panels": ["addon_host/column.html"],
            "addons": installed,
            "addon_accent": accent_of,
            "addon_sheet": (request.view_args or {}).get("spreadsheet_id", ""),
            "csrf_token": form_token,
        }

    app.context_processor(side_panels)


def _refused(refusal: GoogleError) -> tuple[Response, int]:
    return jsonify(error=refusal.message), refusal.code


def _failed(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error=error.description or ""), error.code or 500


def _told(error: CannotDo) -> tuple[Response, int]:
    return jsonify(error=str(error)), 400


class _PanelViews:
    """What the page's script asks for. Panels live in memory: a restart of the server closes them."""

    def __init__(self, world: World, addons: Addons) -> None:
        self._world, self._addons = world, addons
        self._panels: OrderedDict[str, Panel] = OrderedDict()

    def open(self, viewer: Caller) -> Response:
        """The panel of an add-on: the one that was open before the page was loaded again, or a new one."""
        asked = request.get_json()
        spreadsheet_id, deployment_id = str(asked.get("spreadsheet")), str(asked.get("deployment"))
        known = self._panels.get(str(asked.get("panel")))
        if known is not None and _belongs(known, viewer.email, spreadsheet_id, deployment_id):
            return self._shown(known)
        with self._world.store.transaction():
            self._world.drive.require(spreadsheet_id, viewer)
        try:
            deployment = self._addons.deployment(deployment_id)
        except KeyError:
            abort(404, "This add-on is not installed any more.")
        zone, locale = str(asked.get("timeZone") or "UTC"), str(asked.get("locale") or "en-US")
        session = self._addons.session(deployment, viewer.email, spreadsheet_id, zone, locale)
        panel = self._kept(Panel(secrets.token_urlsafe(12), session))
        return self._did(panel, session.open)

    def press(self, viewer: Caller, panel_id: str) -> Response:
        """What a click or a change brings."""
        panel, asked = self._panel(viewer, panel_id), request.get_json()
        session = panel.session

        def do() -> None:
            session.fill(_inputs(asked))
            session.press(session.spots[int(asked["spot"])])

        return self._did(panel, do)

    def suggest(self, viewer: Caller, panel_id: str) -> Response:
        """The suggestions for what is being typed; none where the add-on has a problem: typing goes on."""
        panel, asked = self._panel(viewer, panel_id), request.get_json()
        session = panel.session
        session.fill(_inputs(asked))
        try:
            answer = session.press(session.spots[int(asked["spot"])])
        except AddonRefused as refusal:
            return jsonify(items=[], error=str(refusal))
        return jsonify(items=[item.get("text", "") for item in answer.get("autoComplete", {}).get("items", [])])

    def consent(self, viewer: Caller, panel_id: str) -> Response:
        panel, asked = self._panel(viewer, panel_id), request.get_json()
        if not asked.get("allowed"):
            return self._did(panel, panel.session.refuse)
        return self._did(panel, lambda: panel.session.consent([str(scope) for scope in asked.get("scopes", [])]))

    def file(self, viewer: Caller, panel_id: str) -> Response:
        panel, asked = self._panel(viewer, panel_id), request.get_json()
        return self._did(panel, panel.session.grant_file if asked.get("allowed") else panel.session.refuse)

    def go(self, viewer: Caller, panel_id: str) -> Response:
        """Back a card, home, or the last request again."""
        panel, asked = self._panel(viewer, panel_id), request.get_json()
        session = panel.session
        moves: dict[str, Callable[[], Json]] = {"back": session.back, "home": session.open, "again": session.again}
        if panel.refusal and asked.get("to") == "back":
            return self._did(panel, session.refuse)
        return self._did(panel, moves[str(asked.get("to"))])

    def picture(self, viewer: Caller, panel_id: str, number: int) -> Response:
        pictures = pictures_in(self._panel(viewer, panel_id).session.card)
        return _fetched(pictures[number]) if number < len(pictures) else abort(404)

    def logo(self, viewer: Caller, deployment_id: str) -> Response:  # noqa: ARG002 - whoever is signed in
        try:
            return _fetched(self._addons.deployment(deployment_id).logo)
        except KeyError:
            abort(404)

    def _panel(self, viewer: Caller, panel_id: str) -> Panel:
        panel = self._panels.get(panel_id)
        if panel is None or panel.session.user != viewer.email:
            abort(404, "This panel is not open any more. Load the page again.")
        return panel

    def _kept(self, panel: Panel) -> Panel:
        self._panels[panel.id] = panel
        while len(self._panels) > _MOST_PANELS:
            self._panels.popitem(last=False)
        return panel

    def _did(self, panel: Panel, do: Callable[[], object]) -> Response:
        """What the panel shows after something was done in it."""
        before = panel.session.changes
        panel = replace(panel, refusal=(), refused_url="", problem="", wrong=())
        try:
            do()
        except AddonRefused as refusal:
            panel = replace(panel, refusal=refusal.problems, refused_url=refusal.url)
        except CannotDo as problem:
            fields = problem.fields if isinstance(problem, Incomplete) else ()
            panel = replace(panel, problem=str(problem), wrong=fields)
        return self._shown(self._kept(panel), panel.session.changes > before)

    def _shown(self, panel: Panel, changed: bool = False) -> Response:
        session = panel.session
        html = render_template(
            "addon_host/panel.html", panel=panel, session=session, view=CardView(panel), scope_words=scope_words
        )
        link = "" if panel.refusal else browser_link(session.link, session.spreadsheet_id) or ""
        said = "" if panel.refusal else session.notification
        return jsonify(
            panel=panel.id, html=html, notification=said, link=link, changed=changed, depth=len(session.cards)
        )


def _belongs(panel: Panel, email: str, spreadsheet_id: str, deployment_id: str) -> bool:
    held: AddonSession = panel.session
    return (held.user, held.spreadsheet_id, held.deployment.id) == (email, spreadsheet_id, deployment_id)


def _inputs(asked: Json) -> dict[str, list[str]]:
    return {str(name): [str(value) for value in values] for name, values in asked.get("inputs", {}).items()}


def _fetched(url: str) -> Response:
    """A picture from this computer. Nothing is fetched from anywhere else."""
    if not is_here(url):
        abort(404)
    with requests.Session() as session:
        session.trust_env = False
        try:
            found = session.get(url, timeout=_PICTURE_SECONDS, allow_redirects=False)
        except requests.RequestException:
            abort(502, "The picture could not be fetched.")
    kind = found.headers.get("Content-Type", "")
    if found.status_code != 200 or not kind.startswith("image/") or len(found.content) > _PICTURE_BYTES:
        abort(502, "The picture could not be fetched.")
    return Response(found.content, content_type=kind, headers={"Cache-Control": "private, max-age=3600"})
