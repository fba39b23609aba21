"""A Sheet on its page: what stands in the cells, how they look, and which rows come along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gspread
import pytest

from sync.emulator.pages.links import browser_link
from sync.emulator.server import EmulatorServer, serve
from tests.browsing import CellSeen, Person, cells_of
from tests.emulator_clients import user_sheets

OWNER = "dana.owner@lincoln.example"
RED, BLUE = {"red": 1.0}, {"blue": 1.0}


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture
def sheet(server: EmulatorServer) -> gspread.Spreadsheet:
    made: gspread.Spreadsheet = user_sheets(server, OWNER).create("View")
    return made


def area(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    sides = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": 0, **sides}


def seen(server: EmulatorServer, sheet: gspread.Spreadsheet) -> dict[tuple[int, int], CellSeen]:
    return Person(server, OWNER).cells(sheet.id)


def batch(sheet: gspread.Spreadsheet, *requests: dict[str, Any]) -> None:
    sheet.batch_update({"requests": list(requests)})


def formatted(sheet: gspread.Spreadsheet, where: dict[str, int], **format: Any) -> None:
    cell = {"userEnteredFormat": format}
    batch(sheet, {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredFormat"}})


def rule(where: dict[str, int], kind: str, *values: str, color: dict[str, float]) -> dict[str, Any]:
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    boolean = {"condition": condition, "format": {"backgroundColor": color}}
    return {"addConditionalFormatRule": {"index": 0, "rule": {"ranges": [where], "booleanRule": boolean}}}


def test_cells_show_what_sheets_shows(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Values stand there as their formats write them; what a person wrote is text and never markup."""
    cells = [["3/2/2026", "=2/3", "<script>alert(1)</script>", "=1/0", "50%"]]
    sheet.sheet1.update(cells, "A1", value_input_option="USER_ENTERED")
    formatted(sheet, area(0, 1, 1, 2), numberFormat={"type": "NUMBER", "pattern": "0.00"})
    shown = seen(server, sheet)
    texts = [shown[0, column].text for column in range(5)]
    assert texts == ["3/2/2026", "0.67", "<script>alert(1)</script>", "#DIV/0!", "50%"]
    assert "<script>alert" not in Person(server, OWNER).get(f"/spreadsheets/{sheet.id}").text


