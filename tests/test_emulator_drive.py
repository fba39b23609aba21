"""The emulated Drive: files, sharing, search and the feed of changes, asked by Google's own clients."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import gspread
import pytest
import requests
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.emulator.drive.records import DOCUMENT
from sync.emulator.server import EmulatorServer, serve
from sync.emulator.wire.call import Caller
from tests.emulator_clients import SCOPES, service_drive, service_sheets, user_drive, user_sheets

ANN, BOB, EVE = "ann@district.example", "bob@district.example", "eve@elsewhere.example"
ROBOT = "robot@program.iam.gserviceaccount.com"
FOLDER = "application/vnd.google-apps.folder"
SHEET = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOON = datetime(2026, 5, 29, 12, tzinfo=UTC)
IN_ALL_DRIVES = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


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


def names(drive: Any, query: str = "", **options: Any) -> list[str]:
    """The names that a search finds, in its order."""
    found = drive.files().list(q=query or None, orderBy=options.pop("orderBy", "name"), **options).execute()
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


class Content:
    """A document of a given size; remembers what Drive asked of it."""

    def __init__(self, size: int = 10) -> None:
        self.size = size
        self.deeds: list[str] = []

    def create(self, file_id: str, title: str, caller: Caller) -> None:
        self.deeds.append(f"create {title} for {caller.email}")

    def copy(self, source_id: str, target_id: str) -> None:
        self.deeds.append("copy")

    def delete(self, file_id: str) -> None:
        self.deeds.append("delete")

    def export(self, file_id: str, mime_type: str) -> bytes:
        return b"x" * self.size


# --- who may do what


def test_each_role_may_do_what_it_may_at_google(server: EmulatorServer) -> None:
    """One column a role; rename needs writer, sharing too, the trash and deletion are the owner's."""
    owner = user_drive(server, ANN)
    body = {"type": "user", "role": "reader", "emailAddress": EVE}
    expected = {
        #            get  rename  permissions  share  trash  delete
        "reader": (200, 403, 403, 403, 403, 403),
        "commenter": (200, 403, 403, 403, 403, 403),
        "writer": (200, 200, 200, 200, 403, 403),
        "nothing": (404, 404, 404, 404, 404, 404),
    }
    for role, statuses in expected.items():
        file_id = made(owner, "Log", mime_type=SHEET)
        if role != "nothing":
            shared(owner, file_id, BOB, role)
        drive = user_drive(server, BOB)
        calls = (
            drive.files().get(fileId=file_id),
            drive.files().update(fileId=file_id, body={"name": "Mine"}),
            drive.permissions().list(fileId=file_id),
            drive.permissions().create(fileId=file_id, body=body),
            drive.files().update(fileId=file_id, body={"trashed": True}),
            drive.files().delete(fileId=file_id),
        )
        assert tuple(status(call)[0] for call in calls) == statuses, role


def test_nobody_gives_more_than_they_have(server: EmulatorServer) -> None:
    """A writer makes writers, not organizers or owners; of organizers there are none in My Drive."""
    owner, writer = user_drive(server, ANN), user_drive(server, BOB)
    file_id = made(owner, "Log")
    shared(owner, file_id, BOB)
    for role, expected in (("writer", 200), ("organizer", 403), ("owner", 403)):
        body = {"type": "user", "role": role, "emailAddress": EVE}
        assert status(writer.permissions().create(fileId=file_id, body=body))[0] == expected


def test_a_folders_readers_read_what_is_in_it(server: EmulatorServer) -> None:
    """Access comes down from folders, and goes when the file is moved out."""
    owner, reader = user_drive(server, ANN), user_drive(server, BOB)
    folder = made(owner, "Logs")
    inside = made(owner, "Log", made(owner, "2026", folder), SHEET)
    assert status(reader.files().get(fileId=inside)) == (404, "notFound")
    shared(owner, folder, BOB, "reader")
    assert reader.files().get(fileId=inside, fields="capabilities(canEdit)").execute() == {
        "capabilities": {"canEdit": False}
    }
    token = start(reader)
    owner.files().update(fileId=inside, addParents="root").execute()
    assert status(reader.files().get(fileId=inside)) == (404, "notFound")
    assert [(change["fileId"], change["removed"]) for change in changes(reader, token)] == [(inside, True)]


