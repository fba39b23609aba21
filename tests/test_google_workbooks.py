"""A workbook is read in one request, written in one request, and never written twice or over somebody else's
version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import gspread
import pytest
from gspread.utils import ValueInputOption

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial, WorkbookSnapshot
from sync.emulator.server import EmulatorServer, serve
from sync.google.clients import discovery_service, gspread_client
from sync.google.counts import job
from sync.google.errors import (
    NotFound,
    Rejected,
    SheetNotShared,
    StaleVersion,
    WriteUnknown,
)
from sync.google.files import create_spreadsheet_file, share
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.google.writing import batch_body
from tests.bad_line import reply, wire
from tests.google_transports import (
    SYNC_ACCOUNT,
    Sleeper,
    persons_transport,
    service_account,
    sync_transport,
    transport_to,
)


@pytest.fixture
def google() -> Iterator[EmulatorServer]:
    with serve() as server:
        yield server


@pytest.fixture
def person(google: EmulatorServer) -> Transport:
    return persons_transport(google)


@pytest.fixture
def sync(google: EmulatorServer) -> Transport:
    return sync_transport(google)


@pytest.fixture
def book(person: Transport, sync: Transport) -> str:
    """A workbook that a person owns and has shared with the sync."""
    book = create_spreadsheet_file(person, "District log")
    share(person, book, SYNC_ACCOUNT, "writer")
    return book


def sheet(person: Transport, book: str) -> gspread.Worksheet:
    return gspread_client(person).open_by_key(book).sheet1


def put(row: int, column: int, *cells: Cell, sheet_id: int = 0) -> dict[str, Any]:
    """The request that writes these cells side by side; row and column count from 0."""
    kinds = {str: "stringValue", bool: "boolValue", float: "numberValue"}
    values = [{"userEnteredValue": {next(kinds[k] for k in kinds if isinstance(cell, k)): cell}} for cell in cells]
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": values}],
            "fields": "userEnteredValue",
        }
    }


def named(kind: str, value: str, location: dict[str, Any]) -> dict[str, Any]:
    metadata = {"metadataKey": kind, "metadataValue": value, "visibility": "DOCUMENT", "location": location}
    return {"createDeveloperMetadata": {"developerMetadata": metadata}}


def pie(title: str, chart_id: int) -> dict[str, Any]:
    def source(column: int) -> dict[str, Any]:
        area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 5}
        return {"sourceRange": {"sources": [area | {"startColumnIndex": column, "endColumnIndex": column + 1}]}}

    spec = {"title": title, "pieChart": {"domain": source(0), "series": source(1)}}
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 0, "columnIndex": 5}}}
    return {"addChart": {"chart": {"chartId": chart_id, "spec": spec, "position": place}}}


def columns(snapshot: WorkbookSnapshot | None) -> Any:
    assert snapshot is not None
    return snapshot.tabs[0].columns


# --- reading -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Coaching Cycles", "Coaching Cycles"),
        ("90", 90.0),
        ("1.5", 1.5),
        ("25%", 0.25),
        ("9/12/2026", DaySerial(46277)),
        ("=DATE(2026,9,12)", DaySerial(46277)),
        ("1:30", ClockSerial(0.0625)),
        ("TRUE", True),
        ("'0612345", "0612345"),
        ("=1/0", CellError("#DIV/0!")),
        ("=1+1", 2.0),
    ],
)
def test_what_a_person_types_is_read_with_its_type(
    person: Transport, sync: Transport, book: str, typed: str, read: Cell
) -> None:
    """A date is a day, also where a formula makes it; 1:30 is a clock time; text stays text."""
    sheet(person, book).update_acell("A1", typed)
    found = columns(read_workbook(sync, book))[0][0]
    assert (type(found), found) == (type(read), read)


def test_a_whole_workbook_is_one_request(google: EmulatorServer, person: Transport, sync: Transport, book: str) -> None:
    """Several tabs, one read; Google's own log says so too."""
    gspread_client(person).open_by_key(book).add_worksheet("Second", 50, 4)
    google.world.journal.reset()
    with job("gather"):
        snapshot = read_workbook(sync, book)
    assert [(tab.title, tab.row_count, tab.column_count) for tab in snapshot.tabs][1:] == [("Second", 50, 4)]
    assert sync.counts.snapshot()["gather", "sheets", "read"] == 1
    assert google.world.journal.counts()["sheets.spreadsheets.get"] == 1


def test_an_empty_workbook_has_tabs_without_columns(sync: Transport, book: str) -> None:
    """Nothing typed yet: one tab, no columns, no version; its title, locale and time zone are there."""
    snapshot = read_workbook(sync, book)
    assert (snapshot.title, snapshot.version, snapshot.version_range_id) == ("District log", None, None)
    assert [tab.columns for tab in snapshot.tabs] == [()]
    assert snapshot.locale
    assert snapshot.time_zone


