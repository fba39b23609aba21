"""The numbers of the whole program: its impact, its coaches, and each district's time. Sources: the
registry, merged aggregates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sync.coaching.aggregates import COACHING_NAMES, OFF_ROLE_NAMES, Aggregates
from sync.coaching.metrics import NO_FOCUS_AREA, WITH_EDUCATORS, Share, names_of_kind
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, TimeKind


@dataclass(frozen=True)
class ImpactTotals:
    """Numbers of things, as the registry lists them; `educators` are those with access to a coach, not
    those coached.
    """

    coaches: int
    districts: int
    schools: int
    educators: int
    students: int


def impact_totals(registry: Registry) -> ImpactTotals:
    """What the program reaches: coaches, districts and schools of the registry, and the sums over these
    schools of the educators with access to a coach and of the students in the buildings.
    """
    schools = registry.schools.values()
    return ImpactTotals(
        len(registry.coaches),
        len(registry.districts),
        len(registry.schools),
        sum(school.educators for school in schools),
        sum(school.students for school in schools),
    )


@dataclass(frozen=True)
class CoachTotals:
    """One coach's time over all districts, in minutes. `districts` is the number of districts with an
    entry.
    """

    minutes: int
    entries: int
    districts: int
    with_educators: Share
    coaching: int
    travel: int
    preparation: int
    learning: int
    off_role: Share
    last_logged: date


def coach_totals(aggregates: Aggregates) -> dict[str, CoachTotals]:
    """Each coach's minutes over all districts, by coach id; a coach who logged nothing is absent.

    The whole of both shares is all the coach's minutes: coaching, travel, preparation, learning and
    off-role duties add up to it.
    """
    rows = aggregates.activity
    minutes = _summed_by(rows, "coach_id", "minutes")
    entries = _summed_by(rows, "coach_id", "entries")
    with_educators = _minutes_of(rows, "coach_id", WITH_EDUCATORS)
    off_role = _minutes_of(rows, "coach_id", OFF_ROLE_NAMES)
    of_kind = {kind: _minutes_of(rows, "coach_id", names_of_kind(kind)) for kind in TimeKind}
    named_district = aggregates.coach[aggregates.coach["district_id"] != ""]
    districts = named_district.groupby("coach_id", observed=True)["district_id"].nunique()
    last_logged = aggregates.coach.groupby("coach_id", observed=True)["last_day"].max()
    return {
        coach_id: CoachTotals(
            minutes=whole,
            entries=entries[coach_id],
            districts=int(districts.get(coach_id, 0)),
            with_educators=Share(with_educators.get(coach_id, 0), whole),
            coaching=of_kind[TimeKind.COACHING].get(coach_id, 0),
            travel=of_kind[TimeKind.TRAVEL].get(coach_id, 0),
            preparation=of_kind[TimeKind.PREPARATION].get(coach_id, 0),
            learning=of_kind[TimeKind.COACH_LEARNING].get(coach_id, 0),
            off_role=Share(off_role.get(coach_id, 0), whole),
            last_logged=last_logged[coach_id].date(),
        )
        for coach_id, whole in minutes.items()
    }


def coaching_minutes_by_district(aggregates: Aggregates) -> dict[str, int]:
    """Coaching minutes by district id; a district without is absent."""
    return _minutes_of(aggregates.activity, "district_id", COACHING_NAMES)


def minutes_by_district_and_activity(
    aggregates: Aggregates, folded: Mapping[TimeKind, str]
) -> dict[str, dict[str, int]]:
    """All minutes by district id, then by activity; `folded` names the kinds of time that are counted under
    one name.

    Time that a coach logged for no district is under the empty id. Pairs without minutes are absent.
    """
    keys = ["district_id", "activity"]
    sums = aggregates.activity.groupby(keys, observed=True, as_index=False)["minutes"].sum()
    table: dict[str, dict[str, int]] = {}
    for district_id, activity, minutes in zip(sums["district_id"], sums["activity"], sums["minutes"], strict=True):
        shown = folded.get(ACTIVITY_BY_NAME[activity].kind, activity)
        of_district = table.setdefault(str(district_id), {})
        of_district[shown] = of_district.get(shown, 0) + int(minutes)
    return table


def top_focus_area_by_district(aggregates: Aggregates) -> dict[str, str]:
    """The focus area with the most coaching minutes in each district, by district id; of equals the first
    by name.

    Coaching time without a focus area does not compete; a district that never named one is absent.
    """
    named = aggregates.focus[~aggregates.focus["focus_area"].isin(["", NO_FOCUS_AREA])]
    sums = named.groupby(["district_id", "focus_area"], observed=True)["minutes"].sum().reset_index()
    largest = sums.sort_values("minutes", ascending=False, kind="stable").drop_duplicates("district_id")
    return dict(zip(largest["district_id"].astype("str"), largest["focus_area"].astype("str"), strict=True))


def _minutes_of(rows: pd.DataFrame, key: str, activities: frozenset[str]) -> dict[str, int]:
    return _summed_by(rows[rows["activity"].isin(list(activities))], key, "minutes")


def _summed_by(rows: pd.DataFrame, key: str, measure: str) -> dict[str, int]:
    return {str(name): int(total) for name, total in rows.groupby(key, observed=True)[measure].sum().items()}
