"""The program report's Cycles and Coach Support. No arithmetic here: every number comes from a metric function.

Cycles are told for the whole program only: by district or by coach a number could tell how many educators a coach works with there.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from sheets_templates.model import BlockRows
from sync.coaching.calendar import school_calendars
from sync.coaching.cycle_activity import overdue_after
from sync.coaching.metrics import hours
from sync.coaching.metrics_cycles import (
    closed_early,
    closed_early_by_reason,
    completed_cycles,
    cycles_by_focus_area,
    cycles_completed_by_month,
    cycles_started_by_month,
    median_weeks,
    open_cycles,
    open_cycles_by_phase,
    overdue_cycles,
    reflections_recorded,
)
from sync.coaching.metrics_support import (
    behind,
    minutes_by_month_of_support,
    one_to_ones_due,
    site_visits_due,
    support_minutes,
    support_of_year,
    times_held,
)
from sync.coaching.report_words import Row, coach_name, counted, month_in_words, one_line
from sync.coaching.views import ProgramView
from sync.coaching.vocabulary import SupportKind

NO_REASON: Final = "No reason given"
ON_TRACK: Final = "Nothing is behind"


def cycles(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of Cycles by block key; no rows where nobody has begun a cycle."""
    if view.cycles.empty:
        return {key: [] for key in ("figures", "phases", "focus_areas", "months", "reasons")}
    started, completed = cycles_started_by_month(view.cycles), cycles_completed_by_month(view.cycles)
    return {
        "figures": _figures(view),
        "phases": [(phase.value, count) for phase, count in open_cycles_by_phase(view.cycles).items()],
        "focus_areas": [
            (name, share.part, share.ratio, share.counted())
            for name, share in cycles_by_focus_area(view.cycles).items()
        ],
        "months": [
            (month_in_words(month), started.get(month, 0), completed.get(month, 0))
            for month in sorted({*started, *completed})
        ],
        "reasons": [(reason or NO_REASON, count) for reason, count in closed_early_by_reason(view.cycles).items()],
    }


def _figures(view: ProgramView) -> list[Row]:
    longest = overdue_after(view.registry)
    overdue = overdue_cycles(view.cycles, school_calendars(view.registry), view.today, longest)
    weeks = median_weeks(view.cycles)
    recorded = reflections_recorded(view.cycles)
    return [
        ("Open", open_cycles(view.cycles), "the reflection is still to come", "integer"),
        ("Overdue", overdue, f"open, and nothing happened for {longest} school days", "integer"),
        ("Completed", completed_cycles(view.cycles), "the reflection is recorded", "integer"),
        ("Closed early", closed_early(view.cycles), "with a reason instead of a reflection", "integer"),
        ("Median weeks", "–" if weeks is None else f"{weeks:.1f}", "of completed cycles, first phase to end", "text"),
        ("Reflections recorded", recorded.ratio, f"{recorded.counted()} that ended or reached Reflect", "percent"),
    ]


def coach_support(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of Coach Support by block key; no rows while no support is written down at all."""
    if view.support.empty:
        return {"coaches": [], "kinds": [], "months": []}
    support = support_of_year(view.support, view.registry, view.today)
    by_month = [minutes_by_month_of_support(support, kind) for kind in SupportKind]
    return {
        "coaches": [_coach(view, support, coach_id) for coach_id in view.registry.coaches],
        "kinds": [
            (
                coach_name(view.registry, coach_id),
                *(hours(support_minutes(support, coach_id, kind)) for kind in SupportKind),
            )
            for coach_id in view.registry.coaches
        ],
        "months": [
            (month_in_words(month), *(hours(minutes.get(month, 0)) for minutes in by_month))
            for month in sorted({month for minutes in by_month for month in minutes})
        ],
    }


def _coach(view: ProgramView, support: pd.DataFrame, coach_id: str) -> Row:
    talks, visits = (times_held(support, coach_id, kind) for kind in (SupportKind.ONE_TO_ONE, SupportKind.SITE_VISIT))
    talks_due, visits_due = (due(view.registry, coach_id, view.today) for due in (one_to_ones_due, site_visits_due))
    missing = [
        counted(number, one, many)
        for number, one, many in (
            (behind(talks, talks_due), "1:1", "1:1s"),
            (behind(visits, visits_due), "site visit", "site visits"),
        )
        if number
    ]
    return (
        coach_name(view.registry, coach_id),
        hours(support_minutes(support, coach_id)),
        talks,
        talks_due,
        visits,
        visits_due,
        times_held(support, coach_id, SupportKind.GROUP_MEETING),
        times_held(support, coach_id, SupportKind.BOOK_STUDY),
        times_held(support, coach_id, SupportKind.CONFERENCE),
        f"{one_line(missing)} behind" if missing else ON_TRACK,
    )
