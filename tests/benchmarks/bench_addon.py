"""How long the sidebar takes to show a card and to log, how many requests that costs Google, and whether fifty coaches who log at
once lose or double anything.

Run: python -m tests.benchmarks.bench_addon [latency in ms ...] [--crowd SECONDS]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from addon.application import create_app
from addon.collaborators import AddonSettings, collaborators
from sync.connect import PracticeGoogle, practice_google
from sync.demo.building import SYNC_ACCOUNT, build_program
from sync.demo.sample_program import SampleDistrict, SampleProgram
from sync.google.files import share
from sync.google.identities import Identity
from sync.google.token_verifier import Certificates, TokenVerifier
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.log_entry import entry_id_of
from sync.jobs.reading import parsed_registry
from sync.jobs.sync import SyncContext, sync_program
from sync.ledger import open_ledger
from sync.logs import show_warnings_only
from tests.addon_events import ADDON_ACCOUNT, CLIENT_ID, SCOPES, form_input
from tests.small_program import pseudonym_key

TODAY, FIRST, LAST = date(2025, 10, 31), date(2025, 8, 18), date(2026, 6, 5)
COACHES, DISTRICTS = 50, 25
SAMPLES = 40  # presses a latency
WAVE_SECONDS = 15.0  # how often each coach logs: 50 a wave stay below Google's 300 reads a minute and project
DOUBLE_CLICKS = 0.2  # the share of presses that arrive twice at once
Json = dict[str, Any]


def main(latencies: list[int], crowd_seconds: float) -> None:
    """Prints p50 and p95 by latency, then the crowd."""
    show_warnings_only()
    with (
        tempfile.TemporaryDirectory() as folder,
        _program(Path(folder)) as (google, settings),
        _served(settings) as url,
    ):
        people = _People(google, settings, url)
        for milliseconds in latencies:
            google.world.faults.latency_ms = {"sheets.*": float(milliseconds)} if milliseconds else {}
            _alone(people, milliseconds)
        google.world.faults.latency_ms = {}
        if crowd_seconds:
            _crowd(people, crowd_seconds)


def wsgi() -> Flask:
    """What gunicorn serves: the add-on as a worker of its own makes it, from the settings in the environment."""
    show_warnings_only()
    settings: Json = json.loads(os.environ["BENCH_ADDON"])
    google = settings["google"]
    identity = Identity.of_service_account({**settings["key"], "token_uri": f"{google}/token"})
    access = ProgramAccess(
        {SYNC_ACCOUNT: Transport(identity, google)}, settings["registry_id"], settings["report_id"], practice=True
    )
    ledger = open_ledger(settings["ledger"])
    context = SyncContext(access, ledger, "0123456789abcdef", _noon, "America/Chicago", pseudonym_key)
    verifier = TokenVerifier(Certificates(f"{google}/oauth2/v1/certs"))
    addon = AddonSettings(settings["url"], ADDON_ACCOUNT, CLIENT_ID, google)
    return create_app(collaborators(addon, context, verifier))


def _noon() -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, 18, tzinfo=UTC)


def _alone(people: _People, milliseconds: int) -> None:
    """One coach after another: a card, then an entry."""
    cards, presses = [], []
    journal = people.google.world.journal
    for number in range(SAMPLES):
        coach = number % COACHES
        people.home(coach)
        journal.reset()
        cards.append(_timed(lambda: people.home(coach)))  # noqa: B023 - called at once
        counted = journal.counts()
        card_requests = sum(number for name, number in counted.items() if name != "certs")
        journal.reset()
        presses.append(_timed(lambda: people.press(coach, f"alone-{milliseconds}-{number:08d}")))  # noqa: B023
        counted = journal.counts()
        log_requests = sum(number for name, number in counted.items() if name != "certs")
    for name, seconds, number in (("card", cards, card_requests), ("log", presses, log_requests)):
        quantiles = statistics.quantiles(seconds, n=20)
        print(
            f"{milliseconds:>4} ms a request  {name:<5} p50 {statistics.median(seconds) * 1000:6.0f} ms   "
            f"p95 {quantiles[-1] * 1000:6.0f} ms   {number} requests to Google"
        )


def _crowd(people: _People, seconds: float) -> None:
    """Everybody at once, in waves, under Google's real quotas; then every log is read and counted."""
    google = people.google
    _, _, people.before = people.counted([])
    google.world.quotas.enabled = True
    ends, lock = time.monotonic() + seconds, threading.Lock()
    took: list[float] = []
    told: Counter[str] = Counter()
    pressed: list[tuple[int, str]] = []

    def coach_at_work(coach: int) -> None:
        wave = 0
        started = time.monotonic()
        while (now := time.monotonic()) < ends:
            nonce = f"crowd-{coach:03d}-{wave:08d}"
            twice = random.Random(nonce).random() < DOUBLE_CLICKS  # noqa: S311
            answers, spent = people.press_until_logged(coach, nonce, twice=twice)
            with lock:
                took.append(spent)
                told.update(answers)
                pressed.append((coach, nonce))
            wave += 1
            time.sleep(max(0.0, started + wave * WAVE_SECONDS - now - (time.monotonic() - now)))

    with ThreadPoolExecutor(COACHES) as crowd:
        list(crowd.map(coach_at_work, range(COACHES)))
    google.world.quotas.enabled = False
    lost, doubled, extra = people.counted(pressed)
    quantiles = statistics.quantiles(took, n=20)
    print(
        f"{COACHES} coaches, {seconds:.0f} s: {len(pressed)} entries, {lost} lost, {doubled} doubled, {extra} that nobody pressed; "
        f"until logged p50 {statistics.median(took) * 1000:.0f} ms, p95 {quantiles[-1] * 1000:.0f} ms"
    )
    print("answers:", dict(told))


