"""The whole program on one page: whom it reaches, how the year stands, how time is spent. Numbers come from metric functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sheets_templates.document_loader import load_document
from sheets_templates.document_model import Part
from sheets_templates.model import ColumnType
from sheets_templates.papers import Block, KeyFigure, KeyFigures, Paper, Paragraph, Run
from sync.coaching.aggregates import Aggregates
from sync.coaching.district_charts import focus_area_chart
from sync.coaching.metrics import Share, coaching_minutes, hours, time_with_educators, total_minutes
from sync.coaching.metrics_days import ProgramDays
from sync.coaching.metrics_program import impact_totals
from sync.coaching.metrics_schools import schools_served
from sync.coaching.metrics_support import ProgramSupport
from sync.coaching.paper_making import Maker, paper_name, paper_of
from sync.coaching.paper_tables import shown
from sync.coaching.registry import Registry
from sync.coaching.report_words import counted
from sync.coaching.suppression import threshold_of
from sync.coaching.voices import FeedbackCounts

ONE_PAGER: Final = "program_one_pager"
MOST_AREAS: Final = 5  # of the bars: the page is one page
LONGEST_VOICE: Final = 220  # letters


@dataclass(frozen=True)
class ProgramPaperView:
    """What the page is made from: sums over all districts and coaches, contract days, and what coaches received as support."""

    registry: Registry
    aggregates: Aggregates
    days: ProgramDays
    support: ProgramSupport | None = None


def program_facts(registry: Registry) -> dict[str, str]:
    """What fills the names in braces of the template."""
    program = registry.program_name or "The coaching program"
    return {"district": "", "program": program, "school_year": registry.school_year, "period": ""}


def program_paper_name(registry: Registry) -> str:
    """The name of the page's file."""
    return paper_name(load_document(ONE_PAGER), program_facts(registry))


def program_paper(view: ProgramPaperView) -> Paper:
    """The page. A section of which there is nothing to say is left out."""
    makers: Mapping[Part, Maker] = {
        Part.IMPACT: lambda _section: _impact(view.registry),
        Part.PROGRAM_FIGURES: lambda _section: _figures(view),
        Part.PROGRAM_TIME: lambda _section: focus_area_chart(view.aggregates, MOST_AREAS),
        Part.COACH_SUPPORT: lambda _section: _support(view.support),
        Part.PROGRAM_FEEDBACK: lambda _section: _feedback(view.registry),
    }
    return paper_of(load_document(ONE_PAGER), program_facts(view.registry), makers)


def _impact(registry: Registry) -> list[Block]:
    totals = impact_totals(registry)
    return [
        KeyFigures(
            [
                KeyFigure("Coaches", f"{totals.coaches:,}"),
                KeyFigure("Districts", f"{totals.districts:,}"),
                KeyFigure("Schools", f"{totals.schools:,}"),
                KeyFigure("Educators", f"{totals.educators:,}", "with access"),
                KeyFigure("Students", f"{totals.students:,}", "in the schools"),
            ]
        )
    ]


def _figures(view: ProgramPaperView) -> list[Block]:
    days, coaching = view.days, coaching_minutes(view.aggregates)
    served = schools_served(view.aggregates, view.registry.schools.values())
    educators = time_with_educators(view.aggregates)
    return [
        KeyFigures(
            [
                KeyFigure(
                    "Contract days used",
                    shown(days.charged, ColumnType.DAYS),
                    f"of {shown(days.contracted, ColumnType.DAYS)} days",
                ),
                KeyFigure(
                    "Hours of coaching",
                    f"{hours(coaching):,.0f}",
                    f"of {hours(total_minutes(view.aggregates)):,.0f} hours logged",
                ),
                KeyFigure("Schools served", served.counted(), "by coaching"),
                KeyFigure("Time with educators", educators.percent(), educators.in_hours()),
            ]
        )
    ]


def _support(support: ProgramSupport | None) -> list[Block]:
    if support is None:
        return []
    return [
        KeyFigures(
            [
                KeyFigure("Hours of support", f"{hours(support.minutes):,.0f}", "for all coaches"),
                KeyFigure(
                    "1:1 check-ins", f"{support.one_to_ones.part:,}", f"{support.one_to_ones.whole:,} due by now"
                ),
                KeyFigure("Site visits", f"{support.site_visits.part:,}", f"{support.site_visits.whole:,} due by now"),
                KeyFigure("Group meetings", f"{support.group_meetings:,}", "counted for each coach"),
            ]
        )
    ]


def _feedback(registry: Registry) -> list[Block]:
    """How many answered the Feedback Form, where so many did that the counts tell on nobody, and one voice."""
    counts = sum(registry.feedback.values(), FeedbackCounts())
    runs: list[Run] = []
    if counts.may_leave_the_program(threshold_of(registry.settings)):
        again = Share(counts.again, counts.responses)
        people = counted(counts.responses, "person", "people")
        told = f"{people} answered the Feedback Form; {again.counted()} ({again.percent()}) would work with a coach again. "
        runs.append(Run(told))
    short = [voice for voice in registry.voices if len(voice.words) <= LONGEST_VOICE]
    for voice in short[:1]:
        runs += [Run(f"“{voice.words}” ", italic=True), Run(voice.role)]
    return [Paragraph(tuple(runs))] if runs else []
