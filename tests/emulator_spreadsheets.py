"""A running emulator and a fresh spreadsheet in it, for tests of the Sheets API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gspread
import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import google_service, user_credentials, user_sheets

OWNER = "olivia@district.example"


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


def batch(api: Any, book: gspread.Spreadsheet, *requests: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer to one `spreadsheets.batchUpdate` with these requests."""
    answer: dict[str, Any] = api.batchUpdate(spreadsheetId=book.id, body={"requests": list(requests), **more}).execute()
    return answer


def grid(sheet_id: int, rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, int]:
    """A `GridRange`: rows and columns, first and exclusive end."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def text(value: str) -> dict[str, Any]:
    """`CellData` with a text."""
    return {"userEnteredValue": {"stringValue": value}}


def number(value: float) -> dict[str, Any]:
    """`CellData` with a number."""
    return {"userEnteredValue": {"numberValue": value}}
