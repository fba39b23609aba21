"""The sections of a form and the way through them, which answers may change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sync.emulator.forms.answers import Answers, problem
from sync.emulator.forms.records import Json, questions_of

SUBMIT = -1  # the way leads out of the form


@dataclass(frozen=True)
class Section:
    """A page: the page break that begins it (None for the first) and the items on it."""

    number: int
    start: Json | None
    items: tuple[Json, ...]

    @property
    def questions(self) -> list[Json]:
        return [question for item in self.items for question in questions_of(item)]


def sections_of(items: Iterable[Json]) -> list[Section]:
    """The sections in their order; there is always one."""
    starts: list[Json | None] = [None]
    pages: list[list[Json]] = [[]]
    for item in items:
        if "pageBreakItem" in item:
            starts.append(item)
            pages.append([])
        else:
            pages[-1].append(item)
    return [Section(number, start, tuple(page)) for number, (start, page) in enumerate(zip(starts, pages, strict=True))]


def after(section: Section, sections: list[Section], answers: Answers) -> int:
    """The number of the section that comes next, or SUBMIT. The last answer on the page that names a way decides."""
    number = section.number + 1
    for question in section.questions:
        chosen = list(answers.get(question["questionId"], ()))
        for option in question.get("choiceQuestion", {}).get("options", []):
            if chosen and (option.get("value") == chosen[0]):
                number = _leads_to(option, sections, number, section.number)
    return number if number < len(sections) else SUBMIT


def way(sections: list[Section], answers: Answers) -> list[Section]:
    """The sections that somebody with these answers passes, each once."""
    passed: list[Section] = []
    number = 0
    while number != SUBMIT and sections[number] not in passed:
        passed.append(sections[number])
        number = after(sections[number], sections, answers)
    return passed


def problems_on(passed: Iterable[Section], answers: Answers) -> dict[str, str]:
    """What is wrong with the answers on these sections, by question id."""
    found = {}
    for section in passed:
        for question in section.questions:
            said = problem(question, answers.get(question["questionId"], ()))
            if said:
                found[question["questionId"]] = said
    return found


def _leads_to(option: Json, sections: list[Section], usual: int, here: int) -> int:
    if target := option.get("goToSectionId"):
        return next(found.number for found in sections if found.start and found.start["itemId"] == target)
    match option.get("goToAction"):
        case "SUBMIT_FORM":
            return SUBMIT
        case "RESTART_FORM":
            return 0
        case "NEXT_SECTION":
            return here + 1
        case _:
            return usual
