"""The sheet that a coach signs after a month: days and time by funding source, what was done, and the certification.

It covers all of the coach's logged time, on federal sources and others, and names no educator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

import pandas as pd

from sheets_templates.document_loader import load_document
from sheets_templates.document_model import Part
from sheets_templates.model import ColumnType
from sheets_templates.papers import Block, BulletList, Paper, Paragraph, SignatureLines
from sync.coaching.accounts import Accounts
from sync.coaching.certified_time import NOT_CHARGED, TimeDone, time_by_source, time_done
from sync.coaching.contract_days import ChargeStatus
from sync.coaching.funding import is_federal, shown_source
from sync.coaching.month_confirmation import CertificationState, CoachMonth
from sync.coaching.pace import in_words
from sync.coaching.paper_making import paper_name, paper_of
from sync.coaching.paper_tables import NOTHING, TableColumn, paper_table
from sync.coaching.registry import Registry
from sync.coaching.report_words import day_in_words, district_name, school_name

TEMPLATE: Final = "certification"
NOT_CHARGED_SHORT: Final = "Not charged"
CERTIFY: Final = (
    "I certify that this is a true record, made after the fact, of what I did in {month}: it accounts for 100% of the time that I "
    "logged for the program ({hours}), on federal sources and all others; each day stands on the funding source that paid for the "
    "work actually done on it, and none was assigned from a budget."
)
SUPERVISOR: Final = (
    "I have first-hand knowledge of this coach's work, or have checked this record with those who have, and believe it to be "
    "true."
)
NOT_READY: Final = "This month is not ready to be signed: {reason}."


@dataclass(frozen=True)
class CertificationView:
    """One coach's month: `entries` and `funded` are the coach's own of that month; `coach_month` is None where nothing of
    it is on a federal source.
    """

    accounts: Accounts
    coach_id: str
    month: date
    entries: pd.DataFrame
    funded: pd.DataFrame
    coach_month: CoachMonth | None
    today: date


def certification_view(
    accounts: Accounts, entries: pd.DataFrame, coach_id: str, month: date, today: date
) -> CertificationView:
    """The view of one coach and month (its first day), out of everything. `entries`: those of all coaches."""
    funded = accounts.billing.funded
    found = (each for each in accounts.coach_months if (each.coach_id, each.month) == (coach_id, month))
    return CertificationView(
        accounts,
        coach_id,
        month,
        _of(entries, coach_id, month),
        _of(funded, coach_id, month),
        next(found, None),
        today,
    )


def _of(rows: pd.DataFrame, coach_id: str, month: date) -> pd.DataFrame:
    own = (rows["coach_id"].astype("str") == coach_id) & (rows["date"].dt.strftime("%Y-%m") == f"{month:%Y-%m}")
    found: pd.DataFrame = rows[own.to_numpy(bool)]
    return found


def certification_name(view: CertificationView) -> str:
    return paper_name(load_document(TEMPLATE), _facts(view))


def certification_sheet(view: CertificationView) -> Paper:
    """The sheet. A part that has nothing to say is left out."""
    done = time_done(view.entries, view.funded)
    makers = {
        Part.CERTIFIED_TIME: lambda _section: _totals(view, done),
        Part.DAY_BY_DAY: lambda _section: _day_by_day(view, done),
        Part.NOT_CERTIFIED: lambda _section: _open(view),
        Part.CERTIFICATION: lambda _section: _certification(view, done),
    }
    return paper_of(load_document(TEMPLATE), _facts(view), makers)


def _facts(view: CertificationView) -> Mapping[str, str]:
    registry = view.accounts.registry
    coach = registry.coaches.get(view.coach_id)
    return {
        "program": registry.program_name,
        "coach": coach.name if coach else view.coach_id,
        "month": f"{view.month:%B %Y}",
        "today": day_in_words(view.today),
    }


def _totals(view: CertificationView, done: Sequence[TimeDone]) -> list[Block]:
    registry = view.accounts.registry
    sums = time_by_source(done, view.funded, registry)
    rows: list[list[object]] = [
        [_shown(each.paid_by), _kind(view, each.paid_by), each.days or None, clock(each.minutes)] for each in sums
    ]
    total = sum((each.days for each in sums), Decimal(0))
    rows.append(["All logged time", "", total, clock(sum(each.minutes for each in sums))])
    columns = (
        TableColumn("Paid by", 0.46),
        TableColumn("Kind", 0.18),
        TableColumn("Contract days", 0.18, ColumnType.DAYS),
        TableColumn("Time (h:mm)", 0.18),
    )
    return [paper_table(columns, rows, total=True), Paragraph(_state(view), "quiet")]


def _kind(view: CertificationView, paid_by: str) -> str:
    if paid_by == NOT_CHARGED:
        return "Program"
    return "Federal" if is_federal(paid_by, view.accounts.registry) else ""


def _shown(paid_by: str) -> str:
    return paid_by if paid_by == NOT_CHARGED else shown_source(paid_by)


def _state(view: CertificationView) -> str:
    month = view.coach_month
    if month is None:
        return "No day of this month is on a federal source; it need not be confirmed in Please Confirm."
    if month.state is CertificationState.CONFIRMED and month.confirmed_on:
        return f"Confirmed by the coach in Please Confirm on {day_in_words(month.confirmed_on)}, and unchanged since."
    return f"In Please Confirm: {month.state.value.lower()}."


def _day_by_day(view: CertificationView, done: Sequence[TimeDone]) -> list[Block]:
    registry = view.accounts.registry
    columns = (
        TableColumn("Date", 0.12),
        TableColumn("District", 0.20),
        TableColumn("Activities by school", 0.42),
        TableColumn("Time", 0.09),
        TableColumn("Paid by", 0.17),
    )
    rows: list[list[object]] = []
    before: date | None = None
    for (day, district_id, paid_by), some in groupby(sorted(done, key=_by_source), _by_source):
        here = list(some)
        rows.append(
            [
                f"{day:%a %b} {day.day}" if day != before else "",
                district_name(registry, district_id) if district_id else NOTHING,
                _activities(here, registry),
                clock(sum(each.minutes for each in here)),
                NOT_CHARGED_SHORT if paid_by == NOT_CHARGED else shown_source(paid_by),
            ]
        )
        before = day
    return [paper_table(columns, rows)] if rows else [Paragraph("Nothing is logged for this month.")]


def _by_source(each: TimeDone) -> tuple[date, str, str]:
    return each.day, each.district_id, each.paid_by


def _activities(done: Sequence[TimeDone], registry: Registry) -> str:
    """Activities with their time, by school: `Lincoln: Co-Planning 1:00, Modeling 0:30; Grant: ...`."""
    schools: dict[str, list[str]] = {}
    for each in done:
        schools.setdefault(each.school_id, []).append(f"{each.activity} {clock(each.minutes)}")
    told = {school_id: ", ".join(activities) for school_id, activities in schools.items()}
    named = [f"{school_name(registry, school_id)}: {told[school_id]}" for school_id in told if school_id]
    return "; ".join([*([told[""]] if "" in told else []), *named])


def _open(view: CertificationView) -> list[Block]:
    registry = view.accounts.registry
    items = []
    for day in view.funded.to_dict("records"):
        where = f"{day_in_words(day['date'].date())}, {district_name(registry, day['district_id'])}"
        if day["problem"]:
            items.append(f"{where}, {shown_source(day['funding_source'])}: {str(day['problem']).lower()}.")
        if day["status"] == ChargeStatus.HELD:
            items.append(
                f"{where}: its row changed after it was charged, and your answer is awaited in Please Confirm."
            )
    lines = _of(view.accounts.charges.lines, view.coach_id, view.month)
    for line in lines[(lines["status"] == ChargeStatus.UNRESOLVED.value).to_numpy(bool)].to_dict("records"):
        where = f"{day_in_words(line['date'].date())}, {district_name(registry, str(line['district_id']))}"
        items.append(f"{where}: more than one day is asked for over your districts, so none is charged.")
    return [BulletList(items)] if items else []


def _certification(view: CertificationView, done: Sequence[TimeDone]) -> list[Block]:
    blocks: list[Block] = []
    month = view.coach_month
    if month and month.state is not CertificationState.CONFIRMED:
        blocks.append(Paragraph(NOT_READY.format(reason=month.state.value.lower()), "callout"))
    time = f"{clock(sum(each.minutes for each in done))} hours"
    charged = in_words(Decimal(int(view.funded["half_days"].sum())) / 2)
    statement = CERTIFY.format(month=f"{view.month:%B %Y}", hours=f"{time}, {charged} charged")
    return [
        *blocks,
        Paragraph(statement),
        SignatureLines(["Coach", "Date"]),
        Paragraph(SUPERVISOR),
        SignatureLines(["Supervisor with first-hand knowledge", "Date"]),
    ]


def clock(minutes: int) -> str:
    """Minutes as hours and minutes: 95 is 1:35. Unlike decimals of an hour they add up."""
    return f"{minutes // 60}:{minutes % 60:02d}"
