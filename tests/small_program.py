"""A small practice program for tests of whole syncs: three districts, two coaches, and the people who edit their Sheets.

It is built once a session and copied for every test, so each test has a Google and a ledger of its own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import gspread

from sheets_templates.cells import Cell
from sync.connect import PracticeGoogle, practice_google
from sync.demo.building import SYNC_ACCOUNT
from sync.demo.sample_cells import Registry, Row
from sync.demo.sample_program import SampleCoach, SampleDistrict, SampleProgram
from sync.demo.typing_in import typed_rows
from sync.google.clients import discovery_service, gspread_client
from sync.google.identities import Identity
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.context import SyncContext, SyncOptions
from sync.jobs.outcome import SyncOutcome
from sync.jobs.reading import parsed_registry
from sync.jobs.sync import sync_program
from sync.ledger import Ledger, open_ledger

TODAY = date(2025, 10, 31)
FIRST_DAY, LAST_DAY = date(2025, 8, 18), date(2026, 6, 5)
NAMES = {"D1": "North", "D2": "South", "D3": "East"}
ADMINISTRATOR = {key: f"admin@{name.lower()}.example" for key, name in NAMES.items()}
COACHES = {"C1": ("Ana Ruiz", "ana@program.example"), "C2": ("Ben Ode", "ben@program.example")}
SCHOOLS = (
    ("S1", "D1", "Lincoln", 20, 300),
    ("S2", "D1", "Grant", 15, 200),
    ("S3", "D2", "Oak", 30, 400),
    ("S4", "D3", "Elm", 9, 80),
)
ASSIGNED = (("C1", "D1"), ("C1", "D2"), ("C2", "D3"))
CONTRACT_DAYS = {"D1": 40, "D2": 20, "D3": 10}

LOGS: dict[str, Sequence[tuple[str, str, str, str, int, str]]] = {
    # date, coach, school, activity, minutes, contract-day mark
    "D1": (
        ("2025-09-02", "C1", "Lincoln", "Co-Planning", 60, ""),
        ("2025-09-02", "C1", "Grant", "Informal Coaching", 30, ""),
        ("2025-09-09", "C1", "Lincoln", "Coaching Cycles", 90, "Half day"),
        ("2025-10-06", "C1", "Grant", "Travel", 45, ""),
    ),
    "D2": (("2025-09-09", "C1", "Oak", "Modeling or Co-teaching", 120, "Half day"),),
    "D3": (("2025-09-03", "C2", "Elm", "Goal Setting", 30, ""),),
}  # fmt: skip


def pseudonym_key(school_year: str) -> bytes:
    """A key a school year, the same at every run of the tests."""
    return hashlib.sha256(school_year.encode()).digest()


def log_row(day: str, coach_id: str, school: str, activity: str, minutes: Any, mark: str = "") -> Row:
    focus_area = "" if activity == "Travel" else "Digital Equity"
    return {
        "date": date.fromisoformat(day),
        "coach": COACHES[coach_id][0],
        "school": school,
        "activity": activity,
        "focus_area": focus_area,
        "minutes": minutes,
        "contract_day": mark,
    }


def small_sample() -> SampleProgram:
    """The program's rows, as its people type them."""
    registry: Registry = {
        "districts": [
            {"district_id": key, "name": name, "time_zone": "America/Chicago"} for key, name in NAMES.items()
        ],
        "schools": [
            {"school_id": sid, "district_id": did, "name": name, "educators": educators, "students": students}
            for sid, did, name, educators, students in SCHOOLS
        ],
        "coaches": [{"coach_id": key, "name": name, "email": email} for key, (name, email) in COACHES.items()],
        "assignments": [
            {"coach_id": coach, "district_id": district, "first_day": FIRST_DAY, "last_day": LAST_DAY}
            for coach, district in ASSIGNED
        ],
        "contracts": [
            {
                "district_id": key,
                "days": days,
                "daily_rate": 400,
                "first_day": FIRST_DAY,
                "last_day": LAST_DAY,
            }
            for key, days in CONTRACT_DAYS.items()
        ],
        "focus_areas": [{"name": "Digital Equity"}, {"name": "Artificial Intelligence"}],
        "people": [
            {"email": "director@program.example", "name": "Dee Rector", "role": "Director"},
            *(
                {"email": email, "name": "", "role": "District administrator", "district_id": key}
                for key, email in ADMINISTRATOR.items()
            ),
        ],
        "settings": [
            {"setting": "program_name", "value": "Small Program"},
            {"setting": "school_year", "value": "2025-26"},
            {"setting": "first_day", "value": FIRST_DAY.isoformat()},
            {"setting": "last_day", "value": LAST_DAY.isoformat()},
        ],
    }
    districts = [
        SampleDistrict(
            key,
            name,
            ADMINISTRATOR[key],
            "en_US",
            "America/Chicago",
            [log_row(*row) for row in LOGS[key]],
            [],
            [],
        )
        for key, name in NAMES.items()
    ]
    coaches = [SampleCoach(key, name, email, [], [], [], []) for key, (name, email) in COACHES.items()]
    return SampleProgram(registry, districts, coaches)


