"""Coaching cycles from the sidebar: started, moved, reflected on, closed, in the coach's own workbook and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from tests.addon_events import ANA, BEN, DIRECTOR, Json, PracticeAddon, buttons_of, card_of, filled_in, said, words_of
from tests.filled_own_workbook import (
    KIM,
    NAMES,
    PAT,
    SAM,
    answer_to_tap,
    cycle_row,
    fill_in,
    serial,
    tapped,
)
from tests.small_program import ADMINISTRATOR, TODAY
from tests.test_addon_changes import pressed_while

pytest_plugins = ("tests.addon_fixtures",)


def requests(addon: PracticeAddon) -> dict[str, int]:
    counted = {name: number for name, number in addon.program.google.world.journal.counts().items() if name != "certs"}
    addon.program.google.world.journal.reset()
    return counted


def opened(addon: PracticeAddon, cycle: str, key: str = "C1") -> Json:
    """The card of one cycle."""
    return tapped(addon, card_of(addon.act("show-cycles", ANA, key)), cycle, key)


def cycles(addon: PracticeAddon) -> list[tuple[Any, ...]]:
    return addon.program.rows("C1", "coaching_cycles", "cycle", "educator", "district", "phase", "identify_on")


# --- who is where


def test_the_own_workbook_shows_what_is_overdue_and_who_waits(coach: PracticeAddon) -> None:
    """Robots rests since Sept 2: overdue. Stories since Oct 22, seven school days: waiting. Fractions moved yesterday."""
    card = coach.home(ANA, "C1")
    assert card["header"]["subtitle"] == "3 open cycles, 1 overdue"
    shown = {part.get("header", ""): words_of(part) for part in card["sections"]}
    assert "Robots" in shown["Overdue"]
    assert f"{PAT}, {SAM}" in shown["Overdue"]
    assert "Stories" in shown["Waiting for you"]
    assert "7 school days ago" in shown["Waiting for you"]
    assert "Fractions" in shown["Under way"]
    assert "Maps" not in words_of(card)
    assert "1 Identify · 1 Plan · 1 Implement" in words_of(card)


def test_the_director_decides_after_how_many_school_days_a_cycle_is_overdue(coach: PracticeAddon) -> None:
    """With 7 in the registry's Settings, Stories is overdue too."""
    tab = coach.program.person(DIRECTOR).open_by_key(coach.program.workbooks["registry"]).worksheet("Settings")
    tab.update_cell(tab.find("overdue_school_days").row, tab.find("Value").col, "7")
    coach.here.registry.forget()
    assert coach.home(ANA, "C1")["header"]["subtitle"] == "3 open cycles, 2 overdue"


def test_a_linked_entry_is_an_activity_of_its_cycle(coach: PracticeAddon) -> None:
    """An entry of Oct 31 linked to Robots: it is not overdue any more."""
    answer = coach.click(
        coach.home(ANA, "D1"), "Log activity", ANA, "D1", activity="Co-Planning", focus_area="Digital Equity"
    )
    tapped(coach, tapped(coach, card_of(answer), "Choose who with", "D1"), "Robots · Identify", "D1")
    coach.program.sync()
    assert coach.home(ANA, "C1")["header"]["subtitle"] == "3 open cycles, 0 overdue"


def test_looking_costs_one_read_each(coach: PracticeAddon) -> None:
    """The card of the own workbook, a cycle, each form, the 1:1; the year's practice costs none."""
    card = coach.home(ANA, "C1")
    requests(coach)
    shown = tapped(coach, card, "Fractions", "C1")
    assert requests(coach) == {"sheets.spreadsheets.get": 1}
    for words in ("Move to implement", "Record reflection", "Close cycle"):
        tapped(coach, shown, words, "C1")
        assert requests(coach) == {"sheets.spreadsheets.get": 1}
    for words, reads in (("Start a cycle", 1), ("Prepare 1:1", 1), ("Show my practice", 0)):
        tapped(coach, card, words, "C1")
        assert requests(coach).get("sheets.spreadsheets.get", 0) == reads


# --- start


