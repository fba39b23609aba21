"""Ids of entries: given, given back and told apart by what the rows say, so that no minute is lost or counted twice."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import count, permutations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.identity import EntryIdTaken, SettledLog, settle_entry_ids
from sync.coaching.parsing import ParsedLog
from tests.drawn_logs import good, parsed_rows

Row = Mapping[str, Cell]
NOTHING_KNOWN = pd.DataFrame({"entry_id": pd.Series(dtype="str"), "fingerprint": pd.Series(dtype="uint64")})


def an_id(name: object) -> str:
    """The id that stands for a name in these tests."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, str(name)))


A, B, C, D = (an_id(letter) for letter in "ABCD")


def row(minutes: float, entry_id: str | None = None, note: str | None = None) -> dict[str, Cell]:
    return good(minutes=minutes, entry_id=entry_id, note=note)


def new_ids(start: int = 1) -> Callable[[int], str]:
    """New 1, new 2 ... in the order in which they are asked for."""
    numbers = count(start)
    return lambda _: an_id(f"new {next(numbers)}")


def known_as(*rows: Row) -> pd.DataFrame:
    """What the ledger knows after these rows, each with its id."""
    return known_after(settle_entry_ids(parsed_rows(*rows), NOTHING_KNOWN, new_ids(100)))


def known_after(settled: SettledLog) -> pd.DataFrame:
    return settled.entries[["entry_id", "fingerprint"]]


def settled(*rows: Row, known: pd.DataFrame = NOTHING_KNOWN) -> SettledLog:
    return settle_entry_ids(parsed_rows(*rows), known, new_ids())


def said(found: SettledLog) -> dict[str, int]:
    """Entry id -> minutes."""
    return dict(zip(found.entries["entry_id"], found.entries["minutes"], strict=True))


def asked(found: SettledLog) -> list[int | None]:
    """The rows that are asked about as duplicates."""
    return [problem.row for problem in found.problems if problem.outcome is Outcome.DUPLICATE]


def test_a_row_typed_by_hand_gets_an_id_to_be_written_back() -> None:
    """The next sync finds it there and writes nothing."""
    first = settled(row(30), row(45, A))
    assert first.ids_to_write == {2: an_id("new 1")}
    assert said(first) == {an_id("new 1"): 30, A: 45}
    again = settled(row(30, an_id("new 1")), row(45, A), known=known_after(first))
    assert (again.ids_to_write, again.duplicates) == ({}, 0)


def test_an_edited_row_keeps_its_id() -> None:
    """The same id, other minutes: the ledger records an edit."""
    assert said(settled(row(75, A), row(45, B), known=known_as(row(30, A), row(45, B)))) == {A: 75, B: 45}


def test_a_row_whose_id_was_cleared_gets_it_back() -> None:
    """Its text is the proof; nothing is asked."""
    found = settled(row(30), row(45, B), known=known_as(row(30, A), row(45, B)))
    assert said(found) == {A: 30, B: 45}
    assert (found.ids_to_write, found.duplicates) == ({2: A}, 0)


def test_a_row_whose_id_was_typed_over_gets_it_back() -> None:
    """What is no id of ours counts as a cleared cell."""
    assert settled(row(30, "oops"), known=known_as(row(30, A))).ids_to_write == {2: A}


def test_yesterdays_row_copied_and_changed_is_a_new_entry() -> None:
    """The copy has the id too; the row that says what the ledger knows keeps it, wherever it stands."""
    known = known_as(row(30, A))
    assert said(settled(row(30, A), row(50, A), known=known)) == {A: 30, an_id("new 1"): 50}
    assert settled(row(50, A), row(30, A), known=known).ids_to_write == {2: an_id("new 1")}


def test_an_identical_copy_is_asked_about_and_not_counted() -> None:
    """Once for each copy, naming the row that counts; the hint says how to tell that it happened twice."""
    found = settled(row(30, A), row(30, A), row(30), known=known_as(row(30, A)))
    assert said(found) == {A: 30}
    assert asked(found) == [3, 4]
    assert found.duplicates == 2
    problem = found.problems[-1]
    assert "row 2" in problem.message
    assert "note" in problem.hint


def test_a_changed_note_says_that_it_happened_twice() -> None:
    """The answer to the question above."""
    found = settled(row(30, A), row(30, A, note="second visit"), known=known_as(row(30, A)))
    assert (len(found.entries), found.duplicates) == (2, 0)


def test_two_identical_rows_without_ids_are_one_entry_and_a_question() -> None:
    """At every sync the same, also after the first has its id."""
    first = settled(row(30), row(30))
    assert (said(first), asked(first)) == ({an_id("new 1"): 30}, [3])
    again = settled(row(30, an_id("new 1")), row(30), known=known_after(first))
    assert (said(again), asked(again), again.ids_to_write) == (said(first), [3], {})


