"""Sums of entries: what they hold, that parts merge into the whole, and that they survive being stored."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.coaching.aggregates import SHAPES, Aggregates, district_aggregates, merge, merge_stored
from sync.coaching.entries import no_entries
from tests.drawn_entries import drawn_entries, entries_of

LOG = """
district | coach | date       | school  | activity                | focus_area     | min | delivery | source
d1       | c1    | 2026-09-01 | lincoln | Co-Planning             | Digital Equity | 60  |          |
d1       | c1    | 2026-09-08 | lincoln | Co-Planning             | Digital Equity | 30  |          |
d1       | c2    | 2026-10-02 | lincoln | Co-Planning             |                | 45  | Virtual  |
d1       | c1    | 2026-09-08 |         | Travel                  |                | 20  |          |
d1       | c1    | 2026-09-09 |         | Off-role: Substituting  |                | 50  |          | coach
d2       | c1    | 2026-09-10 | adams   | Modeling or Co-teaching | Digital Equity | 25  |          |
"""


def rows_of(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [
        tuple(str(cell)[:10] if isinstance(cell, pd.Timestamp) else cell for cell in row)
        for row in table.itertuples(index=False)
    ]


def assert_same(left: Aggregates, right: Aggregates) -> None:
    for name in SHAPES:
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name))


def test_minutes_and_entries_add_up_by_district_coach_source_activity_and_month() -> None:
    """All time is in the activity table, each combination once, in the order of its keys."""
    assert rows_of(district_aggregates(drawn_entries(LOG)).activity) == [
        ("d1", "c1", "coach", "Off-role: Substituting", "2026-09", 50, 1),
        ("d1", "c1", "district", "Co-Planning", "2026-09", 60 + 30, 2),
        ("d1", "c1", "district", "Travel", "2026-09", 20, 1),
        ("d1", "c2", "district", "Co-Planning", "2026-10", 45, 1),
        ("d2", "c1", "district", "Modeling or Co-teaching", "2026-09", 25, 1),
    ]


def test_focus_areas_and_schools_hold_coaching_time_only() -> None:
    """Travel and off-role duties need neither, so they would only water these tables down."""
    aggregates = district_aggregates(drawn_entries(LOG))
    assert rows_of(aggregates.focus) == [
        ("d1", "district", "", "2026-10", 45, 1),
        ("d1", "district", "Digital Equity", "2026-09", 60 + 30, 2),
        ("d2", "district", "Digital Equity", "2026-09", 25, 1),
    ]
    assert rows_of(aggregates.place) == [
        ("d1", "district", "lincoln", "In person", 60 + 30, 2, "2026-09-08"),
        ("d1", "district", "lincoln", "Virtual", 45, 1, "2026-10-02"),
        ("d2", "district", "adams", "In person", 25, 1, "2026-09-10"),
    ]


def test_the_latest_day_of_each_coach_is_kept() -> None:
    """Last logged counts every kind of time, whichever log it stands in."""
    coach = district_aggregates(drawn_entries(LOG)).coach
    assert [(row[0], row[1], row[2], row[-1]) for row in rows_of(coach)] == [
        ("d1", "coach", "c1", "2026-09-09"),
        ("d1", "district", "c1", "2026-09-08"),
        ("d1", "district", "c2", "2026-10-02"),
        ("d2", "district", "c1", "2026-09-10"),
    ]


def test_no_entries_give_empty_tables_with_the_same_columns() -> None:
    """A district that has not logged anything yet is not an error, stored or not."""
    empty, full = district_aggregates(no_entries()), district_aggregates(drawn_entries(LOG))
    for name in SHAPES:
        assert getattr(empty, name).empty
        assert list(getattr(empty, name).columns) == list(getattr(full, name).columns)
        assert getattr(empty, name)["minutes"].dtype == getattr(full, name)["minutes"].dtype
    assert_same(Aggregates.from_dict(empty.to_dict()), empty)
    assert_same(merge(), empty)
    assert_same(merge(empty, full), full)


def test_a_district_is_shown_its_own_log_and_nothing_of_my_time() -> None:
    """What a coach wrote in My Time was kept from the district on purpose."""
    seen = district_aggregates(drawn_entries(LOG)).seen_by_district("d1", off_role_shown=False)
    assert int(seen.activity["minutes"].sum()) == 60 + 30 + 45 + 20
    assert set(seen.activity["district_id"]) == {"d1"}


def test_off_role_duties_of_my_time_are_shown_only_if_the_director_decided_so() -> None:
    """The director's choice opens the off-role duties of My Time, not the rest of it."""
    log = LOG + "\nd1 | c1 | 2026-09-11 | | Travel | | 999 | | coach"
    seen = district_aggregates(drawn_entries(log)).seen_by_district("d1", off_role_shown=True)
    assert int(seen.activity["minutes"].sum()) == 60 + 30 + 45 + 20 + 50


def test_sums_of_another_format_are_refused_with_what_to_do() -> None:
    """Tables that an older version stored must be made again, not misread."""
    with pytest.raises(ValueError, match="coachlog sync --full"):
        Aggregates.from_dict({"format": 0})


def test_a_missing_word_counts_as_none_given() -> None:
    """An empty cell that arrives as a missing value is the same as an empty text."""
    entries = drawn_entries(LOG)
    holes = entries.assign(focus_area=entries["focus_area"].cat.remove_categories([""]))
    assert holes["focus_area"].isna().any()
    assert_same(district_aggregates(holes), district_aggregates(entries))


ENTRY = st.fixed_dictionaries(
    {
        "district_id": st.sampled_from(["d1", "d2", ""]),
        "coach_id": st.sampled_from(["c1", "c2"]),
        "date": st.dates(date(2026, 8, 1), date(2027, 6, 30)),
        "school_id": st.sampled_from(["", "lincoln", "adams"]),
        "activity": st.sampled_from(["Co-Planning", "Travel", "Off-role: Evaluation", "Data Analysis"]),
        "focus_area": st.sampled_from(["", "Digital Equity", "Artificial Intelligence"]),
        "minutes": st.integers(1, 600),
        "delivery": st.sampled_from(["In person", "Virtual"]),
        "source": st.sampled_from(["district", "coach"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ENTRY, st.integers(0, 2)), max_size=30))
def test_any_parts_merge_into_the_sums_of_the_whole(dealt: list[tuple[dict[str, object], int]]) -> None:
    """However entries are dealt to workbooks, the merged sums are those of all of them, stored or not."""
    parts = [district_aggregates(entries_of(row for row, part in dealt if part == number)) for number in range(3)]
    whole = district_aggregates(entries_of(row for row, _ in dealt))
    assert_same(merge(*parts), whole)
    assert_same(merge(*reversed(parts)), whole)
    assert_same(merge_stored([json.loads(json.dumps(part.to_dict())) for part in parts]), whole)
