"""The commands. Each reads its settings, does one thing, says what came out, and ends with an exit code of `exits`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sync.cli.billing import billing_command, certify_command, close_month_command
from sync.cli.demonstrating import demo_command
from sync.cli.exits import EXIT_CODES, explained
from sync.cli.forgetting import forget_educator_command, forget_school_year_command
from sync.cli.onboarding import onboard_command
from sync.cli.opening import SettingsFile, open_context, say_practice
from sync.cli.privacy import privacy_report_command
from sync.cli.provisioning import provision
from sync.cli.publishing import audit_command, publish
from sync.cli.reports import report
from sync.cli.screen import console, progress_bars, show_emulator, show_findings, show_outcome
from sync.cli.serving import serve_program, serving_settings
from sync.cli.status import show_status
from sync.connect import connect, practice_google
from sync.jobs.context import SyncOptions
from sync.jobs.doctor import examine
from sync.jobs.outcome import silent
from sync.jobs.sync import sync_program
from sync.ledger import open_ledger
from sync.logs import show_warnings_only
from sync.settings import clock_of, read_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="What a shared coaching program runs on: districts' logs become dashboards, reports and statements.",
    pretty_exceptions_enable=False,
)
EVERY_DAY, PAPERS, MONEY = "Every day", "Reports and papers", "Money"
CONFIDENTIALITY, SETTING_UP = "Confidentiality", "Setting up and trying out"


@app.callback()
def _quiet_logs() -> None:
    show_warnings_only()


@explained
def sync_command(
    district: Annotated[str | None, typer.Option(help="Only this district, by its id in the registry.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written; write nothing.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read everything, whatever Google says has changed.")] = False,
    accept_emptied: Annotated[
        bool, typer.Option("--accept-emptied", help="Registry tabs of which every row is gone are meant to be empty.")
    ] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Read every district's log, refresh the dashboards and the program report. Ends with 3 if a workbook could not be read."""
    settings = read_settings(settings_file)
    with (
        connect(settings) as access,
        progress_bars() as progress,
        open_context(settings, access, progress) as context,
    ):
        outcome = sync_program(context, SyncOptions(district, full, dry_run, accept_emptied))
    say_practice(access)
    show_outcome(outcome)
    raise typer.Exit(outcome.exit_code)


@explained
def emulator_command(
    port: Annotated[int, typer.Option(help="The port; 0 takes any free one.")] = 0,
    state: Annotated[Path, typer.Option(help="The file that keeps everything; made when it is missing.")] = Path(
        "coachlog-google.db"
    ),
) -> None:
    """Run the practice Google alone until Ctrl-C, for a browser or for any Google client."""
    with practice_google(state, port) as google:
        show_emulator(google, state)
        google.wait()


@explained
def serve_command(
    port: Annotated[int, typer.Option(help="The add-on backend's port on this computer.")] = 8322,
    google_port: Annotated[int, typer.Option(help="Practice mode: the practice Google's port.")] = 8321,
    every: Annotated[float, typer.Option(help="Seconds between two syncs.")] = 60.0,
    settings_file: SettingsFile = None,
) -> None:
    """Run the add-on's backend and a sync every minute; in practice mode the practice Google too. Ctrl-C ends it."""
    settings = serving_settings(read_settings(settings_file), port)

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


@explained
def status_command(settings_file: SettingsFile = None) -> None:
    """Each district's last sync, how fresh its data are, its rows, and the requests that the last run used."""
    settings = read_settings(settings_file)
    ledger = open_ledger(settings.database_url)
    try:
        show_status(ledger, clock_of(settings)())
    finally:
        ledger.close()


@explained
def doctor_command(settings_file: SettingsFile = None) -> None:
    """Look at every part of the installation and say what to do. Ends with 1 if something is broken."""
    settings = read_settings(settings_file)
    ledger = open_ledger(settings.database_url)
    try:
        with connect(settings) as access:
            broken = show_findings(examine(access, ledger, settings, lambda: datetime.now(UTC)))
    finally:
        ledger.close()
    raise typer.Exit(1 if broken else 0)


# The panels of `coachlog --help`, in their order; within one, commands of several parts stand last.
app.command("sync", rich_help_panel=EVERY_DAY)(sync_command)
app.command("status", rich_help_panel=EVERY_DAY)(status_command)
app.command("doctor", rich_help_panel=EVERY_DAY)(doctor_command)
app.add_typer(report, name="report", rich_help_panel=PAPERS)
app.command("onboard", rich_help_panel=PAPERS)(onboard_command)
app.command("billing", rich_help_panel=MONEY)(billing_command)
app.command("close-month", rich_help_panel=MONEY)(close_month_command)
app.command("certify", rich_help_panel=MONEY)(certify_command)
app.add_typer(publish, name="publish", rich_help_panel=CONFIDENTIALITY)
app.command("audit", rich_help_panel=CONFIDENTIALITY)(audit_command)
app.command("privacy-report", rich_help_panel=CONFIDENTIALITY)(privacy_report_command)
app.command("forget-educator", rich_help_panel=CONFIDENTIALITY)(forget_educator_command)
app.command("forget-school-year", rich_help_panel=CONFIDENTIALITY)(forget_school_year_command)
app.add_typer(provision, name="provision", rich_help_panel=SETTING_UP)
app.command("demo", rich_help_panel=SETTING_UP)(demo_command)
app.command("serve", rich_help_panel=SETTING_UP)(serve_command)
app.command("emulator", rich_help_panel=SETTING_UP)(emulator_command)
