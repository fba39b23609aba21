"""formualizer, filled with what the formulas of a spreadsheet mention; its values and errors as Sheets has them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import formualizer

from sync.emulator.sheets.cells import ERROR_TYPES, CellError, tidy_number
from sync.emulator.sheets.date_texts import EPOCH
from sync.emulator.sheets.formula_inputs import canonical, load_values, meanings_of_names
from sync.emulator.sheets.google_functions import FUNCTIONS
from sync.emulator.sheets.model import Sheet, Spreadsheet

Standing = tuple[Sheet, int, int, str]  # a formula and where it stands; row -1: in no cell
Refusals = list[tuple[Sheet, int, int, CellError]]

_KINDS = {
    "Name": ("NAME", "Unknown function or range name."),
    "Div": ("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."),
    "Ref": ("REF", "Reference does not exist."),
    "Value": ("VALUE", "A parameter has the wrong type."),
    "Na": ("N_A", "Did not find value."),
    "Num": ("NUM", "A number is out of range."),
    "Null": ("NULL_VALUE", "Ranges do not intersect."),
    "Circ": (
        "REF",
        "Circular dependency detected. To resolve with iterative calculation, see File > Settings.",
    ),
    "Spill": ("REF", "Array result was not expanded because it would overwrite data."),
    "Calc": ("N_A", "No matches are found in FILTER evaluation."),
    "NImpl": ("NAME", "Unknown function."),
}


def engine(spreadsheet: Spreadsheet, formulas: list[Standing], local: datetime) -> tuple[Any, Refusals]:
    """The engine with every formula and what it mentions, and the errors of formulas that it will not have. Args: `local` is now in
    the spreadsheet's time zone.
    """
    workbook = formualizer.Workbook(mode=formualizer.WorkbookMode.Ephemeral)
    for sheet in spreadsheet.sheets:
        workbook.add_sheet(sheet.title)
    for name, (function, least) in FUNCTIONS.items():
        workbook.register_function(name, function, min_args=least, allow_override_builtin=True)
    workbook.set_deterministic_clock(local.astimezone(UTC), int((local.utcoffset() or timedelta()).total_seconds()))
    names = meanings_of_names(spreadsheet)
    texts = [(sheet, r, c, canonical(text, spreadsheet.locale, names)) for sheet, r, c, text in formulas]
    load_values(workbook, spreadsheet, texts)
    refusals: Refusals = []
    for sheet, row, column, text in texts:
        if row < 0:
            continue
        error = refusal(workbook, sheet.title, row + 1, column + 1, text)
        if error is not None:
            workbook.set_formula(sheet.title, row + 1, column + 1, "=#REF!")  # so that what rests on it fails too
            refusals.append((sheet, row, column, error))
    return workbook, refusals


def refusal(workbook: Any, title: str, row: int, column: int, formula: str) -> CellError | None:
    """Gives the engine a formula; returns the error that the cell shows if the engine will not have it."""
    try:
        formualizer.parse(formula)
        workbook.set_formula(title, row, column, formula)
    except (formualizer.ParserError, formualizer.TokenizerError, ValueError, RuntimeError) as refused:
        if "#CIRC!" in str(refused):
            return CellError(*_KINDS["Circ"])
        return CellError("ERROR", "Formula parse error.")
    return None


def effective(value: Any) -> tuple[Any, str | None]:
    """The engine's value as a cell value, and the type of number format that it brings along."""
    if isinstance(value, dict):
        kind, message = _KINDS.get(str(value.get("kind")), ("ERROR", "Formula parse error."))
        return CellError(kind, value.get("message") or message), None
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return (CellError(ERROR_TYPES[value]) if value in ERROR_TYPES else value), None
    if isinstance(value, datetime):
        return tidy_number(_days(value - EPOCH)), "DATE_TIME"
    if isinstance(value, date):
        return (value - EPOCH.date()).days, "DATE"
    if isinstance(value, time):
        return tidy_number((value.hour * 3600 + value.minute * 60 + value.second) / 86400), "TIME"
    if isinstance(value, timedelta):
        return tidy_number(_days(value)), "TIME"
    if isinstance(value, int | float):
        return (tidy_number(value), None) if abs(value) < float("inf") else (CellError("NUM"), None)
    return CellError("VALUE"), None


def _days(span: timedelta) -> float:
    return span.total_seconds() / 86400
