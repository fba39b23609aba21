"""Fixtures that several subjects share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sync.connect import practice_google
from sync.demo.building import build_program
from sync.logs import show_warnings_only
from tests.small_program import SmallProgram, copy_of, small_sample

# The same examples at every run; `make long` searches at random for new ones.
settings.register_profile("reproducible", derandomize=True, deadline=None)
if os.environ.get("COACHLOG_LONG") != "1":
    settings.load_profile("reproducible")


@pytest.fixture(autouse=True, scope="session")
def _quiet_logs() -> None:
    """A line for every request would drown what a failing test says."""
    show_warnings_only()


@pytest.fixture(scope="session")
def built_program(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str]]:
    """The folder of the small program as its people set it up, and the ids of registry and report. Never changed."""
    folder = tmp_path_factory.mktemp("small-program")
    with practice_google(folder / "google.db") as google:
        built = build_program(google, small_sample(), folder, lambda _words: None)
    return folder, (built.registry_id, built.report_id)


@pytest.fixture(scope="session")
def synced_once(
    built_program: tuple[Path, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[str, str]]:
    """The folder of the small program after its first sync, its ledger with it. Never changed."""
    folder = tmp_path_factory.mktemp("synced-once")
    with copy_of(*built_program, folder) as small:
        small.sync()
    return folder, built_program[1]


@pytest.fixture
def synced(synced_once: tuple[Path, tuple[str, str]], tmp_path: Path) -> Iterator[SmallProgram]:
    """The small program after its first sync, in a Google and a ledger of its own."""
    with copy_of(*synced_once, tmp_path) as small:
        yield small


@pytest.fixture
def program(built_program: tuple[Path, tuple[str, str]], tmp_path: Path) -> Iterator[SmallProgram]:
    """The small program, set up and never synced, in a Google and a ledger of its own."""
    with copy_of(*built_program, tmp_path) as small:
        yield small
