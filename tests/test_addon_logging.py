"""A coach logs from the sidebar: opened, filled in, pressed, in the Sheet, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from sync.emulator.faults import Kind
from tests.addon_events import ANA, BEN, Json, PracticeAddon, buttons_of, card_of, filled_in, said, words_of
from tests.small_program import ADMINISTRATOR, FIRST_DAY, TODAY

pytest_plugins = ("tests.addon_fixtures",)

CHOSEN = {"activity": "Co-Planning", "focus_area": "Digital Equity"}
NONCE = "a-nonce-of-a-test-0001"


def rows(addon: PracticeAddon, key: str = "D1") -> list[tuple[Any, ...]]:
    return addon.program.rows(key, "activity_log", "date", "coach", "school", "activity", "minutes")


def google_requests(addon: PracticeAddon) -> dict[str, int]:
    return {name: number for name, number in addon.program.google.world.journal.counts().items() if name != "certs"}


def test_the_usual_case_is_two_choices_and_one_press(addon: PracticeAddon) -> None:
    """Five fields, three of them filled in: today, the last school, the usual minutes (60, 30, 90, 45: the newest)."""
    card = addon.home(ANA, "D1")
    assert len(card["sections"][0]["widgets"]) == 5
    filled = filled_in(card)
    assert (filled["school"], filled["minutes"]) == ("Grant", "45")
    answer = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert said(answer) == "Logged: 45 minutes of Co-Planning."
    assert answer["stateChanged"] is True
    serial = float((TODAY - date(1899, 12, 30)).days)
    assert rows(addon)[-1] == (serial, "Ana Ruiz", "Grant", "Co-Planning", 45.0)


def test_the_answer_shows_the_entry_and_the_day_that_it_charges(addon: PracticeAddon) -> None:
    """40 days, 1.5 used; in-person work today charges one more: 37.5 left, on the very card that answers."""
    card = addon.home(ANA, "D1")
    assert "38.5 of 40 days" in words_of(card)
    assert "Nothing logged yet today." in words_of(card)
    after = words_of(card_of(addon.click(card, "Log activity", ANA, "D1", **CHOSEN)))
    assert "37.5 of 40 days" in after
    assert "45 minutes · Digital Equity" in after


def test_logging_costs_one_read_and_one_write(addon: PracticeAddon) -> None:
    """Both with the coach's own token; the registry is known already."""
    card = addon.home(ANA, "D1")
    addon.program.google.world.journal.reset()
    addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert google_requests(addon) == {"sheets.spreadsheets.get": 1, "sheets.spreadsheets.batchUpdate": 1}
    callers = {each.caller for each in addon.program.google.world.journal.entries() if each.method != "certs"}
    assert callers == {ANA}


def test_the_next_sync_takes_the_entry_over_once(addon: PracticeAddon) -> None:
    """Its id stands already; nothing is asked about, nothing is held back."""
    addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **CHOSEN)
    outcome = addon.program.sync()
    assert (outcome.inserted, outcome.edited, outcome.duplicates, outcome.problem_rows) == (1, 0, 0, 0)
    assert outcome.exit_code == 0
    assert "37.5" in addon.program.words("D1", "dashboard")


def test_a_double_click_is_one_entry(addon: PracticeAddon) -> None:
    """The same card pressed twice, one after the other: the second says that it is there already."""
    card = addon.home(ANA, "D1")
    first = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    second = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert (said(first)[:6], said(second)) == ("Logged", "This was logged already.")
    assert len(rows(addon)) == 5


def test_six_presses_at_the_same_moment_are_one_entry(addon: PracticeAddon) -> None:
    """Only one batch finds the version that it names; the others read again and see the entry."""
    card = addon.home(ANA, "D1")
    with ThreadPoolExecutor(6) as presses:
        answers = list(presses.map(lambda _: addon.click(card, "Log activity", ANA, "D1", **CHOSEN), range(6)))
    assert len(rows(addon)) == 5
    assert sorted(said(answer)[:6] for answer in answers) == ["Logged", *["This w"] * 5]


def test_the_same_work_twice_is_two_entries(addon: PracticeAddon) -> None:
    """Two cards, two nonces: a coach who did the same thing twice has logged it twice, and the sync counts both."""
    for _ in range(2):
        addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **CHOSEN)
    outcome = addon.program.sync()
    assert (len(rows(addon)), outcome.duplicates) == (6, 0)