def test_a_moved_column_keeps_its_key(person: Transport, sync: Transport, book: str) -> None:
    """Metadata stands on the column itself and follows it when a person inserts another before it."""
    place = {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}
    requests = [
        put(0, 0, "Date", "Minutes"),
        named("coachlog.column", "minutes", place),
        named("coachlog.tab", "activity_log", {"sheetId": 0}),
        named("coachlog.workbook", "district_workbook", {"spreadsheet": True}),
    ]
    written = write_workbook(sync, read_workbook(sync, book), None, requests).snapshot_after
    assert written is not None
    assert written.metadata == {"coachlog.workbook": "district_workbook"}
    log = written.tab("activity_log")
    assert log is not None
    assert log.column_keys == {1: "minutes"}
    sheet(person, book).insert_cols([["Note"]], col=1)
    moved = read_workbook(sync, book).tab("activity_log")
    assert moved is not None
    assert moved.column_keys == {2: "minutes"}
    assert [column[0] for column in moved.columns] == ["Note", "Date", "Minutes"]


def test_a_workbook_that_is_not_shared_names_the_address_to_share_it_with(person: Transport, sync: Transport) -> None:
    """Sheets, unlike Drive, says 403 for a file that exists and is not shared."""
    private = create_spreadsheet_file(person, "Private")
    with pytest.raises(SheetNotShared) as refusal:
        read_workbook(sync, private)
    assert (refusal.value.file_id, refusal.value.reader) == (private, SYNC_ACCOUNT)


def test_a_workbook_that_never_was_is_not_found(sync: Transport) -> None:
    """An id that nobody gave out, for example a mistyped one in the registry."""
    with pytest.raises(NotFound):
        read_workbook(sync, "1NoSuchWorkbookNoSuchWorkbookNoSuchWorkbook0")


# --- writing once ------------------------------------------------------------------------------------------


def test_a_write_brings_the_workbook_back(google: EmulatorServer, sync: Transport, book: str) -> None:
    """Cells, a chart, a protected range: what was asked for stands in the answer, with version 1 and Google's
    clock."""
    google.world.clock = lambda: datetime(2026, 11, 2, 16, 4, 5, tzinfo=UTC)
    requests = [
        put(0, 0, "Activity", "Minutes"),
        put(1, 0, "Modeling", 90.0),
        pie("Time spent", 71),
        {"addProtectedRange": {"protectedRange": {"protectedRangeId": 72, "range": {"sheetId": 0}}}},
    ]
    before = read_workbook(sync, book)
    result = write_workbook(sync, before, None, requests)
    assert (result.version, result.server_time) == (1, datetime(2026, 11, 2, 16, 4, 5, tzinfo=UTC))
    assert columns(result.snapshot_after) == (("Activity", "Modeling"), ("Minutes", 90.0))
    assert result.snapshot_after is not None
    tab = result.snapshot_after.tabs[0]
    assert ([(c.chart_id, c.title) for c in tab.charts], tab.protected_range_ids) == (
        [(71, "Time spent")],
        (72,),
    )
    assert result.snapshot_after == read_workbook(sync, book)
    assert sync.counts.snapshot()["other", "sheets", "write"] == 1


def test_each_write_swaps_the_token(person: Transport, sync: Transport, book: str) -> None:
    """Versions count up and only the last token stands in the file."""
    snapshot = read_workbook(sync, book)
    for version in (1, 2, 3):
        result = write_workbook(sync, snapshot, snapshot.version, [put(0, 0, f"write {version}")])
        assert result.version == version
        assert result.snapshot_after is not None
        snapshot = result.snapshot_after
        assert snapshot.version == version
    names = [entry["name"] for entry in gspread_client(person).open_by_key(book).list_named_ranges()]
    assert names == ["coachlog_v3"]


def test_a_new_file_is_written_without_reading_it(sync: Transport, book: str) -> None:
    """Its id is enough, and later its id and version; a very large write asks for nothing back."""
    assert write_workbook(sync, book, None, [put(0, 0, "one")], read_back=False).snapshot_after is None
    assert write_workbook(sync, book, 1, [put(1, 0, "two")], read_back=False).version == 2
    assert columns(read_workbook(sync, book)) == (("one", "two"),)


