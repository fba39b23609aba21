"""What was read goes into the ledger: entries with their history, problems, sums, and how each read went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sheets_templates import load
from sync.coaching.aggregates import district_aggregates
from sync.coaching.coach_reading import CoachReading
from sync.coaching.district_reading import DistrictReading
from sync.coaching.please_confirm import standing_questions
from sync.jobs.coach_books import keep_book
from sync.jobs.memory import noted_questions, problem_records
from sync.jobs.reading import REGISTRY, TEMPLATES, Gathered
from sync.ledger import EntryChanges, WorkbookState
from sync.ledger.rows import LedgerRows

LONGEST_REASON = 500  # characters of a trouble's reason that the ledger keeps


def remember_readings(
    rows: LedgerRows, gathered: Gathered, states: Mapping[str, WorkbookState], run_id: str, now: datetime, today: date
) -> tuple[dict[str, WorkbookState], EntryChanges]:
    """The states after this read, by workbook id, and how many entries are new, edited and gone.

    What could not be read keeps its last good data and says since when and why.
    """
    after = dict(states)
    changes = EntryChanges()
    closed = {each.month.strftime("%Y-%m") for each in gathered.registry.closed_months}
    for workbook_id, reading in gathered.readings.items():
        found = rows.record_entries(workbook_id, run_id, now, reading.entries, closed, reading.held_ids)
        rows.keep_problems(workbook_id, problem_records(reading.problems))
        rows.keep_aggregates(workbook_id, district_aggregates(reading.entries).to_dict())
        after[workbook_id] = _well_read(_state(after, gathered, workbook_id), reading, gathered, now, today, found)
        changes += found
    for workbook_id, book in gathered.nameless.items():
        keep_book(rows.coach_books, workbook_id, book, gathered.registry.school_year)
    for workbook_id, reason in gathered.unread.items():
        state = _state(after, gathered, workbook_id)
        since = state.trouble_since or now
        notes = {**state.notes, "name": gathered.sources[workbook_id].name, "passing": workbook_id in gathered.passing}
        after[workbook_id] = replace(
            state, trouble=reason[:LONGEST_REASON], trouble_since=since, settled=False, notes=notes
        )
    registry_id = next(source.workbook_id for source in gathered.sources.values() if source.kind == REGISTRY)
    registry = _state(after, gathered, registry_id)
    known = gathered.registry_words.noted() if gathered.whole else {}
    after[registry_id] = replace(registry, last_good_read=now, trouble=None, notes={**registry.notes, **known})
    return after, changes


def _state(states: Mapping[str, WorkbookState], gathered: Gathered, workbook_id: str) -> WorkbookState:
    """The state so far, under the kind and key that the registry gives the workbook now."""
    source = gathered.sources[workbook_id]
    known = states.get(workbook_id) or WorkbookState(workbook_id, source.kind, source.key)
    return replace(known, kind=source.kind, key=source.key)


def _well_read(
    state: WorkbookState,
    reading: DistrictReading | CoachReading,
    gathered: Gathered,
    now: datetime,
    today: date,
    changes: EntryChanges,
) -> WorkbookState:
    counts = reading.counts
    return replace(
        state,
        last_good_read=now,
        trouble=None,
        trouble_since=None,
        rows_in=counts.rows_in,
        accepted=counts.accepted,
        problem_rows=counts.problems,
        duplicates=counts.duplicates,
        repaired=counts.repaired,
        changed_on=today if changes or state.changed_on is None else state.changed_on,
        notes={**state.notes, **_small_tables(state.workbook_id, reading, gathered)},
    )


def _small_tables(workbook_id: str, reading: DistrictReading | CoachReading, gathered: Gathered) -> dict[str, Any]:
    """What a report needs again while the workbook does not change: its small tables, and the places of its tabs."""
    snapshot = gathered.snapshots[workbook_id]
    titles = {tab.key: tab.title for tab in load(TEMPLATES[gathered.sources[workbook_id].kind]).tabs}
    sheet_ids = {titles[tab.key]: tab.sheet_id for tab in snapshot.tabs if tab.key in titles}
    if isinstance(reading, CoachReading):
        return {"asked": noted_questions(standing_questions(reading.asked)), "sheet_ids": sheet_ids}
    return {
        "plan": [asdict(row) for row in reading.plan],
        "onboarding": [asdict(row) for row in reading.onboarding],
        "sheet_ids": sheet_ids,
    }
