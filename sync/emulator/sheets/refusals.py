"""Why a request is refused, in the words that Google uses."""

from __future__ import annotations

from sync.emulator.wire.errors import GoogleError, invalid_argument


class Refused(Exception):
    """One request of a batch cannot be carried out. The batch puts `Invalid requests[3].addChart: ` before
    the message.
    """


class Forbidden(Refused):
    """The caller may not do this: answered as 403 instead of 400."""


def bad_argument(message: str) -> GoogleError:
    """A 400 with this message."""
    return invalid_argument(message)


def unparsable_range(text: str) -> GoogleError:
    """A 400 for a range that means nothing in this spreadsheet."""
    return bad_argument(f"Unable to parse range: {text}")
