"""Short ways to say what tests of the Sheets API ask for and what they expect to be refused."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError

OWNER = "olivia@district.example"


def batch(api: Any, book: gspread.Spreadsheet, *requests: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer to one `spreadsheets.batchUpdate` with these requests."""
    answer: dict[str, Any] = api.batchUpdate(spreadsheetId=book.id, body={"requests": list(requests), **more}).execute()
    return answer


def grid(sheet_id: int, rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, int]:
    """A `GridRange`: rows and columns, first and exclusive end."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def text(value: str) -> dict[str, Any]:
    """`CellData` with a text."""
    return {"userEnteredValue": {"stringValue": value}}


def number(value: float) -> dict[str, Any]:
    """`CellData` with a number."""
    return {"userEnteredValue": {"numberValue": value}}


def cells(api: Any, book: gspread.Spreadsheet, fields: str, ranges: str = "Sheet1") -> list[list[dict[str, Any]]]:
    """The cells of a range as lists of `CellData` under a mask."""
    answer = api.get(spreadsheetId=book.id, ranges=ranges, fields=f"sheets.data.rowData.values({fields})").execute()
    rows = answer["sheets"][0]["data"][0].get("rowData", []) if answer else []
    return [row.get("values", []) for row in rows]


def refused(api: Any, book: gspread.Spreadsheet, *requests: dict[str, Any]) -> str:
    """The message with which a batch is refused as a bad request."""
    with pytest.raises(HttpError) as refusal:
        batch(api, book, *requests)
    assert refusal.value.resp.status == 400
    return str(refusal.value.reason)
