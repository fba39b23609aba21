"""How one district stands with its contract days: used, left, pace, forecast, alerts.

Days are Decimals in steps of half a day where they are counted, and exact quotients where they are expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sync.coaching.calendar import CoachingDaysGone, SchoolCalendar
from sync.coaching.contract_days import ChargeStatus
from sync.coaching.registry import Contract

FORECAST_WEEKS: Final = 8  # school weeks (DOMAIN.md, Contract days)
FORECAST_STEP: Final = Decimal("0.1")  # days: a forecast is no count, one decimal is all that it can say
# A district is ahead or behind when both are passed: a share of the expected days, so 170 days may drift by
# a few visits, and a number of days, because 10 days are used visit by visit and one more or less is no sign.
PACE_TOLERANCE: Final = Decimal("0.15")
PACE_GAP_DAYS: Final = Decimal(2)
RUN_OUT_MARGIN: Final = 10  # coaching days: to run out in the last two school weeks is what was planned

_Days = npt.NDArray[np.float64]
_Dates = npt.NDArray[np.datetime64]


class AlertKind(StrEnum):
    """What an alert is about, in the order of urgency."""

    EXCEEDED = "Exceeded"
    RUNS_OUT = "Runs out"
    AHEAD = "Ahead of pace"
    BEHIND = "Behind pace"
    NO_CONTRACT = "No contract"


@dataclass(frozen=True)
class Alert:
    kind: AlertKind
    text: str


@dataclass(frozen=True)
class Pace:
    """Days charged of the days expected by today, both halves kept."""

    charged: Decimal
    contracted: Decimal
    coaching_days: CoachingDaysGone

    @property
    def expected(self) -> Decimal:
        """Contracted days x the contract's coaching days gone / all of them; 0 where there are none."""
        whole = self.coaching_days.whole
        return self.contracted * self.coaching_days.gone / whole if whole else Decimal(0)

    @property
    def ratio(self) -> Decimal | None:
        """Charged by expected: 1 is on pace; None while nothing is expected yet."""
        return self.charged / self.expected if self.expected else None


@dataclass(frozen=True)
class ContractDays:
    """One district's contract days on one day; all in days.

    `charged`: all that is billed, `held` (until confirmed) included. `unresolved`: asked on dates that wait
    for the coach, not billed. `left`: contracted less charged, negative beyond the contract; 0 without one.
    `outside`: of the charged days, those dated before the contract's first or after its last day. `pace` is
    None without a contract. `forecast_left`: days left at the contract's end, None while there is nothing to
    go by. `run_out_on`: the day on which the days are, or at the present pace will be, used up; None when
    they last. `alerts` is empty when all is well.
    """

    contracted: Decimal
    charged: Decimal
    held: Decimal
    unresolved: Decimal
    left: Decimal
    outside: Decimal
    pace: Pace | None
    forecast_left: Decimal | None
    run_out_on: date | None
    alerts: tuple[Alert, ...]

    @property
    def expected(self) -> Decimal:
        """Days expected by today; 0 without a contract."""
        return self.pace.expected if self.pace else Decimal(0)


def contract_days(
    contract: Contract | None, lines: pd.DataFrame, calendar: SchoolCalendar, today: date
) -> ContractDays:
    """How a district stands with its contract days today.

    Definitions (DOMAIN.md, Contract days):

    - expected = contracted x coaching days of the contract gone (today included) / all its coaching days.
    - recent pace = days charged in the last 8 school weeks that are over / coaching days in them; of a
      contract that began meanwhile, only from its first day on.
    - forecast_left = left - recent pace x coaching days of the contract after today.
    - run_out_on = the coaching day after today on which the recent pace uses up what is left; where nothing
      is left, the date of the line that used up the last day.

    Args: `lines`, the contract-day lines of this district (`contract_days.LINE_COLUMNS`), in any order.
    `calendar`, the district's.
    """
    days = lines["days"].to_numpy(float)
    charged = _total(days)
    held = _total(days[(lines["status"] == ChargeStatus.HELD.value).to_numpy(bool)])
    unresolved = _total(lines["asked"].to_numpy(float) - days)
    if contract is None:
        alert = Alert(AlertKind.NO_CONTRACT, "No contract in the registry")
        none = Decimal(0)
        return ContractDays(none, charged, held, unresolved, none, none, None, None, None, (alert,))
    dates = lines["date"].to_numpy("datetime64[D]")
    inside = (dates >= np.datetime64(contract.first_day)) & (dates <= np.datetime64(contract.last_day))
    left = contract.days - charged
    pace = Pace(charged, contract.days, calendar.share_gone(today, contract.first_day, contract.last_day))
    stretch = _Stretch(contract, calendar, today)
    recent = stretch.recent_pace(dates, days)
    run_out_on = _used_up_on(contract.days, dates, days) if left <= 0 else stretch.runs_out_on(left, recent)
    return ContractDays(
        contracted=contract.days,
        charged=charged,
        held=held,
        unresolved=unresolved,
        left=left,
        outside=_total(days[~inside]),
        pace=pace,
        forecast_left=stretch.forecast_left(left, recent),
        run_out_on=run_out_on,
        alerts=_alerts(pace, left, run_out_on, stretch),
    )


