"""Google Docs as files in Drive: made from a DOCX file, found again by their mark, replaced, opened to people, exported."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from googleapiclient.http import MediaIoBaseUpload

from sync.google.clients import discovery_service
from sync.google.retry import repeatable_writes
from sync.google.transport import Transport

DOCUMENT: Final = "application/vnd.google-apps.document"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"
MARK: Final = "coachlog_document"  # Drive properties of a document, by which it is found again without a ledger
PROGRAM: Final = "coachlog_program"
_FIELDS: Final = "id,modifiedTime,trashed,lastModifyingUser(me)"


@dataclass(frozen=True)
class DocumentFile:
    """A document as Drive has it. `modified_at` is Google's time (aware); `by_me`: the last change was made by this identity."""

    document_id: str
    modified_at: datetime
    by_me: bool
    trashed: bool = False

    @property
    def url(self) -> str:
        return document_url(self.document_id)


def document_url(document_id: str) -> str:
    """Where a person opens a document."""
    return f"https://docs.google.com/document/d/{document_id}/edit"


def upload_document(
    transport: Transport, name: str, docx: bytes, mark: str, program: str, parents: Sequence[str] = ()
) -> DocumentFile:
    """A new Google Doc made from a DOCX file, in the folders (or shared drive) given. One request.

    Raises: `WriteUnknown` where the answer was lost: `find_documents` tells whether it was made.
    """
    body: dict[str, Any] = {"name": name, "mimeType": DOCUMENT, "properties": {MARK: mark, PROGRAM: program}}
    body |= {"parents": list(parents)} if parents else {}
    request = _files(transport).create(body=body, media_body=_media(docx), supportsAllDrives=True, fields=_FIELDS)
    return _file(request.execute())


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


def open_to(transport: Transport, file_id: str, emails: Iterable[str], role: str) -> list[str]:
    """Gives people a role (reader, commenter, writer) without mailing them, all in one request; those who could not be given it.

    Drive keeps one permission a person, so the same grant again changes nothing.
    """
    service = discovery_service(transport, "drive", "v3")
    refused: list[str] = []

    def answered(request_id: str, _answer: Any, problem: Exception | None) -> None:
        if problem is not None:
            refused.append(request_id)

    batch = service.new_batch_http_request(callback=answered)
    people = sorted(set(emails))
    for email in people:
        body = {"type": "user", "role": role, "emailAddress": email}
        request = service.permissions().create(
            fileId=file_id, body=body, sendNotificationEmail=False, supportsAllDrives=True, fields="id"
        )
        batch.add(request, request_id=email)
    if people:
        with repeatable_writes():
            batch.execute()
    return refused


def _media(docx: bytes) -> MediaIoBaseUpload:
    media: MediaIoBaseUpload = MediaIoBaseUpload(io.BytesIO(docx), DOCX, resumable=False)
    return media


def _file(answer: dict[str, Any]) -> DocumentFile:
    return DocumentFile(
        str(answer["id"]),
        datetime.fromisoformat(answer["modifiedTime"]),
        bool(answer.get("lastModifyingUser", {}).get("me", False)),
        bool(answer.get("trashed", False)),
    )


def _has(key: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"properties has {{ key='{key}' and value='{quoted}' }}"


def _files(transport: Transport) -> Any:
    return discovery_service(transport, "drive", "v3").files()
