"""OAuth clients and tokens, and the caller that a token proves."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.emulator import keys
from sync.emulator.accounts import DEFAULT_PROJECT, Accounts
from sync.emulator.store import Records, Store
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError, error_info

TOKEN_LIFETIME = timedelta(seconds=3599)  # what Google's token endpoint gives
ISSUER = "https://accounts.google.com"
_HELP = "Expected OAuth 2 access token, login cookie or other valid authentication credential. See"
_HELP += " https://developers.google.com/identity/sign-in/web/devconsole-project."


@dataclass(frozen=True)
class Client:
    """An OAuth client of a project."""

    id: str
    secret: str
    project: str


@dataclass(frozen=True)
class Token:
    """What an access token (or a refresh token: no expiry) stands for; kept under the token's hash."""

    email: str
    client_id: str
    scopes: tuple[str, ...]
    expires: datetime | None


class SignIn(Accounts):
    """Accounts and tokens. `clock` is real time unless replaced: see World."""

    def __init__(self, store: Store, address: Callable[[], str]) -> None:
        super().__init__(store, address)
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._clients = Records(store, "client", Client)
        self._tokens = Records(store, "token", Token)
        stored = store.load("key", "issuer")
        self.issuer_key = stored.decode() if stored else keys.private_key_pem(0)
        if not stored:
            store.save("key", "issuer", self.issuer_key.encode())

    # --- clients and tokens

    def create_client(self, client_id: str = "", project: str = DEFAULT_PROJECT) -> Client:
        """An OAuth client, made if need be; without an id, the one that tokens are issued to when none is
        named.
        """
        id = client_id or "100000000000-emulator.apps.googleusercontent.com"
        known = self._clients.get(id)
        if known:
            return known
        with self._store.transaction():
            return self._clients.save(id, Client(id, f"GOCSPX-{secrets.token_urlsafe(21)}", project))

    def access_token(
        self, email: str, scopes: Iterable[str], client_id: str = "", lifetime: timedelta = TOKEN_LIFETIME
    ) -> str:
        """A fresh access token. Raises KeyError if there is no such account."""
        account = self.account(email)
        client = client_id or (account.number if account.kind == "service_account" else self.create_client().id)
        return self._issue("ya29.", Token(account.email, client, tuple(scopes), self.clock() + lifetime))

    def authorize_user(self, email: str, scopes: Iterable[str], client_id: str = "") -> dict[str, str]:
        """What a person's consent leaves behind: a refresh token, in the JSON form of google-auth's
        authorized user.
        """
        client = self.create_client(client_id)
        token = self._issue("1//0", Token(self.account(email).email, client.id, tuple(scopes), None))
        return {
            "type": "authorized_user",
            "client_id": client.id,
            "client_secret": client.secret,
            "refresh_token": token,
            "token_uri": f"{self._address()}/token",
            "universe_domain": "googleapis.com",
        }

    def id_token(self, email: str, audience: str, authorized_party: str = "") -> str:
        """Google's signed word that the bearer is this account, for this audience."""
        account, now = self.account(email), int(self.clock().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "azp": authorized_party or account.number,
            "sub": account.number,
            "email": account.email,
            "email_verified": True,
            "iat": now,
            "exp": now + 3600,
        }
        return keys.signed(claims, self.issuer_key)

    def client(self, client_id: str) -> Client | None:
        return self._clients.get(client_id)

    def token(self, token: str) -> Token | None:
        """What a token stands for, expired or not."""
        return self._tokens.get(_hashed(token))

    def revoke(self, token: str) -> bool:
        """Forget a token. False if it was not known."""
        with self._store.transaction():
            known = _hashed(token) in self._tokens
            self._tokens.delete(_hashed(token))
            return known

    def caller(self, authorization: str) -> Caller:
        """The caller that an `Authorization` header proves. Raises GoogleError 401."""
        scheme, _, bearer = authorization.partition(" ")
        if not authorization:
            raise unauthenticated("Request is missing required authentication credential.", "CREDENTIALS_MISSING")
        token = self.token(bearer.strip()) if scheme.lower() == "bearer" else None
        if token is None or token.expires is None or token.expires <= self.clock():
            raise unauthenticated("Request had invalid authentication credentials.", "ACCESS_TOKEN_EXPIRED")
        account, client = self.account(token.email), self._clients.get(token.client_id)
        return Caller(
            email=account.email,
            client_id=token.client_id,
            project=client.project if client else account.project,
            scopes=frozenset(token.scopes),
            service_account=account.kind == "service_account",
        )

    def _issue(self, prefix: str, token: Token) -> str:
        text = prefix + secrets.token_urlsafe(48)
        with self._store.transaction():
            self._tokens.save(_hashed(text), token)
        return text


def unauthenticated(message: str, reason: str) -> GoogleError:
    return GoogleError(
        "UNAUTHENTICATED",
        f"{message} {_HELP}",
        reason="authError" if reason != "CREDENTIALS_MISSING" else "required",
        drive_message=None if reason == "CREDENTIALS_MISSING" else "Invalid Credentials",
        location="Authorization",
        location_type="header",
        details=[error_info(reason)],
        headers={"WWW-Authenticate": f'Bearer realm="{ISSUER}/", error="invalid_token"'},
    )


def insufficient_scopes(method: str, service: str, scopes: Iterable[str]) -> GoogleError:
    wanted = " ".join(sorted(scopes))
    challenge = f'Bearer realm="{ISSUER}/", error="insufficient_scope", scope="{wanted}"'
    info: dict[str, Any] = error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", service=service, method=method)
    return GoogleError(
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
        reason="insufficientPermissions",
        drive_message="Request had insufficient authentication scopes.",
        details=[info],
        headers={"WWW-Authenticate": challenge},
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
