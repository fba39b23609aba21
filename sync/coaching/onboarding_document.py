"""What a district's onboarding document says: the district's own answers, and what the registry knows beside them.

No educator stands here: those who are to be met first are kept in the coach's confidential workbook. Nothing depends on the day, so
the document changes only where an answer, the plan or the registry does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sheets_templates.document_loader import load_document
from sheets_templates.document_model import DocumentTemplate, Part, SectionTemplate
from sheets_templates.model import ColumnType
from sheets_templates.papers import Block, CheckItem, Checklist, Paper, PaperTable, Paragraph, Run, Subheading
from sync.coaching.paper_making import paper_name, paper_of
from sync.coaching.paper_tables import TableColumn, paper_table
from sync.coaching.registry import Assignment, CalendarSpan, Registry
from sync.coaching.report_words import day_in_words
from sync.coaching.views import OnboardingAnswer, PlanRow
from sync.coaching.vocabulary import Role

ONBOARDING: Final = "onboarding"
NOT_CONCERNED: Final = "Does not concern this district."
NOBODY_NAMED: Final = "Anybody"
EMPTY_PLAN: Final = "The Coaching Plan tab is still empty. It is filled in at the kick-off call."
ALL_ANSWERED: Final = "Every question is answered."
_ANSWER_WIDTHS: Final = (0.32, 0.68)


@dataclass(frozen=True)
class OnboardingView:
    """What one district's document is made from."""

    registry: Registry
    district_id: str
    answers: tuple[OnboardingAnswer, ...]
    plan: tuple[PlanRow, ...] = ()


def onboarding_facts(registry: Registry, district_id: str) -> dict[str, str]:
    """What fills the names in braces of the template."""
    name = registry.districts[district_id].name
    return {"district": name, "program": registry.program_name, "school_year": registry.school_year, "period": ""}


def onboarding_name(registry: Registry, district_id: str) -> str:
    """The name of the document's file."""
    return paper_name(load_document(ONBOARDING), onboarding_facts(registry, district_id))


def onboarding_document(view: OnboardingView) -> Paper:
    """The whole document, every section of the template; questions that nobody has answered yet stand in Open questions."""
    template = load_document(ONBOARDING)
    answers = _Answers(view, template)
    makers = {
        Part.PEOPLE: lambda _section: _people(view),
        Part.ANSWERS: answers.table,
        Part.PRIORITIES: lambda _section: _priorities(view.plan),
        Part.SCHOOLS: lambda _section: _schools(view),
        Part.CALENDAR: lambda _section: _calendar(view),
        Part.CHECKLIST: answers.checklist,
        Part.OPEN_QUESTIONS: answers.open_questions,
        Part.OTHER_ANSWERS: answers.others,
    }
    return paper_of(template, onboarding_facts(view.registry, view.district_id), makers)


@dataclass(frozen=True)
class _Answers:
    view: OnboardingView
    template: DocumentTemplate

    def table(self, section: SectionTemplate) -> list[Block]:
        """The section's answers, each beside what it answers, and what is still open."""
        own = self._of(section.asks)
        blocks: list[Block] = []
        rows = [[self._label(each), each.answer or NOT_CONCERNED] for each in own if each.answered]
        if rows:
            blocks.append(PaperTable((), rows, widths=_ANSWER_WIDTHS))
        still_open = [f"{self._label(each)} ({each.who_answers or NOBODY_NAMED})" for each in own if not each.answered]
        if still_open:
            blocks.append(Paragraph((Run("Still open: ", bold=True), Run("; ".join(still_open) + ".")), "quiet"))
        return blocks

    def checklist(self, section: SectionTemplate) -> list[Block]:
        """One line a question, to be ticked by the coach once it works."""
        items = [
            CheckItem(f"{self._label(each)}: {each.answer or NOT_CONCERNED}")
            if each.answered
            else CheckItem(f"{self._label(each)}:", note=f"still open, asked of: {each.who_answers or NOBODY_NAMED}")
            for each in self._of(section.asks)
        ]
        return [Checklist(items)] if items else []

    def open_questions(self, _section: SectionTemplate) -> list[Block]:
        """Every question without an answer, with who must answer."""
        items = [
            CheckItem(each.item, note=f"{each.section} · {each.who_answers or NOBODY_NAMED}")
            for each in self.view.answers
            if not each.answered
        ]
        return [Checklist(items)] if items else [Paragraph(ALL_ANSWERED)]

    def others(self, _section: SectionTemplate) -> list[Block]:
        """The answers of sections that the district added to its tab."""
        known = {section.asks for section in self.template.sections}
        added = dict.fromkeys(each.section for each in self.view.answers if each.section not in known)
        blocks: list[Block] = []
        for name in added:
            rows = [[each.item, each.answer or NOT_CONCERNED] for each in self._of(name) if each.answered]
            if rows:
                blocks += [Subheading(name or "Also good to know"), PaperTable((), rows, widths=_ANSWER_WIDTHS)]
        return blocks

    def _of(self, name: str) -> list[OnboardingAnswer]:
        return [each for each in self.view.answers if each.section == name]

    def _label(self, answer: OnboardingAnswer) -> str:
        return self.template.labels.get(answer.item, answer.item)


