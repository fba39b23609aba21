"""Activities, focus areas, schools and coaches, recognized in every dress and never guessed where it matters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_templates.cells import Cell, CellError
from sync.coaching.entries import Outcome
from sync.coaching.log_words import (
    ACTIVITY_READER,
    CONTRACT_DAY_READER,
    DELIVERY_READER,
    focus_area_reader,
    funding_source_reader,
)
from sync.coaching.people_and_places import CoachReader, SchoolReader
from sync.coaching.registry import Coach
from sync.coaching.vocabulary import ACTIVITIES
from sync.coaching.words import WordList
from tests.drawn_logs import REGISTRY

FOCUS_AREAS = focus_area_reader(REGISTRY)
SCHOOLS = SchoolReader.of(REGISTRY, "d1")
COACHES = CoachReader.of(REGISTRY, "d1")


@pytest.mark.parametrize("activity", [activity.name for activity in ACTIVITIES])
def test_every_activity_is_itself_in_any_dress(activity: str) -> None:
    """Case, spaces at the ends or doubled, non-breaking and zero-width ones, emoji: the same word, without a remark."""
    wide = activity.replace(" ", "\u00a0 ")
    for dressed in (activity, activity.upper(), f"  {wide}\u200b ", f"🎉 {activity}."):
        reading = ACTIVITY_READER.read(dressed)
        assert (reading.value, reading.remark) == (activity, None)


@pytest.mark.parametrize(
    ("typed", "focus_area"),
    [
        ("Digital Literacy and Wellness", "Digital Literacy & Wellness"),
        ("digital literacy &  wellness", "Digital Literacy & Wellness"),
        ("Technology Planning, Procurement, and Evaluation", "Technology Planning, Procurement, and Evaluation"),
        ("Technology Planning Procurement & Evaluation", "Technology Planning, Procurement, and Evaluation"),
    ],
)
def test_an_ampersand_is_and(typed: str, focus_area: str) -> None:
    """`&` and `and`, with or without commas, are the same focus area."""
    reading = FOCUS_AREAS.read(typed)
    assert (reading.value, reading.remark) == (focus_area, None)


@pytest.mark.parametrize(
    ("typed", "activity"),
    [
        ("Informal Coachng", "Informal Coaching"),
        ("Coaching Cycle", "Coaching Cycles"),
        ("Coahcing Cycles", "Coaching Cycles"),
        ("Coplanning", "Co-Planning"),
        ("Facilitation of Profesional Developement", "Facilitation of Professional Development"),
        ("Modeling / Co-teaching", "Modeling or Co-teaching"),
        ("Observation", "Observation or Feedback"),
        ("Prep", "Preparation and Communication"),
        ("Substituting", "Off-role: Substituting"),
        ("Off role - fixing broken technolgy", "Off-role: Fixing broken technology"),
    ],
)
def test_a_slip_of_the_finger_is_read_as_the_one_word_it_can_be(typed: str, activity: str) -> None:
    """With a remark that names the word."""
    reading = ACTIVITY_READER.read(typed)
    assert reading.value == activity
    assert reading.remark is not None
    assert reading.remark.outcome is Outcome.REPAIRED
    assert activity in reading.remark.message


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("Coaching", "Coaching Cycles"),
        ("Planning", "District Planning"),
        ("Analysis of data", "Data Analysis"),
        ("zzz", ""),
        ("Mrs. Smith's third hour", ""),
    ],
)
def test_what_is_not_certain_is_refused_with_suggestions(typed: str, suggested: str) -> None:
    """The nearest words stand in the hint; free text is not repeated."""
    reading = ACTIVITY_READER.read(typed)
    assert reading.refused
    assert reading.remark is not None
    assert suggested in reading.remark.hint
    assert "Smith" not in reading.remark.message + reading.remark.hint


@pytest.mark.parametrize("typed", ["School 14", "School 1", "School 1205", "Ohio School"])
def test_numbers_and_short_words_are_never_a_slip(typed: str) -> None:
    """School 14 is not School 12; a slip in the word beside the number is understood."""
    schools = WordList.of(["School 12", "School 13", "School 1204", "Iowa School"])
    assert schools.by_slip(typed) is None
    assert schools.by_slip("Schol 12") == "School 12"


@pytest.mark.parametrize(
    ("reader", "typed", "value"),
    [
        (DELIVERY_READER, "in-person", "In person"),
        (DELIVERY_READER, "Zoom", "Virtual"),
        (CONTRACT_DAY_READER, 1.0, "Full day"),
        (CONTRACT_DAY_READER, 0.5, "Half day"),
        (CONTRACT_DAY_READER, "½", "Half day"),
        (CONTRACT_DAY_READER, 0.0, "No charge"),
        (CONTRACT_DAY_READER, "no-charge", "No charge"),
        (CONTRACT_DAY_READER, 5.0, None),
        (CONTRACT_DAY_READER, 2.0, None),
        (DELIVERY_READER, "carrier pigeon", None),
    ],
)
def test_delivery_and_contract_day_are_read_or_refused(reader: object, typed: Cell, value: str | None) -> None:
    """They decide what is billed, so an unknown word is never left out."""
    reading = reader.read(typed)  # type: ignore[attr-defined]
    assert reading.value == value
    assert reading.refused == (value is None)


def test_an_unknown_funding_source_is_left_out_and_pointed_out() -> None:
    """The contract's own source pays; the row counts."""
    reading = funding_source_reader(REGISTRY).read("Petty cash")
    assert reading.value == ""
    assert reading.remark is not None
    assert reading.remark.outcome is Outcome.NOTICE


