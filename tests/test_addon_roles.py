"""Who somebody is in a workbook on a day, by the registry alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sync.coaching.registry import Assignment, Coach, Contract, District, Person, Registry, School
from sync.coaching.vocabulary import Role
from sync.jobs.roles import (
    AdministratorHere,
    CoachAtHome,
    CoachHere,
    Director,
    Newcomer,
    Standing,
    Stranger,
    served_districts,
    standing,
)

FIRST, LAST, TODAY = date(2025, 8, 18), date(2026, 6, 5), date(2025, 10, 31)
NORTH = District("D1", "North", "workbook-north")
SOUTH = District("D2", "South", "workbook-south")
WEST = District("D4", "West", None)
ANA = Coach("C1", "Ana Ruiz", "ana@program.example", "workbook-ana")
BEN = Coach("C2", "Ben Ode", "ben@program.example", None)
PROGRAM_FILES = ("registry", "report")
REGISTRY = Registry(
    "Small Program",
    "2025-26",
    FIRST,
    LAST,
    {each.district_id: each for each in (NORTH, SOUTH, WEST)},
    {"S1": School("S1", "D1", "Lincoln", 20, 300)},
    {"C1": ANA, "C2": BEN},
    assignments=(
        Assignment("C1", "D1", FIRST, LAST),
        Assignment("C2", "D1", FIRST, date(2025, 10, 30)),
        Assignment("C2", "D2", date(2025, 11, 3), LAST),
    ),
    contracts={"D1": Contract("D1", Decimal(40), Decimal(400), FIRST, LAST)},
    people=(
        Person("director@program.example", Role.DIRECTOR),
        Person("admin@north.example", Role.ADMINISTRATOR, "D1"),
        Person("principal@north.example", Role.PRINCIPAL, "D1"),
        Person("admin@west.example", Role.ADMINISTRATOR, "D4"),
        Person("principal@west.example", Role.PRINCIPAL, "D4"),
    ),
)


def of(email: str, workbook_id: str, today: date = TODAY, registry: Registry = REGISTRY) -> Standing:
    return standing(registry, email, workbook_id, today, PROGRAM_FILES)


def test_everybody_is_what_the_registry_says_and_nothing_else() -> None:
    """Each person in each kind of Sheet."""
    nobody, known = Stranger(known_workbook=False), Stranger(known_workbook=True)
    drawn: list[tuple[str, str, Standing]] = [
        ("ana@program.example", "workbook-north", CoachHere(ANA, NORTH)),
        ("ana@program.example", "workbook-south", known),
        ("ana@program.example", "workbook-ana", CoachAtHome(ANA, (NORTH,))),
        ("ana@program.example", "anybody's", nobody),
        ("ben@program.example", "workbook-ana", known),
        ("admin@north.example", "workbook-north", AdministratorHere(NORTH, may_refresh=True)),
        ("admin@north.example", "workbook-south", known),
        ("admin@north.example", "workbook-ana", known),
        ("admin@north.example", "report", known),
        ("admin@north.example", "anybody's", Newcomer((), (NORTH,))),
        ("principal@north.example", "workbook-north", AdministratorHere(NORTH, may_refresh=False)),
        ("principal@north.example", "workbook-south", known),
        ("admin@west.example", "anybody's", Newcomer((WEST,), ())),
        ("principal@west.example", "anybody's", nobody),
        ("director@program.example", "workbook-north", Director()),
        ("director@program.example", "workbook-ana", Director()),
        ("director@program.example", "registry", Director()),
        ("director@program.example", "report", Director()),
        ("director@program.example", "anybody's", nobody),
        ("", "workbook-north", known),
        ("somebody@else.example", "workbook-north", known),
        ("somebody@else.example", "", nobody),
    ]
    found = [(email, workbook_id, of(email, workbook_id)) for email, workbook_id, _ in drawn]
    assert found == drawn


def test_a_coach_serves_from_the_first_to_the_last_day() -> None:
    """Ben in North: until Oct 30, that day included; in South from Nov 3 on."""
    ben = "ben@program.example"
    assert of(ben, "workbook-north", date(2025, 10, 30)) == CoachHere(BEN, NORTH)
    assert of(ben, "workbook-north", date(2025, 10, 31)) == Stranger(known_workbook=True, has_been_coach=True)
    assert of(ben, "workbook-south", date(2025, 11, 2)) == Stranger(known_workbook=True, has_been_coach=True)
    assert of(ben, "workbook-south", date(2025, 11, 3)) == CoachHere(BEN, SOUTH)
    assert served_districts(REGISTRY, "C2", date(2025, 11, 1)) == ()


def test_a_coach_who_is_also_director_logs_first_and_may_look_at_the_program() -> None:
    """In a Small program one person may be both."""
    both = replace(REGISTRY, people=(*REGISTRY.people, Person("ana@program.example", Role.DIRECTOR)))
    assert of("ana@program.example", "workbook-north", registry=both) == CoachHere(ANA, NORTH, also_director=True)
    assert of("ana@program.example", "workbook-south", registry=both) == Director()


def test_a_coach_without_an_address_is_nobody() -> None:
    """An empty address in the registry never fits a caller."""
    nameless = replace(REGISTRY, coaches={"C1": replace(ANA, email="")})
    assert of("", "workbook-north", registry=nameless) == Stranger(known_workbook=True)
