"""Columns that people rename, move, add, delete and paste over: recognized, reported, and never misread."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell, ClockSerial, TabSnapshot
from tests.drawn_logs import ACTIVITY_LOG, good, log_tab, outcomes, parsed, told

KEYS = [column.key for column in ACTIVITY_LOG.columns]
REQUIRED = [column.key for column in ACTIVITY_LOG.columns if column.required]
ROWS = [
    good(minutes=30.0),
    good(minutes=45.0, activity="Technical Training", attendance=12.0),
    good(minutes=60.0, note="x"),
]


def said(tab: TabSnapshot) -> list[tuple[str, int]]:
    """What the tab's rows say that must survive whatever is done to its columns."""
    entries = parsed(tab).entries
    return list(zip(entries["activity"].astype(str), entries["minutes"].tolist(), strict=True))


EXPECTED = said(log_tab(ROWS))


def test_an_untouched_tab_needs_no_remark() -> None:
    """With metadata and without."""
    assert EXPECTED == [("Co-Planning", 30), ("Technical Training", 45), ("Co-Planning", 60)]
    assert parsed(log_tab(ROWS)).problems == ()
    assert parsed(log_tab(ROWS, metadata=False)).problems == ()


@pytest.mark.parametrize("metadata", [True, False])
def test_moved_columns_are_read_where_they_stand(metadata: bool) -> None:
    """One notice, and the same entries with the same fingerprints."""
    moved = log_tab(ROWS, keys=[*KEYS[4:], *KEYS[:4]], metadata=metadata)
    assert said(moved) == EXPECTED
    assert parsed(moved).entries["fingerprint"].tolist() == parsed(log_tab(ROWS)).entries["fingerprint"].tolist()
    assert outcomes(parsed(moved)) == [(None, "notice", "")]
    assert "moved" in told(parsed(moved))


def test_a_renamed_column_is_known_by_its_metadata() -> None:
    """The notice names the column by our header and its letter: the new header may be anybody's text."""
    renamed = log_tab(ROWS, headers={"minutes": "How long with Mrs. Quimby?"})
    assert said(renamed) == EXPECTED
    assert outcomes(parsed(renamed)) == [(None, "notice", "Minutes"), (None, "notice", "column F")]
    assert "Column F was renamed" in told(parsed(renamed))
    assert "Quimby" not in told(parsed(renamed))
    refused = parsed(log_tab([good(minutes=0.0)], headers={"minutes": "How long with Mrs. Quimby?"}))
    assert (2, "problem", "Minutes (column F)") in outcomes(refused)


@pytest.mark.parametrize("header", ["MINUTES ", "minutes:", "Duration", "Mins", "Time\u00a0Spent"])
def test_without_metadata_headers_and_their_aliases_are_known(header: str) -> None:
    """Whatever their case and punctuation."""
    assert said(log_tab(ROWS, headers={"minutes": header}, metadata=False)) == EXPECTED


def test_all_headers_renamed_are_known_by_metadata() -> None:
    """The row of new headers is no entry."""
    log = parsed(log_tab(ROWS, headers={key: f"Spalte {place}" for place, key in enumerate(KEYS)}))
    assert (len(log.entries), log.rows_in, log.located.header_row) == (3, 3, 1)


def test_added_columns_are_reported_and_not_read() -> None:
    """One notice for both."""
    log = parsed(log_tab(ROWS, extra={"Board goal": ["a", "b", "c"], "": [1.0, 2.0, 3.0]}))
    assert outcomes(log) == [(None, "notice", "")]
    assert "Columns M, N were added" in told(log)


@pytest.mark.parametrize("key", REQUIRED)
def test_without_a_required_column_no_row_counts_and_none_is_lost(key: str) -> None:
    """A problem of the tab; every row is refused with its id, so that nothing looks deleted."""
    identity = "5f0c3c1e-3f5b-5d3e-9d5a-0c6a4d2b7e11"
    log = parsed(log_tab([*ROWS, good(entry_id=identity)], keys=[name for name in KEYS if name != key]))
    header = ACTIVITY_LOG.column(key).header
    assert (None, "problem", header) in outcomes(log)
    assert not log.located.usable
    assert (len(log.entries), log.rows_in, len(log.refused)) == (0, 4, 4)
    assert log.refused["entry_id"].tolist()[-1] == identity


