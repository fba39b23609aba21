"""The two databases that a ledger may stand on, and what each must be told: SQLite in a file, PostgreSQL for many workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

BUSY_SECONDS: Final = 30  # how long SQLite waits for another writer before it gives up
MIGRATION_LOCK: Final = 1  # of the database's advisory locks; nothing else of ours takes one
BAD_VALUE: Final = "22"  # the class of SQLSTATE whose messages quote the value, from PostgreSQL's appendix A


class LedgerUnreachable(Exception):
    """The ledger's database cannot be opened; nothing was done. Its password stands nowhere in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The ledger cannot be opened: {reason}. Look at COACHLOG_DATABASE_URL.")


@contextmanager
def opening_explained() -> Iterator[None]:
    """What goes wrong when a database is opened, as LedgerUnreachable."""
    try:
        yield
    except ModuleNotFoundError as missing:
        known = "coachlog runs on SQLite, and with its extra postgresql on postgresql+psycopg://"
        raise LedgerUnreachable(f"{missing}; {known}") from None
    except (sa.exc.ArgumentError, ValueError):
        raise LedgerUnreachable("that is no address of a database that coachlog knows") from None
    except sa.exc.OperationalError as problem:
        raise LedgerUnreachable(str(problem.orig).strip().partition("\n")[0]) from None


def new_engine(url: str) -> sa.Engine:
    """The engine for a SQLAlchemy address. No error of it quotes what a statement was handed: pseudonyms stand in no log line."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
        sa.event.listen(engine, "connect", _sqlite_settings)
        return engine
    # A server may have closed a connection that stood unused: it is asked before it is used again.
    engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True)
    sa.event.listen(engine, "connect", _postgresql_settings)
    sa.event.listen(engine, "handle_error", _without_values)
    return engine


def is_postgresql(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"


def one_at_a_time(connection: sa.Connection) -> None:
    """Waits until no other worker brings this database to its newest schema, for the rest of the transaction."""
    if is_postgresql(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))


def put(
    connection: sa.Connection,
    table: sa.Table,
    values: Mapping[str, Any],
    changed: list[str] | None = None,
    only_where: sa.ColumnElement[bool] | None = None,
) -> None:
    """One row put in, or changed where its key is there: in one statement, because two workers may do it at once.

    Args: changed: the columns that a standing row takes over (by default all); only_where: which standing row may be changed.
    Another one stays as it is, and is locked for the rest of the transaction all the same.
    """
    insert = postgresql.insert if is_postgresql(connection) else sqlite.insert
    statement = insert(table).values(**values)
    keys = [column.name for column in table.primary_key]
    names = [name for name in values if name not in keys] if changed is None else changed
    taken = {name: statement.excluded[name] for name in names}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=taken, where=only_where))


def _sqlite_settings(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _postgresql_settings(connection: Any, _record: object) -> None:
    """PostgreSQL refuses the character NUL, which nobody sees: it is left out, rather than a sync stopped by one cell."""
    from psycopg.types.string import StrDumperUnknown  # comes with the extra `postgresql` only

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\x00", ""))

    connection.adapters.register_dumper(str, WithoutNul)


def _without_values(context: sa.engine.ExceptionContext) -> None:
    """PostgreSQL's DETAIL quotes the key or the row that it refused: an error says what PostgreSQL says first, and no more."""
    problem: Any = context.original_exception
    state = getattr(problem, "sqlstate", None)
    if state is None or context.sqlalchemy_exception is None:
        return
    kind = type(problem)
    said = "" if state.startswith(BAD_VALUE) else str(problem.diag.message_primary or "")
    problem.args = (said,)
    context.sqlalchemy_exception.args = (f"({kind.__module__}.{kind.__name__}) {said}",)
