"""`coachlog doctor`: every part of an installation looked at in turn, with what to do about what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sheets_templates import TemplateError, load
from sync.coaching.entries import Outcome
from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import RegistryUnusable, parse_registry
from sync.google.errors import GoogleProblem
from sync.google.files import may_add_files, permissions
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.doctor_backend import backend_findings
from sync.jobs.doctor_forms import forms_findings
from sync.jobs.findings import Finding, Health
from sync.jobs.reading import COACH, DISTRICT, TEMPLATES, sources_of
from sync.jobs.sync import JOB
from sync.ledger import Ledger
from sync.settings import Settings, clock_of

LARGEST_CLOCK_DIFFERENCE = timedelta(
    seconds=30
)  # Google refuses a signature whose time is further off than about a minute
OLDEST_SYNC = timedelta(hours=1)
ABOUT_URL = "https://www.googleapis.com/drive/v3/about?fields=user(permissionId)"


def examine(
    access: ProgramAccess, ledger: Ledger, settings: Settings, clock: Callable[[], datetime]
) -> Iterator[Finding]:
    """Findings in the order of the README's steps; each is told as soon as it is known. `clock` is this computer's."""
    yield from _templates()
    for number, transport in enumerate(access.transports.values(), start=1):
        yield from _sign_in(transport, number, clock)
    yield from _shared_drive(access, settings)
    registry = None
    for finding, found in _registry(access):
        registry = found or registry
        yield finding
    if registry is not None:
        for source in sources_of(access, registry):
            if source.kind in (DISTRICT, COACH):
                yield _workbook(source.name, source.kind, source.workbook_id, source.transport)
        yield from _missing(access, registry)
    yield from _syncs(ledger, clock_of(settings)())
    yield from backend_findings(settings)
    if registry is not None:
        yield from forms_findings(access, ledger, registry, clock().astimezone(UTC).replace(tzinfo=None))


def _shared_drive(access: ProgramAccess, settings: Settings) -> Iterator[Finding]:
    """Whether the program's own files have a place: a service account has no Drive of its own."""
    if not settings.program_drive_id:
        todo = "Set COACHLOG_PROGRAM_DRIVE_ID to the shared drive of the program (README, step 2)."
        yield Finding(Health.LOOK, "No shared drive is set; a service account cannot own files elsewhere.", todo)
        return
    try:
        may_add = may_add_files(access.own, settings.program_drive_id)
    except GoogleProblem as problem:
        todo = f"Add the sync identity to the shared drive as Content manager (README, step 2). {problem}"
        yield Finding(Health.BROKEN, "The program's shared drive cannot be opened.", todo)
        return
    if may_add:
        yield Finding(Health.GOOD, "The sync identity may put files into the program's shared drive.")
    else:
        todo = "Make the sync identity Content manager of the shared drive (README, step 2)."
        yield Finding(Health.BROKEN, "The sync identity may not put files into the program's shared drive.", todo)


def _syncs(ledger: Ledger, now: datetime) -> Iterator[Finding]:
    """Whether syncs run by themselves."""
    run = ledger.last_run(JOB)
    todo = "Run `coachlog sync` every few minutes from cron or a scheduler (README, step 9)."
    if run is None:
        yield Finding(Health.LOOK, "No sync has run yet.", todo)
    elif now.astimezone(UTC).replace(tzinfo=None) - run["finished_at"] > OLDEST_SYNC:
        yield Finding(Health.LOOK, f"The last sync ended on {run['finished_at']:%Y-%m-%d at %H:%M} UTC.", todo)
    elif run["outcome"] == "failed":
        yield Finding(Health.BROKEN, "The last sync did not finish.", "Run `coachlog sync` and see what it says.")
    else:
        yield Finding(Health.GOOD, f"The last sync ended on {run['finished_at']:%Y-%m-%d at %H:%M} UTC.")


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
