"""A school year of the small program in which educators' names are typed wherever a person can type one, and all that it leaves.

Names stand where they may (rosters, cycles, Worked With) and where they must not but do (a note in a district's log, a form's
answer, a sidebar's field, a student's mention). Syncs, form intake, cards, commands, errors and a crash go over them.
"""

from __future__ import annotations

import io
import logging
import shlex
import traceback
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import requests
import sqlalchemy as sa
import structlog
from typer.testing import CliRunner

from sync.cli import app
from sync.demo.sample_cells import Row
from sync.emulator.faults import Kind
from sync.google.clients import discovery_service
from sync.google.retry import Patience
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook
from sync.ledger import coach_books, tables
from tests.addon_events import (
    ANA,
    BEN,
    DIRECTOR,
    NOBODY,
    PRINCIPAL,
    Json,
    PracticeAddon,
    buttons_of,
    filled_in,
    widgets_of,
)
from tests.canaries import EDUCATORS, Canary, Evidence, strings_in
from tests.card_contract import answer_cards
from tests.small_forms import SmallForms
from tests.small_program import ADMINISTRATOR, COACHES, SmallProgram

QUILL, BRACKEN, VARNISH = EDUCATORS
DAYS: Final = (date(2025, 11, 7), date(2026, 1, 16), date(2026, 3, 20), date(2026, 5, 22))
ALL_WORDS: Final = (  # of a workbook: everything in which words can stand, so all but the looks of cells
    "properties,namedRanges,developerMetadata,sheets(properties,merges,conditionalFormats,protectedRanges,charts,bandedRanges,"
    "basicFilter,filterViews,slicers,tables,developerMetadata,data(columnMetadata,rowData(values("
    "userEnteredValue,effectiveValue,formattedValue,note,hyperlink,dataValidation,textFormatRuns))))"
)
NAMES_MAY_STAND: Final = frozenset({"roster", "coaching_cycles", "worked_with"})  # tabs of the coach's own workbook
TYPED_BY_MISTAKE: Final = (
    f"Met {QUILL.name} ({QUILL.email}) about her student; see also {BRACKEN.last}, {BRACKEN.first}"
)


@dataclass
class LeakyYear:
    """The program, and the evidence that piles up. `crashed`: commands that ended with a trace."""

    addon: PracticeAddon
    forms: SmallForms
    folder: Path
    evidence: Evidence = field(default_factory=Evidence)
    crashed: list[str] = field(default_factory=list)

    @property
    def program(self) -> SmallProgram:
        return self.addon.program

    def sync(self, **options: Any) -> None:
        """One sync; what it says of itself is evidence, and so is what it fails with."""
        try:
            self.evidence.add("what the sync said", repr(self.program.sync(**options)))
        except Exception:  # noqa: BLE001 - whatever it is, its words are what is looked at
            self.evidence.add("what the sync failed with", traceback.format_exc())

    def post(self, path: str, email: str, key: str, inputs: Any = None, parameters: Any = None) -> Json:
        """One click; the answer is evidence, except what an educator's own coach may read in the own workbook or on a card."""
        event = self.addon.event(email, key, inputs, parameters)
        headers = {"Authorization": f"Bearer {self.addon.system_token(path)}"}
        answer = requests.post(f"{self.addon.url}{path}", json=event, headers=headers, timeout=60)
        if email in (ANA, BEN):
            self.evidence.add(f"addresses on the card of a coach at {path}", "\n".join(_addresses(answer)))
        else:
            self.evidence.add(f"answer of {path} to {email}", answer.text)
        return answer.json() if answer.status_code == 200 else {}

    def press_everything(self, email: str, key: str, depth: int = 2) -> None:
        """Opens the sidebar and presses every button of its cards, and of those that come then, with a name in every text field."""
        waiting = [(card, depth) for card in answer_cards(self.post("/sheets/home", email, key))]
        pressed: set[str] = set()
        while waiting:
            card, left = waiting.pop(0)
            typed = dict.fromkeys(_text_fields(card), TYPED_BY_MISTAKE)
            for button in buttons_of(card):
                action = button.get("onClick", {}).get("action")
                if not action or action["function"] in pressed:
                    continue
                pressed.add(action["function"])
                sent = {each["key"]: each["value"] for each in action.get("parameters", ())}
                answer = self.post(
                    action["function"].removeprefix(self.addon.url), email, key, {**filled_in(card), **typed}, sent
                )
                if left > 1:
                    waiting += [(each, left - 1) for each in answer_cards(answer)]


def _text_fields(card: Json) -> Iterator[str]:
    for widget in widgets_of(card):
        if "textInput" in widget and widget["textInput"]["name"] != "minutes":
            yield widget["textInput"]["name"]


