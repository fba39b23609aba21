"""What the ledger keeps of coaches' confidential workbooks: no name, no address, no text. An educator is a keyed pseudonym.

Everything here is made again from the coach workbooks; it only spares reading them when nothing in them has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from sync.ledger.tables import WORDS, metadata

PSEUDONYM = sa.String(32)  # 128 bits in hexadecimal

encounters = sa.Table(
    "encounters",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),  # the coach's
    sa.Column("entry_id", WORDS, primary_key=True),
    sa.Column("educator", PSEUDONYM, primary_key=True, index=True),
    sa.Column("district_id", WORDS, nullable=False),
    sa.Column("cycle_id", PSEUDONYM, nullable=False),  # empty: the entry was part of no cycle
    sa.Column("school_year", WORDS, nullable=False),
)

cycles = sa.Table(
    "cycles",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("cycle_id", PSEUDONYM, primary_key=True),
    sa.Column("coach_id", WORDS, nullable=False),
    sa.Column("district_id", WORDS, nullable=False),
    sa.Column("focus_area", WORDS, nullable=False),
    sa.Column("phase", sa.String(20), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),  # open, completed, closed
    sa.Column("identify_on", sa.Date),
    sa.Column("set_goal_on", sa.Date),
    sa.Column("plan_on", sa.Date),
    sa.Column("implement_on", sa.Date),
    sa.Column("reflect_on", sa.Date),
    sa.Column("closed_on", sa.Date),
    sa.Column("closed_reason", sa.String(40), nullable=False),  # a word of the list, or empty
    sa.Column("reflected", sa.Boolean, nullable=False),
    sa.Column("educators", sa.Integer, nullable=False),  # how many different ones, not who
    sa.Column("school_year", WORDS, nullable=False),
)

cycle_educators = sa.Table(
    "cycle_educators",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("cycle_id", PSEUDONYM, primary_key=True),
    sa.Column("educator", PSEUDONYM, primary_key=True, index=True),
    sa.Column("district_id", WORDS, nullable=False),
    sa.Column("school_year", WORDS, nullable=False),
)

support = sa.Table(
    "support",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("coach_id", WORDS, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
)

roster_marks = sa.Table(
    "roster_marks",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("district_id", WORDS, primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),  # word, full, alone, address
    sa.Column("mark", sa.String(20), primary_key=True),  # a keyed digest of words of a name
    sa.Column("school_year", WORDS, nullable=False),
)

WITH_PSEUDONYMS: Final = (encounters, cycles, cycle_educators, roster_marks)
_DAYS: Final = ("identify_on", "set_goal_on", "plan_on", "implement_on", "reflect_on", "closed_on", "day", "date")


class CoachBookRows:
    """Those tables inside one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def keep(self, table: sa.Table, workbook_id: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Replaces one workbook's rows of a table; each is a mapping of its columns but `workbook_id`."""
        self._connection.execute(sa.delete(table).where(table.c.workbook_id == workbook_id))
        records = [{"workbook_id": workbook_id, **row} for row in rows]
        if records:
            self._connection.execute(sa.insert(table), records)

    def frame(self, table: sa.Table, school_year: str | None = None) -> pd.DataFrame:
        """A table's rows in a fixed order, days as datetime64; of one school year where it is given."""
        query = sa.select(table).order_by(*table.primary_key.columns)
        if school_year is not None:
            query = query.where(table.c.school_year == school_year)
        rows = pd.read_sql_query(query, self._connection)
        days = {name: pd.to_datetime(rows[name]).astype("datetime64[s]") for name in _DAYS if name in rows}
        return rows.assign(**days)

    def marks(self, workbook_ids: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
        """The marks of coaches' Rosters by workbook id: `district_id`, `kind`, `mark`; none for a workbook without."""
        found: dict[str, list[Mapping[str, Any]]] = {workbook_id: [] for workbook_id in workbook_ids}
        query = sa.select(roster_marks).where(roster_marks.c.workbook_id.in_(list(found)))
        for row in self._connection.execute(query).mappings() if found else ():
            found[row["workbook_id"]].append({name: row[name] for name in ("district_id", "kind", "mark")})
        return found

    def forget(self, pseudonyms: Sequence[str]) -> None:
        """Removes every row that one of the pseudonyms stands in."""
        for table in (encounters, cycle_educators):
            self._connection.execute(sa.delete(table).where(table.c.educator.in_(list(pseudonyms))))

    def forget_year(self, school_year: str) -> int:
        """Removes every row that was made with the key of a school year, and returns how many there were."""
        of_year = (sa.delete(table).where(table.c.school_year == school_year) for table in WITH_PSEUDONYMS)
        return sum(self._connection.execute(each).rowcount for each in of_year)

    def school_years(self) -> tuple[str, ...]:
        """The school years of which pseudonyms are kept, in order."""
        years = (sa.select(table.c.school_year).distinct() for table in WITH_PSEUDONYMS)
        return tuple(sorted({year for each in years for year in self._connection.scalars(each)}))

    def rows_by_year(self) -> dict[str, int]:
        """How many rows hold a pseudonym or a mark of a name, by the school year whose key made it."""
        found: dict[str, int] = {}
        for table in WITH_PSEUDONYMS:
            counts = sa.select(table.c.school_year, sa.func.count()).group_by(table.c.school_year)
            for year, count in self._connection.execute(counts):
                found[year] = found.get(year, 0) + count
        return dict(sorted(found.items()))
