"""gspread's work on spreadsheets as files and as wholes against the emulator."""

from __future__ import annotations

import io

import gspread
import openpyxl
import pytest
from gspread.utils import ExportFormat

from sync.emulator.server import EmulatorServer
from tests.emulator_clients import user_sheets
from tests.gspread_coverage import tries
from tests.sheets_requests import OWNER

pytest_plugins = ("tests.emulator_spreadsheets",)

COLLEAGUE = "carl@district.example"


@tries("Client.create", "Client.open", "Client.open_by_key", "Client.open_by_url", "Spreadsheet.id", "Spreadsheet.url")
def test_a_spreadsheet_is_opened_by_title_key_and_url(client: gspread.Client) -> None:
    """The three ways of opening lead to the same spreadsheet; an unknown one is not found."""
    made = client.create("Opened three ways")
    opened = (client.open("Opened three ways"), client.open_by_key(made.id), client.open_by_url(made.url))
    assert {each.id for each in opened} == {made.id}
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("No such title")
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("1NoSuchSpreadsheetAtAll")


@tries("Client.openall", "Client.list_spreadsheet_files")
def test_spreadsheets_are_listed(client: gspread.Client) -> None:
    """Lists hold the spreadsheets of a title with their times."""
    made = client.create("Listed")
    assert [each.id for each in client.openall("Listed")] == [made.id]
    (listed,) = client.list_spreadsheet_files("Listed")
    assert listed.keys() == {"id", "name", "createdTime", "modifiedTime"}


