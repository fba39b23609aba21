"""Every card as a file that a person can read, held to Google's contract. COACHLOG_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from addon.cards.cycles import cycle_card
from addon.cards.log_form import form_sections
from addon.cards.pieces import Links, as_json, card
from sync.coaching.coach_book import CoachingCycle
from sync.coaching.cycle_activity import CycleActivity
from sync.coaching.vocabulary import CyclePhase
from sync.google.files import create_spreadsheet_file
from sync.jobs.cycles_book import ShownCycle
from sync.jobs.entry_form import EntryForm
from tests.addon_events import (
    ANA,
    BEN,
    DIRECTOR,
    NOBODY,
    PRINCIPAL,
    Json,
    PracticeAddon,
    card_of,
    words_of,
)
from tests.card_contract import broken_rules
from tests.filled_own_workbook import NAMES, fill_own_workbook, tapped
from tests.small_forms import small_forms
from tests.small_program import ADMINISTRATOR, log_row
from tests.test_addon_office import enter_west

pytest_plugins = ("tests.addon_fixtures",)

GOLDEN = Path(__file__).parent / "cards"
ADMIN = ADMINISTRATOR["D1"]
CHOSEN = {"activity": "Co-Planning", "focus_area": "Digital Equity"}


def logged(addon: PracticeAddon) -> Json:
    return card_of(addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", **CHOSEN))


def asked_again(addon: PracticeAddon) -> Json:
    addon.program.sync()
    log = addon.program.log_of("D1")
    log.delete_rows(4)  # Sept 9, half a day, and nothing else on that date
    addon.program.sync()
    return addon.home(ANA, "D1")


def beside_district(addon: PracticeAddon) -> Json:
    fill_own_workbook(addon)
    return card_of(addon.act("show-cycles", ANA, "D1"))


def own(addon: PracticeAddon) -> Json:
    """The own workbook with an entry that is linked to nobody."""
    fill_own_workbook(addon)
    logged(addon)
    addon.program.sync()
    return addon.home(ANA, "C1")


def cycle(addon: PracticeAddon, name: str, *taps: str) -> Json:
    """One cycle of the own workbook, or the card after these taps on it."""
    fill_own_workbook(addon)
    card = tapped(addon, addon.home(ANA, "C1"), name, "C1")
    for words in taps:
        card = tapped(addon, card, words, "C1")
    return card


def from_own(addon: PracticeAddon, *taps: str) -> Json:
    fill_own_workbook(addon)
    card = addon.home(ANA, "C1")
    for words in taps:
        card = tapped(addon, card, words, "C1")
    return card


def choices(addon: PracticeAddon) -> Json:
    fill_own_workbook(addon)
    return tapped(addon, logged(addon), "Choose who with", "D1")


def former_coach(addon: PracticeAddon) -> Json:
    addon.program.today = date(2026, 6, 6)
    return addon.home(ANA, "D1")


def own_sheet(addon: PracticeAddon, email: str) -> str:
    return create_spreadsheet_file(addon.program.google.signed_in(email), "A Sheet")


def set_up(addon: PracticeAddon) -> Json:
    email = enter_west(addon)
    return addon.home(email, own_sheet(addon, email))


def set_up_done(addon: PracticeAddon) -> Json:
    email = enter_west(addon)
    sheet = own_sheet(addon, email)
    return card_of(addon.act("set-up", email, sheet))


def waiting(addon: PracticeAddon) -> Json:
    """The director's card while two responses wait: a school moved, and a stranger answered."""
    forms = small_forms(addon.program)
    forms.fill("D1", school="Lincoln")
    forms.fill("D2", "sync@coachlog-practice.iam.gserviceaccount.com", school="Oak")
    forms.change_registry("schools", "school_id", "S1", "district_id", "D2")
    addon.here.registry.forget()
    forms.intake("D1", "D2")
    return addon.home(DIRECTOR, "registry")


def unreachable(addon: PracticeAddon) -> Json:
    addon.home(ANA, "D1")
    addon.program.google.world.faults.add("sheets.spreadsheets.get", "status_503", times=9)
    return addon.home(ANA, "D1")


