"""The program report's Time Use: how the coaches' time is spent over all districts."""

from __future__ import annotations

from typing import Final

from sheets_templates.model import BlockRows
from sync.coaching.metrics import (
    hours,
    largest_focus_areas,
    minutes_by_month_of_kind,
    months_to_show,
    role_drift_by_duty,
    share_by_activity,
    share_by_delivery,
)
from sync.coaching.metrics_program import minutes_by_district_and_activity
from sync.coaching.report_words import Row, district_name, month_in_words, share_rows
from sync.coaching.views import ProgramView
from sync.coaching.vocabulary import COACHING_ACTIVITIES, OFF_ROLE_PREFIX, OTHER_TIME, TimeKind

SLICES: Final = 10  # the nine default focus areas and "No focus area given": a pie of more cannot be read
OFF_ROLE: Final = {TimeKind.OFF_ROLE: "Off-role duties"}
HEAT_COLUMNS: Final = (*(activity.name for activity in COACHING_ACTIVITIES + OTHER_TIME), "Off-role duties")


def time_use(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of Time Use by block key."""
    drift = role_drift_by_duty(view.aggregates)
    return {
        "focus_areas": share_rows(largest_focus_areas(view.aggregates, SLICES).items()),
        "activities": share_rows(share_by_activity(view.aggregates, OFF_ROLE).items()),
        "months": _months(view),
        "delivery": share_rows(share_by_delivery(view.aggregates).items()),
        "role_drift": share_rows((name.removeprefix(OFF_ROLE_PREFIX), share) for name, share in drift.items()),
        "heat": _heat(view),
    }


def _months(view: ProgramView) -> list[Row]:
    of_kind = [minutes_by_month_of_kind(view.aggregates, kind) for kind in TimeKind]
    return [
        (month_in_words(month), *(hours(minutes.get(month, 0)) for minutes in of_kind))
        for month in months_to_show(view.aggregates, view.registry.first_day, view.today)
    ]


def _heat(view: ProgramView) -> list[Row]:
    minutes = minutes_by_district_and_activity(view.aggregates, OFF_ROLE)
    ids = [*view.registry.districts, *sorted(set(minutes) - set(view.registry.districts))]
    return [
        (
            district_name(view.registry, district_id) or "No district",
            *(hours(of_district[name]) if name in of_district else None for name in HEAT_COLUMNS),
        )
        for district_id in ids
        if (of_district := minutes.get(district_id))
    ]
