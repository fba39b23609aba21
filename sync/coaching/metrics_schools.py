"""The numbers of schools: which were served, how much, and when last. Source: the aggregates, and the
registry's schools.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sync.coaching.aggregates import Aggregates
from sync.coaching.metrics import Share
from sync.coaching.registry import Registry, School


@dataclass(frozen=True)
class SchoolTime:
    """Coaching at one school: `minutes`, number of entries (`visits`), and the day of the latest one."""

    minutes: int
    visits: int
    last_visit: date


def time_by_school(aggregates: Aggregates) -> dict[str, SchoolTime]:
    """Coaching time by school id, in person and virtual together; the whole district's own time is under
    the empty id.

    Schools without an entry are absent.
    """
    times: dict[str, SchoolTime] = {}
    place = aggregates.place
    days = place["last_day"].dt.date
    for school_id, minutes, visits, day in zip(
        place["school_id"], place["minutes"], place["entries"], days, strict=True
    ):
        known = times.get(school_id, SchoolTime(0, 0, day))
        times[school_id] = SchoolTime(
            known.minutes + int(minutes), known.visits + int(visits), max(known.last_visit, day)
        )
    return times


def schools_served(aggregates: Aggregates, schools: Iterable[School]) -> Share:
    """Part: those of `schools` with at least one coaching entry. Whole: number of `schools`.

    An entry for the whole district serves no single school; other time and off-role duties serve none.
    """
    asked = {school.school_id for school in schools}
    return Share(len(asked & set(aggregates.place["school_id"])), len(asked))


def schools_without_visit(aggregates: Aggregates, schools: Iterable[School]) -> list[School]:
    """Those of `schools` without a coaching entry, in their order."""
    served = set(aggregates.place["school_id"])
    return [school for school in schools if school.school_id not in served]


@dataclass(frozen=True)
class Access:
    """`educators` who may ask a coach, and `students` in the buildings; nobody who was coached is counted."""

    educators: int
    students: int


def people_with_access(schools: Iterable[School]) -> Access:
    """The sums over some schools, as the registry lists them."""
    known = list(schools)
    return Access(sum(school.educators for school in known), sum(school.students for school in known))


def schools_served_by_district(aggregates: Aggregates, registry: Registry) -> dict[str, Share]:
    """`schools_served` of every district of the registry."""
    with_entries = set(aggregates.place["school_id"])
    return {
        district_id: Share(sum(school.school_id in with_entries for school in schools), len(schools))
        for district_id in registry.districts
        for schools in [registry.schools_by_district.get(district_id, ())]
    }
