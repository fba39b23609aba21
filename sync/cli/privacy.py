"""`coachlog privacy-report`: where an educator's identity can be, who can open it, and what has been shared since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import typer
from rich.markup import escape
from rich.table import Table

from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, say_practice
from sync.cli.screen import console
from sync.coaching.report_words import counted
from sync.connect import connect
from sync.jobs.outcome import silent
from sync.jobs.privacy import HOLDS, Place, PrivacyReport, privacy_report, pseudonym_tables
from sync.jobs.reading import COACH, DISTRICT, PROGRAM, REGISTRY
from sync.settings import Settings, read_settings

SHARED_TOO_WIDELY: Final = 11  # somebody can open what they should not


@explained
def privacy_report_command(settings_file: SettingsFile = None) -> None:
    """Who can open what, what was shared since the last report, what rows give away. Ends with 11 if somebody can open too much."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        report = privacy_report(context)
    _show_places(report)
    _show_this_installation(report, settings)
    _listed("Text that seems to name an educator, or columns for it", report.named, "None was seen.")
    few = f"Schools whose one-to-one rows alone tell that fewer than {report.threshold} educators were met there"
    _listed(
        few,
        report.few_rows,
        "None.",
        "A district can count its own rows. Nothing is published by school unless the auditor passes it.",
    )
    _listed("Published counts", (report.published,))
    _listed("Beyond coachlog's reach", _BEYOND)
    _listed("Files of which Google did not say who can open them", report.unread, "None.")
    warnings = (*report.warnings, *_open_key_files(settings))
    _listed("To be put right", warnings, "Nothing: nobody can open more than they should.")
    raise typer.Exit(SHARED_TOO_WIDELY if warnings else 3 if report.unread else 0)


def _show_places(report: PrivacyReport) -> None:
    for kind, title in _TITLES.items():
        table = Table("Workbook", show_lines=True)
        table.add_column("Who can open it", overflow="fold")
        for place in report.places:
            if place.kind == kind:
                table.add_row(place.name, "\n".join(_readers(place)))
        console.print(f"\n[bold]{title}[/bold] {HOLDS[kind]}", soft_wrap=True)
        console.print(table)


def _readers(place: Place) -> Iterator[str]:
    """One line a reader; those who were not there at the last report are marked."""
    for reader in place.readers:
        yield (
            f"{escape(reader)} [bold yellow]new since the last report[/bold yellow]"
            if reader in (place.new or ())
            else escape(reader)
        )
    if place.new is None:
        yield "[dim]First report: there is none to compare it with.[/dim]"


def _show_this_installation(report: PrivacyReport, settings: Settings) -> None:
    years = ", ".join(f"{number:,} rows of {year}" for year, number in report.ledger_rows.items()) or "no row"
    lines = (
        f"The ledger: {years} with a pseudonym or a mark of a name, in {', '.join(pseudonym_tables())}; no name or address. "
        "Whoever may read the database can open it.",
        f"{counted(len(settings.pseudonym_key_files()), 'key', 'keys')} beside {settings.pseudonym_key_file.name}, one a school "
        "year. With a key and the ledger, names could be tried until one fits: keep them apart. `coachlog "
        "forget-school-year` destroys the key of a year that is over.",
    )
    _listed("On this computer", lines)


def _open_key_files(settings: Settings) -> list[str]:
    """Key files that others than their owner may read."""
    files = [settings.fingerprint_key_file, *settings.pseudonym_key_files()]
    return [
        f"{path.name}: others on this computer may read it. Run: chmod 600 {path.name}"
        for path in files
        if path.exists() and path.stat().st_mode & 0o077
    ]


def _listed(title: str, lines: Iterable[str], if_none: str = "", note: str = "") -> None:
    found = list(lines)
    console.print(f"\n[bold]{title}[/bold]")
    for line in found:
        console.print(f"· {line}", soft_wrap=True, markup=False)
    if not found:
        console.print(if_none)
    elif note:
        console.print(note, soft_wrap=True)


_TITLES: Final = {
    COACH: "Coach workbooks.",
    DISTRICT: "District workbooks.",
    REGISTRY: "The registry.",
    PROGRAM: "The program report.",
}
_BEYOND: Final = (
    "A Sheet's revision history: whoever can edit a workbook can read what once stood in it.",
    "Whoever administers a Google domain can open every file of that domain; its Vault or backups may keep what was deleted.",
    "Downloads, prints, and copies that people made of a file that they could open.",
    "A district decides whom it shares its own workbook with.",
)
