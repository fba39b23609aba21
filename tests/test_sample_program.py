"""The sample program: the real program's figures and a believable year, the same on every machine."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from sync.coaching.calendar import SchoolCalendar
from sync.coaching.contract_days import BASE_COLUMNS, ChargeStatus, charge_lines
from sync.coaching.pace import contract_days
from sync.coaching.registry import CalendarSpan, Contract, Registry
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, DayType, TimeKind
from sync.demo.sample_calendar import coaching_days
from sync.demo.sample_districts import DEMO_DAY, FIRST_DAY, LAST_DAY
from sync.demo.sample_program import SampleProgram, sample_program, tidy_program

RETIRED = "Remote and Hybrid Learning"


@pytest.fixture(scope="module")
def tidy() -> SampleProgram:
    return tidy_program()


@pytest.fixture(scope="module")
def messy() -> SampleProgram:
    return sample_program()


def charges(program: SampleProgram) -> pd.DataFrame:
    """The contract-day lines of the program's logs and My Time, by the rules of the field."""
    coach_ids = {coach.name: coach.coach_id for coach in program.coaches}
    district_ids = {district.name: district.district_id for district in program.districts}
    rows = [
        {**row, "district_id": district_id, "coach_id": coach_ids[str(row["coach"])]}
        for district_id, row in program.log_rows()
    ]
    rows += [
        {**row, "delivery": "", "contract_day": "", "coach_id": coach.coach_id}
        | {"district_id": district_ids[str(row["district"])]}
        for coach in program.coaches
        for row in coach.my_time
    ]
    bases = pd.DataFrame(rows)[list(BASE_COLUMNS)]
    return charge_lines(bases.assign(date=pd.to_datetime(bases["date"])))


def test_the_figures_are_those_of_the_real_program(messy: SampleProgram) -> None:
    """8 coaches, 18 districts, 75 schools, 2,114 educators, 26,130 students (LTC's program report, 2023)."""
    schools = messy.registry["schools"]
    assert [len(messy.registry[tab]) for tab in ("coaches", "districts", "contracts", "schools")] == [
        8,
        18,
        18,
        75,
    ]
    assert sum(int(str(school["educators"])) for school in schools) == 2114
    assert sum(int(str(school["students"])) for school in schools) == 26130
    assert min(int(str(school["educators"])) for school in schools) >= 5
    days = sorted(int(str(contract["days"])) for contract in messy.registry["contracts"])
    assert (days[0], days[-1]) == (10, 170)
    kinds = Counter(district["kind"] for district in messy.registry["districts"])
    assert kinds["Special-education cooperative"] == kinds["Single school"] == 1
    assert Counter(school["district_id"] for school in schools)["D17"] == 1


def test_the_logs_hold_about_seven_thousand_rows(messy: SampleProgram) -> None:
    """The year of eight coaches, and none of the 18 logs is empty."""
    rows = Counter(place for place, _ in messy.log_rows())
    assert 6_800 <= rows.total() <= 7_200
    assert min(rows.values()) > 50
    assert len(rows) == 18


def test_the_same_seed_gives_the_same_program_in_every_process(messy: SampleProgram) -> None:
    """Nothing hangs on the clock, on hash seeds, or on an earlier run; another seed gives another program."""
    assert sample_program() == messy
    assert sample_program(seed=7).districts[0].log_rows != messy.districts[0].log_rows
    code = "import hashlib; from sync.demo.sample_program import sample_program as s;"
    code += "print(hashlib.sha256(repr(s()).encode()).hexdigest())"
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        run = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == hashlib.sha256(repr(messy).encode()).hexdigest()


