"""What an onboarding document says: complete from the first day, nothing empty, and no educator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sheets_templates import load_tab
from sync.coaching.onboarding_document import OnboardingView, days_in_words, onboarding_document
from sync.coaching.onboarding_status import onboarding_status, reminder
from sync.coaching.registry import Assignment, CalendarSpan, Coach, Person, Registry
from sync.coaching.views import DocumentState, OnboardingAnswer, OnboardingRow, PlanRow
from sync.coaching.vocabulary import DayType, Role
from tests.drawn_papers import titles, words
from tests.test_district_report import REGISTRY

YEAR = (date(2026, 9, 1), date(2027, 5, 28))
PROGRAM = replace(
    REGISTRY,
    coaches={"ann": Coach("ann", "Ann Arbor", "ann@program.example", None), "ben": Coach("ben", "Ben Hill", "", None)},
    assignments=(
        Assignment("ann", "d1", *YEAR),
        Assignment("ben", "d1", date(2027, 1, 4), YEAR[1], virtual=True),
        Assignment("ben", "d2", *YEAR),
    ),
    people=(
        Person("director@program.example", Role.DIRECTOR, None, "Dee Rector"),
        Person("office@maple.example", Role.ADMINISTRATOR, "d1", "Al Office"),
        Person("office@oak.example", Role.ADMINISTRATOR, "d2", "Someone Else"),
    ),
    calendar=(
        CalendarSpan(date(2026, 11, 26), date(2026, 11, 27), DayType.NON_ATTENDANCE, None, "Thanksgiving"),
        CalendarSpan(date(2026, 10, 9), date(2026, 10, 9), DayType.INSTITUTE, "d1", "Fall institute"),
        CalendarSpan(date(2026, 10, 8), date(2026, 10, 8), DayType.INSTITUTE, "d2", "Theirs"),
    ),
)


def asked(answer: str = "") -> tuple[OnboardingAnswer, ...]:
    """The questions of a new Onboarding tab, all answered alike or all open."""
    rows = load_tab("district_workbook", "onboarding").starter_rows
    return tuple(OnboardingAnswer(str(row[0]), str(row[1]), answer, str(row[3])) for row in rows)


def view_of(
    answers: tuple[OnboardingAnswer, ...] = (), plan: tuple[PlanRow, ...] = (), registry: Registry = PROGRAM
) -> OnboardingView:
    return OnboardingView(registry, "d1", answers, plan)


def answered(section: str, item_part: str, answer: str) -> tuple[OnboardingAnswer, ...]:
    """The open questions with one of them answered."""
    return tuple(
        replace(each, answer=answer) if each.section == section and item_part in each.item else each for each in asked()
    )


@pytest.mark.parametrize("answer", ["", "As agreed."])
def test_every_section_says_something_whether_its_questions_are_answered_or_open(answer: str) -> None:
    """All twelve sections stand there from the first generation on."""
    paper = onboarding_document(view_of(asked(answer)))
    assert len(titles(paper)) == 12
    assert all(section.blocks for section in paper.sections)


def test_contacts_are_the_districts_coaches_its_office_and_the_director() -> None:
    """A coach who comes later or online is said to; people of other districts are not there."""
    contacts = words(onboarding_document(view_of()), "contacts")
    assert "Ann Arbor | Coach | ann@program.example" in contacts
    assert "Ben Hill | Coach, online, from January 4, 2027" in contacts
    assert "Al Office | District administrator | office@maple.example" in contacts
    assert "Dee Rector | Program director" in contacts
    assert "Someone Else" not in contacts


def test_an_answer_stands_beside_a_short_name_of_its_question() -> None:
    """What is still open in the section is said below, with who is asked."""
    procedures = words(
        onboarding_document(view_of(answered("Daily procedures", "dress code", "Business casual."))), "daily_procedures"
    )
    assert "Dress code | Business casual." in procedures
    assert (
        "Still open: Sign-in, badge, background check (School offices); Parking and keys (School offices)" in procedures
    )


def test_technology_is_a_checklist_and_open_questions_say_who_must_answer() -> None:
    """An answered question is no open one."""
    paper = onboarding_document(view_of(answered("Technology", "filtered", "Video sites.")))
    assert "☐ Filtering and unblocking: Video sites." in words(paper, "technology")
    assert "☐ Devices:  (still open, asked of: Technology office)" in words(paper, "technology")
    questions = words(paper, "open_questions")
    assert "☐ What is the dress code for staff?  (Daily procedures · Principals)" in questions
    assert "What is filtered" not in questions
    assert "Every question is answered." in words(onboarding_document(view_of(asked("Yes."))), "open_questions")


def test_first_educators_are_kept_elsewhere_and_never_here() -> None:
    """One sentence says where, and asks for no names."""
    told = words(onboarding_document(view_of(asked("Yes."))), "first_educators")
    assert "kept in the coach's own confidential workbook and never here" in told


def test_schools_and_the_districts_own_calendar_are_tables() -> None:
    """In the order of the year; another district's days are not there."""
    paper = onboarding_document(view_of())
    schools = words(paper, "schools")
    assert "Lincoln |  | 30 | 400" in schools
    assert schools.index("Fall institute") < schools.index("Thanksgiving")
    assert "Theirs" not in schools
    assert "Grant" not in words(paper)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 10, 9), date(2026, 10, 9), "October 9, 2026"),
        (date(2026, 11, 26), date(2026, 11, 27), "November 26–27, 2026"),
        (date(2026, 9, 30), date(2026, 10, 1), "September 30 to October 1, 2026"),
        (date(2026, 12, 21), date(2027, 1, 1), "December 21, 2026 to January 1, 2027"),
    ],
)
def test_a_span_of_days_is_told_once(first: date, last: date, said: str) -> None:
    """With month and year no oftener than needed."""
    assert days_in_words(CalendarSpan(first, last, DayType.INSTITUTE)) == said


