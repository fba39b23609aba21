"""A line of a statement: the days of one coach in one month that one source pays, with their amount.

The registry's Statements tab keeps the lines of closed months as they were billed, day by day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
_DAY: Final = re.compile(r"([+-]?)(\d{1,2})( \(half\))?")


@dataclass(frozen=True)
class StatementLine:
    """Days that a statement bills. `statement_month` and `month` (of the days) are first days of months; a
    line whose months differ corrects a month that is closed.

    `dates` holds (day, half-days), in order; a correction takes days back with negative half-days. Rate and
    amount (dollars) are None for a district without a contract.
    """

    district_id: str
    statement_month: date
    month: date
    coach_id: str
    funding_source: str
    dates: tuple[tuple[date, int], ...]
    daily_rate: Decimal | None
    amount: Decimal | None

    @property
    def half_days(self) -> int:
        return sum(half_days for _, half_days in self.dates)

    @property
    def days(self) -> Decimal:
        return Decimal(self.half_days) / 2

    @property
    def is_correction(self) -> bool:
        return self.statement_month != self.month

    @property
    def number(self) -> str:
        """The number of its statement."""
        return statement_number(self.district_id, self.statement_month)


@dataclass(frozen=True)
class StatementTotal:
    """What all statements of a closed month came to when it was closed: the proof that no line is missing."""

    month: date
    days: Decimal
    amount: Decimal


def statement_number(district_id: str, month: date) -> str:
    """The number of a district's statement of a month: riverton-60-2026-09."""
    return f"{district_id}-{month:%Y-%m}"


def amount_of(days: Decimal, daily_rate: Decimal) -> Decimal:
    """Dollars of some days: days times daily rate, rounded half up to the cent."""
    return (days * daily_rate).quantize(CENT, ROUND_HALF_UP)


@dataclass
class RunningAmount:
    """Amounts of consecutive numbers of days at one rate, such that they add up to all days times the rate.

    A half cent that one amount is rounded by is made good by the next: 1.5 days at $625.25 are $937.88, and
    half a day after them $312.62, together 2 x $625.25.
    """

    daily_rate: Decimal
    days: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)

    def bill(self, days: Decimal) -> Decimal:
        """The amount of the next days."""
        due = amount_of(self.days + days, self.daily_rate) - self.amount
        self.add(days, due)
        return due

    def add(self, days: Decimal, amount: Decimal) -> None:
        """Days that have been billed already, with their amount."""
        self.days += days
        self.amount += amount


def dates_in_words(dates: Iterable[tuple[date, int]]) -> str:
    """Days of a month as a statement lists them: `1, 7, 14 (half)`; a correction's as `+3, -14 (half)`."""
    known = list(dates)
    signed = any(half_days < 0 for _, half_days in known)
    return ", ".join(_day_in_words(day, half_days, signed=signed) for day, half_days in known)


def _day_in_words(day: date, half_days: int, *, signed: bool) -> str:
    sign = "-" if half_days < 0 else "+" if signed else ""
    return f"{sign}{day.day}{' (half)' if abs(half_days) == 1 else ''}"


def dates_from_words(text: str, month: date) -> tuple[tuple[date, int], ...]:
    """The dates that `dates_in_words` wrote. Raises ValueError for anything else."""
    found = []
    for part in text.split(", "):
        day = _DAY.fullmatch(part.strip())
        if not day:
            raise ValueError(f"{part!r} is no day of a statement.")
        half_days = 1 if day[3] else 2
        found.append((month.replace(day=int(day[2])), -half_days if day[1] == "-" else half_days))
    return tuple(found)


@dataclass(frozen=True)
class ClosedStatements:
    """What the registry's Statements tab holds.

    `totals` names the months whose statements are closed for good. A month in `damaged` has lines that do not
    add up to its total: somebody changed the tab.
    """

    lines: tuple[StatementLine, ...] = ()
    totals: dict[date, StatementTotal] = field(default_factory=dict)

    @property
    def damaged(self) -> frozenset[date]:
        sums = dict.fromkeys(self.totals, (Decimal(0), Decimal(0)))
        for line in self.lines:
            days, amount = sums.get(line.statement_month, (Decimal(0), Decimal(0)))
            sums[line.statement_month] = (days + line.days, amount + (line.amount or Decimal(0)))
        return frozenset(
            month
            for month, found in sums.items()
            if month not in self.totals or found != (self.totals[month].days, self.totals[month].amount)
        )
