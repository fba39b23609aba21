"""`coachlog serve`: the add-on's backend under gunicorn, a sync every minute, and in practice mode the Google they talk to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import requests

from sync.cli.screen import console
from sync.connect import PracticeGoogle, practice_google
from sync.settings import Settings

STARTING_SECONDS: Final = 60.0  # how long the backend may take until it answers
PRACTICE_ACCOUNT: Final = "gsuite-addons@coachlog-practice.iam.gserviceaccount.com"
PRACTICE_CLIENT: Final = "coachlog-practice-addon.apps.googleusercontent.com"
PRACTICE_PUSHER: Final = "forms-push@coachlog-practice.iam.gserviceaccount.com"
PRACTICE_TOPIC: Final = "projects/coachlog-practice/topics/forms"


class BackendNotStarted(Exception):
    """The add-on's backend does not answer."""


def serving_settings(settings: Settings, port: int) -> Settings:
    """The settings with what serving adds: the backend's address on this computer, and in practice mode whom it believes and the
    topic to which the practice Google tells of form responses."""
    found = settings.model_copy(update={"addon_url": settings.addon_url or f"http://127.0.0.1:{port}"})
    if not found.practice:
        return found
    practice = {"addon_service_account": PRACTICE_ACCOUNT, "oauth_client_id": PRACTICE_CLIENT}
    practice |= {"push_service_account": PRACTICE_PUSHER, "forms_topic": PRACTICE_TOPIC}
    return found.model_copy(update=practice)


def serve_program(
    settings: Settings, settings_file: Path | None, port: int, google_port: int, every: float, sync: Callable[[], None]
) -> None:
    """Serve until Ctrl-C or SIGTERM, which end the backend too. `sync` runs one sync and says what came out."""
    signal.signal(signal.SIGTERM, _interrupted)
    with ExitStack() as running:
        google = None
        if settings.practice_state:
            google = running.enter_context(practice_google(settings.practice_state, google_port))
        running.enter_context(_backend(settings, settings_file, port))
        console.print(f"Add-on backend at [bold]{settings.addon_url}[/bold]")
        if google:
            _install(google, settings.addon_url)
            console.print(
                f"Practice Google at [bold]{google.address}[/bold]: open a Sheet there; the add-on stands beside it."
            )
        console.print(f"A sync every {every:.0f} seconds. Ctrl-C ends everything.")
        try:
            while True:
                sync()
                time.sleep(every)
        except KeyboardInterrupt:
            console.print("Stopped.")


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _backend(settings: Settings, settings_file: Path | None, port: int) -> Iterator[None]:
    """gunicorn with the add-on, for as long as the block runs; its workers read the same settings."""
    own = ("addon_url", "addon_service_account", "oauth_client_id", "push_service_account")
    environment = os.environ | {f"COACHLOG_{name.upper()}": str(getattr(settings, name)) for name in own}
    if settings_file:
        environment |= {"COACHLOG_SETTINGS": str(settings_file)}
    command = [sys.executable, "-m", "gunicorn", "addon.wsgi:application()", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "8", "--worker-class", "gthread", "--log-level", "warning"]
    command += ["--keep-alive", "30", "--no-control-socket"]
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise BackendNotStarted("The add-on's backend did not start; what it printed above says why. Is the port taken?")


def _install(google: PracticeGoogle, url: str) -> None:
    deployment = requests.get(f"{url}/deployment.json", timeout=10).json()
    google.push_forms(PRACTICE_TOPIC, f"{url}/hooks/forms", PRACTICE_PUSHER)
    google.install_addon(deployment, PRACTICE_ACCOUNT, PRACTICE_CLIENT)
