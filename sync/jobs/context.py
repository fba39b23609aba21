"""What a run of a job is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sync.jobs.access import ProgramAccess
from sync.jobs.outcome import ProgressReport, silent
from sync.ledger import Ledger


@dataclass(frozen=True)
class SyncOptions:
    """`district_id`: read and write only this district (and what it changes in the program report). `full`: read everything,
    whatever the change feed says. `dry_run`: write nothing, neither to Google nor to the ledger. `accept_emptied`: a registry tab
    of which every row is gone is meant to be empty."""

    district_id: str | None = None
    full: bool = False
    dry_run: bool = False
    accept_emptied: bool = False


@dataclass(frozen=True)
class SyncContext:
    """Where Google and the ledger are, what day it is, and whom to tell how far the work is. `pseudonym_key` gives the key of a
    school year. `timer` measures how much time has passed where `clock` cannot: a practice program's day stands still."""

    access: ProgramAccess
    ledger: Ledger
    fingerprint_key: str
    clock: Callable[[], datetime]
    time_zone: str
    pseudonym_key: Callable[[str], bytes]
    progress: ProgressReport = silent
    timer: Callable[[], datetime] | None = None

    def now(self) -> datetime:
        """UTC, without an offset, as the ledger keeps it."""
        return self.clock().astimezone(UTC).replace(tzinfo=None)

    def measured(self) -> datetime:
        """As `now`, of the clock that never stands still: what is to happen again after a while is counted by it."""
        return (self.timer or self.clock)().astimezone(UTC).replace(tzinfo=None)

    def today(self) -> date:
        return self.clock().astimezone(ZoneInfo(self.time_zone)).date()
