"""Sheets as PDF: what the page shows of each sheet, on paper."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError
from pypdf import PdfReader

from sync.emulator.server import EmulatorServer
from tests.emulator_clients import user_drive
from tests.sheets_requests import OWNER, batch, grid

pytest_plugins = ("tests.emulator_spreadsheets",)
PDF = "application/pdf"


def pages(server: EmulatorServer, book: gspread.Spreadsheet) -> list[Any]:
    content = user_drive(server, OWNER).files().export_media(fileId=book.id, mimeType=PDF).execute()
    return list(PdfReader(BytesIO(content)).pages)


def test_a_sheet_is_printed_as_it_is_shown(server: EmulatorServer, api: Any, book: gspread.Spreadsheet) -> None:
    """Formatted values, formulas worked out, text over empty cells uncut, boxes; hidden and empty sheets left out."""
    rows = [["A title that runs far over its cell", "", ""], ["Days", "=1/4", "TRUE"], ["#panic()", "x", ""]]
    book.sheet1.update(rows, "A1", raw=False)
    book.sheet1.format("B2", {"numberFormat": {"type": "PERCENT", "pattern": "0%"}})
    book.add_worksheet("Empty", 10, 3)
    hidden = book.add_worksheet("Hidden", 10, 3)
    hidden.update([["secret"]], "A1")
    hidden.hide()
    (page,) = pages(server, book)
    text = page.extract_text()
    assert "A title that runs far over its cell" in text
    assert ("25%" in text, "#panic()" in text, "secret" in text) == (True, True, False)
    assert page.mediabox.width < page.mediabox.height


def test_a_wide_sheet_lies_on_its_side_and_a_long_one_takes_several_pages(
    server: EmulatorServer, api: Any, book: gspread.Spreadsheet
) -> None:
    """No row is cut in two: every row is on exactly one page, with its charts."""
    book.sheet1.resize(200, 12)
    book.sheet1.update([[f"row {row}."] + ["x"] * 11 for row in range(120)], "A1")
    data = {"sourceRange": {"sources": [grid(0, (0, 3), (0, 1))]}}
    chart = {"title": "A chart", "pieChart": {"domain": data, "series": data}}
    anchor = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 2, "columnIndex": 3}}}
    batch(api, book, {"addChart": {"chart": {"spec": chart, "position": anchor}}})
    found = pages(server, book)
    assert len(found) > 1
    assert all(page.mediabox.width > page.mediabox.height for page in found)
    text = " ".join(page.extract_text() for page in found)
    assert [text.count(f"row {row}.") for row in range(120)] == [1] * 120
    assert len(found[0].images) == 1


def test_what_cannot_be_printed_is_refused(server: EmulatorServer, book: gspread.Spreadsheet) -> None:
    """A format that Google offers and the emulator does not make is 501; an empty spreadsheet is an empty page."""
    request = user_drive(server, OWNER).files().export_media(fileId=book.id, mimeType="application/zip")
    with pytest.raises(HttpError) as refused:
        request.execute()
    assert refused.value.resp.status == 501
    assert [page.extract_text() for page in pages(server, book)] == [""]
