"""Which cells of a table must be hidden beside the small ones, so that none of them can be worked out: as few as possible.

Every cell is shown as its band, a small one as `<10`. A cell whose band would tell neither (`suppression.NOT_SHOWN`)
is hidden in any case; these and the small ones are the *primary* cells. Which others are hidden is chosen by an
integer program (HiGHS, solved to a gap of 0): hide the fewest cells such that, from the shown bands and the published
band of the whole, every cell keeps the numbers that `suppression.needed_values` asks for, and the whole keeps all of
its band. With the whole in [N, M] and the cells in [l, u], anybody can narrow cell i to

    from max(l[i], N - sum of the others' u)   to   min(u[i], M),

and somebody who believes that nobody is counted twice to min(u[i], M - sum of the others' l). Such an interval is
narrow exactly if one of four differences is, and each is linear in "cell j is hidden". Where the shown bands add up
to more than the whole, that belief is refuted and its rows fall away: both ways are solved, and the one that hides
less is taken.

A hidden cell costs the same whatever its count, and a trifle by its place, so that the choice tells as little as it can
of what is hidden.

Other tables of the same district are not part of that program; `auditor` looks at all together. Where it objects, at
least one more cell is hidden and the program solved again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from sync.coaching.editions import CountKey, PublishedCount
from sync.coaching.hiding_rules import Rule, believed_rules, rules_for_all
from sync.coaching.solving import IntegerProgram, Rows
from sync.coaching.suppression import NOT_SHOWN, Band, band_of, count_bands

_Choice = npt.NDArray[np.bool_]
_TRIFLE: Final = 1e-4  # of a cell, so that of equally many hidden cells always the same are chosen


class NothingToShow(Exception):
    """No table passes: every cell would have to be hidden."""


@dataclass(frozen=True)
class Table:
    """A district's cells before anything is hidden, in their order; `access` by cell. `whole` is the published reach
    of the same day, `earlier` the bands in which the same cells were shown before."""

    keys: tuple[CountKey, ...]
    counts: Mapping[CountKey, int]
    access: Mapping[CountKey, int]
    whole: PublishedCount
    threshold: int
    earlier: Mapping[CountKey, Band] = field(default_factory=dict)

    def shown(self, key: CountKey) -> Band:
        """The band of a cell that is not hidden."""
        earlier = self.earlier.get(key)
        known = Band(earlier.least if earlier else 0, self.access[key])
        return band_of(self.counts[key], count_bands(known, self.threshold, self.access[key], earlier))

    def hidden(self, key: CountKey) -> Band:
        """All that anybody can think of for a hidden cell."""
        return Band(0, min(self.access[key], self.whole.band.most))

    def published(self, key: CountKey, *, hide: bool) -> PublishedCount:
        band = self.hidden(key) if hide else self.shown(key)
        words = NOT_SHOWN if hide else band.shown(self.threshold)
        return PublishedCount(key, band, self.access[key], self.threshold, words)


@dataclass(frozen=True)
class Hidden:
    """A table as it may be published: its counts in order, the primary cells among them, and the cells hidden to protect others."""

    counts: tuple[PublishedCount, ...]
    primary: tuple[CountKey, ...]
    secondary: tuple[CountKey, ...]


def hide(table: Table, objections: Callable[[tuple[PublishedCount, ...]], bool] = lambda _: False) -> Hidden:
    """The table with the fewest cells hidden. `objections` says of a candidate whether the auditor objects. Raises
    NothingToShow."""
    tried: list[_Choice] = []
    while True:
        hides = _fewest(table, tried)
        if hides is None or hides.all():
            raise NothingToShow("No cell of this table could be shown without telling too much of another.")
        counts = tuple(table.published(key, hide=bool(each)) for key, each in zip(table.keys, hides, strict=True))
        if not objections(counts):
            break
        tried.append(hides)
    primary = [key for key in table.keys if table.shown(key).least < table.threshold]
    secondary = [key for key, each in zip(table.keys, hides, strict=True) if each and not _must_hide(table, key)]
    return Hidden(counts, tuple(primary), tuple(secondary))


def _must_hide(table: Table, key: CountKey) -> bool:
    return table.shown(key).shown(table.threshold) == NOT_SHOWN


def _fewest(table: Table, tried: list[_Choice]) -> _Choice | None:
    """The cells to hide: the better of both ways to deal with the belief; None where there is no way."""
    everybody = list(rules_for_all(table))
    least = np.array([table.shown(key).least for key in table.keys])
    refuted = Rule(least, -least, table.whole.band.most + 1)  # what is shown adds up to more than the whole can be
    ways = [_solved(table, [*everybody, *believed_rules(table)], tried), _solved(table, [*everybody, refuted], tried)]
    found = [way for way in ways if way is not None]
    return min(found, key=lambda way: int(way.sum()), default=None)


def _solved(table: Table, rules: list[Rule], tried: list[_Choice]) -> _Choice | None:
    must = np.array([_must_hide(table, key) for key in table.keys])
    cost = np.where(must, 0.0, 1.0 + _TRIFLE * np.arange(len(must)))
    rules = rules + [Rule(np.zeros(len(must)), (~each).astype(float), 1) for each in tried]
    rows = Rows(
        tuple(tuple(enumerate(rule.by_hiding.tolist())) for rule in rules),
        tuple(float(rule.needed - rule.shown.sum()) for rule in rules),
        (np.inf,) * len(rules),
    )
    found = IntegerProgram(must.astype(float), np.ones(len(must)), rows).minimum(cost)
    return None if found is None else found > 0.5