@pytest.mark.parametrize(
    ("typed", "school_id"),
    [
        ("Lincoln Elementary School", "s1"),
        ("LINCOLN ELEMENTARY SCHOOL ", "s1"),
        ("Lincoln Elementary", "s1"),
        ("Lincon Elementary School", "s1"),
        ("s2", "s2"),
        ("All schools", ""),
        ("District-wide", ""),
    ],
)
def test_a_school_is_read_as_its_id(typed: str, school_id: str) -> None:
    """By name, by the name without `School`, with a slip, by id; all schools is no school."""
    assert SCHOOLS.read(typed).value == school_id


def test_a_school_of_another_district_is_never_taken_for_a_like_named_one() -> None:
    """`North Elementary` is Oakdale's and near to this district's `South Elementary`; the message does not say whose it
    is."""
    reading = SCHOOLS.read("North Elementary")
    assert reading.refused
    assert reading.remark is not None
    assert "another district" in reading.remark.message
    assert "Oakdale" not in reading.remark.message + reading.remark.hint


def test_north_is_not_a_slip_of_south() -> None:
    """Also where no district has such a school."""
    assert SCHOOLS.read("Nouth Elementary").value == "s2"
    assert SCHOOLS.read("West Elementary").refused


@pytest.mark.parametrize(
    "typed", ["Ana Ruiz", "ana ruiz", "Ruiz, Ana", "ANA@program.example", "Ana Ruiz <ana@program.example>", "c1"]
)
def test_a_coach_is_read_from_a_name_an_address_or_an_id(typed: str) -> None:
    """Without a remark."""
    reading = COACHES.read(typed)
    assert (reading.value, reading.remark) == ("c1", None)


@pytest.mark.parametrize("typed", ["José de la Cruz", "Jose de la Cruz", "de la Cruz, José", "Cruz, Jose de la"])
def test_accents_and_long_last_names_do_not_matter(typed: str) -> None:
    """Any turn of the words of a name is that name."""
    assert COACHES.read(typed).value == "c2"


@pytest.mark.parametrize("typed", ["Anna Ruiz", "Ana Ruis", "Somebody Else", 7.0, CellError("#REF!"), True])
def test_a_coach_is_never_guessed(typed: Cell) -> None:
    """A slip in a person's name is refused, and the name is not repeated."""
    reading = COACHES.read(typed)
    assert reading.refused
    assert reading.remark is not None
    assert "Ruiz" not in reading.remark.message + reading.remark.hint


def test_a_first_name_alone_is_the_one_coach_of_the_district_who_bears_it() -> None:
    """Of two it is nobody."""
    assert COACHES.read("Ana").value == "c1"
    twin = Coach("c9", "Ana Berg", "berg@program.example", None)
    both = replace(COACHES, assigned=(*COACHES.assigned, twin))
    assert both.read("Ana").refused
    assert both.read("Ana Berg").value == "c9"


def test_two_coaches_of_one_name_need_their_addresses() -> None:
    """The name is refused, the address is not."""
    twin = Coach("c9", "Ana Ruiz", "other@program.example", None)
    both = replace(COACHES, assigned=(*COACHES.assigned, twin))
    assert both.read("Ana Ruiz").refused
    assert both.read("other@program.example").value == "c9"


def test_a_coach_of_other_districts_is_known_but_not_assigned() -> None:
    """The message differs from that for a stranger."""
    known, stranger = COACHES.read("Kim Park").remark, COACHES.read("Who Else").remark
    assert known is not None
    assert stranger is not None
    assert "not assigned" in known.message
    assert "not known" in stranger.message


@given(st.one_of(st.text(max_size=200), st.floats(), st.booleans()))
def test_any_cell_is_a_word_of_the_list_or_refused(cell: Cell) -> None:
    """Never a crash, never a value outside the list."""
    for reader, allowed in (
        (ACTIVITY_READER, {activity.name for activity in ACTIVITIES}),
        (SCHOOLS, {"s1", "s2", ""}),
        (COACHES, {"c1", "c2"}),
    ):
        reading = reader.read(cell)
        assert reading.refused or reading.value in allowed
