"""An attacker who shares no code with the auditor: every world that fits what was published is written down, and counted.

A world is a whole number for every count. What the attacker knows of a count is the set of its numbers over all
worlds. This needs small programs (tens of educators), and no algebra at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, product

import numpy as np

Count = tuple[str, int]  # district, place of the edition
Ends = tuple[int, int]


def enough(values: set[int], access: int, threshold: int) -> int:
    """How many numbers a count must be able to be: the specification once more, in other words than the product's."""
    few_reached = min(values) < threshold
    few_left_out = access - max(values) < threshold
    return min(access + 1, threshold if few_reached or few_left_out else 5)


@dataclass
class ReachAttacker:
    """What can be told from bands of districts (by edition) and of the program, knowing `zero` counts and some `exact`ly."""

    access: Mapping[str, int]
    bands: Mapping[str, Sequence[Ends]]
    program: Sequence[Ends]
    zero: Mapping[Count, bool] = field(default_factory=dict)
    exact: Mapping[Count, int] = field(default_factory=dict)

    def possible(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each district with every possible history of its count, given all that the others can have been."""
        histories = {district: list(self._histories(district)) for district in self.bands}
        for district in self.bands:
            others = [histories[other] for other in self.bands if other != district]
            sums = self._sums(others)
            for history in histories[district]:
                if self._fits(history, sums):
                    yield district, history

    def program_sums(self) -> set[tuple[int, ...]]:
        """Every possible history of the program's count."""
        sums = self._sums([list(self._histories(district)) for district in self.bands])
        within = sums[tuple(slice(low, high + 1) for low, high in self.program)]
        return {tuple(low + int(n) for (low, _), n in zip(self.program, at, strict=True)) for at in np.argwhere(within)}

    def _histories(self, district: str) -> Iterator[tuple[int, ...]]:
        """A count only grows, so its histories are the non-decreasing choices from the bands."""
        editions = len(self.program)
        for history in combinations_with_replacement(range(self.access[district] + 1), editions):
            if all(self._allowed(district, place, count) for place, count in enumerate(history)):
                yield history

    def _allowed(self, district: str, place: int, count: int) -> bool:
        low, high = self.bands[district][place]
        zero = self.zero.get((district, place))
        exact = self.exact.get((district, place), count)
        return low <= count <= high and exact == count and (zero is None or zero == (count == 0))

    def _sums(self, groups: Sequence[list[tuple[int, ...]]]) -> np.ndarray:
        """Every history of a sum over districts, as an array that is true where it is possible."""
        size = sum(self.access.values()) + 1
        sums = np.zeros((size,) * len(self.program), dtype=bool)
        sums[(0,) * len(self.program)] = True
        for histories in groups:
            following = np.zeros_like(sums)
            for history in histories:
                there = tuple(slice(count, None) for count in history)
                before = tuple(slice(None, size - count) for count in history)
                following[there] |= sums[before]
            sums = following
        return sums

    def _fits(self, history: tuple[int, ...], others: np.ndarray) -> bool:
        ranges = [
            (max(0, low - count), high - count + 1) for (low, high), count in zip(self.program, history, strict=True)
        ]
        return all(first < end for first, end in ranges) and bool(others[tuple(slice(*each) for each in ranges)].any())


def recovered_reach(attacker: ReachAttacker, threshold: int) -> set[tuple[str, int, int | None]]:
    """The counts of which too little is left open: district, edition, and for what is new since an edition that edition."""
    insider = 1 if attacker.zero else 0
    histories: dict[str, list[tuple[int, ...]]] = {}
    for district, history in attacker.possible():
        histories.setdefault(district, []).append(history)
    recovered: set[tuple[str, int, int | None]] = set()
    for district, place in product(histories, range(len(attacker.program))):
        if (district, place) in attacker.exact or attacker.zero.get((district, place)):
            continue
        access = attacker.access[district]
        values = {history[place] for history in histories[district]}
        if len(values) < enough(values, access, threshold) - insider:
            recovered.add((district, place, None))
        new = {history[place] - history[place - 1] for history in histories[district]} if place else set()
        if place and len(new) < min(5, access + 1) - insider:
            recovered.add((district, place, place - 1))
    if not insider:
        total = sum(attacker.access.values())
        sums = attacker.program_sums()
        for place in range(len(attacker.program)):
            values = {each[place] for each in sums}
            if len(values) < enough(values, total, threshold):
                recovered.add(("", place, None))
    return recovered


def recovered_cells(
    shown: Sequence[Ends], access: Sequence[int], whole: Ends, counts: Sequence[int], threshold: int
) -> set[tuple[int, str]]:
    """The cells (by place; -1 for the whole) of one table that somebody can narrow too far, and who.

    Everybody of a cell is in the whole, and everybody of the whole in a cell. Played are all four attackers of a
    table. Of the whole, on which other districts' counts rest, nothing at all may be told.
    """
    recovered: set[tuple[int, str]] = set()
    anything = [(0, each) for each in access]
    for knows_zero, believes in product((False, True), repeat=2):
        worlds = _worlds(shown, whole, counts if knows_zero else None, believes=believes)
        before = _worlds(anything, whole, counts if knows_zero else None, believes=believes)
        name = f"{'insider' if knows_zero else 'reader'}{' who believes' if believes else ''}"
        if not len(worlds):  # only the belief can be refuted: the truth itself is always a world
            assert believes
            continue
        for place in range(-1, len(shown)):
            if knows_zero and place >= 0 and counts[place] == 0:
                continue
            values = set(worlds[:, place].tolist())
            reachable = sum(access) if place < 0 else access[place]
            needed = enough(values, reachable, threshold) - knows_zero
            known_before = len(np.unique(before[:, place]))
            if len(values) < (known_before if place < 0 else min(needed, known_before)):
                recovered.add((place, name))
    return recovered


def _worlds(shown: Sequence[Ends], whole: Ends, counts: Sequence[int] | None, *, believes: bool) -> np.ndarray:
    ranges = [range(low, high + 1) for low, high in shown]
    if counts is not None:
        ranges = [
            range(1) if count == 0 else range(max(each.start, 1), each.stop)
            for each, count in zip(ranges, counts, strict=True)
        ]
    cells = np.array(np.meshgrid(*ranges, indexing="ij")).reshape(len(ranges), -1).T
    sums, largest = cells.sum(axis=1), cells.max(axis=1)
    worlds = []
    for count in range(whole[0], whole[1] + 1):
        fitting = cells[sums == count] if believes else cells[(largest <= count) & (count <= sums)]
        worlds.append(np.column_stack([fitting, np.full(len(fitting), count)]))
    found: np.ndarray = np.concatenate(worlds)
    if counts is not None and any(counts):
        found = found[found[:, -1] > 0]
    return found
