"""The program report's Overview and Districts: impact, contract days, hours, money, and what needs the
director.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sheets_templates.model import BlockRows
from sync.coaching.metrics import (
    Share,
    coaching_minutes,
    coaching_minutes_by_month,
    hours,
    months_to_show,
    other_minutes_by_month,
    role_drift,
    time_with_educators,
    total_minutes,
)
from sync.coaching.metrics_billing import billed_by_month, total_of
from sync.coaching.metrics_days import program_days
from sync.coaching.metrics_program import (
    coaching_minutes_by_district,
    impact_totals,
    top_focus_area_by_district,
)
from sync.coaching.metrics_quality import districts_read, waiting_problems
from sync.coaching.metrics_schools import schools_served_by_district
from sync.coaching.metrics_support import program_support
from sync.coaching.pace import AlertKind, ContractDays, in_words
from sync.coaching.program_billing import statement_alerts
from sync.coaching.program_quality import states
from sync.coaching.reach_words import program_reach_row, published_reach
from sync.coaching.registry import District, Registry
from sync.coaching.report_words import (
    Row,
    counted,
    district_name,
    last_read_in_words,
    month_in_words,
    one_line,
)
from sync.coaching.suppression import threshold_of
from sync.coaching.views import ProgramDistrict, ProgramView
from sync.coaching.voices import FeedbackCounts

BARS_IN_A_CHART: Final = 30  # rows that a chart with a bar each can show legibly; `most` in the templates
OUTSIDE: Final = "on dates before the contract's first day or after its last"


def overview(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of the Overview by block key; a block about time that nobody logged is empty."""
    coaching, other = coaching_minutes_by_month(view.aggregates), other_minutes_by_month(view.aggregates)
    return {
        "impact": _impact(view),
        "figures": _figures(view),
        "alerts": [
            *statement_alerts(view),
            *(row for district, state in states(view) for row in _alerts(view, district, state)),
        ],
        "pace": [
            _pace(district, days)
            for district, state in districts_to_look_at(view)
            if (days := state.contract_days) and days.pace
        ],
        "months": [
            (month_in_words(month), hours(coaching.get(month, 0)), hours(other.get(month, 0)))
            for month in months_to_show(view.aggregates, view.registry.first_day, view.today)
        ],
        "billing": [
            (month_in_words(f"{month:%Y-%m}"), total.days, total.amount)
            for month, total in billed_by_month(view.billing)
        ],
    }


