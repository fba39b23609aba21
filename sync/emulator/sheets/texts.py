"""A sheet as comma- or tab-separated text, and such text as a sheet."""

from __future__ import annotations

import csv
import io
import secrets
from datetime import UTC, datetime

from sync.emulator.sheets.batch import LARGEST_ID, Editing
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.defaults import NEW_SHEET_COLUMNS, NEW_SHEET_ROWS, new_sheet_properties
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.value_writing import lay
from sync.emulator.wire.field_masks import FieldMask

TSV = "text/tab-separated-values"


def delimited(spreadsheet: Spreadsheet, sheet: Sheet, now: datetime, mime_type: str) -> bytes:
    """The sheet as it shows, as CSV (or TSV, in which tabs and line ends inside a cell become spaces), in
    UTF-8.
    """
    reader = CellReader(spreadsheet, sheet, FieldMask.everything(), now)
    rows = []
    for row in range(max(len(sheet.rows), reader.last_row + 1)):
        cells = sheet.padded(row, 0, sheet.column_count)
        values = [(reader.effective_value(row, c, value), look) for c, (value, look) in enumerate(cells)]
        rows.append(
            [
                reader.text(value, look, reader.kind(row, c)) if value is not None else ""
                for c, (value, look) in enumerate(values)
            ]
        )
    width = max((c + 1 for row in rows for c, text in enumerate(row) if text), default=0)
    while rows and not any(rows[-1]):
        rows.pop()
    out = io.StringIO()
    if mime_type == TSV:
        lines = (
            "\t".join(" ".join(text.split()) if "\n" in text or "\t" in text else text for text in row[:width])
            for row in rows
        )
        out.write("\r\n".join(lines))
    else:
        csv.writer(out).writerows(row[:width] for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()


def from_delimited(spreadsheet: Spreadsheet, content: bytes, mime_type: str) -> None:
    """Puts the text in place of all that the spreadsheet holds: one sheet, titled as the spreadsheet is (so Google
    does), every value read as if typed.
    """
    text = content.decode("utf-8-sig", errors="replace")
    mark = "\t" if mime_type == TSV else ","
    rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter=mark)]
    width = max((len(row) for row in rows), default=0)
    grid = {"rowCount": max(len(rows), NEW_SHEET_ROWS), "columnCount": max(width, NEW_SHEET_COLUMNS)}
    title = spreadsheet.properties["title"][:100]
    sheet = Sheet(new_sheet_properties({"gridProperties": grid}, secrets.randbelow(LARGEST_ID), title, 0))
    spreadsheet.sheets = [sheet]
    editing = Editing(spreadsheet, caller="", now=datetime.now(UTC), edits_all=True)
    lay(editing, sheet, 0, 0, rows, "USER_ENTERED")
