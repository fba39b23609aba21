"""The invented program as agreed in spring: districts, schools, contracts, and which coach serves whom.

The totals are those of the Learning Technology Center's program report (2023): 8 coaches, 18 districts,
75 schools, 2,114 educators with access to a coach, 26,130 students.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sync.demo.chance import Chance, chance, spread

EDUCATORS: Final = 2114
STUDENTS: Final = 26130
COACHES: Final = 8

SCHOOL_YEAR: Final = "2025-26"
FIRST_DAY: Final = date(2025, 8, 18)
LAST_DAY: Final = date(2026, 6, 30)
LAST_CLASS_DAY: Final = date(2026, 6, 5)  # one district goes on with summer school
LAST_SUMMER_DAY: Final = date(2026, 6, 26)
DEMO_DAY: Final = date(2026, 5, 29)  # today, in the demo: before the year's end, so that forecasts say something
LAST_DAY_OF_FALL: Final = date(2025, 12, 19)
FIRST_DAY_OF_SPRING: Final = date(2026, 1, 5)

UNIT, ELEMENTARY = "Unit district", "Elementary district"
COOPERATIVE, HIGH_SCHOOL = "Special-education cooperative", "Single school"


@dataclass(frozen=True)
class DistrictOutline:
    """`rhythm` bends the year: below 1 most visits come late, above 1 early."""

    district_id: str
    place: str
    kind: str
    schools: int
    contract_days: int
    daily_rate: float
    funding_source: str
    rhythm: float = 1.0
    locale: str = "en_US"
    last_day: date = LAST_CLASS_DAY

    @property
    def name(self) -> str:
        ending = {UNIT: "Community Unit District", ELEMENTARY: "Elementary District"}
        return f"{self.place} {ending[self.kind]}" if self.kind in ending else self.place

    @property
    def domain(self) -> str:
        return self.place.split()[0].lower() + ".example"


DISTRICTS: Final = (
    DistrictOutline("D01", "Quillhaven", UNIT, 10, 170, 410.00, "Title II"),
    DistrictOutline("D02", "Brackenmoor", UNIT, 7, 110, 425.00, "Title I"),
    DistrictOutline("D03", "Tallowbrook", ELEMENTARY, 3, 40, 440.00, "Local", rhythm=1.6),
    DistrictOutline("D04", "Merrowdale", UNIT, 6, 80, 425.00, "Title II"),
    DistrictOutline("D05", "Wexley Prairie", UNIT, 4, 45, 440.00, "Title IV"),
    DistrictOutline("D06", "Harrowmede", ELEMENTARY, 3, 30, 440.00, "Local"),
    DistrictOutline("D07", "Ferncastle", UNIT, 5, 60, 432.50, "Title II"),
    DistrictOutline("D08", "Ottervale", UNIT, 4, 50, 440.00, "IL-EMPOWER"),
    DistrictOutline("D09", "Pellwood", ELEMENTARY, 3, 40, 440.00, "Title I"),
    DistrictOutline("D10", "Dunmarrow", UNIT, 6, 80, 425.00, "Title II"),
    DistrictOutline("D11", "Larkmere", UNIT, 4, 55, 432.50, "Illinois Digital Equity", rhythm=1.6),
    DistrictOutline("D12", "Vesper Hollow", UNIT, 4, 55, 432.50, "Title I"),
    DistrictOutline("D13", "Nettlefield", ELEMENTARY, 3, 40, 440.00, "Title II", rhythm=0.6, last_day=LAST_SUMMER_DAY),
    DistrictOutline("D14", "Marlowick", ELEMENTARY, 3, 35, 440.00, "Local", locale="en_GB"),
    DistrictOutline("D15", "Sorrel Ridge", ELEMENTARY, 2, 20, 450.00, "Title IV"),
    DistrictOutline("D16", "Three Fords Special Education Cooperative", COOPERATIVE, 4, 110, 425.00, "Title II"),
    DistrictOutline("D17", "Kestrel Point High School", HIGH_SCHOOL, 1, 36, 440.00, "Local"),
    DistrictOutline("D18", "Cobbleford", ELEMENTARY, 3, 10, 450.00, "Title IV"),
)


@dataclass(frozen=True)
class Service:
    """One coach in one district: contract days charged until the demo day; a virtual coach's days online."""

    coach_id: str
    district_id: str
    charged: float
    first_day: date = FIRST_DAY
    last_day: date = LAST_CLASS_DAY
    virtual_days: int = 0


