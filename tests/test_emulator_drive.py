"""Files in the emulated Drive, handled by gspread and google-api-python-client."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import gspread
import pytest
import requests
from googleapiclient.http import MediaIoBaseUpload
from gspread.utils import ExportFormat

from sync.emulator.drive.records import DOCUMENT
from sync.emulator.server import EmulatorServer, serve
from sync.emulator.wire.call import Caller
from tests.emulator_clients import (
    FOLDER,
    SCOPES,
    made,
    names,
    service_sheets,
    shared,
    status,
    user_drive,
    user_sheets,
)
from tests.emulator_clients import SPREADSHEET as SHEET

ANN, BOB = "ann@district.example", "bob@district.example"
ROBOT = "robot@program.iam.gserviceaccount.com"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOON = datetime(2026, 5, 29, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


class Content:
    """A document of a given size; remembers what Drive asked of it."""

    def __init__(self, size: int = 10) -> None:
        self.size = size
        self.deeds: list[str] = []

    def create(self, _file_id: str, title: str, caller: Caller) -> None:
        self.deeds.append(f"create {title} for {caller.email}")

    def copy(self, _source_id: str, _target_id: str) -> None:
        self.deeds.append("copy")

    def delete(self, _file_id: str) -> None:
        self.deeds.append("delete")

    def export(self, _file_id: str, _mime_type: str) -> bytes:
        return b"x" * self.size


# --- gspread


def test_every_drive_call_of_gspread_works(server: EmulatorServer) -> None:
    """Make, find, copy, export, share, unshare, delete: gspread as it is installed."""
    client = user_sheets(server, ANN)
    folder = made(user_drive(server, ANN), "Logs")
    log = client.create('District\'s "Log"', folder_id=folder)
    assert client.open_by_key(log.id).title == log.title
    assert log.get_lastUpdateTime().endswith("Z")
    assert client.create("Other").id != log.id
    assert [file["id"] for file in client.list_spreadsheet_files(folder_id=folder)] == [log.id]
    assert client.open("Other", folder_id=None).title == "Other"
    assert {found.id for found in client.openall()} == {file["id"] for file in client.list_spreadsheet_files()}
    copy = client.copy(log.id, title="Copy", folder_id=folder, copy_comments=True)
    assert copy.title == "Copy"
    client.insert_permission(log.id, BOB, perm_type="user", role="writer", notify=False)
    log.share("district.example", perm_type="domain", role="reader")
    log.share(None, perm_type="anyone", role="reader")  # type: ignore[arg-type]
    kinds = {permission["type"]: permission["role"] for permission in client.list_permissions(log.id)}
    assert kinds == {"user": "writer", "domain": "reader", "anyone": "reader"}
    log.remove_permissions(BOB)
    client.remove_permission(log.id, "anyoneWithLink")
    assert [permission["role"] for permission in log.list_permissions()] == ["owner", "reader"]
    client.del_spreadsheet(copy.id)
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        client.open_by_key(copy.id)


def test_gspread_exports_and_imports(server: EmulatorServer) -> None:
    """A CSV replaces the workbook's first sheet (over Drive v2, as gspread does it) and comes out again; XLSX
    too.
    """
    client = user_sheets(server, ANN)
    log = client.create("Log")
    client.import_csv(log.id, "date,minutes\n2026-05-29,90\n")
    assert client.open("Log").sheet1.get_all_values() == [["date", "minutes"], ["2026-05-29", "90"]]
    assert client.export(log.id, ExportFormat.CSV).split() == [b"date,minutes", b"2026-05-29,90"]
    assert log.export(ExportFormat.EXCEL).startswith(b"PK")


def test_gspread_meets_the_fault_that_it_meets_at_google(server: EmulatorServer) -> None:
    """copy(copy_permissions=True) is refused over the owner's permission (gspread issue 1544)."""
    client = user_sheets(server, ANN)
    log = client.create("Log")
    with pytest.raises(gspread.exceptions.APIError, match="transferOwnership parameter must be enabled"):
        client.copy(log.id, copy_permissions=True)


def test_a_comment_is_copied_by_gspread(server: EmulatorServer) -> None:
    """comments.list and comments.create, with the mask that both demand."""
    drive, client = user_drive(server, ANN), user_sheets(server, ANN)
    log = client.create("Log")
    assert status(drive.comments().list(fileId=log.id)) == (400, "required")
    drive.comments().create(fileId=log.id, body={"content": "Check March"}, fields="id").execute()
    copy = client.copy(log.id, copy_comments=True)
    assert drive.comments().list(fileId=copy.id, fields="comments(content)").execute() == {
        "comments": [{"content": "Check March"}]
    }