def test_one_nonce_in_two_workbooks_is_two_entries(addon: PracticeAddon) -> None:
    """Ids are unique over all workbooks, whatever a card sends."""
    for key, school in (("D1", "Lincoln"), ("D2", "Oak")):
        inputs = {"day": TODAY, "school": school, "minutes": "30", **CHOSEN}
        addon.act("log", ANA, key, inputs, {"nonce": NONCE})
    ids = [addon.program.rows(key, "activity_log", "entry_id")[-1][0] for key in ("D1", "D2")]
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("fault", "method"),
    [
        ("status_503", "sheets.spreadsheets.get"),
        ("status_503", "sheets.spreadsheets.batchUpdate"),
        ("cut_connection", "sheets.spreadsheets.batchUpdate"),
        ("cut_connection_after", "sheets.spreadsheets.batchUpdate"),
    ],
)
def test_a_lost_answer_never_doubles_and_never_loses(addon: PracticeAddon, fault: Kind, method: str) -> None:
    """One misfortune on the way: the entry stands there once, also when its write landed and only the answer was lost."""
    card = addon.home(ANA, "D1")
    addon.program.google.world.faults.add(method, fault)
    answer = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert said(answer)[:4] in ("Logg", "This")
    assert len(rows(addon)) == 5


def test_what_google_refuses_comes_back_as_it_was_typed_and_can_be_pressed_again(addon: PracticeAddon) -> None:
    """Google is down for longer than a person waits: nothing is lost, and the next press logs it once."""
    card = addon.home(ANA, "D1")
    addon.program.google.world.faults.add("sheets.spreadsheets.get", "status_503", times=3)
    answer = addon.click(card, "Log activity", ANA, "D1", **CHOSEN, note="typed in a corridor")
    assert said(answer) == "Not logged yet."
    assert "Google did not answer" in words_of(card_of(answer))
    assert filled_in(card_of(answer))["note"] == "typed in a corridor"
    again = addon.click(card_of(answer), "Log activity", ANA, "D1")
    assert said(again).startswith("Logged")
    assert len(rows(addon)) == 5


def test_google_itself_says_who_may_write(addon: PracticeAddon) -> None:
    """The administrator takes Ana's access away; the registry still names her: nothing is written, and she reads whom to ask."""
    card = addon.home(ANA, "D1")
    spreadsheet = addon.program.person(ADMINISTRATOR["D1"]).open_by_key(addon.program.workbooks["D1"])
    spreadsheet.remove_permissions(ANA, role="any")
    answer = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert "share it with you as an editor" in words_of(card_of(answer))
    assert len(rows(addon)) == 4


def test_a_column_that_somebody_deleted_is_told(addon: PracticeAddon) -> None:
    """Without a Minutes column nothing is written where it would be read as something else."""
    card = addon.home(ANA, "D1")
    log = addon.program.log_of("D1")
    log.delete_columns(log.find("Minutes").col)
    answer = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert "no column Minutes" in words_of(card_of(answer))
    assert filled_in(card_of(answer))["activity"] == "Co-Planning"


def test_a_log_whose_columns_were_moved_and_renamed_is_written_in_the_right_ones(addon: PracticeAddon) -> None:
    """Columns bear marks: an inserted column and a renamed header change nothing."""
    log = addon.program.log_of("D1")
    log.insert_cols([["Our own", "x", "y"]], col=2)
    log.update_cell(1, log.find("Minutes").col, "How long?")
    addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **CHOSEN)
    assert rows(addon)[-1][1:] == ("Ana Ruiz", "Grant", "Co-Planning", 45.0)


def test_repeat_last_entry_fills_the_form_with_today(addon: PracticeAddon) -> None:
    """Her last entry: 45 minutes of travel for Grant on Oct 6. Nothing is written before she presses Log activity."""
    answer = addon.click(addon.home(ANA, "D1"), "Repeat last entry", ANA, "D1")
    filled = filled_in(card_of(answer))
    assert (filled["school"], filled["activity"], filled["minutes"], filled["focus_area"]) == (
        "Grant",
        "Travel",
        "45",
        "-",
    )
    assert len(rows(addon)) == 4
    addon.click(card_of(answer), "Log activity", ANA, "D1")
    assert rows(addon)[-1][3:] == ("Travel", 45.0)