@dataclass
class SmallProgram:
    """The program running in a Google of its own. `today` may be moved."""

    google: PracticeGoogle
    access: ProgramAccess
    ledger: Ledger
    today: date = TODAY
    workbooks: dict[str, str] = field(default_factory=dict)

    def context(self) -> SyncContext:
        """What a job is handed, at noon of `today`."""
        noon = datetime(self.today.year, self.today.month, self.today.day, 18, tzinfo=UTC)
        return SyncContext(self.access, self.ledger, "0123456789abcdef", lambda: noon, "America/Chicago", pseudonym_key)

    def sync(self, **options: Any) -> SyncOutcome:
        return sync_program(self.context(), SyncOptions(**options))

    @cached_property
    def drive_id(self) -> str:
        """The program's shared drive."""
        files = discovery_service(self.access.own, "drive", "v3").files()
        found = files.get(fileId=self.access.registry_id, supportsAllDrives=True, fields="driveId").execute()
        return str(found["driveId"])

    def person(self, email: str) -> gspread.Client:
        """Unmodified gspread, signed in as that person."""
        return gspread_client(self.google.signed_in(email))

    def log_of(self, key: str, email: str = "") -> gspread.Worksheet:
        """A district's Activity Log as its administrator (or `email`) has it open."""
        spreadsheet = self.person(email or ADMINISTRATOR[key]).open_by_key(self.workbooks[key])
        tab = read_workbook(self.access.own, self.workbooks[key]).tab("activity_log")
        assert tab is not None
        return spreadsheet.get_worksheet_by_id(tab.sheet_id)

    def add_rows(self, email: str, key: str, tabs: dict[str, list[Row]]) -> None:
        """A person types rows below what stands in the tabs of a workbook."""
        person = self.google.signed_in(email)
        snapshot = read_workbook(person, self.workbooks[key])
        typed = []
        for tab_key, rows in tabs.items():
            tab = snapshot.tab(tab_key)
            assert tab is not None, f"{key} has no tab {tab_key}"
            filled = max((n for cells in tab.columns for n, cell in enumerate(cells, 1) if cell is not None), default=1)
            typed += typed_rows(tab, rows, filled + 1)
        write_workbook(person, snapshot, snapshot.version, typed, read_back=False)

    def columns(self, key: str, tab_key: str) -> dict[str, list[Cell]]:
        """A tab's cells below its header, by column key; `key` is a district, a coach, "registry" or "report"."""
        tab = read_workbook(self.access.own, self.workbooks[key]).tab(tab_key)
        assert tab is not None, f"{key} has no tab {tab_key}"
        return {name: list(tab.columns[index][1:]) for index, name in tab.column_keys.items()}

    def rows(self, key: str, tab_key: str, *names: str) -> list[tuple[Cell, ...]]:
        """The rows of a tab that hold something, only the columns named."""
        columns = self.columns(key, tab_key)
        rows = zip(*(columns[name] for name in names), strict=True)
        return [row for row in rows if any(cell is not None for cell in row)]

    def type_rows(self, key: str, tab_key: str, rows: Sequence[Row], first_row: int = 2) -> None:
        """Types rows into a tab of a coach's or a district's workbook, as its coach or administrator would."""
        person = self.google.signed_in(COACHES[key][1] if key in COACHES else ADMINISTRATOR[key])
        snapshot = read_workbook(person, self.workbooks[key])
        tab = snapshot.tab(tab_key)
        assert tab is not None, f"{key} has no tab {tab_key}"
        write_workbook(person, snapshot, snapshot.version, typed_rows(tab, rows, first_row), read_back=False)

    def words(self, key: str, tab_key: str) -> str:
        """Everything that stands in a tab, as one text."""
        tab = read_workbook(self.access.own, self.workbooks[key]).tab(tab_key)
        assert tab is not None
        return "\n".join(str(cell) for column in tab.columns for cell in column if cell is not None)


