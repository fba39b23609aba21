"""The small program with its ledger on PostgreSQL: what it does there is what it does on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sync.cli.main import app
from sync.jobs.forgetting import forget, plan_forgetting
from sync.jobs.outcome import Progress
from sync.jobs.sync import JOB, sync_program
from sync.ledger import LedgerBusy, open_ledger
from tests.addon_events import ANA, card_of, enter_people, served
from tests.postgresql_server import PostgreSQLServer
from tests.small_program import TODAY, SmallProgram, copy_of

ADDRESS = "maria@north.example"


@pytest.fixture
def on_postgresql(
    built_program: tuple[Path, tuple[str, str]], tmp_path: Path, postgresql_url: str
) -> Iterator[SmallProgram]:
    """The small program, never synced, with an empty database for its ledger."""
    with copy_of(*built_program, tmp_path, postgresql_url) as small:
        yield small


def test_a_life_of_the_program(on_postgresql: SmallProgram) -> None:
    """A dry run keeps nothing, a first sync writes, a second does not; an edit is seen; a deleted charged row is asked about."""
    program = on_postgresql
    assert "North" in {each.name for each in program.sync(dry_run=True).written}
    assert program.ledger.workbooks() == {}
    assert program.sync().inserted == 6
    again = program.sync()
    assert (again.reads, again.writes) == (1, 0)
    log = program.log_of("D2")
    log.update_cell(2, log.find("Minutes").col, 100)
    program.log_of("D3").delete_rows(2)
    outcome = program.sync()
    assert (outcome.inserted, outcome.edited, outcome.deleted) == (0, 1, 1)
    assert program.rows("D3", "contract_days", "days", "status") == [(1.0, "Held until confirmed")]
    assert program.rows("C2", "please_confirm", "status") == [("Waiting for your answer",)]
    assert program.sync(full=True).writes == 0


def test_an_entry_from_the_sidebar_is_seen_by_the_next_sync(on_postgresql: SmallProgram) -> None:
    """The card counts from the ledger what other workbooks hold; its new row is one entry more."""
    enter_people(on_postgresql)
    on_postgresql.sync()
    with served(on_postgresql) as addon:
        chosen = {"activity": "Co-Planning", "focus_area": "Digital Equity"}
        card_of(addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **chosen))
    assert on_postgresql.sync().inserted == 1


def test_who_is_forgotten_leaves_the_files_of_the_database(
    on_postgresql: SmallProgram, postgresql_server: PostgreSQLServer
) -> None:
    """Tables, indexes and the samples that the planner keeps: nowhere the code, and the other educator's stays."""
    program = on_postgresql
    program.sync()
    ids = [str(row[0]) for row in program.rows("D1", "activity_log", "entry_id")]
    names = {"Maria Quimby": ADDRESS, "Sam Okafor": "sam@north.example"}
    roster = [{"educator": name, "email": email, "district": "North"} for name, email in names.items()]
    program.type_rows("C1", "roster", roster)
    program.type_rows("C1", "worked_with", [{"entry_id": ids[0], "educator": name} for name in names])
    program.sync()
    with program.ledger.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    both = pseudonyms(program)
    assert {code for code in both if in_files(postgresql_server, code)} == both
    forget(program.context(), plan_forgetting(program.context(), "C1", ADDRESS))
    (gone,) = both - pseudonyms(program)
    assert not in_files(postgresql_server, gone)
    (kept,) = both - {gone}
    assert in_files(postgresql_server, kept)


def pseudonyms(program: SmallProgram) -> set[str]:
    with program.ledger.engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT educator FROM encounters").scalars())


def in_files(server: PostgreSQLServer, code: str) -> bool:
    """Whether a code stands in a file of a database, once the server has written what it holds in memory."""
    with server.connection() as connection:
        connection.execute("CHECKPOINT")
    files = [path for path in (server.folder / "data" / "base").rglob("*") if path.is_file()]
    return any(code.encode() in path.read_bytes() for path in files)


def test_a_second_sync_while_one_runs_does_nothing(on_postgresql: SmallProgram, postgresql_url: str) -> None:
    """In the middle of a sync another worker wants to begin one: it is told to wait, and the first one ends well."""
    refused: list[str] = []

    def begin_another(step: Progress, _done: int, _of: int) -> None:
        if step is Progress.DECIDE:
            with closing(open_ledger(postgresql_url)) as other, pytest.raises(LedgerBusy) as told:
                sync_program(replace(on_postgresql.context(), ledger=other))
            refused.append(str(told.value))

    outcome = sync_program(replace(on_postgresql.context(), progress=begin_another))
    assert (outcome.inserted, outcome.troubles) == (6, ())
    assert "under way" in refused[0]


def test_the_commands_take_their_ledger_from_the_environment(
    built_program: tuple[Path, tuple[str, str]], tmp_path: Path, postgresql_url: str
) -> None:
    """COACHLOG_DATABASE_URL stands above the settings file: 7 while another worker syncs, then a sync, and its status."""
    folder, ids = built_program
    with copy_of(folder, ids, tmp_path, postgresql_url):
        pass
    lines = {
        "REGISTRY_ID": ids[0],
        "REPORT_ID": ids[1],
        "KEY_FILES": json.dumps([str(tmp_path / "sync-identity.json")]),
        "PRACTICE_STATE": tmp_path / "google.db",
        "PRACTICE_DAY": TODAY.isoformat(),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'nowhere' / 'ledger.db'}",
        "FINGERPRINT_KEY_FILE": tmp_path / "fingerprint.key",
        "PSEUDONYM_KEY_FILE": tmp_path / "pseudonym.key",
    }
    settings = tmp_path / "coachlog.env"
    settings.write_text("\n".join(f"COACHLOG_{name}={value}" for name, value in lines.items()))
    runner = CliRunner(env={"COACHLOG_DATABASE_URL": postgresql_url, "COACHLOG_SETTINGS": str(settings)})
    now = datetime.now(UTC).replace(tzinfo=None)
    with closing(open_ledger(postgresql_url)) as other, other.lease(JOB, now, timedelta(minutes=5)):
        busy = runner.invoke(app, ["sync"])
    assert (busy.exit_code, "under way" in busy.output) == (7, True)
    done = runner.invoke(app, ["sync"])
    assert done.exit_code == 0, done.output
    told = runner.invoke(app, ["status"])
    assert (told.exit_code, "D1" in told.output) == (0, True)
