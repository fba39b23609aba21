"""The director's registry is a Sheet that people edit, too: a slip there must not empty the reports of every district."""

from __future__ import annotations

from datetime import date

import pytest
from gspread import Worksheet

from sync.coaching.registry_parsing import RegistryUnusable
from sync.provision import provision_registry
from tests.small_program import SmallProgram
from tests.test_sync_hand_edits import ALL_MINUTES, reported_minutes


def registry_tab(program: SmallProgram, title: str) -> Worksheet:
    """A tab of the registry as the director has it open."""
    return program.person("director@program.example").open_by_key(program.workbooks["registry"]).worksheet(title)


@pytest.mark.parametrize("title", ["Coaches", "Schools", "Assignments", "Focus Areas", "Confirmations"])
def test_a_deleted_tab_of_the_registry_changes_no_number(synced: SmallProgram, title: str) -> None:
    """The sync says what is gone and how to get it back; it neither counts without the tab nor makes an empty one."""
    tab = registry_tab(synced, title)
    tab.spreadsheet.del_worksheet(tab)
    with pytest.raises(RegistryUnusable, match=f'The tab "{title}" was not found'):
        synced.sync()
    assert reported_minutes(synced) == ALL_MINUTES
    assert title not in [each.title for each in tab.spreadsheet.worksheets()]


def test_a_registry_that_lacks_a_tab_can_be_mended(synced: SmallProgram) -> None:
    """Where the tab cannot be brought back, provisioning makes an empty one, and then the sync works again."""
    tab = registry_tab(synced, "Funding")
    tab.spreadsheet.del_worksheet(tab)
    provision_registry(synced.access, ())
    assert synced.sync(full=True).troubles == ()
    assert reported_minutes(synced) == ALL_MINUTES


NEVER_EMPTIED = ["Districts", "Schools", "Coaches", "Assignments", "Contracts", "Focus Areas"]


@pytest.mark.parametrize("title", NEVER_EMPTIED)
def test_an_emptied_tab_of_the_registry_changes_no_number(synced: SmallProgram, title: str) -> None:
    """All rows marked and deleted by a slip: nothing is read without them, and no coach is asked anything."""
    tab = registry_tab(synced, title)
    kept = tab.get_values(value_render_option="FORMULA")
    tab.batch_clear([f"2:{tab.row_count}"])
    with pytest.raises(RegistryUnusable, match=f"{title}: Every row of this tab is gone .* Version history"):
        synced.sync()
    assert reported_minutes(synced) == ALL_MINUTES
    tab.update(kept, "A1", raw=False)
    synced.sync()
    assert reported_minutes(synced) == ALL_MINUTES
    assert synced.rows("C1", "please_confirm", "question_id") == []


def test_a_tab_that_is_meant_to_be_empty_can_be_said_to_be(synced: SmallProgram) -> None:
    """Then every later sync takes it so. Reading everything, as at night, is not saying it."""
    tab = registry_tab(synced, "Contracts")
    tab.batch_clear([f"2:{tab.row_count}"])
    with pytest.raises(RegistryUnusable, match="--accept-emptied"):
        synced.sync(full=True)
    assert synced.sync(accept_emptied=True).troubles == ()
    assert synced.sync().writes == 0


def rename(program: SmallProgram, title: str, name: str, new_name: str, earlier: str = "") -> None:
    """The director writes another name over a name, and, if told to, the old one beside it."""
    tab = registry_tab(program, title)
    cell = tab.find(name)
    assert cell is not None
    tab.update_cell(cell.row, cell.col, new_name)
    if earlier:
        tab.update_cell(cell.row, tab.find("Earlier Names").col, earlier)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("title", "name", "new_name"),
    [("Coaches", "Ana Ruiz", "Ana Ruiz-Smith"), ("Schools", "Lincoln", "Lincoln STEM Academy")],
)
def test_what_was_logged_under_an_earlier_name_still_counts(
    synced: SmallProgram, title: str, name: str, new_name: str
) -> None:
    """A coach who married, a school that was renamed: the rows of a year stay as they are, in the logs and in the reports."""
    rename(synced, title, name, new_name, earlier=f"Someone Else; {name}")
    outcome = synced.sync()
    assert (outcome.accepted, outcome.problem_rows, outcome.edited, outcome.deleted) == (6, 0, 0, 0)
    assert reported_minutes(synced) == ALL_MINUTES
    assert synced.rows("D1", "needs_attention", "what") == []
    assert new_name in synced.words("report", "activity_data")
    assert name not in synced.columns("report", "activity_data")["coach" if title == "Coaches" else "school"]


@pytest.mark.parametrize(("title", "name"), [("Coaches", "Ana Ruiz"), ("Schools", "Lincoln")])
def test_after_a_renaming_that_forgot_the_earlier_name_people_read_what_to_do(
    synced: SmallProgram, title: str, name: str
) -> None:
    """The rows wait, and each says where the director writes the old name; their charges stand meanwhile."""
    rename(synced, title, name, "Quite Another")
    assert synced.sync().problem_rows > 0
    hints = {str(hint) for (hint,) in synced.rows("D1", "needs_attention", "hint")}
    assert all(f"({title}, Earlier Names)" in hint for hint in hints)
    assert synced.rows("C1", "please_confirm", "question_id") == []


def test_time_logged_for_a_district_under_its_earlier_name_still_counts(synced: SmallProgram) -> None:
    """In My Time, where a coach names the district."""
    row = {"date": date(2025, 10, 7), "district": "North", "activity": "Travel", "minutes": 50}
    synced.type_rows("C1", "my_time", [row])
    synced.sync()
    rename(synced, "Districts", "North", "Northern Lakes", earlier="North")
    outcome = synced.sync()
    assert (outcome.accepted, outcome.edited, outcome.troubles) == (7, 0, ())


def test_a_district_that_was_taken_off_the_list_is_named_while_its_entries_count(synced: SmallProgram) -> None:
    """Its row goes from the Districts tab: the hours stay, and the director reads why and what to do."""
    tab = registry_tab(synced, "Districts")
    cell = tab.find("D3")
    assert cell is not None
    tab.delete_rows(cell.row)
    synced.sync()
    assert reported_minutes(synced) == ALL_MINUTES
    said = synced.words("report", "data_quality")
    assert "of the district 'D3' still count, though it is not listed any more" in said
    assert "let its contract and its assignments end" in said
