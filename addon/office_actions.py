"""What a district administrator and the director can do from the sidebar."""

from __future__ import annotations

from concurrent.futures import TimeoutError as StillRunning
from typing import Final

from addon.answers import Json, updated
from addon.cards import office, visitor
from addon.cards.log_form import NOTHING
from addon.cards.pieces import as_json
from addon.problem_answers import words_for
from addon.visit import Visit
from sync.coaching.registry import District
from sync.coaching.registry_parsing import RegistryUnusable
from sync.google.errors import GoogleProblem
from sync.jobs.context import SyncOptions
from sync.jobs.memory import unsettle
from sync.jobs.office_day import district_day, program_day
from sync.jobs.roles import AdministratorHere, Newcomer
from sync.jobs.setup_workbook import set_up_workbook
from sync.jobs.sync import sync_program
from sync.ledger import LedgerBusy

WAIT_FOR_SYNC_SECONDS: Final = 12.0  # a person waits this long; after that the sync goes on behind the card


def administrator_home(visit: Visit, role: AdministratorHere) -> Json:
    """The district's card, from the ledger."""
    district = role.district
    day = district_day(visit.registry, visit.here.program.ledger, district, visit.today)
    dashboard = visit.here.workbook_url(visit.event.workbook_id, day.dashboard_sheet_id)
    return as_json(office.district_card(day, visit.links, dashboard, may_refresh=role.may_refresh))


def director_home(visit: Visit) -> Json:
    """The program's card, from the ledger."""
    program = visit.here.program
    day = program_day(visit.registry, program.ledger, program.today(), program.time_zone)
    report = visit.here.workbook_url(program.access.report_id)
    return as_json(office.program_card(day, visit.registry, visit.links, report))


def refresh_dashboard(visit: Visit, role: AdministratorHere) -> Json:
    """Syncs this district, and shows what is now known."""
    said = synced(visit, SyncOptions(district_id=role.district.district_id))
    return updated(administrator_home(visit, role), said, changed=True)


def sync_now(visit: Visit) -> Json:
    """Syncs the whole program, and shows what is now known."""
    said = synced(visit, SyncOptions())
    return updated(director_home(visit), said, changed=True)


def synced(visit: Visit, options: SyncOptions) -> str:
    """What to say of a sync that was just asked for. It ends by itself, also where it takes longer than a person waits."""
    run = visit.here.background.submit(sync_program, visit.here.program, options)
    try:
        outcome = run.result(WAIT_FOR_SYNC_SECONDS)
    except StillRunning:
        return "The sync is running. Open this card again in a minute."
    except LedgerBusy:
        return "A sync is running already. Open this card again in a minute."
    except (GoogleProblem, RegistryUnusable) as problem:
        return words_for(problem)
    if outcome.troubles:
        return "Synced. Some workbooks could not be read or written; the card says which."
    return "Synced. Everything is up to date."


def newcomer_home(visit: Visit, role: Newcomer) -> Json:
    """What an administrator can do with a Sheet that the program does not know."""
    if role.districts:
        return as_json(visitor.setup_card(role.districts, visit.links))
    urls = [visit.here.workbook_url(each.workbook_id or "") for each in role.settled]
    return as_json(visitor.settled_card(role.settled, urls))


def set_up(visit: Visit, role: Newcomer) -> Json:
    """The Sheet becomes the workbook of the administrator's district, with the administrator's own permission."""
    district = _chosen(visit, role)
    if district is None:
        return updated(newcomer_home(visit, role), "Choose the district first.")
    program = visit.here.program
    with visit.person() as person:
        done = set_up_workbook(program.access, person, visit.event.workbook_id, district.district_id)
    unsettle(program.ledger, program.access.registry_id)
    visit.here.registry.forget()
    return updated(as_json(visitor.set_up_done_card(done, visit.links)), "This Sheet is set up.", changed=True)


def _chosen(visit: Visit, role: Newcomer) -> District | None:
    """The one district that there is to set up, or the one chosen among the person's own; nobody chooses another's."""
    if len(role.districts) == 1:
        return role.districts[0]
    chosen = visit.event.inputs.text("district")
    own = {each.district_id: each for each in role.districts}
    return own.get(chosen) if chosen != NOTHING else None
