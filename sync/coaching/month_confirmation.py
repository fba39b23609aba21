"""After a month, a coach says whether its days and what paid for them are what was done.

One question a coach and month over all districts, and only where a day is on a federal source: that time is
certified after the fact, and the certification covers all of the coach's time, so one answer must cover it
too. A month is certified while the answer is Confirm and nothing of it has changed since: the question's id
carries a digest of the days.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

import pandas as pd

from sync.coaching.funding import funding_problem, in_order_of_funding, is_federal, shown_source
from sync.coaching.questions import Question, QuestionKind, is_about_month, month_question_id
from sync.coaching.registry import Registry
from sync.coaching.statements import next_month
from sync.coaching.vocabulary import Answer

TYPED_AFTER: Final = timedelta(days=5)  # coaches who type a week's log on its Friday have typed the month by then
_DIGEST_LENGTH: Final = 16  # hexadecimal digits: 64 bits


class CertificationState(StrEnum):
    """How far the certification of a coach's month is, as the director sees it."""

    RUNNING = "Asked once the month is over"
    QUESTIONS = "Waits for other answers"
    ASKED = "Waiting for the coach"
    CONFIRMED = "Confirmed"
    NOT_RIGHT = "Not right"
    CHANGED = "Changed since confirmed"


class FundedDay(NamedTuple):
    """One charged day, or half of it, of a coach: what pays for it."""

    day: date
    district_id: str
    funding_source: str
    half_days: int


@dataclass(frozen=True)
class CoachMonth:
    """One coach's charged days of a month on all sources, in order, and whether they are certified.
    `confirmed_on` is the day of the answer that stands for these very days.
    """

    coach_id: str
    month: date
    days: tuple[FundedDay, ...]
    state: CertificationState
    confirmed_on: date | None = None

    def half_days_of(self, source: str) -> int:
        return sum(each.half_days for each in self.days if each.funding_source == source)

    def federal_days(self, registry: Registry) -> Decimal:
        """Days on federal sources; days that a source may not pay for are among them."""
        return Decimal(sum(each.half_days for each in self.days if is_federal(each.funding_source, registry))) / 2

    @property
    def charged_days(self) -> Decimal:
        return Decimal(sum(each.half_days for each in self.days)) / 2

    @property
    def question_id(self) -> str:
        words = "\x1f".join(f"{day} {place} {source} {halves}" for day, place, source, halves in self.days)
        digest = hashlib.sha256(words.encode()).hexdigest()[:_DIGEST_LENGTH]
        return month_question_id(self.coach_id, self.month, digest)


def coach_months(
    funded: pd.DataFrame, registry: Registry, questions: Iterable[Question], today: date
) -> tuple[CoachMonth, ...]:
    """Every coach's months with a day on a federal source, by coach in the registry's order, then by month.

    A month is asked about once its log can be expected to be complete: 5 days after its end, or when the
    director closed it. It is not asked about while a question about one of its charges is open: the answer
    would have to be given twice.

    Args: `funded`, `funding.FUNDED_COLUMNS`; `questions`, the open ones about charges.
    """
    open_places = {(question.coach_id, question.date.replace(day=1)) for question in questions}
    earlier, closed = _answers_by_month(registry), {each.month for each in registry.closed_months}
    found: defaultdict[tuple[str, date], list[FundedDay]] = defaultdict(list)
    columns = (funded[name] for name in ("coach_id", "district_id", "funding_source", "half_days"))
    for day, coach_id, *rest in zip(funded["date"].dt.date, *columns, strict=True):
        found[coach_id, day.replace(day=1)].append(FundedDay(day, *rest))
    order = {coach_id: place for place, coach_id in enumerate(registry.coaches)}
    months = []
    for coach_id, month in sorted(found, key=lambda key: (order.get(key[0], len(order)), key)):
        days = tuple(sorted(found[coach_id, month]))
        if not any(is_federal(each.funding_source, registry) for each in days):
            continue
        asked = CoachMonth(coach_id, month, days, CertificationState.ASKED)
        answer = registry.confirmations.get(asked.question_id)
        if answer:
            state = CertificationState.CONFIRMED if answer.answer is Answer.CONFIRM else CertificationState.NOT_RIGHT
            months.append(CoachMonth(coach_id, month, days, state, answer.decided_on))
            continue
        state = CertificationState.ASKED
        if next_month(month) + TYPED_AFTER > today and month not in closed:
            state = CertificationState.RUNNING
        elif (coach_id, month) in open_places:
            state = CertificationState.QUESTIONS
        elif Answer.CONFIRM in earlier.get((coach_id, month), ()):
            state = CertificationState.CHANGED
        months.append(CoachMonth(coach_id, month, days, state))
    return tuple(months)


def _answers_by_month(registry: Registry) -> Mapping[tuple[str, date], set[Answer]]:
    """All answers about each coach's month, whatever its days were then."""
    answers: defaultdict[tuple[str, date], set[Answer]] = defaultdict(set)
    for question_id, confirmation in registry.confirmations.items():
        about = is_about_month(question_id)
        if about:
            answers[about].add(confirmation.answer)
    return answers


def month_questions(months: Iterable[CoachMonth], registry: Registry) -> tuple[Question, ...]:
    """What is asked of coaches about months that are over and not answered as they stand."""
    asked = (each for each in months if each.state in (CertificationState.ASKED, CertificationState.CHANGED))
    return tuple(
        Question(
            question_id=each.question_id,
            kind=QuestionKind.MONTH,
            coach_id=each.coach_id,
            district_id="",
            date=each.month,
            days=each.charged_days,
            what=month_in_words(each, registry),
        )
        for each in asked
    )


def month_in_words(month: CoachMonth, registry: Registry) -> str:
    """A coach's month as the question lists it: each source with its districts and dates."""
    start = f"{month.month:%B %Y}: please confirm what paid for your contract days"
    if month.state is CertificationState.CHANGED:
        start = (
            f"{month.month:%B %Y} has changed since you confirmed it: please confirm what paid for your contract days"
        )
    parts = []
    for source in in_order_of_funding((each.funding_source for each in month.days), registry):
        own = [each for each in month.days if each.funding_source == source]
        federal = " (federal)" if is_federal(source, registry) else ""
        places = dict.fromkeys(each.district_id for each in own)
        where = "; ".join(_place_in_words(place, own, registry) for place in places)
        parts.append(f"{shown_source(source)}{federal} {_days(month.half_days_of(source))}: {where}")
    return f"{start}. {'. '.join(parts)}. Answer Confirm or Not right."


def _place_in_words(district_id: str, days: Iterable[FundedDay], registry: Registry) -> str:
    district = registry.districts.get(district_id)
    dates = []
    for each in days:
        if each.district_id == district_id:
            problem = funding_problem(each.funding_source, each.day, registry)
            remarks = [*(["half"] if each.half_days == 1 else []), *([problem.lower()] if problem else [])]
            dates.append(f"{each.day.day} ({', '.join(remarks)})" if remarks else str(each.day.day))
    return f"{district.name if district else district_id} on {', '.join(dates)}"


def _days(half_days: int) -> str:
    days = Decimal(half_days) / 2
    return f"{days.normalize():f} {'day' if days == 1 else 'days'}"
