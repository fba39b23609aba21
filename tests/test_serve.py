"""`coachlog serve`: practice Google, backend and sync together, and nothing of them left when it ends."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sync.connect import connect
from sync.google.clients import discovery_service
from sync.jobs.forms import ACTIVITY, provision_forms
from sync.jobs.reading import parsed_registry
from sync.ledger import open_ledger
from sync.ledger.forms import PLACED, FormsLedger
from sync.settings import read_settings
from tests.small_program import COACHES
from tests.test_forms_page import Phone, field


def free_port() -> int:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        return int(reserved.getsockname()[1])


def until_it_answers(address: str) -> requests.Response:
    deadline = time.monotonic() + 60
    while True:
        try:
            return requests.get(address, timeout=20)
        except requests.RequestException:
            assert time.monotonic() < deadline, f"Nothing answers at {address}."
            time.sleep(0.2)


@pytest.fixture
def settings_file(built_program: tuple[Path, tuple[str, str]], tmp_path: Path) -> Path:
    """The settings of a copy of the small program."""
    folder, (registry_id, report_id) = built_program
    for path in folder.iterdir():
        shutil.copy(path, tmp_path / path.name)
    file = tmp_path / "coachlog.env"
    file.write_text(
        f"COACHLOG_REGISTRY_ID={registry_id}\nCOACHLOG_REPORT_ID={report_id}\n"
        f"COACHLOG_KEY_FILES={json.dumps([str(tmp_path / 'sync-identity.json')])}\n"
        f"COACHLOG_PRACTICE_STATE={tmp_path / 'google.db'}\nCOACHLOG_PRACTICE_DAY=2025-10-31\n"
        f"COACHLOG_DATABASE_URL=sqlite:///{tmp_path / 'ledger.db'}\n"
        f"COACHLOG_FINGERPRINT_KEY_FILE={tmp_path / 'fingerprint.key'}\n"
    )
    return file


@contextmanager
def serving(settings_file: Path) -> Iterator[tuple[int, int]]:
    """The ports of backend and practice Google, while `coachlog serve` runs; SIGTERM ends it."""
    port, google_port = free_port(), free_port()
    command = [sys.executable, "-c", "from sync.cli.main import app; app()", "serve", "--settings", str(settings_file)]
    command += ["--port", str(port), "--google-port", str(google_port), "--every", "1"]
    with subprocess.Popen(command) as running:  # noqa: S603
        try:
            assert until_it_answers(f"http://127.0.0.1:{port}/healthz").json() == {"status": "ok"}
            assert until_it_answers(f"http://127.0.0.1:{google_port}/").ok
            yield port, google_port
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=60)


def wait_for(found: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 90
    while not found():
        assert time.monotonic() < deadline, f"Not seen: {what}."
        time.sleep(0.3)


def test_everything_runs_together_and_ends_together(settings_file: Path) -> None:
    """The add-on stands beside a Sheet, a sync runs by itself, and a response that was submitted is pushed into the log at once;
    after SIGTERM nobody listens on either port."""
    settings = read_settings(settings_file)
    ledger = open_ledger(settings.database_url)
    forms = FormsLedger(ledger)
    with serving(settings_file) as ports, connect(settings) as access:
        wait_for(lambda: ledger.last_run("sync") is not None, "the first sync")
        registry = parsed_registry(access)
        drives = discovery_service(access.own, "drive", "v3").drives().list().execute()["drives"]
        made = provision_forms(access, registry, ledger, [drives[0]["id"]], {"D1"})
        form = next(each for each in made if each.kind == ACTIVITY)
        # Watched and polled once, the form is not polled again for a quarter of an hour: what comes now comes by push.
        wait_for(lambda: form.form_id in forms.watches(), "the watch")
        wait_for(lambda: forms.forms()[form.form_id].polled_at is not None, "the first poll")
        phone = Phone(form.responder_uri).sign_in(COACHES["C1"][1])
        phone.send({field("school"): "Lincoln", field("activity"): "Co-Planning", field("minutes"): "45"})
        assert "recorded" in phone.page
        wait_for(lambda: len(forms.inbox(form.form_id)) == 1, "the response in the log")
        (item,) = forms.inbox(form.form_id).values()
        assert item.state == PLACED
    ledger.close()
    for each in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", each)) != 0