CARDS: dict[str, Callable[[PracticeAddon], Json]] = {
    "coach": lambda addon: addon.home(ANA, "D1"),
    "coach_after_logging": logged,
    "coach_to_correct": lambda addon: card_of(
        addon.click(addon.home(ANA, "D1"), "Log activity", ANA, "D1", minutes="soon", attendance="3", **CHOSEN)
    ),
    "coach_edit": lambda addon: card_of(addon.click(logged(addon), "Edit", ANA, "D1")),
    "coach_delete": lambda addon: card_of(addon.click(logged(addon), "Delete", ANA, "D1")),
    "coach_asked": asked_again,
    "coach_cycles": beside_district,
    "coach_cycles_not_allowed": lambda addon: card_of(addon.act("show-cycles", ANA, "D1")),
    "coach_own_workbook": own,
    "coach_own_workbook_empty": lambda addon: addon.home(ANA, "C1"),
    "cycle": lambda addon: cycle(addon, "Fractions"),
    "cycle_start": lambda addon: from_own(addon, "Start a cycle"),
    "cycle_start_to_correct": lambda addon: from_own(addon, "Start a cycle", "Start cycle"),
    "cycle_start_nobody": lambda addon: tapped(addon, addon.home(ANA, "C1"), "Start a cycle", "C1"),
    "cycle_next_phase": lambda addon: cycle(addon, "Robots", "Move to set goal"),
    "cycle_reflection": lambda addon: cycle(addon, "Stories", "Record reflection"),
    "cycle_close": lambda addon: cycle(addon, "Robots", "Close cycle"),
    "who_with": choices,
    "who_with_noted": lambda addon: tapped(addon, choices(addon), "Fractions · Plan", "D1"),
    "practice": lambda addon: from_own(addon, "Show my practice"),
    "prepare_talk": lambda addon: from_own(addon, "Prepare 1:1"),
    "coach_former": former_coach,
    "coach_of_another_district": lambda addon: addon.home(BEN, "D1"),
    "administrator": lambda addon: addon.home(ADMIN, "D1"),
    "principal": lambda addon: addon.home(PRINCIPAL, "D1"),
    "director": lambda addon: addon.home(DIRECTOR, "registry"),
    "director_with_waiting_responses": waiting,
    "waiting_responses": lambda addon: card_of(addon.click(waiting(addon), "Settle", DIRECTOR, "registry")),
    "set_up": set_up,
    "set_up_done": set_up_done,
    "district_has_a_workbook": lambda addon: addon.home(ADMIN, own_sheet(addon, ADMIN)),
    "no_role": lambda addon: addon.home(NOBODY, "D1"),
    "no_role_unknown_sheet": lambda addon: addon.home(NOBODY, own_sheet(addon, NOBODY)),
    "allow_this_sheet": lambda addon: addon.home(ANA, ""),
    "google_does_not_answer": unreachable,
}


