"""Cells as `CellData`, cut to a field mask.

The mask is worked out once; what a look contributes is worked out once a look; so a cell costs little more
than its value.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import orjson

from sync.emulator.sheets.cells import EMPTY, CellError, Formula, Json
from sync.emulator.sheets.conditional import Highlights
from sync.emulator.sheets.formulas import results
from sync.emulator.sheets.locales import customs
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.showing import default_pattern, general, renderer, shown
from sync.emulator.sheets.writing import extended_value
from sync.emulator.wire.field_masks import FieldMask

NOTHING: Json = {}
_HYPERLINK = re.compile(r'=\s*HYPERLINK\(\s*"([^"]*)"', re.IGNORECASE)
_COMPUTED = ("userEnteredValue", "effectiveValue", "formattedValue", "effectiveFormat", "hyperlink")


_HIGHLIGHTED: Final = ("backgroundColor", "backgroundColorStyle", "textFormat")  # what conditional formats change


class CellReader:
    """Reads rows of one sheet as lists of `CellData`. `last_row` is the last row that an array result fills."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, mask: FieldMask, now: datetime) -> None:
        self._spreadsheet, self._sheet, self._mask = spreadsheet, sheet, mask
        self._results = results(spreadsheet, now)
        self._effective = self._results.on(sheet)
        self.last_row = max((row for row, _ in self._effective), default=-1)
        self._statics: dict[int, Json] = {}
        self._formats: dict[tuple[int, str | None], Json] = {}
        (
            self._wants_entered,
            self._wants_effective,
            self._wants_text,
            self._wants_format,
            self._wants_link,
        ) = (mask.wants(name) for name in _COMPUTED)
        self._entered = mask.below("userEnteredValue") if self._wants_entered else None
        self._effective_mask = mask.below("effectiveValue") if self._wants_effective else None
        self._plain = not self._effective and not (self._wants_text or self._wants_format or self._wants_link)
        whole = all(part is None or part.is_everything for part in (self._entered, self._effective_mask))
        self._fast = self._plain and whole
        self._format_mask = mask.below("effectiveFormat") if self._wants_format else FieldMask.everything()
        colored = self._wants_format and any(self._format_mask.wants(name) for name in _HIGHLIGHTED)
        self._highlights = Highlights(spreadsheet, sheet, now) if colored else None
        self._empty: dict[int, Json] = {}
        self._blank_rows: dict[tuple[Any, ...], list[Json]] = {}  # formatted rows below the last entry are all alike
        self._blank_json: dict[tuple[Any, ...], orjson.Fragment] = {}
        self._told_formats: dict[tuple[int, str | None, type], Json] = {}
        self._decimal = customs(spreadsheet.locale).decimal

    def __call__(self, row: int, left: int, right: int) -> list[Json]:
        """The cells of a row from column `left` on, without the empty ones at the end."""
        cells = self._sheet.row(row)[left:right]
        out = self._fast_row(cells) if self._fast else self._slow_row(row, cells, left, right)
        while out and not out[-1]:
            out.pop()
        return out

    def row_data(self, row: int, left: int, right: int, as_json: bool) -> Json | orjson.Fragment:
        """One `RowData`: the cells of a row up to the last one that holds anything; nothing for a row that is empty altogether.

        `as_json`: rows that are only formatted, which most rows of a new log are, are encoded once for all that are alike.
        """
        cells = self._sheet.row(row)[left:right] if as_json else ()
        known = self._blank_json.get(cells) if cells else None
        if known is not None:
            return known
        values = self(row, left, right)
        if not values:
            return NOTHING
        if cells in self._blank_rows:
            return self._blank_json.setdefault(cells, orjson.Fragment(orjson.dumps({"values": values})))
        return {"values": values}

    def _static(self, look: int) -> Json:
        """What the look itself contributes under the mask."""
        static = self._statics.get(look)
        if static is None:
            static = self._statics[look] = self._mask.cut(self._spreadsheet.looks[look])
        return static

    def _fast_row(self, cells: tuple[Any, ...]) -> list[Json]:
        """Values and looks only, no formula on the sheet."""
        statics, entered, effective = self._statics, self._wants_entered, self._wants_effective
        out: list[Json] = []
        append = out.append
        for value, look in cells:
            static = statics.get(look)
            if static is None:
                static = self._static(look)
            if value is None or not (entered or effective):
                append(static)
                continue
            kind = type(value)
            if kind is str:
                told: Json | None = {"stringValue": value}
            elif kind is float or kind is int:
                told = {"numberValue": value}
            else:
                told = extended_value(value)
            if entered:
                append(
                    {"userEnteredValue": told, "effectiveValue": told, **static}
                    if effective
                    else {"userEnteredValue": told, **static}
                )
            else:
                append({"effectiveValue": told, **static})
        return out

    def _slow_row(self, row: int, cells: tuple[Any, ...], left: int, right: int) -> list[Json]:
        alike = self._highlights is None and not self._effective
        if alike and cells in self._blank_rows:
            return [*self._blank_rows[cells]]
        out = [self._cell(row, left + i, value, look) for i, (value, look) in enumerate(cells)]
        if self._effective:
            spilled = (
                [c for c in range(left + len(cells), right) if (row, c) in self._effective]
                if row <= self.last_row
                else []
            )
            for column in spilled:
                out += [NOTHING] * (column - left - len(out))
                out.append(self._cell(row, column, *EMPTY))
        if alike and all(value is None for value, _ in cells):
            self._blank_rows[cells] = [*out]
        return out

    def effective_value(self, row: int, column: int, value: Any) -> Any:
        """What stands in a cell once formulas are worked out."""
        if self._effective and (value is None or type(value) is Formula):
            return self._effective.get((row, column), value)
        return value

    def kind(self, row: int, column: int) -> str | None:
        """The type of number format that a formula's result brings along, for example DATE."""
        return self._results.formats.get((self._sheet.id, row, column)) if self._effective else None

    def _cell(self, row: int, column: int, value: Any, look: int) -> Json:
        effective = self.effective_value(row, column, value)
        if value is None and effective is None and self._highlights is None and look in self._empty:
            return self._empty[look]
        static = self._static(look)
        if effective is None and value is None and not (look and self._wants_format):
            return static
        out = dict(static)
        if value is not None and self._entered is not None:
            out["userEnteredValue"] = self._entered.cut(extended_value(value))
        if effective is not None and self._effective_mask is not None:
            out["effectiveValue"] = self._effective_mask.cut(extended_value(effective))
        kind = self.kind(row, column)
        if effective is not None and self._wants_text:
            out["formattedValue"] = self.text(effective, look, kind)
        if self._wants_format and (format := self._told_format(row, column, effective, look, kind)):
            out["effectiveFormat"] = format
        if self._wants_link and (link := self._link(value, look)):
            out["hyperlink"] = link
        if value is None and effective is None and self._highlights is None:
            self._empty[look] = out
        return out

    def _told_format(self, row: int, column: int, effective: Any, look: int, kind: str | None) -> Json:
        """The effective format under the mask; without colors asked for, it depends on the look and the kind of value alone."""
        if self._highlights is not None:
            colored: Json = self._format_mask.cut(self._format(row, column, effective, look, kind))
            return colored
        key = (look, kind, type(effective))
        told = self._told_formats.get(key)
        if told is None:
            told = self._told_formats[key] = self._format_mask.cut(self._format(row, column, effective, look, kind))
        return told

    def text(self, value: Any, look: int, kind: str | None = None) -> str:
        """The text that the cell shows."""
        own = self._spreadsheet.looks[look].get("userEnteredFormat", NOTHING).get("numberFormat")
        if type(value) is str or type(value) is bool or isinstance(value, CellError):
            return shown(value, own, self._spreadsheet.locale)
        if own is None and kind is None:
            return general(value, self._decimal)
        own = own or {"type": kind}
        pattern = own.get("pattern") or default_pattern(own.get("type", ""), self._spreadsheet.locale)
        return renderer(pattern, self._spreadsheet.locale)(value)

    def _format(self, row: int, column: int, effective: Any, look: int, kind: str | None) -> Json:
        key = (look, kind)
        format = self._formats.get(key)
        if format is None:
            format = self._formats[key] = effective_format(self._spreadsheet, look, kind)
        format = _aligned(format, effective)
        return self._highlights.over(format, row, column, effective) if self._highlights else format

    def _link(self, value: Any, look: int) -> str | None:
        if type(value) is Formula and (match := _HYPERLINK.match(value.text)):
            return match[1]
        format = self._spreadsheet.looks[look].get("userEnteredFormat", NOTHING)
        uri = format.get("textFormat", NOTHING).get("link", NOTHING).get("uri")
        return str(uri) if uri else None


