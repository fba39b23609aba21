"""The Activity Log rows that coaches typed for their visits, with the habits of real logs.

Habits: whole weeks typed on a Friday (latest day first), yesterday's row copied and changed, round minutes,
optional cells left empty, notes short or absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sync.coaching.vocabulary import (
    ACTIVITY_BY_NAME,
    COACHING_ACTIVITIES,
    OFF_ROLE_DUTIES,
    DayType,
    Delivery,
    TimeKind,
)
from sync.demo.chance import Chance, chance
from sync.demo.sample_calendar import day_types
from sync.demo.sample_cells import Row
from sync.demo.sample_districts import DISTRICTS
from sync.demo.sample_registry import ESSER_LAST_DAY, RETIRED_FOCUS_AREA, RETIRED_ON
from sync.demo.sample_texts import sample_texts
from sync.demo.sample_year import FULL, HALF, Visit

ALL_SCHOOLS: Final = "All schools"
FRIDAY_TYPISTS: Final = frozenset({"C2", "C5", "C7"})  # these type the whole week on Friday
_MINUTES: Final = {FULL: 300, HALF: 150, 0.0: 95}  # logged in a date, about
_BRIEF_MINUTES: Final = 35
_LENGTHS: Final = {
    30: 29,
    45: 31,
    60: 27,
    90: 8,
    15: 4,
    20: 2,
    40: 2,
    75: 2,
    120: 2,
}  # minutes of an entry: how often
_GROUP_LENGTHS: Final = {45: 20, 60: 40, 90: 25, 120: 10, 180: 3}
_OFTEN: Final = (17, 13, 14, 3, 12, 5, 6, 5, 6, 3, 2, 4, 3, 3, 8)  # the 15 activities, in the program's order
_ONLINE_OFTEN: Final = (14, 16, 16, 4, 1, 1, 10, 8, 12, 6, 5, 0, 4, 5, 12)
_DISTRICT_WIDE: Final = frozenset({"District Planning", "Data Analysis", "Facilitation of Professional Development"})
_COPIED, _NOTED, _COUNTED, _DELIVERY_GIVEN, _OFF_ROLE = 0.07, 0.22, 0.85, 0.15, 0.008  # shares of rows


@dataclass(frozen=True)
class DistrictWords:
    """What a district's rows are drawn from: schools, focus areas (most wanted first), coach_id -> name."""

    schools: Sequence[str]
    focus_areas: Sequence[str]
    coach_names: dict[str, str]


def sample_rows(seed: int, visits: Sequence[Visit], words: dict[str, DistrictWords]) -> dict[str, list[Row]]:
    """Each district's log in the order of typing; no two rows of a log are the same in every cell."""
    typed: dict[str, list[tuple[tuple[date, int, str], Row]]] = {outline.district_id: [] for outline in DISTRICTS}
    seen: set[tuple[object, ...]] = set()
    last_visit: dict[tuple[str, str], list[Row]] = {}
    draw = chance(seed, "rows")
    for visit in visits:
        place = (visit.coach_id, visit.district_id)
        rows = _rows_of_visit(visit, words[visit.district_id], last_visit.get(place, []), draw)
        rows = [row for row in rows if _unseen(visit.district_id, row, seen)]
        last_visit[place] = rows
        typed[visit.district_id] += [(_typed_on(visit), row) for row in rows]
    return {place: [row for _, row in sorted(rows, key=lambda item: item[0])] for place, rows in typed.items()}


def _unseen(district_id: str, row: Row, seen: set[tuple[object, ...]]) -> bool:
    key = (district_id, *row.values())
    if key in seen:
        return False
    seen.add(key)
    return True


def _typed_on(visit: Visit) -> tuple[date, int, str]:
    """Sorts a row into the log: the day it was typed, then (in a Friday's burst) the latest date first."""
    if visit.coach_id not in FRIDAY_TYPISTS:
        return visit.day, 0, visit.coach_id
    return visit.day + timedelta(days=4 - visit.day.weekday()), -visit.day.toordinal(), visit.coach_id


