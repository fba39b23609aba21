"""The ledger remembers entries, what happened to them, and what it was charged for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from sync.ledger import Ledger, LedgerBusy, WorkbookState, open_ledger

NOON = datetime(2026, 5, 29, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(f"sqlite:///{tmp_path}/ledger.db")


def entries(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Entries drawn as (entry_id, date, minutes, fingerprint); everything else is the same."""
    frame = pd.DataFrame(rows, columns=["entry_id", "date", "minutes", "fingerprint"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]).astype("datetime64[s]"),
        fingerprint=frame["fingerprint"].astype("uint64"),
        attendance=pd.Series([None] * len(frame), dtype="Int32"),
        district_id="D01",
        coach_id="C1",
        school_id="S1",
        activity="Travel",
        focus_area="",
        delivery="In person",
        contract_day="",
        funding_source="",
        source="district",
        answers=0,
        held=False,
    )


def record(ledger: Ledger, frame: pd.DataFrame, closed: tuple[str, ...] = ()) -> tuple[int, int, int]:
    with ledger.transaction() as rows:
        changes = rows.record_entries("book", "run", NOON, frame, closed)
    return changes.inserted, changes.edited, changes.deleted


def test_entries_come_back_as_they_were_recorded(ledger: Ledger) -> None:
    """Large unsigned fingerprints and missing attendance survive the database."""
    record(ledger, entries(("a", "2026-05-04", 45, 2**64 - 1)))
    with ledger.transaction() as rows:
        found = rows.entries()
    assert found["fingerprint"].tolist() == [2**64 - 1]
    assert found["minutes"].tolist() == [45]
    assert found["attendance"].isna().all()


def test_a_second_recording_of_the_same_entries_changes_nothing(ledger: Ledger) -> None:
    """Whatever may be sent twice is harmless twice."""
    same = entries(("a", "2026-05-04", 45, 1), ("b", "2026-05-05", 30, 2))
    assert record(ledger, same) == (2, 0, 0)
    assert record(ledger, same) == (0, 0, 0)


def test_history_tells_what_was_inserted_edited_and_deleted(ledger: Ledger) -> None:
    """The minutes before and after stand side by side."""
    record(ledger, entries(("a", "2026-05-04", 45, 1), ("b", "2026-05-05", 30, 2)))
    assert record(ledger, entries(("a", "2026-05-04", 60, 3))) == (0, 1, 1)
    with ledger.transaction() as rows:
        told = [(line["what"], line["minutes_before"], line["minutes_after"]) for line in rows.history("a")]
        gone = [line["what"] for line in rows.history("b")]
    assert told == [("inserted", None, 45), ("edited", 45, 60)]
    assert gone == ["inserted", "deleted"]


def test_a_change_in_a_closed_month_is_a_correction(ledger: Ledger) -> None:
    """Moving an entry out of a closed month, or into one, marks it."""
    record(ledger, entries(("a", "2026-04-30", 45, 1), ("b", "2026-05-05", 30, 2)))
    record(ledger, entries(("a", "2026-05-01", 45, 3), ("b", "2026-05-06", 30, 4)), closed=("2026-04",))
    with ledger.transaction() as rows:
        assert [line["entry_id"] for line in rows.corrections()] == ["a"]


def test_charge_bases_are_replaced_as_a_whole(ledger: Ledger) -> None:
    """What is no longer charged is gone; the rest stands as given."""
    bases = entries(("a", "2026-05-04", 45, 1), ("b", "2026-05-05", 30, 2))
    with ledger.transaction() as rows:
        rows.keep_charge_bases(bases)
        rows.keep_charge_bases(bases[bases["entry_id"] == "b"].assign(contract_day="Half day"))
        found = rows.charge_bases()
    assert found[["entry_id", "contract_day"]].to_numpy().tolist() == [["b", "Half day"]]


def test_of_charge_bases_only_what_differs_is_written(ledger: Ledger) -> None:
    """One changes, one stays, one goes: the one that stays keeps its row in the database."""
    bases = entries(("a", "2026-05-04", 45, 1), ("b", "2026-05-05", 30, 2), ("c", "2026-05-06", 30, 2))
    with ledger.transaction() as rows:
        rows.keep_charge_bases(bases)
    with ledger.transaction() as rows:
        after = bases.iloc[:2].assign(held=[True, False])
        rows.keep_charge_bases(after, rows.charge_bases())
    with ledger.engine.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT entry_id, rowid, held FROM charge_bases ORDER BY rowid").all()
    assert [tuple(row) for row in numbers] == [("b", 2, 0), ("a", 3, 1)]


def test_charge_bases_are_found_by_district_by_coach_and_by_entry(ledger: Ledger) -> None:
    """One card reads what concerns it, not the whole program."""
    bases = entries(("a", "2026-05-04", 45, 1), ("b", "2026-05-05", 30, 2))
    bases = bases.assign(district_id=["D1", "D2"], coach_id=["C1", "C2"])
    with ledger.transaction() as rows:
        rows.keep_charge_bases(bases)
        assert rows.charge_bases(district_ids=["D1"])["entry_id"].tolist() == ["a"]
        assert rows.charge_bases(coach_ids=["C2"])["entry_id"].tolist() == ["b"]
        assert rows.charge_bases(coach_ids=[]).empty
        assert rows.coaches_charged_in("D2") == ["C2"]
        assert (rows.is_charged("a"), rows.is_charged("z")) == (True, False)


def test_sums_are_found_by_workbook(ledger: Ledger) -> None:
    """All of them, or those that are asked for."""
    with ledger.transaction() as rows:
        rows.keep_aggregates("one", {"format": 1})
        rows.keep_aggregates("two", {"format": 2})
        assert rows.aggregates(["two", "none"]) == {"two": {"format": 2}}
        assert rows.aggregates().keys() == {"one", "two"}


def test_only_one_run_holds_the_lease(ledger: Ledger) -> None:
    """The second is told to wait; after the first it may go."""
    second = ledger.lease("sync", NOON, timedelta(minutes=10))
    with ledger.lease("sync", NOON, timedelta(minutes=10)), pytest.raises(LedgerBusy, match="12:10"), second:
        pass
    with ledger.lease("sync", NOON, timedelta(minutes=10)):
        pass


def test_a_lease_whose_holder_died_runs_out(ledger: Ledger) -> None:
    """Nobody waits for a dead run for longer than its lease."""
    ledger.lease("sync", NOON, timedelta(minutes=10)).__enter__()
    with ledger.lease("sync", NOON + timedelta(minutes=11), timedelta(minutes=10)):
        pass


def test_a_workbooks_state_is_kept(ledger: Ledger) -> None:
    """The last word stands."""
    ledger.keep_workbook(WorkbookState("book", "district", "D01", version=3))
    ledger.keep_workbook(WorkbookState("book", "district", "D01", version=4, settled=True))
    assert ledger.workbooks() == {"book": WorkbookState("book", "district", "D01", version=4, settled=True)}


def test_an_error_of_the_database_does_not_say_what_it_was_handed(tmp_path: Path) -> None:
    """A statement that fails names its table, never the values: they may be codes that stand for somebody."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    statement = sa.text("UPDATE no_such_table SET code = :code")
    with pytest.raises(sa.exc.OperationalError) as failed, ledger.engine.begin() as connection:
        connection.execute(statement, {"code": "a-code-that-stands-for-somebody"})
    ledger.close()
    assert "no_such_table" in str(failed.value)
    assert "stands-for-somebody" not in str(failed.value)
