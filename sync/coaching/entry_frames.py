"""The frame of entries that a draft of rows gives, with the ids and the fingerprint of each row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sheets_templates.cells import Cell
from sync.coaching.distinct import Codes, Mask, taken
from sync.coaching.entries import ENTRY_COLUMNS
from sync.coaching.fingerprints import fingerprints
from sync.coaching.notes import Notes
from sync.coaching.readings import ReadColumn

_ID_LENGTH: Final = 36  # characters of a UUID written with its hyphens
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What a row says, by frame column: the key of the log's column, and how its values are written for the
# fingerprint.
_SAID: Final = {
    "district_id": "district",
    "coach_id": "coach",
    "date": "date",
    "school_id": "school",
    "activity": "activity",
    "focus_area": "focus_area",
    "minutes": "minutes",
    "delivery": "delivery",
    "contract_day": "contract_day",
    "attendance": "attendance",
    "funding_source": "funding_source",
}


def well_formed(text: str) -> str:
    """The entry id in its one way of writing (a lower-case UUID); empty text for anything else, which may be
    anybody's text."""
    tidy = text.strip().lower()
    return tidy if _ID.fullmatch(tidy) else ""


def entry_ids_of(cells: Sequence[Cell] | None, rows: Codes) -> npt.NDArray[np.object_]:
    """The ids that stand in the given rows (positions); empty text where there is none or a malformed one.

    Only what has not the length of an id is looked at here; identity looks at every id that the ledger does
    not know.
    """
    if cells is None:
        return np.full(len(rows), "", dtype=object)
    found = taken(np.array(cells, dtype=object), rows)
    found[pd.isna(found)] = ""
    try:
        lengths = np.fromiter(map(len, found), np.int32, len(found))
    except TypeError:  # a number or a checkbox where the id was
        found[:] = [cell if isinstance(cell, str) else "" for cell in found]
        lengths = np.fromiter(map(len, found), np.int32, len(found))
    for place in np.flatnonzero((lengths != _ID_LENGTH) & (lengths > 0)):
        found[place] = well_formed(found[place])
    return found


def entry_frame(
    columns: Mapping[str, ReadColumn],
    notes: Notes,
    rows: Codes,
    ids: npt.NDArray[np.object_],
    kept: Mask,
    source: str,
    key: str,
) -> pd.DataFrame:
    """The entries of the rows that are `kept`, in the types of `ENTRY_COLUMNS`. `columns` holds what each key
    of `_SAID` says."""
    places = np.flatnonzero(kept)
    said = {name: _Said.of(columns[column], places) for name, column in _SAID.items()}
    frame: dict[str, Any] = {"entry_id": pd.array(taken(ids, places), dtype="str")}
    for name, column in said.items():
        frame[name] = column.as_type(ENTRY_COLUMNS[name])
    frame["source"] = pd.Categorical.from_codes(np.zeros(len(places), np.int8), pd.Index([source], dtype="str"))
    texts = {name: (column.texts, column.codes) for name, column in said.items()}
    frame["fingerprint"] = fingerprints({**texts, "note": (notes.texts, taken(notes.codes, places))}, key)
    frame["row"] = taken(rows, places).astype(np.int32)
    return pd.DataFrame({name: frame[name] for name in ENTRY_COLUMNS}, copy=False)


@dataclass(frozen=True)
class _Said:
    """The different values of one column, and which of them each kept row has."""

    values: list[Any]
    codes: Codes

    @classmethod
    def of(cls, column: ReadColumn, places: Codes) -> _Said:
        numbers: dict[Any, int] = {}
        renumbered = [
            -1 if reading.refused else numbers.setdefault(reading.value, len(numbers)) for reading in column.readings
        ]
        codes = taken(column.codes, places)
        as_it_is = renumbered == list(range(len(renumbered)))
        return cls(list(numbers), codes if as_it_is else np.array(renumbered, dtype=np.intp)[codes])

    @property
    def texts(self) -> list[str]:
        return ["" if value is None else str(value) for value in self.values]

    def as_type(self, kind: str) -> Any:
        if kind == "category":
            return pd.Categorical.from_codes(self.codes, pd.Index(self.values, dtype="str"))
        if kind == "Int32":
            numbers = np.array([0 if value is None else value for value in self.values], dtype=np.int32)
            absent = np.array([value is None for value in self.values], dtype=np.bool_)
            return pd.arrays.IntegerArray(numbers[self.codes], absent[self.codes])
        return np.array(self.values, dtype=kind)[self.codes]
