"""Which bands an edition of reach has: they tell what they say and nothing else, whoever reads them.

A district's bands are those of `suppression.count_bands`. The program's count is published beside its districts', so
its bands must leave every district's count as open as it was, at this edition and at every earlier one, for every
attacker of `auditor`. A band reaching up from `start` leaves a count at one end of its own band if the program's
count can still be `start` or more with it there; so no band may start above the smallest of these largest program
counts, and none may end below the largest of the smallest ones. Between these two limits bands are 5 wide; beyond
them there is one. Both limits take a coach's own districts at their worst and no exact count, only which counts are
zero: a reader learns nothing from where they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import numpy as np

from sync.coaching.chain_sums import Whole, sum_limits
from sync.coaching.editions import PROGRAM, REACH, CountKey, PublishedCount, largest_access
from sync.coaching.reach_picture import ReachPicture
from sync.coaching.suppression import Band, band_of, bands, count_bands


def reach_edition(
    published: tuple[PublishedCount, ...],
    reached: Mapping[CountKey, int],
    access: Mapping[str, int],
    threshold: int,
    districts_of: Mapping[str, Collection[str]],
    as_of: date,
) -> tuple[PublishedCount, ...]:
    """The count of every district and, last, of the program as of a day, after everything published before.

    `reached` holds the exact counts of districts by key, of this edition and of every earlier one; `access` educators
    with access by district id; `districts_of` each coach's districts. Raises Contradiction.
    """
    access = largest_access(published, access)
    districts = tuple(
        _district_count(CountKey(REACH, district_id, "", as_of), reached, access[district_id], threshold, published)
        for district_id in access
        if district_id != PROGRAM
    )
    picture = ReachPicture.of((*published, *districts), access, reached, districts_of)
    choices = program_bands(picture, threshold)
    count = sum(each.band.nearest(reached.get(each.key, 0)) for each in districts)
    band = band_of(count, choices)
    key = CountKey(REACH, PROGRAM, "", as_of)
    return (*districts, PublishedCount(key, band, access[PROGRAM], threshold, band.shown(threshold)))


def program_bands(picture: ReachPicture, threshold: int) -> tuple[Band, ...]:
    """The bands of the program's count at the last edition of the picture, given everything before."""
    known = Band(*_limits(picture, picture.boxes.largest.sum(axis=1)))
    limits = list(_limits_of_attackers(picture))
    first_end = max((smallest for smallest, _ in limits), default=known.least)
    last_start = min((largest for _, largest in limits), default=known.most)
    alone = count_bands(known, threshold, int(picture.access[:, -1].sum()))
    return bands(known, threshold, max(first_end, alone[0].most), min(last_start, alone[-1].least))


def _district_count(
    key: CountKey, reached: Mapping[CountKey, int], access: int, threshold: int, published: tuple[PublishedCount, ...]
) -> PublishedCount:
    earlier = [each.band for each in published if each.key[:2] == key[:2] and each.key.as_of < key.as_of]
    known = Band(max((band.least for band in earlier), default=0), access)
    widest = Band(0, max((band.most for band in earlier), default=0))
    band = band_of(reached.get(key, 0), count_bands(known, threshold, access, widest))
    return PublishedCount(key, band, access, threshold, band.shown(threshold))


def _limits_of_attackers(picture: ReachPicture) -> Iterator[tuple[int, int]]:
    """For every attacker, and the program's own earlier counts: the smallest and largest program count that leaves
    every count open."""
    yield from (_limits(picture, case) for case in _cases(picture, picture.groups[:1]))
    if picture.counts is not None:
        insiders = picture.seen_by_insiders
        yield from (_limits(insiders, case) for case in _cases(insiders, picture.groups))
    largest = picture.boxes.largest.sum(axis=1)
    yield from (_limits(there, largest) for there in picture.program_corners())


def _cases(picture: ReachPicture, groups: tuple[Whole, ...]) -> Iterator[Whole]:
    """For each group the districts' largest sums, with its own districts at their worst and any one other at an end of its band."""
    largest, gaps = picture.boxes.largest, picture.narrowest_gaps
    for group in groups:
        others = np.ones(largest.shape[1], dtype=bool)
        others[group] = False
        own = -largest[:, group].sum(axis=1)[::-1]  # the smallest w.x is less the largest (-w).x
        yield largest[:, others].sum(axis=1) + own + gaps[:, others].min(axis=1)


def _limits(picture: ReachPicture, largest: Whole) -> tuple[int, int]:
    return sum_limits(picture.boxes.directions, largest, picture.lower, picture.upper)