def started(addon: PracticeAddon, **typed: Any) -> Json:
    """The answer to Start cycle, with the form filled in."""
    form = tapped(addon, addon.home(ANA, "C1"), "Start a cycle", "C1")
    names = {item["text"]: item["value"] for item in form["sections"][0]["widgets"][0]["selectionInput"]["items"]}
    typed["educator"] = names[typed.get("educator", f"{KIM} · South")]
    return answer_to_tap(addon, form, "Start cycle", "C1", **typed)


def test_a_cycle_is_started_with_four_fields(coach: PracticeAddon) -> None:
    """The district is the educator's, the phase the first, the day today."""
    typed = {"focus_area": "Digital Equity", "problem_of_practice": "Few ask.\nWhy?", "cycle": "Asking"}
    answer = started(coach, **typed)
    assert said(answer) == "The cycle is started."
    assert cycle_row(coach, "Asking") == {
        "cycle": "Asking",
        "educator": KIM,
        "district": "South",
        "focus_area": "Digital Equity",
        "problem_of_practice": "Few ask.\nWhy?",
        "phase": "Identify",
        "identify_on": serial(TODAY),
    }
    assert card_of(answer)["header"]["subtitle"] == "4 open cycles, 1 overdue"


def test_a_cycle_without_a_name_is_named_after_its_focus_area(coach: PracticeAddon) -> None:
    """The educator alone is enough; the second one is numbered on."""
    started(coach, focus_area="Digital Equity")
    started(coach, focus_area="Digital Equity", educator=f"{PAT} · North")
    started(coach, educator=f"{SAM} · North")
    assert [row[0] for row in cycles(coach)][4:] == ["Digital Equity 1", "Digital Equity 2", "Cycle 1"]


def test_starting_costs_one_read_and_one_write_and_twice_is_once(coach: PracticeAddon) -> None:
    """Six presses of the same card at the same moment are one cycle, named or not."""
    form = tapped(coach, coach.home(ANA, "C1"), "Start a cycle", "C1")
    key = form["sections"][0]["widgets"][0]["selectionInput"]["items"][1]["value"]
    requests(coach)
    first = answer_to_tap(coach, form, "Start cycle", "C1", educator=key)
    assert requests(coach) == {"sheets.spreadsheets.get": 1, "sheets.spreadsheets.batchUpdate": 1}
    with ThreadPoolExecutor(6) as presses:
        answers = list(
            presses.map(lambda _: answer_to_tap(coach, form, "Start cycle", "C1", educator=key, cycle="New"), range(6))
        )
    assert said(first) == "The cycle is started."
    assert sorted(map(said, answers)) == ["The cycle is started."] + ["This cycle was started already."] * 5
    assert len(cycles(coach)) == 6


def test_what_was_typed_comes_back_where_it_is_refused(coach: PracticeAddon) -> None:
    """No educator and a name that is taken: both are said, the problem of practice stays."""
    form = tapped(coach, coach.home(ANA, "C1"), "Start a cycle", "C1")
    typed = {"problem_of_practice": "Long thought", "cycle": "fractions"}
    answer = answer_to_tap(coach, form, "Start cycle", "C1", **typed)
    assert "Choose the educator from your Roster." in words_of(card_of(answer))
    key = form["sections"][0]["widgets"][0]["selectionInput"]["items"][1]["value"]
    again = answer_to_tap(coach, card_of(answer), "Start cycle", "C1", educator=key)
    assert "You have a cycle of that name" in words_of(card_of(again))
    assert {**typed, "educator": key}.items() <= filled_in(card_of(again)).items()
    assert len(cycles(coach)) == 4


def test_an_educator_who_left_the_roster_meanwhile_is_refused_without_a_name(coach: PracticeAddon) -> None:
    """The words say what to do."""
    form = tapped(coach, coach.home(ANA, "C1"), "Start a cycle", "C1")
    key = form["sections"][0]["widgets"][0]["selectionInput"]["items"][1]["value"]
    roster = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Roster")
    roster.delete_rows(2, 4)
    answer = answer_to_tap(coach, form, "Start cycle", "C1", educator=key, problem_of_practice="Kept")
    assert not any(name in str(answer) for name in NAMES)
    assert "Roster" in words_of(card_of(answer))
    assert len(cycles(coach)) == 4


