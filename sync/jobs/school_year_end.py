"""The end of a school year: its pseudonym key is destroyed, and what was made with it is dropped.

The new year's key needs no command: it is made the first time that the registry names the new school year.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from sheets_templates import load
from sync.coaching.table_rows import table_rows
from sync.google.workbooks import read_workbook
from sync.jobs.coach_books import remembered_encounters
from sync.jobs.context import SyncContext
from sync.jobs.forgetting import JOB, LEASE
from sync.jobs.memory import remembered_entries
from sync.jobs.reading import REGISTRY, TEMPLATES, parsed_registry


class SchoolYearNotOver(Exception):
    """The registry still names that school year."""

    def __init__(self, school_year: str) -> None:
        super().__init__(
            f"{school_year} is the registry's school year: its educators are still being counted. Publish the final count, enter "
            "the new year in the registry's Settings, sync, and run this again."
        )


class NoFinalCount(Exception):
    """Nothing was published since the year's last encounter, and after this nobody could count it any more."""

    def __init__(self, school_year: str, last: date) -> None:
        super().__init__(
            f"No count was published since the last encounter of {school_year} ({last.isoformat()}). Without the key of that year "
            "nobody can count its educators again. Give --without-final-count if that is meant."
        )


def forget_school_year(context: SyncContext, school_year: str, key_file: Path, without_final: bool) -> int:
    """Drops everything made with the key of a school year, then the key; how many rows there were. It may be repeated.

    Raises: SchoolYearNotOver, NoFinalCount; LedgerBusy while a sync runs.
    """
    if parsed_registry(context.access).school_year == school_year:
        raise SchoolYearNotOver(school_year)
    with context.ledger.lease(JOB, context.measured(), LEASE):
        with context.ledger.transaction() as rows:
            last = remembered_encounters(rows.coach_books, remembered_entries(rows), school_year)["date"].max()
            if not pd.isna(last) and not without_final and not _published_since(context, last.date()):
                raise NoFinalCount(school_year, last.date())
            removed = rows.coach_books.forget_year(school_year)
        context.ledger.wipe_removed()
        key_file.unlink(missing_ok=True)
    return removed


def _published_since(context: SyncContext, day: date) -> bool:
    tab = load(TEMPLATES[REGISTRY]).tab("published_editions")
    snapshot = read_workbook(context.access.own, context.access.registry_id).tab("published_editions")
    return any((published := row.day("published_on")) and published >= day for row in table_rows(tab, snapshot))
