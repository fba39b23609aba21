"""Making the program's own workbooks, and mending any workbook: tabs, headers, drop-downs, colors. What people wrote stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets_templates import load
from sync.coaching.lists import coach_lists, district_lists, registry_lists, workbook_facts
from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import RegistryUnusable
from sync.google.files import create_spreadsheet_file, share
from sync.google.filling import entry_cells_requests
from sync.google.provisioning import provision, workbook_title
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.reading import parsed_registry

SCHOOL_YEAR_UNKNOWN = {"program": "Coaching Program", "school_year": "", "coach": "", "district": ""}


@dataclass(frozen=True)
class Provisioned:
    """A workbook that was made or mended: its id, its title, and how many changes that took (0: it was as it should be)."""

    workbook_id: str
    title: str
    changes: int


class NotInRegistry(Exception):
    """The registry does not know whom a workbook is asked for."""


class NoWorkbook(Exception):
    """A district has not shared a workbook yet."""


def make_workbook(
    transport: Transport,
    template_key: str,
    lists: Mapping[str, Sequence[str]],
    facts: Mapping[str, object],
    folders: Sequence[str] = (),
) -> Provisioned:
    """A new workbook made from a template, in the folders given. Two requests."""
    template = load(template_key)
    title = workbook_title(template, facts)
    workbook_id = create_spreadsheet_file(transport, title, folders)
    requests = provision(template, None, lists, facts).requests
    write_workbook(transport, workbook_id, None, requests, read_back=False)
    return Provisioned(workbook_id, title, len(requests))


def mend_workbook(
    transport: Transport,
    workbook_id: str,
    template_key: str,
    lists: Mapping[str, Sequence[str]],
    facts: Mapping[str, object],
) -> Provisioned:
    """An existing workbook mended: what is missing is added, what people wrote stays. One read, at most one write."""
    snapshot = read_workbook(transport, workbook_id)
    requests = provision(load(template_key), snapshot, lists, facts).requests
    if requests:
        write_workbook(transport, snapshot, snapshot.version, requests, read_back=False)
    return Provisioned(workbook_id, snapshot.title, len(requests))


def provision_registry(access: ProgramAccess, folders: Sequence[str]) -> Provisioned:
    """The registry: made when there is none, else mended; one that cannot be used as it stands gets what it lacks, too."""
    if not access.registry_id:
        return make_workbook(access.own, "registry", registry_lists(None), SCHOOL_YEAR_UNKNOWN, folders)
    try:
        registry = parsed_registry(access)
    except RegistryUnusable:
        return mend_workbook(access.own, access.registry_id, "registry", registry_lists(None), SCHOOL_YEAR_UNKNOWN)
    return mend_workbook(access.own, access.registry_id, "registry", registry_lists(registry), workbook_facts(registry))


def provision_report(access: ProgramAccess, folders: Sequence[str]) -> Provisioned:
    """The program report: made when there is none, else mended; the next sync fills it."""
    registry = parsed_registry(access)
    lists, facts = registry_lists(registry), workbook_facts(registry)
    if not access.report_id:
        return make_workbook(access.own, "program_report", lists, facts, folders)
    return mend_workbook(access.own, access.report_id, "program_report", lists, facts)


def provision_coach(access: ProgramAccess, coach_id: str, folders: Sequence[str]) -> Provisioned:
    """A coach's confidential workbook: made, shared with that coach alone and entered in the registry; or mended."""
    return provision_coaches(access, [coach_id], folders)[coach_id]


def provision_coaches(
    access: ProgramAccess, coach_ids: Sequence[str], folders: Sequence[str]
) -> dict[str, Provisioned]:
    """`provision_coach` of several, by coach id: the registry is read once, and the new ones entered together."""
    registry = parsed_registry(access)
    unknown = next((coach_id for coach_id in coach_ids if coach_id not in registry.coaches), None)
    if unknown is not None:
        raise NotInRegistry(
            f"The registry has no coach {unknown!r}. Its Coaches tab has: {', '.join(registry.coaches)}."
        )
    found, made = {}, {}
    try:
        for coach_id in coach_ids:
            coach = registry.coaches[coach_id]
            lists, facts = coach_lists(registry, coach_id), workbook_facts(registry, coach=coach.name)
            if coach.workbook_id:
                found[coach_id] = mend_workbook(access.own, coach.workbook_id, "coach_workbook", lists, facts)
                continue
            found[coach_id] = make_workbook(access.own, "coach_workbook", lists, facts, folders)
            made[coach_id] = found[coach_id].workbook_id
            share(access.own, made[coach_id], coach.email, "writer")
    finally:  # what was made before something failed is entered too: nobody would find it otherwise
        if made:
            enter_workbook(access.own, access.registry_id, "coaches", "coach_id", made)
    return found


def provision_district(access: ProgramAccess, district_id: str) -> Provisioned:
    """A district's own workbook, mended or made ready: the district created it and shared it with the sync identity."""
    return provision_districts(access, [district_id])[district_id]


def provision_districts(access: ProgramAccess, district_ids: Sequence[str]) -> dict[str, Provisioned]:
    """`provision_district` of several, by district id: the registry is read once."""
    registry = parsed_registry(access)
    return {district_id: _mended_district(access, registry, district_id) for district_id in district_ids}


def _mended_district(access: ProgramAccess, registry: Registry, district_id: str) -> Provisioned:
    if district_id not in registry.districts:
        known = ", ".join(registry.districts)
        raise NotInRegistry(f"The registry has no district {district_id!r}. Its Districts tab has: {known}.")
    district = registry.districts[district_id]
    if district.workbook_id is None:
        raise NoWorkbook(
            f"{district.name} has no workbook in the registry. Ask its administrator to create a Google Sheet, to share it with "
            f"{access.serving(district.sync_identity).identity.reader} as Editor, and to send you the link; paste the link "
            "into the Workbook column of the registry's Districts tab and run this again."
        )
    transport = access.serving(district.sync_identity)
    facts = workbook_facts(registry, district=district.name)
    return mend_workbook(
        transport, district.workbook_id, "district_workbook", district_lists(registry, district_id), facts
    )


def enter_workbook(
    transport: Transport, registry_id: str, tab_key: str, id_key: str, workbook_ids: Mapping[str, str]
) -> None:
    """Write workbook ids into the Workbook column of the registry's Districts or Coaches tab, by district or coach id."""
    snapshot = read_workbook(transport, registry_id)
    tab = load("registry").tab(tab_key)
    standing = snapshot.tab(tab_key)
    if standing is None:
        raise NotInRegistry(f"The registry has no {tab.title} tab. Run `coachlog provision registry` to mend it.")
    place = next(index for index, key in standing.column_keys.items() if key == id_key)
    rows = {
        row: workbook_ids[str(cell)]
        for row, cell in enumerate(standing.columns[place], start=1)
        if str(cell) in workbook_ids
    }
    requests = entry_cells_requests(standing, "workbook", rows)
    if requests:
        write_workbook(transport, snapshot, snapshot.version, requests, read_back=False)
