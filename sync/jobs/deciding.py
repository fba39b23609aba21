"""Decide: what was read goes into the ledger, and from ledger, registry and day follows what every workbook should hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sync.coaching.aggregates import merge_stored
from sync.coaching.confirmations import kept_questions, new_confirmations, open_questions
from sync.coaching.held_charges import SettledBases, settle_charge_bases
from sync.coaching.registry import Registry
from sync.jobs.applying import Wanted
from sync.jobs.charging import bases_in_logs
from sync.jobs.coach_books import remembered_books
from sync.jobs.context import SyncContext
from sync.jobs.memory import (
    district_of_workbook,
    onboarding_documents,
    remembered_corrections,
    remembered_entries,
    remembered_problems,
)
from sync.jobs.moved_workbooks import states_after_moving, without_owner
from sync.jobs.name_warnings import look_for_names
from sync.jobs.outcome import SyncOutcome
from sync.jobs.reading import Gathered
from sync.jobs.remembering import remember_readings
from sync.jobs.wanting import Picture, wanted_workbooks
from sync.ledger import EntryChanges, WorkbookState
from sync.ledger.rows import LedgerRows


@dataclass(frozen=True)
class Decision:
    """What every workbook should hold, in the order of writing, and what to remember of each once it is written.

    `wanted` makes each workbook's content when it is asked for, once: the contents of a thousand workbooks are never in memory
    together. What `states` holds of a workbook is complete once its wanted content was made.
    """

    wanted: Iterator[Wanted]
    states: Mapping[str, WorkbookState]
    outcome: SyncOutcome


class _Undone(Exception):
    """Ends a transaction without keeping it: how --dry-run decides."""


def decide(context: SyncContext, gathered: Gathered, run_id: str, *, keep: bool) -> Decision:
    """The decision that follows from what was read. `keep` False leaves the ledger as it was."""
    states = context.ledger.workbooks()
    decision = None
    try:
        with context.ledger.transaction() as rows:
            decision = _decided(context, gathered, run_id, rows, states)
            if not keep:
                raise _Undone
    except _Undone:
        pass
    assert decision is not None  # noqa: S101 - the block above either sets it or raises
    return decision


def _decided(
    context: SyncContext, gathered: Gathered, run_id: str, rows: LedgerRows, known: Mapping[str, WorkbookState]
) -> Decision:
    today = context.today()
    known = _followed(rows, gathered, known)
    states, changes = remember_readings(rows, gathered, known, run_id, context.now(), today)
    key = context.pseudonym_key(gathered.registry.school_year)
    states = look_for_names(rows.coach_books, gathered, states, key)
    answers = new_confirmations(gathered.coaches, gathered.registry, today)
    registry = replace(gathered.registry, confirmations={**gathered.registry.confirmations, **answers})
    entries = remembered_entries(rows)
    picture = Picture(
        registry=registry,
        today=today,
        gathered=gathered,
        states=states,
        entries=entries,
        aggregates=merge_stored(rows.aggregates().values()),
        problems=remembered_problems(rows),
        corrections=remembered_corrections(rows, entries, district_of_workbook(registry)),
        charges=_charges(rows, gathered, registry, entries),
        new_answers=tuple(answers.values()),
        books=remembered_books(rows.coach_books, entries, registry.school_year, today),
        documents=onboarding_documents(context.ledger),
    )
    wanted, states = wanted_workbooks(picture)
    differing = (each for each in wanted if _differs(each, states, gathered))
    return Decision(differing, states, _outcome(picture, changes))


def _followed(rows: LedgerRows, gathered: Gathered, known: Mapping[str, WorkbookState]) -> Mapping[str, WorkbookState]:
    """The states once the ledger's rows stand under the workbooks that the registry names now."""
    ownerless = without_owner(known, gathered.sources) if gathered.whole else set()
    for old, new in gathered.replaced.items():
        rows.places.move(old, new)
    for workbook_id in ownerless:
        rows.places.leave(workbook_id)
    return states_after_moving(known, gathered.replaced, ownerless)


def _charges(rows: LedgerRows, gathered: Gathered, registry: Registry, entries: pd.DataFrame) -> SettledBases:
    """Contract days over all districts. Where a charged row cannot be read at present, its charge stands and nothing is asked."""
    published = rows.charge_bases()
    held = {entry_id for reading in gathered.readings.values() for entry_id in reading.held_ids}
    in_logs = bases_in_logs(entries, published, held)
    questions = (*open_questions(gathered.coaches, registry), *kept_questions(registry))
    charges = settle_charge_bases(published, in_logs, registry.confirmations, questions)
    rows.keep_charge_bases(charges.bases, published)
    return charges


def _differs(wanted: Wanted, states: Mapping[str, WorkbookState], gathered: Gathered) -> bool:
    """Whether a workbook was read or may have been written in, was not seen since it was written, or is wanted otherwise than the
    last write left it."""
    workbook_id = wanted.source.workbook_id
    state = states.get(workbook_id)
    changed = workbook_id in gathered.snapshots or workbook_id in gathered.touched
    return changed or state is None or not state.settled or state.content_hash != wanted.content_hash


def _outcome(picture: Picture, changes: EntryChanges) -> SyncOutcome:
    logs = [state for workbook_id, state in picture.states.items() if workbook_id in picture.gathered.sources]
    return SyncOutcome(
        workbooks_read=len(picture.gathered.readings) + 1,
        rows_in=sum(state.rows_in for state in logs),
        accepted=sum(state.accepted for state in logs),
        problem_rows=sum(state.problem_rows for state in logs),
        duplicates=sum(state.duplicates for state in logs),
        inserted=changes.inserted,
        edited=changes.edited,
        deleted=changes.deleted,
    )
