"""Reads the forms' YAML files into the values of `sheets_templates.form_model`.

A question of a form that fills a tab names a column of that tab by its key; what the file leaves out (title, help, list) is the
column's, so that nothing is spelled twice. A form with `sections_from` asks what the starter rows of a tab ask.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sheets_templates.form_model import (
    Collects,
    FormQuestion,
    FormSection,
    FormTemplate,
    QuestionType,
    Responders,
    item_id,
    question_id,
)
from sheets_templates.loader import TemplateError, load_tab, parsed_file
from sheets_templates.model import ColumnType, Tab

_HERE = Path(__file__).parent / "forms"
_TYPES = {
    ColumnType.CHOICE: QuestionType.DROP_DOWN,
    ColumnType.DATE: QuestionType.DATE,
    ColumnType.LONG_TEXT: QuestionType.LONG_TEXT,
}


class _Question(BaseModel, extra="forbid"):
    key: str
    title: str | None = None
    type: QuestionType | None = None
    help: str | None = None
    required: bool = False
    values: str | None = None
    options: tuple[str, ...] = ()
    other: bool = False


class _Section(BaseModel, extra="forbid"):
    key: str
    title: str
    help: str = ""
    new_page: bool = True
    questions: tuple[_Question, ...]


class _Form(BaseModel, extra="forbid"):
    key: str
    title: str
    description: str
    collects: Collects
    responders: Responders
    tab: tuple[str, str] | None = None
    sections_from: tuple[str, str] | None = None
    questions: tuple[_Question, ...] = ()
    sections: tuple[_Section, ...] = ()


@cache
def load_form(form_key: str) -> FormTemplate:
    """The template of one form: activity, onboarding or feedback.

    Raises TemplateError when the file is missing, names an unknown field, or contradicts itself.
    """
    return load_form_file(_HERE / f"{form_key}.yaml")


def load_form_file(path: Path) -> FormTemplate:
    """The template that a file describes, checked."""
    try:
        found = _Form.model_validate(parsed_file(path))
    except ValidationError as error:
        raise TemplateError(f"forms/{path.name}: {_listed(error)}.") from error
    tab = load_tab(*found.tab) if found.tab else None
    sections = tuple(_section(each, tab) for each in found.sections)
    if found.sections_from:
        sections = (*_starter_sections(load_tab(*found.sections_from)), *sections)
    form = FormTemplate(
        found.key,
        found.title,
        found.description.strip(),
        found.collects,
        found.responders,
        tuple(_question(each, tab) for each in found.questions),
        sections,
        found.tab,
    )
    problems = [*_contradictions(form, tab), *([] if found.key == path.stem else ["the key is not the file's name"])]
    if problems:
        raise TemplateError(f"forms/{path.name}: " + "; ".join(problems) + ".")
    return form


def starter_key(section: str, item: str) -> str:
    """The key of a question that a starter row asks; it changes only where its words do."""
    return hashlib.blake2b(f"{section}\x1f{item}".encode(), digest_size=6).hexdigest()


def _section(section: _Section, tab: Tab | None) -> FormSection:
    questions = tuple(_question(each, tab) for each in section.questions)
    return FormSection(section.key, section.title, questions, section.help, section.new_page)


def _question(question: _Question, tab: Tab | None) -> FormQuestion:
    column = tab.column(question.key) if tab and tab.has_column(question.key) else None
    kind = question.type or (_TYPES.get(column.type, QuestionType.SHORT_TEXT) if column else QuestionType.SHORT_TEXT)
    chosen = kind in (QuestionType.DROP_DOWN, QuestionType.CHOICE, QuestionType.CHECKBOXES)
    return FormQuestion(
        question.key,
        question.title or (column.header if column else ""),
        kind,
        question.help if question.help is not None else (column.help if column else ""),
        question.required,
        question.values or (column.values if column and chosen and not question.options else None),
        question.options,
        question.other,
    )


def _starter_sections(tab: Tab) -> tuple[FormSection, ...]:
    """One page for each section of the tab's starter rows, one long answer for each row."""
    place = {column.key: number for number, column in enumerate(tab.columns)}

    def said(row: tuple[Any, ...], key: str) -> str:
        return str(row[place[key]])

    return tuple(
        FormSection(
            starter_key(section, ""),
            section,
            tuple(
                FormQuestion(
                    starter_key(section, said(row, "item")),
                    said(row, "item"),
                    QuestionType.LONG_TEXT,
                    f"Who usually knows: {said(row, 'who_answers')}.",
                )
                for row in rows
            ),
        )
        for section, rows in groupby(tab.starter_rows, key=lambda row: said(row, "section"))
    )


def _contradictions(form: FormTemplate, tab: Tab | None) -> list[str]:
    questions = list(form.all_questions())
    keys = [each.key for each in questions]
    headings = [each.key for each in form.sections]
    found = [f"the key {key!r} is used twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if not questions:
        found.append("the form asks nothing")
    if tab is not None:
        found += [f"the tab {tab.key!r} has no column {key!r}" for key in keys if not tab.has_column(key)]
        found += [
            f"{each.key!r} is a column that coachlog writes itself"
            for each in questions
            if tab.has_column(each.key) and tab.column(each.key).protected
        ]
    for each in questions:
        chosen = each.type in (QuestionType.DROP_DOWN, QuestionType.CHOICE, QuestionType.CHECKBOXES)
        if not each.title:
            found.append(f"{each.key!r} has no title")
        if chosen != bool(each.values or each.options):
            found.append(f"{each.key!r} {'needs' if chosen else 'cannot have'} a list of answers")
        if each.other and each.type not in (QuestionType.CHOICE, QuestionType.CHECKBOXES):
            found.append(f"{each.key!r} cannot take an answer of people's own")
    ids = [question_id(form.key, key) for key in keys] + [item_id(form.key, key) for key in keys + headings]
    if len(set(ids)) < len(ids):
        found.append("two keys lead to the same id in Google Forms; rename one")
    return found


def _listed(error: ValidationError) -> str:
    places: Mapping[str, str] = {".".join(str(step) for step in each["loc"]): each["msg"] for each in error.errors()}
    return "; ".join(f"{where}: {what}" for where, what in places.items())
