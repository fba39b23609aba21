"""A coach's cycles as the coach's own cards show them: how far, how long idle, and which entries are not linked to anybody yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.coach_book import CoachingCycle, CycleState, Educator
from sync.coaching.coach_book_parsing import NARRATIVE
from sync.coaching.cycle_activity import CycleActivity, cycle_activity, is_overdue, is_waiting, overdue_after
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.linking import unlinked_entries
from sync.coaching.registry import Coach, Registry
from sync.coaching.table_rows import TableRow
from sync.coaching.texts import plain
from sync.coaching.vocabulary import CyclePhase
from sync.jobs.memory import remembered_entries
from sync.jobs.own_workbook import CYCLES, WORKED_WITH, OwnWorkbook, rows_of
from sync.ledger import Ledger


@dataclass(frozen=True)
class ShownCycle:
    """One cycle with its key. `texts` are its narrative cells by column key, line by line as they stand there. `overdue` and
    `waiting` are said of open cycles only."""

    key: str
    cycle: CoachingCycle
    district: str
    texts: Mapping[str, str] = field(repr=False)
    activity: CycleActivity
    overdue: bool
    waiting: bool

    @property
    def is_open(self) -> bool:
        return self.cycle.state is CycleState.OPEN

    @property
    def next_phase(self) -> CyclePhase | None:
        """The phase after this one; None after the last."""
        phases = list(CyclePhase)
        place = phases.index(self.cycle.phase) + 1
        return phases[place] if place < len(phases) else None

    @property
    def with_whom(self) -> str:
        """The educators' names, for the coach's eyes."""
        return ", ".join(each.name for each in self.cycle.educators)


@dataclass(frozen=True)
class CyclesBook:
    """What the coach's cards show of the coach's own workbook. `roster` by key; `entries` are the coach's, of every district and My
    Time, as of the last sync (entries.ENTRY_COLUMNS); `linked_ids` the entries that Worked With names, `gone` those of them that
    were deleted since; `problems` the rows and cells that cannot be used."""

    roster: Mapping[str, Educator]
    cycles: tuple[ShownCycle, ...]
    linked_ids: frozenset[str]
    gone: frozenset[str]
    entries: pd.DataFrame
    problems: tuple[RowProblem, ...]
    today: date

    @cached_property
    def open_cycles(self) -> tuple[ShownCycle, ...]:
        """The open ones, the longest idle first."""
        return tuple(
            sorted((each for each in self.cycles if each.is_open), key=lambda each: -(each.activity.idle_days or 0))
        )

    @cached_property
    def unlinked(self) -> pd.DataFrame:
        """One-to-one entries of the last two weeks of which it is not said yet with whom they were, newest first."""
        return unlinked_entries(self.entries, self.linked_ids, self.today)

    def by_phase(self) -> Mapping[CyclePhase, int]:
        """Open cycles by phase, all five."""
        counts = Counter(each.cycle.phase for each in self.open_cycles)
        return {phase: counts[phase] for phase in CyclePhase}

    def of_district(self, district_id: str) -> tuple[tuple[ShownCycle, ...], Mapping[str, Educator]]:
        """The open cycles of a district, the one that was worked on last first, and its educators by name."""
        cycles = [each for each in reversed(self.open_cycles) if each.cycle.district_id == district_id]
        educators = [(key, each) for key, each in self.roster.items() if each.district_id == district_id]
        return tuple(cycles), dict(sorted(educators, key=lambda item: plain(item[1].name)))

    def cycle(self, key: str) -> ShownCycle | None:
        return next((each for each in self.cycles if each.key == key), None)

    def district_of_entry(self, entry_id: str) -> str | None:
        """The district of an entry of this coach; None for one that no sync has seen, or that is gone."""
        found = self.entries.loc[self.entries["entry_id"] == entry_id, "district_id"]
        return str(found.iloc[0]) if len(found) else None


def cycles_book(own: OwnWorkbook, snapshot: WorkbookSnapshot, ledger: Ledger, today: date) -> CyclesBook:
    """The workbook of a coach, from one read of it and from the ledger."""
    keyed, registry = own.keyed(snapshot), own.registry
    entries = coach_entries(own.coach, registry, ledger)
    linked = frozenset(entry_id for row in rows_of(snapshot, WORKED_WITH) if (entry_id := row.text("entry_id")))
    with ledger.transaction() as rows:
        gone = rows.deleted_ids(linked)
    day_of = dict(zip(entries["entry_id"], entries["date"].dt.date, strict=True))
    worked: dict[int, list[date]] = {}
    for link in keyed.book.worked_with or ():
        if link.cycle and link.entry_id in day_of:
            worked.setdefault(link.cycle.row, []).append(day_of[link.entry_id])
    texts = {row.row: _narrative(row) for row in rows_of(snapshot, CYCLES)}
    calendars = {
        each: SchoolCalendar(registry, each) for each in {cycle.district_id for cycle in keyed.cycles.values()}
    }
    longest = overdue_after(registry)

    def shown(key: str, cycle: CoachingCycle) -> ShownCycle:
        days = (*cycle.began.values(), *worked.get(cycle.row, ()))
        activity = cycle_activity(days, calendars[cycle.district_id], today)
        is_open = cycle.state is CycleState.OPEN
        return ShownCycle(
            key,
            cycle,
            registry.districts[cycle.district_id].name,
            texts.get(cycle.row, {}),
            activity,
            is_open and is_overdue(activity, longest),
            is_open and is_waiting(activity, cycle.phase, longest),
        )

    cycles = [shown(key, cycle) for key, cycle in keyed.cycles.items()]
    problems = tuple(each for each in keyed.book.problems if each.outcome is Outcome.PROBLEM)
    return CyclesBook(keyed.roster, tuple(cycles), linked, frozenset(gone), entries, problems, today)


def coach_entries(coach: Coach, registry: Registry, ledger: Ledger) -> pd.DataFrame:
    """What the coach logged, in every district of the year and in My Time, as of the last sync."""
    served = {each.district_id for each in registry.assignments_by_coach.get(coach.coach_id, ())}
    workbooks = [each.workbook_id for key, each in registry.districts.items() if key in served]
    with ledger.transaction() as rows:
        entries = remembered_entries(rows, [*filter(None, [*workbooks, coach.workbook_id])])
    return entries[entries["coach_id"] == coach.coach_id]


def _narrative(row: TableRow) -> dict[str, str]:
    return {name: text for name in NARRATIVE if (text := row.text(name))}
