"""Every method and every kind of batch request of Docs' discovery document is there, or named here as refused."""

from __future__ import annotations

from sync.emulator.docs.batch import HANDLERS
from sync.emulator.docs.routes import ROUTES
from sync.emulator.server import serve
from sync.emulator.wire.discovery import methods, schemas
from tests.emulator_documents import new_document, refusal, update, user_docs

REFUSED = {
    # comments and suggestions, which a person makes in the browser
    "acceptSuggestion", "addCommentReply", "deleteComment", "deleteCommentReply", "deleteSuggestion", "insertComment",
    "rejectSuggestion", "updateCommentPost",
    # one tab a document
    "addDocumentTab", "deleteTab", "updateDocumentTabProperties",
    # chips
    "createDropdownDefinition", "deleteDropdownDefinition", "insertDate", "insertDropdown", "insertPerson", "insertRichLink",
    "updateDropdownDefinitionProperties", "updateDropdownProperties",
    # footnotes, sections, floating objects, exchanging an image
    "createFootnote", "deletePositionedObject", "insertSectionBreak", "replaceImage", "updateSectionStyle",
}  # fmt: skip


def test_every_method_of_the_docs_api_is_answered() -> None:
    """A method that a newer discovery document brings fails here."""
    assert set(ROUTES) == {id for id, method in methods().items() if method.api == "docs"}


def test_every_kind_of_request_is_carried_out_or_refused_by_name() -> None:
    """29 are carried out; the others are 501, and the document stays as it was."""
    kinds = set(schemas("docs", "v1")["Request"]["properties"])
    assert kinds - set(HANDLERS) == REFUSED
    assert set(HANDLERS) <= kinds
    with serve() as server:
        docs = user_docs(server)
        id = new_document(docs, "as it was")
        for kind in sorted(REFUSED):
            status, message = refusal(lambda kind=kind: update(docs, id, {kind: {}}))
            assert (status, kind in message) == (501, True)
