"""Ana's own workbook in the small program, filled by her: three educators, four cycles. Nobody else may see one of the names."""

from __future__ import annotations

from datetime import date
from typing import Any

from sync.demo.sample_cells import Row
from sync.demo.typing_in import typed_rows
from sync.google.workbooks import read_workbook, write_workbook
from tests.addon_events import ANA, CLIENT_ID, Json, PracticeAddon, buttons_of, card_of, widgets_of

PAT, SAM, KIM = "Pat Privatus", "Sam Secretus", "Kim Quietus"
NAMES = ("Privatus", "Secretus", "Quietus", "pat@north.example", "sam@north.example", "kim@south.example")
ROSTER: list[Row] = [
    {"educator": PAT, "email": "pat@north.example", "district": "North", "school": "Lincoln", "grade_band": "3-5"},
    {"educator": SAM, "email": "sam@north.example", "district": "North", "school": "Grant", "grade_band": ""},
    {"educator": KIM, "email": "kim@south.example", "district": "South", "school": "Oak", "grade_band": "6-8"},
]
CYCLES: list[Row] = [
    {
        "cycle": "Fractions",
        "educator": PAT,
        "district": "North",
        "focus_area": "Digital Equity",
        "problem_of_practice": "Few explain their thinking.\nSome wait for the answer.",
        "phase": "Plan",
        "identify_on": date(2025, 10, 6),
        "plan_on": date(2025, 10, 30),
    },
    {
        "cycle": "Robots",
        "educator": f"{PAT}; {SAM}",
        "district": "North",
        "phase": "Identify",
        "identify_on": date(2025, 9, 2),
    },
    {
        "cycle": "Stories",
        "educator": KIM,
        "district": "South",
        "phase": "Implement",
        "identify_on": date(2025, 9, 8),
        "implement_on": date(2025, 10, 22),
    },
    {
        "cycle": "Maps",
        "educator": SAM,
        "district": "North",
        "phase": "Reflect",
        "identify_on": date(2025, 9, 2),
        "reflect_on": date(2025, 9, 30),
        "reflection": "It went well.",
        "closed_on": date(2025, 9, 30),
    },
]


def fill_own_workbook(addon: PracticeAddon) -> None:
    """Ana fills her Roster and her cycles, and allows coachlog there."""
    fill_in(addon, "roster", ROSTER)
    fill_in(addon, "coaching_cycles", CYCLES)
    addon.program.google.world.drive.open_with(addon.program.workbooks["C1"], CLIENT_ID)


def fill_in(addon: PracticeAddon, tab_key: str, rows: list[Row], key: str = "C1") -> None:
    """Ana types rows below those that stand in a tab of her workbook, or of another that she may edit."""
    person = addon.program.google.signed_in(ANA)
    snapshot = read_workbook(person, addon.program.workbooks[key])
    tab = snapshot.tab(tab_key)
    assert tab is not None
    requests = typed_rows(tab, rows, len(tab.columns[0]) + 1)
    write_workbook(person, snapshot, snapshot.version, requests, read_back=False)


def worked_with(addon: PracticeAddon) -> list[tuple[Any, ...]]:
    """The rows of Worked With without the entries' ids."""
    names = ("educator", "cycle", "grade_band", "phase")
    return addon.program.rows("C1", "worked_with", *names)


def cycle_row(addon: PracticeAddon, cycle: str) -> dict[str, Any]:
    """The filled cells of one cycle's row, by column key."""
    columns = addon.program.columns("C1", "coaching_cycles")
    place = columns["cycle"].index(cycle)
    return {key: cells[place] for key, cells in columns.items() if cells[place] is not None}


def serial(day: date) -> float:
    """A day as a Sheet holds it."""
    return float((day - date(1899, 12, 30)).days)


def tapped(addon: PracticeAddon, card: Json, words: str, key: str, email: str = ANA, **inputs: Any) -> Json:
    """The card after one tap on a line or a button with these words."""
    return card_of(answer_to_tap(addon, card, words, key, email, **inputs))


def answer_to_tap(addon: PracticeAddon, card: Json, words: str, key: str, email: str = ANA, **inputs: Any) -> Json:
    """The answer to one tap on a line that can be tapped, or on the button beside a line, or on a button. Of several lines with the
    same words the last: an educator's own, below the cycles."""
    for widget in reversed(list(widgets_of(card))):
        text = widget.get("decoratedText", {})
        if words in (text.get("text"), text.get("bottomLabel")) or text.get("text", "").startswith(words):
            button = text if "onClick" in text else text.get("button")
            if button:
                return addon.press(card, button, email, key, **inputs)
    return addon.press(card, next(each for each in buttons_of(card) if each["text"] == words), email, key, **inputs)
