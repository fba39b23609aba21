"""What a new spreadsheet and a new sheet look like, as Google makes them."""

from __future__ import annotations

from typing import Any

import orjson

from sync.emulator.sheets.cells import Json

NEW_SHEET_ROWS = 1000
NEW_SHEET_COLUMNS = 26

WHITE = {"red": 1, "green": 1, "blue": 1}

DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}

THEME_COLORS: dict[str, Json] = {
    "TEXT": {},
    "BACKGROUND": WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}


def new_spreadsheet_properties(given: Json) -> Json:
    """Properties of a new spreadsheet: what was given, and Google's defaults for the rest."""
    theme = {
        "primaryFontFamily": "Arial",
        "themeColors": [{"colorType": kind, "color": {"rgbColor": color}} for kind, color in THEME_COLORS.items()],
    }
    properties = {
        "title": "Untitled spreadsheet",
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": theme,
    }
    return dict(copied({**properties, **given}))


def new_sheet_properties(given: Json, sheet_id: int, title: str, index: int) -> Json:
    """Properties of a new sheet of 1000 rows and 26 columns unless something else is given."""
    grid = {"rowCount": NEW_SHEET_ROWS, "columnCount": NEW_SHEET_COLUMNS, **given.get("gridProperties", {})}
    properties = {**given, "sheetId": sheet_id, "title": title, "index": index, "sheetType": "GRID"}
    return dict(copied({**properties, "gridProperties": grid}))


def copied(value: Any) -> Any:
    """A deep copy of plain JSON."""
    return orjson.loads(orjson.dumps(value))