# --- move


def test_the_next_phase_takes_its_day_and_its_text(coach: PracticeAddon) -> None:
    """Fractions stands in Plan; Implement asks for the evidence, which may stay empty."""
    form = tapped(coach, opened(coach, "Fractions"), "Move to implement", "C1")
    requests(coach)
    answer = answer_to_tap(coach, form, "Move to implement", "C1", evidence="They explain to each other.")
    assert requests(coach) == {"sheets.spreadsheets.get": 1, "sheets.spreadsheets.batchUpdate": 1}
    assert said(answer) == "Moved to implement."
    row = cycle_row(coach, "Fractions")
    assert (row["phase"], row["implement_on"], row["evidence"]) == (
        "Implement",
        serial(TODAY),
        "They explain to each other.",
    )
    assert row["plan_on"] == serial(date(2025, 10, 30))


@pytest.mark.parametrize(("phase", "key"), [("set goal", "goal"), ("plan", "strategies")])
def test_each_phase_asks_for_its_own_text(coach: PracticeAddon, phase: str, key: str) -> None:
    """Goal, then strategies; nothing typed writes the phase and the day alone."""
    for step in ("set goal", "plan"):
        form = tapped(coach, opened(coach, "Robots"), f"Move to {step}", "C1")
        if step == phase:
            assert [
                widget["textInput"]["name"] for widget in form["sections"][0]["widgets"] if "textInput" in widget
            ] == [key]
            answer_to_tap(coach, form, f"Move to {step}", "C1")
            break
        answer_to_tap(coach, form, f"Move to {step}", "C1")
    assert cycle_row(coach, "Robots")["phase"].lower() == phase
    assert key not in cycle_row(coach, "Robots")


def test_moving_twice_is_moving_once(coach: PracticeAddon) -> None:
    """A second press of the same card finds it done, also after the cycle went further."""
    form = tapped(coach, opened(coach, "Robots"), "Move to set goal", "C1")
    answer_to_tap(coach, form, "Move to set goal", "C1", goal="Build")
    assert said(answer_to_tap(coach, form, "Move to set goal", "C1", goal="Build")) == "The cycle was moved already."
    further = tapped(coach, opened(coach, "Robots"), "Move to plan", "C1")
    answer_to_tap(coach, further, "Move to plan", "C1")
    answer_to_tap(coach, form, "Move to set goal", "C1", goal="Build")
    assert cycle_row(coach, "Robots")["phase"] == "Plan"


def test_a_text_that_changed_in_the_sheet_is_not_overwritten(coach: PracticeAddon) -> None:
    """The coach typed a goal into the Sheet while the card stood there; what stands on the card comes back with a word."""
    form = tapped(coach, opened(coach, "Robots"), "Move to set goal", "C1")
    tab = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Coaching Cycles")
    tab.update_cell(3, tab.find("Goal").col, "From the Sheet")
    answer = answer_to_tap(coach, form, "Move to set goal", "C1", goal="From the card")
    assert said(answer) == "Not saved yet."
    assert filled_in(card_of(answer))["goal"] == "From the card"
    assert (cycle_row(coach, "Robots")["goal"], cycle_row(coach, "Robots")["phase"]) == ("From the Sheet", "Identify")


def test_a_text_that_the_card_showed_may_be_rewritten(coach: PracticeAddon) -> None:
    """The goal stood on the card, line breaks and all."""
    tab = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Coaching Cycles")
    tab.update_cell(3, tab.find("Goal").col, "First line\nsecond line")
    form = tapped(coach, opened(coach, "Robots"), "Move to set goal", "C1")
    assert filled_in(form)["goal"] == "First line\nsecond line"
    answer_to_tap(coach, form, "Move to set goal", "C1", goal="Better")
    assert cycle_row(coach, "Robots")["goal"] == "Better"