def test_an_inherited_permission_is_taken_back_where_it_was_given(server: EmulatorServer) -> None:
    """It shows on the file, but only the folder can end it."""
    owner = user_drive(server, ANN)
    folder = made(owner, "Logs")
    inside = made(owner, "Log", folder)
    permission = shared(owner, folder, BOB)
    listed = owner.permissions().list(fileId=inside).execute()["permissions"]
    assert permission in {found["id"] for found in listed}
    refused = status(owner.permissions().delete(fileId=inside, permissionId=permission))
    assert refused == (403, "cannotModifyInheritedPermission")


def test_groups_domains_and_links_let_people_in(server: EmulatorServer) -> None:
    """A member, a colleague, anybody; but a link alone puts nothing into anybody's list."""
    owner = user_drive(server, ANN)
    server.world.signin.create_group("coaches@program.example", [EVE])
    grants = {
        "group": ({"type": "group", "emailAddress": "coaches@program.example"}, {EVE: (200, 1), BOB: (404, 0)}),
        "domain": ({"type": "domain", "domain": "district.example"}, {EVE: (404, 0), BOB: (200, 0)}),
        "found": ({"type": "domain", "domain": "district.example", "allowFileDiscovery": True}, {BOB: (200, 1)}),
        "link": ({"type": "anyone"}, {EVE: (200, 0), BOB: (200, 0)}),
    }
    for name, (grant, expected) in grants.items():
        file_id = made(owner, name)
        owner.permissions().create(fileId=file_id, body={"role": "reader"} | grant).execute()
        for email, (got, listed) in expected.items():
            drive = user_drive(server, email)
            assert status(drive.files().get(fileId=file_id))[0] == got, (name, email)
            assert len(names(drive, f"name = '{name}'")) == listed, (name, email)


def test_a_permission_ends_when_it_expires(server: EmulatorServer) -> None:
    """An hour of access, and not a minute more."""
    now = NOON
    server.world.clock = lambda: now
    owner, guest = user_drive(server, ANN), user_drive(server, BOB)
    file_id = made(owner, "Log")
    until = (NOON + timedelta(hours=1)).isoformat()
    body = {"type": "user", "role": "reader", "emailAddress": BOB, "expirationTime": until}
    owner.permissions().create(fileId=file_id, body=body).execute()
    now = NOON + timedelta(minutes=59)
    assert status(guest.files().get(fileId=file_id))[0] == 200
    now = NOON + timedelta(minutes=60)
    assert status(guest.files().get(fileId=file_id))[0] == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"role": "writer"}, (400, "required")),
        ({"type": "user", "role": "editor", "emailAddress": BOB}, (400, "required")),
        ({"type": "user", "role": "writer"}, (400, "invalidSharingRequest")),
        ({"type": "domain", "role": "reader"}, (400, "invalid")),
        ({"type": "anyone", "role": "owner"}, (400, "invalid")),
    ],
)
def test_a_permission_that_makes_no_sense_is_refused(
    server: EmulatorServer, body: dict[str, str], expected: tuple[int, str]
) -> None:
    """Type, role and address must go together."""
    drive = user_drive(server, ANN)
    assert status(drive.permissions().create(fileId=made(drive, "Log"), body=body)) == expected


# --- service accounts and ownership


def test_a_service_account_owns_nothing_outside_a_shared_drive(server: EmulatorServer) -> None:
    """Creating and copying are 403 storageQuotaExceeded, even in a folder that it may write to."""
    owner, robot = user_drive(server, ANN), service_drive(server, ROBOT)
    folder = made(owner, "Logs")
    file_id = made(owner, "Log", folder, SHEET)
    shared(owner, folder, ROBOT)
    refused = (403, "storageQuotaExceeded")
    assert status(robot.files().create(body={"name": "Mine", "mimeType": SHEET})) == refused
    assert status(robot.files().create(body={"name": "Mine", "mimeType": SHEET, "parents": [folder]})) == refused
    assert status(robot.files().copy(fileId=file_id, body={})) == refused
    assert status(robot.files().update(fileId=file_id, body={"name": "Log 2026"}))[0] == 200


