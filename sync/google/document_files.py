"""Google Docs as files in Drive: found again by their mark, replaced as a whole, opened to people."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from googleapiclient.http import MediaIoBaseUpload

from sync.google.clients import discovery_service
from sync.google.documents import DOCUMENT, DOCX
from sync.google.retry import repeatable_writes
from sync.google.transport import Transport

MARK: Final = "coachlog_document"  # Drive properties of a document, by which it is found again without a ledger
PROGRAM: Final = "coachlog_program"
_FIELDS: Final = "id,trashed,lastModifyingUser(me)"


@dataclass(frozen=True)
class DocumentFile:
    """A document as Drive has it. `by_me`: the last change was made by this identity, so nobody else has written in it since."""

    document_id: str
    by_me: bool
    trashed: bool = False


def marks(mark: str, program: str) -> dict[str, str]:
    """The Drive properties that a new document is given."""
    return {MARK: mark, PROGRAM: program}


def document_url(document_id: str) -> str:
    """Where a person opens a document."""
    return f"https://docs.google.com/document/d/{document_id}/edit"


def replace_document(transport: Transport, document_id: str, name: str, docx: bytes) -> DocumentFile:
    """The same document with everything in it replaced. One request; twice is the same as once."""
    with repeatable_writes():
        request = _files(transport).update(
            fileId=document_id, body={"name": name}, media_body=_media(docx), supportsAllDrives=True, fields=_FIELDS
        )
        return _file(request.execute())


def look_at_document(transport: Transport, document_id: str) -> DocumentFile:
    """How the file stands. One request. Raises `NotFound`."""
    return _file(_files(transport).get(fileId=document_id, supportsAllDrives=True, fields=_FIELDS).execute())


def find_documents(transport: Transport, program: str, mark: str | None = None) -> dict[str, DocumentFile]:
    """A program's documents by their marks, none of the trash; of several with one mark the newest. One request a page."""
    wanted = f"mimeType='{DOCUMENT}' and trashed=false and {_has(PROGRAM, program)}"
    wanted += f" and {_has(MARK, mark)}" if mark is not None else ""
    service = _files(transport)
    request = service.list(
        q=wanted,
        orderBy="createdTime desc",
        pageSize=1000,
        corpora="allDrives",
        includeItemsFromAllDrives=True,
        supportsAllDrives=True,
        fields=f"nextPageToken,files({_FIELDS},properties)",
    )
    found: dict[str, DocumentFile] = {}
    while request is not None:
        page = request.execute()
        for each in page.get("files", ()):
            found.setdefault(str(each.get("properties", {}).get(MARK, "")), _file(each))
        request = service.list_next(request, page)
    return found


def open_to(transport: Transport, file_id: str, emails: Iterable[str], role: str) -> int:
    """Gives people a role (reader, commenter, writer) without mailing them, all in one request; how many Google refused.

    Drive keeps one permission a person, so the same grant again changes nothing.
    """
    service = discovery_service(transport, "drive", "v3")
    refusals: list[Exception] = []

    def answered(_request_id: str, _answer: Any, problem: Exception | None) -> None:
        refusals.extend([problem] if problem else [])

    batch = service.new_batch_http_request(callback=answered)
    people = sorted(set(emails))
    for email in people:
        body = {"type": "user", "role": role, "emailAddress": email}
        batch.add(
            service.permissions().create(
                fileId=file_id, body=body, sendNotificationEmail=False, supportsAllDrives=True, fields="id"
            )
        )
    if people:
        with repeatable_writes():
            batch.execute()
    return len(refusals)


def _media(docx: bytes) -> MediaIoBaseUpload:
    media: MediaIoBaseUpload = MediaIoBaseUpload(io.BytesIO(docx), mimetype=DOCX, resumable=False)
    return media


def _file(answer: dict[str, Any]) -> DocumentFile:
    return DocumentFile(
        str(answer["id"]),
        bool(answer.get("lastModifyingUser", {}).get("me", False)),
        bool(answer.get("trashed", False)),
    )


def _has(key: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"properties has {{ key='{key}' and value='{quoted}' }}"


def _files(transport: Transport) -> Any:
    return discovery_service(transport, "drive", "v3").files()
