"""The emulator's pages: who may see and change what, as a newcomer meets it without an account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gspread
import pytest
import requests

from sync.emulator.server import EmulatorServer, serve
from tests.browsing import Person
from tests.emulator_clients import service_sheets, user_drive, user_sheets

OWNER, WRITER, READER = "dana.owner@lincoln.example", "sam.coach@program.example", "riley@lincoln.example"
STRANGER = "pat@elsewhere.example"


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        for email in (OWNER, WRITER, READER, STRANGER):
            running.world.signin.create_user(email)
        yield running


@pytest.fixture
def sheet(server: EmulatorServer) -> gspread.Spreadsheet:
    """A Sheet of the owner that one person may edit and another may read."""
    made = user_sheets(server, OWNER).create("Lincoln 204 log")
    made.sheet1.update([["Date", "Activity", "Minutes"], ["2026-03-02", "Co-Planning", 45]], "A1")
    made.share(WRITER, "user", "writer", notify=False)
    made.share(READER, "user", "reader", notify=False)
    return made


def protect(sheet: gspread.Spreadsheet, area: dict[str, int], **more: Any) -> None:
    sheet.batch_update({"requests": [{"addProtectedRange": {"protectedRange": {"range": area, **more}}}]})


def drop_down(sheet: gspread.Spreadsheet, *choices: str, strict: bool) -> None:
    condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": choice} for choice in choices]}
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}
    rule = {"condition": condition, "strict": strict, "showCustomUi": True}
    sheet.batch_update({"requests": [{"setDataValidation": {"range": area, "rule": rule}}]})


def test_whoever_has_not_chosen_is_asked_and_then_led_on(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """The first page asks who you are; choosing leads to the page that was wanted."""
    asked = requests.get(f"{server.address}/spreadsheets/{sheet.id}", timeout=20)
    assert "Who are you?" in asked.text
    assert "Dana Owner" in asked.text
    assert "no real Google account" in asked.text
    assert Person(server, READER, next=f"/spreadsheets/{sheet.id}").landed.url.endswith(sheet.id)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_led_to_another_server(server: EmulatorServer, elsewhere: str) -> None:
    """A forged address cannot use the choice of a person to lead away from this computer."""
    assert Person(server, READER, next=elsewhere).landed.url == f"{server.address}/"


def test_everybody_sees_only_what_is_shared_with_them(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """The list of files is that of files.list; a Sheet that is not shared cannot be opened."""
    for email, sees in ((OWNER, True), (WRITER, True), (READER, True), (STRANGER, False)):
        person = Person(server, email)
        assert (f"/spreadsheets/{sheet.id}" in person.get("/").text) is sees, email
        assert person.get(f"/spreadsheets/{sheet.id}").status_code == (200 if sees else 404), email


def test_the_list_tells_owner_and_with_whom_a_file_is_shared(
    server: EmulatorServer, sheet: gspread.Spreadsheet
) -> None:
    """The owner reads "me" and the names of the others; the others read the owner's name."""
    assert "Sam Coach, Riley" in Person(server, OWNER).get("/?view=mine").text
    assert "Dana Owner" in Person(server, READER).get("/?view=shared").text
    assert sheet.id not in Person(server, READER).get("/?view=mine").text


def test_files_are_found_by_type_folder_name_and_shared_drive(server: EmulatorServer) -> None:
    """Each way to look for a file shows this file and no other."""
    drive = user_drive(server, OWNER)
    shared = drive.drives().create(requestId="1", body={"name": "Program files"}).execute()
    body = {"name": "Year 1", "mimeType": "application/vnd.google-apps.folder", "parents": [shared["id"]]}
    folder = drive.files().create(body=body, supportsAllDrives=True).execute()
    inside = {"name": "Zebra plan", "mimeType": "application/vnd.google-apps.spreadsheet"}
    file = drive.files().create(body={**inside, "parents": [folder["id"]]}, supportsAllDrives=True).execute()
    owner = Person(server, OWNER)
    link = f"/spreadsheets/{file['id']}"
    for query in (f"drive={shared['id']}", f"folder={folder['id']}", "q=Zebra", "type=sheets"):
        assert link in owner.get(f"/?{query}").text, query
    for query in ("view=mine", "type=folders", "q=Nothing"):
        assert link not in owner.get(f"/?{query}").text, query
    assert "Program files" in owner.get("/").text
    assert owner.get(f"/drive/folders/{folder['id']}").url.endswith(f"/?folder={folder['id']}")


