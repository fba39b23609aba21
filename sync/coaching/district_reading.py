"""What one complete read of a district's workbook says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.identity import settle_entry_ids
from sync.coaching.parsing import ParsedLog, parse_log
from sync.coaching.registry import Registry
from sync.coaching.table_rows import table_rows
from sync.coaching.views import OnboardingRow, PlanRow, RowCounts

Elsewhere = Callable[[Collection[str]], Collection[str]]  # of some ids, those that entries of another workbook have

NO_LOG = (
    "The Activity Log tab is missing. Restore it in Google Sheets with File > Version history; until then the last good "
    "data stand in the reports."
)
NOT_SET_UP = "This workbook has not been set up yet. Run `coachlog provision district {district_id}` once it is shared."


@dataclass(frozen=True)
class DistrictReading:
    """The entries of one Activity Log with settled ids, what is to be looked at, and the district's own small tables.

    `ids_to_write` maps a 1-based row to the id that belongs into its Entry ID cell. `held_ids` are entries whose rows cannot be
    read at present: they do not count, and they are not gone either.
    """

    district_id: str
    entries: pd.DataFrame
    problems: tuple[RowProblem, ...]
    counts: RowCounts
    ids_to_write: Mapping[int, str]
    held_ids: frozenset[str]
    plan: tuple[PlanRow, ...]
    onboarding: tuple[OnboardingRow, ...]


@dataclass(frozen=True)
class Unusable:
    """A workbook that was read, but whose log cannot be: `reason` says why and what to do. Its last good data stand."""

    key: str  # district or coach id
    reason: str


def read_district(
    snapshot: WorkbookSnapshot,
    template: WorkbookTemplate,
    district_id: str,
    registry: Registry,
    today: date,
    fingerprint_key: str,
    known: pd.DataFrame,
    new_id: Callable[[int], str],
    elsewhere: Elsewhere,
) -> DistrictReading | Unusable:
    """The reading of one district's workbook; Unusable where the log is missing or lacks a column that it cannot do without.

    Args: `known` holds `entry_id` and `fingerprint` of what the ledger remembers; `new_id` makes an id for a row's number;
        `elsewhere` tells which ids belong to another workbook.
    """
    log = snapshot.tab("activity_log")
    if log is None:
        set_up = any(tab.key for tab in snapshot.tabs)
        return Unusable(district_id, NO_LOG if set_up else NOT_SET_UP.format(district_id=district_id))
    parsed = parse_log(
        log,
        template.tab("activity_log"),
        district_id,
        registry,
        today,
        fingerprint_key,
        locale=snapshot.locale,
    )
    if not parsed.located.usable:
        return Unusable(district_id, in_words(parsed.problems))
    settled = settle_entry_ids(without_ids(parsed, elsewhere), known, new_id)
    return DistrictReading(
        district_id,
        settled.entries,
        settled.problems,
        row_counts(parsed.rows_in, settled.entries, settled.problems, settled.duplicates),
        settled.ids_to_write,
        settled.held_ids,
        plan_rows(snapshot, template),
        onboarding_rows(snapshot, template),
    )


def without_ids(parsed: ParsedLog, elsewhere: Elsewhere) -> ParsedLog:
    """The log without ids that belong to another workbook: a row copied from there, its hidden id with it, is a new entry here."""
    claimed = {entry_id for rows in (parsed.entries, parsed.refused) for entry_id in rows["entry_id"] if entry_id}
    foreign = list(elsewhere(claimed))
    if not foreign:
        return parsed
    entries, refused = (
        rows.assign(entry_id=rows["entry_id"].where(~rows["entry_id"].isin(foreign), ""))
        for rows in (parsed.entries, parsed.refused)
    )
    return replace(parsed, entries=entries, refused=refused)


def in_words(problems: tuple[RowProblem, ...]) -> str:
    """Why a whole tab cannot be read, and what to do."""
    told = [f"{each.message} {each.hint}" for each in problems if each.outcome is Outcome.PROBLEM and each.row is None]
    return " ".join(dict.fromkeys(told)) + " Until then the last good data stand in the reports."


def row_counts(rows_in: int, entries: pd.DataFrame, problems: tuple[RowProblem, ...], duplicates: int) -> RowCounts:
    """Rows in = accepted + problems + duplicates; a repaired row is an accepted one that was read as something else."""
    held_back = {problem.row for problem in problems if problem.outcome is Outcome.PROBLEM and problem.row is not None}
    repaired = {problem.row for problem in problems if problem.outcome is Outcome.REPAIRED and problem.row is not None}
    return RowCounts(rows_in, len(entries), len(held_back), duplicates, len(repaired - held_back))


def plan_rows(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> tuple[PlanRow, ...]:
    """The district's priorities, in the order of its Coaching Plan; a share typed as 40 instead of 40% is read as 40%."""
    rows = table_rows(template.tab("coaching_plan"), snapshot.tab("coaching_plan"))
    return tuple(
        PlanRow(
            row.text("priority"),
            row.text("focus_area"),
            _share(row.number("planned_share")),
            row.number("planned_days"),
        )
        for row in rows
        if row.text("priority") or row.text("focus_area")
    )


def _share(number: float | None) -> float | None:
    return number / 100 if number is not None and number > 1 else number


def onboarding_rows(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> tuple[OnboardingRow, ...]:
    """Which of the onboarding questions are answered; what the answers say stays in the workbook."""
    rows = table_rows(template.tab("onboarding"), snapshot.tab("onboarding"))
    return tuple(
        OnboardingRow(
            row.text("section"),
            row.text("item"),
            bool(row.text("answer")) or row.text("status") == "Not needed",
            row.text("who_answers"),
        )
        for row in rows
        if row.text("item")
    )