@pytest.mark.parametrize("writes_before", [0, 1])
def test_a_stale_write_is_refused_whole(google: EmulatorServer, sync: Transport, book: str, writes_before: int) -> None:
    """Two workers read the same version and both write: the second writes nothing, with a first token or a
    later one."""
    if writes_before:
        write_workbook(sync, book, None, [])
    other = sync_transport(google)
    ours, theirs = read_workbook(sync, book), read_workbook(other, book)
    write_workbook(other, theirs, theirs.version, [put(0, 0, "theirs")])
    with pytest.raises(StaleVersion):
        write_workbook(sync, ours, ours.version, [put(0, 0, "ours"), put(5, 0, "ours too")])
    after = read_workbook(sync, book)
    assert columns(after) == (("theirs",),)
    assert after.version == writes_before + 1


def test_an_edit_between_read_and_write_is_seen(person: Transport, sync: Transport, book: str) -> None:
    """The person types in B1 after our read; our write of A1 brings B1 back."""
    before = read_workbook(sync, book)
    sheet(person, book).update_acell("B1", "typed meanwhile")
    result = write_workbook(sync, before, before.version, [put(0, 0, "ours")])
    assert columns(before) == ()
    assert columns(result.snapshot_after) == (("ours",), ("typed meanwhile",))


def test_a_batch_with_a_bad_request_writes_nothing(sync: Transport, book: str) -> None:
    """The error names the request by its place in the batch: 1 for the token, then ours from 0; the version
    stays."""
    with pytest.raises(Rejected) as refusal:
        write_workbook(sync, book, None, [put(0, 0, "x"), {"deleteSheet": {"sheetId": 4711}}])
    assert refusal.value.failed_request == (1 + 1, "deleteSheet")
    after = read_workbook(sync, book)
    assert (after.version, columns(after)) == (None, ())


def test_a_reader_may_not_write(person: Transport, sync: Transport) -> None:
    """A workbook shared for reading only is not shared enough."""
    book = create_spreadsheet_file(person, "District log")
    share(person, book, SYNC_ACCOUNT, "reader")
    with pytest.raises(SheetNotShared):
        write_workbook(sync, read_workbook(sync, book), None, [put(0, 0, "x")])


def test_typed_serials_are_written_as_numbers(sync: Transport, book: str) -> None:
    """A value from a snapshot may go back as it came; on the wire it is a plain JSON number."""
    request = put(0, 0, DaySerial(46277), ClockSerial(0.5))
    sent = json.loads(batch_body([], [request], read_back=False))["requests"][0]["updateCells"]["rows"][0]["values"]
    assert [cell["userEnteredValue"]["numberValue"] for cell in sent] == [46277.0, 0.5]
    result = write_workbook(sync, book, None, [request])
    assert columns(result.snapshot_after) == ((46277.0,), (0.5,))


# --- writing once on a bad line ---------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["timeout_after", "cut_connection_after"])
def test_a_write_whose_answer_is_lost_lands_once_and_is_unknown(google: EmulatorServer, book: str, fault: Any) -> None:
    """An appended row stands there once; the repeat found the token gone, and the next read shows version
    2."""
    sync = sync_transport(google, read_seconds=1.5)
    append = {
        "appendCells": {
            "sheetId": 0,
            "rows": [{"values": [{"userEnteredValue": {"stringValue": "a row"}}]}],
            "fields": "userEnteredValue",
        }
    }
    write_workbook(sync, book, None, [])
    google.world.faults.add("sheets.spreadsheets.batchUpdate", fault, seconds=6)
    with pytest.raises(WriteUnknown):
        write_workbook(sync, book, 1, [append])
    after = read_workbook(sync, book)
    assert (after.version, columns(after)) == (2, (("a row",),))
    assert sync.counts.snapshot()["other", "sheets", "write"] >= 1 + 2


@pytest.mark.parametrize("fault", ["timeout_before", "cut_connection", "html_502", "status_503", "status_500"])
def test_a_write_that_did_not_land_is_sent_again(google: EmulatorServer, book: str, fault: Any) -> None:
    """The repeat finds the token where it was, and the caller sees an ordinary success."""
    sync = sync_transport(google, read_seconds=1.5)
    google.world.faults.add("sheets.spreadsheets.batchUpdate", fault, seconds=3)
    result = write_workbook(sync, book, None, [put(0, 0, "x")])
    assert (result.version, columns(result.snapshot_after)) == (1, (("x",),))


