"""The numbers of billing over all statements: by month, by funding source, and for an accounting system.

Source: `statements.Billing`. Days are Decimals in steps of half a day, amounts Decimals in cents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sync.coaching.funding import funding_problem, in_order_of_funding
from sync.coaching.registry import Registry
from sync.coaching.statement_lines import StatementLine
from sync.coaching.statements import Billing, Statement, amount_billed, days_billed


@dataclass(frozen=True)
class BilledTotal:
    """Days and dollars of some statement lines; days without a contract have no amount."""

    days: Decimal
    amount: Decimal


def total_of(lines: Iterable[StatementLine]) -> BilledTotal:
    """Days and dollars of some statement lines."""
    known = list(lines)
    return BilledTotal(days_billed(known), amount_billed(known))


def billed_by_month(billing: Billing) -> list[tuple[date, BilledTotal]]:
    """What all statements of each month come to, in order; months in which nothing is billed are absent."""
    months: defaultdict[date, list[StatementLine]] = defaultdict(list)
    for line in billing.lines:
        months[line.statement_month].append(line)
    return [(month, total_of(months[month])) for month in sorted(months)]


def billed_by_source(billing: Billing, registry: Registry) -> list[tuple[str, BilledTotal, Decimal]]:
    """Of each funding source, in the order of the registry's Funding: what all statements bill to it, and how many of the days
    charged to it now it may not pay for as they stand.
    """
    lines: defaultdict[str, list[StatementLine]] = defaultdict(list)
    for line in billing.lines:
        lines[line.funding_source].append(line)
    disputed: defaultdict[str, Decimal] = defaultdict(Decimal)
    wrong = billing.funded[billing.funded["problem"] != ""]
    for source, half_days in zip(wrong["funding_source"], wrong["half_days"], strict=True):
        disputed[source] += Decimal(half_days) / 2
    return [(source, total_of(lines[source]), disputed[source]) for source in in_order_of_funding(lines, registry)]


@dataclass(frozen=True)
class AccountLine:
    """One line for an accounting system: a district, a statement month and a funding source, corrections included.
    `outside` are days among them that the source may not pay for as they stand; `rates` the daily rates in it.
    """

    statement: Statement
    funding_source: str
    total: BilledTotal
    corrections: Decimal
    outside: Decimal
    rates: tuple[Decimal, ...]


def account_lines(statements: Iterable[Statement], registry: Registry) -> list[AccountLine]:
    """One line for each statement and funding source, in the order of statements and of the registry's Funding.
    Their days and amounts add up to those of the statements.
    """
    found = []
    for statement in statements:
        for source in in_order_of_funding((line.funding_source for line in statement.lines), registry):
            own = [line for line in statement.lines if line.funding_source == source]
            rates = dict.fromkeys(line.daily_rate for line in own if line.daily_rate is not None)
            days = [(day, half_days) for line in own for day, half_days in line.dates]
            outside = sum(half_days for day, half_days in days if funding_problem(source, day, registry))
            corrections = days_billed(line for line in own if line.is_correction)
            found.append(AccountLine(statement, source, total_of(own), corrections, Decimal(outside) / 2, tuple(rates)))
    return found
