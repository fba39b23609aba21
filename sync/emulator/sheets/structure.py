"""What follows when rows, columns or blocks of cells are inserted, deleted or moved: everything that names a range."""

from __future__ import annotations

from sync.emulator.sheets.cells import Cell, Formula
from sync.emulator.sheets.changes import Change, Place
from sync.emulator.sheets.column_numbers import follow_column_numbers
from sync.emulator.sheets.followers import followed, formulas_followed
from sync.emulator.sheets.formula_moves import mapped
from sync.emulator.sheets.model import COLUMNS, Sheet, Spreadsheet


def follow(spreadsheet: Spreadsheet, sheet_id: int, place: Place, change: Change | None = None) -> None:
    """Brings every range that names cells of this sheet to where these cells are now: formulas, named ranges,
    charts, rules, filters, tables. With a whole-dimension `change`, developer metadata and row and column
    properties follow too.
    """
    changed = spreadsheet.sheet_by_id(sheet_id)
    if changed is None:
        return
    lefts = {table["tableId"]: table["range"].get("startColumnIndex", 0) for table in changed.furniture["tables"]}
    for sheet in spreadsheet.sheets:
        _follow_formulas(sheet, changed.title, place)
        _follow_conditions(sheet, changed.title, place)
        for name, items in sheet.furniture.items():
            sheet.furniture[name] = [kept for item in items if (kept := followed(item, sheet_id, place)) is not None]
        if sheet.basic_filter is not None:
            sheet.basic_filter = followed(sheet.basic_filter, sheet_id, place)
    spreadsheet.named_ranges = [
        kept for item in spreadsheet.named_ranges if (kept := followed(item, sheet_id, place)) is not None
    ]
    _follow_looks(spreadsheet, changed, place)
    if change is not None and change.band is None:
        _follow_dimensions(spreadsheet, changed, change)
        if change.dimension == COLUMNS:
            follow_column_numbers(changed, change, lefts)


def _follow_conditions(sheet: Sheet, title: str, place: Place) -> None:
    def change(formula: str) -> str:
        return mapped(formula, sheet.title, title, place)

    for name in ("conditionalFormats", "filterViews", "slicers"):
        sheet.furniture[name] = formulas_followed(sheet.furniture[name], change)
    sheet.basic_filter = formulas_followed(sheet.basic_filter, change)


def _follow_formulas(sheet: Sheet, title: str, place: Place) -> None:
    if not sheet.holds_formulas():
        return
    for index, row in enumerate(sheet.rows):
        if any(type(value) is Formula for value, _ in row):
            cells = [_followed_cell(cell, sheet.title, title, place) for cell in row]
            if cells != list(row):
                sheet.set_row(index, cells)


def _followed_cell(cell: Cell, home: str, title: str, place: Place) -> Cell:
    value, look = cell
    if type(value) is not Formula:
        return cell
    text = mapped(value.text, home, title, place)
    return cell if text == value.text else (Formula(text), look)


def _follow_looks(spreadsheet: Spreadsheet, changed: Sheet, place: Place) -> None:
    """Formulas inside validation rules (`=Schools!$A$2:$A`) follow as well."""
    ruled = [number for number, look in enumerate(spreadsheet.looks.looks) if "dataValidation" in look]
    for sheet in spreadsheet.sheets:
        after = {number: _followed_look(spreadsheet, number, sheet.title, changed.title, place) for number in ruled}
        moved = {number: new for number, new in after.items() if new != number}
        if not moved:
            continue
        for index, row in enumerate(sheet.rows):
            if any(look in moved for _, look in row):
                sheet.set_row(index, [(value, moved.get(look, look)) for value, look in row])


def _followed_look(spreadsheet: Spreadsheet, number: int, home: str, title: str, place: Place) -> int:
    look = spreadsheet.looks[number]
    condition = look["dataValidation"].get("condition", {})
    values = [
        {**value, "userEnteredValue": mapped(text, home, title, place)}
        if (text := value.get("userEnteredValue", "")).startswith("=")
        else value
        for value in condition.get("values", [])
    ]
    if values == condition.get("values", []):
        return number
    rule = {**look["dataValidation"], "condition": {**condition, "values": values}}
    return spreadsheet.looks.number({**look, "dataValidation": rule})


def _follow_dimensions(spreadsheet: Spreadsheet, sheet: Sheet, change: Change) -> None:
    table = sheet.dimensions[change.dimension]
    moved = {change.index(index): properties for index, properties in table.items()}
    sheet.dimensions[change.dimension] = {index: properties for index, properties in moved.items() if index is not None}
    kept = []
    for item in spreadsheet.metadata:
        span = item["location"].get("dimensionRange")
        if span is None or span.get("sheetId", 0) != sheet.id or span["dimension"] != change.dimension:
            kept.append(item)
            continue
        index = change.index(span.get("startIndex", 0))
        if index is not None:
            location = {
                **item["location"],
                "dimensionRange": {**span, "startIndex": index, "endIndex": index + 1},
            }
            kept.append({**item, "location": location})
    spreadsheet.metadata = kept
