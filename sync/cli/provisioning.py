"""`coachlog provision ...`: the program's workbooks and forms made, or mended."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, program_folders, say_practice
from sync.cli.screen import console
from sync.coaching.report_words import counted
from sync.connect import connect
from sync.jobs.forms import prefilled_links, provision_forms
from sync.jobs.memory import unsettle
from sync.jobs.outcome import silent
from sync.jobs.reading import parsed_registry
from sync.ledger import open_ledger
from sync.provision import (
    Provisioned,
    provision_coach,
    provision_district,
    provision_registry,
    provision_report,
)
from sync.settings import Settings, read_settings

provision = typer.Typer(no_args_is_help=True, help="Make the program's workbooks, or mend any workbook.")


@provision.command("registry")
@explained
def provision_registry_command(settings_file: SettingsFile = None) -> None:
    """Make the director's registry in the program's shared drive, or mend it."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        made = provision_registry(access, program_folders(settings))
    _told(settings, made, None if settings.registry_id else "COACHLOG_REGISTRY_ID")


@provision.command("report")
@explained
def provision_report_command(settings_file: SettingsFile = None) -> None:
    """Make the program report in the program's shared drive, or mend it."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        made = provision_report(access, program_folders(settings))
    _told(settings, made, None if settings.report_id else "COACHLOG_REPORT_ID")


@provision.command("forms")
@explained
def provision_forms_command(settings_file: SettingsFile = None) -> None:
    """Make or mend the program's forms: one Activity Form a district, the Onboarding Form, the Feedback Form."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        registry = parsed_registry(access)
        made = provision_forms(access, registry, context.ledger, program_folders(settings))
        links = prefilled_links(context.ledger, registry)
        owner = access.own.identity.reader
    say_practice(access)
    console.print(f"The forms belong to the program: {owner} makes them, in its shared drive.", soft_wrap=True)
    for form in made:
        mended = f"mended ({counted(form.changes, 'change', 'changes')})" if form.changes else "as it should be"
        console.print(
            f"{form.name}: {form.trouble or ('made' if form.new else mended)} {form.responder_uri}", soft_wrap=True
        )
    for (district_id, coach_id), link in links.items():
        console.print(f"For coach {coach_id} in {district_id}, to keep on the phone: {link}", soft_wrap=True)
    raise typer.Exit(3 if any(form.trouble for form in made) else 0)


@provision.command("coach")
@explained
def provision_coach_command(
    coach_id: Annotated[str, typer.Argument(help="The coach's id in the registry.")], settings_file: SettingsFile = None
) -> None:
    """Make a coach's confidential workbook, share it with that coach and enter it in the registry; or mend it."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        _told(settings, provision_coach(access, coach_id, program_folders(settings)))


@provision.command("district")
@explained
def provision_district_command(
    district_id: Annotated[str, typer.Argument(help="The district's id in the registry.")],
    settings_file: SettingsFile = None,
) -> None:
    """Make the workbook that a district created and shared ready for coaching, or mend it. What people wrote stays."""
    settings = read_settings(settings_file)
    with connect(settings) as access:
        _told(settings, provision_district(access, district_id))


def _told(settings: Settings, made: Provisioned, setting: str | None = None) -> None:
    """Says what was done, and has the next sync look at it."""
    with closing(open_ledger(settings.database_url)) as ledger:
        for workbook_id in (made.workbook_id, settings.registry_id) if made.changes else ():
            unsettle(ledger, workbook_id or "")
    done = f"{made.changes} changes made" if made.changes else "nothing to do, it is as it should be"
    console.print(f"{made.title}: {done}. Its id is {made.workbook_id}", soft_wrap=True)
    if setting:
        console.print(f"Put this line into your settings file: {setting}={made.workbook_id}", soft_wrap=True)
