"""Fixtures that several subjects share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import make_url

from sync.connect import practice_google
from sync.demo.building import build_program
from sync.ledger import Ledger, open_ledger
from sync.logs import show_warnings_only
from tests.postgresql_server import NoPostgreSQL, PostgreSQLServer, running_server
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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """A PostgreSQL of this session's own; what needs it is skipped, with the reason printed, where none can be had."""
    folder = Path(tempfile.mkdtemp(prefix="coachlog-"))  # short: a socket's path has room for some 100 characters
    try:
        with running_server(folder) as server:
            yield server
    except NoPostgreSQL as problem:
        pytest.skip(f"no PostgreSQL: {problem}")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQLServer) -> Iterator[str]:
    """The address of an empty database of this test's own on PostgreSQL."""
    with postgresql_server.new_database() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_ledger(postgresql_server: PostgreSQLServer) -> Iterator[str]:
    """The name of a database that holds an empty ledger. Never changed."""
    with postgresql_server.new_database() as url:
        open_ledger(url).close()
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds an empty ledger. Never changed."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    open_ledger(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty ledger of this test's own, on each of the two databases."""
    if request.param == "postgresql":
        server: PostgreSQLServer = request.getfixturevalue("postgresql_server")
        with server.new_database(like=request.getfixturevalue("postgresql_ledger")) as url:
            yield url
    else:
        shutil.copy(request.getfixturevalue("sqlite_ledger"), tmp_path)
        yield f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An empty ledger, on each of the two databases."""
    with closing(open_ledger(ledger_url)) as opened:
        yield opened
