"""Google Docs through the API: made, read, edited in batches, as Google indexes, refuses and shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import changes, made, names, shared, start
from tests.emulator_documents import (
    DOCUMENT,
    deletion,
    docs_drive,
    insertion,
    named,
    naming,
    new_document,
    paragraphs,
    place,
    read,
    refusal,
    stretch,
    table_at,
    text_of,
    update,
    user_docs,
)

ADMINISTRATOR = "administrator@district.example"


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def docs(server: EmulatorServer) -> Any:
    return user_docs(server)


def test_a_new_document_is_a_section_break_and_an_empty_paragraph(server: EmulatorServer, docs: Any) -> None:
    """The body begins at 1, behind the section break; the document is a file in Drive under its title."""
    id = new_document(docs, title="Onboarding")
    document = read(docs, id)
    section, paragraph = document["body"]["content"]
    assert section["endIndex"] == 1
    assert "startIndex" not in section
    assert (paragraph["startIndex"], paragraph["endIndex"]) == (1, 2)
    assert paragraph["paragraph"]["elements"][0]["textRun"]["content"] == "\n"
    assert (document["title"], "tabs" in document) == ("Onboarding", False)
    assert {style["namedStyleType"] for style in document["namedStyles"]["styles"]} >= {"NORMAL_TEXT", "HEADING_1"}
    file = docs_drive(server).files().get(fileId=id, fields="name,mimeType").execute()
    assert file == {"name": "Onboarding", "mimeType": DOCUMENT}


def test_content_stands_in_its_tab_where_tabs_are_asked_for(docs: Any) -> None:
    """includeTabsContent moves everything into the one tab, whose id locations may name."""
    id = new_document(docs, "Hello")
    document = read(docs, id, includeTabsContent=True)
    assert "body" not in document
    (tab,) = document["tabs"]
    assert text_of(tab["documentTab"]) == "Hello\n"
    tab_id = tab["tabProperties"]["tabId"]
    update(docs, id, {"insertText": {"location": {"index": 1, "tabId": tab_id}, "text": "Oh. "}})
    assert text_of(read(docs, id)) == "Oh. Hello\n"
    elsewhere = {"insertText": {"location": {"index": 1, "tabId": "t.9"}, "text": "x"}}
    assert refusal(lambda: update(docs, id, elsewhere))[0] == 400


def test_indexes_count_utf16_code_units(docs: Any) -> None:
    """A letter beyond the BMP takes two places, and nothing may come between them."""
    id = new_document(docs, "a\U0001f600b\n")
    assert paragraphs(read(docs, id))[0] == (1, 6, "a\U0001f600b\n")
    update(docs, id, insertion(4, "!"))
    assert text_of(read(docs, id)) == "a\U0001f600!b\n\n"
    assert refusal(lambda: update(docs, id, insertion(3, "x")))[0] == 400
    assert refusal(lambda: update(docs, id, deletion(2, 3)))[0] == 400


def test_a_new_paragraph_is_like_the_one_it_was_split_from(docs: Any) -> None:
    """A line end copies the paragraph's style; text looks like what stands before it."""
    id = new_document(docs, "Goals")
    heading = {"range": stretch(1, 6), "paragraphStyle": {"namedStyleType": "HEADING_1"}, "fields": "namedStyleType"}
    bold = {"range": stretch(1, 6), "textStyle": {"bold": True}, "fields": "bold"}
    update(docs, id, {"updateParagraphStyle": heading}, {"updateTextStyle": bold}, insertion(6, " of\nthe year"))
    body = [element["paragraph"] for element in read(docs, id)["body"]["content"][1:]]
    assert [each["paragraphStyle"]["namedStyleType"] for each in body] == ["HEADING_1", "HEADING_1"]
    ids = {each["paragraphStyle"]["headingId"] for each in body}
    assert len(ids) == 2
    assert body[0]["elements"][0]["textRun"] == {"content": "Goals of\n", "textStyle": {"bold": True}}


def test_a_style_is_written_field_by_field(docs: Any) -> None:
    """A field that is named and not given goes back to what is inherited; others stay."""
    id = new_document(docs, "Goals")
    look = {"bold": True, "italic": True, "fontSize": {"magnitude": 14, "unit": "PT"}}
    update(docs, id, {"updateTextStyle": {"range": stretch(1, 6), "textStyle": look, "fields": "*"}})
    update(docs, id, {"updateTextStyle": {"range": stretch(1, 3), "textStyle": {}, "fields": "bold,fontSize"}})
    first, second, _ = read(docs, id)["body"]["content"][1]["paragraph"]["elements"]
    assert first["textRun"] == {"content": "Go", "textStyle": {"italic": True}}
    assert second["textRun"]["textStyle"] == look
    unknown = {"updateTextStyle": {"range": stretch(1, 3), "textStyle": {}, "fields": "shadow"}}
    assert refusal(lambda: update(docs, id, unknown)) == (
        400,
        "Invalid requests[0].updateTextStyle: Invalid field: shadow",
    )


