"""One response as one row, or why it must wait: decided from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from sheets_templates import load_form
from sheets_templates.form_model import FormResponse, prefill_parameter, question_id
from sync.coaching.entries import Outcome
from sync.coaching.form_responses import (
    PlacedResponse,
    WaitingResponse,
    cell_marks,
    edited_cells,
    entry_id_of_response,
    placed_response,
)
from sync.coaching.prefilled_links import prefilled_link, usual_answers
from sync.coaching.registry import Assignment, Coach, District, FocusArea, Registry, School

FIRST, LAST, TODAY = date(2025, 8, 18), date(2026, 6, 5), date(2025, 10, 31)
TEMPLATE = load_form("activity")
QUESTIONS = TEMPLATE.question_ids()
REGISTRY = Registry(
    "Program",
    "2025-26",
    FIRST,
    LAST,
    districts={"D1": District("D1", "North", "W1"), "D2": District("D2", "South", None)},
    schools={"S1": School("S1", "D1", "Lincoln", 20, 300), "S3": School("S3", "D2", "Oak", 30, 400)},
    coaches={
        "C1": Coach("C1", "Ana Ruiz", "ana@program.example", None),
        "C2": Coach("C2", "Ben Ode", "ben@program.example", None),
    },
    assignments=(Assignment("C1", "D1", FIRST, date(2025, 10, 15)), Assignment("C1", "D2", FIRST, LAST)),
    focus_areas=(FocusArea("Digital Equity"),),
)


def response(
    respondent: str = "ana@program.example", created: str = "2025-10-14T15:00:00.000000000Z", **said: str
) -> FormResponse:
    answers = {"school": "Lincoln", "activity": "Co-Planning", "minutes": "45"} | said
    by_id = {question_id("activity", key): (text,) for key, text in answers.items() if text}
    return FormResponse("F", "R", created, created, respondent, by_id)


def placed(given: FormResponse, district_id: str = "D1", registry: Registry = REGISTRY, today: date = TODAY) -> Any:
    return placed_response(given, QUESTIONS, district_id, registry, today)


def test_a_response_is_a_row_of_the_log_under_an_id_that_follows_from_it() -> None:
    """The columns of the log by their keys; what was left empty stays empty."""
    found = placed(response())
    assert isinstance(found, PlacedResponse)
    assert found.entry_id == entry_id_of_response("F", "R") != entry_id_of_response("F", "S")
    assert found.cells == {
        "date": date(2025, 10, 14),
        "coach": "Ana Ruiz",
        "school": "Lincoln",
        "activity": "Co-Planning",
        "minutes": 45,
        "focus_area": "",
        "delivery": "",
        "contract_day": "",
        "attendance": None,
        "note": "",
    }


def test_an_empty_date_is_never_in_the_future() -> None:
    """A practice program's day stands still while the practice Google's clock goes on."""
    found = placed(response(created="2025-12-01T15:00:00.000000000Z"), today=date(2025, 10, 14))
    assert found.cells["date"] == date(2025, 10, 14)


@pytest.mark.parametrize(
    ("created", "zone", "day"),
    [
        ("2025-10-14T03:30:00.000000000Z", "America/Chicago", date(2025, 10, 13)),  # 22:30 the evening before
        ("2025-10-14T03:30:00.000000000Z", "Europe/Berlin", date(2025, 10, 14)),
        ("2025-10-14T23:30:00.000000000Z", "America/Chicago", date(2025, 10, 14)),
    ],
)
def test_an_empty_date_is_the_day_in_the_district_on_which_it_was_first_submitted(
    created: str, zone: str, day: date
) -> None:
    """A response that is edited a week later does not move."""
    registry = replace(REGISTRY, districts={"D1": replace(REGISTRY.districts["D1"], time_zone=zone)})
    given = replace(response(created=created), last_submitted="2025-10-20T15:00:00.000000000Z")
    assert placed(given, registry=registry).cells["date"] == day


@pytest.mark.parametrize(
    ("typed", "minutes"), [("45", 45), ("1h 15", 75), ("90 min", 90), ("1:30", 90), ("a while", None)]
)
def test_minutes_are_read_as_in_the_log_and_what_cannot_be_read_stands_there_as_typed(
    typed: str, minutes: int | None
) -> None:
    """A row with a problem is in the log, where Needs Attention lists it; it does not wait in an inbox."""
    found = placed(response(minutes=typed))
    assert found.cells["minutes"] == (typed if minutes is None else minutes)
    problems = [each.column for each in found.problems if each.outcome is Outcome.PROBLEM]
    assert problems == ([] if minutes else ["Minutes"])


def test_a_guess_stands_in_the_log_as_it_was_typed_so_that_the_coach_sees_how_it_was_read() -> None:
    """1.5 is taken for hours, and the remark on it must not get lost on the way."""
    found = placed(response(minutes="1.5"))
    assert found.cells["minutes"] == "1.5"
    assert [(each.column, each.outcome) for each in found.problems if each.column == "Minutes"] == [
        ("Minutes", Outcome.REPAIRED)
    ]


@pytest.mark.parametrize(
    ("activity", "typed", "kept"),
    [
        ("Technical Training", "12", 12),
        ("Technical Training", "12 people", 12),
        ("Co-Planning", "1", None),  # how many were there tells who was coached
        ("Informal Coaching", "2 teachers", None),
    ],
)
def test_a_head_count_of_one_to_one_work_never_reaches_the_district(activity: str, typed: str, kept: object) -> None:
    """Only group work carries its attendance."""
    assert placed(response(activity=activity, attendance=typed)).cells["attendance"] == kept


def test_a_head_count_is_dropped_from_a_row_with_a_problem_too() -> None:
    """The row stands in the district's Sheet as it is, so it must not say more than a good one."""
    assert placed(response(minutes="a while", attendance="1")).cells["attendance"] is None