def _addresses(answer: requests.Response) -> Iterator[str]:
    """What leads elsewhere from a card: addresses that a log line of some server may hold."""
    if answer.status_code != 200:
        yield answer.text
        return

    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            for key, inner in part.items():
                if key in ("function", "url"):
                    yield str(inner)
                yield from walk(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from walk(inner)

    yield from walk(answer.json())


@contextmanager
def everything_heard(evidence: Evidence) -> Iterator[None]:
    """Log lines of every library at every level, and what is printed, for as long as the block runs."""
    lines, out = io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(lines)
    root, before, structured = logging.getLogger(), logging.getLogger().level, structlog.get_config()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        logger_factory=structlog.PrintLoggerFactory(lines),
    )
    try:
        with redirect_stdout(out), redirect_stderr(out):
            yield
    finally:
        structlog.configure(**structured)
        root.setLevel(before)
        root.removeHandler(handler)
        evidence.add("log lines", lines.getvalue())
        evidence.add("what was printed", out.getvalue())


def live_a_year(year: LeakyYear) -> None:
    """Names are typed everywhere; then the year goes by. The sync is impatient: what fails fails at once."""
    hasty = Transport(year.program.access.own.identity, year.program.google.address, patience=Patience(attempts=1))
    year.program.access = replace(year.program.access, transports={"sync": hasty})
    _fill_coach_workbooks(year)
    year.sync()
    year.forms.fill("D1", note=TYPED_BY_MISTAKE)
    year.evidence.add("what the form intake said", repr(year.forms.intake("D1")))
    _spoil_a_log(year)
    for day in DAYS:
        year.program.today = day
        year.forms.clock = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        year.sync(full=day == DAYS[1])
        _use_every_card(year)
    for email, key in ((ANA, "C1"), (ANA, "D1"), (BEN, "C2"), (ADMINISTRATOR["D1"], "D1"), (DIRECTOR, "report")):
        year.press_everything(email, key)
    year.sync()
    _run_every_command(year)
    _meet_every_misfortune(year)
    year.sync(dry_run=True)
    year.sync(full=True)


def _fill_coach_workbooks(year: LeakyYear) -> None:
    for coach_id, (_, email) in COACHES.items():
        own = [educator for educator in EDUCATORS if educator.coach_id == coach_id]
        log = [(key, *row) for key in ("D1", "D2", "D3") for row in year.program.rows(key, "activity_log", "entry_id")]
        ids = {educator.email: next(str(i) for k, i in log if k == _key_of(educator)) for educator in own}
        tabs = {
            "roster": [_roster_row(educator) for educator in own],
            "coaching_cycles": [_cycle_row(educator) for educator in own],
            "worked_with": [
                {"entry_id": ids[each.email], "educator": each.name, "cycle": f"Cycle of {each.last}"} for each in own
            ],
        }
        year.program.add_rows(email, coach_id, tabs)


def _key_of(educator: Canary) -> str:
    return {"North": "D1", "South": "D2", "East": "D3"}[educator.district]


def _roster_row(educator: Canary) -> Row:
    said = f"{educator.first} prefers mornings"
    return {
        "educator": educator.name,
        "email": educator.email,
        "district": educator.district,
        "school": educator.school,
        "grade_band": "3-5",
        "notes": said,
    }


def _cycle_row(educator: Canary) -> Row:
    return {
        "cycle": f"Cycle of {educator.last}",
        "educator": educator.name,
        "district": educator.district,
        "focus_area": "Digital Equity",
        "problem_of_practice": f"{educator.first} wonders how to begin",
        "goal": f"{educator.name} leads a lesson",
        "reflection": f"It went well for {educator.name}",
        "phase": "Reflect",
        "identify_on": date(2025, 9, 2),
        "reflect_on": date(2025, 10, 20),
    }


def _spoil_a_log(year: LeakyYear) -> None:
    """Names in cells of a district's log where they do not belong, in rows that count and rows that do not."""
    good: Row = {"date": date(2025, 10, 30), "coach": COACHES["C1"][0], "school": "Lincoln", "minutes": 45}
    activity: Row = {"activity": "Co-Planning", "focus_area": "Digital Equity"}
    rows: list[Row] = [
        {**good, **activity, "note": TYPED_BY_MISTAKE},
        {**good, **activity, "note": TYPED_BY_MISTAKE},  # an identical copy is asked about
        {**good, "activity": QUILL.name, "note": ""},
        {**good, **activity, "minutes": f"45 with {QUILL.name}"},
        {**good, **activity, "school": f"{QUILL.last} Elementary"},
        {**good, **activity, "date": f"after school with {BRACKEN.name}"},
        {**good, **activity, "coach": QUILL.name},
        {**good, **activity, "focus_area": QUILL.email},
        {**good, **activity, "contract_day": QUILL.last},
        {**good, **activity, "attendance": QUILL.first},
    ]
    year.program.add_rows(ADMINISTRATOR["D1"], "D1", {"activity_log": rows})
    own: list[Row] = [
        {"date": date(2025, 10, 30), "district": QUILL.name, "activity": "Travel", "minutes": f"30 to {QUILL.last}"}
    ]
    year.program.add_rows(ANA, "C1", {"my_time": own})


