"""Google Docs: made from a file in one request, read, exported, and kept alive section by section."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from googleapiclient.http import MediaInMemoryUpload

from sheets_templates.papers import Paper
from sync.google import files
from sync.google.clients import discovery_service
from sync.google.document_reading import DOCUMENT_MASK, DocumentSnapshot, snapshot_of
from sync.google.errors import GoogleProblem, Rejected, WriteUnknown
from sync.google.living_documents import Outcome, plan
from sync.google.retry import repeatable_writes
from sync.google.transport import Transport

DOCUMENT: Final = "application/vnd.google-apps.document"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"
_NO_SUCH_EXPORT: Final = frozenset(
    {"badRequest", "notImplemented"}
)  # Drive's reasons where it does not make such a file
_MOST_TRIES: Final = 4  # reads of a document that people keep editing while it is written


class CannotExport(GoogleProblem):
    """Google does not give a file in this format."""

    def __init__(self, file_id: str, mime_type: str) -> None:
        form = {PDF: "PDF", DOCX: "Word (DOCX)"}.get(mime_type, mime_type)
        super().__init__(
            f"Google file {file_id} could not be turned into {form} here. Open it in the browser and use File > Download instead."
        )
        self.file_id = file_id
        self.mime_type = mime_type


class DocumentBusy(GoogleProblem):
    """People kept editing a document while its sections were to be made again. Nothing of theirs or ours is lost."""

    passing = True

    def __init__(self, document_id: str) -> None:
        super().__init__(
            f"Document {document_id} was edited by somebody each time it was to be written. Nothing was changed; run this again"
            " later."
        )
        self.document_id = document_id


@dataclass(frozen=True)
class LivingDocument:
    """A document after its sections were brought up to date: what became of each section, and whether anything was written."""

    document_id: str
    outcomes: Mapping[str, Outcome]
    was_written: bool


def create_document(
    transport: Transport,
    name: str,
    docx: bytes,
    parents: Sequence[str] = (),
    properties: Mapping[str, str] | None = None,
) -> str:
    """The id of a new document with what a DOCX file holds, in the folders (or shared drive) given. One request.

    Args: `properties` are Drive properties by which the document can be found again. Raises: `WriteUnknown` where the answer was
    lost: look for it before making another.
    """
    body: dict[str, Any] = {"name": name, "mimeType": DOCUMENT}
    body |= ({"parents": list(parents)} if parents else {}) | ({"properties": dict(properties)} if properties else {})
    media = MediaInMemoryUpload(docx, mimetype=DOCX)
    service = discovery_service(transport, "drive", "v3").files()
    answer = service.create(body=body, media_body=media, supportsAllDrives=True, fields="id").execute()
    return str(answer["id"])


def read_document(transport: Transport, document_id: str) -> DocumentSnapshot:
    """The document's elements and marks, without looks. One request. Raises `SheetNotShared`, `NotFound`."""
    service = discovery_service(transport, "docs", "v1").documents()
    return snapshot_of(service.get(documentId=document_id, fields=DOCUMENT_MASK).execute())


def export_document(transport: Transport, file_id: str, mime_type: str = PDF) -> bytes:
    """A document (or Sheet) as PDF or DOCX, 10 MB at most. One request. Raises `CannotExport`."""
    try:
        return files.export(transport, file_id, mime_type)
    except Rejected as refusal:
        if refusal.reason not in _NO_SUCH_EXPORT:
            raise
        raise CannotExport(file_id, mime_type) from refusal


def create_living_document(
    transport: Transport,
    paper: Paper,
    docx: bytes,
    parents: Sequence[str] = (),
    properties: Mapping[str, str] | None = None,
    name: str = "",
) -> LivingDocument:
    """A new document with the paper's sections, each marked so that it can be made again. Three requests.

    Args: `docx` is the paper as a file; `name` the file's, if it is not the paper's title. Raises as `create_document` and
    `DocumentNotAsMade`; where it breaks off behind the first request, `regenerate` on the document finishes the work.
    """
    document_id = create_document(transport, name or paper.title, docx, parents, properties)
    return _brought_up_to_date(transport, document_id, paper, fresh=True)


def regenerate(transport: Transport, document_id: str, paper: Paper, restored: Collection[str] = ()) -> LivingDocument:
    """Brings the sections of a document up to date, without losing a letter that a person wrote. One request, or two.

    A caller that remembers `paper_fingerprint` of what it wrote last needs no request at all while that stays the same.
    Args: `restored` are keys of sections that may come back although a person deleted them. Raises `DocumentBusy`,
    `SheetNotShared`, `NotFound`, PaperProblem.
    """
    return _brought_up_to_date(transport, document_id, paper, restored)


def _brought_up_to_date(
    transport: Transport, document_id: str, paper: Paper, restored: Collection[str] = (), fresh: bool = False
) -> LivingDocument:
    for _ in range(_MOST_TRIES):
        document = read_document(transport, document_id)
        decided = plan(document, paper, restored=restored, fresh=fresh)
        if not decided.requests:
            return LivingDocument(document_id, decided.outcomes, was_written=False)
        if _write(transport, document, decided.requests):
            return LivingDocument(document_id, decided.outcomes, was_written=True)
    raise DocumentBusy(document_id)


def _write(transport: Transport, document: DocumentSnapshot, requests: Sequence[dict[str, Any]]) -> bool:
    """Sends the batch, if the document still has the revision that it was decided on; False if it has another by now."""
    body = {"requests": list(requests), "writeControl": {"requiredRevisionId": document.revision_id}}
    service = discovery_service(transport, "docs", "v1").documents()
    try:
        with repeatable_writes():  # a second one finds another revision
            service.batchUpdate(documentId=document.document_id, body=body, fields="documentId").execute()
    except Rejected as refusal:
        if refusal.failed_request is None and "revision" in refusal.message:
            return False
        raise
    except WriteUnknown:
        return False  # the next read tells whether it landed
    return True
