"""Spreadsheets as files: XLSX and delimited text out and in, and the bytes they are kept as."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import gspread
import openpyxl
import pytest
from googleapiclient.http import MediaIoBaseUpload
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.emulator.server import EmulatorServer, serve
from sync.emulator.sheets.cells import EMPTY, CellError, Formula, trimmed
from sync.emulator.sheets.content import CSV, TSV, XLSX, blank
from sync.emulator.sheets.keeping import Shelf, decode_rows, encode_rows
from sync.emulator.sheets.opening import shelf_of
from sync.emulator.sheets.texts import delimited
from sync.emulator.sheets.xlsx_formats import validation_options
from tests.emulator_clients import user_drive, user_sheets
from tests.sheets_requests import OWNER, batch, grid

pytest_plugins = ("tests.emulator_spreadsheets",)


@pytest.fixture
def drive(server: EmulatorServer) -> Any:
    """The owner's Drive."""
    return user_drive(server, OWNER)


@pytest.fixture
def exported(api: Any, drive: Any, book: gspread.Spreadsheet) -> Any:
    """A workbook with one of everything that XLSX can hold, exported and opened again; and its bytes."""
    book.sheet1.update(
        [["Activity", "Hours", "Day"], ["Travel", 3, "1/5/2026"], ["Meeting", "=B2*2", ""]], "A1", raw=False
    )
    source = {"sourceRange": {"sources": [grid(0, (0, 3), (1, 2))]}}
    domain = {"sourceRange": {"sources": [grid(0, (0, 3), (0, 1))]}}
    charts: list[dict[str, Any]] = [
        {
            "title": f"A {kind.lower()} chart",
            "basicChart": {
                "chartType": kind,
                "headerCount": 1,
                "domains": [{"domain": domain}],
                "series": [{"series": source}],
            },
        }
        for kind in ("BAR", "COLUMN", "LINE", "AREA")
    ]
    lines = {"series": source, "type": "LINE"}
    combo = {
        "chartType": "COMBO",
        "headerCount": 1,
        "domains": [{"domain": domain}],
        "series": [{"series": source}, lines],
    }
    charts.append({"title": "Both", "basicChart": combo})
    charts.append({"title": "A pie", "pieChart": {"domain": domain, "series": source}})
    overlay = {"overlayPosition": {"anchorCell": {"sheetId": 0, "columnIndex": 5}}}
    one_of = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Travel"}, {"userEnteredValue": "Meeting"}]}
    more_than_2 = {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "2"}]}
    hours = grid(0, (1, 3), (1, 2))
    batch(
        api,
        book,
        *({"addChart": {"chart": {"spec": spec, "position": overlay}}} for spec in charts),
        {"setDataValidation": {"range": grid(0, (1, 3), (0, 1)), "rule": {"condition": one_of, "strict": True}}},
        {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [hours],
                    "booleanRule": {"condition": more_than_2, "format": {"backgroundColor": {"red": 1}}},
                },
                "index": 0,
            }
        },
        {"mergeCells": {"range": grid(0, (4, 5), (0, 3)), "mergeType": "MERGE_ALL"}},
        {
            "updateSheetProperties": {
                "properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}},
                "fields": "gridProperties.frozenRowCount",
            }
        },
        {
            "updateDimensionProperties": {
                "range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4},
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        {
            "repeatCell": {
                "range": grid(0, (0, 1), (0, 3)),
                "cell": {"userEnteredFormat": {"textFormat": {"bold": True}, "backgroundColor": {"blue": 1}}},
                "fields": "userEnteredFormat",
            }
        },
        {"addNamedRange": {"namedRange": {"name": "Hours", "range": hours}}},
    )
    content = drive.files().export(fileId=book.id, mimeType=XLSX).execute()
    return openpyxl.load_workbook(io.BytesIO(content)), content


def test_xlsx_holds_values_formulas_formats_and_rules(exported: Any) -> None:
    """A formula stays one, a day is a day, bold is bold; list, rule, merge, frozen row and hidden column are there."""
    workbook, _ = exported
    sheet = workbook["Sheet1"]
    assert [cell.value for cell in sheet[2]][:3] == ["Travel", 3, datetime(2026, 1, 5)]  # noqa: DTZ001 - as XLSX holds it
    assert sheet["B3"].value == "=B2*2"
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.fgColor.rgb == "FF0000FF"
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["D"].hidden
    assert [str(merge) for merge in sheet.merged_cells.ranges] == ["A5:C5"]
    (validation,) = sheet.data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == ('"Travel,Meeting"', "A2:A3")
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["B2:B3"]
    assert workbook.defined_names["Hours"].attr_text == "Sheet1!$B$2:$B$3"


def test_xlsx_charts_are_native(exported: Any) -> None:
    """Six chart parts, each of the kind it was in Sheets, drawn from the cells."""
    _, content = exported
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [parts.read(name).decode() for name in sorted(parts.namelist()) if name.startswith("xl/charts/chart")]
    kinds = ["barChart", "barChart", "lineChart", "areaChart", "barChart", "pieChart"]
    assert all(f"<c:{kind}>" in chart for kind, chart in zip(kinds, charts, strict=True))
    assert all("Sheet1!$B$2:$B$3" in chart for chart in charts[:4])  # without the header
    assert "<c:lineChart>" in charts[4]
    assert "A pie" in charts[5]


def test_a_formula_s_value_is_in_the_file(exported: Any) -> None:
    """Whoever reads values only sees what Sheets showed."""
    _, content = exported
    assert openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Sheet1"]["B3"].value == 6


def test_an_uploaded_xlsx_becomes_a_spreadsheet(client: gspread.Client, drive: Any, exported: Any) -> None:
    """What was exported and is uploaded again reads the same: values, formats, list, merge, frozen row, hidden column."""
    _, content = exported
    media = MediaIoBaseUpload(io.BytesIO(content), mimetype=XLSX)
    made = client.create("Comes back")
    drive.files().update(fileId=made.id, media_body=media).execute()
    assert made.sheet1.get("A1:C3") == [["Activity", "Hours", "Day"], ["Travel", "3", "1/5/2026"], ["Meeting", "6"]]
    assert made.sheet1.acell("B3", value_render_option="FORMULA").value == "=B2*2"
    cell = "dataValidation,userEnteredFormat(textFormat.bold,numberFormat.type)"
    data = f"data(columnMetadata.hiddenByUser,rowData.values({cell}))"
    fields = f"sheets(properties.gridProperties.frozenRowCount,merges,{data})"
    (sheet,) = made.client.spreadsheets_get(made.id, {"fields": fields})["sheets"]
    (data,) = sheet["data"]
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert sheet["merges"][0]["startRowIndex"] == 4
    assert data["columnMetadata"][3] == {"hiddenByUser": True}
    assert data["rowData"][0]["values"][0]["userEnteredFormat"]["textFormat"] == {"bold": True}
    assert data["rowData"][1]["values"][2]["userEnteredFormat"]["numberFormat"] == {"type": "DATE"}
    condition = data["rowData"][1]["values"][0]["dataValidation"]["condition"]
    assert [value["userEnteredValue"] for value in condition["values"]] == ["Travel", "Meeting"]


@pytest.mark.parametrize(
    ("mime_type", "text"), [(CSV, 'Day,Note\r\n1/5/2026,"a, ""b"""'), (TSV, 'Day\tNote\r\n1/5/2026\ta, "b"')]
)
def test_a_sheet_is_exported_as_it_shows(mime_type: str, text: str) -> None:
    """CSV quotes what it must; TSV needs no quotes."""
    spreadsheet = blank("id", "Texts")
    day = spreadsheet.looks.number({"userEnteredFormat": {"numberFormat": {"type": "DATE"}}})
    sheet = spreadsheet.sheets[0]
    sheet.set_row(0, [("Day", 0), ("Note", 0)])
    sheet.set_row(1, [(46027, day), ('a, "b"', 0)])
    assert delimited(spreadsheet, sheet, datetime(2026, 1, 5, tzinfo=UTC), mime_type).decode() == text


@pytest.mark.parametrize(
    ("kind", "values", "options"),
    [
        ("NUMBER_GREATER", ["5"], {"validate": "decimal", "criteria": ">", "value": 5.0}),
        ("NUMBER_BETWEEN", ["1", "9"], {"validate": "decimal", "criteria": "between", "minimum": 1.0, "maximum": 9.0}),
        ("ONE_OF_RANGE", ["Schools!A2:A"], {"validate": "list", "source": "=Schools!A2:A"}),
        ("CUSTOM_FORMULA", ["=A1>1"], {"validate": "custom", "value": "=A1>1"}),
        ("BOOLEAN", [], {"validate": "list", "source": ["TRUE", "FALSE"]}),
        ("TEXT_IS_EMAIL", [], None),
    ],
)
def test_a_validation_rule_has_its_like_in_xlsx(kind: str, values: list[str], options: dict[str, Any] | None) -> None:
    """What XLSX has no rule for is left out; a rule that is not strict warns."""
    condition = {"type": kind, "values": [{"userEnteredValue": each} for each in values]}
    warned = {**options, "error_type": "warning"} if options else None
    assert validation_options({"condition": condition}, float) == warned


value = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.text(max_size=5).map(lambda text: Formula("=" + text)),
    st.sampled_from(["REF", "N_A"]).map(CellError),
)
cell = st.one_of(st.just(EMPTY), st.tuples(value, st.integers(0, 9)))


