"""Searching the emulated Drive: queries, order, pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import SPREADSHEET as SHEET
from tests.emulator_clients import (
    made,
    names,
    shared,
    status,
    user_drive,
)

ANN, BOB = "ann@district.example", "bob@district.example"
NOON = datetime(2026, 5, 29, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture
def library(server: EmulatorServer) -> Any:
    """Ann's Drive: a folder with two logs, a trashed one, a PDF, and a workbook that Bob shares."""
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
    assert names(library, "trashed = false", order=order) == expected


def test_pages_join_up_and_their_tokens_are_good_for_one_question(library: Any) -> None:
    """Two a page: every file once. Another search refuses the token, and an invented one too."""
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
