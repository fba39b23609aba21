"""The registry's Statements tab: what was billed for closed months, read and written line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from sync.coaching.edited_rows import EditedRow
from sync.coaching.edited_tabs import EditedTab
from sync.coaching.entries import Outcome
from sync.coaching.statement_lines import (
    CENT,
    ClosedStatements,
    StatementLine,
    StatementTotal,
    dates_from_words,
    dates_in_words,
)

RESTORE: Final = "Restore the tab as it was: File > Version history > See version history."


def closed_statements_in(tab: EditedTab) -> ClosedStatements:
    """The statements of closed months. A row that was changed is reported, and so is a month whose lines do not
    add up to its total."""
    lines: list[StatementLine] = []
    totals: dict[date, StatementTotal] = {}
    for row in tab.rows:
        statement_month = row.month("statement_month")
        if statement_month is None:
            row.refuse("statement_month", "The month of the statement cannot be read.", RESTORE)
        elif row.blank("district_id"):
            days, amount = row.amount("days"), row.amount("amount")
            if days is None or amount is None:
                row.refuse("days", "The total cannot be read.", RESTORE)
            else:
                totals[statement_month] = StatementTotal(statement_month, days, amount.quantize(CENT))
        elif line := _line(row, statement_month):
            lines.append(line)
    found = ClosedStatements(tuple(lines), totals)
    for month in sorted(found.damaged):
        message = (
            f"The lines of {month:%Y-%m} do not add up to its total. Until they do, closed months are not corrected."
        )
        tab.report(Outcome.PROBLEM, message, RESTORE)
    return found


def _line(row: EditedRow, statement_month: date) -> StatementLine | None:
    month = row.month("month")
    rate, amount = row.amount("daily_rate"), row.amount("amount")
    try:
        dates = dates_from_words(row.text("dates"), month) if month else ()
    except ValueError:
        dates = ()
    if month is None or not dates or (rate is None) != (amount is None):
        row.refuse("dates", "The line cannot be read.", RESTORE)
        return None
    return StatementLine(
        row.text("district_id"),
        statement_month,
        month,
        row.text("coach_id"),
        row.text("funding_source"),
        dates,
        None if rate is None else rate.quantize(CENT),
        None if amount is None else amount.quantize(CENT),
    )


def statement_rows(lines: Iterable[StatementLine], totals: Iterable[StatementTotal]) -> list[Mapping[str, object]]:
    """Closed statements as rows of the tab, by column key: the lines, then the totals."""
    return [*map(_line_row, lines), *map(_total_row, totals)]


def _line_row(line: StatementLine) -> Mapping[str, object]:
    return {
        "statement": line.number,
        "statement_month": f"{line.statement_month:%Y-%m}",
        "district_id": line.district_id,
        "month": f"{line.month:%Y-%m}",
        "coach_id": line.coach_id,
        "funding_source": line.funding_source,
        "dates": dates_in_words(line.dates),
        "days": line.days,
        "daily_rate": line.daily_rate,
        "amount": line.amount,
    }


def _total_row(total: StatementTotal) -> Mapping[str, object]:
    return {
        "statement": f"{total.month:%Y-%m}",
        "statement_month": f"{total.month:%Y-%m}",
        "days": total.days,
        "amount": total.amount,
    }