@dataclass
class _People:
    """Fifty coaches, each with a token of their own."""

    google: PracticeGoogle
    settings: Json
    url: str
    before: int = 0  # entries that stood there before the crowd began

    def __post_init__(self) -> None:
        signin = self.google.world.signin
        signin.create_client(CLIENT_ID)
        signin.create_service_account(ADDON_ACCOUNT)
        emails = [f"coach{number:03d}@program.example" for number in range(COACHES)]
        self.tokens = [
            (signin.access_token(email, SCOPES, CLIENT_ID), signin.id_token(email, CLIENT_ID)) for email in emails
        ]
        self.workbooks = self.settings["workbooks"]
        self.own = Transport(
            Identity.of_service_account({**self.settings["key"], "token_uri": f"{self.google.address}/token"}),
            self.google.address,
        )

    def home(self, coach: int) -> Json:
        return self._send("/sheets/home", coach, {}, {})

    def press(self, coach: int, nonce: str) -> str:
        """Logs one entry; what the notification said."""
        school = f"School {coach % DISTRICTS}"
        inputs = {
            "day": TODAY,
            "school": school,
            "activity": "Co-Planning",
            "minutes": "45",
            "focus_area": "Digital Equity",
        }
        answer = self._send("/sheets/act/log", coach, inputs, {"nonce": nonce})
        said: str = answer["renderActions"]["action"]["notification"]["text"]
        return said

    def _press_or_not(self, coach: int, nonce: str) -> str:
        """As `press`; a connection that broke off is an answer too, after which a person presses again."""
        try:
            return self.press(coach, nonce)
        except requests.ConnectionError:
            return "The connection broke off."

    def press_until_logged(self, coach: int, nonce: str, *, twice: bool) -> tuple[list[str], float]:
        """Presses as a person does: again, a few seconds later, where the card says so."""
        started = time.monotonic()
        answers: list[str] = []
        with ThreadPoolExecutor(2) as clicks:
            answers += clicks.map(lambda _: self._press_or_not(coach, nonce), range(2 if twice else 1))
        while not any(answer.startswith(("Logged", "This was")) for answer in answers):
            time.sleep(3)
            answers.append(self._press_or_not(coach, nonce))
        return [answer.split(":")[0] for answer in answers], time.monotonic() - started

    def counted(self, pressed: list[tuple[int, str]]) -> tuple[int, int, int]:
        """Entries lost, doubled, and beyond what was pressed since the crowd began."""
        standing: Counter[str] = Counter()
        for workbook_id in self.workbooks:
            log = read_workbook(self.own, workbook_id).tab("activity_log")
            if log is not None:
                place = next(index for index, key in log.column_keys.items() if key == "entry_id")
                standing.update(str(cell) for cell in log.columns[place][1:] if cell)
        wanted = {entry_id_of(nonce, self.workbooks[coach % DISTRICTS], f"C{coach}") for coach, nonce in pressed}
        lost = sum(not standing[entry_id] for entry_id in wanted)
        doubled = sum(standing[entry_id] > 1 for entry_id in standing)
        alone = [nonce_id for nonce_id in standing if nonce_id not in wanted]
        return lost, doubled, len(alone) - self.before

    def _send(self, path: str, coach: int, inputs: Json, parameters: Json) -> Json:
        token, id_token = self.tokens[coach]
        event = {
            "commonEventObject": {
                "hostApp": "SHEETS",
                "platform": "WEB",
                "formInputs": {name: form_input(value) for name, value in inputs.items()},
                "parameters": parameters,
            },
            "authorizationEventObject": {
                "userOAuthToken": token,
                "userIdToken": id_token,
                "authorizedScopes": list(SCOPES),
            },
            "sheets": {"id": self.workbooks[coach % DISTRICTS], "addonHasFileScopePermission": True},
        }
        system = self.google.world.signin.id_token(ADDON_ACCOUNT, f"{self.url}{path}")
        answer = requests.post(
            f"{self.url}{path}", json=event, headers={"Authorization": f"Bearer {system}"}, timeout=120
        )
        answer.raise_for_status()
        found: Json = answer.json()
        return found


