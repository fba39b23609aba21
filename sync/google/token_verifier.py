"""Who calls us: Google's signed word (an OIDC identity token), believed only once every part of it has been checked."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import google.auth.exceptions
import google.auth.jwt
import orjson
import requests

from sync.google.addresses import checked_address
from sync.google.errors import GoogleProblem, Landed, Unavailable

GOOGLE_CERTIFICATES: Final = "https://www.googleapis.com/oauth2/v1/certs"
ISSUERS: Final = frozenset({"accounts.google.com", "https://accounts.google.com"})
CLOCK_SKEW_SECONDS: Final = 10  # what Google's own servers may differ from ours
LONGEST_TOKEN: Final = 8_192  # characters; Google's have about 1,200
SHORTEST_KEEPING: Final = 60  # seconds between two looks for a key that we do not know: keys turn over in days
FETCH_SECONDS: Final = 5.0
_MAX_AGE: Final = re.compile(r"max-age=(\d+)")


@dataclass(frozen=True)
class UnverifiedToken:
    """A token as it came in: anybody may have written it."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class VerifiedCaller:
    """Whom a token proves. `subject` is Google's number of the account, `email` its verified address in lower case."""

    subject: str
    email: str = field(repr=False)


class TokenRefused(GoogleProblem):
    """The token does not prove what it must. The message names the part that failed and nothing of the token."""


class WrongCaller(TokenRefused):
    """Google's word is genuine, but it speaks of another account than the one that may call here."""


class Certificates:
    """Google's signing certificates by key id, kept for as long as the answer allows. Any number of threads may ask.

    Args: `address` of the certificates, https unless on this machine; `clock` in seconds.
    """

    def __init__(self, address: str = GOOGLE_CERTIFICATES, clock: Callable[[], float] = time.monotonic) -> None:
        parts = urlsplit(address)
        self._local = parts.scheme == "http"
        checked_address(f"{parts.scheme}://{parts.netloc}")
        self._address = address
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Mapping[str, str] = {}
        self._fetched_at = float("-inf")
        self._good_until = float("-inf")

    def certificate(self, key_id: str) -> str | None:
        """The certificate (PEM) of a key; None where Google has no such key. Raises `Unavailable`."""
        with self._lock:
            now = self._clock()
            unknown = key_id not in self._known and now - self._fetched_at >= SHORTEST_KEEPING
            if now >= self._good_until or unknown:
                self._fetch(now)
            return self._known.get(key_id)

    def _fetch(self, now: float) -> None:
        with requests.Session() as session:
            session.trust_env = not self._local
            try:
                answer = session.get(self._address, timeout=FETCH_SECONDS)
                answer.raise_for_status()
                found = answer.json()
            except (requests.RequestException, ValueError):
                raise Unavailable("Google's signing certificates could not be fetched.", landed=Landed.NO) from None
        if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
            raise Unavailable("Google's signing certificates came in an unknown form.", landed=Landed.NO)
        age = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
        self._known, self._fetched_at = found, now
        self._good_until = now + max(int(age[1]) if age else 0, SHORTEST_KEEPING)


class TokenVerifier:
    """Checks identity tokens against Google's certificates."""

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates

    def verify(self, token: UnverifiedToken, audience: str, only: str | None = None) -> VerifiedCaller:
        """The caller that a token proves: RS256 by Google, Google's issuer, this very audience, a verified address, not expired.

        Args: `only` is the one account (address) that may call. Raises: `TokenRefused`; `WrongCaller` for another account's
        genuine token; `Unavailable` where the certificates cannot be had. An audience that is not set refuses everything.
        """
        if not audience:
            raise TokenRefused("No audience is set for this endpoint, so no caller can be believed.")
        claims = self._signed_claims(token.text, audience)
        if claims.get("iss") not in ISSUERS:
            raise TokenRefused("The token was not issued by Google's sign-in.")
        email, subject = claims.get("email"), claims.get("sub")
        if not isinstance(email, str) or not email or claims.get("email_verified") is not True:
            raise TokenRefused("The token names no verified address.")
        if not isinstance(subject, str) or not subject:
            raise TokenRefused("The token names no account.")
        caller = VerifiedCaller(subject, email.lower())
        if only is not None and (not only or caller.email != only.lower()):
            raise WrongCaller("The token belongs to another account than the one that may call here.")
        return caller

    def _signed_claims(self, text: str, audience: str) -> Mapping[str, Any]:
        if not text or len(text) > LONGEST_TOKEN or not text.isascii():
            raise TokenRefused("There is no token, or it is none of Google's.")
        try:
            header = google.auth.jwt.decode_header(text)  # type: ignore[no-untyped-call]
        except (google.auth.exceptions.GoogleAuthError, ValueError):
            raise TokenRefused("The token cannot be read.") from None
        # Whoever chooses the algorithm chooses what "signed" means: "none" is no signature at all, and HS256 would take our
        # public certificate for a shared secret.
        if not isinstance(header, Mapping) or header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
            raise TokenRefused("The token is not signed the way Google signs.")
        certificate = self._certificates.certificate(header["kid"])
        if certificate is None:
            raise TokenRefused("The token is signed with a key that is not Google's.")
        try:
            claims = google.auth.jwt.decode(  # type: ignore[no-untyped-call]
                text,
                certs={header["kid"]: certificate},
                audience=audience,
                clock_skew_in_seconds=CLOCK_SKEW_SECONDS,
            )
        except (google.auth.exceptions.GoogleAuthError, ValueError, TypeError, orjson.JSONDecodeError):
            raise TokenRefused("The token is forged, expired, or meant for another address.") from None
        if not isinstance(claims, Mapping):
            raise TokenRefused("The token cannot be read.")
        return claims