def test_a_table_takes_an_index_for_each_of_its_marks(docs: Any) -> None:
    """Table, row and cell each take one place; a newline is put before the table."""
    id = new_document(docs)
    update(docs, id, table_at(1, 2, 2))
    _, before, table, after = read(docs, id)["body"]["content"]
    assert (before["startIndex"], before["endIndex"]) == (1, 2)
    assert (table["startIndex"], table["endIndex"]) == (2, 14)
    rows = table["table"]["tableRows"]
    assert [(row["startIndex"], row["endIndex"]) for row in rows] == [(3, 8), (8, 13)]
    cells = [(cell["startIndex"], cell["endIndex"]) for row in rows for cell in row["tableCells"]]
    assert cells == [(4, 6), (6, 8), (9, 11), (11, 13)]
    assert (after["startIndex"], after["endIndex"]) == (14, 15)
    update(docs, id, insertion(12, "D"), insertion(5, "A"))
    assert text_of(read(docs, id)) == "\nA\n\n\nD\n\n"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (insertion(99, "x"), "insertText: Index 99 must be less than the end index of the referenced segment, 27."),
        (insertion(0, "x"), "insertText: The insertion index must be inside the bounds of an existing paragraph."),
        (insertion(8, "x"), "insertText: The insertion index must be inside the bounds of an existing paragraph."),
        (table_at(9, 1, 1), "insertTable: The insertion index must be inside the bounds of an existing paragraph."),
        (deletion(22, 27), "The range cannot include the newline character at the end of the segment."),
        (deletion(3, 3), "deleteContentRange: The range should not be empty."),
        (deletion(7, 8), "Cannot delete the requested range."),  # the newline before the table
        (deletion(5, 12), "Cannot delete the requested range."),  # into the table
        (deletion(11, 12), "Cannot delete the requested range."),  # a cell's last newline
        (deletion(11, 14), "Cannot delete the requested range."),  # from one cell to another
        (deletion(9, 14), "Cannot delete the requested range."),  # a row
    ],
)
def test_an_edit_that_would_break_the_structure_is_refused_in_googles_words(
    docs: Any, edit: dict[str, Any], message: str
) -> None:
    """Each is a 400, and nothing of its batch is kept."""
    id = new_document(docs, "before\nafter")
    update(docs, id, table_at(7, 2, 2))  # at 8 to 20
    before = read(docs, id)
    bold = {"updateTextStyle": {"range": stretch(1, 3), "textStyle": {"bold": True}, "fields": "bold"}}
    status, said = refusal(lambda: update(docs, id, bold, edit))
    assert status == 400
    assert said.startswith("Invalid requests[1].")
    assert message in said
    assert read(docs, id) == before


def test_a_table_goes_whole_and_so_does_the_text_around_it(docs: Any) -> None:
    """What stands before a table may be deleted together with it; the paragraphs left become one."""
    id = new_document(docs, "before\nafter")
    update(docs, id, table_at(7, 2, 2))
    update(docs, id, deletion(3, 23))
    assert text_of(read(docs, id)) == "beter\n"


def test_a_named_range_grows_when_somebody_types_inside(docs: Any) -> None:
    """Text inside joins it; text before it moves it; what is deleted of it is gone, and with all of its text the range."""
    id = new_document(docs, "one two three")
    update(docs, id, naming("middle", 5, 8))
    update(docs, id, insertion(6, "WW"))
    assert named(read(docs, id)) == {"middle": ["tWWwo"]}
    update(docs, id, insertion(1, "zero "))
    assert named(read(docs, id)) == {"middle": ["tWWwo"]}
    update(docs, id, deletion(8, 12))
    assert named(read(docs, id)) == {"middle": ["Wwo"]}
    update(docs, id, deletion(8, 11))
    assert "namedRanges" not in read(docs, id)


def test_the_content_of_a_named_range_can_be_exchanged(docs: Any) -> None:
    """By name or by id; the range stays around the new text. An unknown id is refused, an unknown name does nothing."""
    id = new_document(docs, "Days left: 12 of 60")
    update(docs, id, naming("left", 12, 14))
    update(docs, id, {"replaceNamedRangeContent": {"namedRangeName": "left", "text": "11.5"}})
    assert (text_of(read(docs, id)), named(read(docs, id))) == ("Days left: 11.5 of 60\n", {"left": ["11.5"]})
    update(docs, id, {"replaceNamedRangeContent": {"namedRangeName": "unknown", "text": "x"}})
    assert refusal(lambda: update(docs, id, {"deleteNamedRange": {"namedRangeId": "kix.unknown"}}))[0] == 400
    update(docs, id, {"deleteNamedRange": {"name": "left"}})
    assert "namedRanges" not in read(docs, id)


