"""Entries, their history, charges, problems and aggregates: everything that one run of a job reads and records together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import sqlalchemy as sa

from sync.ledger import tables
from sync.ledger.coach_books import CoachBookRows
from sync.ledger.databases import put
from sync.ledger.places import WorkbookPlaces

ENTRY_FIELDS: Final = tuple(
    column.name for column in tables.entries.columns if column.name not in ("sequence", "workbook_id")
)
BASIS_FIELDS: Final = tuple(column.name for column in tables.charge_bases.columns)
PROBLEM_FIELDS: Final = ("outcome", "tab", "row", "column", "message", "hint", "entry_id")
IDS_A_STATEMENT: Final = 500  # SQLite takes at most 32,766 bound values a statement; small statements are planned once


@dataclass(frozen=True)
class EntryChanges:
    """How many entries of one workbook a run found new, edited and gone."""

    inserted: int = 0
    edited: int = 0
    deleted: int = 0

    def __bool__(self) -> bool:
        return bool(self.inserted or self.edited or self.deleted)

    def __add__(self, other: EntryChanges) -> EntryChanges:
        return EntryChanges(self.inserted + other.inserted, self.edited + other.edited, self.deleted + other.deleted)


class LedgerRows:
    """The ledger's rows inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.coach_books = CoachBookRows(connection)
        self.places = WorkbookPlaces(connection)

    def entries(self, workbook_ids: Collection[str] | None = None) -> pd.DataFrame:
        """Current entries in the order in which they were first seen: ENTRY_FIELDS and `workbook_id`; all of them, or those of
        some workbooks. `date` is datetime64, `fingerprint` the unsigned number that was recorded."""
        query = sa.select(tables.entries).order_by(tables.entries.c.sequence)
        if workbook_ids is not None:
            query = query.where(tables.entries.c.workbook_id.in_(list(workbook_ids)))
        entries = self._frame(query)
        return entries.drop(columns="sequence").assign(
            date=lambda frame: pd.to_datetime(frame["date"]).astype("datetime64[s]"),
            fingerprint=lambda frame: frame["fingerprint"].astype("int64").astype("uint64"),
            attendance=lambda frame: frame["attendance"].astype("Int32"),
            minutes=lambda frame: frame["minutes"].astype("int32"),
        )

    def record_entries(
        self,
        workbook_id: str,
        run_id: str,
        at: datetime,
        entries: pd.DataFrame,
        closed_months: Collection[str],
        held_ids: Collection[str] = (),
    ) -> EntryChanges:
        """Make `entries` the current ones of a workbook and append what changed to the history.

        Args: entries with ENTRY_FIELDS, ids unique; closed_months as "2026-09": a change to a date in one is marked; held_ids: the
        rows of these cannot be read at present, so they are held back rather than deleted.
        """
        if self._fingerprints(workbook_id) == dict(zip(entries["entry_id"], entries["fingerprint"], strict=True)):
            return EntryChanges()
        before = self.entries([workbook_id])
        both = before.merge(entries, on="entry_id", how="outer", suffixes=("_before", "_after"), indicator="side")
        inserted = entries[entries["entry_id"].isin(both.loc[both["side"] == "right_only", "entry_id"])]
        deleted = before[before["entry_id"].isin(both.loc[both["side"] == "left_only", "entry_id"])]
        differs = (both["side"] == "both") & (both["fingerprint_before"] != both["fingerprint_after"])
        edited = entries[entries["entry_id"].isin(both.loc[differs, "entry_id"])]
        self._remove(workbook_id, deleted["entry_id"])
        self._change(workbook_id, edited)
        self._insert(workbook_id, inserted)
        earlier = before.set_index("entry_id").loc[edited["entry_id"]].reset_index()
        held = deleted["entry_id"].isin(list(held_ids))
        happened = [
            ("inserted", None, inserted),
            ("deleted", deleted[~held], None),
            ("held back", deleted[held], None),
            ("edited", earlier, edited),
        ]
        lines = [line for what, old, new in happened for line in _history_lines(what, old, new, closed_months)]
        if lines:
            common = {"run_id": run_id, "at": at, "workbook_id": workbook_id}
            self._connection.execute(sa.insert(tables.history), [common | line for line in lines])
        return EntryChanges(len(inserted), len(edited), len(deleted))

    def _frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        """The rows of a query in columns; a `date` as the database has it (SQLite: ISO text), which pandas reads at once."""
        columns = [sa.type_coerce(each, sa.String) if each.name == "date" else each for each in query.selected_columns]
        return pd.read_sql_query(query.with_only_columns(*columns), self._connection)

    def _fingerprints(self, workbook_id: str) -> dict[str, int]:
        """The fingerprint of each of a workbook's current entries, as the unsigned number that was recorded."""
        table = tables.entries
        query = sa.select(table.c.entry_id, table.c.fingerprint).where(table.c.workbook_id == workbook_id)
        return {entry_id: signed % 2**64 for entry_id, signed in self._connection.execute(query)}

    def ids_elsewhere(self, workbook_ids: Collection[str], entry_ids: Collection[str]) -> set[str]:
        """Those of the ids that entries of other workbooks have."""
        table = tables.entries
        found: set[str] = set()
        for some in _slices(list(entry_ids), IDS_A_STATEMENT):
            others = sa.select(table.c.entry_id).where(
                table.c.workbook_id.not_in(list(workbook_ids)), table.c.entry_id.in_(some)
            )
            found.update(self._connection.scalars(others))
        return found

    def deleted_ids(self, entry_ids: Collection[str]) -> set[str]:
        """Those of the ids whose entry was deleted and stands nowhere now. An id that no sync has seen yet is not among them."""
        entries, history = tables.entries, tables.history
        found: set[str] = set()
        for some in _slices(list(entry_ids), IDS_A_STATEMENT):
            deleted = sa.select(history.c.entry_id).where(history.c.what == "deleted", history.c.entry_id.in_(some))
            standing = sa.select(entries.c.entry_id).where(entries.c.entry_id.in_(some))
            found.update(self._connection.scalars(deleted.except_(standing)))
        return found

    def _insert(self, workbook_id: str, entries: pd.DataFrame) -> None:
        if len(entries):
            records = [record | {"workbook_id": workbook_id} for record in _records(entries, ENTRY_FIELDS)]
            self._connection.execute(sa.insert(tables.entries), records)

    def _change(self, workbook_id: str, entries: pd.DataFrame) -> None:
        table = tables.entries
        for record in _records(entries, ENTRY_FIELDS):
            own = (table.c.workbook_id == workbook_id) & (table.c.entry_id == record["entry_id"])
            self._connection.execute(sa.update(table).where(own).values(**record))

    def _remove(self, workbook_id: str, entry_ids: pd.Series) -> None:
        table = tables.entries
        for some in _slices(entry_ids.tolist(), IDS_A_STATEMENT):
            own = (table.c.workbook_id == workbook_id) & table.c.entry_id.in_(some)
            self._connection.execute(sa.delete(table).where(own))

    def corrections(self) -> list[Mapping[str, Any]]:
        """What changed in months that were already closed, oldest first: the columns of the history."""
        closed = sa.select(tables.history).where(tables.history.c.closed_month).order_by(tables.history.c.sequence)
        return [dict(row) for row in self._connection.execute(closed).mappings()]

    def history(self, entry_id: str) -> list[Mapping[str, Any]]:
        """Everything that ever happened to one entry, oldest first."""
        table = tables.history
        found = self._connection.execute(
            sa.select(table).where(table.c.entry_id == entry_id).order_by(table.c.sequence)
        )
        return [dict(row) for row in found.mappings()]

    def charge_bases(
        self, district_ids: Collection[str] | None = None, coach_ids: Collection[str] | None = None
    ) -> pd.DataFrame:
        """What each charged entry was charged for when it was last published: BASIS_FIELDS, one row an entry; all of them, or
        those of some districts or of some coaches."""
        query = sa.select(tables.charge_bases)
        for column, wanted in (("district_id", district_ids), ("coach_id", coach_ids)):
            if wanted is not None:
                query = query.where(tables.charge_bases.c[column].in_(list(wanted)))
        bases = self._frame(query)
        return bases.assign(date=pd.to_datetime(bases["date"]).astype("datetime64[s]"))

    def coaches_charged_in(self, district_id: str) -> list[str]:
        """The coaches who have a published entry in a district."""
        column = tables.charge_bases.c
        return list(
            self._connection.scalars(sa.select(column.coach_id).where(column.district_id == district_id).distinct())
        )

    def is_charged(self, entry_id: str) -> bool:
        """Whether an entry is among the published charge bases."""
        column = tables.charge_bases.c.entry_id
        return self._connection.scalar(sa.select(column).where(column == entry_id)) is not None

    def keep_charge_bases(self, bases: pd.DataFrame, before: pd.DataFrame | None = None) -> None:
        """Replace the published charge bases, writing only rows that differ. Args: `before`, what `charge_bases` gives now."""
        before = self.charge_bases() if before is None else before
        standing = before.set_index("entry_id").reindex(bases["entry_id"])
        same = np.ones(len(bases), dtype=bool)
        for name in BASIS_FIELDS:
            if name != "entry_id":
                same &= np.asarray(standing[name].to_numpy() == bases[name].to_numpy(), dtype=bool)
        changed = bases[~same]
        stays = before["entry_id"].isin(bases.loc[same, "entry_id"])
        table = tables.charge_bases
        for some in _slices(before.loc[~stays, "entry_id"].tolist(), IDS_A_STATEMENT):
            self._connection.execute(sa.delete(table).where(table.c.entry_id.in_(some)))
        if len(changed):
            self._connection.execute(sa.insert(table), _records(changed, BASIS_FIELDS))

    def problems(self) -> pd.DataFrame:
        """Every workbook's open problems: `workbook_id` and PROBLEM_FIELDS, in the order of the rows."""
        table = tables.problems
        return pd.read_sql_query(sa.select(table).order_by(table.c.workbook_id, table.c.place), self._connection)

    def keep_problems(self, workbook_id: str, problems: Iterable[Mapping[str, Any]]) -> None:
        """Replace one workbook's problems; each is a mapping of PROBLEM_FIELDS."""
        table = tables.problems
        self._connection.execute(sa.delete(table).where(table.c.workbook_id == workbook_id))
        rows = [
            {"workbook_id": workbook_id, "place": place} | {name: problem[name] for name in PROBLEM_FIELDS}
            for place, problem in enumerate(problems)
        ]
        if rows:
            self._connection.execute(sa.insert(table), rows)

    def aggregates(self, workbook_ids: Collection[str] | None = None) -> dict[str, Mapping[str, Any]]:
        """Each workbook's stored aggregates, as they were given to `keep_aggregates`; all of them, or those of some workbooks."""
        query = sa.select(tables.aggregates)
        if workbook_ids is not None:
            query = query.where(tables.aggregates.c.workbook_id.in_(list(workbook_ids)))
        found = self._connection.execute(query)
        return {row.workbook_id: row.measures for row in found}

    def keep_aggregates(self, workbook_id: str, measures: Mapping[str, Any]) -> None:
        put(self._connection, tables.aggregates, {"workbook_id": workbook_id, "measures": measures})


