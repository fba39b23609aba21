"""The frame of activities that every calculation takes, and what can be wrong with a row.

`ENTRY_COLUMNS` fixes the types, for no rows too. One row is one activity that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd

ENTRY_COLUMNS: Final[dict[str, str]] = {
    "entry_id": "str",
    "district_id": "category",
    "coach_id": "category",
    "date": "datetime64[s]",
    "school_id": "category",  # empty string: no school (a district-wide activity)
    "activity": "category",  # a name of vocabulary.ACTIVITIES
    "focus_area": "category",  # empty string: none given (other time and off-role duties need none)
    "minutes": "int32",
    "delivery": "category",  # a value of vocabulary.Delivery
    "contract_day": "category",  # a value of vocabulary.ContractDayMark, or empty: by rule
    "attendance": "Int32",  # group activities only
    "funding_source": "category",
    "source": "category",  # "district" (Activity Log) or "coach" (My Time)
    "fingerprint": "uint64",  # keyed hash of all that the row says, the note included, the id and the row number not
    "row": "int32",  # 1-based row in the tab at the read
}


def no_entries() -> pd.DataFrame:
    """An empty frame of entries with the right types."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in ENTRY_COLUMNS.items()})


class Outcome(StrEnum):
    """What became of a row: rows in = accepted (repaired ones included) + problem + duplicate."""

    PROBLEM = "problem"  # not counted until it is mended
    DUPLICATE = "duplicate"  # an identical copy: not counted, asked about
    REPAIRED = "repaired"  # counted; the note says how it was read
    NOTICE = "notice"  # about the tab or an accepted row; nothing is held back


@dataclass(frozen=True)
class RowProblem:
    """One thing that a person should look at. `row` is 1-based (None: the whole tab); `column` is the header as it stands.

    `message` says what is wrong, `hint` how to mend it; neither repeats free text of the row or names an educator.
    """

    outcome: Outcome
    tab: str
    row: int | None
    column: str
    message: str
    hint: str
    entry_id: str = ""
