"""The forms as data: what they ask, in which order, and under which ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_templates import TemplateError, load_form, load_tab
from sheets_templates.form_loader import load_form_file
from sheets_templates.form_model import Collects, QuestionType, item_id, prefill_parameter, question_id

FORMS = ("activity", "onboarding", "feedback")


def test_the_common_activity_takes_five_questions_of_which_three_must_be_answered() -> None:
    """A form with too many questions is not filled in; what must be said comes first."""
    form = load_form("activity")
    first = form.questions
    assert [each.key for each in first] == ["school", "activity", "minutes", "focus_area", "date"]
    assert [each.key for each in form.all_questions() if each.required] == ["school", "activity", "minutes"]


def test_the_activity_form_is_one_page_and_every_key_is_a_column_of_the_log() -> None:
    """Nothing but Submit is left to press, and each answer has its cell."""
    form, log = load_form("activity"), load_tab("district_workbook", "activity_log")
    assert not any(section.new_page for section in form.sections)
    for question in form.all_questions():
        assert log.column(question.key).protected is False


def test_the_onboarding_form_asks_what_the_onboarding_tab_asks() -> None:
    """Section by section and word by word, because it is made from the tab's starter rows."""
    rows = load_tab("district_workbook", "onboarding").starter_rows
    form = load_form("onboarding")
    asked = [(section.title, each.title) for section in form.sections for each in section.questions]
    assert asked == [(row[0], row[1]) for row in rows]
    assert len(asked) > 20


@pytest.mark.parametrize("key", FORMS)
def test_every_form_says_that_coaching_is_voluntary_and_confidential(key: str) -> None:
    """And that no student is to be described."""
    words = load_form(key).description.lower()
    assert "voluntary" in words
    assert "confidential" in words
    assert "never" in words
    assert "student" in words


def test_only_the_feedback_form_collects_no_address_and_it_asks_leave_to_quote() -> None:
    """Educators answer it, so nobody who was coached may be listed by it; silence is no leave."""
    assert {key: load_form(key).collects for key in FORMS} == {
        "activity": Collects.VERIFIED,
        "onboarding": Collects.VERIFIED,
        "feedback": Collects.NOTHING,
    }
    quote = load_form("feedback").question("quote")
    assert quote.required
    assert quote.type is QuestionType.CHOICE


@pytest.mark.parametrize("key", FORMS)
def test_ids_are_what_google_forms_takes_and_none_is_used_twice(key: str) -> None:
    """Hexadecimal, eight digits, below 80000000; items and questions share one space."""
    form = load_form(key)
    names = [each.key for each in form.all_questions()]
    ids = [question_id(key, each) for each in names] + [item_id(key, each) for each in names]
    ids += [item_id(key, section.key) for section in form.sections]
    assert len(ids) == len(set(ids))
    assert all(len(each) == 8 and 0x1000_0000 <= int(each, 16) < 0x8000_0000 for each in ids)


def test_ids_never_change_because_answers_already_given_hang_on_them() -> None:
    """The ids of the first release, written out."""
    assert question_id("activity", "minutes") == "255294fd"
    assert prefill_parameter("0000001f") == "entry.31"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("questions: [{key: scholl}]", "has no column 'scholl'"),
        ("questions: [{key: school}, {key: school}]", "'school' is used twice"),
        ("questions: [{key: entry_id}]", "coachlog writes itself"),
        ("questions: [{key: note, options: [a]}]", "cannot have a list"),
        ("questions: [{key: minutes, type: choice}]", "needs a list"),
        ("questions: [{key: date, other: true}]", "of people's own"),
        ("questions: []", "asks nothing"),
        ("questions: [{key: school, colour: red}]", "colour"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused_by_place(tmp_path: Path, change: str, said: str) -> None:
    """The message names the file and what is wrong."""
    path = tmp_path / "sample.yaml"
    head = "key: sample\ntitle: T\ndescription: D\ncollects: verified\nresponders: coaches\n"
    path.write_text(f"{head}tab: [district_workbook, activity_log]\n{change}\n")
    with pytest.raises(TemplateError, match=said) as refused:
        load_form_file(path)
    assert "forms/sample.yaml" in str(refused.value)
