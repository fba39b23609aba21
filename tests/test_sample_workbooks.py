"""The sample's registry and workbooks fit their templates, add up, and keep names where they belong."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sheets_templates import fixed_lists, load
from sync.coaching.lists import fixed_lists as the_fields_lists
from sync.demo.sample_program import SampleProgram, sample_program


@pytest.fixture(scope="module")
def messy() -> SampleProgram:
    return sample_program()


def test_rows_fit_their_templates(messy: SampleProgram) -> None:
    """Registry, district and coach workbooks: cells have a column, and no required cell is empty."""
    tabs = [("registry", tab, rows) for tab, rows in messy.registry.items()]
    for district in messy.districts:
        tabs += [
            ("district_workbook", "activity_log", district.log_rows),
            ("district_workbook", "coaching_plan", district.coaching_plan),
            ("district_workbook", "onboarding", district.onboarding),
        ]
    for coach in messy.coaches:
        tabs += [
            ("coach_workbook", "roster", coach.roster),
            ("coach_workbook", "coaching_cycles", coach.coaching_cycles),
            ("coach_workbook", "my_time", coach.my_time),
            ("coach_workbook", "support", coach.support),
            ("coach_workbook", "worked_with", coach.worked_with),
        ]
    for workbook, tab, rows in tabs:
        columns = load(workbook).tab(tab).columns
        known = {column.key for column in columns}
        required = [column.key for column in columns if column.required]
        assert all(set(row) <= known for row in rows), (workbook, tab)
        assert all(row[key] != "" for row in rows for key in required), (workbook, tab)
    assert set(messy.registry) == {tab.key for tab in load("registry").tabs}


def test_choices_of_the_templates_own_lists_are_kept(messy: SampleProgram) -> None:
    """Grade bands, phases, kinds of support, reasons, statuses, kinds of district are words of their lists."""
    lists = {name: set(values) for name, values in {**fixed_lists(), **the_fields_lists()}.items()}
    assert {row["kind"] for row in messy.registry["districts"]} <= lists["district_kinds"]
    for district in messy.districts:
        assert {row["status"] for row in district.onboarding} <= lists["onboarding_statuses"]
    for coach in messy.coaches:
        assert {row["grade_band"] for row in coach.roster} <= lists["grade_bands"]
        assert {row["phase"] for row in coach.coaching_cycles} <= lists["phases"]
        assert {row["closed_reason"] for row in coach.coaching_cycles} - {""} <= lists["closed_reasons"]
        assert {row["kind"] for row in coach.support} == lists["support_kinds"]


def test_no_note_of_a_district_and_no_voice_names_a_person(messy: SampleProgram) -> None:
    """Not one word of a note, plan, onboarding answer or voice is part of the name of anybody in the sample."""
    people = [str(row["educator"]) for coach in messy.coaches for row in coach.roster]
    people += [str(row["name"]) for tab in ("people", "coaches") for row in messy.registry[tab]]
    words = {part.casefold() for name in people for part in re.split(r"[\s-]", name)}
    assert len(words) > 50
    written = [str(row["note"]) for _, row in messy.log_rows()]
    for district in messy.districts:
        written += [str(cell) for row in (*district.coaching_plan, *district.onboarding) for cell in row.values()]
    written += [str(row["words"]) for row in messy.registry["voices"]]
    said = {word for text in set(written) for word in re.findall(r"\w+", text.casefold())}
    assert not said & words
    assert not [text for text in written if re.search(r"@\w+\.", text)]


def test_people_are_invented_and_nobody_is_two_people(messy: SampleProgram) -> None:
    """Addresses end in .example, no person stands there twice, administrators are in People."""
    rosters = [row for coach in messy.coaches for row in coach.roster]
    emails = [str(row["email"]) for row in (*rosters, *messy.registry["people"], *messy.registry["coaches"])]
    assert all(email.endswith(".example") for email in emails)
    assert len(set(emails)) == len(emails)
    assert len({row["educator"] for row in rosters}) == len(rosters) > 150
    administrators = {row["email"] for row in messy.registry["people"] if row["role"] == "District administrator"}
    assert {district.administrator_email for district in messy.districts} == administrators
    roles = Counter(row["role"] for row in messy.registry["people"])
    assert roles == {"Director": 1, "District administrator": 18, "Principal": 2}


def test_plans_add_up_and_onboarding_is_open_in_some_districts(messy: SampleProgram) -> None:
    """Three to five priorities share out all the time and contracted days; four districts owe answers."""
    contracted = {row["district_id"]: row["days"] for row in messy.registry["contracts"]}
    for district in messy.districts:
        assert 3 <= len(district.coaching_plan) <= 5
        assert sum(float(str(row["planned_share"])) for row in district.coaching_plan) == pytest.approx(1)
        days = sum(float(str(row["planned_days"])) for row in district.coaching_plan)
        assert days == contracted[district.district_id]
        assert all((row["answer"] == "") == (row["status"] == "Open") for row in district.onboarding)
    owing = [d.district_id for d in messy.districts if any(row["answer"] == "" for row in d.onboarding)]
    assert owing == ["D06", "D09", "D14", "D18"]


def test_cycles_run_through_their_phases_in_order(messy: SampleProgram) -> None:
    """Days ascend, the phase is the last one reached; finished, open and early-closed cycles all occur."""
    phases = ["Identify", "Set goal", "Plan", "Implement", "Reflect"]
    ends: Counter[str] = Counter()
    for coach in messy.coaches:
        names = {(row["educator"], row["district"]) for row in coach.roster}
        for cycle in coach.coaching_cycles:
            days = [cycle[key] for key in cycle if key.endswith("_on") and key != "closed_on" and cycle[key] != ""]
            assert days == sorted(days, key=str)
            assert cycle["phase"] == phases[len(days) - 1]
            assert (cycle["educator"], cycle["district"]) in names
            assert cycle["reflection"] == "" or cycle["phase"] == "Reflect"
            ends["early" if cycle["closed_reason"] else "closed" if cycle["closed_on"] else "open"] += 1
    assert (ends["early"], ends["open"] > 8, ends["closed"] > 40) == (8, True, True)