SERVICES: Final = (
    Service("C1", "D01", 163.5),
    Service("C2", "D02", 107.0),
    Service("C2", "D03", 39.5),
    Service("C3", "D04", 74.5),
    Service("C3", "D05", 44.0),
    Service("C3", "D06", 21.0),  # 21 of 30: behind
    Service("C4", "D07", 58.5),
    Service("C4", "D08", 41.0),  # 41 of 50: behind
    Service("C4", "D09", 18.0, last_day=LAST_DAY_OF_FALL),
    Service("C5", "D09", 21.0, first_day=FIRST_DAY_OF_SPRING),  # the coach changed over the winter break
    Service("C5", "D10", 78.0),
    Service("C5", "D11", 54.5),
    Service("C6", "D12", 51.5),
    Service("C6", "D13", 39.0, last_day=LAST_SUMMER_DAY),  # 1 day left, most visits at the end: will run out
    Service("C6", "D14", 34.0),
    Service("C6", "D15", 21.5),  # 21.5 of 20: exceeded
    Service("C7", "D16", 104.0),
    Service("C7", "D17", 35.0),
    Service("C8", "D18", 9.5),
    Service("C8", "D04", 3.0, virtual_days=36),
    Service("C8", "D12", 2.0, virtual_days=34),
    Service("C8", "D16", 2.5, virtual_days=30),
)


@dataclass(frozen=True)
class SampleSchool:
    school_id: str
    district_id: str
    name: str
    grades: str
    educators: int
    students: int


_SIZE: Final = {
    "9-12": 560,
    "6-8": 400,
    "K-5": 310,
    "K-8": 340,
    "K-12": 60,
}  # students, before the total is matched
_CLASS: Final = {"9-12": 13.5, "6-8": 12.5, "K-5": 12.0, "K-8": 12.0, "K-12": 4.5}  # students an educator
_FIRST_WORDS: Final = ("Bluestem", "Kettle", "Wren", "Foxglove", "Millrace", "Plover", "Switchgrass", "Tern")
_LAST_WORDS: Final = ("Grove", "Crossing", "Hollow", "Bend", "Terrace", "Commons")
_PROGRAMS: Final = (
    "Bridgewater Program",
    "Heron Transition Center",
    "Compass Day School",
    "Harbor Early Learning",
)


def sample_schools(seed: int) -> list[SampleSchool]:
    """The 75 schools in district order; `educators` and `students` add up to the program's totals."""
    draw = chance(seed, "schools")
    words = [f"{first} {last}" for last in _LAST_WORDS for first in _FIRST_WORDS]
    draw.shuffle(words)
    named = [(outline, *school) for outline in DISTRICTS for school in _school_names(outline, words)]
    sizes = [_SIZE[grades] * draw.uniform(0.75, 1.3) for _, _, grades in named]
    students = spread(STUDENTS, sizes)
    educators = spread(EDUCATORS, [size / _CLASS[named[i][2]] * _jitter(draw) for i, size in enumerate(sizes)])
    return [
        SampleSchool(f"S{i + 1:03}", outline.district_id, name, grades, educators[i], students[i])
        for i, (outline, name, grades) in enumerate(named)
    ]


def _jitter(draw: Chance) -> float:
    return draw.uniform(0.92, 1.08)


def _school_names(outline: DistrictOutline, words: list[str]) -> list[tuple[str, str]]:
    """Name and grades of one district's schools; takes elementary schools' names off `words`."""
    if outline.kind == COOPERATIVE:
        return [(name, "K-12") for name in _PROGRAMS]
    if outline.kind == HIGH_SCHOOL:
        return [(outline.name, "9-12")]
    town = outline.place
    if outline.kind == ELEMENTARY:
        first = [(f"{town} Middle School", "6-8")] if outline.schools > 2 else [(f"{town} School", "K-8")]
    else:
        first = [(f"{town} High School", "9-12"), (f"{town} Middle School", "6-8")]
    if outline.schools >= 10:
        first.append((f"{town} North Middle School", "6-8"))
    return first + [(f"{words.pop()} Elementary", "K-5") for _ in range(outline.schools - len(first))]