def test_two_submissions_of_the_same_words_both_count() -> None:
    """Each came with an id of its own."""
    assert settled(row(30, A), row(30, B)).duplicates == 0
    assert settled(row(30, A), row(30), known=known_as(row(30, A), row(30, B))).ids_to_write == {3: B}


def test_an_id_that_slipped_to_the_next_row_goes_back_to_its_text() -> None:
    """A row was inserted while the id was being written: it now stands one row too high, over another's id."""
    known = known_as(row(30, A), row(45, B))
    found = settled(row(10), row(30, B), row(45), known=known)
    assert said(found) == {an_id("new 1"): 10, A: 30, B: 45}
    assert found.ids_to_write == {2: an_id("new 1"), 3: A, 4: B}


def test_swapped_ids_go_back_to_their_texts() -> None:
    """Nothing was edited, nothing is new."""
    assert settled(row(30, B), row(45, A), known=known_as(row(30, A), row(45, B))).ids_to_write == {2: A, 3: B}


def test_a_lost_id_that_stands_nowhere_is_given_back_before_one_that_stands_elsewhere() -> None:
    """Two submissions said the same; one was edited, the other's id cell was cleared."""
    known = known_as(row(30, A), row(30, B))
    assert said(settled(row(75, A), row(30), known=known)) == {A: 75, B: 30}
    assert said(settled(row(75, B), row(30), known=known)) == {B: 75, A: 30}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_which_row_keeps_a_contested_id_does_not_depend_on_the_order_of_rows(order: tuple[int, ...]) -> None:
    """Sorting a log may not change its minutes: one id on two texts, one of which stands under another id too."""
    rows = [row(45, A), row(30, A), row(30, B)]
    first = sorted(said(settled(*rows)).values())
    assert sorted(said(settled(*(rows[place] for place in order))).values()) == first


def test_ids_that_the_ledger_has_lost_are_believed() -> None:
    """Unique and well-formed they stay; of one id on two rows one keeps it."""
    assert said(settled(row(30, A), row(45, B))) == {A: 30, B: 45}
    twice = settled(row(30, A), row(45, A))
    assert sorted(said(twice)) == sorted([A, an_id("new 1")])
    assert sorted(said(twice).values()) == [30, 45]


def test_a_vanished_row_is_simply_absent_and_one_that_does_not_count_now_is_not() -> None:
    """The ids of refused rows are held: they are no deletions."""
    known = known_as(row(30, A), row(45, B), row(60, C))
    found = settled(row(30, A), row(0, B), known=known)
    assert said(found) == {A: 30}
    assert found.held_ids == {B}


def test_remarks_carry_the_id_that_their_row_now_has_and_duplicates_only_their_question() -> None:
    """So that a card can lead to the entry."""
    found = settled(good(minutes="1h"), good(minutes="1h"))
    assert [(problem.row, problem.outcome.value, problem.entry_id) for problem in found.problems] == [
        (2, "repaired", an_id("new 1")),
        (3, "duplicate", ""),
    ]


def test_fingerprints_may_come_back_from_a_database_as_signed_numbers() -> None:
    """SQLite and PostgreSQL have no unsigned ones."""
    known = known_as(row(30, A), row(45, B), row(60, C), row(90, D))
    signed = known.assign(fingerprint=known["fingerprint"].astype("int64"))
    assert (signed["fingerprint"] < 0).any()
    assert settled(row(30), row(45), row(60), row(90), known=signed).ids_to_write == {2: A, 3: B, 4: C, 5: D}


@pytest.mark.parametrize("fresh", [A, "not an id", A.upper()])
def test_a_new_id_that_is_not_new_is_refused_by_name(fresh: str) -> None:
    """Two entries must never become one."""
    with pytest.raises(EntryIdTaken, match="row 3"):
        settle_entry_ids(parsed_rows(row(30, A), row(45)), NOTHING_KNOWN, lambda _: fresh)


# Random histories: what people do to a log between two syncs.
PLACE = st.integers(0, 30)
MINUTES = st.sampled_from([30.0, 45.0, 60.0])
NOTES = st.sampled_from([None, "x"])
STEP = st.one_of(
    st.tuples(st.just("type"), PLACE, MINUTES, NOTES),
    st.tuples(st.just("copy"), PLACE, PLACE),
    st.tuples(st.just("copy without id"), PLACE, PLACE),
    st.tuples(st.just("edit"), PLACE, MINUTES, NOTES),
    st.tuples(st.just("delete"), PLACE),
    st.tuples(st.just("break"), PLACE),
    st.tuples(st.just("clear id"), PLACE),
    st.tuples(st.just("move id"), PLACE, PLACE),
    st.tuples(st.just("sort"), st.booleans()),
)
HISTORY = st.lists(st.lists(STEP, max_size=5), min_size=1, max_size=5)


