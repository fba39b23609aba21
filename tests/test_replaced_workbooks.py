"""A district or a coach may get another workbook, usually a copy of the old one: nothing is lost, nothing counts twice."""

from __future__ import annotations

from datetime import date

import pytest

from sync.demo.building import SYNC_ACCOUNT
from tests.small_program import ADMINISTRATOR, COACHES, SmallProgram, log_row
from tests.test_sync_hand_edits import ALL_MINUTES, reported_minutes
from tests.test_sync_registry_edits import registry_tab


def register(program: SmallProgram, tab: str, key: str, workbook_id: str) -> None:
    """The director pastes another address beside a district or a coach."""
    sheet = registry_tab(program, tab)
    sheet.update_cell(sheet.find(key).row, sheet.find("Workbook").col, workbook_id)  # type: ignore[union-attr]
    program.workbooks[key] = workbook_id


def copied(program: SmallProgram, key: str, *, shared: bool = True) -> str:
    """A copy that the administrator made of the district's workbook: a new file with a new address."""
    copy = program.person(ADMINISTRATOR[key]).copy(program.workbooks[key], title="Log (copy)")
    if shared:
        copy.share(SYNC_ACCOUNT, perm_type="user", role="writer", notify=False)
    return str(copy.id)


def entry_ids(program: SmallProgram) -> list[tuple[object, ...]]:
    return sorted(program.rows("report", "activity_data", "entry_id", "district", "minutes"), key=str)


def test_a_copy_in_place_of_the_workbook_is_no_news(synced: SmallProgram) -> None:
    """The same entries under the same ids, no question to a coach, and a second sync writes nothing."""
    before = entry_ids(synced)
    register(synced, "Districts", "D1", copied(synced, "D1"))
    outcome = synced.sync()
    assert (outcome.inserted, outcome.edited, outcome.deleted, outcome.troubles) == (0, 0, 0, ())
    assert entry_ids(synced) == before
    assert synced.rows("C1", "please_confirm", "question_id") == []
    assert synced.sync(full=True).writes == 0
    assert len(synced.ledger.workbooks()) == 7


def test_what_was_changed_in_the_copy_is_an_edit(synced: SmallProgram) -> None:
    """One row more, one row changed, in the copy only."""
    register(synced, "Districts", "D1", copied(synced, "D1"))
    log = synced.log_of("D1")
    log.update_cell(2, log.find("Minutes").col, 65)  # type: ignore[union-attr]
    synced.type_rows("D1", "activity_log", [log_row("2025-10-07", "C1", "Grant", "Goal Setting", 20)], first_row=6)
    outcome = synced.sync()
    assert (outcome.inserted, outcome.edited, outcome.deleted) == (1, 1, 0)
    assert reported_minutes(synced) == ALL_MINUTES + 5 + 20


def test_a_dry_run_sees_the_same_and_keeps_nothing(synced: SmallProgram) -> None:
    """It tells of no new entries, and the ledger still knows the old workbook."""
    old = synced.workbooks["D1"]
    register(synced, "Districts", "D1", copied(synced, "D1"))
    outcome = synced.sync(dry_run=True)
    assert (outcome.inserted, outcome.edited, outcome.deleted) == (0, 0, 0)
    assert old in synced.ledger.workbooks()


def test_while_the_copy_cannot_be_read_the_last_good_data_stand(synced: SmallProgram) -> None:
    """And count once when it can."""
    copy = copied(synced, "D1", shared=False)
    register(synced, "Districts", "D1", copy)
    assert [trouble.name for trouble in synced.sync().troubles] == ["North"]
    assert reported_minutes(synced) == ALL_MINUTES
    book = synced.person(ADMINISTRATOR["D1"]).open_by_key(copy)
    book.share(SYNC_ACCOUNT, perm_type="user", role="writer", notify=False)
    outcome = synced.sync(full=True)
    assert (outcome.inserted, outcome.deleted, outcome.troubles) == (0, 0, ())
    assert reported_minutes(synced) == ALL_MINUTES


