"""Workbooks made and mended in the emulator: nothing is done twice, and what people did with them stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import gspread
import pytest

import sheets_templates
from sheets_templates.cells import Cell, TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import TabHeading, TabKind, WorkbookTemplate
from sync.emulator.server import EmulatorServer, serve
from sync.google.clients import gspread_client
from sync.google.files import create_spreadsheet_file
from sync.google.filling import new_rows_request, report_requests, table_requests
from sync.google.provisioning import provision
from sync.google.sheet_requests import Request
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from tests.google_transports import persons_transport
from tests.test_provisioning import FACTS, LISTS

DASHBOARD = {
    "at_a_glance": [("Contract days left", 12.5, "of 40.0", "days")],
    "focus_areas": [("Digital Equity", 2.0, 0.5, "2.0 of 4.0"), ("Leadership", 2.0, 0.5, "2.0 of 4.0")],
}
HEADING = TabHeading("Riverton 60", "As of September 30, 2026", ("Made from the Activity Log.",))


@dataclass(frozen=True)
class Book:
    """A workbook of one of the templates, in the hands of a person."""

    transport: Transport
    workbook_id: str
    template: WorkbookTemplate

    def read(self) -> WorkbookSnapshot:
        return read_workbook(self.transport, self.workbook_id)

    def write(self, requests: Sequence[Request]) -> None:
        present = self.read()
        write_workbook(self.transport, present, present.version, list(requests))

    def mend(self, lists: Mapping[str, Sequence[str]] = LISTS) -> list[str]:
        """Mends the workbook and tells which kinds of request that took."""
        requests = provision(self.template, self.read(), lists, FACTS).requests
        if requests:
            self.write(requests)
        return [kind for request in requests for kind in request]

    def sheet(self, title: str) -> gspread.Worksheet:
        return gspread_client(self.transport).open_by_key(self.workbook_id).worksheet(title)

    def column(self, tab: str, key: str) -> list[Cell]:
        """The cells below the header of a column, wherever it stands."""
        standing = tab_of(self.read(), tab)
        place = column_positions(self.template.tab(tab), standing)[key]
        return list(standing.columns[place][1:])


def tab_of(workbook: WorkbookSnapshot, key: str) -> TabSnapshot:
    tab = workbook.tab(key)
    assert tab is not None
    return tab


@pytest.fixture(scope="module")
def google() -> Iterator[EmulatorServer]:
    with serve() as server:
        yield server


@pytest.fixture
def person(google: EmulatorServer) -> Transport:
    return persons_transport(google)


def made(person: Transport, key: str) -> Book:
    book = Book(person, create_spreadsheet_file(person, key), sheets_templates.load(key))
    write_workbook(person, book.workbook_id, None, list(provision(book.template, None, LISTS, FACTS).requests))
    return book


@pytest.fixture
def district(person: Transport) -> Book:
    """A district's workbook with three rows in its log, typed by hand."""
    book = made(person, "district_workbook")
    rows = [
        ["2026-09-01", "Coach One", "Lincoln", "Coaching Cycles", "Digital Equity", 45],
        ["2026-09-02", "Coach One", "Lincoln", "Travel", "", "1h 30"],
        ["2026-09-03", "Coach One", "Adams", "Nonsense", "", 30],
    ]
    book.sheet("Activity Log").update(rows, "A2", value_input_option="USER_ENTERED")
    return book


MINUTES = [45.0, "1h 30", 30.0]
ACTIVITIES = ["Coaching Cycles", "Travel", "Nonsense"]


@pytest.mark.parametrize("key", ["registry", "coach_workbook", "district_workbook", "program_report"])
def test_a_workbook_is_made_in_one_write_and_then_needs_nothing(person: Transport, key: str) -> None:
    """Tabs in the template's order, every column marked, and a second and third look find nothing to do."""
    book = made(person, key)
    present = book.read()
    assert [tab.key for tab in present.tabs] == [tab.key for tab in book.template.tabs]
    for tab in book.template.tabs:
        assert tab_of(present, tab.key).column_keys == {place: column.key for place, column in enumerate(tab.columns)}
    assert book.mend() == []
    assert book.mend() == []


