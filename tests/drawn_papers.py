"""Papers made from a small drawn program, and what stands in them as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sheets_templates.paper_pieces import Grid, Line, section_pieces
from sheets_templates.papers import Paper, PaperSection, Picture
from sync.coaching.aggregates import district_aggregates
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.contract_days import charge_lines
from sync.coaching.district_dashboard import off_role_is_shown
from sync.coaching.district_paper_view import DistrictPaperView
from sync.coaching.entries import no_entries
from sync.coaching.pace import contract_days
from sync.coaching.periods import period_named
from sync.coaching.registry import Registry
from tests.drawn_entries import drawn_entries
from tests.test_district_report import LOG, REGISTRY

TODAY = date(2026, 10, 14)


def view_of(
    log: str = LOG, period: str = "year", registry: Registry = REGISTRY, **changes: object
) -> DistrictPaperView:
    """District d1's view of a period, as the job makes it."""
    entries = drawn_entries(log) if log else no_entries()
    own = entries[entries["district_id"] == "d1"]
    stretch = period_named(period, registry, TODAY)
    shown = off_role_is_shown(registry)
    lines = stretch.up_to(charge_lines(own[own["source"] == "district"]))
    view = DistrictPaperView(
        registry=registry,
        district_id="d1",
        period=stretch,
        today=TODAY,
        in_period=district_aggregates(stretch.of(own)).seen_by_district("d1", off_role_shown=shown),
        to_date=district_aggregates(stretch.up_to(own)).seen_by_district("d1", off_role_shown=shown),
        contract_days=contract_days(
            registry.contracts.get("d1"), lines, SchoolCalendar(registry, "d1"), stretch.last_day
        ),
        lines=lines,
        as_of=date(2026, 10, 9),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def titles(paper: Paper) -> list[str]:
    return [section.title for section in paper.sections]


def section(paper: Paper, key: str) -> PaperSection:
    return next(each for each in paper.sections if each.key == key)


def words(paper: Paper, *keys: str) -> str:
    """Everything that can be read in some sections (all of them where none is named), tables and charts included."""
    wanted = [each for each in paper.sections if not keys or each.key in keys]
    said = list(_said(wanted))
    if not keys:
        said += [paper.title, paper.subtitle, paper.organization, paper.footer, *paper.closing]
    return "\n".join(said)


def _said(sections: Iterable[PaperSection]) -> Iterable[str]:
    for each in sections:
        for piece in section_pieces(each):
            if isinstance(piece, Line):
                yield piece.text
            elif isinstance(piece, Picture):
                yield piece.description
                if piece.table:
                    yield from (" | ".join(row) for row in piece.table.rows)
            elif isinstance(piece, Grid):
                for row in piece.rows:
                    yield " | ".join("\n".join(line.text for line in cell.lines) for cell in row)
