"""The whole program on one page: whom it reaches, how the year stands, how time is spent. Numbers come from metric functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sheets_templates.document_loader import load_document
from sheets_templates.document_model import Part
from sheets_templates.papers import Block, KeyFigure, KeyFigures, Paper, Paragraph, Run
from sync.coaching.aggregates import Aggregates
from sync.coaching.district_charts import focus_area_chart
from sync.coaching.metrics import Share, coaching_minutes, hours, time_with_educators, total_minutes
from sync.coaching.metrics_days import ProgramDays
from sync.coaching.metrics_program import impact_totals
from sync.coaching.metrics_schools import schools_served
from sync.coaching.pace import in_words
from sync.coaching.paper_making import Maker, paper_name, paper_of
from sync.coaching.registry import Registry
from sync.coaching.report_words import counted
from sync.coaching.voices import FeedbackCounts, Voice

ONE_PAGER: Final = "program_one_pager"
DEFAULT_THRESHOLD: Final = 10
MOST_AREAS: Final = 6  # of the bars: the page is one page
LONGEST_VOICE: Final = 220  # letters


@dataclass(frozen=True)
class ProgramPaperView:
    """What the page is made from: sums over all districts and coaches, contract days, and what coaches received as support."""

    registry: Registry
    aggregates: Aggregates
    days: ProgramDays
    support: tuple[KeyFigure, ...] = ()


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
        Part.COACH_SUPPORT: lambda _section: [KeyFigures(view.support)] if view.support else [],
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
                KeyFigure("Educators", f"{totals.educators:,}", "with access to a coach"),
                KeyFigure("Students", f"{totals.students:,}", "in the buildings served"),
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
                    in_words(days.charged).partition(" ")[0],
                    f"of {in_words(days.contracted)} in {counted(days.contracts, 'contract', 'contracts')}",
                ),
                KeyFigure(
                    "Hours of coaching",
                    f"{hours(coaching):,.0f}",
                    f"{Share(coaching, total_minutes(view.aggregates)).in_hours()} logged",
                ),
                KeyFigure("Schools served", served.counted(), "with at least one coaching activity"),
                KeyFigure("Time with educators", educators.percent(), educators.in_hours()),
            ]
        )
    ]


def _feedback(registry: Registry) -> list[Block]:
    """How many answered the Feedback Form, where so many did that the counts tell on nobody, and one voice."""
    counts = sum(registry.feedback.values(), FeedbackCounts())
    blocks: list[Block] = []
    if counts.may_leave_the_program(_threshold(registry)):
        again = Share(counts.again, counts.responses)
        people = counted(counts.responses, "person", "people")
        told = (
            f"{people} answered the Feedback Form; {again.counted()} ({again.percent()}) would work with a coach again."
        )
        blocks.append(Paragraph(told))
    short = [voice for voice in registry.voices if len(voice.words) <= LONGEST_VOICE]
    return blocks + [_quoted(voice) for voice in short[:1]]


def _quoted(voice: Voice) -> Paragraph:
    return Paragraph((Run(f"“{voice.words}” ", italic=True), Run(voice.role)), "callout")


def _threshold(registry: Registry) -> int:
    return int(registry.settings.get("suppression_threshold", DEFAULT_THRESHOLD))
