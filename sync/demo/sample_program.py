"""A whole invented program: registry, district and coach workbooks, as rows under column keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sync.demo.chance import chance
from sync.demo.sample_cells import Registry, Row
from sync.demo.sample_coach_workbooks import days_served, educators_on_roster, my_time, roster, support
from sync.demo.sample_cycles import coaching_cycles
from sync.demo.sample_districts import COACHES, DISTRICTS, SERVICES, SampleSchool, sample_schools
from sync.demo.sample_encounters import worked_with
from sync.demo.sample_mess import MESS, STRUCTURE_MESS, Mess, Outsiders, StructureMess, spoiled, spoiled_time
from sync.demo.sample_people import PROGRAM_DOMAIN, SampleNames, sample_names
from sync.demo.sample_plans import coaching_plan, focus_areas_in_use, onboarding
from sync.demo.sample_registry import TIME_ZONE, sample_registry
from sync.demo.sample_rows import DistrictWords, sample_rows
from sync.demo.sample_year import Visit, sample_visits

SEED: Final = 2026
_PRINCIPALS: Final = 2


@dataclass(frozen=True)
class SampleDistrict:
    """One district's workbook. `log_rows` are in the order of typing; an empty cell is `""`."""

    district_id: str
    name: str
    administrator_email: str
    locale: str
    time_zone: str
    log_rows: list[Row]
    coaching_plan: list[Row]
    onboarding: list[Row]


@dataclass(frozen=True)
class SampleCoach:
    """One coach's confidential workbook."""

    coach_id: str
    name: str
    email: str
    roster: list[Row]
    coaching_cycles: list[Row]
    my_time: list[Row]
    support: list[Row]
    worked_with: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class SampleProgram:
    """`registry` maps a tab's key to its rows. `mess` has been done to the rows; `structure_mess` is still
    to be done to the tabs."""

    registry: Registry
    districts: list[SampleDistrict]
    coaches: list[SampleCoach]
    mess: tuple[Mess, ...] = ()
    structure_mess: tuple[StructureMess, ...] = ()

    def log_rows(self) -> Iterator[tuple[str, Row]]:
        """Every row of every Activity Log with its district_id."""
        for district in self.districts:
            for row in district.log_rows:
                yield district.district_id, row


def sample_program(seed: int = SEED) -> SampleProgram:
    """The demo's program with its mess: about 7,000 log rows from the first day of school to the demo day.

    The same seed gives the same program on every machine.
    """
    tidy = tidy_program(seed)
    logs = {district.district_id: district.log_rows for district in tidy.districts}
    messy = spoiled(seed, logs, _outsiders(tidy.registry))
    districts = [replace(district, log_rows=messy[district.district_id]) for district in tidy.districts]
    coaches = [replace(coach, my_time=spoiled_time(coach.coach_id, coach.my_time)) for coach in tidy.coaches]
    return replace(tidy, districts=districts, coaches=coaches, mess=MESS, structure_mess=STRUCTURE_MESS)


def tidy_program(seed: int = SEED) -> SampleProgram:
    """The same program before people made a mess of it: every row can be read, nothing is there twice."""
    names = sample_names(seed, coaches=COACHES, administrators=len(DISTRICTS), principals=_PRINCIPALS)
    schools = sample_schools(seed)
    visits = sample_visits(seed)
    plans = {outline.district_id: coaching_plan(seed, outline) for outline in DISTRICTS}
    logs = sample_rows(seed, visits, _district_words(seed, names, schools, plans))
    districts = [
        SampleDistrict(
            district_id=outline.district_id,
            name=outline.name,
            administrator_email=administrator.email(outline.domain),
            locale=outline.locale,
            time_zone=TIME_ZONE,
            log_rows=logs[outline.district_id],
            coaching_plan=plans[outline.district_id],
            onboarding=onboarding(seed, outline),
        )
        for outline, administrator in zip(DISTRICTS, names.administrators, strict=True)
    ]
    return SampleProgram(
        registry=sample_registry(names, schools),
        districts=districts,
        coaches=_sample_coaches(seed, names, schools, visits, logs),
    )


def _district_words(
    seed: int, names: SampleNames, schools: Sequence[SampleSchool], plans: Mapping[str, list[Row]]
) -> dict[str, DistrictWords]:
    coach_names = {f"C{number}": name.full for number, name in enumerate(names.coaches, start=1)}
    return {
        district_id: DistrictWords(
            schools=[school.name for school in schools if school.district_id == district_id],
            focus_areas=focus_areas_in_use(seed, plan, district_id),
            coach_names=coach_names,
        )
        for district_id, plan in plans.items()
    }


def _sample_coaches(
    seed: int,
    names: SampleNames,
    schools: Sequence[SampleSchool],
    visits: Sequence[Visit],
    logs: Mapping[str, Sequence[Row]],
) -> list[SampleCoach]:
    educators = list(names.educators)
    coaches: list[SampleCoach] = []
    for number, name in enumerate(names.coaches, start=1):
        coach_id = f"C{number}"
        own = [visit for visit in visits if visit.coach_id == coach_id]
        people = roster(seed, own, schools, educators_on_roster(seed, coach_id, educators))
        cycles = coaching_cycles(people, days_served(own), chance(seed, f"cycles of {coach_id}"))
        coaches.append(
            SampleCoach(
                coach_id=coach_id,
                name=name.full,
                email=name.email(PROGRAM_DOMAIN),
                roster=people,
                coaching_cycles=cycles,
                my_time=my_time(seed, own),
                support=support(seed, coach_id, names.director),
                worked_with=worked_with(seed, (coach_id, name.full), logs, people, cycles),
            )
        )
    return coaches


def _outsiders(registry: Registry) -> Outsiders:
    assigned = {(service.district_id, service.coach_id) for service in SERVICES}
    coach, school = {}, {}
    for outline in DISTRICTS:
        here = outline.district_id
        coach[here] = next(str(row["name"]) for row in registry["coaches"] if (here, row["coach_id"]) not in assigned)
        school[here] = next(str(row["name"]) for row in reversed(registry["schools"]) if row["district_id"] != here)
    return Outsiders(coach, school)