def test_a_new_registry_brings_its_settings_and_a_new_onboarding_its_questions(person: Transport) -> None:
    """Rows that a tab begins with are written once; what people change in them stays."""
    registry = made(person, "registry")
    assert registry.column("settings", "setting")[:2] == ["program_name", "school_year"]
    registry.sheet("Settings").update([["The Program"]], "B2")
    assert registry.mend() == []
    assert registry.column("settings", "value")[0] == "The Program"
    assert "Daily procedures" in made(person, "district_workbook").column("onboarding", "section")


def test_people_see_headers_with_notes_drop_downs_and_no_ids(district: Book) -> None:
    """Row 1 stays in view, bold, each header with its note; Activity offers its list; Entry ID is hidden."""
    answer = gspread_client(district.transport).http_client.spreadsheets_get(
        district.workbook_id,
        params={
            "ranges": "'Activity Log'!A1:L2",
            "fields": "sheets(properties(title,gridProperties(frozenRowCount)),"
            "data(columnMetadata(hiddenByUser),rowData(values(formattedValue,note,dataValidation,"
            "effectiveFormat(textFormat(bold))))))",
        },
    )
    (log,) = answer["sheets"]
    header, first = (row["values"] for row in log["data"][0]["rowData"])
    columns = district.template.tab("activity_log").columns
    assert log["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert [cell["formattedValue"] for cell in header] == [column.header for column in columns]
    assert [cell["note"] for cell in header] == [column.help for column in columns]
    assert all(cell["effectiveFormat"]["textFormat"]["bold"] for cell in header)
    offered = first[3]["dataValidation"]["condition"]["values"]
    assert [value["userEnteredValue"] for value in offered] == list(LISTS["activities"])
    hidden = [column.get("hiddenByUser", False) for column in log["data"][0]["columnMetadata"]]
    assert hidden == [column.hidden for column in columns]
    assert first[0]["formattedValue"] == "Tue, Sep 1, 2026"


def structure(book: Book, request: Mapping[str, Any]) -> None:
    """A person changes the workbook's structure."""
    gspread_client(book.transport).open_by_key(book.workbook_id).batch_update({"requests": [dict(request)]})


def columns_of(book: Book, first: int, count: int = 1) -> dict[str, Any]:
    sheet_id = tab_of(book.read(), "activity_log").sheet_id
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": first, "endIndex": first + count}


def test_a_district_may_rename_move_insert_and_nothing_has_to_be_mended(district: Book) -> None:
    """Headers, titles, and orders are theirs; every minute stays under its activity."""
    district.sheet("Activity Log").update_title("What we did")
    district.sheet("What we did").update([["How long?"]], "F1")
    structure(district, {"moveDimension": {"source": columns_of(district, 5), "destinationIndex": 0}})
    structure(district, {"insertDimension": {"range": columns_of(district, 2, 2)}})
    assert district.mend() == []
    assert district.column("activity_log", "minutes") == MINUTES
    assert district.column("activity_log", "activity") == ACTIVITIES
    assert tab_of(district.read(), "activity_log").title == "What we did"


def test_deleted_columns_come_back_at_the_end_and_no_row_is_touched(district: Book) -> None:
    """Delivery and Entry ID were deleted; what stands in the others stays there, and once is enough."""
    structure(district, {"deleteDimension": {"range": columns_of(district, 11)}})
    structure(district, {"deleteDimension": {"range": columns_of(district, 6)}})
    before = tab_of(district.read(), "activity_log").columns
    assert "updateCells" in district.mend()
    after = tab_of(district.read(), "activity_log")
    assert [list(column) for column in after.columns[: len(before)]] == [list(column) for column in before]
    assert {after.column_keys[10], after.column_keys[11]} == {"delivery", "entry_id"}
    assert [column[0] for column in after.columns[10:]] == ["Delivery", "Entry ID"]
    assert district.mend() == []


def test_deleted_tabs_come_back_in_their_places_and_are_filled_in_the_same_write(district: Book) -> None:
    """Dashboard and Contract Days: what they will be is known before they are there."""
    for title in ("Dashboard", "Contract Days"):
        structure(district, {"deleteSheet": {"sheetId": district.sheet(title).id}})
    done = provision(district.template, district.read(), LISTS, FACTS)
    district.write([*done.requests, *filled(district, done.expected)])
    present = district.read()
    assert [tab.key for tab in present.tabs] == [tab.key for tab in district.template.tabs]
    assert district.column("contract_days", "coach") == ["Coach One"]
    assert district.column("activity_log", "minutes") == MINUTES
    assert district.mend() == []
    assert filled(district, present) == []


def filled(book: Book, workbook: WorkbookSnapshot) -> list[Request]:
    """What fills Contract Days with one line and the Dashboard with two focus areas."""
    days = book.template.tab("contract_days")
    line = [(date(2026, 9, 1), "Coach One", 1, "Charged", "1 activity", "2026-09", "In-person work", "Title II")]
    dashboard = book.template.tab("dashboard")
    return [
        *table_requests(days, tab_of(workbook, "contract_days"), line),
        *report_requests(dashboard, tab_of(workbook, "dashboard"), DASHBOARD, HEADING),
    ]


def test_a_dashboard_is_drawn_once_and_its_charts_come_back(district: Book) -> None:
    """A deleted chart is added again with its id; the other stays as it is."""
    district.write(filled(district, district.read()))
    present = tab_of(district.read(), "dashboard")
    assert [chart.title for chart in present.charts] == ["How is coaching time spent?"]
    assert filled(district, district.read()) == []
    structure(district, {"deleteEmbeddedObject": {"objectId": present.charts[0].chart_id}})
    requests = filled(district, district.read())
    assert [kind for request in requests for kind in request] == ["addChart"]
    district.write(requests)
    assert tab_of(district.read(), "dashboard").charts == present.charts


def test_new_lists_reach_the_drop_downs_once(district: Book) -> None:
    """A new focus area in the registry: one mending, then nothing; the colors are still ours alone."""
    lists = {**LISTS, "focus_areas": ["Robotics"]}
    rules = tab_of(district.read(), "activity_log").conditional_format_count
    assert "setDataValidation" in district.mend(lists)
    assert district.mend(lists) == []
    assert tab_of(district.read(), "activity_log").conditional_format_count == rules
    assert district.column("activity_log", "activity") == ACTIVITIES


def test_an_appended_row_lands_below_the_last_one_that_people_typed(district: Book) -> None:
    """Also when it was typed after our read."""
    before = tab_of(district.read(), "activity_log")
    district.sheet("Activity Log").update([["2026-09-04", "Coach One", "Adams", "Travel", "", 10]], "A5")
    request = new_rows_request(district.template.tab("activity_log"), before, [{"minutes": 20, "activity": "Travel"}])
    district.write(request)
    assert district.column("activity_log", "minutes") == [*MINUTES, 10.0, 20.0]


def test_a_page_that_somebody_typed_over_is_written_again(district: Book) -> None:
    """Start Here is ours: the sentence comes back, and a note beside the text stays."""
    page = district.sheet("Start Here")
    sentence = page.acell("B6").value
    page.update([["call me"]], "B6")
    page.update([["mine"]], "H6")
    assert district.mend() == ["updateCells"]
    assert page.acell("B6").value == sentence
    assert page.acell("H6").value == "mine"


def test_tables_are_the_only_tabs_without_drop_downs() -> None:
    """Coachlog writes them; in every other tab with columns, choices are offered."""
    for key in ("registry", "coach_workbook", "district_workbook", "program_report"):
        for tab in sheets_templates.load(key).tabs:
            offered = [column.key for column in tab.columns if column.values]
            assert not (tab.kind == TabKind.TABLE and offered), f"{key}/{tab.key}: {offered}"
