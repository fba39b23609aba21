"""Answers of the Feedback Form in the registry: words only where their writer allows it, everything else only as counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sheets_templates.cells import Cell
from sheets_templates.form_model import question_id
from sync.coaching.voices import FeedbackCounts, Voice
from sync.google.workbooks import read_workbook
from sync.jobs.form_intake import Intake, intake, sync_forms
from sync.jobs.forms import FEEDBACK
from sync.ledger import Ledger, open_ledger
from tests.small_forms import SmallForms, small_forms
from tests.small_program import SmallProgram

YES, NO = "Yes, you may quote my words", "No, please do not quote me"
DIRECTOR = "director@program.example"


@pytest.fixture
def forms(program: SmallProgram) -> SmallForms:
    return small_forms(program)


def answer(forms: SmallForms, response_id: str = "", **said: str) -> str:
    """Somebody answers the Feedback Form, or edits a response; a minute passes."""
    forms.clock += timedelta(minutes=1)
    form_id = forms.form_id("", FEEDBACK)
    answers = {"role": "Educator", "district": "North", "again": "Yes", "quote": YES} | said
    by_id = {question_id(FEEDBACK, key): text for key, text in answers.items() if text}
    if response_id:
        forms.world.forms.allow_response_edits(form_id)
        forms.world.forms.edit(form_id, response_id, by_id, "")
        return response_id
    return str(forms.world.forms.submit(form_id, by_id, ""))


def take_in(forms: SmallForms) -> Intake:
    return intake(forms.context(), [forms.form_id("", FEEDBACK)])


def voices(forms: SmallForms) -> list[tuple[Cell, ...]]:
    return forms.program.rows("registry", "voices", "district_id", "role", "words", "permission", "choice")


def counts(forms: SmallForms) -> list[tuple[Cell, ...]]:
    return forms.program.rows("registry", "feedback", "district_id", "responses", "again", "perhaps", "not_again")


def choose(forms: SmallForms, choice: str, row: int = 2) -> None:
    """The director decides about the words in a row of the Voices tab."""
    tab = forms.program.person(DIRECTOR).open_by_key(forms.program.workbooks["registry"]).worksheet("Voices")
    tab.update_cell(row, tab.row_values(1).index("Choice") + 1, choice)


def test_words_come_into_the_registry_only_with_their_writers_permission(forms: SmallForms) -> None:
    """Each answer in words is a row; of a response without permission nothing is written down but the counts."""
    answer(forms, helped="We plan together now.", better="More days.")
    answer(forms, helped="Please keep this to yourself.", quote=NO, again="No", role="Administrator")
    assert take_in(forms) == Intake(forms=1, rows=1)
    assert voices(forms) == [
        ("D1", "Educator", "We plan together now.", "Yes", None),
        ("D1", "Educator", "More days.", "Yes", None),
    ]
    assert counts(forms) == [("D1", 2.0, 1.0, 0.0, 1.0)]
    everywhere = read_workbook(forms.program.access.own, forms.program.workbooks["registry"])
    assert "keep this to yourself" not in repr(everywhere)


def test_nothing_may_be_quoted_before_the_director_chose_it(forms: SmallForms) -> None:
    """The writer's permission alone is not enough: a person looks for names first."""
    answer(forms, helped="We plan together now.")
    take_in(forms)
    assert forms.registry().voices == ()
    choose(forms, "Do not quote")
    assert forms.registry().voices == ()
    choose(forms, "Quote")
    (voice,) = forms.registry().voices
    assert (voice.district_id, voice.role, voice.words) == ("D1", "Educator", "We plan together now.")
    assert voice.asked == "What has coaching changed in your classroom, school, or district?"
    assert forms.registry().feedback == {"D1": FeedbackCounts(responses=1, again=1)}


def test_the_same_news_again_writes_nothing(forms: SmallForms) -> None:
    """Also when a sync polls after a push."""
    answer(forms, helped="We plan together now.")
    assert take_in(forms) == Intake(forms=1, rows=1)
    writes = forms.program.access.requests_used()[1]
    assert take_in(forms) == Intake(forms=1)
    forms.clock += timedelta(hours=1)
    sync_forms(forms.context())
    assert forms.program.access.requests_used()[1] == writes
    assert len(voices(forms)) == 1


def test_whoever_changes_their_words_takes_the_directors_choice_with_them(forms: SmallForms) -> None:
    """The choice was made about other words. A change elsewhere in the response leaves it."""
    response_id = answer(forms, helped="We plan together now.", better="More days.")
    take_in(forms)
    choose(forms, "Quote", row=2)
    choose(forms, "Quote", row=3)
    answer(forms, response_id, helped="We planned with Mx. Somebody.", better="More days.", again="Perhaps")
    assert take_in(forms) == Intake(forms=1, edited=1)
    assert [row[2:] for row in voices(forms)] == [
        ("We planned with Mx. Somebody.", "Yes", None),
        ("More days.", "Yes", "Quote"),
    ]
    assert counts(forms) == [("D1", 1.0, 0.0, 1.0, 0.0)]


