"""Statements: what each district is billed for each month, and what is corrected of months already closed.

A closed month's statement stands as it was billed. What changes in it afterwards is billed or taken back on
the statement of the next month that is open, so that in the end every charged day is billed once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

import pandas as pd

from sync.coaching.contract_days import ChargeStatus
from sync.coaching.funding import unresolved_lines
from sync.coaching.registry import Registry
from sync.coaching.statement_lines import (
    ClosedStatements,
    RunningAmount,
    StatementLine,
    StatementTotal,
    amount_of,
    statement_number,
)

_Charge = tuple[date, str, str]  # day, coach, funding source
_Group = tuple[date, date, str, str, Decimal | None]  # statement month, month, source, coach, rate
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class PendingDay:
    """A date that may still change a statement: held until the coach answers (charged), or unresolved (not
    billed); `days` are those held or asked for.
    """

    coach_id: str
    day: date
    days: Decimal


@dataclass(frozen=True)
class Statement:
    """What one district is billed in one month.

    `lines` hold the month's own days, then corrections of closed months. `left_days` and `left_amount` are
    what the contract has left after this statement and all before it; None without a contract. `held` are
    pending corrections, `unresolved` dates are not billed.
    """

    district_id: str
    month: date
    closed: bool
    lines: tuple[StatementLine, ...]
    held: tuple[PendingDay, ...]
    unresolved: tuple[PendingDay, ...]
    left_days: Decimal | None
    left_amount: Decimal | None

    @property
    def number(self) -> str:
        return statement_number(self.district_id, self.month)

    @property
    def days(self) -> Decimal:
        return days_billed(self.lines)

    @property
    def amount(self) -> Decimal | None:
        """Dollars billed; None where nothing has an amount, because there is no contract."""
        if any(line.amount is not None for line in self.lines) or self.left_amount is not None:
            return amount_billed(self.lines)
        return None

    @property
    def daily_rate(self) -> Decimal | None:
        """The rate of all its lines; None where there is none, or where corrections have another one."""
        rates = {line.daily_rate for line in self.lines}
        return rates.pop() if len(rates) == 1 else None

    @property
    def corrections(self) -> tuple[StatementLine, ...]:
        return tuple(line for line in self.lines if line.is_correction)


def days_billed(lines: Iterable[StatementLine]) -> Decimal:
    """Days of some statement lines: those billed less those taken back."""
    return sum((line.days for line in lines), _NOTHING)


def amount_billed(lines: Iterable[StatementLine]) -> Decimal:
    """Dollars of some statement lines; days without a contract have none."""
    return sum((line.amount for line in lines if line.amount is not None), _NOTHING)


@dataclass(frozen=True)
class Billing:
    """All statements of the program, by district in the registry's order, then by month; and the charged days
    behind them (`funding.FUNDED_COLUMNS`).
    """

    statements: tuple[Statement, ...]
    funded: pd.DataFrame

    @cached_property
    def lines(self) -> tuple[StatementLine, ...]:
        return tuple(line for statement in self.statements for line in statement.lines)

    def of_month(self, month: date) -> tuple[Statement, ...]:
        """Every district's statement of one month."""
        return tuple(statement for statement in self.statements if statement.month == month)


def program_billing(
    registry: Registry, funded: pd.DataFrame, charge_lines: pd.DataFrame, unread: Collection[str] = ()
) -> Billing:
    """The statements of all districts.

    - A month whose statements the registry holds is closed: its lines stand as they were billed.
    - Each other month bills its own charged days at the contract's daily rate.
    - A day of a closed month that is now charged otherwise (more, less, on another source) is a correction on
      the first month after it that is not closed, at the rate at which the closed month was billed.
    - Amounts of a district follow one another (`RunningAmount`): together they are its days times its rate,
      to the cent.

    Args: `funded`, `funding.funded_days` of `charge_lines`; `unread`, districts that this ledger has never
    read: of these only closed statements are known, and nothing is corrected.
    """
    closed = registry.closed_statements
    charged = _charged_by_district(funded)
    waiting = _waiting_by_district(charge_lines)
    frozen: defaultdict[str, list[StatementLine]] = defaultdict(list)
    for line in closed.lines:
        frozen[line.district_id].append(line)
    known = dict.fromkeys((*registry.districts, *sorted({*charged, *frozen})))
    statements: list[Statement] = []
    for district_id in known:
        account = _Account(registry, district_id, closed, frozen[district_id])
        if district_id not in unread:
            account.charge(charged.get(district_id, {}))
        statements += account.statements(waiting.get(district_id, ()))
    return Billing(tuple(statements), funded)


def new_closings(billing: Billing, registry: Registry, today: date) -> tuple[list[StatementLine], list[StatementTotal]]:
    """What the registry has to keep of months that the director closed and whose statements it does not hold
    yet: their lines, and one total a month. A month that is not over is not closed, whatever was typed.
    """
    kept = {*registry.closed_statements.totals, *registry.closed_statements.damaged}
    over = (each.month for each in registry.closed_months if next_month(each.month) <= today)
    months = [month for month in over if month not in kept]
    lines = [line for month in sorted(months) for statement in billing.of_month(month) for line in statement.lines]
    totals = []
    for month in sorted(months):
        own = [line for line in lines if line.statement_month == month]
        totals.append(StatementTotal(month, days_billed(own), amount_billed(own)))
    return lines, totals


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


