"""The Dashboard of a district: contract days and coaching time in ten seconds, then the details."""

from __future__ import annotations

from typing import Final

from sheets_templates.model import BlockRows
from sync.coaching.aggregates import Aggregates
from sync.coaching.metrics import (
    Share,
    coaching_minutes,
    coaching_minutes_by_month,
    coaching_minutes_of_month,
    hours,
    largest_focus_areas,
    months_to_show,
    other_minutes_by_month,
    share_by_activity,
    share_by_delivery,
    share_by_school,
    total_minutes,
)
from sync.coaching.metrics_days import unresolved_dates
from sync.coaching.metrics_plan import planned_against_actual
from sync.coaching.metrics_schools import schools_served
from sync.coaching.onboarding_status import NO_DOCUMENT, onboarding_status
from sync.coaching.pace import ContractDays, in_words
from sync.coaching.reach_words import reach_row
from sync.coaching.registry import Registry
from sync.coaching.report_words import (
    Row,
    coach_name,
    day_in_words,
    month_in_words,
    one_line,
    school_name,
    share_rows,
)
from sync.coaching.views import DistrictView
from sync.coaching.vocabulary import TimeKind

SHOW_OFF_ROLE: Final = "show_off_role"  # a setting of the registry: yes, or anything else for no
SLICES: Final = 10  # the nine default focus areas and "No focus area given": a pie of more cannot be read
OTHER_TIME: Final = "Other time"
OUTSIDE_COACHING: Final = "Duties outside coaching"
FORECAST: Final = "Left at the contract's end"
HELD_NOTE: Final = "Among the days used: they stay charged until the coach confirms what changed in the log"
UNRESOLVED_NOTE: Final = "Dates that wait for the coach and are not charged yet"
OUTSIDE_NOTE: Final = "Among the days used: dated before the contract's first day or after its last"
TOO_FEW_EDUCATORS: Final = "Shown if {threshold} or more educators are behind it, and enough are not"
NO_CONTRACT_NOTE: Final = "The program's registry holds no contract for this district."


def off_role_is_shown(registry: Registry) -> bool:
    """Whether the director decided that districts see off-role time under its own name."""
    return registry.settings.get(SHOW_OFF_ROLE, "").strip().casefold() in ("yes", "true")


def dashboard(view: DistrictView) -> dict[str, BlockRows]:
    """Rows of the Dashboard by block key.

    A block about time that nobody logged is empty; a list of what went wrong says so when nothing did.
    """
    seen = view.aggregates.seen_by_district(view.district_id, off_role_shown=off_role_is_shown(view.registry))
    schools = share_by_school(seen)
    return {
        "at_a_glance": [*_contract(view), *_time(view, seen), *_cycles(view)],
        "focus_areas": share_rows(largest_focus_areas(seen, SLICES).items()),
        "activities": share_rows(share_by_activity(seen, folded_time(view.registry)).items()),
        "months": _months(view, seen),
        "by_school": share_rows((school_name(view.registry, school_id), schools[school_id]) for school_id in schools),
        "delivery": share_rows(share_by_delivery(seen).items()),
        "plan": _plan(view, seen),
        "onboarding": _onboarding(view),
        "corrections": _corrections(view),
    }


def _contract(view: DistrictView) -> list[Row]:
    days = view.contract_days
    if days is None or days.pace is None:
        return [("Contract days", "No contract", NO_CONTRACT_NOTE, "text")]
    rows: list[Row] = [
        ("Contract days used", float(days.charged), f"of {in_words(days.contracted)} contracted", "days"),
        ("Contract days left", float(days.left), "", "days"),
        _pace(days),
        _forecast(days),
    ]
    if days.held:
        rows.append(("Waiting for confirmation", float(days.held), HELD_NOTE, "days"))
    unresolved = unresolved_dates(view.charges[view.charges["district_id"] == view.district_id])
    if unresolved:
        rows.append(("Dates not settled yet", unresolved, UNRESOLVED_NOTE, "integer"))
    if days.outside:
        rows.append(("Outside the contract", float(days.outside), OUTSIDE_NOTE, "days"))
    return rows