def test_a_write_over_the_quota_waits_as_long_as_google_asks(google: EmulatorServer, book: str) -> None:
    """429 with Retry-After, twice, then the write."""
    sleeper = Sleeper()
    sync = transport_to(google.address, service_account(google), sleeper)
    google.world.faults.add("sheets.spreadsheets.batchUpdate", "status_429", times=2, retry_after=11)
    assert write_workbook(sync, book, None, [put(0, 0, "x")]).version == 1
    assert len(sleeper.pauses) == 2
    assert all(11 <= pause <= 12 for pause in sleeper.pauses)


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "cut_connection", "html_502", "status_429"])
def test_a_read_survives_a_bad_line(google: EmulatorServer, book: str, fault: Any) -> None:
    """It is asked again until it is whole."""
    sync = sync_transport(google, read_seconds=1.5)
    google.world.faults.add("sheets.spreadsheets.get", fault, times=2, seconds=3)
    assert read_workbook(sync, book).title == "District log"


def test_an_answer_without_the_workbook_leaves_the_write_unknown() -> None:
    """Google said 200, so it landed, but what stands there now must be read."""
    with wire(reply(b'{"spreadsheetId": "BOOK"}')) as server, pytest.raises(WriteUnknown):
        write_workbook(transport_to(server.address), "BOOK", 4, [])


# --- the token among people -------------------------------------------------------------------------------


def test_a_deleted_first_row_does_not_lose_the_token(person: Transport, sync: Transport, book: str) -> None:
    """The token spans the whole tab, so rows and columns may go."""
    write_workbook(sync, read_workbook(sync, book), None, [put(0, 0, "x"), put(1, 0, "y")])
    sheet(person, book).delete_rows(1)
    sheet(person, book).delete_columns(1)
    assert read_workbook(sync, book).version == 1


def test_a_deleted_first_tab_does_not_stop_the_sync(person: Transport, sync: Transport, book: str) -> None:
    """The token went with its tab; the next write gives a new one."""
    workbook = gspread_client(person).open_by_key(book)
    workbook.add_worksheet("Second", 10, 3)
    write_workbook(sync, read_workbook(sync, book), None, [])
    workbook.del_worksheet(workbook.sheet1)
    after = read_workbook(sync, book)
    result = write_workbook(sync, after, after.version, [], next_version=2)
    assert result.version == 2
    assert read_workbook(sync, book).version == 2


def test_a_name_that_is_taken_is_passed_over(person: Transport, sync: Transport, book: str) -> None:
    """A broken token that Google does not show still holds its name (here: another range of that name). Our
    own token was in place, so the batch is not stale, and takes the next number."""
    write_workbook(sync, book, None, [])
    before = read_workbook(sync, book)
    sheet(person, book).define_named_range("A1", "coachlog_v2")
    assert write_workbook(sync, before, 1, [put(0, 0, "x")]).version == 3
    with pytest.raises(StaleVersion):
        write_workbook(sync, before, 1, [put(0, 0, "y")])


def test_a_copied_tab_does_not_confuse_the_version(person: Transport, sync: Transport, book: str) -> None:
    """A duplicate of the tab that the token spans: the next write finds the version and swaps it."""
    write_workbook(sync, read_workbook(sync, book), None, [])
    workbook = gspread_client(person).open_by_key(book)
    workbook.duplicate_sheet(workbook.sheet1.id, new_sheet_name="Copy")
    snapshot = read_workbook(sync, book)
    assert snapshot.version == 1
    assert write_workbook(sync, snapshot, 1, []).version == 2


# --- the clients themselves -------------------------------------------------------------------------------


def test_unmodified_gspread_works_over_the_transport(person: Transport, book: str) -> None:
    """Open, write, append and read as its documentation shows."""
    worksheet = gspread_client(person).open_by_key(book).sheet1
    worksheet.update([["Date", "Minutes"], ["9/12/2026", 90]], "A1", raw=False)
    worksheet.append_row(["9/13/2026", 45], value_input_option=ValueInputOption.user_entered)
    assert worksheet.get_all_values() == [["Date", "Minutes"], ["9/12/2026", "90"], ["9/13/2026", "45"]]


def test_unmodified_google_api_python_client_works_over_the_transport(person: Transport, book: str) -> None:
    """A read and a write of the Sheets API through its own service object."""
    values = discovery_service(person, "sheets", "v4").spreadsheets().values()
    body = {"values": [["a", 1]]}
    values.update(spreadsheetId=book, range="A1:B1", valueInputOption="RAW", body=body).execute()
    read = values.get(spreadsheetId=book, range="A1:B1", valueRenderOption="UNFORMATTED_VALUE").execute()
    assert read["values"] == [["a", 1]]


def test_an_append_of_gspread_is_not_doubled_by_a_bad_line(
    google: EmulatorServer, person: Transport, book: str
) -> None:
    """The row was written and the answer lost: one row, and an error that says it may be there."""
    google.world.faults.add("sheets.spreadsheets.values.append", "cut_connection_after")
    with pytest.raises(WriteUnknown):
        sheet(person, book).append_row(["once"])
    assert sheet(person, book).get_all_values() == [["once"]]
