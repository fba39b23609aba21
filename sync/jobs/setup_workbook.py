"""A Google Sheet that a district administrator owns becomes the district's workbook, with the administrator's own permission."""

from __future__ import annotations

from collections.abc import Mapping

from sheets_templates import load
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sync.coaching.lists import district_lists, workbook_facts
from sync.coaching.registry import District, Registry
from sync.google.files import share
from sync.google.filling import entry_cells_requests
from sync.google.provisioning import provision
from sync.google.sheet_requests import WORKBOOK_KEY
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.reading import DISTRICT, TEMPLATES, parsed_registry


class SetupRefused(Exception):
    """The Sheet was not set up; nothing of it was changed. The message says why and what to do."""


def set_up_workbook(access: ProgramAccess, person: Transport, workbook_id: str, district_id: str) -> District:
    """The district, once its tabs stand in the person's Sheet, the sync identity may edit it, and the registry names it.

    Each step may be repeated: a Sheet that was set up halfway is finished by pressing again.

    Args: `person`, the administrator's own transport; that they administer the district is the caller's to know. Raises:
    SetupRefused; GoogleProblem.
    """
    registry = parsed_registry(access)
    district = _district_without_workbook(registry, district_id, workbook_id)
    snapshot = read_workbook(person, workbook_id)
    _refuse_other_use(snapshot)
    lists, facts = district_lists(registry, district_id), workbook_facts(registry, district=district.name)
    requests = provision(load(TEMPLATES[DISTRICT]), snapshot, lists, facts).requests
    if requests:
        write_workbook(person, snapshot, snapshot.version, requests, read_back=False)
    share(person, workbook_id, access.serving(district.sync_identity).identity.reader, "writer")
    enter_workbook_ids(access.own, access.registry_id, "districts", "district_id", {district_id: workbook_id})
    return district


def enter_workbook_ids(
    transport: Transport, registry_id: str, tab_key: str, id_key: str, workbook_ids: Mapping[str, str]
) -> None:
    """Writes workbook ids into the Workbook column of a registry tab, by the ids in its column `id_key`. Raises SetupRefused."""
    snapshot = read_workbook(transport, registry_id)
    template, standing = load("registry").tab(tab_key), snapshot.tab(tab_key)
    if standing is None:
        raise SetupRefused(f"The registry has no {template.title} tab. Ask the director to mend it.")
    ids = _column(standing, column_positions(template, standing)[id_key])
    rows = {
        row: workbook_ids[cell]
        for row, cell in enumerate(ids, start=1)
        if isinstance(cell, str) and cell in workbook_ids
    }
    requests = entry_cells_requests(standing, "workbook", rows)
    if requests:
        write_workbook(transport, snapshot, snapshot.version, requests, read_back=False)


def _district_without_workbook(registry: Registry, district_id: str, workbook_id: str) -> District:
    district = registry.districts.get(district_id)
    if district is None:
        raise SetupRefused("The registry does not have this district any more. Ask the director.")
    taken = {each.workbook_id for each in registry.districts.values()} | {
        each.workbook_id for each in registry.coaches.values()
    }
    if district.workbook_id not in (None, workbook_id) or (district.workbook_id is None and workbook_id in taken):
        raise SetupRefused(
            f"{district.name} has a workbook already. Ask the director to change it in the registry if this Sheet is to replace it."
        )
    return district


def _refuse_other_use(snapshot: WorkbookSnapshot) -> None:
    """A copy of another district's workbook would bring its entries and their ids along."""
    if snapshot.metadata.get(WORKBOOK_KEY, TEMPLATES[DISTRICT]) != TEMPLATES[DISTRICT]:
        raise SetupRefused(
            "This Sheet is a copy of another kind of workbook. Make a new, empty Google Sheet and open it."
        )
    log = snapshot.tab("activity_log")
    if log is None:
        return
    place = column_positions(load(TEMPLATES[DISTRICT]).tab("activity_log"), log).get("entry_id")
    if place is not None and any(cell for cell in _column(log, place)[1:]):
        raise SetupRefused(
            "This Sheet is a copy of a log that is in use. Make a new, empty Google Sheet and open it, or delete the copied rows."
        )


def _column(tab: TabSnapshot, place: int) -> tuple[object, ...]:
    return tuple(tab.columns[place]) if place < len(tab.columns) else ()
