"""How fast a year of quarterly editions is decided and audited, and a table's hidden cells chosen (CPU time, one core).

Run: python -m tests.benchmarks.bench_audit [districts]
"""

from __future__ import annotations

import sys
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from sync.coaching.auditor import Truth, audit
from sync.coaching.editions import REACH, CountKey, PublishedCount
from sync.coaching.quarters import quarters
from sync.coaching.reach import educators_by, educators_reached, educators_with_access, reach_keys
from sync.coaching.reach_bands import reach_edition
from sync.coaching.registry import Registry
from sync.coaching.table_hiding import Hidden, NothingToShow, Table, hide
from tests.benchmarks.bench_metrics import DISTRICTS_A_COACH, drawn_registry, timed

MEETINGS_AN_EDUCATOR = 3
SHARE_REACHED = 0.4  # of those with access, by the year's end
THRESHOLD = 10
TABLES = 200


def main(districts: int = 1_000) -> None:
    """Prints one line a step: seconds, and districts a second."""
    registry = drawn_registry(districts)
    access = educators_with_access(registry)
    encounters = drawn_encounters(registry)
    served = _served(registry)
    counts: dict[CountKey, int] = {}
    published: tuple[PublishedCount, ...] = ()
    for quarter in quarters(registry):
        day = quarter.last_day
        counts |= timed(f"{quarter.name}: count", districts, "districts", partial(_reached, encounters, registry, day))
        decide = partial(reach_edition, published, counts, access, THRESHOLD, served, day)
        published += timed(f"{quarter.name}: choose bands", districts, "districts", decide)
        check = partial(audit, published, access, Truth(counts, served))
        audited = timed(f"{quarter.name}: audit all editions", districts, "districts", check)
        print(
            f"{'':32}{audited.checked:10,} intervals, {len(audited.findings)} too narrow; program {published[-1].shown}"
        )
    _tables(registry, encounters, published, quarters(registry)[-1].last_day)


def _tables(registry: Registry, encounters: pd.DataFrame, published: tuple[PublishedCount, ...], day: date) -> None:
    wholes = [count for count in published if count.key.as_of == day and count.key.district_id][:TABLES]
    tables = []
    for whole in wholes:
        cells = educators_by(encounters, registry, "school", whole.key.district_id, day)
        access = {key: registry.schools[key.of].educators for key in cells}
        tables.append(Table(tuple(cells), cells, access, whole, THRESHOLD))
    hidden = timed("hide cells, by school", len(tables), "tables", lambda: [_hidden(table) for table in tables])
    shown = [each for each in hidden if each]
    cells = sum(len(each.counts) for each in shown)
    secondary, primary = sum(len(each.secondary) for each in shown), sum(len(each.primary) for each in shown)
    print(f"{'':32}{len(shown):10,} published; of {cells} cells {primary} small, {secondary} hidden beyond them")


def _hidden(table: Table) -> Hidden | None:
    try:
        return hide(table)
    except NothingToShow:
        return None


def _reached(encounters: pd.DataFrame, registry: Registry, day: date) -> dict[CountKey, int]:
    keys = reach_keys(educators_reached(encounters, registry, day), day)
    return {key: count for key, count in keys.items() if key.kind == REACH and key.district_id}


def _served(registry: Registry) -> dict[str, list[str]]:
    served: dict[str, list[str]] = {}
    for place, district_id in enumerate(registry.districts):
        served.setdefault(f"c{place // DISTRICTS_A_COACH}", []).append(district_id)
    return served


def drawn_encounters(registry: Registry) -> pd.DataFrame:
    """Educators of every school, each met a few times over the year."""
    chance = np.random.default_rng(11)
    schools = list(registry.schools.values())
    school = np.repeat(np.arange(len(schools)), [each.educators for each in schools])
    educator = np.flatnonzero(chance.random(len(school)) < SHARE_REACHED)
    rows = np.repeat(educator, MEETINGS_AN_EDUCATOR)
    days = (registry.last_day - registry.first_day).days
    return pd.DataFrame(
        {
            "entry_id": pd.Series(np.arange(len(rows)), dtype="str"),
            "district_id": pd.Categorical([schools[place].district_id for place in school[rows]]),
            "school_id": pd.Categorical([schools[place].school_id for place in school[rows]]),
            "activity": "Co-Planning",
            "focus_area": "",
            "date": np.datetime64(registry.first_day, "s")
            + chance.integers(0, days, len(rows)).astype("timedelta64[D]"),
            "educator": pd.Series(rows, dtype="str"),
        }
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
