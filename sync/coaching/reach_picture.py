"""Reach as it was published, district by edition, and as each attacker sees it (`auditor` says who they are)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from sync.coaching.chain_sums import Boxes, Whole, needed_sums, sum_limits
from sync.coaching.disclosure_model import Contradiction, Known
from sync.coaching.editions import PROGRAM, REACH, CountKey, PublishedCount
from sync.coaching.suppression import DEFAULT_THRESHOLD

UNBOUNDED: Final = 10**9  # more educators than there are


@dataclass(frozen=True)
class Corner:
    """An end of the count at an edition, or (`since_last`) of what is new in it since the edition before."""

    edition: int
    since_last: bool


@dataclass(frozen=True)
class ReachPicture:
    """Arrays over districts and editions (`days`: the last day counted, in order). `counts` are exact, None where
    nobody knows them.

    `access` is that of the edition; a district without a count there has the box from 0 to it. `lower` and `upper` bound
    the program's count.
    """

    districts: tuple[str, ...]
    days: tuple[date, ...]
    access: Whole
    boxes: Boxes
    thresholds: Whole
    lower: Whole
    upper: Whole
    counts: Whole | None
    groups: tuple[Whole, ...]  # the districts of each coach who does not serve all of them, by place; first of nobody

    @classmethod
    def of(
        cls,
        published: Iterable[PublishedCount],
        access: Mapping[str, int],
        counts: Mapping[CountKey, int] | None,
        districts_of: Mapping[str, Collection[str]],
    ) -> ReachPicture:
        """The picture of all counts of reach among those published. Raises Contradiction."""
        reach = [count for count in published if count.key.kind == REACH]
        districts = tuple(sorted(each for each in access if each != PROGRAM))
        days = tuple(sorted({count.key.as_of for count in reach}))
        row = {district_id: place for place, district_id in enumerate(districts)}
        column = {day: place for place, day in enumerate(days)}
        shape = (len(districts), len(days))
        everybody = np.repeat(np.array([[access[each]] for each in districts], dtype=np.int64), len(days), axis=1)
        least, most = np.zeros(shape, np.int64), everybody.copy()
        thresholds = np.zeros(shape, np.int64)
        lower, upper = np.zeros(len(days), np.int64), np.full(len(days), UNBOUNDED)
        for count in reach:
            edition = column[count.key.as_of]
            if count.key.district_id == PROGRAM:
                lower[edition] = max(lower[edition], count.band.least)
                upper[edition] = min(upper[edition], count.band.most)
            elif count.key.district_id in row:
                place = row[count.key.district_id], edition
                least[place] = max(least[place], count.band.least)
                most[place] = min(most[place], count.band.most)
                thresholds[place] = max(thresholds[place], count.threshold)
                everybody[place] = count.access
        highest = max((count.threshold for count in reach), default=DEFAULT_THRESHOLD)
        thresholds = np.where(thresholds > 0, thresholds, highest)
        boxes = Boxes.tidy(least, most)
        known = _exact(boxes, districts, days, counts) if counts else None
        groups = tuple(
            group for names in _groups(districts_of) if len(group := _places(names, row)) < max(len(districts), 1)
        )
        return cls(districts, days, everybody, boxes, thresholds, lower, upper, known, groups)._checked()

    def _checked(self) -> ReachPicture:
        if (self.boxes.least > self.boxes.most).any() or (self.slack(self.boxes.largest.sum(axis=1)) < 0).any():
            raise Contradiction("What was published contradicts itself.")
        return self

    @cached_property
    def corners(self) -> tuple[tuple[Corner, Whole], ...]:
        """Every end of every count's box and of every increment, with what h[w,d] becomes there."""
        counts = [(Corner(edition, since_last=False), largest) for edition, largest in self.boxes.count_corners()]
        increments = [
            (Corner(edition, since_last=True), largest) for edition, largest in self.boxes.increment_corners()
        ]
        return (*counts, *increments)

    @cached_property
    def narrowest_gaps(self) -> Whole:
        """By how much at most h[w,d] shrinks when a district stands at any of its corners (0 or less)."""
        gaps: Whole = np.min([largest for _, largest in self.corners], axis=0) - self.boxes.largest
        return gaps

    def key(self, place: int, edition: int) -> CountKey:
        return CountKey(REACH, self.districts[place], "", self.days[edition])

    def slack(self, largest: Whole) -> Whole:
        """For each w by how much the districts' largest sums exceed what the program's counts need (`chain_sums`)."""
        return largest - needed_sums(self.boxes.directions, self.lower, self.upper)

    @property
    def published_program(self) -> list[int]:
        """The editions at which the program's count was published."""
        return [int(edition) for edition in np.flatnonzero(self.upper < UNBOUNDED)]

    def narrowed_program(self) -> list[int]:
        """The editions at which not all of the program's published band is possible."""
        largest = self.boxes.largest.sum(axis=1)
        narrowed = []
        for edition in self.published_program:
            for value in (self.lower[edition], self.upper[edition]):
                if (self._with_program(edition, int(value)).slack(largest) < 0).any():
                    narrowed.append(edition)
        return narrowed

    def _with_program(self, edition: int, value: int) -> ReachPicture:
        """The picture in which the program's count at an edition is known."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[edition] = upper[edition] = value
        return replace(self, lower=lower, upper=upper)

    def program_corners(self) -> list[ReachPicture]:
        """The pictures in which the program's count of an earlier edition stands at one end of its band."""
        earlier = [edition for edition in self.published_program if edition < len(self.days) - 1]
        return [self._with_program(q, int(value)) for q in earlier for value in (self.lower[q], self.upper[q])]

    @cached_property
    def known_before(self) -> Whole:
        """How many numbers a count could be for a reader of earlier editions that had a lower threshold; where there are none,
        UNBOUNDED: then an edition must answer for all that is known of its count."""
        before = np.zeros_like(self.boxes.least)
        before[:, 1:] = self.boxes.least[:, :-1]
        lowest = np.full_like(before, UNBOUNDED)
        lowest[:, 1:] = np.minimum.accumulate(self.thresholds[:, :-1], axis=1)
        known: Whole = np.where(lowest < self.thresholds, np.maximum(self.access - before + 1, 1), UNBOUNDED)
        return known

    def known_before_of(self, key: CountKey) -> int:
        """`known_before` of one count; of the program's, how many numbers its districts and its own earlier counts leave it."""
        edition = self.days.index(key.as_of)
        if key.district_id != PROGRAM:
            return int(self.known_before[self.districts.index(key.district_id), edition])
        if (self.known_before[:, edition] == UNBOUNDED).all():
            return UNBOUNDED
        boxes = Boxes(self.boxes.least[:, : edition + 1], self.boxes.most[:, : edition + 1])
        bounds = self.lower[: edition + 1], self.upper[: edition + 1]
        low, high = sum_limits(boxes.directions, boxes.largest.sum(axis=1), *bounds)
        return high - low + 1

    def access_of(self, key: CountKey) -> int:
        """Educators with access at an edition."""
        edition = self.days.index(key.as_of)
        if key.district_id == PROGRAM:
            return int(self.access[:, edition].sum())
        return int(self.access[self.districts.index(key.district_id), edition])

    def threshold_of(self, key: CountKey) -> int:
        edition = self.days.index(key.as_of)
        if key.district_id == PROGRAM:
            return int(self.thresholds[:, edition].max())
        return int(self.thresholds[self.districts.index(key.district_id), edition])

    @cached_property
    def seen_by_insiders(self) -> ReachPicture:
        """The picture of somebody who knows which counts are zero. Needs `counts`."""
        assert self.counts is not None  # noqa: S101 - attackers() plays insiders only where there are counts
        least = np.where(self.counts > 0, np.maximum(self.boxes.least, 1), 0)
        most = np.where(self.counts > 0, self.boxes.most, 0)
        return replace(self, boxes=Boxes.tidy(least, most))

    def known_to_insiders(self, group: Whole) -> Known:
        """What an insider knows who knows the counts of these districts exactly. Needs `counts`."""
        assert self.counts is not None  # noqa: S101 - as above
        rows, columns = self.counts.shape
        places = [(place, edition) for place in range(rows) for edition in range(columns)]
        own = set(group.tolist())
        return Known(
            zero={self.key(*each): bool(self.counts[each] == 0) for each in places},
            exact={self.key(*each): int(self.counts[each]) for each in places if each[0] in own},
        )


def _exact(boxes: Boxes, districts: tuple[str, ...], days: tuple[date, ...], counts: Mapping[CountKey, int]) -> Whole:
    """The exact counts, each brought into its box, growing."""
    keys = [[CountKey(REACH, district_id, "", day) for day in days] for district_id in districts]
    exact = np.array([[counts.get(key, 0) for key in row] for row in keys], dtype=np.int64).reshape(boxes.least.shape)
    growing: Whole = np.maximum.accumulate(np.clip(exact, boxes.least, boxes.most), axis=1)
    return growing


def _groups(districts_of: Mapping[str, Collection[str]]) -> Iterator[Collection[str]]:
    yield ()
    yield from sorted({tuple(sorted(each)) for each in districts_of.values()})


def _places(names: Collection[str], row: Mapping[str, int]) -> Whole:
    return np.array(sorted(row[name] for name in names if name in row), dtype=np.int64)