def test_all_text_is_replaced_everywhere_and_counted(docs: Any) -> None:
    """In cells and footers too, in the look of what it replaces, by letters or by an expression."""
    id = new_document(docs, "{{district}} and {{DISTRICT}}")
    footer = update(docs, id, {"createFooter": {"type": "DEFAULT"}})["replies"][0]["createFooter"]["footerId"]
    update(docs, id, {"insertText": {"location": place(0, footer), "text": "{{district}}"}}, table_at(1, 1, 1))
    update(docs, id, insertion(5, "{{district}}"))
    exact = {"containsText": {"text": "{{district}}", "matchCase": True}, "replaceText": "Maple \U0001f341"}
    answer = update(docs, id, {"replaceAllText": exact})
    assert answer["replies"] == [{"replaceAllText": {"occurrencesChanged": 3}}]
    assert text_of(read(docs, id)) == "\nMaple \U0001f341\nMaple \U0001f341 and {{DISTRICT}}\n"
    pattern = {"containsText": {"text": r"\{\{\w+\}\}", "searchByRegex": True}, "replaceText": ""}
    update(docs, id, {"replaceAllText": pattern})
    assert text_of(read(docs, id)).endswith(" and \n")


def test_a_write_for_an_older_revision_is_refused(docs: Any) -> None:
    """requiredRevisionId: 400, and nothing is written, once somebody else has edited."""
    id = new_document(docs, "one")
    seen = read(docs, id)["revisionId"]
    answer = update(docs, id, insertion(1, "zero "), requiredRevisionId=seen)
    assert answer["writeControl"]["requiredRevisionId"] == read(docs, id)["revisionId"] != seen
    status, message = refusal(lambda: update(docs, id, insertion(1, "x"), requiredRevisionId=seen))
    assert (status, message) == (400, f"The required revision ID '{seen}' does not match the latest revision.")
    assert refusal(lambda: update(docs, id, insertion(1, "x"), targetRevisionId=seen))[0] == 501
    assert refusal(lambda: update(docs, id, insertion(1, "x"), writeMode="SUGGEST"))[0] == 501
    assert text_of(read(docs, id)) == "zero one\n"


def test_sharing_is_as_drive_has_it(server: EmulatorServer, docs: Any) -> None:
    """Nobody else: 403; a reader reads, without a revision to write to, and may not write."""
    id = new_document(docs, "for the district")
    other = user_docs(server, ADMINISTRATOR)
    assert refusal(lambda: read(other, id))[0] == 403
    assert refusal(lambda: read(docs, "1unknown"))[0] == 404
    shared(docs_drive(server), id, ADMINISTRATOR, "reader")
    document = read(other, id)
    assert (text_of(document), "revisionId" in document) == ("for the district\n", False)
    assert document["suggestionsViewMode"] == "PREVIEW_WITHOUT_SUGGESTIONS"
    assert refusal(lambda: update(other, id, insertion(1, "x")))[0] == 403
    assert refusal(lambda: read(other, id, suggestionsViewMode="SUGGESTIONS_INLINE"))[0] == 403


def test_drive_lists_copies_watches_and_deletes_documents(server: EmulatorServer, docs: Any) -> None:
    """A copy is a document of its own; an edit stands in the change feed; a deleted one is gone for Docs too."""
    drive = docs_drive(server)
    id = new_document(docs, "the original", title="Template")
    copy = drive.files().copy(fileId=id, body={"name": "Maple Grove"}).execute()["id"]
    token = start(drive)
    update(docs, copy, insertion(1, "not "))
    assert [change["fileId"] for change in changes(drive, token)] == [copy]
    assert (text_of(read(docs, id)), text_of(read(docs, copy))) == ("the original\n", "not the original\n")
    assert read(docs, copy)["title"] == "Maple Grove"
    assert {"Template", "Maple Grove"} <= set(names(drive, f"mimeType = '{DOCUMENT}' and trashed = false"))
    drive.files().update(fileId=copy, body={"trashed": True}).execute()
    assert text_of(read(docs, copy)) == "not the original\n"
    drive.files().delete(fileId=copy).execute()
    assert refusal(lambda: read(docs, copy))[0] == 404
    folder = made(drive, "A folder")
    assert refusal(lambda: read(docs, folder))[0] == 404


def test_a_body_is_checked_against_the_discovery_document(docs: Any) -> None:
    """Unknown fields, empty batches and requests of two kinds are refused."""
    id = new_document(docs)
    assert refusal(lambda: update(docs, id, {"insertText": {"index": 1, "text": "x"}}))[0] == 400
    assert refusal(lambda: update(docs, id))[1] == "Must specify at least one request."
    both = insertion(1, "x") | deletion(1, 2)
    assert "oneof" in refusal(lambda: update(docs, id, both))[1]
