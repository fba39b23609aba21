"""The sample's registry: what the director has written down, tab by tab, under the columns' keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from sync.coaching.vocabulary import DEFAULT_FOCUS_AREAS, Role
from sync.demo.sample_calendar import COMMON_CALENDAR, DISTRICT_CALENDARS, Span
from sync.demo.sample_cells import Registry, Row
from sync.demo.sample_districts import (
    DISTRICTS,
    FIRST_DAY,
    LAST_DAY,
    SCHOOL_YEAR,
    SERVICES,
    DistrictOutline,
    SampleSchool,
)
from sync.demo.sample_people import PROGRAM_DOMAIN, SampleNames
from sync.demo.sample_voices import sample_voices

RETIRED_FOCUS_AREA: Final = "Remote and Hybrid Learning"
RETIRED_ON: Final = date(2026, 1, 16)
ESSER_LAST_DAY: Final = date(2026, 3, 27)
FUNDING: Final = (  # name, first and last allowable day, federal
    ("Title I", date(2025, 7, 1), date(2026, 9, 30), True),
    ("Title II", date(2025, 7, 1), date(2026, 9, 30), True),
    ("Title IV", date(2025, 7, 1), date(2026, 8, 31), True),
    ("ESSER", date(2021, 3, 13), ESSER_LAST_DAY, True),
    ("IL-EMPOWER", date(2025, 7, 1), date(2026, 6, 30), True),
    ("Illinois Digital Equity", date(2025, 9, 1), date(2026, 6, 30), False),
    ("Local", date(2025, 7, 1), date(2026, 6, 30), False),
)
CLOSED_MONTHS: Final = ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
CLOSED_AFTER: Final = timedelta(days=40)  # a month's first day: about the tenth of the next
RISE: Final = 1.03  # of the daily rates from this school year to the next, in half dollars
RATE_NOT_SET: Final = ("D07", "D17")  # whose rate is still being negotiated
PROGRAM_NAME: Final = "Lantern Prairie Shared Coaching Program"
TIME_ZONE: Final = "America/Chicago"


def sample_registry(names: SampleNames, schools: list[SampleSchool]) -> Registry:
    """All tabs of the registry. `workbook` is empty: whoever provisions the workbooks fills it in."""
    return {
        "districts": [_district(outline) for outline in DISTRICTS],
        "schools": [_school(school) for school in schools],
        "coaches": [
            {
                "coach_id": f"C{number}",
                "name": name.full,
                "email": name.email(PROGRAM_DOMAIN),
                "workbook": "",
            }
            for number, name in enumerate(names.coaches, start=1)
        ],
        "assignments": [
            {
                "coach_id": service.coach_id,
                "district_id": service.district_id,
                "first_day": service.first_day,
                "last_day": service.last_day,
                "virtual": service.virtual_days > 0,
            }
            for service in SERVICES
        ],
        "contracts": [_contract(outline) for outline in DISTRICTS],
        "people": list(_people(names)),
        **program_tabs((*COMMON_CALENDAR, *DISTRICT_CALENDARS)),
        "closed_months": _closed_months(),
        **sample_voices(),
    }


def program_tabs(calendar: Iterable[Span]) -> Registry:
    """The tabs that do not depend on which districts and coaches there are."""
    return {
        "funding": [
            {
                "name": name,
                "first_allowable_day": first_day,
                "last_allowable_day": last_day,
                "federal": federal,
            }
            for name, first_day, last_day, federal in FUNDING
        ],
        "school_calendar": [
            {
                "first_day": span.first_day,
                "last_day": span.last_day,
                "day_type": span.day_type.value,
                "district_id": span.district_id,
                "label": span.label,
            }
            for span in calendar
        ],
        "focus_areas": [
            *(_focus_area(name) for name in DEFAULT_FOCUS_AREAS),
            _focus_area(RETIRED_FOCUS_AREA, RETIRED_ON),
        ],
        "closed_months": [],
        "confirmations": [],
        "voices": [],
        "feedback": [],
        "statements": [],
        "published_editions": [],
        "reach_exact": [],
        "settings": _settings(),
    }


def _closed_months() -> list[Row]:
    first_days = (date.fromisoformat(f"{month}-01") for month in CLOSED_MONTHS)
    return [{"month": f"{day:%Y-%m}", "closed_on": day + CLOSED_AFTER, "closed_by": "director"} for day in first_days]


def _focus_area(name: str, retired_on: date | str = "") -> Row:
    return {"name": name, "retired_on": retired_on}


def _settings() -> list[Row]:
    settings: list[tuple[str, str, str]] = [
        ("program_name", PROGRAM_NAME, "Stands at the head of every report."),
        ("school_year", SCHOOL_YEAR, "As it is to be printed."),
        ("first_day", FIRST_DAY.isoformat(), "First day of the school year."),
        ("last_day", LAST_DAY.isoformat(), "Last day of the school year, included."),
        ("suppression_threshold", "10", "Counts of educators below this are not shown; never below 5."),
        (
            "overdue_school_days",
            "15",
            "A coaching cycle without an activity for so many school days is overdue.",
        ),
        ("one_to_ones_a_month", "1", "1:1s with the director that a coach should have in a month."),
        ("site_visits_a_semester", "1", "Site visits that a coach should receive in each half of the school year."),
    ]
    return [{"setting": setting, "value": value, "help": text} for setting, value, text in settings]


def _district(outline: DistrictOutline) -> Row:
    return {
        "district_id": outline.district_id,
        "name": outline.name,
        "kind": outline.kind,
        "workbook": "",
        "time_zone": TIME_ZONE,
    }


def _school(school: SampleSchool) -> Row:
    return {
        "school_id": school.school_id,
        "district_id": school.district_id,
        "name": school.name,
        "grades": school.grades,
        "educators": school.educators,
        "students": school.students,
    }


def _contract(outline: DistrictOutline) -> Row:
    return {
        "district_id": outline.district_id,
        "days": outline.contract_days,
        "daily_rate": outline.daily_rate,
        "first_day": FIRST_DAY,
        "last_day": outline.last_day,
        "funding_source": outline.funding_source,
        "next_daily_rate": "" if outline.district_id in RATE_NOT_SET else round(outline.daily_rate * RISE * 2) / 2,
    }


def _people(names: SampleNames) -> Iterable[Row]:
    yield person(names.director.email(PROGRAM_DOMAIN), names.director.full, Role.DIRECTOR)
    for outline, name in zip(DISTRICTS, names.administrators, strict=True):
        yield person(name.email(outline.domain), name.full, Role.ADMINISTRATOR, outline.district_id)
    for outline, name in zip(DISTRICTS, names.principals, strict=False):  # the largest districts name a principal too
        yield person(name.email(outline.domain), name.full, Role.PRINCIPAL, outline.district_id)


def person(email: str, name: str, role: Role, district_id: str = "") -> Row:
    return {"email": email, "name": name, "role": role.value, "district_id": district_id}
