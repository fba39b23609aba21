"""What is next in a district: what its numbers so far ask for."""

from __future__ import annotations

from datetime import date
from typing import Final

from sheets_templates.papers import Block, BulletList
from sync.coaching.district_paper_view import DistrictPaperView
from sync.coaching.metrics import coaching_minutes
from sync.coaching.metrics_plan import short_of_time
from sync.coaching.metrics_schools import schools_without_visit
from sync.coaching.pace import in_words
from sync.coaching.registry import CalendarSpan
from sync.coaching.report_words import day_in_words, listed
from sync.coaching.vocabulary import DayType

MOST_PRIORITIES: Final = 2
MOST_DAYS_AHEAD: Final = 4


def next_steps(view: DistrictPaperView) -> list[Block]:
    """The days left, priorities short of time, schools not visited, and days of the whole staff to come; nothing without any."""
    steps = [*_days_ahead(view), *_priorities_ahead(view), *_schools_ahead(view), *_prime_days(view)]
    return [BulletList(steps)] if steps else []


def _days_ahead(view: DistrictPaperView) -> list[str]:
    contract = view.registry.contracts.get(view.district_id)
    if contract is None or view.contract_days.left <= 0:
        return []
    return [f"{in_words(view.contract_days.left)} of the contract can be used until {day_in_words(contract.last_day)}."]


def _priorities_ahead(view: DistrictPaperView) -> list[str]:
    short = short_of_time(view.compared)[:MOST_PRIORITIES]
    return [
        f"“{line.priority or line.focus_area}” is short of time: {line.actual.percent()} of coaching time so far "
        f"({line.actual.in_hours()}), {line.planned:.0%} planned."
        for line in short
        if line.actual is not None and line.planned is not None
    ]


def _schools_ahead(view: DistrictPaperView) -> list[str]:
    schools = view.registry.schools_by_district.get(view.district_id, ())
    missed = [school.name for school in schools_without_visit(view.to_date, schools)]
    return [f"Not visited yet this school year: {listed(missed)}."] if missed and coaching_minutes(view.to_date) else []


def _prime_days(view: DistrictPaperView) -> list[str]:
    ahead = sorted(filter(lambda span: _is_prime(span, view), view.registry.calendar), key=lambda span: span.first_day)
    days = [f"{_short_day(span.first_day)} ({span.label or span.day_type.value})" for span in ahead[:MOST_DAYS_AHEAD]]
    return [f"Days for the whole staff that are still to come: {listed(days)}."] if days else []


def _is_prime(span: CalendarSpan, view: DistrictPaperView) -> bool:
    prime = span.day_type in (DayType.INSTITUTE, DayType.SCHOOL_IMPROVEMENT)
    return prime and span.first_day > view.today and span.district_id in (None, view.district_id)


def _short_day(day: date) -> str:
    return f"{day:%B} {day.day}"
