"""The director's registry is a Sheet that people edit, too: a slip there must not empty the reports of every district."""

from __future__ import annotations

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
