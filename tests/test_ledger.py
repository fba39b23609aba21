"""The ledger remembers entries, what happened to them, and what it was charged for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from sync.ledger import Ledger, WorkbookState
from sync.ledger.tables import charge_bases

NOON = datetime(2026, 5, 29, 12, tzinfo=UTC).replace(tzinfo=None)


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
    place: sa.ColumnClause[str] = sa.literal_column("ctid" if ledger.engine.dialect.name == "postgresql" else "rowid")
    stood = sa.select(charge_bases.c.entry_id, place, charge_bases.c.held).order_by(charge_bases.c.entry_id)
    with ledger.engine.connect() as connection:
        before = connection.execute(stood).all()
    with ledger.transaction() as rows:
        after = bases.iloc[:2].assign(held=[True, False])
        rows.keep_charge_bases(after, rows.charge_bases())
    with ledger.engine.connect() as connection:
        a, b = connection.execute(stood).all()
    assert b == before[1]
    assert (a.entry_id, a.held, a[1] == before[0][1]) == ("a", True, False)


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
        rows.keep_aggregates("two", {"format": 1})
        rows.keep_aggregates("two", {"format": 2})
        assert rows.aggregates(["two", "none"]) == {"two": {"format": 2}}
        assert rows.aggregates().keys() == {"one", "two"}


def test_a_workbooks_state_is_kept(ledger: Ledger) -> None:
    """The last word stands, each value in its own type: times without a zone, days, truth, small tables."""
    state = WorkbookState(
        "book",
        "district",
        "D01",
        4,
        "digest",
        NOON,
        True,
        NOON,
        None,
        None,
        changed_on=date(2026, 5, 29),
        notes={"a": [1, "é"]},
    )
    ledger.keep_workbook(WorkbookState("book", "district", "D01", version=3, trouble="not shared", trouble_since=NOON))
    ledger.keep_workbook(state)
    found = ledger.workbooks()
    assert found == {"book": state}
    assert found["book"].settled is True


def test_a_run_that_is_finished_is_the_last_run(ledger: Ledger) -> None:
    """The newest one that ended, with its requests; its times have no zone."""
    ledger.finish_run(ledger.start_run("sync", NOON), NOON, "done", reads=7, writes=2)
    ledger.start_run("sync", NOON)
    run = ledger.last_run("sync")
    assert run is not None
    assert (run["started_at"], run["outcome"], run["reads"], run["writes"]) == (NOON, "done", 7, 2)
    assert ledger.last_run("doctor") is None


def test_the_last_feed_token_stands(ledger: Ledger) -> None:
    """Each identity has its own."""
    for identity, token in (("one", "1"), ("two", "1"), ("one", "2")):
        ledger.keep_feed_token(identity, token)
    assert (ledger.feed_token("one"), ledger.feed_token("two"), ledger.feed_token("three")) == ("2", "1", None)


def test_problems_come_back_in_the_order_of_the_rows(ledger: Ledger) -> None:
    """One workbook's are replaced as a whole; a problem of a whole tab has no row."""
    problem = {
        "outcome": "problem",
        "tab": "Activity Log",
        "column": "Minutes",
        "message": "m",
        "hint": "h",
        "entry_id": "",
    }
    with ledger.transaction() as rows:
        rows.keep_problems("book", [{**problem, "row": 9}])
        rows.keep_problems("book", [{**problem, "row": 5}, {**problem, "row": None}])
        rows.keep_problems("other", [{**problem, "row": 2}])
        found = rows.problems()
    assert found["workbook_id"].tolist() == ["book", "book", "other"]
    assert [None if pd.isna(row) else int(row) for row in found["row"]] == [5, None, 2]


def test_a_correction_tells_when_and_with_which_fingerprints(ledger: Ledger) -> None:
    """Fingerprints are kept as signed numbers, which two databases can hold; the time has no zone, the truth is True."""
    record(ledger, entries(("a", "2026-04-30", 45, 2**64 - 1)), closed=("2026-04",))
    with ledger.transaction() as rows:
        (line,) = rows.corrections()
    assert (line["at"], line["date"], line["closed_month"]) == (NOON, date(2026, 4, 30), True)
    assert line["closed_month"] is True
    assert (line["fingerprint_before"], line["fingerprint_after"]) == (None, -1)


def test_what_fails_in_a_transaction_leaves_nothing(ledger: Ledger) -> None:
    """How --dry-run decides: all that was written inside is taken back."""

    def write_and_fail() -> None:
        with ledger.transaction() as rows:
            rows.keep_aggregates("book", {})
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    with ledger.transaction() as rows:
        assert rows.aggregates() == {}


def test_a_replaced_workbook_hands_over_what_is_known_of_it(ledger: Ledger) -> None:
    """Its entries and history go to the copy that took its place; an entry that the copy has already stays the copy's."""
    with ledger.transaction() as rows:
        rows.record_entries("old", "run", NOON, entries(("a", "2026-05-04", 45, 1), ("b", "2026-05-05", 30, 2)), ())
        rows.record_entries("new", "run", NOON, entries(("a", "2026-05-04", 50, 3)), ())
        rows.keep_aggregates("old", {"format": 1})
    ledger.keep_workbook(WorkbookState("old", "district", "D01", version=7, settled=True))
    with ledger.transaction() as rows:
        rows.places.move("old", "new")
        assert rows.entries(["new"])[["entry_id", "minutes"]].to_numpy().tolist() == [["b", 30], ["a", 50]]
        assert rows.aggregates() == {"new": {"format": 1}}
        assert rows.ids_elsewhere(["new"], ["a", "b"]) == set()
        rows.places.leave("new")
    assert ledger.workbooks() == {"new": WorkbookState("new", "district", "D01", settled=True)}
