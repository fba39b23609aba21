"""The content of a district workbook's computed tabs. No arithmetic here: every number comes from a metric
function.

Nothing here names an educator. How many were reached is a published band (`reach_words`); the rows tell of coaches, schools,
minutes and days.
"""

from __future__ import annotations

from typing import Final

from sheets_templates.model import TabContent, TabHeading
from sync.coaching.district_dashboard import dashboard, off_role_is_shown
from sync.coaching.funding import sources_by_day
from sync.coaching.metrics_schools import time_by_school
from sync.coaching.needs_attention import needs_attention
from sync.coaching.reach_words import rule as reach_rule
from sync.coaching.report_words import Row, coach_name, counted, updated_in_words, worded
from sync.coaching.views import DistrictView

MADE_FROM: Final = "What this was made from"
FIELDS: Final = (
    "Activity Log: Date, Coach, School, Activity, Focus Area, Minutes, Delivery and Contract Day.",
    "Coaching Plan: Priority, Focus Area, Planned Share and Planned Days.",
    "The program's registry: contract, school calendar and schools.",
)
RULES: Final = (
    "Hours are minutes divided by 60, rounded to one decimal. A share is shown with both of its halves. Rows "
    "listed as Problem or Duplicate in Needs Attention are not counted yet."
)
OTHER_TIME_IS: Final = (
    "Other time is travel, preparation and communication, the coach's own learning, and any other duty."
)
OFF_ROLE_INCLUDED: Final = (
    "Duties outside coaching include those that a coach logs elsewhere: the program's director decided so."
)
TABLES: Final = (
    "Contract Days, Schools and Needs Attention are made from the same fields; the note on each header says what stands below it. "
    "Needs Attention repeats no text of a row."
)
CYCLES: Final = (
    "The coaches' own count of cycles, open and completed, at the close of a quarter: a number is shown where at least {threshold} "
    "different educators are behind it, because with fewer it could tell who was coached; never by school, activity or month."
)
CONFIDENTIAL: Final = "Coaching is voluntary and confidential: no educator is named here, and nobody is evaluated."


def district_content(view: DistrictView) -> dict[str, TabContent]:
    """Rows of every computed tab of one district's workbook, by tab key, then by block key.

    The same view gives the same content; of what the clock says only `view.today` counts, so content
    changes once a day at most.
    """
    return {
        "dashboard": dashboard(view),
        "contract_days": {"contract_days": _contract_days(view)},
        "schools": {"schools": _schools(view)},
        "needs_attention": {"needs_attention": needs_attention(view.problems, view.sheet_ids)},
    }


def district_headings(view: DistrictView) -> dict[str, TabHeading]:
    """What stands above and below the district's report tabs: how new the data are, and what the tab was
    made from.
    """
    district = view.registry.districts[view.district_id]
    other_time = OFF_ROLE_INCLUDED if off_role_is_shown(view.registry) else OTHER_TIME_IS
    return {
        "dashboard": TabHeading(
            f"{district.name} · Coaching {view.registry.school_year}",
            updated_in_words(view.as_of),
            (
                MADE_FROM,
                *FIELDS,
                *_cycles_rule(view),
                RULES,
                TABLES,
                other_time,
                reach_rule(view.registry, view.district_id),
                CONFIDENTIAL,
            ),
        )
    }


def _cycles_rule(view: DistrictView) -> tuple[str, ...]:
    return () if view.cycles is None else (CYCLES.format(threshold=view.cycles.threshold),)


def _contract_days(view: DistrictView) -> list[Row]:
    lines = view.charges[view.charges["district_id"] == view.district_id]
    paid_by = sources_by_day(view.funded, view.district_id) if view.registry.funding_sources else {}
    columns = (
        worded(lines["date"], lambda day: day.date()),
        worded(lines["coach_id"], lambda coach_id: coach_name(view.registry, coach_id)),
        lines["days"].tolist(),
        lines["status"].tolist(),
        worded(lines["entries"], lambda entries: counted(entries, "activity", "activities")),
        worded(lines["date"], lambda day: f"{day:%Y-%m}"),
        lines["rule"].tolist(),
        [paid_by.get(place, "") for place in zip(lines["coach_id"], lines["date"], strict=True)],
    )
    return sorted(zip(*columns, strict=True), key=lambda row: (row[0], row[1]))


def _schools(view: DistrictView) -> list[Row]:
    times = time_by_school(view.aggregates.seen_by_district(view.district_id, off_role_shown=False))
    rows: list[Row] = []
    for school in view.registry.schools_by_district.get(view.district_id, ()):
        time = times.get(school.school_id)
        visited = (time.minutes, time.visits, time.last_visit) if time else (0, 0, None)
        rows.append((school.name, school.educators, school.students, *visited))
    return rows
