"""The rows of the program in `table_hiding`: what each attacker of a table must still be unable to tell, linear in
what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sync.coaching.editions import CountKey
from sync.coaching.suppression import Band, needed_values

if TYPE_CHECKING:
    from sync.coaching.table_hiding import Table

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rule:
    """The sum over cells of `shown`, and of `by_hiding` where a cell is hidden, is `needed` or more."""

    shown: _Numbers
    by_hiding: _Numbers
    needed: float


def rules_for_all(table: Table) -> Iterator[Rule]:
    """What the reader and the insider must be unable to tell."""
    for view in (_view(table, insider=False), _view(table, insider=True)):
        yield from view.needing_no_more_than_known(believing=False).everybody()


def believed_rules(table: Table) -> Iterator[Rule]:
    """The same for those who believe that nobody is counted twice."""
    for view in (_view(table, insider=False), _view(table, insider=True)):
        yield from view.needing_no_more_than_known(believing=True).believers()


@dataclass(frozen=True)
class _View:
    """A table as one attacker sees it. By cell: the interval where it is shown (`least`, `most`) and how hiding
    widens it, the numbers it needs and how hiding changes them; `open` cells are those that the attacker does not
    know. `whole` is the interval of the whole."""

    least: _Numbers
    most: _Numbers
    least_by_hiding: _Numbers
    most_by_hiding: _Numbers
    needed: _Numbers
    needed_by_hiding: _Numbers
    open: npt.NDArray[np.bool_]
    whole: Band

    def everybody(self) -> Iterator[Rule]:
        """Neither a cell nor the whole is narrowed by whoever knows that the cells cover the whole."""
        least, most = self.whole.least, self.whole.most
        yield Rule(self.most, self.most_by_hiding, most)
        for place in np.flatnonzero(self.open):
            this = np.arange(len(self.least)) == place
            needed = self.needed[place] - 1
            changed = np.where(this, self.needed_by_hiding, 0)
            wide = np.where(this, self.most_by_hiding - self.least_by_hiding, 0)
            yield Rule(np.where(this, self.most - self.least, 0), wide - changed, needed)
            yield Rule(self.most, self.most_by_hiding - changed, needed + least)
            others = np.where(this, 0, self.most)
            yield Rule(others, np.where(this, 0, self.most_by_hiding) - changed, needed + least - most)
            yield Rule(np.where(this, -self.least, 0), np.where(this, -self.least_by_hiding, 0), -least)

    def believers(self) -> Iterator[Rule]:
        """Nor by whoever thinks that the cells add up to the whole."""
        least, most = self.whole.least, self.whole.most
        yield Rule(-self.least, -self.least_by_hiding, -least)
        for place in np.flatnonzero(self.open):
            this = np.arange(len(self.least)) == place
            needed = self.needed[place] - 1
            changed = np.where(this, self.needed_by_hiding, 0)
            yield Rule(-self.least, -self.least_by_hiding - changed, needed - most)
            spread = np.where(this, 0, self.most - self.least)
            by_hiding = np.where(this, 0, self.most_by_hiding - self.least_by_hiding)
            yield Rule(spread, by_hiding - changed, needed + least - most)

    def needing_no_more_than_known(self, *, believing: bool) -> _View:
        """The view of somebody who need be left no more than what they know without the table, from the whole, access and zeros."""
        least, most = self.least + self.least_by_hiding, self.most + self.most_by_hiding
        low = max(self.whole.least, int(least.sum() if believing else least.max()))
        high = min(self.whole.most, int(most.sum()))
        whole = Band(min(low, high), high)
        known_least = np.maximum(least, whole.least - (most.sum() - most))
        known_most = np.minimum(most, whole.most - ((least.sum() - least) if believing else 0))
        known = np.maximum(known_most - known_least + 1, 1)
        needed, needed_hidden = np.minimum(self.needed, known), np.minimum(self.needed + self.needed_by_hiding, known)
        return replace(self, needed=needed, needed_by_hiding=needed_hidden - needed, whole=whole)


def _view(table: Table, *, insider: bool) -> _View:
    zero = [insider and table.counts[key] == 0 for key in table.keys]
    shown = [_seen(table, key, table.shown(key), insider=insider) for key in table.keys]
    hidden = [_seen(table, key, table.hidden(key), insider=insider) for key in table.keys]
    needed = np.array([_needed(table, key, table.shown(key), insider=insider) for key in table.keys])
    needed_hidden = np.array([_needed(table, key, table.hidden(key), insider=insider) for key in table.keys])
    least, most = (np.array([getattr(band, end) for band in shown], float) for end in ("least", "most"))
    hidden_least, hidden_most = (np.array([getattr(band, end) for band in hidden], float) for end in ("least", "most"))
    whole = table.whole.band
    if insider and not all(zero):
        whole = Band(min(max(whole.least, 1), whole.most), whole.most)
    return _View(
        least, most, hidden_least - least, hidden_most - most, needed, needed_hidden - needed, ~np.array(zero), whole
    )


def _seen(table: Table, key: CountKey, band: Band, *, insider: bool) -> Band:
    """All that a cell can be for somebody who knows its band, earlier ones and the whole, and, as an insider, whether
    it is zero."""
    earlier = table.earlier.get(key)
    least = max(band.least, earlier.least if earlier else 0)
    most = min(band.most, table.access[key], table.whole.band.most)
    if insider and table.counts[key] == 0:
        return Band(0, 0)
    return Band(max(least, 1) if insider else least, most)


def _needed(table: Table, key: CountKey, band: Band, *, insider: bool) -> int:
    return needed_values(_seen(table, key, band, insider=False), table.access[key], table.threshold) - insider
