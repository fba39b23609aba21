"""The stretches of a school year that a report can be about: a month, a quarter, or the year to date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sync.coaching.quarters import quarters
from sync.coaching.registry import Registry

YEAR: Final = "year"
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_QUARTER: Final = re.compile(r"[Qq]([1-4])")


class UnknownPeriod(Exception):
    """A period that no report can be about; the message says which there are."""


@dataclass(frozen=True)
class Period:
    """`key` as a person types it (2025-10, Q1, year); both days inclusive, and inside the school year. `title` is how reports
    call it; `whole_year` is the year to date."""

    key: str
    title: str
    first_day: date
    last_day: date

    @property
    def whole_year(self) -> bool:
        return self.key == YEAR

    def of(self, dated: pd.DataFrame) -> pd.DataFrame:
        """Those rows whose `date` lies in the period."""
        days = dated["date"].to_numpy("datetime64[D]")
        return dated[(days >= self.first_day) & (days <= self.last_day)]

    def up_to(self, dated: pd.DataFrame) -> pd.DataFrame:
        """Those rows whose `date` is not after the period's last day."""
        return dated[dated["date"].to_numpy("datetime64[D]") <= self.last_day]


def period_named(text: str, registry: Registry, today: date) -> Period:
    """The period that a person asked for, cut to the days up to today.

    Quarters are those of `quarters.quarters`. Raises UnknownPeriod, also for a period that has not begun, and QuartersUnusable.
    """
    wanted = text.strip()
    if wanted.casefold() == YEAR:
        first, last, title = registry.first_day, registry.last_day, f"School year {registry.school_year}, to date"
    elif found := _QUARTER.fullmatch(wanted):
        first, last = _quarter(registry, wanted.upper())
        wanted, title = wanted.upper(), f"Quarter {found[1]}: {_span(first, last)}"
    elif (found := _MONTH.fullmatch(wanted)) and 1 <= int(found[2]) <= 12:
        first = date(int(found[1]), int(found[2]), 1)
        last, title = _next_month(first) - timedelta(days=1), f"{first:%B %Y}"
    else:
        raise UnknownPeriod(f"{text!r} is no period. Name a month like 2025-10, a quarter Q1 to Q4, or year.")
    first, last = max(first, registry.first_day), min(last, registry.last_day)
    if first > last:
        raise UnknownPeriod(
            f"{wanted} lies outside the school year {registry.school_year} "
            f"({registry.first_day.isoformat()} to {registry.last_day.isoformat()})."
        )
    if first > today:
        raise UnknownPeriod(f"{wanted} has not begun yet: it starts on {first.isoformat()}.")
    return Period(YEAR if wanted.casefold() == YEAR else wanted, title, first, min(last, today))


def _quarter(registry: Registry, name: str) -> tuple[date, date]:
    found = {quarter.name: quarter for quarter in quarters(registry)}
    if name not in found:
        raise UnknownPeriod(f"This school year has no {name}. Its quarters are {', '.join(found)}.")
    return found[name].first_day, found[name].last_day


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _span(first: date, last: date) -> str:
    return f"{first:%B} to {last:%B %Y}" if first.month != last.month else f"{first:%B %Y}"
