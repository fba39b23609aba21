"""`coachlog serve`: practice Google, backend and sync together, and nothing of them left when it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests


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


def test_everything_runs_together_and_ends_together(settings_file: Path) -> None:
    """The add-on stands beside a Sheet, a sync runs by itself; after SIGTERM nobody listens on either port."""
    port, google_port = free_port(), free_port()
    command = [sys.executable, "-c", "from sync.cli.main import app; app()", "serve", "--settings", str(settings_file)]
    command += ["--port", str(port), "--google-port", str(google_port), "--every", "1"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as serving:  # noqa: S603
        try:
            backend = f"http://127.0.0.1:{port}"
            assert until_it_answers(f"{backend}/healthz").json() == {"status": "ok"}
            assert until_it_answers(f"http://127.0.0.1:{google_port}/").ok
            assert serving.stdout is not None
            told = ""
            while "Rows in" not in told:  # the first sync
                line = serving.stdout.readline()
                assert line, told
                told += line
            assert "Add-on backend at" in told
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(timeout=60)
    for each in (port, google_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", each)) != 0
