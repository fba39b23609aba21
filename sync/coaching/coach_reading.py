"""What one complete read of a coach's confidential workbook says to the sync: My Time and the answers in Please Confirm.

Roster, Coaching Cycles and Worked With are not read here: no name leaves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.copied_tabs import copy_notices
from sync.coaching.log_reading import Elsewhere, LogReading, Unusable, in_words, log_reading
from sync.coaching.parsing import parse_my_time
from sync.coaching.questions import Question, QuestionKind, fits, question_from_record
from sync.coaching.registry import Confirmation, Registry
from sync.coaching.table_rows import TableRow, table_rows
from sync.coaching.vocabulary import Answer

NO_MY_TIME = "The My Time tab is missing. Run `coachlog provision coach {coach_id}` to mend the workbook."
WAITING = "Waiting for your answer"
RECORDED = "Recorded"
NO_LONGER_NEEDED = "No longer needed"
ALL_DISTRICTS = "All your districts"


@dataclass(frozen=True)
class AskedQuestion:
    """One row of Please Confirm as it stands; `answer` is None while there is none that can be read."""

    question_id: str
    asked_on: date | None
    district: str
    day: date | None
    days: Decimal
    what: str
    answer: Answer | None
    answered_on: date | None
    status: str

    @property
    def fits(self) -> bool:
        """Whether there is an answer, and it is one to this question."""
        return self.answer is not None and fits(self.question_id, self.answer)


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
    asked = table_rows(template.tab("please_confirm"), snapshot.tab("please_confirm"))
    reading = log_reading(parsed, known, new_id, elsewhere)
    return CoachReading(
        **vars(replace(reading, problems=(*reading.problems, *copy_notices(snapshot, template)))),
        coach_id=coach_id,
        asked=tuple(_asked(row) for row in asked if row.text("question_id")),
    )


def _asked(row: TableRow) -> AskedQuestion:
    typed = row.text("answer")
    return AskedQuestion(
        question_id=row.text("question_id"),
        asked_on=row.day("asked_on"),
        district=row.text("district"),
        day=row.day("date"),
        days=Decimal(str(row.number("days") or 0)),
        what=row.text("what"),
        answer=next((answer for answer in Answer if answer.value.casefold() == typed.casefold()), None),
        answered_on=row.day("answered_on"),
        status=row.text("status"),
    )


def new_confirmations(readings: Mapping[str, CoachReading], registry: Registry, today: date) -> dict[str, Confirmation]:
    """Answers that coaches have given and the registry does not hold yet, by question id."""
    districts = _districts_by_name(registry)
    found = {}
    for reading in readings.values():
        for asked in reading.asked:
            if asked.answer and asked.question_id not in registry.confirmations and asked.fits:
                found[asked.question_id] = Confirmation(
                    asked.question_id,
                    asked.answer,
                    today,
                    registry.coaches[reading.coach_id].name,
                    reading.coach_id,
                    districts.get(asked.district, ""),
                    asked.day,
                    asked.days,
                )
    return found


def _districts_by_name(registry: Registry) -> dict[str, str]:
    """District ids by name and, where no district is called so now, by earlier name."""
    districts = registry.districts.values()
    earlier = {name: district.district_id for district in districts for name in district.earlier_names}
    return earlier | {district.name: district.district_id for district in districts}


def open_questions(readings: Mapping[str, CoachReading], registry: Registry) -> tuple[Question, ...]:
    """The unanswered questions that stand in coaches' workbooks: what a new ledger still knows of published charges."""
    districts = _districts_by_name(registry)
    found = []
    for reading in readings.values():
        for asked in reading.asked:
            if not asked.fits and asked.status != NO_LONGER_NEEDED and asked.day and asked.district in districts:
                district_id = districts[asked.district]
                found.append(
                    question_from_record(asked.question_id, reading.coach_id, district_id, asked.day, asked.days)
                )
    return tuple(question for question in found if question is not None)


def kept_questions(registry: Registry) -> tuple[Question, ...]:
    """The questions that were answered with Keep the charge: what a new ledger knows of charges whose rows are gone."""
    kept = (each for each in registry.confirmations.values() if each.answer is Answer.KEEP and each.day)
    found = (
        question_from_record(each.question_id, each.coach_id, each.district_id, each.day, each.days)
        for each in kept
        if each.day
    )
    return tuple(question for question in found if question is not None)


def confirmation_row(answer: Confirmation) -> Mapping[str, object]:
    """An answer as the registry's Confirmations tab keeps it, by column key."""
    return {
        "question_id": answer.question_id,
        "district_id": answer.district_id,
        "coach_id": answer.coach_id,
        "date": answer.day,
        "days": answer.days,
        "answer": answer.answer.value,
        "decided_by": answer.decided_by,
        "decided_on": answer.decided_on,
    }


@dataclass(frozen=True)
class StandingQuestion:
    """A question that stands in a coach's Please Confirm; `answered_on` is None while it waits."""

    question_id: str
    asked_on: date | None
    answered_on: date | None = None


def standing_questions(reading: CoachReading) -> tuple[StandingQuestion, ...]:
    """The questions that stand in the workbook, in their order."""
    return tuple(StandingQuestion(asked.question_id, asked.asked_on, asked.answered_on) for asked in reading.asked)


def with_new_questions(
    standing: Sequence[StandingQuestion], questions: Iterable[Question], today: date
) -> tuple[StandingQuestion, ...]:
    """The questions that stand there, then those that are asked today for the first time."""
    known = {each.question_id for each in standing}
    new = (StandingQuestion(each.question_id, today) for each in questions if each.question_id not in known)
    return (*standing, *new)


def please_confirm_rows(
    standing: Sequence[StandingQuestion], questions: Iterable[Question], registry: Registry
) -> list[Mapping[str, object]]:
    """What Please Confirm should say of each question in `standing`, by column key; `questions` are those that are open.

    A question that has been answered says so; one that has gone away by itself says that. No row is removed: a coach may be
    typing in the next one.
    """
    open_now = {question.question_id: question for question in questions}
    return [_row(each, open_now.get(each.question_id), registry) for each in standing]


def _district_asked_about(question: Question, registry: Registry) -> str:
    """The district's name; its id where the registry has no such district any more: its charges stand all the same."""
    if question.kind is QuestionKind.MONTH:
        return ALL_DISTRICTS
    district = registry.districts.get(question.district_id)
    return district.name if district else question.district_id


def _row(standing: StandingQuestion, question: Question | None, registry: Registry) -> Mapping[str, object]:
    confirmed = registry.confirmations.get(standing.question_id)
    if confirmed:
        answered_on = standing.answered_on or confirmed.decided_on
        return {"question_id": standing.question_id, "answered_on": answered_on, "status": RECORDED}
    if question is None:
        return {"question_id": standing.question_id, "status": NO_LONGER_NEEDED}
    return {
        "question_id": standing.question_id,
        "asked_on": standing.asked_on,
        "district": _district_asked_about(question, registry),
        "date": question.date,
        "days": question.days,
        "what": question.what,
        "status": WAITING,
    }
