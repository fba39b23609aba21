"""Coaches' answers as the registry keeps them, and the questions that a new ledger learns from workbooks and registry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sync.coaching.coach_reading import CoachReading
from sync.coaching.please_confirm import NO_LONGER_NEEDED
from sync.coaching.questions import Question, question_from_record
from sync.coaching.registry import Confirmation, Registry
from sync.coaching.vocabulary import Answer


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
