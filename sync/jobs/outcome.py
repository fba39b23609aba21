"""What a run of the sync says of itself: values for the screen, the exit code and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Progress(StrEnum):
    """The steps of a run, in the words that the person waiting sees."""

    FEED = "Asking what changed"
    READ = "Reading workbooks"
    DECIDE = "Deciding"
    WRITE = "Writing workbooks"
    RECORD = "Recording"


ProgressReport = Callable[[Progress, int, int], None]  # step, done, of


def silent(_step: Progress, _done: int, _of: int) -> None:
    """Reports nothing."""


@dataclass(frozen=True)
class PlannedWrite:
    """One workbook that a run writes, or under --dry-run would write; `tabs` are the titles of those that differ."""

    workbook_id: str
    name: str
    tabs: tuple[str, ...]
    requests: int


@dataclass(frozen=True)
class Trouble:
    """A workbook that could not be read or written; its last good data stands in the report."""

    name: str
    reason: str


@dataclass(frozen=True)
class SyncOutcome:
    """`reads` and `writes` are requests to Google of this run, every attempt counted."""

    workbooks_read: int = 0
    rows_in: int = 0
    accepted: int = 0
    problem_rows: int = 0
    duplicates: int = 0
    inserted: int = 0
    edited: int = 0
    deleted: int = 0
    written: tuple[PlannedWrite, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    reads: int = 0
    writes: int = 0
    dry_run: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """0; 3 when a workbook could not be read or written. Problems in rows never change it."""
        return 3 if self.troubles else 0
