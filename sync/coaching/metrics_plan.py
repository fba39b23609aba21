"""Planned against actual: the priorities of a district's Coaching Plan beside the coaching time that was
logged for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sync.coaching.aggregates import Aggregates
from sync.coaching.metrics import Share, coaching_minutes, share_by_focus_area
from sync.coaching.views import PlanRow

NOT_IN_THE_PLAN: Final = "Not in the plan"
SHORT_BY: Final = 0.05  # of the coaching time: plans are made in steps of 5%
ENOUGH_MINUTES: Final = 600  # ten hours of coaching, about two days of visits


@dataclass(frozen=True)
class PlannedAgainstActual:
    """One line: `planned` is a part of 1 of the coaching time (None: the plan gives no number),
    `planned_days` days, `actual` the coaching minutes of the focus area out of all (None: the priority
    names no focus area to count by).
    """

    priority: str
    focus_area: str
    planned: float | None
    planned_days: float | None
    actual: Share | None
    service: str = ""

    @property
    def missing(self) -> float | None:
        """Planned share less actual share, a part of 1: above 0 is short of time; None where one of them is unknown."""
        if self.planned is None or self.actual is None or self.actual.ratio is None:
            return None
        return self.planned - self.actual.ratio


def planned_against_actual(
    plan: Sequence[PlanRow], aggregates: Aggregates, contracted_days: float | None
) -> list[PlannedAgainstActual]:
    """Each priority's planned share of coaching time beside the share that its focus area has taken so far.

    Planned: the plan's share where given, else its days out of the contracted days. Actual: coaching
    minutes with the focus area, of all coaching minutes. Priorities with the same focus area are one line,
    their plans added, because their minutes cannot be told apart. A last line holds the coaching time that
    no priority names. No plan gives no lines.
    """
    actual = share_by_focus_area(aggregates)
    whole = coaching_minutes(aggregates)
    lines = []
    for group in _by_focus_area(plan):
        focus_area = group[0].focus_area
        lines.append(
            PlannedAgainstActual(
                "; ".join(row.priority for row in group if row.priority),
                focus_area,
                _added(_planned_share(row, contracted_days) for row in group),
                _added(row.planned_days for row in group),
                actual.get(focus_area, Share(0, whole)) if focus_area else None,
                "; ".join(dict.fromkeys(row.service for row in group if row.service)),
            )
        )
    named = {row.focus_area for row in plan}
    rest = sum(share.part for focus_area, share in actual.items() if focus_area not in named)
    if lines and rest:
        lines.append(PlannedAgainstActual(NOT_IN_THE_PLAN, "", None, None, Share(rest, whole)))
    return lines


def short_of_time(lines: Iterable[PlannedAgainstActual]) -> list[PlannedAgainstActual]:
    """The priorities whose actual share of coaching time is at least SHORT_BY below the planned one, the furthest below first.

    None while less than ENOUGH_MINUTES of coaching are logged: a few first visits say nothing about a year.
    """
    short = [
        line
        for line in lines
        if line.actual and line.actual.whole >= ENOUGH_MINUTES and (line.missing or 0.0) >= SHORT_BY
    ]
    return sorted(short, key=lambda line: -(line.missing or 0.0))


def _by_focus_area(plan: Sequence[PlanRow]) -> list[list[PlanRow]]:
    groups: dict[str, list[PlanRow]] = {}
    for number, row in enumerate(plan):
        groups.setdefault(row.focus_area or f"#{number}", []).append(row)
    return list(groups.values())


def _planned_share(row: PlanRow, contracted_days: float | None) -> float | None:
    if row.planned_share is not None or row.planned_days is None or not contracted_days:
        return row.planned_share
    return row.planned_days / contracted_days


def _added(numbers: Iterable[float | None]) -> float | None:
    given = [number for number in numbers if number is not None]
    return sum(given) if given else None
