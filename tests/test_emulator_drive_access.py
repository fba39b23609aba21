"""Sharing in the emulated Drive: who may see and do what, and who may own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import gspread
import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import SPREADSHEET as SHEET
from tests.emulator_clients import (
    changes,
    made,
    names,
    service_drive,
    shared,
    start,
    status,
    user_drive,
    user_sheets,
)

ANN, BOB, EVE = "ann@district.example", "bob@district.example", "eve@elsewhere.example"
ROBOT = "robot@program.iam.gserviceaccount.com"
NOON = datetime(2026, 5, 29, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


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
    grants: dict[str, tuple[dict[str, Any], dict[str, tuple[int, int]]]] = {
        "group": (
            {"type": "group", "emailAddress": "coaches@program.example"},
            {EVE: (200, 1), BOB: (404, 0)},
        ),
        "domain": ({"type": "domain", "domain": "district.example"}, {EVE: (404, 0), BOB: (200, 0)}),
        "found": (
            {"type": "domain", "domain": "district.example", "allowFileDiscovery": True},
            {BOB: (200, 1)},
        ),
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
    """With the flag, to a colleague; the old owner stays a writer. Never to a service account."""
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
    """Not at once, but with gspread's transfer_ownership and accept_ownership."""
    giver, heir = user_sheets(server, "ann@gmail.com"), user_sheets(server, "bob@gmail.com")
    log = giver.create("Log")
    log.share("bob@gmail.com", perm_type="user", role="writer", notify=False)
    permission = next(str(found["id"]) for found in log.list_permissions() if found["emailAddress"] == "bob@gmail.com")
    at_once = (
        user_drive(server, "ann@gmail.com")
        .permissions()
        .update(fileId=log.id, permissionId=permission, body={"role": "owner"}, transferOwnership=True)
    )
    assert status(at_once) == (403, "consentRequiredForOwnershipTransfer")
    with pytest.raises(gspread.exceptions.APIError):
        heir.open_by_key(log.id).accept_ownership(permission)
    log.transfer_ownership(permission)
    heir.open_by_key(log.id).accept_ownership(permission)
    assert heir.list_permissions(log.id)[0]["role"] == "owner"
