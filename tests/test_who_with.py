"""Right after logging: with whom it was. Two taps, one row in the coach's own workbook, and nothing in the district's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.addon_events import ANA, BEN, DIRECTOR, Json, PracticeAddon, card_of, said, words_of
from tests.filled_own_workbook import KIM, NAMES, PAT, SAM, answer_to_tap, fill_in, tapped, worked_with
from tests.small_program import ADMINISTRATOR
from tests.test_addon_changes import inserted, pressed_while

pytest_plugins = ("tests.addon_fixtures",)

ONE_TO_ONE = {"activity": "Co-Planning", "focus_area": "Digital Equity"}


def logged(addon: PracticeAddon, key: str = "D1", **chosen: str) -> Json:
    """The card after one entry of today."""
    return card_of(addon.click(addon.home(ANA, key), "Log activity", ANA, key, **{**ONE_TO_ONE, **chosen}))


def requests(addon: PracticeAddon) -> dict[str, int]:
    return {name: number for name, number in addon.program.google.world.journal.counts().items() if name != "certs"}


def entry_ids(addon: PracticeAddon) -> list[Any]:
    return [row[0] for row in addon.program.rows("C1", "worked_with", "entry_id")]


def test_two_taps_write_who_it_was_with(coach: PracticeAddon) -> None:
    """Cycle and phase come from the cycle, the grade band from the Roster."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    answer = answer_to_tap(coach, choices, "Fractions · Plan", "D1")
    assert said(answer) == "Noted in your own workbook."
    assert worked_with(coach) == [(PAT, "Fractions", "3-5", "Plan")]
    assert entry_ids(coach) == [coach.program.rows("D1", "activity_log", "entry_id")[-1][0]]


def test_an_educator_outside_a_cycle_is_one_tap_too(coach: PracticeAddon) -> None:
    """No cycle is guessed for somebody who has one."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    tapped(coach, choices, PAT, "D1")
    assert worked_with(coach) == [(PAT, None, "3-5", None)]


def test_a_team_is_a_row_for_each(coach: PracticeAddon) -> None:
    """Robots is with two educators; only one of them has a grade band."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    tapped(coach, choices, "Robots · Identify", "D1")
    assert worked_with(coach) == [(PAT, "Robots", "3-5", "Identify"), (SAM, "Robots", None, "Identify")]


def test_only_the_districts_own_people_are_offered(coach: PracticeAddon) -> None:
    """North's educators and open cycles in North's Sheet; South's and finished ones are not."""
    words = words_of(tapped(coach, logged(coach), "Choose who with", "D1"))
    assert PAT in words
    assert SAM in words
    assert "Fractions" in words
    assert KIM not in words
    assert "Stories" not in words
    assert "Maps" not in words


def test_group_work_is_not_asked_about(coach: PracticeAddon) -> None:
    """A workshop is with nobody in particular, and travel neither."""
    for activity in ("Technical Training", "Travel"):
        focus = {} if activity == "Technical Training" else {"focus_area": "-"}
        assert "Choose who with" not in words_of(logged(coach, activity=activity, **focus)).split("Today")[0]


def test_linking_costs_one_read_and_one_write(coach: PracticeAddon) -> None:
    """And offering the choice one read; all with the coach's own token."""
    card = logged(coach)
    coach.program.google.world.journal.reset()
    choices = tapped(coach, card, "Choose who with", "D1")
    assert requests(coach) == {"sheets.spreadsheets.get": 1}
    coach.program.google.world.journal.reset()
    tapped(coach, choices, PAT, "D1")
    assert requests(coach) == {"sheets.spreadsheets.get": 1, "sheets.spreadsheets.batchUpdate": 1}
    callers = {each.caller for each in coach.program.google.world.journal.entries() if each.method != "certs"}
    assert callers == {ANA}


