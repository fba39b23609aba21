"""What the formula engine is given: formulas in its own spelling, and the plain values that they mention."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import formualizer

from sync.emulator.sheets.a1 import Box, cells_rendered, quoted
from sync.emulator.sheets.cells import CellError, Formula
from sync.emulator.sheets.formula_moves import references
from sync.emulator.sheets.locales import customs
from sync.emulator.sheets.model import Sheet, Spreadsheet

_READS_ANYWHERE = re.compile(r"\b(INDIRECT|OFFSET)\s*\(", re.IGNORECASE)


def meanings_of_names(spreadsheet: Spreadsheet) -> dict[str, str]:
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
        meaning = names.get(token.value.casefold()) if token.subtype == formualizer.TokenSubType.Range else None
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


def load_values(workbook: Any, spreadsheet: Spreadsheet, formulas: list[tuple[Sheet, int, int, str]]) -> None:
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
