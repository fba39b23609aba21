"""The mess in the sample's logs: every kind stands where the list says, and nowhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from sheets_templates import load
from sheets_templates.cells import ClockSerial
from sync.demo.sample_calendar import coaching_days
from sync.demo.sample_cells import Formula, Row
from sync.demo.sample_districts import DEMO_DAY, FIRST_DAY, LAST_DAY
from sync.demo.sample_mess import MESS, STRUCTURE_MESS, TIME_MESS
from sync.demo.sample_program import SampleProgram, sample_program, tidy_program
from sync.demo.sample_registry import RETIRED_FOCUS_AREA

RETIRED_FROM = "2026-01-16"


@pytest.fixture(scope="module")
def tidy() -> SampleProgram:
    return tidy_program()


@pytest.fixture(scope="module")
def messy() -> SampleProgram:
    return sample_program()


def places_of(*names: str) -> Counter[str]:
    return Counter(mess.district_id for mess in MESS if mess.name in names)


def _is_retired(row: Row) -> bool:
    return row["focus_area"] == RETIRED_FOCUS_AREA and str(row["date"]) > RETIRED_FROM


PRESENT: dict[str, Callable[[Row], bool]] = {  # how a row shows that the mess has been made
    "minutes_as_words": lambda row: row["minutes"] == "90 min",
    "hours_decimal": lambda row: row["minutes"] == "1.5 h",
    "hours_and_minutes": lambda row: row["minutes"] == "1h 30",
    "clock_text": lambda row: row["minutes"] == "1:30",
    "clock_value": lambda row: row["minutes"] == ClockSerial(0.0625) and isinstance(row["minutes"], ClockSerial),
    "negative_minutes": lambda row: row["minutes"] == -45,
    "too_many_hours": lambda row: row["minutes"] == "26 hours",
    "tiny_number": lambda row: row["minutes"] in (1, 2, 3, 4),
    "date_text_us+date_day_first": lambda row: bool(re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", str(row["date"]))),
    "date_text_iso": lambda row: isinstance(row["date"], str) and row["date"].startswith("202"),
    "date_two_digit_year": lambda row: bool(re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", str(row["date"]))),
    "out_of_school_year": lambda row: isinstance(row["date"], date) and row["date"] < FIRST_DAY,
    "future_date": lambda row: isinstance(row["date"], date) and DEMO_DAY < row["date"] <= LAST_DAY,
    "non_attendance_day": lambda row: row["date"] == date(2025, 11, 27),
    "misspelt_activity": lambda row: row["activity"] == "Informal Coachng",
    "other_case": lambda row: row["activity"] == "co-planning",
    "trailing_spaces": lambda row: str(row["activity"]).endswith("  ") and str(row["school"]).startswith(" "),
    "retired_focus_area": lambda row: _is_retired(row),
    "broken_formula": lambda row: row["minutes"] == Formula("=Z999/0"),
    "text_with_equals": lambda row: str(row["note"]).startswith("="),
    "text_with_plus": lambda row: str(row["note"]).startswith("+"),
    "text_with_minus": lambda row: str(row["note"]).startswith("-"),
    "text_with_at": lambda row: str(row["note"]).startswith("@"),
    "emoji": lambda row: any(ord(sign) > 0xFFFF for sign in str(row["note"])),
    "long_note": lambda row: len(str(row["note"])) > 2000,
}
AMONG_ROWS = {  # mess that shows only beside other rows; each has a test of its own below
    "unassigned_coach",
    "school_of_another_district",
    "pasted_twice",
    "copied_and_changed",
    "full_day_in_two_districts",
}


@pytest.mark.parametrize("name", PRESENT)
def test_a_mess_of_cells_stands_where_the_list_says(name: str, messy: SampleProgram) -> None:
    """As many rows of the district show it as the list names, and no row of any other district."""
    places = places_of(*name.split("+"))
    assert places
    assert Counter(place for place, row in messy.log_rows() if PRESENT[name](row)) == places


def test_every_mess_of_the_list_is_looked_for() -> None:
    """A new kind of mess cannot be added without saying how it shows."""
    assert {mess.name for mess in MESS} == {name for key in PRESENT for name in key.split("+")} | AMONG_ROWS


def test_one_row_in_a_hundred_is_a_mess(tidy: SampleProgram, messy: SampleProgram) -> None:
    """Rows that nobody spoiled stand in both programs; the others stay below 1.2% of all."""
    total = sum(1 for _ in messy.log_rows())
    before = {(place, repr(row)) for place, row in tidy.log_rows()}
    spoiled = [place for place, row in messy.log_rows() if (place, repr(row)) not in before]
    assert 0.005 * total <= len(spoiled) <= 0.012 * total
    assert {mess.district_id for mess in MESS if mess.name != "pasted_twice"} <= set(spoiled)


def test_day_first_dates_stand_in_the_district_with_a_british_locale(messy: SampleProgram) -> None:
    """Read with the day first, they are coaching days of that district."""
    british = [district for district in messy.districts if district.locale == "en_GB"]
    assert {district.district_id for district in british} == set(places_of("date_day_first"))
    texts = [row["date"] for district in british for row in district.log_rows if isinstance(row["date"], str)]
    days = {datetime.strptime(text, "%d/%m/%Y").date() for text in texts}  # noqa: DTZ007
    assert len(texts) == 2
    assert days <= set(coaching_days("D14", FIRST_DAY, DEMO_DAY))


def test_strangers_and_copies_stand_among_the_rows(tidy: SampleProgram, messy: SampleProgram) -> None:
    """A coach without an assignment, a school of another district, identical pairs, copies with a change."""
    coach_ids = {coach.name: coach.coach_id for coach in messy.coaches}
    assigned = {(row["coach_id"], row["district_id"]) for row in messy.registry["assignments"]}
    schools = {(row["district_id"], row["name"]) for row in messy.registry["schools"]}
    found: dict[str, list[str]] = {"unassigned_coach": [], "school_of_another_district": []}
    for place, row in messy.log_rows():
        if (coach_ids[str(row["coach"])], place) not in assigned:
            found["unassigned_coach"].append(place)
        if row["school"] != "All schools" and (place, str(row["school"]).strip()) not in schools:
            found["school_of_another_district"].append(place)
    copies = Counter((place, *row.values()) for place, row in messy.log_rows())
    found["pasted_twice"] = [str(key[0]) for key, count in copies.items() if count == 2]
    for name, places in found.items():
        assert Counter(places) == places_of(name), name
    before = Counter(place for place, _ in tidy.log_rows())
    more = Counter(place for place, _ in messy.log_rows()) - before
    assert more == places_of("pasted_twice", "copied_and_changed")


def test_one_date_of_a_coach_is_over_full(messy: SampleProgram) -> None:
    """Full day in two districts: 1 + 1 is more than a date holds, so both lines wait for the coach."""
    full = [(place, row) for place, row in messy.log_rows() if row["contract_day"] == "Full day"]
    on_date: dict[tuple[object, object], set[str]] = {}
    for place, row in full:
        on_date.setdefault((row["coach"], row["date"]), set()).add(place)
    shared = [places for places in on_date.values() if len(places) > 1]
    assert len(shared) == 1
    assert len(shared[0]) == 2
    assert set(places_of("full_day_in_two_districts")) < shared[0]


def test_each_structure_mess_has_a_district_of_its_own_and_names_real_columns(messy: SampleProgram) -> None:
    """Seven kinds in seven districts; the columns exist in the template."""
    assert messy.structure_mess == STRUCTURE_MESS
    assert [mess.kind for mess in STRUCTURE_MESS] == [
        "column_moved", "header_renamed", "column_inserted", "row_above_header", "tab_renamed",
        "second_header_row", "merged_header",
    ]  # fmt: skip
    assert len({mess.district_id for mess in STRUCTURE_MESS}) == len(STRUCTURE_MESS)
    columns = {column.key for column in load("district_workbook").tab("activity_log").columns}
    for mess in STRUCTURE_MESS:
        named = {mess.detail[key] for key in ("column", "before", "first_column", "last_column") if key in mess.detail}
        assert named <= columns


def test_three_coaches_made_a_mess_of_one_row_of_their_own_time(messy: SampleProgram, tidy: SampleProgram) -> None:
    """Nothing else of any coach's workbook differs from the tidy one."""
    for mine, clean in zip(messy.coaches, tidy.coaches, strict=True):
        spoiled = [row for row, before in zip(mine.my_time, clean.my_time, strict=True) if row != before]
        wrong = TIME_MESS.get(mine.coach_id)
        assert [{key: row[key] for key in wrong or {}} for row in spoiled] == ([wrong] if wrong else [])
        assert replace(mine, my_time=[]) == replace(clean, my_time=[])