def test_tapping_twice_is_one_row(coach: PracticeAddon) -> None:
    """One after the other, and six at the same moment."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    with ThreadPoolExecutor(6) as taps:
        answers = list(taps.map(lambda _: answer_to_tap(coach, choices, "Fractions · Plan", "D1"), range(6)))
    assert len(worked_with(coach)) == 1
    assert sorted(map(said, answers)) == ["It was noted already."] * 5 + ["Noted in your own workbook."]
    assert said(answer_to_tap(coach, choices, "Fractions · Plan", "D1")) == "It was noted already."


def test_a_second_tap_on_the_cycle_completes_the_row(coach: PracticeAddon) -> None:
    """First the name, then the cycle: still one row, now with cycle and phase."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    tapped(coach, choices, PAT, "D1")
    tapped(coach, choices, "Fractions · Plan", "D1")
    assert worked_with(coach) == [(PAT, "Fractions", "3-5", "Plan")]


def test_what_the_coach_wrote_is_never_replaced(coach: PracticeAddon) -> None:
    """The row names another cycle and grade band by hand; the tap leaves them."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    entry_id = coach.program.rows("D1", "activity_log", "entry_id")[-1][0]
    fill_in(
        coach, "worked_with", [{"entry_id": entry_id, "educator": PAT.upper(), "cycle": "Robots", "grade_band": "K"}]
    )
    tapped(coach, choices, "Fractions · Plan", "D1")
    assert worked_with(coach) == [(PAT.upper(), "Robots", "K", None)]


def test_several_educators_are_noted_one_after_another(coach: PracticeAddon) -> None:
    """Add another leads back to the list."""
    noted = tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), PAT, "D1")
    tapped(coach, tapped(coach, noted, "Add another", "D1"), SAM, "D1")
    assert [row[0] for row in worked_with(coach)] == [PAT, SAM]
    assert len(set(entry_ids(coach))) == 1


def test_a_wrong_tap_is_taken_back(coach: PracticeAddon) -> None:
    """Both rows of a team go, other entries' rows stay."""
    first = tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), SAM, "D1")
    second = tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), "Robots · Identify", "D1")
    coach.program.google.world.journal.reset()
    answer = answer_to_tap(coach, second, "Take back", "D1")
    assert said(answer) == "Taken back."
    assert requests(coach) == {"sheets.spreadsheets.get": 2, "sheets.spreadsheets.batchUpdate": 2}
    assert worked_with(coach) == [(SAM, None, None, None)]
    assert said(answer_to_tap(coach, second, "Take back", "D1")) == "Nothing was noted for it."
    assert first["header"]["title"] == "Noted"


def test_a_team_of_three_is_taken_back_whole(coach: PracticeAddon) -> None:
    """Each of its rows, and no row of another entry; a row that the coach doubled by hand goes too."""
    tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), SAM, "D1")
    noted = tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), "Robots · Identify", "D1")
    entry_id = entry_ids(coach)[-1]
    fill_in(coach, "worked_with", [{"entry_id": entry_id, "educator": name} for name in (KIM, PAT, PAT)])
    tapped(coach, noted, "Take back", "D1")
    assert worked_with(coach) == [(SAM, None, None, None)]


def test_a_row_inserted_while_a_tap_is_taken_back_loses_no_row(coach: PracticeAddon) -> None:
    """The coach inserts a row above while our write is on its way: the row that it met is put back, and ours goes."""
    tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), SAM, "D1")
    noted = tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), PAT, "D1")
    tab = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Worked With")
    answer = pressed_while(
        coach,
        lambda: answer_to_tap(coach, noted, "Take back", "D1"),
        lambda: tab.spreadsheet.batch_update(inserted(tab.id, 1)),
    )
    assert said(answer) == "Taken back."
    assert worked_with(coach) == [(SAM, None, None, None)]


