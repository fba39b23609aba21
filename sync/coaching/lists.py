"""The allowed values of every drop-down, by the name that the templates give each list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sync.coaching.registry import Registry
from sync.coaching.vocabulary import (
    ACTIVITIES,
    OFF_ROLE_DUTIES,
    OTHER_TIME,
    Answer,
    ClosedReason,
    ContractDayMark,
    CyclePhase,
    DayType,
    Delivery,
    QuoteChoice,
    Role,
    SupportKind,
)

ALL_SCHOOLS = "All schools"


def fixed_lists() -> dict[str, Sequence[str]]:
    """The lists that are the field's own words and need no registry."""
    return {
        "activities": [activity.name for activity in ACTIVITIES],
        "other_time": [activity.name for activity in OTHER_TIME + OFF_ROLE_DUTIES],
        "delivery": _words(Delivery),
        "contract_day": _words(ContractDayMark),
        "answers": _words(Answer),
        "day_types": _words(DayType),
        "quote_choices": _words(QuoteChoice),
        "roles": _words(Role),
        "phases": _words(CyclePhase),
        "closed_reasons": _words(ClosedReason),
        "support_kinds": _words(SupportKind),
    }


def registry_lists(registry: Registry | None) -> Mapping[str, Sequence[str]]:
    """The drop-downs of the registry itself; the lists of ids and names are empty before it has been filled."""
    if registry is None:
        names: Mapping[str, Sequence[str]] = dict.fromkeys(
            (
                "district_ids",
                "districts",
                "coach_ids",
                "coaches",
                "schools",
                "focus_areas",
                "funding_sources",
            ),
            (),
        )
        return fixed_lists() | dict(names)
    return fixed_lists() | {
        "district_ids": list(registry.districts),
        "districts": [district.name for district in registry.districts.values()],
        "coach_ids": list(registry.coaches),
        "coaches": [coach.name for coach in registry.coaches.values()],
        "schools": [school.name for school in registry.schools.values()],
        "focus_areas": _focus_areas(registry),
        "funding_sources": list(registry.funding_sources),
    }


def district_lists(registry: Registry, district_id: str) -> Mapping[str, Sequence[str]]:
    """The drop-downs of a district's workbook: its own coaches and schools only."""
    schools = registry.schools_by_district.get(district_id, ())
    return dict(registry_lists(registry)) | {
        "coaches": [coach.name for coach in registry.assigned_coaches(district_id)],
        "schools": [school.name for school in schools] + [ALL_SCHOOLS],
    }


def coach_lists(registry: Registry, coach_id: str) -> Mapping[str, Sequence[str]]:
    """The drop-downs of a coach's workbook: the districts and schools that the coach serves this year."""
    served = {each.district_id for each in registry.assignments_by_coach.get(coach_id, ())}
    return dict(registry_lists(registry)) | {
        "districts": [district.name for district in registry.districts.values() if district.district_id in served],
        "schools": [school.name for school in registry.schools.values() if school.district_id in served],
    }


def _focus_areas(registry: Registry) -> list[str]:
    return [area.name for area in registry.focus_areas if area.retired_on is None]


def _words(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]


def workbook_facts(registry: Registry, **named: str) -> Mapping[str, object]:
    """What fills the names in braces of titles and pages: the program, the school year, and `named` (district, coach)."""
    return {
        "program": registry.program_name,
        "school_year": registry.school_year,
        "first_day": registry.first_day,
        "last_day": registry.last_day,
        **named,
    }
