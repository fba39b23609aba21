"""A spreadsheet as an XLSX file: values with formats, sizes, rules, banding, merges, native charts."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from sync.emulator.sheets.a1 import Box, cells_rendered, quoted
from sync.emulator.sheets.cell_views import CellReader, merged
from sync.emulator.sheets.cells import CellError, Formula, Json
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.model import COLUMNS, ROWS, Sheet, Spreadsheet
from sync.emulator.sheets.xlsx_charts import add_charts
from sync.emulator.sheets.xlsx_formats import (
    condition_options,
    format_properties,
    hex_color,
    validation_options,
)
from sync.emulator.wire.field_masks import FieldMask


def workbook_bytes(spreadsheet: Spreadsheet, now: datetime) -> bytes:
    """The whole spreadsheet as XLSX. Formulas are kept as formulas, with the values that they have now."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    workbook = xlsxwriter.Workbook(out, options)
    formats = _Formats(workbook, spreadsheet)
    grids = [sheet for sheet in spreadsheet.sheets if sheet.properties["sheetType"] == "GRID"]
    worksheets = [(workbook.add_worksheet(sheet.title[:31]), sheet) for sheet in grids]
    for worksheet, sheet in worksheets:
        _write_sheet(workbook, worksheet, spreadsheet, sheet, formats, now)
    for named in spreadsheet.named_ranges:
        box = Box.of(named["range"])
        named_sheet = spreadsheet.sheet_by_id(box.sheet_id)
        if named_sheet is not None:
            place = f"={quoted(named_sheet.title)}!{_absolute(box.bounded(named_sheet))}"
            workbook.define_name(named["name"], place)
    workbook.close()
    return out.getvalue()


def _absolute(box: Box) -> str:
    corners = cells_rendered(box).split(":")
    letters = ["".join(c for c in corner if c.isalpha()) for corner in corners]
    digits = ["".join(c for c in corner if c.isdigit()) for corner in corners]
    return ":".join(f"${letter}${digit}" for letter, digit in zip(letters, digits, strict=True))


class _Formats:
    """XlsxWriter formats by what they look like."""

    def __init__(self, workbook: Any, spreadsheet: Spreadsheet) -> None:
        self._workbook, self._spreadsheet = workbook, spreadsheet
        self._known: dict[tuple[int, str | None, str | None], Any] = {}
        self._loose: dict[str, Any] = {}

    def of_cell(self, look: int, band: str | None, kind: str | None) -> Any:
        """The format of a cell: its look, the color of its band, the number format that a result brings
        along.
        """
        key = (look, band, kind)
        if key not in self._known:
            own = self._spreadsheet.looks[look].get("userEnteredFormat", {})
            if kind and "numberFormat" not in own:
                own = merged(own, {"numberFormat": {"type": kind}})
            properties = format_properties(own, self._spreadsheet.locale)
            if band and "bg_color" not in properties:
                properties["bg_color"] = band
            self._known[key] = self._workbook.add_format(properties) if properties else None
        return self._known[key]

    def of_rule(self, format: Json) -> Any:
        properties = format_properties(format, self._spreadsheet.locale)
        return self._loose.setdefault(repr(properties), self._workbook.add_format(properties))


def _write_sheet(
    workbook: Any, worksheet: Any, spreadsheet: Spreadsheet, sheet: Sheet, formats: _Formats, now: datetime
) -> None:
    _sizes(worksheet, sheet)
    reader = CellReader(spreadsheet, sheet, FieldMask.everything(), now)
    bands = [(Box.of(banded["range"]), banded) for banded in sheet.furniture["bandedRanges"]]
    height = max([len(sheet.rows), reader.last_row + 1, *(min(box.bottom or 0, len(sheet.rows)) for box, _ in bands)])
    for row in range(height):
        cells = sheet.padded(row, 0, sheet.column_count) if bands or row <= reader.last_row else sheet.row(row)
        for column, (value, look) in enumerate(cells):
            band = _band_color(bands, row, column) if bands else None
            effective = reader.effective_value(row, column, value)
            if effective is not None or look or band:
                format = formats.of_cell(look, band, reader.kind(row, column))
                _write_cell(worksheet, row, column, value, effective, format)
    for merge in sheet.furniture["merges"]:
        top, bottom, left, right = Box.of(merge).on(sheet)
        value, look = sheet.cell(top, left)
        worksheet.merge_range(top, left, bottom - 1, right - 1, "", formats.of_cell(look, None, None))
        _write_cell(
            worksheet,
            top,
            left,
            value,
            reader.effective_value(top, left, value),
            formats.of_cell(look, None, None),
        )
    _rules(worksheet, spreadsheet, sheet, formats)
    if sheet.basic_filter is not None:
        top, bottom, left, right = Box.of(sheet.basic_filter["range"]).on(sheet)
        worksheet.autofilter(top, left, bottom - 1, right - 1)
    add_charts(workbook, worksheet, spreadsheet, sheet)


