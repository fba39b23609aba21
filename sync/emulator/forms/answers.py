"""What counts as an answer to a question, in the texts in which the API gives answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from sync.emulator.forms.records import Json

Answers = Mapping[str, Sequence[str]]  # question id -> texts
REQUIRED = "This is a required question"
_LEAP_YEAR = 2024  # a date without a year may be February 29


def problem(question: Json, texts: Sequence[str]) -> str | None:
    """What is wrong with the answer to a question, in words for whoever answers; None if nothing is."""
    given = [text for text in texts if text.strip()]
    if not given:
        if texts and "choiceQuestion" in question:
            return "Write your own answer, or choose another one"
        return REQUIRED if question.get("required") else None
    for kind, check in _CHECKS.items():
        if kind in question:
            return check(question[kind], given)
    return None


def cleaned(question: Json, texts: Sequence[str]) -> tuple[str, ...]:
    """The answer as it is kept: empty texts dropped, line ends made one character, outer blanks cut."""
    if "textQuestion" in question:
        texts = [text.replace("\r\n", "\n") for text in texts]
    return tuple(text.strip() for text in texts if text.strip())


def choices_of(question: Json) -> list[str]:
    """The answers that can be picked, without "other"."""
    if "choiceQuestion" in question:
        return [option["value"] for option in question["choiceQuestion"]["options"] if not option.get("isOther")]
    if "scaleQuestion" in question:
        scale = question["scaleQuestion"]
        return [str(step) for step in range(scale.get("low", 0), scale["high"] + 1)]
    if "ratingQuestion" in question:
        return [str(step) for step in range(1, question["ratingQuestion"]["ratingScaleLevel"] + 1)]
    return []


def has_other(question: Json) -> bool:
    return any(option.get("isOther") for option in question.get("choiceQuestion", {}).get("options", []))


def date_form(question: Json) -> str:
    """How a date answer is written: `YYYY-MM-DD`, `MM-DD`, or one of them with ` HH:MM`."""
    asked = question["dateQuestion"]
    day = "YYYY-MM-DD" if asked.get("includeYear") else "MM-DD"
    return f"{day} HH:MM" if asked.get("includeTime") else day


def _choice(choice: Json, given: list[str]) -> str | None:
    if len(given) > 1 and choice["type"] != "CHECKBOX":
        return "Choose one answer only"
    free = any(option.get("isOther") for option in choice["options"])
    known = {option.get("value") for option in choice["options"]}
    if not free and not set(given) <= known:
        return "Choose one of the options"
    return None


def _scale(scale: Json, given: list[str]) -> str | None:
    return _one_of(range(scale.get("low", 0), scale["high"] + 1), given)


def _rating(rating: Json, given: list[str]) -> str | None:
    return _one_of(range(1, rating["ratingScaleLevel"] + 1), given)


def _one_of(steps: range, given: list[str]) -> str | None:
    return None if len(given) == 1 and given[0] in {str(step) for step in steps} else "Choose one of the options"


def _date(asked: Json, given: list[str]) -> str | None:
    day, _, time = given[0].partition(" ")
    if asked.get("includeTime") and not _is_time(time):
        return "Enter a valid date and time" if time else "Enter the time as well"
    if not asked.get("includeTime") and time:
        return "Invalid date"
    text = day if asked.get("includeYear") else f"{_LEAP_YEAR}-{day}"
    try:
        valid = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and date.fromisoformat(text)
    except ValueError:
        valid = None
    return None if valid else "Invalid date"


def _time(asked: Json, given: list[str]) -> str | None:
    if asked.get("duration"):
        valid = re.fullmatch(r"\d{1,3}:[0-5]\d", given[0])
        return None if valid else "Enter hours, and minutes from 0 to 59"
    return None if _is_time(given[0]) else "Invalid time"


def _is_time(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) is not None


def _text(asked: Json, given: list[str]) -> str | None:
    if not asked.get("paragraph") and "\n" in given[0].strip():
        return "Write your answer on one line"
    return None


_CHECKS: Mapping[str, Callable[[Json, list[str]], str | None]] = {
    "choiceQuestion": _choice,
    "scaleQuestion": _scale,
    "ratingQuestion": _rating,
    "dateQuestion": _date,
    "timeQuestion": _time,
    "textQuestion": _text,
}
