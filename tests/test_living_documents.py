"""Living Google Docs: made in three requests, kept up to date in two, and what a person writes in them is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from sheets_templates.papers import Paper, PaperProblem, PaperSection, PaperTable, Paragraph, Picture
from sync.emulator.server import EmulatorServer, serve
from sync.google.calls import Call
from sync.google.document_adoption import DocumentNotAsMade
from sync.google.document_text import paper_fingerprint
from sync.google.documents import (
    DOCX,
    PDF,
    CannotExport,
    DocumentBusy,
    create_document,
    create_living_document,
    export_document,
    read_document,
    regenerate,
)
from sync.google.errors import NotFound, SheetNotShared
from sync.google.living_documents import Outcome
from sync.google.quota import Quotas
from sync.google.transport import Transport
from sync.papers.word import paper_docx
from tests.emulator_documents import (
    COACH,
    deletion,
    docs_drive,
    insertion,
    paragraphs,
    read,
    text_of,
    update,
    user_docs,
)
from tests.google_transports import persons_transport
from tests.living_papers import paper


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def docs(server: EmulatorServer) -> Any:
    """What the coach edits with."""
    return user_docs(server)


@pytest.fixture(scope="module")
def transport(server: EmulatorServer) -> Transport:
    return persons_transport(server, COACH)


def requests_of(transport: Transport) -> int:
    return sum(transport.counts.snapshot().values())


def living(transport: Transport, wanted: Paper) -> str:
    return create_living_document(transport, wanted, paper_docx(wanted)).document_id


def start_of(docs: Any, id: str, text: str) -> int:
    return next(start for start, _, found in paragraphs(read(docs, id)) if found == f"{text}\n")


def range_names(docs: Any, id: str) -> list[str]:
    return sorted(read(docs, id).get("namedRanges", {}))


def test_a_new_document_takes_three_requests_an_unchanged_one_none_a_changed_one_two(transport: Transport) -> None:
    """Whoever remembers the paper's fingerprint asks nothing; whoever has forgotten it reads once and writes nothing."""
    first = paper({"contacts": 0, "goals": 2})
    before = requests_of(transport)
    id = living(transport, first)
    assert requests_of(transport) - before == 3
    assert paper_fingerprint(first) == paper_fingerprint(paper({"contacts": 0, "goals": 2}))
    before = requests_of(transport)
    assert not regenerate(transport, id, first).was_written
    assert requests_of(transport) - before == 1
    changed = paper({"contacts": 1, "goals": 3, "technology": 4})
    assert paper_fingerprint(changed) != paper_fingerprint(first)
    before = requests_of(transport)
    assert set(regenerate(transport, id, changed).outcomes.values()) == {Outcome.WRITTEN}
    assert requests_of(transport) - before == 2


def test_an_edited_section_is_kept_and_the_new_text_offered_beside_it(transport: Transport, docs: Any) -> None:
    """Once, clearly marked; newer text takes the place of an offer that nobody touched."""
    id = living(transport, paper({"contacts": 0, "goals": 0}))
    update(docs, id, insertion(start_of(docs, id, "The contacts of the district.") + 4, "most important "))
    answer = regenerate(transport, id, paper({"contacts": 2, "goals": 1}))
    assert answer.outcomes == {"contacts": Outcome.OFFERED, "goals": Outcome.WRITTEN}
    text = text_of(read(docs, id))
    assert "The most important contacts of the district.\n" in text
    assert text.count("Suggested new text for “Contacts”.") == 1
    assert "contacts A" in text
    assert not regenerate(transport, id, paper({"contacts": 2, "goals": 1})).was_written
    regenerate(transport, id, paper({"contacts": 4, "goals": 1}))
    text = text_of(read(docs, id))
    assert text.count("Suggested new text for “Contacts”.") == 1
    assert "contacts A" not in text
    assert "35+" in text


def test_an_offer_that_a_person_edited_is_theirs(transport: Transport, docs: Any) -> None:
    """The next offer stands beside it; one that was deleted is not made again."""
    id = living(transport, paper({"contacts": 0}))
    update(docs, id, insertion(start_of(docs, id, "The contacts of the district.") + 4, "dear "))
    regenerate(transport, id, paper({"contacts": 1}))
    update(docs, id, insertion(start_of(docs, id, "contacts 2") + 1, "MINE "))
    regenerate(transport, id, paper({"contacts": 2}))
    text = text_of(read(docs, id))
    assert text.count("Suggested new text for “Contacts”.") == 2
    assert "cMINE ontacts 2" in text
    offers = [name for name in range_names(docs, id) if "/offer/" in name]
    assert len(offers) == 1
    (offer,) = (each for each in read_document(transport, id).marks if each.mark.kind == "offer")
    update(docs, id, deletion(offer.start, offer.end))
    assert regenerate(transport, id, paper({"contacts": 2})).outcomes == {"contacts": Outcome.KEPT}
    assert text_of(read(docs, id)).count("Suggested new text for “Contacts”.") == 1