def test_ownership_passes_within_an_organization_only(server: EmulatorServer) -> None:
    """With the flag, to a colleague; the old owner stays a writer. Never to a service account or elsewhere."""
    owner, heir = user_drive(server, ANN), user_drive(server, BOB)
    server.world.signin.create_service_account(ROBOT)
    file_id = made(owner, "Log")

    def given(email: str, **options: Any) -> tuple[int, str]:
        body = {"type": "user", "role": "owner", "emailAddress": email}
        return status(owner.permissions().create(fileId=file_id, body=body, **options))

    assert given(BOB) == (403, "forbidden")
    assert given(EVE, transferOwnership=True) == (403, "invalidSharingRequest")
    assert given(ROBOT, transferOwnership=True) == (403, "storageQuotaExceeded")
    assert given(BOB, transferOwnership=True) == (200, "")
    file = heir.files().get(fileId=file_id, fields="ownedByMe,permissions(role,emailAddress)").execute()
    assert file["ownedByMe"]
    roles = {permission["emailAddress"]: permission["role"] for permission in file["permissions"]}
    assert roles == {BOB: "owner", ANN: "writer"}
    assert status(owner.files().delete(fileId=file_id)) == (403, "insufficientFilePermissions")


def test_personal_accounts_hand_a_file_over_by_consent(server: EmulatorServer) -> None:
    """gspread's transfer_ownership and accept_ownership, between two personal accounts."""
    giver, heir = user_sheets(server, "ann@gmail.com"), user_sheets(server, "bob@gmail.com")
    log = giver.create("Log")
    log.share("bob@gmail.com", perm_type="user", role="writer", notify=False)
    permission = next(found["id"] for found in log.list_permissions() if found["emailAddress"] == "bob@gmail.com")
    with pytest.raises(gspread.exceptions.APIError):
        heir.open_by_key(log.id).accept_ownership(permission)
    log.transfer_ownership(permission)
    heir.open_by_key(log.id).accept_ownership(permission)
    assert heir.list_permissions(log.id)[0]["role"] == "owner"


# --- gspread


def test_every_drive_call_of_gspread_works(server: EmulatorServer) -> None:
    """Make, find, copy, export, share, unshare, delete: gspread as it is installed."""
    client = user_sheets(server, ANN)
    folder = made(user_drive(server, ANN), "Logs")
    log = client.create("District's \"Log\"", folder_id=folder)
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
    for minute, act in enumerate((lambda: None, lambda: shared(drive, file_id, BOB),
                                  lambda: drive.files().update(fileId=file_id, body={"name": "L"}).execute())):  # fmt: skip
        now = NOON + timedelta(minutes=minute, milliseconds=250)
        act()
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
    assert drive.files().get(fileId=inside, fields=fields).execute() == {"trashed": True, "explicitlyTrashed": False}
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
    document, pdf = made(drive, "Onboarding", mime_type=DOCUMENT), made(drive, "A.pdf", mime_type="application/pdf")
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


# --- searching


