"""Documents from files and as files: DOCX in, PDF, DOCX and plain text out, and Sheets as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from sheets_templates.papers import (
    BulletList,
    CheckItem,
    Checklist,
    PageBreak,
    Paper,
    PaperSection,
    PaperTable,
    Paragraph,
    Picture,
    Run,
)
from sync.emulator.server import EmulatorServer, serve
from sync.papers.word import paper_docx
from tests.emulator_documents import (
    DOCX,
    docs_drive,
    exported,
    insertion,
    new_document,
    read,
    refusal,
    stretch,
    text_of,
    update,
    uploaded,
    user_docs,
)
from tests.test_emulator_docs_objects import png

PDF = "application/pdf"
PAPER = Paper(
    "Onboarding",
    (
        PaperSection(
            "contacts",
            "Contacts",
            (
                Paragraph((Run("Call "), Run("the office", bold=True, link="https://district.example/office"))),
                PaperTable(("Role", "Days"), (("Coach", "12"), ("All", "12")), ("left", "right"), total=True),
                Picture(png(40, 20), "A chart of days", 2),
            ),
        ),
        PaperSection(
            "goals",
            "Goals",
            (
                BulletList(("first", "second"), numbered=True),
                Checklist((CheckItem("Wi-Fi", True), CheckItem("Keys"))),
                PageBreak(),
                Paragraph("On the second page.\nIts second line."),
            ),
        ),
    ),
    "Maple Grove 🍁",
    "2026-27",
    "Coaching program",
    ("Made from the Onboarding tab.",),
)


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def drive(server: EmulatorServer) -> Any:
    return docs_drive(server)


@pytest.fixture(scope="module")
def paper_id(drive: Any) -> str:
    """A document made from the paper's DOCX file."""
    return uploaded(drive, paper_docx(PAPER))


def test_a_docx_file_becomes_a_document(server: EmulatorServer, paper_id: str) -> None:
    """Named styles, runs with links, tables, images, lists, page breaks and the footer with its page number."""
    document = read(user_docs(server), paper_id)
    body = document["body"]["content"]
    styles = [each["paragraph"]["paragraphStyle"]["namedStyleType"] for each in body if "paragraph" in each]
    assert [style for style in styles if style != "NORMAL_TEXT"] == ["TITLE", "SUBTITLE", "HEADING_1", "HEADING_1"]
    assert text_of(document).startswith(
        "Maple Grove 🍁\nOnboarding\n2026-27\nContacts\nCall the office\nRole\nDays\nCoach\n"
    )
    assert "On the second page.\x0bIts second line.\n" in text_of(document)
    runs = [
        part["textRun"] for each in body for part in each.get("paragraph", {}).get("elements", []) if "textRun" in part
    ]
    (link,) = (run for run in runs if "link" in run["textStyle"])
    assert (link["content"], link["textStyle"]["bold"]) == ("the office", True)
    (image,) = document["inlineObjects"].values()
    embedded = image["inlineObjectProperties"]["embeddedObject"]
    assert (embedded["description"], embedded["size"]["width"]["magnitude"]) == ("A chart of days", 144)
    items = [each["paragraph"]["bullet"]["listId"] for each in body if "bullet" in each.get("paragraph", {})]
    level = document["lists"][items[0]]["listProperties"]["nestingLevels"][0]
    assert (len(items), len(set(items)), level["glyphType"], level["glyphFormat"]) == (2, 1, "DECIMAL", "%0.")
    (footer,) = document["footers"].values()
    parts = footer["content"][0]["paragraph"]["elements"]
    assert [part["autoText"]["type"] for part in parts if "autoText" in part] == ["PAGE_NUMBER", "PAGE_COUNT"]


def test_a_document_becomes_a_pdf(drive: Any, paper_id: str) -> None:
    """Its text, its pages and their numbers, an outline of its headings, its title; in Lato, whatever is installed here."""
    reader = PdfReader(BytesIO(exported(drive, paper_id, PDF)))
    first, second = (page.extract_text() for page in reader.pages)
    assert "Maple Grove" in first
    assert "Page 1 of 2" in first
    assert "On the second page." in second
    assert [entry.title for entry in reader.outline] == ["Contacts", "Goals"]  # type: ignore[union-attr]
    assert reader.metadata is not None
    assert reader.metadata.title == "Paper"
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert all("Lato" in str(font.get_object()["/BaseFont"]) for font in fonts.values()) or len(fonts) > 1


def test_a_document_becomes_a_docx_file_and_comes_back_the_same(
    server: EmulatorServer, drive: Any, paper_id: str
) -> None:
    """Exported and imported again, every paragraph and cell reads as before; list marks have become letters."""
    content = exported(drive, paper_id, DOCX)
    assert [shape.width.pt for shape in docx.Document(BytesIO(content)).inline_shapes] == [144]
    docs = user_docs(server)
    again = text_of(read(docs, uploaded(drive, content)))
    assert again.replace("1.\t", "").replace("2.\t", "") == text_of(read(docs, paper_id))


