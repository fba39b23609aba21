"""Protected ranges stop editors who are not named, and nobody else."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError

from sync.emulator.server import EmulatorServer
from tests.emulator_clients import google_service, user_credentials
from tests.sheets_requests import OWNER, batch, grid, refused, text

pytest_plugins = ("tests.emulator_spreadsheets",)

EDITOR = "edna@district.example"
FRIEND = "fred@elsewhere.example"
STOPPED = "You are trying to edit a protected cell or object."


@pytest.fixture
def editor(server: EmulatorServer, book: gspread.Spreadsheet) -> Any:
    """The Sheets service of somebody with whom the spreadsheet is shared for writing."""
    book.share(EDITOR, "user", "writer", notify=False)
    return google_service(server, "sheets", "v4", user_credentials(server, EDITOR)).spreadsheets()


def protect(**parts: Any) -> dict[str, Any]:
    """The request that protects A1:B2, or what else is given."""
    return {
        "addProtectedRange": {
            "protectedRange": {"range": grid(0, (0, 2), (0, 2)), "editors": {"users": [OWNER]}, **parts}
        }
    }


def write(row: int, column: int) -> dict[str, Any]:
    """The request that writes one cell."""
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [text("x")]}], "fields": "userEnteredValue"}}


def test_an_editor_who_is_not_named_is_stopped_inside_and_free_outside(
    api: Any, editor: Any, book: gspread.Spreadsheet
) -> None:
    """Writing values and cells, formatting, sorting and deleting the rows: all stopped inside of the range."""
    batch(api, book, protect())
    inside = grid(0, (1, 2), (1, 2))
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    for request in (
        write(1, 1),
        {"repeatCell": {"range": inside, "cell": {"note": "n"}, "fields": "note"}},
        {"setDataValidation": {"range": inside}},
        {"mergeCells": {"range": grid(0, (1, 3), (1, 2)), "mergeType": "MERGE_ALL"}},
        {"sortRange": {"range": grid(0, (0, 5), (0, 2)), "sortSpecs": [{"dimensionIndex": 0}]}},
        {"deleteDimension": {"range": span}},
        {"cutPaste": {"source": inside, "destination": {"sheetId": 0, "rowIndex": 9}, "pasteType": "PASTE_NORMAL"}},
    ):
        assert STOPPED in refused(editor, book, request)
    body = {"values": [["x"]]}
    call = editor.values().update(spreadsheetId=book.id, range="B2", valueInputOption="RAW", body=body)
    with pytest.raises(HttpError) as refusal:
        call.execute()
    assert refusal.value.resp.status == 400
    batch(editor, book, write(2, 2))
    batch(api, book, write(1, 1))
    assert book.sheet1.get("A1:C3") == [[], ["", "x"], ["", "", "x"]]


@pytest.mark.parametrize(
    "parts",
    [
        {"editors": {"users": [EDITOR]}},
        {"editors": {"domainUsersCanEdit": True}},
        {"warningOnly": True},
        {"editors": None},
    ],
    ids=["named", "domain", "only a warning", "nobody named: all who may write"],
)
def test_who_is_named_or_only_warned_may_write(
    api: Any, editor: Any, book: gspread.Spreadsheet, parts: dict[str, Any]
) -> None:
    """Users by name, colleagues by domain, everybody where there is only a warning or nobody was named."""
    batch(api, book, protect(**parts))
    batch(editor, book, write(0, 0))
    assert book.sheet1.acell("A1").value == "x"


def test_the_domain_is_the_owner_s(server: EmulatorServer, api: Any, book: gspread.Spreadsheet) -> None:
    """Somebody of another domain is not let in by `domainUsersCanEdit`."""
    book.share(FRIEND, "user", "writer", notify=False)
    friend = google_service(server, "sheets", "v4", user_credentials(server, FRIEND)).spreadsheets()
    batch(api, book, protect(editors={"domainUsersCanEdit": True}))
    assert STOPPED in refused(friend, book, write(0, 0))


def test_a_protected_sheet_has_open_ranges(api: Any, editor: Any, book: gspread.Spreadsheet) -> None:
    """Where the whole sheet is protected, only its open ranges can be written, and the sheet itself not changed."""
    open_range = grid(0, (1, 5), (0, 1))
    batch(api, book, protect(range={"sheetId": 0}, unprotectedRanges=[open_range]))
    batch(editor, book, write(1, 0))
    assert STOPPED in refused(editor, book, write(0, 0))
    rename = {"properties": {"sheetId": 0, "title": "Mine"}, "fields": "title"}
    assert STOPPED in refused(editor, book, {"updateSheetProperties": rename})
    insert = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    assert STOPPED in refused(editor, book, {"insertDimension": {"range": insert}})


def test_a_protection_can_rest_on_a_named_range(api: Any, editor: Any, book: gspread.Spreadsheet) -> None:
    """It covers what the name stands for, wherever that is now."""
    named = {"namedRangeId": "head", "name": "Head", "range": grid(0, (0, 1), (0, 3))}
    protection = {"namedRangeId": "head", "editors": {"users": [OWNER]}}
    batch(api, book, {"addNamedRange": {"namedRange": named}}, {"addProtectedRange": {"protectedRange": protection}})
    assert STOPPED in refused(editor, book, write(0, 2))
    moved = {**named, "range": grid(0, (5, 6), (0, 3))}
    batch(api, book, {"updateNamedRange": {"namedRange": moved, "fields": "range"}})
    batch(editor, book, write(0, 2))
    assert STOPPED in refused(editor, book, write(5, 2))


def test_editors_are_shown_only_to_those_who_may_edit(api: Any, editor: Any, book: gspread.Spreadsheet) -> None:
    """An editor who is stopped does not learn who is not, and cannot lift the protection."""
    (reply,) = batch(api, book, protect(protectedRangeId=8))["replies"]
    assert reply["addProtectedRange"]["protectedRange"]["requestingUserCanEdit"] is True
    read = editor.get(spreadsheetId=book.id, fields="sheets.protectedRanges").execute()
    (shown,) = read["sheets"][0]["protectedRanges"]
    assert shown.keys() == {"protectedRangeId", "range"}
    assert STOPPED in refused(editor, book, {"deleteProtectedRange": {"protectedRangeId": 8}})
    change = {"protectedRange": {"protectedRangeId": 8, "description": "d"}, "fields": "description"}
    batch(api, book, {"updateProtectedRange": change})
    assert book.list_protected_ranges(0)[0]["description"] == "d"
