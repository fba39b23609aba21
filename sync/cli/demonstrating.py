"""`coachlog demo`: the sample program, with what its jobs do shown as they do it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sync.cli.exits import explained
from sync.cli.opening import open_context, program_folders
from sync.cli.screen import console, progress_bars, show_demo, show_outcome
from sync.demo.running import DemoJobs, Step, run_demo
from sync.demo.sample_papers import make_onboarding, save_papers
from sync.jobs.access import ProgramAccess
from sync.jobs.outcome import SyncOutcome, silent
from sync.jobs.publishing import publish_closed_quarters
from sync.jobs.sync import sync_program
from sync.settings import Settings


@explained
def demo_command(
    folder: Annotated[Path, typer.Option(help="Where to put the practice program; made anew each time.")] = Path(
        "coachlog-demo"
    ),
) -> None:
    """Set up a whole sample program in a practice Google on this computer, consolidate a year of logs, and show where to look."""
    console.rule("coachlog demo: practice mode, invented people, no Google account")
    jobs = DemoJobs(_synced, _published, _onboarded, _papers)
    show_demo(run_demo(folder, jobs, lambda words: console.print(f"[dim]·[/dim] {words}")))


def _synced(settings: Settings, access: ProgramAccess) -> SyncOutcome:
    with progress_bars() as progress, open_context(settings, access, progress) as context:
        outcome = sync_program(context)
    show_outcome(outcome)
    return outcome


def _published(settings: Settings, access: ProgramAccess) -> None:
    with open_context(settings, access, silent) as context:
        console.print(f"Published: {', '.join(publish_closed_quarters(context))}.")


def _onboarded(settings: Settings, access: ProgramAccess) -> None:
    with open_context(settings, access, silent) as context:
        console.print(f"{make_onboarding(context, program_folders(settings))} onboarding documents.")


def _papers(settings: Settings, access: ProgramAccess, place: Path, step: Step) -> Sequence[Path]:
    with open_context(settings, access, silent) as context:
        return save_papers(context, program_folders(settings), place, step)
