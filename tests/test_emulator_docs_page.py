"""The page of a Doc on the practice Google: read by whoever may, edited paragraph by paragraph as a person would type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sheets_templates.papers import CheckItem, Checklist, Paper, PaperSection, PaperTable, Paragraph
from sync.emulator.server import EmulatorServer, serve
from sync.papers.word import paper_docx
from tests.browsing import Person
from tests.emulator_clients import shared
from tests.emulator_documents import (
    COACH,
    docs_drive,
    insertion,
    named,
    naming,
    new_document,
    paragraphs,
    read,
    stretch,
    text_of,
    update,
    uploaded,
    user_docs,
)

ADMINISTRATOR, STRANGER = "administrator@district.example", "stranger@elsewhere.example"
PAPER = Paper(
    "Onboarding",
    (
        PaperSection("contacts", "Contacts", (PaperTable(("Role", "Name"), (("Office", "A & B"),)),)),
        PaperSection(
            "open", "Open questions", (Checklist((CheckItem("Keys"), CheckItem("Wi-Fi", True))), Paragraph("<b>"))
        ),
    ),
)


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        for email in (COACH, ADMINISTRATOR, STRANGER):
            running.world.signin.create_user(email)
        yield running


@pytest.fixture
def docs(server: EmulatorServer) -> Any:
    return user_docs(server)


@pytest.fixture
def paper_id(server: EmulatorServer) -> str:
    return uploaded(docs_drive(server), paper_docx(PAPER), "Onboarding")


class Editor(Person):
    """Somebody at the page of one document."""

    def open(self, document_id: str) -> str:
        self.path = f"/document/d/{document_id}/edit"
        page = self.get(self.path)
        self.revision = (re.findall(r'name="revision" value="([^"]+)"', page.text) or [""])[0]
        return page.text

    def do(self, kind: str, start: int, text: str = "") -> requests.Response:
        sent = {"csrf_token": self.token, "revision": self.revision, "do": kind, "start": start, "text": text}
        return self.session.post(self.address + self.path, data=sent, timeout=20)


def start_of(document: Any, text: str) -> int:
    return next(start for start, _, found in paragraphs(document) if found.strip("\n") == text)


def test_the_drive_list_leads_to_the_page(server: EmulatorServer, paper_id: str) -> None:
    """With everything that the document holds, letters escaped, and its files to download."""
    person = Editor(server, COACH)
    assert f"/document/d/{paper_id}/edit" in person.get("/").text
    page = person.open(paper_id)
    assert "Open questions" in page
    assert "A &amp; B" in page
    assert "&lt;b&gt;" in page
    assert person.get(f"/document/d/{paper_id}/file.pdf").content.startswith(b"%PDF")
    assert person.get(f"/document/d/{paper_id}/file.docx").content.startswith(b"PK")


def test_a_reader_reads_and_a_stranger_does_not(server: EmulatorServer, paper_id: str) -> None:
    """A reader's page has no pen, and what is sent nevertheless is refused; for a stranger there is no such file."""
    shared(docs_drive(server), paper_id, ADMINISTRATOR, "reader")
    reader = Editor(server, ADMINISTRATOR)
    page = reader.open(paper_id)
    assert "View only" in page
    assert "<textarea" not in page
    assert reader.do("save", 1, "mine").status_code == 403
    assert Editor(server, STRANGER).get(f"/document/d/{paper_id}/edit").status_code in (403, 404)


def test_only_what_was_changed_is_typed(server: EmulatorServer, docs: Any) -> None:
    """A word typed into a paragraph joins the named range around it and keeps the looks beside it."""
    id = new_document(docs, "Call the office today")
    bold = {"range": stretch(10, 16), "textStyle": {"bold": True}, "fields": "bold"}
    update(docs, id, {"updateTextStyle": bold}, naming("generated", 1, 23))
    person = Editor(server, COACH)
    person.open(id)
    assert person.do("save", 1, "Call the 🍁 office\ntoday").status_code == 200
    document = read(docs, id)
    assert text_of(document) == "Call the 🍁 office\x0btoday\n"
    runs = document["body"]["content"][1]["paragraph"]["elements"]
    assert [run["textRun"]["content"] for run in runs if run["textRun"]["textStyle"].get("bold")] == ["office"]
    assert "generated" in document["namedRanges"]


def test_a_paragraph_is_added_below_and_deleted(server: EmulatorServer, docs: Any, paper_id: str) -> None:
    """Below a heading it is plain text."""
    person = Editor(server, COACH)
    person.open(paper_id)
    heading = start_of(read(docs, paper_id), "Contacts")
    person.do("add", heading, "Ask at the desk.")
    document = read(docs, paper_id)
    added = start_of(document, "Ask at the desk.")
    styles = {each.get("startIndex"): each["paragraph"] for each in document["body"]["content"] if "paragraph" in each}
    assert styles[added]["paragraphStyle"]["namedStyleType"] == "NORMAL_TEXT"
    person.open(paper_id)
    person.do("delete", added)
    assert "Ask at the desk." not in text_of(read(docs, paper_id))


def test_a_box_is_ticked(server: EmulatorServer, docs: Any, paper_id: str) -> None:
    """A box that is a letter changes in the text; one of a checklist only on the page and in exports, as at Google."""
    person = Editor(server, COACH)
    person.open(paper_id)
    person.do("tick", start_of(read(docs, paper_id), "☐ Keys"))
    assert "☑ Keys" in text_of(read(docs, paper_id))
    id = new_document(docs, "Keys")
    update(docs, id, {"createParagraphBullets": {"range": stretch(1, 2), "bulletPreset": "BULLET_CHECKBOX"}})
    before = read(docs, id)["body"]
    assert 'aria-pressed="false"' in person.open(id)
    person.do("tick", 1)
    assert 'aria-pressed="true"' in person.open(id)
    assert read(docs, id)["body"] == before


def test_an_edit_of_an_older_page_is_refused(server: EmulatorServer, docs: Any) -> None:
    """409 and a page that says so, once somebody else has changed the document; nothing is overwritten."""
    id = new_document(docs, "one")
    person = Editor(server, COACH)
    person.open(id)
    update(docs, id, insertion(1, "zero "))
    answer = person.do("save", 1, "two")
    assert answer.status_code == 409
    assert "Load it again" in answer.text
    assert text_of(read(docs, id)) == "zero one\n"
    assert named(read(docs, id)) == {}