def test_the_plan_of_the_kick_off_call_stands_with_its_services() -> None:
    """Until there is one, the document says where it will come from."""
    plan = (PlanRow("Access for all", "Digital Equity", 0.4, 12, "Coaching cycles"),)
    assert "Access for all | Digital Equity | Coaching cycles | 40% | 12" in words(
        onboarding_document(view_of((), plan)), "goals"
    )
    assert "kick-off call" in words(onboarding_document(view_of()), "goals")


def test_a_section_that_the_district_added_to_its_tab_is_not_lost() -> None:
    """It stands with the open questions, at the end."""
    own = OnboardingAnswer("Traditions", "What happens on Founders' Day?", "Classes end at noon.")
    told = words(onboarding_document(view_of((*asked("Yes."), own))), "open_questions")
    assert "Traditions" in told
    assert "What happens on Founders' Day? | Classes end at noon." in told


def test_a_question_that_does_not_concern_the_district_is_answered() -> None:
    """And says so."""
    answers = (OnboardingAnswer("Working space", "Where?", "", "Principals", needed=False),)
    assert "Does not concern this district." in words(onboarding_document(view_of(answers)), "working_space")


def test_the_same_answers_give_the_same_document() -> None:
    """So that an unchanged one is never written again."""
    assert onboarding_document(view_of(asked("Yes."))) == onboarding_document(view_of(asked("Yes.")))


def test_a_reminder_names_offices_and_roles_and_the_document() -> None:
    """Somebody whom the district typed in by name is not named outside its workbook; nothing open needs no reminder."""
    rows = (
        OnboardingRow("Daily procedures", "What is the dress code for staff?", False, "Principals"),
        OnboardingRow("Traditions", "What happens on Founders' Day?", False, "Mrs. Example"),
        OnboardingRow("Contacts", "First contact", True, "District office"),
    )
    text = reminder("Shared Coaching", "Maple Valley", rows, DocumentState("https://docs.example/1", None))
    assert "- Principals: Dress code" in text
    assert "- Somebody whom the district named: Traditions" in text
    assert "https://docs.example/1" in text
    assert "Example" not in text
    assert reminder("Shared Coaching", "Maple Valley", rows[2:]) == ""


def test_the_status_is_complete_only_when_every_section_is() -> None:
    """A tab that was never read has no status to speak of."""
    rows = (OnboardingRow("Contacts", "First", True), OnboardingRow("Goals", "What", False, "Superintendent"))
    assert onboarding_status(rows).status == "1 of 2 sections answered"
    assert onboarding_status(rows).waiting_for == "Superintendent"
    assert onboarding_status(rows[:1]).status == "Complete"
    assert onboarding_status(()).status == "Not read yet"
