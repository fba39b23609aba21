"""`coachlog doctor`: every part of an installation looked at in turn, with what to do about what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from sheets_templates import TemplateError, load
from sync.coaching.entries import Outcome
from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import RegistryUnusable, parse_registry
from sync.google.errors import GoogleProblem
from sync.google.files import permissions
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.reading import COACH, DISTRICT, TEMPLATES, sources_of

LARGEST_CLOCK_DIFFERENCE = timedelta(
    seconds=30
)  # Google refuses a signature whose time is further off than about a minute
ABOUT_URL = "https://www.googleapis.com/drive/v3/about?fields=user(permissionId)"


class Health(StrEnum):
    GOOD = "good"
    LOOK = "look"  # works, and somebody should look at it
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `todo` says what to do, "" where nothing is to be done."""

    health: Health
    what: str
    todo: str = ""


def examine(access: ProgramAccess, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """Findings in the order in which things depend on one another; each is told as soon as it is known."""
    yield from _templates()
    for number, transport in enumerate(access.transports.values(), start=1):
        yield from _sign_in(transport, number, clock)
    registry = None
    for finding, found in _registry(access):
        registry = found or registry
        yield finding
    if registry is None:
        return
    for source in sources_of(access, registry):
        if source.kind in (DISTRICT, COACH):
            yield _workbook(source.name, source.kind, source.workbook_id, source.transport)
    yield from _missing(access, registry)


def _templates() -> Iterator[Finding]:
    for key in TEMPLATES.values():
        try:
            load(key)
        except TemplateError as error:
            yield Finding(Health.BROKEN, f"The template {key} cannot be read.", str(error))
    yield Finding(Health.GOOD, "The templates can be read.")


def _sign_in(transport: Transport, number: int, clock: Callable[[], datetime]) -> Iterator[Finding]:
    before = clock()
    try:
        answer = transport.request("GET", ABOUT_URL)
    except GoogleProblem as problem:
        yield Finding(Health.BROKEN, f"Identity {number} cannot sign in.", str(problem))
        return
    address = transport.identity.reader
    yield Finding(Health.GOOD, f"Identity {number} is signed in. Districts share their Sheets with {address}.")
    said = parsedate_to_datetime(answer.headers["Date"])
    if abs(said - before) > LARGEST_CLOCK_DIFFERENCE:
        off = f"{abs(said - before).total_seconds():.0f} s"
        yield Finding(
            Health.BROKEN, f"This computer's clock differs from Google's by {off}.", "Set the clock by a time server."
        )


def _registry(access: ProgramAccess) -> Iterator[tuple[Finding, Registry | None]]:
    if not access.registry_id:
        todo = "Run `coachlog provision registry`, then put the line that it prints into the settings file."
        yield Finding(Health.BROKEN, "No registry is set.", todo), None
        return
    try:
        registry, problems = parse_registry(read_workbook(access.own, access.registry_id), load("registry"))
    except (GoogleProblem, RegistryUnusable) as problem:
        yield Finding(Health.BROKEN, "The registry cannot be used.", str(problem)), None
        return
    counts = f"{len(registry.districts)} districts, {len(registry.schools)} schools and {len(registry.coaches)} coaches"
    yield Finding(Health.GOOD, f"The registry can be read: {counts}."), registry
    for row in problems:
        if row.outcome is Outcome.PROBLEM:
            where = f"registry, {row.tab}" + (f", row {row.row}" if row.row else "")
            yield Finding(Health.LOOK, f"{where}: {row.message}", row.hint), None


def _workbook(name: str, kind: str, workbook_id: str, transport: Transport) -> Finding:
    """Whether the sync identity may write in a workbook, and, for a coach's, who else may open it."""
    try:
        snapshot = read_workbook(transport, workbook_id)
        grants = permissions(transport, workbook_id)
    except GoogleProblem as problem:
        return Finding(Health.BROKEN, f"{name}: cannot be read.", str(problem))
    tabs = {tab.key for tab in load(TEMPLATES[kind]).tabs}
    missing = tabs - {tab.key for tab in snapshot.tabs}
    if missing:
        command = "district" if kind == DISTRICT else "coach"
        return Finding(Health.LOOK, f"{name}: {len(missing)} tabs are missing.", f"Run `coachlog provision {command}`.")
    if kind == COACH and any(grant.kind in ("anyone", "domain") for grant in grants):
        todo = "Open its Share dialog and remove the link or domain access: this workbook names educators."
        return Finding(Health.BROKEN, f"{name}: everybody with the link, or a whole domain, can open it.", todo)
    return Finding(Health.GOOD, f"{name}: can be read and has all its tabs.")


def _missing(access: ProgramAccess, registry: Registry) -> Iterator[Finding]:
    for district in registry.districts.values():
        if district.workbook_id is None:
            address = access.serving(district.sync_identity).identity.reader
            todo = f"Ask its administrator to create a Sheet, share it with {address} as Editor, and send the link."
            yield Finding(Health.LOOK, f"{district.name}: no workbook yet.", todo)
        if district.district_id not in registry.contracts:
            yield Finding(
                Health.LOOK, f"{district.name}: no contract this year.", "Add it in the registry's Contracts tab."
            )
    if not access.report_id:
        yield Finding(Health.BROKEN, "No program report is set.", "Run `coachlog provision report`.")
