"""Batch requests that tidy what stands in cells: findReplace, sortRange, randomizeRange, trimWhitespace,
deleteDuplicates.
"""

from __future__ import annotations

import random
import re

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cell_views import CellReader
from sync.emulator.sheets.cells import EMPTY, Cell, Formula, Json
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import COLUMNS, Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.sorting import check_sort_specs, moved_cell, sort_rows
from sync.emulator.wire.field_masks import FieldMask


def sort_range(editing: Editing, request: Json) -> Json:
    """Sorts the rows of a range."""
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    check_sort_specs(request.get("sortSpecs", []), box.bounded(sheet))
    sort_rows(editing, sheet, box, request.get("sortSpecs", []))
    return {}


def randomize_range(editing: Editing, request: Json) -> Json:
    """Shuffles the rows of a range."""
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    rows = [(row, sheet.padded(row, left, right)) for row in range(top, bottom)]
    random.shuffle(rows)
    for place, (origin, cells) in enumerate(rows):
        moved = [moved_cell(cell, top + place - origin, 0) for cell in cells]
        sheet.set_row(top + place, sheet.widened(top + place, right, left, moved))
    return {}


def trim_whitespace(editing: Editing, request: Json) -> Json:
    """Removes spaces at both ends of texts and doubled ones inside."""
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    changed = 0
    for row in range(top, min(bottom, len(sheet.rows))):
        cells = list(sheet.rows[row])
        for column in range(left, min(right, len(cells))):
            value, look = cells[column]
            if isinstance(value, str) and (trimmed := re.sub(r"\s+", " ", value).strip()) != value:
                cells[column] = (trimmed, look)
                changed += 1
        sheet.set_row(row, cells)
    return {"cellsChangedCount": changed} if changed else {}


def delete_duplicates(editing: Editing, request: Json) -> Json:
    """Removes rows of a range whose compared columns repeat an earlier row; the rest of the range moves up."""
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    top, bottom, left, right = box.on(sheet)
    columns = _compared(request.get("comparisonColumns", []), left, right)
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    seen: set[tuple[object, ...]] = set()
    kept: list[tuple[int, list[Cell]]] = []
    for row in range(top, bottom):
        cells = sheet.padded(row, left, right)
        values = [reader.effective_value(row, column, cells[column - left][0]) for column in columns]
        key = tuple((type(v) is bool, v.casefold() if isinstance(v, str) else v) for v in values)
        if key not in seen:
            seen.add(key)
            kept.append((row, cells))
    removed = bottom - top - len(kept)
    for place, row in enumerate(range(top, bottom)):
        origin, cells = kept[place] if place < len(kept) else (row, [EMPTY] * (right - left))
        moved = [moved_cell(cell, row - origin, 0) for cell in cells]
        sheet.set_row(row, sheet.widened(row, right, left, moved))
    return {"duplicatesRemovedCount": removed} if removed else {}


def _compared(spans: list[Json], left: int, right: int) -> list[int]:
    if not spans:
        return list(range(left, right))
    columns: list[int] = []
    for span in spans:
        start, end = span.get("startIndex", left), span.get("endIndex", right)
        if span.get("dimension") != COLUMNS or start < left or end > right:
            raise Refused("comparisonColumns must be columns inside of the range.")
        columns += range(start, end)
    return columns


def find_replace(editing: Editing, request: Json) -> Json:
    """Replaces a text in values (and, if asked, in formulas) of a range, a sheet or all sheets; tells how
    often.
    """
    scopes = [name for name in ("range", "sheetId") if name in request] + ["allSheets"] * bool(request.get("allSheets"))
    if len(scopes) != 1:
        raise Refused("Exactly one of 'range', 'sheetId' and 'allSheets' must be set.")
    if not request.get("find"):
        raise Refused("'find' must not be empty.")
    if "range" in request:
        boxes = [editing.box(request["range"])]
    elif "sheetId" in request:
        boxes = [(editing.sheet(request["sheetId"]), Box(request["sheetId"]))]
    else:
        boxes = [(sheet, Box(sheet.id)) for sheet in editing.spreadsheet.sheets]
    pattern, replacement = _search(request)
    counts = dict.fromkeys(
        ("valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged", "occurrencesChanged"), 0
    )
    for sheet, box in boxes:
        _replace_on(editing, sheet, box, pattern, replacement, request, counts)
    return {name: count for name, count in counts.items() if count}


def _search(request: Json) -> tuple[re.Pattern[str], str]:
    find, replacement = request["find"], request.get("replacement", "")
    by_regex = request.get("searchByRegex", False)
    source = find if by_regex else re.escape(find)
    if request.get("matchEntireCell"):
        source = rf"\A(?:{source})\Z"
    try:
        pattern = re.compile(source, 0 if request.get("matchCase") or by_regex else re.IGNORECASE)
    except re.error as wrong:
        raise Refused(f"Invalid regular expression: {find}") from wrong
    new = (
        re.sub(r"\$(\d)", r"\\\1", replacement.replace("\\", "\\\\")) if by_regex else replacement.replace("\\", "\\\\")
    )
    return pattern, new


def _replace_on(
    editing: Editing,
    sheet: Sheet,
    box: Box,
    pattern: re.Pattern[str],
    replacement: str,
    request: Json,
    counts: dict[str, int],
) -> None:
    top, bottom, left, right = box.on(sheet)
    reader = CellReader(editing.spreadsheet, sheet, FieldMask.everything(), editing.now)
    touched = False
    for row in range(top, min(bottom, len(sheet.rows))):
        cells, row_touched = list(sheet.rows[row]), False
        for column in range(left, min(right, len(cells))):
            value, look = cells[column]
            formula = isinstance(value, Formula)
            if value is None or (formula and not request.get("includeFormulas")):
                continue
            text = value.text if isinstance(value, Formula) else reader.text(value, look)
            new, times = pattern.subn(replacement, text)
            if not times:
                continue
            check_writable(editing, Box(sheet.id, row, row + 1, column, column + 1))
            cells[column] = (entered(new, editing.spreadsheet.locale).value, look)
            counts["formulasChanged" if formula else "valuesChanged"] += 1
            counts["occurrencesChanged"] += times
            row_touched = True
        if row_touched:
            sheet.set_row(row, cells)
            counts["rowsChanged"] += 1
            touched = True
    counts["sheetsChanged"] += touched


HANDLERS: dict[str, Handler] = {
    "findReplace": find_replace,
    "sortRange": sort_range,
    "randomizeRange": randomize_range,
    "trimWhitespace": trim_whitespace,
    "deleteDuplicates": delete_duplicates,
}
