"""One invented coach's coaching cycles: an educator, a problem of practice, five phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sync.coaching.vocabulary import CyclePhase
from sync.demo.chance import Chance
from sync.demo.sample_calendar import coaching_days
from sync.demo.sample_cells import Row
from sync.demo.sample_districts import DEMO_DAY
from sync.demo.sample_texts import sample_texts

PHASES: Final = tuple(map(str, CyclePhase))
PHASE_DAYS: Final = ("identify_on", "set_goal_on", "plan_on", "implement_on", "reflect_on")
_DAYS_INTO_CYCLE: Final = (0, 7, 16, 24, 54)  # a cycle takes about 8 weeks
_FIRST_START: Final = date(2025, 9, 2)
_DAYS_OF_STARTS: Final = 278  # the last cycles begin in May
_PACE: Final = (0.75, 1.35)  # of 8 weeks: some educators are quicker
_NO_REFLECTION: Final = 0.1  # share of cycles whose reflection never came: open, overdue


def coaching_cycles(roster: Sequence[Row], served: Mapping[str, tuple[date, date]], draw: Chance) -> list[Row]:
    """Ten to fourteen cycles of a year: most reflected on, some open or overdue, one closed with a reason.

    `served` maps a district's name to the coach's first and last day there; no cycle begins outside of it.
    """
    waiting = draw.sample(list(roster), len(roster))
    stories = sample_texts()["cycles"]
    cycles: list[Row] = []
    count = draw.randint(10, 14)
    for number in range(count):
        started = _FIRST_START + timedelta(days=round(number / count * _DAYS_OF_STARTS) + draw.randint(0, 6))
        pace = draw.uniform(*_PACE)
        educator = next(row for row in waiting if _serves(served[str(row["district"])], started, pace))
        waiting.remove(educator)
        story = stories[(number + draw.randint(0, 1)) % len(stories)]
        cycles.append(_cycle(f"{story['cycle']} {number + 1}", educator, story, _days(started, pace), draw))
    _close_early(cycles[2])
    return cycles


def _days(started: date, pace: float) -> list[date]:
    """The first day of each phase."""
    return [_school_day(started + timedelta(days=round(offset * pace))) for offset in _DAYS_INTO_CYCLE]


def _serves(days: tuple[date, date], started: date, pace: float) -> bool:
    ended = started + timedelta(days=round(_DAYS_INTO_CYCLE[-1] * pace))
    still_there = min(ended, DEMO_DAY - timedelta(days=30))
    return days[0] <= started and still_there <= days[1]


def _cycle(name: str, educator: Row, story: Mapping[str, str], days: Sequence[date], draw: Chance) -> Row:
    reached = sum(day <= DEMO_DAY for day in days)
    ended = reached == len(PHASES)
    if ended and draw.random() < _NO_REFLECTION:
        ended = False
        reached -= draw.randint(0, 1)  # the talk was held and nothing written, or it was never held
    texts = sample_texts()
    dates: Row = {
        key: day if phase < reached else "" for phase, (key, day) in enumerate(zip(PHASE_DAYS, days, strict=True))
    }
    return {
        "cycle": name,
        "educator": educator["educator"],
        "district": educator["district"],
        "focus_area": story["focus_area"],
        "problem_of_practice": story["problem_of_practice"],
        "goal": story["goal"] if reached > 1 else "",
        "strategies": story["strategies"] if reached > 2 else "",
        "evidence": story["evidence"] if reached > 2 else "",
        "reflection": draw.choice(texts["reflections"]) if ended else "",
        "impact": draw.choice(texts["impacts"]) if ended else "",
        "next_steps": draw.choice(texts["next_steps"]) if ended else "",
        "phase": PHASES[reached - 1],
        **dates,
        "closed_on": days[-1] if ended else "",
        "closed_reason": "",
    }


def _close_early(cycle: Row) -> None:
    """Ends a fall cycle in its third phase, because the educator left."""
    cycle |= dict.fromkeys(PHASE_DAYS[3:], "")
    cycle |= {"phase": PHASES[2], "reflection": "", "impact": "", "next_steps": ""}
    cycle |= {"closed_on": date(2025, 12, 12), "closed_reason": "Educator changed role or left"}


def _school_day(day: date) -> date:
    """The same day, or the next one on which schools are open; a day of the summer stays."""
    return next(iter(coaching_days("", day, day + timedelta(days=16))), day)
