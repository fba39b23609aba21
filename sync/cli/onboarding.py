"""`coachlog onboard`: the districts' onboarding documents."""

from __future__ import annotations

from typing import Annotated

import typer

from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, program_folders, say_practice, shown_address
from sync.cli.screen import console
from sync.connect import connect
from sync.jobs.onboarding_documents import Onboarded, onboard
from sync.jobs.outcome import silent
from sync.jobs.paper_reports import district_of
from sync.jobs.reading import parsed_registry
from sync.settings import read_settings


@explained
def onboard_command(
    district_id: Annotated[str | None, typer.Argument(help="The district's id; left out: every district.")] = None,
    settings_file: SettingsFile = None,
) -> None:
    """Make onboarding documents, or bring them up to date. Ends with 3 if one could not be made. Reminders are shown, not sent."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        registry = parsed_registry(access)
        districts = [district_of(registry, district_id)] if district_id else list(registry.districts.values())
        done = onboard(context, registry, districts, program_folders(settings))
        addresses = [shown_address(access, each.status.url) for each in done]
    for each, address in zip(done, addresses, strict=True):
        _show(each, address)
    reminders = [each.reminder for each in done if each.reminder]
    if reminders:
        console.rule("Reminders to copy and send; coachlog sends none")
        console.print("\n\n".join(reminders), soft_wrap=True, markup=False)
    raise typer.Exit(3 if any(each.trouble for each in done) else 0)


def _show(done: Onboarded, address: str) -> None:
    name = done.district.name
    if done.trouble:
        console.print(f"[red]{name}[/red]: {done.trouble}", soft_wrap=True)
        return
    written = "written" if done.written else "as it was"
    kept = f" {done.status.kept} sections that people wrote in are left to them." if done.status.kept else ""
    console.print(f"{name}: {done.status.status}; the document is {written}. {address}{kept}", soft_wrap=True)
