"""Where somebody stands in filling in a form, and what the page's fields hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from sync.emulator.forms import page_fields
from sync.emulator.forms.forms import EMAIL
from sync.emulator.forms.records import Form, Response
from sync.emulator.forms.sections import Section, sections_of


@dataclass
class Filling:
    """One look at the page: who looks, what stands in the fields, and where they are.

    `history` holds the numbers of the sections passed, the one shown last. `problems` says by question id what is wrong.
    """

    form: Form
    email: str
    fields: dict[str, list[str]]
    history: list[int] = field(default_factory=lambda: [0])
    edited: Response | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.form.items)

    @property
    def section(self) -> Section:
        return self.sections[self.history[-1]]

    @property
    def answers(self) -> dict[str, list[str]]:
        """The answers on the sections passed, by question id."""
        asked = [question for number in self.history for question in self.sections[number].questions]
        return {found["questionId"]: page_fields.texts_in(found, self.fields) for found in asked}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed on other sections, for hidden fields."""
        here = {name for question in self.section.questions for name in page_fields.names_of(question)}
        if self.history[-1] == 0:
            here.add(EMAIL)
        return [(name, text) for name, texts in self.fields.items() if name not in here for text in texts]


def fields_of(sent: MultiDict[str, str]) -> dict[str, list[str]]:
    """The fields of a form or of a prefilled link; everything else is left out."""
    return {name: sent.getlist(name) for name in sent if name.startswith("entry.") or name == EMAIL}


def fields_of_response(form: Form, response: Response) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {EMAIL: [response.email]} if response.email else {}
    for question in form.questions():
        if texts := response.answers.get(question["questionId"]):
            fields |= page_fields.fields_for(question, texts)
    return fields


def history_of(text: str, form: Form) -> list[int]:
    """The sections passed, as the page sent them; the first if that is nothing sensible."""
    sent = text.split(",")
    count = len(sections_of(form.items))
    numbers = [int(text) for text in sent if text.isdecimal() and int(text) < count]
    return numbers if numbers[:1] == [0] else [0]
