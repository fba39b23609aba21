"""Unmodified Google clients pointed at an emulator, for every test that talks to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import google_auth_httplib2
import gspread
import httplib2
import requests
from google.oauth2.credentials import Credentials
from google.oauth2.service_account import Credentials as ServiceAccountCredentials
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from sync.emulator.server import EmulatorServer
from sync.google.clients import discovery_document

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"
SCOPES = (SHEETS, DRIVE)
SOMEBODY = "ann@district.example"
FOLDER = "application/vnd.google-apps.folder"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"


class AtEmulator(requests.adapters.HTTPAdapter):
    """Sends requests for Google's hosts to the emulator instead, path and query unchanged."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(str(request.url))
        if parts.hostname and parts.hostname.endswith("googleapis.com"):
            request.url = self._address + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().send(request, **options)


def user_credentials(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> Credentials:
    """The credentials of a person who has just signed in."""
    server.world.signin.create_user(email)
    return Credentials(server.world.signin.access_token(email, scopes))


def service_credentials(
    server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES
) -> ServiceAccountCredentials:
    """The credentials of a service account, from its key file."""
    key = server.world.signin.create_service_account(email)
    return ServiceAccountCredentials.from_service_account_info(key, scopes=list(scopes))


def sheets_client(server: EmulatorServer, credentials: Any) -> gspread.Client:
    """gspread as it is installed."""
    client = gspread.Client(auth=credentials)
    client.http_client.session.mount("https://", AtEmulator(server.address))
    return client


def user_sheets(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> gspread.Client:
    return sheets_client(server, user_credentials(server, email, scopes))


def service_sheets(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> gspread.Client:
    return sheets_client(server, service_credentials(server, email, scopes))


def google_service(server: EmulatorServer, api: str, version: str, credentials: Any) -> Any:
    """google-api-python-client as it is installed; its discovery document names the emulator as the root."""
    document = json.loads(discovery_document(api, version))
    document["rootUrl"] = f"{server.address}/"
    document["baseUrl"] = f"{server.address}/{document['servicePath']}"
    document.pop("mtlsRootUrl", None)
    http = google_auth_httplib2.AuthorizedHttp(credentials, http=httplib2.Http(timeout=20))
    return discovery.build_from_document(document, http=http)


def user_drive(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> Any:
    return google_service(server, "drive", "v3", user_credentials(server, email, scopes))


def service_drive(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> Any:
    return google_service(server, "drive", "v3", service_credentials(server, email, scopes))


def request(
    server: EmulatorServer, method: str, path: str, body: Any = None, token: str | None = None, **options: Any
) -> requests.Response:
    """One raw request, signed in as somebody unless a token is given."""
    if token is None:
        server.world.signin.create_user(SOMEBODY)
        token = server.world.signin.access_token(SOMEBODY, SCOPES)
    headers = {"Authorization": f"Bearer {token}"} | options.pop("headers", {})
    data = body if body is None or isinstance(body, bytes) else json.dumps(body)
    return requests.request(method, server.address + path, data=data, headers=headers, timeout=10, **options)


# --- calls of Drive, as short as a test wants them


def made(drive: Any, name: str, parent: str = "", mime_type: str = FOLDER, **body: Any) -> str:
    """The id of a new file."""
    body |= {"name": name, "mimeType": mime_type} | ({"parents": [parent]} if parent else {})
    id: str = drive.files().create(body=body, fields="id", supportsAllDrives=True).execute()["id"]
    return id


def shared(drive: Any, file_id: str, email: str, role: str = "writer", **options: Any) -> str:
    """The id of a new permission of a person."""
    body = {"type": "user", "role": role, "emailAddress": email}
    create = drive.permissions().create(fileId=file_id, body=body, supportsAllDrives=True, **options)
    id: str = create.execute()["id"]
    return id


def status(request: Any) -> tuple[int, str]:
    """What a call comes to: 200, or the refusal's status and reason."""
    try:
        request.execute()
    except HttpError as refused:
        return refused.resp.status, refused.error_details[0]["reason"]
    return 200, ""


def names(drive: Any, query: str = "", order: str = "name", **options: Any) -> list[str]:
    """The names that a search finds, in its order."""
    found = drive.files().list(q=query or None, orderBy=order, **options).execute()
    return [file["name"] for file in found["files"]]


def start(drive: Any) -> str:
    token: str = drive.changes().getStartPageToken().execute()["startPageToken"]
    return token


def changes(drive: Any, token: str, **options: Any) -> list[dict[str, Any]]:
    """Every change since a token, over all pages."""
    found: list[dict[str, Any]] = []
    while True:
        page = drive.changes().list(pageToken=token, fields="*", **options).execute()
        found += page["changes"]
        if "nextPageToken" not in page:
            return found
        token = page["nextPageToken"]
