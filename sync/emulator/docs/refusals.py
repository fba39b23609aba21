"""Why a request is refused, in the words that Google uses."""

from __future__ import annotations

from sync.emulator.wire.errors import GoogleError, invalid_argument

NOT_IN_A_PARAGRAPH = (
    "The insertion index must be inside the bounds of an existing paragraph. You can still create new paragraphs by inserting"
    " newlines."
)


class RefusedError(Exception):
    """One request of a batch cannot be carried out; the batch puts `Invalid requests[3].insertText: ` before the message."""


def bad_argument(message: str) -> GoogleError:
    return invalid_argument(message)
