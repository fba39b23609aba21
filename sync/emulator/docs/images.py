"""Images: fetched by Google's rules, and from this computer only; their size read from their own bytes."""

from __future__ import annotations

import http.client
import struct
import urllib.parse
from typing import Final

from sync.emulator.docs.refusals import RefusedError

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES: Final = 50 * 2**20
MOST_PIXELS: Final = 25 * 10**6
_LONGEST_ADDRESS: Final = 2048
POINTS_PER_PIXEL: Final = 0.75  # at 96 pixels an inch


def fetched(uri: str) -> bytes:
    """The bytes at an address. Raises RefusedError for an address that is too long, not on this computer, or gives no image."""
    if len(uri) > _LONGEST_ADDRESS:
        raise RefusedError("The provided image URI is too long: at most 2 kB are allowed.")
    parts = urllib.parse.urlsplit(uri)
    if parts.scheme != "http" or parts.hostname not in _LOOPBACK:
        raise RefusedError("There was a problem retrieving the image. The practice server fetches from 127.0.0.1 only.")
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=10)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        answer = connection.getresponse()
        content = answer.read(MOST_BYTES + 1)
    except OSError as failure:
        raise RefusedError("There was a problem retrieving the image. Its server does not answer.") from failure
    finally:
        connection.close()
    if answer.status != 200:
        raise RefusedError(f"There was a problem retrieving the image. Its server answered {answer.status}.")
    check(content)
    return content


def check(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises RefusedError for what Docs does not take as an image."""
    if len(content) > MOST_BYTES:
        raise RefusedError("The provided image must be smaller than 50MB.")
    size = pixels(content)
    if size is None:
        raise RefusedError("The provided image is in an unsupported format. It must be PNG, JPEG or GIF.")
    if size[0] * size[1] > MOST_PIXELS:
        raise RefusedError("The provided image cannot exceed 25 megapixels.")
    return size


def mime_type(content: bytes) -> str:
    """image/png, image/jpeg or image/gif."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    return "image/gif" if content.startswith(b"GIF8") else "image/jpeg"


def pixels(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG by its own head; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_pixels(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_pixels(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
