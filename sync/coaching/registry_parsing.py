"""The director's registry as values, with everything in it that cannot be used. A bad row is left out and
reported; the rest still works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.copied_tabs import copy_notices
from sync.coaching.dates import read_date
from sync.coaching.edited_tabs import EditedTab
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.registry import Registry
from sync.coaching.registry_agreements import (
    assignments_in,
    calendar_in,
    contracts_in,
    focus_areas_in,
    funding_sources_in,
)
from sync.coaching.registry_decisions import closed_months_in, confirmations_in, published_editions_in
from sync.coaching.registry_parties import coaches_in, districts_in, people_in, schools_in
from sync.coaching.registry_statements import closed_statements_in
from sync.coaching.registry_voices import feedback_in, voices_in
from sync.coaching.texts import plain

LONGEST_SCHOOL_YEAR_DAYS: Final = 400  # more is a slip in the year of one of its dates
_LEAST: Final = {
    "suppression_threshold": 5,
    "overdue_school_days": 1,
    "one_to_ones_a_month": 0,
    "site_visits_a_semester": 0,
}  # DOMAIN.md: never below 5
_TABS: Final = (
    "settings",
    "districts",
    "schools",
    "coaches",
    "assignments",
    "contracts",
    "funding",
    "school_calendar",
    "focus_areas",
    "people",
    "closed_months",
    "statements",
    "confirmations",
    "voices",
    "feedback",
    "published_editions",
)
_NOTHING_RESTS_ON: Final = frozenset({"voices", "feedback"})  # tabs without which every number is the same
_ADDRESSES: Final = ("districts", "coaches")  # tabs that say where the workbooks are
_ALL_RESTS_ON: Final = "nothing can be decided without it (`coachlog provision registry` would make an empty one)"


class RegistryUnusable(Exception):
    """A registry that lacks a tab, all rows of one, a column it cannot do without, or the school year: what it no longer says would
    count as nothing in every report, and every row of a coach who is not known any more as a problem. `problems` tells what to
    mend."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        told = [
            f"{problem.tab}: {problem.message} {problem.hint}"
            for problem in problems
            if problem.outcome is Outcome.PROBLEM
        ]
        super().__init__("The registry cannot be used. " + " ".join(told))
        self.problems = problems


@dataclass(frozen=True)
class _Settings:
    values: Mapping[str, str]
    first_day: date
    last_day: date


def parse_registry(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> tuple[Registry, tuple[RowProblem, ...]]:
    """The registry that a workbook holds, and what is to be mended in it, tab by tab in the template's order.

    A problem says whether the row or only the cell was left out. Raises RegistryUnusable when the first or
    last day of the school year, or a tab on which any number rests, cannot be read at all.
    """
    tabs = _tabs(snapshot, template)
    settings = _settings(tabs["settings"], snapshot.locale)
    year = (settings.first_day, settings.last_day)
    districts = districts_in(tabs["districts"])
    coaches = coaches_in(tabs["coaches"])
    funding_sources = funding_sources_in(tabs["funding"])
    contracts = contracts_in(tabs["contracts"], districts, funding_sources, year)
    assignments = assignments_in(tabs["assignments"], districts, coaches, year)
    _without_agreement(tabs["districts"], {*contracts}, {assignment.district_id for assignment in assignments})
    registry = Registry(
        program_name=settings.values.get("program_name", ""),
        school_year=settings.values.get("school_year", f"{year[0]:%Y}-{year[1]:%y}"),
        first_day=settings.first_day,
        last_day=settings.last_day,
        districts=districts,
        schools=schools_in(tabs["schools"], districts),
        coaches=coaches,
        assignments=assignments,
        contracts=contracts,
        funding_sources=funding_sources,
        calendar=calendar_in(tabs["school_calendar"], districts),
        focus_areas=focus_areas_in(tabs["focus_areas"]),
        people=people_in(tabs["people"], districts),
        closed_months=closed_months_in(tabs["closed_months"]),
        closed_statements=closed_statements_in(tabs["statements"]),
        confirmations=confirmations_in(tabs["confirmations"], year[0]),
        voices=voices_in(tabs["voices"], districts),
        feedback=feedback_in(tabs["feedback"], districts),
        published=published_editions_in(tabs["published_editions"]),
        settings=settings.values,
    )
    return registry, (*(problem for key in _TABS for problem in tabs[key].problems), *copy_notices(snapshot, template))


def _tabs(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> dict[str, EditedTab]:
    """The tabs by key. Raises RegistryUnusable: a tab that somebody deleted is an incomplete read, not an empty tab."""
    optional = {key: EditedTab(snapshot, template.tab(key)) for key in _NOTHING_RESTS_ON}
    needed = {
        key: EditedTab(snapshot, template.tab(key), _ALL_RESTS_ON) for key in _TABS if key not in _NOTHING_RESTS_ON
    }
    for key in _ADDRESSES:
        if needed[key].found and "workbook" in needed[key].missing:
            message = 'The column "Workbook" was not found, so no workbook of this tab can be read.'
            needed[key].report(Outcome.PROBLEM, message, 'Undo the deletion, or name the column "Workbook" again.')
            needed[key].found = False
    unread = [problem for tab in needed.values() if not tab.found for problem in tab.problems]
    if unread:
        raise RegistryUnusable(tuple(unread))
    return {key: {**optional, **needed}[key] for key in _TABS}


def _settings(tab: EditedTab, locale: str) -> _Settings:
    """The settings that hold a value, with the school year. Raises RegistryUnusable without one."""
    values: dict[str, str] = {}
    for row in tab.rows:
        name = "_".join(plain(row.text("setting")).split())
        value = row.setting()
        if name in values:
            row.refuse(
                "setting", "This setting stands here twice; the first one counts.", "Delete one of the two rows."
            )
        elif value and name in _LEAST and not (re.fullmatch(r"\d{1,6}", value) and int(value) >= _LEAST[name]):
            row.refuse("value", f"The value is no whole number of {_LEAST[name]} or more.", "Correct the value.")
        elif value:
            values[name] = value
    if "program_name" not in values:
        tab.report(Outcome.NOTICE, "The name of the program (program_name) is missing.", "Fill in its value.")
    first, last = (_school_day(tab, values, name, locale) for name in ("first_day", "last_day"))
    if first is not None and last is not None and not first < last <= first + timedelta(days=LONGEST_SCHOOL_YEAR_DAYS):
        message = "The last day of the school year (last_day) is not within the year after the first day (first_day)."
        tab.report(Outcome.PROBLEM, message, "Correct one of the two dates.")
        first = None
    if first is None or last is None:
        raise RegistryUnusable(tab.problems)
    return _Settings(values, first, last)


def _school_day(tab: EditedTab, values: dict[str, str], name: str, locale: str) -> date | None:
    reading = read_date(values.get(name), locale)
    if isinstance(reading.value, date):
        values[name] = reading.value.isoformat()
        return reading.value
    what = "cannot be read as a date" if name in values else "is missing"
    tab.report(Outcome.PROBLEM, f"The setting {name} {what}.", "Type the date like 2026-08-15.")
    return None


def _without_agreement(tab: EditedTab, contracted: set[str], served: set[str]) -> None:
    """Notices for districts that have no contract or no coach. Rows that were left out need none."""
    for row in tab.rows:
        if row.refused:
            continue
        district_id = row.text("district_id")
        if district_id not in contracted:
            row.notice(
                "district_id",
                "This district has no contract, so its days left cannot be shown.",
                "Add a row in Contracts.",
            )
        if district_id not in served:
            row.notice("district_id", "No coach is assigned to this district.", "Add a row in Assignments.")