class _Account:
    """One district's statements while they are put together."""

    def __init__(
        self, registry: Registry, district_id: str, closed: ClosedStatements, frozen: list[StatementLine]
    ) -> None:
        self._district_id, self._closed = district_id, closed
        self._contract = registry.contracts.get(district_id)
        self._lines: defaultdict[date, list[StatementLine]] = defaultdict(list)
        self._running: dict[Decimal, RunningAmount] = {}
        self._billed: defaultdict[_Charge, int] = defaultdict(int)
        self._rates: dict[date, Decimal | None] = {}  # at which each closed month was billed
        # A tab that somebody changed proves nothing: until it is restored, no closed month is corrected.
        self._suspended = {*closed.totals, *closed.damaged} if closed.damaged else set()
        self._closed_months = {*closed.totals, *(each.month for each in registry.closed_months)}
        for line in frozen:
            self._lines[line.statement_month].append(line)
            self._rates.setdefault(line.month, line.daily_rate)
            if line.daily_rate is not None and line.amount is not None:
                self._running_at(line.daily_rate).add(line.days, line.amount)
            for day, half_days in line.dates:
                self._billed[day, line.coach_id, line.funding_source] += half_days

    def charge(self, charged: Mapping[_Charge, int]) -> None:
        """Bill what is charged and not billed yet, and take back what is billed and not charged any more."""
        groups: defaultdict[_Group, list[tuple[date, int]]] = defaultdict(list)
        for day, coach_id, source in sorted({*charged, *self._billed}):
            due = charged.get((day, coach_id, source), 0) - self._billed.get((day, coach_id, source), 0)
            month = day.replace(day=1)
            if due and month not in self._suspended:
                groups[self._statement_month(month), month, source, coach_id, self._rate(month)].append((day, due))
        for group in sorted(groups, key=lambda group: (group[0], group[0] != group[1], *group[1:4])):
            statement_month, month, source, coach_id, rate = group
            dates = tuple(groups[group])
            days = Decimal(sum(half_days for _, half_days in dates)) / 2
            amount = None if rate is None else self._running_at(rate).bill(days)
            line = StatementLine(self._district_id, statement_month, month, coach_id, source, dates, rate, amount)
            self._lines[statement_month].append(line)

    def statements(self, waiting: Iterable[tuple[str, PendingDay]]) -> list[Statement]:
        """The statements in order of months; `waiting` holds (status, date) of all that may still change."""
        held: defaultdict[date, list[PendingDay]] = defaultdict(list)
        unresolved: defaultdict[date, list[PendingDay]] = defaultdict(list)
        for status, pending in waiting:
            place = held if status == ChargeStatus.HELD else unresolved
            place[self._statement_month(pending.day.replace(day=1))].append(pending)
        found = []
        days = amount = _NOTHING
        for month in sorted({*self._lines, *held, *unresolved}):
            lines = tuple(self._lines[month])
            days, amount = days + days_billed(lines), amount + amount_billed(lines)
            found.append(
                Statement(
                    self._district_id,
                    month,
                    month in self._closed_months,
                    lines,
                    tuple(held[month]),
                    tuple(unresolved[month]),
                    self._contract.days - days if self._contract else None,
                    amount_of(self._contract.days, self._contract.daily_rate) - amount if self._contract else None,
                )
            )
        return found

    def _statement_month(self, month: date) -> date:
        """The month on whose statement a day of `month` is billed or corrected."""
        while month in self._closed.totals:
            month = next_month(month)
        return month

    def _rate(self, month: date) -> Decimal | None:
        if month in self._rates:
            return self._rates[month]
        return self._contract.daily_rate if self._contract else None

    def _running_at(self, rate: Decimal) -> RunningAmount:
        return self._running.setdefault(rate, RunningAmount(rate))


def _charged_by_district(funded: pd.DataFrame) -> dict[str, dict[_Charge, int]]:
    charged: defaultdict[str, dict[_Charge, int]] = defaultdict(dict)
    columns = (funded[name] for name in ("district_id", "coach_id", "funding_source", "half_days"))
    for day, district_id, coach_id, source, half_days in zip(funded["date"].dt.date, *columns, strict=True):
        charged[district_id][day, coach_id, source] = half_days
    return charged


def _waiting_by_district(charge_lines: pd.DataFrame) -> dict[str, list[tuple[str, PendingDay]]]:
    waiting: defaultdict[str, list[tuple[str, PendingDay]]] = defaultdict(list)
    held = charge_lines[charge_lines["status"] == ChargeStatus.HELD.value]
    for lines in (held, unresolved_lines(charge_lines)):
        for line in lines.to_dict("records"):
            pending = PendingDay(str(line["coach_id"]), line["date"].date(), Decimal(str(line["asked"])))
            waiting[str(line["district_id"])].append((line["status"], pending))
    return waiting
