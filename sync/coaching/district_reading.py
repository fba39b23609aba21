"""What one complete read of a district's workbook says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions, plain
from sheets_templates.model import Tab, WorkbookTemplate
from sync.coaching.copied_tabs import copy_notices
from sync.coaching.funding_notices import funding_notices
from sync.coaching.log_reading import Elsewhere, LogReading, Unusable, in_words, log_reading
from sync.coaching.parsing import parse_log
from sync.coaching.plan_reading import read_plan
from sync.coaching.registry import Registry
from sync.coaching.table_rows import table_rows
from sync.coaching.views import OnboardingAnswer, OnboardingRow, PlanRow

NO_LOG = (
    "The Activity Log tab is missing. Restore it in Google Sheets with File > Version history, or name a tab that has all its "
    "headers in the first row Activity Log; until then the last good data stand in the reports."
)
NOT_NEEDED = "Not needed"  # a status of the Onboarding tab
NOT_SET_UP = "This workbook has not been set up yet. Run `coachlog provision district {district_id}` once it is shared."


@dataclass(frozen=True)
class DistrictReading(LogReading):
    """What the Activity Log says, and the district's own small tables. `answers` are the words of the onboarding questions: for the
    document, never for the ledger."""

    district_id: str
    plan: tuple[PlanRow, ...]
    onboarding: tuple[OnboardingRow, ...]
    answers: tuple[OnboardingAnswer, ...]


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

    Args: `known`, `new_id` and `elsewhere` as `log_reading` takes them.
    """
    set_up = any(tab.key for tab in snapshot.tabs)
    log = snapshot.tab("activity_log") or (made_by_hand(snapshot, template.tab("activity_log")) if set_up else None)
    if log is None:
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
    answers = onboarding_answers(snapshot, template)
    reading = log_reading(parsed, known, new_id, elsewhere)
    funding = funding_notices(reading.entries, district_id, registry, parsed.located)
    plan, of_plan = read_plan(snapshot, template, registry)
    noticed = (*reading.problems, *funding, *of_plan, *copy_notices(snapshot, template))
    return DistrictReading(
        **vars(replace(reading, problems=noticed)),
        district_id=district_id,
        plan=plan,
        onboarding=onboarding_rows(answers),
        answers=answers,
    )


def made_by_hand(snapshot: WorkbookSnapshot, tab: Tab) -> TabSnapshot | None:
    """The tab that somebody made again after ours was deleted: of its title, and with all required headers in its first row. The
    write that follows marks the same tab (`tab_plans`)."""
    for standing in snapshot.tabs:
        if standing.key is None and standing.copy_of is None and plain(standing.title) == plain(tab.title):
            found = column_positions(tab, standing)
            return standing if all(column.key in found for column in tab.columns if column.required) else None
    return None


def onboarding_answers(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> tuple[OnboardingAnswer, ...]:
    """What the district answers to the onboarding questions, in the order of its tab."""
    rows = table_rows(template.tab("onboarding"), snapshot.tab("onboarding"))
    return tuple(
        OnboardingAnswer(
            row.text("section"),
            row.text("item"),
            row.text("answer"),
            row.text("who_answers"),
            row.text("status") != NOT_NEEDED,
        )
        for row in rows
        if row.text("item")
    )


def onboarding_rows(answers: Iterable[OnboardingAnswer]) -> tuple[OnboardingRow, ...]:
    """Which of the onboarding questions are answered; what the answers say stays in the workbook."""
    return tuple(OnboardingRow(each.section, each.item, each.answered, each.who_answers) for each in answers)
