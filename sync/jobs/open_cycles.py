"""A coach's open coaching cycles and which are overdue, from the coach's own confidential workbook, read with the coach's token.

No name leaves the workbook: a cycle is told by the short name that the coach gave it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.registry import Coach, Registry
from sync.coaching.table_rows import TableRow, table_rows
from sync.coaching.texts import plain
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook
from sync.jobs.memory import remembered_entries
from sync.ledger import Ledger

OVERDUE_SCHOOL_DAYS: Final = 15  # without any activity (DOMAIN.md, Coaching cycle)
_PHASE_DAYS: Final = ("identify_on", "set_goal_on", "plan_on", "implement_on", "reflect_on")


@dataclass(frozen=True)
class OpenCycle:
    """`idle_days` are school days since the last activity, None where no day stands anywhere; `overdue` from 15 on."""

    cycle: str
    district: str
    phase: str
    last_day: date | None
    idle_days: int | None

    @property
    def overdue(self) -> bool:
        return self.idle_days is not None and self.idle_days >= OVERDUE_SCHOOL_DAYS


def open_cycles(
    person: Transport, coach: Coach, registry: Registry, ledger: Ledger, today: date
) -> tuple[OpenCycle, ...]:
    """The open cycles, the longest idle first. One request.

    Raises: GoogleProblem, also where the coach has not opened the workbook with coachlog yet.
    """
    snapshot = read_workbook(person, coach.workbook_id or "")
    days_of_entry = _days_of_entries(ledger, registry, coach)
    worked: dict[str, list[date]] = {}
    for row in table_rows(load("coach_workbook").tab("worked_with"), snapshot.tab("worked_with")):
        if row.text("entry_id") in days_of_entry:
            worked.setdefault(plain(row.text("cycle")), []).append(days_of_entry[row.text("entry_id")])
    cycles = [_cycle(row, worked, registry, today) for row in _open_rows(snapshot)]
    return tuple(sorted(cycles, key=lambda cycle: -(cycle.idle_days or 0)))


def _open_rows(snapshot: WorkbookSnapshot) -> list[TableRow]:
    """A cycle is open until its reflection is recorded, or it is closed with a reason."""
    rows = table_rows(load("coach_workbook").tab("coaching_cycles"), snapshot.tab("coaching_cycles"))
    return [
        row
        for row in rows
        if row.text("cycle")
        and not row.text("reflection")
        and not row.text("closed_on")
        and not row.text("closed_reason")
    ]


def _cycle(row: TableRow, worked: dict[str, list[date]], registry: Registry, today: date) -> OpenCycle:
    known = [day for key in _PHASE_DAYS if (day := row.day(key)) and day <= today]
    last = max([*known, *worked.get(plain(row.text("cycle")), ())], default=None)
    named = [key for key, district in registry.districts.items() if plain(district.name) == plain(row.text("district"))]
    calendar = SchoolCalendar(registry, named[0] if named else None)
    idle = calendar.school_days_since(last, today) if last else None
    return OpenCycle(row.text("cycle"), row.text("district"), row.text("phase"), last, idle)


def _days_of_entries(ledger: Ledger, registry: Registry, coach: Coach) -> dict[str, date]:
    served = {each.district_id for each in registry.assignments if each.coach_id == coach.coach_id}
    workbooks = [each.workbook_id for key, each in registry.districts.items() if key in served and each.workbook_id]
    with ledger.transaction() as rows:
        entries = remembered_entries(rows, workbooks)
    return dict(zip(entries["entry_id"], entries["date"].dt.date, strict=True))
