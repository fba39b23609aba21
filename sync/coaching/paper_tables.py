"""Tables of papers from rows of values: each cell as text to print, and as a value for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sheets_templates.looks import NUMERIC
from sheets_templates.model import ColumnType
from sheets_templates.papers import PaperTable
from sync.coaching.metrics import Share
from sync.coaching.report_words import day_in_words

NOTHING: Final = "–"


@dataclass(frozen=True)
class TableColumn:
    """One column: what kind of value it holds, and its share of the page's width."""

    header: str
    width: float
    type: ColumnType = ColumnType.TEXT


def paper_table(columns: Sequence[TableColumn], rows: Sequence[Sequence[object]], *, total: bool = False) -> PaperTable:
    """The table. A cell is a text, a number, a day, a Share (its percent) or None (a dash). `total`: the last row is a sum."""
    return PaperTable(
        [column.header for column in columns],
        [[shown(cell, column.type) for cell, column in zip(row, columns, strict=True)] for row in rows],
        ["right" if column.type in NUMERIC else "left" for column in columns],
        [column.width for column in columns],
        total,
        [[cell.ratio if isinstance(cell, Share) else cell for cell in row] for row in rows],
        [column.type for column in columns],
    )


def shown(value: object, kind: ColumnType) -> str:
    """One value as a paper prints it."""
    if value is None:
        return NOTHING
    if isinstance(value, Share):
        return value.percent()
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return day_in_words(value)
    if not isinstance(value, int | float | Decimal):
        raise TypeError(f"A paper cannot print {type(value).__name__}.")
    if kind is ColumnType.MONEY:
        return money(Decimal(str(value)))
    if kind is ColumnType.PERCENT:
        return f"{value:.0%}"
    if kind is ColumnType.INTEGER:
        return f"{value:,.0f}"
    return f"{value:,.1f}".removesuffix(".0") if kind is ColumnType.DAYS else f"{value:,.1f}"


def money(amount: Decimal) -> str:
    """Dollars and cents, as $68,000.00."""
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"
