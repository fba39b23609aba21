"""Which rows of Worked With say whom an entry of a district's Activity Log was with.

One row is one entry and one educator. Whoever links twice finds the row there; what is empty in it is filled in, and nothing that
the coach wrote is ever replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sync.coaching.table_rows import TableRow
from sync.coaching.texts import plain
from sync.coaching.vocabulary import ACTIVITIES

LINK_BACK_DAYS: Final = 14  # a coach still knows with whom an entry of the last two weeks was
ONE_TO_ONE: Final = frozenset(each.name for each in ACTIVITIES if each.one_to_one)
_FILLED_IN: Final = ("cycle", "grade_band", "phase")


@dataclass(frozen=True)
class Link:
    """One row of Worked With as it should read: the grade band from the roster, cycle and phase from the cycle, "" for none."""

    entry_id: str
    educator: str
    cycle: str = ""
    grade_band: str = ""
    phase: str = ""


@dataclass(frozen=True)
class LinkChanges:
    """`added` rows are new; `completed` are cells to write by 1-based row, then by column key. Nothing: it stood there already."""

    added: tuple[Link, ...]
    completed: Mapping[int, Mapping[str, str]]

    def __bool__(self) -> bool:
        return bool(self.added or self.completed)


def link_changes(standing: Iterable[TableRow], wanted: Sequence[Link]) -> LinkChanges:
    """What makes Worked With say what is wanted. Names are compared as people read them, without case and accents."""
    row_of = {(row.text("entry_id"), plain(row.text("educator"))): row for row in reversed(list(standing))}
    added: dict[tuple[str, str], Link] = {}
    completed: dict[int, Mapping[str, str]] = {}
    for link in wanted:
        pair = (link.entry_id, plain(link.educator))
        if pair not in row_of:
            added.setdefault(pair, link)
        elif empty := _empty_cells(row_of[pair], link):
            completed[row_of[pair].row] = empty
    return LinkChanges(tuple(added.values()), completed)


def _empty_cells(row: TableRow, link: Link) -> dict[str, str]:
    """What a row lacks; a row that names another cycle is complete as it is, phase and all."""
    if link.cycle and row.text("cycle") and plain(row.text("cycle")) != plain(link.cycle):
        return {}
    return {key: value for key in _FILLED_IN if (value := getattr(link, key)) and not row.text(key)}


def unlinked_entries(entries: pd.DataFrame, linked_ids: Iterable[str], today: date) -> pd.DataFrame:
    """One-to-one entries of the last two weeks (today included) that no row of Worked With names, newest first.

    Args: one coach's `entries` (entries.ENTRY_COLUMNS).
    """
    since = pd.Timestamp(today - timedelta(days=LINK_BACK_DAYS))
    asked = entries["activity"].isin(list(ONE_TO_ONE)) & (entries["date"] > since)
    found = entries[asked & ~entries["entry_id"].isin(list(linked_ids))]
    return found.sort_values("date", ascending=False, kind="stable")
