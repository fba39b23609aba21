"""Batch requests that bring in series and pasted texts: autoFill, pasteData, textToColumns."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.cells import EMPTY, Cell, Formula, Json, tidy_number
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import COLUMNS, ROWS, Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.requests_clipboard import paster
from sync.emulator.sheets.sorting import moved_cell
from sync.emulator.sheets.value_writing import grow, lay
from sync.emulator.wire.field_masks import FieldMask

_NUMBERED = re.compile(r"(.*?)(\d+)\Z", re.DOTALL)


def auto_fill(editing: Editing, request: Json) -> Json:
    """Continues the data of a source range: numbers and numbered texts count on, formulas move along, the
    rest repeats.
    """
    sheet, source, dimension, length = _fill_plan(editing, request)
    top, bottom, left, right = source.on(sheet)
    alternate = request.get("useAlternateSeries", False)
    if dimension == ROWS:
        target = (
            Box(sheet.id, bottom, bottom + length, left, right)
            if length > 0
            else Box(sheet.id, top + length, top, left, right)
        )
    else:
        target = (
            Box(sheet.id, top, bottom, right, right + length)
            if length > 0
            else Box(sheet.id, top, bottom, left + length, left)
        )
    _, box = editing.box(target.grid_range())
    check_writable(editing, box)
    lines = range(left, right) if dimension == ROWS else range(top, bottom)
    span = range(top, bottom) if dimension == ROWS else range(left, right)
    for line in lines:
        cells = [sheet.cell(i, line) if dimension == ROWS else sheet.cell(line, i) for i in span]
        for step in range(1, abs(length) + 1):
            offset = len(cells) - 1 + step if length > 0 else -step
            cell = continued(cells, offset, dimension, alternate)
            place = span.start + offset
            sheet.set_cell(*((place, line) if dimension == ROWS else (line, place)), cell)
    return {}


def _fill_plan(editing: Editing, request: Json) -> tuple[Sheet, Box, str, int]:
    if "sourceAndDestination" in request:
        plan = request["sourceAndDestination"]
        sheet, source = editing.box(plan.get("source"))
        if plan.get("dimension") not in (ROWS, COLUMNS) or not plan.get("fillLength"):
            raise Refused("sourceAndDestination must have a dimension and a fillLength.")
        return sheet, source.bounded(sheet), plan["dimension"], plan["fillLength"]
    sheet, box = editing.box(request.get("range"))
    top, bottom, left, right = box.on(sheet)
    filled = [(r, c) for r in range(top, bottom) for c in range(left, right) if sheet.value(r, c) is not None]
    if not filled:
        raise Refused("Cannot autofill a range without data.")
    last_row, last_column = max(r for r, _ in filled), max(c for _, c in filled)
    if last_row < bottom - 1:
        return sheet, Box(sheet.id, top, last_row + 1, left, right), ROWS, bottom - 1 - last_row
    return sheet, Box(sheet.id, top, bottom, left, last_column + 1), COLUMNS, right - 1 - last_column


def continued(cells: list[Cell], offset: int, dimension: str, alternate: bool = False) -> Cell:
    """The cell `offset` places from the first of a run, as the run goes on."""
    pattern = cells[offset % len(cells)]
    values = [value for value, _ in cells]
    if isinstance(pattern[0], Formula):
        distance = offset - offset % len(cells)
        return moved_cell(pattern, *((distance, 0) if dimension == ROWS else (0, distance)))
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == len(values) and (len(numbers) > 1) != alternate:
        step = (numbers[-1] - numbers[0]) / (len(numbers) - 1) if len(numbers) > 1 else 1
        return tidy_number(numbers[0] + step * offset), pattern[1]
    texts = [_NUMBERED.match(value) if isinstance(value, str) else None for value in values]
    if all(texts) and not alternate:
        found = [(match[1], int(match[2])) for match in texts if match]
        if len({prefix for prefix, _ in found}) == 1:
            step = (found[-1][1] - found[0][1]) // (len(found) - 1) if len(found) > 1 else 1
            return f"{found[0][0]}{found[0][1] + step * offset}", pattern[1]
    return pattern


def paste_data(editing: Editing, request: Json) -> Json:
    """Pastes delimited text or the table of an HTML text from a cell on; values are read as if typed."""
    coordinate = request.get("coordinate", {})
    sheet = editing.sheet(coordinate.get("sheetId", 0))
    top, left = coordinate.get("rowIndex", 0), coordinate.get("columnIndex", 0)
    if ("delimiter" in request) == bool(request.get("html")):
        raise Refused("Exactly one of 'delimiter' and 'html' must be set.")
    if request.get("html"):
        grid = _table_of(request.get("data", ""))
    else:
        grid = [
            list(row) for row in csv.reader(io.StringIO(request.get("data", "")), delimiter=request["delimiter"][:1])
        ]
    kind = request.get("type", "PASTE_NORMAL")
    if kind in ("PASTE_NORMAL", "PASTE_VALUES", "PASTE_FORMULA", "PASTE_NO_BORDERS"):
        lay(editing, sheet, top, left, [list(row) for row in grid], "USER_ENTERED")
    else:
        paster(editing, kind)
    return {}


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True
        elif tag == "br" and self._open:
            self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def _table_of(html: str) -> list[list[str]]:
    parser = _Rows()
    parser.feed(html)
    if parser.rows:
        return [[value.strip() for value in row] for row in parser.rows]
    return [[re.sub(r"<[^>]*>", "", html).strip()]]


_DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


def text_to_columns(editing: Editing, request: Json) -> Json:
    """Splits the texts of one column into the columns to its right."""
    sheet, box = editing.box(request.get("source"))
    top, bottom, left, right = box.on(sheet)
    if right - left != 1:
        raise Refused("source must span exactly one column.")
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    texts = {}
    for row in range(top, bottom):
        value, look = sheet.cell(row, left)
        effective = reader.effective_value(row, left, value)
        if effective is not None:
            texts[row] = reader.text(effective, look)
    kind = request.get("delimiterType", "AUTODETECT")
    mark = (
        request.get("delimiter", "") if kind == "CUSTOM" else _DELIMITERS.get(kind) or _detected(list(texts.values()))
    )
    if not mark:
        raise Refused("A delimiter must be set for delimiterType CUSTOM.")
    parts = {row: text.split(mark) for row, text in texts.items() if mark in text}
    width = max((len(each) for each in parts.values()), default=0)
    check_writable(editing, Box(sheet.id, top, bottom, left, left + max(width, 1)))
    grow(editing, sheet, 0, left + width)
    for row, pieces in parts.items():
        look = sheet.cell(row, left)[1]
        cells: list[Cell] = [(entered(piece.strip(), editing.spreadsheet.locale).value, look) for piece in pieces]
        cells = [EMPTY if cell == ("", 0) else cell for cell in cells]
        sheet.set_row(row, sheet.widened(row, left + len(cells), left, cells))
    return {}


def _detected(texts: list[str]) -> str:
    counts = {mark: sum(text.count(mark) for text in texts) for mark in (",", ";", "\t", ".", " ")}
    return next((mark for mark, count in counts.items() if count), ",")


HANDLERS: dict[str, Handler] = {
    "autoFill": auto_fill,
    "pasteData": paste_data,
    "textToColumns": text_to_columns,
}
