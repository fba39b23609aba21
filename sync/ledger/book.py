"""Opening the ledger, its runs, leases and feed tokens, and what it knows of each workbook."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sync.ledger import tables
from sync.ledger.coach_books import WITH_PSEUDONYMS
from sync.ledger.databases import LedgerUnreachable, is_postgresql, new_engine, one_at_a_time, opening_explained, put
from sync.ledger.rows import EntryChanges, LedgerRows

__all__ = ["EntryChanges", "Ledger", "LedgerBusy", "LedgerUnreachable", "WorkbookState", "open_ledger"]


class LedgerBusy(Exception):
    """Another run holds the lease; nothing was done."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(
            f"Another run of {name!r} is under way (its lease ends {until:%H:%M} UTC). Wait for it, or run again after that."
        )


@dataclass(frozen=True)
class WorkbookState:
    """What the last run left and saw of one workbook; the columns of the table of the same name."""

    workbook_id: str
    kind: str
    key: str = ""
    version: int | None = None
    content_hash: str | None = None
    written_at: datetime | None = None
    settled: bool = False
    last_good_read: datetime | None = None
    trouble: str | None = None
    trouble_since: datetime | None = None
    rows_in: int = 0
    accepted: int = 0
    problem_rows: int = 0
    duplicates: int = 0
    repaired: int = 0
    changed_on: date | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


def open_ledger(url: str) -> Ledger:
    """A ledger at a SQLAlchemy address, brought to the newest schema. Raises LedgerUnreachable."""
    with opening_explained():
        engine = new_engine(url)
        with engine.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() != _newest_schema():
                one_at_a_time(connection)  # who waited here finds the newest schema, and alembic nothing to do
                migrations = _migrations()
                migrations.attributes["connection"] = connection
                command.upgrade(migrations, "head")
    return Ledger(engine)


def _migrations() -> Config:
    migrations = Config()
    migrations.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return migrations


@cache
def _newest_schema() -> str | None:
    """The revision of the newest schema: a ledger that has it is not migrated."""
    return ScriptDirectory.from_config(_migrations()).get_current_head()


class Ledger:
    """A handle on the database; `transaction()` gives everything that reads and writes rows."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[LedgerRows]:
        """All that is written inside becomes true together, or not at all."""
        with self.engine.begin() as connection:
            yield LedgerRows(connection)

    def wipe_removed(self) -> None:
        """Takes what removed rows have left out of the database's files; of PostgreSQL, out of those of the tables with pseudonyms.
        Its write-ahead log holds them until it is recycled, and an archive of that log is a backup."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if is_postgresql(connection):
                for table in WITH_PSEUDONYMS:
                    connection.execute(sa.text(f"VACUUM (FULL) {table.name}"))
            else:
                connection.execute(sa.text("VACUUM"))
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    @contextmanager
    def lease(self, name: str, now: datetime, length: timedelta) -> Iterator[str]:
        """The right to do a job alone until `now + length`. Raises LedgerBusy while another holder's lease runs.

        It avoids double work only; what makes double work harmless is the version token in each workbook.
        """
        holder = str(uuid.uuid4())
        table = tables.leases
        values = {"name": name, "holder": holder, "until": now + length}
        with self.engine.begin() as connection:
            put(connection, table, values, only_where=table.c.until <= now)
            standing = connection.execute(sa.select(table).where(table.c.name == name)).one()
            if standing.holder != holder:
                raise LedgerBusy(name, standing.until)
        try:
            yield holder
        finally:
            with self.engine.begin() as connection:
                connection.execute(sa.delete(table).where(table.c.name == name, table.c.holder == holder))

    def start_run(self, job: str, now: datetime) -> str:
        run_id = str(uuid.uuid4())
        with self.engine.begin() as connection:
            connection.execute(sa.insert(tables.runs).values(run_id=run_id, job=job, started_at=now))
        return run_id

    def finish_run(self, run_id: str, now: datetime, outcome: str, reads: int, writes: int) -> None:
        run = tables.runs
        with self.engine.begin() as connection:
            connection.execute(
                sa.update(run)
                .where(run.c.run_id == run_id)
                .values(finished_at=now, outcome=outcome, reads=reads, writes=writes)
            )

    def last_run(self, job: str) -> Mapping[str, Any] | None:
        """The newest finished run of a job: its times, outcome and requests."""
        run = tables.runs
        newest = sa.select(run).where(run.c.job == job, run.c.outcome.is_not(None)).order_by(run.c.started_at.desc())
        with self.engine.connect() as connection:
            found = connection.execute(newest.limit(1)).mappings().first()
        return dict(found) if found else None

    def feed_token(self, identity: str) -> str | None:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(tables.feeds.c.token).where(tables.feeds.c.identity == identity))

    def keep_feed_token(self, identity: str, token: str) -> None:
        with self.engine.begin() as connection:
            put(connection, tables.feeds, {"identity": identity, "token": token})

    def workbooks(self) -> dict[str, WorkbookState]:
        """What is known of each workbook, by workbook id."""
        names = [each.name for each in fields(WorkbookState)]
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(*(tables.workbooks.c[name] for name in names))).mappings()
            return {row["workbook_id"]: WorkbookState(**row) for row in rows}

    def keep_workbook(self, state: WorkbookState) -> None:
        with self.engine.begin() as connection:
            put(connection, tables.workbooks, asdict(state))
