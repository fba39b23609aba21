"""Names of a coach's Roster in a district's text: seen in any dress, never mistaken for a school or a word, never repeated."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheets_templates.cells import Cell
from sync.coaching.coach_book import TITLES, Educator
from sync.coaching.name_marks import name_marks
from sync.coaching.name_words import tokens
from sync.coaching.names_seen import DistrictTexts, NameSeen, NamesOfRoster, name_warnings
from sync.coaching.registry import Registry, School
from sync.demo.sample_texts import sample_texts
from tests.drawn_logs import ACTIVITY_LOG, REGISTRY, good, log_tab
from tests.small_program import ADMINISTRATOR, SmallProgram, pseudonym_key

KEY = pseudonym_key("2025-26")
ROSTER = (
    Educator(2, "María López", "m.lopez@riverton.example", "d1"),
    Educator(3, "Sam O'Brien", "", "d1"),
    Educator(4, "Jean-Luc de la Tour", "", "d1"),
    Educator(5, "Grace Park", "", "d1"),
    Educator(6, "Sam Okafor", "", "d1"),
    Educator(7, "Wilhelmina Quimby", "", "d2"),
    Educator(8, "Abby Lincoln", "", "d1"),
    Educator(9, "Jordan Abt", "", "d1"),
    Educator(10, "Jordan Bly", "", "d1"),
)


def rows_that_name(
    notes: Sequence[Cell],
    roster: Sequence[Educator] = ROSTER,
    extra: Sequence[Cell] = (),
    registry: Registry = REGISTRY,
) -> list[int]:
    """The rows of d1's log in which somebody of the Roster is seen; the first note stands in row 2."""
    log = log_tab([good(note=note) for note in notes], extra={"Misc": extra} if extra else None)
    names = NamesOfRoster(name_marks(roster, registry, KEY), "d1", registry, KEY)
    return [seen.row for seen in DistrictTexts(log, ACTIVITY_LOG).names_seen(names, {})]


@pytest.mark.parametrize(
    "text",
    [
        "Planned with Maria Lopez",
        "planned with maria lopez",
        "PLANNED WITH MARIA LOPEZ",
        "Lopez, María: fractions",
        "María López's class",
        "with Ms. Lopez",
        "ms lopez asked",
        "wrote to M.Lopez@Riverton.example",
        "Maria was glad",
        "Lopez: second visit",
        "Sam O\u2019Brien",
        "OBrien, Sam",
        "Jean Luc de la Tour",
        "Jean Tour",
        "met Grace Park",
        "Mrs. Park",
        "Mr. Lincoln",
        "Abby Lincoln at Lincoln Elementary School",
        "Wilhelmina Quimby moved here",
    ],
)
def test_a_name_is_seen_in_any_dress(text: str) -> None:
    """Case, accents, apostrophes, order, title, possessive, address; the whole name of another district's educator too."""
    assert rows_that_name(["Nothing", text]) == [3]


@pytest.mark.parametrize(
    "text",
    [
        "M. L. asked",  # initials are no sign
        "Jordan was there",  # two educators here are called Jordan
        "Sam was there",  # three letters are too often something else
        "Grace period for the park",  # ordinary words
        "The maria and the lopez",  # one word alone counts only where it is written as a name
        "Quimby came",  # alone, and of another district
        "At Lincoln Elementary School with the team",
        "Lincoln Elementary",
        "Riverton 60 board",
        "Ms. Nobody and Mr. Else",
        "Marias",
        "A tour de force",
        "MARIA",  # all capitals say nothing about one word
        "a@b.example",
        "",
    ],
)
def test_a_school_or_a_word_is_no_name(text: str) -> None:
    """No false alarm."""
    assert rows_that_name([text]) == []


def test_a_school_that_is_named_after_somebody_is_a_school() -> None:
    """Maria Lopez School is no sign of Maria Lopez; Maria Lopez at Maria Lopez School is one."""
    school = School("s9", "d1", "Maria Lopez School", 10, 100)
    registry = replace(REGISTRY, schools={**REGISTRY.schools, "s9": school})
    texts = ["At Maria Lopez School", "Maria Lopez at Maria Lopez School"]
    assert rows_that_name(texts, registry=registry) == [3]


def test_a_word_that_the_log_also_writes_small_is_a_word() -> None:
    """Where others write lopez for something else, Lopez alone is no sign any more; the whole name still is."""
    assert rows_that_name(["Lopez", "the lopez method", "Maria Lopez"]) == [4]


def test_every_column_is_looked_at_but_the_coachs_own() -> None:
    """An added column, a cell where a school should be; a coach who is called like an educator is no sign."""
    same_name = (Educator(2, "Ana Ruiz", "", "d1"),)
    assert rows_that_name(["x"], same_name) == []
    assert rows_that_name(["x", "y"], extra=["fine", "Maria Lopez"]) == [3]
    assert rows_that_name(["x"], extra=["Maria Lopez"], roster=ROSTER[1:]) == []


def test_notes_of_the_sample_raise_no_alarm() -> None:
    """All the sample's notes against a roster of common names."""
    common = [
        "Mark Young",
        "Will Price",
        "Rose Field",
        "Art Reading",
        "Joy Small",
        "Hope Page",
        "Bill Booker",
        "Dawn Long",
    ]
    roster = [Educator(place, name, "", "d1") for place, name in enumerate(common, start=2)]
    notes = sorted({note for notes in sample_texts()["notes"].values() for note in notes})
    assert len(notes) > 50
    assert rows_that_name(notes, roster) == []


