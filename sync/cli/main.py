"""The commands. Each reads its settings, does one thing, says what came out, and ends with an exit code of `exits`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sync.cli.exits import EXIT_CODES, explained
from sync.cli.screen import console, progress_bars, show_demo, show_emulator, show_findings, show_outcome
from sync.cli.serving import serve_program
from sync.cli.status import show_status
from sync.connect import connect, practice_google
from sync.demo.running import run_demo
from sync.jobs.access import ProgramAccess
from sync.jobs.context import SyncContext, SyncOptions
from sync.jobs.doctor import examine
from sync.jobs.forms import prefilled_links, provision_forms
from sync.jobs.outcome import ProgressReport, SyncOutcome, silent
from sync.jobs.reading import parsed_registry
from sync.jobs.sync import sync_program
from sync.ledger import open_ledger
from sync.logs import show_warnings_only
from sync.provision import (
    Provisioned,
    provision_coach,
    provision_district,
    provision_registry,
    provision_report,
)
from sync.settings import Settings, clock_of, read_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="coachlog: the coaching program's logs, dashboards and report.",
    pretty_exceptions_enable=False,
)
provision = typer.Typer(no_args_is_help=True, help="Make the program's workbooks, or mend any workbook.")
app.add_typer(provision, name="provision")


@app.callback()
def _quiet_logs() -> None:
    show_warnings_only()


SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="The settings file (default: COACHLOG_SETTINGS, else coachlog.env)."),
]


@app.command()
@explained
def sync(
    district: Annotated[str | None, typer.Option(help="Only this district, by its id in the registry.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read everything, whatever Google says has changed.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Read every district's log, refresh the dashboards and the program report. Ends with 3 if a workbook could not be read."""
    settings = read_settings(settings_file)
    with (
        connect(settings) as access,
        progress_bars() as progress,
        open_context(settings, access, progress) as context,
    ):
        outcome = sync_program(context, SyncOptions(district, full, dry_run))
    _say_practice(access)
    show_outcome(outcome)
    raise typer.Exit(outcome.exit_code)


@app.command()
@explained
def demo(
    folder: Annotated[Path, typer.Option(help="Where to put the practice program; made anew each time.")] = Path(
        "coachlog-demo"
    ),
) -> None:
    """Set up a whole sample program in a practice Google on this computer, consolidate a year of logs, and show where to look."""
    console.rule("coachlog demo: practice mode, invented people, no Google account")
    result = run_demo(folder, _synced_with_progress, lambda words: console.print(f"[dim]·[/dim] {words}"))
    show_demo(result)


def _synced_with_progress(settings: Settings, access: ProgramAccess) -> SyncOutcome:
    with progress_bars() as progress, open_context(settings, access, progress) as context:
        outcome = sync_program(context)
    show_outcome(outcome)
    return outcome


@app.command()
@explained
def emulator(
    port: Annotated[int, typer.Option(help="The port; 0 takes any free one.")] = 0,
    state: Annotated[Path, typer.Option(help="The file that keeps everything; made when it is missing.")] = Path(
        "coachlog-google.db"
    ),
) -> None:
    """Run the practice Google alone until Ctrl-C, for a browser or for any Google client."""
    with practice_google(state, port) as google:
        show_emulator(google, state)
        google.wait()


@app.command()
@explained
def serve(
    port: Annotated[int, typer.Option(help="The add-on backend's port on this computer.")] = 8322,
    google_port: Annotated[int, typer.Option(help="Practice mode: the practice Google's port.")] = 8321,
    every: Annotated[float, typer.Option(help="Seconds between two syncs.")] = 60.0,
    settings_file: SettingsFile = None,
) -> None:
    """Run the add-on's backend and a sync every minute; in practice mode the practice Google too. Ctrl-C ends it."""
    settings = read_settings(settings_file)

    def one_sync() -> None:
        try:
            with connect(settings) as access, open_context(settings, access, silent) as context:
                outcome = sync_program(context)
        except tuple(EXIT_CODES) as problem:  # the next sync may find it mended
            console.print(f"[red]{problem}[/red]", soft_wrap=True)
            return
        if outcome.workbooks_read:
            show_outcome(outcome)

    serve_program(settings, settings_file, port, google_port, every, one_sync)


