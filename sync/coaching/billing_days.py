"""Every day that a statement bills or takes back, with its amount: the billing ledger, one line a day and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from sync.coaching.contract_days import ChargeStatus
from sync.coaching.funding import unresolved_lines
from sync.coaching.statement_lines import RunningAmount, StatementLine
from sync.coaching.statements import Billing

CORRECTED: Final = "Corrected"  # the status of a day that was billed and taken back, on both statements
TAKEN_BACK: Final = "Taken back: it was billed, and is not charged like this any more"
WAS_BILLED: Final = "Billed, and taken back or changed on a later statement"
ADDED: Final = "Added after its month was closed"

_Place = tuple[str, str, date, str]  # district, coach, day, funding source


@dataclass(frozen=True)
class BilledDay:
    """One day as one statement has it. `days` are negative where it is taken back, 0 on an unresolved date
    (then `asked` is what was asked, and there is no statement).
    """

    district_id: str
    coach_id: str
    day: date
    funding_source: str
    days: Decimal
    asked: Decimal
    status: str
    why: str
    problem: str
    statement_month: date | None
    daily_rate: Decimal | None
    amount: Decimal | None


def billed_days(billing: Billing, charge_lines: pd.DataFrame) -> list[BilledDay]:
    """Every day of every statement, and the unresolved dates, by district as statements are, then by date and
    coach. Days and amounts add up to those of the statements.
    """
    charged = _charged(billing)
    found = [each for line in billing.lines for each in _days_of(line, charged)]
    found += _unresolved(charge_lines)
    order = {district_id: place for place, district_id in enumerate(each.district_id for each in billing.statements)}
    return sorted(
        found,
        key=lambda each: (
            order.get(each.district_id, len(order)),
            each.day,
            each.coach_id,
            each.statement_month or each.day,
            each.funding_source,
        ),
    )


def _charged(billing: Billing) -> dict[_Place, tuple[int, str, str, str]]:
    """Half-days, status, rule and problem of every charged day, by its place."""
    funded = billing.funded
    places = zip(
        funded["district_id"], funded["coach_id"], funded["date"].dt.date, funded["funding_source"], strict=True
    )
    said = zip(funded["half_days"], funded["status"], funded["rule"], funded["problem"], strict=True)
    return dict(zip(places, said, strict=True))


def _days_of(line: StatementLine, charged: dict[_Place, tuple[int, str, str, str]]) -> Iterator[BilledDay]:
    amounts = _amounts(line)
    for (day, half_days), amount in zip(line.dates, amounts, strict=True):
        known = charged.get((line.district_id, line.coach_id, day, line.funding_source))
        status, why, problem = (CORRECTED, WAS_BILLED, "") if known is None else known[1:]
        if half_days < 0:
            status, why = CORRECTED, TAKEN_BACK
        elif line.is_correction and known is not None:
            why = f"{why}. {ADDED}"
        days = Decimal(half_days) / 2
        yield BilledDay(
            line.district_id,
            line.coach_id,
            day,
            line.funding_source,
            days,
            days,
            status,
            why,
            problem,
            line.statement_month,
            line.daily_rate,
            amount,
        )


def _amounts(line: StatementLine) -> list[Decimal | None]:
    """The amount of each date of a line; the last one takes what makes them add up to the line's."""
    if line.daily_rate is None or line.amount is None:
        return [None] * len(line.dates)
    running = RunningAmount(line.daily_rate)
    amounts = [running.bill(Decimal(half_days) / 2) for _, half_days in line.dates]
    return [*amounts[:-1], amounts[-1] + line.amount - sum(amounts, Decimal(0))]


def _unresolved(charge_lines: pd.DataFrame) -> Iterator[BilledDay]:
    for line in unresolved_lines(charge_lines).to_dict("records"):
        yield BilledDay(
            str(line["district_id"]),
            str(line["coach_id"]),
            line["date"].date(),
            "",
            Decimal(0),
            Decimal(str(line["asked"])),
            ChargeStatus.UNRESOLVED.value,
            line["rule"],
            "",
            None,
            None,
            None,
        )
