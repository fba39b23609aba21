"""What may be kept of a coach's workbook: pseudonyms that count one educator once, and cycles without a name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date

import pytest

from sync.coaching.coach_book import Educator
from sync.coaching.nameless import NamelessBook, pseudonym, without_names
from tests.drawn_coach_books import ENTRY, OTHER_ENTRY, book, cycle, educator, linked
from tests.drawn_logs import REGISTRY, serial
from tests.small_program import pseudonym_key

KEY, NEXT_KEY = pseudonym_key("2025-26"), pseudonym_key("2026-27")


def person(name: str, email: str, district_id: str = "d1") -> Educator:
    return Educator(2, name, email, district_id)


def test_one_educator_on_two_rosters_is_one() -> None:
    """The e-mail address decides, whatever the name and the case; without one the name does, in any dress."""
    assert pseudonym(KEY, person("Maria Lopez", "m.lopez@r.example")) == pseudonym(
        KEY, person("M. Lopez", "M.Lopez@R.example")
    )
    assert pseudonym(KEY, person("Maria Lopez", "")) == pseudonym(KEY, person("López, María", ""))


def test_different_educators_districts_and_years_are_different() -> None:
    """An address is no name, a district is part of who somebody is, and a new year's key leaves no link to the old."""
    of = {
        pseudonym(KEY, person("Maria Lopez", "m@r.example")),
        pseudonym(KEY, person("Maria Lopez", "other@r.example")),
        pseudonym(KEY, person("Maria Lopez", "")),
        pseudonym(KEY, person("m@r.example", "")),
        pseudonym(KEY, person("Maria Lopez", "m@r.example", "d2")),
        pseudonym(NEXT_KEY, person("Maria Lopez", "m@r.example")),
    }
    assert len(of) == 6
    assert all(len(each) == 32 for each in of)


def test_a_short_key_is_refused() -> None:
    """Whoever guesses the key could try names until one fits."""
    with pytest.raises(ValueError, match="shorter than 32 bytes"):
        pseudonym(b"secret", person("Maria Lopez", ""))


def full_book() -> NamelessBook:
    read = book(
        roster=[educator("Maria Lopez", grade_band="3-5", notes="New here"), educator("Sam Okafor")],
        coaching_cycles=[
            cycle("Lopez fractions", "Maria Lopez; Sam Okafor", problem_of_practice="Talk", reflection="Good"),
            cycle("Coding", "Maria Lopez", closed_on=serial(date(2025, 11, 3))),
            cycle("Coding", "Sam Okafor"),
        ],
        worked_with=[
            linked("Maria Lopez"),
            linked("Maria Lopez", cycle="Lopez fractions"),
            linked("Sam Okafor", cycle="Coding"),
            linked("Maria Lopez", OTHER_ENTRY),
        ],
    )
    return without_names(read, REGISTRY, KEY)


def test_nothing_that_is_kept_holds_a_name_or_a_text() -> None:
    """Only ids, days, numbers and words of lists."""
    kept = json.dumps(asdict(full_book()), default=str).lower()
    assert not [word for word in ("maria", "lopez", "sam", "okafor", "fraction", "coding", "3-5") if word in kept]
    assert not [word for word in ("talk", "good", "new here", "@", hashlib.sha256(KEY).hexdigest()[:8]) if word in kept]


def test_an_entry_and_an_educator_are_one_encounter() -> None:
    """Two rows for the same say it once, with the cycle; a team's entry is one encounter for each of them."""
    found = full_book()
    assert found.encounters
    assert found.cycles
    assert len(found.encounters) == 3
    assert len({each.educator for each in found.encounters if each.entry_id == ENTRY}) == 2
    in_cycles = {each.entry_id: each.cycle_id for each in found.encounters if each.entry_id == OTHER_ENTRY}
    assert in_cycles == {OTHER_ENTRY: ""}
    assert all(each.cycle_id for each in found.encounters if each.entry_id == ENTRY)


def test_cycles_say_how_many_educators_and_not_who() -> None:
    """Two cycles of one name are two; who is behind each is a pseudonym."""
    found = full_book()
    assert found.cycles
    assert found.cycle_educators
    assert [(each.state, each.educators) for each in found.cycles] == [("completed", 2), ("closed", 1), ("open", 1)]
    assert len({each.cycle_id for each in found.cycles}) == 3
    states = {each.cycle_id: each.state for each in found.cycles}
    behind = sorted((each.district_id, states[each.cycle_id]) for each in found.cycle_educators)
    assert behind == [("d1", "closed"), ("d1", "completed"), ("d1", "completed"), ("d1", "open")]
