"""Decide: what was read goes into the ledger, and from ledger, registry and day follows what every workbook should hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from sheets_templates import load
from sync.coaching.aggregates import Aggregates, district_aggregates, merge_stored
from sync.coaching.calendar import school_calendars
from sync.coaching.coach_reading import (
    CoachReading,
    confirmation_row,
    kept_questions,
    new_confirmations,
    open_questions,
    please_confirm_rows,
)
from sync.coaching.district_reading import DistrictReading
from sync.coaching.district_report import district_content, district_headings
from sync.coaching.held_charges import SettledBases, settle_charge_bases
from sync.coaching.lists import coach_lists, district_lists, registry_lists, workbook_facts
from sync.coaching.pace import contract_days
from sync.coaching.program_report import program_content, program_headings
from sync.coaching.registry import Confirmation, Registry
from sync.coaching.views import DistrictView, ProgramDistrict, ProgramView
from sync.jobs.applying import Wanted
from sync.jobs.memory import (
    district_of_workbook,
    onboarding_of,
    plan_of,
    problem_records,
    read_state,
    remembered_corrections,
    remembered_entries,
    remembered_problems,
    row_counts_of,
)
from sync.jobs.outcome import SyncOutcome
from sync.jobs.reading import COACH, DISTRICT, PROGRAM, REGISTRY, TEMPLATES, Gathered
from sync.ledger import EntryChanges, WorkbookState
from sync.ledger.rows import LedgerRows

if TYPE_CHECKING:
    from sync.jobs.sync import SyncContext


@dataclass(frozen=True)
class Decision:
    """What every workbook should hold, in the order of writing, and what to remember of each workbook once it is written."""

    wanted: tuple[Wanted, ...]
    states: Mapping[str, WorkbookState]
    outcome: SyncOutcome


class _Undone(Exception):
    """Ends a transaction without keeping it: how --dry-run decides."""


def decide(context: SyncContext, gathered: Gathered, run_id: str, *, keep: bool) -> Decision:
    """The decision that follows from what was read. `keep` False leaves the ledger as it was."""
    decided: list[Decision] = []
    try:
        with context.ledger.transaction() as rows:
            decided.append(_Deciding(context, gathered, run_id, rows).decision())
            if not keep:
                raise _Undone
    except _Undone:
        pass
    return decided[0]


class _Deciding:
    """One decision, step by step; the ledger's transaction is open for as long as it lives."""

    def __init__(self, context: SyncContext, gathered: Gathered, run_id: str, rows: LedgerRows) -> None:
        self.gathered, self.rows, self.run_id = gathered, rows, run_id
        self.registry = gathered.registry
        self.today, self.now = context.today(), context.now()
        self.states = dict(context.ledger.workbooks())
        self.changes = EntryChanges()

    def decision(self) -> Decision:
        self._remember_readings()
        answers = new_confirmations(self.gathered.coaches, self.registry, self.today)
        self.registry = replace(self.registry, confirmations={**self.registry.confirmations, **answers})
        entries = remembered_entries(self.rows)
        charges = self._charges(entries)
        self.aggregates = {key: Aggregates.from_dict(stored) for key, stored in self.rows.aggregates().items()}
        self.problems = remembered_problems(self.rows)
        self.corrections = remembered_corrections(self.rows, entries, district_of_workbook(self.registry))
        wanted = [
            self._registry_wanted(answers),
            *self._coaches_wanted(charges),
            *self._districts_wanted(charges),
            self._program_wanted(entries, charges),
        ]
        return Decision(tuple(self._differing(wanted)), self.states, self._outcome())

    def _remember_readings(self) -> None:
        """The ledger takes over what was read; what could not be read keeps its last good data and says since when."""
        for reading in (*self.gathered.districts.values(), *self.gathered.coaches.values()):
            self._remember(reading)
        for workbook_id, reason in self.gathered.unread.items():
            source = self.gathered.sources[workbook_id]
            state = self.states.get(workbook_id, WorkbookState(workbook_id, source.kind, source.key))
            since = state.trouble_since or self.now
            self.states[workbook_id] = replace(state, trouble=reason[:500], trouble_since=since, settled=False)

    def _remember(self, reading: DistrictReading | CoachReading) -> None:
        key, kind = (
            (reading.district_id, DISTRICT) if isinstance(reading, DistrictReading) else (reading.coach_id, COACH)
        )
        workbook_id = next(s.workbook_id for s in self.gathered.sources.values() if (s.kind, s.key) == (kind, key))
        closed = {each.month.strftime("%Y-%m") for each in self.registry.closed_months}
        changes = self.rows.record_entries(workbook_id, self.run_id, self.now, reading.entries, closed)
        self.changes = EntryChanges(
            self.changes.inserted + changes.inserted,
            self.changes.edited + changes.edited,
            self.changes.deleted + changes.deleted,
        )
        self.rows.keep_problems(workbook_id, problem_records(reading.problems))
        self.rows.keep_aggregates(workbook_id, district_aggregates(reading.entries).to_dict())
        state = self.states.get(workbook_id, WorkbookState(workbook_id, kind, key))
        self.states[workbook_id] = replace(
            state,
            last_good_read=self.now,
            trouble=None,
            trouble_since=None,
            rows_in=reading.counts.rows_in,
            accepted=reading.counts.accepted,
            problem_rows=reading.counts.problems,
            duplicates=reading.counts.duplicates,
            repaired=reading.counts.repaired,
            changed_on=self.today if changes or state.changed_on is None else state.changed_on,
            notes=_notes(reading, self.gathered),
        )

    def _charges(self, entries: pd.DataFrame) -> SettledBases:
        questions = (*open_questions(self.gathered.coaches, self.registry), *kept_questions(self.registry))
        in_logs = entries[entries["source"] == "district"]
        charges = settle_charge_bases(self.rows.charge_bases(), in_logs, self.registry.confirmations, questions)
        self.rows.keep_charge_bases(charges.bases)
        return charges

    def _registry_wanted(self, answers: Mapping[str, Confirmation]) -> Wanted:
        source = next(s for s in self.gathered.sources.values() if s.kind == REGISTRY)
        state = self.states.get(source.workbook_id, WorkbookState(source.workbook_id, REGISTRY))
        self.states[source.workbook_id] = replace(
            state, last_good_read=self.now, trouble=None, notes={"words": self.gathered.registry_hash}
        )
        return Wanted(
            source,
            load(TEMPLATES[REGISTRY]),
            lists=registry_lists(self.registry),
            facts=workbook_facts(self.registry),
            new_rows={"confirmations": [confirmation_row(answer) for answer in answers.values()]},
        )

    def _coaches_wanted(self, charges: SettledBases) -> Iterable[Wanted]:
        """Please Confirm is written from what stands there, so only workbooks that were read, or have a new question, are wanted."""
        template = load(TEMPLATES[COACH])
        for source in self.gathered.sources.values():
            reading = self.gathered.coaches.get(source.key) if source.kind == COACH else None
            if reading is None:
                continue
            asked = [question for question in charges.questions if question.coach_id == source.key]
            yield Wanted(
                source,
                template,
                lists=coach_lists(self.registry, source.key),
                facts=workbook_facts(self.registry, coach=self.registry.coaches[source.key].name),
                ids={"my_time": reading.ids_to_write},
                questions={"please_confirm": please_confirm_rows(reading, asked, self.registry, self.today)},
            )

    def _districts_wanted(self, charges: SettledBases) -> Iterable[Wanted]:
        template = load(TEMPLATES[DISTRICT])
        self.district_days = {}
        calendars = school_calendars(self.registry)
        lines_of = dict(tuple(charges.lines.groupby("district_id", observed=True)))
        for district_id in self.registry.districts:
            lines = lines_of.get(district_id, charges.lines.iloc[:0])
            contract = self.registry.contracts.get(district_id)
            self.district_days[district_id] = contract_days(contract, lines, calendars[district_id], self.today)
        for source in self.gathered.sources.values():
            if source.kind != DISTRICT or source.workbook_id in self.gathered.unread:
                continue
            view = self._district_view(source.workbook_id, source.key, lines_of.get(source.key, charges.lines.iloc[:0]))
            reading = self.gathered.districts.get(source.key)
            yield Wanted(
                source,
                template,
                district_content(view),
                district_headings(view),
                district_lists(self.registry, source.key),
                workbook_facts(self.registry, district=source.name),
                {"activity_log": reading.ids_to_write} if reading else {},
            )

    def _district_view(self, workbook_id: str, district_id: str, lines: pd.DataFrame) -> DistrictView:
        state = self.states.get(workbook_id)
        return DistrictView(
            registry=self.registry,
            district_id=district_id,
            aggregates=self._all_aggregates(),
            charges=lines,
            contract_days=self.district_days[district_id],
            today=self.today,
            as_of=state.changed_on if state else None,
            problems=self.problems.get(workbook_id, ()),
            plan=plan_of(state),
            corrections=tuple(each for each in self.corrections if each.district_id == district_id),
            sheet_ids=(state.notes if state else {}).get("sheet_ids", {}),
        )

    def _all_aggregates(self) -> Aggregates:
        if not hasattr(self, "_merged"):
            self._merged = merge_stored(each.to_dict() for each in self.aggregates.values())
        return self._merged

    def _program_wanted(self, entries: pd.DataFrame, charges: SettledBases) -> Wanted:
        source = next(s for s in self.gathered.sources.values() if s.kind == PROGRAM)
        changed = [state.changed_on for state in self.states.values() if state.changed_on]
        view = ProgramView(
            registry=self.registry,
            aggregates=self._all_aggregates(),
            districts={district_id: self._program_district(district_id) for district_id in self.registry.districts},
            entries=entries,
            charges=charges.lines,
            today=self.today,
            as_of=max(changed, default=None),
        )
        state = self.states.get(source.workbook_id, WorkbookState(source.workbook_id, PROGRAM))
        self.states[source.workbook_id] = replace(state, notes={"decided_on": self.today.isoformat()})
        return Wanted(
            source,
            load(TEMPLATES[PROGRAM]),
            program_content(view),
            program_headings(view),
            registry_lists(self.registry),
            workbook_facts(self.registry),
        )

    def _program_district(self, district_id: str) -> ProgramDistrict:
        workbook_id = self.registry.districts[district_id].workbook_id
        state = self.states.get(workbook_id) if workbook_id else None
        return ProgramDistrict(
            read=read_state(state),
            contract_days=self.district_days[district_id],
            rows=row_counts_of(state),
            problems=self.problems.get(workbook_id or "", ()),
            onboarding=onboarding_of(state),
            corrections=tuple(each for each in self.corrections if each.district_id == district_id),
        )

    def _differing(self, wanted: Iterable[Wanted]) -> Iterable[Wanted]:
        """Those that were read, and those whose wish is another than the one that the last write fulfilled."""
        for each in wanted:
            state = self.states[each.source.workbook_id]
            if each.source.workbook_id in self.gathered.snapshots or state.content_hash != each.content_hash():
                yield each

    def _outcome(self) -> SyncOutcome:
        logs = [self.states[s.workbook_id] for s in self.gathered.sources.values() if s.workbook_id in self.states]
        return SyncOutcome(
            workbooks_read=len(self.gathered.districts) + len(self.gathered.coaches) + 1,
            rows_in=sum(state.rows_in for state in logs),
            accepted=sum(state.accepted for state in logs),
            problem_rows=sum(state.problem_rows for state in logs),
            duplicates=sum(state.duplicates for state in logs),
            inserted=self.changes.inserted,
            edited=self.changes.edited,
            deleted=self.changes.deleted,
        )


def _notes(reading: DistrictReading | CoachReading, gathered: Gathered) -> dict[str, Any]:
    """The small tables that a report needs again while the workbook does not change."""
    if isinstance(reading, CoachReading):
        return {}
    workbook_id = gathered.registry.districts[reading.district_id].workbook_id
    snapshot = gathered.snapshots[str(workbook_id)]
    return {
        "plan": [asdict(row) for row in reading.plan],
        "onboarding": [asdict(row) for row in reading.onboarding],
        "sheet_ids": {tab.title: tab.sheet_id for tab in snapshot.tabs},
    }