@pytest.fixture
def library(server: EmulatorServer) -> Any:
    """Ann's Drive: a folder with two logs, a trashed one, a PDF, and one workbook that Bob shares with her."""
    server.world.clock = lambda: NOON
    drive, bob = user_drive(server, ANN), user_drive(server, BOB)
    folder = made(drive, "Logs")
    made(drive, "Log Lincoln", folder, SHEET, properties={"district": "D01"})
    server.world.clock = lambda: NOON + timedelta(days=1)
    made(drive, "Log O'Hare", folder, SHEET)
    drive.files().update(fileId=made(drive, "Old log", mime_type=SHEET), body={"trashed": True}).execute()
    made(drive, "Prolog.pdf", mime_type="application/pdf", starred=True)
    shared(bob, made(bob, "Log Bob", mime_type=SHEET), ANN, "reader")
    drive.folder = folder
    return drive


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name = 'Log Lincoln'", ["Log Lincoln"]),
        ('name = "Log Lincoln"', ["Log Lincoln"]),
        ("name != 'Log Lincoln' and mimeType = '{sheet}'", ["Log Bob", "Log O'Hare", "Old log"]),
        (r"name = 'Log O\'Hare'", ["Log O'Hare"]),
        ("name contains 'log' and trashed = false", ["Log Bob", "Log Lincoln", "Log O'Hare", "Logs"]),
        ("name contains 'linc'", ["Log Lincoln"]),
        ("name contains 'coln'", []),
        ("fullText contains 'lincoln'", ["Log Lincoln"]),
        ("mimeType contains 'application/pdf'", ["Prolog.pdf"]),
        ("trashed = true", ["Old log"]),
        ("trashed != false", ["Old log"]),
        ("not trashed = false", ["Old log"]),
        ("starred = true", ["Prolog.pdf"]),
        ("'{folder}' in parents", ["Log Lincoln", "Log O'Hare"]),
        ("parents in '{folder}'", ["Log Lincoln", "Log O'Hare"]),
        ("'root' in parents and not trashed = true", ["Logs", "Prolog.pdf"]),
        ("'me' in owners and mimeType = '{sheet}' and trashed = false", ["Log Lincoln", "Log O'Hare"]),
        ("'bob@district.example' in owners", ["Log Bob"]),
        ("'me' in writers and sharedWithMe = true", []),
        ("'me' in readers and sharedWithMe = true", ["Log Bob"]),
        ("sharedWithMe", None),
        ("modifiedTime > '2026-05-29T12:00:00'", ["Log Bob", "Log O'Hare", "Old log", "Prolog.pdf"]),
        ("modifiedTime <= '2026-05-29T12:00:00Z'", ["Log Lincoln", "Logs"]),
        ("createdTime < '2026-05-29T14:00:00+02:00'", []),
        ("properties has {{ key='district' and value='D01' }}", ["Log Lincoln"]),
        ("visibility = 'limited' and starred = true", ["Prolog.pdf"]),
        ("name = 'Logs' or (starred = true and name contains 'pro')", ["Logs", "Prolog.pdf"]),
        ("name = 'Logs' or starred = true and name = 'nothing'", ["Logs"]),
        ("name like 'Log'", None),
        ("name = 'Log", None),
        ("colour = 'red'", None),
        ("trashed > false", None),
        ("name = 'a' name = 'b'", None),
        ("modifiedTime > 'yesterday'", None),
    ],
)
def test_a_search_finds_what_drive_would_find(library: Any, query: str, expected: list[str] | None) -> None:
    """Every documented operator; None stands for 400 Invalid Value."""
    query = query.format(sheet=SHEET, folder=library.folder)
    if expected is None:
        assert status(library.files().list(q=query)) == (400, "invalid")
    else:
        assert names(library, query) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", ["Log Bob", "Log Lincoln", "Log O'Hare", "Logs", "Prolog.pdf"]),
        ("name desc", ["Prolog.pdf", "Logs", "Log O'Hare", "Log Lincoln", "Log Bob"]),
        ("folder,name desc", ["Logs", "Prolog.pdf", "Log O'Hare", "Log Lincoln", "Log Bob"]),
        ("modifiedTime desc,name", ["Log Bob", "Log O'Hare", "Prolog.pdf", "Log Lincoln", "Logs"]),
        ("starred,name", ["Prolog.pdf", "Log Bob", "Log Lincoln", "Log O'Hare", "Logs"]),
    ],
)
def test_files_come_in_the_order_asked_for(library: Any, order: str, expected: list[str]) -> None:
    """One or several keys, each up or down."""
    assert names(library, "trashed = false", orderBy=order) == expected


def test_pages_join_up_and_their_tokens_are_good_for_one_question(library: Any) -> None:
    """Two a page: every file once. The token of one search is refused by another, and so is an invented one."""
    asked = {"q": "trashed = false", "orderBy": "name", "pageSize": 2}
    found, token = [], None
    while True:
        page = library.files().list(**asked, pageToken=token).execute()
        found += [file["name"] for file in page["files"]]
        token = page.get("nextPageToken")
        if token is None:
            break
        last = token
    assert found == ["Log Bob", "Log Lincoln", "Log O'Hare", "Logs", "Prolog.pdf"]
    for query, wrong in (("trashed = true", last), ("trashed = false", "2"), ("trashed = false", "~!!~AAAA")):
        refused = status(library.files().list(**(asked | {"q": query}), pageToken=wrong))
        assert refused == (400, "invalid")
    assert status(library.files().list(pageSize=1001)) == (400, "invalidParameter")


# --- the feed of changes


