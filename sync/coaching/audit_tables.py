"""The audit of one district's published tables, by integer programming (`auditor` says what is protected from whom)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from sync.coaching.disclosure_model import Contradiction, DisclosureModel, Known, TableKey
from sync.coaching.editions import MONTH, REACH, CountKey, PublishedCount
from sync.coaching.findings import BELIEVER, INSIDER, READER, Audit, Finding
from sync.coaching.suppression import Band, needed_values


def audit_tables(
    published: tuple[PublishedCount, ...], access: Mapping[str, int], counts: Mapping[CountKey, int], district_id: str
) -> Audit:
    """Every cell of the district's tables and every count of its reach, with all of the program's reach in the model.

    A table is not blamed for what an attacker knew without it: nobody need be left more numbers than that. Of the
    district's reach, on which the program's count and through it other districts' counts rest, tables may tell
    nothing at all. Raises Contradiction.
    """
    of_interest = [count for count in published if count.key.kind == REACH or count.key.district_id == district_id]
    asked = [count for count in of_interest if count.key.district_id == district_id]
    findings: list[Finding] = []
    checked = 0
    for name, known in _attackers(of_interest, access, counts):
        told = DisclosureModel(of_interest, access, known)
        untold = DisclosureModel(map(_untold, of_interest), access, known)
        for question in _questions(asked, known):
            checked += 1
            finding = question.answered(told, untold, name, insider=bool(known.zero))
            findings += [finding] if finding else []
    return Audit(tuple(findings), checked)


def _untold(count: PublishedCount) -> PublishedCount:
    return count if count.key.kind == REACH else replace(count, band=Band(0, count.access))


@dataclass(frozen=True)
class _Question:
    """What can a count be, or (with `since`) what is new in it?"""

    count: PublishedCount
    since: CountKey | None = None

    def answered(self, told: DisclosureModel, untold: DisclosureModel, name: str, *, insider: bool) -> Finding | None:
        """The finding, if the tables tell too much."""
        interval = self._asked(told)
        of_reach = self.count.key.kind == REACH
        needed = needed_values(interval, self.count.access, self.count.threshold) - insider
        if not of_reach and interval.values >= needed:
            return None
        before = self._asked(untold).values
        needed = before if of_reach else min(needed, before)
        return Finding(self.count.key, name, interval, needed, self.since) if interval.values < needed else None

    def _asked(self, model: DisclosureModel) -> Band:
        key = self.count.key
        return model.count(key) if self.since is None else model.interval({key: 1, self.since: -1})


def _questions(asked: list[PublishedCount], known: Known) -> Iterator[_Question]:
    """Every count but those known to be zero, and what is new in reach since the edition before."""
    unknown = [count for count in asked if not known.zero.get(count.key, False)]
    yield from map(_Question, unknown)
    reach = sorted((count for count in unknown if count.key.kind == REACH), key=lambda count: count.key.as_of)
    yield from (_Question(count, before.key) for before, count in pairwise(reach))


def _attackers(
    published: list[PublishedCount], access: Mapping[str, int], counts: Mapping[CountKey, int]
) -> Iterator[tuple[str, Known]]:
    reader = Known()
    DisclosureModel(published, access, reader)  # a contradiction among the published counts themselves is told as one
    keys = {count.key for count in published}
    insider = Known(zero={key: count == 0 for key, count in counts.items() if key in keys})
    for name, known in ((READER, reader), (INSIDER, insider)):
        if known.zero or known is reader:
            yield name, known
            believed = _believable(published, access, known)
            if believed:
                yield BELIEVER.format(name), replace(known, nobody_twice=believed)


def _believable(published: list[PublishedCount], access: Mapping[str, int], known: Known) -> frozenset[TableKey]:
    """The tables of which one can believe that nobody is counted twice: published counts do not speak against it."""
    tables = {
        TableKey(count.key.kind, count.key.district_id, count.key.as_of)
        for count in published
        if count.key.kind not in (REACH, MONTH)
    }
    believed: frozenset[TableKey] = frozenset()
    for table in sorted(tables):
        tried = believed | {table}
        try:
            model = DisclosureModel(published, access, replace(known, nobody_twice=tried))
            model.interval({next(key for key in model.keys if key.kind != REACH): 1})
        except Contradiction:
            continue
        believed = tried
    return believed
