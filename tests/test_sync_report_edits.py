"""What the director does to the program report by hand is replaced at the next sync, though no district changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gspread import Worksheet

from tests.small_program import SmallProgram
from tests.test_sync_hand_edits import ALL_MINUTES, reported_minutes


def report_tab(program: SmallProgram, title: str) -> Worksheet:
    """A tab of the program report as the director has it open."""
    return program.person("director@program.example").open_by_key(program.workbooks["report"]).worksheet(title)


def delete_rows(tab: Worksheet) -> None:
    tab.delete_rows(3, 4)


def paste_rows_again(tab: Worksheet) -> None:
    tab.append_rows(tab.get("A2:M3", value_render_option="UNFORMATTED_VALUE"), value_input_option="RAW")


def type_over(tab: Worksheet) -> None:
    tab.update_cell(3, tab.find("Minutes").col, 9999)  # type: ignore[union-attr]


def empty(tab: Worksheet) -> None:
    tab.clear()


def sort_without_ids(tab: Worksheet) -> None:
    tab.sort((9, "des"), range="A2:J7")


EDITS = (delete_rows, paste_rows_again, type_over, empty, sort_without_ids)


@pytest.mark.parametrize("full", [False, True], ids=["next", "full"])
@pytest.mark.parametrize("edit", EDITS)
def test_activity_data_is_put_right_whatever_was_done_to_it(
    synced: SmallProgram, edit: Callable[[Worksheet], None], full: bool
) -> None:
    """Every entry stands there once again, and a further sync writes nothing."""
    before = sorted(synced.rows("report", "activity_data", "entry_id", "district", "minutes"))
    edit(report_tab(synced, "Activity Data"))
    assert synced.sync(full=full).troubles == ()
    assert reported_minutes(synced) == ALL_MINUTES
    assert sorted(synced.rows("report", "activity_data", "entry_id", "district", "minutes")) == before
    assert synced.sync(full=True).writes == 0


@pytest.mark.parametrize("title", ["Overview", "Days and Billing", "Activity Data"])
def test_a_tab_that_the_director_deleted_is_made_again(synced: SmallProgram, title: str) -> None:
    """At the next sync, filled."""
    tab = report_tab(synced, title)
    words = tab.get_all_values()
    tab.spreadsheet.del_worksheet(tab)
    assert synced.sync().troubles == ()
    assert report_tab(synced, title).get_all_values() == words


def test_looking_at_the_report_costs_one_read(synced: SmallProgram) -> None:
    """A column of the director's own is no reason to write; the change feed, the registry and the report are read."""
    report_tab(synced, "Activity Data").insert_cols([["My notes", "a"]], col=3)
    outcome = synced.sync()
    assert (outcome.reads, outcome.writes) == (3, 0)
    assert synced.sync().reads == 1
