"""A PostgreSQL server for the tests: from the wheel of the test extra, else this machine's own. It answers on a socket only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

SECONDS_TO_START = 30
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root, as tests in a container do
FAST = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")  # nothing here must outlive a power cut


class NoPostgreSQL(Exception):
    """This machine has no programs of PostgreSQL, or they do not run."""


@dataclass(frozen=True)
class PostgreSQLServer:
    """A running server: the folder of its socket."""

    folder: Path

    @contextmanager
    def new_database(self, like: str = "template0") -> Iterator[str]:
        """The address of a new database, as COACHLOG_DATABASE_URL takes it: a copy of the one named (by default an empty one),
        dropped at the end, whoever is connected."""
        name = f"test_{uuid.uuid4().hex}"
        with self.connection() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield f"postgresql+psycopg://postgres@/{name}?host={self.folder}"
        with self.connection() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def connection(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def running_server(folder: Path) -> Iterator[PostgreSQLServer]:
    """A new server with its files in an empty folder whose path is short. Raises NoPostgreSQL."""
    own = _without_privileges(folder)
    programs = _programs(folder, own)
    made = [programs / "initdb", "-D", folder / "data", "--no-sync", "--auth=trust", "--username=postgres"]
    _run([*made, "--encoding=UTF8", "--no-locale"], own)
    begun = [programs / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", *FAST]
    with (folder / "log").open("wb") as log, subprocess.Popen(begun, stdout=log, stderr=log, **own) as process:  # noqa: S603
        try:
            yield _ready(PostgreSQLServer(folder), process)
        finally:
            process.send_signal(signal.SIGINT)  # ends what is still connected


def _without_privileges(folder: Path) -> dict[str, Any]:
    """How a program is started there: as whoever runs the tests, or for root as nobody, who then owns the folder."""
    if not hasattr(os, "geteuid"):
        raise NoPostgreSQL("this system has no sockets in files")
    if os.geteuid() != 0:
        return {"cwd": folder}
    shutil.chown(folder, UNPRIVILEGED)
    return {"cwd": folder, "user": UNPRIVILEGED, "extra_groups": []}


def _programs(folder: Path, own: dict[str, Any]) -> Path:
    """Where initdb and postgres are, that run here."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pgserver")
    if wheel and wheel.origin:
        places.insert(0, _within_reach(Path(wheel.origin).parent, folder) / "pginstall" / "bin")
    for place in places:
        try:
            _run([place / "initdb", "--version"], own)
            _run([place / "postgres", "--version"], own)
        except (OSError, NoPostgreSQL):
            continue
        return place
    raise NoPostgreSQL("neither the wheel pgserver nor initdb and postgres of this machine run here")


def _within_reach(wheel: Path, folder: Path) -> Path:
    """The wheel's package, copied for root: nobody may not look into a checkout in root's home."""
    if os.geteuid() != 0:
        return wheel
    for part in (wheel, wheel.with_name("pgserver.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True, ignore=shutil.ignore_patterns("*.a", "*.h"))
    return folder / wheel.name


def _run(command: list[Any], own: dict[str, Any]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **own)  # noqa: S603 - PostgreSQL's own
    if done.returncode:
        raise NoPostgreSQL(f"{command[0]} said: {done.stderr.strip()}")


def _ready(server: PostgreSQLServer, process: subprocess.Popen[bytes]) -> PostgreSQLServer:
    for _ in range(SECONDS_TO_START * 20):
        if process.poll() is not None:
            raise NoPostgreSQL(f"the server ended: {(server.folder / 'log').read_text(errors='replace')}")
        try:
            server.connection().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return server
    raise NoPostgreSQL(f"the server did not answer in {SECONDS_TO_START} seconds")
