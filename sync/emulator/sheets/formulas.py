"""Results of formulas, worked out by formualizer when somebody reads them and kept for that state of the
spreadsheet.

Only the cells that formulas mention are given to the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import formualizer

from sync.emulator.sheets.a1 import Box, cells_rendered, column_letters, quoted
from sync.emulator.sheets.cells import ERROR_TYPES, CellError, Formula, tidy_number
from sync.emulator.sheets.formula_moves import references
from sync.emulator.sheets.google_functions import FUNCTIONS
from sync.emulator.sheets.locales import customs
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.showing import EPOCH

Place = tuple[int, int, int]  # sheet id, row, column

_VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY)\s*\(", re.IGNORECASE)
_READS_ANYWHERE = re.compile(r"\b(INDIRECT|OFFSET)\s*\(", re.IGNORECASE)
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

    `formats` holds the type of number format that a date or time result brings along. `stale_after` is the
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
        for sheet in spreadsheet.sheets
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
    names = _names(spreadsheet)
    texts = [(sheet, r, c, canonical(text, spreadsheet.locale, names)) for sheet, r, c, text in formulas]
    _load(workbook, spreadsheet, texts)
    found = Results()
    for sheet, row, column, text in texts:
        try:
            formualizer.parse(text)
            workbook.set_formula(sheet.title, row + 1, column + 1, text)
        except (formualizer.ParserError, formualizer.TokenizerError, ValueError, RuntimeError):
            found.values.setdefault(sheet.id, {})[row, column] = CellError("ERROR", "Formula parse error.")
    workbook.evaluate_all()
    for sheet, row, column, _ in texts:
        _take(workbook, sheet, row, column, found)
    return found


def _take(workbook: Any, sheet: Sheet, row: int, column: int, found: Results) -> None:
    values = found.values.setdefault(sheet.id, {})
    if (row, column) in values:
        return
    address = f"{quoted(sheet.title)}!{column_letters(column)}{row + 1}"
    spill = workbook.inspect_cell(address).cell.spill
    boxes = [(row, column)]
    if spill is not None and str(spill.kind).endswith("Anchor"):
        boxes = list(_extent(spill.extent, row, column))
    for r, c in boxes:
        value, kind = _effective(workbook.get_value(sheet.title, r + 1, c + 1))
        values[r, c] = value
        if kind:
            found.formats[sheet.id, r, c] = kind


def _extent(extent: str | None, row: int, column: int) -> Iterator[tuple[int, int]]:
    from sync.emulator.sheets.a1 import parsed_cells, split_title

    box = parsed_cells(0, (split_title(extent)[1] or "")) if extent else None
    if box is None or box.bottom is None or box.right is None:
        yield row, column
        return
    for r in range(row, box.bottom):
        for c in range(column, box.right):
            yield r, c


def _names(spreadsheet: Spreadsheet) -> dict[str, str]:
    """What each named range stands for, as an absolute reference; names in lower case."""
    names = {}
    for named in spreadsheet.named_ranges:
        box = Box.of(named["range"])
        sheet = spreadsheet.sheet_by_id(box.sheet_id)
        if sheet is not None:
            names[named["name"].casefold()] = f"{quoted(sheet.title)}!{cells_rendered(box.bounded(sheet))}"
    return names


def canonical(formula: str, locale: str, names: dict[str, str]) -> str:
    """The formula as the engine reads it: named ranges written out, separators of decimal-comma locales
    turned into `,` and `.`.
    """
    if customs(locale).decimal == ",":
        formula = _with_commas(formula)
    if not names:
        return formula
    try:
        tokens = [token for token in formualizer.tokenize(formula) if token is not None]
    except formualizer.TokenizerError:
        return formula
    raw, out, at = formula.encode(), [], 0
    for token in tokens:
        meaning = (
            names.get(token.value.casefold()) if token.subtype == formualizer.TokenSubType.Range else None
        )
        if meaning:
            out += [raw[at : token.start].decode(), meaning]
            at = token.end
    return "".join(out) + raw[at:].decode()


def _with_commas(formula: str) -> str:
    """`=SUMME(1,5;A1)` as `=SUMME(1.5,A1)`; texts and quoted titles are left alone. Rows of an array keep
    their `;`.
    """
    out, depth = [], 0
    for part in re.split(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[{}])', formula):
        if part in ("{", "}"):
            depth += 1 if part == "{" else -1
        elif not part.startswith(('"', "'")):
            part = re.sub(r"(?<=\d),(?=\d)", ".", part)
            part = part.replace("\\", ",") if depth else part.replace(";", ",")
        out.append(part)
    return "".join(out)


def _load(workbook: Any, spreadsheet: Spreadsheet, formulas: list[tuple[Sheet, int, int, str]]) -> None:
    """Gives the engine the plain values of every range that a formula mentions."""
    everywhere = any(_READS_ANYWHERE.search(text) for _, _, _, text in formulas)
    wanted: dict[int, set[Box]] = {}
    for sheet, _, _, text in formulas:
        for reference in references(text):
            target = spreadsheet.sheet_by_title(reference.title) if reference.title else sheet
            if target is not None:
                wanted.setdefault(target.id, set()).add(reference.box(target.id))
    for sheet in spreadsheet.sheets:
        boxes: Iterable[Box] = [Box(sheet.id)] if everywhere else wanted.get(sheet.id, ())
        for box in _without_inner(boxes):
            _load_box(workbook, sheet, box)
    for sheet in spreadsheet.sheets:
        for table in sheet.furniture["tables"]:
            _load_table(workbook, sheet, table)


def _without_inner(boxes: Iterable[Box]) -> list[Box]:
    """The boxes without those that lie inside another (only looked for while they are few)."""
    listed = list(boxes)
    if len(listed) > 200:
        return [min_max] if (min_max := _hull(listed)) else []
    return [box for box in listed if not any(other is not box and other.holds(box) for other in listed)]


def _hull(boxes: list[Box]) -> Box:
    """The smallest box around all of them."""
    bottoms, rights = [box.bottom for box in boxes], [box.right for box in boxes]
    return Box(
        boxes[0].sheet_id,
        min(box.top or 0 for box in boxes),
        None if None in bottoms else max(bottom for bottom in bottoms if bottom is not None),
        min(box.left or 0 for box in boxes),
        None if None in rights else max(right for right in rights if right is not None),
    )


def _load_box(workbook: Any, sheet: Sheet, box: Box) -> None:
    top, bottom, left, right = box.on(sheet)
    bottom = min(bottom, len(sheet.rows))
    width = min(right, max((len(row) for row in sheet.rows[top:bottom]), default=0))
    if bottom <= top or width <= left:
        return
    rows = [[_plain(value) for value, _ in sheet.padded(row, left, width)] for row in range(top, bottom)]
    workbook.set_values_batch(sheet.title, top + 1, left + 1, rows)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is Formula:
        return None
    if kind is int:
        return float(value)
    return value.text if kind is CellError else value


def _load_table(workbook: Any, sheet: Sheet, table: dict[str, Any]) -> None:
    top, bottom, left, right = Box.of(table["range"]).on(sheet)
    headers = [str(value or "") for value, _ in sheet.padded(top, left, right)]
    if len(set(headers)) == len(headers) and all(headers):
        _load_box(workbook, sheet, Box(sheet.id, top, bottom, left, right))
        workbook.add_table(table["name"], sheet.title, (top + 1, left + 1, bottom, right), headers)


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