def _rows_of_visit(visit: Visit, words: DistrictWords, before: Sequence[Row], draw: Chance) -> list[Row]:
    rows: list[Row] = []
    in_person = visit.delivery is Delivery.IN_PERSON
    if in_person and not visit.brief and draw.random() < 0.22:
        rows.append(_other_time(visit, words, TimeKind.TRAVEL, draw.choice((20, 25, 30, 30, 45))))
    institute = day_types(visit.district_id).get(visit.day) is DayType.INSTITUTE
    if institute and visit.charged and in_person:
        rows.append(_coaching(visit, words, "Facilitation of Professional Development", ALL_SCHOOLS, draw))
    schools = draw.sample(words.schools, min(len(words.schools), 2 if draw.random() < 0.3 else 1))
    wanted = _BRIEF_MINUTES if visit.brief else _MINUTES[visit.charged] * draw.uniform(0.8, 1.15)
    usual = _OFTEN if in_person else _ONLINE_OFTEN
    coached = [row for row in before if ACTIVITY_BY_NAME[str(row["activity"])].kind is TimeKind.COACHING]
    while _minutes(rows) < wanted - 10:
        activity = draw.choices(COACHING_ACTIVITIES, usual)[0].name
        school = ALL_SCHOOLS if activity in _DISTRICT_WIDE else draw.choice(schools)
        if coached and not visit.brief and draw.random() < _COPIED:
            row = _copied(visit, draw.choice(coached), draw)
        else:
            row = _coaching(visit, words, activity, school, draw)
        rows.append(row)
    if visit.day.weekday() == 4 and draw.random() < 0.45:
        rows.append(_other_time(visit, words, TimeKind.PREPARATION, draw.choice((30, 30, 45, 60))))
    if visit.charged and in_person and draw.random() < _OFF_ROLE * len(rows):
        duty = draw.choice(OFF_ROLE_DUTIES).name
        rows.append(_row(visit, words, school=schools[0], activity=duty, minutes=draw.choice((15, 30, 45))))
    return _with_day_cells(visit, rows, draw)


def _coaching(visit: Visit, words: DistrictWords, activity: str, school: str, draw: Chance) -> Row:
    group = ACTIVITY_BY_NAME[activity].group
    lengths = _GROUP_LENGTHS if group else _LENGTHS
    row = _row(visit, words, school=school, activity=activity, minutes=_pick(lengths, draw))
    row["focus_area"] = _focus_area(visit.day, words.focus_areas, draw)
    if visit.delivery is Delivery.VIRTUAL:
        row["delivery"] = Delivery.VIRTUAL.value
    elif draw.random() < _DELIVERY_GIVEN:
        row["delivery"] = Delivery.IN_PERSON.value
    if group and draw.random() < _COUNTED:
        row["attendance"] = draw.randint(12, 64) if school == ALL_SCHOOLS else draw.randint(3, 26)
    if draw.random() < _NOTED:
        row["note"] = draw.choice(sample_texts()["notes"][activity])
    return row


def _other_time(visit: Visit, words: DistrictWords, kind: TimeKind, minutes: int) -> Row:
    row = _row(visit, words, school=ALL_SCHOOLS, activity=kind.value, minutes=minutes)
    if visit.delivery is Delivery.VIRTUAL:
        row["delivery"] = Delivery.VIRTUAL.value
    return row


def _row(visit: Visit, words: DistrictWords, *, school: str, activity: str, minutes: int) -> Row:
    """A row with only what must be given; every other cell is empty."""
    return {
        "date": visit.day,
        "coach": words.coach_names[visit.coach_id],
        "school": school,
        "activity": activity,
        "focus_area": "",
        "minutes": minutes,
        "delivery": "",
        "contract_day": "",
        "attendance": "",
        "note": "",
        "funding_source": "",
        "entry_id": "",
    }


def _copied(visit: Visit, row: Row, draw: Chance) -> Row:
    """The last visit's row with two cells changed: the date, and the minutes or the note."""
    copy = {**row, "date": visit.day, "contract_day": "", "funding_source": ""}
    copy["delivery"] = visit.delivery.value if visit.delivery is Delivery.VIRTUAL else ""
    if copy["focus_area"] == RETIRED_FOCUS_AREA and visit.day >= RETIRED_ON:
        copy["focus_area"] = "Classroom Integration & Pedagogy"
    if draw.random() < 0.5:
        copy["minutes"] = 45 if row["minutes"] == 30 else 30
    else:
        copy["note"] = draw.choice(("Same as last visit.", "Follow-up.", "Second session."))
    return copy


def _focus_area(day: date, focus_areas: Sequence[str], draw: Chance) -> str:
    """The first areas of a district's plan get most of its time."""
    position = min(int(draw.expovariate(0.45)), len(focus_areas) - 1)
    focus_area = focus_areas[position]
    return focus_areas[0] if focus_area == RETIRED_FOCUS_AREA and day >= RETIRED_ON else focus_area


def _with_day_cells(visit: Visit, rows: list[Row], draw: Chance) -> list[Row]:
    """Puts the contract-day mark and, now and then, a funding source on the date's first row or on all."""
    every = draw.random() < 0.5 or visit.mark == "No charge"
    if visit.mark:
        for row in rows if every else rows[:1]:
            row["contract_day"] = visit.mark
    if visit.charged and draw.random() < 0.03:
        source = "ESSER" if visit.day <= ESSER_LAST_DAY else "Title IV"
        for row in rows if every else rows[:1]:
            row["funding_source"] = source
    return rows


def _minutes(rows: Sequence[Row]) -> int:
    return sum(value for row in rows if isinstance(value := row["minutes"], int))


def _pick(weights: dict[int, int], draw: Chance) -> int:
    return draw.choices(list(weights), list(weights.values()))[0]