def districts(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of Districts by block key: one a district, and one a district and month that is billed."""
    minutes = coaching_minutes_by_district(view.aggregates)
    focus = top_focus_area_by_district(view.aggregates)
    schools = schools_served_by_district(view.aggregates, view.registry)
    return {
        "districts": [
            (
                district.name,
                *_days(state.contract_days),
                hours(minutes.get(district.district_id, 0)),
                focus.get(district.district_id, ""),
                schools[district.district_id].counted(),
                *_reach(view, district),
                waiting_problems(state.problems),
                _freshness(view, district, state),
            )
            for district, state in districts_to_look_at(view)
        ],
        "billing": [
            (
                district_name(view.registry, each.district_id),
                month_in_words(f"{each.month:%Y-%m}"),
                each.days,
                each.daily_rate,
                each.amount,
            )
            for each in view.billing.statements
            if each.lines
        ],
    }


def districts_to_look_at(view: ProgramView) -> list[tuple[District, ProgramDistrict]]:
    """Every district as the registry lists them; where a chart cannot draw them all, those that need a look most stand first:
    by their most urgent alert, then by how far the days charged are from those expected.
    """

    def need(listed: tuple[District, ProgramDistrict]) -> tuple[int, Decimal]:
        days = listed[1].contract_days
        if days is None:
            return 0, Decimal(0)
        urgency = max((len(AlertKind) - list(AlertKind).index(alert.kind) for alert in days.alerts), default=0)
        return urgency, abs(days.charged - days.expected)

    listed = states(view)
    return listed if len(listed) <= BARS_IN_A_CHART else sorted(listed, key=need, reverse=True)


def _reach(view: ProgramView, district: District) -> Row:
    reach = published_reach(view.registry, district.district_id)
    return (reach.shown, reach.access) if reach else ("", None)


def _impact(view: ProgramView) -> list[Row]:
    totals = impact_totals(view.registry)
    return [
        ("Coaches", totals.coaches, "employed by the program"),
        ("Districts", totals.districts, "served this school year, cooperatives and single schools included"),
        ("Schools", totals.schools, "in these districts"),
        ("Educators with access", totals.educators, "educators who may ask a coach for help"),
        program_reach_row(view.registry, view.today),
        ("Students", totals.students, "in the buildings served"),
    ]


def _figures(view: ProgramView) -> list[Row]:
    days = program_days(state.contract_days for _, state in states(view) if state.contract_days)
    minutes = total_minutes(view.aggregates)
    coaching = Share(coaching_minutes(view.aggregates), minutes)
    educators, drift = time_with_educators(view.aggregates), role_drift(view.aggregates)
    read = districts_read(state.read for _, state in states(view))
    return [
        (
            "Contract days contracted",
            float(days.contracted),
            f"by {counted(days.contracts, 'district', 'districts')}",
            "days",
        ),
        (
            "Contract days charged",
            float(days.charged),
            f"{in_words(days.held)} among them held until confirmed",
            "days",
        ),
        ("Contract days left", float(days.left), "contracted less charged", "days"),
        (
            "Amount charged",
            total_of(view.billing.lines).amount,
            "days charged times each contract's daily rate",
            "money",
        ),
        ("Hours logged", hours(minutes), f"{coaching.in_hours()} are coaching", "hours"),
        ("Time with educators", educators.ratio, educators.in_hours(), "percent"),
        ("Role drift", drift.ratio, f"{drift.in_hours()} went to duties that coaching is not", "percent"),
        (
            "Districts that can be read",
            read.counted(),
            "of the others, the last good data stay in this report",
            "text",
        ),
        *_support(view),
        *_feedback(view.registry),
    ]


def _support(view: ProgramView) -> list[Row]:
    """Check-ins, site visits and support hours; none while no coach's Support tab says anything."""
    support = program_support(view.support, view.registry, view.today)
    if support is None:
        return []
    talks, visits = support.one_to_ones, support.site_visits
    return [
        ("1:1 check-ins held", talks.part, f"{talks.whole:,} are due by now", "integer"),
        ("Site visits held", visits.part, f"{visits.whole:,} are due by now", "integer"),
        ("Support for coaches", hours(support.minutes), "of all coaches: 1:1s, visits, meetings, learning", "hours"),
    ]


def _feedback(registry: Registry) -> list[Row]:
    """Answers to the Feedback Form, where so many answered that the counts tell on nobody."""
    counts = sum(registry.feedback.values(), FeedbackCounts())
    if not counts.may_leave_the_program(threshold_of(registry.settings)):
        return []
    again = Share(counts.again, counts.responses)
    return [
        ("Would work with a coach again", again.ratio, f"{again.counted()} who answered the Feedback Form", "percent")
    ]


def _alerts(view: ProgramView, district: District, state: ProgramDistrict) -> list[Row]:
    rows: list[Row] = []
    days = state.contract_days
    if days:
        rows = [(district.name, alert.kind.value, alert.text) for alert in days.alerts]
    if days and days.outside:
        rows.append((district.name, "Outside the contract", f"{in_words(days.outside)} charged {OUTSIDE}"))
    if not state.read.readable:
        read = last_read_in_words(state.read, view.today, district.time_zone)
        rows.append((district.name, "Not read", one_line([f"Last read: {read}", state.read.reason])))
    return rows


def _pace(district: District, days: ContractDays) -> Row:
    return (
        district.name,
        float(days.charged),
        float(days.left),
        float(days.contracted),
        float(days.expected),
        None if days.forecast_left is None else float(days.forecast_left),
        one_line(alert.kind.value for alert in days.alerts),
    )


def _days(days: ContractDays | None) -> Row:
    if days is None:
        return (None, None, None, None, None, "Not read yet", None, None)
    alerts = one_line(alert.text for alert in days.alerts)
    if days.pace is None:
        return (None, float(days.charged), None, None, None, alerts, float(days.held), float(days.unresolved))
    return (
        float(days.contracted),
        float(days.charged),
        float(days.left),
        float(days.expected),
        None if days.forecast_left is None else float(days.forecast_left),
        alerts,
        float(days.held),
        float(days.unresolved),
    )


def _freshness(view: ProgramView, district: District, state: ProgramDistrict) -> str:
    read = last_read_in_words(state.read, view.today, district.time_zone)
    return read if state.read.readable else f"{read}; cannot be read now"
