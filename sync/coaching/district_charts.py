"""The charts and tables of a district's papers, each chart with the values that it draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sheets_templates.model import ColumnType
from sheets_templates.papers import Block, PaperTable, Picture
from sync.coaching.aggregates import Aggregates
from sync.coaching.district_dashboard import OTHER_TIME, OUTSIDE_COACHING, SLICES, folded_time
from sync.coaching.metrics import (
    NO_FOCUS_AREA,
    OTHER_FOCUS_AREAS,
    Share,
    coaching_minutes_by_month,
    hours,
    largest_focus_areas,
    months_to_show,
    other_minutes_by_month,
    share_by_activity,
)
from sync.coaching.metrics_plan import NOT_IN_THE_PLAN, PlannedAgainstActual
from sync.coaching.metrics_schools import time_by_school
from sync.coaching.pace import ContractDays, in_words
from sync.coaching.paper_charts import Bar, BarPair, bar_chart, paced_bar, paired_chart, stacked_months
from sync.coaching.paper_tables import TableColumn, paper_table
from sync.coaching.registry import Registry
from sync.coaching.report_words import month_in_words, school_name

_MUTED: Final = frozenset({OTHER_TIME, OUTSIDE_COACHING, NO_FOCUS_AREA, OTHER_FOCUS_AREAS})


def focus_area_chart(aggregates: Aggregates, bars: int = SLICES) -> list[Block]:
    """Share of coaching time by focus area in at most so many bars, the most first; nothing without coaching."""
    shares = largest_focus_areas(aggregates, bars)
    return _shares(shares, "Focus area", "Hours of coaching by focus area, most time first")


def activity_chart(aggregates: Aggregates, registry: Registry) -> list[Block]:
    """Share of all logged time by activity, the most first; nothing where nothing was logged."""
    shares = share_by_activity(aggregates, folded_time(registry))
    return _shares(shares, "Activity", "Hours by activity, most time first; time other than coaching in gray")


def _shares(shares: dict[str, Share], what: str, description: str) -> list[Block]:
    if not shares:
        return []
    bars = [
        Bar(name, hours(share.part), f"{share.percent()} · {share.in_hours()}", name in _MUTED)
        for name, share in shares.items()
    ]
    columns = (
        TableColumn(what, 0.4),
        TableColumn("Hours", 0.15, ColumnType.HOURS),
        TableColumn("Share", 0.15, ColumnType.PERCENT),
        TableColumn("Both halves", 0.3),
    )
    rows = [[name, hours(share.part), share, share.in_hours()] for name, share in shares.items()]
    return [_with(bar_chart(bars, description), paper_table(columns, rows))]


def pace_picture(days: ContractDays, by: date) -> Picture:
    """Days used in the frame of the days contracted, with a mark at the days expected by then."""
    words = (
        f"{in_words(days.charged)} used",
        f"{in_words(days.expected)} expected by {by:%B} {by.day}",
        f"{in_words(days.contracted)} contracted",
    )
    columns = (TableColumn("What", 0.6), TableColumn("Days", 0.4, ColumnType.DAYS))
    rows = [["Contract days used", days.charged], ["Expected by now", days.expected], ["Contracted", days.contracted]]
    drawn = paced_bar(float(days.charged), float(days.expected), float(days.contracted), words, "; ".join(words))
    return _with(drawn, paper_table(columns, rows))


def plan_blocks(lines: Sequence[PlannedAgainstActual]) -> list[Block]:
    """Planned and actual shares as bars, then the priorities with their services, days and both halves."""
    pairs = [
        BarPair(line.priority or line.focus_area, line.planned, line.actual.ratio if line.actual else None)
        for line in lines
        if line.priority != NOT_IN_THE_PLAN
    ]
    columns = (
        TableColumn("Priority", 0.32),
        TableColumn("How coaching helps", 0.24),
        TableColumn("Coaching time", 0.23),
        TableColumn("Planned", 0.11, ColumnType.PERCENT),
        TableColumn("Actual", 0.1, ColumnType.PERCENT),
    )
    rows = [
        [
            line.priority or line.focus_area,
            line.service,
            line.actual.in_hours() if line.actual else "needs a focus area",
            line.planned,
            line.actual,
        ]
        for line in lines
    ]
    drawn = paired_chart(
        pairs, ("Planned share", "Actual share"), "Planned and actual share of coaching time by priority"
    )
    return [drawn, paper_table(columns, rows)]


def school_blocks(aggregates: Aggregates, registry: Registry, district_id: str) -> list[Block]:
    """Every school of the district with its coaching time, those without included; nothing without coaching."""
    times = time_by_school(aggregates)
    if not times:
        return []
    columns = (
        TableColumn("School", 0.4),
        TableColumn("Last activity", 0.25),
        TableColumn("Activities", 0.15, ColumnType.INTEGER),
        TableColumn("Hours of coaching", 0.2, ColumnType.HOURS),
    )
    known = [school.school_id for school in registry.schools_by_district.get(district_id, ())]
    rows: list[list[object]] = []
    for school_id in [*known, *(each for each in times if each not in known)]:
        time = times.get(school_id)
        said = [time.last_visit, time.visits, hours(time.minutes)] if time else [None, 0, 0.0]
        rows.append([school_name(registry, school_id), *said])
    return [paper_table(columns, rows)]


def month_chart(aggregates: Aggregates, registry: Registry, last_day: date) -> list[Block]:
    """Coaching and other hours of every month of the school year so far."""
    coaching, other = coaching_minutes_by_month(aggregates), other_minutes_by_month(aggregates)
    months = [
        (month_in_words(month), hours(coaching.get(month, 0)), hours(other.get(month, 0)))
        for month in months_to_show(aggregates, registry.first_day, last_day)
    ]
    if not months:
        return []
    columns = (
        TableColumn("Month", 0.4),
        TableColumn("Coaching hours", 0.3, ColumnType.HOURS),
        TableColumn("Other hours", 0.3, ColumnType.HOURS),
    )
    drawn = stacked_months(months, ("Coaching", "Other time"), "Hours of coaching and of other time by month")
    return [_with(drawn, paper_table(columns, months))]


def _with(picture: Picture, table: PaperTable) -> Picture:
    return replace(picture, table=table)