def _sizes(worksheet: Any, sheet: Sheet) -> None:
    frozen = sheet.grid.get("frozenRowCount", 0), sheet.grid.get("frozenColumnCount", 0)
    if any(frozen):
        worksheet.freeze_panes(*frozen)
    if sheet.properties.get("hidden"):
        worksheet.hide()
    if color := hex_color(sheet.properties.get("tabColor")):
        worksheet.set_tab_color(color)
    if sheet.grid.get("hideGridlines"):
        worksheet.hide_gridlines(2)
    if sheet.properties.get("rightToLeft"):
        worksheet.right_to_left()
    for column, properties in sheet.dimensions[COLUMNS].items():
        worksheet.set_column_pixels(column, column, properties.get("pixelSize", 100), None, _hidden(properties))
    for row, properties in sheet.dimensions[ROWS].items():
        worksheet.set_row_pixels(row, properties.get("pixelSize", 21), None, _hidden(properties))


def _hidden(properties: Json) -> Json:
    return {"hidden": True} if properties.get("hiddenByUser") or properties.get("hiddenByFilter") else {}


def _write_cell(worksheet: Any, row: int, column: int, value: Any, effective: Any, format: Any) -> None:
    if isinstance(value, Formula):
        shown = effective.text if isinstance(effective, CellError) else "" if effective is None else effective
        worksheet.write_formula(row, column, value.text, format, shown)
    elif isinstance(effective, bool):
        worksheet.write_boolean(row, column, effective, format)
    elif isinstance(effective, int | float):
        worksheet.write_number(row, column, effective, format)
    elif isinstance(effective, str):
        worksheet.write_string(row, column, effective[:32767], format)
    elif isinstance(effective, CellError):
        worksheet.write_formula(row, column, f"={effective.text}", format, effective.text)
    else:
        worksheet.write_blank(row, column, None, format)


def _band_color(bands: list[tuple[Box, Json]], row: int, column: int) -> str | None:
    for box, banded in bands:
        if box.has(row, column):
            properties = banded.get("rowProperties") or banded.get("columnProperties", {})
            by_row = "rowProperties" in banded
            place = row - (box.top or 0) if by_row else column - (box.left or 0)
            last = (box.bottom if by_row else box.right) == (row if by_row else column) + 1
            return hex_color(_band(properties, place, last))
    return None


def _band(properties: Json, place: int, last: bool) -> Json | None:
    if last and "footerColor" in properties:
        return dict(properties["footerColor"])
    if "headerColor" in properties:
        if place == 0:
            return dict(properties["headerColor"])
        place -= 1
    return properties.get("firstBandColor" if place % 2 == 0 else "secondBandColor")


def _rules(worksheet: Any, spreadsheet: Spreadsheet, sheet: Sheet, formats: _Formats) -> None:
    def as_number(text: str) -> Any:
        if text.startswith("="):
            return text
        value = entered(text, spreadsheet.locale).value
        return value if isinstance(value, int | float) else f'"{text}"'

    for rule in sheet.furniture["conditionalFormats"]:
        options = _scale(rule["gradientRule"]) if "gradientRule" in rule else None
        if "booleanRule" in rule:
            options = condition_options(rule["booleanRule"], as_number)
            if options is not None:
                options["format"] = formats.of_rule(rule["booleanRule"].get("format", {}))
        for each in rule["ranges"] if options is not None else []:
            top, bottom, left, right = Box.of(each).on(sheet)
            worksheet.conditional_format(top, left, bottom - 1, right - 1, options)
    for (top, bottom, left, right), rule in _validated_blocks(spreadsheet, sheet):
        options = validation_options(rule, as_number)
        if options is not None:
            worksheet.data_validation(top, left, bottom - 1, right - 1, options)


def _scale(rule: Json) -> Json:
    points = [("min", rule["minpoint"]), ("max", rule["maxpoint"])]
    if "midpoint" in rule:
        points.insert(1, ("mid", rule["midpoint"]))
    options: Json = {"type": f"{len(points)}_color_scale"}
    kinds = {"NUMBER": "num", "PERCENT": "percent", "PERCENTILE": "percentile"}
    for name, point in points:
        options[f"{name}_color"] = hex_color(point.get("color", {}))
        if point.get("type") in kinds:
            options[f"{name}_type"], options[f"{name}_value"] = kinds[point["type"]], float(point["value"])
    return options


def _validated_blocks(spreadsheet: Spreadsheet, sheet: Sheet) -> list[tuple[tuple[int, int, int, int], Json]]:
    """Runs of rows in one column that have the same validation rule."""
    blocks: list[tuple[tuple[int, int, int, int], Json]] = []
    open_runs: dict[int, tuple[int, Json]] = {}
    for row in range(len(sheet.rows) + 1):
        rules = {
            column: spreadsheet.looks[look]["dataValidation"]
            for column, (_, look) in enumerate(sheet.row(row))
            if look and "dataValidation" in spreadsheet.looks[look]
        }
        for column in list(open_runs):
            start, rule = open_runs[column]
            if rules.get(column) != rule:
                blocks.append(((start, row, column, column + 1), rule))
                del open_runs[column]
        for column, rule in rules.items():
            open_runs.setdefault(column, (row, rule))
    return blocks
