"""The district report: what a superintendent forwards to the board. Every number comes from a metric function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheets_templates.document_loader import load_document
from sheets_templates.document_model import Part
from sheets_templates.papers import Block, KeyFigure, KeyFigures, Paper, Paragraph, Run, Subheading
from sync.coaching.district_charts import (
    activity_chart,
    focus_area_chart,
    month_chart,
    pace_picture,
    plan_blocks,
    school_blocks,
)
from sync.coaching.district_dashboard import off_role_is_shown
from sync.coaching.district_paper_view import DistrictPaperView, report_facts
from sync.coaching.metrics import (
    Share,
    coaching_minutes,
    hours,
    role_drift,
    role_drift_by_duty,
    share_by_focus_area,
    total_minutes,
)
from sync.coaching.metrics_days import days_charged, unresolved_dates
from sync.coaching.metrics_schools import people_with_access, schools_served
from sync.coaching.next_steps import next_steps
from sync.coaching.pace import AlertKind, ContractDays, in_words
from sync.coaching.paper_making import Maker, paper_name, paper_of
from sync.coaching.paper_tables import TableColumn, paper_table
from sync.coaching.period_notes import chosen_notes
from sync.coaching.periods import Period
from sync.coaching.report_words import counted, day_in_words, listed, updated_in_words
from sync.coaching.vocabulary import OFF_ROLE_PREFIX
from sync.coaching.voices import Voice

DISTRICT_REPORT: Final = "district_report"
_BESIDE: Final = (AlertKind.AHEAD, AlertKind.BEHIND)  # said of the period's last day, which need not be today
NO_CONTRACT: Final = "The program's registry holds no contract for this district."
REACH_NOT_YET: Final = (
    "How many educators worked with a coach is published at the close of each quarter, in bands that point at nobody. There is no "
    "edition of this school year yet."
)
STILL_TO_COME, RECORDED = "the reflection was still to come on {day}", "the reflection was recorded by {day}"
CYCLES_HIDDEN: Final = (
    "Cycles that are {which} are not counted here: fewer than {threshold} educators were behind them, and a number could point at "
    "one of them."
)
NOTHING_LOGGED: Final = "Nothing was logged in this period."
FAIRLY_SAID: Final = (
    "Schools ask for a hand when they need one, and coaches help. The time is shown so that district and program can keep the "
    "contract days for coaching."
)
MOST_VOICES: Final = 3


def district_paper_name(view: DistrictPaperView) -> str:
    return paper_name(load_document(DISTRICT_REPORT), report_facts(view.registry, view.district_id, view.period))


def district_paper(view: DistrictPaperView) -> Paper:
    """The report. A section of which there is nothing to say is left out."""
    makers: Mapping[Part, Maker] = {
        Part.REPORT_FIGURES: lambda _section: report_figures(view),
        Part.PACE: lambda _section: _pace(view),
        Part.FOCUS_AREAS: lambda _section: focus_area_chart(view.in_period),
        Part.ACTIVITIES: lambda _section: activity_chart(view.in_period, view.registry),
        Part.PLANNED_AND_ACTUAL: lambda _section: planned_and_actual(view),
        Part.SCHOOLS_SERVED: lambda _section: _schools(view),
        Part.REACH: lambda _section: _reach(view.reach),
        Part.CYCLES: lambda _section: _cycles(view),
        Part.NOTES: lambda _section: _notes(view),
        Part.VOICES: lambda _section: _voices(view),
        Part.OFF_ROLE: lambda _section: _off_role(view),
        Part.NEXT_STEPS: lambda _section: next_steps(view),
    }
    return paper_of(load_document(DISTRICT_REPORT), report_facts(view.registry, view.district_id, view.period), makers)


def report_figures(view: DistrictPaperView) -> list[Block]:
    """Days, hours, schools and students in large numbers, and how new they are."""
    schools = view.registry.schools_by_district.get(view.district_id, ())
    served = schools_served(view.in_period, schools)
    coaching, access = coaching_minutes(view.in_period), people_with_access(schools)
    figures = [
        _days_figure(view),
        KeyFigure(
            "Hours of coaching",
            f"{hours(coaching):,.1f}",
            f"{Share(coaching, total_minutes(view.in_period)).in_hours()} logged",
        ),
        KeyFigure("Schools served", served.counted(), "with at least one coaching activity"),
        KeyFigure(
            "Educators with access",
            f"{access.educators:,}",
            f"and {access.students:,} students in their schools",
        ),
    ]
    blocks: list[Block] = [KeyFigures(figures)]
    if not total_minutes(view.in_period):
        blocks.append(Paragraph(NOTHING_LOGGED))
    if view.unread:
        blocks.append(Paragraph(view.unread, "callout"))
    return [*blocks, Paragraph(updated_in_words(view.as_of), "quiet")]


def _days_figure(view: DistrictPaperView) -> KeyFigure:
    days = view.contract_days
    charged = in_words(days_charged(view.period.of(view.lines))).partition(" ")[0]
    if days.pace is None:
        return KeyFigure("Contract days used", charged, "no contract in the registry")
    so_far = f"of {in_words(days.contracted)} contracted"
    if not view.period.whole_year:
        so_far = f"{in_words(days.charged)} of {in_words(days.contracted)} in the year so far"
    return KeyFigure("Contract days used", charged, so_far)


def _pace(view: DistrictPaperView) -> list[Block]:
    days = view.contract_days
    if days.pace is None:
        return [Paragraph(NO_CONTRACT)]
    return [pace_picture(days, view.period.last_day), Paragraph(" ".join(pace_sentences(view)))]


def pace_sentences(view: DistrictPaperView) -> list[str]:
    """How the district stands with its contract days, in whole sentences."""
    days = view.contract_days
    beside = (
        f"{in_words(days.charged)} used, {in_words(days.expected)} expected by {day_in_words(view.period.last_day)}."
    )
    told = [f"{alert.kind.value}: {beside}" if alert.kind in _BESIDE else f"{alert.text}." for alert in days.alerts]
    told = told or [f"On pace: {beside}"]
    if days.forecast_left is not None and days.forecast_left > 0 and not _exhausted(days):
        left = in_words(days.forecast_left)
        told.append(f"At the pace of the last 8 school weeks {left} will be left when the contract ends.")
    if days.held:
        told.append(
            f"{in_words(days.held)} of those used stay charged until the coach confirms what changed in the log."
        )
    waiting = unresolved_dates(view.lines)
    if waiting:
        told.append(f"{counted(waiting, 'date waits', 'dates wait')} for the coach and {_is(waiting)} not charged yet.")
    if days.outside:
        told.append(f"{in_words(days.outside)} of those used lie before the contract's first day or after its last.")
    return told


def _exhausted(days: ContractDays) -> bool:
    return any(alert.kind in (AlertKind.EXCEEDED, AlertKind.RUNS_OUT) for alert in days.alerts)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def planned_and_actual(view: DistrictPaperView) -> list[Block]:
    """The plan of the kick-off call beside the year so far; nothing without a plan or without coaching."""
    lines = view.compared
    if not lines or not coaching_minutes(view.to_date):
        return []
    if view.period.whole_year:
        return plan_blocks(lines)
    until = f"A plan is made for a year: this is its coaching time up to {day_in_words(view.period.last_day)}."
    return [Paragraph(until), *plan_blocks(lines)]


def _schools(view: DistrictPaperView) -> list[Block]:
    blocks = school_blocks(view.in_period, view.registry, view.district_id)
    if blocks and view.period.whole_year:
        blocks += [
            Subheading("How does it go month by month?"),
            *month_chart(view.to_date, view.registry, view.period.last_day),
        ]
    return blocks


def _reach(sentences: Sequence[str]) -> list[Block]:
    """The latest published band, then the rule by which it was made; a word about when there will be one before the first."""
    told, *rules = sentences or (REACH_NOT_YET,)
    return [Paragraph(told), *(Paragraph(rule, "quiet") for rule in rules)]


def _cycles(view: DistrictPaperView) -> list[Block]:
    """Coaching cycles at the last close of a quarter: only in a report up to today, and only where enough educators are behind
    a number."""
    cycles = view.cycles
    if cycles is None or view.period.last_day != view.today:
        return []
    numbers = (("open", cycles.open, STILL_TO_COME), ("completed", cycles.completed, RECORDED))
    day = day_in_words(cycles.as_of)
    figures = [
        KeyFigure(f"Cycles {name}", f"{count:,}", note.format(day=day))
        for name, count, note in numbers
        if count is not None
    ]
    if not figures:
        return []
    hidden = [name for name, count, _ in numbers if count is None]
    why = CYCLES_HIDDEN.format(which=listed(hidden), threshold=cycles.threshold) if hidden else ""
    return [KeyFigures(figures), *([Paragraph(why, "quiet")] if why else [])]


def _notes(view: DistrictPaperView) -> list[Block]:
    """The notes by focus area, without their days: the Activity Log has those, and a board need not know when a coach met whom."""
    chosen = chosen_notes(view.notes, list(share_by_focus_area(view.in_period)))
    rows = [[area, " ".join(_sentence(note.text) for note in notes)] for area, notes in chosen.items()]
    return [paper_table((TableColumn("Focus area", 0.4), TableColumn("What was done", 0.6)), rows)] if rows else []


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def _voices(view: DistrictPaperView) -> list[Block]:
    """Words about this district that came in the period, the latest first."""
    own = [
        voice for voice in view.registry.voices if voice.district_id == view.district_id and _heard(voice, view.period)
    ]
    newest = sorted(own, key=lambda voice: voice.received_on or date.min, reverse=True)[:MOST_VOICES]
    return [Paragraph((Run(f"“{voice.words}” ", italic=True), Run(voice.role)), "callout") for voice in newest]


def _heard(voice: Voice, period: Period) -> bool:
    return voice.received_on is None or period.first_day <= voice.received_on <= period.last_day


def _off_role(view: DistrictPaperView) -> list[Block]:
    """A fair word about duties outside coaching, where the director lets districts see them and there were any."""
    drift = role_drift(view.in_period)
    if not off_role_is_shown(view.registry) or not drift.part:
        return []
    duties = [duty.removeprefix(OFF_ROLE_PREFIX).lower() for duty in role_drift_by_duty(view.in_period)]
    told = f"{drift.in_hours()} logged ({drift.percent()}) went to duties that are not coaching: {listed(duties)}. {FAIRLY_SAID}"
    return [Paragraph(told)]