def test_a_choice_that_is_gone_is_refused_gently(coach: PracticeAddon) -> None:
    """The educator was renamed in the Roster meanwhile: nothing is written, the new list is shown, no name stands in the words."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    roster = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Roster")
    roster.update_cell(3, roster.find("Educator").col, "Sam Newname")
    answer = answer_to_tap(coach, choices, SAM, "D1")
    assert "Choose again" in said(answer)
    assert "Sam Newname" in words_of(card_of(answer))
    assert worked_with(coach) == []


def test_a_moved_row_is_still_the_one_that_was_chosen(coach: PracticeAddon) -> None:
    """The coach sorted the Roster while the card stood there."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    roster = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Roster")
    roster.sort((1, "des"), range="A2:F4")
    tapped(coach, choices, PAT, "D1")
    assert [row[0] for row in worked_with(coach)] == [PAT]


def test_no_name_travels_in_a_button_a_log_line_or_an_address(coach: PracticeAddon) -> None:
    """Every parameter, field name, choice and address of the cards is a key or a word of ours."""
    for card in (
        tapped(coach, logged(coach), "Choose who with", "D1"),
        card_of(coach.act("show-cycles", ANA, "D1")),
        card_of(coach.act("new-cycle", ANA, "D1")),
    ):
        for sent in _sent(card):
            assert not any(name in sent for name in NAMES), sent


def _sent(part: Any) -> list[str]:
    """What a card sends when it is used: parameters, values of choices, addresses."""
    found: list[str] = []
    if isinstance(part, dict):
        found += [
            str(part[key]) for key in ("function", "url", "value", "key", "name") if isinstance(part.get(key), str)
        ]
        parts = part.values()
    else:
        parts = part if isinstance(part, list) else []
    return found + [each for held in parts for each in _sent(held)]


def test_without_permission_for_the_own_workbook_the_card_says_how(addon: PracticeAddon) -> None:
    """The entry is logged all the same; a link leads to the workbook in which coachlog is to be allowed."""
    card = tapped(addon, logged(addon), "Choose who with", "D1")
    assert "Open your own workbook" in words_of(card)
    assert addon.program.workbooks["C1"] in str(card)
    assert len(addon.program.rows("D1", "activity_log", "date")) == 5


def test_entries_without_anybody_are_offered_in_the_own_workbook(coach: PracticeAddon) -> None:
    """One-to-one entries of the last two weeks, once the sync has read them; linked ones and older ones are not."""
    logged(coach)
    coach.program.sync()
    home = coach.home(ANA, "C1")
    assert "Who was it with?" in str(home)
    tapped(coach, tapped(coach, home, "Co-Planning", "C1"), PAT, "C1")
    assert worked_with(coach) == [(PAT, None, "3-5", None)]
    assert "Who was it with?" not in str(coach.home(ANA, "C1"))


def test_a_deleted_entry_leaves_its_row_and_says_so(coach: PracticeAddon) -> None:
    """The row counts nothing; only the coach decides about a row that names somebody."""
    tapped(coach, tapped(coach, logged(coach), "Choose who with", "D1"), PAT, "D1")
    coach.program.sync()
    home = coach.home(ANA, "D1")
    coach.click(card_of(coach.click(home, "Delete", ANA, "D1")), "Delete entry", ANA, "D1")
    assert "Left over" not in words_of(coach.home(ANA, "C1"))
    coach.program.sync()
    assert "Worked With names 1 entry that was deleted." in words_of(coach.home(ANA, "C1"))
    assert len(worked_with(coach)) == 1


def test_nobody_else_can_link_or_see_the_choices(coach: PracticeAddon) -> None:
    """Another coach, the administrator and the director send the very click: nothing is shown or written."""
    choices = tapped(coach, logged(coach), "Choose who with", "D1")
    for email in (BEN, ADMINISTRATOR["D1"], DIRECTOR):
        answer = answer_to_tap(coach, choices, PAT, "D1", email)
        assert said(answer).startswith("You cannot do this here")
        assert not any(name in str(answer) for name in NAMES)
    assert worked_with(coach) == []
