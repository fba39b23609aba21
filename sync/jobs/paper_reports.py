"""Reports on paper: of one district, of all of them, of the whole program, and the packet for next year's contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_templates.papers import Paper
from sync.coaching.aggregates import district_aggregates
from sync.coaching.certification_sheet import certification_name, certification_sheet, certification_view
from sync.coaching.district_paper import district_paper, district_paper_name
from sync.coaching.metrics_support import program_support
from sync.coaching.month_closing import month_named
from sync.coaching.periods import YEAR, Period, period_named
from sync.coaching.program_paper import ProgramPaperView, program_paper, program_paper_name
from sync.coaching.registry import District, Registry
from sync.coaching.renewal_packet import renewal_name, renewal_packet
from sync.jobs.charging import accounts_of_last_sync
from sync.jobs.context import SyncContext
from sync.jobs.district_books import DistrictBooks
from sync.jobs.memory import remembered_entries
from sync.jobs.office_day import program_day
from sync.jobs.unknown import UnknownCoach, UnknownDistrict


@dataclass(frozen=True)
class WantedPaper:
    """A paper with the name of its file, and the mark by which its document is found again."""

    paper: Paper
    name: str
    mark: str


def district_of(registry: Registry, district_id: str) -> District:
    """The district with this id. Raises UnknownDistrict."""
    if district_id not in registry.districts:
        raise UnknownDistrict(district_id, tuple(registry.districts))
    return registry.districts[district_id]


def district_reports(
    context: SyncContext, registry: Registry, district_ids: Sequence[str], period_text: str
) -> list[WantedPaper]:
    """The reports of these districts about one period, each read from the last sync and from the words of its log.

    Raises UnknownDistrict, UnknownPeriod.
    """
    period = period_named(period_text, registry, context.today())
    districts = [district_of(registry, district_id) for district_id in district_ids]
    books = DistrictBooks.of(context, registry)
    return [_report(context, books, district, period) for district in districts]


def _report(context: SyncContext, books: DistrictBooks, district: District, period: Period) -> WantedPaper:
    view = books.view(context, district, period)
    mark = f"district_report:{district.district_id}:{period.key}"
    return WantedPaper(district_paper(view), district_paper_name(view), mark)


def renewal(context: SyncContext, registry: Registry, district_id: str) -> WantedPaper:
    """The renewal packet of one district, from the year to date. Raises UnknownDistrict."""
    district = district_of(registry, district_id)
    period = period_named(YEAR, registry, context.today())
    view = DistrictBooks.of(context, registry).view(context, district, period, notes=False)
    return WantedPaper(renewal_packet(view), renewal_name(view), f"renewal:{district_id}")


def certification(context: SyncContext, registry: Registry, coach_id: str, month_text: str) -> WantedPaper:
    """The sheet that a coach signs after a month, as of the last sync. Raises UnknownCoach, UnknownPeriod."""
    if coach_id not in registry.coaches:
        raise UnknownCoach(coach_id, tuple(registry.coaches))
    month = month_named(month_text, registry)
    with context.ledger.transaction() as rows:
        entries = remembered_entries(rows)
    accounts = accounts_of_last_sync(context, registry)
    view = certification_view(accounts, entries, coach_id, month, context.today())
    return WantedPaper(certification_sheet(view), certification_name(view), f"certification:{coach_id}:{month:%Y-%m}")


def program_one_pager(context: SyncContext, registry: Registry) -> WantedPaper:
    """The whole program on one page, as of the last sync."""
    books = DistrictBooks.of(context, registry)
    day = program_day(registry, context.ledger, context.today(), context.time_zone)
    support = program_support(books.books.support, registry, context.today())
    view = ProgramPaperView(registry, district_aggregates(books.entries), day.days, support)
    return WantedPaper(program_paper(view), program_paper_name(registry), "program_one_pager")
