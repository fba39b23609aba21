"""The emulator's pages in a real browser: typing, menus, scrolling, and the width of a phone."""

from __future__ import annotations

from collections.abc import Iterator

import gspread
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sync.emulator.server import EmulatorServer, serve
from tests.browser import needs_browser, opened_browser, page_of
from tests.emulator_clients import user_sheets

pytestmark = needs_browser()
OWNER, READER = "dana.owner@lincoln.example", "riley@lincoln.example"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        for email in (OWNER, READER):
            running.world.signin.create_user(email)
        yield running


@pytest.fixture
def sheet(server: EmulatorServer) -> gspread.Spreadsheet:
    """A log of 600 rows with a header, a drop-down, check boxes and a chart."""
    made: gspread.Spreadsheet = user_sheets(server, OWNER).create("Activity log")
    rows = [[f"Entry {n}", "Co-Planning", 30 + n % 7, False] for n in range(1, 601)]
    made.sheet1.update([["What", "Activity", "Minutes", "Done"], *rows], "A1")
    made.sheet1.freeze(rows=1)
    made.share(READER, "user", "reader", notify=False)
    choices = [{"userEnteredValue": text} for text in ("Co-Planning", "Goal Setting")]
    listed = {"condition": {"type": "ONE_OF_LIST", "values": choices}, "strict": True, "showCustomUi": True}
    made.batch_update({"requests": [_rule(1, listed), _rule(3, {"condition": {"type": "BOOLEAN"}}), _chart()]})
    return made


def _rule(column: int, rule: dict[str, object]) -> dict[str, object]:
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    return {"setDataValidation": {"range": area, "rule": rule}}


def _chart() -> dict[str, object]:
    def source(column: int) -> dict[str, object]:
        sides = {"startRowIndex": 0, "endRowIndex": 6, "startColumnIndex": column, "endColumnIndex": column + 1}
        return {"sourceRange": {"sources": [{"sheetId": 0, **sides}]}}

    basic = {
        "chartType": "BAR",
        "headerCount": 1,
        "domains": [{"domain": source(0)}],
        "series": [{"series": source(2)}],
    }
    overlay = {"anchorCell": {"sheetId": 0, "rowIndex": 4, "columnIndex": 5}}
    spec = {"title": "Minutes", "basicChart": basic}
    return {"addChart": {"chart": {"chartId": 5, "spec": spec, "position": {"overlayPosition": overlay}}}}


@pytest.fixture
def page(browser: Browser, server: EmulatorServer, sheet: gspread.Spreadsheet) -> Iterator[Page]:
    """The owner's page of the log; an error of its script fails the test."""
    with page_of(browser, server, OWNER) as opened:
        errors: list[str] = []
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.goto(f"{server.address}/spreadsheets/{sheet.id}")
        yield opened
        assert errors == []


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f'tr[data-r="{row}"] > td[data-c="{column}"]')


def test_a_double_click_types_into_a_cell(page: Page, sheet: gspread.Spreadsheet) -> None:
    """What is typed stands in the Sheet after Enter, and the next cell is selected."""
    cell(page, 2, 0).dblclick()
    page.locator("textarea.editor").fill("=1+1")
    page.keyboard.press("Enter")
    expect(cell(page, 2, 0)).to_have_text("2")
    expect(page.locator("#where")).to_have_text("A4")
    assert sheet.sheet1.acell("A3", value_render_option="FORMULA").value == "=1+1"


def test_typing_over_a_selected_cell_loses_no_key(page: Page, sheet: gspread.Spreadsheet) -> None:
    """The first key opens the editor, Escape leaves everything as it was, Tab goes to the right."""
    cell(page, 1, 2).click()
    page.keyboard.type("125")
    page.keyboard.press("Tab")
    expect(cell(page, 1, 2)).to_have_text("125")
    expect(page.locator("#where")).to_have_text("D2")
    cell(page, 1, 0).click()
    page.keyboard.type("lost")
    page.keyboard.press("Escape")
    expect(cell(page, 1, 0)).to_have_text("Entry 1")
    assert sheet.sheet1.get("A2:C2", value_render_option="UNFORMATTED_VALUE") == [["Entry 1", "Co-Planning", 125]]


def test_a_drop_down_and_a_check_box(page: Page, sheet: gspread.Spreadsheet) -> None:
    """A choice and a click are written at once."""
    cell(page, 1, 1).dblclick()
    page.locator("select.editor").select_option("Goal Setting")
    expect(cell(page, 1, 1)).to_have_text("Goal Setting")
    cell(page, 1, 3).locator("input").click()
    expect(cell(page, 1, 3).locator("input")).to_be_checked()
    page.wait_for_load_state("networkidle")
    assert sheet.sheet1.get("B2:D2", value_render_option="UNFORMATTED_VALUE") == [["Goal Setting", 31, True]]