def test_a_service_account_opens_what_was_shared_with_it(server: EmulatorServer) -> None:
    """The usual way: a person makes the workbook, shares it, and the robot finds it by title."""
    log = user_sheets(server, ANN).create("Log")
    robot = service_sheets(server, ROBOT)
    with pytest.raises(gspread.exceptions.SpreadsheetNotFound):
        robot.open("Log")
    log.share(ROBOT, perm_type="user", role="writer", notify=False)
    assert robot.open("Log").id == log.id


# --- files


def test_a_file_shows_few_fields_unless_asked(server: EmulatorServer) -> None:
    """Four by default, everything for a star."""
    drive = user_drive(server, ANN)
    file_id = made(drive, "Log", mime_type=SHEET)
    assert set(drive.files().get(fileId=file_id).execute()) == {"kind", "id", "name", "mimeType"}
    whole = drive.files().get(fileId=file_id, fields="*").execute()
    assert whole["owners"][0]["emailAddress"] == ANN
    assert whole["lastModifyingUser"]["me"]
    assert XLSX in whole["exportLinks"]
    assert whole["parents"] == [drive.files().get(fileId="root").execute()["id"]]


def test_times_have_milliseconds_and_versions_grow(server: EmulatorServer) -> None:
    """Each change adds to the version; sharing does not touch modifiedTime."""
    now = NOON
    server.world.clock = lambda: now
    drive = user_drive(server, ANN)
    file_id = made(drive, "Log")
    seen = []
    for minute in range(3):
        now = NOON + timedelta(minutes=minute, milliseconds=250)
        if minute == 1:
            shared(drive, file_id, BOB)
        if minute == 2:
            drive.files().update(fileId=file_id, body={"name": "Log 2026"}).execute()
        seen.append(drive.files().get(fileId=file_id, fields="version,modifiedTime").execute())
    assert [file["modifiedTime"] for file in seen] == [
        "2026-05-29T12:00:00.000Z", "2026-05-29T12:00:00.000Z", "2026-05-29T12:02:00.250Z"
    ]  # fmt: skip
    assert [int(file["version"]) for file in seen] == sorted({int(file["version"]) for file in seen})


def test_stars_and_private_properties_are_each_persons_own(server: EmulatorServer) -> None:
    """A star is seen by its giver only; properties by all; null takes a property away."""
    ann, bob = user_drive(server, ANN), user_drive(server, BOB)
    file_id = made(ann, "Log", properties={"district": "D01", "kind": "log"})
    shared(ann, file_id, BOB, "reader")
    bob.files().update(fileId=file_id, body={"starred": True}).execute()
    ann.files().update(fileId=file_id, body={"properties": {"kind": None}}).execute()
    fields = "starred,properties"
    assert bob.files().get(fileId=file_id, fields=fields).execute() == {
        "starred": True, "properties": {"district": "D01"}
    }  # fmt: skip
    assert not ann.files().get(fileId=file_id, fields=fields).execute()["starred"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"size": "5"}, "fieldNotWritable"),
        ({"owners": []}, "fieldNotWritable"),
        ({"parents": ["root"]}, "fieldNotWritable"),
        ({"modifiedTime": "yesterday"}, "invalid"),
    ],
)
def test_what_only_drive_may_write_is_refused(server: EmulatorServer, body: dict[str, Any], reason: str) -> None:
    """Output fields and unreadable times do not pass silently."""
    drive = user_drive(server, ANN)
    assert status(drive.files().update(fileId=made(drive, "Log"), body=body))[1] == reason


def test_a_chosen_id_makes_a_repeated_creation_harmless(server: EmulatorServer) -> None:
    """generateIds, then create twice with one id: the second is a 409."""
    drive = user_drive(server, ANN)
    ids = drive.files().generateIds(count=3).execute()["ids"]
    assert len(set(ids)) == 3
    body = {"id": ids[0], "name": "Log", "mimeType": FOLDER}
    assert drive.files().create(body=body).execute()["id"] == ids[0]
    assert status(drive.files().create(body=body)) == (409, "fileIdInUse")


def test_a_trashed_folder_takes_its_files_along(server: EmulatorServer) -> None:
    """They are trashed with it, come back with it, and go for ever when the trash is emptied."""
    drive = user_drive(server, ANN)
    folder = made(drive, "Logs")
    inside = made(drive, "Log", folder)
    fields = "trashed,explicitlyTrashed"
    drive.files().update(fileId=folder, body={"trashed": True}).execute()
    assert drive.files().get(fileId=inside, fields=fields).execute() == {
        "trashed": True,
        "explicitlyTrashed": False,
    }
    assert names(drive, "trashed = false") == []
    drive.files().update(fileId=folder, body={"trashed": False}).execute()
    assert names(drive, "trashed = false") == ["Log", "Logs"]
    drive.files().update(fileId=folder, body={"trashed": True}).execute()
    drive.files().emptyTrash().execute()
    assert status(drive.files().get(fileId=inside)) == (404, "notFound")


