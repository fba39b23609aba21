"""What the ledger holds of coaches' confidential workbooks, as the frames that every calculation takes, and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import pandas as pd

from sync.coaching.metrics_cycles import PHASE_DAYS
from sync.coaching.nameless import NamelessBook
from sync.ledger import coach_books as tables
from sync.ledger.coach_books import CoachBookRows

ENCOUNTER_COLUMNS: Final = (
    "entry_id",
    "district_id",
    "school_id",
    "coach_id",
    "activity",
    "focus_area",
    "date",
    "educator",
    "cycle_id",
)


def keep_book(rows: CoachBookRows, workbook_id: str, book: NamelessBook, school_year: str) -> None:
    """Takes over what one read may leave behind; a tab that could not be read leaves what was kept before."""
    parts = (
        (tables.encounters, book.encounters),
        (tables.cycles, book.cycles),
        (tables.cycle_educators, book.cycle_educators),
        (tables.roster_marks, book.marks),
    )
    for table, part in parts:
        if part is not None:
            rows.keep(table, workbook_id, [asdict(each) | {"school_year": school_year} for each in part])
    if book.support is not None:
        rows.keep(tables.support, workbook_id, [{"coach_id": book.coach_id, **asdict(each)} for each in book.support])


@dataclass(frozen=True)
class RememberedBooks:
    """All coach workbooks together, without a name: frames as the functions below give them."""

    encounters: pd.DataFrame
    cycles: pd.DataFrame
    cycle_educators: pd.DataFrame
    support: pd.DataFrame


def remembered_books(rows: CoachBookRows, entries: pd.DataFrame, school_year: str, today: date) -> RememberedBooks:
    """What the coach workbooks say of one school year, as it was last read."""
    encounters = remembered_encounters(rows, entries, school_year)
    return RememberedBooks(
        encounters,
        remembered_cycles(rows, encounters, school_year, today),
        remembered_cycle_educators(rows, school_year),
        remembered_support(rows),
    )


def remembered_encounters(rows: CoachBookRows, entries: pd.DataFrame, school_year: str) -> pd.DataFrame:
    """One row for each entry and educator: ENCOUNTER_COLUMNS.

    Place, activity, focus area and date are the entry's own (`entries` as `memory.remembered_entries` gives them); `educator` is
    a pseudonym of this school year; `cycle_id` is empty text where the entry was part of no cycle. An encounter whose entry is
    unknown or does not count is left out.
    """
    kept = rows.frame(tables.encounters, school_year)[["entry_id", "educator", "cycle_id"]]
    logged = entries[[name for name in ENCOUNTER_COLUMNS if name in entries]]
    found = logged.merge(kept, on="entry_id", how="inner").drop_duplicates(["entry_id", "educator"], ignore_index=True)
    return found[list(ENCOUNTER_COLUMNS)]


def remembered_cycles(rows: CoachBookRows, encounters: pd.DataFrame, school_year: str, today: date) -> pd.DataFrame:
    """One row for each coaching cycle of the school year, without a name.

    Columns: those of the ledger's `cycles`, and `last_activity`, the newest of its phases' days and of the dates of its entries up
    to today (NaT where there is none).
    """
    cycles = rows.frame(tables.cycles, school_year)
    worked = encounters[encounters["cycle_id"] != ""].groupby("cycle_id")["date"].max()
    days = cycles[list(PHASE_DAYS)].assign(worked=worked.reindex(cycles["cycle_id"]).to_numpy("datetime64[s]"))
    newest = days.where(days <= pd.Timestamp(today)).max(axis=1)
    return cycles.assign(last_activity=pd.to_datetime(newest).astype("datetime64[s]"))


def remembered_cycle_educators(rows: CoachBookRows, school_year: str) -> pd.DataFrame:
    """Whom (a pseudonym) each cycle is with: `cycle_id`, `district_id`, `educator`."""
    return rows.frame(tables.cycle_educators, school_year)[["cycle_id", "district_id", "educator"]]


def remembered_support(rows: CoachBookRows) -> pd.DataFrame:
    """The support that coaches received: `coach_id`, `day`, `kind`, `minutes`."""
    return rows.frame(tables.support)[["coach_id", "day", "kind", "minutes"]]