def test_a_wrong_address_that_was_mended_leaves_no_trouble_behind(synced: SmallProgram) -> None:
    """What could not be read at the wrong address is nobody's trouble any more, and the entries are as before."""
    right, before = synced.workbooks["D3"], entry_ids(synced)
    blank = synced.person(ADMINISTRATOR["D3"]).create("Blank")
    register(synced, "Districts", "D3", str(blank.id))
    assert [trouble.name for trouble in synced.sync().troubles] == ["East"]
    register(synced, "Districts", "D3", right)
    outcome = synced.sync()
    assert (outcome.inserted, outcome.deleted, outcome.troubles) == (0, 0, ())
    assert entry_ids(synced) == before
    synced.sync()
    assert synced.sync().reads == 1


def test_a_district_that_left_the_registry_leaves_no_trouble_behind(synced: SmallProgram) -> None:
    """Its workbook could not be read; nobody is to mend that now. Its hours stay in the program's totals."""
    blank = synced.person(ADMINISTRATOR["D3"]).create("Blank")
    register(synced, "Districts", "D3", str(blank.id))
    synced.sync()
    districts = registry_tab(synced, "Districts")
    districts.delete_rows(districts.find("D3").row)  # type: ignore[union-attr]
    assert synced.sync().troubles == ()
    assert reported_minutes(synced) == ALL_MINUTES


def test_a_district_asked_for_alone_takes_its_entries_along(synced: SmallProgram) -> None:
    """Another district's replaced workbook is left for the next whole sync, and nothing counts twice then."""
    for key in ("D1", "D3"):
        register(synced, "Districts", key, copied(synced, key))
    outcome = synced.sync(district_id="D3")
    assert (outcome.inserted, outcome.deleted) == (0, 0)
    assert reported_minutes(synced) == ALL_MINUTES
    outcome = synced.sync()
    assert (outcome.inserted, outcome.deleted) == (0, 0)
    assert reported_minutes(synced) == ALL_MINUTES


def test_a_coach_may_get_another_workbook_too(synced: SmallProgram) -> None:
    """My Time counts once, under the ids that it had."""
    synced.type_rows("C2", "my_time", [{"date": date(2025, 10, 7), "activity": "Coach Learning", "minutes": 50}])
    synced.sync()
    before = entry_ids(synced)
    copy = synced.person(COACHES["C2"][1]).copy(synced.workbooks["C2"], title="Mine (copy)")
    copy.share(SYNC_ACCOUNT, perm_type="user", role="writer", notify=False)
    register(synced, "Coaches", "C2", str(copy.id))
    outcome = synced.sync()
    assert (outcome.inserted, outcome.deleted, outcome.troubles) == (0, 0, ())
    assert entry_ids(synced) == before


@pytest.mark.parametrize("answer", ["", "Accept the change"])
def test_a_district_that_got_another_id_keeps_its_charges_until_its_coach_says(
    synced: SmallProgram, answer: str
) -> None:
    """The charges of the old id are held and asked about, under that id; nothing stops."""
    for title in ("Districts", "Schools", "Assignments", "Contracts", "People"):
        tab = registry_tab(synced, title)
        for cell in tab.findall("D1"):
            tab.update_cell(cell.row, cell.col, "N1")
    outcome = synced.sync()
    assert (outcome.accepted, outcome.troubles) == (6, ())
    assert reported_minutes(synced) == ALL_MINUTES
    assert synced.rows("C1", "please_confirm", "district") == [("D1",), ("D1",)]
    if answer:
        asked = synced.person(COACHES["C1"][1]).open_by_key(synced.workbooks["C1"]).worksheet("Please Confirm")
        for row in (2, 3):
            asked.update_cell(row, asked.find("Answer").col, answer)  # type: ignore[union-attr]
        synced.sync()
    charged = synced.rows("report", "days_and_billing", "district", "days", "status")
    assert (("North", 1.0, "Charged") in charged) is bool(answer)
