"""Reports on paper: of one district, of all of them, of the whole program, and the packet for next year's contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_templates.papers import Paper
from sync.coaching.aggregates import district_aggregates
from sync.coaching.district_paper import district_paper, district_paper_name
from sync.coaching.periods import YEAR, Period, period_named
from sync.coaching.program_paper import ProgramPaperView, program_paper, program_paper_name
from sync.coaching.registry import District, Registry
from sync.coaching.renewal_packet import renewal_name, renewal_packet
from sync.jobs.context import SyncContext
from sync.jobs.district_books import DistrictBooks
from sync.jobs.office_day import program_day
from sync.jobs.reading import UnknownDistrict


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


def program_one_pager(context: SyncContext, registry: Registry) -> WantedPaper:
    """The whole program on one page, as of the last sync."""
    books = DistrictBooks.of(context, registry)
    day = program_day(registry, context.ledger, context.today(), context.time_zone)
    view = ProgramPaperView(registry, district_aggregates(books.entries), day.days)
    return WantedPaper(program_paper(view), program_paper_name(registry), "program_one_pager")
