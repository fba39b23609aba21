"""The content of the program report's tabs, for the director. No arithmetic here: every number comes from a
metric function.

Nothing here names an educator, how many were reached is a published band (`reach_words`), and no free text of a district's row is
repeated.
"""

from __future__ import annotations

from typing import Final

from sheets_templates.model import TabContent, TabHeading
from sync.coaching.metrics import hours
from sync.coaching.metrics_days import days_charged_by_coach
from sync.coaching.metrics_program import CoachTotals, coach_totals
from sync.coaching.onboarding_status import onboarding_status, reminder
from sync.coaching.program_activity import activity_rows, entries_shown
from sync.coaching.program_billing import days_and_billing, statements
from sync.coaching.program_cycles import coach_support, cycles
from sync.coaching.program_overview import BARS_IN_A_CHART, districts, overview
from sync.coaching.program_quality import data_quality
from sync.coaching.program_time import time_use
from sync.coaching.reach_words import rule as reach_rule
from sync.coaching.report_words import (
    Row,
    coach_name,
    updated_in_words,
)
from sync.coaching.views import ProgramView

MADE_FROM: Final = "What this was made from"
RULES: Final = (
    "Hours are minutes divided by 60, rounded to one decimal. A share is shown with both of its halves. Rows "
    "listed as Problem or Duplicate in Data Quality are not counted yet."
)
CONFIDENTIAL: Final = "Coaching is voluntary and confidential: no educator is named here, and nobody is evaluated."
_LOG: Final = (
    "Every district's Activity Log and every coach's My Time: Date, Coach, District, School, Activity, "
    "Focus Area, Minutes, Delivery, Contract Day and Funding Source."
)
_MONEY: Final = (
    "Amounts are days times the contract's daily rate, to the cent. A day's funding source is the one that its rows name, else the "
    "contract's; it is never a share of a budget. Closed months stand as the registry's Statements tab keeps them."
)
CYCLE_RULES: Final = (
    "Cycles are counted for the whole program only. A district sees its own only where enough educators are behind them (the "
    "registry's suppression_threshold). No text of a cycle and no name is read into this report."
)
DUE_RULES: Final = (
    "A 1:1 is due for each month that is over and has at least 5 coaching days, a site visit for each half of the school year's "
    "coaching days that is over, while the coach is assigned to a district (the registry's one_to_ones_a_month and "
    "site_visits_a_semester say how many)."
)
_CYCLES: Final = (
    "Every coach's Coaching Cycles: District, Focus Area, Phase, the days of the phases, Closed On, Reason for Closing, and "
    "whether a Reflection stands there; the dates of the entries that Worked With links to a cycle."
)
_SUPPORT: Final = "Every coach's Support: Date, Kind and Minutes. The registry: assignments and the school calendar."
_READS: Final = (
    "The last good read of every workbook: its rows, their problems with tab, row and column; "
    "the registry's closed months; responses that wait."
)
_ADDS_UP: Final = (
    "Rows in are accepted rows, problems and duplicates together; a row that was read as something else is accepted."
)
_TABLES: Final = (
    "Days and Billing, Onboarding Status and Activity Data are made from the same fields and from the districts' Onboarding "
    "answers (whether there is one, not what it says); the note on each header says what stands below it. Notes of a log are in "
    "none."
)
_REGISTRY: Final = "The registry: districts, schools, coaches, contracts, and the school calendar."


def program_content(view: ProgramView) -> dict[str, TabContent]:
    """Rows of every tab of the program report, by tab key, then by block key.

    The same view gives the same content; of what the clock says only `view.today` counts, so content
    changes once a day at most.
    """
    return {
        "overview": overview(view),
        "districts": districts(view),
        "coaches": {"coaches": _coaches(view)},
        "time_use": time_use(view),
        "days_and_billing": {"days_and_billing": days_and_billing(view)},
        "statements": statements(view),
        "cycles": cycles(view),
        "onboarding_status": {"onboarding_status": _onboarding(view)},
        "coach_support": coach_support(view),
        "data_quality": data_quality(view),
        "activity_data": {"activity_data": activity_rows(entries_shown(view.entries), view.registry)},
    }


def program_headings(view: ProgramView) -> dict[str, TabHeading]:
    """What stands above and below the report tabs: how new the data are, and what each tab was made from."""
    made_from = {
        "overview": (_LOG, _REGISTRY, RULES, _TABLES),
        "districts": (_LOG, _REGISTRY, RULES),
        "coaches": (_LOG, RULES),
        "time_use": (_LOG, RULES),
        "statements": (_LOG, _REGISTRY, _MONEY),
        "cycles": (_CYCLES, CYCLE_RULES),
        "coach_support": (_SUPPORT, DUE_RULES),
        "data_quality": (_READS, _ADDS_UP),
    }
    titles = {
        "overview": view.registry.program_name,
        "districts": "Districts",
        "coaches": "Coaches",
        "time_use": "Time use",
        "statements": "Statements",
        "cycles": "Coaching cycles",
        "coach_support": "Coach support",
        "data_quality": "Data quality",
    }
    return {
        key: TabHeading(
            f"{titles[key]} · {view.registry.school_year}",
            updated_in_words(view.as_of),
            (MADE_FROM, *lines, reach_rule(view.registry), CONFIDENTIAL),
        )
        for key, lines in made_from.items()
    }


def _coaches(view: ProgramView) -> list[Row]:
    totals = coach_totals(view.aggregates)
    charged = days_charged_by_coach(view.charges)
    ids = [*view.registry.coaches, *sorted(set(totals) - set(view.registry.coaches))]
    if len(ids) > BARS_IN_A_CHART:
        ids.sort(key=lambda coach_id: -totals[coach_id].off_role.part if coach_id in totals else 0)
    return [
        _coach_row(coach_name(view.registry, coach_id), totals.get(coach_id), charged.get(coach_id, 0.0))
        for coach_id in ids
    ]


def _coach_row(name: str, totals: CoachTotals | None, charged: float) -> Row:
    if totals is None:
        return (name, 0, 0, *[0.0] * 6, None, "", None, "", charged, None)
    return (
        name,
        totals.districts,
        totals.entries,
        hours(totals.minutes),
        hours(totals.coaching),
        hours(totals.travel),
        hours(totals.preparation),
        hours(totals.learning),
        hours(totals.off_role.part),
        totals.with_educators.ratio,
        totals.with_educators.in_hours(),
        totals.off_role.ratio,
        totals.off_role.in_hours(),
        charged,
        totals.last_logged,
    )


def _onboarding(view: ProgramView) -> list[Row]:
    rows: list[Row] = []
    for district_id, district in view.registry.districts.items():
        state = view.districts.get(district_id)
        answers, document = (state.onboarding, state.document) if state else ((), None)
        status = onboarding_status(answers, document)
        sections = status.progress.sections
        text = reminder(view.registry.program_name, district.name, answers, document)
        of_document = (status.changed_on, status.kept, status.url, text)
        rows.append((district.name, sections.part, sections.whole, sections.ratio, status.waiting_for, *of_document))
    return rows
