"""The numbers that say how far the others can be trusted: rows in and out, problems, age of the data,
onboarding answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.metrics import Share
from sync.coaching.views import Correction, OnboardingRow, ReadState, RowCounts


def unaccounted_rows(rows: RowCounts) -> int:
    """Rows in that are neither accepted, nor a problem, nor a duplicate. Always 0; anything else is a fault
    of the software.
    """
    return rows.rows_in - rows.accepted - rows.problems - rows.duplicates


def added_rows(counts: Iterable[RowCounts]) -> RowCounts:
    """The row counts of several logs together."""
    known = list(counts)
    return RowCounts(
        sum(rows.rows_in for rows in known),
        sum(rows.accepted for rows in known),
        sum(rows.problems for rows in known),
        sum(rows.duplicates for rows in known),
        sum(rows.repaired for rows in known),
    )


def days_since_read(last_good_read: datetime | None, today: date, time_zone: str) -> int | None:
    """Calendar days, in the district's time zone, from the last good read to today; None when no read ever
    succeeded.
    """
    if last_good_read is None:
        return None
    return max(0, (today - local_day(last_good_read, time_zone)).days)


def local_day(moment: datetime, time_zone: str) -> date:
    """The calendar day of a moment (aware) in a district's time zone."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def districts_read(reads: Iterable[ReadState]) -> Share:
    """Part: districts whose workbook the last attempt could read. Whole: all districts."""
    readable = [read.readable for read in reads]
    return Share(sum(readable), len(readable))


def waiting_problems(problems: Iterable[RowProblem]) -> int:
    """Rows that are held back until somebody looks at them: problems and duplicates, not notes on accepted
    rows.
    """
    return sum(problem.outcome in (Outcome.PROBLEM, Outcome.DUPLICATE) for problem in problems)


def correction_minutes(correction: Correction) -> int:
    """Minutes that a correction adds to its closed month (negative: takes away)."""
    return correction.minutes_after - correction.minutes_before


WHO_ANSWERS: Final = frozenset(
    {"Anybody", "District office", "Principals", "School offices", "Superintendent", "Technology office"}
)  # the words of the Onboarding tab's own rows; what a district types there instead may be a person's name
SOMEBODY_NAMED: Final = "Somebody whom the district named"


@dataclass(frozen=True)
class OnboardingProgress:
    """`sections`: answered sections of all sections; `waiting_for`: who still has questions to answer, in
    the tab's order.
    """

    sections: Share
    waiting_for: tuple[str, ...]


def onboarding_progress(rows: Sequence[OnboardingRow]) -> OnboardingProgress:
    """Part: sections in which every item is answered. Whole: sections of the district's Onboarding tab.

    Whoever the district typed in by itself is not named outside its workbook.
    """
    answered: dict[str, bool] = {}
    for row in rows:
        answered[row.section] = answered.get(row.section, True) and row.answered
    asked = [row.who_answers for row in rows if not row.answered and row.who_answers]
    waiting = dict.fromkeys(who if who in WHO_ANSWERS else SOMEBODY_NAMED for who in asked)
    return OnboardingProgress(Share(sum(answered.values()), len(answered)), tuple(waiting))
