"""What one complete read of a coach's confidential workbook says to the sync: My Time and the answers in Please Confirm.

Roster, Coaching Cycles and Worked With are not read here: no name leaves them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.copied_tabs import copy_notices
from sync.coaching.log_reading import Elsewhere, LogReading, Unusable, in_words, log_reading
from sync.coaching.parsing import parse_my_time
from sync.coaching.please_confirm import AskedQuestion, asked_questions, unfit_answers
from sync.coaching.registry import Registry

NO_MY_TIME = "The My Time tab is missing. Run `coachlog provision coach {coach_id}` to mend the workbook."


@dataclass(frozen=True)
class CoachReading(LogReading):
    """What My Time says, and the questions that stand in the workbook, in their order."""

    coach_id: str
    asked: tuple[AskedQuestion, ...]


def read_coach(
    snapshot: WorkbookSnapshot,
    template: WorkbookTemplate,
    coach_id: str,
    registry: Registry,
    today: date,
    fingerprint_key: str,
    known: pd.DataFrame,
    new_id: Callable[[int], str],
    elsewhere: Elsewhere,
) -> CoachReading | Unusable:
    """The reading of one coach's workbook; Unusable where its My Time tab is missing or cannot be read."""
    my_time = snapshot.tab("my_time")
    if my_time is None:
        return Unusable(coach_id, NO_MY_TIME.format(coach_id=coach_id))
    parsed = parse_my_time(
        my_time, template.tab("my_time"), coach_id, registry, today, fingerprint_key, locale=snapshot.locale
    )
    if not parsed.located.usable:
        return Unusable(coach_id, in_words(parsed.problems))
    asked = asked_questions(snapshot, template)
    reading = log_reading(parsed, known, new_id, elsewhere)
    told = (*reading.problems, *unfit_answers(asked, template, registry), *copy_notices(snapshot, template))
    return CoachReading(**vars(replace(reading, problems=told)), coach_id=coach_id, asked=asked)
