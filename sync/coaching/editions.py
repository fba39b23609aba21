"""What has been published about distinct educators: a value a count, as a row of the registry keeps it, and what
reports show of it.

A count is named by its `CountKey`. Reach counts the educators reached from the first day of the school year to `as_of`; so do the
counts of a table by school, activity or focus area; a count of a table by month is that of one month (`as_of` is its last day).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sync.coaching.suppression import Band

REACH: Final = "reach"
MONTH: Final = "month"
TABLES: Final = ("school", "activity", "focus_area", MONTH)
PROGRAM: Final = ""  # the district id of a count over all districts


class CountKey(NamedTuple):
    """One count. `of` is the school, activity, focus area or month (2025-09) of a table's count, empty for reach."""

    kind: str
    district_id: str
    of: str
    as_of: date


@dataclass(frozen=True)
class PublishedCount:
    """A count as it was published. `access`: educators with access then; `shown`: the words; a hidden count has the band of all it
    may be, as far as access and the count of its district tell."""

    key: CountKey
    band: Band
    access: int
    threshold: int
    shown: str


@dataclass(frozen=True)
class Edition:
    """Counts that left the program together: one district's reach, the program's, or a table of one district."""

    edition_id: str
    published_on: date
    scope: str
    audience: str
    counts: tuple[PublishedCount, ...]


@dataclass(frozen=True)
class PublishedEditions:
    """The registry's Published Editions. `damaged` says what of it cannot be read: nothing may be published until it can."""

    editions: tuple[Edition, ...] = ()
    damaged: tuple[str, ...] = ()

    def since(self, first_day: date) -> tuple[PublishedCount, ...]:
        """Everything published of the school year that starts on a day, in the order of the registry."""
        return tuple(count for count in counts_of(self.editions) if count.key.as_of >= first_day)


@dataclass(frozen=True)
class PublishedReach:
    """What a report shows of the educators reached: the band of the latest edition beside the number with access,
    never the count."""

    district_id: str
    as_of: date
    shown: str
    access: int
    threshold: int


class EditionUnreadable(ValueError):
    """A row of Published Editions does not hold what was published there. Nothing may be published until it does again."""


def counts_of(editions: Iterable[Edition]) -> tuple[PublishedCount, ...]:
    """Everything published, in the order of the registry."""
    return tuple(count for edition in editions for count in edition.counts)


def largest_access(published: Iterable[PublishedCount], access: Mapping[str, int]) -> dict[str, int]:
    """Educators with access by district id: the largest number of the year, published or in `access`. Of the program their sum.

    Reach is of the whole year, somebody who left included; so is access.
    """
    largest = {district_id: number for district_id, number in access.items() if district_id != PROGRAM}
    for count in published:
        district_id = count.key.district_id
        if count.key.kind == REACH and district_id != PROGRAM:
            largest[district_id] = max(count.access, largest.get(district_id, 0))
    return largest | {PROGRAM: sum(largest.values())}


def latest_reach(editions: Iterable[Edition], first_day: date) -> dict[str, PublishedReach]:
    """The latest published reach by district id (`PROGRAM` for the program) of the school year that starts on `first_day`."""
    found: dict[str, PublishedReach] = {}
    for count in counts_of(editions):
        kind, district_id, _, as_of = count.key
        if kind != REACH or as_of < first_day:
            continue
        if district_id not in found or found[district_id].as_of <= as_of:
            found[district_id] = PublishedReach(district_id, as_of, count.shown, count.access, count.threshold)
    return found


def edition_row(edition: Edition) -> dict[str, object]:
    """The edition as a row of the registry's Published Editions."""
    return {
        "edition_id": edition.edition_id,
        "published_on": edition.published_on,
        "scope": edition.scope,
        "audience": edition.audience,
        "table_json": table_json(edition.counts),
    }


def table_json(counts: tuple[PublishedCount, ...]) -> str:
    """The published table as text: what it counts, of whom, until when, and each count's words and band."""
    first = counts[0]
    table = {
        "count": first.key.kind,
        "district": first.key.district_id,
        "threshold": first.threshold,
        "cells": [
            [each.key.of, each.key.as_of.isoformat(), each.shown, each.band.least, each.band.most, each.access]
            for each in counts
        ],
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def counts_in(text: str) -> tuple[PublishedCount, ...]:
    """The published counts of a `table_json` text. Raises EditionUnreadable."""
    try:
        table: Mapping[str, Any] = json.loads(text)
        kind, threshold = str(table["count"]), int(table["threshold"])
        counts = tuple(
            PublishedCount(
                CountKey(kind, str(table["district"]), str(of), date.fromisoformat(as_of)),
                Band(int(least), int(most)),
                int(access),
                threshold,
                str(shown),
            )
            for of, as_of, shown, least, most, access in table["cells"]
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise EditionUnreadable("The published table cannot be read.") from problem
    if not counts or kind not in (REACH, *TABLES) or any(count.band.values < 1 for count in counts):
        raise EditionUnreadable("The published table cannot be read.")
    return counts
