"""Who could open which file when that was last looked at: keyed marks, no address. An address may be an educator's."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from sync.ledger.book import Ledger
from sync.ledger.tables import WORDS, metadata

file_readers = sa.Table(
    "file_readers",
    metadata,
    sa.Column("file_id", WORDS, primary_key=True),
    sa.Column("mark", sa.String(32), primary_key=True),  # of kind, role and address
)


class ReadersLedger:
    """What the last privacy report saw. Each call is a transaction of its own."""

    def __init__(self, ledger: Ledger) -> None:
        self._engine = ledger.engine

    def known(self) -> dict[str, set[str]]:
        """The marks by file id; a file that was never looked at is absent."""
        found: dict[str, set[str]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(sa.select(file_readers)):
                found.setdefault(row.file_id, set()).add(row.mark)
        return found

    def keep(self, file_id: str, marks: Iterable[str]) -> None:
        """Replaces what is known of one file."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(file_readers).where(file_readers.c.file_id == file_id))
            rows = [{"file_id": file_id, "mark": mark} for mark in sorted(set(marks))]
            if rows:
                connection.execute(sa.insert(file_readers), rows)
