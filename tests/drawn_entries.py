"""Entries drawn as a small table of text, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from sync.coaching.entries import ENTRY_COLUMNS

DEFAULTS: Final[Mapping[str, object]] = {
    "entry_id": "",
    "district_id": "d1",
    "coach_id": "c1",
    "date": "2026-09-01",
    "school_id": "",
    "activity": "Co-Planning",
    "focus_area": "",
    "minutes": 60,
    "delivery": "In person",
    "contract_day": "",
    "attendance": None,
    "funding_source": "",
    "source": "district",
    "fingerprint": 0,
    "row": 2,
}
SHORT: Final = {"district": "district_id", "coach": "coach_id", "school": "school_id", "min": "minutes"}


def entries_of(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A frame of entries with the right types; what a row does not say is the default."""
    complete = [DEFAULTS | dict(row) for row in rows]
    columns = {name: [row[name] for row in complete] for name in ENTRY_COLUMNS}
    frame = pd.DataFrame(columns).astype({"minutes": "int64", "date": "datetime64[s]"})
    return frame.astype(dict(ENTRY_COLUMNS))


def drawn_entries(table: str) -> pd.DataFrame:
    """Entries from `column | column` lines, the first of which names the columns (by their own names or
    `SHORT` ones). An empty cell holds the column's default; a dash holds nothing.
    """
    header, *lines = [line for line in table.strip().splitlines() if line.strip()]
    names = [SHORT.get(name.strip(), name.strip()) for name in header.split("|")]
    rows = [dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]
    return entries_of({name: "" if cell == "-" else cell for name, cell in row.items() if cell} for row in rows)
