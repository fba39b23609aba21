"""Results of formulas, worked out by formualizer when somebody reads them and kept for that state of the
spreadsheet.

Only the cells that formulas mention are given to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import formualizer

from sync.emulator.sheets.a1 import column_letters, parsed_cells, quoted, split_title
from sync.emulator.sheets.cells import ERROR_TYPES, CellError, Formula, tidy_number
from sync.emulator.sheets.formula_inputs import canonical, load_values, meanings_of_names
from sync.emulator.sheets.formula_moves import qualified
from sync.emulator.sheets.google_functions import FUNCTIONS
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.showing import EPOCH

Place = tuple[int, int, int]  # sheet id, row, column
Standing = tuple[Sheet, int, int, str]  # a formula and where it stands; row -1: in no cell
_ASIDE = "\u200b"  # a sheet of the engine's that no spreadsheet has

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
    day for which volatile formulas were worked out, None if there are none. `asides` are the
    results of formulas that stand in no cell, by sheet and text.
    """

    values: dict[int, dict[tuple[int, int], Any]] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    day: date | None = None
    asides: dict[tuple[int, str], Any] = field(default_factory=dict)

    def on(self, sheet: Sheet) -> dict[tuple[int, int], Any]:
        """The effective values on one sheet, by row and column; empty if it has no formula."""
        return self.values.get(sheet.id, {})


def results(spreadsheet: Spreadsheet, now: datetime) -> Results:
    """The results for this state of the spreadsheet; worked out once, and again when the day turns if a
    formula asks for it.
    """
    known = spreadsheet.worked_out
    today = local_day(spreadsheet, now)
    if isinstance(known, Results) and known.day in (None, today):
        return known
    formulas = _formulas(spreadsheet)
    found = _evaluated(spreadsheet, formulas, now) if formulas else Results()
    if any(_VOLATILE.search(text) for _, _, _, text in formulas):
        found.day = today
    spreadsheet.worked_out = found
    return found


def aside(spreadsheet: Spreadsheet, sheet: Sheet, texts: Iterable[str], now: datetime) -> dict[str, Any]:
    """What formulas give that stand in no cell (those of conditional formats), read as if they stood on this sheet."""
    known = results(spreadsheet, now)
    missing = [text for text in dict.fromkeys(texts) if (sheet.id, text) not in known.asides]
    if missing:
        workbook = _engine(spreadsheet, [*_formulas(spreadsheet), *((sheet, -1, -1, text) for text in missing)], now)
        workbook.add_sheet(_ASIDE)
        names = meanings_of_names(spreadsheet)
        for row, text in enumerate(missing):
            own = qualified(canonical(text, spreadsheet.locale, names), sheet.title)
            error = _refusal(workbook, _ASIDE, row + 1, 1, own)
            known.asides[sheet.id, text] = error
        workbook.evaluate_all()
        for row, text in enumerate(missing):
            if known.asides[sheet.id, text] is None:
                known.asides[sheet.id, text] = _effective(workbook.get_value(_ASIDE, row + 1, 1))[0]
    return {text: known.asides[sheet.id, text] for text in texts}


def _formulas(spreadsheet: Spreadsheet) -> list[Standing]:
    return [
        (sheet, row, column, value.text)
        for sheet in filter(Sheet.holds_formulas, spreadsheet.sheets)
        for row, cells in enumerate(sheet.rows)
        for column, (value, _) in enumerate(cells)
        if type(value) is Formula
    ]


def local_day(spreadsheet: Spreadsheet, now: datetime) -> date:
    """Today in the spreadsheet's time zone."""
    return _local(now, spreadsheet).date()


def _local(now: datetime, spreadsheet: Spreadsheet) -> datetime:
    name = spreadsheet.time_zone
    try:
        return now.astimezone(ZoneInfo(name))
    except (KeyError, ValueError):  # a fixed offset such as GMT-05:00 is not in the database
        match = re.match(r"GMT([+-])(\d\d?):?(\d\d)?\Z", name)
        if not match:
            return now
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return now.astimezone(timezone(-offset if match[1] == "-" else offset))


def _evaluated(spreadsheet: Spreadsheet, formulas: list[Standing], now: datetime) -> Results:
    found = Results()
    workbook = _engine(spreadsheet, formulas, now, found)
    workbook.evaluate_all()
    for sheet, row, column, _ in formulas:
        _take(workbook, sheet, row, column, found)
    return found


def _engine(spreadsheet: Spreadsheet, formulas: list[Standing], now: datetime, found: Results | None = None) -> Any:
    """The engine with every formula and what it mentions. Errors of formulas that it will not have are noted in `found`."""
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
    for sheet, row, column, text in texts:
        if row < 0:
            continue
        error = _refusal(workbook, sheet.title, row + 1, column + 1, text)
        if error is not None:
            workbook.set_formula(sheet.title, row + 1, column + 1, "=#REF!")  # so that what rests on it fails too
            if found is not None:
                found.values.setdefault(sheet.id, {})[row, column] = error
    return workbook


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