def test_a_refusal_is_said(page: Page, sheet: gspread.Spreadsheet) -> None:
    """A strict drop-down refuses what is typed in the bar, and says what it takes."""
    cell(page, 1, 1).click()
    page.locator("#content").fill("Gardening")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("B2 takes only one of the items of the list")
    assert sheet.sheet1.acell("B2").value == "Co-Planning"


def test_a_warning_asks_before_it_lets_through(page: Page, sheet: gspread.Spreadsheet) -> None:
    """Cancel changes nothing; "Edit anyway" does."""
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    warning = {"range": area, "warningOnly": True, "description": "Headers."}
    sheet.batch_update({"requests": [{"addProtectedRange": {"protectedRange": warning}}]})
    for answer, text in (("no", "What"), ("yes", "Entry")):
        cell(page, 0, 0).click()
        page.keyboard.type("Entry")
        page.keyboard.press("Enter")
        page.locator(f"#ask button[value={answer}]").click()
        expect(cell(page, 0, 0)).to_have_text(text)


def test_the_menu_of_a_row_inserts_and_deletes(page: Page) -> None:
    """The page loads itself again with the new rows."""
    page.locator('tr[data-r="1"] .row-menu').click()
    page.get_by_role("menuitem", name="Insert 1 row below").click()
    expect(cell(page, 3, 0)).to_have_text("Entry 2")
    page.locator('tr[data-r="1"] .row-menu').click()
    page.get_by_role("menuitem", name="Delete row").click()
    expect(cell(page, 2, 0)).to_have_text("Entry 2")


def test_rows_come_as_they_are_scrolled_to(page: Page) -> None:
    """Below the first 200 rows nothing is there until it is near; the header stays in sight."""
    expect(cell(page, 590, 0)).to_have_count(0)
    page.locator(".scroller").evaluate("element => (element.scrollTop = 585 * 21)")
    expect(cell(page, 590, 0)).to_have_text("Entry 590")
    expect(cell(page, 0, 0)).to_be_in_viewport()


def test_the_page_follows_what_others_write(page: Page, sheet: gspread.Spreadsheet) -> None:
    """An edit from elsewhere appears by itself, in the cells and in the chart."""
    before = page.locator("figure img").get_attribute("src")
    sheet.sheet1.update_acell("A2", "From elsewhere")
    expect(cell(page, 1, 0)).to_have_text("From elsewhere")
    assert page.locator("figure img").get_attribute("src") != before


def test_a_chart_stands_at_its_row_though_rows_have_grown(page: Page, sheet: gspread.Spreadsheet) -> None:
    """The chart is anchored at F5; a text of many lines in row 2 moves both down."""
    sheet.sheet1.format("A2", {"wrapStrategy": "WRAP"})
    sheet.sheet1.update_acell("A2", "many words " * 20)
    page.reload()
    chart, anchor = page.locator("figure.float").bounding_box(), cell(page, 4, 5).bounding_box()
    assert chart is not None
    assert anchor is not None
    assert anchor["y"] > 300
    assert abs(chart["y"] - anchor["y"]) < 1.5
    assert abs(chart["x"] - anchor["x"]) < 1.5
    assert page.locator("figure img").evaluate("image => image.complete && image.naturalWidth") == 600


def test_an_address_with_a_place_selects_it(page: Page, server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """`/edit#gid=..&range=..` keeps its end in the browser; the page goes there."""
    other = sheet.add_worksheet("Other", 400, 5)
    page.goto(f"{server.address}/spreadsheets/d/{sheet.id}/edit#gid={other.id}&range=C350")
    expect(page.locator("#where")).to_have_text("C350")
    expect(cell(page, 349, 2)).to_be_in_viewport()
    expect(page.get_by_role("link", name="Other")).to_have_attribute("aria-current", "page")


def test_a_reader_cannot_open_an_editor(browser: Browser, server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Neither keys nor double clicks change anything for whoever may only read."""
    with page_of(browser, server, READER) as page:
        page.goto(f"{server.address}/spreadsheets/{sheet.id}")
        cell(page, 1, 0).dblclick()
        page.keyboard.type("x")
        page.wait_for_timeout(300)
        expect(page.locator(".editor")).to_have_count(0)
        expect(page.locator("#content")).to_have_value("Entry 1")
        expect(page.get_by_text("View only")).to_be_visible()


@pytest.mark.parametrize("path", ["/practice/who", "/", "/spreadsheets/{id}"])
def test_nothing_is_wider_than_a_phone(
    browser: Browser, server: EmulatorServer, sheet: gspread.Spreadsheet, path: str
) -> None:
    """At 390 pixels the page itself never scrolls sideways (the grid scrolls inside of it)."""
    with page_of(browser, server, OWNER, 390, 844) as page:
        page.goto(server.address + path.format(id=sheet.id))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        button = page.get_by_role("button", name="Switch").bounding_box()
        assert button is not None
        assert button["x"] + button["width"] <= 390