def test_a_change_tells_who_did_what_and_when(server: EmulatorServer) -> None:
    """Every field that a sync needs, for somebody the file is shared with."""
    server.world.clock = lambda: NOON
    ann, robot = user_drive(server, ANN), service_drive(server, ROBOT)
    file_id = made(ann, "Log", mime_type=SHEET)
    shared(ann, file_id, ROBOT)
    token = start(robot)
    server.world.clock = lambda: NOON + timedelta(minutes=5, milliseconds=7)
    ann.files().update(fileId=file_id, body={"name": "Log 2026"}).execute()
    mask = (
        "nextPageToken,newStartPageToken,changes(fileId,removed,time,changeType,file(id,name,mimeType,version,"
        "modifiedTime,trashed,lastModifyingUser(me,emailAddress,permissionId)))"
    )
    page = robot.changes().list(pageToken=token, fields=mask, pageSize=1000).execute()
    time = "2026-05-29T12:05:00.007Z"
    me = ann.about().get(fields="user/permissionId").execute()["user"]["permissionId"]
    assert page["changes"] == [
        {
            "fileId": file_id, "removed": False, "time": time, "changeType": "file",
            "file": {
                "id": file_id, "name": "Log 2026", "mimeType": SHEET, "modifiedTime": time, "trashed": False,
                "version": page["changes"][0]["file"]["version"],
                "lastModifyingUser": {"me": False, "emailAddress": ANN, "permissionId": me},
            },
        }
    ]  # fmt: skip
    assert changes(robot, page["newStartPageToken"]) == []


def test_the_feed_names_each_file_once_at_its_last_change(server: EmulatorServer) -> None:
    """Three edits of one file and one of another: two entries, the latest last."""
    drive = user_drive(server, ANN)
    first, second = made(drive, "A"), made(drive, "B")
    token = start(drive)
    for file_id, name in ((first, "A1"), (second, "B1"), (first, "A2"), (first, "A3")):
        drive.files().update(fileId=file_id, body={"name": name}).execute()
    assert [change["file"]["name"] for change in changes(drive, token)] == ["B1", "A3"]


def test_pages_of_changes_join_up(server: EmulatorServer) -> None:
    """Seven changes, three a page; the new start token comes with the last page only."""
    drive = user_drive(server, ANN)
    token = start(drive)
    expected = [made(drive, f"Log {number}") for number in range(7)]
    pages = []
    while token:
        pages.append(drive.changes().list(pageToken=token, pageSize=3).execute())
        token = pages[-1].get("nextPageToken")
    assert [len(page["changes"]) for page in pages] == [3, 3, 1]
    assert ["newStartPageToken" in page for page in pages] == [False, False, True]
    assert [change["fileId"] for page in pages for change in page["changes"]] == expected


@pytest.mark.parametrize("token", ["99999999", "-1", "soon"])
def test_a_token_that_was_never_given_is_refused(server: EmulatorServer, token: str) -> None:
    """400 Invalid Value at pageToken."""
    assert status(user_drive(server, ANN).changes().list(pageToken=token)) == (400, "invalid")


def test_lost_access_deletion_and_trash_are_told_apart(server: EmulatorServer) -> None:
    """Unshared and deleted are `removed`; trashed is a file with trashed=true; a stranger hears of nothing."""
    ann, bob, eve = (user_drive(server, email) for email in (ANN, BOB, EVE))
    unshared, deleted, trashed = (made(ann, name) for name in ("unshared", "deleted", "trashed"))
    grants = {file_id: shared(ann, file_id, BOB) for file_id in (unshared, deleted, trashed)}
    token = start(bob)
    ann.permissions().delete(fileId=unshared, permissionId=grants[unshared]).execute()
    ann.files().delete(fileId=deleted).execute()
    ann.files().update(fileId=trashed, body={"trashed": True}).execute()
    told = [
        (change["fileId"], change["removed"], change.get("file", {}).get("trashed")) for change in changes(bob, token)
    ]
    assert told == [(unshared, True, None), (deleted, True, None), (trashed, False, True)]
    assert changes(bob, token, includeRemoved=False)[0]["fileId"] == trashed
    assert changes(eve, token) == []


def test_access_that_was_lost_and_given_again_is_a_plain_change(server: EmulatorServer) -> None:
    """Only the state at the time of reading counts."""
    ann, bob = user_drive(server, ANN), user_drive(server, BOB)
    file_id = made(ann, "Log")
    grant = shared(ann, file_id, BOB)
    token = start(bob)
    ann.permissions().delete(fileId=file_id, permissionId=grant).execute()
    shared(ann, file_id, BOB, "reader")
    assert [(change["fileId"], change["removed"]) for change in changes(bob, token)] == [(file_id, False)]


