"""When something last happened in a coaching cycle, who waits, and what is overdue (DOMAIN.md, Coaching cycle)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.coaching.calendar import SchoolCalendar
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import CyclePhase

OVERDUE_SCHOOL_DAYS: Final = 15  # where the registry's Settings say nothing else
WAITING_SCHOOL_DAYS: Final = 5  # a school week without an activity: somebody waits, though nothing is overdue yet


@dataclass(frozen=True)
class CycleActivity:
    """`last_day`: the newest day of a cycle's phases and of the entries linked to it; `idle_days`: school days since then, today
    included. Both None where no day stands anywhere."""

    last_day: date | None
    idle_days: int | None


def cycle_activity(days: Iterable[date], calendar: SchoolCalendar, today: date) -> CycleActivity:
    """What the days of one cycle say today. A day in the future is a plan and no activity yet.

    Args: `days`, of its phases and of the entries linked to it; `calendar`, its district's.
    """
    last = max((day for day in days if day <= today), default=None)
    return CycleActivity(last, calendar.school_days_since(last, today) if last else None)


def overdue_after(registry: Registry) -> int:
    """School days without an activity after which an open cycle is overdue, by the registry's Settings."""
    return int(registry.settings.get("overdue_school_days", OVERDUE_SCHOOL_DAYS))


def is_overdue(activity: CycleActivity, longest: int) -> bool:
    """Whether an open cycle is overdue: nothing happened for `longest` school days (overdue_after) or more."""
    return activity.idle_days is not None and activity.idle_days >= longest


def is_waiting(activity: CycleActivity, phase: CyclePhase, longest: int) -> bool:
    """Whether an open cycle waits for its coach: nothing happened for a school week, or only the reflection is missing; an overdue
    cycle is that and nothing else."""
    idle = activity.idle_days is not None and activity.idle_days >= WAITING_SCHOOL_DAYS
    return not is_overdue(activity, longest) and (idle or phase is CyclePhase.REFLECT)
