"""A hand-edited log as entries: every row accepted, repaired with a note, or listed with what is wrong and
how to mend it. None is lost, none doubled.

Rows in = accepted + problem here; `sync.coaching.identity` then takes the duplicates out of the accepted
ones. A blank row is not a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from sheets_templates.cells import Cell, TabSnapshot
from sheets_templates.model import Tab
from sync.coaching import row_rules
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.columns import LocatedColumns, locate_columns
from sync.coaching.distinct import Codes
from sync.coaching.entries import Outcome, RowProblem, no_entries
from sync.coaching.entry_frames import entry_frame, entry_ids_of, well_formed
from sync.coaching.header_rows import Fits
from sync.coaching.log_readers import LogContext, activity_log_readers, my_time_readers
from sync.coaching.log_rows import Draft, Grid, drafted, log_grid
from sync.coaching.my_time_rules import only_district_of_the_day
from sync.coaching.readings import ColumnReader, ReadColumn
from sync.coaching.registry import Registry
from sync.coaching.telling_columns import telling_columns
from sync.coaching.vocabulary import Delivery


@dataclass(frozen=True)
class ParsedLog:
    """What one read of a log says. `entries` is a frame of `ENTRY_COLUMNS`, with an empty `entry_id` where
    the cell is empty or no id of ours. `refused` has `row` and `entry_id` of the rows that do not count:
    an id there is not a deleted entry. `problems` may name a row more than once."""

    entries: pd.DataFrame
    problems: tuple[RowProblem, ...]
    rows_in: int
    located: LocatedColumns
    refused: pd.DataFrame


def parse_log(
    tab: TabSnapshot,
    template_tab: Tab,
    district_id: str,
    registry: Registry,
    today: date,
    fingerprint_key: str,
    locale: str = "en_US",
) -> ParsedLog:
    """The entries of one district's Activity Log.

    `today` is the day in the district's time zone, `locale` the workbook's own (it orders the day and month
    of dates typed as text). Where a required column is gone, or it cannot be told what a column holds, every
    row is refused. Raises ValueError for an empty fingerprint key.
    """
    context = LogContext(registry, today, locale)
    located = locate_columns(tab, template_tab, _fits(activity_log_readers(context, district_id)))
    notices = (*located.problems, *telling_columns(located, tab))
    grid = log_grid(tab, template_tab, located)
    if not located.usable:
        return _nothing_read(tab, grid, located, notices)
    context = LogContext(registry, today, locale, located.headers.get("minutes", ""))
    assignments = row_rules.assignments_of(registry, district_id)
    draft = drafted(grid, activity_log_readers(context, district_id))
    draft = row_rules.served_by_its_coaches(draft, assignments)
    draft = row_rules.school_open_on_the_day(draft, SchoolCalendar(registry, district_id))
    draft = row_rules.focus_area_fits(draft, registry)
    draft = row_rules.no_head_count_of_one_to_one(draft)
    says = {**draft.columns, "district": ReadColumn.constant(district_id, len(draft.rows))}
    return _parsed(tab, grid, located, notices, draft, says, fingerprint_key, "district")


def parse_my_time(
    tab: TabSnapshot,
    template_tab: Tab,
    coach_id: str,
    registry: Registry,
    today: date,
    fingerprint_key: str,
    locale: str = "en_US",
) -> ParsedLog:
    """The entries of one coach's My Time: other time and off-role duties that are kept out of a district's
    file.

    An empty district is the one district that the coach serves on that date. With none or several, other time
    counts as the program's own (`district_id` is empty text) and an off-role duty is a problem. Otherwise as
    `parse_log`.
    """
    context = LogContext(registry, today, locale)
    located = locate_columns(tab, template_tab, _fits(my_time_readers(context, coach_id)))
    grid = log_grid(tab, template_tab, located)
    if not located.usable:
        return _nothing_read(tab, grid, located, located.problems)
    context = LogContext(registry, today, locale, located.headers.get("minutes", ""))
    assignments = tuple(assignment for assignment in registry.assignments if assignment.coach_id == coach_id)
    draft = only_district_of_the_day(drafted(grid, my_time_readers(context, coach_id)), assignments)
    rows = len(draft.rows)
    says = {
        **draft.columns,
        **{key: ReadColumn.constant("", rows) for key in ("school", "focus_area", "contract_day", "funding_source")},
        "coach": ReadColumn.constant(coach_id, rows),
        "delivery": ReadColumn.constant(Delivery.IN_PERSON.value, rows),
        "attendance": ReadColumn.constant(None, rows),
    }
    return _parsed(tab, grid, located, located.problems, draft, says, fingerprint_key, "coach")


def _parsed(
    tab: TabSnapshot,
    grid: Grid,
    located: LocatedColumns,
    notices: tuple[RowProblem, ...],
    draft: Draft,
    says: Mapping[str, ReadColumn],
    fingerprint_key: str,
    source: str,
) -> ParsedLog:
    ids = _ids(tab, grid, located)
    refused = draft.refused
    entries = entry_frame(says, grid.notes, draft.rows, ids, ~refused, source, fingerprint_key)
    refused_rows = _refused_rows(draft.rows[refused], ids[refused])
    problems = (*notices, *grid.notices, *draft.problems(located, ids.tolist()))
    return ParsedLog(entries, problems, len(draft.rows), located, refused_rows)


def _nothing_read(tab: TabSnapshot, grid: Grid, located: LocatedColumns, notices: tuple[RowProblem, ...]) -> ParsedLog:
    """Every row refused, for one reason that the tab's own problem tells: the columns are not certain."""
    refused = _refused_rows(grid.rows + 1, _ids(tab, grid, located))
    return ParsedLog(no_entries(), (*notices, *grid.notices), len(grid.rows), located, refused)


def _ids(tab: TabSnapshot, grid: Grid, located: LocatedColumns) -> npt.NDArray[np.object_]:
    index = located.positions.get("entry_id", len(tab.columns))
    return entry_ids_of(tab.columns[index] if index < len(tab.columns) else None, grid.rows)


def _refused_rows(rows: Codes, ids: npt.NDArray[np.object_]) -> pd.DataFrame:
    known = pd.array([well_formed(entry_id) for entry_id in ids], dtype="str")
    return pd.DataFrame({"row": rows.astype(np.int32), "entry_id": known})


def _fits(readers: Mapping[str, ColumnReader]) -> Fits:
    """Whether a cell could stand in a column: what its reader does not refuse; an id in the column of ids."""

    def fits(key: str, cell: Cell) -> bool:
        if key == "entry_id":
            return isinstance(cell, str) and bool(well_formed(cell))
        if key not in readers:
            return True
        remark = readers[key].read(cell).remark
        return remark is None or remark.outcome is Outcome.REPAIRED

    return fits
