"""Links in cells as a browser should follow them on this server."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

_EDITOR = re.compile(
    r"https://docs\.google\.com/(spreadsheets|document|forms)/d/([\w-]+)(?:/[^?#]*)?(?:\?[^#]*)?(?:#(.*))?\Z"
)
_BARE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/?#].*)?\Z")
_OUTSIDE = ("http", "https", "mailto")


def browser_link(link: str, spreadsheet_id: str) -> str | None:
    """The address to follow: a place in this spreadsheet, a file of this server, or an address outside; None
    for what must not be followed (`javascript:` and the like)."""
    link = link.strip()
    if link.startswith("#"):
        return f"/spreadsheets/{spreadsheet_id}{_place(link[1:])}"
    if found := _EDITOR.match(link):
        editor, file_id, fragment = found.groups()
        return f"/{editor}/d/{file_id}/edit{_place(fragment or '')}"
    scheme = urlsplit(link).scheme.lower() if ":" in link else ""
    if scheme in _OUTSIDE:
        return link
    return f"https://{link}" if not scheme and _BARE_HOST.match(link) else None


def is_outside(link: str) -> bool:
    """Whether the address leads away from this server."""
    return not link.startswith("/")


def _place(fragment: str) -> str:
    """`gid=1&range=A1:B2` as the query of a page; empty if it names no sheet."""
    given = parse_qs(fragment)
    gid, cells = given.get("gid", [""])[0], given.get("range", [""])[0]
    if not gid.isdecimal():
        return ""
    return f"?gid={gid}" + (f"&range={quote(cells, safe=':!$')}" if cells else "")
