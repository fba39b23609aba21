"""Fixtures of the add-on's tests: the small program after a first sync, made once a session, and the add-on beside a copy of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.addon_events import PracticeAddon, enter_people, served
from tests.filled_own_workbook import fill_own_workbook
from tests.small_program import SmallProgram, running


@pytest.fixture(scope="session")
def synced_program(
    built_program: tuple[Path, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[str, str]]:
    """The folder of the small program with all roles entered and its ledger after a first sync. Never changed."""
    folder, ids = built_program
    copy = tmp_path_factory.mktemp("synced-program")
    with running_copy(folder, ids, copy) as program:
        enter_people(program)
        program.sync()
    return copy, ids


@pytest.fixture
def addon(synced_program: tuple[Path, tuple[str, str]], tmp_path: Path) -> Iterator[PracticeAddon]:
    """The add-on over HTTP beside a program of its own."""
    folder, ids = synced_program
    with running_copy(folder, ids, tmp_path) as program, served(program) as addon:
        yield addon


@pytest.fixture
def coach(addon: PracticeAddon) -> PracticeAddon:
    """The add-on, with Ana's own workbook filled and allowed."""
    fill_own_workbook(addon)
    return addon


def running_copy(folder: Path, ids: tuple[str, str], copy: Path) -> AbstractContextManager[SmallProgram]:
    """A copy of a program in a folder of its own, running."""
    for path in folder.iterdir():
        shutil.copy(path, copy / path.name)
    return running(copy / "google.db", ids, json.loads((copy / "sync-identity.json").read_text()))
