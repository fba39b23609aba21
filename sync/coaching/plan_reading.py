"""What the Coaching Plan says: the district's priorities, with what they should take of the coach's time. Whatever cannot be used
is pointed out and left out; the rest of the row counts."""

from __future__ import annotations

from typing import Final

from sheets_templates.cells import Cell, CellError, ClockSerial, DaySerial, WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.edited_tabs import EditedTab
from sync.coaching.entries import RowProblem
from sync.coaching.log_words import focus_area_reader
from sync.coaching.readings import Reading, noticed
from sync.coaching.registry import Registry
from sync.coaching.table_rows import number_in
from sync.coaching.views import PlanRow

MOST_DAYS: Final = 366.0  # of one school year
_LEFT_OUT: Final = "It was left out; the rest of the row counts."


def read_plan(
    snapshot: WorkbookSnapshot, template: WorkbookTemplate, registry: Registry
) -> tuple[tuple[PlanRow, ...], tuple[RowProblem, ...]]:
    """The priorities in the order of the tab, and what is to be mended in it. No tab gives neither: it is made again."""
    if snapshot.tab("coaching_plan") is None:
        return (), ()
    tab = EditedTab(snapshot, template.tab("coaching_plan"))
    focus_areas = focus_area_reader(registry, required=False)
    rows = tuple(
        PlanRow(
            row.text("priority"),
            row.read("focus_area", focus_areas.read) or "",
            row.read("planned_share", planned_share),
            row.read("planned_days", planned_days),
            row.text("service"),
        )
        for row in tab.rows
        if not (row.blank("priority") and row.blank("focus_area"))
    )
    return rows, tab.problems


def planned_share(cell: Cell) -> Reading:
    """A part of 1; a share typed as 40 instead of 40% is read as 40%."""
    number = _number(cell)
    share = number / 100 if number is not None and number > 1 else number
    if share is None or not 0 <= share <= 1:
        return noticed(None, f"The planned share is no share from 0% to 100%. {_LEFT_OUT}", "Type it like 40%.")
    return Reading(share)


def planned_days(cell: Cell) -> Reading:
    """Contract days, from 0 to 366."""
    number = _number(cell)
    if number is None or not 0 <= number <= MOST_DAYS:
        return noticed(None, f"The planned days are no number of days. {_LEFT_OUT}", "Type a number, for example 12.5.")
    return Reading(number)


def _number(cell: Cell) -> float | None:
    return None if isinstance(cell, (bool, CellError, DaySerial, ClockSerial)) else number_in(cell)
