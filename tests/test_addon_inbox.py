"""The director's inbox in the sidebar: what waits, why, since when, and what the director can do about it."""

from __future__ import annotations

import pytest

from sync.google.workbooks import read_workbook
from sync.jobs.inbox import unplaced_responses
from tests.addon_events import ANA, DIRECTOR, Json, PracticeAddon, buttons_of, card_of, said, words_of
from tests.small_forms import SmallForms, small_forms
from tests.small_program import ADMINISTRATOR

pytest_plugins = ("tests.addon_fixtures",)

NOBODY_KNOWN = "sync@coachlog-practice.iam.gserviceaccount.com"


@pytest.fixture
def forms(addon: PracticeAddon) -> SmallForms:
    """The forms of the program; a response of North waits, because its school moved while the coach was typing."""
    found = small_forms(addon.program)
    found.fill("D1", school="Lincoln", note="unmistakable words")
    found.change_registry("schools", "school_id", "S1", "district_id", "D2")
    addon.here.registry.forget()
    assert found.intake("D1").waiting == 1
    return found


def waiting_in_report(addon: PracticeAddon) -> list[tuple[object, ...]]:
    """The rows of Data Quality about forms: form, coach, since, why."""
    tab = read_workbook(addon.program.access.own, addon.program.workbooks["report"]).tab("data_quality")
    assert tab is not None
    rows = [tuple(cell for cell in row if cell is not None) for row in zip(*tab.columns, strict=True)]
    return [row for row in rows if "Activity form of North" in row]


def settle(addon: PracticeAddon) -> Json:
    """The card behind the button of the first form that waits."""
    return card_of(addon.click(addon.home(DIRECTOR, "registry"), "Settle", DIRECTOR, "registry"))


def test_the_director_sees_how_many_wait_of_which_form_why_and_since_when(
    addon: PracticeAddon, forms: SmallForms
) -> None:
    """And nothing of what they say."""
    words = words_of(addon.home(DIRECTOR, "registry"))
    assert "Form responses without a place" in words
    assert "Activity form of North" in words
    assert "1 response waits since October 31" in words
    assert "belongs to another district" in words
    assert "unmistakable" not in words


def test_nothing_is_said_of_an_empty_inbox(addon: PracticeAddon) -> None:
    """The card has no section for it."""
    assert "without a place" not in words_of(addon.home(DIRECTOR, "registry"))


def test_the_form_card_says_whose_response_it_is_and_leads_to_registry_and_form(
    addon: PracticeAddon, forms: SmallForms
) -> None:
    """The coach is named: the director's own employee. An unknown respondent is not."""
    forms.fill("D1", NOBODY_KNOWN)
    forms.intake("D1")
    card = settle(addon)
    words = words_of(card)
    assert "Ana Ruiz · since October 31" in words
    assert "Somebody the registry does not know" in words
    assert "@" not in words
    links = [each["onClick"]["openLink"]["url"] for each in buttons_of(card) if "openLink" in each["onClick"]]
    assert [link.rsplit("/", 2)[1] for link in links] == [addon.program.workbooks["registry"], forms.form_id("D1")]


def test_a_response_is_placed_at_once_when_what_kept_it_waiting_is_mended(
    addon: PracticeAddon, forms: SmallForms
) -> None:
    """No sync is waited for; the row stands in the log once."""
    card = settle(addon)
    assert said(addon.click(card, "Place again", DIRECTOR, "registry")) == "Nothing could be placed yet."
    forms.change_registry("schools", "school_id", "S1", "district_id", "D1")
    answer = addon.click(card, "Place again", DIRECTOR, "registry")
    assert said(answer) == "1 response placed."
    assert "Program status" in words_of(card_of(answer))
    assert len(forms.log("D1", "date")) == 5
    again = addon.click(card, "Place again", DIRECTOR, "registry")
    assert said(again) == "Nothing waits there any more."
    assert len(forms.log("D1", "date")) == 5


def test_a_dismissed_response_does_not_come_back_until_its_coach_edits_it(
    addon: PracticeAddon, forms: SmallForms
) -> None:
    """Pressed twice it is dismissed once; neither the next hour nor a sync brings it back."""
    card = settle(addon)
    assert said(addon.click(card, "Dismiss", DIRECTOR, "registry")) == "Dismissed. Its form keeps it."
    assert said(addon.click(card, "Dismiss", DIRECTOR, "registry")) == "It does not wait any more."
    forms.intake("D1")
    assert unplaced_responses(addon.program.ledger) == []
    (response_id,) = forms.ledger.inbox(forms.form_id("D1"))
    forms.edit("D1", response_id, school="Grant")
    assert forms.intake("D1").rows == 1


@pytest.mark.parametrize("action", ["show-waiting", "place-waiting", "dismiss-waiting"])
@pytest.mark.parametrize(("who", "key"), [(ANA, "D1"), (ADMINISTRATOR["D1"], "D1"), (ADMINISTRATOR["D1"], "registry")])
def test_nobody_but_the_director_sees_or_settles_the_inbox(
    addon: PracticeAddon, forms: SmallForms, action: str, who: str, key: str
) -> None:
    """Whatever the click says."""
    (waiting,) = unplaced_responses(addon.program.ledger)
    sent = {"form": waiting.form_id, "response": waiting.response_id}
    answer = addon.act(action, who, key, parameters=sent)
    assert said(answer).startswith("You cannot do this here")
    assert "belongs to another district" not in words_of(card_of(answer))
    assert unplaced_responses(addon.program.ledger) == [waiting]


@pytest.mark.parametrize("sent", [{}, {"form": "a b"}, {"form": "x" * 300}, {"form": "'; DROP TABLE inbox; --"}])
def test_a_click_that_names_no_form_is_refused(addon: PracticeAddon, forms: SmallForms, sent: dict[str, str]) -> None:
    """With the status of a bad request; nothing is dismissed."""
    event = addon.event(DIRECTOR, "registry", parameters=sent)
    assert addon.send("/sheets/act/dismiss-waiting", event).status_code == 400
    assert len(unplaced_responses(addon.program.ledger)) == 1


def test_the_inbox_stands_in_the_program_report_after_the_next_sync(addon: PracticeAddon, forms: SmallForms) -> None:
    """Although no workbook has changed; and it is gone from there once it is settled."""
    addon.program.sync()
    (row,) = waiting_in_report(addon)
    assert row[:2] == ("Activity form of North", "Ana Ruiz")
    assert "belongs to another district" in str(row[3])
    addon.program.sync()
    assert addon.program.sync().writes == 0
    addon.click(settle(addon), "Dismiss", DIRECTOR, "registry")
    addon.program.sync()
    assert waiting_in_report(addon) == []


def test_a_form_that_cannot_be_read_is_told_with_the_reason(addon: PracticeAddon, forms: SmallForms) -> None:
    """Somebody took the sync identity off it."""
    forms.ledger.keep_trouble(forms.form_id("D2"), "The form is not shared with coachlog.")
    words = words_of(addon.home(DIRECTOR, "registry"))
    assert "Forms that cannot be read" in words
    assert "Activity form of South" in words
