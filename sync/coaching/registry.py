"""The director's registry as values: what the program has agreed, with whom, and for which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from sync.coaching.editions import PublishedEditions, PublishedReach, latest_reach
from sync.coaching.name_words import tokens
from sync.coaching.statement_lines import ClosedStatements
from sync.coaching.texts import plain
from sync.coaching.vocabulary import Answer, DayType, Role
from sync.coaching.voices import FeedbackCounts, Voice


@dataclass(frozen=True)
class District:
    """`workbook_id` None: not shared yet. `sync_identity` is the address of ours that it was shared with; "": the first one.
    Rows may still say one of the `earlier_names`, here as of schools and coaches."""

    district_id: str
    name: str
    workbook_id: str | None
    kind: str = ""
    time_zone: str = "America/Chicago"
    sync_identity: str = ""
    earlier_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class School:
    """`educators` is the number of educators with access to a coach; `students` the number in the building."""

    school_id: str
    district_id: str
    name: str
    educators: int
    students: int
    grades: str = ""
    earlier_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coach:
    coach_id: str
    name: str
    email: str
    workbook_id: str | None
    earlier_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """`last_day` is inclusive; `virtual` marks another coach who serves the district remotely for a specific need."""

    coach_id: str
    district_id: str
    first_day: date
    last_day: date
    virtual: bool = False


@dataclass(frozen=True)
class Contract:
    """`last_day` is inclusive; rates in dollars a day, next year's where it is known already."""

    district_id: str
    days: Decimal
    daily_rate: Decimal
    first_day: date
    last_day: date
    funding_source: str = ""
    next_daily_rate: Decimal | None = None


@dataclass(frozen=True)
class FundingSource:
    name: str
    first_allowable_day: date
    last_allowable_day: date
    federal: bool


@dataclass(frozen=True)
class CalendarSpan:
    """Days of one type; `district_id` None means every district. Weekdays that no span names are attendance days."""

    first_day: date
    last_day: date
    day_type: DayType
    district_id: str | None = None
    label: str = ""


@dataclass(frozen=True)
class FocusArea:
    name: str
    retired_on: date | None = None


@dataclass(frozen=True)
class Person:
    """Somebody with a role; nobody is here for being coached. `name` may be empty."""

    email: str
    role: Role
    district_id: str | None = None
    name: str = ""


@dataclass(frozen=True)
class ClosedMonth:
    """`month` is its first day."""

    month: date
    closed_on: date


@dataclass(frozen=True)
class Confirmation:
    """The answer to one question about a charge (`sync.coaching.questions`), with the charge that the question repeated."""

    question_id: str
    answer: Answer
    decided_on: date
    decided_by: str = ""
    coach_id: str = ""
    district_id: str = ""
    day: date | None = None
    days: Decimal = Decimal(0)


@dataclass(frozen=True)
class Registry:
    """Everything the director has written down. `first_day` and `last_day` bound the school year, both inclusive."""

    program_name: str
    school_year: str
    first_day: date
    last_day: date
    districts: Mapping[str, District]
    schools: Mapping[str, School]
    coaches: Mapping[str, Coach]
    assignments: tuple[Assignment, ...] = ()
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    funding_sources: Mapping[str, FundingSource] = field(default_factory=dict)
    calendar: tuple[CalendarSpan, ...] = ()
    focus_areas: tuple[FocusArea, ...] = ()
    people: tuple[Person, ...] = ()
    closed_months: tuple[ClosedMonth, ...] = ()
    closed_statements: ClosedStatements = field(default_factory=ClosedStatements)
    confirmations: Mapping[str, Confirmation] = field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    feedback: Mapping[str, FeedbackCounts] = field(default_factory=dict)
    published: PublishedEditions = field(default_factory=PublishedEditions)
    settings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def latest_reach(self) -> Mapping[str, PublishedReach]:
        """The latest published reach of the school year, by district id and (`editions.PROGRAM`) of the program."""
        return latest_reach(self.published.editions, self.first_day)

    @cached_property
    def schools_by_district(self) -> Mapping[str, tuple[School, ...]]:
        """Each district's schools in registry order; a district without schools is absent."""
        return _grouped(self.schools.values())

    @cached_property
    def districts_by_school_name(self) -> Mapping[str, frozenset[str]]:
        """The districts that have a school of a name, by the name as words are compared (`texts.plain`)."""
        found: dict[str, set[str]] = {}
        for school in self.schools.values():
            found.setdefault(plain(school.name), set()).add(school.district_id)
        return {name: frozenset(districts) for name, districts in found.items()}

    @cached_property
    def words_of_places(self) -> frozenset[tuple[str, ...]]:
        """The names of all schools and districts as their words (`name_words.tokens`): none of them is somebody's name."""
        places: list[School | District] = [*self.schools.values(), *self.districts.values()]
        names = [name for each in places for name in (each.name, *each.earlier_names)]
        return frozenset(tuple(token.word for token in tokens(name)) for name in names) - {()}

    @cached_property
    def words_of_the_program(self) -> frozenset[str]:
        """Words that stand in logs for other reasons than to name an educator: places, coaches, focus areas, the program."""
        names = [self.program_name]
        names += [name for each in self.coaches.values() for name in (each.name, *each.earlier_names)]
        names += [area.name for area in self.focus_areas]
        words = {token.word for name in names for token in tokens(name)}
        return frozenset(words.union(*self.words_of_places))

    @cached_property
    def assignments_by_coach(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Each coach's assignments in registry order; a coach without one is absent."""
        found: dict[str, list[Assignment]] = {}
        for assignment in self.assignments:
            found.setdefault(assignment.coach_id, []).append(assignment)
        return {coach_id: tuple(assignments) for coach_id, assignments in found.items()}

    def assigned_coaches(self, district_id: str) -> tuple[Coach, ...]:
        """The coaches assigned to a district at any time of the school year, in registry order."""
        return self._coaches_by_district.get(district_id, ())

    @cached_property
    def _coaches_by_district(self) -> Mapping[str, tuple[Coach, ...]]:
        found: dict[str, list[Coach]] = {}
        for coach in self.coaches.values():
            assignments = self.assignments_by_coach.get(coach.coach_id, ())
            for district_id in {assignment.district_id for assignment in assignments}:
                found.setdefault(district_id, []).append(coach)
        return {district_id: tuple(coaches) for district_id, coaches in found.items()}


def _grouped(schools: Iterable[School]) -> dict[str, tuple[School, ...]]:
    grouped: dict[str, list[School]] = {}
    for school in schools:
        grouped.setdefault(school.district_id, []).append(school)
    return {district_id: tuple(found) for district_id, found in grouped.items()}
