"""The emulator's front end: what every API shares, whatever the method."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gspread
import httplib2
import orjson
import pytest
import requests
from googleapiclient.errors import HttpError

from sync.emulator.drive.records import DOCUMENT
from sync.emulator.server import EmulatorServer, serve
from sync.emulator.wire.call import Caller
from tests.emulator_clients import (
    SCOPES,
    google_service,
    request,
    service_drive,
    user_credentials,
    user_drive,
    user_sheets,
)

ANN = "ann@district.example"
FOLDER = "application/vnd.google-apps.folder"


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


BATCH = "/v4/spreadsheets/1abc:batchUpdate"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"requests": [{"addShet": {}}]},
         'Invalid JSON payload received. Unknown name "addShet" at \'requests[0]\': Cannot find field.'),
        ({"requests": [{"addSheet": {"properties": {"title": 5}}}]},
         "Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 5"),
        ({"requests": [{"addSheet": {"properties": {"sheetId": "x"}}}]},
         "Invalid value at 'requests[0].add_sheet.properties.sheet_id' (TYPE_INT32), \"x\""),
        ({"requests": [{"deleteDimension": {"range": {"dimension": "ROW"}}}]},
         "Invalid value at 'requests[0].delete_dimension.range.dimension'"
         " (type.googleapis.com/google.apps.sheets.v4.DimensionRange.Dimension), \"ROW\""),
        ({"requests": {}}, "Invalid value at 'requests' (array), {}"),
        ({"requests": [{"updateCells": {"range": []}}]},
         'Invalid JSON payload received. Unknown name "range" at \'requests[0].update_cells\':'
         " Proto field is not repeating, cannot start list."),
    ],
)  # fmt: skip
def test_a_body_that_the_discovery_document_does_not_allow_is_refused_in_googles_words(
    server: EmulatorServer, body: Any, message: str
) -> None:
    """Unknown fields, wrong types and bad enum names are 400 INVALID_ARGUMENT, and say where."""
    error = request(server, "POST", BATCH, body).json()["error"]
    assert (error["code"], error["status"], error["message"]) == (400, "INVALID_ARGUMENT", message)
    assert error["details"][0]["fieldViolations"][0]["description"] == message


def test_every_fault_of_a_body_is_named_at_once(server: EmulatorServer) -> None:
    """Google lists all violations, one a line."""
    body = {"requests": [{"addShet": {}}, {"addSheet": {"properties": {"hidden": "perhaps"}}}]}
    error = request(server, "POST", BATCH, body).json()["error"]
    assert error["message"].count("\n") == 1
    assert len(error["details"][0]["fieldViolations"]) == 2


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("rangez=A1", 'Invalid JSON payload received. Unknown name "rangez": Cannot bind query parameter.'
                      " Field 'rangez' could not be found in request message."),
        ("includeGridData=perhaps", "Invalid value at 'include_grid_data' (TYPE_BOOL), \"perhaps\""),
        ("fields=sheets.propertiez", "Request contains an invalid argument."),
        ("fields=sheets(properties", "Request contains an invalid argument."),
    ],
)  # fmt: skip
def test_a_query_that_the_discovery_document_does_not_allow_is_refused(
    server: EmulatorServer, query: str, message: str
) -> None:
    """Unknown parameters, wrong types and masks over fields that do not exist are 400."""
    error = request(server, "GET", f"/v4/spreadsheets/1abc?{query}").json()["error"]
    assert (error["code"], error["message"]) == (400, message)


def test_drive_ignores_unknown_names_and_the_journal_tells(server: EmulatorServer) -> None:
    """Drive lets unknown fields pass (gspread sends one with every permission): a `title` gives an untitled
    file.
    """
    made = request(server, "POST", "/drive/v3/files?colour=red", {"title": "Log", "mimeType": FOLDER}).json()
    assert made["name"] == "Untitled"
    assert server.world.journal.entries()[-1].ignored == ("colour", "title")


def test_broken_json_is_a_parse_error(server: EmulatorServer) -> None:
    """A body that is no JSON is 400 before anything is looked up."""
    answer = request(server, "POST", BATCH, b'{"requests": [')
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid JSON payload received.")


def test_a_method_that_google_does_not_have_is_a_404_page(server: EmulatorServer) -> None:
    """Unknown paths and wrong verbs get Google's HTML page."""
    for method, path in (
        ("GET", "/v4/spreadsheetz/1abc"),
        ("POST", "/v4/spreadsheets/1abc:explode"),
        ("PUT", BATCH),
    ):
        answer = request(server, method, path)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")
    assert server.world.journal.counts() == {"unknown": 3}