def _use_every_card(year: LeakyYear) -> None:
    people = (ANA, BEN, DIRECTOR, PRINCIPAL, NOBODY, ADMINISTRATOR["D1"], ADMINISTRATOR["D2"], QUILL.email)
    for email in people:
        for key in ("D1", "D2", "C1", "C2", "registry", "report"):
            if email == QUILL.email and key == "C1":
                continue
            year.post("/sheets/home", email, key)
    inputs = {"day": year.program.today, "school": "Lincoln", "activity": "Co-Planning", "minutes": "45"}
    inputs |= {"focus_area": "Digital Equity", "note": TYPED_BY_MISTAKE}
    parameters = {"nonce": f"a-nonce-of-{year.program.today.isoformat()}"}
    year.post("/sheets/act/log", ANA, "D1", inputs, parameters)
    year.post("/sheets/act/log", ANA, "D1", {**inputs, "activity": QUILL.name}, parameters)
    for email in (BEN, ADMINISTRATOR["D1"], DIRECTOR, PRINCIPAL, NOBODY):
        for key in ("D1", "C1"):
            year.post("/sheets/act/log", email, key, inputs, parameters)
            year.post(f"/sheets/act/{'sync-now' if email == DIRECTOR else 'refresh'}", email, key)
    year.post("/sheets/act/no-such-action", DIRECTOR, "D1", inputs, {"day": QUILL.name, "entry": QUILL.email})


COMMANDS: Final = (  # after the first one everything is made with this installation's own keys
    "sync --full",
    "sync --dry-run",
    "status",
    "doctor",
    "onboard",
    "report district --all --period year --pdf papers --xlsx papers",
    "report program --pdf program.pdf",
    "report renewal D1 --pdf renewal.pdf --xlsx renewal.xlsx",
    "report entries --csv entries.csv",
    "billing --csv billing.csv",
    "certify C1 2025-10 --pdf certify.pdf",
    "close-month 2025-10 --yes",
    "publish reach --dry-run",
    "publish table --by month --district D1 --dry-run",
    "audit",
    "privacy-report",
    "report district D1 --period nonsense",
    "sync --district nowhere",
)


def _run_every_command(year: LeakyYear) -> None:
    """What the director does on the command line; what is said, and every file that comes of it, is evidence."""
    settings = year.folder / "coachlog.env"
    access = year.program.access
    given = {
        "KEY_FILES": f'["{year.folder}/sync-identity.json"]',
        "PRACTICE_STATE": year.folder / "google.db",
        "PRACTICE_DAY": year.program.today,
        "REGISTRY_ID": access.registry_id,
        "REPORT_ID": access.report_id,
        "PROGRAM_DRIVE_ID": year.forms.drive_id(),
        "DATABASE_URL": f"sqlite:///{year.folder}/ledger.db",
        "FINGERPRINT_KEY_FILE": year.folder / "fingerprint.key",
        "PSEUDONYM_KEY_FILE": year.folder / "pseudonym.key",
    }
    settings.write_text("".join(f"COACHLOG_{name}={value}\n" for name, value in given.items()))
    with chdir(year.folder):
        for command in COMMANDS:
            done = CliRunner().invoke(app, [*shlex.split(command), "--settings", str(settings)])
            year.evidence.add(f"coachlog {command}", done.output)
            year.evidence.add(f"coachlog {command}, ended", "".join(traceback.format_exception(*done.exc_info or ())))
            if not isinstance(done.exception, SystemExit | None):
                year.crashed.append(command)


def _meet_every_misfortune(year: LeakyYear) -> None:
    """Google fails in every way, a workbook is unshared, the ledger breaks under a sync and under a card."""
    world = year.program.google.world
    kinds: tuple[Kind, ...] = ("status_429", "status_500", "cut_connection_after")
    for kind in kinds:
        for method in ("sheets.spreadsheets.get", "sheets.spreadsheets.batchUpdate"):
            year.program.today += timedelta(days=1)
            world.faults.add(method, kind, times=2)
            year.sync()
            world.faults.clear()
            world.faults.add(method, kind, times=1)
            _log_a_name(year, f"misfortune-{kind}-{method[-6:]}")
            world.faults.clear()
    _unshare(year, "D2")
    _trash(year, "C2")
    year.sync(full=True)
    with _broken_ledger(year):
        year.sync(full=True)
        _log_a_name(year, "a-nonce-with-a-broken-ledger")
        year.post("/sheets/home", DIRECTOR, "report")


