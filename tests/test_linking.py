"""Which rows of Worked With are written: one for each entry and educator, completed and never replaced."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sync.coaching.linking import Link, LinkChanges, link_changes, unlinked_entries
from sync.coaching.table_rows import TableRow
from sync.coaching.vocabulary import ACTIVITIES
from tests.drawn_entries import drawn_entries

KEYS = ("entry_id", "educator", "cycle", "grade_band", "phase")
words = st.sampled_from(("", "Pat Doe", "pat doé", "Sam", "Fractions", "fractions", "3-5", "Plan"))
links = st.builds(
    Link, st.sampled_from(("e1", "e2")), st.sampled_from(("Pat Doe", "pat doé", "Sam")), words, words, words
)
standing_rows = st.lists(
    st.fixed_dictionaries(dict.fromkeys(KEYS, words) | {"entry_id": st.sampled_from(("e1", "e2"))})
)


def drawn(rows: list[dict[str, Any]]) -> list[TableRow]:
    return [TableRow(number, {key: value or None for key, value in row.items()}) for number, row in enumerate(rows, 2)]


def carried_out(rows: list[dict[str, Any]], changes: LinkChanges) -> list[dict[str, Any]]:
    """The tab after the changes."""
    after = [{**row, **changes.completed.get(number, {})} for number, row in enumerate(rows, 2)]
    return after + [vars(link) for link in changes.added]


def test_a_new_link_is_a_new_row_and_an_old_one_is_completed() -> None:
    """The name is compared as people read it; another cycle's row is left as it is."""
    rows = [
        {"entry_id": "e1", "educator": "PAT DOE", "cycle": "", "grade_band": "", "phase": ""},
        {"entry_id": "e1", "educator": "Sam", "cycle": "Robots", "grade_band": "", "phase": ""},
    ]
    wanted = [
        Link("e1", "Pat Doe", "Fractions", "3-5", "Plan"),
        Link("e1", "Sam", "Fractions", "K-2", "Plan"),
        Link("e2", "Sam"),
    ]
    changes = link_changes(drawn(rows), wanted)
    assert changes.added == (Link("e2", "Sam"),)
    assert changes.completed == {2: {"cycle": "Fractions", "grade_band": "3-5", "phase": "Plan"}}


@given(standing_rows, links)
def test_linking_twice_changes_nothing_more(rows: list[dict[str, Any]], wanted: Link) -> None:
    """Whatever stands there: the second click finds its row, and finds it complete."""
    after = carried_out(rows, link_changes(drawn(rows), [wanted]))
    assert not link_changes(drawn(after), [wanted])


@given(standing_rows, st.lists(links, max_size=4))
def test_nothing_that_stands_there_is_replaced(rows: list[dict[str, Any]], wanted: list[Link]) -> None:
    """Only empty cells are written."""
    for number, cells in link_changes(drawn(rows), wanted).completed.items():
        assert all(not rows[number - 2][key] for key in cells)


def test_one_to_one_is_work_with_educators_that_is_no_group_work() -> None:
    """Seven of the fifteen activities."""
    assert [each.name for each in ACTIVITIES if each.one_to_one] == [
        "Coaching Cycles",
        "Informal Coaching",
        "Co-Planning",
        "Goal Setting",
        "Modeling or Co-teaching",
        "Observation or Feedback",
        "Problem Solving",
    ]


def test_entries_of_the_last_two_weeks_wait_for_a_link() -> None:
    """Fourteen days with today, newest first; linked ones, older ones, group work and travel do not."""
    entries = drawn_entries(
        """
        entry_id | date       | activity
        old      | 2026-09-16 | Co-Planning
        first    | 2026-09-17 | Co-Planning
        group    | 2026-09-20 | Technical Training
        travel   | 2026-09-20 | Travel
        linked   | 2026-09-25 | Goal Setting
        today    | 2026-09-30 | Goal Setting
        """
    )
    found = unlinked_entries(entries, ["linked"], date(2026, 9, 30))
    assert found["entry_id"].tolist() == ["today", "first"]