def _timed(call: Any) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


@contextmanager
def _program(folder: Path) -> Iterator[tuple[PracticeGoogle, Json]]:
    """25 districts, two coaches each, synced once."""
    with practice_google(folder / "google.db") as google:
        built = build_program(google, _sample(), folder, lambda _words: None)
        key = json.loads(built.key_file.read_text())
        identity = Identity.of_service_account(key | {"token_uri": f"{google.address}/token"})
        access = ProgramAccess(
            {SYNC_ACCOUNT: Transport(identity, google.address)}, built.registry_id, built.report_id, practice=True
        )
        registry = parsed_registry(access)
        workbooks = [str(registry.districts[f"D{number}"].workbook_id) for number in range(DISTRICTS)]
        for coach in range(COACHES):
            email = f"coach{coach:03d}@program.example"
            google.signed_in(email).close()
            share(
                google.signed_in(f"admin{coach % DISTRICTS}@d.example"), workbooks[coach % DISTRICTS], email, "writer"
            )
            google.world.drive.open_with(workbooks[coach % DISTRICTS], CLIENT_ID)
        ledger_url = f"sqlite:///{folder / 'ledger.db'}"
        ledger = open_ledger(ledger_url)
        sync_program(SyncContext(access, ledger, "0123456789abcdef", _noon, "America/Chicago", pseudonym_key))
        ledger.close()
        yield (
            google,
            {
                "google": google.address,
                "key": key,
                "registry_id": built.registry_id,
                "report_id": built.report_id,
                "ledger": ledger_url,
                "workbooks": workbooks,
            },
        )


def _sample() -> SampleProgram:
    numbers, coaches = range(DISTRICTS), range(COACHES)
    span = {"first_day": FIRST, "last_day": LAST}
    people: list[Json] = [{"email": "director@program.example", "role": "Director"}]
    people += [
        {"email": f"admin{n}@d.example", "role": "District administrator", "district_id": f"D{n}"} for n in numbers
    ]
    settings = {
        "program_name": "Crowd",
        "school_year": "2025-26",
        "first_day": FIRST.isoformat(),
        "last_day": LAST.isoformat(),
    }
    registry: dict[str, list[Any]] = {
        "districts": [
            {"district_id": f"D{n}", "name": f"District {n}", "time_zone": "America/Chicago"} for n in numbers
        ],
        "schools": [
            {"school_id": f"S{n}", "district_id": f"D{n}", "name": f"School {n}", "educators": 9, "students": 90}
            for n in numbers
        ],
        "coaches": [
            {"coach_id": f"C{n}", "name": f"Coach {n:03d}", "email": f"coach{n:03d}@program.example"} for n in coaches
        ],
        "assignments": [{"coach_id": f"C{n}", "district_id": f"D{n % DISTRICTS}", **span} for n in coaches],
        "contracts": [{"district_id": f"D{n}", "days": 60, "daily_rate": 400, **span} for n in numbers],
        "focus_areas": [{"name": "Digital Equity"}],
        "people": people,
        "settings": [{"setting": name, "value": value} for name, value in settings.items()],
    }
    districts = [
        SampleDistrict(f"D{n}", f"District {n}", f"admin{n}@d.example", "en_US", "America/Chicago", [], [], [])
        for n in numbers
    ]
    return SampleProgram(registry, districts, [])


@contextmanager
def _served(settings: Json) -> Iterator[str]:
    """The add-on under gunicorn, as a program would run it: two workers of eight threads."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    command += ["--log-level", "warning", "--keep-alive", "30", "tests.benchmarks.bench_addon:wsgi()"]
    environment = os.environ | {"BENCH_ADDON": json.dumps(settings | {"url": url})}
    server = subprocess.Popen(command, env=environment)  # noqa: S603
    try:
        _wait_for(f"{url}/healthz")
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(url: str, seconds: float = 60.0) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError(f"Nothing answers at {url}.")


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("latency", nargs="*", type=int, default=[0, 100])
    given.add_argument("--crowd", type=float, default=60.0, help="seconds that the crowd logs; 0: no crowd")
    options = given.parse_args()
    main(options.latency, options.crowd)
