"""Everything published, as one integer program: what a count can still be (HiGHS, through SciPy, sparse).

One whole-numbered variable a count: the reach of every district at every edition, and every cell of every published table. What
anybody knows of them is written as bounds and rows; the interval of a count is its least and its largest value under all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sync.coaching.editions import MONTH, PROGRAM, REACH, CountKey, PublishedCount
from sync.coaching.solving import IntegerProgram, Numbers, Rows
from sync.coaching.suppression import Band


class TableKey(NamedTuple):
    """One published table of a district."""

    kind: str
    district_id: str
    as_of: date


class Contradiction(Exception):
    """What was published, or is assumed to be known, cannot all be true."""


@dataclass(frozen=True)
class Known:
    """What an attacker knows beside everything published: counts that are zero or are not, counts exactly, and tables of which they
    believe that nobody is counted twice."""

    zero: Mapping[CountKey, bool] = field(default_factory=dict)
    exact: Mapping[CountKey, int] = field(default_factory=dict)
    nobody_twice: frozenset[TableKey] = frozenset()


class DisclosureModel:
    """The program of all counts. `access` are educators with access by district id: no count of a district is larger."""

    def __init__(
        self, published: Iterable[PublishedCount], access: Mapping[str, int], known: Known | None = None
    ) -> None:
        self._bounds: dict[CountKey, Band] = {}
        self._rows: list[tuple[dict[CountKey, int], float, float]] = []
        self._program: dict[date, Band] = {}
        counts = tuple(published)
        self._take_bounds(counts, access)
        self._apply(known or Known())
        self._link_years()
        self._link_program()
        self._link_tables(known or Known())
        self._keys = {key: place for place, key in enumerate(self._bounds)}
        self._counts = self._compiled()

    @property
    def keys(self) -> tuple[CountKey, ...]:
        """Every count of the model."""
        return tuple(self._keys)

    def interval(self, terms: Mapping[CountKey, int]) -> Band:
        """All that a weighted sum of counts can be, as the band between its least and its largest value. Raises Contradiction."""
        objective = np.zeros(len(self._keys))
        for key, weight in terms.items():
            objective[self._keys[key]] += weight
        return Band(self._least(objective), -self._least(-objective))

    def count(self, key: CountKey) -> Band:
        """All that one count can be; the program's is the sum over its districts."""
        if key.kind == REACH and key.district_id == PROGRAM:
            return self.interval({each: 1 for each in self._keys if each.kind == REACH and each.as_of == key.as_of})
        return self.interval({key: 1})

    def _least(self, objective: Numbers) -> int:
        counts = self._counts.minimum(objective)
        if counts is None:
            raise Contradiction("What was published contradicts itself, or what is known about it.")
        return round(float(objective @ counts))

    def _take_bounds(self, counts: tuple[PublishedCount, ...], access: Mapping[str, int]) -> None:
        days = sorted({count.key.as_of for count in counts if count.key.kind == REACH})
        for district_id in access:
            if district_id != PROGRAM:
                everybody = Band(0, access[district_id])
                self._bounds |= {CountKey(REACH, district_id, "", day): everybody for day in days}
        for count in counts:
            if count.key.district_id == PROGRAM:
                known = self._program.get(count.key.as_of, count.band)
                self._program[count.key.as_of] = known.shared_with(count.band)
            else:
                known = self._bounds.get(count.key, Band(0, access.get(count.key.district_id, count.access)))
                self._bounds[count.key] = known.shared_with(count.band)

    def _apply(self, known: Known) -> None:
        for key, zero in known.zero.items():
            if key in self._bounds:
                self._bounds[key] = self._bounds[key].shared_with(
                    Band(0, 0) if zero else Band(1, self._bounds[key].most)
                )
        for key, count in known.exact.items():
            if key in self._bounds:
                self._bounds[key] = Band(count, count)

    def _link_years(self) -> None:
        """Year to date, a count only grows."""
        series: dict[tuple[str, str, str], list[CountKey]] = defaultdict(list)
        for key in self._bounds:
            if key.kind != MONTH:
                series[key.kind, key.district_id, key.of].append(key)
        for keys in series.values():
            keys.sort(key=lambda key: key.as_of)
            for before, after in pairwise(keys):
                self._rows.append(({after: 1, before: -1}, 0, np.inf))

    def _link_program(self) -> None:
        """The program's count is the sum of its districts'."""
        for day, band in self._program.items():
            terms = {key: 1 for key in self._bounds if key.kind == REACH and key.as_of == day}
            self._rows.append((terms, band.least, band.most))

    def _link_tables(self, known: Known) -> None:
        tables: dict[TableKey, list[CountKey]] = defaultdict(list)
        for key in self._bounds:
            if key.kind not in (REACH, MONTH):
                tables[TableKey(key.kind, key.district_id, key.as_of)].append(key)
            elif key.kind == MONTH:
                for day in {each.as_of for each in self._bounds if each.kind == REACH and each.as_of >= key.as_of}:
                    tables[TableKey(MONTH, key.district_id, day)].append(key)
        for table, cells in tables.items():
            whole = CountKey(REACH, table.district_id, "", table.as_of)
            if whole in self._bounds:
                self._link_table(whole, cells, complete=table.kind != MONTH or _whole_year(cells, table.as_of))
                if table in known.nobody_twice:
                    self._rows.append(({whole: -1} | dict.fromkeys(cells, 1), 0, 0))

        self._link_months()

    def _link_months(self) -> None:
        """Whoever is new since an edition was met in one of the months since then, where these are all published."""
        months: dict[str, set[date]] = defaultdict(set)
        reach: dict[str, list[date]] = defaultdict(list)
        for key in self._bounds:
            if key.kind == MONTH:
                months[key.district_id].add(key.as_of)
            elif key.kind == REACH:
                reach[key.district_id].append(key.as_of)
        for district_id, ends in months.items():
            days = sorted(reach[district_id])
            for before, after in pairwise(days):
                between = [
                    key for key in self._bounds if key[:2] == (MONTH, district_id) and before < key.as_of <= after
                ]
                if before in ends and between and _whole_year([*between, *_month(before)], after):
                    new = {CountKey(REACH, district_id, "", after): -1, CountKey(REACH, district_id, "", before): 1}
                    self._rows.append((dict.fromkeys(between, 1) | new, 0, np.inf))

    def _link_table(self, whole: CountKey, cells: list[CountKey], *, complete: bool) -> None:
        """Everybody counted in a cell is counted in the whole, and everybody of the whole in at least one cell."""
        self._rows += [({whole: 1, cell: -1}, 0, np.inf) for cell in cells]
        if complete:
            self._rows.append((dict.fromkeys(cells, 1) | {whole: -1}, 0, np.inf))

    def _compiled(self) -> IntegerProgram:
        least = np.array([band.least for band in self._bounds.values()], dtype=float)
        most = np.array([band.most for band in self._bounds.values()], dtype=float)
        if (least > most).any():
            raise Contradiction("What was published contradicts itself, or what is known about it.")
        rows = Rows(
            tuple(tuple((self._keys[key], weight) for key, weight in terms.items()) for terms, _, _ in self._rows),
            tuple(low for _, low, _ in self._rows),
            tuple(high for _, _, high in self._rows),
        )
        return IntegerProgram(least, most, rows)


def _month(day: date) -> list[CountKey]:
    return [CountKey(MONTH, "", f"{day:%Y-%m}", day)]


def _whole_year(months: list[CountKey], as_of: date) -> bool:
    """Whether the months reach, without a gap, up to the month of a day (a table by month starts with the school year)."""
    places = sorted(key.as_of.year * 12 + key.as_of.month for key in months)
    return places[-1] == as_of.year * 12 + as_of.month and places == list(range(places[0], places[-1] + 1))