def test_a_folder_cannot_be_put_into_itself(server: EmulatorServer) -> None:
    """Nor into a folder of its own."""
    drive = user_drive(server, ANN)
    outer = made(drive, "Outer")
    inner = made(drive, "Inner", outer)
    refused = (403, "cyclicMembershipsNotAllowed")
    assert status(drive.files().update(fileId=outer, addParents=inner)) == refused


def test_bytes_come_back_as_they_went_up(server: EmulatorServer) -> None:
    """A simple and a multipart upload, new content, a download, a copy."""
    drive = user_drive(server, ANN)
    content = bytes(range(256)) * 100
    media = MediaIoBaseUpload(io.BytesIO(content), "application/pdf")
    file = drive.files().create(body={"name": "March.pdf"}, media_body=media, fields="id,size,md5Checksum").execute()
    assert file["size"] == "25600"
    assert drive.files().get_media(fileId=file["id"]).execute() == content
    again = MediaIoBaseUpload(io.BytesIO(b"\r\n--short--\r\n"), "application/pdf")
    drive.files().update(fileId=file["id"], media_body=again).execute()
    copy = drive.files().copy(fileId=file["id"], body={"name": "April.pdf"}).execute()
    assert drive.files().get_media(fileId=copy["id"]).execute() == b"\r\n--short--\r\n"


def test_documents_are_made_copied_and_deleted_with_their_content(server: EmulatorServer) -> None:
    """Drive tells the editor behind a file whatever happens to it."""
    content = server.world.drive.content[DOCUMENT] = Content()
    drive = user_drive(server, ANN)
    file_id = made(drive, "Onboarding", mime_type=DOCUMENT)
    copy = drive.files().copy(fileId=file_id, body={}).execute()
    drive.files().delete(fileId=file_id).execute()
    assert content.deeds == [f"create Onboarding for {ANN}", "copy", "delete"]
    assert copy["name"] == "Copy of Onboarding"


def test_an_export_above_ten_megabytes_is_refused_but_its_link_is_not(server: EmulatorServer) -> None:
    """files.export: 10 MiB pass, one byte more is 403 exportSizeLimitExceeded; exportLinks know no limit."""
    content = server.world.drive.content[DOCUMENT] = Content(10 * 2**20)
    drive = user_drive(server, ANN)
    file_id = made(drive, "Onboarding", mime_type=DOCUMENT)
    assert len(drive.files().export(fileId=file_id, mimeType="text/plain").execute()) == 10 * 2**20
    content.size += 1
    refused = status(drive.files().export(fileId=file_id, mimeType="text/plain"))
    assert refused == (403, "exportSizeLimitExceeded")
    link = drive.files().get(fileId=file_id, fields="exportLinks").execute()["exportLinks"]["text/plain"]
    token = server.world.signin.access_token(ANN, SCOPES)
    answer = requests.get(link, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert len(answer.content) == 10 * 2**20 + 1


def test_exports_and_downloads_are_for_their_own_kinds_of_file(server: EmulatorServer) -> None:
    """A document is exported, a PDF downloaded, neither the other way, and nothing to a foreign format."""
    server.world.drive.content[DOCUMENT] = Content()
    drive = user_drive(server, ANN)
    document, pdf = (
        made(drive, "Onboarding", mime_type=DOCUMENT),
        made(drive, "A.pdf", mime_type="application/pdf"),
    )
    assert status(drive.files().get_media(fileId=document)) == (403, "fileNotDownloadable")
    assert status(drive.files().export(fileId=pdf, mimeType="text/plain")) == (403, "fileNotExportable")
    assert status(drive.files().export(fileId=document, mimeType=XLSX)) == (400, "badRequest")


def test_about_tells_who_is_asking(server: EmulatorServer) -> None:
    """It needs a mask; the permission id is the one in lastModifyingUser."""
    drive = user_drive(server, ANN)
    assert status(drive.about().get()) == (400, "required")
    me = drive.about().get(fields="user(emailAddress,permissionId)").execute()["user"]
    file = drive.files().get(fileId=made(drive, "Log"), fields="lastModifyingUser(emailAddress,permissionId)").execute()
    assert file["lastModifyingUser"] == me
