"""How fast entries are added up, stored sums are merged, and the program report is made from them (CPU time).

Run: python -m tests.benchmarks.bench_metrics [districts] [entries per district]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

import numpy as np
import orjson
import pandas as pd

from sync.coaching.aggregates import district_aggregates, merge, merge_stored
from sync.coaching.district_report import district_content
from sync.coaching.funding import funded_days
from sync.coaching.month_confirmation import coach_months
from sync.coaching.program_report import program_content
from sync.coaching.registry import Coach, Contract, District, Registry, School
from sync.coaching.statements import program_billing
from sync.coaching.views import DistrictView, ProgramView
from sync.coaching.vocabulary import ACTIVITIES, DEFAULT_FOCUS_AREAS, OTHER_TIME

SCHOOLS_A_DISTRICT = 4
DISTRICTS_A_COACH = 3
FIRST_DAY = date(2026, 8, 17)

Result = TypeVar("Result")


def main(districts: int = 1_000, entries_each: int = 1_000) -> None:
    """Prints one line a step: seconds, and rows or districts a second."""
    registry = drawn_registry(districts)
    entries = drawn_log(registry, districts * entries_each)
    rows = len(entries)
    aggregates = timed("add up all entries", rows, "rows", lambda: district_aggregates(entries))
    parts = [_as_read_alone(part) for _, part in entries.groupby("district_id", observed=True)]
    each = timed("add up district by district", rows, "rows", lambda: [district_aggregates(part) for part in parts])
    stored = timed("to JSON", districts, "districts", lambda: [orjson.dumps(part.to_dict()) for part in each])
    print(f"{'':32}{sum(map(len, stored)) / districts / 1024:10.1f} KiB a district")
    timed("merge frames", districts, "districts", lambda: merge(*each))
    timed("from JSON and merge", districts, "districts", lambda: merge_stored(map(orjson.loads, stored)))
    charges = drawn_charges(entries)
    today = date(2027, 3, 1)
    bases = entries.assign(funding_source="", contract_day="")
    funded = timed("what pays for each day", len(charges), "lines", lambda: funded_days(charges, bases, registry))
    billing = timed("statements", len(charges), "lines", lambda: program_billing(registry, funded, charges))
    months = timed("coaches' months", len(charges), "lines", lambda: coach_months(funded, registry, (), today))
    none = program_billing(registry, funded.iloc[:0], charges.iloc[:0])
    view = ProgramView(registry, aggregates, {}, entries.iloc[:0], charges.iloc[:0], none, (), today, today)
    timed("program report, its tables", districts, "districts", lambda: program_content(view))
    billed = ProgramView(registry, aggregates, {}, entries.iloc[:0], charges, billing, months, today, today)
    timed("  with charge lines", len(charges), "lines", lambda: program_content(billed))
    full = ProgramView(registry, aggregates, {}, entries, charges, billing, months, today, today)
    timed("  with Activity Data", rows, "rows", lambda: program_content(full))
    views = [
        DistrictView(registry, key, part, charges.iloc[:0], None, today, today)
        for key, part in zip(list(registry.districts)[:50], each, strict=False)
    ]
    timed(
        "district workbooks' tabs",
        len(views),
        "districts",
        lambda: [district_content(view) for view in views],
    )


def _as_read_alone(part: pd.DataFrame) -> pd.DataFrame:
    words = part.select_dtypes("category")
    return part.assign(**{name: words[name].cat.remove_unused_categories() for name in words})


def timed(what: str, count: int, unit: str, step: Callable[[], Result]) -> Result:
    began = time.process_time()
    result = step()
    seconds = time.process_time() - began
    print(f"{what:32}{seconds:10.3f} s {count / seconds:14,.0f} {unit}/s")
    return result


def drawn_registry(districts: int) -> Registry:
    names = [f"d{number:05}" for number in range(districts)]
    coaches = [f"c{number:04}" for number in range(districts // DISTRICTS_A_COACH + 1)]
    schools = [School(f"{name}-{n}", name, f"School {n}", 28, 350) for name in names for n in range(SCHOOLS_A_DISTRICT)]
    return Registry(
        "Shared Coaching",
        "2026-27",
        FIRST_DAY,
        date(2027, 5, 28),
        {name: District(name, f"District {name}", None) for name in names},
        {school.school_id: school for school in schools},
        {coach: Coach(coach, f"Coach {coach}", "", None) for coach in coaches},
        contracts={name: Contract(name, Decimal(60), Decimal(650), FIRST_DAY, date(2027, 5, 28)) for name in names},
    )


def drawn_log(registry: Registry, rows: int) -> pd.DataFrame:
    chance = np.random.default_rng(7)
    district = np.sort(chance.integers(0, len(registry.districts), rows))
    activities = [activity.name for activity in ACTIVITIES]
    weights = np.array([4.0 if name.startswith("Co") else 1.0 for name in activities])
    schools = [*registry.schools, ""]
    school = district * SCHOOLS_A_DISTRICT + chance.integers(0, SCHOOLS_A_DISTRICT, rows)
    return pd.DataFrame(
        {
            "entry_id": pd.Series([f"e{number}" for number in range(rows)], dtype="str"),
            "district_id": pd.Categorical.from_codes(district, list(registry.districts)),
            "coach_id": pd.Categorical.from_codes(district // DISTRICTS_A_COACH, list(registry.coaches)),
            "date": np.datetime64(FIRST_DAY, "s") + chance.integers(0, 190, rows).astype("timedelta64[D]"),
            "school_id": pd.Categorical.from_codes(school, schools),
            "activity": pd.Categorical.from_codes(
                chance.choice(len(activities), rows, p=weights / weights.sum()), activities
            ),
            "focus_area": pd.Categorical.from_codes(chance.integers(0, 10, rows), [*DEFAULT_FOCUS_AREAS, ""]),
            "minutes": chance.integers(1, 36, rows).astype("int32") * 5,
            "delivery": pd.Categorical.from_codes((chance.random(rows) < 0.15).astype(int), ["In person", "Virtual"]),
            "contract_day": pd.Categorical.from_codes(np.zeros(rows, dtype=int), [""]),
            "source": pd.Categorical.from_codes(np.zeros(rows, dtype=int), ["district"]),
        }
    )


def drawn_charges(entries: pd.DataFrame) -> pd.DataFrame:
    charging = entries[~entries["activity"].isin([activity.name for activity in OTHER_TIME])]
    lines = charging.groupby(["district_id", "coach_id", "date"], observed=True).size().rename("entries").reset_index()
    return lines.assign(days=1.0, asked=1.0, status="Charged", rule="In-person work")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
