"""`coachlog publish ...` and `coachlog audit`: counts of educators leave the program only as far as they betray nobody."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, say_practice
from sync.cli.screen import console
from sync.coaching.editions import PROGRAM, CountKey, PublishedCount
from sync.coaching.findings import Audit, Finding
from sync.coaching.registry import Registry
from sync.coaching.report_words import district_name, school_name
from sync.coaching.suppression import NOT_SHOWN
from sync.connect import connect
from sync.jobs.context import SyncContext
from sync.jobs.outcome import silent
from sync.jobs.publishing import Books, Publication, audit_published, plan_reach, plan_table
from sync.jobs.publishing import publish as publish_editions
from sync.settings import read_settings

publish = typer.Typer(no_args_is_help=True, help="Publish counts of educators, as far as they betray nobody.")

QuarterName = Annotated[str | None, typer.Option("--quarter", help="Q1 to Q4; without it the one that closed last.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would leave the program; publish nothing.")]
MOST_LINES = 40  # of a table on the screen


class By(StrEnum):
    """What a table may be asked by."""

    SCHOOL = "school"
    ACTIVITY = "activity"
    FOCUS_AREA = "focus_area"
    MONTH = "month"


@publish.command("reach")
@explained
def reach_command(quarter: QuarterName = None, dry_run: DryRun = False, settings_file: SettingsFile = None) -> None:
    """The educators reached, of every district and the program, at a quarter's close. Ends with 10 if the auditor refuses."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        books, publication = plan_reach(context, quarter)
        _show_age(books)
        _show_counts(publication)
        _show_how_open(publication)
        _finish(context, books, publication, dry_run=dry_run)


@publish.command("table")
@explained
def table_command(
    by: Annotated[By, typer.Option(help="What to count by.")],
    district: Annotated[str, typer.Option(help="The district's id in the registry.")],
    quarter: QuarterName = None,
    dry_run: DryRun = False,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Also save what was published as a CSV file.")] = None,
    settings_file: SettingsFile = None,
) -> None:
    """One district's educators by school, activity, focus area or month, with as little hidden as protects everybody."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        books, publication = plan_table(context, by.value, district, quarter)
        _show_age(books)
        _show_counts(publication)
        _show_hidden(publication)
        _finish(context, books, publication, dry_run=dry_run)
        if csv_file is not None and not dry_run:
            _save(csv_file, publication)
            console.print(f"Saved as {csv_file}", soft_wrap=True)


@explained
def audit_command(settings_file: SettingsFile = None) -> None:
    """Audit everything published this school year once more. Ends with 1 if a count could be worked out."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        books, audited = audit_published(context)
    editions = {edition.edition_id for edition in books.registry.published.editions}
    console.print(f"{len(editions)} editions with {len(books.published)} counts are published this school year.")
    _show_audit(audited, books.registry)
    raise typer.Exit(0 if audited.passed else 1)


def _finish(context: SyncContext, books: Books, publication: Publication, *, dry_run: bool) -> None:
    _show_audit(publication.audit, publication.registry)
    if not publication.audit.passed:
        console.print("[red]Refused.[/red] Nothing was published.")
        raise typer.Exit(10)
    if dry_run:
        console.print("Nothing was published: this was a dry run.")
        return
    publish_editions(context, books, publication)
    console.print(
        "[green]Published[/green] in the registry's Published Editions; the exact counts stand in its Reach (exact), for you "
        "alone. The next sync shows it in the reports.",
        soft_wrap=True,
    )


def _show_age(books: Books) -> None:
    if books.not_read_lately:
        console.print(
            f"[yellow]{books.not_read_lately} workbooks could not be read at the last sync[/yellow] (coachlog status). Their last "
            "good data were counted; what is published cannot be taken back, so you may want to mend them first.",
            soft_wrap=True,
        )


def _show_counts(publication: Publication) -> None:
    """What would leave: the words, and all that they tell."""
    table = Table("What", "With access", "Shown", "What that tells", title=_title(publication))
    for count in publication.counts[-MOST_LINES:]:
        band = f"{count.band.least:,} to {count.band.most:,}"
        table.add_row(_name(publication.registry, count.key), f"{count.access:,}", count.shown, band)
    if len(publication.counts) > MOST_LINES:
        table.caption = f"The last {MOST_LINES} of {len(publication.counts):,} counts."
    console.print(table)


def _title(publication: Publication) -> str:
    first = publication.counts[0].key
    by = "" if publication.hidden is None else f" by {first.kind.replace('_', ' ')}, {first.district_id}"
    return f"Educators reached{by}: {publication.quarter.label}, to {publication.quarter.last_day}"


def _show_how_open(publication: Publication) -> None:
    districts = [count for count in publication.counts if count.key.district_id != PROGRAM]
    small = sum(count.shown.startswith("<") for count in districts)
    none = sum(count.shown == NOT_SHOWN for count in districts)
    program = publication.counts[-1].band.values
    console.print(
        f"{small} of {len(districts)} districts are below the threshold, {none} have too few educators for a band. "
        f"The program's band holds {program:,} numbers{_wide(program)}.",
        soft_wrap=True,
    )


def _wide(values: int) -> str:
    return "" if values <= 5 else ": more than 5, so that no district and no coach can work out another's count"


def _show_hidden(publication: Publication) -> None:
    hidden = publication.hidden
    if hidden is not None:
        console.print(
            f"Of {len(hidden.counts)} cells {len(hidden.primary)} are small; hidden beyond them to protect them: "
            f"{len(hidden.secondary)}, the fewest that do.",
            soft_wrap=True,
        )


def _show_audit(audited: Audit, registry: Registry) -> None:
    if audited.contradiction:
        console.print(f"[red]{audited.contradiction}[/red] Look at the registry's Published Editions.", soft_wrap=True)
        return
    if audited.passed:
        console.print(
            f"[green]Audit passed:[/green] {audited.checked:,} intervals, each as wide as it must be, for readers, for those who "
            "know which counts are zero, and for every coach.",
            soft_wrap=True,
        )
        return
    table = Table("Count", "Who could narrow it", "To", "Must stay able to be", title="What would be told")
    for finding in audited.findings[:MOST_LINES]:
        told = f"{finding.interval.least:,} to {finding.interval.most:,}"
        table.add_row(_what(registry, finding), finding.attacker, told, f"{finding.needed} numbers")
    if len(audited.findings) > MOST_LINES:
        table.caption = f"and {len(audited.findings) - MOST_LINES:,} more"
    console.print(table)


def _what(registry: Registry, finding: Finding) -> str:
    name = f"{_name(registry, finding.key)}, to {finding.key.as_of}"
    return name if finding.since is None else f"{name}: new since {finding.since.as_of}"


def _name(registry: Registry, key: CountKey) -> str:
    if key.district_id == PROGRAM:
        return "The program"
    if key.kind == By.SCHOOL:
        return school_name(registry, key.of)
    return key.of or ("not given" if key.kind in set(By) else district_name(registry, key.district_id))


def _save(path: Path, publication: Publication) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            [publication.counts[0].key.kind.replace("_", " ").capitalize(), "Educators reached", "With access"]
        )
        lines.writerows(_line(publication.registry, count) for count in publication.counts)


def _line(registry: Registry, count: PublishedCount) -> tuple[str, str, int]:
    return (_name(registry, count.key), count.shown, count.access)