def test_a_document_becomes_plain_text(drive: Any, paper_id: str) -> None:
    """With a byte order mark, lines that end in CRLF, and list marks."""
    text = exported(drive, paper_id, "text/plain").decode("utf-8-sig")
    assert "Contacts\r\nCall the office\r\nRole\r\nDays\r\n" in text
    assert "1. first\r\n2. second\r\n☑ Wi-Fi\r\n☐ Keys\r\n" in text


def test_what_cannot_be_converted_is_refused(server: EmulatorServer, drive: Any, paper_id: str) -> None:
    """A format that Google knows and the emulator does not: 501; one that Google does not know, or a damaged file: 400."""
    assert refusal(lambda: exported(drive, paper_id, "application/rtf"))[0] == 501
    assert refusal(lambda: exported(drive, paper_id, "image/png"))[0] == 400
    assert refusal(lambda: uploaded(drive, b"no zip file"))[0] == 400
    assert refusal(lambda: uploaded(drive, b"\\rtf1", mime_type="application/rtf"))[0] == 400
    assert text_of(read(user_docs(server), uploaded(drive, b"one\r\ntwo", mime_type="text/plain"))) == "one\ntwo\n"


def test_about_tells_what_becomes_a_document(drive: Any) -> None:
    """A file that Drive can turn into one is named with what it becomes."""
    formats = drive.about().get(fields="importFormats,exportFormats").execute()
    assert formats["importFormats"][DOCX] == ["application/vnd.google-apps.document"]
    assert PDF in formats["exportFormats"]["application/vnd.google-apps.document"]


def test_letters_that_typesetting_could_take_for_commands_are_printed(server: EmulatorServer, drive: Any) -> None:
    """Whatever a person writes is text in the PDF: no command, no markup, no comment."""
    docs = user_docs(server)
    hostile = '#panic("x") $a$ *b* _c_ [d] {e} \\f "g" // h <i> @j ~ - = + / `k` ;l 100% £ naïve'
    id = new_document(docs, hostile)
    bold = {"range": stretch(3, 9), "textStyle": {"bold": True, "strikethrough": True}, "fields": "bold,strikethrough"}
    update(docs, id, {"updateTextStyle": bold}, insertion(1, "A\nB\n"))
    text = PdfReader(BytesIO(exported(drive, id, PDF))).pages[0].extract_text()
    assert "".join(hostile.split()) in "".join(text.split())


def test_a_damaged_picture_is_a_clear_refusal(server: EmulatorServer, drive: Any) -> None:
    """Docs looks at the head of an image only; whoever must draw it says that it cannot: 501, and the document is as before."""
    broken = png(40, 20)[:40]
    document = docx.Document()
    document.add_paragraph("before")
    document.add_picture(BytesIO(png(40, 20)))
    out = BytesIO()
    document.save(out)
    id = uploaded(drive, out.getvalue())
    (image,) = read(user_docs(server), id)["inlineObjects"].values()
    name = image["inlineObjectProperties"]["embeddedObject"]["imageProperties"]["contentUri"].rpartition("/")[2]
    with server.world.store.transaction():
        server.world.store.save("document_image", name, broken)
    for mime_type in (PDF, DOCX):
        status, message = refusal(lambda mime_type=mime_type: exported(drive, id, mime_type))
        assert (status, "The emulator cannot" in message) == (501, True), mime_type


def test_a_table_in_a_footer_and_merged_cells_survive_a_round_trip(server: EmulatorServer, drive: Any) -> None:
    """Exported as DOCX and imported again: the same cells, spans and page."""
    docs = user_docs(server)
    id = new_document(docs)
    footer = update(docs, id, {"createFooter": {"type": "DEFAULT"}})["replies"][0]["createFooter"]["footerId"]
    small = {"insertTable": {"endOfSegmentLocation": {"segmentId": footer}, "rows": 1, "columns": 2}}
    cell = {"tableStartLocation": {"index": 2}, "rowIndex": 0, "columnIndex": 0}
    update(
        docs,
        id,
        small,
        {"insertTable": {"location": {"index": 1}, "rows": 3, "columns": 3}},
        insertion(5, "head"),
        {"mergeTableCells": {"tableRange": {"tableCellLocation": cell, "rowSpan": 2, "columnSpan": 2}}},
    )
    again = read(docs, uploaded(drive, exported(drive, id, DOCX)))
    table = next(each["table"] for each in again["body"]["content"] if "table" in each)
    head = table["tableRows"][0]["tableCells"][0]
    assert (table["rows"], table["columns"]) == (3, 3)
    assert (head["tableCellStyle"]["rowSpan"], head["tableCellStyle"]["columnSpan"]) == (2, 2)
    assert text_of({"body": {"content": head["content"]}}) == "head\n"
    (foot,) = again["footers"].values()
    assert [each["table"]["columns"] for each in foot["content"] if "table" in each] == [2]
    assert PdfReader(BytesIO(exported(drive, id, PDF))).pages[0].extract_text().strip() == "head"
