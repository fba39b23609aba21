"""How the cells of one sheet look: format, bands, conditional formats, borders, and text that runs over empty cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from sync.emulator.pages.bands import Bands
from sync.emulator.pages.cell_css import borders_css, cell_css
from sync.emulator.pages.css import color_in
from sync.emulator.sheets.cell_views import effective_format
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import Sheet, Spreadsheet

WHITE = "#ffffff"


@dataclass(frozen=True)
class Spot:
    """One cell to be dressed: the row and column whose value it shows, and those that follow it below and to the
    right."""

    row: int
    column: int
    below: int
    beside: int


class Dresser:
    """Makes the CSS of cells; what many cells share is worked out once."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet) -> None:
        self._spreadsheet, self._sheet = spreadsheet, sheet
        self._bands = Bands(sheet)
        self._gridlines = not sheet.grid.get("hideGridlines", False)
        self._formats: dict[tuple[int, str | None], Json] = {}
        self._css: dict[tuple[Any, ...], str] = {}

    def format(self, look: int, kind: str | None) -> Json:
        """The effective format of a look, for a formula's result of this kind of number."""
        format = self._formats.get((look, kind))
        if format is None:
            format = self._formats[look, kind] = effective_format(self._spreadsheet, look, kind)
        return format

    def css(self, spot: Spot, look: int, kind: str | None, value: Any, above: Json) -> str:
        """The CSS of a cell. Args: where it is, its look, its kind of number, its value, and what a conditional format
        lays over it."""
        entered = self._spreadsheet.looks[look].get("userEnteredFormat", {})
        own = "backgroundColor" in entered or "backgroundColorStyle" in entered
        band = None if own else self._bands.color(spot.row, spot.column)
        headed = bool(band) and self._bands.is_table_header(spot.row, spot.column)
        laid, text = color_in(above, "backgroundColor"), above.get("textFormat")
        bottom, right = self._borders(spot, entered)
        # The dicts of borders live in the spreadsheet, so their ids stay theirs while this dresser lives.
        key = (look, kind, type(value), band, headed, laid, orjson.dumps(text) if text else b"", id(bottom), id(right))
        css = self._css.get(key)
        if css is None:
            format = self.format(look, kind)
            fill = laid or band or (color_in(format, "backgroundColor") if own else None) or self._paper(format)
            dressed = {**format, "textFormat": {**format.get("textFormat", {}), **(text or {})}}
            parts = [cell_css(dressed, value, fill), borders_css(bottom, right, fill, self._gridlines)]
            if headed:
                parts.append(f"color:{WHITE};font-weight:700")
            css = self._css[key] = ";".join(part for part in parts if part)
        return css

    def _paper(self, format: Json) -> str | None:
        """The background of the whole spreadsheet, if it is not white."""
        color = color_in(format, "backgroundColor")
        return color if color != WHITE else None

    def _borders(self, spot: Spot, entered: Json) -> tuple[Json | None, Json | None]:
        """The lines at the cell's bottom and right: its own, or those at the top and left of its neighbors."""
        own = entered.get("borders", {})
        bottom = own.get("bottom") or self._border(spot.below, spot.column, "top")
        return bottom, own.get("right") or self._border(spot.row, spot.beside, "left")

    def _border(self, row: int, column: int, side: str) -> Json | None:
        look = self._sheet.cell(row, column)[1]
        if not look:
            return None
        found: Json | None = self._spreadsheet.looks[look].get("userEnteredFormat", {}).get("borders", {}).get(side)
        return found
