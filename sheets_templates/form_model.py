"""The shape of a form's template, and the values that cross between whoever asks Google and whoever decides about an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_FIRST_ID, _IDS = 0x1000_0000, 0x7000_0000  # Forms takes hexadecimal ids below 80000000; eight digits, no leading zero


class QuestionType(StrEnum):
    DROP_DOWN = "drop_down"
    CHOICE = "choice"
    CHECKBOXES = "checkboxes"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    DATE = "date"


class Collects(StrEnum):
    """What a form keeps of whoever answers: the signed-in address, or nothing at all."""

    VERIFIED = "verified"
    NOTHING = "nothing"


class Responders(StrEnum):
    """Who may open a form: the district's coaches, its administrators and principals, or whoever has the link."""

    COACHES = "coaches"
    ADMINISTRATORS = "administrators"
    ANYONE = "anyone"


@dataclass(frozen=True)
class FormQuestion:
    """One question. `values` names a list of allowed values that the registry may fill; `options` are fixed ones. `other` lets
    people write an answer of their own."""

    key: str
    title: str
    type: QuestionType
    help: str = ""
    required: bool = False
    values: str | None = None
    options: tuple[str, ...] = ()
    other: bool = False


@dataclass(frozen=True)
class FormSection:
    """Questions below one heading. `new_page` False keeps them on the page before: no tap on Next is needed to submit."""

    key: str
    title: str
    questions: tuple[FormQuestion, ...]
    help: str = ""
    new_page: bool = True


@dataclass(frozen=True)
class FormTemplate:
    """A form. `title` and `description` may hold `{district}`, `{program}` and `{school_year}`; `tab` is the workbook and the tab
    whose columns the keys of the questions are ("" where there is none)."""

    key: str
    title: str
    description: str
    collects: Collects
    responders: Responders
    questions: tuple[FormQuestion, ...]
    sections: tuple[FormSection, ...] = ()
    tab: tuple[str, str] | None = None

    def all_questions(self) -> Iterator[FormQuestion]:
        """Every question in the order of the form."""
        yield from self.questions
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> FormQuestion:
        """The question with this key. Raises KeyError."""
        for question in self.all_questions():
            if question.key == key:
                return question
        raise KeyError(f"The form {self.key!r} has no question {key!r}.")

    def question_ids(self) -> Mapping[str, str]:
        """The keys of the questions by the ids that they have in every form made from this template."""
        return {question_id(self.key, each.key): each.key for each in self.all_questions()}


def question_id(form_key: str, question_key: str) -> str:
    """The id that a question has in every form of its template; also in a form of another year, and one made anew."""
    return _id("question", form_key, question_key)


def item_id(form_key: str, item_key: str) -> str:
    """The id of the item that holds a question or a heading."""
    return _id("item", form_key, item_key)


def prefill_parameter(asked_id: str) -> str:
    """The name under which a prefilled link gives the answer to a question: Google counts it in decimal."""
    return f"entry.{int(asked_id, 16)}"


def _id(*parts: str) -> str:
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return f"{_FIRST_ID + int.from_bytes(digest) % _IDS:08x}"


@dataclass(frozen=True)
class FormResponse:
    """One response as Google gives it. `answers` are texts by question id; the times are RFC 3339 in UTC with nine
    digits of a second, so that two of them compare as texts; `respondent` is the verified address, "" where none is collected."""

    form_id: str
    response_id: str
    created: str
    last_submitted: str
    respondent: str = field(repr=False)
    answers: Mapping[str, tuple[str, ...]] = field(repr=False)

    def answer(self, asked_id: str) -> str:
        """The first text of an answer, "" where there is none."""
        return next(iter(self.answers.get(asked_id, ())), "")