def test_a_day_that_was_not_logged_is_one_press_away(addon: PracticeAddon) -> None:
    """Two weeks before Friday Oct 31 without an entry: 10 school days; Log this day dates the form on it."""
    card = addon.home(ANA, "D1")
    assert "Not logged: 10 school days of the last two weeks" in str(card)
    answer = addon.act("log-day", ANA, "D1", parameters={"day": "2025-10-20"})
    addon.click(card_of(answer), "Log activity", ANA, "D1", **CHOSEN)
    assert "Not logged: 9 school days of the last two weeks" in str(addon.home(ANA, "D1"))


def test_time_as_coaches_write_it_is_understood_and_told(addon: PracticeAddon) -> None:
    """`1h 30` is 90 minutes; the card says so."""
    answer = addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **CHOSEN, minutes="1h 30")
    assert rows(addon)[-1][4] == 90.0
    assert "read as 90 minutes" in words_of(card_of(answer))


def test_attendance_goes_with_group_work_only(addon: PracticeAddon) -> None:
    """A training of 12 has its number in the row."""
    chosen = {"activity": "Technical Training", "attendance": "12", "delivery": "Virtual", "contract_day": "No charge"}
    addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **chosen)
    names = ("attendance", "delivery", "contract_day")
    assert addon.program.rows("D1", "activity_log", *names)[-1] == (12.0, "Virtual", "No charge")


def test_a_coach_whose_assignment_has_ended_logs_no_longer(addon: PracticeAddon) -> None:
    """On the day after the last one the card says whom to ask; a form that was open before is of no use either."""
    card = addon.home(ANA, "D1")
    addon.program.today = date(2026, 6, 6)
    addon.here.registry.forget()
    assert "You are not assigned to this district today" in words_of(addon.home(ANA, "D1"))
    answer = addon.click(card, "Log activity", ANA, "D1", **CHOSEN)
    assert said(answer) == "You cannot do this here; the card shows what you can do."
    assert len(rows(addon)) == 4


def test_a_workbook_that_others_write_to_all_the_time_is_told(addon: PracticeAddon) -> None:
    """Six cards are pressed at once in one workbook: each entry lands or says so, and pressing again logs the rest."""
    cards = [addon.home(ANA, "D1") for _ in range(6)]

    def press(card: Json) -> Json:
        return addon.click(card, "Log activity", ANA, "D1", **CHOSEN)

    with ThreadPoolExecutor(6) as presses:
        answers = list(presses.map(press, cards))
    landed = sum(said(answer).startswith("Logged") for answer in answers)
    waiting = [card_of(answer) for answer in answers if not said(answer).startswith("Logged")]
    assert len(rows(addon)) == 4 + landed
    for card in waiting:
        addon.click(card, "Log activity", ANA, "D1")
    assert len(rows(addon)) == 4 + 6


def test_a_long_list_of_schools_becomes_a_field_with_suggestions(addon: PracticeAddon) -> None:
    """A drop-down holds 100 items; suggestions come from this district's own list."""
    answer = addon.send("/sheets/suggest/school", addon.event(ANA, "D1", {}, {"autocomplete_widget_query": "linc"}))
    assert answer.json() == {"autoComplete": {"items": [{"text": "Lincoln"}]}}
    foreign = addon.send("/sheets/suggest/school", addon.event(BEN, "D1", {}, {"autocomplete_widget_query": ""}))
    assert foreign.json() == {"autoComplete": {"items": []}}


def test_no_button_leads_anywhere_else_or_keeps_what_was_typed(addon: PracticeAddon) -> None:
    """Every click goes to an endpoint of this add-on. With persistValues Google would put the old entry into the new card."""
    for each in buttons_of(addon.home(ANA, "D1")):
        assert each["onClick"]["action"]["function"].startswith(f"{addon.url}/sheets/act/")
        assert "persistValues" not in each["onClick"]["action"]


def test_the_days_of_a_new_coach_begin_with_the_assignment(addon: PracticeAddon) -> None:
    """On the first school day nothing is missing."""
    addon.program.today = FIRST_DAY
    addon.here.registry.forget()
    assert "Not logged" not in str(addon.home(ANA, "D1"))
