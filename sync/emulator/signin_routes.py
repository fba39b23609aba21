"""The OAuth endpoints over HTTP, at Google's own paths."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson
from flask import Flask, Response, request

from sync.emulator import token_endpoint
from sync.emulator.journal import Entry
from sync.emulator.token_endpoint import OAuthError
from sync.emulator.wire.answers import error_response, struck_before
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

Json = dict[str, Any]
_CERTIFICATES_SECONDS = 21600  # how long Google lets its keys be cached


def add_signin_routes(app: Flask, world: World) -> None:
    """Add the endpoints to the app; each is journaled (and meets faults) under a short name: `token`, `certs`
    ...
    """
    signin = world.signin

    def token() -> Json:
        return token_endpoint.granted(request.form.to_dict(), signin, world.address)

    def certs_v1() -> Json:
        return dict(token_endpoint.certificates(signin))

    def certs_v3() -> Json:
        return token_endpoint.key_set(signin)

    def service_account_certs(email: str) -> Json:
        return dict(token_endpoint.service_account_certificates(email, signin))

    def tokeninfo() -> Json:
        sent = request.values
        return token_endpoint.token_info(sent.get("access_token", ""), sent.get("id_token", ""), signin)

    def userinfo() -> Json:
        caller = signin.caller(request.headers.get("Authorization", ""))
        return token_endpoint.user_info(signin.account(caller.email), caller.scopes)

    def revoke() -> Json:
        if not signin.revoke(request.values.get("token", "")):
            raise OAuthError("invalid_token", "Token expired or revoked")
        return {}

    def discovery() -> Json:
        return token_endpoint.openid_configuration(world.address)

    routes: list[tuple[str, Callable[..., Json], tuple[str, ...], str]] = [
        ("token", token, ("/token", "/oauth2/v4/token", "/o/oauth2/token"), "POST"),
        ("certs", certs_v1, ("/oauth2/v1/certs",), "GET"),
        ("certs", certs_v3, ("/oauth2/v3/certs",), "GET"),
        ("certs", service_account_certs, ("/robot/v1/metadata/x509/<email>",), "GET"),
        ("tokeninfo", tokeninfo, ("/tokeninfo", "/oauth2/v3/tokeninfo", "/oauth2/v1/tokeninfo"), "GET POST"),
        (
            "userinfo",
            userinfo,
            ("/userinfo", "/v1/userinfo", "/oauth2/v2/userinfo", "/oauth2/v3/userinfo"),
            "GET POST",
        ),
        ("revoke", revoke, ("/revoke", "/o/oauth2/revoke"), "GET POST"),
        ("discovery", discovery, ("/.well-known/openid-configuration",), "GET"),
    ]
    for name, view, paths, methods in routes:
        for path in paths:
            app.add_url_rule(path, f"{name} {path}", _endpoint(name, view, world), methods=methods.split())


def _endpoint(name: str, view: Callable[..., Json], world: World) -> Callable[..., Response]:
    def answered(**path: str) -> Response:
        started, status, size = time.perf_counter(), 0, 0
        raw = request.get_data()
        try:
            response = _answer(name, view, world, path)
            status, size = response.status_code, len(response.data)
            response.headers["Date"] = world.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
            return response
        finally:
            took = (time.perf_counter() - started) * 1000
            world.journal.add(Entry(world.now(), name, "", status, took, len(raw), size))

    return answered


def _answer(name: str, view: Callable[..., Json], world: World, path: dict[str, str]) -> Response:
    world.faults.delay(name)
    fault = world.faults.take(name)
    if fault is not None and (struck := struck_before(fault, "oauth2", request)) is not None:
        return struck
    try:
        with world.store.transaction():
            body, status = view(**path), 200
    except OAuthError as refusal:
        body, status = {"error": refusal.error, "error_description": refusal.description}, refusal.status
    except GoogleError as refusal:
        return error_response(refusal, "oauth2")
    response = Response(orjson.dumps(body), status, content_type="application/json; charset=utf-8")
    if name == "certs":
        response.headers["Cache-Control"] = f"public, max-age={_CERTIFICATES_SECONDS}, must-revalidate, no-transform"
    return response
