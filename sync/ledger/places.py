"""Which workbook the ledger's rows belong to, when another workbook takes the place of one."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from sync.ledger import coach_books, tables

_OF_ONE_READ: Final = (
    tables.problems,
    tables.aggregates,
    coach_books.encounters,
    coach_books.cycles,
    coach_books.cycle_educators,
    coach_books.support,
    coach_books.roster_marks,
)  # replaced as a whole at each read: where the new workbook was read already, the old one's are of no use


class WorkbookPlaces:
    """Those rows inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def move(self, old: str, new: str) -> None:
        """All that is known of one workbook is known of another from now on: entries, their history, and how the last good read
        went. What an entry of the new one says already stays."""
        entries = tables.entries
        taken = sa.select(entries.c.entry_id).where(entries.c.workbook_id == new).scalar_subquery()
        self._connection.execute(sa.delete(entries).where(entries.c.workbook_id == old, entries.c.entry_id.in_(taken)))
        for table in (entries, tables.history):
            self._hand_over(table, old, new)
        for table in (*_OF_ONE_READ, tables.workbooks):
            if self._connection.scalar(sa.select(sa.func.count()).where(table.c.workbook_id == new)):
                self._connection.execute(sa.delete(table).where(table.c.workbook_id == old))
            else:
                self._hand_over(table, old, new)
        unwritten = {"version": None, "content_hash": None, "written_at": None, "settled": False}
        self._connection.execute(
            sa.update(tables.workbooks).where(tables.workbooks.c.workbook_id == new).values(**unwritten)
        )

    def leave(self, workbook_id: str) -> None:
        """A workbook without an owner waits for nothing and has no trouble. Its entries stay."""
        table = tables.workbooks
        rested = {"settled": True, "trouble": None, "trouble_since": None}
        self._connection.execute(sa.update(table).where(table.c.workbook_id == workbook_id).values(**rested))

    def _hand_over(self, table: sa.Table, old: str, new: str) -> None:
        self._connection.execute(sa.update(table).where(table.c.workbook_id == old).values(workbook_id=new))
