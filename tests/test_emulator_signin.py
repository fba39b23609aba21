"""Signing in to the emulator: with Google's own libraries, and as Google refuses it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import google.auth.exceptions
import google.auth.transport.requests
import google.oauth2.id_token
import gspread
import pytest
import requests
from google.auth import crypt, jwt
from google.oauth2.credentials import Credentials
from google.oauth2.service_account import Credentials as ServiceAccountCredentials
from google.oauth2.service_account import IDTokenCredentials

from sync.emulator import keys
from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import (
    DRIVE,
    SCOPES,
    SHEETS,
    AtEmulator,
    google_service,
    sheets_client,
    user_drive,
)

ANN = "ann@district.example"
ROBOT = "robot@program.iam.gserviceaccount.com"
READ_METADATA = "https://www.googleapis.com/auth/drive.metadata.readonly"
PER_FILE = "https://www.googleapis.com/auth/drive.file"
FOLDER = "application/vnd.google-apps.folder"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        running.world.signin.create_user(ANN)
        yield running


def transport() -> google.auth.transport.requests.Request:
    return google.auth.transport.requests.Request(session=requests.Session())


def refreshing(info: dict[str, str]) -> Credentials:
    """google-auth's own reader of this form always takes Google's token endpoint, so the parts are handed
    over.
    """
    parts = ("refresh_token", "token_uri", "client_id", "client_secret")
    return Credentials(None, **{name: info[name] for name in parts})


def listed(server: EmulatorServer, token: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{server.address}/drive/v3/files", headers=headers, timeout=5)


def token_answer(server: EmulatorServer, **form: str) -> tuple[int, dict[str, Any]]:
    answer = requests.post(f"{server.address}/token", data=form, timeout=5)
    return answer.status_code, answer.json()


def assertion(server: EmulatorServer, **claims: Any) -> str:
    """A service account's signed request, right in every claim that is not given here; `key` signs it."""
    info = server.world.signin.create_service_account(ROBOT)
    now = int(time.time())
    whole = {"iss": ROBOT, "aud": info["token_uri"], "iat": now, "exp": now + 3600, "scope": DRIVE}
    key = claims.pop("key", info["private_key"])
    signed: bytes = jwt.encode(crypt.RSASigner.from_string(key), whole | claims)
    return signed.decode()


def test_gspread_signs_in_with_a_key_file(server: EmulatorServer) -> None:
    """gspread.service_account_from_dict with the emulator's key file, nothing changed but the hosts."""
    client = gspread.service_account_from_dict(server.world.signin.create_service_account(ROBOT))
    client.http_client.session.mount("https://", AtEmulator(server.address))
    assert client.list_spreadsheet_files() == []
    assert server.world.journal.counts() == {"token": 1, "drive.files.list": 1}


def test_the_same_address_has_the_same_key_and_another_has_another(server: EmulatorServer) -> None:
    """A second key file of one account equals the first; two accounts never share a key."""
    first = server.world.signin.create_service_account(ROBOT)
    assert server.world.signin.create_service_account(ROBOT) == first
    other = server.world.signin.create_service_account("other@program.iam.gserviceaccount.com")
    assert other["private_key"] != first["private_key"]
    assert (first["client_email"], first["project_id"]) == (ROBOT, "program")


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"iss": "nobody@program.iam.gserviceaccount.com"}, "Invalid grant: account not found"),
        ({"iss": ANN}, "Invalid grant: account not found"),
        ({"key": keys.private_key_pem(99)}, "Invalid JWT Signature."),
        ({"aud": "https://example.org/token"}, "Failed audience check."),
        ({"iat": 1, "exp": 3601}, "Invalid JWT: Token must be a short-lived token"),
        ({"exp": int(time.time()) + 86400}, "Invalid JWT: Token must be a short-lived token"),
        ({"scope": ""}, "Invalid OAuth scope or ID token audience provided."),
    ],
)
def test_a_service_account_that_is_not_what_it_says_gets_no_token(
    server: EmulatorServer, claims: dict[str, Any], description: str
) -> None:
    """Issuer, signature, audience, times and scopes are all checked."""
    status, answer = token_answer(server, grant_type=GRANT, assertion=assertion(server, **claims))
    assert status == 400
    assert answer["error_description"].startswith(description)


def test_an_unsigned_or_mangled_assertion_gets_no_token(server: EmulatorServer) -> None:
    """Neither `alg: none` nor a changed claim nor plain text passes."""
    head, payload, signature = assertion(server).split(".")
    none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for bad in (f"{none}.{payload}.", f"{head}.{payload[:-4]}AAAA.{signature}", "text", "a.b.c"):
        status, answer = token_answer(server, grant_type=GRANT, assertion=bad)
        assert (status, answer["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ya29.wrong", "Basic YTpi"])