@dataclass(frozen=True)
class _RecentPace:
    charged: Decimal
    coaching_days: int


@dataclass(frozen=True)
class _Stretch:
    """The days of a contract, seen from today."""

    contract: Contract
    calendar: SchoolCalendar
    today: date

    def coaching_days_after(self, day: date) -> int:
        """Coaching days after `day` up to the contract's last day, none of them before its first."""
        first_day = max(day + timedelta(days=1), self.contract.first_day)
        return self.calendar.coaching_days(first_day, self.contract.last_day)

    def recent_pace(self, dates: _Dates, days: _Days) -> _RecentPace | None:
        """Days charged and coaching days in the last 8 school weeks in the contract; None without any."""
        charged, coaching_days = Decimal(0), 0
        for week in self.calendar.school_weeks_before(self.today, FORECAST_WEEKS):
            first = max(week.first_day, self.contract.first_day)
            last = min(week.last_day, self.contract.last_day)
            in_week = (dates >= np.datetime64(first)) & (dates <= np.datetime64(last))
            charged += _total(days[in_week])
            coaching_days += self.calendar.coaching_days(first, last)
        return _RecentPace(charged, coaching_days) if coaching_days else None

    def forecast_left(self, left: Decimal, recent: _RecentPace | None) -> Decimal | None:
        remaining = self.coaching_days_after(self.today)
        if not remaining:
            return left
        if recent is None:
            return None
        return (left - recent.charged * remaining / recent.coaching_days).quantize(FORECAST_STEP)

    def runs_out_on(self, left: Decimal, recent: _RecentPace | None) -> date | None:
        if recent is None or not recent.charged:
            return None
        needed = int((left * recent.coaching_days / recent.charged).to_integral_value(ROUND_CEILING))
        start = max(self.today, self.contract.first_day - timedelta(days=1))
        used_up = self.calendar.coaching_day_after(start, needed)
        return used_up if used_up and used_up <= self.contract.last_day else None


def _alerts(pace: Pace, left: Decimal, run_out_on: date | None, stretch: _Stretch) -> tuple[Alert, ...]:
    contracted = in_words(pace.contracted)
    if left < 0:
        text = f"{in_words(pace.charged)} charged, {in_words(-left)} beyond the {contracted} of the contract"
        return (Alert(AlertKind.EXCEEDED, text),)
    found = []
    after = stretch.coaching_days_after(max(run_out_on, stretch.today)) if run_out_on else 0
    if run_out_on and after > RUN_OUT_MARGIN:
        if not left:
            used_up = f"All {contracted} of the contract are used; {after} coaching days are still to come"
            return (Alert(AlertKind.RUNS_OUT, used_up),)
        when = f"{run_out_on:%B} {run_out_on.day}, {run_out_on.year}"
        text = f"The days will run out on {when}, {after} coaching days before the contract ends"
        found.append(Alert(AlertKind.RUNS_OUT, text))
    gap = pace.charged - pace.expected
    if abs(gap) >= PACE_GAP_DAYS and abs(gap) > PACE_TOLERANCE * pace.expected:
        kind = AlertKind.AHEAD if gap > 0 else AlertKind.BEHIND
        text = f"{in_words(pace.charged)} charged, {in_words(pace.expected)} expected by today"
        found.append(Alert(kind, text))
    return tuple(found)


def in_words(days: Decimal) -> str:
    """Days with one decimal where one is needed: 1 day, 2.5 days, 1,066 days."""
    rounded = days.quantize(FORECAST_STEP).normalize()
    return f"{rounded:,f} {'day' if rounded == 1 else 'days'}"


def _used_up_on(contracted: Decimal, dates: _Dates, days: _Days) -> date | None:
    """The date of the line that used up the last contracted day; None for a contract of no days."""
    order = np.argsort(dates, kind="stable")
    reached = np.flatnonzero(np.cumsum(days[order]) >= float(contracted))
    used_up: date | None = dates[order][reached[0]].item() if contracted and len(reached) else None
    return used_up


def _total(days: _Days) -> Decimal:
    """The sum of whole and half days, exact."""
    return Decimal(round(float(days.sum()) * 2)) / 2
