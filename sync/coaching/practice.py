"""A coach's own practice over a school year: the share of time that is spent with educators, month by month.

Studies of what coaches do with their time find between one quarter and one third of it spent with educators (Deussen and others
2007: 28% in a study of Reading First coaches). It is a mirror for the coach, shown to nobody else, and no target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from sync.coaching.aggregates import Aggregates
from sync.coaching.metrics import WITH_EDUCATORS, Share, minutes_by, time_with_educators

BENCHMARK: Final = (Fraction(1, 4), Fraction(1, 3))  # of all time, both ends within; source: the studies named above


class AgainstBenchmark(StrEnum):
    """Where a share of time with educators stands beside what studies found."""

    NOTHING_LOGGED = "Nothing logged"
    BELOW = "Below one quarter"
    WITHIN = "Between one quarter and one third"
    ABOVE = "Above one third"


@dataclass(frozen=True)
class Practice:
    """`year`: time with educators of all time; `months` the same of each month (as 2025-10) with an entry, in order."""

    year: Share
    standing: AgainstBenchmark
    months: Mapping[str, Share]


def practice(aggregates: Aggregates) -> Practice:
    """The practice that one coach's sums of a school year show. Definition of the share: `metrics.time_with_educators`."""
    year = time_with_educators(aggregates)
    return Practice(year, against_benchmark(year), time_with_educators_by_month(aggregates))


def time_with_educators_by_month(aggregates: Aggregates) -> dict[str, Share]:
    """`metrics.time_with_educators` of each month with an entry (text as 2025-10), in order."""
    rows = aggregates.activity
    part = minutes_by(rows[rows["activity"].isin(list(WITH_EDUCATORS))], "month")
    whole = minutes_by(rows, "month")
    return {month: Share(part.get(month, 0), whole[month]) for month in sorted(whole)}


def against_benchmark(share: Share) -> AgainstBenchmark:
    """Where a share stands; exactly one quarter and exactly one third are within."""
    if not share.whole:
        return AgainstBenchmark.NOTHING_LOGGED
    ratio, (least, most) = Fraction(share.part, share.whole), BENCHMARK
    if ratio < least:
        return AgainstBenchmark.BELOW
    return AgainstBenchmark.ABOVE if ratio > most else AgainstBenchmark.WITHIN
