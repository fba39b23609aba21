"""What every command opens first: its settings file, the ledger, the folder of the program's own files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sync.cli.screen import console
from sync.jobs.access import ProgramAccess
from sync.jobs.context import SyncContext
from sync.jobs.outcome import ProgressReport
from sync.ledger import open_ledger
from sync.settings import Settings, clock_of, real_clock

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="The settings file (default: COACHLOG_SETTINGS, else coachlog.env)."),
]

GOOGLE_DOCS = "https://docs.google.com"


@contextmanager
def open_context(settings: Settings, access: ProgramAccess, progress: ProgressReport) -> Iterator[SyncContext]:
    """What a job is handed, with the ledger open for as long as the block runs."""
    ledger = open_ledger(settings.database_url)
    try:
        key = settings.fingerprint_key()
        clock, time_zone = clock_of(settings), settings.time_zone
        yield SyncContext(access, ledger, key, clock, time_zone, settings.pseudonym_key, progress, real_clock)
    finally:
        ledger.close()


def say_practice(access: ProgramAccess) -> None:
    """Practice mode is loud."""
    if access.practice:
        console.print("[yellow]Practice mode: the Google on this computer, invented people.[/yellow]")


def program_folders(settings: Settings) -> list[str]:
    """The folder of the program's own files, as new files are put into it; none where no shared drive is set."""
    return [settings.program_drive_id] if settings.program_drive_id else []


def shown_address(access: ProgramAccess, url: str) -> str:
    """Where a person opens a document: in practice mode on this machine, while the practice Google runs."""
    return url.replace(GOOGLE_DOCS, access.address, 1) if access.address else url
