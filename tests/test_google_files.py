"""Files in Drive: the change feed to its end, sharing, copying and exporting."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from googleapiclient.http import MediaIoBaseDownload

from sync.emulator.server import EmulatorServer, serve
from sync.google.clients import discovery_service
from sync.google.errors import IncompleteAnswer, NotFound, Rejected, SheetNotShared, WriteUnknown
from sync.google.files import (
    changes_since,
    copy,
    create_spreadsheet_file,
    export,
    permissions,
    share,
    start_token,
)
from tests.bad_line import reply, wire
from tests.google_transports import (
    PERSON,
    SYNC_ACCOUNT,
    persons_transport,
    service_account,
    sync_transport,
    transport_to,
)


@pytest.fixture
def google() -> Iterator[EmulatorServer]:
    with serve() as server:
        yield server


def page(changes: list[dict[str, Any]], **tokens: str) -> bytes:
    return reply(json.dumps({"changes": changes} | tokens).encode())


def change(file_id: str, **fields: Any) -> dict[str, Any]:
    return {"changeType": "file", "fileId": file_id, "time": "2026-11-02T16:04:05.123Z"} | fields


def test_the_change_feed_is_followed_to_its_last_page() -> None:
    """Two pages make one list, the last one's token is for next time, and each page is asked for with its own
    token."""
    file = {
        "version": "42",
        "modifiedTime": "2026-11-02T16:01:00Z",
        "trashed": True,
        "lastModifyingUser": {"me": True},
        "mimeType": "text/csv",
    }
    with wire(
        page(
            [change("A", file=file), {"changeType": "drive", "time": "2026-11-02T16:04:05Z"}],
            nextPageToken="p2",
        ),
        page([change("B", removed=True)], newStartPageToken="p3"),
    ) as server:
        changes, token = changes_since(transport_to(server.address), "p1")
    assert token == "p3"
    first, second = changes
    assert (first.file_id, first.trashed, first.removed, first.by_me) == ("A", True, False, True)
    assert (first.version, first.mime_type) == (42, "text/csv")
    assert first.modified_time == datetime(2026, 11, 2, 16, 1, tzinfo=UTC)
    assert first.time == datetime(2026, 11, 2, 16, 4, 5, 123000, tzinfo=UTC)
    assert (second.file_id, second.removed, second.modified_time, second.version) == ("B", True, None, None)
    assert [b"pageToken=p%d" % n in request for n, request in enumerate(server.requests, 1)] == [True, True]


@pytest.mark.parametrize("tokens", [{}, {"nextPageToken": "p1"}])
def test_a_change_feed_that_breaks_off_is_no_list(tokens: dict[str, str]) -> None:
    """A page without any token, or one that leads back to itself, is not the end."""
    with wire(page([change("A")], **tokens)) as server, pytest.raises(IncompleteAnswer):
        changes_since(transport_to(server.address), "p1")


def test_an_edit_by_another_is_seen_and_an_own_one_is_marked(google: EmulatorServer) -> None:
    """The person renames the file, then the sync does: `by_me` tells the last editor."""
    person, sync = persons_transport(google), sync_transport(google)
    book = create_spreadsheet_file(person, "District log")
    token = start_token(sync)
    share(person, book, SYNC_ACCOUNT, "writer")
    shared, token = changes_since(sync, token)
    google.world.clock = lambda: datetime.now(UTC) + timedelta(minutes=5)
    discovery_service(sync, "drive", "v3").files().update(fileId=book, body={"name": "Log"}).execute()
    renamed, token = changes_since(sync, token)
    assert ([c.by_me for c in shared], [c.by_me for c in renamed]) == ([False], [True])
    assert {c.file_id for c in shared + renamed} == {book}
    assert renamed[0].version is not None
    assert shared[0].version is not None
    assert renamed[0].version > shared[0].version
    assert changes_since(sync, token)[0] == []


def test_a_file_that_is_shared_no_more_is_removed_from_the_feed(google: EmulatorServer) -> None:
    """Access lost looks like a deletion."""
    person, sync = persons_transport(google), sync_transport(google)
    book = create_spreadsheet_file(person, "District log")
    permission = share(person, book, SYNC_ACCOUNT, "writer")
    token = start_token(sync)
    discovery_service(person, "drive", "v3").permissions().delete(fileId=book, permissionId=permission).execute()
    changes, _ = changes_since(sync, token)
    assert [(c.file_id, c.removed) for c in changes] == [(book, True)]


def test_sharing_twice_is_sharing_once(google: EmulatorServer) -> None:
    """The answer to the first grant is lost and the grant is sent again: there is one permission beside the
    owner's."""
    person = persons_transport(google)
    google.world.signin.create_service_account(SYNC_ACCOUNT)
    book = create_spreadsheet_file(person, "District log")
    google.world.faults.add("drive.permissions.create", "cut_connection_after")
    share(person, book, SYNC_ACCOUNT, "writer")
    assert sorted((p.email, p.role, p.kind) for p in permissions(person, book)) == [
        (PERSON, "owner", "user"),
        (SYNC_ACCOUNT, "writer", "user"),
    ]


