"""The numbers of contract days and money over charge lines. One district's own state (left, pace, forecast)
is `pace.ContractDays`.

Source: charge lines (`district_id`, `coach_id`, `date`, `days`); `days` is 1, 0.5 or 0, and 0 on unresolved
dates, which nobody pays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import pandas as pd

from sync.coaching.contract_days import ChargeStatus
from sync.coaching.pace import ContractDays
from sync.coaching.registry import Registry

CENT: Final = Decimal("0.01")


def charge_amount(days: float, daily_rate: Decimal) -> Decimal:
    """Dollars of some charged days: days times daily rate, rounded half up to the cent."""
    return (Decimal(str(days)) * daily_rate).quantize(CENT, ROUND_HALF_UP)


def charge_amounts(charges: pd.DataFrame, daily_rates: Mapping[str, Decimal]) -> list[Decimal | None]:
    """`charge_amount` of each charge line, by its district's daily rate; None for a district without one."""
    amounts: dict[tuple[str, float], Decimal | None] = {}
    for district_id, days in set(zip(charges["district_id"], charges["days"], strict=True)):
        rate = daily_rates.get(district_id)
        amounts[district_id, days] = None if rate is None else charge_amount(days, rate)
    return [amounts[line] for line in zip(charges["district_id"], charges["days"], strict=True)]


def days_charged(charges: pd.DataFrame) -> Decimal:
    """Contract days that these lines charge, those held until confirmed included; exact, in steps of half a day."""
    return Decimal(round(float(charges["days"].sum()) * 2)) / 2


def unresolved_dates(charges: pd.DataFrame) -> int:
    """Dates of a coach and district that wait for the coach: lines that are Unresolved and bill nothing."""
    return int((charges["status"] == ChargeStatus.UNRESOLVED.value).sum())


def days_charged_by_coach(charges: pd.DataFrame) -> dict[str, float]:
    """Contract days charged for each coach over all districts, by coach id; those held until confirmed
    included.
    """
    sums = charges.groupby("coach_id", observed=True)["days"].sum()
    return {str(coach_id): float(days) for coach_id, days in sums.items()}


@dataclass(frozen=True)
class MonthBill:
    """One district's charged days in one month (text as 2026-09) and their amount; no rate and amount
    without a contract.
    """

    district_id: str
    month: str
    days: float
    daily_rate: Decimal | None
    amount: Decimal | None


def bills_by_month(charges: pd.DataFrame, registry: Registry) -> list[MonthBill]:
    """What each district is billed for each month: its charged days times its contract's daily rate.

    Returns: in the registry's order of districts, then by month; months without a charged day are absent.
    The cents of a month are those of its days together, and equal the sum over its lines as long as half a
    daily rate is whole cents.
    """
    months = charges["date"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    keys = ["district_id", "month"]
    sums = charges.assign(month=months).groupby(keys, observed=True, as_index=False)["days"].sum()
    bills = []
    for district_id, month, days in zip(sums["district_id"], sums["month"], sums["days"], strict=True):
        contract = registry.contracts.get(str(district_id))
        rate = contract.daily_rate if contract else None
        amount = None if rate is None else charge_amount(days, rate)
        if days:
            bills.append(MonthBill(str(district_id), f"{month:%Y-%m}", float(days), rate, amount))
    order = {district_id: place for place, district_id in enumerate(registry.districts)}
    return sorted(bills, key=lambda bill: (order.get(bill.district_id, len(order)), bill.district_id, bill.month))


def program_bills(bills: Iterable[MonthBill]) -> list[tuple[str, float, Decimal]]:
    """Days and dollars of all districts for each month, in order: (month, days, amount). Days without a
    contract have no amount.
    """
    totals: dict[str, tuple[float, Decimal]] = {}
    for bill in bills:
        days, amount = totals.get(bill.month, (0.0, Decimal(0)))
        totals[bill.month] = (days + bill.days, amount + (bill.amount or Decimal(0)))
    return [(month, *totals[month]) for month in sorted(totals)]


def amount_billed(bills: Iterable[MonthBill]) -> Decimal:
    """Dollars of all bills together."""
    return sum((bill.amount for bill in bills if bill.amount is not None), Decimal(0))


@dataclass(frozen=True)
class ProgramDays:
    """Contract days of all districts that have a contract, added up; `contracts` is their number, `held`
    are among the charged.
    """

    contracts: int
    contracted: Decimal
    charged: Decimal
    held: Decimal
    left: Decimal


def program_days(districts: Iterable[ContractDays]) -> ProgramDays:
    """Contract days contracted, charged, held until confirmed, and left, of all districts with a contract."""
    known = [days for days in districts if days.pace]
    return ProgramDays(
        len(known),
        sum((days.contracted for days in known), Decimal(0)),
        sum((days.charged for days in known), Decimal(0)),
        sum((days.held for days in known), Decimal(0)),
        sum((days.left for days in known), Decimal(0)),
    )
