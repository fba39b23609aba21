"""A running emulator and a fresh spreadsheet in it: fixtures for tests of the Sheets API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gspread
import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import google_service, user_credentials, user_sheets
from tests.sheets_requests import OWNER


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    """One emulator for all tests of a module."""
    with serve() as running:
        yield running


@pytest.fixture
def client(server: EmulatorServer) -> gspread.Client:
    """gspread, signed in as the owner."""
    return user_sheets(server, OWNER)


@pytest.fixture
def book(client: gspread.Client) -> gspread.Spreadsheet:
    """A spreadsheet that was just made."""
    return client.create("Coaching")


@pytest.fixture
def sheet(book: gspread.Spreadsheet) -> gspread.Worksheet:
    """Its first sheet, which is empty."""
    return book.sheet1


@pytest.fixture
def api(server: EmulatorServer) -> Any:
    """google-api-python-client's Sheets service, signed in as the owner."""
    return google_service(server, "sheets", "v4", user_credentials(server, OWNER)).spreadsheets()
