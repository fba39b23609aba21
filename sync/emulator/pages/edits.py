"""What a person does to a sheet on its page: type into a cell, insert, delete and add rows.

Every edit goes through the API's own handlers as that person, after what the page itself would ask: strict drop-downs
refuse, ranges with a warning ask first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.emulator.pages.choices import Choices
from sync.emulator.pages.viewer import answered
from sync.emulator.sheets.a1 import Box, parsed_cells, rendered
from sync.emulator.sheets.cell_views import cell_reader
from sync.emulator.sheets.cells import CellError, Formula, Json
from sync.emulator.sheets.guards import protected_box
from sync.emulator.sheets.locales import customs
from sync.emulator.sheets.model import ROWS, Sheet, Spreadsheet
from sync.emulator.sheets.showing import default_pattern, general, renderer
from sync.emulator.wire.call import Caller
from sync.emulator.wire.field_masks import FieldMask
from sync.emulator.world import World

MOST_ROWS_ADDED = 5000
_WARNING = "You are about to change a part of this sheet that should not be changed by accident."


class Unclear(Exception):
    """The person should say first that they mean it."""


class NotTaken(Exception):
    """The sheet does not take what was typed."""


def cell_at(sheet: Sheet, text: str) -> tuple[int, int]:
    """Row and column of a cell such as `B3`. Raises NotTaken if it is not on the sheet."""
    box = parsed_cells(sheet.id, text)
    if box is None or box.top is None or box.left is None or (box.bottom, box.right) != (box.top + 1, box.left + 1):
        raise NotTaken(f"{text!r} is not a cell.")
    if box.top >= sheet.row_count or box.left >= sheet.column_count:
        raise NotTaken(f"{text} is beyond the edge of {sheet.title}.")
    return box.top, box.left


def described(spreadsheet: Spreadsheet, sheet: Sheet, row: int, column: int, now: datetime) -> Json:
    """What an editor of this cell needs: `text` as it would be typed, the `choices` of its drop-down (or None),
    `strict`, and the rule's `help`."""
    choices = Choices(spreadsheet, sheet, now)
    value, look = sheet.cell(row, column)
    rule = choices.rule(look)
    listed = choices.listed(rule) if rule else None
    return {
        "text": typed_text(spreadsheet, value, look),
        "choices": list(listed) if listed is not None else None,
        "strict": bool(rule and rule.get("strict")),
        "help": rule.get("inputMessage", "") if rule else "",
        "shown": _shown(spreadsheet, sheet, row, column, now),
    }


def _shown(spreadsheet: Spreadsheet, sheet: Sheet, row: int, column: int, now: datetime) -> str:
    cells = cell_reader(spreadsheet, sheet, FieldMask({"formattedValue": None}), now)(row, column, column + 1)
    return str(cells[0].get("formattedValue", "")) if cells else ""


def typed_text(spreadsheet: Spreadsheet, value: Any, look: int) -> str:
    """The text that would give this value if it were typed: the formula, the date or the percentage in full."""
    if value is None:
        return ""
    if isinstance(value, Formula | CellError):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    locale = spreadsheet.locale
    kind = spreadsheet.looks[look].get("userEnteredFormat", {}).get("numberFormat", {}).get("type", "")
    if kind in ("DATE", "DATE_TIME", "TIME"):
        return renderer(default_pattern(kind, locale), locale)(value)
    decimal = customs(locale).decimal
    return f"{general(value * 100, decimal)}%" if kind == "PERCENT" else general(value, decimal)


def type_into(
    world: World, caller: Caller, spreadsheet: Spreadsheet, sheet: Sheet, cell: str, text: str, *, confirmed: bool
) -> None:
    """Enter a text as if it were typed (an empty one clears the cell).

    Raises Unclear where a warning stands and nobody confirmed, NotTaken where a strict rule refuses, GoogleError
    where the caller may not.
    """
    row, column = cell_at(sheet, cell)
    box = Box(sheet.id, row, row + 1, column, column + 1)
    refusal = Choices(spreadsheet, sheet, world.now()).refusal(sheet.cell(row, column)[1], text, row, column)
    if text and refusal:
        raise NotTaken(refusal)
    if not confirmed:
        _ask(spreadsheet, sheet, box)
    area = rendered(sheet.title, box)
    answered(
        world,
        caller,
        "sheets.spreadsheets.values.update",
        {"spreadsheetId": spreadsheet.id, "range": area},
        {"range": area, "values": [[text]]},
        valueInputOption="USER_ENTERED",
    )


def change_rows(
    world: World,
    caller: Caller,
    spreadsheet: Spreadsheet,
    sheet: Sheet,
    action: str,
    row: int,
    count: int,
    *,
    confirmed: bool,
) -> None:
    """Insert `count` rows `above` or `below` a row, `delete` them, or `append` them at the end.

    Raises as `type_into` does.
    """
    count = max(1, min(count, MOST_ROWS_ADDED))
    if action == "append":
        request: Json = {"appendDimension": {"sheetId": sheet.id, "dimension": ROWS, "length": count}}
    elif action in ("above", "below", "delete"):
        first = row + 1 if action == "below" else row
        if not confirmed and action == "delete":
            _ask(spreadsheet, sheet, Box(sheet.id, first, first + count))
        span = {"sheetId": sheet.id, "dimension": ROWS, "startIndex": first, "endIndex": first + count}
        if action == "delete":
            request = {"deleteDimension": {"range": span}}
        else:
            request = {"insertDimension": {"range": span, "inheritFromBefore": action == "below"}}
    else:
        raise NotTaken(f"Rows cannot be changed by {action!r}.")
    path = {"spreadsheetId": spreadsheet.id}
    answered(world, caller, "sheets.spreadsheets.batchUpdate", path, {"requests": [request]})


def _ask(spreadsheet: Spreadsheet, sheet: Sheet, box: Box) -> None:
    """Raises Unclear where a protected range only warns."""
    for protection in sheet.furniture["protectedRanges"]:
        if protection.get("warningOnly") and protected_box(spreadsheet, sheet, protection).meets(box):
            said = protection.get("description", "")
            raise Unclear(f"{_WARNING} {said}".strip())