def test_charged_days_fit_each_contract(tidy: SampleProgram) -> None:
    """By the demo day: 6 and 8 are behind, 15 has exceeded, 13 has one day left, the rest are on course."""
    lines = charges(tidy)
    days = lines.groupby("district_id", observed=True)["days"].sum()
    used = {str(place): float(charged) for place, charged in days.items()}
    assert set(lines["status"]) == {ChargeStatus.CHARGED.value}
    assert used == {
        "D01": 163.5, "D02": 107.0, "D03": 39.5, "D04": 74.5 + 3.0, "D05": 44.0, "D06": 21.0, "D07": 58.5,
        "D08": 41.0, "D09": 18.0 + 21.0, "D10": 78.0, "D11": 54.5, "D12": 51.5 + 2.0, "D13": 39.0,
        "D14": 34.0, "D15": 21.5, "D16": 104.0 + 2.5, "D17": 35.0, "D18": 9.5,
    }  # fmt: skip
    contracted = {str(row["district_id"]): int(str(row["days"])) for row in tidy.registry["contracts"]}
    assert [place for place in used if used[place] > contracted[place]] == ["D15"]
    assert [place for place in used if used[place] < 0.85 * contracted[place]] == ["D06", "D08"]


def alerts(program: SampleProgram, today: date) -> dict[str, set[str]]:
    """By district, the kinds of alert that its contract days raise on a day."""
    registry = Registry("", "", FIRST_DAY, LAST_DAY, {}, {}, {}, calendar=_calendar(program))
    lines = charges(program)
    lines = lines[lines["date"] <= pd.Timestamp(today)]
    found = {}
    for row in program.registry["contracts"]:
        place, last_day = str(row["district_id"]), row["last_day"]
        assert isinstance(last_day, date)
        contract = Contract(place, Decimal(str(row["days"])), Decimal(425), FIRST_DAY, last_day)
        own = lines[lines["district_id"] == place]
        days = contract_days(contract, own, SchoolCalendar(registry, place), today)
        found[place] = {alert.kind.value for alert in days.alerts}
    return {place: kinds for place, kinds in found.items() if kinds}


def _calendar(program: SampleProgram) -> tuple[CalendarSpan, ...]:
    return tuple(
        CalendarSpan(row["first_day"], row["last_day"], DayType(str(row["day_type"])), str(row["district_id"]) or None)
        for row in program.registry["school_calendar"]
        if isinstance(row["first_day"], date) and isinstance(row["last_day"], date)
    )


def test_every_alert_about_contract_days_has_a_district(tidy: SampleProgram) -> None:
    """On the demo day two are behind, one is running out, one has exceeded; in January two were ahead."""
    assert alerts(tidy, DEMO_DAY) == {
        "D06": {"Behind pace"},  # 21 of 30
        "D08": {"Behind pace"},  # 41 of 50
        "D13": {"Runs out"},  # 39 of 40, and three weeks of summer school to come
        "D15": {"Exceeded"},  # 21.5 of 20
    }
    january = alerts(tidy, date(2026, 1, 30))
    assert {place for place, kinds in january.items() if "Ahead of pace" in kinds} == {"D03", "D11"}


def test_the_sample_keeps_the_calendar_of_the_registry(tidy: SampleProgram) -> None:
    """The days on which visits were planned are the field's coaching days of that district."""
    registry = Registry("", "", FIRST_DAY, LAST_DAY, {}, {}, {}, calendar=_calendar(tidy))
    for district in tidy.districts:
        calendar = SchoolCalendar(registry, district.district_id)
        days = coaching_days(district.district_id, FIRST_DAY, LAST_DAY)
        assert all(calendar.is_coaching_day(day) for day in days)
        assert len(days) == calendar.coaching_days(FIRST_DAY, LAST_DAY)


def test_half_days_of_two_districts_on_one_date_occur_with_and_without_marks(tidy: SampleProgram) -> None:
    """Both ways of saying it are in the sample, and a half day alone as well."""
    lines = charges(tidy)
    halves = lines[lines["days"] == 0.5]
    on_date = halves.groupby(["coach_id", "date"], observed=True)["rule"].agg(["size", "first"])
    shared = on_date[on_date["size"] == 2]
    assert len(shared) > 30
    assert set(shared["first"]) == {"Marked Half day", "In-person work, half a day"}
    assert set(on_date[on_date["size"] == 1]["first"]) == {"Marked Half day"}


