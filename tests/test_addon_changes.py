"""A coach corrects an entry from the sidebar: the right row, only what differs, and no other row ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.addon_events import ANA, BEN, Json, PracticeAddon, card_of, enter_rows, filled_in, said, words_of
from tests.small_program import ADMINISTRATOR, FIRST_DAY, LAST_DAY, TODAY

pytest_plugins = ("tests.addon_fixtures",)

NAMES = ("school", "activity", "minutes", "entry_id")


def rows(addon: PracticeAddon) -> list[tuple[Any, ...]]:
    return addon.program.rows("D1", "activity_log", *NAMES)


def logged(addon: PracticeAddon, **chosen: str) -> Json:
    """The card after one entry of today: 45 minutes of Co-Planning for Grant."""
    inputs = {"activity": "Co-Planning", "focus_area": "Digital Equity", **chosen}
    return card_of(addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **inputs))


def test_edit_shows_the_entry_and_saves_what_differs(addon: PracticeAddon) -> None:
    """45 minutes become 50; the row keeps its id, and the sync sees an edit and not a new entry."""
    card = logged(addon, note="in the library")
    addon.program.sync()
    form = card_of(addon.click(card, "Edit", ANA, "D1"))
    assert filled_in(form)["note"] == "in the library"
    before = rows(addon)
    addon.program.google.world.journal.reset()
    answer = addon.click(form, "Save changes", ANA, "D1", minutes="50")
    counts = addon.program.google.world.journal.counts()
    assert (counts["sheets.spreadsheets.get"], counts["sheets.spreadsheets.batchUpdate"]) == (1, 1)
    assert said(answer) == "Saved."
    assert rows(addon) == [*before[:-1], ("Grant", "Co-Planning", 50.0, before[-1][3])]
    outcome = addon.program.sync()
    assert (outcome.inserted, outcome.edited, outcome.deleted) == (0, 1, 0)


def test_saving_what_did_not_change_writes_nothing(addon: PracticeAddon) -> None:
    """A second press of Save changes finds the row as it should be."""
    form = card_of(addon.click(logged(addon), "Edit", ANA, "D1"))
    addon.program.google.world.journal.reset()
    addon.click(form, "Save changes", ANA, "D1")
    assert "sheets.spreadsheets.batchUpdate" not in addon.program.google.world.journal.counts()


def test_an_emptied_field_is_emptied_in_the_row(addon: PracticeAddon) -> None:
    """The note is taken back."""
    form = card_of(addon.click(logged(addon, note="too much said"), "Edit", ANA, "D1"))
    addon.click(form, "Save changes", ANA, "D1", note="")
    assert addon.program.rows("D1", "activity_log", "activity", "note")[-1] == ("Co-Planning", None)


def test_a_wrong_value_comes_back_with_the_rest_as_typed(addon: PracticeAddon) -> None:
    """Nothing is saved before it can be."""
    form = card_of(addon.click(logged(addon), "Edit", ANA, "D1"))
    answer = addon.click(form, "Save changes", ANA, "D1", minutes="soon", note="kept")
    assert said(answer) == "Not saved yet."
    assert (filled_in(card_of(answer))["minutes"], filled_in(card_of(answer))["note"]) == ("soon", "kept")
    assert rows(addon)[-1][2] == 45.0


def test_delete_asks_and_then_removes_the_row(addon: PracticeAddon) -> None:
    """Keep entry keeps it; Delete entry removes its row; a second press changes nothing."""
    before = rows(addon)
    card = logged(addon)
    asked = card_of(addon.click(card, "Delete", ANA, "D1"))
    addon.click(asked, "Keep entry", ANA, "D1")
    assert len(rows(addon)) == len(before) + 1
    assert said(addon.click(asked, "Delete entry", ANA, "D1")) == "Deleted."
    assert rows(addon) == before
    assert said(addon.click(asked, "Delete entry", ANA, "D1")) == "It was deleted already."
    assert addon.program.sync().deleted == 0


def test_a_charged_entry_that_is_deleted_stays_charged_until_the_coach_answers(addon: PracticeAddon) -> None:
    """The day was published by a sync; the card says before and after that Please Confirm will ask."""
    card = logged(addon)
    addon.program.sync()
    asked = card_of(addon.click(card, "Delete", ANA, "D1"))
    assert "stays charged until you answer in Please Confirm" in words_of(asked)
    after = words_of(card_of(addon.click(asked, "Delete entry", ANA, "D1")))
    assert "37.5 of 40 days" in after
    assert "1 question waits for your answer." in after
    addon.program.sync()
    assert "Waiting for your answer" in addon.program.words("C1", "please_confirm")
    assert "1 question waits for your answer." in words_of(addon.home(ANA, "D1"))


def test_half_days_on_two_funding_sources_are_a_whole_day_on_the_card_too(addon: PracticeAddon) -> None:
    """North pays each half from another source: the sync charges a day, and the card asks nothing about it."""
    program = addon.program
    funding = program.person("director@program.example").open_by_key(program.workbooks["registry"]).worksheet("Funding")
    funding.append_rows([[name, FIRST_DAY.isoformat(), LAST_DAY.isoformat()] for name in ("Title I", "Title II")])
    half = ["2025-10-07", "Ana Ruiz", "Lincoln", "Co-Planning", "Digital Equity", 60, "", "Half day", "", ""]
    program.log_of("D1").append_rows([[*half, "Title I"], [*half[:5], 45, *half[6:], "Title II"]])
    program.sync()
    assert [row[0] for row in program.rows("D1", "contract_days", "days")].count(1.0) == 2
    assert "waits for your answer" not in words_of(addon.home(ANA, "D1"))


def test_another_coachs_entry_is_as_good_as_none(addon: PracticeAddon) -> None:
    """Ben's entry in East, and Ana's in North pressed by Ben: nothing changes."""
    foreign = str(addon.program.rows("D3", "activity_log", "entry_id")[0][0])
    own = str(rows(addon)[0][3])
    inputs = {"day": TODAY, "school": "Elm", "activity": "Co-Planning", "minutes": "5"}
    before = (rows(addon), addon.program.rows("D3", "activity_log", "minutes"))
    for who, key, entry_id in ((ANA, "D1", foreign), (ANA, "D3", foreign), (BEN, "D1", own), (BEN, "D3", own)):
        for action in ("edit", "save", "ask-delete", "delete"):
            addon.act(action, who, key, inputs, {"entry_id": entry_id})
    assert (rows(addon), addon.program.rows("D3", "activity_log", "minutes")) == before


def test_a_colleague_in_the_same_district_changes_none_of_anothers_entries(addon: PracticeAddon) -> None:
    """Ben is assigned to North too and may edit its Sheet; through the sidebar he reaches his own entries only."""
    assigned = {"coach_id": "C2", "district_id": "D1", "first_day": FIRST_DAY, "last_day": LAST_DAY}
    enter_rows(addon.program, "assignments", [assigned])
    spreadsheet = addon.program.person(ADMINISTRATOR["D1"]).open_by_key(addon.program.workbooks["D1"])
    spreadsheet.share(BEN, perm_type="user", role="writer", notify=False)
    addon.here.registry.forget()
    card = logged(addon)
    before, sent = rows(addon), {"entry_id": str(rows(addon)[-1][3])}
    inputs = {"day": TODAY, "school": "Lincoln", "activity": "Co-Planning", "minutes": "5"}
    for action in ("edit", "save", "ask-delete", "delete"):
        addon.act(action, BEN, "D1", inputs, sent)
    assert rows(addon) == before
    addon.click(card_of(addon.click(card, "Edit", ANA, "D1")), "Save changes", ANA, "D1", minutes="50")
    assert rows(addon) != before


def test_a_row_typed_a_moment_ago_has_no_buttons_yet(addon: PracticeAddon) -> None:
    """It counts on the card at once; it can be changed there once the sync has given it an id."""
    log = addon.program.log_of("D1", ANA)
    cells = {
        "Date": TODAY.isoformat(),
        "Coach": "Ana Ruiz",
        "School": "Lincoln",
        "Activity": "Goal Setting",
        "Minutes": 25,
    }
    for header, value in cells.items():
        log.update_cell(6, log.find(header).col, value)
    words = words_of(addon.home(ANA, "D1"))
    assert "Goal Setting" in words
    assert "it can be changed here in a minute" in words


def pressed_while(addon: PracticeAddon, press: Callable[[], Json], colleague: Callable[[], None]) -> Json:
    """The answer to a press between whose read and write a colleague changes the Sheet: the write is on its way for 1.5 s."""
    world = addon.program.google.world
    world.journal.reset()
    world.faults.latency_ms["sheets.spreadsheets.batchUpdate"] = 1500
    with ThreadPoolExecutor(1) as presses:
        answer = presses.submit(press)
        while not world.journal.counts().get("sheets.spreadsheets.get"):
            time.sleep(0.01)
        time.sleep(0.5)
        world.faults.latency_ms.clear()
        colleague()
        assert not answer.done()
        return answer.result()


def test_a_row_inserted_while_an_edit_is_on_its_way_harms_no_row(addon: PracticeAddon) -> None:
    """A colleague inserts a row at the top: our write meets the row above ours; it is put back, and ours is changed."""
    form = card_of(addon.click(logged(addon), "Edit", ANA, "D1"))
    before, log = rows(addon), addon.program.log_of("D1")
    answer = pressed_while(
        addon,
        lambda: addon.click(form, "Save changes", ANA, "D1", minutes="50", school="Lincoln"),
        lambda: log.spreadsheet.batch_update(inserted(log.id, 1)),
    )
    assert said(answer) == "Saved."
    assert rows(addon) == [*before[:-1], ("Lincoln", "Co-Planning", 50.0, before[-1][3])]


def test_a_row_inserted_while_a_deletion_is_on_its_way_loses_no_row(addon: PracticeAddon) -> None:
    """The deletion took the row above ours; it stands again with its id, and ours is gone."""
    asked = card_of(addon.click(logged(addon), "Delete", ANA, "D1"))
    before, log = rows(addon), addon.program.log_of("D1")
    pressed_while(
        addon,
        lambda: addon.click(asked, "Delete entry", ANA, "D1"),
        lambda: log.spreadsheet.batch_update(inserted(log.id, 1)),
    )
    assert sorted(rows(addon)) == sorted(before[:-1])
    outcome = addon.program.sync()
    assert (outcome.inserted, outcome.deleted, outcome.problem_rows) == (0, 0, 0)


def test_a_log_sorted_while_an_edit_is_on_its_way_harms_no_row(addon: PracticeAddon) -> None:
    """Newest first: the last row becomes the first."""
    form = card_of(addon.click(logged(addon), "Edit", ANA, "D1"))
    before, log = rows(addon), addon.program.log_of("D1")
    place = {"sheetId": log.id, "startRowIndex": 1, "endRowIndex": 6}
    order = {"sortRange": {"range": place, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    pressed_while(
        addon,
        lambda: addon.click(form, "Save changes", ANA, "D1", minutes="50"),
        lambda: log.spreadsheet.batch_update({"requests": [order]}),
    )
    assert sorted(rows(addon)) == sorted([*before[:-1], ("Grant", "Co-Planning", 50.0, before[-1][3])])


def inserted(sheet_id: int, row: int) -> Json:
    """The request that inserts an empty row."""
    place = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    return {"requests": [{"insertDimension": {"range": place, "inheritFromBefore": False}}]}
