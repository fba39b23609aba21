"""Where requests may go: to Google, or to the one other address that stands for it. Sign-ins travel with
them."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

from sync.google.errors import ForeignAddress

_GOOGLES_DOMAINS = (".googleapis.com", ".googleusercontent.com")
_GOOGLES_HOSTS = {"docs.google.com", "accounts.google.com"}


def checked_address(address: str) -> str:
    """The address as scheme://host:port.

    Raises: ValueError where it is none, or where the sign-in would travel readable over a network.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{address!r} is not an address like http://127.0.0.1:8321.")
    if parts.scheme == "http" and not _on_this_machine(parts.hostname):
        raise ValueError(f"{parts.hostname} is another machine: over http anybody could read the sign-in. Use https.")
    return f"{parts.scheme}://{parts.netloc}"


def destination(url: str, address: str | None) -> str:
    """Where a request to one of Google's hosts really goes: there, or to the same path at `address`.

    Raises: `ForeignAddress` for any other host, so that a sign-in never leaves for one.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    googles = host.endswith(_GOOGLES_DOMAINS) or host in _GOOGLES_HOSTS
    if address is None:
        if googles and parts.scheme == "https":
            return url
    elif googles or f"{parts.scheme}://{parts.netloc}" == address:
        return address + urlunsplit(("", "", parts.path, parts.query, ""))
    raise ForeignAddress(host)


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
