"""Reads the documents' YAML files into the values of `sheets_templates.document_model`, and refuses what does not fit."""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ValidationError

from sheets_templates.document_model import DocumentTemplate, Part, SectionTemplate
from sheets_templates.loader import TemplateError, load_tab, parsed_file

_HERE = Path(__file__).parent / "documents"
FACTS = frozenset(
    {"district", "program", "school_year", "period", "coach", "month", "today"}
)  # the names in braces that a document may hold


class _Section(BaseModel, extra="forbid"):
    key: str
    title: str
    intro: str = ""
    asks: str = ""
    parts: tuple[Part, ...] = ()


class _Document(BaseModel, extra="forbid"):
    key: str
    name: str
    organization: str
    title: str
    subtitle: str
    footer: str
    closing: tuple[str, ...]
    sections: tuple[_Section, ...]
    tab: tuple[str, str] | None = None
    labels: dict[str, str] = {}


@cache
def load_document(document_key: str) -> DocumentTemplate:
    """The template of one document: onboarding, district_report, renewal, program_one_pager or certification.

    Raises TemplateError when the file is missing, names an unknown field or part, or contradicts itself.
    """
    return load_document_file(_HERE / f"{document_key}.yaml")


def load_document_file(path: Path) -> DocumentTemplate:
    """The template that a file describes, checked."""
    try:
        found = _Document.model_validate(parsed_file(path))
    except ValidationError as error:
        places = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise TemplateError(f"documents/{path.name}: {'; '.join(places)}.") from error
    sections = tuple(SectionTemplate(**dict(each)) for each in found.sections)
    document = DocumentTemplate(**dict(found) | {"sections": sections})
    problems = [*_contradictions(document), *([] if found.key == path.stem else ["the key is not the file's name"])]
    if problems:
        raise TemplateError(f"documents/{path.name}: {'; '.join(problems)}.")
    return document


def _contradictions(document: DocumentTemplate) -> Iterator[str]:
    keys = [section.key for section in document.sections]
    yield from (f"the section {key!r} stands twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    for section in document.sections:
        if not section.intro and not section.parts:
            yield f"the section {section.key!r} says nothing: give it an intro or parts"
    texts = (document.name, document.organization, document.title, document.subtitle, document.footer)
    for text in (
        *texts,
        *document.closing,
        *(text for section in document.sections for text in (section.title, section.intro)),
    ):
        unknown = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} - FACTS
        yield from (f"nothing fills {{{name}}}" for name in sorted(unknown))
    yield from _strange_questions(document)


def _strange_questions(document: DocumentTemplate) -> Iterator[str]:
    """What the document's sections and labels say of its tab, held against the tab's own starter rows."""
    asked = [section.asks for section in document.sections if section.asks]
    if document.tab is None:
        if asked or document.labels:
            yield "it asks for answers but names no tab"
        return
    tab = load_tab(*document.tab)
    place = {column.key: number for number, column in enumerate(tab.columns)}
    sections = dict.fromkeys(str(row[place["section"]]) for row in tab.starter_rows)
    questions = dict.fromkeys(str(row[place["item"]]) for row in tab.starter_rows)
    for name in sorted(set(asked) | set(sections)):
        if name not in sections:
            yield f"the tab {tab.key!r} has no section {name!r}"
        elif asked.count(name) != 1:
            yield f"the answers of {name!r} must stand in one section, not {asked.count(name)}"
    yield from (
        f"the tab {tab.key!r} does not ask {question!r}" for question in document.labels if question not in questions
    )
    yield from (f"{question!r} has no label" for question in questions if question not in document.labels)
