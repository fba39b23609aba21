"""Onboarding documents in Google: made, shared, kept fresh by the sync, never over a person's words; requests counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sync.google.clients import discovery_service
from sync.google.files import permissions
from sync.google.workbooks import read_workbook
from sync.jobs.onboarding_documents import Onboarded, onboard
from sync.jobs.reading import parsed_registry
from sync.ledger import open_ledger
from sync.ledger.documents import DocumentsLedger
from tests.emulator_documents import insertion, read, text_of, update
from tests.small_program import ADMINISTRATOR, COACHES, SYNC_ACCOUNT, SmallProgram

ADMIN = ADMINISTRATOR["D1"]
ANSWER = "In the staff lot; keys at the front office."


@pytest.fixture
def small(program: SmallProgram) -> SmallProgram:
    assert program.drive_id  # looked up before requests are counted
    return program


def made(small: SmallProgram, *keys: str) -> list[Onboarded]:
    context = small.context()
    registry = parsed_registry(context.access)
    return onboard(context, registry, [registry.districts[key] for key in keys or ("D1",)], [small.drive_id])


def document_id(small: SmallProgram, key: str = "D1") -> str:
    return DocumentsLedger(small.ledger).documents()[f"onboarding:{key}"].document_id


def docs(small: SmallProgram, email: str = ADMIN) -> Any:
    return discovery_service(small.google.signed_in(email), "docs", "v1")


def text(small: SmallProgram, email: str = ADMIN) -> str:
    return text_of(read(docs(small, email), document_id(small)))


def type_answer(small: SmallProgram, part: str, answer: str, key: str = "D1") -> None:
    """The administrator answers a question in the Onboarding tab."""
    tab = read_workbook(small.access.own, small.workbooks[key]).tab("onboarding")
    assert tab is not None
    places = {name: index for index, name in tab.column_keys.items()}
    row = next(number for number, item in enumerate(tab.columns[places["item"]], start=1) if part in str(item))
    sheet = small.person(ADMINISTRATOR[key]).open_by_key(small.workbooks[key]).get_worksheet_by_id(tab.sheet_id)
    sheet.update_cell(row, places["answer"] + 1, answer)


def requests(small: SmallProgram) -> int:
    return sum(small.access.requests_used())


def drive_shared_with(small: SmallProgram) -> Sequence[str]:
    return sorted(each.email for each in permissions(small.access.own, document_id(small)))


def test_a_document_is_made_with_all_sections_and_shared_with_coach_and_administrators(small: SmallProgram) -> None:
    """They may write in it; nobody of another district can open it."""
    [done] = made(small)
    assert done.written
    said = text(small)
    assert "Contacts" in said
    assert "Ana Ruiz" in said
    assert "Lincoln" in said
    assert {ADMIN, COACHES["C1"][1]} <= set(drive_shared_with(small))
    assert ADMINISTRATOR["D2"] not in drive_shared_with(small)


def test_requests_are_three_for_a_new_none_for_an_unchanged_and_two_for_a_changed_document(small: SmallProgram) -> None:
    """Beside them: the registry and the workbook are read, and a new document is looked for and shared, each in one request."""
    around = 2  # the registry, the workbook
    before = requests(small)
    made(small)
    assert requests(small) - before == around + 1 + 3 + 1
    before = requests(small)
    made(small)
    assert requests(small) - before == around
    type_answer(small, "park", ANSWER)
    before = requests(small)
    assert made(small)[0].written
    assert requests(small) - before == around + 2


def test_the_sync_brings_an_answer_into_the_document_and_then_writes_nothing(small: SmallProgram) -> None:
    """The words go from the workbook into the document; the ledger holds none of them."""
    made(small)
    small.sync()
    type_answer(small, "park", ANSWER)
    small.sync()
    assert ANSWER in text(small)
    before = small.access.requests_used()[1]
    small.sync()
    assert small.access.requests_used()[1] == before
    stored = b"".join(
        path.read_bytes() for path in Path(str(small.ledger.engine.url.database)).parent.glob("ledger.db*")
    )
    assert b"staff lot" not in stored


def test_what_a_person_wrote_in_a_section_stays_and_the_status_says_so(small: SmallProgram) -> None:
    """The new text is offered beside it; other sections go on."""
    made(small)
    document = read(docs(small), document_id(small))
    place = next(
        element["startIndex"]
        for element in document["body"]["content"]
        if ("paragraph" in element and text_of({"body": {"content": [element]}}).startswith("Still open: Where"))
        or ("paragraph" in element and text_of({"body": {"content": [element]}}).startswith("Still open: Sign-in"))
    )
    update(docs(small), document_id(small), insertion(place, "Ring twice. "))
    type_answer(small, "park", ANSWER)
    type_answer(small, "photographed", "Student work only.")
    small.sync()
    said = text(small)
    assert "Ring twice. " in said
    assert ANSWER in said
    assert "Student work only." in said
    status = small.rows("report", "onboarding_status", "district", "kept")
    assert status[0] == ("North", 1.0)


def test_the_status_stands_in_the_workbook_and_in_the_program_report(small: SmallProgram) -> None:
    """With the address of the document, after the next sync."""
    made(small)
    small.sync()
    address = f"https://docs.google.com/document/d/{document_id(small)}/edit"
    assert address in small.words("D1", "dashboard")
    assert "sections answered" in small.words("D1", "dashboard")
    status = small.rows("report", "onboarding_status", "district", "document", "reminder")
    assert status[0][:2] == ("North", address)
    assert "- Principals: " in str(status[0][2])
    assert status[1][1] is None


def test_a_new_ledger_finds_the_document_and_makes_no_second_one(small: SmallProgram, tmp_path: Path) -> None:
    """By its mark in Drive, at the first sync."""
    made(small)
    before = document_id(small)
    small.ledger = open_ledger(f"sqlite:///{tmp_path / 'new.db'}")
    small.sync()
    assert document_id(small) == before


def test_a_district_without_a_readable_workbook_is_told_and_stops_nobody(small: SmallProgram) -> None:
    """The others get their documents."""
    spreadsheet = small.person(ADMIN).open_by_key(small.workbooks["D1"])
    spreadsheet.remove_permissions(SYNC_ACCOUNT)
    first, second = made(small, "D1", "D2")
    assert "not shared" in first.trouble
    assert second.written


def test_a_document_that_cannot_be_reached_is_a_trouble_of_the_sync_and_tried_again(small: SmallProgram) -> None:
    """The dashboards are written all the same."""
    made(small)
    files = discovery_service(small.google.signed_in("director@program.example"), "drive", "v3").files()
    files.delete(fileId=document_id(small), supportsAllDrives=True).execute()
    type_answer(small, "park", ANSWER)
    outcome = small.sync()
    assert [trouble.name for trouble in outcome.troubles] == ["the onboarding document of North"]
    [again] = made(small)
    assert again.written
    assert ANSWER in text(small)
