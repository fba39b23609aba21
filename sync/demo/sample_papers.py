"""The sample program's papers, as a director would have them made: each a Google Doc, saved as PDF in the demo's folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from sync.coaching.onboarding_document import onboarding_name
from sync.coaching.periods import YEAR
from sync.coaching.registry import Registry
from sync.jobs.context import SyncContext
from sync.jobs.documents import document_pdf, make_document
from sync.jobs.onboarding_documents import onboard
from sync.jobs.paper_reports import WantedPaper, district_reports, program_one_pager, renewal
from sync.jobs.reading import parsed_registry
from sync.ledger.documents import DocumentsLedger
from sync.papers.spreadsheet import paper_xlsx

MONTH: Final = "2025-10"  # of the one district of which a month's report is made too
RENEWED: Final = "D08"  # behind pace, so its packet has something to decide


def make_onboarding(context: SyncContext, folders: Sequence[str]) -> int:
    """Every district's onboarding document; how many there are."""
    registry = parsed_registry(context.access)
    return len([each for each in onboard(context, registry, registry.districts.values(), folders) if not each.trouble])


def save_papers(context: SyncContext, folders: Sequence[str], place: Path, step: Callable[[str], None]) -> list[Path]:
    """Onboarding documents, district reports, a renewal packet and the program on one page, as files below `place`."""
    registry = parsed_registry(context.access)
    step("Saving the onboarding documents as PDF")
    saved = _onboarding(context, registry, place / "onboarding")
    step("Making every district's report for its board")
    reports = district_reports(context, registry, list(registry.districts), YEAR)
    reports += district_reports(context, registry, [RENEWED], MONTH)
    saved += [_saved(context, each, folders, place / "district reports") for each in reports]
    step("Making a renewal packet and the program on one page")
    packet, page = renewal(context, registry, RENEWED), program_one_pager(context, registry)
    saved += [_saved(context, each, folders, place) for each in (packet, page)]
    tables = place / f"{_file_name(packet.name)}.xlsx"
    tables.write_bytes(paper_xlsx(packet.paper))
    return [*saved, tables]


def _onboarding(context: SyncContext, registry: Registry, place: Path) -> list[Path]:
    place.mkdir(parents=True, exist_ok=True)
    saved = []
    documents = DocumentsLedger(context.ledger).documents()
    for district_id in registry.districts:
        known = documents.get(f"onboarding:{district_id}")
        if known:
            path = place / f"{_file_name(onboarding_name(registry, district_id))}.pdf"
            path.write_bytes(document_pdf(context, known.document_id))
            saved.append(path)
    return saved


def _saved(context: SyncContext, wanted: WantedPaper, folders: Sequence[str], place: Path) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    made = make_document(context, wanted.paper, wanted.name, wanted.mark, folders)
    path = place / f"{_file_name(wanted.name)}.pdf"
    path.write_bytes(document_pdf(context, made.document_id))
    return path


def _file_name(name: str) -> str:
    return name.replace("/", "-")
