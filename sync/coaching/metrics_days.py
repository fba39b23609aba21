"""The numbers of contract days over charge lines. Money is in `metrics_billing`. One district's own state (left, pace, forecast)
is `pace.ContractDays`.

Source: charge lines (`district_id`, `coach_id`, `date`, `days`); `days` is 1, 0.5 or 0, and 0 on unresolved
dates, which nobody pays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from sync.coaching.contract_days import ChargeStatus
from sync.coaching.pace import ContractDays


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
