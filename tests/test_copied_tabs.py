"""A tab that somebody duplicates takes its marks along: one of the two is read, and people are told of the other."""

from __future__ import annotations

import pytest

from tests.small_program import ADMINISTRATOR, COACHES, SmallProgram
from tests.test_sync_hand_edits import ALL_MINUTES, reported_minutes


def duplicate(program: SmallProgram, email: str, key: str, title: str, place: int) -> None:
    """`Duplicate` in a tab's menu; the copy stands at `place` (0-based)."""
    book = program.person(email).open_by_key(program.workbooks[key])
    book.duplicate_sheet(book.worksheet(title).id, insert_sheet_index=place, new_sheet_name=f"Copy of {title}")


@pytest.mark.parametrize("place", [0, 2], ids=["before", "behind"])
def test_a_duplicated_log_is_read_once_and_the_workbook_stays_writable(synced: SmallProgram, place: int) -> None:
    """The log that was there before is read, not the first of the two, and a second sync writes nothing."""
    duplicate(synced, ADMINISTRATOR["D1"], "D1", "Activity Log", place)
    original = synced.person(ADMINISTRATOR["D1"]).open_by_key(synced.workbooks["D1"]).worksheet("Activity Log")
    original.update_cell(2, original.find("Minutes").col, 65)
    outcome = synced.sync()
    assert outcome.troubles == ()
    assert reported_minutes(synced) == ALL_MINUTES + 5
    assert synced.sync(full=True).writes == 0


def test_whoever_typed_in_the_copy_is_told_where_the_rows_belong(synced: SmallProgram) -> None:
    """Nothing in the copy counts; the notice names its place among the tabs, not the title that somebody gave it."""
    duplicate(synced, ADMINISTRATOR["D1"], "D1", "Activity Log", 2)
    synced.sync()
    ((what, tab, message),) = synced.rows("D1", "needs_attention", "what", "tab", "message")
    assert (what, tab) == ("Notice", "Activity Log")
    assert str(message).startswith("Tab number 3 of this workbook is a copy of this one.")


def test_the_copy_takes_over_once_the_original_is_deleted(synced: SmallProgram) -> None:
    """Then it is the only tab with the mark, and there is nothing to tell."""
    duplicate(synced, ADMINISTRATOR["D1"], "D1", "Activity Log", 2)
    book = synced.person(ADMINISTRATOR["D1"]).open_by_key(synced.workbooks["D1"])
    book.del_worksheet(book.worksheet("Activity Log"))
    assert synced.sync().troubles == ()
    assert reported_minutes(synced) == ALL_MINUTES
    assert synced.rows("D1", "needs_attention", "what") == []


def test_a_computed_tab_that_is_duplicated_needs_no_word(synced: SmallProgram) -> None:
    """A picture of the Dashboard as it stood is somebody's own; the Dashboard itself goes on."""
    duplicate(synced, ADMINISTRATOR["D1"], "D1", "Dashboard", 1)
    assert synced.sync().troubles == ()
    assert synced.rows("D1", "needs_attention", "what") == []
    assert synced.sync(full=True).writes == 0


@pytest.mark.parametrize("title", ["My Time", "Please Confirm", "Roster"])
def test_a_coach_hears_of_a_copy_in_the_own_workbook(synced: SmallProgram, title: str) -> None:
    """In Needs Attention of that workbook, which the sync still writes."""
    duplicate(synced, COACHES["C1"][1], "C1", title, 0)
    assert synced.sync().troubles == ()
    assert synced.rows("C1", "needs_attention", "what", "tab") == [("Notice", title)]


def test_the_director_hears_of_a_copy_in_the_registry(synced: SmallProgram) -> None:
    """In Data Quality; the districts are read from the tab that was there before."""
    duplicate(synced, "director@program.example", "registry", "Districts", 0)
    assert synced.sync().troubles == ()
    assert "Tab number 1 of this workbook is a copy of this one." in synced.words("report", "data_quality")
    assert reported_minutes(synced) == ALL_MINUTES
