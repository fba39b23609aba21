"""Colors that lie under the cells' own: banded ranges and tables."""

from __future__ import annotations

from sync.emulator.pages.css import color_in
from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import Sheet

_TABLE_HEADER, _TABLE_FIRST, _TABLE_SECOND = "#356854", "#ffffff", "#f6f8f9"


class Bands:
    """The bands of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._banded = [(Box.of(item["range"]).on(sheet), item) for item in sheet.furniture["bandedRanges"]]
        self._tables = [(Box.of(item["range"]).on(sheet), item) for item in sheet.furniture["tables"]]

    def color(self, row: int, column: int) -> str | None:
        """The color of a cell's band, None outside of every band."""
        for (top, bottom, left, right), table in self._tables:
            if top <= row < bottom and left <= column < right:
                return _table_color(table.get("rowsProperties", {}), row - top, bottom - top)
        for (top, bottom, left, right), banded in self._banded:
            if top <= row < bottom and left <= column < right:
                if "rowProperties" in banded:
                    return _band_color(banded["rowProperties"], row - top, bottom - top)
                return _band_color(banded["columnProperties"], column - left, right - left)
        return None

    def is_table_header(self, row: int, column: int) -> bool:
        """Whether the cell is the header of a table whose header color nobody chose: its text is white."""
        return any(
            row == top and left <= column < right and color_in(table.get("rowsProperties", {}), "headerColor") is None
            for (top, _, left, right), table in self._tables
        )


def _band_color(properties: Json, place: int, count: int) -> str | None:
    header, footer = color_in(properties, "headerColor"), color_in(properties, "footerColor")
    if place == 0 and header:
        return header
    if place == count - 1 and footer:
        return footer
    place -= 1 if header else 0
    return color_in(properties, "firstBandColor" if place % 2 == 0 else "secondBandColor")


def _table_color(properties: Json, place: int, count: int) -> str | None:
    if place == 0:
        return color_in(properties, "headerColor") or _TABLE_HEADER
    if place == count - 1 and (footer := color_in(properties, "footerColor")):
        return footer
    if place % 2:
        return color_in(properties, "firstBandColor") or _TABLE_FIRST
    return color_in(properties, "secondBandColor") or _TABLE_SECOND
