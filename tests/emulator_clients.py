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
from googleapiclient.discovery_cache import get_static_doc

from sync.emulator.server import EmulatorServer

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"
SCOPES = (SHEETS, DRIVE)


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
    document = json.loads(str(get_static_doc(api, version)))
    document["rootUrl"] = f"{server.address}/"
    document["baseUrl"] = f"{server.address}/{document['servicePath']}"
    document.pop("mtlsRootUrl", None)
    http = google_auth_httplib2.AuthorizedHttp(credentials, http=httplib2.Http(timeout=20))
    return discovery.build_from_document(document, http=http)


def user_drive(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> Any:
    return google_service(server, "drive", "v3", user_credentials(server, email, scopes))


def service_drive(server: EmulatorServer, email: str, scopes: Sequence[str] = SCOPES) -> Any:
    return google_service(server, "drive", "v3", service_credentials(server, email, scopes))