def test_an_edit_that_is_taken_back_makes_the_section_ours_again(transport: Transport, docs: Any) -> None:
    """Idle offers go with it. So they do where a person typed exactly what was offered."""
    id = living(transport, paper({"contacts": 0, "goals": 0}))
    place = start_of(docs, id, "The contacts of the district.")
    update(docs, id, insertion(place + 4, "dear "))
    regenerate(transport, id, paper({"contacts": 1, "goals": 0}))
    update(docs, id, deletion(place + 4, place + 9))
    assert regenerate(transport, id, paper({"contacts": 1, "goals": 0})).outcomes["contacts"] == Outcome.WRITTEN
    assert "Suggested" not in text_of(read(docs, id))
    goals = start_of(docs, id, "The goals of the district.")
    update(docs, id, deletion(goals, goals + 26), insertion(goals, "Soon."))
    short = replace(
        paper({"contacts": 1}),
        sections=(*paper({"contacts": 1}).sections, PaperSection("goals", "Goals", (Paragraph("Soon."),))),
    )
    assert regenerate(transport, id, short).outcomes["goals"] == Outcome.UNCHANGED
    assert "Suggested" not in text_of(read(docs, id))


def test_a_section_that_a_person_deleted_stays_deleted_until_it_is_asked_for(transport: Transport, docs: Any) -> None:
    """Its new content changes nothing; `restored` brings it back, in its place."""
    id = living(transport, paper({"contacts": 0, "goals": 0, "technology": 0}))
    (goals,) = (
        each for each in read_document(transport, id).marks if (each.mark.kind, each.mark.key) == ("section", "goals")
    )
    update(docs, id, deletion(goals.start, goals.end))
    changed = paper({"contacts": 0, "goals": 2, "technology": 0})
    assert regenerate(transport, id, changed).outcomes["goals"] == Outcome.REMOVED
    assert "Goals" not in text_of(read(docs, id))
    regenerate(transport, id, changed, restored=["goals"])
    text = text_of(read(docs, id))
    assert text.index("Contacts\n") < text.index("Goals\n") < text.index("Technology\n")


def test_sections_come_and_go_in_the_papers_order(transport: Transport, docs: Any) -> None:
    """New ones stand where the paper has them; one that the paper lost goes, unless somebody wrote in it."""
    id = living(transport, paper({"schools": 0}))
    regenerate(transport, id, paper(dict.fromkeys(("contacts", "goals", "schools", "technology"), 2)))
    headings = [
        text
        for _, _, text in paragraphs(read(docs, id))
        if text.strip() in {"Contacts", "Goals", "Schools", "Technology"}
    ]
    assert headings == ["Contacts\n", "Goals\n", "Schools\n", "Technology\n"]
    update(docs, id, insertion(start_of(docs, id, "Goals") + 5, " of ours"))
    outcomes = regenerate(transport, id, paper({"technology": 2})).outcomes
    assert outcomes == {
        "contacts": Outcome.DROPPED,
        "goals": Outcome.KEPT,
        "schools": Outcome.DROPPED,
        "technology": Outcome.UNCHANGED,
    }
    assert "Contacts" not in text_of(read(docs, id))
    assert "Goals of ours" in text_of(read(docs, id))


def test_a_document_whose_marks_were_never_set_is_taken_up_again(transport: Transport, docs: Any) -> None:
    """After a run that broke off behind the upload: what reads as generated is ours, to anything else the text is offered."""
    id = create_document(transport, "Onboarding", paper_docx(paper({"contacts": 0, "goals": 4})))
    update(docs, id, insertion(start_of(docs, id, "The contacts of the district.") + 4, "dear "))
    outcomes = regenerate(transport, id, paper({"contacts": 0, "goals": 4, "technology": 0})).outcomes
    assert outcomes == {"contacts": Outcome.OFFERED, "goals": Outcome.UNCHANGED, "technology": Outcome.WRITTEN}
    changed = paper({"contacts": 0, "goals": 1, "technology": 0})
    assert regenerate(transport, id, changed).outcomes["goals"] == Outcome.WRITTEN
    text = text_of(read(docs, id))
    assert [text.count(f"{title}\n") for title in ("Contacts", "Goals", "Technology")] == [1, 1, 1]