def test_a_method_that_google_has_and_the_emulator_has_not_is_501(server: EmulatorServer) -> None:
    """Nothing answers emptily: a missing method says its name."""
    answer = request(server, "POST", "/drive/v3/changes/watch?pageToken=1", {})
    assert answer.status_code == 501
    assert "drive.changes.watch" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "query",
    [
        "useDomainAdminAccess=true",
        "includeLabels=a",
        "spaces=appDataFolder",
        "includePermissionsForView=published",
    ],
)
def test_a_parameter_that_is_not_served_is_501(server: EmulatorServer, query: str) -> None:
    """What would change an answer is never ignored."""
    path = "drives" if query.startswith("useDomain") else "files"
    assert request(server, "GET", f"/drive/v3/{path}?{query}").status_code == 501


@pytest.mark.parametrize("body", [[], [1], 5, "text", None])
def test_a_body_that_is_no_object_is_refused_or_empty(server: EmulatorServer, body: Any) -> None:
    """Never a broken server: 400, or (null) the same as nothing sent."""
    for method, path in (("POST", BATCH), ("POST", "/drive/v3/files"), ("GET", "/drive/v3/files")):
        assert request(server, method, path, json.dumps(body).encode()).status_code in {200, 400, 404}


def test_a_missing_required_parameter_is_refused(server: EmulatorServer) -> None:
    """changes.list needs a page token."""
    error = request(server, "GET", "/drive/v3/changes").json()["error"]
    assert (error["code"], error["errors"][0]["reason"]) == (400, "required")


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ("files(id,name)", {"files": [{"name": "Log"}]}),
        ("files/name,kind", {"kind": "drive#fileList", "files": [{"name": "Log"}]}),
        ("files.name", {"files": [{"name": "Log"}]}),
        (
            "files(owners/me,owners(displayName))",
            {"files": [{"owners": [{"me": True, "displayName": "Ann"}]}]},
        ),
        ("files(capabilities/canEdit)", {"files": [{"capabilities": {"canEdit": True}}]}),
        ("files/*/canEdit", {"files": [{"capabilities": {"canEdit": True}}]}),
        ("nextPageToken", {}),
    ],
)
def test_a_mask_cuts_the_answer_to_what_was_asked_for(
    server: EmulatorServer, mask: str, expected: dict[str, Any]
) -> None:
    """Every way of writing a mask: parentheses, slashes, dots, stars."""
    request(server, "POST", "/drive/v3/files", {"name": "Log", "mimeType": FOLDER})
    answer = request(server, "GET", f"/drive/v3/files?fields={mask}").json()
    for file in answer.get("files", []):
        file.pop("id", None)
    assert answer == expected


def test_a_read_may_come_as_a_post_with_an_override(server: EmulatorServer) -> None:
    """google-api-python-client sends GETs with long addresses as a form."""
    drive = user_drive(server, ANN)
    drive.files().create(body={"name": "Log", "mimeType": FOLDER}).execute()
    query = " or ".join(["name = 'Log'"] * 300)
    assert [file["name"] for file in drive.files().list(q=query).execute()["files"]] == ["Log"]
    assert server.world.journal.counts()["drive.files.list"] == 1


def test_answers_are_dated_by_the_worlds_clock(server: EmulatorServer) -> None:
    """The Date header and a file's times come from one clock."""
    server.world.clock = lambda: datetime(2026, 5, 29, 12, 30, 15, 123456, tzinfo=UTC)
    answer = request(server, "POST", "/drive/v3/files?fields=modifiedTime", {"mimeType": FOLDER})
    assert answer.headers["Date"] == "Fri, 29 May 2026 12:30:15 GMT"
    assert answer.json() == {"modifiedTime": "2026-05-29T12:30:15.123Z"}


def test_pretty_print_can_be_switched_off(server: EmulatorServer) -> None:
    """Indented by default, as Google does it."""
    assert b"\n  " in request(server, "GET", "/drive/v3/files").content
    assert b"\n" not in request(server, "GET", "/drive/v3/files?prettyPrint=false").content


