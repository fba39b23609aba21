"""A whole program's sync: requests by kind, seconds and memory, beside a plain gspread loop that does the same reading.

Run: python -m tests.benchmarks.bench_sync [districts rows_per_district]
Without numbers it takes the sample program (18 districts, 8 coaches, about 7,000 rows).
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sync.connect import PracticeGoogle, practice_google
from sync.demo.building import SYNC_ACCOUNT, build_program
from sync.demo.sample_districts import DEMO_DAY, LAST_DAY
from sync.demo.sample_program import SampleProgram, sample_program
from sync.demo.synthetic_program import synthetic_program
from sync.google.clients import gspread_client
from sync.google.quota import Quotas
from sync.jobs.access import ProgramAccess
from sync.jobs.context import SyncContext, SyncOptions
from sync.jobs.outcome import SyncOutcome
from sync.jobs.reading import parsed_registry
from sync.jobs.sync import sync_program
from sync.ledger import open_ledger
from sync.logs import show_warnings_only
from tests.small_program import pseudonym_key

UNLIMITED = Quotas(allowances={})  # what is measured is the work, not the waiting


def main() -> None:
    show_warnings_only()
    numbers = [int(word) for word in sys.argv[1:3]]
    sample = synthetic_program(*numbers) if numbers else sample_program()
    day = LAST_DAY if numbers else DEMO_DAY
    with tempfile.TemporaryDirectory() as place, practice_google(Path(place) / "google.db", quotas=UNLIMITED) as google:
        folder = Path(place)
        started = time.perf_counter()
        built = build_program(google, sample, folder, lambda _words: None)
        print(f"set up {len(sample.districts)} districts and {len(sample.coaches)} coaches in {_since(started)}")
        transport = google.account_of(google.service_account_key(SYNC_ACCOUNT))
        access = ProgramAccess({SYNC_ACCOUNT: transport}, built.registry_id, built.report_id, practice=True)
        _measure(google, access, sample, folder, day.isoformat())


def _measure(google: PracticeGoogle, access: ProgramAccess, sample: SampleProgram, folder: Path, day: str) -> None:
    noon = datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=UTC)
    ledger = open_ledger(f"sqlite:///{folder / 'ledger.db'}")
    context = SyncContext(access, ledger, "0123456789abcdef", lambda: noon, "America/Chicago", pseudonym_key)
    districts, coaches = len(sample.districts), len(sample.coaches)
    print(f"allowed: {districts} + {coaches} + 5 = {districts + coaches + 5} reads, then at most 3 requests in all")
    _told(google, "first sync", lambda: sync_program(context))
    _told(google, "second sync", lambda: sync_program(context))
    _touch_one(google, access, sample)
    _told(google, "one row edited", lambda: sync_program(context))
    _told(google, "full sync", lambda: sync_program(context, SyncOptions(full=True)))
    _plain_gspread(google, access)
    ledger.close()
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB (emulator included)")


def _told(google: PracticeGoogle, name: str, run: Callable[[], SyncOutcome]) -> None:
    google.world.journal.reset()
    started = time.perf_counter()
    outcome = run()
    print(f"{name}: {outcome.reads} reads, {outcome.writes} writes, {outcome.accepted:,} rows, {_since(started)}")
    for method, count in sorted(google.world.journal.counts().items()):
        print(f"    {count:5d} {method}")


def _touch_one(google: PracticeGoogle, access: ProgramAccess, sample: SampleProgram) -> None:
    district = next(each for each in parsed_registry(access).districts.values() if each.workbook_id)
    person = next(each for each in sample.districts if each.district_id == district.district_id)
    log = gspread_client(google.signed_in(person.administrator_email)).open_by_key(district.workbook_id)
    sheet = log.worksheet("Activity Log")
    sheet.update_cell(3, sheet.find("Minutes").col, 75)


def _plain_gspread(google: PracticeGoogle, access: ProgramAccess) -> None:
    """What a program without a plan does: open every workbook, ask for every tab, read all its values."""
    registry = parsed_registry(access)
    workbooks = [each.workbook_id for each in registry.districts.values()]
    workbooks += [each.workbook_id for each in registry.coaches.values()]
    google.world.journal.reset()
    started = time.perf_counter()
    client = gspread_client(access.own)
    for workbook_id in workbooks:
        for tab in client.open_by_key(workbook_id).worksheets():
            tab.get_all_values()
    count = sum(google.world.journal.counts().values())
    print(f"plain gspread, reading alone: {count} requests, {_since(started)}")


def _since(started: float) -> str:
    return f"{time.perf_counter() - started:.1f} s"


if __name__ == "__main__":
    main()
