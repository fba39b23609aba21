"""What Please Confirm asks about contract days and what paid for them, and how an answer finds its question again.

A question's id carries all that must outlive the ledger: the kind, the entry, how many answers that entry had
used up when its charge was published, on what the charge rested, and a hash of the old charge and of what the
log now says. A further change, or the same change made once more after an answer, is therefore another
question.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote

from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import Answer

_HASH_LENGTH: Final = 16  # hexadecimal digits: 64 bits, plenty for the questions of one school year


class QuestionKind(StrEnum):
    VANISHED = "vanished"  # the charged row is gone from the log
    CHANGED = "changed"  # a row was changed or added, and a published charge would fall or move
    OVER_FULL_DATE = "over_full_date"  # a coach's districts ask for more than one day on one date
    MONTH = "month"  # what paid for a coach's days of a month that is over


@dataclass(frozen=True)
class Question:
    """One question about the charge of one coach, district and date, or about a coach's month.

    `days` is the charge that stands while it is open (for an over-full date: what the log asks for this
    district). `what` tells the coach in plain words what happened; it repeats no free text and names no
    educator and no other district. `entry_id` is empty for an over-full date. A month is asked about over all
    districts: then `district_id` is empty, `date` its first day, `days` all that are charged, and `what` names
    every district. Only the coach and the director may see a question.
    """

    question_id: str
    kind: QuestionKind
    coach_id: str
    district_id: str
    date: date
    days: Decimal
    what: str
    entry_id: str = ""


@dataclass(frozen=True)
class AskedCharge:
    """What a question's id says of an entry: the answers it had used up, what its charge rests on, and what pays for it."""

    kind: QuestionKind
    entry_id: str
    answers: int
    basis: str
    funding_source: str = ""


def entry_question_id(asked: AskedCharge, old_and_new: Iterable[object]) -> str:
    """The id of the question whether an entry's charge may follow the log; `old_and_new` is hashed."""
    basis = f"{asked.basis}@{quote(asked.funding_source, safe='')}" if asked.funding_source else asked.basis
    return f"{asked.kind}:{asked.entry_id}:{asked.answers}:{basis}:{_hash(old_and_new)}"


def over_full_question_id(coach_id: str, day: date, district_id: str, asked: Iterable[tuple[str, int]]) -> str:
    """The id of the question about one district's line of an over-full date.

    `asked` holds (district, half-days) of every line of the coach on that date: when one of them changes, the
    answers that were given about the date no longer speak of it.
    """
    lines = (part for line in sorted(asked) for part in line)
    return f"{QuestionKind.OVER_FULL_DATE}:{coach_id}:{day.isoformat()}:{district_id}:{_hash(lines)}"


def month_question_id(coach_id: str, month: date, digest: str) -> str:
    """The id of the question about a coach's month; `digest` stands for the days that are asked about."""
    return f"{QuestionKind.MONTH}:{coach_id}:{month:%Y-%m}:{digest}"


def is_about_month(question_id: str) -> tuple[str, date] | None:
    """The coach and month (its first day) of a question about a month; None for any other text."""
    kind, _, rest = question_id.partition(":")
    parts = rest.rsplit(":", 2)
    if kind != QuestionKind.MONTH or len(parts) != 3:
        return None
    try:
        return parts[0], date.fromisoformat(f"{parts[1]}-01")
    except ValueError:
        return None


def answers_to(question_id: str) -> tuple[Answer, Answer]:
    """The answers that say anything about this question: the drop-down offers all answers to all of them."""
    if question_id.startswith(f"{QuestionKind.MONTH}:"):
        return Answer.CONFIRM, Answer.NOT_RIGHT
    return Answer.KEEP, Answer.ACCEPT


def fits(question_id: str, answer: Answer) -> bool:
    """Whether an answer says anything about this question."""
    return answer in answers_to(question_id)


def asked_charge(question_id: str) -> AskedCharge | None:
    """What the id of a question about an entry carries; None for an over-full date and for any other text."""
    kind, _, rest = question_id.partition(":")
    parts = rest.rsplit(":", 3)
    about_entry = kind in (QuestionKind.VANISHED, QuestionKind.CHANGED)
    if not about_entry or len(parts) != 4 or not parts[1].isdecimal():
        return None
    basis, _, source = parts[2].partition("@")
    return AskedCharge(QuestionKind(kind), parts[0], int(parts[1]), basis, unquote(source))


def question_from_record(
    question_id: str, coach_id: str, district_id: str, day: date, days: Decimal
) -> Question | None:
    """A question as its row in Please Confirm or Confirmations repeats it; None for an over-full date."""
    asked = asked_charge(question_id)
    if asked is None:
        return None
    return Question(question_id, asked.kind, coach_id, district_id, day, days, "", asked.entry_id)


def answers_by_entry(confirmations: Mapping[str, Confirmation]) -> Mapping[str, int]:
    """How many answers are on file for each entry; an entry without one is absent."""
    asked = (asked_charge(question_id) for question_id in confirmations)
    return Counter(charge.entry_id for charge in asked if charge is not None)


def _hash(parts: Iterable[object]) -> str:
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]
