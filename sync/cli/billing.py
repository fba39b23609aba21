"""`coachlog billing`, `close-month` and `certify`: what districts are billed, closing a month, and the sheet that a coach signs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from sync.cli.csv_files import write_csv
from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, program_folders, say_practice
from sync.cli.reports import PdfFile, XlsxFile, put_out
from sync.cli.screen import console, progress_bars, show_outcome
from sync.coaching.accounts import Accounts
from sync.coaching.funding import is_federal, shown_source
from sync.coaching.metrics_billing import AccountLine, account_lines, total_of
from sync.coaching.month_closing import month_named, month_to_close, open_points
from sync.coaching.pace import in_words
from sync.coaching.paper_tables import money
from sync.coaching.report_words import counted, district_name
from sync.coaching.statements import Statement
from sync.connect import connect
from sync.jobs.charging import accounts_of_last_sync
from sync.jobs.closing import districts_read, enter_closing
from sync.jobs.outcome import silent
from sync.jobs.paper_reports import certification, district_of
from sync.jobs.reading import parsed_registry
from sync.jobs.sync import sync_program
from sync.settings import read_settings

CSV_HEADER: Final = (
    "Statement",
    "District ID",
    "District",
    "Month",
    "Funding Source",
    "Federal",
    "Days",
    "Daily Rate",
    "Amount",
    "Corrected Days",
    "Days in Question",
    "State",
)


@explained
def billing_command(
    month: Annotated[str | None, typer.Option(help="Only statements of this month, as 2025-10.")] = None,
    district: Annotated[str | None, typer.Option(help="Only this district, by its id in the registry.")] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Save the lines as CSV for an accounting system.")
    ] = None,
    settings_file: SettingsFile = None,
) -> None:
    """What each district is billed, by month and funding source, as of the last sync."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        registry = parsed_registry(access)
        if district is not None:
            district_of(registry, district)
        wanted = month_named(month, registry) if month is not None else None
        accounts = accounts_of_last_sync(context, registry)
    statements = [
        each
        for each in accounts.billing.statements
        if wanted in (None, each.month) and district in (None, each.district_id)
    ]
    if csv_file is not None:
        save_csv(csv_file, accounts, statements)
    else:
        _show(accounts, statements)


def save_csv(path: Path, accounts: Accounts, statements: Sequence[Statement]) -> None:
    """One line for each statement and funding source."""
    lines = account_lines(statements, accounts.registry)
    write_csv(path, CSV_HEADER, (_csv_row(accounts, line) for line in lines))
    total = total_of(line for statement in statements for line in statement.lines)
    console.print(
        f"Saved {path}: {counted(len(lines), 'line', 'lines')}, {in_words(total.days)}, {money(total.amount)}.",
        soft_wrap=True,
    )


def _csv_row(accounts: Accounts, line: AccountLine) -> list[object]:
    registry, statement = accounts.registry, line.statement
    return [
        statement.number,
        statement.district_id,
        district_name(registry, statement.district_id),
        f"{statement.month:%Y-%m}",
        shown_source(line.funding_source) if registry.funding_sources else "",
        "yes" if is_federal(line.funding_source, registry) else "no",
        Decimal(f"{line.total.days:.1f}"),
        Decimal(f"{line.rates[0]:.2f}") if len(line.rates) == 1 else "",
        Decimal(f"{line.total.amount:.2f}") if line.rates else "",
        Decimal(f"{line.corrections:.1f}"),
        Decimal(f"{line.outside:.1f}"),
        "closed" if statement.closed else "open",
    ]


def _show(accounts: Accounts, statements: Sequence[Statement]) -> None:
    table = Table("District", "Month", title="Billed by district, month and funding source")
    table.add_column("Funding source", min_width=16)
    for header in ("Days", "Rate", "Amount", "Left"):
        table.add_column(header, justify="right", no_wrap=True)
    before = None
    for statement in statements:
        if before not in (None, statement.district_id):
            table.add_section()
        for place, line in enumerate(account_lines([statement], accounts.registry)):
            name = statement.district_id if statement.district_id != before else ""
            table.add_row(name, *_row(statement, line, first=place == 0))
            before = statement.district_id
    console.print(table)
    console.print("Open months are marked *: their statements still follow the logs.")
    total = total_of(line for statement in statements for line in statement.lines)
    console.print(f"[bold]Together {in_words(total.days)}, {money(total.amount)}.[/bold]")
    for what, days in (
        ("held until a coach answers", [each for statement in statements for each in statement.held]),
        (
            "not billed until a coach settles the date",
            [each for statement in statements for each in statement.unresolved],
        ),
    ):
        if days:
            told = in_words(sum((each.days for each in days), Decimal(0)))
            console.print(f"{told} on {counted(len(days), 'date', 'dates')}: {what}.")


def _row(statement: Statement, line: AccountLine, *, first: bool) -> list[str]:
    remarks = [f"{line.corrections:+.1f} corrected"] if line.corrections else []
    remarks += [f"{in_words(line.outside)} in question"] if line.outside else []
    return [
        f"{statement.month:%b %Y}{'' if statement.closed else ' *'}" if first else "",
        shown_source(line.funding_source) + (f" ({', '.join(remarks)})" if remarks else ""),
        f"{line.total.days:.1f}",
        money(line.rates[0]) if len(line.rates) == 1 else "",
        money(line.total.amount) if line.rates else "no contract",
        f"{statement.left_days:.1f}" if first and statement.left_days is not None else "",
    ]


@explained
def close_month_command(
    month: Annotated[str, typer.Argument(help="The month to close, as 2025-10.")],
    yes: Annotated[bool, typer.Option("--yes", help="Close it without asking.")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Show what is still open in a month, ask, and close it: its statements then stand as they are billed."""
    settings = read_settings(settings_file)
    with connect(settings) as access, progress_bars() as progress, open_context(settings, access, progress) as context:
        say_practice(access)
        wanted = month_to_close(month, parsed_registry(access), context.today())
        outcome = sync_program(context)
        registry = parsed_registry(access)
        accounts = accounts_of_last_sync(context, registry)
        points = open_points(accounts, wanted, districts_read(context, registry))
    if outcome.workbooks_read:
        show_outcome(outcome)
    _show(accounts, accounts.billing.of_month(wanted))
    table = Table("Whose", "What is still open", title=f"Before {wanted:%B %Y} is closed")
    for point in points:
        table.add_row(*point)
    console.print(table if points else f"[green]Nothing is open in {wanted:%B %Y}.[/green]")
    if points:
        console.print("What is settled after the closing becomes a correction on the next open month's statement.")
    if not yes:
        typer.confirm(f"Close {wanted:%B %Y}?", abort=True)
    with connect(settings) as access, progress_bars() as progress, open_context(settings, access, progress) as context:
        enter_closing(context, registry, wanted)
        outcome = sync_program(context)
    console.print(f"{wanted:%B %Y} is closed. Its statements stand in the registry's Statements tab.")
    show_outcome(outcome)
    raise typer.Exit(outcome.exit_code)


@explained
def certify_command(
    coach_id: Annotated[str, typer.Argument(help="The coach's id in the registry.")],
    month: Annotated[str, typer.Argument(help="The month, as 2025-10.")],
    pdf: PdfFile = None,
    xlsx: XlsxFile = None,
    settings_file: SettingsFile = None,
) -> None:
    """The sheet that a coach signs after a month: days and time by funding source, and what was done."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        wanted = certification(context, parsed_registry(access), coach_id, month)
        put_out(context, wanted, pdf, xlsx, program_folders(settings))