def _pace(days: ContractDays) -> Row:
    kinds = one_line(alert.kind.value for alert in days.alerts)
    texts = one_line(alert.text for alert in days.alerts)
    return ("Pace", kinds or "On pace", texts or f"{in_words(days.expected)} were expected by today", "text")


def _forecast(days: ContractDays) -> Row:
    if days.forecast_left is None:
        return (FORECAST, "Too early to say", "Needs a school week of the contract to go by", "text")
    ends = f"; the days are used up on {day_in_words(days.run_out_on)}" if days.run_out_on else ""
    return (FORECAST, float(days.forecast_left), f"At the pace of the last 8 school weeks{ends}", "days")


def _time(view: DistrictView, seen: Aggregates) -> list[Row]:
    schools = schools_served(seen, view.registry.schools_by_district.get(view.district_id, ()))
    coaching = coaching_minutes(seen)
    return [
        (
            "Coaching this school year",
            hours(coaching),
            Share(coaching, total_minutes(seen)).in_hours() + " logged",
            "hours",
        ),
        (f"Coaching in {view.today:%B %Y}", hours(coaching_minutes_of_month(seen, view.today)), "", "hours"),
        (
            "Schools served",
            schools.counted(),
            "Schools with at least one coaching activity, of all schools",
            "text",
        ),
        (*reach_row(view.registry, view.district_id), "text"),
    ]


def _cycles(view: DistrictView) -> list[Row]:
    """Open and completed coaching cycles at the last close of a quarter; where too few educators are behind one, a sentence that
    says so."""
    if view.cycles is None:
        return []
    until = day_in_words(view.cycles.as_of)
    too_few = TOO_FEW_EDUCATORS.format(threshold=view.cycles.threshold)
    return [
        (label, "Not shown", too_few, "text") if count is None else (label, count, note, "integer")
        for label, count, note in (
            ("Coaching cycles open", view.cycles.open, f"The reflection was still to come on {until}"),
            ("Coaching cycles completed", view.cycles.completed, f"The reflection was recorded by {until}"),
        )
    ]


def folded_time(registry: Registry) -> dict[TimeKind, str]:
    """Under which names a district sees the kinds of time that are not coaching."""
    other = dict.fromkeys((TimeKind.TRAVEL, TimeKind.PREPARATION, TimeKind.COACH_LEARNING), OTHER_TIME)
    return other | {TimeKind.OFF_ROLE: OUTSIDE_COACHING if off_role_is_shown(registry) else OTHER_TIME}


def _months(view: DistrictView, seen: Aggregates) -> list[Row]:
    coaching, other = coaching_minutes_by_month(seen), other_minutes_by_month(seen)
    return [
        (month_in_words(month), hours(coaching.get(month, 0)), hours(other.get(month, 0)))
        for month in months_to_show(seen, view.registry.first_day, view.today)
    ]


def _plan(view: DistrictView, seen: Aggregates) -> list[Row]:
    contracted = float(view.contract_days.contracted) if view.contract_days else None
    return [
        (
            line.priority or line.focus_area,
            line.focus_area,
            line.planned,
            line.planned_days,
            line.actual.ratio if line.actual else None,
            line.actual.in_hours() if line.actual else "Needs a focus area to be measured",
        )
        for line in planned_against_actual(view.plan, seen, contracted)
    ]


def _onboarding(view: DistrictView) -> list[Row]:
    status = onboarding_status(view.onboarding, view.document)
    return [(status.status, status.waiting_for, status.changed_on, status.kept, status.url or NO_DOCUMENT)]


def _corrections(view: DistrictView) -> list[Row]:
    return [
        (
            f"{each.month:%b %Y}",
            coach_name(view.registry, each.coach_id),
            each.kind.value,
            each.minutes_before,
            each.minutes_after,
            each.seen_on,
        )
        for each in sorted(view.corrections, key=lambda each: (each.seen_on, each.month, each.entry_id))
    ]
