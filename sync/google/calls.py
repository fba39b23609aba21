"""What one request to Google is: which API it asks, what it costs, which file it names, whether it changes
anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

_FILE_ID = re.compile(r"/(?:spreadsheets|files|documents|forms)/([^/?:]+)")
_READING_POSTS = re.compile(r":(?:getByDataFilter|batchGetByDataFilter|search)$")  # Sheets methods that read by POST
_DRIVE_LISTS = re.compile(r"/(?:files|changes|drives|permissions|revisions|comments|replies|labels|approvals)$")
_APIS = {
    "sheets.googleapis.com": "sheets",
    "docs.googleapis.com": "docs",
    "forms.googleapis.com": "forms",
}
# Cost in Drive quota units. Source: Drive API usage limits page.
DRIVE_UNITS = {"read": 5, "list": 100, "download": 200, "write": 50}


@dataclass(frozen=True)
class Call:
    """One request. `api` is sheets, drive, docs, forms, sign-in or other; `kind` is read, write, list,
    download or responses; `cost` is in the API's own units (Drive units, requests elsewhere); `file_id` is ""
    where the address names none."""

    api: str
    kind: str
    cost: int
    file_id: str
    writes: bool


def describe(method: str, url: str, headers: Mapping[str, str | bytes] | None = None) -> Call:
    """The call that this request is. A long GET that a client sends as POST with `x-http-method-override` is
    a GET."""
    override = next(
        (value for name, value in (headers or {}).items() if name.lower() == "x-http-method-override"), method
    )
    verb = (override.decode() if isinstance(override, bytes) else override).upper()
    parts = urlsplit(url)
    named = _FILE_ID.search(parts.path)
    file_id = named.group(1) if named else ""
    reads = verb in {"GET", "HEAD"} or bool(_READING_POSTS.search(parts.path))
    if "/drive/" in parts.path:
        kind = _drive_kind(parts.path, parts.query) if reads else "write"
        return Call("drive", kind, DRIVE_UNITS[kind], file_id, not reads)
    api = "sign-in" if parts.path == "/token" else _APIS.get(parts.hostname or "", "other")
    if api == "forms" and reads and parts.path.endswith("/responses"):
        return Call(api, "responses", 1, file_id, writes=False)
    return Call(api, "read" if reads else "write", 1, file_id, not reads)


def _drive_kind(path: str, query: str) -> str:
    if path.endswith(("/export", "/download")) or parse_qs(query).get("alt") == ["media"]:
        return "download"
    return "list" if _DRIVE_LISTS.search(path) else "read"