def test_one_connection_carries_many_requests(server: EmulatorServer) -> None:
    """Connections stay open, after errors and unread bodies too."""
    token = server.world.signin.access_token(server.world.signin.create_user(ANN).email, SCOPES)
    connection = http.client.HTTPConnection("127.0.0.1", int(server.address.rpartition(":")[2]))
    connection.connect()
    opened = connection.sock
    for path in ("/drive/v3/files", "/nowhere", BATCH, "/oauth2/v1/certs", "/drive/v3/files"):
        connection.request("POST", path, b'{"mimeType": "x/y"}', {"Authorization": f"Bearer {token}"})
        connection.getresponse().read()
        assert connection.sock is opened
    connection.close()


def test_a_hundred_megabytes_of_json_are_read(server: EmulatorServer) -> None:
    """A very large body reaches the checks (and is refused there for its last field)."""
    row = b'{"values": [{"userEnteredValue": {"stringValue": "' + b"x" * 1000 + b'"}}]}'
    rows = b",".join([row] * (100 * 2**20 // len(row)))
    body = b'{"requests": [{"updateCells": {"rows": [' + rows + b'], "feilds": "*"}}]}'
    answer = request(server, "POST", BATCH, body)
    assert answer.status_code == 400
    assert "feilds" in answer.json()["error"]["message"]


def test_numbers_and_names_in_a_body_may_be_written_as_protocol_buffers_allow(server: EmulatorServer) -> None:
    """Snake case and numbers as text pass; what is wrong is only that there is no such spreadsheet."""
    body = {"requests": [{"add_sheet": {"properties": {"sheetId": "7", "index": 1.0, "title": None}}}]}
    answer = request(server, "POST", BATCH, body)
    assert answer.status_code in {404, 501}


def test_a_request_that_breaks_in_the_middle_leaves_nothing_behind(server: EmulatorServer) -> None:
    """A handler that fails after saving is undone, in the state and in memory."""

    class Unwilling:
        def create(self, _file_id: str, _title: str, _caller: Caller) -> None:
            raise RuntimeError("no")

        def copy(self, _source_id: str, _target_id: str) -> None: ...
        def delete(self, _file_id: str) -> None: ...
        def export(self, _file_id: str, _mime_type: str) -> bytes:
            return b""

    server.world.drive.content[DOCUMENT] = Unwilling()
    token = request(server, "GET", "/drive/v3/changes/startPageToken").json()["startPageToken"]
    answer = request(server, "POST", "/drive/v3/files", {"mimeType": DOCUMENT})
    assert (answer.status_code, answer.json()["error"]["message"]) == (500, "Internal error encountered.")
    assert request(server, "GET", "/drive/v3/files").json()["files"] == []
    assert request(server, "GET", f"/drive/v3/changes?pageToken={token}").json()["changes"] == []


def test_the_state_outlives_the_server(tmp_path: Path) -> None:
    """Files, accounts, tokens, keys and the change feed stand in the state file."""
    state = tmp_path / "google.db"
    with serve(state) as server:
        token = server.world.signin.access_token(server.world.signin.create_user(ANN).email, SCOPES)
        request(server, "POST", "/drive/v3/files", {"name": "Log", "mimeType": FOLDER}, token)
        start = request(server, "GET", "/drive/v3/changes/startPageToken", token=token).json()
        certificates = requests.get(f"{server.address}/oauth2/v3/certs", timeout=5).json()
    with serve(state) as server:
        files = request(server, "GET", "/drive/v3/files", token=token).json()["files"]
        assert [file["name"] for file in files] == ["Log"]
        assert request(server, "GET", "/drive/v3/changes/startPageToken", token=token).json() == start
        assert requests.get(f"{server.address}/oauth2/v3/certs", timeout=5).json() == certificates


def test_a_state_file_belongs_to_one_emulator_at_a_time(tmp_path: Path) -> None:
    """A second one is refused in plain words; once the first is gone it may have the file."""
    state = tmp_path / "new folder" / "google.db"
    with serve(state), pytest.raises(OSError, match="Stop the emulator that has it"):
        serve(state)
    serve(state).close()


def test_a_taken_port_is_an_os_error(server: EmulatorServer) -> None:
    """Whoever starts it can say which port."""
    with pytest.raises(OSError, match="Address already in use"):
        serve(port=int(server.address.rpartition(":")[2]))


def test_parallel_writers_lose_nothing(server: EmulatorServer) -> None:
    """Eight threads with ten creations each make eighty files."""
    token = server.world.signin.access_token(server.world.signin.create_user(ANN).email, SCOPES)

    def create_ten() -> None:
        for _ in range(10):
            request(server, "POST", "/drive/v3/files", {"mimeType": FOLDER}, token)

    threads = [threading.Thread(target=create_ten) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(request(server, "GET", "/drive/v3/files?pageSize=1000").json()["files"]) == 8 * 10


def test_a_batch_is_answered_part_by_part(server: EmulatorServer) -> None:
    """google-api-python-client's batch: good and bad calls side by side, each with its own answer."""
    drive = user_drive(server, ANN)
    answers: dict[str, Any] = {}

    def answered(id: str, answer: Any, error: HttpError | None) -> None:
        answers[id] = error.resp.status if error else answer["name"]

    batch = drive.new_batch_http_request(callback=answered)
    batch._batch_uri = f"{server.address}/batch/drive/v3"
    batch.add(drive.files().create(body={"name": "Log", "mimeType": FOLDER}), request_id="a")
    batch.add(drive.files().get(fileId="nowhere"), request_id="b")
    batch.execute()
    assert answers == {"a": "Log", "b": 404}


def test_sheets_has_no_batch(server: EmulatorServer) -> None:
    """Sheets answers 501 to multipart batches."""
    assert request(server, "POST", "/batch", b"").status_code == 501


def test_a_service_can_be_built_from_the_emulators_own_discovery_document(server: EmulatorServer) -> None:
    """googleapiclient.discovery.build finds the methods at the emulator's address."""
    from googleapiclient.discovery import build

    address = server.address + "/discovery/v1/apis/{api}/{apiVersion}/rest"
    drive = build(
        "drive",
        "v3",
        credentials=user_credentials(server, ANN),
        discoveryServiceUrl=address,
        static_discovery=False,
    )
    assert drive.files().list().execute()["files"] == []


def test_the_clients_raise_their_own_errors(server: EmulatorServer) -> None:
    """gspread and google-api-python-client can read the refusals."""
    with pytest.raises(gspread.exceptions.APIError) as refused:
        user_sheets(server, ANN).http_client.spreadsheets_get("1abc", params={"bad": "1"})
    assert refused.value.code == 400
    with pytest.raises(HttpError) as unknown:
        service_drive(server, "robot@p.iam.gserviceaccount.com").files().get(fileId="1abc").execute()
    assert (unknown.value.resp.status, unknown.value.reason) == (404, "File not found: 1abc.")


def test_a_stranger_on_the_network_finds_nobody(server: EmulatorServer) -> None:
    """The emulator listens on 127.0.0.1 and nowhere else."""
    assert server.address.startswith("http://127.0.0.1:")
    response, _ = httplib2.Http(timeout=2).request(f"{server.address}/drive/v3/files")
    assert response.status == 401


def test_counts_are_by_method_and_can_be_reset(server: EmulatorServer) -> None:
    """The journal counts refusals too, and sign-in under `token`."""
    drive = google_service(server, "drive", "v3", user_credentials(server, ANN))
    drive.files().list().execute()
    with pytest.raises(HttpError):
        drive.files().get(fileId="nowhere").execute()
    assert server.world.journal.counts() == {"drive.files.list": 1, "drive.files.get": 1}
    statuses = [(entry.method, entry.caller, entry.status) for entry in server.world.journal.entries()]
    assert statuses == [("drive.files.list", ANN, 200), ("drive.files.get", ANN, 404)]
    server.world.journal.reset()
    assert server.world.journal.counts() == {}


def test_the_answer_of_an_error_is_json_that_orjson_reads(server: EmulatorServer) -> None:
    """Errors are Google's: a code, a message, and Drive's list of reasons."""
    error = orjson.loads(request(server, "GET", "/drive/v3/files/nowhere").content)["error"]
    assert error == {
        "code": 404,
        "message": "File not found: nowhere.",
        "errors": [
            {
                "message": "File not found: nowhere.",
                "domain": "global",
                "reason": "notFound",
                "location": "fileId",
                "locationType": "parameter",
            }
        ],
    }
