"""How days, contract days, time and freshness are worded on cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from addon.cards.pieces import Widget, line
from sync.coaching.metrics import Share
from sync.coaching.metrics_plan import PlannedAgainstActual
from sync.coaching.pace import ContractDays, in_words


def weekday(day: date) -> str:
    """A day as `Friday, October 31`."""
    return f"{day:%A}, {day:%B} {day.day}"


def contract_lines(days: ContractDays) -> list[Widget | None]:
    """Days left with both halves, and the pace."""
    if days.pace is None:
        return [line("No contract", "Contract days", "The registry holds no contract for this district.")]
    held = f"{in_words(days.held)} charged until the coach confirms what changed in the log" if days.held else ""
    left = part_of_days(days.left, days.contracted)
    return [line(left, "Contract days left", held), pace_line(days)]


def part_of_days(part: Decimal, whole: Decimal) -> str:
    """Both halves, as `38.5 of 40 days`."""
    return f"{in_words(part).partition(' ')[0]} of {in_words(whole)}"


def pace_line(days: ContractDays) -> Widget:
    """The pace: what is to be known about it, or that it is as expected."""
    kinds = ", ".join(alert.kind.value for alert in days.alerts)
    texts = "; ".join(alert.text for alert in days.alerts)
    expected = f"{in_words(days.charged)} charged, {in_words(days.expected)} expected by today"
    return line(kinds or "On pace", "Pace", texts or expected)


def share_lines(shares: Mapping[str, Share]) -> list[Widget | None]:
    """The largest shares of time, each percent with its two halves."""
    return [line(name, below=f"{share.percent()} ({share.in_hours()})") for name, share in shares.items()]


def short_line(short: PlannedAgainstActual) -> Widget:
    """The priority that has had too little of the coaching time, both shares beside it."""
    actual = (
        f"{short.actual.percent()} of coaching time ({short.actual.in_hours()})" if short.actual else "No coaching time"
    )
    planned = f", {short.planned:.0%} planned" if short.planned is not None else ""
    return line(short.priority or short.focus_area, "Short of time", f"{actual}{planned}")
