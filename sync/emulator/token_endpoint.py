"""The OAuth endpoints: tokens for service accounts and users, certificates, token and user info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.emulator import keys
from sync.emulator.accounts import Account
from sync.emulator.signin import ISSUER, TOKEN_LIFETIME, SignIn

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# google-auth always names the first, whatever the key file's token_uri says.
TOKEN_ENDPOINTS = ("https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token")
_SKEW_SECONDS = 300
_LONGEST_SECONDS = 3600
_SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    " Check your iat and exp values in the JWT claim."
)


class OAuthError(Exception):
    """An OAuth error: `error`, `error_description`, HTTP status."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status


def granted(form: Mapping[str, str], signin: SignIn, address: str) -> dict[str, Any]:
    """The answer of the token endpoint to a form. Raises OAuthError."""
    match form.get("grant_type"):
        case grant if grant == JWT_GRANT:
            return _granted_to_service_account(form.get("assertion", ""), signin, address)
        case "refresh_token":
            return _refreshed(form, signin)
        case other:
            raise OAuthError("unsupported_grant_type", f"Invalid grant_type: {other or ''}")


def _granted_to_service_account(assertion: str, signin: SignIn, address: str) -> dict[str, Any]:
    account, claims = _verified(assertion, signin, address)
    if claims.get("target_audience"):
        return {"id_token": signin.id_token(account.email, str(claims["target_audience"]))}
    scopes = str(claims.get("scope", "")).split()
    if not scopes:
        raise OAuthError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    subject = str(claims.get("sub") or account.email).lower()
    if subject != account.email:
        _check_delegation(account, subject, scopes, signin)
    return _access(signin.access_token(subject, scopes, client_id=account.number))


def _verified(assertion: str, signin: SignIn, address: str) -> tuple[Account, dict[str, Any]]:
    try:
        claims = keys.unverified_claims(assertion)
    except ValueError as broken:
        raise OAuthError("invalid_grant", "Bad Request") from broken
    account = signin.find(str(claims.get("iss", "")))
    if account is None or account.kind != "service_account":
        raise OAuthError("invalid_grant", "Invalid grant: account not found")
    if not keys.is_signed_by(assertion, keys.public_pem(account.private_key)):
        raise OAuthError("invalid_grant", "Invalid JWT Signature.")
    if claims.get("aud") not in (*TOKEN_ENDPOINTS, f"{address}/token"):
        raise OAuthError(
            "invalid_grant",
            "Failed audience check. The right audience is https://oauth2.googleapis.com/token",
        )
    now, issued, expires = signin.clock().timestamp(), claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(expires, int):
        raise OAuthError("invalid_grant", _SHORT_LIVED)
    if not issued - _SKEW_SECONDS <= now < expires or expires - issued > _LONGEST_SECONDS:
        raise OAuthError("invalid_grant", _SHORT_LIVED)
    return account, claims


def _check_delegation(account: Account, subject: str, scopes: list[str], signin: SignIn) -> None:
    allowed = account.delegated.get(subject.partition("@")[2], ())
    if not set(scopes) <= set(allowed):
        raise OAuthError(
            "unauthorized_client",
            "Client is unauthorized to retrieve access tokens using this method, or client not authorized for"
            " any of the scopes requested.",
            401,
        )
    if signin.find(subject) is None:
        raise OAuthError("invalid_grant", "Invalid email or User ID")


def _refreshed(form: Mapping[str, str], signin: SignIn) -> dict[str, Any]:
    client = signin.client(form.get("client_id", ""))
    if client is None:
        raise OAuthError("invalid_client", "The OAuth client was not found.", 401)
    if form.get("client_secret") != client.secret:
        raise OAuthError("invalid_client", "Unauthorized", 401)
    known = signin.token(form.get("refresh_token", ""))
    if known is None or known.expires is not None or known.client_id != client.id:
        raise OAuthError("invalid_grant", "Token has been expired or revoked.")
    asked = form.get("scope", "").split()
    if not set(asked) <= set(known.scopes):
        raise OAuthError("invalid_scope", "Some requested scopes were not granted.")
    scopes = asked or list(known.scopes)
    answer = _access(signin.access_token(known.email, scopes, client.id)) | {"scope": " ".join(scopes)}
    if "openid" in scopes:
        answer["id_token"] = signin.id_token(known.email, client.id, client.id)
    return answer


def _access(token: str) -> dict[str, Any]:
    return {"access_token": token, "expires_in": int(TOKEN_LIFETIME.total_seconds()), "token_type": "Bearer"}


def certificates(signin: SignIn) -> dict[str, str]:
    """The issuer's certificates in PEM, by key id (`/oauth2/v1/certs`)."""
    return {keys.key_id(signin.issuer_key): keys.certificate_pem(signin.issuer_key)}


def key_set(signin: SignIn) -> dict[str, Any]:
    """The issuer's keys as a JSON web key set (`/oauth2/v3/certs`)."""
    return {"keys": [keys.web_key(signin.issuer_key)]}


def service_account_certificates(email: str, signin: SignIn) -> dict[str, str]:
    """A service account's certificates in PEM, by key id. Raises OAuthError 404."""
    account = signin.find(email)
    if account is None or account.kind != "service_account":
        raise OAuthError("not_found", "Service account not found.", 404)
    return {keys.key_id(account.private_key): keys.certificate_pem(account.private_key)}


def token_info(access_token: str, id_token: str, signin: SignIn) -> dict[str, Any]:
    """What a token stands for. Raises OAuthError if it is not (or no longer) valid."""
    now = signin.clock()
    if id_token:
        return _id_token_info(id_token, signin)
    token = signin.token(access_token)
    if token is None or token.expires is None or token.expires <= now:
        raise OAuthError("invalid_token", "Invalid Value")
    account = signin.account(token.email)
    return {
        "azp": token.client_id,
        "aud": token.client_id,
        "sub": account.number,
        "scope": " ".join(token.scopes),
        "exp": str(int(token.expires.timestamp())),
        "expires_in": str(int((token.expires - now).total_seconds())),
        "email": account.email,
        "email_verified": "true",
        "access_type": "offline",
    }


def _id_token_info(id_token: str, signin: SignIn) -> dict[str, Any]:
    try:
        claims = keys.unverified_claims(id_token)
        genuine = keys.is_signed_by(id_token, keys.public_pem(signin.issuer_key))
    except ValueError as broken:
        raise OAuthError("invalid_token", "Invalid Value") from broken
    if not genuine or claims["exp"] <= signin.clock().timestamp():
        raise OAuthError("invalid_token", "Invalid Value")
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in claims.items()}


def user_info(account: Account, scopes: frozenset[str]) -> dict[str, Any]:
    """What the scopes let a client know about its user."""
    info: dict[str, Any] = {"sub": account.number}
    if scopes & {"email", "https://www.googleapis.com/auth/userinfo.email"}:
        info |= {"email": account.email, "email_verified": True}
        if account.kind == "user":
            info["hd"] = account.email.partition("@")[2]
    if scopes & {"profile", "https://www.googleapis.com/auth/userinfo.profile"}:
        info["name"] = account.name
    return info


def openid_configuration(address: str) -> dict[str, Any]:
    """Where a client finds the endpoints (`/.well-known/openid-configuration`)."""
    return {
        "issuer": ISSUER,
        "authorization_endpoint": f"{address}/o/oauth2/v2/auth",
        "token_endpoint": f"{address}/token",
        "userinfo_endpoint": f"{address}/v1/userinfo",
        "revocation_endpoint": f"{address}/revoke",
        "jwks_uri": f"{address}/oauth2/v3/certs",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
