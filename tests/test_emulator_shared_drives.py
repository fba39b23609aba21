"""Shared drives, where a service account may own files through the drive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
)

ANN, BOB, EVE = "ann@district.example", "bob@district.example", "eve@elsewhere.example"
ROBOT = "robot@program.iam.gserviceaccount.com"
IN_ALL_DRIVES: dict[str, Any] = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


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
    above = {"type": "user", "role": "organizer", "emailAddress": BOB}
    assert status(robot.permissions().create(fileId=file_id, body=above, supportsAllDrives=True))[0] == 403
    assert status(robot.files().delete(fileId=file_id, supportsAllDrives=True))[0] == 403
    assert status(robot.permissions().create(fileId=drive_id, body=member, supportsAllDrives=True))[0] == 403
    assert status(director.permissions().create(fileId=drive_id, body=member, supportsAllDrives=True))[0] == 200
    assert status(director.files().delete(fileId=file_id, supportsAllDrives=True))[0] == 200


def test_shared_drives_are_listed_renamed_hidden_and_deleted(
    program: tuple[Any, Any, str], server: EmulatorServer
) -> None:
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
