"""Rows of a hand-edited Activity Log: every one accepted, repaired with a note, or listed as a problem; none lost, none
doubled."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial
from sync.coaching.entries import ENTRY_COLUMNS, Outcome, no_entries
from tests.drawn_logs import good, log_tab, outcomes, parsed, parsed_rows, serial, told

TUESDAY = date(2025, 9, 16)
ID = "5f0c3c1e-3f5b-5d3e-9d5a-0c6a4d2b7e11"


def test_a_good_row_becomes_an_entry_with_ids_and_nothing_to_remark() -> None:
    """Every column of the entries frame, in its type."""
    log = parsed_rows(
        good(delivery="Virtual", contract_day="Half day", note="Second visit", funding_source="title ii", entry_id=ID)
    )
    assert log.problems == ()
    assert dict(log.entries.dtypes.astype(str)) == dict(no_entries().dtypes.astype(str))
    assert log.entries["attendance"].isna().all()
    entry = log.entries.drop(columns=["fingerprint", "attendance"]).iloc[0].to_dict()
    assert entry == {
        "entry_id": ID,
        "district_id": "d1",
        "coach_id": "c1",
        "date": pd.Timestamp(TUESDAY),
        "school_id": "s1",
        "activity": "Co-Planning",
        "focus_area": "Digital Equity",
        "minutes": 60,
        "delivery": "Virtual",
        "contract_day": "Half day",
        "funding_source": "Title II",
        "source": "district",
        "row": 2,
    }


def test_no_rows_give_a_frame_of_the_same_types() -> None:
    """A header alone, and a tab with nothing at all below it."""
    log = parsed_rows()
    assert dict(log.entries.dtypes.astype(str)) == dict(no_entries().dtypes.astype(str))
    assert (len(log.entries), log.rows_in, log.problems) == (0, 0, ())


def test_blank_rows_are_no_rows() -> None:
    """Spaces, an id left behind by a cleared row, and nothing at all; the row numbers below them stay right."""
    log = parsed_rows(good(), {}, {"school": " \u00a0"}, {"entry_id": ID}, {"note": "\n"}, good(minutes=45.0))
    assert log.rows_in == 2
    assert log.entries["row"].tolist() == [2, 7]


@pytest.mark.parametrize(
    ("cells", "column", "word"),
    [
        ({"date": None}, "Date", "missing"),
        ({"minutes": None}, "Minutes", "missing"),
        ({"activity": None}, "Activity", "missing"),
        ({"minutes": "26 hours"}, "Minutes", "16 hours"),
        ({"minutes": 2.0}, "Minutes", "hours"),
        ({"minutes": CellError("#REF!")}, "Minutes", "#REF!"),
        ({"activity": CellError("#N/A")}, "Activity", "#N/A"),
        ({"date": serial(date(2025, 7, 1))}, "Date", "outside the school year"),
        ({"date": serial(date(2026, 5, 1))}, "Date", "future"),
        ({"activity": "Chess club"}, "Activity", "not one of the list"),
        ({"focus_area": "Gardening"}, "Focus Area", "not one of the list"),
        ({"school": "North Elementary"}, "School", "another district"),
        ({"school": "Atlantis High"}, "School", "not one of the list"),
        ({"coach": "Nobody Known"}, "Coach", "not known"),
        ({"coach": "Kim Park"}, "Coach", "not assigned"),
        ({"coach": "José de la Cruz"}, "Coach", "on that date"),  # his assignment begins in January
        ({"coach": None, "date": serial(date(2026, 2, 3))}, "Coach", "missing"),  # two coaches serve in February
        ({"delivery": "Carrier pigeon"}, "Delivery", "not one of the list"),
        ({"contract_day": "two days"}, "Contract Day", "not one of the list"),
        ({"activity": True}, "Activity", "TRUE or FALSE"),
    ],
)
def test_a_bad_cell_refuses_its_row_and_no_other(cells: dict[str, Cell], column: str, word: str) -> None:
    """Row 3 is listed with its column, what is wrong and what to do; rows 2 and 4 count."""
    log = parsed_rows(good(), good(**cells, entry_id=ID), good())
    refused = [problem for problem in log.problems if problem.outcome is Outcome.PROBLEM]
    assert [(problem.row, problem.column, problem.entry_id) for problem in refused] == [(3, column, ID)]
    assert word in refused[0].message
    assert refused[0].hint
    assert log.entries["row"].tolist() == [2, 4]
    assert log.refused.to_dict("list") == {"row": [3], "entry_id": [ID]}
    assert log.rows_in == 3


def test_every_wrong_cell_of_a_row_is_named_at_once_and_its_repairs_are_not() -> None:
    """Three things refuse the row; that its date was understood is of no use until it counts."""
    log = parsed_rows(good(date="9/16/2025", minutes=0.0, activity="?", coach="Nobody"))
    assert outcomes(log) == [(2, "problem", "Coach"), (2, "problem", "Activity"), (2, "problem", "Minutes")]


@pytest.mark.parametrize(
    ("cells", "outcome", "column", "changed"),
    [
        ({"minutes": "1h 30"}, "repaired", "Minutes", {"minutes": 90}),
        ({"minutes": ClockSerial(0.0625)}, "repaired", "Minutes", {"minutes": 90}),
        ({"date": "9/16/2025"}, "repaired", "Date", {"date": pd.Timestamp(TUESDAY)}),
        ({"activity": "Co-Planing"}, "repaired", "Activity", {"activity": "Co-Planning"}),
        ({"coach": None}, "repaired", "Coach", {"coach_id": "c1"}),
        ({"focus_area": None}, "notice", "Focus Area", {"focus_area": ""}),
        ({"attendance": 12.0}, "repaired", "Attendance", {"attendance": pd.NA}),
        ({"funding_source": "Bake sale"}, "notice", "Funding Source", {"funding_source": ""}),
        ({"note": CellError("#REF!")}, "notice", "Note", {}),
        ({"date": serial(date(2025, 9, 20))}, "notice", "Date", {"date": pd.Timestamp(2025, 9, 20)}),  # a Saturday
        ({"date": serial(date(2025, 11, 27))}, "notice", "Date", {"date": pd.Timestamp(2025, 11, 27)}),
        ({"activity": "Technical Training", "attendance": "about 20"}, "repaired", "Attendance", {"attendance": 20}),
        ({"activity": "Technical Training", "attendance": "many"}, "notice", "Attendance", {"attendance": pd.NA}),
        ({"activity": "Technical Training", "attendance": -3.0}, "notice", "Attendance", {"attendance": pd.NA}),
        ({"activity": "Technical Training", "attendance": 12.5}, "notice", "Attendance", {"attendance": pd.NA}),
        ({"activity": "Technical Training", "attendance": DaySerial(46000)}, "notice", "Attendance", {}),
        (
            {"focus_area": "Remote Learning", "date": serial(date(2026, 2, 3))},
            "notice",
            "Focus Area",
            {"focus_area": "Remote Learning"},
        ),
    ],
)
def test_what_can_be_understood_counts_with_one_remark(
    cells: dict[str, Cell], outcome: str, column: str, changed: dict[str, object]
) -> None:
    """The row is accepted; the remark says how it was read or what to look at."""
    log = parsed_rows(good(**cells))
    assert outcomes(log) == [(2, outcome, column)]
    entry = log.entries.iloc[0]
    assert {name: entry[name] for name in changed if changed[name] is not pd.NA} == {
        name: value for name, value in changed.items() if value is not pd.NA
    }
    assert all(entry[name] is pd.NA for name, value in changed.items() if value is pd.NA)


@pytest.mark.parametrize(
    "cells",
    [
        {"school": None},
        {"school": "All schools"},
        {"delivery": None},
        {"activity": "  co-planning\u00a0"},
        {"minutes": "60"},
        {"coach": "Ruiz, Ana"},
        {"coach": "ANA@PROGRAM.EXAMPLE"},
        {"note": "=SUM(A1)"},
        {"note": "+1 for the team"},
        {"note": "-"},
        {"note": "@here"},
        {"note": "🎉👩🏽‍🏫 wonderful"},
        {"note": "x" * 40_000},
        {"note": True},
        {"note": 12.0},
        {"activity": "Travel", "focus_area": None, "date": serial(date(2025, 11, 27))},
        {"activity": "Coach Learning", "focus_area": None, "date": serial(date(2025, 9, 20))},
        {"activity": "Technical Training", "attendance": 24.0},
        {"activity": "Technical Training", "attendance": "24"},
        {"date": serial(date(2025, 10, 10))},  # an institute day
        {"focus_area": "Remote Learning"},  # before it was retired
        {"focus_area": "digital equity"},
    ],
)
def test_what_needs_no_remark_gets_none(cells: dict[str, Cell]) -> None:
    """The row counts and nothing is said."""
    log = parsed_rows(good(**cells))
    assert log.problems == ()
    assert len(log.entries) == 1


def test_attendance_of_group_work_is_kept() -> None:
    """And only there: a head-count beside one-to-one work could show who was coached."""
    log = parsed_rows(good(activity="Technical Training", attendance=24.0), good(attendance=2.0))
    assert log.entries["attendance"].tolist() == [24, pd.NA]


def test_numbers_of_different_kinds_are_not_taken_for_one_another() -> None:
    """1:30, 0.0625, TRUE and 1 in one column are four different things."""
    log = parsed_rows(
        good(minutes=ClockSerial(0.0625)),
        good(minutes=0.0625),
        good(minutes=True),
        good(minutes=1.0),
        good(minutes=90.0),
    )
    assert log.entries[["row", "minutes"]].to_numpy().tolist() == [[2, 90], [6, 90]]
    assert [problem.row for problem in log.problems if problem.outcome is Outcome.PROBLEM] == [3, 4, 5]


def test_text_dates_follow_the_locale_of_the_workbook() -> None:
    """2/3/2026 is the third of February in the United States and the second of March in Britain."""
    american, british = (
        parsed_rows(good(date="2/3/2026"), locale=locale).entries["date"].iloc[0] for locale in ("en_US", "en_GB")
    )
    assert american == pd.Timestamp(2026, 2, 3)
    assert british == pd.Timestamp(2026, 3, 2)


def test_the_total_that_somebody_wrote_below_the_rows_is_never_counted() -> None:
    """A sum without a date and an activity is a problem, not 120 more minutes."""
    log = parsed_rows(good(), good(), {"school": "Total", "minutes": 120.0})
    assert log.entries["minutes"].sum() == 60 + 60
    assert {row for row, _, _ in outcomes(log)} == {4}


def test_free_text_and_names_are_repeated_nowhere() -> None:
    """Not in a message, not in an entry: what stands in the row is read in place."""
    secret = "Mrs Quimby-Rossetti"
    log = parsed_rows(
        good(note=secret), good(activity=secret), good(coach=secret), good(school=secret), good(minutes=secret),
        good(date=secret), good(attendance=secret), good(focus_area=secret), good(funding_source=secret),
        good(contract_day=secret), good(delivery=secret), good(entry_id=secret),
    )  # fmt: skip
    assert log.rows_in == 12
    held = f"{told(log)} {log.entries.to_dict()} {log.refused.to_dict()} {[p.entry_id for p in log.problems]}"
    assert "Quimby" not in held


def test_an_id_that_is_none_of_ours_counts_as_empty() -> None:
    """A name, a number or a checkbox where the id was; an id in capitals or between spaces is that id."""
    log = parsed_rows(
        good(entry_id="Mrs Smith"),
        good(entry_id=7.0),
        good(entry_id=True),
        good(entry_id=f" {ID.upper()} "),
        good(entry_id=ID),
    )
    assert log.entries["entry_id"].tolist() == ["", "", "", ID, ID]


CELLS = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.floats(-10, 1e6).map(lambda number: round(number, 3)),
    st.integers(45_800, 46_200).map(DaySerial),
    st.floats(0, 2).map(ClockSerial),
    st.booleans(),
    st.sampled_from(
        [CellError("#REF!"), "Travel", "Ana Ruiz", "Co-Planning", "90 min", "1.5", "9/16/2025", ID, "Minutes", "Date"]
    ),
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from([*ENTRY_COLUMNS, "coach", "school", "note"]), CELLS).map(
        lambda cells: good(**cells)
    ),
    max_size=8,
)


@given(ROWS)
@settings(max_examples=100)
def test_whatever_stands_in_the_cells_no_row_is_lost_or_doubled(rows: list[dict[str, Cell]]) -> None:
    """Rows in = accepted + refused, each row number once, and every refused row has a reason."""
    log = parsed(log_tab(rows))
    accepted, refused = log.entries["row"].tolist(), log.refused["row"].tolist()
    repeated = [problem.row for problem in log.problems if "repeats the headers" in problem.message]
    assert sorted(accepted + refused + repeated) == [place + 2 for place in range(len(rows))]
    assert log.rows_in == len(accepted) + len(refused)
    assert {p.row for p in log.problems if p.outcome is Outcome.PROBLEM} == set(refused)
    assert (log.entries["minutes"] > 0).all()
    assert dict(log.entries.dtypes.astype(str)) == dict(no_entries().dtypes.astype(str))


@given(st.permutations(range(6)))
@settings(max_examples=30)
def test_sorting_the_rows_changes_nothing_but_their_numbers(order: list[int]) -> None:
    """The same entries, fingerprints included."""
    rows = [good(minutes=30.0 + place, date=serial(TUESDAY + timedelta(days=7 * place))) for place in range(6)]
    one = parsed(log_tab(rows)).entries
    other = parsed(log_tab([rows[place] for place in order])).entries
    assert sorted(one["fingerprint"]) == sorted(other["fingerprint"])
    assert other["fingerprint"].tolist() == [one["fingerprint"].iloc[place] for place in order]
