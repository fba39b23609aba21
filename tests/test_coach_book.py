"""A coach's confidential tabs, read as every hand-edited tab: what cannot be used is reported without a name."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_templates.cells import Cell
from sync.coaching.coach_book import CycleState
from sync.coaching.vocabulary import ClosedReason, CyclePhase, SupportKind
from tests.drawn_coach_books import OTHER_ENTRY, book, cycle, educator, linked, told
from tests.drawn_logs import serial


def test_a_good_book_is_read_without_a_remark() -> None:
    """An educator, a cycle and the entry that belongs to both find each other."""
    read = book(
        roster=[educator("Maria Lopez", school="Lincoln Elementary School")],
        coaching_cycles=[cycle("Fractions", "Maria Lopez", goal="More talk")],
        worked_with=[linked("Maria Lopez", cycle="Fractions", phase="Plan")],
        support=[{"date": serial(date(2025, 9, 5)), "kind": "1:1", "minutes": 45.0}],
    )
    assert read.problems == ()
    assert read.roster
    assert read.cycles
    assert read.worked_with
    assert read.support
    assert read.worked_with[0].educator == read.roster[0]
    assert read.worked_with[0].cycle == read.cycles[0]
    assert (read.roster[0].district_id, read.roster[0].school_id) == ("d1", "s1")
    assert read.cycles[0].began == {CyclePhase.IDENTIFY: date(2025, 9, 2)}
    assert read.cycles[0].texts == {"goal": "More talk"}
    assert (read.support[0].kind, read.support[0].minutes) == (SupportKind.ONE_TO_ONE, 45)


@pytest.mark.parametrize("written", ["maria lopez", "Lopez, María", " MARIA  LOPEZ ", "Ms. Maria Lopez"])
def test_a_name_is_known_in_any_dress(written: str) -> None:
    """Case, accents, order and title do not matter."""
    read = book(roster=[educator("Maria Lopez")], worked_with=[linked(written)])
    assert read.problems == ()
    assert read.worked_with
    assert read.worked_with[0].educator.row == 2


def test_a_team_is_several_educators() -> None:
    """Names separated by a semicolon; one who is not on the Roster is counted by the name, and pointed out."""
    read = book(roster=[educator("Maria Lopez")], coaching_cycles=[cycle("Team", "Maria Lopez; Sam Okafor")])
    assert read.cycles
    assert [person.row for person in read.cycles[0].educators] == [2, 0]
    assert told(read) == [("Coaching Cycles", 2, "notice")]


def test_two_educators_of_one_name_are_told_apart_by_the_cycle_or_not_at_all() -> None:
    """The district of the row's cycle decides; without a cycle the row is held back."""
    people = [educator("Kim Lee"), educator("Kim Lee", "kim@hillside.example", district="Hillside 4")]
    for person in people:
        person["district"] = "Oakdale 12" if person["email"] == "lee@riverton.example" else "Hillside 4"
    read = book(
        "c3",
        roster=people,
        coaching_cycles=[cycle("Coding", "Kim Lee", district="Hillside 4")],
        worked_with=[linked("Kim Lee", cycle="Coding"), linked("Kim Lee", OTHER_ENTRY)],
    )
    assert read.worked_with
    assert [row.educator.district_id for row in read.worked_with] == ["d3"]
    assert told(read) == [("Worked With", 3, "problem")]


