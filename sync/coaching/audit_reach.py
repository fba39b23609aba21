"""The audit of reach by district and program (`auditor` says what is protected from whom).

`chain_sums` proves of nearly every count that all of its band is still possible. Of the others HiGHS computes the interval.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sync.coaching.chain_sums import Whole
from sync.coaching.disclosure_model import DisclosureModel, Known
from sync.coaching.editions import PROGRAM, REACH, CountKey, PublishedCount
from sync.coaching.findings import COACH, INSIDER, READER, Audit, Finding
from sync.coaching.reach_picture import ReachPicture
from sync.coaching.suppression import BASE, Band, needed_values

_Mask = npt.NDArray[np.bool_]


def audit_reach(
    reach: tuple[PublishedCount, ...],
    access: Mapping[str, int],
    counts: Mapping[CountKey, int],
    districts_of: Mapping[str, Collection[str]],
) -> Audit:
    """Every count of reach against the reader, the insider and each coach. Raises Contradiction."""
    picture = ReachPicture.of(reach, access, counts, districts_of)
    findings: list[Finding] = []
    checked = 0
    for attacker in _attackers(picture):
        checked += attacker.checked
        findings += attacker.narrow_by_themselves()
        questions = dict.fromkeys(attacker.narrowed())
        model = DisclosureModel(reach, access, attacker.known()) if questions else None
        for key, since in questions:
            assert model is not None  # noqa: S101 - there is a question
            interval = model.count(key) if since is None else model.interval({key: 1, since: -1})
            needed = attacker.needed(key, since, interval)
            if interval.values < needed:
                findings.append(Finding(key, attacker.name, interval, needed, since))
    return Audit(tuple(findings), checked)


@dataclass(frozen=True)
class _Attacker:
    """`picture` as this one sees it; `group` are the places of the districts whose counts they know exactly."""

    name: str
    picture: ReachPicture
    group: Whole
    insider: bool

    def known(self) -> Known:
        return self.picture.known_to_insiders(self.group) if self.insider else Known()

    @property
    def unknown(self) -> _Mask:
        """The counts that this attacker does not know anyhow, districts by editions."""
        unknown = np.ones(self.picture.boxes.least.shape, dtype=bool)
        if self.insider and self.picture.counts is not None:
            unknown = self.picture.counts > 0
            unknown[self.group] = False
        return unknown

    @property
    def checked(self) -> int:
        return int(self.unknown.sum()) + (0 if self.insider else len(self.picture.days))

    def narrowed(self) -> Iterator[tuple[CountKey, CountKey | None]]:
        """Counts, and increments with the count that they start from, of which not all of the band is possible."""
        picture, unknown = self.picture, self.unknown
        open_sums = self._slack()[:, None] - picture.boxes.largest
        for corner, largest in picture.corners:
            possible = (open_sums + largest >= 0).all(axis=0)
            for place in np.flatnonzero(~possible & unknown[:, corner.edition]).tolist():
                since = picture.key(place, corner.edition - 1) if corner.since_last else None
                yield picture.key(place, corner.edition), since
        if not self.insider:
            yield from ((_program(picture, edition), None) for edition in picture.narrowed_program())

    def narrow_by_themselves(self) -> Iterator[Finding]:
        """Counts and increments whose own bands are too narrow."""
        picture, boxes = self.picture, self.picture.boxes
        values = boxes.most - boxes.least + 1
        sensitive = (boxes.least < picture.thresholds) | (picture.access - boxes.most < picture.thresholds)
        asked = np.minimum(np.where(sensitive, picture.thresholds, BASE), picture.access + 1)
        enough = np.minimum(asked, picture.known_before) - self.insider
        for place, edition in np.argwhere((values < enough) & self.unknown).tolist():
            interval = Band(int(boxes.least[place, edition]), int(boxes.most[place, edition]))
            yield Finding(picture.key(place, edition), self.name, interval, int(enough[place, edition]))
        new = boxes.most[:, 1:] - boxes.least[:, :-1] - np.maximum(boxes.least[:, 1:] - boxes.most[:, :-1], 0) + 1
        asked_new = np.minimum(BASE, picture.access[:, 1:] + 1)
        enough_new = np.minimum(asked_new, picture.known_before[:, 1:]) - self.insider
        for place, edition in np.argwhere((new < enough_new) & self.unknown[:, 1:]).tolist():
            least = max(int(boxes.least[place, edition + 1] - boxes.most[place, edition]), 0)
            interval = Band(least, least + int(new[place, edition]) - 1)
            since = picture.key(place, edition)
            yield Finding(picture.key(place, edition + 1), self.name, interval, int(enough_new[place, edition]), since)

        for edition in () if self.insider else picture.published_program:
            interval = Band(int(picture.lower[edition]), int(picture.upper[edition]))
            needed = self.needed(_program(picture, edition), None, interval)
            if interval.values < needed:
                yield Finding(_program(picture, edition), self.name, interval, needed)

    def needed(self, key: CountKey, since: CountKey | None, interval: Band) -> int:
        picture, access = self.picture, self.picture.access_of(key)
        asked = needed_values(interval, access, picture.threshold_of(key)) if since is None else min(BASE, access + 1)
        return min(asked, picture.known_before_of(key)) - self.insider

    def _slack(self) -> Whole:
        largest = self.picture.boxes.largest
        sums = largest.sum(axis=1)
        if len(self.group) and self.picture.counts is not None:
            own = self.picture.boxes.directions @ self.picture.counts[self.group].sum(axis=0)
            sums = sums - largest[:, self.group].sum(axis=1) + own
        return self.picture.slack(sums)


def _attackers(picture: ReachPicture) -> Iterator[_Attacker]:
    nobody = picture.groups[0]
    yield _Attacker(READER, picture, nobody, insider=False)
    if picture.counts is not None:
        for group in picture.groups:
            yield _Attacker(COACH if len(group) else INSIDER, picture.seen_by_insiders, group, insider=True)


def _program(picture: ReachPicture, edition: int) -> CountKey:
    return CountKey(REACH, PROGRAM, "", picture.days[edition])