def test_a_new_file_is_not_made_twice(google: EmulatorServer) -> None:
    """There is no way to repeat a creation safely: the caller is told to look first."""
    person = persons_transport(google)
    google.world.faults.add("drive.files.create", "cut_connection_after")
    with pytest.raises(WriteUnknown):
        create_spreadsheet_file(person, "District log")
    found = discovery_service(person, "drive", "v3").files().list(q="name = 'District log'").execute()
    assert len(found["files"]) == 1


def test_a_copy_is_a_file_of_its_own(google: EmulatorServer) -> None:
    """It has its own id and name."""
    person = persons_transport(google)
    book = create_spreadsheet_file(person, "Template")
    twin = copy(person, book, "District log")
    names = discovery_service(person, "drive", "v3").files().list(fields="files(id,name)").execute()["files"]
    assert {entry["id"]: entry["name"] for entry in names} == {book: "Template", twin: "District log"}


def test_a_service_account_cannot_own_a_file(google: EmulatorServer) -> None:
    """It is told to use a shared drive, and does not try again."""
    sync = sync_transport(google)
    with pytest.raises(Rejected, match="shared drive"):
        create_spreadsheet_file(sync, "Program report")
    assert sync.counts.snapshot()["other", "drive", "write"] == 1


def test_a_file_of_others_is_unknown_and_a_readable_one_cannot_be_shared(google: EmulatorServer) -> None:
    """Drive hides what is not shared (404) and refuses what the role does not allow (403)."""
    person, sync = persons_transport(google), sync_transport(google)
    book = create_spreadsheet_file(person, "District log")
    with pytest.raises(NotFound):
        permissions(sync, book)
    share(person, book, SYNC_ACCOUNT, "reader")
    with pytest.raises(SheetNotShared) as refusal:
        share(sync, book, "friend@example.org", "reader")
    assert refusal.value.reader == service_account(google).reader


def test_a_packed_download_ends() -> None:
    """The length of the packed body is not the length of the file: the client's own downloader must not wait
    for it."""
    packed = reply(gzip.compress(b"1,2,3\n" * 500), extra="Content-Encoding: gzip\r\n")
    with wire(packed) as server:
        request = discovery_service(transport_to(server.address), "drive", "v3").files().get_media(fileId="BOOK")
        content = io.BytesIO()
        _, done = MediaIoBaseDownload(content, request).next_chunk()
    assert done
    assert content.getvalue() == b"1,2,3\n" * 500


def test_an_export_is_the_bytes_that_google_sends() -> None:
    """Whatever the format, the body is handed over as it came."""
    with wire(reply(b"PK\x03\x04\x00\xff")) as server:
        content = export(transport_to(server.address), "BOOK", "application/pdf")
    assert content == b"PK\x03\x04\x00\xff"
    assert server.requests[0].startswith(b"GET /drive/v3/files/BOOK/export?mimeType=application%2Fpdf")
