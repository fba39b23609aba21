"""Who looks at the pages: chosen freely on this practice server, kept in a signed cookie."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, redirect, request, session, url_for

from sync.emulator.accounts import Account
from sync.emulator.docs.routes import ROUTES as DOCS_ROUTES
from sync.emulator.drive.routes import ROUTES as DRIVE_ROUTES
from sync.emulator.sheets.routes import ROUTES as SHEETS_ROUTES
from sync.emulator.wire.call import Call, Caller
from sync.emulator.wire.discovery import methods
from sync.emulator.world import World

BROWSER_CLIENT = "practice-browser"  # the OAuth client under whose name the pages act
_HANDLERS: Mapping[str, Callable[[Call], Any]] = {**DOCS_ROUTES, **DRIVE_ROUTES, **SHEETS_ROUTES}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
View = Callable[..., Any]


def sign_cookies(app: Flask, world: World) -> None:
    """Give the app the key that signs its cookies; it stays the same as long as the state does."""
    with world.store.transaction():
        kept = world.store.load("key", "pages")
        if kept is None:
            kept = secrets.token_bytes(32)
            world.store.save("key", "pages", kept)
    app.secret_key = kept
    app.config.update(
        # Cookies do not know ports: two practice servers must not sign each other's people out.
        SESSION_COOKIE_NAME=f"practice_{urlsplit(world.address).port or 0}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )


def only_loopback() -> None:
    """Refuse a request that names another host than this computer: a page elsewhere might point its own name
    here."""
    host = urlsplit(f"//{request.host}").hostname or ""
    if host not in _LOOPBACK:
        abort(421, "This practice server answers at 127.0.0.1 and localhost only.")


def only_own_forms() -> None:
    """Refuse a write that does not carry the token of the page it comes from."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), form_token().encode()):
        abort(403, "This page is out of date. Load it again and repeat what you did.")


def form_token() -> str:
    """The token of this browser's session, made at the first page."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def guarded(response: Response) -> Response:
    """The response with the headers that keep it to itself."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def present_account(world: World) -> Account | None:
    """The account that this browser looks as; None before the first choice."""
    account = world.signin.find(str(session.get("email", "")))
    return account if account is not None and account.kind != "group" else None


def caller_for(account: Account) -> Caller:
    """The account as a caller of the APIs, through the browser."""
    return Caller(
        email=account.email,
        client_id=BROWSER_CLIENT,
        project=account.project,
        scopes=frozenset(),
        service_account=account.kind == "service_account",
    )


def for_viewers(world: World) -> Callable[[View], View]:
    """A decorator: the view gets the viewer as `viewer`; whoever has not chosen yet is sent to choose."""

    def decorated(view: View) -> View:
        @wraps(view)
        def checked(**path: Any) -> Any:
            account = present_account(world)
            if account is None:
                if request.method != "GET" or request.accept_mimetypes.best == "application/json":
                    abort(403, "Choose who you are first.")
                return redirect(url_for("pages.who", next=request.full_path.rstrip("?")))
            return view(viewer=caller_for(account), **path)

        return checked

    return decorated


def local_path(asked: str) -> str:
    """The path to go on to, if it is one of this server; else the first page."""
    parts = urlsplit(asked)
    safe = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return asked if safe else "/"


def answered(world: World, caller: Caller, method: str, path: Mapping[str, str], body: Any = None, **query: Any) -> Any:
    """What the API's own handler answers to this caller. Raises GoogleError as the API would."""
    call = Call(
        method=method,
        spec=methods()[method],
        path=dict(path),
        query={name: [str(value)] for name, value in query.items()},
        body=body or {},
        caller=caller,
        world=world,
    )
    with world.store.transaction():
        return _HANDLERS[method](call)
