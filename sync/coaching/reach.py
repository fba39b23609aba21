"""Exact counts of distinct educators, from keyed pseudonyms. They are for the director's registry and the auditor alone.

`encounters` is a frame with one row an educator and entry: `entry_id`, `district_id`, `school_id` ("" for none), `activity`,
`focus_area` ("" for none), `date` and `educator` (the pseudonym, an opaque text that belongs to one district). Group attendance is
a head-count without persons and never enters it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import pandas as pd

from sync.coaching.editions import MONTH, PROGRAM, REACH, CountKey
from sync.coaching.registry import Registry

COLUMNS: Final = ("entry_id", "district_id", "school_id", "activity", "focus_area", "date", "educator")
_GROUPED_BY: Final = {"school": "school_id", "activity": "activity", "focus_area": "focus_area"}


def educators_reached(
    encounters: pd.DataFrame, registry: Registry, as_of: date, district_ids: Iterable[str] | None = None
) -> dict[str, int]:
    """Distinct educators with at least one encounter from the school year's first day to `as_of` (both included), by district id.

    Every district of `district_ids` is there (without them, of the registry), with 0 where nobody was reached;
    `PROGRAM` is the sum: an educator of two districts has two pseudonyms and counts in both, so the program's count
    is exactly that of its districts.
    """
    seen = _seen(encounters, registry, as_of)
    counts = seen.groupby("district_id", observed=True)["educator"].nunique()
    asked = registry.districts if district_ids is None else district_ids
    reached = {district_id: int(counts.get(district_id, 0)) for district_id in asked}
    return reached | {PROGRAM: sum(reached.values())}


def educators_with_access(registry: Registry) -> dict[str, int]:
    """Educators who may ask a coach for help, by district id, as the registry's Schools say; `PROGRAM` is their sum."""
    access = {
        district_id: sum(school.educators for school in registry.schools_by_district.get(district_id, ()))
        for district_id in registry.districts
    }
    return access | {PROGRAM: sum(access.values())}


def educators_by(
    encounters: pd.DataFrame, registry: Registry, by: str, district_id: str, as_of: date
) -> Mapping[CountKey, int]:
    """Distinct educators of one district by school, activity, focus area or month, until `as_of`.

    The table is complete: every school, every activity and focus area that was logged, every month. An educator counts once in each
    of them, so the counts of a table may add up to more than the district's reach. Encounters without a school or focus area stand
    under an empty `of`.
    """
    seen = _seen(encounters, registry, as_of)
    seen = seen[seen["district_id"] == district_id]
    if by == MONTH:
        groups = pd.to_datetime(seen["date"]).dt.strftime("%Y-%m").astype("str")
        listed = [f"{month:%Y-%m}" for month in pd.period_range(registry.first_day, as_of, freq="M")]
    else:
        groups = seen[_GROUPED_BY[by]].astype("str").fillna("")
        schools = [school.school_id for school in registry.schools_by_district.get(district_id, ())]
        listed = schools if by == "school" else []
    counts = seen.groupby(groups)["educator"].nunique()
    names = [*listed, *sorted({str(name) for name in counts.index} - set(listed))]
    return {CountKey(by, district_id, name, _until(by, name, as_of)): int(counts.get(name, 0)) for name in names}


def reach_keys(counts: Mapping[str, int], as_of: date) -> dict[CountKey, int]:
    """Counts by district id as counts by key."""
    return {CountKey(REACH, district_id, "", as_of): count for district_id, count in counts.items()}


def _until(by: str, name: str, as_of: date) -> date:
    return min(as_of, pd.Period(name, freq="M").end_time.date()) if by == MONTH else as_of


def _seen(encounters: pd.DataFrame, registry: Registry, as_of: date) -> pd.DataFrame:
    days = pd.to_datetime(encounters["date"])
    return encounters[(days >= pd.Timestamp(registry.first_day)) & (days <= pd.Timestamp(as_of))]
