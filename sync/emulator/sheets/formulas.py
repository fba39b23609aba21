"""Results of formulas, worked out by formualizer when somebody reads them and kept for that state of the
spreadsheet.

Only the cells that formulas mention are given to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import formualizer

from sync.emulator.sheets.a1 import column_letters, parsed_cells, quoted, split_title
from sync.emulator.sheets.cells import ERROR_TYPES, CellError, Formula, tidy_number
from sync.emulator.sheets.formula_inputs import canonical, load_values, meanings_of_names
from sync.emulator.sheets.google_functions import FUNCTIONS
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.showing import EPOCH

Place = tuple[int, int, int]  # sheet id, row, column

_VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY)\s*\(", re.IGNORECASE)
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


@dataclass
class Results:
    """Effective values of formula cells and of cells that an array result fills, by sheet and place.

    `formats` holds the type of number format that a date or time result brings along. `day` is the one
    day for which volatile formulas were worked out, None if there are none.
    """

    values: dict[int, dict[tuple[int, int], Any]] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    day: date | None = None

    def on(self, sheet: Sheet) -> dict[tuple[int, int], Any]:
        """The effective values on one sheet, by row and column; empty if it has no formula."""
        return self.values.get(sheet.id, {})


def results(spreadsheet: Spreadsheet, now: datetime) -> Results:
    """The results for this state of the spreadsheet; worked out once, and again when the day turns if a
    formula asks for it.
    """
    known = spreadsheet.worked_out
    today = _local(now, spreadsheet).date()
    if isinstance(known, Results) and known.day in (None, today):
        return known
    formulas = [
        (sheet, row, column, value.text)
        for sheet in filter(Sheet.holds_formulas, spreadsheet.sheets)
        for row, cells in enumerate(sheet.rows)
        for column, (value, _) in enumerate(cells)
        if type(value) is Formula
    ]
    found = _evaluated(spreadsheet, formulas, now) if formulas else Results()
    if any(_VOLATILE.search(text) for _, _, _, text in formulas):
        found.day = today
    spreadsheet.worked_out = found
    return found


def _local(now: datetime, spreadsheet: Spreadsheet) -> datetime:
    name = spreadsheet.time_zone
    try:
        return now.astimezone(ZoneInfo(name))
    except (KeyError, ValueError):  # a fixed offset such as GMT-05:00 is not in the database
        match = re.match(r"GMT([+-])(\d\d?):?(\d\d)?\Z", name)
        hours = int(f"{match[1]}{match[2]}") if match else 0
        return now + timedelta(hours=hours)


def _evaluated(
    spreadsheet: Spreadsheet, formulas: list[tuple[Sheet, int, int, str]], now: datetime
) -> Results:
    workbook = formualizer.Workbook(mode=formualizer.WorkbookMode.Ephemeral)
    for sheet in spreadsheet.sheets:
        workbook.add_sheet(sheet.title)
    for name, (function, least) in FUNCTIONS.items():
        workbook.register_function(name, function, min_args=least, allow_override_builtin=True)
    local = _local(now, spreadsheet)
    workbook.set_deterministic_clock(now, int((local.utcoffset() or timedelta()).total_seconds()))
    names = meanings_of_names(spreadsheet)
    texts = [(sheet, r, c, canonical(text, spreadsheet.locale, names)) for sheet, r, c, text in formulas]
    load_values(workbook, spreadsheet, texts)
    found = Results()
    for sheet, row, column, text in texts:
        error = _refusal(workbook, sheet.title, row + 1, column + 1, text)
        if error is not None:
            found.values.setdefault(sheet.id, {})[row, column] = error
            workbook.set_formula(
                sheet.title, row + 1, column + 1, "=#REF!"
            )  # so that what rests on it fails too
    workbook.evaluate_all()
    for sheet, row, column, _ in texts:
        _take(workbook, sheet, row, column, found)
    return found


def _refusal(workbook: Any, title: str, row: int, column: int, formula: str) -> CellError | None:
    """Gives the engine a formula; returns the error that the cell shows if the engine will not have it."""
    try:
        formualizer.parse(formula)
        workbook.set_formula(title, row, column, formula)
    except (formualizer.ParserError, formualizer.TokenizerError, ValueError, RuntimeError) as refused:
        if "#CIRC!" in str(refused):
            return CellError(*_KINDS["Circ"])
        return CellError("ERROR", "Formula parse error.")
    return None


def _take(workbook: Any, sheet: Sheet, row: int, column: int, found: Results) -> None:
    values = found.values.setdefault(sheet.id, {})
    if (row, column) in values:
        return
    address = f"{quoted(sheet.title)}!{column_letters(column)}{row + 1}"
    spill = workbook.inspect_cell(address).cell.spill
    boxes = [(row, column)]
    if spill is not None and str(spill.kind).endswith("Anchor"):
        boxes = list(_extent(spill.extent, row, column))
        in_the_way = next((place for place in boxes[1:] if sheet.value(*place) is not None), None)
        if in_the_way is not None:
            where = f"{column_letters(in_the_way[1])}{in_the_way[0] + 1}"
            message = f"Array result was not expanded because it would overwrite data in {where}."
            values[row, column] = CellError("REF", message)
            return
    for r, c in boxes:
        value, kind = _effective(workbook.get_value(sheet.title, r + 1, c + 1))
        values[r, c] = value
        if kind:
            found.formats[sheet.id, r, c] = kind


def _extent(extent: str | None, row: int, column: int) -> Iterator[tuple[int, int]]:
    box = parsed_cells(0, (split_title(extent)[1] or "")) if extent else None
    if box is None or box.bottom is None or box.right is None:
        yield row, column
        return
    for r in range(row, box.bottom):
        for c in range(column, box.right):
            yield r, c


def _effective(value: Any) -> tuple[Any, str | None]:
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
