"""Scripted faults, latency and quotas: what goes wrong at the emulated Google when a test wants it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sync.emulator.quotas import Limit
from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import (
    SCOPES,
    request,
    user_drive,
)

ANN = "ann@district.example"
FOLDER = "application/vnd.google-apps.folder"


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.mark.parametrize(
    ("kind", "status", "html"),
    [
        ("status_429", 429, False),
        ("status_500", 500, False),
        ("status_503", 503, False),
        ("html_502", 502, True),
    ],
)
def test_a_scripted_status_strikes_when_it_should_and_as_often(
    server: EmulatorServer, kind: Any, status: int, html: bool
) -> None:
    """After one good call two bad ones, then good again; other methods are left alone."""
    server.world.faults.add("drive.files.l*", kind, times=2, after=1, retry_after=7)
    answers = [request(server, "GET", "/drive/v3/files") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, status, status, 200]
    assert answers[1].headers["Content-Type"].startswith("text/html" if html else "application/json")
    assert answers[1].headers["Retry-After"] == "7"
    assert server.world.faults.pending() == []


@pytest.mark.parametrize(
    ("kind", "made", "error"),
    [
        ("timeout_before", 0, requests.Timeout),
        ("timeout_after", 1, requests.Timeout),
        ("cut_connection", 0, requests.ConnectionError),
        ("cut_connection_after", 1, requests.ConnectionError),
    ],
)
def test_an_answer_that_never_comes_may_have_done_its_work(
    server: EmulatorServer, kind: Any, made: int, error: type[Exception]
) -> None:
    """A time-out or a cut connection, before or after the write: only the state tells which."""
    server.world.faults.add("drive.files.create", kind)
    token = server.world.signin.access_token(server.world.signin.create_user(ANN).email, SCOPES)
    headers = {"Authorization": f"Bearer {token}"}
    with pytest.raises(error):
        requests.post(f"{server.address}/drive/v3/files", json={"mimeType": FOLDER}, headers=headers, timeout=0.3)
    assert len(request(server, "GET", "/drive/v3/files").json()["files"]) == made


def test_httplib2_sends_a_creation_twice_over_a_cut_connection(server: EmulatorServer) -> None:
    """The known fault of google-api-python-client's transport shows here as it does with Google: two files,
    no error.
    """
    drive = user_drive(server, ANN)
    drive.files().list().execute()
    server.world.faults.add("drive.files.create", "cut_connection_after")
    drive.files().create(body={"name": "Log", "mimeType": FOLDER}).execute(num_retries=0)
    assert len(drive.files().list().execute()["files"]) == 2


def test_a_fault_of_no_known_kind_is_refused(server: EmulatorServer) -> None:
    """A slip in a test's script is not a silent success."""
    with pytest.raises(ValueError, match="There is no fault 'status_418'"):
        server.world.faults.add("*", "status_418")  # type: ignore[arg-type]


def test_latency_is_added_to_the_methods_it_is_for(server: EmulatorServer) -> None:
    """Fifty milliseconds on every list, none on a get of the start token."""
    server.world.faults.latency_ms = {"drive.files.list": 50}
    started = time.perf_counter()
    request(server, "GET", "/drive/v3/files")
    assert time.perf_counter() - started >= 0.05
    by_method = {entry.method: entry.milliseconds for entry in server.world.journal.entries()}
    assert by_method["drive.files.list"] >= 50


def test_a_held_answer_does_not_keep_the_server_from_stopping() -> None:
    """Closing ends every time-out that is still being held."""
    server = serve()
    server.world.faults.add("drive.files.list", "timeout_before", seconds=60)

    def list_and_fail() -> None:
        with pytest.raises(requests.ConnectionError):
            request(server, "GET", "/drive/v3/files")

    thread = threading.Thread(target=list_and_fail)
    thread.start()
    while server.world.faults.pending():
        time.sleep(0.01)
    server.close()
    thread.join(timeout=5)
    assert not thread.is_alive()


# --- quotas


def test_the_sixty_first_read_of_a_minute_is_429_and_the_next_minute_is_free(server: EmulatorServer) -> None:
    """Sixty Sheets reads a minute and user; a minute later the first of them no longer counts."""
    now = datetime(2026, 5, 29, 12, tzinfo=UTC)
    server.world.clock = lambda: now
    server.world.quotas.enabled = True
    path = "/v4/spreadsheets/1abc?fields=spreadsheetId"
    token = server.world.signin.access_token(server.world.signin.create_user(ANN).email, SCOPES)
    statuses = [request(server, "GET", path, token=token).status_code for _ in range(60)]
    assert 429 not in statuses
    refused = request(server, "GET", path, token=token)
    assert (refused.status_code, refused.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert "Read requests per minute per user" in refused.json()["error"]["message"]
    assert refused.json()["error"]["details"][0]["metadata"]["quota_limit_value"] == "60"
    now += timedelta(seconds=60)
    assert request(server, "GET", path, token=token).status_code != 429


def test_five_users_share_the_projects_limit(server: EmulatorServer) -> None:
    """Five users with two reads each use up ten; a sixth user's first read is over the project's limit."""
    server.world.quotas.enabled = True
    server.world.quotas.limits["sheets.read"] = Limit(project=10, user=2)
    statuses = []
    for number in range(6):
        user = server.world.signin.create_user(f"coach{number}@district.example")
        token = server.world.signin.access_token(user.email, SCOPES)
        statuses += [request(server, "GET", "/v4/spreadsheets/1abc", token=token).status_code for _ in range(2)]
    assert [status == 429 for status in statuses] == [False] * 10 + [True] * 2


def test_drive_counts_units_and_answers_403_to_one_user(server: EmulatorServer) -> None:
    """A list costs 100 units: three fit into 305, with one get of 5; the next get does not."""
    server.world.quotas.enabled = True
    server.world.quotas.limits["drive"] = Limit(project=10_000, user=305)
    paths = ["/drive/v3/files"] * 3 + ["/drive/v3/files/root"] * 2
    answers = [request(server, "GET", path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 403]
    error = answers[-1].json()["error"]["errors"][0]
    assert (error["domain"], error["reason"]) == ("usageLimits", "userRateLimitExceeded")
