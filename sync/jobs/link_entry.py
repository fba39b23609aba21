"""Saying with whom an entry was: rows of Worked With in the coach's own workbook, with the coach's own permission.

A click that arrives twice finds the rows there and writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.linking import Link, link_changes
from sync.coaching.table_rows import TableRow
from sync.coaching.texts import plain
from sync.jobs.log_entry import carried_out
from sync.jobs.own_rows import Find, added_rows, cells_written, changed_row, usable_tab
from sync.jobs.own_workbook import WORKED_WITH, ChoiceGone, OwnWorkbook, rows_of

_COLUMNS: Final = ("entry_id", "educator")


@dataclass(frozen=True)
class Linked:
    """The rows that now stand there. `already`: they did before the click."""

    snapshot: WorkbookSnapshot
    links: tuple[Link, ...]
    already: bool


def link_entry(own: OwnWorkbook, entry_id: str, choice: str) -> Linked:
    """The entry linked to an educator of the Roster, or to everybody of a cycle. One read and one write.

    Args: `choice`, the key of the educator's or the cycle's row. Raises: ChoiceGone, BookUnreadable, GoogleProblem.
    """
    found: list[tuple[Link, ...]] = []

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        tab = usable_tab(snapshot, WORKED_WITH, _COLUMNS)
        links = _chosen(own, snapshot, entry_id, choice)
        found.append(links)
        standing = rows_of(snapshot, WORKED_WITH)
        changes = link_changes(standing, links)
        row_of = {row.row: row for row in standing}
        requests = added_rows(WORKED_WITH, tab, [vars(each) for each in changes.added])
        for number, cells in changes.completed.items():
            requests += cells_written(WORKED_WITH, tab, row_of[number], cells)
        return requests or None

    snapshot, wrote = carried_out(own.person, own.workbook_id, decided)
    return Linked(snapshot, found[-1], already=not wrote)


def unlink_entry(own: OwnWorkbook, entry_id: str) -> tuple[WorkbookSnapshot, bool]:
    """The workbook once no row of Worked With names the entry, and whether one did. One read and one write for each row.

    Raises BookUnreadable, GoogleProblem.
    """

    def emptied(row: TableRow) -> dict[str, object]:
        return dict.fromkeys(row.cells)

    removed = False
    while True:
        snapshot, wrote = changed_row(own, WORKED_WITH, _one_of(entry_id), emptied)
        removed |= wrote
        if not wrote or _one_of(entry_id)(rows_of(snapshot, WORKED_WITH)) is None:
            return snapshot, removed


def _one_of(entry_id: str) -> Find:
    """Finds the first row of an entry, and from then on the rows of the same educator alone: each is emptied by itself, so that
    what is looked for after a write is the very row that was meant."""
    meant: list[str] = []

    def find(rows: Sequence[TableRow]) -> TableRow | None:
        for row in rows:
            educator = plain(row.text("educator"))
            if row.text("entry_id") == entry_id and educator in (meant or [educator]):
                meant[:] = [educator]
                return row
        return None

    return find


def _chosen(own: OwnWorkbook, snapshot: WorkbookSnapshot, entry_id: str, choice: str) -> tuple[Link, ...]:
    """The rows that a choice means. Raises ChoiceGone."""
    keyed = own.keyed(snapshot)
    if educator := keyed.roster.get(choice):
        return (Link(entry_id, educator.name, grade_band=educator.grade_band),)
    cycle = keyed.cycles.get(choice)
    if cycle is None or not cycle.educators:
        raise ChoiceGone("It no longer stands in your workbook as it did on the card. Choose again from the list.")
    return tuple(Link(entry_id, each.name, cycle.name, each.grade_band, cycle.phase.value) for each in cycle.educators)