def test_a_warning_tells_the_place_and_repeats_nothing() -> None:
    """District, date and row; the remark that the Sheet keeps its history."""
    (warning,) = name_warnings([NameSeen("Activity Log", 12, "J", date(2025, 9, 16))], "Riverton 60")
    assert (warning.tab, warning.row, warning.column) == ("Activity Log of Riverton 60", 12, "J")
    assert "September 16, 2025" in warning.message
    assert "version history" in warning.hint


WORDS = st.text(string.ascii_lowercase, min_size=5, max_size=9)
SENTENCES = st.lists(WORDS, max_size=6).map(" ".join)


@given(first=WORDS, last=WORDS, before=SENTENCES, after=SENTENCES, dress=st.integers(0, 5))
def test_whatever_somebody_is_called_the_whole_name_is_seen(
    first: str, last: str, before: str, after: str, dress: int
) -> None:
    """In any sentence and in any dress."""
    assume(first != last and first not in TITLES and last not in TITLES)
    written = [
        f"{first} {last}",
        f"{last.title()}, {first.title()}",
        f"{first.upper()} {last.upper()}",
        f"Mrs. {last}",
        f"{first.title()} {last.title()}'s",
        f"{first}.{last}",
    ][dress]
    roster = [Educator(2, f"{first.title()} {last.title()}", "", "d1")]
    assert rows_that_name([f"{before} {written} {after}"], roster) == [2]


@given(first=WORDS, last=WORDS, text=st.lists(WORDS, max_size=12))
def test_a_text_without_a_word_of_the_name_never_alarms(first: str, last: str, text: list[str]) -> None:
    """Whatever else stands there, in whatever case."""
    assume(not {first, last} & set(text))
    roster = [Educator(2, f"{first.title()} {last.title()}", f"{first}@r.example", "d1")]
    assert rows_that_name([" ".join(text), " ".join(text).title()], roster) == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    """Whatever characters somebody types."""
    assert all(token.word for token in tokens(text))
    rows_that_name([text])


def test_a_mark_tells_nothing_without_its_key() -> None:
    """Another key, other marks; no part of a name stands in one."""
    marks = name_marks(ROSTER, REGISTRY, KEY)
    others = name_marks(ROSTER, REGISTRY, pseudonym_key("2026-27"))
    assert not {mark.mark for mark in marks} & {mark.mark for mark in others}
    assert all(set(mark.mark) <= set(string.hexdigits) for mark in marks)


PERSON = {"educator": "Maria Quimby", "email": "maria@north.example", "district": "North"}


def named_in_north(program: SmallProgram) -> None:
    """An administrator-visible note that names an educator of Ana's Roster, and one of nobody's."""
    program.type_rows("C1", "roster", [PERSON])
    log = program.log_of("D1")
    note = log.row_values(1).index("Note") + 1
    log.update_cell(3, note, "Fractions with Maria Quimby")
    log.update_cell(4, note, "Nothing of note")
    program.sync()


def test_the_coach_is_warned_in_the_coach_workbook_and_nobody_else(program: SmallProgram) -> None:
    """Where the row is; the district's own workbook, the report and the other coach hear nothing."""
    named_in_north(program)
    told = program.words("C1", "needs_attention")
    assert "Activity Log of North" in told
    assert "September 2, 2025" in told
    assert "Quimby" not in told
    for key, tab in (("D1", "needs_attention"), ("C2", "needs_attention"), ("report", "data_quality")):
        assert "seems to name" not in program.words(key, tab)
    assert "Quimby" not in program.words("report", "activity_data")


def test_the_coaching_plan_is_looked_at_too(program: SmallProgram) -> None:
    """It is the other tab of a district's workbook in which coaches write."""
    program.type_rows("C1", "roster", [PERSON])
    program.type_rows("D1", "coaching_plan", [{"priority": "Fractions", "notes": "Begin with Maria Quimby"}])
    program.sync()
    told = program.words("C1", "needs_attention")
    assert "Coaching Plan of North" in told
    assert "Quimby" not in told


def test_the_warning_goes_with_the_name(program: SmallProgram) -> None:
    """Once the cell is mended nothing is left of it; before that it stays without a write."""
    named_in_north(program)
    assert program.sync().writes == 0
    log = program.log_of("D1", ADMINISTRATOR["D1"])
    log.update_cell(3, log.row_values(1).index("Note") + 1, "Fractions")
    program.sync()
    assert "seems to name" not in program.words("C1", "needs_attention")


def test_a_name_that_comes_onto_the_roster_later_is_looked_for_at_once(program: SmallProgram) -> None:
    """The districts of that coach are read again, though nothing changed in them; the ledger keeps no word of the name."""
    log = program.log_of("D1")
    log.update_cell(2, log.row_values(1).index("Note") + 1, "Fractions with Maria Quimby")
    program.sync()
    assert "seems to name" not in program.words("C1", "needs_attention")
    program.type_rows("C1", "roster", [PERSON])
    program.sync()
    assert "seems to name" in program.words("C1", "needs_attention")
    dump = "\n".join(program.ledger.engine.raw_connection().driver_connection.iterdump()).lower()  # type: ignore[union-attr]
    assert "quimby" not in dump
    assert "fractions" not in dump
