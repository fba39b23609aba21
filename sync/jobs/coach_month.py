"""A coach's month before the 1:1, and the coach's year of practice, from the ledger and one read of the coach's own workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.aggregates import district_aggregates
from sync.coaching.coach_book import CycleState
from sync.coaching.contract_days import charge_lines
from sync.coaching.monthly_talk import CycleCounts, MonthOfCoach, OpenMatters, month_of_coach, to_bring_up
from sync.coaching.please_confirm import WAITING
from sync.coaching.practice import Practice, practice
from sync.coaching.registry import Coach, Registry
from sync.coaching.vocabulary import CyclePhase, SupportKind
from sync.jobs.coach_day import not_logged_days
from sync.jobs.cycles_book import CyclesBook, ShownCycle, coach_entries
from sync.jobs.office_day import district_day
from sync.jobs.own_workbook import OwnWorkbook, rows_of
from sync.jobs.roles import served_districts
from sync.ledger import Ledger


@dataclass(frozen=True)
class Talk:
    """What the card Prepare 1:1 shows: the month, and what to bring up."""

    month: MonthOfCoach
    points: tuple[str, ...]


def talk(
    own: OwnWorkbook, snapshot: WorkbookSnapshot, book: CyclesBook, ledger: Ledger, month: date, today: date
) -> Talk:
    """The preparation of the 1:1 about a month. No request to Google beyond the read that is handed in."""
    registry, coach = own.registry, own.coach
    with ledger.transaction() as rows:
        published = rows.charge_bases(coach_ids=[coach.coach_id])
    # A date of the coach is one over all districts, so the coach's lines are decided together; nobody else's matter.
    lines = charge_lines(published, registry.confirmations)
    found = month_of_coach(book.entries, lines, month, _counts(book, month))
    return Talk(found, to_bring_up(found, _open_matters(own, snapshot, book, ledger, today), today))


def year_of_practice(coach: Coach, registry: Registry, ledger: Ledger) -> Practice:
    """The coach's time with educators this school year. No request to Google."""
    return practice(district_aggregates(coach_entries(coach, registry, ledger)))


def _counts(book: CyclesBook, month: date) -> CycleCounts:
    def in_month(day: date | None) -> bool:
        return day is not None and (day.year, day.month) == (month.year, month.month)

    def ended(each: ShownCycle, state: CycleState) -> bool:
        day = each.cycle.closed_on or each.cycle.began.get(CyclePhase.REFLECT)
        return each.cycle.state is state and in_month(day)

    return CycleCounts(
        started=sum(in_month(min(each.cycle.began.values(), default=None)) for each in book.cycles),
        reflected=sum(ended(each, CycleState.COMPLETED) for each in book.cycles),
        closed=sum(ended(each, CycleState.CLOSED) for each in book.cycles),
        open=len(book.open_cycles),
        overdue=sum(each.overdue for each in book.open_cycles),
    )


def _open_matters(
    own: OwnWorkbook, snapshot: WorkbookSnapshot, book: CyclesBook, ledger: Ledger, today: date
) -> OpenMatters:
    registry, coach = own.registry, own.coach
    alerts = [
        (district.name, alert)
        for district in served_districts(registry, coach.coach_id, today)
        for alert in district_day(registry, ledger, district, today).days.alerts
    ]
    asked = [row for row in rows_of(snapshot, "please_confirm") if row.text("status") == WAITING]
    logged = frozenset(book.entries["date"].dt.date)
    talks = [
        day
        for row in rows_of(snapshot, "support")
        if row.text("kind") == SupportKind.ONE_TO_ONE.value and (day := row.day("date")) and day <= today
    ]
    return OpenMatters(
        alerts,
        sum(not row.text("answer") for row in asked),
        len(not_logged_days(registry, coach.coach_id, logged, today)),
        len(book.unlinked),
        max(talks, default=None),
    )
