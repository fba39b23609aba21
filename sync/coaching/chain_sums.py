"""Whether a number is still possible: exact, without a solver, for reach by district and program over several editions.

The model. District d has a count x[d,q] at edition q, in the box least[d,q] <= x[d,q] <= most[d,q], and x[d,q] <= x[d,q+1] (year to
date, it only grows): its *chain*. The program's count is the sum over districts, and lies between lower[q] and upper[q].

The claim. There are whole numbers in all boxes and chains with sums within [lower, upper] if and only if for every w
in {-1, 0, 1}^Q

    H(w) := sum over d of h[d](w)  >=  sum over w[q]=1 of lower[q]  -  sum over w[q]=-1 of upper[q],

where h[d](w) is the largest value of w.x over the chain of d.

The proof. (Only if) is plain: w.(sum of x) is at most H(w) and at least the right side. (If) Write x[d,q] as the sum
of its increments up to q. Each increment column has ones in the rows (d,p..Q) and (program,p..Q), a directed path in
the tree that has the program's rows as its trunk and each district's rows as a branch: the system is a network
matrix, hence totally unimodular. So the polyhedron has whole-numbered corners (a solution in fractions implies one in
whole numbers), and so has the polyhedron of dual certificates bounded by 1 in absolute value: if there is no
solution, Farkas' lemma gives a certificate whose multipliers w of the sums are -1, 0 or 1, and the best one for given
w takes each chain's largest w.x, which is the inequality, violated. (Separating the set of sums from the box of the
program's bounds gives the same w.) For Q editions these are 3^Q inequalities: 81 for four quarters, whatever the
number of districts; and each costs one sum. To ask about one district, only its own term h[d] is exchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
_NEVER = -(10**12)  # less than any sum of counts


@dataclass(frozen=True)
class Boxes:
    """`least` and `most`, districts by editions; both grow along the editions (see `tidy`)."""

    least: Whole
    most: Whole

    @classmethod
    def tidy(cls, least: Whole, most: Whole) -> Boxes:
        """The boxes without what the chains forbid: a count is at least any earlier least, and at most any later most."""
        return cls(np.maximum.accumulate(least, axis=1), np.minimum.accumulate(most[:, ::-1], axis=1)[:, ::-1])

    @property
    def editions(self) -> int:
        return int(self.least.shape[1])

    @cached_property
    def directions(self) -> Whole:
        """Every w of {-1, 0, 1}^Q, in an order in which -w is the mirror image of w."""
        return np.array(list(product((-1, 0, 1), repeat=self.editions)), dtype=np.int64)

    @cached_property
    def largest(self) -> Whole:
        """h[w,d]: the largest w.x over each chain."""
        return self.largest_within(self.least, self.most)

    def largest_within(self, least: Whole, most: Whole) -> Whole:
        """The same for other boxes of the same districts: the best of all values at which a chain may bend, edition by edition."""
        bends = np.sort(np.concatenate([least, most], axis=1), axis=1)
        best = np.zeros((len(self.directions), *bends.shape), dtype=np.int64)
        for edition in range(self.editions):
            allowed = (bends >= least[:, [edition]]) & (bends <= most[:, [edition]])
            gain = self.directions[:, edition, None, None] * bends
            best = np.where(allowed, gain + np.maximum.accumulate(best, axis=2), _NEVER)
        largest: Whole = best.max(axis=2)
        return largest

    def at(self, edition: int, value: Whole) -> tuple[Whole, Whole]:
        """The boxes in which each district's count at an edition is `value`."""
        least, most = self.least.copy(), self.most.copy()
        least[:, edition:] = np.maximum(least[:, edition:], value[:, None])
        most[:, : edition + 1] = np.minimum(most[:, : edition + 1], value[:, None])
        return least, most

    def count_corners(self) -> Iterator[tuple[int, Whole]]:
        """For each edition the chains whose count there is the least, then the most: the edition, and h[w,d] of these chains."""
        for edition in range(self.editions):
            for value in (self.least[:, edition], self.most[:, edition]):
                yield edition, self.largest_within(*self.at(edition, value))

    def increment_corners(self) -> Iterator[tuple[int, Whole]]:
        """For each edition but the first the chains with the largest, then the smallest possible increment to it."""
        for edition in range(1, self.editions):
            before, after = edition - 1, edition
            largest = Boxes(*self.at(before, self.least[:, before]))
            yield edition, self.largest_within(*largest.at(after, self.most[:, after]))
            smallest = Boxes(*self.at(before, self.most[:, before]))
            yield (
                edition,
                self.largest_within(*smallest.at(after, np.maximum(self.least[:, after], self.most[:, before]))),
            )


def needed_sums(directions: Whole, lower: Whole, upper: Whole) -> Whole:
    """The right side of the claim, for every w."""
    needed: Whole = np.where(directions > 0, lower, 0).sum(axis=1) - np.where(directions < 0, upper, 0).sum(axis=1)
    return needed


def sum_limits(directions: Whole, largest: Whole, lower: Whole, upper: Whole) -> tuple[int, int]:
    """The smallest and the largest possible program count at the last edition, whose own bounds are not used.

    `largest` is H(w) (any further axes are for further cases, of which the tightest counts). By the duality of the
    proof the largest is the minimum over w with w[Q]=1 of H(w) less what the earlier editions need.
    """
    earlier = needed_sums(directions[:, :-1], lower[:-1], upper[:-1])
    room = largest.reshape(len(directions), -1).min(axis=1) - earlier
    last = directions[:, -1]
    return -int(room[last < 0].min()), int(room[last > 0].min())
