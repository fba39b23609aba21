"""Who somebody is in a workbook on a day. The registry alone says so; nothing that a card sends counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sync.coaching.registry import Assignment, Coach, District, Registry
from sync.coaching.vocabulary import Role
from sync.jobs.memory import district_of_workbook


@dataclass(frozen=True)
class CoachHere:
    """A coach who serves this workbook's district on the day; `also_director` opens the director's card too."""

    coach: Coach
    district: District
    also_director: bool = False


@dataclass(frozen=True)
class CoachAtHome:
    """A coach in their own confidential workbook, with the districts served on the day."""

    coach: Coach
    districts: tuple[District, ...]
    also_director: bool = False


@dataclass(frozen=True)
class AdministratorHere:
    """An administrator of this workbook's district, or a principal, who reads what the administrator reads."""

    district: District
    may_refresh: bool


@dataclass(frozen=True)
class Director:
    """The director in any of the program's workbooks."""


@dataclass(frozen=True)
class Newcomer:
    """An administrator in a workbook that the program does not know: `districts` have none yet, `settled` have theirs."""

    districts: tuple[District, ...]
    settled: tuple[District, ...]


@dataclass(frozen=True)
class Stranger:
    """Nobody here. `known_workbook`: the workbook is the program's, so its administrator or the director can be asked;
    `has_been_coach`: an assignment to its district has ended or has not begun."""

    known_workbook: bool
    has_been_coach: bool = False


Standing = CoachHere | CoachAtHome | AdministratorHere | Director | Newcomer | Stranger


def standing(registry: Registry, email: str, workbook_id: str, today: date, program_files: Collection[str]) -> Standing:
    """Who the person with this verified address is in a workbook today.

    Coach comes before director, director before administrator. Args: `program_files` are the registry's and the report's ids.
    """
    coach = next((each for each in registry.coaches.values() if each.email and each.email == email), None)
    director = any(each.email == email and each.role is Role.DIRECTOR for each in registry.people)
    district_id = district_of_workbook(registry).get(workbook_id)
    district = registry.districts.get(district_id) if district_id else None
    if coach and district and serves(registry, coach.coach_id, district.district_id, today):
        return CoachHere(coach, district, director)
    if coach and coach.workbook_id == workbook_id:
        return CoachAtHome(coach, served_districts(registry, coach.coach_id, today), director)
    home = any(each.workbook_id == workbook_id for each in registry.coaches.values())
    known = district is not None or home or workbook_id in program_files
    if director and known:
        return Director()
    if district:
        role = _role_in(registry, email, district.district_id)
        if role:
            return AdministratorHere(district, role is Role.ADMINISTRATOR)
        assigned = coach is not None and any(_is_of(each, coach.coach_id, district_id) for each in registry.assignments)
        return Stranger(known_workbook=True, has_been_coach=assigned)
    administered = [] if known else _administered(registry, email)
    if administered:
        return Newcomer(
            tuple(each for each in administered if not each.workbook_id),
            tuple(each for each in administered if each.workbook_id),
        )
    return Stranger(known)


def serves(registry: Registry, coach_id: str, district_id: str, day: date) -> bool:
    """Whether the coach is assigned to the district on that day."""
    return any(
        _is_of(each, coach_id, district_id) and each.first_day <= day <= each.last_day for each in registry.assignments
    )


def served_districts(registry: Registry, coach_id: str, day: date) -> tuple[District, ...]:
    """The districts to which a coach is assigned on that day, in registry order."""
    return tuple(each for each in registry.districts.values() if serves(registry, coach_id, each.district_id, day))


def _is_of(assignment: Assignment, coach_id: str, district_id: str | None) -> bool:
    return assignment.coach_id == coach_id and assignment.district_id == district_id


def _role_in(registry: Registry, email: str, district_id: str) -> Role | None:
    roles = {each.role for each in registry.people if each.email == email and each.district_id == district_id}
    return next((role for role in (Role.ADMINISTRATOR, Role.PRINCIPAL) if role in roles), None)


def _administered(registry: Registry, email: str) -> list[District]:
    return [
        each
        for each in registry.districts.values()
        if _role_in(registry, email, each.district_id) is Role.ADMINISTRATOR
    ]
