"""Items as Forms accepts them: ids given out, contents checked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from sync.emulator.forms.records import Json, RefusedError, questions_of

ITEM_KINDS = ("questionItem", "questionGroupItem", "pageBreakItem", "textItem", "imageItem", "videoItem")
QUESTION_KINDS = (
    "choiceQuestion",
    "textQuestion",
    "scaleQuestion",
    "dateQuestion",
    "timeQuestion",
    "fileUploadQuestion",
    "rowQuestion",
    "ratingQuestion",
)
_LARGEST_ID = 2**31 - 1  # ids are 32-bit numbers in hexadecimal; the page's `entry.` names are the same in decimal
_WIDEST_PIXELS = 740


def kind_of(item: Json) -> str:
    """The kind of an item. Raises RefusedError unless it is exactly one."""
    kinds = [kind for kind in ITEM_KINDS if kind in item]
    if len(kinds) != 1:
        raise RefusedError("Exactly one kind of item must be set." if kinds else "The kind of the item must be set.")
    return kinds[0]


def question_kind(question: Json) -> str:
    """The kind of a question. Raises RefusedError unless it is exactly one."""
    kinds = [kind for kind in QUESTION_KINDS if kind in question]
    if len(kinds) != 1:
        raise RefusedError(
            "Exactly one kind of question must be set." if kinds else "The kind of the question must be set."
        )
    return kinds[0]


def ids_of(items: Iterable[Json]) -> set[str]:
    """The ids of items and of their questions, which share one space."""
    return {id for item in items for id in (item["itemId"], *(found["questionId"] for found in questions_of(item)))}


def with_ids(item: Json, taken: set[str]) -> Json:
    """The item with an id for itself and for every question: the caller's, or a new one. Raises RefusedError for an id that is
    taken or cannot be one.
    """
    out, taken = deepcopy(item), set(taken)
    out["itemId"] = _id(out.get("itemId"), taken, "item")
    for question in _own_questions(out):
        question["questionId"] = _id(question.get("questionId"), taken, "question")
    return out


def checked(item: Json, is_quiz: bool) -> Json:
    """The item as it is kept: images fetched, so that they have a `contentUri`. Raises RefusedError."""
    out = deepcopy(item)
    kind = kind_of(out)
    _one_line(out.get("title", ""))
    if kind == "questionItem":
        _check_question(out[kind].get("question") or {}, is_quiz)
    if kind == "questionGroupItem":
        _check_group(out[kind])
    if kind == "videoItem" and not re.match(
        r"https?://(www\.youtube\.com|youtu\.be)/", out[kind].get("video", {}).get("youtubeUri", "")
    ):
        raise RefusedError("The video must have a YouTube URI.")
    if kind == "imageItem" and "image" not in out[kind]:
        raise RefusedError("The image of the item must be set.")
    for image in _images(out):
        _fetch(image)
    return out


def check_sections(items: Iterable[Json]) -> None:
    """Raises RefusedError if an option leads to a section that is not there."""
    items = tuple(items)
    breaks = {item["itemId"] for item in items if "pageBreakItem" in item}
    for option in _options(items):
        if option.get("goToSectionId", "") not in {"", *breaks}:
            raise RefusedError(f"There is no section with the ID {option['goToSectionId']}.")


def without_section(items: Iterable[Json], section_id: str) -> tuple[Json, ...]:
    """The items with every option that led to this section leading on to the next one."""
    copies = tuple(deepcopy(item) for item in items)
    for option in _options(copies):
        if option.get("goToSectionId") == section_id:
            del option["goToSectionId"]
    return copies


def _own_questions(item: Json) -> list[Json]:
    if "questionItem" in item:
        return [item["questionItem"].setdefault("question", {})]
    found: list[Json] = item.get("questionGroupItem", {}).get("questions", [])
    return found


def _options(items: Iterable[Json]) -> list[Json]:
    choices = [
        item["questionItem"]["question"]["choiceQuestion"]
        for item in items
        if "choiceQuestion" in item.get("questionItem", {}).get("question", {})
    ]
    return [option for choice in choices for option in choice.get("options", [])]


def _id(wanted: str | None, taken: set[str], what: str) -> str:
    if wanted:
        if not re.fullmatch(r"[0-9a-fA-F]{1,8}", wanted) or int(wanted, 16) > _LARGEST_ID:
            raise RefusedError(f"Invalid ID for {what}: {wanted}. IDs are hexadecimal numbers of at most 31 bits.")
        if wanted.lower() in {id.lower() for id in taken}:
            raise RefusedError(f"The {what} ID {wanted} is already used in the form.")
        taken.add(wanted)
        return wanted
    while (made := f"{secrets.randbelow(_LARGEST_ID):08x}") in taken:
        pass
    taken.add(made)
    return made


def _check_question(question: Json, is_quiz: bool) -> None:
    kind = question_kind(question)
    if kind == "fileUploadQuestion":
        raise RefusedError("File upload questions cannot be created.")
    if kind == "rowQuestion":
        raise RefusedError("A row question is only allowed in a question group.")
    if "grading" in question and not is_quiz:
        raise RefusedError("Grading can only be set in a quiz.")
    if question.get("grading", {}).get("pointValue", 0) < 0:
        raise RefusedError("The point value must not be negative.")
    if kind in _CHECKS:
        _CHECKS[kind](question[kind])


def _check_group(group: Json) -> None:
    questions = group.get("questions") or []
    if not questions:
        raise RefusedError("A question group must have questions.")
    if "grid" not in group:
        raise RefusedError("The kind of the question group must be set.")
    for question in questions:
        if question_kind(question) != "rowQuestion":
            raise RefusedError("All questions of a grid must be rows.")
        if not question["rowQuestion"].get("title"):
            raise RefusedError("A row must have a title.")
        _one_line(question["rowQuestion"]["title"])
    columns = group["grid"].get("columns") or {}
    if columns.get("type") not in {"RADIO", "CHECKBOX"}:
        raise RefusedError("The columns of a grid must be RADIO or CHECKBOX.")
    if any(option.get("isOther") for option in columns.get("options", [])):
        raise RefusedError('A grid cannot have an "other" column.')
    _check_choice(columns)


def _check_choice(choice: Json) -> None:
    kind, options = choice.get("type", "CHOICE_TYPE_UNSPECIFIED"), choice.get("options") or []
    if kind == "CHOICE_TYPE_UNSPECIFIED":
        raise RefusedError("The type of a choice question must be set.")
    if not options:
        raise RefusedError("A choice question must have options.")
    named = [option.get("value", "") for option in options if not option.get("isOther")]
    if "" in named:
        raise RefusedError("An option must have a value.")
    if len(set(named)) < len(named):
        raise RefusedError("The options of a choice question must differ.")
    if len(options) - len(named) > 1 or (len(options) > len(named) and kind == "DROP_DOWN"):
        raise RefusedError('A choice question can have one "other" option, and a drop-down none.')
    for option in options:
        _one_line(option.get("value", ""))
        if kind == "CHECKBOX" and {"goToAction", "goToSectionId"} & option.keys():
            raise RefusedError("Going to a section is only allowed in RADIO and DROP_DOWN questions.")
        if {"goToAction", "goToSectionId"} <= option.keys():
            raise RefusedError("oneof field 'go_to' is already set.")


def _check_scale(scale: Json) -> None:
    low, high = scale.get("low", 0), scale.get("high", 0)
    if low not in {0, 1} or not 2 <= high <= 10:
        raise RefusedError("A scale begins at 0 or 1 and ends between 2 and 10.")


def _check_rating(rating: Json) -> None:
    if rating.get("iconType", "RATING_ICON_TYPE_UNSPECIFIED") == "RATING_ICON_TYPE_UNSPECIFIED":
        raise RefusedError("The icon of a rating must be set.")
    if not 3 <= rating.get("ratingScaleLevel", 0) <= 10:
        raise RefusedError("A rating has between 3 and 10 levels.")


_CHECKS: dict[str, Callable[[Json], None]] = {
    "choiceQuestion": _check_choice,
    "scaleQuestion": _check_scale,
    "ratingQuestion": _check_rating,
}


def _one_line(text: str) -> None:
    if "\n" in text or "\r" in text:
        raise RefusedError("Displayed text cannot contain newlines.")


def _images(value: Any) -> list[Json]:
    """Every image in an item, wherever it hangs."""
    if isinstance(value, list):
        return [image for part in value for image in _images(part)]
    if not isinstance(value, dict):
        return []
    own = [value["image"]] if isinstance(value.get("image"), dict) else []
    return own + [image for name, part in value.items() if name != "image" for image in _images(part)]


def _fetch(image: Json) -> None:
    source = image.pop("sourceUri", "")
    if source:
        if urlsplit(source).scheme not in {"http", "https"}:
            raise RefusedError("The source URI of an image must be a public http or https address.")
        image["contentUri"] = source
    if not image.get("contentUri"):
        raise RefusedError("An image must have a source URI.")
    if not 0 <= image.get("properties", {}).get("width", 0) <= _WIDEST_PIXELS:
        raise RefusedError(f"The width of an image is between 0 and {_WIDEST_PIXELS} pixels.")
