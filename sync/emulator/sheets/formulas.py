"""Results of formulas, worked out by formualizer when somebody reads them and kept for that state of the
spreadsheet.

Only the cells that formulas mention are given to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from sync.emulator.sheets.a1 import column_letters, parsed_cells, quoted, split_title
from sync.emulator.sheets.cells import CellError, Formula
from sync.emulator.sheets.formula_engine import Standing, effective, engine, refusal
from sync.emulator.sheets.formula_inputs import canonical, meanings_of_names
from sync.emulator.sheets.formula_moves import qualified, references
from sync.emulator.sheets.model import Sheet, Spreadsheet

Place = tuple[int, int, int]  # sheet id, row, column
_ASIDE = "\u200b"  # a sheet of the engine's that no spreadsheet has

_VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY)\s*\(", re.IGNORECASE)


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


def aside(spreadsheet: Spreadsheet, sheet: Sheet, texts: Sequence[str], now: datetime) -> dict[str, Any]:
    """What formulas give that stand in no cell (those of conditional formats), read as if they stood on this sheet."""
    known = results(spreadsheet, now)
    missing = [text for text in dict.fromkeys(texts) if (sheet.id, text) not in known.asides]
    if missing:
        asked = [(sheet, -1, -1, text) for text in missing]
        workbook, _ = engine(spreadsheet, [*_formulas(spreadsheet), *asked], _local(now, spreadsheet))
        workbook.add_sheet(_ASIDE)
        names = meanings_of_names(spreadsheet)
        for row, text in enumerate(missing):
            own = qualified(canonical(text, spreadsheet.locale, names), sheet.title)
            known.asides[sheet.id, text] = refusal(workbook, _ASIDE, row + 1, 1, own)
        workbook.evaluate_all()
        for row, text in enumerate(missing):
            if known.asides[sheet.id, text] is None:
                known.asides[sheet.id, text] = effective(workbook.get_value(_ASIDE, row + 1, 1))[0]
        if any(map(_VOLATILE.search, missing)):
            known.day = local_day(spreadsheet, now)
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
    workbook, refusals = engine(spreadsheet, formulas, _local(now, spreadsheet))
    for sheet, row, column, error in refusals:
        found.values.setdefault(sheet.id, {})[row, column] = error
    workbook.evaluate_all()
    for sheet, row, column, _ in formulas:
        _take(workbook, sheet, row, column, found)
    for sheet, row, column, text in formulas:
        _mirror(spreadsheet, sheet, row, column, text, found)
    return found


def _mirror(spreadsheet: Spreadsheet, sheet: Sheet, row: int, column: int, text: str, found: Results) -> None:
    """A formula that is nothing but a reference to one cell (`=B2`) is empty where that cell is, and shows as that cell does."""
    named = references(text)
    if len(named) != 1 or named[0].last or (named[0].start, named[0].end) != (1, len(text)):
        return
    source = spreadsheet.sheet_by_title(named[0].title) if named[0].title else sheet
    at = (named[0].first.row or 0, named[0].first.column or 0)
    if source is None:
        return
    value, look = source.cell(*at)
    if value is None and at not in found.on(source):
        found.values[sheet.id][row, column] = None
    own = spreadsheet.looks[look].get("userEnteredFormat", {}).get("numberFormat")
    if own and (sheet.id, row, column) not in found.formats:
        found.formats[sheet.id, row, column] = own["type"]


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
        value, kind = effective(workbook.get_value(sheet.title, r + 1, c + 1))
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
