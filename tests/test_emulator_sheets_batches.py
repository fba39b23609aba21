"""A batch is applied whole or not at all, and ids that the caller chooses make it safe to repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import google_service, user_credentials, user_sheets
from tests.sheets_requests import OWNER, batch, grid, refused, text

pytest_plugins = ("tests.emulator_spreadsheets",)

WHOLE_SHEET = {"sheetId": 0}


def token(version: int) -> dict[str, Any]:
    """The request that adds the named range `coachlog_v<version>` under an id of its own."""
    named = {"namedRangeId": f"v{version}", "name": f"coachlog_v{version}", "range": grid(0, (0, 1), (0, 1))}
    return {"addNamedRange": {"namedRange": named}}


def write(value: str) -> dict[str, Any]:
    """The request that writes a text to A1."""
    rows = [{"values": [text(value)]}]
    return {"updateCells": {"start": {"sheetId": 0}, "rows": rows, "fields": "userEnteredValue"}}


def test_nothing_is_applied_when_a_later_request_fails(api: Any, book: gspread.Spreadsheet) -> None:
    """The third of four requests is wrong: none of the others leaves a trace, and the change feed stays still."""
    before = book.get_lastUpdateTime()
    add = {"addSheet": {"properties": {"title": "New"}}}
    wrong = {"deleteSheet": {"sheetId": 99}}
    assert (
        refused(api, book, write("x"), add, wrong, write("y"))
        == "Invalid requests[2].deleteSheet: No sheet with id: 99"
    )
    assert book.sheet1.get_all_values() == [[]]
    assert [each.title for each in book.worksheets()] == ["Sheet1"]
    assert book.get_lastUpdateTime() == before


def test_a_batch_that_swaps_a_version_token_applies_once(api: Any, book: gspread.Spreadsheet) -> None:
    """Deleting `v1` and adding `v2` fails when it is repeated, and when it comes late."""
    batch(api, book, token(1))
    swap = [{"deleteNamedRange": {"namedRangeId": "v1"}}, token(2), write("first")]
    batch(api, book, *swap)
    assert "deleteNamedRange" in refused(api, book, *swap[:2], write("second"))
    assert book.sheet1.acell("A1").value == "first"
    assert [named["name"] for named in book.list_named_ranges()] == ["coachlog_v2"]


CHOSEN = [
    ("addSheet", {"properties": {"sheetId": 5}}),
    ("addNamedRange", {"namedRange": {"namedRangeId": "n5", "name": "Five", "range": grid(0, (0, 1), (0, 1))}}),
    ("addProtectedRange", {"protectedRange": {"protectedRangeId": 5, "range": grid(0, (0, 1), (0, 1))}}),
    (
        "createDeveloperMetadata",
        {
            "developerMetadata": {
                "metadataId": 5,
                "metadataKey": "k",
                "visibility": "DOCUMENT",
                "location": {"spreadsheet": True},
            }
        },
    ),
    (
        "addChart",
        {
            "chart": {
                "chartId": 5,
                "spec": {
                    "pieChart": {
                        "domain": {"sourceRange": {"sources": [grid(0, (0, 3), (0, 1))]}},
                        "series": {"sourceRange": {"sources": [grid(0, (0, 3), (1, 2))]}},
                    }
                },
                "position": {"overlayPosition": {"anchorCell": {"sheetId": 0}}},
            }
        },
    ),
    (
        "addBanding",
        {
            "bandedRange": {
                "bandedRangeId": 5,
                "range": grid(0, (0, 3), (0, 1)),
                "rowProperties": {"firstBandColor": {"red": 1}, "secondBandColor": {"green": 1}},
            }
        },
    ),
    ("addFilterView", {"filter": {"filterViewId": 5, "range": grid(0, (0, 3), (0, 1))}}),
    (
        "addSlicer",
        {
            "slicer": {
                "slicerId": 5,
                "spec": {"dataRange": grid(0, (0, 3), (0, 1)), "columnIndex": 0},
                "position": {"overlayPosition": {"anchorCell": {"sheetId": 0}}},
            }
        },
    ),
    ("addTable", {"table": {"tableId": "t5", "name": "Five", "range": grid(0, (0, 3), (5, 6))}}),
]


@pytest.mark.parametrize(("kind", "content"), CHOSEN, ids=[kind for kind, _ in CHOSEN])
def test_a_chosen_id_is_taken_once(api: Any, book: gspread.Spreadsheet, kind: str, content: dict[str, Any]) -> None:
    """The reply repeats the chosen id; the same request again is a bad request."""
    (reply,) = batch(api, book, {kind: content})["replies"]
    assert "5" in str(reply[kind])
    assert refused(api, book, {kind: content}).startswith(f"Invalid requests[0].{kind}: ")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("deleteSheet", {"sheetId": 99}),
        ("deleteNamedRange", {"namedRangeId": "nope"}),
        ("deleteProtectedRange", {"protectedRangeId": 99}),
        ("deleteEmbeddedObject", {"objectId": 99}),
        ("deleteBanding", {"bandedRangeId": 99}),
        ("deleteFilterView", {"filterId": 99}),
        ("deleteTable", {"tableId": "nope"}),
        ("deleteConditionalFormatRule", {"sheetId": 0, "index": 0}),
        ("deleteDeveloperMetadata", {"dataFilter": {"developerMetadataLookup": {"metadataId": 99}}}),
        ("updateChartSpec", {"chartId": 99, "spec": {}}),
        ("updateNamedRange", {"namedRange": {"namedRangeId": "nope"}, "fields": "name"}),
    ],
)
def test_what_does_not_exist_cannot_be_deleted_or_changed(
    api: Any,
    book: gspread.Spreadsheet,
    kind: str,
    content: dict[str, Any],
) -> None:
    """An unknown id is a bad request, never a silent success."""
    assert refused(api, book, {kind: content}).startswith(f"Invalid requests[0].{kind}: No ")


def test_an_answer_brings_the_spreadsheet_as_it_is_afterwards(api: Any, book: gspread.Spreadsheet) -> None:
    """With ranges and a mask the answer is cut like a read; without grid data there are no cells."""
    asked = {"includeSpreadsheetInResponse": True}
    plain = batch(api, book, write("a"), **asked)["updatedSpreadsheet"]
    assert "data" not in plain["sheets"][0]
    with_data = batch(api, book, write("b"), **asked, responseIncludeGridData=True, responseRanges=["Sheet1!A1"])
    (data,) = with_data["updatedSpreadsheet"]["sheets"][0]["data"]
    assert data["rowData"][0]["values"][0]["formattedValue"] == "b"
    body = {"requests": [write("c")], **asked}
    fields = "replies,updatedSpreadsheet(namedRanges,sheets.data.rowData.values.effectiveValue)"
    masked = api.batchUpdate(spreadsheetId=book.id, body=body, fields=fields).execute()
    (data,) = masked["updatedSpreadsheet"]["sheets"][0]["data"]
    assert data == {"rowData": [{"values": [{"effectiveValue": {"stringValue": "c"}}]}]}


def test_a_request_must_be_exactly_one_known_kind(api: Any, book: gspread.Spreadsheet) -> None:
    """No request at all, an empty one, and two in one are refused; what this emulator lacks is said to be missing."""
    assert refused(api, book) == "Must specify at least one request."
    assert refused(api, book, {}) == "Invalid requests[0]: No request set."
    assert refused(api, book, write("x") | {"deleteSheet": {"sheetId": 0}}).startswith("Invalid requests[0]: oneof")
    with pytest.raises(HttpError) as refusal:
        batch(api, book, {"addDataSource": {"dataSource": {}}})
    assert refusal.value.resp.status == 501


def test_a_spreadsheet_holds_ten_million_cells_at_most(api: Any, book: gspread.Spreadsheet) -> None:
    """500,000 rows of 20 columns are ten million already; with the first sheet it is too much."""
    big = {"addSheet": {"properties": {"gridProperties": {"rowCount": 500_000, "columnCount": 20}}}}
    assert "above the limit of 10000000 cells" in refused(api, book, big)


def test_a_spreadsheet_survives_the_end_of_the_server(tmp_path: Path) -> None:
    """Cells, formulas, formats, named ranges, charts and hidden columns are there again from the state file."""
    state = tmp_path / "google.db"
    with serve(state) as first:
        made = user_sheets(first, OWNER).create("Kept")
        service = google_service(first, "sheets", "v4", user_credentials(first, OWNER)).spreadsheets()
        made.sheet1.update([[1, "=A1+1", "1/5/2026", True]], "A1", raw=False)
        hide = {
            "range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3},
            "properties": {"hiddenByUser": True},
            "fields": "hiddenByUser",
        }
        requests = [{"updateDimensionProperties": hide}, *({kind: content} for kind, content in CHOSEN[:6])]
        before = batch(service, made, *requests, includeSpreadsheetInResponse=True, responseIncludeGridData=True)[
            "updatedSpreadsheet"
        ]
    with serve(state) as second:
        service = google_service(second, "sheets", "v4", user_credentials(second, OWNER)).spreadsheets()
        after = service.get(spreadsheetId=made.id, includeGridData=True).execute()
    assert {**after, "spreadsheetUrl": ""} == {**before, "spreadsheetUrl": ""}


def test_readers_may_not_write_and_strangers_see_nothing(server: EmulatorServer, book: gspread.Spreadsheet) -> None:
    """A reader's write is 403 as Google words it; for a stranger there is no such spreadsheet."""
    book.share("rita@district.example", "user", "reader", notify=False)
    reader = google_service(server, "sheets", "v4", user_credentials(server, "rita@district.example")).spreadsheets()
    stranger = google_service(server, "sheets", "v4", user_credentials(server, "stan@else.example")).spreadsheets()
    with pytest.raises(HttpError) as refusal:
        batch(reader, book, write("x"))
    assert refusal.value.resp.status == 403
    assert refusal.value.reason == "The caller does not have permission"
    with pytest.raises(HttpError) as refusal:
        stranger.get(spreadsheetId=book.id).execute()
    assert refusal.value.resp.status in (403, 404)