def done(rows: list[dict[str, Cell]], step: Sequence[object]) -> list[dict[str, Cell]]:
    """The rows after one thing that a person did."""
    kind, *how = step
    rows = [dict(each) for each in rows]
    if kind == "sort":
        return sorted(rows, key=lambda each: (str(each["minutes"]), str(each["note"])), reverse=bool(how[0]))
    place = int(str(how[0])) % (len(rows) + (kind == "type") or 1)
    if kind == "type":
        return [*rows[:place], good(minutes=how[1], note=how[2]), *rows[place:]]  # type: ignore[arg-type]
    if not rows:
        return rows
    other = int(str(how[1])) % len(rows) if kind in ("copy", "copy without id", "move id") else 0
    if kind == "delete":
        return [*rows[:place], *rows[place + 1 :]]
    if kind in ("copy", "copy without id"):
        copied = {**rows[place]} if kind == "copy" else {**rows[place], "entry_id": None}
        return [*rows[:other], copied, *rows[other:]]
    changes: dict[object, dict[str, object]] = {
        "edit": {"minutes": how[1] if len(how) > 1 else None, "note": how[-1]},
        "break": {"minutes": "26 hours"},
        "clear id": {"entry_id": None},
        "move id": {"entry_id": rows[other].get("entry_id")},
    }
    rows[place] |= changes[kind]  # type: ignore[arg-type]
    return rows


def fingerprints_of(frame: pd.DataFrame) -> Counter[int]:
    return Counter(frame["fingerprint"].tolist())


def check_one_sync(parsed: ParsedLog, known: pd.DataFrame, found: SettledLog) -> None:
    """What must hold after every sync, whatever was done to the rows."""
    ids = found.entries["entry_id"].tolist()
    counted, stands = fingerprints_of(found.entries), fingerprints_of(parsed.entries)
    assert len(set(ids)) == len(ids)
    assert all(ids)
    assert parsed.rows_in == len(ids) + len(parsed.refused) + found.duplicates
    assert set(counted) == set(stands), "whatever stands in the log counts at least once"
    claims = {
        (entry_id, said)
        for entry_id, said in zip(parsed.entries["entry_id"], parsed.entries["fingerprint"], strict=True)
    }
    claims |= set(zip(known["entry_id"], known["fingerprint"], strict=True))
    for fingerprint, times in counted.items():
        own = {entry_id for entry_id, said in claims if said == fingerprint and entry_id}
        assert times <= max(1, len(own)), "a copy never counts without an id of its own"
    settled_as = dict(zip(ids, found.entries["fingerprint"], strict=True))
    for fingerprint, same in known.groupby("fingerprint")["entry_id"]:
        if stands[int(fingerprint)] >= len(same):  # type: ignore[call-overload]
            assert {settled_as.get(entry_id) for entry_id in same} == {fingerprint}, "ids stay with their text"


@given(HISTORY, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_no_history_of_edits_loses_or_doubles_a_minute(history: list[list[tuple[object, ...]]], chance: object) -> None:
    """Type, copy, edit, delete, sort, clear and move ids between syncs: every sync holds what it must, a second one
    changes nothing, and sorting the rows changes no sum."""
    rows: list[dict[str, Cell]] = []
    known, fresh = NOTHING_KNOWN, new_ids()
    for steps in history:
        for step in steps:
            rows = done(rows, step)
        parsed = parsed_rows(*rows)
        found = settle_entry_ids(parsed, known, fresh)
        check_one_sync(parsed, known, found)
        shuffled = [*rows]
        chance.shuffle(shuffled)  # type: ignore[attr-defined]
        assert fingerprints_of(settle_entry_ids(parsed_rows(*shuffled), known, fresh).entries) == fingerprints_of(
            found.entries
        )
        for place, entry_id in found.ids_to_write.items():
            rows[place - 2]["entry_id"] = entry_id
        known = known_after(found)
        again = settle_entry_ids(parsed_rows(*rows), known, fresh)
        assert again.ids_to_write == {}
        assert said(again) == said(found)
        assert asked(again) == asked(found)


def test_settling_tells_of_problems_in_the_terms_of_the_log() -> None:
    """A duplicate is a RowProblem like any other."""
    problem = settled(row(30), row(30)).problems[0]
    assert isinstance(problem, RowProblem)
    assert (problem.tab, problem.row, problem.outcome) == ("Activity Log", 3, Outcome.DUPLICATE)
