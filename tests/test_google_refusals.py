"""What Google's answers mean to us: one exception each, and no word of what was in the request."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from sync.google.calls import describe
from sync.google.errors import (
    CredentialsMissing,
    GoogleProblem,
    IncompleteAnswer,
    Landed,
    NotFound,
    QuotaExhausted,
    Rejected,
    SheetNotShared,
    Unavailable,
)
from sync.google.refusals import problem_of, without_quotes

SHEET = "https://sheets.googleapis.com/v4/spreadsheets/BOOK"
FILE = "https://www.googleapis.com/drive/v3/files/BOOK"


def answer(status: int, body: Any, **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response.headers.update(headers)
    return response


def sheets_error(status: int, message: str = "", reason: str = "") -> requests.Response:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    return answer(status, {"error": {"code": status, "message": message, "details": details}})


def drive_error(status: int, reason: str) -> requests.Response:
    return answer(status, {"error": {"code": status, "message": "", "errors": [{"reason": reason}]}})


def test_a_protected_cell_is_said_in_our_words() -> None:
    """Google tells to contact the owner; what the owner must do it does not say."""
    message = (
        "Invalid requests[1].updateCells: You are trying to edit a protected cell or object. Please contact the spreadsheet owner "
        "to remove protection if you need to edit."
    )
    problem = problem_of(sheets_error(400, message), describe("POST", f"{SHEET}:batchUpdate"), "")
    assert isinstance(problem, Rejected)
    assert "a tab, column or cell to be written is protected" in str(problem)
    assert problem.failed_request == (1, "updateCells")


@pytest.mark.parametrize(
    ("url", "response", "expected"),
    [
        (SHEET, sheets_error(400, "Invalid requests[2].addChart: no."), Rejected),
        (SHEET, sheets_error(401), CredentialsMissing),
        (SHEET, sheets_error(403), SheetNotShared),
        (SHEET, sheets_error(403, reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Rejected),
        (SHEET, sheets_error(404), NotFound),
        (SHEET, sheets_error(429), QuotaExhausted),
        (SHEET, sheets_error(500), Unavailable),
        (SHEET, sheets_error(501), Rejected),
        (SHEET, answer(502, b"<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>"), Unavailable),
        (FILE, drive_error(403, "insufficientFilePermissions"), SheetNotShared),
        (FILE, drive_error(403, "userRateLimitExceeded"), QuotaExhausted),
        (FILE, drive_error(403, "storageQuotaExceeded"), Rejected),
        (FILE, drive_error(403, "exportSizeLimitExceeded"), Rejected),
        (FILE, drive_error(403, "domainPolicy"), Rejected),
        (FILE, drive_error(404, "notFound"), NotFound),
        (FILE, answer(404, b"<html>no such page</html>"), NotFound),
    ],
)
def test_each_answer_is_one_problem(url: str, response: requests.Response, expected: type[GoogleProblem]) -> None:
    """A status and a reason make one exception, whether the page is JSON or HTML."""
    assert type(problem_of(response, describe("GET", url), "reader@example.org")) is expected


@pytest.mark.parametrize(
    ("status", "landed"), [(400, Landed.NO), (429, Landed.NO), (500, Landed.UNKNOWN), (502, Landed.UNKNOWN)]
)
def test_only_googles_own_failures_leave_it_open_whether_a_write_landed(status: int, landed: Landed) -> None:
    """A refusal changed nothing; a failure may have come after the change."""
    assert problem_of(sheets_error(status), describe("POST", SHEET), "").landed is landed


def test_a_file_that_is_not_shared_names_the_reader_apart_from_the_message() -> None:
    """The address is there for whoever must share the file, and not in what gets logged."""
    problem = problem_of(sheets_error(403), describe("GET", SHEET), "reader@example.org")
    assert isinstance(problem, SheetNotShared)
    assert (problem.file_id, problem.reader) == ("BOOK", "reader@example.org")
    assert "BOOK" in str(problem)
    assert "reader@example.org" not in str(problem) + repr(problem)


def test_the_failed_request_of_a_batch_is_known_by_number_and_kind() -> None:
    """Whoever made the batch learns which of its requests was at fault."""
    problem = problem_of(
        sheets_error(400, "Invalid requests[3].addChart: No grid with id: 7"), describe("POST", SHEET), ""
    )
    assert isinstance(problem, Rejected)
    assert problem.failed_request == (3, "addChart")


@pytest.mark.parametrize(
    ("google", "ours"),
    [
        (
            'Invalid requests[0].addSheet: A sheet with the name "Ada L." already exists.',
            "Invalid requests[0].addSheet: A sheet with the name … already exists.",
        ),
        (
            "Invalid value at 'requests[0].update_cells.rows[0].values[0].note' (TYPE_STRING), 5551234",
            "Invalid value at 'requests[0].update_cells.rows[0].values[0].note' (TYPE_STRING), …",
        ),
        ("Unable to parse range: Ada Lovelace!A1:B2", "Unable to parse range: …"),
        ("Cannot share with ada@example.org today", "Cannot share with … today"),
        ("The name 'Ada O'Brien' is taken", "The name … is taken"),
        ("The name 'ada.lovelace' is taken", "The name … is taken"),
        ('The note "she said "no" twice" is too long', "The note … is too long"),
        (
            "Unknown name \"x\" at 'requests[0]': Cannot find field.",
            "Unknown name … at 'requests[0]': Cannot find field.",
        ),
        ("No grid with id: 12", "No grid with id: 12"),
    ],
)
def test_what_google_quotes_from_a_sheet_is_taken_out(google: str, ours: str) -> None:
    """Names, cells and addresses go; the place of the fault stays."""
    assert without_quotes(google) == ours


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    """A date counts from the server's own clock, so that ours need not be right."""
    assert problem_of(answer(429, {"error": {}}, **headers), describe("GET", SHEET), "").retry_after == seconds