def _identity(key: str, token_uri: str) -> Identity:
    """The sync identity of a key file, at the address at which this copy of its Google signs in."""
    identity = _identity_at_home(key)
    return replace(identity, credentials=identity.credentials.with_token_uri(token_uri))


@cache
def _identity_at_home(key: str) -> Identity:
    """Made once: taking a private key apart takes longer than copying a whole program."""
    return Identity.of_service_account(json.loads(key))


_WORKBOOKS: dict[str, dict[str, str]] = {}  # by the registry's id, which all copies of a program share with it


def _workbooks(access: ProgramAccess) -> dict[str, str]:
    """The ids of a program's workbooks, by what they belong to; its registry is read for them once."""
    if access.registry_id not in _WORKBOOKS:
        registry = parsed_registry(access)
        workbooks = {"registry": access.registry_id, "report": access.report_id}
        workbooks |= {key: str(each.workbook_id) for key, each in registry.districts.items()}
        workbooks |= {key: str(each.workbook_id) for key, each in registry.coaches.items()}
        _WORKBOOKS[access.registry_id] = workbooks
    return dict(_WORKBOOKS[access.registry_id])


@contextmanager
def running(state: Path, ids: tuple[str, str], key: dict[str, str], ledger_url: str = "") -> Iterator[SmallProgram]:
    """The program in the Google that this state file keeps, with a ledger beside it or at an address."""
    with practice_google(state) as google:
        identity = _identity(json.dumps(key), f"{google.address}/token")
        access = ProgramAccess({SYNC_ACCOUNT: Transport(identity, google.address)}, *ids, practice=True)
        ledger = open_ledger(ledger_url or f"sqlite:///{state.with_name('ledger.db')}")
        try:
            yield SmallProgram(google, access, ledger, workbooks=_workbooks(access))
        finally:
            ledger.close()
            access.own.close()


@contextmanager
def copy_of(folder: Path, ids: tuple[str, str], place: Path, ledger_url: str = "") -> Iterator[SmallProgram]:
    """A copy, in `place`, of the program that stands in a folder (its ledger too, where there is one), running."""
    for path in folder.iterdir():
        shutil.copy(path, place / path.name)
    key = json.loads((place / "sync-identity.json").read_text())
    with running(place / "google.db", ids, key, ledger_url) as program:
        yield program


def just_written(program: SmallProgram) -> None:
    """As after a sync whose last write of the registry was answered this second, however long ago it was."""
    state = program.ledger.workbooks()[program.workbooks["registry"]]
    this_second = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)  # a slow computer's too
    program.ledger.keep_workbook(replace(state, settled=True, written_at=this_second))