def test_no_token_or_a_wrong_one_is_401(server: EmulatorServer, authorization: str) -> None:
    """Google says UNAUTHENTICATED and asks for a bearer."""
    headers = {"Authorization": authorization} if authorization else {}
    answer = requests.get(f"{server.address}/v4/spreadsheets/1abc", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_expires_after_an_hour(server: EmulatorServer) -> None:
    """Good for 3599 seconds, 401 after."""
    now = datetime(2026, 5, 29, 12, tzinfo=UTC)
    server.world.signin.clock = lambda: now
    token = server.world.signin.access_token(ANN, SCOPES)
    now += timedelta(seconds=3598)
    assert listed(server, token).status_code == 200
    now += timedelta(seconds=2)
    assert listed(server, token).status_code == 401


def test_a_revoked_token_is_401(server: EmulatorServer) -> None:
    """What was taken back no longer opens anything."""
    token = server.world.signin.access_token(ANN, SCOPES)
    assert requests.post(f"{server.address}/revoke", data={"token": token}, timeout=5).status_code == 200
    assert listed(server, token).status_code == 401


def test_tokens_are_kept_as_hashes_only(server: EmulatorServer) -> None:
    """Whoever reads the state file finds no token that works."""
    token = server.world.signin.access_token(ANN, SCOPES)
    stored = [id.encode() + data for id, data in server.world.store.items("token")]
    assert stored
    assert not any(token.encode() in one or token[5:].encode() in one for one in stored)


def test_a_method_needs_one_of_its_scopes(server: EmulatorServer) -> None:
    """Metadata may be listed with a read-only scope, but nothing created: 403 with the reason."""
    token = server.world.signin.access_token(ANN, [READ_METADATA])
    assert listed(server, token).status_code == 200
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(f"{server.address}/drive/v3/files", json={}, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (
        403,
        "insufficientPermissions",
    )
    sheets = requests.get(f"{server.address}/v4/spreadsheets/1abc", headers=headers, timeout=5)
    assert sheets.status_code == 403
    assert sheets.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_the_file_scope_reaches_only_files_of_the_app(server: EmulatorServer) -> None:
    """With drive.file a file made elsewhere is 404 until the person opens it with the app."""
    made = user_drive(server, ANN).files().create(body={"name": "Log", "mimeType": FOLDER}).execute()
    app = server.world.signin.create_client("addon.apps.googleusercontent.com")
    token = server.world.signin.access_token(ANN, [PER_FILE], client_id=app.id)
    address = f"{server.address}/drive/v3/files/{made['id']}"
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.get(address, headers=headers, timeout=5).status_code == 404
    assert listed(server, token).json()["files"] == []
    server.world.drive.open_with(made["id"], app.id)
    assert requests.get(address, headers=headers, timeout=5).status_code == 200
    own = requests.post(f"{server.address}/drive/v3/files", json={"name": "Mine"}, headers=headers, timeout=5).json()
    assert {file["id"] for file in listed(server, token).json()["files"]} == {made["id"], own["id"]}


def test_a_refresh_token_gives_new_access_tokens(server: EmulatorServer) -> None:
    """google-auth's authorized user: refreshed by itself, refused with another client's secret."""
    info = server.world.signin.authorize_user(ANN, SCOPES)
    client = sheets_client(server, refreshing(info))
    assert client.list_spreadsheet_files() == []
    forged = refreshing(info | {"client_secret": "guessed"})
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_client"):
        forged.refresh(transport())
    server.world.signin.revoke(info["refresh_token"])
    with pytest.raises(google.auth.exceptions.RefreshError, match="expired or revoked"):
        refreshing(info).refresh(transport())


def test_a_refresh_token_is_no_access_token(server: EmulatorServer) -> None:
    """It opens nothing by itself."""
    info = server.world.signin.authorize_user(ANN, SCOPES)
    assert listed(server, info["refresh_token"]).status_code == 401


def test_delegation_lets_a_service_account_act_for_a_domain(server: EmulatorServer) -> None:
    """With delegation the file belongs to the person; without it, or for other scopes, there is no token."""
    key = server.world.signin.create_service_account(ROBOT)
    acting = ServiceAccountCredentials.from_service_account_info(key, scopes=[DRIVE], subject=ANN)
    with pytest.raises(google.auth.exceptions.RefreshError, match="unauthorized_client"):
        acting.refresh(transport())
    server.world.signin.delegate(ROBOT, "district.example", [DRIVE])
    drive = google_service(server, "drive", "v3", acting)
    made = drive.files().create(body={"mimeType": FOLDER}, fields="owners(emailAddress)").execute()
    assert made == {"owners": [{"emailAddress": ANN}]}
    broader = ServiceAccountCredentials.from_service_account_info(key, scopes=[DRIVE, SHEETS], subject=ANN)
    with pytest.raises(google.auth.exceptions.RefreshError, match="unauthorized_client"):
        broader.refresh(transport())


def test_an_id_token_is_verified_with_the_published_certificates(server: EmulatorServer) -> None:
    """google.oauth2.id_token accepts it for its audience, and for no other."""
    token = server.world.signin.id_token(ANN, "https://addon.example/log")
    for path in ("/oauth2/v1/certs",):
        claims = google.oauth2.id_token.verify_token(
            token, transport(), "https://addon.example/log", certs_url=server.address + path
        )
        assert (claims["email"], claims["email_verified"]) == (ANN, True)
        assert claims["iss"] == "https://accounts.google.com"
    with pytest.raises(ValueError, match="wrong audience"):
        google.oauth2.id_token.verify_token(
            token, transport(), "https://addon.example/log/", certs_url=f"{server.address}/oauth2/v1/certs"
        )


def test_a_service_account_gets_an_id_token_for_its_audience(server: EmulatorServer) -> None:
    """google-auth's IDTokenCredentials, as Pub/Sub push and Cloud Run use them."""
    key = server.world.signin.create_service_account(ROBOT)
    credentials = IDTokenCredentials.from_service_account_info(key, target_audience="https://addon.example")
    credentials.refresh(transport())
    info = requests.get(f"{server.address}/tokeninfo", params={"id_token": credentials.token}, timeout=5).json()
    assert (info["aud"], info["email"]) == ("https://addon.example", ROBOT)


def test_the_key_set_holds_the_key_that_signs(server: EmulatorServer) -> None:
    """The key id in a token is found in both forms of the certificates."""
    kid = jwt.decode_header(server.world.signin.id_token(ANN, "x"))["kid"]
    assert [key["kid"] for key in requests.get(f"{server.address}/oauth2/v3/certs", timeout=5).json()["keys"]] == [kid]
    answer = requests.get(f"{server.address}/oauth2/v1/certs", timeout=5)
    assert list(answer.json()) == [kid]
    assert "max-age" in answer.headers["Cache-Control"]


def test_a_forged_id_token_has_no_info(server: EmulatorServer) -> None:
    """tokeninfo refuses what Google did not sign."""
    forged = keys.signed({"email": ANN, "exp": int(time.time()) + 60}, keys.private_key_pem(99))
    answer = requests.get(f"{server.address}/tokeninfo", params={"id_token": forged}, timeout=5)
    assert answer.status_code == 400


def test_userinfo_tells_what_the_scopes_allow(server: EmulatorServer) -> None:
    """The address only with an e-mail scope, always the subject."""
    number = server.world.signin.account(ANN).number
    expected: list[tuple[str, dict[str, Any]]] = [
        ("openid", {"sub": number}),
        ("https://www.googleapis.com/auth/userinfo.email",
         {"sub": number, "email": ANN, "email_verified": True, "hd": "district.example"}),
    ]  # fmt: skip
    for scope, info in expected:
        headers = {"Authorization": f"Bearer {server.world.signin.access_token(ANN, [scope])}"}
        assert requests.get(f"{server.address}/v1/userinfo", headers=headers, timeout=5).json() == info


def test_tokeninfo_tells_whose_an_access_token_is(server: EmulatorServer) -> None:
    """Audience, scopes and the seconds left."""
    token = server.world.signin.access_token(ANN, [DRIVE], lifetime=timedelta(seconds=100))
    info = requests.get(f"{server.address}/oauth2/v3/tokeninfo", params={"access_token": token}, timeout=5).json()
    assert (info["email"], info["scope"]) == (ANN, DRIVE)
    assert 90 <= int(info["expires_in"]) <= 100


def test_one_address_is_one_kind_of_account(server: EmulatorServer) -> None:
    """A person cannot become a service account."""
    with pytest.raises(ValueError, match="is a user already"):
        server.world.signin.create_service_account(ANN)


def test_an_unknown_account_gets_no_token(server: EmulatorServer) -> None:
    """A slip in an address is said at once, with what to do."""
    with pytest.raises(KeyError, match="Make it with create_user"):
        server.world.signin.access_token("nobody@district.example", SCOPES)


def test_the_token_endpoint_meets_faults_too(server: EmulatorServer) -> None:
    """Sign-in can be scripted to fail; google-auth tries a 503 again by itself."""
    server.world.faults.add("token", "status_503", times=1)
    key = server.world.signin.create_service_account(ROBOT)
    ServiceAccountCredentials.from_service_account_info(key, scopes=[DRIVE]).refresh(transport())
    assert [entry.status for entry in server.world.journal.entries()] == [503, 200]
