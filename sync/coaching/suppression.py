"""Bands: the one form in which a count of distinct educators is shown.

Below the threshold a count is shown as `<10`; from there on rounded down to a multiple of 5, as `35+`. The first and the last band
are wide (at least as many values as the threshold), because a small count points at those who were coached and a count close to
everybody points at those who were not: of 38 educators with access nobody reads more than `25+`. Bands between them hold 5 values.
Which bands there are depends only on what everybody knows already, never on the count, so a wide band tells nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

BASE: Final = 5  # educators; DOMAIN.md, Confidentiality, rule 3
LEAST_THRESHOLD: Final = 5  # educators; DOMAIN.md: never below 5
DEFAULT_THRESHOLD: Final = 10  # educators; DOMAIN.md: the Illinois report-card rule for small groups
NOT_SHOWN: Final = "not shown"


@dataclass(frozen=True, order=True)
class Band:
    """All that a reader is told of a count: it is one of the whole numbers from `least` to `most`, both included."""

    least: int
    most: int

    @property
    def values(self) -> int:
        """How many numbers it may be."""
        return self.most - self.least + 1

    def holds(self, count: int) -> bool:
        return self.least <= count <= self.most

    def shared_with(self, other: Band) -> Band:
        """What somebody knows who was told both."""
        return Band(max(self.least, other.least), min(self.most, other.most))

    def nearest(self, count: int) -> int:
        """The count, or the number of the band that is nearest to it."""
        return min(max(count, self.least), self.most)

    def shown(self, threshold: int) -> str:
        """The band as reports write it: `<10`, `35+`, or `not shown` where it would tell neither."""
        if self.least >= threshold:
            return f"{max(threshold, self.least // BASE * BASE)}+"
        return f"<{threshold}" if self.most < threshold else NOT_SHOWN


def threshold_of(settings: Mapping[str, str]) -> int:
    """The smallest count of educators that is shown, from the registry's settings; never below 5."""
    value = settings.get("suppression_threshold", "")
    return max(LEAST_THRESHOLD, int(value)) if value.isdigit() else DEFAULT_THRESHOLD


def bands(known: Band, threshold: int, first_end: int, last_start: int) -> tuple[Band, ...]:
    """The bands, without gaps, of a count of which `known` is known already.

    No band ends before `first_end`, and none but the first starts after `last_start`. Where these leave no room there is a single
    band: then publishing tells nothing that was not known.
    """
    starts = [known.least, *(start for start in _starts(known, threshold) if first_end < start <= last_start)]
    ends = [*(start - 1 for start in starts[1:]), known.most]
    return tuple(map(Band, starts, ends))


def count_bands(known: Band, threshold: int, access: int, earlier: Band | None = None) -> tuple[Band, ...]:
    """The bands of a count out of `access` educators: first and last one with at least `threshold` values, and none that would
    narrow the `earlier` band of the same count (year to date it only grows)."""
    small_end = known.least + threshold - 1 if known.least < threshold else 0
    first_end = max(small_end, earlier.most if earlier else 0)
    return bands(known, threshold, first_end, access - threshold + 1)


def has_bands(access: int, threshold: int) -> bool:
    """Whether a count out of `access` educators has more than one band: room for `threshold` numbers at either end."""
    return access + 1 >= 2 * threshold


def band_of(count: int, among: tuple[Band, ...]) -> Band:
    """The band that holds a count; the first or last one for a count outside all of them (a correction may lower a count below what
    was published: what was published stands)."""
    if count < among[0].least:
        return among[0]
    return next((band for band in among if band.holds(count)), among[-1])


def needed_values(interval: Band, access: int, threshold: int) -> int:
    """How many numbers a count must still be able to be for everybody, so that nobody is betrayed.

    `threshold` of them (or all that access allows) where fewer than `threshold` educators may have been coached or not coached; 5,
    the width of a band, otherwise: exact counts are for nobody outside the program.
    """
    sensitive = interval.least < threshold or access - interval.most < threshold
    return min(threshold if sensitive else BASE, access + 1)


def _starts(known: Band, threshold: int) -> Iterator[int]:
    if known.least < threshold <= known.most:
        yield threshold
    next_start = (
        -(-(max(threshold, known.least) + BASE) // BASE) * BASE
    )  # a multiple of 5, and no band of fewer than 5 values
    yield from range(next_start, known.most + 1, BASE)
