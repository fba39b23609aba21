"""Random programs for the auditor's tests: small districts, some with one school, and a year of quarters."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sync.coaching.editions import REACH, CountKey, PublishedCount
from sync.coaching.suppression import Band, band_of, count_bands
from sync.coaching.table_hiding import Table

LONG: Final = os.environ.get("COACHLOG_LONG") == "1"
DAYS: Final = (date(2025, 10, 31), date(2026, 1, 31), date(2026, 3, 31), date(2026, 6, 5))


@dataclass(frozen=True)
class DrawnProgram:
    """Districts with access, the exact counts by key, and which coach serves which of them."""

    access: dict[str, int]
    counts: dict[CountKey, int]
    districts_of: dict[str, list[str]]

    @property
    def days(self) -> list[date]:
        return sorted({key.as_of for key in self.counts})


def drawn_program(chance: np.random.Generator, districts: int, quarters: int, most_access: int) -> DrawnProgram:
    """A program in which some districts reach nobody, some nearly everybody, and one coach may serve several."""
    access = {f"D{place}": int(chance.integers(1, most_access + 1)) for place in range(districts)}
    counts: dict[CountKey, int] = {}
    for district_id, educators in access.items():
        reached = 0
        pace = chance.choice([0.0, 0.1, 0.3, 0.6])
        for day in DAYS[:quarters]:
            reached += int(chance.binomial(educators - reached, pace))
            counts[reach_key(district_id, day)] = reached
    coaches = max(1, districts // 2)
    districts_of: dict[str, list[str]] = {}
    for district_id in access:
        districts_of.setdefault(f"C{chance.integers(coaches)}", []).append(district_id)
    return DrawnProgram(access, counts, districts_of)


def reach_key(district_id: str, day: date) -> CountKey:
    return CountKey(REACH, district_id, "", day)


def drawn_table(
    chance: np.random.Generator, threshold: int, most_cells: int, most_access: int, *, overlap: bool = False
) -> Table:
    """A district's table by school, with the published band of its reach; with `overlap` some educators stand in several cells."""
    cells = int(chance.integers(1, most_cells + 1))
    access = [int(chance.integers(1, most_access + 1)) for _ in range(cells)]
    reached = [int(chance.binomial(each, chance.choice([0.0, 0.1, 0.3, 0.6, 0.95]))) for each in access]
    twice = int(chance.integers(0, sum(reached) - max(reached) + 1)) if overlap else 0
    educators, total = sum(access), sum(reached) - twice
    band = band_of(total, count_bands(Band(0, educators), threshold, educators))
    whole = PublishedCount(reach_key("D", DAYS[0]), band, educators, threshold, band.shown(threshold))
    keys = tuple(CountKey("school", "D", f"S{place}", DAYS[0]) for place in range(cells))
    return Table(keys, dict(zip(keys, reached, strict=True)), dict(zip(keys, access, strict=True)), whole, threshold)
