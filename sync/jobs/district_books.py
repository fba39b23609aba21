"""What the ledger holds of every district, looked up once, and the view of one district that its papers are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sheets_templates import load
from sheets_templates.cells import TabSnapshot
from sync.coaching.aggregates import district_aggregates
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.contract_days import charge_lines
from sync.coaching.district_dashboard import off_role_is_shown
from sync.coaching.district_paper_view import DistrictPaperView
from sync.coaching.log_reading import in_words
from sync.coaching.metrics_cycles import cycles_shown_to_district
from sync.coaching.name_marks import NameMark
from sync.coaching.names_seen import DistrictTexts, NamesOfRoster
from sync.coaching.pace import contract_days
from sync.coaching.parsing import parse_log
from sync.coaching.period_notes import WrittenNote, written_notes
from sync.coaching.periods import Period
from sync.coaching.quarters import last_close
from sync.coaching.reach import educators_with_access
from sync.coaching.reach_words import reach_in_words
from sync.coaching.registry import District, Registry
from sync.coaching.report_words import last_read_in_words
from sync.coaching.suppression import threshold_of
from sync.google.errors import CredentialsMissing, GoogleProblem
from sync.google.workbooks import read_workbook
from sync.jobs.coach_books import RememberedBooks, remembered_books
from sync.jobs.context import SyncContext
from sync.jobs.memory import plan_of, read_state, remembered_entries
from sync.ledger import WorkbookState

NO_WORKBOOK = "The district has shared no workbook yet; there is no log to report on."
NOTES_LEFT_OUT = (
    "The district's workbook could not be read just now, so the words of its Activity Log are left out: {reason}"
)


@dataclass(frozen=True)
class DistrictBooks:
    """Entries, charge lines, coaches' books without names, and how each workbook was last read, as of the last sync."""

    registry: Registry
    states: Mapping[str, WorkbookState]
    entries: pd.DataFrame
    lines: pd.DataFrame
    books: RememberedBooks

    @classmethod
    def of(cls, context: SyncContext, registry: Registry) -> DistrictBooks:
        with context.ledger.transaction() as rows:
            entries = remembered_entries(rows)
            lines = charge_lines(rows.charge_bases(), registry.confirmations)
            books = remembered_books(rows.coach_books, entries, registry.school_year, context.today())
        return cls(registry, context.ledger.workbooks(), entries, lines, books)

    def state(self, district: District) -> WorkbookState | None:
        return self.states.get(district.workbook_id or "")

    def view(
        self, context: SyncContext, district: District, period: Period, *, notes: bool = True
    ) -> DistrictPaperView:
        """One district's view of a period. `notes`: read the district's workbook for the words of its log (one request); where it
        cannot be read the view says so, and the numbers are those of the last sync."""
        registry, key = self.registry, district.district_id
        own = self.entries[self.entries["district_id"] == key]
        shown = off_role_is_shown(registry)
        in_period, to_date = (
            district_aggregates(some).seen_by_district(key, off_role_shown=shown)
            for some in (period.of(own), period.up_to(own))
        )
        lines = period.up_to(self.lines[self.lines["district_id"] == key])
        calendar = SchoolCalendar(registry, key)
        state = self.state(district)
        words, unread = _words(context, registry, district, period) if notes else ((), "")
        return DistrictPaperView(
            registry=registry,
            district_id=key,
            period=period,
            today=context.today(),
            in_period=in_period,
            to_date=to_date,
            contract_days=contract_days(registry.contracts.get(key), lines, calendar, period.last_day),
            lines=lines,
            as_of=state.changed_on if state else None,
            plan=plan_of(state),
            notes=words,
            unread=unread or _age(context, district, state),
            reach=reach_in_words(registry, key, period.last_day),
            cycles=cycles_shown_to_district(
                self.books.cycles,
                self.books.cycle_educators,
                key,
                educators_with_access(registry)[key],
                threshold_of(registry.settings),
                last_close(registry, context.today()),
            ),
        )


def _words(
    context: SyncContext, registry: Registry, district: District, period: Period
) -> tuple[tuple[WrittenNote, ...], str]:
    """The notes of the district's log, read now and kept nowhere; or why there are none."""
    if district.workbook_id is None:
        return (), NO_WORKBOOK
    transport = context.access.serving(district.sync_identity)
    try:
        snapshot = read_workbook(transport, district.workbook_id)
    except CredentialsMissing:
        raise
    except GoogleProblem as problem:
        return (), NOTES_LEFT_OUT.format(reason=problem)
    log = snapshot.tab("activity_log")
    if log is None:
        return (), NOTES_LEFT_OUT.format(reason="its Activity Log tab is missing.")
    template = load("district_workbook").tab("activity_log")
    key, today = context.fingerprint_key, context.today()
    parsed = parse_log(log, template, district.district_id, registry, today, key, snapshot.locale)
    if not parsed.located.usable:
        return (), NOTES_LEFT_OUT.format(reason=in_words(parsed.problems))
    return written_notes(log, parsed, period, _naming_rows(context, registry, district, log)), ""


def _naming_rows(context: SyncContext, registry: Registry, district: District, log: TabSnapshot) -> set[int]:
    """The rows (1-based) whose text names somebody on a Roster of the district's coaches, told by keyed marks."""
    workbooks = [each.workbook_id for each in registry.assigned_coaches(district.district_id) if each.workbook_id]
    with context.ledger.transaction() as rows:
        marks = [NameMark(**mark) for found in rows.coach_books.marks(workbooks).values() for mark in found]
    key = context.pseudonym_key(registry.school_year)
    names = NamesOfRoster(marks, district.district_id, registry, key)
    texts = DistrictTexts(log, load("district_workbook").tab("activity_log"))
    return {each.row for each in texts.names_seen(names, {})}


def _age(context: SyncContext, district: District, state: WorkbookState | None) -> str:
    """A sentence where the numbers are older than they should be; "" where the last sync could read the workbook."""
    read = read_state(state)
    if read.readable:
        return ""
    age = last_read_in_words(read, context.today(), district.time_zone)
    return f"The numbers here are those of the last good read of the district's workbook ({age}). {read.reason}"