def _records(frame: pd.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows as plain Python values: dates, None for nothing, fingerprints as the signed number that a database can hold."""
    plain: dict[str, list[Any]] = {}
    for name in names:
        column = frame[name]
        if name == "date":
            plain[name] = column.dt.date.tolist()
        elif name == "fingerprint":
            plain[name] = column.astype("uint64").astype("int64").tolist()
        else:
            values = column.astype(object)
            plain[name] = values.where(column.notna(), None).tolist()
    return [dict(zip(names, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _history_lines(
    what: str, before: pd.DataFrame | None, after: pd.DataFrame | None, closed_months: Collection[str]
) -> list[dict[str, Any]]:
    dated = before if before is not None else after
    if dated is None or dated.empty:
        return []
    lines = [
        {"what": what, "entry_id": record["entry_id"], "date": record["date"]}
        for record in _records(dated, ("entry_id", "date"))
    ]
    months = dated["date"].dt.strftime("%Y-%m").isin(list(closed_months))
    if after is not None:
        months = months.to_numpy() | after["date"].dt.strftime("%Y-%m").isin(list(closed_months)).to_numpy()
    for side, frame in (("before", before), ("after", after)):
        sides = _records(frame, ("minutes", "fingerprint")) if frame is not None else [{}] * len(lines)
        for line, record in zip(lines, sides, strict=True):
            line[f"minutes_{side}"] = record.get("minutes")
            line[f"fingerprint_{side}"] = record.get("fingerprint")
    for line, closed in zip(lines, months, strict=True):
        line["closed_month"] = bool(closed)
    return lines


def _slices(values: list[str], size: int) -> Iterable[list[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))