def test_without_an_optional_column_the_rows_count() -> None:
    """A notice; the id column is made again by the sync."""
    log = parsed(log_tab(ROWS, keys=[name for name in KEYS if name not in ("note", "entry_id")]))
    assert said(log_tab(ROWS, keys=[name for name in KEYS if name != "note"])) == EXPECTED
    assert outcomes(log) == [(None, "notice", "Note"), (None, "notice", "Entry ID")]


def test_rows_above_the_header_are_a_title() -> None:
    """The header is found, the row numbers are those of the Sheet, and one notice says so."""
    log = parsed(log_tab(ROWS, above=["Coaching log", "Please log every visit"]))
    assert log.entries["row"].tolist() == [4, 5, 6]
    assert [problem.message for problem in log.problems] == [
        "The header row is row 3; what stands above it is not read."
    ]


def test_an_entry_above_the_header_is_not_lost() -> None:
    """Somebody inserted it at the very top, or sorted the headers into the middle."""
    tab = log_tab(ROWS)
    columns = [[column[1], column[0], *column[2:]] for column in tab.columns]
    log = parsed(replace(tab, columns=columns))
    assert log.entries["row"].tolist() == [1, 3, 4]


def test_headers_sorted_to_the_bottom_are_found() -> None:
    """In row 152, below 151 entries."""
    tab = log_tab([good(minutes=10.0 + place) for place in range(151)])
    log = parsed(replace(tab, columns=[[*column[1:], column[0]] for column in tab.columns]))
    assert log.located.header_row == 152
    assert log.entries["row"].tolist() == list(range(1, 152))


def test_headers_repeated_further_down_are_skipped_with_a_notice() -> None:
    """They are no entry and no problem."""
    headers: dict[str, Cell] = {column.key: column.header for column in ACTIVITY_LOG.columns}
    log = parsed(log_tab([ROWS[0], headers, *ROWS[1:]]))
    assert log.entries["row"].tolist() == [2, 4, 5]
    assert log.rows_in == 3
    assert outcomes(log) == [(3, "notice", "")]


def test_rows_below_headers_in_another_order_are_not_misread() -> None:
    """Minutes and attendance are both numbers: below swapped headers nothing can be trusted."""
    swapped: dict[str, Cell] = {column.key: column.header for column in ACTIVITY_LOG.columns}
    swapped |= {"minutes": "Attendance", "attendance": "Minutes"}
    below = good(minutes=12.0, attendance=90.0, activity="Technical Training")
    log = parsed(log_tab([ROWS[0], swapped, below, below]))
    assert log.entries["row"].tolist() == [2]
    assert log.refused["row"].tolist() == [4, 5]
    assert "another order" in told(log)


def test_a_column_cut_and_pasted_elsewhere_is_read_where_its_contents_are() -> None:
    """Cutting moves header and cells and leaves the metadata on the empty column."""
    tab = log_tab(ROWS)
    minutes = tab.columns[5]
    columns = [*tab.columns[:5], [None] * 4, *tab.columns[6:], minutes]
    log = parsed(replace(tab, columns=columns))
    assert said(replace(tab, columns=columns)) == EXPECTED
    assert "cut and pasted into column M" in told(log)


def test_two_columns_whose_contents_were_swapped_are_read_by_their_headers() -> None:
    """School and activity, cut and pasted: each header went with its cells, and the cells fit no other column."""
    tab = log_tab(ROWS)
    columns = list(tab.columns)
    columns[2], columns[3] = columns[3], columns[2]
    assert said(replace(tab, columns=columns)) == EXPECTED


def test_headers_pasted_over_in_a_wrong_order_do_not_move_the_contents() -> None:
    """Somebody pasted the headers of another form: the cells still fit the metadata."""
    headers = {"school": "Activity", "activity": "School"}
    assert said(log_tab(ROWS, headers=headers)) == EXPECTED