def test_each_coach_serves_one_to_four_districts_and_only_while_assigned(tidy: SampleProgram) -> None:
    """One district changes its coach over winter, one coach is virtual, nobody logs outside an assignment."""
    assignments = tidy.registry["assignments"]
    districts = Counter(row["coach_id"] for row in assignments)
    assert (len(districts), min(districts.values()), max(districts.values())) == (8, 1, 4)
    assert {row["coach_id"] for row in assignments if row["virtual"]} == {"C8"}
    own = Counter(row["district_id"] for row in assignments if not row["virtual"])
    assert [place for place, count in own.items() if count == 2] == ["D09"]
    spans = {(row["coach_id"], row["district_id"]): (row["first_day"], row["last_day"]) for row in assignments}
    coach_ids = {coach.name: coach.coach_id for coach in tidy.coaches}
    for place, row in tidy.log_rows():
        first_day, last_day = spans[coach_ids[str(row["coach"])], place]
        assert str(first_day) <= str(row["date"]) <= str(last_day)


def test_every_tidy_row_can_be_read(tidy: SampleProgram) -> None:
    """Dates are the district's coaching days, words are the lists' words, and no row stands there twice."""
    open_days = {d.district_id: set(coaching_days(d.district_id, FIRST_DAY, DEMO_DAY)) for d in tidy.districts}
    schools = {(row["district_id"], row["name"]) for row in tidy.registry["schools"]}
    areas = {row["name"]: row["retired_on"] or LAST_DAY for row in tidy.registry["focus_areas"]}
    funding = {row["name"]: row for row in tidy.registry["funding"]}
    lengths: Counter[object] = Counter()
    for place, row in tidy.log_rows():
        assert row["date"] in open_days[place]
        assert row["school"] == "All schools" or (place, row["school"]) in schools
        activity = ACTIVITY_BY_NAME[str(row["activity"])]
        assert (row["focus_area"] != "") == (activity.kind is TimeKind.COACHING)
        assert row["focus_area"] == "" or str(row["date"]) < str(areas[row["focus_area"]])
        assert row["attendance"] == "" or activity.group
        assert row["delivery"] in ("", "In person", "Virtual")
        assert row["contract_day"] in ("", "Full day", "Half day", "No charge")
        assert isinstance(row["minutes"], int)
        assert 15 <= row["minutes"] <= 240
        source = funding.get(row["funding_source"])
        assert row["funding_source"] == "" or (source and str(row["date"]) <= str(source["last_allowable_day"]))
        assert not str(row["note"]).startswith(("=", "+", "-", "@"))
        lengths[row["minutes"]] += 1
    assert sum(lengths[minutes] for minutes in (30, 45, 60, 90)) > 0.8 * lengths.total()
    assert all(count == 1 for count in Counter((place, *row.values()) for place, row in tidy.log_rows()).values())


def test_the_logs_have_the_habits_of_real_logs(tidy: SampleProgram) -> None:
    """Friday's bursts run backwards, rows are copied, cells stay empty, some work is online or travel."""
    rows = [row for _, row in tidy.log_rows()]
    backwards = sum(
        str(later["date"]) < str(earlier["date"])
        for district in tidy.districts
        for earlier, later in zip(district.log_rows, district.log_rows[1:], strict=False)
        if earlier["coach"] == later["coach"]
    )
    assert backwards > 200
    assert sum(row["note"] == "Same as last visit." for row in rows) > 20
    assert 0.05 < sum(row["delivery"] == "Virtual" for row in rows) / len(rows) < 0.2
    assert sum(row["activity"] == "Travel" for row in rows) > 150
    assert sum(row["note"] == "" for row in rows) > 0.6 * len(rows)
    assert sum(str(row["activity"]).startswith("Off-role") for row in rows) > 10
    assert sum(row["focus_area"] == RETIRED for row in rows) > 10