def test_a_permission_that_is_withdrawn_takes_the_words_away(forms: SmallForms) -> None:
    """Also where the director had chosen to quote them. Given anew, the words come back undecided."""
    response_id = answer(forms, helped="We plan together now.")
    take_in(forms)
    choose(forms, "Quote")
    answer(forms, response_id, helped="We plan together now.", quote=NO)
    take_in(forms)
    assert voices(forms) == [("D1", "Educator", None, "No", None)]
    assert forms.registry().voices == ()
    answer(forms, response_id, helped="We plan together now.")
    take_in(forms)
    assert voices(forms) == [("D1", "Educator", "We plan together now.", "Yes", None)]


def test_who_names_no_district_is_heard_and_counted_without_one(forms: SmallForms) -> None:
    """The program's own reports may quote such words, no district's."""
    answer(forms, district="", helped="A listening ear.")
    take_in(forms)
    choose(forms, "Quote")
    (voice,) = forms.registry().voices
    assert voice == Voice("", "Educator", voice.asked, "A listening ear.", voice.received_on)
    assert forms.registry().feedback == {"": FeedbackCounts(1, 1)}


def test_a_response_that_its_owner_deletes_is_no_longer_counted(forms: SmallForms) -> None:
    """The counts are made anew from all responses."""
    answer(forms, again="No")
    gone = answer(forms, again="Yes")
    take_in(forms)
    assert counts(forms) == [("D1", 2.0, 1.0, 0.0, 1.0)]
    with forms.world.store.transaction():
        forms.world.forms.responses.delete(f"{forms.form_id('', FEEDBACK)}/{gone}")
    take_in(forms)
    assert counts(forms) == [("D1", 1.0, 0.0, 0.0, 1.0)]
    assert take_in(forms) == Intake(forms=1)


def test_a_voice_that_the_director_deleted_does_not_come_back(forms: SmallForms) -> None:
    """Not even with a new ledger, which knows of no response."""
    answer(forms, helped="We plan together now.")
    take_in(forms)
    registry = forms.program.person(DIRECTOR).open_by_key(forms.program.workbooks["registry"])
    registry.worksheet("Voices").delete_rows(2)
    take_in(forms)
    assert voices(forms) == []
    forms.program.ledger = new_ledger(forms)
    forms.provision()
    take_in(forms)
    assert voices(forms) == []
    answer(forms, helped="A new one.")
    take_in(forms)
    assert [row[2] for row in voices(forms)] == ["A new one."]


def new_ledger(forms: SmallForms) -> Ledger:
    forms.program.ledger.close()
    return open_ledger("sqlite://")


@pytest.mark.parametrize("words", ['=IMPORTDATA("https://x.example")', "<b>bold</b>", "+1", "'quoted", "two\nlines"])
def test_words_stand_in_the_registry_as_they_were_written(forms: SmallForms, words: str) -> None:
    """Never as a formula, and no markup is understood."""
    answer(forms, helped=words)
    take_in(forms)
    assert [row[2] for row in voices(forms)] == [words]


def test_feedback_makes_no_other_workbook_be_read_again(forms: SmallForms) -> None:
    """Nothing in them rests on it: the next sync reads the registry and nothing else."""
    forms.program.sync()
    forms.program.sync()
    answer(forms, helped="We plan together now.")
    take_in(forms)
    outcome = forms.program.sync()
    assert outcome.workbooks_read == 1
    assert forms.program.sync().writes == 0


def test_the_question_of_the_district_follows_the_registry(forms: SmallForms) -> None:
    """A district is renamed: the form offers the new name, after the next look at the forms."""
    item = next(each for each in forms.shown("", FEEDBACK)["items"] if each["title"] == "My district")
    question = item["questionItem"]["question"]
    assert [each["value"] for each in question["choiceQuestion"]["options"]] == ["North", "South", "East"]
    assert not question.get("required")
    forms.change_registry("districts", "district_id", "D1", "name", "North Shore")
    forms.provision()
    item = next(each for each in forms.shown("", FEEDBACK)["items"] if each["title"] == "My district")
    options = item["questionItem"]["question"]["choiceQuestion"]["options"]
    assert [each["value"] for each in options] == ["North Shore", "South", "East"]


def test_no_answer_of_a_respondent_stands_in_the_ledger(forms: SmallForms) -> None:
    """It remembers that a response was taken in, and nothing that it says."""
    answer(forms, helped="We plan together now.")
    take_in(forms)
    (item,) = forms.ledger.inbox(forms.form_id("", FEEDBACK)).values()
    assert (item.coach_id, item.placed_entry_id, item.reason, dict(item.marks)) == ("", "", "", {})
