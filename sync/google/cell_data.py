"""A value or a look in the form in which the Sheets API takes it (CellData), and whether a cell already
holds a value.

Everything is typed: text goes out as `stringValue`, so that "=1+1" stays text and "6-8" never becomes a date.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from sheets_templates.cells import Cell, TabSnapshot
from sheets_templates.looks import FONT, PADDING, Look
from sheets_templates.model import ColumnType

CellData = dict[str, Any]

FIRST_DAY: Final = date(1899, 12, 30)  # serial 0 of a Sheet
_OWN_CELL: Final = re.compile(r"#gid=\d+(?:&range=(?P<place>[A-Z]+\d+))?")
SECONDS_PER_DAY: Final = 86_400
_PLAIN: Final = frozenset({str, int, float})
CLOSE: Final = 1e-9  # numbers nearer to each other than this are the same number


def serial(value: date | datetime) -> float:
    """Days since 1899-12-30. A datetime must be in the workbook's own time zone and naive. Raises
    ValueError if it is not."""
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError("A time goes into a Sheet without a time zone: turn it into the workbook's time first.")
        midnight = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
        return (value.replace(tzinfo=UTC) - midnight).total_seconds() / SECONDS_PER_DAY
    return float((value - FIRST_DAY).days)


def typed(value: object) -> Cell:
    """The cell that a value becomes: text, a number (dates as serials, Decimals as floats), true or false,
    or nothing.

    Raises TypeError for anything else, and ValueError for a number that is not finite.
    """
    if value is None or value == "":
        return None
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (date, datetime)):
        return serial(value)
    if isinstance(value, (int, float, Decimal)):
        number = float(value)
        if not math.isfinite(number):
            raise ValueError("A number that is not finite cannot be written into a Sheet; leave the cell empty.")
        return number
    raise TypeError(f"A cell cannot hold a {type(value).__name__}.")


def cell_data(value: object) -> CellData:
    """CellData with the value alone; an empty one clears the cell."""
    cell = typed(value)
    if cell is None:
        return {}
    if isinstance(cell, bool):
        return {"userEnteredValue": {"boolValue": cell}}
    if isinstance(cell, str):
        return {"userEnteredValue": {"stringValue": cell}}
    return {"userEnteredValue": {"numberValue": cell}}


def shown(value: object, column_type: ColumnType | None) -> object:
    """What a cell shows of a value: a link to another cell of the same workbook shows that cell's name."""
    if column_type is ColumnType.URL and isinstance(value, str):
        own = _OWN_CELL.fullmatch(value)
        if own:
            return f"Go to {own['place']}" if own["place"] else "Go to tab"
    return value


def linked_cell(value: object, column_type: ColumnType | None) -> CellData:
    """CellData with the value and, in a column of links, the link under it."""
    cell = cell_data(shown(value, column_type))
    if column_type is ColumnType.URL and isinstance(value, str) and value:
        cell["userEnteredFormat"] = {"textFormat": {"link": {"uri": value}}}
    return cell


def same(wanted: object, present: Cell) -> bool:
    """Whether a cell already holds the value: by type, numbers to 1e-9, and nothing is the same as empty
    text."""
    if wanted.__class__ in _PLAIN and wanted == present and present.__class__ is not bool:
        return True  # nearly every cell of a workbook that nobody changed
    cell = typed(wanted)
    if cell is None or present is None or present == "":
        return cell is None and (present is None or present == "")
    if isinstance(cell, (bool, str)) or isinstance(present, (bool, str)):
        return type(cell) is type(present) and cell == present
    if isinstance(cell, float) and isinstance(present, (int, float)):
        return abs(cell - present) <= CLOSE
    return False


def cell_at(snapshot: TabSnapshot, row: int, column: int) -> Cell:
    """The cell in this row and column (0-based); nothing beyond what was filled."""
    if column >= len(snapshot.columns) or row >= len(snapshot.columns[column]):
        return None
    return snapshot.columns[column][row]


def color_style(color: str) -> dict[str, Any]:
    """A color of the form #rrggbb as the API's ColorStyle."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return {"rgbColor": {"red": round(red, 4), "green": round(green, 4), "blue": round(blue, 4)}}


def cell_format(look: Look) -> Mapping[str, Any]:
    """A look as the API's CellFormat."""
    text = {
        "fontFamily": FONT,
        "fontSize": look.size,
        "bold": look.bold,
        "italic": look.italic,
        "foregroundColorStyle": color_style(look.color),
    }
    wanted: dict[str, Any] = {
        "backgroundColorStyle": color_style(look.background),
        "textFormat": text,
        "padding": {"left": PADDING, "right": PADDING, "top": 2, "bottom": 2},
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP" if look.wrap else "OVERFLOW_CELL",
    }
    if look.align:
        wanted["horizontalAlignment"] = look.align
    if look.number:
        wanted["numberFormat"] = {"type": look.number.kind, "pattern": look.number.pattern}
    if look.rule:
        wanted["borders"] = {"bottom": {"style": "SOLID", "colorStyle": color_style(look.rule)}}
    return wanted