def _people(view: OnboardingView) -> list[Block]:
    registry = view.registry
    own = [each for each in registry.assignments if each.district_id == view.district_id]
    rows = [
        [registry.coaches[each.coach_id].name, _served(each, registry), registry.coaches[each.coach_id].email]
        for each in own
        if each.coach_id in registry.coaches
    ]
    office = [each for each in registry.people if each.district_id == view.district_id]
    director = [each for each in registry.people if each.role is Role.DIRECTOR]
    for person in (*office, *director):
        role = "Program director" if person.role is Role.DIRECTOR else person.role.value
        rows.append([person.name, role, person.email])
    columns = (TableColumn("Name", 0.24), TableColumn("Role", 0.28), TableColumn("E-mail", 0.48))
    return [paper_table(columns, rows)] if rows else []


def _served(assignment: Assignment, registry: Registry) -> str:
    """The coach's role, with its days where they are not those of the school year."""
    role = "Coach, online" if assignment.virtual else "Coach"
    if assignment.first_day > registry.first_day:
        role += f", from {day_in_words(assignment.first_day)}"
    contract = registry.contracts.get(assignment.district_id)
    if contract and assignment.last_day < contract.last_day:
        role += f", until {day_in_words(assignment.last_day)}"
    return role


def _priorities(plan: Sequence[PlanRow]) -> list[Block]:
    if not plan:
        return [Paragraph(EMPTY_PLAN)]
    columns = (
        TableColumn("Priority", 0.34),
        TableColumn("Focus area", 0.24),
        TableColumn("How coaching helps", 0.24),
        TableColumn("Share", 0.09, ColumnType.PERCENT),
        TableColumn("Days", 0.09, ColumnType.DAYS),
    )
    rows = [[each.priority, each.focus_area, each.service, each.planned_share, each.planned_days] for each in plan]
    return [Subheading("Coaching plan"), paper_table(columns, rows)]


def _schools(view: OnboardingView) -> list[Block]:
    columns = (
        TableColumn("School", 0.46),
        TableColumn("Grades", 0.14),
        TableColumn("Educators", 0.2, ColumnType.INTEGER),
        TableColumn("Students", 0.2, ColumnType.INTEGER),
    )
    schools = view.registry.schools_by_district.get(view.district_id, ())
    rows = [[each.name, each.grades, each.educators, each.students] for each in schools]
    return [paper_table(columns, rows)] if rows else []


def _calendar(view: OnboardingView) -> list[Block]:
    """The days of this district that differ from an ordinary school day, in the order of the year."""
    spans = [each for each in view.registry.calendar if each.district_id in (None, view.district_id)]
    rows = [[days_in_words(each), each.day_type.value, each.label] for each in sorted(spans, key=_by_days)]
    columns = (TableColumn("When", 0.36), TableColumn("Kind of day", 0.26), TableColumn("What", 0.38))
    return [Subheading("School calendar"), paper_table(columns, rows)] if rows else []


def _by_days(span: CalendarSpan) -> tuple[date, date]:
    return span.first_day, span.last_day


def days_in_words(span: CalendarSpan) -> str:
    """A span of the calendar, as `November 26–28, 2025` or `December 22, 2025 to January 2, 2026`."""
    first, last = span.first_day, span.last_day
    if first == last:
        return day_in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.day}–{last.day}, {first.year}"
    if first.year == last.year:
        return f"{first:%B} {first.day} to {last:%B} {last.day}, {last.year}"
    return f"{day_in_words(first)} to {day_in_words(last)}"
