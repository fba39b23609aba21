"""`coachlog forget-educator` and `coachlog forget-school-year`: identities that are to be gone.

Who is to be forgotten is asked for without showing it, or read from standard input: a name on a command line would stay in the
shell's history.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Annotated

import typer

from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, say_practice
from sync.cli.screen import console
from sync.connect import connect
from sync.jobs.forgetting import ForgettingPlan, forget, plan_forgetting
from sync.jobs.outcome import silent
from sync.jobs.school_year_end import forget_school_year
from sync.settings import read_settings

PROMPT = "E-mail address of the educator, or the name as it stands on the Roster (not shown)"


@explained
def forget_educator_command(
    coach_id: Annotated[str | None, typer.Argument(help="The coach; left out: every coach's workbook.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go on (for standard input).")] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Remove an educator from coach workbooks and ledger; the record of time stays. Asks whom; says what only people can remove."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        identity = typer.prompt(PROMPT, hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
        plan = plan_forgetting(context, coach_id, identity)
        _show_plan(plan)
        if not yes and not (
            sys.stdin.isatty() and typer.confirm("Remove these rows? They cannot be brought back from here")
        ):
            console.print("Nothing was changed. Give --yes to go on without a question.")
            raise typer.Exit(1)
        forget(context, plan)
    console.print("Forgotten. No row of the ledger stands for that educator any more.")
    if coach_id:
        console.print("Other coaches' workbooks were not looked at: without a coach's id all of them are.")
    _show_what_remains(plan, settings.database_url)


def _show_plan(plan: ForgettingPlan) -> None:
    for each in plan.coaches:
        rows = ", ".join(f"{number} in {title}" for title, number in each.counts.items())
        console.print(f"Workbook of {each.coach.coach_id}: rows that go: {rows or 'none'}", soft_wrap=True)
        if each.plan.blanked:
            console.print(f"  and {len(each.plan.blanked)} cells of cycles with a team", soft_wrap=True)


def _show_what_remains(plan: ForgettingPlan, database: str) -> None:
    _listed(
        "To be mended by hand in the coach workbook", (text for each in plan.coaches for text in each.plan.remaining)
    )
    _listed("To be mended by hand, by whoever may edit there", plan.elsewhere)
    books = ", ".join(each.coach.coach_id for each in plan.coaches)
    _listed(
        "What coachlog cannot reach, and who can",
        (
            f"The revision history of the workbook of {books}: make a copy of it (a copy has no history), enter the copy's "
            "address in the registry's Coaches tab, move the old file to the trash and empty the trash.",
            "A domain's Vault or backup may keep files that were deleted; its administrator knows for how long.",
            "Printed or downloaded copies of the coach workbook.",
            f"Backups of the ledger ({_without_password(database)}) made before now: they hold the code, not the name. "
            "Without the key file of the school year it leads nowhere: keep both apart, and delete old backups.",
        ),
    )


def _listed(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    if found:
        console.print(f"[bold]{title}[/bold]")
        for line in found:
            console.print(f"· {line}", soft_wrap=True, markup=False)


def _without_password(database: str) -> str:
    scheme, _, rest = database.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


@explained
def forget_school_year_command(
    school_year: Annotated[str, typer.Argument(help="A school year that is over, as the registry wrote it: 2025-26.")],
    without_final: Annotated[
        bool, typer.Option("--without-final-count", help="Even if no count of that year was published.")
    ] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Destroy the key of a school year that is over, and every code made with it. Counts that were published stay published."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        key_file = settings.pseudonym_key_path(school_year)
        had_key = key_file.exists()
        removed = forget_school_year(context, school_year, key_file, without_final)
    if not had_key and not removed:
        console.print(f"Nothing to do: this installation holds no key of {school_year} and no row made with one.")
        return
    console.print(
        f"{removed} rows made with the key of {school_year} are gone, and so is the key: nobody can tell any more whom they stood "
        "for. Published Editions in the registry are untouched.",
        soft_wrap=True,
    )
    _listed(
        "What coachlog cannot reach",
        (
            f"Backups of the ledger ({_without_password(settings.database_url)}) and of the key file made before now.",
            "The coach workbooks of that year, with their names: keep them where only their coach and the drive's owner can open "
            "them, or move them to the trash and empty it.",
        ),
    )
