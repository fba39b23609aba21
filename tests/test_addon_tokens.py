"""Who may call: every way of pretending is refused, before anything is read, and without a trace of what was sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest

from sync.emulator import keys
from sync.google.errors import Unavailable
from sync.google.token_verifier import Certificates, TokenRefused, TokenVerifier, UnverifiedToken, WrongCaller
from tests.addon_events import ADDON_ACCOUNT, ANA, CLIENT_ID, PracticeAddon
from tests.small_program import SmallProgram

pytest_plugins = ("tests.addon_fixtures",)

HOME = "/sheets/home"


def claims(addon: PracticeAddon, **changed: Any) -> dict[str, Any]:
    """What Google says in a token of the add-on platform, with some of it changed."""
    now = int(time.time())
    said = {
        "iss": "https://accounts.google.com",
        "aud": f"{addon.url}{HOME}",
        "azp": "1",
        "sub": "1",
        "email": ADDON_ACCOUNT,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in (said | changed).items() if value is not None}


def by_google(addon: PracticeAddon, **changed: Any) -> str:
    return keys.signed(claims(addon, **changed), addon.program.google.world.signin.issuer_key)


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def unsigned(addon: PracticeAddon) -> str:
    return f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{encoded(claims(addon))}."


def signed_with_the_public_key(addon: PracticeAddon) -> str:
    """HS256 with the text of Google's public certificate as the shared secret."""
    issuer = addon.program.google.world.signin.issuer_key
    head = encoded({"alg": "HS256", "kid": keys.key_id(issuer), "typ": "JWT"})
    text = f"{head}.{encoded(claims(addon))}"
    mac = hmac.new(keys.certificate_pem(issuer).encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def forged(addon: PracticeAddon) -> str:
    """Right claims and Google's key id over another key's signature."""
    token = keys.signed(claims(addon), keys.private_key_pem(77))
    head = encoded({"alg": "RS256", "kid": keys.key_id(addon.program.google.world.signin.issuer_key)})
    return ".".join([head, *token.split(".")[1:]])


def unknown_key(addon: PracticeAddon) -> str:
    return keys.signed(claims(addon), keys.private_key_pem(78))


PRETENDERS = {
    "no token": (lambda _: "", 401),
    "no token's form": (lambda _: "abc", 401),
    "alg none": (unsigned, 401),
    "HS256 with the public key": (signed_with_the_public_key, 401),
    "another key's signature": (forged, 401),
    "a key that Google has not": (unknown_key, 401),
    "expired 11 s ago": (lambda addon: by_google(addon, exp=int(time.time()) - 11), 401),
    "from the future": (lambda addon: by_google(addon, iat=int(time.time()) + 60), 401),
    "another issuer": (lambda addon: by_google(addon, iss="https://accounts.example.com"), 401),
    "no issuer": (lambda addon: by_google(addon, iss=None), 401),
    "another endpoint": (lambda addon: by_google(addon, aud=f"{addon.url}/sheets/act/log"), 401),
    "a trailing slash": (lambda addon: by_google(addon, aud=f"{addon.url}{HOME}/"), 401),
    "no audience": (lambda addon: by_google(addon, aud=None), 401),
    "an address not verified": (lambda addon: by_google(addon, email_verified=False), 401),
    "no address": (lambda addon: by_google(addon, email=None), 401),
    "another service account": (lambda addon: by_google(addon, email="x@other.iam.gserviceaccount.com"), 403),
}


def test_only_googles_own_word_for_this_endpoint_opens_the_door(addon: PracticeAddon) -> None:
    """Each pretender gets 401 or 403; not one request reaches Google's Sheets, and no answer tells what was sent."""
    event = addon.event(ANA, "D1")
    addon.program.google.world.journal.reset()
    for name, (token_of, status) in PRETENDERS.items():
        answer = addon.send(HOME, event, token_of(addon))
        assert (name, answer.status_code) == (name, status)
        assert "Traceback" not in answer.text
        assert "@" not in answer.text
    assert set(addon.program.google.world.journal.counts()) <= {"certs"}


def test_the_honest_token_opens_it_also_within_ten_seconds_of_skew(addon: PracticeAddon) -> None:
    """5 s after its end, and with the short form of the issuer, a token is still Google's."""
    event = addon.event(ANA, "")
    for token in (
        by_google(addon),
        by_google(addon, exp=int(time.time()) - 5),
        by_google(addon, iss="accounts.google.com"),
    ):
        assert addon.send(HOME, event, token).status_code == 200


def test_a_token_in_the_body_or_without_bearer_is_no_token(addon: PracticeAddon) -> None:
    """Only the Authorization header of the form `Bearer TOKEN` counts."""
    event = addon.event(ANA, "")
    event["authorizationEventObject"]["systemIdToken"] = by_google(addon)
    assert addon.send(HOME, event, "").status_code == 401


def test_the_person_must_be_proven_too(addon: PracticeAddon) -> None:
    """A user token of another client, of nobody, or the system's own token in its place: 401."""
    signin = addon.program.google.world.signin
    event = addon.event(ANA, "D1")
    for token in (signin.id_token(ANA, "another-client.apps.googleusercontent.com"), "", by_google(addon)):
        event["authorizationEventObject"]["userIdToken"] = token
        assert addon.send(HOME, event).status_code == 401


def test_certificates_are_fetched_once(addon: PracticeAddon) -> None:
    """Google lets them be kept for six hours: ten calls, one fetch."""
    addon.program.google.world.journal.reset()
    for _ in range(10):
        addon.send(HOME, addon.event(ANA, ""))
    assert addon.program.google.world.journal.counts()["certs"] == 1


def test_certificates_are_fetched_again_when_their_time_is_over_or_a_key_is_new(program: SmallProgram) -> None:
    """max-age is 21,600 s; an unknown key is looked for once a minute, however many ask."""
    seconds = [0.0]
    certificates = Certificates(f"{program.google.address}/oauth2/v1/certs", lambda: seconds[0])
    known = keys.key_id(program.google.world.signin.issuer_key)
    journal = program.google.world.journal
    journal.reset()
    for at, key, fetched in (
        (0, known, 1),
        (21_599, known, 1),
        (21_600, known, 2),
        (21_610, "unknown", 2),
        (21_661, "unknown", 3),
        (21_662, "unknown", 3),
    ):
        seconds[0] = at
        certificates.certificate(key)
        assert (at, journal.counts()["certs"]) == (at, fetched)


def test_without_certificates_nobody_is_believed(addon: PracticeAddon) -> None:
    """Google's certificates cannot be had: 503, and no card."""
    addon.program.google.world.faults.add("certs", "status_503", times=50)
    assert addon.send(HOME, addon.event(ANA, "D1")).status_code == 503
    with pytest.raises(Unavailable):
        Certificates(f"{addon.program.google.address}/oauth2/v1/certs").certificate("any")


def test_an_audience_or_account_that_is_not_set_refuses_everything(program: SmallProgram) -> None:
    """A forgotten setting must not become an open door."""
    signin = program.google.world.signin
    signin.create_service_account(ADDON_ACCOUNT)
    verifier = TokenVerifier(Certificates(f"{program.google.address}/oauth2/v1/certs"))
    token = UnverifiedToken(signin.id_token(ADDON_ACCOUNT, CLIENT_ID))
    assert verifier.verify(token, CLIENT_ID).email == ADDON_ACCOUNT
    with pytest.raises(TokenRefused):
        verifier.verify(token, "")
    with pytest.raises(WrongCaller):
        verifier.verify(token, CLIENT_ID, only="")


def test_certificates_come_over_https_or_from_this_machine() -> None:
    """Over http anybody on the way could put in a certificate of their own."""
    with pytest.raises(ValueError, match="https"):
        Certificates("http://www.googleapis.com/oauth2/v1/certs")
