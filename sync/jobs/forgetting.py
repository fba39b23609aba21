"""Forgetting an educator: out of the coach workbooks, out of the ledger, and a list of everything that cannot be reached from here.

Nothing of this is logged, and no name is in any value that leaves: rows are counted and places are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.coach_book import Educator
from sync.coaching.coach_book_parsing import parse_coach_book
from sync.coaching.forgetting import Forgetting, NobodyToForget, forgetting, people_meant
from sync.coaching.name_marks import name_marks
from sync.coaching.nameless import pseudonym, without_names
from sync.coaching.names_seen import DistrictTexts, NamesOfRoster
from sync.coaching.registry import Coach, Registry
from sync.google.cell_data import cell_data
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.coach_books import keep_book
from sync.jobs.context import SyncContext
from sync.jobs.reading import COACH, DISTRICT, TEMPLATES, parsed_registry
from sync.jobs.unknown import UnknownCoach

LEASE: Final = timedelta(minutes=10)
JOB: Final = "sync"  # the lease of the sync: while one forgets, the other must not read what is about to go


@dataclass(frozen=True)
class CoachForgets:
    """What one coach's workbook holds of the educator, and what is to be done about it."""

    coach: Coach
    snapshot: WorkbookSnapshot
    plan: Forgetting

    @property
    def counts(self) -> dict[str, int]:
        """Rows that go, by the title of their tab."""
        template = load(TEMPLATES[COACH])
        return {template.tab(key).title: len(rows) for key, rows in self.plan.deleted.items() if rows}


@dataclass(frozen=True)
class ForgettingPlan:
    """`elsewhere` are places in districts' workbooks whose text seems to name the educator: only their owners can mend them."""

    registry: Registry
    coaches: tuple[CoachForgets, ...]
    elsewhere: tuple[str, ...]


def plan_forgetting(context: SyncContext, coach_id: str | None, identity: str) -> ForgettingPlan:
    """What is to be forgotten; nothing is changed.

    Args: `coach_id` None: every coach's workbook is looked at. `identity`: the e-mail address, or the name as on the Roster.
    Raises: NobodyToForget, SeveralOfOneName, UnknownCoach; GoogleProblem where a workbook cannot be read: then nobody could say
        that the educator is forgotten.
    """
    registry = parsed_registry(context.access)
    coaches = _coaches(registry, coach_id)
    key = context.pseudonym_key(registry.school_year)
    found = []
    everybody_else: list[Educator] = []
    for coach in coaches:
        snapshot = read_workbook(context.access.own, coach.workbook_id or "")
        book = parse_coach_book(snapshot, load(TEMPLATES[COACH]), coach.coach_id, registry)
        try:
            people = people_meant(book, identity, f"the workbook of {coach.coach_id}")
        except NobodyToForget:
            continue
        others = [person for person in book.roster or () if person not in people]
        everybody_else += others
        plan = forgetting(snapshot, load(TEMPLATES[COACH]), people, others, registry, key)
        found.append(CoachForgets(coach, snapshot, plan))
    if not found:
        raise NobodyToForget(f"the workbook of {coach_id}" if coach_id else "any coach's workbook")
    everybody = [person for each in found for person in each.plan.people]
    return ForgettingPlan(
        registry, tuple(found), tuple(_in_district_texts(context, registry, everybody, everybody_else, key))
    )


def _coaches(registry: Registry, coach_id: str | None) -> list[Coach]:
    with_workbook = [coach for coach in registry.coaches.values() if coach.workbook_id]
    if coach_id is None:
        return with_workbook
    chosen = [coach for coach in with_workbook if coach.coach_id == coach_id]
    if not chosen:
        raise UnknownCoach(coach_id, [coach.coach_id for coach in with_workbook], "workbook of a coach")
    return chosen


def _in_district_texts(
    context: SyncContext,
    registry: Registry,
    people: Sequence[Educator],
    others: Sequence[Educator],
    key: bytes,
) -> Iterable[str]:
    """Rows of the logs of these people's districts that seem to name them."""
    marks = name_marks(list(dict.fromkeys(people)), registry, key, others)
    for district_id in dict.fromkeys(person.district_id for person in people):
        district = registry.districts[district_id]
        if not district.workbook_id:
            continue
        log = read_workbook(context.access.serving(district.sync_identity), district.workbook_id).tab("activity_log")
        if log is not None:
            names = NamesOfRoster(marks, district_id, registry, key)
            for seen in DistrictTexts(log, load(TEMPLATES[DISTRICT]).tab("activity_log")).names_seen(names, {}):
                yield f"Activity Log of {district.name}, row {seen.row}, column {seen.column}"


def forget(context: SyncContext, plan: ForgettingPlan) -> None:
    """Carries out a plan: each workbook in one batch, then the ledger. It may be repeated.

    Raises: LedgerBusy while a sync runs; StaleVersion where a workbook changed since the plan was made: plan again.
    """
    with context.ledger.lease(JOB, context.measured(), LEASE):
        for each in plan.coaches:
            _forget_in_workbook(context, plan.registry, each)
        _forget_in_ledger(context, [person for each in plan.coaches for person in each.plan.people])


def _forget_in_workbook(context: SyncContext, registry: Registry, forgets: CoachForgets) -> None:
    snapshot = forgets.snapshot
    written = write_workbook(context.access.own, snapshot, snapshot.version, _requests(snapshot, forgets.plan))
    after = written.snapshot_after
    if after is None:
        after = read_workbook(context.access.own, snapshot.workbook_id)
    book = parse_coach_book(after, load(TEMPLATES[COACH]), forgets.coach.coach_id, registry)
    kept = without_names(book, registry, context.pseudonym_key(registry.school_year))
    with context.ledger.transaction() as rows:
        keep_book(rows.coach_books, snapshot.workbook_id, kept, registry.school_year)
    state = context.ledger.workbooks().get(snapshot.workbook_id)
    if state is not None:
        context.ledger.keep_workbook(replace(state, version=written.version, settled=False))


def _requests(snapshot: WorkbookSnapshot, plan: Forgetting) -> list[dict[str, Any]]:
    """Cells first, then rows from the bottom up: so every number still means what it meant in the snapshot."""
    sheets = {tab.key: tab.sheet_id for tab in snapshot.tabs}
    requests: list[dict[str, Any]] = []
    for cell in plan.blanked:
        start = {"sheetId": sheets[cell.tab], "rowIndex": cell.row - 1, "columnIndex": cell.column}
        rows = [{"values": [cell_data(cell.left)]}]
        requests.append({"updateCells": {"rows": rows, "fields": "userEnteredValue,note", "start": start}})
    for key, numbers in plan.deleted.items():
        for row in sorted(numbers, reverse=True):
            place = {"sheetId": sheets[key], "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
            requests.append({"deleteDimension": {"range": place}})
    return requests


def _forget_in_ledger(context: SyncContext, people: Sequence[Educator]) -> None:
    """Removes every pseudonym that stands for one of these people, of every school year that the ledger knows."""
    with context.ledger.transaction() as rows:
        for year in rows.coach_books.school_years():
            key = context.pseudonym_key(year)
            marks = {pseudonym(key, each) for person in people for each in (person, replace(person, email=""))}
            rows.coach_books.forget(sorted(marks))
    context.ledger.wipe_removed()
