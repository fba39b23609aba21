"""Reports on paper as whole jobs: from the ledger and the words of the log, with their requests counted and no educator named."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from sheets_templates.papers import Paper
from sync.coaching.periods import UnknownPeriod
from sync.jobs.documents import document_pdf, make_document
from sync.jobs.paper_reports import WantedPaper, district_reports, program_one_pager, renewal
from sync.jobs.reading import parsed_registry
from sync.jobs.unknown import UnknownDistrict
from tests.drawn_papers import titles, words
from tests.small_program import ADMINISTRATOR, COACHES, SYNC_ACCOUNT, SmallProgram

EDUCATOR = "Pat Lark"


@pytest.fixture
def small(program: SmallProgram) -> SmallProgram:
    program.sync()
    return program


def report(small: SmallProgram, key: str = "D1", period: str = "year") -> Paper:
    context = small.context()
    [wanted] = district_reports(context, parsed_registry(context.access), [key], period)
    return wanted.paper


def write_note(small: SmallProgram, row: int, note: str) -> None:
    log = small.log_of("D1", COACHES["C1"][1])
    log.update_cell(row, log.row_values(1).index("Note") + 1, note)


def test_a_report_tells_the_ledgers_numbers_and_the_logs_words(small: SmallProgram) -> None:
    """180 minutes of coaching at two schools, one full and one half day; the note is read at that moment, in one request."""
    write_note(small, 2, "Planned choice boards for unit three")
    write_note(small, 3, "The team worked through the unit plan. " * 100)
    context = small.context()
    registry = parsed_registry(context.access)
    before = sum(context.access.requests_used())
    [wanted] = district_reports(context, registry, ["D1"], "year")
    assert sum(context.access.requests_used()) - before == 1
    said = words(wanted.paper)
    assert "1.5\nContract days used\nof 40 days contracted" in said
    assert "3.0\nHours of coaching\n3 of 3.8 hours logged" in said
    assert "2 of 2\nSchools served" in said
    assert "Planned choice boards for unit three." in said
    assert said.count("The team worked through") == 4  # a note of pages is cut to two lines


def test_a_month_holds_only_its_own_days(small: SmallProgram) -> None:
    """In October there was travel only."""
    said = words(report(small, period="2025-10"))
    assert "0\nContract days used\n1.5 days of 40 days in the year so far" in said
    assert "0.0\nHours of coaching\n0 of 0.8 hours logged" in said


def test_no_district_sees_anothers_numbers_and_no_educator_is_named(small: SmallProgram) -> None:
    """A note that names somebody of the Roster stays in the log; the coach is warned elsewhere."""
    small.type_rows("C1", "roster", [{"educator": EDUCATOR, "email": "pat@north.example", "district": "North"}])
    write_note(small, 2, f"Planned choice boards with {EDUCATOR.upper()}")
    write_note(small, 3, "Captioned the videos of unit four")
    small.sync()
    context = small.context()
    registry = parsed_registry(context.access)
    wanted: list[WantedPaper] = district_reports(context, registry, list(registry.districts), "year")
    wanted += [renewal(context, registry, "D1"), program_one_pager(context, registry)]
    for each in wanted:
        assert EDUCATOR.casefold() not in words(each.paper).casefold()
    north = words(wanted[0].paper)
    assert "South" not in north
    assert "Oak" not in north
    assert "Captioned the videos of unit four." in north
    assert "South" not in words(wanted[3].paper)


def test_a_workbook_that_is_no_longer_shared_gives_the_last_good_numbers_and_says_so(small: SmallProgram) -> None:
    """The report does not fail, and invents no words."""
    small.person(ADMINISTRATOR["D1"]).open_by_key(small.workbooks["D1"]).remove_permissions(SYNC_ACCOUNT)
    said = words(report(small))
    assert "could not be read just now" in said
    assert "3.0\nHours of coaching" in said
    assert "What was done?" not in titles(report(small))


def test_a_name_that_the_registry_does_not_know_is_refused_with_those_it_knows(small: SmallProgram) -> None:
    """As is a period that is none."""
    with pytest.raises(UnknownDistrict, match="D1, D2, D3"):
        report(small, "D9")
    with pytest.raises(UnknownPeriod, match="Q1 to Q4"):
        report(small, period="spring")


def test_the_program_fits_on_one_page(small: SmallProgram) -> None:
    """As PDF, exported by Drive."""
    context = small.context()
    wanted = program_one_pager(context, parsed_registry(context.access))
    made = make_document(context, wanted.paper, wanted.name, wanted.mark, [small.drive_id])
    pages = pypdf.PdfReader(BytesIO(document_pdf(context, made.document_id))).pages
    assert len(pages) == 1
    assert "Coach impact" in pages[0].extract_text()


def test_reports_before_the_first_sync_are_made_in_words(program: SmallProgram) -> None:
    """Nothing was read yet, and the report says so instead of showing zeros as if they were known."""
    said = words(report(program, "D2"))
    assert "It has not been read yet." in said
    assert "Nothing logged yet." in said
