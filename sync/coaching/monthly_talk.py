"""What a coach and the director talk about once a month: the coach's own time over all districts, and what to bring up.

It is the coach's preparation, made on the coach's own card. It names no educator and no cycle, because the director sits beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from sync.coaching.aggregates import Aggregates, district_aggregates
from sync.coaching.metrics import (
    Share,
    hours,
    minutes_by,
    role_drift,
    role_drift_by_duty,
    share_by_activity,
    time_with_educators,
)
from sync.coaching.pace import Alert, in_words
from sync.coaching.practice import AgainstBenchmark, against_benchmark
from sync.coaching.report_words import counted, day_in_words
from sync.coaching.vocabulary import OFF_ROLE_PREFIX


@dataclass(frozen=True)
class CycleCounts:
    """Cycles of one coach: `started`, `reflected` and `closed` (with a reason, without a reflection) in the month; `open` and
    `overdue` today."""

    started: int
    reflected: int
    closed: int
    open: int
    overdue: int


@dataclass(frozen=True)
class MonthOfCoach:
    """One coach's month (its first day). `minutes_by_district` and `days_by_district` by district id, largest first; days are
    contract days charged."""

    month: date
    activities: Mapping[str, Share]
    with_educators: Share
    standing: AgainstBenchmark
    drift: Share
    drift_by_duty: Mapping[str, Share]
    minutes_by_district: Mapping[str, int]
    days_by_district: Mapping[str, Decimal]
    cycles: CycleCounts


@dataclass(frozen=True)
class OpenMatters:
    """What waits today: `alerts` by district's name; questions in Please Confirm; school days of the last two weeks without an
    entry; entries of the last two weeks that are not linked; the day of the last 1:1 in Support."""

    alerts: Sequence[tuple[str, Alert]]
    questions: int
    days_not_logged: int
    entries_not_linked: int
    last_talk: date | None


def previous_month(today: date) -> date:
    """The first day of the month before today's."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_of_coach(entries: pd.DataFrame, lines: pd.DataFrame, month: date, cycles: CycleCounts) -> MonthOfCoach:
    """One coach's month, by the same definitions as the program report.

    Args: the coach's `entries` (entries.ENTRY_COLUMNS) and contract-day `lines` (contract_days.LINE_COLUMNS), of any months.
    """
    sums = month_sums(entries, month)
    with_educators = time_with_educators(sums)
    of_month = lines[_in_month(lines["date"], month)]
    days = of_month.groupby("district_id", observed=True)["days"].sum().sort_values(ascending=False, kind="stable")
    return MonthOfCoach(
        month,
        share_by_activity(sums, {}),
        with_educators,
        against_benchmark(with_educators),
        role_drift(sums),
        role_drift_by_duty(sums),
        minutes_by(sums.activity, "district_id"),
        {str(district_id): Decimal(str(total)) for district_id, total in days.items() if total},
        cycles,
    )


def month_sums(entries: pd.DataFrame, month: date) -> Aggregates:
    """The sums of the entries of one month."""
    return district_aggregates(entries[_in_month(entries["date"], month)])


def to_bring_up(found: MonthOfCoach, open_matters: OpenMatters, today: date) -> tuple[str, ...]:
    """What deserves a word in the 1:1, most urgent first; nothing where all is well. No sentence names an educator or a cycle."""
    return (
        *(f"{district}: {alert.text}" for district, alert in open_matters.alerts),
        *_questions(open_matters.questions),
        *_drift(found),
        *_cycles(found.cycles),
        *_time(found),
        *_gaps(open_matters),
        *_last_talk(open_matters.last_talk, today),
    )


def _questions(number: int) -> Iterable[str]:
    if number:
        yield f"{counted(number, 'question waits', 'questions wait')} for your answer in Please Confirm."


def _drift(found: MonthOfCoach) -> Iterable[str]:
    if found.drift.part:
        largest = next(iter(found.drift_by_duty)).removeprefix(OFF_ROLE_PREFIX)
        yield f"Role drift: {found.drift.percent()} ({found.drift.in_hours()}) were off-role duties, most of it {largest}."


def _cycles(cycles: CycleCounts) -> Iterable[str]:
    if cycles.overdue:
        yield f"{counted(cycles.overdue, 'cycle is', 'cycles are')} overdue: what would help to take it up again?"
    if not cycles.open:
        yield "No cycle is open: whom could you invite?"


def _time(found: MonthOfCoach) -> Iterable[str]:
    if found.standing is AgainstBenchmark.BELOW:
        share = found.with_educators
        yield f"Time with educators was {share.percent()} ({share.in_hours()}), below the one quarter to one third of studies."


def _gaps(open_matters: OpenMatters) -> Iterable[str]:
    if open_matters.days_not_logged:
        yield f"{counted(open_matters.days_not_logged, 'school day', 'school days')} of the last two weeks without an entry."
    if open_matters.entries_not_linked:
        yield f"{counted(open_matters.entries_not_linked, 'entry', 'entries')} of the last two weeks not linked to anybody."


def _last_talk(last: date | None, today: date) -> Iterable[str]:
    if last is None:
        yield "Support names no 1:1 yet. Add this one when you have had it."
    elif (today - last).days > _LONG_AGO:
        yield f"Your last 1:1 in Support is of {day_in_words(last)}."


_LONG_AGO = 35  # days: a monthly 1:1 with a few days' delay (DOMAIN.md, The year)


def _in_month(days: pd.Series, month: date) -> pd.Series:
    found: pd.Series = days.dt.to_period("M") == pd.Period(month, freq="M")
    return found


def hours_and_days(found: MonthOfCoach) -> dict[str, tuple[float, str]]:
    """Hours and contract days charged in words, by district id, most hours first."""
    ids = [
        *found.minutes_by_district,
        *(each for each in found.days_by_district if each not in found.minutes_by_district),
    ]
    return {
        each: (hours(found.minutes_by_district.get(each, 0)), in_words(found.days_by_district.get(each, Decimal(0))))
        for each in ids
    }