def test_sorting_the_tab_while_we_write_harms_no_other_cycle(coach: PracticeAddon) -> None:
    """The tab is sorted by name between our read and our write: the right row is written, every other is as it was."""
    form = tapped(coach, opened(coach, "Robots"), "Move to set goal", "C1")
    others = {name: cycle_row(coach, name) for name in ("Fractions", "Stories", "Maps")}
    tab = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Coaching Cycles")
    answer = pressed_while(
        coach,
        lambda: answer_to_tap(coach, form, "Move to set goal", "C1", goal="Build"),
        lambda: tab.sort((1, "asc"), range="A2:S5"),
    )
    assert said(answer) == "Moved to set goal."
    assert (cycle_row(coach, "Robots")["goal"], cycle_row(coach, "Robots")["phase"]) == ("Build", "Set goal")
    assert {name: cycle_row(coach, name) for name in others} == others


# --- reflect, close


def test_the_reflection_closes_the_cycle(coach: PracticeAddon) -> None:
    """One read, one write; the last phase, its day and the day of closing are set; impact and next steps may stay empty."""
    form = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    requests(coach)
    answer = answer_to_tap(coach, form, "Save and close", "C1", reflection="It worked.", next_steps="Once more.")
    assert requests(coach) == {"sheets.spreadsheets.get": 1, "sheets.spreadsheets.batchUpdate": 1}
    assert said(answer) == "The reflection is recorded."
    row = cycle_row(coach, "Stories")
    assert (row["reflection"], row["next_steps"], row["phase"]) == ("It worked.", "Once more.", "Reflect")
    assert (row["reflect_on"], row["closed_on"], "impact" in row) == (serial(TODAY), serial(TODAY), False)
    assert said(
        answer_to_tap(coach, form, "Save and close", "C1", reflection="It worked.", next_steps="Once more.")
    ) == ("It was recorded already.")


def test_a_reflection_needs_a_sentence(coach: PracticeAddon) -> None:
    """Without one the cycle stays open and what was typed stays."""
    form = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    answer = answer_to_tap(coach, form, "Save and close", "C1", reflection=" ", impact="More talk")
    assert "a sentence is enough" in words_of(card_of(answer))
    assert filled_in(card_of(answer))["impact"] == "More talk"
    assert "closed_on" not in cycle_row(coach, "Stories")


def test_a_cycle_is_closed_with_a_reason(coach: PracticeAddon) -> None:
    """No reason, no closing; twice is once; no text is lost."""
    form = tapped(coach, opened(coach, "Fractions"), "Close cycle", "C1")
    assert "Choose the reason" in words_of(card_of(answer_to_tap(coach, form, "Close cycle", "C1")))
    answer = answer_to_tap(coach, form, "Close cycle", "C1", closed_reason="Ended by the educator")
    assert said(answer) == "The cycle is closed."
    row = cycle_row(coach, "Fractions")
    assert (row["closed_reason"], row["closed_on"]) == ("Ended by the educator", serial(TODAY))
    assert row["problem_of_practice"].startswith("Few explain")
    again = answer_to_tap(coach, form, "Close cycle", "C1", closed_reason="Ended by the educator")
    assert said(again) == "It was closed already."


def test_a_cycle_that_was_renamed_meanwhile_is_refused_gently(coach: PracticeAddon) -> None:
    """Nothing is written; the card says what to do, names nobody, and keeps the reflection that was typed."""
    form = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    tab = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"]).worksheet("Coaching Cycles")
    tab.update_cell(4, 1, "Tales")
    answer = answer_to_tap(coach, form, "Save and close", "C1", reflection="It worked.")
    assert "no longer stands in your Coaching Cycles tab" in words_of(card_of(answer))
    assert filled_in(card_of(answer))["reflection"] == "It worked."
    assert not any(name in str(answer) for name in NAMES)
    assert "reflection" not in cycle_row(coach, "Tales")


@pytest.mark.parametrize(
    ("fault", "method"),
    [
        ("status_503", "sheets.spreadsheets.get"),
        ("cut_connection", "sheets.spreadsheets.batchUpdate"),
        ("cut_connection_after", "sheets.spreadsheets.batchUpdate"),
    ],
)
def test_a_lost_answer_neither_loses_nor_doubles_a_reflection(coach: PracticeAddon, fault: Any, method: str) -> None:
    """One misfortune on the way: it stands there once."""
    form = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    coach.program.google.world.faults.add(method, fault)
    answer_to_tap(coach, form, "Save and close", "C1", reflection="It worked.")
    assert cycle_row(coach, "Stories")["reflection"] == "It worked."