def test_a_format_becomes_css(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Size, weight, colors, sides and borders; a border above a cell is drawn below the cell over it."""
    sheet.sheet1.update([["Title", 7]], "A2")
    line = {"style": "SOLID_MEDIUM", "color": BLUE}
    text = {"fontSize": 18, "bold": True, "italic": True, "foregroundColor": RED, "fontFamily": "Roboto"}
    formatted(
        sheet,
        area(1, 2, 0, 1),
        textFormat=text,
        backgroundColor={"red": 1, "green": 1},
        horizontalAlignment="CENTER",
        verticalAlignment="TOP",
        borders={"bottom": line, "top": line},
    )
    shown = seen(server, sheet)
    for part in (
        "font-size:18pt",
        "font-weight:700",
        "font-style:italic",
        "color:#ff0000",
        "background:#ffff00",
        "text-align:center",
        "vertical-align:top",
        "border-bottom:2px solid #0000ff",
        "'Roboto'",
    ):
        assert part in shown[1, 0].css, part
    assert "border-bottom:2px solid #0000ff" in shown[0, 0].css
    assert "text-align:right" in shown[1, 1].css


def test_a_font_name_cannot_break_out_of_its_style(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A font name is a text that anybody may write into a cell's format."""
    formatted(sheet, area(0, 1, 0, 1), textFormat={"fontFamily": "x'; } body { display: none"})
    assert "'x  body  display none'" in seen(server, sheet)[0, 0].css


def test_merges_span_and_hidden_rows_columns_and_tabs_stay_away(
    server: EmulatorServer, sheet: gspread.Spreadsheet
) -> None:
    """A merge of 3 x 3 with one hidden row and one hidden column is a cell of 2 x 2."""
    sheet.sheet1.update([["Merged"]], "B2")
    sheet.add_worksheet("Lists", 5, 5).hide()
    hide = {"properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    batch(sheet, {"mergeCells": {"range": area(1, 4, 1, 4)}})
    for dimension in ("ROWS", "COLUMNS"):
        span = {"sheetId": 0, "dimension": dimension, "startIndex": 2, "endIndex": 3}
        batch(sheet, {"updateDimensionProperties": {"range": span, **hide}})
    shown = seen(server, sheet)
    assert shown[1, 1].text == "Merged"
    assert (shown[1, 1].attributes["rowspan"], shown[1, 1].attributes["colspan"]) == ("2", "2")
    assert not {(1, 3), (2, 1), (3, 1), (2, 0), (0, 2)} & shown.keys()
    assert "Lists" not in Person(server, OWNER).get(f"/spreadsheets/{sheet.id}").text


def test_bands_lie_below_a_fill_and_a_rule_above_it(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """Band < own color < conditional format; among rules, the first that holds wins."""
    sheet.sheet1.update([["Minutes"], [10], [50], ["about 50"], [90]], "A1")
    bands = {"headerColor": BLUE, "firstBandColor": {"green": 1}, "secondBandColor": {"red": 1, "green": 1}}
    banded = {"range": area(0, 5, 0, 1), "rowProperties": bands}
    formatted(sheet, area(3, 5, 0, 1), backgroundColor={"red": 1, "blue": 1})
    column = area(1, 5, 0, 1)
    batch(
        sheet,
        {"addBanding": {"bandedRange": banded}},
        rule(column, "NUMBER_GREATER", "80", color=BLUE),
        rule(column, "CUSTOM_FORMULA", "=$A2=50", color=RED),
    )
    shown = seen(server, sheet)
    fills = [shown[row, 0].css.partition("background:")[2][:7] for row in range(5)]
    # header band, first band, the formula of the rule copied one row down, own fill, the other rule
    assert fills == ["#0000ff", "#00ff00", "#ff0000", "#ff00ff", "#0000ff"]


def test_a_color_scale_runs_over_its_whole_range(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """0 to 1000 (in row 11) from white to red: 500, in the second block, is half way, its green and blue half gone."""
    column = {0: 0, 10: 1000, 200: 500, 201: "text"}
    sheet.sheet1.update([[column.get(row, "")] for row in range(202)], "A1")
    white = {"red": 1, "green": 1, "blue": 1}
    points = {"minpoint": {"type": "MIN", "color": white}, "maxpoint": {"type": "MAX", "color": RED}}
    scale = {"ranges": [area(0, 402, 0, 1)], "gradientRule": points}
    batch(sheet, {"addConditionalFormatRule": {"index": 0, "rule": scale}})
    owner, path = Person(server, OWNER), f"/spreadsheets/{sheet.id}/rows?gid=0"
    first, second = (cells_of(owner.get(f"{path}&first={start}").text) for start in (0, 200))
    assert "background:#ff0000" in first[10, 0].css
    assert "background:#ff8080" in second[200, 0].css or "background:#ff7f7f" in second[200, 0].css
    assert "background" not in second[201, 0].css


def test_notes_check_boxes_links_and_runs(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """A note is the cell's title, a yes-or-no cell a check box, and a link leads where Sheets would lead."""
    other = sheet.add_worksheet("Other", 5, 5)
    row = [True, f'=HYPERLINK("#gid={other.id}&range=B3","There")', '=HYPERLINK("javascript:alert(1)","No")']
    sheet.sheet1.update([row], "A1", value_input_option="USER_ENTERED")
    run = {"startIndex": 4, "format": {"bold": True, "link": {"uri": "https://example.org/a"}}}
    content = {"userEnteredValue": {"stringValue": "See this"}, "textFormatRuns": [run], "note": "Read it"}
    batch(
        sheet,
        {"setDataValidation": {"range": area(0, 1, 0, 1), "rule": {"condition": {"type": "BOOLEAN"}}}},
        {"updateCells": {"range": area(1, 2, 0, 1), "rows": [{"values": [content]}], "fields": "*"}},
    )
    shown = seen(server, sheet)
    assert "checked" in shown[0, 0].boxes[0]
    assert shown[0, 0].text == ""
    assert shown[0, 1].links == [f"/spreadsheets/{sheet.id}?gid={other.id}&range=B3"]
    assert (shown[0, 2].text, shown[0, 2].links) == ("No", [])
    assert (shown[1, 0].text, shown[1, 0].links) == ("See this", ["https://example.org/a"])
    assert (shown[1, 0].attributes["title"], "note" in shown[1, 0].classes) == ("Read it", True)


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("#gid=12&range=A1:B2", "/spreadsheets/ID?gid=12&range=A1:B2"),
        ("#gid=12", "/spreadsheets/ID?gid=12"),
        ("https://docs.google.com/spreadsheets/d/abc-1/edit#gid=5", "/spreadsheets/d/abc-1/edit?gid=5"),
        ("https://docs.google.com/document/d/abc", "/document/d/abc/edit"),
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("mailto:x@example.org", "mailto:x@example.org"),
        ("example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        (" JavaScript:alert(1)", None),
    ],
)
def test_a_link_leads_to_this_server_or_out_but_never_into_a_script(link: str, leads_to: str | None) -> None:
    """Google's own addresses lead to the pages here; only the web and mail lead out."""
    assert browser_link(link, "ID") == leads_to


def test_long_texts_run_over_empty_cells_only(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """As in Sheets, a text goes on over empty neighbors and is cut at the first that is not."""
    long = "A text that is much longer than its column is wide"
    sheet.sheet1.update([[long, "", "", "stop"], [long, "stop"]], "A1")
    formatted(sheet, area(2, 3, 0, 1), wrapStrategy="WRAP")
    shown = seen(server, sheet)
    assert "spill" in shown[0, 0].classes
    assert "spill" not in shown[1, 0].classes
    assert "wrap" in shown[2, 0].classes


def test_rows_come_in_blocks(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """The page brings the frozen row and the first 200 rows; the rest is asked for by block."""
    sheet.sheet1.update([[f"row {n}"] for n in range(1, 701)], "A1")
    sheet.sheet1.freeze(rows=1)
    owner = Person(server, OWNER)
    assert max(row for row, _ in owner.cells(sheet.id)) == 200
    block = cells_of(owner.get(f"/spreadsheets/{sheet.id}/rows?gid=0&first=401").text)
    assert {row for row, _ in block} == set(range(401, 601))
    assert block[450, 0].text == "row 451"
    assert {row for row, _ in cells_of(owner.get(f"/spreadsheets/{sheet.id}/rows?gid=0&first=-1").text)} == {0}


def test_rules_are_worked_out_for_the_rows_that_are_seen(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """In a later block, a rule's formula still counts from the first row of its range."""
    sheet.sheet1.update([[n] for n in range(1, 701)], "A1")
    batch(sheet, rule(area(0, 700, 0, 1), "CUSTOM_FORMULA", "=A1=451", color=RED))
    block = cells_of(Person(server, OWNER).get(f"/spreadsheets/{sheet.id}/rows?gid=0&first=400").text)
    assert [row for (row, _), cell in block.items() if "#ff0000" in cell.css] == [450]


def test_a_rule_colors_a_row_or_a_cell_as_its_references_are_fixed(
    server: EmulatorServer, sheet: gspread.Spreadsheet
) -> None:
    """`=$A1=2` holds for the whole row 2, `=A1=9` for each 9, and a value above 50 for itself."""
    sheet.sheet1.update([[1, 9, 60, 7], [2, 9, 60, 70], [3, 4, 9, 90]], "A1")
    left, right = area(0, 3, 0, 2), area(0, 3, 2, 4)
    batch(
        sheet,
        rule(right, "NUMBER_GREATER", "50", color={"green": 1.0}),
        rule(left, "CUSTOM_FORMULA", "=A1=9", color=BLUE),
        rule(left, "CUSTOM_FORMULA", "=$A1=2", color=RED),
    )
    shown = seen(server, sheet)
    fills = [[shown[row, at].css.partition("background:")[2][1:7] for at in range(4)] for row in range(3)]
    assert fills == [
        ["", "0000ff", "00ff00", ""],
        ["ff0000", "ff0000", "00ff00", "00ff00"],
        ["", "", "", "00ff00"],
    ]


def test_charts_and_slicers_stand_where_they_are_anchored(server: EmulatorServer, sheet: gspread.Spreadsheet) -> None:
    """46 pixels of row numbers + 2 columns of 100 + 10; 24 of letters + 3 rows of 21 + 5."""
    sheet.sheet1.update([["School", "Hours"], ["Lincoln", 3], ["Grant", 4]], "A1")
    anchor = {"anchorCell": {"sheetId": 0, "rowIndex": 3, "columnIndex": 2}, "offsetXPixels": 10, "offsetYPixels": 5}
    domain, series = ({"sourceRange": {"sources": [area(1, 3, n, n + 1)]}} for n in (0, 1))
    spec = {"title": "Hours by school", "pieChart": {"domain": domain, "series": series}}
    chart = {"chartId": 7, "spec": spec, "position": {"overlayPosition": anchor}}
    slicer = {"spec": {"dataRange": area(0, 3, 0, 2), "title": "By school"}, "position": {"overlayPosition": anchor}}
    batch(sheet, {"addChart": {"chart": chart}}, {"addSlicer": {"slicer": slicer}})
    page = Person(server, OWNER).get(f"/spreadsheets/{sheet.id}").text
    assert f"left:{46 + 200 + 10}px;top:{24 + 3 * 21 + 5}px;width:600px;height:371px" in page
    assert f"/spreadsheets/{sheet.id}/charts/7.svg?v=" in page
    assert 'alt="Chart: Hours by school"' in page
    assert "<span>By school</span>" in page