@given(st.lists(st.lists(cell, max_size=5), max_size=6))
@settings(max_examples=100)
def test_rows_survive_being_kept(rows: list[list[Any]]) -> None:
    """Any values, formulas and errors are the same after bytes; a text that looks like a formula stays a text."""
    sheet = blank("id", "Kept").sheets[0]
    sheet.replace_rows([trimmed(row) for row in rows])
    kept = decode_rows(encode_rows(sheet))
    assert kept == sheet.rows
    assert [[type(v) for v, _ in row] for row in kept] == [[type(v) for v, _ in row] for row in sheet.rows]


class Memory:
    """A store that counts what is written."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}
        self.writes: list[tuple[str, str]] = []

    def load(self, kind: str, id: str) -> bytes | None:
        return self.kept.get((kind, id))

    def save(self, kind: str, id: str, data: bytes) -> None:
        self.writes.append((kind, id))
        self.kept[kind, id] = data

    def delete(self, kind: str, id: str) -> None:
        self.kept.pop((kind, id), None)


def test_only_the_grid_that_changed_is_written_again() -> None:
    """A change on the small sheet leaves the bytes of the large one alone; a deleted sheet leaves none."""
    store, made = Memory(), blank("id", "Two sheets")
    other = blank("x", "Other").sheets[0]
    other.properties.update({"sheetId": 7, "title": "Other", "index": 1})
    other.set_cell(0, 0, ("large", 0))
    made.sheets.append(other)
    shelf = Shelf(store)
    shelf.save(made)
    store.writes.clear()
    fork = made.fork()
    fork.sheets[0].set_cell(0, 0, ("small", 0))
    shelf.save(fork, made)
    assert store.writes == [("grid", "id/0"), ("spreadsheet", "id")]
    read = Shelf(store).load("id")
    assert read is not None
    assert [sheet.value(0, 0) for sheet in read.sheets] == ["small", "large"]
    smaller = fork.fork()
    del smaller.sheets[1]
    shelf.save(smaller, fork)
    assert ("grid", "id/7") not in store.kept


def test_the_least_recently_used_spreadsheet_is_read_again() -> None:
    """With room for one cell, the second spreadsheet drives the first out of memory; both keep their content."""
    shelf = Shelf(Memory(), cells_in_memory=1)
    for id in ("a", "b"):
        made = blank(id, id)
        made.sheets[0].set_cell(0, 0, (id, 0))
        shelf.save(made)
    kept = shelf.load("a")
    assert shelf.load("a") is kept
    other = shelf.load("b")
    assert shelf.load("a") is not kept
    assert [found.sheets[0].value(0, 0) for found in (kept, other) if found] == ["a", "b"]


def test_what_is_in_memory_gives_way_to_what_is_in_the_store() -> None:
    """After a rollback the store holds the older state: that is what counts."""
    store, shelf = Memory(), None
    shelf = Shelf(store)
    made = blank("id", "State")
    shelf.save(made)
    older = dict(store.kept)
    fork = made.fork()
    fork.sheets[0].set_cell(0, 0, ("lost", 0))
    shelf.save(fork, made)
    store.kept = older
    read = shelf.load("id")
    assert read is not None
    assert read.sheets[0].rows == []


def test_a_world_that_is_closed_lets_go_of_its_spreadsheets() -> None:
    """Nothing that was decoded stays in memory behind a closed store."""
    with serve() as server:
        user_sheets(server, "dana@lincoln.example").create("Lincoln log")
        shelf = shelf_of(server.world).shelf
        assert shelf._recent
    assert not shelf._recent