def test_while_google_does_not_answer_what_was_typed_stays_on_the_card(coach: PracticeAddon) -> None:
    """Forms of all kinds; pressed again later they are written."""
    reflecting = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    starting = tapped(coach, coach.home(ANA, "C1"), "Start a cycle", "C1")
    key = starting["sections"][0]["widgets"][0]["selectionInput"]["items"][1]["value"]
    coach.program.google.world.faults.add("sheets.spreadsheets.get", "status_503", times=6)
    kept = answer_to_tap(coach, reflecting, "Save and close", "C1", reflection="It worked.")
    kept_start = answer_to_tap(coach, starting, "Start cycle", "C1", educator=key, problem_of_practice="Few ask.")
    assert filled_in(card_of(kept))["reflection"] == "It worked."
    assert filled_in(card_of(kept_start)).items() >= {"educator": key, "problem_of_practice": "Few ask."}.items()
    coach.program.google.world.faults.clear()
    assert said(answer_to_tap(coach, card_of(kept), "Save and close", "C1")) == "The reflection is recorded."
    assert said(answer_to_tap(coach, card_of(kept_start), "Start cycle", "C1")) == "The cycle is started."


def test_a_missing_tab_is_said_and_nothing_is_half_done(coach: PracticeAddon) -> None:
    """The coach deleted Coaching Cycles by mistake."""
    form = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    book = coach.program.person(ANA).open_by_key(coach.program.workbooks["C1"])
    book.del_worksheet(book.worksheet("Coaching Cycles"))
    starting = tapped(coach, coach.home(ANA, "C1"), "Start a cycle", "C1")
    key = starting["sections"][0]["widgets"][0]["selectionInput"]["items"][1]["value"]
    answer = answer_to_tap(coach, starting, "Start cycle", "C1", educator=key)
    assert "The Coaching Cycles tab of your workbook is missing" in words_of(card_of(answer))
    assert "no longer stands" in words_of(card_of(answer_to_tap(coach, form, "Save and close", "C1", reflection="x")))


def test_a_hundred_educators_are_two_lists(coach: PracticeAddon) -> None:
    """99 fit into one drop-down; whichever is used counts."""
    fill_in(coach, "roster", [{"educator": f"Teacher {number:03}", "district": "South"} for number in range(120)])
    form = tapped(coach, coach.home(ANA, "C1"), "Start a cycle", "C1")
    lists = [widget["selectionInput"] for widget in form["sections"][0]["widgets"] if "selectionInput" in widget][:2]
    key = next(item["value"] for item in lists[1]["items"] if item["text"].startswith("Teacher 119"))
    answer_to_tap(coach, form, "Start cycle", "C1", educator_2=key)
    assert cycles(coach)[-1][1] == "Teacher 119"


def test_the_same_cards_stand_beside_a_districts_sheet(coach: PracticeAddon) -> None:
    """Written is the own workbook, and never the district's."""
    before = coach.program.words("D1", "activity_log")
    form = tapped(coach, opened(coach, "Stories", "D1"), "Record reflection", "D1")
    answer_to_tap(coach, form, "Save and close", "D1", reflection="It worked.")
    assert cycle_row(coach, "Stories")["reflection"] == "It worked."
    assert coach.program.words("D1", "activity_log") == before


def test_nobody_elses_click_reaches_a_cycle(coach: PracticeAddon) -> None:
    """Every action of the own workbook, by another coach, an administrator, the director, in either Sheet."""
    form = tapped(coach, opened(coach, "Stories"), "Record reflection", "C1")
    pressed = next(each for each in buttons_of(form) if each["text"] == "Save and close")
    for email in (BEN, ADMINISTRATOR["D1"], DIRECTOR):
        for key in ("C1", "D1"):
            answer = coach.press(form, pressed, email, key, reflection="Not mine")
            assert said(answer).startswith("You cannot do this here")
            assert not any(name in str(answer) for name in NAMES)
    assert "reflection" not in cycle_row(coach, "Stories")
