"""The sample program set up in a practice Google as a real one would be: files made, shared and filled by their own people."""

from __future__ import annotations

import json
from collections import defaultdict
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
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.access import ProgramAccess
from sync.provision import (
    enter_workbook,
    provision_coaches,
    provision_districts,
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
    director = google.signed_in(_director(sample))
    step("The director makes a shared drive and the registry")
    drive_id = _shared_drive(director)
    access = ProgramAccess({SYNC_ACCOUNT: google.account_of(key)}, practice=True)
    access = ProgramAccess(access.transports, provision_registry(access, [drive_id]).workbook_id, practice=True)
    _type_tabs(director, access.registry_id, sample.registry)
    _district_workbooks(google, access, director, sample, step)
    step("The director makes the coaches' confidential workbooks")
    made = provision_coaches(access, [coach.coach_id for coach in sample.coaches], [drive_id])
    for coach in sample.coaches:
        step(f"Coach {coach.coach_id} fills a confidential workbook")
        tabs = {name: getattr(coach, name) for name in CONFIDENTIAL_TABS}
        _typed_by(google, coach.email, made[coach.coach_id].workbook_id, tabs)
    step("The director makes the program report")
    report_id = provision_report(access, [drive_id]).workbook_id
    director.close()
    access.own.close()
    return PracticeProgram(access.registry_id, report_id, drive_id, key_file)


def _director(sample: SampleProgram) -> str:
    people = sample.registry["people"]
    return next(str(person["email"]) for person in people if person["role"] == Role.DIRECTOR)


def _shared_drive(director: Transport) -> str:
    drive = discovery_service(director, "drive", "v3")
    made = drive.drives().create(requestId="coaching-program", body={"name": "Coaching Program"}).execute()
    share(director, made["id"], SYNC_ACCOUNT, "fileOrganizer")
    return str(made["id"])


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


def _typed_by(google: PracticeGoogle, email: str, workbook_id: str, tabs: dict[str, list[Row]]) -> None:
    person = google.signed_in(email)
    if any(tabs.values()):
        _type_tabs(person, workbook_id, tabs)
    person.close()


def _district_workbooks(
    google: PracticeGoogle, access: ProgramAccess, director: Transport, sample: SampleProgram, step: Step
) -> None:
    """Each district makes and shares its workbook; the director enters the links; each is made ready and filled."""
    coaches = {str(row["coach_id"]): str(row["email"]) for row in sample.registry["coaches"]}
    assigned: defaultdict[str, list[str]] = defaultdict(list)
    for row in sample.registry["assignments"]:
        assigned[str(row["district_id"])].append(coaches[str(row["coach_id"])])
    for email in coaches.values():
        google.signed_in(email).close()
    workbook_ids = {}
    for district in sample.districts:
        step(f"{district.name} creates and shares its workbook")
        readers = list(dict.fromkeys(assigned[district.district_id]))
        workbook_ids[district.district_id] = _own_workbook(google, district, readers)
    step("The director enters the districts' workbooks in the registry")
    enter_workbook(director, access.registry_id, "districts", "district_id", workbook_ids)
    provision_districts(access, list(workbook_ids))
    for district in sample.districts:
        step(f"{district.name} and its coaches fill their workbook")
        tabs = {
            "coaching_plan": district.coaching_plan,
            "onboarding": district.onboarding,
            "activity_log": district.log_rows,
        }
        _typed_by(google, district.administrator_email, workbook_ids[district.district_id], tabs)


def _own_workbook(google: PracticeGoogle, district: SampleDistrict, coaches: list[str]) -> str:
    """The id of a workbook that a district's administrator makes and shares with the sync identity and its coaches."""
    administrator = google.signed_in(district.administrator_email)
    workbook_id = create_spreadsheet_file(administrator, f"{district.name} Coaching")
    properties = {"locale": district.locale, "timeZone": district.time_zone}
    request = {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}}
    write_workbook(administrator, workbook_id, None, [request], read_back=False)
    for reader in (SYNC_ACCOUNT, *coaches):
        share(administrator, workbook_id, reader, "writer")
    administrator.close()
    return workbook_id


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
