"""The quarters of a school year: at the close of each the reach is published, at the last one in the final report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sync.coaching.registry import Registry

QUARTERS: Final = 4
MONTHS_A_QUARTER: Final = 3
SETTING: Final = "quarter_ends"  # in the registry's Settings: the last days, such as 2025-10-31, 2026-01-31, 2026-03-31


class QuartersUnusable(ValueError):
    """The registry's setting quarter_ends does not say where the school year's quarters end."""


@dataclass(frozen=True)
class Quarter:
    """`name` is Q1 to Q4; both days are inclusive. The year's last one is that of the final report."""

    name: str
    first_day: date
    last_day: date
    final: bool

    def closed(self, today: date) -> bool:
        return today > self.last_day

    @property
    def label(self) -> str:
        return f"{self.name} and final report" if self.final else self.name


def quarters(registry: Registry) -> tuple[Quarter, ...]:
    """The quarters of the registry's school year, in order.

    Their last days are those of the setting quarter_ends (the last one may be left out: it is the school year's last day). Without
    it a quarter is three months, counted from the month of the school year's first day: of a year from August to June
    Q1 is August to October, and Q4 is what is left after nine months. Raises QuartersUnusable.
    """
    ends = _ends(registry)
    starts = [registry.first_day, *(end + timedelta(days=1) for end in ends[:-1])]
    return tuple(
        Quarter(f"Q{number}", start, end, end == ends[-1])
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def latest_closed(registry: Registry, today: date) -> Quarter | None:
    """The quarter that closed last; None before the first one did."""
    return next((each for each in reversed(quarters(registry)) if each.closed(today)), None)


def last_close(registry: Registry, today: date) -> date | None:
    """The last day of the quarter that closed last; None before the first one did, or where quarters cannot be told."""
    try:
        quarter = latest_closed(registry, today)
    except QuartersUnusable:
        return None
    return quarter.last_day if quarter else None


def _ends(registry: Registry) -> list[date]:
    written = registry.settings.get(SETTING, "")
    if not written.strip():
        return _three_months_each(registry.first_day, registry.last_day)
    try:
        ends = [date.fromisoformat(each) for each in re.split(r"[,;\s]+", written.strip())]
    except ValueError:
        raise QuartersUnusable(_unusable(registry)) from None
    if ends[-1] != registry.last_day:
        ends.append(registry.last_day)
    if sorted(set(ends)) != ends or ends[0] <= registry.first_day or ends[-1] > registry.last_day:
        raise QuartersUnusable(_unusable(registry))
    return ends


def _unusable(registry: Registry) -> str:
    return (
        f"The setting {SETTING} cannot be used. Write the last day of each quarter in order, like 2025-10-31, 2026-01-31, each "
        f"after {registry.first_day} and not after {registry.last_day}."
    )


def _three_months_each(first_day: date, last_day: date) -> list[date]:
    """Three months each, counted from the month of the first day; the last quarter is what is left."""
    ends, start = [], first_day.replace(day=1)
    for _ in range(QUARTERS - 1):
        start = (start + timedelta(days=31 * MONTHS_A_QUARTER)).replace(day=1)
        ends.append(start - timedelta(days=1))
    return [*(end for end in ends if first_day < end < last_day), last_day]
