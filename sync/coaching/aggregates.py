"""Time added up so that reports need not look at entries again: four small tables a district, merged for
the program.

Each measure is a sum (or a latest day), so aggregates of disjoint entries merge into the aggregates of them
all. No table counts educators: a sum of educators over parts is not the number of educators.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sync.coaching.vocabulary import ACTIVITIES, COACHING_ACTIVITIES, TimeKind

FORMAT: Final = 1  # of `Aggregates.to_dict`; raised when the tables change, so that stored ones are made again
DISTRICT_LOG: Final = "district"  # `source` of an entry in a district's Activity Log
MY_TIME: Final = "coach"  # `source` of an entry in a coach's My Time

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Shape:
    """The keys of one table; `coaching_only` leaves other time and off-role duties out; `last_day` keeps
    the latest date.
    """

    keys: tuple[str, ...]
    coaching_only: bool = False
    last_day: bool = False


SHAPES: Final[Mapping[str, _Shape]] = {
    "activity": _Shape(("district_id", "coach_id", "source", "activity", "month")),
    "focus": _Shape(("district_id", "source", "focus_area", "month"), coaching_only=True),
    "place": _Shape(("district_id", "source", "school_id", "delivery"), coaching_only=True, last_day=True),
    "coach": _Shape(("district_id", "source", "coach_id"), last_day=True),
}


@dataclass(frozen=True)
class Aggregates:
    """Sums of entries: `minutes` and number of `entries` (both int64), by the keys of `SHAPES`.

    `activity` and `coach` hold all time; `focus` and `place` coaching time only (other time and off-role
    duties need neither a focus area nor a school). `month` is text as in 2026-09; `last_day` the latest
    date of an entry. Rows are in the order of their keys and every key is present once, so equal sums are
    equal tables.
    """

    activity: pd.DataFrame
    focus: pd.DataFrame
    place: pd.DataFrame
    coach: pd.DataFrame

    def of_district(self, district_id: str) -> Aggregates:
        """The sums of one district; empty tables for a district without entries."""
        return Aggregates(*(rows[rows["district_id"] == district_id] for rows in self._tables()))

    def by_district(self) -> dict[str, Aggregates]:
        """`of_district` of every district that has an entry, by district id; entries of no district are left out."""
        split = [dict(tuple(rows.groupby("district_id", observed=True))) for rows in self._tables()]
        return {
            str(key): Aggregates(
                *(part.get(key, rows.iloc[:0]) for part, rows in zip(split, self._tables(), strict=True))
            )
            for key in dict.fromkeys(key for tables in split for key in tables if key)
        }

    def seen_by_district(self, district_id: str, *, off_role_shown: bool) -> Aggregates:
        """The sums that a district's own report may show: those of its Activity Log.

        What a coach wrote in My Time was kept from the district on purpose. Only where the director decided
        to show off-role time (`off_role_shown`) do its off-role duties count here too.
        """
        own = self.of_district(district_id)
        from_log = [rows["source"] == DISTRICT_LOG for rows in own._tables()]
        if off_role_shown:
            from_log[0] |= own.activity["activity"].isin(OFF_ROLE_NAMES)
        return Aggregates(*(rows[kept] for rows, kept in zip(own._tables(), from_log, strict=True)))

    def to_dict(self) -> dict[str, Any]:
        """The same sums as a dict that JSON can hold; texts are stored once and numbered."""
        return {"format": FORMAT} | {
            name: _table_to_dict(rows, SHAPES[name]) for name, rows in zip(SHAPES, self._tables(), strict=True)
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Aggregates:
        """The aggregates that `to_dict` wrote. Raises ValueError for another format: add the entries up
        again.
        """
        return merge_stored([stored])

    def _tables(self) -> tuple[pd.DataFrame, ...]:
        return self.activity, self.focus, self.place, self.coach


COACHING_NAMES: Final = frozenset(activity.name for activity in COACHING_ACTIVITIES)
OFF_ROLE_NAMES: Final = frozenset(a.name for a in ACTIVITIES if a.kind is TimeKind.OFF_ROLE)


@dataclass(frozen=True)
class _Part:
    """One table before it is summed: for each key numbers into a list of texts, and the measures, all of
    one length.
    """

    keys: Mapping[str, tuple[Codes, Sequence[str]]]
    minutes: Codes
    entries: Codes
    last_day: Codes | None  # seconds since 1970


def district_aggregates(entries: pd.DataFrame) -> Aggregates:
    """The sums of some entries, of one district or of many.

    Args: entries as `entries.ENTRY_COLUMNS` describes them; only rows that count. Returns: aggregates; all
    tables empty for no entries.
    """
    coded = {
        name: _codes_of(entries[name])
        for name in ("district_id", "coach_id", "source", "activity", "focus_area", "school_id", "delivery")
    }
    coded["month"] = _months(entries["date"])
    minutes = entries["minutes"].to_numpy(dtype=np.int64)
    seconds = entries["date"].to_numpy(dtype="datetime64[s]").astype(np.int64)
    activity_codes, activities = coded["activity"]
    coaching = np.array([name in COACHING_NAMES for name in activities], dtype=bool)[activity_codes]
    tables = []
    for shape in SHAPES.values():
        kept = coaching if shape.coaching_only else slice(None)
        part = _Part(
            {key: (coded[key][0][kept], coded[key][1]) for key in shape.keys},
            minutes[kept],
            np.ones(len(minutes[kept]), dtype=np.int64),
            seconds[kept] if shape.last_day else None,
        )
        tables.append(_summed([part], shape))
    return Aggregates(*tables)


def merge(*aggregates: Aggregates) -> Aggregates:
    """The aggregates of all entries together, given those of parts that share no entry. No parts give empty
    tables.
    """
    return Aggregates(
        *(
            _summed([_part_of_table(getattr(part, name), shape) for part in aggregates], shape)
            for name, shape in SHAPES.items()
        )
    )


def merge_stored(stored: Iterable[Mapping[str, Any]]) -> Aggregates:
    """`merge` for aggregates as `to_dict` wrote them, many at once (1,000 districts in well under a second).

    Raises ValueError where one has another format: its entries must be added up again.
    """
    dicts = list(stored)
    if any(part.get("format") != FORMAT for part in dicts):
        raise ValueError(
            "Stored sums have an older format; add the district's entries up again (coachlog sync --full)."
        )
    return Aggregates(
        *(_summed([_part_of_dict(part[name], shape) for part in dicts], shape) for name, shape in SHAPES.items())
    )


def _summed(parts: Sequence[_Part], shape: _Shape) -> pd.DataFrame:
    keys = {name: _in_order(*_stacked([part.keys[name] for part in parts])) for name in shape.keys}
    # One whole number names a row's keys (mixed radix): grouping by it is four times as fast as by columns.
    sizes = [len(names) for _, names in keys.values()]
    row_key = np.zeros(sum(len(part.minutes) for part in parts), dtype=np.int64)
    for (codes, _), size in zip(keys.values(), sizes, strict=True):
        row_key = row_key * max(size, 1) + codes
    group_of_row, groups = pd.factorize(row_key, sort=True)
    columns: dict[str, Any] = {}
    for name, codes_of_key in zip(shape.keys, _radix_digits(np.asarray(groups), sizes), strict=True):
        columns[name] = pd.Categorical.from_codes(codes_of_key, categories=pd.Index(keys[name][1], dtype="str"))
    columns["minutes"] = _sums(group_of_row, [part.minutes for part in parts], len(groups))
    columns["entries"] = _sums(group_of_row, [part.entries for part in parts], len(groups))
    if shape.last_day:
        latest = np.full(len(groups), np.iinfo(np.int64).min, dtype=np.int64)
        np.maximum.at(latest, group_of_row, _joined([part.last_day for part in parts if part.last_day is not None]))
        columns["last_day"] = latest.astype("datetime64[s]")
    return pd.DataFrame(columns)


def _radix_digits(numbers: Codes, sizes: Sequence[int]) -> list[Codes]:
    digits = []
    for size in reversed(sizes):
        numbers, digit = np.divmod(numbers, max(size, 1))
        digits.append(digit)
    return digits[::-1]


def _sums(group_of_row: npt.NDArray[np.intp], pieces: Sequence[Codes], groups: int) -> Codes:
    # Weights are floats inside bincount: exact up to 2**53 minutes.
    return np.bincount(group_of_row, weights=_joined(pieces), minlength=groups).astype(np.int64)


def _joined(pieces: Sequence[Codes]) -> Codes:
    return np.concatenate([*pieces, np.zeros(0, dtype=np.int64)])


def _stacked(parts: Sequence[tuple[Codes, Sequence[str]]]) -> tuple[Codes, list[str]]:
    number_of: dict[str, int] = {}
    pieces = []
    for codes, names in parts:
        numbers = np.array([number_of.setdefault(name, len(number_of)) for name in names], dtype=np.int64)
        pieces.append(numbers[codes] if len(codes) else codes)
    return _joined(pieces), list(number_of)


def _in_order(codes: Codes, names: Sequence[str]) -> tuple[Codes, list[str]]:
    """The same values with the names in use only, in alphabetical order."""
    used = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    ordered = sorted(used.tolist(), key=lambda number: names[number])
    place = np.zeros(len(names), dtype=np.int64)
    place[ordered] = np.arange(len(ordered))
    return (place[codes] if len(codes) else codes), [names[number] for number in ordered]


def _codes_of(values: pd.Series) -> tuple[Codes, list[str]]:
    categories = values.astype("category").cat
    names = [str(name) for name in categories.categories]
    codes = categories.codes.to_numpy(dtype=np.int64)
    return np.where(codes < 0, len(names), codes), [*names, ""]


def _months(dates: pd.Series) -> tuple[Codes, list[str]]:
    months = dates.to_numpy().astype("datetime64[M]").astype(np.int64)
    first = int(months.min()) if len(months) else 0
    last = int(months.max()) if len(months) else 0
    return months - first, [str(np.datetime64(month, "M")) for month in range(first, last + 1)]


def _part_of_table(rows: pd.DataFrame, shape: _Shape) -> _Part:
    return _Part(
        {key: _codes_of(rows[key]) for key in shape.keys},
        rows["minutes"].to_numpy(dtype=np.int64),
        rows["entries"].to_numpy(dtype=np.int64),
        rows["last_day"].to_numpy(dtype="datetime64[s]").astype(np.int64) if shape.last_day else None,
    )


def _table_to_dict(rows: pd.DataFrame, shape: _Shape) -> dict[str, Any]:
    part = _part_of_table(rows, shape)
    table: dict[str, Any] = {}
    for key, (codes, names) in part.keys.items():
        in_use, names_in_use = _in_order(codes, names)
        table[key] = {"names": names_in_use, "codes": in_use.tolist()}
    table |= {"minutes": part.minutes.tolist(), "entries": part.entries.tolist()}
    if shape.last_day:
        table["last_day"] = [str(day) for day in rows["last_day"].to_numpy().astype("datetime64[D]")]
    return table


def _part_of_dict(table: Mapping[str, Any], shape: _Shape) -> _Part:
    return _Part(
        {key: (np.array(table[key]["codes"], dtype=np.int64), table[key]["names"]) for key in shape.keys},
        np.array(table["minutes"], dtype=np.int64),
        np.array(table["entries"], dtype=np.int64),
        np.array(table["last_day"], dtype="datetime64[s]").astype(np.int64) if shape.last_day else None,
    )
