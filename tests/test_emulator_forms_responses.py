"""Responses through the API: listed, filtered, edited, graded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.emulator.forms.forms import NotSubmittedError
from sync.emulator.server import EmulatorServer, serve
from tests.emulator_forms import (
    COACH,
    choice,
    let_respond,
    open_form,
    publish,
    question,
    refusal,
    section,
    update,
    user_forms,
)

MINUTES = question("Minutes", "1", True, textQuestion={})
NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


def set_clock(server: EmulatorServer, minutes: float) -> None:
    """Let it be so many minutes after nine."""
    now = NINE + timedelta(minutes=minutes)
    server.world.clock = lambda: now


def listed(server: EmulatorServer, form_id: str, **query: Any) -> list[dict[str, Any]]:
    answer: dict[str, Any] = user_forms(server).forms().responses().list(formId=form_id, **query).execute()
    found: list[dict[str, Any]] = answer.get("responses", [])
    return found


def texts(response: dict[str, Any], id: str = "1") -> list[str]:
    return [answer["value"] for answer in response["answers"][id]["textAnswers"]["answers"]]


def test_a_response_is_listed_and_got(server: EmulatorServer) -> None:
    """The list leaves the form's id out; times are in milliseconds."""
    form_id = open_form(server, MINUTES)
    set_clock(server, 0)
    id = server.world.forms.submit(form_id, {"1": "45"})
    (found,) = listed(server, form_id)
    assert found == {
        "responseId": id,
        "createTime": "2026-11-02T09:00:00.000Z",
        "lastSubmittedTime": "2026-11-02T09:00:00.000Z",
        "answers": {"1": {"questionId": "1", "textAnswers": {"answers": [{"value": "45"}]}}},
    }
    got = user_forms(server).forms().responses().get(formId=form_id, responseId=id).execute()
    assert got == {"formId": form_id, **found}
    assert refusal(user_forms(server).forms().responses().get(formId=form_id, responseId="none"))[0] == 404


def test_an_edited_response_keeps_its_id_and_is_submitted_anew(server: EmulatorServer) -> None:
    """It appears again behind a filter that had passed it."""
    form_id = open_form(server, MINUTES)
    set_clock(server, 0)
    id = server.world.forms.submit(form_id, {"1": "45"})
    with pytest.raises(NotSubmittedError):
        server.world.forms.edit(form_id, id, {"1": "60"})
    server.world.forms.allow_response_edits(form_id)
    set_clock(server, 5)
    server.world.forms.edit(form_id, id, {"1": "60"})
    (found,) = listed(server, form_id, filter="timestamp > 2026-11-02T09:00:00Z")
    assert (found["responseId"], texts(found)) == (id, ["60"])
    assert (found["createTime"], found["lastSubmittedTime"]) == ("2026-11-02T09:00:00.000Z", "2026-11-02T09:05:00.000Z")


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("timestamp > 2026-11-02T09:01:00Z", ["2"]),
        ("timestamp >= 2026-11-02T09:01:00Z", ["1", "2"]),
        ("timestamp >= 2026-11-02T09:01:00.000000001Z", ["2"]),
        ("timestamp>2026-11-02T09:02:00Z", []),
    ],
)
def test_the_filter_is_after_or_from(server: EmulatorServer, filter: str, found: list[str]) -> None:
    """Responses at 9:00, 9:01 and 9:02, named by their minute."""
    form_id = open_form(server, MINUTES)
    for minute in range(3):
        set_clock(server, minute)
        server.world.forms.submit(form_id, {"1": str(minute)})
    assert [texts(response)[0] for response in listed(server, form_id, filter=filter)] == found


@pytest.mark.parametrize("filter", ["timestamp < 2026-11-02T09:00:00Z", "timestamp > 2026-11-02", "email = x"])
def test_any_other_filter_is_refused(server: EmulatorServer, filter: str) -> None:
    """Only `timestamp >` and `timestamp >=` are known."""
    form_id = open_form(server, MINUTES)
    assert refusal(user_forms(server).forms().responses().list(formId=form_id, filter=filter))[0] == 400


