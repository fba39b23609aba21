"""What helps people fill in a tab: drop-downs and date pickers, and the colors of rows that need a second
look."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gspread.utils import rowcol_to_a1

from sheets_templates.consistency import FORMULA_TOKEN
from sheets_templates.looks import SIGNALS
from sheets_templates.model import Column, ColumnType, ConditionalFormat, Tab
from sync.google.cell_data import color_style
from sync.google.sheet_requests import Request, grid_range

# Where numbers are written with a decimal point, a formula's arguments are set apart by commas; elsewhere
# by semicolons.
_POINT_LANGUAGES: Final = frozenset({"en", "ja", "zh", "ko", "he", "iw", "th", "hi", "ar", "fil", "ms"})
_POINT_LOCALES: Final = frozenset({"es_MX", "es_US", "es_PR", "de_CH"})
_QUOTED: Final = re.compile(r'("(?:[^"]|"")*")')

Facts = Mapping[str, object]


def validation(column: Column, lists: Mapping[str, Sequence[str]], ranges: Mapping[str, str]) -> dict[str, Any] | None:
    """The DataValidationRule of a column; None where people may type freely.

    Args: `lists` the allowed values by name; `ranges` the A1 ranges of columns that feed drop-downs, by
        "tab/column".
    """
    condition = _condition(column, lists, ranges)
    if condition is None:
        return None
    rule: dict[str, Any] = {"condition": condition, "strict": column.strict, "showCustomUi": True}
    if column.help:
        rule["inputMessage"] = column.help
    return rule


def _condition(column: Column, lists: Mapping[str, Sequence[str]], ranges: Mapping[str, str]) -> dict[str, Any] | None:
    if column.values is not None:
        if column.values in ranges:
            return _of("ONE_OF_RANGE", f"={ranges[column.values]}")
        return _of("ONE_OF_LIST", *lists[column.values]) if lists[column.values] else None
    if column.type == ColumnType.DATE:
        return _of("DATE_IS_VALID")
    if column.type == ColumnType.CHECKBOX:
        return _of("BOOLEAN")
    if column.type == ColumnType.EMAIL:
        return _of("TEXT_IS_EMAIL")
    return None


def _of(kind: str, *values: str) -> dict[str, Any]:
    condition: dict[str, Any] = {"type": kind}
    if values:
        condition["values"] = [{"userEnteredValue": value} for value in values]
    return condition


def validation_request(sheet_id: int, position: int, rule: dict[str, Any] | None) -> Request:
    """Sets a rule on a whole column below its header, rows that are filtered out or added later included;
    None clears it."""
    body: dict[str, Any] = {
        "range": grid_range(sheet_id, rows=(1, None), columns=(position, position + 1)),
        "filteredRowsIncluded": True,
    }
    if rule is not None:
        body["rule"] = rule
    return {"setDataValidation": body}


def color_rules(
    tab: Tab,
    sheet_id: int,
    positions: Mapping[str, int],
    lists: Mapping[str, Sequence[str]],
    facts: Facts,
    locale: str,
) -> list[dict[str, Any]]:
    """The tab's ConditionalFormatRules, the most important first. A rule that needs a fact nobody knows yet
    is left out."""
    area = grid_range(sheet_id, rows=(1, None), columns=(min(positions.values()), max(positions.values()) + 1))
    rules = []
    for wanted in tab.formats:
        formula = _formula(wanted, tab, positions, lists, facts)
        if formula is None:
            continue
        color = {"backgroundColorStyle": color_style(SIGNALS[wanted.look])}
        condition = _of("CUSTOM_FORMULA", localized(formula, locale))
        rules.append({"ranges": [area], "booleanRule": {"condition": condition, "format": color}})
    return rules


def _formula(
    wanted: ConditionalFormat,
    tab: Tab,
    positions: Mapping[str, int],
    lists: Mapping[str, Sequence[str]],
    facts: Facts,
) -> str | None:
    if wanted.formula is None:
        cell = first_cell(positions[str(wanted.column)])
        return "=OR(" + ",".join(f"{cell}={_text(value)}" for value in wanted.values) + ")"
    parts: dict[str, str] = {}
    for unknown, name in FORMULA_TOKEN.findall(wanted.formula):
        part = _unknown(tab.column(name), positions, lists) if unknown else _part(name, tab, positions, facts)
        if part is None:
            return None
        parts[f"{unknown}{name}"] = part
    return FORMULA_TOKEN.sub(lambda token: parts[token[0][1:-1]], wanted.formula)


def _part(name: str, tab: Tab, positions: Mapping[str, int], facts: Facts) -> str | None:
    if name in positions:
        return first_cell(positions[name])
    if name == "filled":
        typed = [column.key for column in tab.columns if not column.protected]
        return "OR(" + ",".join(f'{first_cell(positions[key])}<>""' for key in typed) + ")"
    fact = facts.get(name)
    return f"DATE({fact.year},{fact.month},{fact.day})" if isinstance(fact, date) else None


def _unknown(column: Column, positions: Mapping[str, int], lists: Mapping[str, Sequence[str]]) -> str | None:
    allowed = lists.get(column.values or "", ())
    if not allowed:
        return None
    cell = first_cell(positions[column.key])
    return "AND(" + ",".join([f'{cell}<>""', *(f"{cell}<>{_text(value)}" for value in allowed)]) + ")"


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def first_cell(position: int) -> str:
    """A column's first cell below the header, for a rule that is copied down: column 3 is `$D2`."""
    return f"${rowcol_to_a1(2, position + 1)}"


def localized(formula: str, locale: str) -> str:
    """The formula with the argument separator of a spreadsheet's locale; quoted texts stay as they are."""
    if locale in _POINT_LOCALES or locale.split("_")[0] in _POINT_LANGUAGES:
        return formula
    pieces = _QUOTED.split(formula)
    return "".join(piece if piece.startswith('"') else piece.replace(",", ";") for piece in pieces)
