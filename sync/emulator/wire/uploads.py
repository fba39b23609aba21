"""Uploads: the bytes alone, or JSON and bytes in one multipart body."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser

from sync.emulator.wire.call import Media
from sync.emulator.wire.errors import invalid_argument

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def split(content_type: str, raw: bytes, upload_type: str) -> tuple[bytes, Media]:
    """The JSON part and the uploaded bytes of an upload request. Raises GoogleError 400."""
    match upload_type:
        case "media":
            return b"", Media(raw, content_type)
        case "multipart":
            return _related(content_type, raw)
        case _:
            raise invalid_argument(f"Upload type not supported: {upload_type or 'none'}", location="uploadType")


def _related(content_type: str, raw: bytes) -> tuple[bytes, Media]:
    found = _BOUNDARY.search(content_type)
    parts = raw.split(b"--" + found[1].encode()) if found else []
    if len(parts) != 4:
        raise invalid_argument("Malformed multipart body.")
    (_, metadata), (mime_type, content) = (_part(part) for part in parts[1:3])
    return metadata, Media(content, mime_type)


def _part(raw: bytes) -> tuple[str, bytes]:
    """The content type and the bytes of one part. Clients end lines with CRLF or with LF alone; the content may hold either."""
    body = raw.removeprefix(b"\r\n").removeprefix(b"\n")
    gap = re.search(rb"\r?\n\r?\n", body)
    head, content = (body[: gap.start()], body[gap.end() :]) if gap else (b"", body)
    sent = (
        BytesHeaderParser().parsebytes(head + b"\r\n\r\n").get("Content-Type", "")
    )  # a long one is folded over two lines
    content = content.removesuffix(b"\r\n") if content.endswith(b"\r\n") else content.removesuffix(b"\n")
    return ("".join(str(sent).splitlines()).strip() or "application/octet-stream"), content
