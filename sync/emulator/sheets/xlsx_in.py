"""An uploaded XLSX file as a spreadsheet: values, formulas, formats, sizes, merges, validation lists, frozen
panes.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sync.emulator.sheets.a1 import parsed_cells
from sync.emulator.sheets.batch import LARGEST_ID
from sync.emulator.sheets.cells import EMPTY, ERROR_TYPES, Cell, CellError, Formula, Json, Value, tidy_number
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.defaults import NEW_SHEET_COLUMNS, NEW_SHEET_ROWS, new_sheet_properties
from sync.emulator.sheets.model import COLUMNS, Sheet, Spreadsheet
from sync.emulator.sheets.showing import EPOCH
from sync.emulator.wire.errors import GoogleError

PIXELS_PER_CHARACTER = 7  # the width of a digit in XLSX's default font, plus 5 pixels of padding a column


def from_workbook(spreadsheet: Spreadsheet, content: bytes) -> None:
    """Puts the file's sheets in place of the spreadsheet's own. Raises GoogleError 400 if the file cannot
    be read.
    """
    try:
        load: Callable[..., Any] = load_workbook
        workbook = load(io.BytesIO(content))
    except (InvalidFileException, KeyError, OSError, ValueError) as broken:
        raise GoogleError("INVALID_ARGUMENT", "Bad Request: the file is no XLSX file.", reason="badRequest") from broken
    spreadsheet.sheets.clear()
    for index, worksheet in enumerate(workbook.worksheets):
        rows, columns = max(worksheet.max_row, NEW_SHEET_ROWS), max(worksheet.max_column, NEW_SHEET_COLUMNS)
        grid = {"rowCount": rows, "columnCount": columns}
        title = str(worksheet.title)
        sheet_id = secrets.randbelow(LARGEST_ID)
        sheet = Sheet(new_sheet_properties({"gridProperties": grid}, sheet_id, title, index))
        spreadsheet.sheets.append(sheet)
        _read_sheet(spreadsheet, sheet, worksheet)


def _read_sheet(spreadsheet: Spreadsheet, sheet: Sheet, worksheet: Any) -> None:
    known: dict[Any, int] = {}
    for row, cells in enumerate(worksheet.iter_rows()):
        sheet.set_row(row, [_cell(spreadsheet, cell, known) for cell in cells])
    if worksheet.sheet_state != "visible":
        sheet.properties["hidden"] = True
    pane = worksheet.freeze_panes
    if pane and (box := parsed_cells(0, str(pane))):
        for name, count in (("frozenRowCount", box.top), ("frozenColumnCount", box.left)):
            if count:
                sheet.grid[name] = count
    for merge in worksheet.merged_cells.ranges:
        box = parsed_cells(sheet.id, str(merge.coord))
        if box is not None:
            sheet.furniture["merges"].append(box.grid_range())
    for letters, dimension in worksheet.column_dimensions.items():
        _column(sheet, letters, dimension)
    _validations(spreadsheet, sheet, worksheet)


def _column(sheet: Sheet, letters: str, dimension: Any) -> None:
    box = parsed_cells(0, f"{letters}:{letters}")
    if box is None or box.left is None:
        return
    last = min((dimension.max or box.left + 1), sheet.column_count)
    for column in range((dimension.min or box.left + 1) - 1, last):
        properties: Json = {"hiddenByUser": True} if dimension.hidden else {}
        if dimension.customWidth and dimension.width:
            properties["pixelSize"] = round(dimension.width * PIXELS_PER_CHARACTER + 5)
        if properties:
            sheet.dimensions[COLUMNS][column] = properties


def _cell(spreadsheet: Spreadsheet, cell: Any, known: dict[Any, int]) -> Cell:
    value = _value(cell.value)
    look = 0
    if cell.has_style:
        key = cell._style
        if key not in known:
            format = _format(cell)
            known[key] = spreadsheet.looks.number({"userEnteredFormat": with_both_names(format)} if format else {})
        look = known[key]
    return EMPTY if value is None and not look else (value, look)


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return tidy_number(value)
    if isinstance(value, datetime):
        return tidy_number((value - EPOCH) / timedelta(days=1))
    if isinstance(value, date):
        return (value - EPOCH.date()).days
    if isinstance(value, time):
        return tidy_number((value.hour * 3600 + value.minute * 60 + value.second) / 86400)
    if isinstance(value, timedelta):
        return tidy_number(value / timedelta(days=1))
    text = str(getattr(value, "text", value))
    if text in ERROR_TYPES:
        return CellError(ERROR_TYPES[text])
    return Formula(text) if text.startswith("=") and len(text) > 1 else text


def _format(cell: Any) -> Json:
    format: Json = {}
    font, fill = cell.font, cell.fill
    text: Json = {
        name: True for name, wanted in (("bold", font.b), ("italic", font.i), ("strikethrough", font.strike)) if wanted
    }
    if color := _color(font.color):
        text["foregroundColor"] = color
    if font.sz and font.sz not in (10, 11):
        text["fontSize"] = int(font.sz)
    if text:
        format["textFormat"] = text
    if fill.fill_type == "solid" and (color := _color(fill.fgColor)):
        format["backgroundColor"] = color
    if cell.number_format != "General":
        format["numberFormat"] = {
            "type": _kind(cell),
            "pattern": cell.number_format.replace("AM/PM", "am/pm"),
        }
    if cell.alignment.horizontal in ("left", "center", "right"):
        format["horizontalAlignment"] = cell.alignment.horizontal.upper()
    if cell.alignment.wrap_text:
        format["wrapStrategy"] = "WRAP"
    return format


def _kind(cell: Any) -> str:
    pattern = cell.number_format
    if cell.is_date:
        has_day, has_hour = any(c in pattern.lower() for c in "dy"), "h" in pattern.lower()
        return "DATE_TIME" if has_day and has_hour else "TIME" if has_hour else "DATE"
    if "%" in pattern:
        return "PERCENT"
    if "E+" in pattern:
        return "SCIENTIFIC"
    if pattern == "@":
        return "TEXT"
    return "CURRENCY" if any(symbol in pattern for symbol in "$€£¥") else "NUMBER"


def _color(color: Any) -> Json | None:
    if color is None or color.type != "rgb" or not isinstance(color.rgb, str):
        return None
    numbers = [int(color.rgb[place : place + 2], 16) / 255 for place in (2, 4, 6)]
    return dict(zip(("red", "green", "blue"), numbers, strict=True))


def _validations(spreadsheet: Spreadsheet, sheet: Sheet, worksheet: Any) -> None:
    for rule in worksheet.data_validations.dataValidation:
        if rule.type != "list" or not rule.formula1:
            continue
        source = str(rule.formula1)
        if source.startswith('"'):
            values = [{"userEnteredValue": value} for value in source.strip('"').split(",")]
            condition: Json = {"type": "ONE_OF_LIST", "values": values}
        else:
            condition = {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": f"={source.lstrip('=')}"}]}
        told = {"condition": condition, "showCustomUi": True, "strict": rule.errorStyle in (None, "stop")}
        for part in rule.sqref.ranges:
            box = parsed_cells(sheet.id, str(part.coord))
            if box is None:
                continue
            top, bottom, left, right = box.on(sheet)
            for row in range(top, bottom):
                cells = sheet.padded(row, left, right)
                ruled = [
                    (v, spreadsheet.looks.number({**spreadsheet.looks[look], "dataValidation": told}))
                    for v, look in cells
                ]
                sheet.set_row(row, sheet.widened(row, right, left, ruled))