@tries("Client.copy")
def test_a_copy_has_the_same_content_under_another_title(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    """A copy is a spreadsheet of its own: later edits of the source do not reach it."""
    book.sheet1.update([["before"]], "A1")
    twin = client.copy(book.id, title="Twin", copy_comments=False)
    book.sheet1.update([["after"]], "A1")
    assert (twin.title, twin.sheet1.acell("A1").value) == ("Twin", "before")


@tries("Client.del_spreadsheet")
def test_a_deleted_spreadsheet_is_gone(client: gspread.Client) -> None:
    """Nobody finds a deleted spreadsheet, by key neither."""
    made = client.create("To be deleted")
    client.del_spreadsheet(made.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(made.id)


@tries("Client.import_csv")
def test_csv_replaces_the_content(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    """Importing CSV leaves one sheet with the values read as typed."""
    book.add_worksheet("Second", 5, 5)
    client.import_csv(book.id, "Day,Minutes\nMon,30\n")
    opened = client.open_by_key(book.id)
    assert len(opened.worksheets()) == 1
    assert opened.sheet1.get("A1:B2", value_render_option="UNFORMATTED_VALUE") == [["Day", "Minutes"], ["Mon", 30]]


@tries("Client.export", "Spreadsheet.export")
def test_a_spreadsheet_is_exported(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    """CSV holds the first sheet as it shows; XLSX opens with the same values."""
    book.sheet1.update([["Day", "Share"], ["Mon", "12%"]], "A1", raw=False)
    assert client.export(book.id, ExportFormat.CSV) == b"Day,Share\r\nMon,12%"
    workbook = openpyxl.load_workbook(io.BytesIO(book.export(ExportFormat.EXCEL)))
    cells = [[cell.value for cell in row] for row in workbook["Sheet1"].iter_rows(max_row=2, max_col=2)]
    assert cells == [["Day", "Share"], ["Mon", 0.12]]


@tries(
    "Client.insert_permission",
    "Client.list_permissions",
    "Client.remove_permission",
    "Spreadsheet.share",
    "Spreadsheet.list_permissions",
    "Spreadsheet.remove_permissions",
)
def test_a_spreadsheet_is_shared_and_unshared(
    server: EmulatorServer,
    client: gspread.Client,
    book: gspread.Spreadsheet,
) -> None:
    """A reader reads and may not write (403); without permission there is nothing (404 or 403)."""
    colleague = user_sheets(server, COLLEAGUE)
    client.insert_permission(book.id, COLLEAGUE, "user", "reader")
    shared = colleague.open_by_key(book.id)
    assert shared.sheet1.get_all_values() == [[]]
    with pytest.raises(gspread.exceptions.APIError) as refusal:
        shared.sheet1.update([["x"]], "A1")
    assert refusal.value.response.status_code == 403
    (permission,) = [each for each in client.list_permissions(book.id) if each["emailAddress"] == COLLEAGUE]
    client.remove_permission(book.id, str(permission["id"]))
    with pytest.raises((gspread.SpreadsheetNotFound, PermissionError)):
        colleague.open_by_key(book.id)
    book.share(COLLEAGUE, perm_type="user", role="writer", notify=False)
    colleague.open_by_key(book.id).sheet1.update([["x"]], "A1")
    assert len(book.list_permissions()) == 2
    assert len(book.remove_permissions(COLLEAGUE)) == 1
    assert len(book.list_permissions()) == 1


@tries("Spreadsheet.transfer_ownership", "Spreadsheet.accept_ownership")
def test_a_spreadsheet_changes_its_owner(server: EmulatorServer) -> None:
    """Ownership passes between private accounts when the new owner accepts what the old one offered."""
    old, new = "anna@gmail.com", "ben@gmail.com"
    book = user_sheets(server, old).create("Handed over")
    book.share(new, perm_type="user", role="writer", notify=False)
    (permission,) = [each for each in book.list_permissions() if each["emailAddress"] == new]
    book.transfer_ownership(str(permission["id"]))
    user_sheets(server, new).open_by_key(book.id).accept_ownership(str(permission["id"]))
    owners = [each["emailAddress"] for each in book.list_permissions() if each["role"] == "owner"]
    assert owners == [new]


@tries(
    "Client.get_file_drive_metadata",
    "Spreadsheet.get_lastUpdateTime",
    "Spreadsheet.lastUpdateTime",
    "Spreadsheet.creationTime",
    "Spreadsheet.update_drive_metadata",
)
def test_times_of_a_spreadsheet_come_from_drive(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    """An edit moves the time of the last update, not that of the creation."""
    before = book.get_lastUpdateTime()
    book.sheet1.update([["x"]], "A1")
    book.update_drive_metadata()
    assert book.lastUpdateTime > before
    assert book.creationTime <= before
    assert client.get_file_drive_metadata(book.id)["modifiedTime"] == book.lastUpdateTime


@tries("Client.expiry", "Client.set_timeout")
def test_a_client_knows_its_token_and_time_out(client: gspread.Client) -> None:
    """A time-out can be set; the credentials of these tests have no end."""
    client.set_timeout(10)
    assert client.expiry is None
    assert client.create("In time").sheet1.title == "Sheet1"


@tries("Spreadsheet.title", "Spreadsheet.update_title")
def test_a_new_title_is_the_name_of_the_file_too(client: gspread.Client) -> None:
    """`update_title` renames the file in Drive."""
    book = client.create("Old title")
    book.update_title("New title")
    assert (client.open("New title").id, client.open_by_key(book.id).title) == (book.id, "New title")


@tries("Spreadsheet.timezone", "Spreadsheet.update_timezone", "Spreadsheet.locale", "Spreadsheet.update_locale")
def test_locale_and_time_zone_are_changed(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    """A German locale reads a decimal comma and shows it; an unknown time zone is refused."""
    assert (book.locale, book.timezone) == ("en_US", "Etc/GMT")
    book.update_locale("de_DE")
    book.update_timezone("Europe/Berlin")
    opened = client.open_by_key(book.id)
    assert (opened.locale, opened.timezone) == ("de_DE", "Europe/Berlin")
    opened.sheet1.update([["1,5"]], "A1", raw=False)
    assert opened.sheet1.acell("A1", value_render_option="UNFORMATTED_VALUE").value == 1.5
    assert opened.sheet1.acell("A1").value == "1,5"
    with pytest.raises(gspread.exceptions.APIError):
        book.update_timezone("Nowhere/Town")


@tries(
    "Spreadsheet.add_worksheet",
    "Spreadsheet.del_worksheet",
    "Spreadsheet.del_worksheet_by_id",
    "Spreadsheet.worksheets",
    "Spreadsheet.worksheet",
    "Spreadsheet.get_worksheet",
    "Spreadsheet.get_worksheet_by_id",
    "Spreadsheet.sheet1",
)
def test_sheets_are_added_found_and_deleted(book: gspread.Spreadsheet) -> None:
    """A sheet is found by title, place and id; the last one cannot be deleted; a title is taken once."""
    added = book.add_worksheet("Log", rows=10, cols=3, index=0)
    assert (added.row_count, added.col_count, added.index) == (10, 3, 0)
    found = (book.worksheet("Log"), book.get_worksheet(0), book.get_worksheet_by_id(added.id), book.sheet1)
    assert {each.id for each in found} == {added.id}
    with pytest.raises(gspread.exceptions.APIError, match='A sheet with the name "Log" already exists'):
        book.add_worksheet("Log", rows=1, cols=1)
    book.del_worksheet(added)
    third = book.add_worksheet("Third", rows=1, cols=1)
    book.del_worksheet_by_id(third.id)
    assert [each.title for each in book.worksheets()] == ["Sheet1"]
    with pytest.raises(gspread.exceptions.APIError, match="can't remove all"):
        book.del_worksheet(book.sheet1)
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Log")


@tries("Spreadsheet.duplicate_sheet", "Spreadsheet.reorder_worksheets")
def test_sheets_are_duplicated_and_reordered(book: gspread.Spreadsheet) -> None:
    """A duplicate stands where it was asked for; all sheets can be put in another order."""
    twin = book.duplicate_sheet(0, insert_sheet_index=1, new_sheet_id=77, new_sheet_name="Twin")
    third = book.add_worksheet("Third", 1, 1)
    assert twin.id == 77
    book.reorder_worksheets([third, twin, book.worksheet("Sheet1")])
    assert [each.title for each in book.worksheets()] == ["Third", "Twin", "Sheet1"]


@tries("Spreadsheet.batch_update", "Spreadsheet.fetch_sheet_metadata")
def test_any_request_can_be_sent_and_the_whole_read(book: gspread.Spreadsheet) -> None:
    """`batch_update` sends requests as they are, `fetch_sheet_metadata` reads the spreadsheet without its cells."""
    reply = book.batch_update({"requests": [{"addSheet": {"properties": {"title": "Sent", "sheetId": 5}}}]})
    assert reply["replies"][0]["addSheet"]["properties"]["sheetId"] == 5
    read = book.fetch_sheet_metadata()
    assert [each["properties"]["title"] for each in read["sheets"]] == ["Sheet1", "Sent"]
    assert "data" not in read["sheets"][0]


@tries(
    "Spreadsheet.values_append",
    "Spreadsheet.values_batch_clear",
    "Spreadsheet.values_batch_get",
    "Spreadsheet.values_batch_update",
    "Spreadsheet.values_clear",
    "Spreadsheet.values_get",
    "Spreadsheet.values_update",
)
def test_values_are_read_and_written_by_range(book: gspread.Spreadsheet) -> None:
    """The methods of `spreadsheets.values`, one after the other on the same cells."""
    book.values_update("Sheet1!A1:B1", {"valueInputOption": "RAW"}, {"values": [["a", "b"]]})
    book.values_append("Sheet1!A1", {"valueInputOption": "RAW"}, {"values": [["c", "d"]]})
    assert book.values_get("Sheet1!A1:B2")["values"] == [["a", "b"], ["c", "d"]]
    data = [{"range": "Sheet1!A3:B3", "values": [["e", "f"]]}]
    assert book.values_batch_update({"valueInputOption": "RAW", "data": data})["totalUpdatedCells"] == 2
    ranges = book.values_batch_get(["Sheet1!A1:A3", "Sheet1!B3"])["valueRanges"]
    assert [each["values"] for each in ranges] == [[["a"], ["c"], ["e"]], [["f"]]]
    book.values_clear("Sheet1!A1:B1")
    book.values_batch_clear(body={"ranges": ["Sheet1!A2", "Sheet1!B3"]})
    assert book.values_get("Sheet1!A1:B3")["values"] == [[], ["", "d"], ["e"]]


@tries("Spreadsheet.named_range", "Spreadsheet.list_named_ranges", "Spreadsheet.list_protected_ranges")
def test_named_and_protected_ranges_are_listed(book: gspread.Spreadsheet) -> None:
    """A named range is read by its name; the lists hold what was added."""
    book.sheet1.update([["x", "y"]], "A1")
    book.sheet1.define_named_range("A1:B1", "Head")
    book.sheet1.add_protected_range("A1:B1", editor_users_emails=[OWNER])
    assert [cell.value for cell in book.named_range("Head")] == ["x", "y"]
    assert [named["name"] for named in book.list_named_ranges()] == ["Head"]
    assert book.list_protected_ranges(0)[0]["editors"]["users"] == [OWNER]