@app.command()
@explained
def status(settings_file: SettingsFile = None) -> None:
    """Each district's last sync, how fresh its data are, its rows, and the requests that the last run used."""
    settings = read_settings(settings_file)
    ledger = open_ledger(settings.database_url)
    try:
        show_status(ledger, clock_of(settings)())
    finally:
        ledger.close()


@app.command()
@explained
def doctor(settings_file: SettingsFile = None) -> None:
    """Look at every part of the installation and say what to do. Ends with 1 if something is broken."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        broken = show_findings(examine(access, lambda: datetime.now(UTC)))
    raise typer.Exit(1 if broken else 0)


@provision.command("registry")
@explained
def provision_registry_command(settings_file: SettingsFile = None) -> None:
    """Make the director's registry in the program's shared drive, or mend it."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        made = provision_registry(access, _folders(settings))
    _show_provisioned(made, None if settings.registry_id else "COACHLOG_REGISTRY_ID")


@provision.command("report")
@explained
def provision_report_command(settings_file: SettingsFile = None) -> None:
    """Make the program report in the program's shared drive, or mend it."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        made = provision_report(access, _folders(settings))
    _show_provisioned(made, None if settings.report_id else "COACHLOG_REPORT_ID")


@provision.command("forms")
@explained
def provision_forms_command(settings_file: SettingsFile = None) -> None:
    """Make or mend the program's forms: one Activity Form a district, the Onboarding Form, the Feedback Form."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        registry = parsed_registry(access)
        made = provision_forms(access, registry, context.ledger, _folders(settings))
        links = prefilled_links(context.ledger, registry)
    for form in made:
        done = form.trouble or (f"{form.changes} changes made" if form.changes else "as it should be")
        console.print(f"{form.name}: {done} {form.responder_uri}", soft_wrap=True)
    for (district_id, coach_id), link in links.items():
        console.print(f"For coach {coach_id} in {district_id}, to keep on the phone: {link}", soft_wrap=True)
    raise typer.Exit(3 if any(form.trouble for form in made) else 0)


@provision.command("coach")
@explained
def provision_coach_command(coach_id: str, settings_file: SettingsFile = None) -> None:
    """Make a coach's confidential workbook, share it with that coach and enter it in the registry; or mend it."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        _show_provisioned(provision_coach(access, coach_id, _folders(settings)))


@provision.command("district")
@explained
def provision_district_command(district_id: str, settings_file: SettingsFile = None) -> None:
    """Make the workbook that a district created and shared ready for coaching, or mend it. What people wrote stays."""
    with connect(read_settings(settings_file)) as access:
        _show_provisioned(provision_district(access, district_id))


@contextmanager
def open_context(settings: Settings, access: ProgramAccess, progress: ProgressReport) -> Iterator[SyncContext]:
    """What a job is handed, with the ledger open for as long as the block runs."""
    ledger = open_ledger(settings.database_url)
    try:
        key = settings.fingerprint_key()
        yield SyncContext(access, ledger, key, clock_of(settings), settings.time_zone, progress)
    finally:
        ledger.close()


def _say_practice(access: ProgramAccess) -> None:
    if access.practice:
        console.print("[yellow]Practice mode: the Google on this computer, invented people.[/yellow]")


def _folders(settings: Settings) -> list[str]:
    return [settings.program_drive_id] if settings.program_drive_id else []


def _show_provisioned(made: Provisioned, setting: str | None = None) -> None:
    done = f"{made.changes} changes made" if made.changes else "nothing to do, it is as it should be"
    console.print(f"{made.title}: {done}. Its id is {made.workbook_id}", soft_wrap=True)
    if setting:
        console.print(f"Put this line into your settings file: {setting}={made.workbook_id}", soft_wrap=True)