def test_coalesced_edits_show_late_and_with_the_time_of_the_last(server: EmulatorServer) -> None:
    """Edits at 12:00 and 12:02 show at 12:03 as one change of 12:02: behind a token that was taken at 12:01."""
    now = NOON
    server.world.clock = lambda: now
    server.world.drive.changes.coalescing = timedelta(minutes=3)
    drive, caller = user_drive(server, ANN), Caller(ANN, "client", "project", frozenset())
    file_id = made(drive, "Log")
    token = start(drive)
    for minute, expected in ((0, []), (1, []), (2, []), (3, ["2026-05-29T12:02:00.000Z"])):
        now = NOON + timedelta(minutes=minute)
        if minute in {0, 2}:
            server.world.drive.touch(file_id, caller)
        if minute == 1:
            token = start(drive)
        assert [change["file"]["modifiedTime"] for change in changes(drive, token)] == expected


def test_a_stale_feed_says_that_nothing_is_new_and_loses_nothing(server: EmulatorServer) -> None:
    """The fault keeps the token where it is, so that the next read brings everything."""
    drive = user_drive(server, ANN)
    token = start(drive)
    file_id = made(drive, "Log")
    server.world.faults.add("drive.changes.list", "stale_change_feed")
    stale = drive.changes().list(pageToken=token).execute()
    assert (stale["changes"], stale["newStartPageToken"]) == ([], token)
    assert [change["fileId"] for change in changes(drive, token)] == [file_id]


DEEDS = st.lists(
    st.tuples(st.sampled_from(("make", "share", "unshare", "edit", "trash", "untrash", "delete", "move", "read")),
              st.integers(0, 5)),
    max_size=25,
)  # fmt: skip


@given(deeds=DEEDS)
@settings(max_examples=40, deadline=None)
def test_whoever_follows_the_feed_knows_what_a_search_would_find(deeds: list[tuple[str, int]]) -> None:
    """Whatever is done, and whenever the feed is read: followed from a token, it ends where files.list stands."""
    with serve() as server:
        ann, bob = user_drive(server, ANN), user_drive(server, BOB)
        folder = made(ann, "Folder")
        bobs = shared(ann, folder, BOB, "reader")  # one id for all of Bob's permissions
        known = {file["id"]: file["name"] for file in bob.files().list().execute()["files"]}
        token, files = start(bob), [made(ann, "File 0", folder)]

        def read() -> None:
            nonlocal token
            page = bob.changes().list(pageToken=token, fields="*").execute()
            token = page["newStartPageToken"]
            for change in page["changes"]:
                if change["removed"]:
                    known.pop(change["fileId"], None)  # nothing, if it came and went between two reads
                else:
                    known[change["fileId"]] = change["file"]["name"]

        for step, (deed, number) in enumerate(deeds):
            file_id = files[number % len(files)]
            calls = {
                "share": lambda file_id=file_id: shared(ann, file_id, BOB, "reader"),
                "unshare": lambda file_id=file_id: status(
                    ann.permissions().delete(fileId=file_id, permissionId=bobs)
                ),
                "edit": lambda file_id=file_id, step=step: ann.files()
                .update(fileId=file_id, body={"name": f"Edited {step}"})
                .execute(),
                "trash": lambda file_id=file_id: ann.files().update(fileId=file_id, body={"trashed": True}).execute(),
                "untrash": lambda file_id=file_id: ann.files().update(fileId=file_id, body={"trashed": False}).execute(),
                "move": lambda file_id=file_id, number=number: ann.files()
                .update(fileId=file_id, addParents=folder if number % 2 else "root")
                .execute(),
                "read": read,
            }
            if deed == "make" or (deed == "delete" and len(files) == 1):
                files.append(made(ann, f"File {step}", folder if number % 2 else ""))
            elif deed == "delete":
                files.remove(file_id)
                ann.files().delete(fileId=file_id).execute()
            else:
                calls[deed]()
        read()
        assert known == {file["id"]: file["name"] for file in bob.files().list(pageSize=1000).execute()["files"]}


# --- shared drives


