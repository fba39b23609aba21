"""The numbers of next spring's decision: the days this year needed, and what each choice for next year would cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

import pandas as pd

from sync.coaching.pace import ContractDays
from sync.coaching.registry import Contract
from sync.coaching.statement_lines import amount_of

HALF_DAY: Final = Decimal("0.5")
STEP: Final = Decimal(5)  # days: contracts are made in fives
STEP_SHARE: Final = Decimal("0.1")  # of this year's days, so that a choice of more or fewer is one that is felt

FEWER, SAME, MORE, AS_NEEDED = "Fewer days", "The same days", "More days", "This year's need"


def days_asked(lines: pd.DataFrame) -> Decimal:
    """Contract days that the coaches' entries asked for, dates that wait for the coach included; in steps of half a day."""
    return Decimal(round(float(lines["asked"].sum()) * 2)) / 2


def days_needed(days: ContractDays) -> Decimal | None:
    """The days that the year will have taken: contracted less the forecast of days left, rounded up to half a day.

    Never less than is charged already. None without a contract, and while there is nothing to go by.
    """
    if days.pace is None or days.forecast_left is None:
        return None
    halves = ((days.contracted - days.forecast_left) / HALF_DAY).to_integral_value(ROUND_CEILING)
    return max(halves * HALF_DAY, days.charged)


@dataclass(frozen=True)
class RenewalOption:
    """One choice for next year: `amount` is days times `daily_rate`, `difference` that less what this year's contract comes to."""

    name: str
    days: Decimal
    daily_rate: Decimal
    amount: Decimal
    difference: Decimal


def renewal_options(contract: Contract, needed: Decimal | None) -> list[RenewalOption]:
    """The choices, fewest days first, each number of days once.

    This year's days; one step fewer and one step more, a step being a tenth of this year's days in whole fives, at least five; and
    this year's need rounded up to a whole five. The rate is next year's where the registry gives it, else this year's.
    """
    step = max(STEP, (contract.days * STEP_SHARE / STEP).to_integral_value(ROUND_HALF_UP) * STEP)
    wanted = {contract.days: SAME, contract.days + step: MORE}
    if contract.days > step:
        wanted[contract.days - step] = FEWER
    if needed:
        fives = (needed / STEP).to_integral_value(ROUND_CEILING) * STEP
        wanted[fives] = " · ".join(filter(None, (wanted.get(fives), AS_NEEDED)))
    rate = contract.next_daily_rate or contract.daily_rate
    this_year = amount_of(contract.days, contract.daily_rate)
    return [_option(wanted[days], days, rate, this_year) for days in sorted(wanted)]


def _option(name: str, days: Decimal, rate: Decimal, this_year: Decimal) -> RenewalOption:
    amount = amount_of(days, rate)
    return RenewalOption(name, days, rate, amount, amount - this_year)