@pytest.mark.parametrize(
    ("tab", "row", "outcome"),
    [
        ("roster", educator("Maria Lopez", district="Oakdale 12"), "problem"),  # the coach does not serve it
        ("roster", educator("", "m@riverton.example"), "problem"),
        ("roster", educator("Maria Lopez", ""), "notice"),  # counted by name
        ("roster", educator("Maria Lopez", "maria at riverton"), "problem"),
        ("coaching_cycles", cycle("", "Sam Okafor"), "problem"),
        ("coaching_cycles", cycle("Team", "Sam Okafor", phase="Wondering"), "repaired"),
        ("coaching_cycles", cycle("Team", "Sam Okafor", focus_area="Maria's needs"), "notice"),
        ("coaching_cycles", cycle("Team", "Sam Okafor", closed_on="soon"), "problem"),
        ("worked_with", linked("Maria Lopez"), "problem"),
        ("worked_with", linked("Sam Okafor", "Maria Lopez"), "problem"),
        ("worked_with", linked("Sam Okafor", None), "problem"),
        ("worked_with", linked("Sam Okafor", cycle="Maria Lopez"), "notice"),
        ("support", {"date": serial(date(2025, 9, 5)), "kind": "Maria Lopez", "minutes": 45.0}, "problem"),
        ("support", {"date": "Maria Lopez", "kind": "1:1", "minutes": 45.0}, "problem"),
        ("support", {"date": serial(date(2025, 9, 5)), "kind": "1:1", "minutes": "Maria"}, "problem"),
    ],
)
def test_what_cannot_be_used_is_reported_and_never_repeated(tab: str, row: dict[str, Cell], outcome: str) -> None:
    """The problem names the tab and the row; no word of it is a name or what somebody typed."""
    roster = [educator("Sam Okafor")]
    rows = {"roster": roster, tab: [*roster, row] if tab == "roster" else [row]}
    read = book(**rows)
    place = 3 if tab == "roster" else 2
    assert outcome in [each[2] for each in told(read)]
    assert {each[1] for each in told(read)} == {place}
    said = " ".join(f"{p.tab} {p.column} {p.message} {p.hint}" for p in read.problems)
    assert not [word for word in ("Maria", "Lopez", "Okafor", "riverton", "Wondering", "soon") if word in said]


def test_a_missing_tab_is_not_an_empty_one() -> None:
    """Nothing is made from a read without it; without the Roster nobody can be told apart."""
    read = book(without=["worked_with"], roster=[educator("Sam Okafor")])
    assert read.worked_with is None
    assert read.roster is not None
    assert book(without=["roster"], worked_with=[linked("Sam Okafor")]).worked_with is None
    assert told(read) == [("Worked With", None, "problem")]


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, CycleState.OPEN),
        ({"reflection": "It worked.", "phase": "Reflect"}, CycleState.COMPLETED),
        ({"reflection": "It worked.", "closed_on": serial(date(2025, 11, 3))}, CycleState.COMPLETED),
        ({"closed_reason": "Ended by the educator"}, CycleState.CLOSED),
        ({"closed_on": serial(date(2025, 11, 3))}, CycleState.CLOSED),
    ],
)
def test_a_cycle_is_open_until_its_reflection_or_its_closing(cells: dict[str, Cell], state: CycleState) -> None:
    """Completed: the reflection is recorded. Closed: ended without one."""
    read = book(roster=[educator("Sam Okafor")], coaching_cycles=[cycle("Team", "Sam Okafor", **cells)])
    assert read.cycles
    assert read.cycles[0].state is state


def test_a_reason_in_the_coachs_own_words_is_only_another_reason() -> None:
    """Free text may name somebody; what counts is a word of the list."""
    cells = {"closed_reason": "Sam Okafor moved away"}
    read = book(roster=[educator("Sam Okafor")], coaching_cycles=[cycle("Team", "Sam Okafor", **cells)])
    assert read.cycles
    assert read.cycles[0].closed_reason is ClosedReason.OTHER


def test_no_name_shows_when_a_value_is_printed() -> None:
    """A traceback or a log line may print any value."""
    read = book(
        roster=[educator("Maria Lopez")],
        coaching_cycles=[cycle("Lopez fractions", "Maria Lopez", goal="Lopez")],
        worked_with=[linked("Maria Lopez", cycle="Lopez fractions")],
    )
    assert "lopez" not in repr(read).lower()