def test_an_incomplete_answer_is_a_kind_of_unavailable() -> None:
    """Whoever waits out an outage waits out a torn answer too."""
    assert issubclass(IncompleteAnswer, Unavailable)


@pytest.mark.parametrize(
    ("method", "url", "api", "kind", "cost", "writes"),
    [
        ("GET", SHEET, "sheets", "read", 1, False),
        ("POST", SHEET + ":batchUpdate", "sheets", "write", 1, True),
        ("POST", SHEET + "/values:batchGetByDataFilter", "sheets", "read", 1, False),
        ("PUT", SHEET + "/values/A1", "sheets", "write", 1, True),
        ("GET", FILE, "drive", "read", 5, False),
        ("GET", FILE + "?alt=media", "drive", "download", 200, False),
        ("GET", FILE + "/export?mimeType=x", "drive", "download", 200, False),
        ("GET", "https://www.googleapis.com/drive/v3/changes?pageToken=1", "drive", "list", 100, False),
        ("GET", FILE + "/permissions", "drive", "list", 100, False),
        ("POST", FILE + "/copy", "drive", "write", 50, True),
        ("GET", "https://forms.googleapis.com/v1/forms/BOOK/responses", "forms", "responses", 1, False),
        ("POST", "https://docs.googleapis.com/v1/documents/BOOK:batchUpdate", "docs", "write", 1, True),
        ("POST", "https://oauth2.googleapis.com/token", "sign-in", "write", 1, True),
    ],
)
def test_a_request_is_known_by_its_address(method: str, url: str, api: str, kind: str, cost: int, writes: bool) -> None:
    """API, kind, cost in quota units and whether it changes anything."""
    call = describe(method, url)
    assert (call.api, call.kind, call.cost, call.writes) == (api, kind, cost, writes)


def test_a_long_get_that_arrives_as_a_post_is_a_read() -> None:
    """google-api-python-client sends a GET over 2,048 characters as a POST that says so."""
    call = describe("POST", SHEET, {"X-HTTP-Method-Override": "GET"})
    assert (call.kind, call.writes, call.file_id) == ("read", False, "BOOK")