def test_pages_are_followed_to_the_end(server: EmulatorServer) -> None:
    """A token belongs to its question: another filter with it is refused."""
    form_id = open_form(server, MINUTES)
    for minute in range(5):
        set_clock(server, minute)
        server.world.forms.submit(form_id, {"1": str(minute)})
    responses = user_forms(server).forms().responses()
    request, found = responses.list(formId=form_id, pageSize=2), []
    sizes = []
    while request is not None:
        page = request.execute()
        sizes.append(len(page["responses"]))
        found += [texts(response)[0] for response in page["responses"]]
        request = responses.list_next(request, page)
    assert (sizes, found) == ([2, 2, 1], ["0", "1", "2", "3", "4"])
    token = responses.list(formId=form_id, pageSize=2).execute()["nextPageToken"]
    other = responses.list(formId=form_id, pageToken=token, filter="timestamp > 2026-11-02T09:00:00Z")
    assert refusal(other)[0] == 400
    assert len(listed(server, form_id, pageSize=0)) == 5


@pytest.mark.parametrize(
    ("collects", "email", "shown"),
    [
        ("VERIFIED", COACH, COACH),
        ("RESPONDER_INPUT", "Typed@Home.example", "typed@home.example"),
        ("DO_NOT_COLLECT", COACH, None),
    ],
)
def test_the_address_is_shown_if_it_is_collected(
    server: EmulatorServer, collects: str, email: str, shown: str | None
) -> None:
    """Verified: of the signed-in respondent; typed: whatever they wrote."""
    server.world.signin.create_user(COACH)
    form_id = open_form(server, MINUTES, collects=collects)
    server.world.forms.submit(form_id, {"1": "45"}, email)
    assert listed(server, form_id)[0].get("respondentEmail") == shown


def test_nobody_responds_to_a_form_that_is_closed_to_them(server: EmulatorServer) -> None:
    """Unpublished, not accepting, not signed in, not among the responders: each is refused."""
    server.world.signin.create_user(COACH)
    forms, form_id = server.world.forms, open_form(server, MINUTES, to=COACH, collects="VERIFIED")
    for email in ("", "stranger@elsewhere.example"):
        with pytest.raises(NotSubmittedError):
            forms.submit(form_id, {"1": "45"}, email)
    forms.submit(form_id, {"1": "45"}, COACH)
    for state in ((True, False), (False, False)):
        publish(user_forms(server), form_id, *state)
        with pytest.raises(NotSubmittedError):
            forms.submit(form_id, {"1": "45"}, COACH)
    assert len(listed(server, form_id)) == 1


def test_a_group_and_a_domain_may_respond(server: EmulatorServer) -> None:
    """By membership, and by the part after the @."""
    server.world.signin.create_group("coaches@program.example", [COACH])
    form_id = open_form(server, MINUTES, to="nobody@else.example")
    let_respond(server, form_id, type="group", emailAddress="coaches@program.example")
    let_respond(server, form_id, type="domain", domain="lincoln.example")
    for email in (COACH, "ann@lincoln.example"):
        server.world.forms.submit(form_id, {"1": "45"}, email)
    assert len(listed(server, form_id)) == 2


