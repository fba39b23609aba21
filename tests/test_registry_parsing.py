"""The director's registry: what can be used is used, what cannot is listed with its row and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial, TabSnapshot
from sync.coaching.registry import (
    Assignment,
    CalendarSpan,
    ClosedMonth,
    Coach,
    Contract,
    District,
    FocusArea,
    FundingSource,
    Person,
    Registry,
    School,
)
from sync.coaching.registry_parsing import RegistryUnusable, parse_registry
from sync.coaching.vocabulary import DEFAULT_FOCUS_AREAS, Answer, DayType, Role
from sync.coaching.voices import FeedbackCounts, Voice
from tests.drawn_logs import serial
from tests.drawn_registry import GOOD, TEMPLATE, Rows, registry_workbook

YEAR = (date(2025, 8, 15), date(2026, 6, 5))


def parsed(**tabs: Rows) -> tuple[Registry, list[tuple[str, int | None, str, str]]]:
    """The registry with some tabs replaced, and its problems as (tab, row, outcome, column)."""
    registry, problems = parse_registry(registry_workbook(**tabs), TEMPLATE)
    assert all(problem.message and problem.hint for problem in problems)
    return registry, [(problem.tab, problem.row, problem.outcome.value, problem.column) for problem in problems]


def but(tab: str, row: int, **cells: Cell) -> list[Mapping[str, Cell]]:
    """The rows of a good tab with some cells of one replaced."""
    return [{**each, **cells} if place == row else each for place, each in enumerate(GOOD[tab])]


def test_a_good_registry_is_read_without_a_remark() -> None:
    """Every tab as values."""
    registry, problems = parsed()
    assert problems == []
    assert (registry.program_name, registry.school_year) == ("Shared Coaching", "2025-26")
    assert (registry.first_day, registry.last_day) == YEAR
    assert registry.districts == {
        "d1": District("d1", "Riverton 60", "1" + "a" * 43),
        "d2": District("d2", "Oakdale 12", "1" + "b" * 43, time_zone="America/New_York"),
    }
    assert registry.schools["s1"] == School("s1", "d1", "Lincoln", 30, 300)
    assert registry.coaches == {"c1": Coach("c1", "Ana Ruiz", "ana@program.example", None)}
    assert registry.assignments == (Assignment("c1", "d1", *YEAR), Assignment("c1", "d2", *YEAR))
    assert registry.contracts["d1"] == Contract("d1", Decimal(45), Decimal("625.00"), *YEAR, "Title II")
    assert registry.funding_sources == {
        "Title II": FundingSource("Title II", date(2025, 7, 1), date(2026, 9, 30), federal=True)
    }
    assert registry.calendar == (
        CalendarSpan(date(2025, 12, 22), date(2026, 1, 2), DayType.NON_ATTENDANCE, None, "Winter break"),
    )
    assert registry.focus_areas == (FocusArea("Digital Equity"), FocusArea("Remote Learning", date(2026, 1, 1)))
    assert registry.people == (
        Person("director@program.example", Role.DIRECTOR),
        Person("head@riverton.example", Role.ADMINISTRATOR, "d1"),
    )
    assert registry.closed_months == (ClosedMonth(date(2025, 9, 1), date(2025, 10, 5)),)
    assert registry.confirmations["q1"].answer is Answer.KEEP
    assert registry.voices == (
        Voice("d1", "Educator", "What has coaching changed?", "My students now ask the questions.", date(2025, 10, 6)),
    )
    assert registry.feedback == {"d1": FeedbackCounts(12, 9, 2, 1)}
    assert registry.settings["suppression_threshold"] == "10"


@pytest.mark.parametrize(
    ("tab", "row", "cells", "outcome", "column", "left_out"),
    [
        ("districts", 1, {"district_id": "d1"}, "problem", "District ID", True),
        ("districts", 1, {"name": None}, "problem", "District", True),
        ("districts", 1, {"district_id": CellError("#REF!")}, "problem", "District ID", True),
        ("districts", 1, {"workbook": "1" + "a" * 43}, "problem", "Workbook", False),
        ("districts", 1, {"workbook": "see e-mail"}, "problem", "Workbook", False),
        ("districts", 1, {"workbook": None}, "notice", "Workbook", False),
        ("districts", 1, {"time_zone": "Chicago time"}, "problem", "Time Zone", False),
        ("districts", 1, {"name": "Riverton 60"}, "notice", "District", False),
        ("schools", 1, {"district_id": "d9"}, "problem", "District ID", True),
        ("schools", 1, {"district_id": "Oakdale 12"}, "repaired", "District ID", False),
        ("schools", 1, {"school_id": "s1"}, "problem", "School ID", True),
        ("schools", 1, {"educators": "many"}, "problem", "Educators", False),
        ("schools", 1, {"students": -5.0}, "problem", "Students", False),
        ("schools", 1, {"educators": "1,200"}, None, "", False),
        ("schools", 1, {"district_id": "d1", "name": "lincoln"}, "notice", "School", False),
        ("coaches", 0, {"email": "not an address"}, "problem", "Email", False),
        ("coaches", 0, {"email": None}, "problem", "Email", False),
        ("assignments", 1, {"coach_id": "c9"}, "problem", "Coach ID", True),
        ("assignments", 1, {"district_id": None}, "problem", "District ID", True),
        ("assignments", 1, {"last_day": serial(date(2025, 8, 1))}, "problem", "Last Day", True),
        ("assignments", 1, {"first_day": "soon"}, "problem", "First Day", True),
        ("assignments", 1, {"first_day": None}, "repaired", "First Day", False),
        ("assignments", 1, {"virtual": "maybe"}, "problem", "Virtual", False),
        ("contracts", 1, {"days": "a lot"}, "problem", "Contract Days", True),
        ("contracts", 1, {"days": 45.3}, "problem", "Contract Days", True),
        ("contracts", 1, {"days": 0.0}, "problem", "Contract Days", True),
        ("contracts", 1, {"daily_rate": -1.0}, "problem", "Daily Rate", True),
        ("contracts", 1, {"daily_rate": None}, "problem", "Daily Rate", True),
        ("contracts", 1, {"daily_rate": "$1,250.50"}, None, "", False),
        ("contracts", 1, {"district_id": "d1"}, "problem", "District ID", True),
        ("contracts", 1, {"funding_source": "Bake sale"}, "problem", "Funding Source", False),
        ("contracts", 1, {"next_daily_rate": "to be agreed"}, "problem", "Next Year's Rate", False),
        ("contracts", 1, {"next_daily_rate": -1.0}, "problem", "Next Year's Rate", False),
        ("contracts", 1, {"next_daily_rate": "$640"}, None, "", False),
        ("funding", 0, {"last_allowable_day": None}, "problem", "Last Allowable Day", True),
        ("funding", 0, {"last_allowable_day": serial(date(2024, 1, 1))}, "problem", "Last Allowable Day", True),
        ("school_calendar", 0, {"day_type": "Snow day"}, "problem", "Kind of Day", True),
        ("school_calendar", 0, {"day_type": "non attendance"}, None, "", False),
        ("school_calendar", 0, {"first_day": None}, "problem", "First Day", True),
        ("school_calendar", 0, {"last_day": None}, None, "", False),
        ("school_calendar", 0, {"district_id": "d9"}, "problem", "District ID", True),
        ("focus_areas", 1, {"name": "Digital equity"}, "problem", "Focus Area", True),
        ("focus_areas", 1, {"retired_on": "last year"}, "problem", "Retired On", False),
        ("people", 1, {"role": "Boss"}, "problem", "Role", True),
        ("people", 1, {"district_id": None}, "problem", "District ID", True),
        ("people", 1, {"email": "nobody"}, "problem", "Email", True),
        ("closed_months", 0, {"month": "September"}, "problem", "Month", True),
        ("closed_months", 0, {"month": serial(date(2025, 9, 1))}, None, "", False),
        ("closed_months", 0, {"closed_on": None}, "repaired", "Closed On", False),
        ("confirmations", 0, {"answer": "perhaps"}, "problem", "Answer", True),
        ("voices", 0, {"choice": "Do not quote"}, None, "", True),
        ("voices", 0, {"choice": None}, None, "", True),  # nobody has decided yet
        ("voices", 0, {"choice": "perhaps"}, "problem", "Choice", True),
        ("voices", 0, {"permission": "No"}, "problem", "May Be Quoted", True),
        ("voices", 0, {"permission": None}, "problem", "May Be Quoted", True),
        ("voices", 0, {"words": None}, "problem", "Words", True),
        ("feedback", 0, {"again": "many"}, "problem", "Would Work Again", False),
        ("confirmations", 0, {"answer": None}, None, "", True),  # an open question
        ("confirmations", 0, {"decided_on": None}, "repaired", "Decided On", False),
    ],
)
def test_a_bad_cell_is_reported_where_it_stands_and_the_rest_still_works(
    tab: str, row: int, cells: dict[str, Cell], outcome: str | None, column: str, left_out: bool
) -> None:
    """One remark at the cell. The row is left out where it cannot be used without it, and no other row is."""
    registry, problems = parsed(**{tab: but(tab, row, **cells)})
    title = TEMPLATE.tab(tab).title
    here = [problem for problem in problems if problem[:2] == (title, row + 2)]
    assert (title, row + 2, outcome, column) in here or (outcome is None and not here)
    names = {"funding": "funding_sources", "school_calendar": "calendar"}
    assert len(getattr(registry, names.get(tab, tab))) == len(GOOD[tab]) - left_out


def test_a_school_of_a_district_that_was_left_out_is_left_out_too() -> None:
    """And says so in its own row; the other district is untouched."""
    registry, problems = parsed(districts=but("districts", 1, name=None))
    assert set(registry.schools) == {"s1"}
    assert ("Schools", 3, "problem", "District ID") in problems


def test_workbooks_are_named_by_id_or_by_address() -> None:
    """As the browser shows it, with or without what follows the id."""
    file_id = "1x_-" + "c" * 40
    for typed in (
        file_id,
        f"https://docs.google.com/spreadsheets/d/{file_id}/edit#gid=0",
        f"docs.google.com/spreadsheets/d/{file_id}",
        f"https://drive.google.com/open?id={file_id}",
    ):
        registry, problems = parsed(districts=but("districts", 0, workbook=typed))
        assert registry.districts["d1"].workbook_id == file_id
        assert problems == []


def test_a_district_without_contract_or_coach_is_noticed() -> None:
    """It stays, so that its log is read."""
    registry, problems = parsed(contracts=GOOD["contracts"][:1], assignments=GOOD["assignments"][:1])
    assert set(registry.districts) == {"d1", "d2"}
    assert problems == [("Districts", 3, "notice", "District ID")] * 2


def test_overlapping_assignments_both_count_and_are_noticed() -> None:
    """The same coach in two districts is no overlap; twice in one is."""
    twice = [*GOOD["assignments"], {**GOOD["assignments"][0], "first_day": serial(date(2026, 1, 5))}]
    registry, problems = parsed(assignments=twice)
    assert len(registry.assignments) == 3
    assert problems == [("Assignments", 4, "notice", "First Day")]


def test_the_later_of_two_answers_counts() -> None:
    """By the day of the decision, whichever stands first."""
    changed: Rows = [
        {"question_id": "q1", "answer": "Accept the change", "decided_on": serial(date(2025, 11, 3))},
        *GOOD["confirmations"],
    ]
    registry, problems = parsed(confirmations=changed)
    assert registry.confirmations["q1"].answer is Answer.ACCEPT
    assert problems == [("Confirmations", 3, "notice", "Answer")]


def test_without_focus_areas_of_its_own_the_program_has_the_default_ones() -> None:
    """An empty tab is no reason to refuse every row of every log."""
    registry, _ = parsed(focus_areas=[])
    assert tuple(area.name for area in registry.focus_areas) == DEFAULT_FOCUS_AREAS


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "is missing"),
        ("next fall", "cannot be read"),
        (True, "cannot be read"),
        (serial(date(2028, 6, 5)), "within the year"),
    ],
)
def test_without_a_school_year_the_registry_is_unusable(value: Cell, word: str) -> None:
    """A named error that says what to mend."""
    workbook = registry_workbook(settings=but("settings", 3, value=value))
    with pytest.raises(RegistryUnusable, match=word) as raised:
        parse_registry(workbook, TEMPLATE)
    assert any(problem.tab == "Settings" for problem in raised.value.problems)


@pytest.mark.parametrize("tab", sorted(set(GOOD) - {"voices", "feedback"}))
def test_without_one_of_its_tabs_the_registry_is_unusable(tab: str) -> None:
    """Without its coaches every row of every log would be a problem, without its published editions the next one would be
    audited against nothing: a deleted tab is no empty one."""
    with pytest.raises(RegistryUnusable, match=f'The tab "{TEMPLATE.tab(tab).title}" was not found'):
        parse_registry(registry_workbook(without=[tab]), TEMPLATE)


@pytest.mark.parametrize("tab", ["voices", "feedback"])
def test_without_what_educators_said_the_rest_still_works(tab: str) -> None:
    """No number rests on it. The missing tab is a problem of its own."""
    registry, problems = parse_registry(registry_workbook(without=[tab]), TEMPLATE)
    assert TEMPLATE.tab(tab).title in {problem.tab for problem in problems if problem.row is None}
    assert set(registry.districts) == {"d1", "d2"}


@pytest.mark.parametrize("tab", ["districts", "coaches"])
def test_without_the_addresses_of_workbooks_the_registry_is_unusable(tab: str) -> None:
    """A deleted Workbook column is not taken for workbooks that nobody has shared yet."""
    workbook = registry_workbook()
    with pytest.raises(RegistryUnusable, match='The column "Workbook" was not found'):
        parse_registry(
            replace(workbook, tabs=[_without_column(each, tab, "workbook") for each in workbook.tabs]), TEMPLATE
        )


def _without_column(tab: TabSnapshot, tab_key: str, column_key: str) -> TabSnapshot:
    """The tab, or, where it is the one of that key, the tab after a person has deleted that column."""
    if tab.key != tab_key:
        return tab
    gone = next(index for index, key in tab.column_keys.items() if key == column_key)
    keys = {index - (index > gone): key for index, key in tab.column_keys.items() if index != gone}
    return replace(tab, columns=[*tab.columns[:gone], *tab.columns[gone + 1 :]], column_keys=keys)


def test_settings_are_read_whatever_their_kind_of_cell() -> None:
    """Dates as ISO text, whole numbers without a point, checkboxes as yes or no; a value that cannot be used leaves the
    default."""
    registry, problems = parsed(
        settings=[
            {"setting": "First Day", "value": DaySerial(serial(YEAR[0]))},
            {"setting": "last_day", "value": "6/5/2026"},
            {"setting": "suppression_threshold", "value": 3.0},
            {"setting": "overdue_school_days", "value": 15.0},
            {"setting": "show_off_role", "value": True},
            {"setting": "show_off_role", "value": False},
        ]
    )
    assert registry.settings == {
        "first_day": "2025-08-15",
        "last_day": "2026-06-05",
        "overdue_school_days": "15",
        "show_off_role": "yes",
    }
    assert (registry.program_name, registry.school_year) == ("", "2025-26")
    assert problems == [
        ("Settings", None, "notice", ""),
        ("Settings", 4, "problem", "Value"),
        ("Settings", 7, "problem", "Setting"),
    ]


def test_a_tab_known_by_its_title_alone_is_read() -> None:
    """Somebody copied it, and the copy has no metadata."""
    workbook = registry_workbook()
    bare = [replace(tab, key=None, column_keys={}) for tab in workbook.tabs]
    registry, problems = parse_registry(replace(workbook, tabs=bare), TEMPLATE)
    assert problems == ()
    assert set(registry.schools) == {"s1", "s2"}


CELLS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.floats(),
    st.integers(45_000, 47_000).map(DaySerial),
    st.floats(0, 2).map(ClockSerial),
    st.booleans(),
    st.sampled_from([CellError("#REF!"), "d1", "c1", "Director", "2025-09-01", "Non-attendance"]),
)


@given(st.data())
@settings(max_examples=60)
def test_whatever_stands_in_a_tab_the_others_are_read(data: st.DataObject) -> None:
    """Never a crash; the districts that are good stay."""
    tab = data.draw(st.sampled_from([key for key in GOOD if key != "settings"]))
    keys = [column.key for column in TEMPLATE.tab(tab).columns]
    rows = data.draw(st.lists(st.dictionaries(st.sampled_from(keys), CELLS), max_size=5))
    rows = [*GOOD["districts"], *rows] if tab == "districts" else rows
    registry, _ = parse_registry(registry_workbook(**{tab: rows}), TEMPLATE)
    assert {"d1", "d2"} <= set(registry.districts)


def test_what_papers_need_is_read_where_it_is_given() -> None:
    """Grades of a school, the name of a person with a role, next year's rate; each may be left out."""
    schools = [dict(GOOD["schools"][0]) | {"grades": "K-5"}, GOOD["schools"][1]]
    contracts = [dict(GOOD["contracts"][0]) | {"next_daily_rate": 640.5}, GOOD["contracts"][1]]
    registry, _ = parsed(schools=schools, contracts=contracts)
    assert [school.grades for school in registry.schools.values()] == ["K-5", ""]
    assert [contract.next_daily_rate for contract in registry.contracts.values()] == [Decimal("640.50"), None]