def _log_a_name(year: LeakyYear, nonce: str) -> None:
    inputs = {"day": year.program.today, "school": "Lincoln", "activity": "Co-Planning", "minutes": "45"}
    year.post("/sheets/act/log", ANA, "D1", {**inputs, "note": TYPED_BY_MISTAKE}, {"nonce": nonce.replace("_", "-")})


def _unshare(year: LeakyYear, key: str) -> None:
    drive = discovery_service(year.program.google.signed_in(ADMINISTRATOR[key]), "drive", "v3")
    file_id = year.program.workbooks[key]
    listed = drive.permissions().list(fileId=file_id, fields="permissions(id,emailAddress)").execute()
    for each in listed["permissions"]:
        if str(each.get("emailAddress", "")).startswith("sync@"):
            drive.permissions().delete(fileId=file_id, permissionId=each["id"]).execute()


def _trash(year: LeakyYear, key: str) -> None:
    drive = discovery_service(year.program.google.signed_in(DIRECTOR), "drive", "v3")
    file_id = year.program.workbooks[key]
    drive.files().update(fileId=file_id, body={"trashed": True}, supportsAllDrives=True).execute()


@contextmanager
def _broken_ledger(year: LeakyYear) -> Iterator[None]:
    """Somebody renamed a table: every statement about entries fails, with whatever was handed to it."""
    with year.program.ledger.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {tables.entries.name} RENAME TO lost"))
    yield
    with year.program.ledger.engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE lost RENAME TO {tables.entries.name}"))


def gather_what_is_left(year: LeakyYear) -> None:
    """Everything that the year left behind: files in Drive and on disk, the ledger, exports, the journal of requests."""
    evidence, own = year.evidence, year.program.access.own
    with year.program.ledger.engine.begin() as connection:
        for column in (coach_books.encounters.c.educator, coach_books.cycle_educators.c.educator):
            evidence.codes |= set(connection.execute(sa.select(column)).scalars())
    drive = discovery_service(own, "drive", "v3")
    listed = drive.files().list(
        pageSize=1000, fields="*", corpora="allDrives", includeItemsFromAllDrives=True, supportsAllDrives=True
    )
    files = listed.execute()["files"]
    for each in files:
        evidence.add("what Drive says of a file", "\n".join(strings_in(each)))
    for each in files:
        if each["mimeType"] == "application/vnd.google-apps.spreadsheet":
            _add_workbook(year, each["id"])
        elif each["mimeType"] == "application/vnd.google-apps.document":
            _add_document(year, each["id"])
    for (kind, _), form in year.forms.forms.items():
        shown = discovery_service(own, "forms", "v1").forms().get(formId=form.form_id).execute()
        evidence.add(f"the {kind} form", "\n".join(strings_in(shown)))
    evidence.add("the journal of requests", repr(year.program.google.world.journal.entries()))
    evidence.add_folder("the folder", year.folder, without=("google.db",))


def _add_workbook(year: LeakyYear, workbook_id: str) -> None:
    """All of a workbook but the cells in which a name may stand, or in which a person has typed one."""
    sheets = discovery_service(year.program.access.own, "sheets", "v4").spreadsheets()
    whole = sheets.get(spreadsheetId=workbook_id, fields=ALL_WORDS).execute()
    key = next((key for key, known in year.program.workbooks.items() if known == workbook_id), "another workbook")
    snapshot = read_workbook(year.program.access.own, workbook_id)
    tabs = {tab.sheet_id: tab for tab in snapshot.tabs}
    for sheet in whole.pop("sheets"):
        tab = tabs[sheet["properties"]["sheetId"]]
        if key.startswith("C") and tab.key in NAMES_MAY_STAND:
            sheet.pop("data")
        elif tab.key in ("activity_log", "my_time"):
            _leave_typed_cells_out(sheet, {place for place, column in tab.column_keys.items() if column == "entry_id"})
        year.evidence.add(f"{key}, tab {sheet['properties']['title']}", "\n".join(strings_in(sheet)))
    year.evidence.add(f"{key} as a whole", "\n".join(strings_in(whole)))


def _leave_typed_cells_out(sheet: Json, ours: set[int]) -> None:
    """The values of a log are what people typed; its id column, notes, formats and lists are not."""
    for block in sheet["data"]:
        for row in block.get("rowData", ())[1:]:
            for place, cell in enumerate(row.get("values", ())):
                if place not in ours:
                    for part in ("userEnteredValue", "effectiveValue", "formattedValue"):
                        cell.pop(part, None)


def _add_document(year: LeakyYear, document_id: str) -> None:
    docs = discovery_service(year.program.access.own, "docs", "v1").documents()
    shown = docs.get(documentId=document_id, includeTabsContent=True).execute()
    year.evidence.add(f"the document {shown['title']}", "\n".join(strings_in(shown)))