@pytest.mark.parametrize(
    ("item", "good", "bad"),
    [
        (MINUTES, "45", " "),
        (choice("C", "1", "RADIO", "A", "B"), "A", "C"),
        (choice("C", "1", "RADIO", "A", {"isOther": True}), "Anything", ""),
        (choice("C", "1", "CHECKBOX", "A", "B"), ["A", "B"], ["A", "C"]),
        (choice("C", "1", "DROP_DOWN", "A", "B"), "B", ["A", "B"]),
        (question("S", "1", scaleQuestion={"low": 1, "high": 5}), "5", "6"),
        (question("R", "1", ratingQuestion={"ratingScaleLevel": 3, "iconType": "HEART"}), "3", "0"),
        (question("D", "1", dateQuestion={"includeYear": True}), "2026-05-19", "2026-02-30"),
        (question("D", "1", dateQuestion={}), "02-29", "2026-05-19"),
        (question("D", "1", dateQuestion={"includeYear": True, "includeTime": True}), "2026-05-19 14:51", "2026-05-19"),
        (question("T", "1", timeQuestion={}), "14:51", "24:00"),
        (question("T", "1", timeQuestion={"duration": True}), "26:15", "1:75"),
    ],
)
def test_an_answer_must_be_one_to_its_question(
    server: EmulatorServer, item: dict[str, Any], good: str | list[str], bad: str | list[str]
) -> None:
    """Each kind takes its own texts, and says which question is wrong."""
    form_id = open_form(server, item)
    with pytest.raises(NotSubmittedError) as refused:
        server.world.forms.submit(form_id, {"1": bad})
    assert list(refused.value.problems) == ["1"]
    server.world.forms.submit(form_id, {"1": good})
    assert texts(listed(server, form_id)[0]) == ([good] if isinstance(good, str) else good)


def test_required_questions_count_only_on_the_way_taken(server: EmulatorServer) -> None:
    """The answer decides which sections are passed; answers on the others are left out."""
    ways = choice("Kind", "a", "RADIO", {"value": "Visit"}, {"value": "Day off", "goToAction": "SUBMIT_FORM"})
    to_end = choice("Where", "b", "DROP_DOWN", {"value": "School"}, {"value": "Online", "goToSectionId": "e2"})
    form_id = open_form(server, ways)
    update(
        user_forms(server),
        form_id,
        *(
            {"createItem": {"item": item, "location": {"index": at}}}
            for at, item in enumerate(
                [section("Visit", "e1"), question("Room", "c", True, textQuestion={}), section("End", "e2"), to_end],
                start=1,
            )
        ),
    )
    submit = server.world.forms.submit
    submit(form_id, {"a": "Day off", "c": "left out"})
    with pytest.raises(NotSubmittedError) as refused:
        submit(form_id, {"a": "Visit"})
    assert refused.value.problems == {"c": "This is a required question"}
    submit(form_id, {"a": "Visit", "c": "12"})
    assert sorted("".join(sorted(found["answers"])) for found in listed(server, form_id)) == ["a", "ac"]


def test_options_that_were_taken_away_keep_their_answers(server: EmulatorServer) -> None:
    """A school that is no longer offered stays in the responses given."""
    form_id = open_form(server, choice("School", "1", "DROP_DOWN", "Lincoln", "Adams"))
    server.world.forms.submit(form_id, {"1": "Adams"})
    mask = "questionItem.question.choiceQuestion.options"
    item = choice("School", "1", "DROP_DOWN", "Lincoln")
    update(user_forms(server), form_id, {"updateItem": {"item": item, "location": {"index": 0}, "updateMask": mask}})
    assert texts(listed(server, form_id)[0]) == ["Adams"]
    with pytest.raises(NotSubmittedError):
        server.world.forms.submit(form_id, {"1": "Adams"})


def test_a_quiz_is_graded(server: EmulatorServer) -> None:
    """Two points for the right sum, none for the wrong one."""
    form_id = open_form(server)
    grading = {"pointValue": 2, "correctAnswers": {"answers": [{"value": "4"}]}}
    update(
        user_forms(server),
        form_id,
        {"updateSettings": {"settings": {"quizSettings": {"isQuiz": True}}, "updateMask": "quizSettings.isQuiz"}},
        {"createItem": {"item": question("2 + 2", "1", textQuestion={}, grading=grading), "location": {"index": 0}}},
    )
    for text in ("4", "5"):
        server.world.forms.submit(form_id, {"1": text})
    assert [(found["totalScore"], found["answers"]["1"]["grade"]["correct"]) for found in listed(server, form_id)] == [
        (2, True),
        (0, False),
    ]


def test_only_editors_read_responses(server: EmulatorServer) -> None:
    """A responder does not see what others answered."""
    form_id = open_form(server, MINUTES, to=COACH)
    assert refusal(user_forms(server, COACH).forms().responses().list(formId=form_id))[0] == 404
