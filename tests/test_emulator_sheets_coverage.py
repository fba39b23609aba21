"""Every method and every kind of batch request of the discovery document is there, or named here as missing."""

from __future__ import annotations

from typing import Any

import gspread

from sync.emulator.sheets.handlers import HANDLERS
from sync.emulator.sheets.resources import request_kinds
from sync.emulator.sheets.routes import ROUTES
from sync.emulator.wire.discovery import methods
from tests.sheets_requests import batch, grid, text

pytest_plugins = ("tests.emulator_spreadsheets",)

NEEDS_BIGQUERY = {
    "addDataSource",
    "updateDataSource",
    "deleteDataSource",
    "refreshDataSource",
    "cancelDataSourceRefresh",
}


def test_every_method_of_the_sheets_api_is_answered() -> None:
    """A method that a newer discovery document brings fails here."""
    assert set(ROUTES) == {id for id, method in methods().items() if method.api == "sheets"}


def test_every_kind_of_request_is_carried_out() -> None:
    """All but those about data sources, which need BigQuery or Looker."""
    assert set(request_kinds()) - set(HANDLERS) == NEEDS_BIGQUERY
    assert set(HANDLERS) <= set(request_kinds())


def test_a_spreadsheet_is_read_by_data_filters(api: Any, book: gspread.Spreadsheet) -> None:
    """Only the filtered cells come, under the mask as in a plain read."""
    book.add_worksheet("Other", 5, 5)
    row = {"values": [text("a"), text("b")]}
    update = {"start": {"sheetId": 0, "rowIndex": 2, "columnIndex": 0}, "rows": [row], "fields": "userEnteredValue"}
    batch(api, book, {"updateCells": update})
    body = {"dataFilters": [{"gridRange": grid(0, (2, 3), (1, 2))}]}
    fields = "sheets(properties.sheetId,data(startRow,startColumn,rowData.values.formattedValue))"
    read = api.getByDataFilter(spreadsheetId=book.id, body=body, fields=fields).execute()
    assert read == {
        "sheets": [
            {
                "properties": {"sheetId": 0},
                "data": [{"startRow": 2, "startColumn": 1, "rowData": [{"values": [{"formattedValue": "b"}]}]}],
            }
        ]
    }
    plain = api.getByDataFilter(spreadsheetId=book.id, body={**body, "includeGridData": True}).execute()
    assert plain["sheets"][0]["data"][0]["rowData"][0]["values"][0]["effectiveValue"] == {"stringValue": "b"}
