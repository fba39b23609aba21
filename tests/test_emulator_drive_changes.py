"""The emulated Drive's feed of changes: complete, in order, and each file once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.emulator.server import EmulatorServer, serve
from sync.emulator.wire.call import Caller
from tests.emulator_clients import SPREADSHEET as SHEET
from tests.emulator_clients import (
    changes,
    made,
    service_drive,
    shared,
    start,
    status,
    user_drive,
)

ANN, BOB, EVE = "ann@district.example", "bob@district.example", "eve@elsewhere.example"
ROBOT = "robot@program.iam.gserviceaccount.com"
NOON = datetime(2026, 5, 29, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


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
    """Unshared and deleted are `removed`; trashed is a file that says so; a stranger hears of nothing."""
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
    """Edits at 12:00 and 12:02 show at 12:03 as one change of 12:02, after a token of 12:01."""
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


DEEDS = ("make", "share", "unshare", "edit", "trash", "untrash", "delete", "move", "read")


@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), max_size=25))
@settings(max_examples=40, deadline=None)
def test_whoever_follows_the_feed_knows_what_a_search_would_find(deeds: list[tuple[str, int]]) -> None:
    """Whatever is done, and whenever it is read: followed from a token, it ends where files.list stands."""
    with serve() as server:
        ann, bob = user_drive(server, ANN), user_drive(server, BOB)
        folder = made(ann, "Folder")
        bobs = shared(ann, folder, BOB, "reader")  # one id for all of Bob's permissions
        follower = Follower(bob)
        files = [made(ann, "File", folder)]
        for step, (deed, number) in enumerate(deeds):
            file_id = files[number % len(files)]
            if deed == "make":
                files.append(made(ann, f"File {step}", folder if number % 2 else ""))
            elif deed == "delete" and len(files) > 1:
                files.remove(file_id)
                ann.files().delete(fileId=file_id).execute()
            elif deed == "share":
                shared(ann, file_id, BOB, "reader")
            elif deed == "unshare":  # refused where it comes from the folder
                status(ann.permissions().delete(fileId=file_id, permissionId=bobs))
            elif deed == "edit":
                ann.files().update(fileId=file_id, body={"name": f"Edited {step}"}).execute()
            elif deed in {"trash", "untrash"}:
                ann.files().update(fileId=file_id, body={"trashed": deed == "trash"}).execute()
            elif deed == "move":
                ann.files().update(fileId=file_id, addParents=folder if number % 2 else "root").execute()
            elif deed == "read":
                follower.read()
        follower.read()
        assert follower.names == listed(bob)


class Follower:
    """Somebody who reads a list once and from then on only the feed. `names` is by file id."""

    def __init__(self, drive: Any) -> None:
        self.drive, self.token, self.names = drive, start(drive), listed(drive)

    def read(self) -> None:
        page = self.drive.changes().list(pageToken=self.token, fields="*").execute()
        self.token = page["newStartPageToken"]
        for change in page["changes"]:
            if change["removed"]:
                self.names.pop(change["fileId"], None)  # nothing, if it came and went between two reads
            else:
                self.names[change["fileId"]] = change["file"]["name"]


def listed(drive: Any) -> dict[str, str]:
    files = drive.files().list(pageSize=1000).execute()["files"]
    return {file["id"]: file["name"] for file in files}
