"""A Google Doc out of a paper: made once, brought up to date, never over what somebody wrote in it; its requests counted."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from sheets_templates.papers import Paper, PaperSection, Paragraph
from sync.google.clients import discovery_service
from sync.google.document_files import look_at_document
from sync.jobs.context import SyncContext
from sync.jobs.documents import MadeDocument, document_pdf, make_document
from sync.ledger import open_ledger
from tests.emulator_documents import insertion, read, text_of, update
from tests.small_program import SmallProgram

MARK, NAME = "district_report:D1:year", "North · Coaching report"
DIRECTOR = "director@program.example"


@pytest.fixture
def context(program: SmallProgram) -> SyncContext:
    assert program.drive_id  # looked up before requests are counted
    return program.context()


def paper(words: str) -> Paper:
    return Paper("North", [PaperSection("words", "What was done?", [Paragraph(words)])])


def made(program: SmallProgram, context: SyncContext, words: str) -> MadeDocument:
    return make_document(context, paper(words), NAME, MARK, [program.drive_id])


def service(program: SmallProgram, name: str, version: str) -> Any:
    """A Google client of the director, who manages the shared drive."""
    return discovery_service(program.google.signed_in(DIRECTOR), name, version)


def text(program: SmallProgram, document_id: str) -> str:
    return text_of(read(service(program, "docs", "v1"), document_id))


def test_a_paper_becomes_a_document_in_the_programs_drive(program: SmallProgram, context: SyncContext) -> None:
    """A look for an earlier one, and the upload: two requests."""
    before = sum(context.access.requests_used())
    document = made(program, context, "Captioned the videos.")
    assert sum(context.access.requests_used()) - before == 2
    assert document.changed
    assert "Captioned the videos." in text(program, document.document_id)


def test_an_unchanged_paper_costs_nothing_and_a_changed_one_two_requests(
    program: SmallProgram, context: SyncContext
) -> None:
    """The document stays the same one: its address was sent to people."""
    first = made(program, context, "One.")
    before = sum(context.access.requests_used())
    assert made(program, context, "One.") == MadeDocument(first.document_id, changed=False)
    assert sum(context.access.requests_used()) == before
    again = made(program, context, "Two.")
    assert (again.document_id, again.changed, again.beside) == (first.document_id, True, False)
    assert sum(context.access.requests_used()) - before == 2


def test_what_somebody_wrote_in_a_report_is_left_and_the_new_one_stands_beside_it(
    program: SmallProgram, context: SyncContext
) -> None:
    """An edition that people have edited is theirs."""
    first = made(program, context, "One.")
    update(service(program, "docs", "v1"), first.document_id, insertion(1, "Dear board, "))
    second = made(program, context, "Two.")
    assert second.beside
    assert second.document_id != first.document_id
    assert "Dear board, " in text(program, first.document_id)


def test_a_new_ledger_finds_the_document_again(program: SmallProgram, context: SyncContext, tmp_path: Path) -> None:
    """By its mark in Drive; a second one is not made."""
    first = made(program, context, "One.")
    program.ledger = open_ledger(f"sqlite:///{tmp_path / 'new.db'}")
    assert made(program, program.context(), "Two.").document_id == first.document_id


def test_a_document_in_the_trash_is_made_anew(program: SmallProgram, context: SyncContext) -> None:
    """Nobody looks there."""
    first = made(program, context, "One.")
    files = service(program, "drive", "v3").files()
    files.update(fileId=first.document_id, body={"trashed": True}, supportsAllDrives=True).execute()
    assert look_at_document(context.access.own, first.document_id).trashed
    assert made(program, context, "Two.").document_id != first.document_id


def test_a_document_is_exported_as_pdf(program: SmallProgram, context: SyncContext) -> None:
    """With its words in it."""
    document = made(program, context, "Captioned the videos.")
    pages = pypdf.PdfReader(BytesIO(document_pdf(context, document.document_id))).pages
    assert "Captioned the videos." in pages[0].extract_text()
