"""Where this installation's Google, ledger and keys are: environment variables, or one settings file.

Every name can be given as `COACHLOG_<NAME>` in the environment or in the file that `COACHLOG_SETTINGS` names (default
`coachlog.env` in the current folder). `coachlog doctor` says what is missing.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Practice mode has a `practice_state`: the state file of the Google emulator. Live mode has `key_files`."""

    model_config = SettingsConfigDict(env_prefix="COACHLOG_", extra="ignore")

    registry_id: str = Field("", description="The id of the registry workbook.")
    report_id: str = Field("", description="The id of the program report workbook.")
    program_drive_id: str = Field("", description="The shared drive that holds the program's own files.")
    key_files: list[Path] = Field(default_factory=list, description="Service-account key files, one for each identity.")
    practice_state: Path | None = Field(None, description="Practice mode: the emulator's state file.")
    practice_day: str = Field("", description="Practice mode: the day that counts as today, as 2026-05-29.")
    database_url: str = Field("sqlite:///coachlog-ledger.db", description="The ledger, as a SQLAlchemy address.")
    fingerprint_key_file: Path = Field(
        Path("coachlog-fingerprint.key"),
        description="The key of the row fingerprints; kept apart from the ledger.",
    )
    pseudonym_key_file: Path = Field(
        Path("coachlog-pseudonym.key"),
        description="The keys of educators' pseudonyms: each school year has a file of its own beside this name.",
    )
    addon_url: str = Field("", description="The add-on's public address, https; in practice mode on this computer.")
    addon_service_account: str = Field("", description="The account that signs Google's calls to the add-on.")
    oauth_client_id: str = Field("", description="The OAuth client of the add-on: the audience of its users' tokens.")
    push_service_account: str = Field(
        "", description="The account in whose name Pub/Sub pushes; empty: no push is taken."
    )
    apps_script_client_id: str = Field("", description="The OAuth client of the Forms add-on's Apps Script project.")
    forms_topic: str = Field("", description="The Pub/Sub topic of form responses, projects/P/topics/T; empty: polled.")
    time_zone: str = Field("America/Chicago", description="The time zone in which the program's day begins.")

    @property
    def practice(self) -> bool:
        return self.practice_state is not None

    def fingerprint_key(self) -> str:
        """The key of the row fingerprints (16 characters), made at first use, readable by its owner only."""
        path = self.fingerprint_key_file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(secrets.token_hex(8), encoding="ascii")
        return path.read_text(encoding="ascii").strip()

    def pseudonym_key(self, school_year: str) -> bytes:
        """The key of one school year's pseudonyms (32 bytes), made at first use, readable by its owner only."""
        path = self.pseudonym_key_path(school_year)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _put_new_file(path, secrets.token_hex(32))
        return bytes.fromhex(path.read_text(encoding="ascii").strip())

    def pseudonym_key_path(self, school_year: str) -> Path:
        """Where the key of a school year is: for 2025-26, `coachlog-pseudonym.2025-26.key`."""
        path = self.pseudonym_key_file
        year = re.sub(r"[^0-9A-Za-z]+", "-", school_year).strip("-")
        return path.with_name(f"{path.stem}.{year}{path.suffix}")

    def pseudonym_key_files(self) -> list[Path]:
        """The keys of all school years that are still there."""
        path = self.pseudonym_key_file
        return sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))


def _put_new_file(path: Path, text: str) -> None:
    """The whole file at once, or none: of two workers who need it first, one makes it, and neither reads half of it."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as draft:  # readable by its owner only
        draft.write(text)
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)


def read_settings(settings_file: Path | None = None) -> Settings:
    """The settings of this installation: the environment first, then the file."""
    chosen = settings_file or Path(os.environ.get("COACHLOG_SETTINGS", "coachlog.env"))
    return Settings(_env_file=chosen if chosen.exists() else None)  # type: ignore[call-arg]  # taken by pydantic-settings


def clock_of(settings: Settings) -> Callable[[], datetime]:
    """The clock: the real one, or in practice mode noon of the practice day."""
    if settings.practice and settings.practice_day:
        day = datetime.fromisoformat(settings.practice_day).date()
        noon = datetime.combine(day, time(12), ZoneInfo(settings.time_zone))
        return lambda: noon
    return real_clock


def real_clock() -> datetime:
    return datetime.now(UTC)