class Meddling(Quotas):
    """Quotas that let a person edit just before a write leaves, as often as `edits` has something to do."""

    def __init__(self) -> None:
        super().__init__(allowances={})
        self.edits: list[Callable[[], object]] = []

    def spend(self, call: Call, identity: str, project: str) -> float:
        if (call.api, call.kind) == ("docs", "write") and self.edits:
            self.edits.pop()()
        return super().spend(call, identity, project)


def test_an_edit_between_our_read_and_our_write_is_seen(
    server: EmulatorServer, transport: Transport, docs: Any
) -> None:
    """Google refuses the write, the document is read again, and what was just typed is kept. After four times: later."""
    id = living(transport, paper({"contacts": 0}))
    quotas = Meddling()
    meddled = Transport(transport.identity, server.address, quotas=quotas)
    quotas.edits = [lambda: update(docs, id, insertion(start_of(docs, id, "Contacts") + 8, " of ours"))]
    assert regenerate(meddled, id, paper({"contacts": 1})).outcomes == {"contacts": Outcome.OFFERED}
    assert requests_of(meddled) == 4
    assert "Contacts of ours\n" in text_of(read(docs, id))
    quotas.edits = [lambda: update(docs, id, insertion(1, "x"))] * 4
    with pytest.raises(DocumentBusy):
        regenerate(meddled, id, paper({"contacts": 2}))
    assert text_of(read(docs, id)).startswith("xxxxMaple Grove")
    assert "contacts A" not in text_of(read(docs, id))


def test_a_lost_answer_to_a_write_doubles_nothing(server: EmulatorServer, transport: Transport, docs: Any) -> None:
    """The batch names its revision: sent again it is refused, and the next read shows that it had landed."""
    id = living(transport, paper({"contacts": 0}))
    server.world.faults.add("docs.documents.batchUpdate", "cut_connection_after", times=1)
    assert regenerate(transport, id, paper({"contacts": 1})).outcomes == {"contacts": Outcome.UNCHANGED}
    text = text_of(read(docs, id))
    assert (text.count("Contacts\n"), text.count("contacts 1\n")) == (1, 1)


def test_what_a_living_document_cannot_hold_is_said_before_anything_is_written(transport: Transport, docs: Any) -> None:
    """Google takes pictures into an existing document from public addresses only."""
    id = living(transport, paper({"contacts": 0}))
    before = text_of(read(docs, id))
    pictured = Paper("Onboarding", (PaperSection("contacts", "Contacts", (Picture(b"png", "A chart"),)),))
    with pytest.raises(PaperProblem, match="picture"):
        regenerate(transport, id, pictured)
    assert text_of(read(docs, id)) == before
    with pytest.raises(PaperProblem, match="columns"):
        PaperTable(("Name", "Days"), (("A",),))


def test_a_file_without_the_papers_headings_is_not_kept_up_to_date(transport: Transport) -> None:
    """Whatever Google made of a file: a section that is not found is never written a second time."""
    wanted = paper({"contacts": 0})
    other = replace(wanted, sections=(PaperSection("contacts", "Phone numbers", ()),))
    with pytest.raises(DocumentNotAsMade):
        create_living_document(transport, wanted, paper_docx(other))


def test_exports_and_what_cannot_be_exported(server: EmulatorServer, transport: Transport) -> None:
    """PDF and Word; another format, or a file that is not there or not shared, each has its own error."""
    id = living(transport, paper({"contacts": 2}))
    assert export_document(transport, id).startswith(b"%PDF")
    assert export_document(transport, id, DOCX).startswith(b"PK")
    with pytest.raises(CannotExport, match="File > Download"):
        export_document(transport, id, "application/rtf")
    with pytest.raises(NotFound):
        export_document(transport, "1unknown", PDF)
    stranger = persons_transport(server, "stranger@elsewhere.example")
    with pytest.raises((SheetNotShared, NotFound)):
        regenerate(stranger, id, paper({"contacts": 0}))
    assert docs_drive(server).files().get(fileId=id, fields="name").execute() == {"name": "Onboarding"}
