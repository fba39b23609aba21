"""The sample program set up in a practice Google as a real one would be: files made, shared and filled by their own people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.vocabulary import Role
from sync.connect import PracticeGoogle
from sync.demo.sample_cells import Row
from sync.demo.sample_program import SampleDistrict, SampleProgram
from sync.demo.structure import structure_requests
from sync.demo.typing_in import typed_rows
from sync.google.clients import discovery_service
from sync.google.files import create_spreadsheet_file, share
from sync.google.identities import Identity
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.access import ProgramAccess
from sync.provision import (
    enter_workbook,
    provision_coach,
    provision_district,
    provision_registry,
    provision_report,
)

SYNC_ACCOUNT: Final = "sync@coachlog-practice.iam.gserviceaccount.com"
CONFIDENTIAL_TABS: Final = ("roster", "coaching_cycles", "worked_with", "my_time", "support")
Step = Callable[[str], None]


@dataclass(frozen=True)
class PracticeProgram:
    """What was set up: the ids of the program's own two workbooks, its shared drive, and the sync identity's key file."""

    registry_id: str
    report_id: str
    drive_id: str
    key_file: Path


def build_program(google: PracticeGoogle, sample: SampleProgram, folder: Path, step: Step) -> PracticeProgram:
    """Set up the sample program. `step` is told in words what is being done."""
    key_file = folder / "sync-identity.json"
    key = google.service_account_key(SYNC_ACCOUNT)
    key_file.write_text(json.dumps(key, indent=2), encoding="utf-8")
    own = Transport(Identity.of_service_account(key), google.address)
    director = google.signed_in(_director(sample))
    step("The director makes a shared drive and the registry")
    drive_id = _shared_drive(director)
    access = ProgramAccess({SYNC_ACCOUNT: own}, practice=True)
    access = ProgramAccess(access.transports, provision_registry(access, [drive_id]).workbook_id, practice=True)
    _type_registry(director, access.registry_id, sample)
    for district in sample.districts:
        step(f"{district.name} creates and shares its workbook")
        _district_workbook(google, access, director, district, _coaches_of(sample, district.district_id))
    for coach in sample.coaches:
        step(f"Coach {coach.coach_id} fills a confidential workbook")
        workbook_id = provision_coach(access, coach.coach_id, [drive_id]).workbook_id
        tabs = {name: getattr(coach, name) for name in CONFIDENTIAL_TABS}
        _type_tabs(google.signed_in(coach.email), workbook_id, tabs)
    step("The director makes the program report")
    report_id = provision_report(access, [drive_id]).workbook_id
    return PracticeProgram(access.registry_id, report_id, drive_id, key_file)


def _director(sample: SampleProgram) -> str:
    people = sample.registry["people"]
    return next(str(person["email"]) for person in people if person["role"] == Role.DIRECTOR)


def _shared_drive(director: Transport) -> str:
    drive = discovery_service(director, "drive", "v3")
    made = drive.drives().create(requestId="coaching-program", body={"name": "Coaching Program"}).execute()
    share(director, made["id"], SYNC_ACCOUNT, "fileOrganizer")
    return str(made["id"])


def _type_registry(director: Transport, registry_id: str, sample: SampleProgram) -> None:
    _type_tabs(director, registry_id, sample.registry)


def _type_tabs(person: Transport, workbook_id: str, tabs: dict[str, list[Row]]) -> WorkbookSnapshot:
    snapshot = read_workbook(person, workbook_id)
    requests = []
    for key, rows in tabs.items():
        tab = snapshot.tab(key)
        if tab is None:
            raise ValueError(f"The workbook {snapshot.title!r} has no tab {key!r} to type into.")
        requests += typed_rows(tab, rows)
    if requests:
        write_workbook(person, snapshot, snapshot.version, requests, read_back=False)
    return snapshot


def _coaches_of(sample: SampleProgram, district_id: str) -> list[str]:
    assigned = {row["coach_id"] for row in sample.registry["assignments"] if row["district_id"] == district_id}
    return [coach.email for coach in sample.coaches if coach.coach_id in assigned]


def _district_workbook(
    google: PracticeGoogle,
    access: ProgramAccess,
    director: Transport,
    district: SampleDistrict,
    coaches: list[str],
) -> None:
    administrator = google.signed_in(district.administrator_email)
    workbook_id = create_spreadsheet_file(administrator, f"{district.name} Coaching")
    properties = {"locale": district.locale, "timeZone": district.time_zone}
    request = {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}}
    write_workbook(administrator, workbook_id, None, [request], read_back=False)
    share(administrator, workbook_id, SYNC_ACCOUNT, "writer")
    for coach in coaches:
        google.signed_in(coach).close()
        share(administrator, workbook_id, coach, "writer")
    enter_workbook(director, access.registry_id, "districts", "district_id", {district.district_id: workbook_id})
    provision_district(access, district.district_id)
    tabs = {
        "coaching_plan": district.coaching_plan,
        "onboarding": district.onboarding,
        "activity_log": district.log_rows,
    }
    _type_tabs(administrator, workbook_id, tabs)


def make_structure_mess(google: PracticeGoogle, sample: SampleProgram, workbook_ids: dict[str, str]) -> None:
    """What people did to the tabs themselves after the logs were filled: moved, renamed, inserted."""
    administrators = {district.district_id: district.administrator_email for district in sample.districts}
    for mess in sample.structure_mess:
        person = google.signed_in(administrators[mess.district_id])
        snapshot = read_workbook(person, workbook_ids[mess.district_id])
        log = snapshot.tab("activity_log")
        if log is None:
            raise ValueError(f"District {mess.district_id} has no Activity Log to spoil.")
        requests = structure_requests(mess, log, load("district_workbook").tab("activity_log"))
        write_workbook(person, snapshot, snapshot.version, requests, read_back=False)
