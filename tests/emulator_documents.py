"""Google Docs through google-api-python-client, as short as a test wants it."""

from __future__ import annotations

from typing import Any

import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaInMemoryUpload

from sync.emulator.server import EmulatorServer
from tests.emulator_clients import DRIVE, google_service, user_credentials

DOCUMENTS = "https://www.googleapis.com/auth/documents"
DOCUMENT = "application/vnd.google-apps.document"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COACH = "coach@program.example"
Json = dict[str, Any]


def user_docs(server: EmulatorServer, email: str = COACH) -> Any:
    """The `docs` service of google-api-python-client, signed in as a person."""
    return google_service(server, "docs", "v1", user_credentials(server, email, (DOCUMENTS, DRIVE)))


def docs_drive(server: EmulatorServer, email: str = COACH) -> Any:
    return google_service(server, "drive", "v3", user_credentials(server, email, (DOCUMENTS, DRIVE)))


def new_document(docs: Any, text: str = "", title: str = "Paper") -> str:
    """The id of a document that holds this text and an empty last paragraph (none, where the text ends without a line end)."""
    id: str = docs.documents().create(body={"title": title}).execute()["documentId"]
    if text:
        update(docs, id, insertion(1, text))
    return id


def read(docs: Any, id: str, **query: Any) -> Json:
    document: Json = docs.documents().get(documentId=id, **query).execute()
    return document


def update(docs: Any, id: str, *requests: Json, **control: str) -> Json:
    """The answer to one batchUpdate."""
    body: Json = {"requests": list(requests)} | ({"writeControl": control} if control else {})
    answer: Json = docs.documents().batchUpdate(documentId=id, body=body).execute()
    return answer


def refusal(request: Any) -> tuple[int, str]:
    """Status and message of a call that must be refused."""
    with pytest.raises(HttpError) as refused:
        request()
    return refused.value.resp.status, refused.value.reason


def place(index: int, segment: str = "") -> Json:
    return {"index": index} | ({"segmentId": segment} if segment else {})


def stretch(start: int, end: int, segment: str = "") -> Json:
    return {"startIndex": start, "endIndex": end} | ({"segmentId": segment} if segment else {})


def insertion(index: int, text: str) -> Json:
    return {"insertText": {"location": place(index), "text": text}}


def deletion(start: int, end: int) -> Json:
    return {"deleteContentRange": {"range": stretch(start, end)}}


def table_at(index: int, rows: int, columns: int) -> Json:
    return {"insertTable": {"location": place(index), "rows": rows, "columns": columns}}


def naming(name: str, start: int, end: int) -> Json:
    return {"createNamedRange": {"name": name, "range": stretch(start, end)}}


def text_of(document: Json) -> str:
    """The text of the body, cells included."""
    return "".join(_texts(document["body"]["content"]))


def _texts(content: list[Json]) -> list[str]:
    found = []
    for element in content:
        for part in element.get("paragraph", {}).get("elements", []):
            found.append(part.get("textRun", {}).get("content", ""))
        for row in element.get("table", {}).get("tableRows", []):
            for cell in row["tableCells"]:
                found += _texts(cell["content"])
    return found


def named(document: Json) -> dict[str, list[str]]:
    """The text of every named range, by name. Only for bodies without tables before the range."""
    units = ["", *text_of(document)]  # index 0 is the section break
    found: dict[str, list[str]] = {}
    for name, group in document.get("namedRanges", {}).items():
        for each in group["namedRanges"]:
            texts = ["".join(units[part["startIndex"] : part["endIndex"]]) for part in each["ranges"]]
            found.setdefault(name, []).append("".join(texts))
    return found


def paragraphs(document: Json) -> list[tuple[int, int, str]]:
    """Start, end and text of each paragraph of the body outside of tables."""
    return [
        (element.get("startIndex", 0), element["endIndex"], "".join(_texts([element])))
        for element in document["body"]["content"]
        if "paragraph" in element
    ]


def uploaded(drive: Any, content: bytes, name: str = "Paper", mime_type: str = DOCX) -> str:
    """The id of a document made from a file."""
    media = MediaInMemoryUpload(content, mimetype=mime_type)
    id: str = drive.files().create(body={"name": name, "mimeType": DOCUMENT}, media_body=media).execute()["id"]
    return id


def exported(drive: Any, id: str, mime_type: str) -> bytes:
    content: bytes = drive.files().export_media(fileId=id, mimeType=mime_type).execute()
    return content