def test_a_service_account_may_be_looked_through_too(server: EmulatorServer) -> None:
    """Programs are listed beside people, and see what was shared with them."""
    email = "sync@program.iam.gserviceaccount.com"
    service_sheets(server, email)
    made = user_sheets(server, OWNER).create("For the program")
    made.share(email, "user", "writer", notify=False)
    assert f"/spreadsheets/{made.id}" in Person(server, email).get("/").text


def test_only_this_computer_is_answered(server: EmulatorServer) -> None:
    """A request that came in under another host's name is refused."""
    for host, status in (("evil.example", 421), ("localhost", 200), ("127.0.0.1:80", 200)):
        answer = requests.get(f"{server.address}/practice/who", headers={"Host": host}, timeout=20)
        assert answer.status_code == status, host


def test_a_write_needs_the_token_of_its_page(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A form elsewhere cannot write with this browser's cookies."""
    writer = Person(server, WRITER)
    for token in ("", "wrong"):
        refused = writer.send(f"/spreadsheets/{sheet.id}/cell", {"gid": 0, "cell": "A1", "text": "x"}, token)
        assert refused.status_code == 403
    assert sheet.sheet1.acell("A1").value == "Date"


def test_a_page_may_load_nothing_from_elsewhere(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """The content policy allows this server only, and the page names no other address."""
    page = Person(server, READER).get(f"/spreadsheets/{sheet.id}")
    assert "default-src 'none'; script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "https://" not in page.text


def test_typing_is_user_entered_by_that_person(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A typed date becomes a date, a formula is worked out, and Drive names who did it."""
    writer = Person(server, WRITER)
    for cell, text in (("A3", "3/4/2026"), ("C3", "=C2*2"), ("B2", "")):
        answer = writer.send(f"/spreadsheets/{sheet.id}/cell", {"gid": 0, "cell": cell, "text": text})
        assert answer.json() == {"done": True}
    values = sheet.sheet1.get("A2:C3", value_render_option="UNFORMATTED_VALUE")
    assert values == [["2026-03-02", "", 45], [46085, "", 90]]
    file = user_drive(server, OWNER).files().get(fileId=sheet.id, fields="lastModifyingUser").execute()
    assert file["lastModifyingUser"]["emailAddress"] == WRITER


def test_a_reader_may_look_and_not_touch(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """The page offers a reader nothing to change, and the server would refuse it."""
    reader = Person(server, READER)
    page = reader.get(f"/spreadsheets/{sheet.id}").text
    assert "View only" in page
    assert "row-menu" not in page.partition("<main")[2].partition("</main>")[0]
    typed = reader.send(f"/spreadsheets/{sheet.id}/cell", {"gid": 0, "cell": "A1", "text": "x"})
    deleted = reader.send(f"/spreadsheets/{sheet.id}/rows", {"gid": 0, "action": "delete", "row": 1})
    assert (typed.status_code, deleted.status_code) == (403, 403)
    assert sheet.sheet1.acell("A1").value == "Date"


def test_protected_cells_hold_and_a_warning_asks_first(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A protected cell is refused in Google's words; a range with a warning is changed once that is confirmed."""
    row = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    protect(sheet, {**row, "startRowIndex": 1, "endRowIndex": 2}, editors={"users": [OWNER]})
    protect(sheet, row, warningOnly=True, description="The header names the columns.")
    writer, path = Person(server, WRITER), f"/spreadsheets/{sheet.id}/cell"
    refused = writer.send(path, {"gid": 0, "cell": "B2", "text": "x"})
    assert refused.status_code == 400
    assert "protected cell or object" in refused.json()["error"]
    asked = writer.send(path, {"gid": 0, "cell": "A1", "text": "Day"})
    assert asked.status_code == 409
    assert "The header names the columns." in asked.json()["error"]
    assert sheet.sheet1.acell("A1").value == "Date"
    writer.send(path, {"gid": 0, "cell": "A1", "text": "Day", "confirmed": True})
    assert sheet.sheet1.acell("A1").value == "Day"


@pytest.mark.parametrize(("strict", "status"), [(True, 400), (False, 200)])
def test_a_strict_drop_down_refuses_what_is_not_on_its_list(
    server: EmulatorServer, sheet: gspread.Spreadsheet, strict: bool, status: int
) -> None:
    """The page refuses as Sheets does; a drop-down that is not strict takes the text and marks it."""
    drop_down(sheet, "Co-Planning", "Goal Setting", strict=strict)
    writer, path = Person(server, WRITER), f"/spreadsheets/{sheet.id}"
    answer = writer.send(f"{path}/cell", {"gid": 0, "cell": "B2", "text": "Gardening"})
    assert answer.status_code == status
    assert sheet.sheet1.acell("B2").value == ("Co-Planning" if strict else "Gardening")
    assert ("wrong" in writer.cells(sheet.id)[1, 1].classes) is not strict
    assert writer.send(f"{path}/cell", {"gid": 0, "cell": "B2", "text": "Goal Setting"}).ok
    known = writer.get(f"{path}/cell?gid=0&cell=B2").json()
    assert (known["text"], known["choices"]) == ("Goal Setting", ["Co-Planning", "Goal Setting"])


def test_rows_are_inserted_deleted_and_added(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """The menu of a row and the button below the last one do what they say."""
    writer, path = Person(server, WRITER), f"/spreadsheets/{sheet.id}/rows"

    def dates() -> list[str]:
        return [row[0] if row else "" for row in sheet.sheet1.get("A1:A4")]

    writer.send(path, {"gid": 0, "action": "above", "row": 1, "count": 1})
    assert dates() == ["Date", "", "2026-03-02"]
    writer.send(path, {"gid": 0, "action": "delete", "row": 1, "count": 1})
    assert dates() == ["Date", "2026-03-02"]
    writer.send(path, {"gid": 0, "action": "below", "row": 0, "count": 1})
    assert dates() == ["Date", "", "2026-03-02"]
    writer.send(path, {"gid": 0, "action": "append", "count": 40})
    assert sheet.worksheet("Sheet1").row_count == 1000 + 1 - 1 + 1 + 40


def test_the_address_that_google_uses_leads_to_the_page(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A link as Drive gives it (`/spreadsheets/d/ID/edit`) opens the page, at the same place."""
    landed = Person(server, READER).get(f"/spreadsheets/d/{sheet.id}/edit?gid=0&range=B2")
    assert landed.url == f"{server.address}/spreadsheets/{sheet.id}?gid=0&range=B2"
    assert 'data-selected="1,1"' in landed.text


def test_the_state_tells_edits_from_changes_of_the_layout(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """An edit raises the version only; a new row changes the layout, so that the page loads itself again."""
    reader, path = Person(server, READER), f"/spreadsheets/{sheet.id}/state?gid=0"
    first = reader.get(path).json()
    sheet.sheet1.update_acell("A2", "x")
    edited = reader.get(path).json()
    sheet.sheet1.add_rows(1)
    longer = reader.get(path).json()
    assert first["version"] < edited["version"] < longer["version"]
    assert first["layout"] == edited["layout"] != longer["layout"]


def test_the_choice_survives_a_restart_with_the_same_state(tmp_path: Any) -> None:
    """The key that signs the cookies is kept with the state; a cookie that somebody changed is worth nothing."""
    with serve(tmp_path / "state.db") as first:
        first.world.signin.create_user(OWNER)
        person, port = Person(first, OWNER), first.address.rpartition(":")[2]
    with serve(tmp_path / "state.db", int(port)):
        assert "All files" in person.get("/").text
        (cookie,) = person.session.cookies
        person.session.cookies.set(cookie.name, f"{cookie.value}x", domain=cookie.domain, path=cookie.path)
        assert "Who are you?" in person.get("/").text
