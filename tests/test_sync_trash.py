"""A workbook in the trash of Google Drive: it is still read, and everybody is told before Google deletes it for good."""

from __future__ import annotations

import pytest

from sync.google.clients import discovery_service
from tests.small_program import ADMINISTRATOR, SmallProgram
from tests.test_sync_hand_edits import ALL_MINUTES, reported_minutes

DIRECTOR = "director@program.example"


def put(program: SmallProgram, key: str, email: str, *, in_trash: bool) -> None:
    """Somebody moves a workbook into the trash, or restores it."""
    files = discovery_service(program.google.signed_in(email), "drive", "v3").files()
    files.update(fileId=program.workbooks[key], body={"trashed": in_trash}, supportsAllDrives=True).execute()


def told(program: SmallProgram) -> list[str]:
    return [trouble.name for trouble in program.sync().troubles]


def test_a_districts_workbook_in_the_trash_is_a_trouble_until_it_is_restored(synced: SmallProgram) -> None:
    """The numbers stay; each sync, and Data Quality, say where it lies and what to do, also after a sync of everything."""
    put(synced, "D3", ADMINISTRATOR["D3"], in_trash=True)
    outcome = synced.sync()
    assert (outcome.exit_code, [trouble.name for trouble in outcome.troubles]) == (3, ["The workbook of district D3"])
    assert "30 days" in outcome.troubles[0].reason
    assert reported_minutes(synced) == ALL_MINUTES
    assert "The workbook of district D3: It lies in the trash" in synced.words("report", "data_quality")
    assert told(synced) == ["The workbook of district D3"]
    assert [trouble.name for trouble in synced.sync(full=True).troubles] == ["The workbook of district D3"]
    put(synced, "D3", ADMINISTRATOR["D3"], in_trash=False)
    assert told(synced) == []
    assert "trash" not in synced.words("report", "data_quality")
    assert (synced.sync().reads, synced.sync().writes) == (1, 0)


@pytest.mark.parametrize(("key", "name"), [("registry", "The registry"), ("report", "The program report")])
def test_the_programs_own_workbooks_are_missed_too(synced: SmallProgram, key: str, name: str) -> None:
    """What the sync keeps of them in other ways does not make it forget."""
    put(synced, key, DIRECTOR, in_trash=True)
    assert told(synced) == [name]
    assert told(synced) == [name]
    put(synced, key, DIRECTOR, in_trash=False)
    assert told(synced) == []


def test_a_workbook_that_the_registry_names_no_more_may_lie_in_the_trash(synced: SmallProgram) -> None:
    """The district left, and threw its workbook away."""
    put(synced, "D3", ADMINISTRATOR["D3"], in_trash=True)
    assert told(synced) == ["The workbook of district D3"]
    districts = synced.person(DIRECTOR).open_by_key(synced.workbooks["registry"]).worksheet("Districts")
    districts.delete_rows(districts.find("D3").row)  # type: ignore[union-attr]
    assert told(synced) == []
    assert told(synced) == []


def test_a_full_sync_is_told_too(synced: SmallProgram) -> None:
    """Reading everything says nothing of the trash: the change feed is asked all the same."""
    put(synced, "D3", ADMINISTRATOR["D3"], in_trash=True)
    assert [trouble.name for trouble in synced.sync(full=True).troubles] == ["The workbook of district D3"]
    assert told(synced) == ["The workbook of district D3"]


def test_a_dry_run_takes_no_note(synced: SmallProgram) -> None:
    """The next sync is told all the same."""
    put(synced, "D3", ADMINISTRATOR["D3"], in_trash=True)
    synced.sync(dry_run=True)
    assert told(synced) == ["The workbook of district D3"]
