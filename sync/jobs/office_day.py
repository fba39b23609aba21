"""What a district administrator and the director see on their cards: from the ledger and the registry, without asking Google."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final

import pandas as pd

from sync.coaching.aggregates import merge_stored
from sync.coaching.calendar import SchoolCalendar, school_calendars
from sync.coaching.contract_days import charge_lines
from sync.coaching.district_dashboard import OTHER_TIME, OUTSIDE_COACHING, off_role_is_shown
from sync.coaching.metrics import Share, share_by_activity, share_by_focus_area
from sync.coaching.metrics_days import ProgramDays, program_days
from sync.coaching.metrics_quality import districts_read
from sync.coaching.onboarding_status import OnboardingStatus, onboarding_status
from sync.coaching.pace import ContractDays, contract_days
from sync.coaching.registry import District, Registry
from sync.coaching.views import DocumentState, ReadState, RowCounts, UnplacedResponse
from sync.coaching.vocabulary import TimeKind
from sync.jobs.inbox import form_troubles, unplaced_responses
from sync.jobs.memory import onboarding_documents, onboarding_of, read_state, row_counts_of
from sync.jobs.outcome import Trouble
from sync.jobs.sync import JOB
from sync.ledger import Ledger, WorkbookState

TOP_ITEMS: Final = 3
DASHBOARD: Final = "Dashboard"
_FOLDED: Final = {
    TimeKind.TRAVEL: OTHER_TIME,
    TimeKind.PREPARATION: OTHER_TIME,
    TimeKind.COACH_LEARNING: OTHER_TIME,
}


@dataclass(frozen=True)
class DistrictDay:
    """How one district stands. `activities` and `focus_areas` are the largest shares of time, `dashboard_sheet_id` the tab
    to open."""

    district: District
    today: date
    days: ContractDays
    activities: Mapping[str, Share]
    focus_areas: Mapping[str, Share]
    onboarding: OnboardingStatus
    read: ReadState
    rows: RowCounts
    dashboard_sheet_id: int | None


@dataclass(frozen=True)
class DistrictState:
    """One line of the director's card."""

    district: District
    read: ReadState
    rows: RowCounts
    days: ContractDays
    onboarding: OnboardingStatus


@dataclass(frozen=True)
class ProgramDay:
    """How the program stands: every district in the registry's order, their sums, the last run of the sync (None: never), the form
    responses that wait, and the forms that cannot be read or mended. Times are aware; `time_zone` is the program's."""

    today: date
    time_zone: str
    districts: tuple[DistrictState, ...]
    days: ProgramDays
    readable: Share
    last_run_at: datetime | None
    last_run: str
    unplaced: tuple[UnplacedResponse, ...]
    form_troubles: tuple[Trouble, ...]


def district_day(registry: Registry, ledger: Ledger, district: District, today: date) -> DistrictDay:
    """How a district stands, as of the last sync."""
    workbook_id = district.workbook_id or ""
    state = ledger.workbooks().get(workbook_id)
    coaches = [each.workbook_id for each in registry.assigned_coaches(district.district_id)]
    with ledger.transaction() as rows:
        stored = rows.aggregates([*filter(None, (workbook_id, *coaches))])
        # A coach's day is one over all districts, so lines are decided on all that this district's coaches are charged.
        published = rows.charge_bases(coach_ids=rows.coaches_charged_in(district.district_id))
    sums = merge_stored(stored.values())
    shown = off_role_is_shown(registry)
    seen = sums.seen_by_district(district.district_id, off_role_shown=shown)
    folded = _FOLDED if shown else {**_FOLDED, TimeKind.OFF_ROLE: OUTSIDE_COACHING}
    calendar = SchoolCalendar(registry, district.district_id)
    return DistrictDay(
        district,
        today,
        _days(registry, charge_lines(published, registry.confirmations), district.district_id, calendar, today),
        dict(islice(share_by_activity(seen, folded).items(), TOP_ITEMS)),
        dict(islice(share_by_focus_area(seen).items(), TOP_ITEMS)),
        onboarding_status(onboarding_of(state), onboarding_documents(ledger).get(district.district_id)),
        read_state(state),
        row_counts_of(state),
        (state.notes if state else {}).get("sheet_ids", {}).get(DASHBOARD),
    )


def program_day(registry: Registry, ledger: Ledger, today: date, time_zone: str) -> ProgramDay:
    """How the whole program stands, as of the last sync."""
    states, documents = ledger.workbooks(), onboarding_documents(ledger)
    with ledger.transaction() as rows:
        lines = charge_lines(rows.charge_bases(), registry.confirmations)
    calendars = school_calendars(registry)
    of_district = dict(tuple(lines.groupby("district_id", observed=True)))
    none = lines.iloc[:0]
    found = tuple(
        _district_state(
            district,
            states.get(district.workbook_id or ""),
            documents.get(key),
            contract_days(registry.contracts.get(key), of_district.get(key, none), calendars[key], today),
        )
        for key, district in registry.districts.items()
    )
    run: Mapping[str, Any] = ledger.last_run(JOB) or {}
    ended: datetime | None = run.get("finished_at")
    return ProgramDay(
        today,
        time_zone,
        found,
        program_days(each.days for each in found),
        districts_read(each.read for each in found),
        ended and ended.replace(tzinfo=UTC),
        str(run.get("outcome", "")),
        tuple(unplaced_responses(ledger)),
        tuple(form_troubles(ledger, registry)),
    )


def _district_state(
    district: District, state: WorkbookState | None, document: DocumentState | None, days: ContractDays
) -> DistrictState:
    onboarding = onboarding_status(onboarding_of(state), document)
    return DistrictState(district, read_state(state), row_counts_of(state), days, onboarding)


def _days(
    registry: Registry, lines: pd.DataFrame, district_id: str, calendar: SchoolCalendar, today: date
) -> ContractDays:
    own = lines[lines["district_id"] == district_id]
    return contract_days(registry.contracts.get(district_id), own, calendar, today)