def readable(addon: PracticeAddon, shown: Json) -> str:
    """The card as text, without what differs from run to run."""
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    for key, workbook_id in addon.program.workbooks.items():
        text = text.replace(workbook_id, f"WORKBOOK-{key}")
    text = text.replace(addon.url, "https://addon.example").replace(
        addon.program.google.address, "https://docs.google.com"
    )
    text = re.sub(r"/spreadsheets/d/[A-Za-z0-9_-]{30,}/", "/spreadsheets/d/WORKBOOK/", text)
    text = re.sub(r"#gid=\d+", "#gid=TAB", text)
    text = re.sub(r"/forms/d/[A-Za-z0-9_-]{30,}/", "/forms/d/FORM/", text)
    text = re.sub(r'("key": "(form|response)",\s+"value": ")[^"]+', r"\1ID", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ENTRY-ID", text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "ROW-KEY", text)
    return re.sub(r'("key": "nonce",\s+"value": ")[^"]+', r"\1NONCE", text) + "\n"


@pytest.mark.parametrize("name", CARDS)
def test_each_card_is_the_one_in_its_file(addon: PracticeAddon, name: str) -> None:
    """What Google is sent, word for word. A difference is looked at, and then written with COACHLOG_GOLDEN=1."""
    shown = CARDS[name](addon)
    assert broken_rules(shown) == []
    text, file = readable(addon, shown), GOLDEN / f"{name}.json"
    if os.environ.get("COACHLOG_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_no_file_is_left_of_a_card_that_is_gone() -> None:
    """One file a card."""
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(CARDS)


def test_names_with_markup_stand_in_fields_as_they_are() -> None:
    """Google draws no markup in the fields themselves, so an escaped name would be another name."""
    lists = {"schools": ["<b>Oak</b>"], "activities": ["x"], "focus_areas": [], "delivery": ["In person"]}
    lists |= {"contract_day": [], "funding_sources": []}
    made = as_json(card("Log activity", "", form_sections(EntryForm(None), lists, Links("https://addon.example"))))
    assert broken_rules(made) == []


def test_markup_in_a_name_is_shown_and_not_drawn() -> None:
    """A cycle, a school or a reason may hold what Google would take for a link."""
    name = '<a href="https://evil.example">Fractions</a> & more'
    cycle = CoachingCycle(2, "C", (), "D1", name, CyclePhase.PLAN, {}, None, None, {})
    shown = ShownCycle("k", cycle, "North", {}, CycleActivity(None, None), overdue=False, waiting=False)
    made = as_json(cycle_card(shown, Links("https://addon.example")))
    assert made["sections"][0]["widgets"][1]["decoratedText"]["text"] == (
        '&lt;a href="https://evil.example"&gt;Fractions&lt;/a&gt; &amp; more'
    )


def test_a_hundred_schools_are_a_field_with_suggestions() -> None:
    """99 fit beside the empty choice; 100 do not."""
    for number, widget in ((99, "selectionInput"), (100, "textInput")):
        lists = {"schools": [f"School {place}" for place in range(number)], "activities": ["x"], "focus_areas": []}
        lists |= {"delivery": ["In person"], "contract_day": [], "funding_sources": []}
        made = as_json(card("Log activity", "", form_sections(EntryForm(None), lists, Links("https://addon.example"))))
        assert broken_rules(made) == []
        assert widget in made["sections"][0]["widgets"][1]


FINE: Json = {
    "header": {"title": "T"},
    "sections": [{"widgets": [{"textParagraph": {"text": "x"}}, {"textInput": {"name": "a", "label": "A"}}]}],
}
BUTTON: Json = {"text": "Log activity", "onClick": {"action": {"function": "https://addon.example/x"}}}


TOO_MANY: list[Json] = [{"text": "x", "value": str(number)} for number in range(101)]


def with_widget(*widgets: Any) -> Json:
    return FINE | {"sections": [{"widgets": list(widgets)}]}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (with_widget({"textParagraf": {"text": "x"}}), "google-apps-card"),
        (with_widget({"textInput": {"name": "a", "type": 1}}), "chat.v1"),
        (with_widget({"textParagraph": {"text": None}}), "chat.v1"),
        (with_widget({}), "not exactly one thing"),
        (with_widget({"textParagraph": {"text": ""}}), "empty"),
        (with_widget({"buttonList": {"buttons": []}}), "none, or more than three"),
        (with_widget({"buttonList": {"buttons": [BUTTON] * 4}}), "none, or more than three"),
        (with_widget(*[{"divider": {}}] * 101), "more than 100 widgets"),
        (with_widget({"selectionInput": {"name": "a", "items": TOO_MANY}}), "more than 100"),
        (with_widget({"textInput": {"name": "a", "placeholderText": "x"}}), "Chat only"),
        (with_widget({"textInput": {"name": "a"}}, {"textInput": {"name": "a"}}), "Two fields"),
        (with_widget({"buttonList": {"buttons": [BUTTON | {"onClick": {"action": {"function": "/x"}}}]}}), "full https"),
        (with_widget({"buttonList": {"buttons": [BUTTON | {"onClick": {"openLink": {"url": "http://x.example"}}}]}}), "full https"),
        (with_widget({"buttonList": {"buttons": [BUTTON | {"text": "Log Activity"}]}}), "sentence case"),
        ({"header": {"title": "T"}, "sections": [{}]}, "no widget"),
        ({"header": {"title": "T"}}, "no section"),
    ],
)  # fmt: skip
def test_the_contract_catches_what_google_would_refuse(broken: Json, told: str) -> None:
    """Each rule is seen to bite; the fine card passes."""
    assert broken_rules(FINE) == []
    assert told in " ".join(broken_rules(broken))


def test_only_the_educators_own_coach_reads_a_name(coach: PracticeAddon) -> None:
    """Ana's cards beside a district's Sheet tell none before she asks; nobody else's card ever does."""
    for who, key in (
        (ANA, "D1"),
        (BEN, "C1"),
        (ADMIN, "D1"),
        (DIRECTOR, "registry"),
        (DIRECTOR, "C1"),
        (DIRECTOR, "D1"),
    ):
        assert not any(name in words_of(coach.home(who, key)) for name in NAMES)
    assert "Privatus" in words_of(coach.home(ANA, "C1"))


def test_the_coach_sees_which_priority_is_short_of_time(addon: PracticeAddon) -> None:
    """Ten hours of Digital Equity are logged, and half of the time was planned for something else: 3 + 8 hours of coaching."""
    assert "Short of time" not in words_of(addon.home(ANA, "D1"))
    plan = [
        {"priority": "Access for all", "focus_area": "Digital Equity", "planned_share": 0.5},
        {"priority": "Plan with AI", "focus_area": "Artificial Intelligence", "planned_share": 0.5},
    ]
    addon.program.type_rows("D1", "coaching_plan", plan)
    addon.program.type_rows("D1", "activity_log", [log_row("2025-10-20", "C1", "Lincoln", "Curriculum Work", 480)], 6)
    told = words_of(addon.home(ANA, "D1"))
    assert "Short of time" in told
    assert "Plan with AI" in told
    assert "0% of coaching time (0 of 11 hours), 50% planned" in told
