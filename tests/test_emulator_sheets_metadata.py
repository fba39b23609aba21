"""Developer metadata: where it stands, who sees it, how it is found."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from sync.emulator.server import EmulatorServer
from tests.emulator_clients import google_service, service_credentials
from tests.sheets_requests import batch, grid, refused

pytest_plugins = ("tests.emulator_spreadsheets",)


def entry(id: int, key: str, location: dict[str, Any], value: str = "", visibility: str = "DOCUMENT") -> dict[str, Any]:
    """The request that creates an entry of developer metadata."""
    told = {"metadataId": id, "metadataKey": key, "location": location, "visibility": visibility}
    return {"createDeveloperMetadata": {"developerMetadata": {**told, **({"metadataValue": value} if value else {})}}}


def line(dimension: str, index: int) -> dict[str, Any]:
    """The location of one row or column of the first sheet."""
    return {"dimensionRange": {"sheetId": 0, "dimension": dimension, "startIndex": index, "endIndex": index + 1}}


@pytest.fixture
def marked(api: Any, book: gspread.Spreadsheet) -> gspread.Spreadsheet:
    """Metadata on the spreadsheet (1), the sheet (2), row 3 (3) and column B (4)."""
    batch(
        api,
        book,
        entry(1, "kind", {"spreadsheet": True}, "district"),
        entry(2, "tab", {"sheetId": 0}, "log"),
        entry(3, "row", line("ROWS", 2)),
        entry(4, "column", line("COLUMNS", 1), "minutes"),
    )
    return book


def found(api: Any, book: gspread.Spreadsheet, **filter: Any) -> list[int]:
    """The ids that a search with one data filter brings."""
    answer = api.developerMetadata().search(spreadsheetId=book.id, body={"dataFilters": [filter]}).execute()
    return [each["developerMetadata"]["metadataId"] for each in answer.get("matchedDeveloperMetadata", [])]


@pytest.mark.parametrize(
    ("lookup", "ids"),
    [
        ({"metadataKey": "tab"}, [2]),
        ({"metadataValue": "minutes"}, [4]),
        ({"metadataKey": "tab", "metadataValue": "other"}, []),
        ({"metadataId": 3}, [3]),
        ({"visibility": "DOCUMENT"}, [1, 2, 3, 4]),
        ({"locationType": "COLUMN"}, [4]),
        ({"metadataLocation": {"sheetId": 0}}, [2, 3, 4]),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "EXACT_LOCATION"}, [2]),
        ({"metadataLocation": line("ROWS", 2)}, [2, 3, 4]),
        ({"metadataLocation": line("ROWS", 5)}, [2, 4]),
        ({"metadataLocation": {"spreadsheet": True}}, [1]),
    ],
)
def test_a_lookup_means_these_entries(
    api: Any, marked: gspread.Spreadsheet, lookup: dict[str, Any], ids: list[int]
) -> None:
    """All given fields must match; a location means what intersects it unless exactness is asked for."""
    assert found(api, marked, developerMetadataLookup=lookup) == ids


def test_a_range_means_what_stands_on_its_cells(api: Any, marked: gspread.Spreadsheet) -> None:
    """A filter by cells brings metadata of the sheet and of the rows and columns that it crosses."""
    assert found(api, marked, a1Range="Sheet1!B1:B2") == [2, 4]
    assert found(api, marked, gridRange=grid(0, (2, 3), (0, 1))) == [2, 3]


def test_an_entry_is_read_by_its_id(api: Any, marked: gspread.Spreadsheet) -> None:
    """The answer tells the kind of its location."""
    assert api.developerMetadata().get(spreadsheetId=marked.id, metadataId=4).execute() == {
        "metadataId": 4,
        "metadataKey": "column",
        "metadataValue": "minutes",
        "location": {
            "locationType": "COLUMN",
            "dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2},
        },
        "visibility": "DOCUMENT",
    }


def test_reading_a_spreadsheet_shows_metadata_at_its_places(api: Any, marked: gspread.Spreadsheet) -> None:
    """The spreadsheet's own, the sheet's, and those of rows and columns in the grid data."""
    fields = (
        "developerMetadata.metadataId,sheets(developerMetadata.metadataId,data(rowMetadata.developerMetadata.metadataId,"
        "columnMetadata.developerMetadata.metadataId))"
    )
    read = api.get(spreadsheetId=marked.id, fields=fields).execute()
    (sheet,) = read["sheets"]
    (data,) = sheet["data"]
    assert read["developerMetadata"] == [{"metadataId": 1}]
    assert sheet["developerMetadata"] == [{"metadataId": 2}]
    assert data["rowMetadata"][:4] == [{}, {}, {"developerMetadata": [{"metadataId": 3}]}, {}]
    assert data["columnMetadata"][1] == {"developerMetadata": [{"metadataId": 4}]}


def test_entries_are_changed_and_deleted_by_filter(api: Any, marked: gspread.Spreadsheet) -> None:
    """All entries that a filter means get the new value; the deleted ones are told."""
    by_key = {"developerMetadataLookup": {"metadataKey": "column"}}
    change = {"dataFilters": [by_key], "developerMetadata": {"metadataValue": "hours"}, "fields": "metadataValue"}
    reply, deleted = batch(
        api,
        marked,
        {"updateDeveloperMetadata": change},
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataKey": "row"}}}},
    )["replies"]
    assert [each["metadataValue"] for each in reply["updateDeveloperMetadata"]["developerMetadata"]] == ["hours"]
    assert [each["metadataId"] for each in deleted["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]] == [3]
    assert found(api, marked, developerMetadataLookup={"metadataValue": "hours"}) == [4]


def test_a_project_s_own_metadata_is_hidden_from_others(
    server: EmulatorServer,
    api: Any,
    book: gspread.Spreadsheet,
) -> None:
    """PROJECT entries are seen by clients of the project that made them, and by nobody else."""
    batch(api, book, entry(9, "secret", {"spreadsheet": True}, visibility="PROJECT"))
    address = "robot@another-project.iam.gserviceaccount.com"
    credentials = service_credentials(server, address)
    book.share(address, "user", "writer", notify=False)
    other = google_service(server, "sheets", "v4", credentials).spreadsheets()
    assert found(api, book, developerMetadataLookup={"metadataId": 9}) == [9]
    assert found(other, book, developerMetadataLookup={"metadataId": 9}) == []


@pytest.mark.parametrize(
    ("request_", "part"),
    [
        (entry(5, "", {"sheetId": 0}), "metadataKey must be specified"),
        (entry(5, "k", {}), "exactly one location"),
        (entry(5, "k", {"sheetId": 77}), "No sheet with id: 77"),
        (entry(5, "k", line("ROWS", 5000)), "is after last row in grid[999]"),
        (
            entry(5, "k", {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}),
            "single row or column",
        ),
        (entry(5, "k", {"sheetId": 0}, "x" * 30_000), "must not have more than 30000 characters"),
    ],
)
def test_metadata_needs_a_key_a_place_and_room(
    api: Any,
    book: gspread.Spreadsheet,
    request_: dict[str, Any],
    part: str,
) -> None:
    """A location is the spreadsheet, a sheet, one row or one column; a sheet holds 30,000 characters of metadata."""
    assert part in refused(api, book, request_)


def test_the_limit_of_characters_is_one_for_each_sheet(api: Any, book: gspread.Spreadsheet) -> None:
    """Two entries of 20,000 characters fit on the spreadsheet and on a sheet, not both on the sheet."""
    long = "x" * 20_000
    batch(api, book, entry(5, "k", {"spreadsheet": True}, long), entry(6, "k", {"sheetId": 0}, long))
    assert "30000" in refused(api, book, entry(7, "k", line("ROWS", 1), long))
