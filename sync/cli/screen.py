"""What commands show: progress while they work, and tables of what came out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from sync.connect import PracticeGoogle
from sync.demo.running import DemoResult
from sync.jobs.findings import Finding, Health
from sync.jobs.outcome import Progress as Step
from sync.jobs.outcome import ProgressReport, SyncOutcome

console = Console()
MOST_PLANNED = 40  # lines of a dry run's plan that are shown one by one


@contextmanager
def progress_bars() -> Iterator[ProgressReport]:
    """A bar for each step of a run, for as long as the block lasts."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {step: bars.add_task(step.value, total=None, visible=False) for step in Step}

        def report(step: Step, done: int, of: int) -> None:
            bars.update(tasks[step], completed=done, total=of, visible=of > 0)

        yield report


def show_outcome(outcome: SyncOutcome) -> None:
    """A run in a few lines: rows, what was written, requests, and every trouble with what to do."""
    if not outcome.workbooks_read:
        console.print(f"[green]Nothing has changed since the last sync.[/green] {_requests(outcome)}")
        _show_troubles(outcome)
        return
    console.print(
        f"Rows in {outcome.rows_in:,} = {outcome.accepted:,} accepted + {outcome.problem_rows:,} problems "
        f"+ {outcome.duplicates:,} duplicates. New {outcome.inserted:,}, edited {outcome.edited:,}, gone {outcome.deleted:,}."
    )
    verb = "Would write" if outcome.dry_run else "Wrote"
    console.print(
        f"Read {_counted(outcome.workbooks_read, 'workbook')}. {verb} {_counted(len(outcome.written), 'workbook')}."
    )
    console.print(_requests(outcome))
    if outcome.dry_run and outcome.written:
        console.print(_plan(outcome))
    _show_troubles(outcome)


def _show_troubles(outcome: SyncOutcome) -> None:
    for trouble in outcome.troubles:
        console.print(f"[red]{trouble.name}[/red]: {trouble.reason}", soft_wrap=True)


def _plan(outcome: SyncOutcome) -> Table:
    table = Table("Workbook", "What differs", title="The plan (nothing was written)")
    for planned in outcome.written[:MOST_PLANNED]:
        table.add_row(planned.name, ", ".join(planned.tabs))
    if len(outcome.written) > MOST_PLANNED:
        table.add_row("...", f"and {len(outcome.written) - MOST_PLANNED} more")
    return table


def _requests(outcome: SyncOutcome) -> str:
    return f"Requests to Google: {_counted(outcome.reads, 'read')}, {_counted(outcome.writes, 'write')}."


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def show_demo(result: DemoResult) -> None:
    """What the demo made, where it is, and what to try next."""
    settings = f"--settings {result.settings_file}"
    console.rule("Done")
    console.print(
        f"The program report and {len(result.reports) - 1} district workbooks: [bold]{result.folder / 'reports'}[/bold]"
    )
    console.print(f"Their charts as pictures: [bold]{result.folder / 'charts'}[/bold]")
    console.print(
        f"{len(result.papers)} papers (onboarding documents, district reports, a renewal packet, the program on one page): "
        f"[bold]{result.folder / 'papers'}[/bold]",
        soft_wrap=True,
    )
    console.print("\nWhat to try next, after `. .venv/bin/activate`:")
    tries = {
        f"coachlog emulator --state {result.folder / 'google.db'}": "see every workbook in a browser, and edit rows",
        f"coachlog sync {settings}": "consolidate what you edited",
        f"coachlog status {settings}": "how fresh each district is, and its rows",
        f"coachlog audit {settings}": "what anybody could work out from the counts of educators published so far",
        f"coachlog report district D05 --period Q2 --pdf report.pdf {settings}": "what a superintendent forwards to the board",
        f"coachlog onboard D06 {settings}": "a district's onboarding document, and a reminder of what is still open",
        f"coachlog serve {settings}": "all of it together, with the add-on beside every Sheet",
    }
    for command, purpose in tries.items():
        console.print(f"  [bold]{command}[/bold]\n      {purpose}", soft_wrap=True)


def show_emulator(google: PracticeGoogle, state: Path) -> None:
    """Where the practice Google is, and what any client needs to use it."""
    email = "client@coachlog-practice.iam.gserviceaccount.com"
    key_file = state.with_name(state.name + ".client.json")
    key_file.write_text(json.dumps(google.service_account_key(email), indent=2), encoding="utf-8")
    key_file.chmod(0o600)
    console.print(
        f"Practice Google at [bold]{google.address}[/bold] (this computer only). Open it in a browser. Ctrl-C ends it."
    )
    console.print(f"Service-account key file: {key_file}", soft_wrap=True)
    console.print(f"Access token of {email}: {google.access_token(email)}", soft_wrap=True)


def show_findings(findings: Iterable[Finding]) -> bool:
    """One line a finding, as it comes; whether any says that something is broken."""
    marks = {
        Health.GOOD: "[green]ok[/green]   ",
        Health.LOOK: "[yellow]look[/yellow] ",
        Health.BROKEN: "[red]wrong[/red]",
    }
    broken = False
    for finding in findings:
        broken = broken or finding.health is Health.BROKEN
        console.print(f"{marks[finding.health]} {finding.what} {finding.todo}", soft_wrap=True)
    return broken
