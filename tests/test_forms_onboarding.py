"""Answers of the Onboarding Form in the district's Onboarding tab, and never over what a person typed there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sheets_templates import load_form
from sheets_templates.form_model import question_id
from sync.jobs.form_intake import Intake, intake
from sync.jobs.forms import ONBOARDING
from sync.jobs.inbox import unplaced_responses
from tests.small_forms import SmallForms, small_forms
from tests.small_program import ADMINISTRATOR, SmallProgram

FIRST, SECOND = (each.key for each in list(load_form(ONBOARDING).all_questions())[:2])


@pytest.fixture
def forms(program: SmallProgram) -> SmallForms:
    return small_forms(program)


def answer(forms: SmallForms, response_id: str = "", **said: str) -> str:
    """An administrator submits answers by question key, or edits a response."""
    forms.clock += timedelta(minutes=1)
    form_id = forms.form_id("D1", ONBOARDING)
    answers = {question_id(ONBOARDING, key): text for key, text in said.items()}
    if response_id:
        forms.world.forms.allow_response_edits(form_id)
        forms.world.forms.edit(form_id, response_id, answers, ADMINISTRATOR["D1"])
        return response_id
    return str(forms.world.forms.submit(form_id, answers, ADMINISTRATOR["D1"]))


def take_in(forms: SmallForms) -> Intake:
    return intake(forms.context(), [forms.form_id("D1", ONBOARDING)])


def answers(forms: SmallForms) -> list[object]:
    return [row[1] for row in forms.program.rows("D1", "onboarding", "item", "answer")][:2]


def test_answers_stand_beside_their_questions_once(forms: SmallForms) -> None:
    """Two of 29 are answered; the others stay open; the same news again writes nothing."""
    answer(forms, **{FIRST: "The office of the superintendent", SECOND: "The principals"})
    assert take_in(forms) == Intake(forms=1, rows=1)
    assert answers(forms) == ["The office of the superintendent", "The principals"]
    assert take_in(forms) == Intake(forms=1)
    assert len(forms.program.rows("D1", "onboarding", "answer")) == 2


def test_an_edited_response_replaces_what_it_entered_itself(forms: SmallForms) -> None:
    """And nothing else."""
    response_id = answer(forms, **{FIRST: "The office"})
    take_in(forms)
    answer(forms, response_id, **{FIRST: "The office, room 2", SECOND: "The principals"})
    assert take_in(forms) == Intake(forms=1, edited=1)
    assert answers(forms) == ["The office, room 2", "The principals"]


def test_what_a_person_typed_in_the_tab_stays_and_the_director_is_told(forms: SmallForms) -> None:
    """The other answers of the response are entered."""
    spreadsheet = forms.program.person(ADMINISTRATOR["D1"]).open_by_key(forms.program.workbooks["D1"])
    tab = spreadsheet.worksheet("Onboarding")
    tab.update_cell(2, tab.row_values(1).index("Answer") + 1, "Ask at the front desk")
    answer(forms, **{FIRST: "The office", SECOND: "The principals"})
    assert take_in(forms) == Intake(forms=1, waiting=1)
    assert answers(forms) == ["Ask at the front desk", "The principals"]
    (line,) = unplaced_responses(forms.program.ledger)
    assert "Onboarding tab holds others" in line.reason