def _aligned(format: Json, effective: Any) -> Json:
    if "horizontalAlignment" in format or effective is None:
        return format
    kind = type(effective)
    where = "LEFT" if kind is str else "CENTER" if kind is bool or isinstance(effective, CellError) else "RIGHT"
    return {**format, "horizontalAlignment": where}


def effective_format(spreadsheet: Spreadsheet, look: int, kind: str | None) -> Json:
    """The default format with a look's own on top, and the number format that a formula's result brings
    along.
    """
    format = merged(spreadsheet.properties["defaultFormat"], spreadsheet.looks[look].get("userEnteredFormat", {}))
    number_format = format.get("numberFormat") or ({"type": kind} if kind else None)
    if number_format:
        pattern = number_format.get("pattern") or default_pattern(number_format.get("type", ""), spreadsheet.locale)
        format = {**format, "numberFormat": {"type": number_format.get("type", "NUMBER"), "pattern": pattern}}
    return {"hyperlinkDisplayType": "PLAIN_TEXT", **format}


def merged(below: Json, above: Json) -> Json:
    """Two formats laid over each other; colors are replaced as wholes."""
    out = dict(below)
    for name, part in above.items():
        deep = isinstance(part, dict) and name in ("textFormat", "padding", "borders")
        out[name] = merged(out.get(name, {}), part) if deep else part
    return out


def cell_reader(spreadsheet: Spreadsheet, sheet: Sheet, mask: FieldMask, now: datetime) -> CellReader:
    """A reader of this sheet's rows under a mask of `CellData`."""
    return CellReader(spreadsheet, sheet, mask, now)
