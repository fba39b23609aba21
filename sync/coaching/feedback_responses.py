"""Responses to the Feedback Form: the words in them that may be quoted, and counts of the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sheets_templates import load_form
from sheets_templates.form_model import FormResponse
from sync.coaching.form_responses import clean_answer
from sync.coaching.registry import Registry
from sync.coaching.texts import plain
from sync.coaching.voices import FeedbackCounts

WORDS: Final = ("helped", "learning", "better")  # keys of the form's questions that are answered in words
LONGEST_WORDS: Final = 2_000  # characters; nobody quotes more
_YES, _PERHAPS, _NO = (plain(word) for word in ("Yes", "Perhaps", "No"))


@dataclass(frozen=True)
class AllowedWords:
    """One answer in words whose writer allows it to be quoted; a row of the registry's Voices tab before anybody decided."""

    voice_id: str
    received_on: date
    district_id: str
    role: str
    asked: str
    words: str = field(repr=False)


def allowed_words(
    response: FormResponse, questions: Mapping[str, str], registry: Registry, time_zone: str, today: date
) -> tuple[AllowedWords, ...]:
    """The answers of a response that may be quoted, in the form's order; none without the writer's permission.

    Args: `questions` are the template's keys by question id; the day received is that of the first submission in `time_zone`,
    never one after `today`.
    """
    said = _said(response, questions)
    if not plain(said["quote"]).startswith(_YES):
        return ()
    received_on = min(today, datetime.fromisoformat(response.created).astimezone(ZoneInfo(time_zone)).date())
    district_id = _district_id(said["district"], registry)
    template = load_form("feedback")
    return tuple(
        AllowedWords(
            f"{voices_of(response.response_id)}{key}",
            received_on,
            district_id,
            said["role"],
            template.question(key).title,
            said[key],
        )
        for key in WORDS
        if said[key]
    )


def voices_of(response_id: str) -> str:
    """What the ids of all words of one response begin with."""
    return f"{response_id}/"


def feedback_counts(
    responses: Iterable[FormResponse], questions: Mapping[str, str], registry: Registry
) -> dict[str, FeedbackCounts]:
    """The counts of all responses by district id, in registry order; "" (last) for those who named none that is known."""
    found: defaultdict[str, FeedbackCounts] = defaultdict(FeedbackCounts)
    for response in responses:
        said = _said(response, questions)
        word = plain(said["again"])
        counts = FeedbackCounts(1, int(word == _YES), int(word == _PERHAPS), int(word == _NO))
        found[_district_id(said["district"], registry)] += counts
    return {key: found[key] for key in (*registry.districts, "") if key in found}


def _said(response: FormResponse, questions: Mapping[str, str]) -> dict[str, str]:
    answers = {key: clean_answer(response.answer(asked), LONGEST_WORDS) for asked, key in questions.items()}
    return dict.fromkeys(("role", "district", "again", "quote", *WORDS), "") | answers


def _district_id(name: str, registry: Registry) -> str:
    return next((each.district_id for each in registry.districts.values() if name and each.name == name), "")
