"""What the coaches' confidential workbooks hold: rosters of invented educators, My Time, support received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sync.coaching.vocabulary import OFF_ROLE_DUTIES, Delivery, TimeKind
from sync.demo.chance import chance
from sync.demo.sample_calendar import coaching_days
from sync.demo.sample_cells import Row
from sync.demo.sample_districts import DEMO_DAY, DISTRICTS, FIRST_DAY, SampleSchool
from sync.demo.sample_people import Name
from sync.demo.sample_year import Visit

_OUTLINES: Final = {outline.district_id: outline for outline in DISTRICTS}
_BANDS: Final = {
    "K-5": ("PK-2", "3-5"),
    "6-8": ("6-8",),
    "9-12": ("9-12",),
    "K-8": ("PK-2", "3-5", "6-8"),
    "K-12": ("Several grades",),
}
_ROSTER_NOTES: Final = (
    "",
    "",
    "",
    "Prefers mornings.",
    "New to the building.",
    "Team lead.",
    "By phone, please.",
)
_DUTY_NOTES: Final = ("Asked for on arrival.", "No substitute was found.", "Office was short of staff.", "")
_TALKS: Final = ("Workload and travel.", "Cycles in progress.", "Goals for the quarter.", "")
_CANCELED: Final = 0.12  # share of 1:1s and group meetings that a coach missed
_COURSES: Final = ("Coaching questions.", "AI guidance for schools.", "Data conversations.")


def days_served(visits: Sequence[Visit]) -> dict[str, tuple[date, date]]:
    """By district's name, the first and the last day on which the coach of these visits was there."""
    served: dict[str, tuple[date, date]] = {}
    for visit in visits:
        name = _OUTLINES[visit.district_id].name
        first, _ = served.get(name, (visit.day, visit.day))
        served[name] = (first, visit.day)
    return served


def roster(seed: int, visits: Sequence[Visit], schools: Sequence[SampleSchool], educators: Sequence[Name]) -> list[Row]:
    """One row for each of `educators`, shared out over the districts of one coach's visits."""
    places = list(dict.fromkeys(visit.district_id for visit in visits))
    draw = chance(seed, f"roster of {visits[0].coach_id}")
    rows: list[Row] = []
    for number, name in enumerate(educators):
        place = places[number % len(places)]
        school = draw.choice([school for school in schools if school.district_id == place])
        rows.append(
            {
                "educator": name.full,
                "email": name.email(_OUTLINES[place].domain),
                "district": _OUTLINES[place].name,
                "school": school.name,
                "grade_band": draw.choice(_BANDS[school.grades]),
                "notes": draw.choice(_ROSTER_NOTES),
            }
        )
    return rows


def my_time(seed: int, visits: Sequence[Visit]) -> list[Row]:
    """Time that one coach keeps out of the districts' logs: learning, travel, off-role duties.

    The district of a row is that of the date's first visit; an off-role duty falls on a date charged there.
    """
    draw = chance(seed, f"time of {visits[0].coach_id}")
    rows: list[Row] = []
    seen: set[date] = set()
    for visit in visits:
        if visit.brief or visit.day in seen:
            continue
        seen.add(visit.day)
        if visit.day.weekday() == 4 and draw.random() < 0.5:
            rows.append(_time(visit, TimeKind.COACH_LEARNING.value, 60, "Weekly group meeting"))
        if visit.day.day <= 7 and draw.random() < 0.2:
            rows.append(_time(visit, TimeKind.COACH_LEARNING.value, 45, "Book study"))
        if visit.charged and visit.delivery is Delivery.IN_PERSON:
            if draw.random() < 0.12:
                rows.append(_time(visit, TimeKind.TRAVEL.value, draw.choice((20, 30, 40, 55)), ""))
            if draw.random() < 0.05:
                duty = draw.choice(OFF_ROLE_DUTIES).name
                rows.append(_time(visit, duty, draw.choice((15, 30, 45, 60)), draw.choice(_DUTY_NOTES)))
    return rows


def _time(visit: Visit, activity: str, minutes: int, note: str) -> Row:
    return {
        "date": visit.day,
        "district": _OUTLINES[visit.district_id].name,
        "activity": activity,
        "minutes": minutes,
        "note": note,
        "entry_id": "",
    }


def support(seed: int, coach_id: str, director: Name) -> list[Row]:
    """The support one coach received, by date: 1:1s, group meetings, site visits, a book study, PD."""
    draw = chance(seed, f"support of {coach_id}")
    weeks = _school_weeks()
    rows: list[Row] = []
    for number, week in enumerate(weeks):
        if number % 4 == 1 and draw.random() > _CANCELED:
            rows.append(
                _support(draw.choice(week), "1:1", director.full, draw.choice((30, 45, 45, 60)), draw.choice(_TALKS))
            )
        if number % 2 == 0 and draw.random() > _CANCELED:
            rows.append(_support(week[-1], "Group meeting", "All coaches", 60, ""))
        if number % 6 == 3:
            rows.append(_support(draw.choice(week), "Book study", "All coaches", 45, "One chapter."))
    *visits, first, second, conference = (draw.choice(week) for week in draw.sample(weeks, draw.randint(4, 6)))
    rows += [_support(day, "Site visit", director.full, 120, "Saw two lessons.") for day in visits]
    rows += [_support(day, "PD", "Program", 180, draw.choice(_COURSES)) for day in (first, second)]
    rows.append(_support(conference, "Conference", "State conference", 420, "Two sessions to share."))
    return sorted(rows, key=lambda row: str(row["date"]))


def _school_weeks() -> list[list[date]]:
    weeks: dict[tuple[int, int], list[date]] = {}
    for day in coaching_days("", FIRST_DAY, DEMO_DAY):
        weeks.setdefault(day.isocalendar()[:2], []).append(day)
    return list(weeks.values())


def _support(day: date, kind: str, with_whom: str, minutes: int, notes: str) -> Row:
    return {"date": day, "kind": kind, "with_whom": with_whom, "minutes": minutes, "notes": notes}


def educators_on_roster(seed: int, coach_id: str, left: list[Name]) -> list[Name]:
    """Takes the next 24 to 36 names off the front of `left`."""
    count = chance(seed, f"roster size of {coach_id}").randint(24, 36)
    taken, left[:] = left[:count], left[count:]
    return taken