@pytest.fixture
def program(server: EmulatorServer) -> tuple[Any, Any, str]:
    """A director's shared drive with the robot as a content manager: (director, robot, drive id)."""
    director, robot = user_drive(server, ANN), service_drive(server, ROBOT)
    drive_id = director.drives().create(requestId="one", body={"name": "Program"}).execute()["id"]
    shared(director, drive_id, ROBOT, "fileOrganizer")
    return director, robot, drive_id


def test_a_service_account_makes_files_in_a_shared_drive(program: tuple[Any, Any, str]) -> None:
    """The drive owns them; whoever does not say that they know shared drives does not find them."""
    director, robot, drive_id = program
    file_id = made(robot, "Report", drive_id, SHEET)
    file = director.files().get(fileId=file_id, supportsAllDrives=True, fields="driveId,owners,parents").execute()
    assert file == {"driveId": drive_id, "parents": [drive_id]}
    assert status(director.files().get(fileId=file_id)) == (404, "notFound")
    assert names(director) == []
    assert names(director, **IN_ALL_DRIVES) == ["Report"]
    assert names(director, corpora="drive", driveId=drive_id, **IN_ALL_DRIVES) == ["Report"]
    assert status(director.files().list(corpora="drive", driveId=drive_id)) == (400, "invalid")


def test_a_shared_drives_changes_come_to_those_who_ask_for_them(program: tuple[Any, Any, str]) -> None:
    """With includeItemsFromAllDrives, or by the drive's own id; otherwise not."""
    director, robot, drive_id = program
    token = start(director)
    file_id = made(robot, "Report", drive_id, SHEET)
    assert changes(director, token) == []
    for options in (IN_ALL_DRIVES, IN_ALL_DRIVES | {"driveId": drive_id}):
        assert [change["fileId"] for change in changes(director, token, **options)] == [file_id]
    director.drives().update(driveId=drive_id, body={"name": "Program 2026"}).execute()
    last = changes(director, token, **IN_ALL_DRIVES)[-1]
    assert (last["changeType"], last["drive"]["name"]) == ("drive", "Program 2026")


def test_members_of_a_shared_drive_may_do_what_their_role_says(program: tuple[Any, Any, str]) -> None:
    """A content manager trashes but does not delete or manage members; an organizer does all."""
    director, robot, drive_id = program
    file_id = made(robot, "Report", drive_id, SHEET)
    trash = {"fileId": file_id, "body": {"trashed": True}, "supportsAllDrives": True}
    member = {"type": "user", "role": "reader", "emailAddress": BOB}
    assert status(robot.files().update(**trash))[0] == 200
    assert status(robot.files().delete(fileId=file_id, supportsAllDrives=True))[0] == 403
    assert status(robot.permissions().create(fileId=drive_id, body=member, supportsAllDrives=True))[0] == 403
    assert status(director.permissions().create(fileId=drive_id, body=member, supportsAllDrives=True))[0] == 200
    assert status(director.files().delete(fileId=file_id, supportsAllDrives=True))[0] == 200


def test_shared_drives_are_listed_renamed_hidden_and_deleted(program: tuple[Any, Any, str], server: EmulatorServer) -> None:
    """A requestId makes one drive; one with files in it stays."""
    director, robot, drive_id = program
    assert status(director.drives().create(requestId="one", body={"name": "Again"})) == (409, "duplicate")
    assert [drive["name"] for drive in robot.drives().list().execute()["drives"]] == ["Program"]
    assert user_drive(server, EVE).drives().list().execute()["drives"] == []
    assert status(robot.drives().update(driveId=drive_id, body={"name": "Mine"}))[0] == 403
    director.drives().hide(driveId=drive_id).execute()
    assert director.drives().get(driveId=drive_id, fields="hidden").execute() == {"hidden": True}
    file_id = made(robot, "Report", drive_id)
    assert status(director.drives().delete(driveId=drive_id)) == (403, "cannotDeleteResourceWithChildren")
    director.files().delete(fileId=file_id, supportsAllDrives=True).execute()
    director.drives().delete(driveId=drive_id).execute()
    assert status(robot.drives().get(driveId=drive_id)) == (404, "notFound")


def test_a_service_account_makes_no_shared_drive(server: EmulatorServer) -> None:
    """It belongs to no organization."""
    robot = service_drive(server, ROBOT)
    assert status(robot.drives().create(requestId="one", body={"name": "Mine"}))[0] == 403