def test_where_headers_and_metadata_disagree_and_both_fit_nothing_is_read() -> None:
    """All rows are group work with attendance, so minutes and attendance cannot be told apart: better no number than a
    wrong one."""
    rows = [good(activity="Technical Training", minutes=45.0, attendance=12.0) for _ in range(5)]
    log = parsed(log_tab(rows, headers={"minutes": "Attendance", "attendance": "Minutes"}))
    assert (len(log.entries), len(log.refused)) == (0, 5)
    assert "cannot be told" in told(log)


def test_of_two_columns_with_one_header_the_one_with_metadata_is_read() -> None:
    """The other is reported."""
    tab = log_tab(ROWS, extra={"Minutes": [500.0, 500.0, 500.0]})
    assert said(tab) == EXPECTED
    assert "Column M has the header" in told(parsed(tab))
    without = log_tab(ROWS, extra={"Minutes": [500.0, 500.0, 500.0]}, metadata=False)
    assert said(without) == EXPECTED


def test_another_name_of_a_column_counts_only_where_the_header_itself_is_missing() -> None:
    """A column `Time` with the time of day stands left of `Minutes`: 9:30 is not 570 minutes."""
    tab = log_tab(ROWS, metadata=False)
    clock: list[Cell] = ["Time", *[ClockSerial(9.5 / 24)] * 3]
    assert said(replace(tab, columns=[clock, *tab.columns])) == EXPECTED


def test_merged_header_cells_do_not_matter() -> None:
    """Merging two headers keeps the left text; metadata still knows the right column. Merged downward, both rows are
    headers."""
    tab = log_tab(ROWS, headers={"focus_area": ""})
    across = replace(tab, merges=[{"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 3, "endColumnIndex": 5}])
    assert said(across) == EXPECTED
    assert "Column E has lost its header" in told(parsed(across))
    two_rows = log_tab(ROWS, metadata=False)
    columns: list[list[Cell]] = [
        [column[0], None, *column[1:]] if place < 2 else ["Group", *column]
        for place, column in enumerate(two_rows.columns)
    ]
    down = [
        {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": place, "endColumnIndex": place + 1}
        for place in range(2)
    ]
    log = parsed(replace(two_rows, columns=columns, merges=down))
    assert log.located.header_row == 2
    assert len(log.entries) == 3


def test_a_lost_header_row_does_not_cost_an_entry() -> None:
    """Known by metadata, the first row is an entry."""
    tab = log_tab(ROWS)
    log = parsed(replace(tab, columns=[column[1:] for column in tab.columns]))
    assert log.entries["row"].tolist() == [1, 2, 3]
    assert "header row was not found" in told(log)


def test_a_tab_of_something_else_is_a_problem() -> None:
    """No column of ours, no cell at all, or no metadata and no headers."""
    for columns in ([], [["Lunch menu", "Pizza"]], [[1.0, 2.0], [3.0, 4.0]]):
        log = parsed(TabSnapshot(1, "Activity Log", "activity_log", 2, 2, columns))
        assert not log.located.usable
        assert len(log.entries) == 0


def test_minutes_below_a_header_that_says_hours_are_not_read_as_minutes() -> None:
    """8 hours must not become 8 minutes."""
    log = parsed(log_tab([good(minutes=8.0), good(minutes=1.5), good(minutes=45.0)], headers={"minutes": "Hours"}))
    assert log.entries["minutes"].tolist() == [90, 45]
    assert log.refused["row"].tolist() == [2]


@given(
    st.permutations(KEYS),
    st.sets(st.sampled_from([key for key in KEYS if key not in REQUIRED])),
    st.sets(st.sampled_from(KEYS)),
    st.booleans(),
)
@settings(max_examples=60)
def test_whatever_is_moved_deleted_and_renamed_no_minute_changes(
    order: list[str], deleted: set[str], renamed: set[str], added: bool
) -> None:
    """Metadata knows every column that is left."""
    keys = [key for key in order if key not in deleted]
    headers = {key: f"Renamed {place}" for place, key in enumerate(sorted(renamed))}
    extra: dict[str, list[Cell]] = {"Mine": [1.0, 2.0, 3.0]} if added else {}
    assert said(log_tab(ROWS, keys=keys, headers=headers, extra=extra)) == EXPECTED
