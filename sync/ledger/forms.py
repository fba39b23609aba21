"""Forms, their watches, and the inbox of their responses: which one was taken in, which one waits and why. No answer is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from sync.ledger import tables
from sync.ledger.book import Ledger
from sync.ledger.databases import put

PLACED: Final = "placed"
WAITING: Final = "waiting"
GONE: Final = "gone"  # deleted by its respondent or by the form's owner before it had a place
DISMISSED: Final = "dismissed"  # by the director, who settled it otherwise


@dataclass(frozen=True)
class KnownForm:
    """A form of the program; the columns of the table `forms`."""

    form_id: str
    kind: str
    district_id: str = ""
    responder_uri: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    read_to: str = ""
    polled_at: datetime | None = None
    edits_allowed: bool | None = None
    trouble: str | None = None


@dataclass(frozen=True)
class KnownWatch:
    """The watch of a form as Google last told it; the columns of the table `watches`. Times in UTC, without an offset."""

    form_id: str
    watch_id: str
    topic: str
    expires_at: datetime
    looked_at: datetime
    made_anew: int = 0


@dataclass(frozen=True)
class InboxItem:
    """What became of one response; the columns of the table `inbox`."""

    form_id: str
    response_id: str
    last_submitted: str
    state: str
    seen_at: datetime
    reason: str = ""
    coach_id: str = ""
    placed_entry_id: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    judged_on: str = ""


class FormsLedger:
    """What the ledger remembers of forms. Each call is a transaction of its own."""

    def __init__(self, ledger: Ledger) -> None:
        self._engine = ledger.engine

    def forms(self, kind: str | None = None) -> dict[str, KnownForm]:
        """The program's forms by id, in the order of their districts."""
        query = sa.select(tables.forms).order_by(tables.forms.c.district_id, tables.forms.c.form_id)
        if kind is not None:
            query = query.where(tables.forms.c.kind == kind)
        return {row["form_id"]: KnownForm(**row) for row in self._rows(query)}

    def form(self, form_id: str) -> KnownForm | None:
        found = self._rows(sa.select(tables.forms).where(tables.forms.c.form_id == form_id))
        return KnownForm(**found[0]) if found else None

    def keep_form(self, form: KnownForm) -> None:
        """Takes over what a form was made or mended for. How far it was read stays as it was."""
        values = asdict(form)
        own = ("read_to", "polled_at", "edits_allowed")
        self._write(tables.forms, values, [name for name in values if name not in ("form_id", *own)])

    def keep_reading(self, form_id: str, read_to: str, at: datetime, trouble: str | None = None) -> None:
        """Notes how far a form was read. A reading that knows less than another one changes nothing of `read_to`."""
        table = tables.forms
        newest = sa.case((table.c.read_to < read_to, read_to), else_=table.c.read_to)
        change = sa.update(table).where(table.c.form_id == form_id)
        with self._engine.begin() as connection:
            connection.execute(change.values(read_to=newest, polled_at=at, trouble=trouble))

    def keep_edits_allowed(self, form_id: str, allowed: bool) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(tables.forms).where(tables.forms.c.form_id == form_id).values(edits_allowed=allowed)
            )

    def keep_trouble(self, form_id: str, trouble: str | None) -> None:
        """Why a form could not be read or mended; None: it could."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(tables.forms).where(tables.forms.c.form_id == form_id).values(trouble=trouble))

    def drop_form(self, form_id: str) -> None:
        """Forgets a form that is no longer the program's, and its watch. Its inbox stays."""
        with self._engine.begin() as connection:
            for table in (tables.watches, tables.forms):
                connection.execute(sa.delete(table).where(table.c.form_id == form_id))

    def watches(self) -> dict[str, KnownWatch]:
        """The watches by form id."""
        return {row["form_id"]: KnownWatch(**row) for row in self._rows(sa.select(tables.watches))}

    def keep_watch(self, watch: KnownWatch) -> None:
        values = asdict(watch)
        self._write(tables.watches, values, [name for name in values if name != "form_id"])

    def inbox(self, form_id: str, response_ids: Collection[str] | None = None) -> dict[str, InboxItem]:
        """What became of a form's responses, by response id: all of them, or those named."""
        query = sa.select(tables.inbox).where(tables.inbox.c.form_id == form_id)
        if response_ids is not None:
            query = query.where(tables.inbox.c.response_id.in_(list(response_ids)))
        return {row["response_id"]: InboxItem(**row) for row in self._rows(query)}

    def waiting(self, form_ids: Collection[str] | None = None) -> list[InboxItem]:
        """Every response that has no place yet, the oldest first: of all forms, or of some."""
        table = tables.inbox
        query = sa.select(table).where(table.c.state == WAITING).order_by(table.c.seen_at, table.c.response_id)
        if form_ids is not None:
            query = query.where(table.c.form_id.in_(list(form_ids)))
        return [InboxItem(**row) for row in self._rows(query)]

    def keep_item(self, item: InboxItem) -> None:
        """Takes over what became of a response, unless the ledger already knows a later submission of it."""
        values = asdict(item)
        changed = [name for name in values if name not in ("form_id", "response_id", "seen_at")]
        self._write(tables.inbox, values, changed, newer="last_submitted")

    def _rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _write(self, table: sa.Table, values: Mapping[str, Any], changed: list[str], newer: str = "") -> None:
        later = table.c[newer] <= values[newer] if newer else None
        with self._engine.begin() as connection:
            put(connection, table, values, changed, later)