WAITS = {
    "the district is gone": (response(), "D9", "not in the registry"),
    "nobody signed in": (response(respondent=""), "D1", "did not record who answered"),
    "no coach": (response(respondent="x@elsewhere.example"), "D1", "no coach of the program"),
    "another district's coach": (response(respondent="ben@program.example"), "D1", "not assigned to this district"),
    "no workbook yet": (response(school="Oak"), "D2", "no workbook yet"),
    "the school moved": (response(school="Oak"), "D1", "belongs to another district"),
    "an unknown school": (response(school="Atlantis"), "D1", "school"),
    "after the assignment": (response(date="2025-10-20"), "D1", "date"),
}


@pytest.mark.parametrize("case", WAITS)
def test_what_the_registry_does_not_join_waits_with_a_reason_in_plain_words(case: str) -> None:
    """The reason says what to do and names neither the coach nor anything that was answered."""
    given, district_id, said = WAITS[case]
    found = placed(given, district_id)
    assert isinstance(found, WaitingResponse)
    assert said in found.reason
    assert "Ana" not in found.reason
    assert "@" not in found.reason
    assert "Oak" not in found.reason


def test_two_coaches_of_one_name_are_written_by_their_addresses() -> None:
    """A name that means two people would be refused in the log."""
    twin = Coach("C3", "Ana Ruiz", "ana.ruiz@program.example", None)
    registry = replace(
        REGISTRY,
        coaches={**REGISTRY.coaches, "C3": twin},
        assignments=(*REGISTRY.assignments, Assignment("C3", "D1", FIRST, LAST)),
    )
    assert placed(response(respondent=twin.email), registry=registry).cells["coach"] == twin.email


def test_a_note_is_cut_and_freed_of_what_cannot_be_seen() -> None:
    """Control characters and a novel do not belong into a cell."""
    found = placed(response(note="line one\r\nline\u0000 two\u202e" + "x" * 5000))
    assert found.cells["note"].startswith("line one\nline two")
    assert len(found.cells["note"]) == 1000


def test_an_edit_changes_only_what_it_says_otherwise_than_before() -> None:
    """What the coach corrected in the Sheet meanwhile stays; a cleared answer clears its cell."""
    before, after = (
        {"minutes": 45, "note": "a", "school": "Lincoln"},
        {"minutes": 45, "note": "", "school": "Lincoln"},
    )
    marks = cell_marks(before, "key")
    assert edited_cells(after, cell_marks(after, "key"), marks) == {"note": ""}
    assert edited_cells(after, cell_marks(after, "key"), {}) == after
    assert marks != cell_marks(before, "another key")
    with pytest.raises(ValueError, match="fingerprint key"):
        cell_marks(before, "")


def test_the_link_of_a_coach_is_prefilled_with_what_is_usual() -> None:
    """The most frequent of the newest entries; no date, because the link is kept for a year."""
    entries = pd.DataFrame(
        [
            ("C1", "2025-09-01", "S1", "Travel", 20),
            ("C1", "2025-09-02", "S1", "Co-Planning", 50),
            ("C1", "2025-09-03", "", "Co-Planning", 50),
            ("C2", "2025-09-04", "S1", "Travel", 30),
        ],
        columns=["coach_id", "date", "school_id", "activity", "minutes"],
    )
    usual = usual_answers(entries, "C1", REGISTRY)
    assert usual == {"school": "Lincoln", "activity": "Co-Planning", "minutes": "50"}
    assert usual_answers(entries, "C9", REGISTRY) == {}
    link = prefilled_link("https://docs.google.com/forms/d/e/X/viewform", TEMPLATE, QUESTIONS, usual)
    minutes = prefill_parameter(question_id("activity", "minutes"))
    said = parse_qs(urlsplit(link).query)
    assert said["usp"] == ["pp_url"]
    assert said[prefill_parameter(question_id("activity", "school"))] == ["Lincoln"]
    assert said[minutes] == ["__other_option__"]  # 50 is none of the minutes offered
    assert said[f"{minutes}.other_option_response"] == ["50"]
    assert prefill_parameter(question_id("activity", "date")) not in said
    assert len(said) == 5
