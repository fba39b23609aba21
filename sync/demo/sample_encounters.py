"""Whom the invented coaches worked with: which one-to-one entries of the logs belong to which educator and cycle."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sync.coaching.vocabulary import ACTIVITY_BY_NAME
from sync.demo.chance import Chance, chance
from sync.demo.sample_cells import Row
from sync.demo.sample_cycles import PHASE_DAYS, PHASES
from sync.demo.sample_districts import DEMO_DAY, DISTRICTS

_IDS: Final = uuid.UUID("4f0c7c5e-9c0b-4f6e-8f5d-6a54d7f1b2c3")
_LINKED: Final = 0.85  # of one-to-one entries: what coaches do when it takes two taps
_IN_CYCLE: Final = frozenset({"Coaching Cycles", "Goal Setting", "Modeling or Co-teaching", "Observation or Feedback"})
_NAMES: Final = {outline.district_id: outline.name for outline in DISTRICTS}


def worked_with(
    seed: int,
    coach: tuple[str, str],
    logs: Mapping[str, Sequence[Row]],
    roster: Sequence[Row],
    cycles: Sequence[Row],
) -> list[Row]:
    """One row for each entry that `coach` (id and name) linked to an educator; the entry gets its id, as from the sidebar."""
    coach_id, name = coach
    draw = chance(seed, f"encounters of {coach_id}")
    found: list[Row] = []
    for district_id, rows in logs.items():
        people = [row for row in roster if row["district"] == _NAMES[district_id]]
        own = [row for row in cycles if row["district"] == _NAMES[district_id]]
        for number, row in enumerate(rows):
            if (
                row["coach"] == name
                and people
                and ACTIVITY_BY_NAME[str(row["activity"])].one_to_one
                and draw.random() < _LINKED
            ):
                row["entry_id"] = str(uuid.uuid5(_IDS, f"{seed}:{district_id}:{number}"))
                found.append(_linked(row, people, own, draw))
    return found


def _linked(row: Row, people: Sequence[Row], cycles: Sequence[Row], draw: Chance) -> Row:
    """An entry of a kind that cycles are made of belongs to a cycle that was running, where there is one."""
    running = [cycle for cycle in cycles if _runs(cycle, row["date"])]
    if row["activity"] in _IN_CYCLE and running:
        cycle = draw.choice(running)
        educator = next(person for person in people if person["educator"] == cycle["educator"])
        return _row(row, educator, str(cycle["cycle"]), _phase_on(cycle, row["date"]))
    here = [person for person in people if person["school"] == row["school"]]
    return _row(row, draw.choice(here or people), "", "")


def _runs(cycle: Row, day: object) -> bool:
    first, last = cycle["identify_on"], cycle["closed_on"] or cycle["implement_on"] or DEMO_DAY
    return isinstance(first, date) and isinstance(last, date) and isinstance(day, date) and first <= day <= last


def _phase_on(cycle: Row, day: object) -> str:
    begun = [
        phase
        for phase, key in zip(PHASES, PHASE_DAYS, strict=True)
        if isinstance(start := cycle[key], date) and isinstance(day, date) and start <= day
    ]
    return begun[-1]


def _row(row: Row, educator: Row, cycle: str, phase: str) -> Row:
    return {
        "entry_id": row["entry_id"],
        "educator": educator["educator"],
        "cycle": cycle,
        "grade_band": educator["grade_band"],
        "phase": phase,
    }
