"""Several workers on one ledger: one at a time where it matters, none stopped by another, and no error that tells too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from sync.ledger import Ledger, LedgerBusy, WorkbookState, open_ledger
from sync.ledger.coach_books import encounters

NOON = datetime(2026, 5, 29, 12, tzinfo=UTC).replace(tzinfo=None)
WORKERS = 6
CODE = "a-code-that-stands-for-somebody"


@pytest.fixture
def other(ledger: Ledger, ledger_url: str) -> Iterator[Ledger]:
    """Another worker's handle on the same ledger."""
    with closing(open_ledger(ledger_url)) as opened:
        yield opened


def at_once(work: Callable[[int], object]) -> list[object]:
    """What each worker's work gave, all of them begun in the same moment."""
    ready = Barrier(WORKERS)

    def begin(number: int) -> object:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(begin, range(WORKERS)))


def test_only_one_run_holds_the_lease(ledger: Ledger) -> None:
    """The second is told to wait; after the first it may go."""
    second = ledger.lease("sync", NOON, timedelta(minutes=10))
    with ledger.lease("sync", NOON, timedelta(minutes=10)), pytest.raises(LedgerBusy, match="12:10"), second:
        pass
    with ledger.lease("sync", NOON, timedelta(minutes=10)):
        pass


def test_a_lease_that_another_worker_holds_is_refused(ledger: Ledger, other: Ledger) -> None:
    """By name: another job may begin; once the first has ended, so may the second."""
    with ledger.lease("sync", NOON, timedelta(minutes=10)):
        with other.lease("documents", NOON, timedelta(minutes=10)):
            pass
        with pytest.raises(LedgerBusy, match="12:10"), other.lease("sync", NOON, timedelta(minutes=10)):
            pass
    with other.lease("sync", NOON, timedelta(minutes=10)):
        pass


def test_of_workers_that_take_a_lease_in_the_same_moment_one_gets_it(ledger: Ledger) -> None:
    """Nobody held it before, so there is no row that they could wait for; the others are told to wait, and nothing breaks."""
    held: list[AbstractContextManager[str]] = []

    def take(_number: int) -> object:
        lease = ledger.lease("sync", NOON, timedelta(minutes=10))
        try:
            lease.__enter__()
        except LedgerBusy as told:
            return "busy" if "12:10" in str(told) else str(told)
        held.append(lease)
        return "held"

    told = at_once(take)
    assert sorted(map(str, told)) == ["busy"] * (WORKERS - 1) + ["held"]
    held[0].__exit__(None, None, None)


def test_a_lease_whose_holder_died_runs_out(ledger: Ledger, other: Ledger) -> None:
    """Nobody waits for a dead run for longer than its lease, and a run that ends late does not end its successor's."""
    dead = ledger.lease("sync", NOON, timedelta(minutes=10))
    dead.__enter__()
    with other.lease("sync", NOON + timedelta(minutes=11), timedelta(minutes=10)):
        dead.__exit__(None, None, None)
        with (
            pytest.raises(LedgerBusy, match="12:21"),
            ledger.lease("sync", NOON + timedelta(minutes=12), timedelta(minutes=10)),
        ):
            pass


def test_workers_that_keep_one_workbook_in_the_same_moment_do_not_stop_each_other(ledger: Ledger) -> None:
    """The sidebar unsettles a workbook while the sync keeps it: one of them has the last word. The same of a feed's token."""
    for turn in range(5):
        at_once(
            lambda number, turn=turn: ledger.keep_workbook(WorkbookState(f"book{turn}", "district", version=number))
        )
        at_once(lambda number, turn=turn: ledger.keep_feed_token(f"identity{turn}", str(number)))
    assert len(ledger.workbooks()) == 5
    assert ledger.feed_token("identity4") in {str(number) for number in range(WORKERS)}


def test_workers_that_open_a_new_ledger_in_the_same_moment_make_it_once(postgresql_url: str) -> None:
    """The tables are made by the first of them; the others wait for it."""
    at_once(lambda _number: open_ledger(postgresql_url).close())
    with closing(open_ledger(postgresql_url)) as ledger:
        assert ledger.workbooks() == {}


def test_a_connection_that_the_server_closed_is_opened_anew(postgresql_url: str) -> None:
    """As after a night without a card, or a restart of the server."""
    with closing(open_ledger(postgresql_url)) as ledger, closing(open_ledger(postgresql_url)) as other:
        ledger.workbooks()
        with other.engine.begin() as connection:
            others = "pid <> pg_backend_pid() AND datname = current_database()"
            connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))  # noqa: S608
        assert ledger.workbooks() == {}


def test_an_error_of_the_database_does_not_say_what_it_was_handed(ledger: Ledger) -> None:
    """A statement that fails names its table, never the values: they may be codes that stand for somebody."""
    statement = sa.text("UPDATE no_such_table SET code = :code")
    with pytest.raises(sa.exc.DBAPIError) as failed, ledger.engine.begin() as connection:
        connection.execute(statement, {"code": CODE})
    assert "no_such_table" in str(failed.value)
    assert CODE not in str(failed.value)


def test_a_row_that_the_database_refuses_is_not_quoted(ledger: Ledger) -> None:
    """A key that is there already, a value that is missing, one that is of another type: PostgreSQL would quote each of them."""
    row = {
        "workbook_id": "book",
        "entry_id": "e",
        "educator": CODE,
        "district_id": "D1",
        "cycle_id": "",
        "school_year": "y",
    }
    with ledger.transaction() as rows:
        rows.coach_books.keep(encounters, "book", [row])
    for refused in (sa.insert(encounters).values(row), sa.update(encounters).values(district_id=None)):
        with pytest.raises(sa.exc.IntegrityError) as failed, ledger.engine.begin() as connection:
            connection.execute(refused)
        assert CODE not in f"{failed.value} {failed.value.orig!r} {failed.value.__cause__}"
        assert "encounters" in str(failed.value)


def test_a_value_of_another_type_is_not_quoted(postgresql_url: str) -> None:
    """SQLite takes any text for a number; PostgreSQL refuses it, and would say which."""
    with closing(open_ledger(postgresql_url)) as ledger:
        with pytest.raises(sa.exc.DataError) as failed, ledger.engine.begin() as connection:
            connection.execute(sa.text("SELECT CAST(:code AS TEXT)::INTEGER"), {"code": CODE})
        assert CODE not in f"{failed.value} {failed.value.orig!r}"
