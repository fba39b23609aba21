"""Which public members of gspread some test has tried against the emulator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])
COVERED: set[str] = set()


def tries(*members: str) -> Callable[[Test], Test]:
    """Marks a test as the one that tries these members, for example `Worksheet.acell`."""

    def mark(test: Test) -> Test:
        COVERED.update(members)
        return test

    return mark
