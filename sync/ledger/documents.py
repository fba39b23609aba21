"""The documents that were made out of papers: where each is, and a digest of what was last written into it. No text is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from sync.ledger import tables
from sync.ledger.book import Ledger
from sync.ledger.databases import put


@dataclass(frozen=True)
class KnownDocument:
    """A document; the columns of the table `documents`. `mark` names it for ever (`onboarding:D01`), also in Drive."""

    mark: str
    document_id: str
    content_hash: str = ""
    changed_on: date | None = None
    shared_with: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)
    trouble: str | None = None


class DocumentsLedger:
    """What the ledger remembers of documents. Each call is a transaction of its own."""

    def __init__(self, ledger: Ledger) -> None:
        self._engine = ledger.engine

    def documents(self) -> dict[str, KnownDocument]:
        """Every document by its mark."""
        names = [each.name for each in fields(KnownDocument)]
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(*(tables.documents.c[name] for name in names))).mappings()
            return {row["mark"]: KnownDocument(**row) for row in rows}

    def keep(self, document: KnownDocument) -> None:
        with self._engine.begin() as connection:
            put(connection, tables.documents, asdict(document))

    def forget(self, mark: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(tables.documents).where(tables.documents.c.mark == mark))
