"""A program of any size for benchmarks: plain, tidy, quick to make; the same shape as the sample program."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from sync.coaching.vocabulary import ACTIVITIES, DEFAULT_FOCUS_AREAS, Role, TimeKind
from sync.demo.sample_calendar import COMMON_CALENDAR, coaching_days
from sync.demo.sample_cells import Registry, Row
from sync.demo.sample_districts import FIRST_DAY, LAST_DAY, UNIT
from sync.demo.sample_people import PROGRAM_DOMAIN
from sync.demo.sample_program import SampleCoach, SampleDistrict, SampleProgram
from sync.demo.sample_registry import TIME_ZONE, person, program_tabs

_ROWS_A_DATE: Final = 5
_SCHOOLS: Final = 4  # in every district
_LOGGED: Final = [activity for activity in ACTIVITIES if activity.kind is not TimeKind.OFF_ROLE]
_MINUTES: Final = (30, 30, 30, 45, 45, 45, 60, 60, 90, 15)


def synthetic_program(districts: int, rows_per_district: int, seed: int = 0) -> SampleProgram:
    """`districts` districts with exactly `rows_per_district` log rows each, a coach for every two; no mess.

    The coach workbooks are empty. No two rows of a log are the same in every cell, and a coach is never in
    both districts on one date.
    """
    chance = np.random.default_rng(seed)
    days = coaching_days("", FIRST_DAY, LAST_DAY)
    return SampleProgram(
        registry=_registry(districts),
        districts=[
            SampleDistrict(
                district_id=_district_id(number),
                name=_district_name(number),
                administrator_email=_administrator(number),
                locale="en_US",
                time_zone=TIME_ZONE,
                log_rows=_log_rows(chance, number, rows_per_district, days[number % 2 :: 2]),
                coaching_plan=[],
                onboarding=[],
            )
            for number in range(districts)
        ],
        coaches=[
            SampleCoach(_coach_id(number), _coach_name(number), _coach_email(number), [], [], [], [])
            for number in range(_coaches(districts))
        ],
    )


def _log_rows(chance: np.random.Generator, number: int, rows: int, days: list[date]) -> list[Row]:
    """Rows in order of dates, about five a date. Within a date the activities follow one another; once all
    have had their turn, the note tells the rounds apart."""
    dates = min(len(days), -(-rows // _ROWS_A_DATE)) or 1
    day_of_row = (np.arange(rows) * dates // max(rows, 1)).tolist()
    schools = [_school_name(number, school) for school in range(_SCHOOLS)]
    school = chance.integers(0, _SCHOOLS, rows).tolist()
    focus = np.minimum(chance.geometric(0.3, rows) - 1, len(DEFAULT_FOCUS_AREAS) - 1).tolist()
    minutes = chance.choice(_MINUTES, rows).tolist()
    virtual = (chance.random(rows) < 0.08).tolist()
    attendance = chance.integers(5, 40, rows).tolist()
    coach = _coach_name(number // 2)
    first = int(chance.integers(0, len(_LOGGED)))
    log: list[Row] = []
    round_start = 0
    for row in range(rows):
        if row and day_of_row[row] != day_of_row[row - 1]:
            round_start = row
        activity = _LOGGED[(first + row) % len(_LOGGED)]
        turn = (row - round_start) // len(_LOGGED)
        log.append(
            {
                "date": days[day_of_row[row]],
                "coach": coach,
                "school": schools[school[row]],
                "activity": activity.name,
                "focus_area": DEFAULT_FOCUS_AREAS[focus[row]] if activity.kind is TimeKind.COACHING else "",
                "minutes": minutes[row],
                "delivery": "Virtual" if virtual[row] else "",
                "contract_day": "",
                "attendance": attendance[row] if activity.group else "",
                "note": f"Round {turn + 1}" if turn else "",
                "funding_source": "",
                "entry_id": "",
            }
        )
    return log


def _registry(districts: int) -> Registry:
    span: Row = {"first_day": FIRST_DAY, "last_day": LAST_DAY}
    numbers = range(districts)
    return {
        "districts": [
            {
                "district_id": _district_id(number),
                "name": _district_name(number),
                "kind": UNIT,
                "workbook": "",
                "time_zone": TIME_ZONE,
            }
            for number in numbers
        ],
        "schools": [
            {
                "school_id": f"{_district_id(number)}-{school}",
                "district_id": _district_id(number),
                "name": _school_name(number, school),
                "grades": "K-8",
                "educators": 28,
                "students": 350,
            }
            for number in numbers
            for school in range(_SCHOOLS)
        ],
        "coaches": [
            {
                "coach_id": _coach_id(number),
                "name": _coach_name(number),
                "email": _coach_email(number),
                "workbook": "",
            }
            for number in range(_coaches(districts))
        ],
        "assignments": [
            {
                "coach_id": _coach_id(number // 2),
                "district_id": _district_id(number),
                **span,
                "virtual": False,
            }
            for number in numbers
        ],
        "contracts": [
            {
                "district_id": _district_id(number),
                "days": 85,
                "daily_rate": 425.0,
                **span,
                "funding_source": "Title II",
            }
            for number in numbers
        ],
        "people": [
            person(f"director@{PROGRAM_DOMAIN}", "", Role.DIRECTOR),
            *(person(_administrator(number), "", Role.ADMINISTRATOR, _district_id(number)) for number in numbers),
        ],
        **program_tabs(COMMON_CALENDAR),
    }


def _coaches(districts: int) -> int:
    return -(-districts // 2)


def _district_id(number: int) -> str:
    return f"D{number + 1:05}"


def _district_name(number: int) -> str:
    return f"Sample District {number + 1}"


def _administrator(number: int) -> str:
    return f"administrator@district{number + 1}.example"


def _school_name(district: int, school: int) -> str:
    return f"School {district + 1}-{school + 1}"


def _coach_id(number: int) -> str:
    return f"C{number + 1:05}"


def _coach_name(number: int) -> str:
    return f"Coach {number + 1}"


def _coach_email(number: int) -> str:
    return f"coach{number + 1}@{PROGRAM_DOMAIN}"
