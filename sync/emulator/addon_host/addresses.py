"""Addresses that an add-on may name."""

from __future__ import annotations

from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_here(url: str) -> bool:
    """Whether the address is on this computer."""
    return (urlsplit(url).hostname or "") in _LOOPBACK


def endpoint_problem(url: str) -> str:
    """Why Google would not call this address; empty if it would. On this computer http stands for https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"{url!r} is not an address"
    if not parts.scheme or not parts.netloc:
        return f"{url!r} is relative; a full HTTPS address is needed"
    if parts.scheme == "https" or (parts.scheme == "http" and is_here(url)):
        return ""
    return f"{url!r} is not HTTPS"


def link_problem(url: str) -> str:
    """Why a card must not link to this address; empty if it may. Google turns http into https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return f"{url!r} is not an address"
    if parts.scheme == "mailto":
        return ""
    if not parts.scheme or not parts.netloc:
        return f"{url!r} is relative; a full address is needed"
    return "" if parts.scheme in {"http", "https"} else f"{url!r} is neither HTTPS nor mailto"


def picture_problem(url: str) -> str:
    """Why Google would not show this picture; empty if it would."""
    return "" if url.startswith("data:image/") else endpoint_problem(url)
