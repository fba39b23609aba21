"""Fingerprints: the same for the same words however typed and wherever they stand, different for any edit, useless
without the key."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_templates.cells import Cell, ClockSerial, DaySerial
from sync.coaching.fingerprints import fingerprints
from sync.coaching.parsing import parse_log
from tests.drawn_logs import ACTIVITY_LOG, GOOD_ROW, REGISTRY, TODAY, good, log_tab, parsed_rows, serial


def said(**cells: Cell) -> int:
    """The fingerprint of a good row with some cells replaced."""
    return int(parsed_rows(good(**cells)).entries["fingerprint"].iloc[0])


@pytest.mark.parametrize(
    "cells",
    [
        {"minutes": "60"},
        {"minutes": "1:00"},
        {"minutes": ClockSerial(1 / 24)},
        {"minutes": "1 h"},
        {"date": "9/16/2025"},
        {"date": DaySerial(serial(date(2025, 9, 16)) + 0.4)},
        {"activity": " CO-PLANNING "},
        {"activity": "Co-Planing"},
        {"coach": "ana@program.example"},
        {"coach": None},  # the one coach of that day
        {"school": "lincoln elementary"},
        {"delivery": "In person"},
        {"note": "  "},
        {"entry_id": "5f0c3c1e-3f5b-5d3e-9d5a-0c6a4d2b7e11"},
        {"attendance": 3.0},  # not group work: it does not count
    ],
)
def test_a_repair_in_form_is_no_edit(cells: dict[str, Cell]) -> None:
    """The fingerprint is made from what was read."""
    assert said(**cells) == said()


@pytest.mark.parametrize(
    "cells",
    [
        {"minutes": 61.0},
        {"date": serial(date(2025, 9, 17))},
        {"activity": "Goal Setting"},
        {"school": "South Elementary"},
        {"school": None},
        {"focus_area": "Artificial Intelligence"},
        {"focus_area": None},
        {"delivery": "Virtual"},
        {"contract_day": "Half day"},
        {"funding_source": "Title II"},
        {"note": "second visit"},
        {"note": 1.0},
    ],
)
def test_any_change_of_what_a_row_says_is_an_edit(cells: dict[str, Cell]) -> None:
    """The note included, by its fingerprint alone."""
    assert said(**cells) != said()


def test_spaces_around_a_note_do_not_count_and_its_words_do() -> None:
    """A note of another text, case or inner spacing is another note."""
    assert said(note=" Rubric ") == said(note="Rubric")
    assert len({said(note=note) for note in ("Rubric", "rubric", "Rubric.", "Ru bric", None)}) == 5


def test_the_same_text_in_two_columns_is_not_the_same() -> None:
    """Minutes and days may both be 1."""
    codes = np.zeros(1, np.intp)
    one = fingerprints({"a": (["x"], codes), "b": (["y"], codes)}, "key")
    other = fingerprints({"a": (["y"], codes), "b": (["x"], codes)}, "key")
    assert one[0] != other[0]


def test_without_the_key_a_note_cannot_be_tried() -> None:
    """Another key gives other numbers for every row, and no key is refused."""
    tab = log_tab([GOOD_ROW, good(note="Rubric")])
    one, other = (
        set(parse_log(tab, ACTIVITY_LOG, "d1", REGISTRY, TODAY, key).entries["fingerprint"]) for key in ("one", "other")
    )
    assert not one & other
    with pytest.raises(ValueError, match="key is empty"):
        parse_log(tab, ACTIVITY_LOG, "d1", REGISTRY, TODAY, "")


def test_the_fingerprint_of_a_row_stays_the_same_over_versions() -> None:
    """A change here makes every row of every ledger look edited: raise it as a migration."""
    codes = np.array([0, 1, 0], dtype=np.intp)
    found = fingerprints({"minutes": (["60", "90"], codes), "note": (["", "é🎉"], codes)}, "a fixed key")
    assert found.tolist() == STORED


STORED = [367532928662165019, 7507030479831708545, 367532928662165019]


@given(st.lists(st.text(), min_size=1, max_size=20))
def test_any_text_has_a_fingerprint(texts: list[str]) -> None:
    """Half emoji and control characters included; the same text the same number."""
    found = fingerprints({"note": (texts, np.arange(len(texts)))}, "key")
    again = fingerprints({"note": ([*texts, "\ud83d"], np.arange(len(texts)))}, "key")
    assert found.tolist() == again.tolist()
    assert len(set(found.tolist())) == len({text.encode("utf-8", "backslashreplace") for text in texts})
