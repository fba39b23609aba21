"""The page that respondents fill in, over plain HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_forms import (
    COACH,
    Browser,
    choice,
    entry,
    open_form,
    publish,
    question,
    section,
    user_drive,
    user_forms,
)

MINUTES = question("Minutes", "1f", True, textQuestion={})
EVERY_KIND: list[dict[str, Any]] = [
    question("Short", "1", True, textQuestion={}),
    question("Long", "2", textQuestion={"paragraph": True}),
    choice("One", "3", "RADIO", "A", {"isOther": True}),
    choice("Several", "4", "CHECKBOX", "A", "B", {"isOther": True}),
    choice("List", "5", "DROP_DOWN", "Lincoln", "Adams"),
    question("Scale", "6", scaleQuestion={"low": 1, "high": 5, "lowLabel": "Not at all", "highLabel": "Very"}),
    question("Stars", "7", ratingQuestion={"ratingScaleLevel": 5, "iconType": "STAR"}),
    question("Day", "8", dateQuestion={"includeYear": True}),
    question("Birthday", "9", dateQuestion={}),
    question("Moment", "a", dateQuestion={"includeYear": True, "includeTime": True}),
    question("Clock", "b", timeQuestion={}),
    question("Length", "c", timeQuestion={"duration": True}),
    {
        "title": "Grid",
        "questionGroupItem": {
            "questions": [
                {"questionId": "d", "rowQuestion": {"title": "Morning"}},
                {"questionId": "e", "rowQuestion": {"title": "Noon"}},
            ],
            "grid": {"columns": {"type": "RADIO", "options": [{"value": "Yes"}, {"value": "No"}]}},
        },
    },
    {"title": "Words", "description": "Read me", "textItem": {}},
]
FILLED: dict[str, str | list[str]] = {
    entry("1"): "45",
    entry("2"): "Two\nlines",
    entry("3"): "__other_option__",
    "entry.3.other_option_response": "My own",
    entry("4"): ["A", "B"],
    entry("5"): "Adams",
    entry("6"): "4",
    entry("7"): "5",
    entry("8"): "2026-05-19",
    "entry.9_month": "02",
    "entry.9_day": "29",
    entry("a"): "2026-05-19",
    "entry.10_hour": "14:51",
    entry("b"): "07:30",
    "entry.12_hour": "1",
    "entry.12_minute": "15",
    entry("d"): "Yes",
    entry("e"): "No",
}
ANSWERED = {
    "1": ["45"],
    "2": ["Two\nlines"],
    "3": ["My own"],
    "4": ["A", "B"],
    "5": ["Adams"],
    "6": ["4"],
    "7": ["5"],
    "8": ["2026-05-19"],
    "9": ["02-29"],
    "a": ["2026-05-19 14:51"],
    "b": ["07:30"],
    "c": ["01:15"],
    "d": ["Yes"],
    "e": ["No"],
}


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


def responses(server: EmulatorServer, form_id: str) -> list[dict[str, Any]]:
    """The answers of every response, by question id, with the rest of the response beside them."""
    found = user_forms(server).forms().responses().list(formId=form_id).execute().get("responses", [])
    return [
        {
            **one,
            "texts": {
                id: [text["value"] for text in given["textAnswers"]["answers"]]
                for id, given in one.get("answers", {}).items()
            },
        }
        for one in found
    ]


def test_every_kind_of_question_is_filled_in_and_read_back(server: EmulatorServer) -> None:
    """One page, one response, the texts that the API documents."""
    form_id = open_form(server, *EVERY_KIND)
    browser = Browser(server, form_id).open()
    assert "Practice Google on this computer" in browser.page
    browser.send(FILLED)
    assert (browser.status, browser.problems()) == (200, [])
    assert "Your response has been recorded." in browser.page
    assert [found["texts"] for found in responses(server, form_id)] == [ANSWERED]


def test_every_field_has_a_label(server: EmulatorServer) -> None:
    """Each input stands in a label, or is named by one."""
    page = Browser(server, open_form(server, *EVERY_KIND)).open().page
    inside = re.sub(r"<label.*?</label>", "", page, flags=re.S)
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", inside):
        flags = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        assert flags.get("type") == "hidden" or "aria-label" in flags or f'for="{flags.get("id")}"' in page, tag


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(server: EmulatorServer) -> None:
    """Nothing is recorded until it is right."""
    form_id = open_form(server, *EVERY_KIND)
    browser = Browser(server, form_id).open().send({**FILLED, entry("1"): " ", "entry.9_day": "31"})
    assert (browser.status, browser.problems()) == (400, ["This is a required question", "Invalid date"])
    kept = browser.fields()
    wrong = {entry("1"): [" "], "entry.9_day": ["31"]}
    for name, text in FILLED.items():
        assert kept[name] == wrong.get(name, text if isinstance(text, list) else [text]), name
    assert responses(server, form_id) == []
    browser.send({entry("1"): "45", "entry.9_day": "29"})
    assert [found["texts"] for found in responses(server, form_id)] == [ANSWERED]


def test_a_picked_other_must_be_written(server: EmulatorServer) -> None:
    """Also where the question itself is not required."""
    browser = Browser(server, open_form(server, choice("One", "3", "RADIO", "A", {"isOther": True}))).open()
    browser.send({entry("3"): "__other_option__"})
    assert browser.problems() == ["Write your own answer, or choose another one"]
    assert browser.fields()[entry("3")] == ["__other_option__"]


def test_a_link_fills_fields_in_advance(server: EmulatorServer) -> None:
    """By `entry.` and the id as a decimal number; unknown names do nothing."""
    form_id = open_form(server, *EVERY_KIND)
    wanted = {
        "usp": "pp_url",
        "entry.1": "45",
        "entry.3": "__other_option__",
        "entry.3.other_option_response": "My own",
        "entry.4": ["A", "B"],
        "entry.5": "Adams",
        "entry.8": "2026-05-19",
        "entry.9": "02-29",
        "entry.10": "2026-05-19 14:51",
        "entry.11": "07:30",
        "entry.12": "01:15",
        "entry.13": "Yes",
        "entry.999": "Nobody asked",
    }
    browser = Browser(server, form_id).open("?" + urlencode(wanted, doseq=True))
    fields = browser.fields()
    assert (fields["entry.1"], fields["entry.4"], fields["entry.5"]) == (["45"], ["A", "B"], ["Adams"])
    assert (fields["entry.8"], fields["entry.11"]) == (["2026-05-19"], ["07:30"])
    browser.send()
    left_out = {id: texts for id, texts in ANSWERED.items() if id not in {"2", "6", "7", "e"}}
    assert [found["texts"] for found in responses(server, form_id)] == [left_out]


def test_a_links_text_is_text(server: EmulatorServer) -> None:
    """Markup that somebody puts into a link or an answer is shown, never run."""
    browser = Browser(server, open_form(server, MINUTES)).open(
        "?" + urlencode({"entry.31": '"><script>alert(1)</script>'})
    )
    assert "<script>" not in browser.page
    assert browser.fields()["entry.31"] == ['"><script>alert(1)</script>']


def test_sections_lead_on_and_back_and_carry_everything_along(server: EmulatorServer) -> None:
    """A required question stops only on its own section; going back loses nothing."""
    form_id = open_form(
        server,
        question("A", "1", True, textQuestion={}),
        section("Second", "2"),
        question("B", "3", True, textQuestion={}),
    )
    browser = Browser(server, form_id).open()
    browser.send()
    assert browser.problems() == ["This is a required question"]
    browser.send({"entry.1": "first"})
    assert "Second" in browser.page
    browser.send({"entry.3": "second"}, go="back")
    assert browser.fields()["entry.1"] == ["first"]
    browser.send()
    assert browser.fields()["entry.3"] == ["second"]
    browser.send()
    assert [found["texts"] for found in responses(server, form_id)] == [{"1": ["first"], "3": ["second"]}]


def test_an_answer_leads_to_its_section(server: EmulatorServer) -> None:
    """What was typed in a section that the final way leaves out is not sent."""
    ways = choice(
        "Kind",
        "1",
        "RADIO",
        {"value": "Visit", "goToAction": "NEXT_SECTION"},
        {"value": "Day off", "goToAction": "SUBMIT_FORM"},
    )
    form_id = open_form(server, ways, section("Visit", "2"), question("Room", "3", True, textQuestion={}))
    browser = Browser(server, form_id).open().send({"entry.1": "Visit"}).send({"entry.3": "12"}, go="back")
    browser.send({"entry.1": "Day off"})
    assert "recorded" in browser.page
    assert [found["texts"] for found in responses(server, form_id)] == [{"1": ["Day off"]}]


def test_a_verified_form_asks_who_you_are(server: EmulatorServer) -> None:
    """A prefilled link survives the sign-in; the address is recorded."""
    server.world.signin.create_user(COACH)
    form_id = open_form(server, MINUTES, collects="VERIFIED")
    browser = Browser(server, form_id).open("?entry.31=45&usp=pp_url")
    assert "Sign in to continue" in browser.page
    token = browser.fields()["csrf_token"][0]
    signed_in = browser.session.post(
        f"{browser.base}/signin",
        data={"csrf_token": token, "email": COACH, "query": browser.fields()["query"][0]},
        timeout=10,
    )
    browser.page = signed_in.text
    assert "your email will be recorded" in browser.page
    assert browser.fields()["entry.31"] == ["45"]
    browser.send()
    assert responses(server, form_id)[0]["respondentEmail"] == COACH


def test_a_form_for_some_is_not_for_others(server: EmulatorServer) -> None:
    """Signed in as somebody else, the page says so; `authuser` chooses the person."""
    for email in (COACH, "ann@district.example"):
        server.world.signin.create_user(email)
    browser = Browser(server, open_form(server, MINUTES, to=COACH))
    browser.open("?authuser=ann@district.example")
    assert (browser.status, "may not fill in this form" in browser.page) == (403, True)
    browser.open(f"?authuser={COACH}").send({"entry.31": "45"})
    assert "recorded" in browser.page


def test_a_typed_address_is_asked_for_and_recorded(server: EmulatorServer) -> None:
    """RESPONDER_INPUT adds a required field; it is checked, and nobody has to sign in."""
    form_id = open_form(server, MINUTES, collects="RESPONDER_INPUT")
    browser = Browser(server, form_id).open().send({"entry.31": "45", "emailAddress": "carol"})
    assert browser.problems() == ["Must be a valid email address"]
    browser.send({"emailAddress": COACH})
    assert responses(server, form_id)[0]["respondentEmail"] == COACH


@pytest.mark.parametrize(
    ("published", "accepting", "words"),
    [(False, False, "has not been published"), (True, False, "no longer accepting")],
)
def test_a_closed_form_takes_nothing(server: EmulatorServer, published: bool, accepting: bool, words: str) -> None:
    """Neither when it is opened, nor when it was open before it was closed."""
    form_id = open_form(server, MINUTES)
    browser = Browser(server, form_id).open()
    publish(user_forms(server), form_id, published, accepting)
    browser.send({"entry.31": "45"})
    assert (browser.status, words in browser.page) == (403, True)
    assert words in browser.open().page
    assert responses(server, form_id) == []


def test_the_edit_link_is_there_only_if_edits_are_allowed(server: EmulatorServer) -> None:
    """It opens the response with its answers; the response keeps its id."""
    form_id = open_form(server, *EVERY_KIND)
    browser = Browser(server, form_id).open().send(FILLED)
    assert "Edit your response" not in browser.page
    server.world.forms.allow_response_edits(form_id)
    browser.open().send(FILLED)
    link = re.search(r'href="[^"]*(\?edit2=[^"]*)"', browser.page)
    assert link is not None
    before = {found["responseId"] for found in responses(server, form_id)}
    browser.open(link[1])
    browser.send({entry("1"): "60"})
    assert "Your response has been changed." in browser.page
    after = responses(server, form_id)
    assert {found["responseId"] for found in after} == before
    assert [found["texts"] for found in after] == [ANSWERED, {**ANSWERED, "1": ["60"]}]
    assert (browser.open("?edit2=guessed").status) == 403
    server.world.forms.allow_response_edits(form_id, False)
    assert (browser.open(link[1]).status) == 403


def test_a_page_from_elsewhere_cannot_send_a_response(server: EmulatorServer) -> None:
    """Without the token of this page's session a submission is refused."""
    form_id = open_form(server, MINUTES)
    browser = Browser(server, form_id)
    answer = browser.session.post(f"{browser.base}/formResponse", data={"entry.31": "45"}, timeout=10)
    assert answer.status_code == 403
    assert responses(server, form_id) == []


def test_a_form_in_the_trash_is_closed(server: EmulatorServer) -> None:
    """And an address that never was is not found."""
    form_id = open_form(server, MINUTES)
    browser = Browser(server, form_id)
    user_drive(server).files().update(fileId=form_id, body={"trashed": True}).execute()
    assert browser.open().status == 403
    browser.base = f"{server.address}/forms/d/e/1FAIpQLSnone"
    assert browser.open().status == 404


def test_broken_ways_through_the_page_do_no_harm(server: EmulatorServer) -> None:
    """A page history that is nonsense begins at the first section."""
    form_id = open_form(server, MINUTES, section("Second", "2"), question("B", "3", textQuestion={}))
    for history in ("7", "x,y", "1,0", "0,9,-1", ""):
        browser = Browser(server, form_id).open()
        browser.send({"entry.31": "45", "pageHistory": history})
        assert browser.status == 200
        assert "Second" in browser.page
    assert responses(server, form_id) == []
