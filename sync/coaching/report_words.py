"""How days, months and people are worded in reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import pandas as pd

from sync.coaching.lists import ALL_SCHOOLS
from sync.coaching.metrics import Share, hours
from sync.coaching.metrics_quality import days_since_read
from sync.coaching.registry import Registry
from sync.coaching.views import ReadState

Row = tuple[object, ...]


def day_in_words(day: date) -> str:
    """A day as `October 14, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def month_in_words(month: str) -> str:
    """A month given as 2026-09 as `Sep 2026`."""
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"


def updated_in_words(as_of: date | None) -> str:
    """The line under a report's title: the day of the newest change in its data, which a sync without a
    change does not move.
    """
    return f"Last updated with the changes of {day_in_words(as_of)}." if as_of else "Nothing logged yet."


def last_read_in_words(read: ReadState, today: date, time_zone: str) -> str:
    """How old a district's data are, as `today`, `3 days ago`, or `never`; it changes once a day at most."""
    days = days_since_read(read.last_good_read, today, time_zone)
    if days is None:
        return "never"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, as `1 activity` or `3 activities`."""
    return f"{number:,} {one if number == 1 else many}"


def coach_name(registry: Registry, coach_id: str) -> str:
    """The coach's name; the id of a coach whom the registry no longer lists."""
    coach = registry.coaches.get(coach_id)
    return coach.name if coach else coach_id


def district_name(registry: Registry, district_id: str) -> str:
    """The district's name; the id of a district that the registry no longer lists."""
    district = registry.districts.get(district_id)
    return district.name if district else district_id


def form_in_words(kind: str, district_id: str, registry: Registry) -> str:
    """A form of the program, as `Activity form of North` or `Feedback form`."""
    whose = f" of {district_name(registry, district_id)}" if district_id else ""
    return f"{kind.capitalize()} form{whose}"


def school_name(registry: Registry, school_id: str) -> str:
    """The school's name, `All schools` for none; the id of a school that the registry no longer lists."""
    school = registry.schools.get(school_id)
    return ALL_SCHOOLS if not school_id else school.name if school else school_id


def share_rows(shares: Iterable[tuple[str, Share]]) -> list[Row]:
    """Rows of name, hours, share, and both halves in words: a percent never stands alone."""
    return [(name, hours(share.part), share.ratio, share.in_hours()) for name, share in shares]


def listed(words: Iterable[str]) -> str:
    """Words in a sentence: `a`, `a and b`, or `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def one_line(texts: Iterable[str]) -> str:
    """Several texts in one cell."""
    return "; ".join(text for text in texts if text)


def worded(column: pd.Series, shown: Callable[..., object]) -> list[object]:
    """`shown` of every value of a column, missing ones as an empty text; each distinct value is worded
    once, because a column of a million rows has a few hundred of them.
    """
    codes, distinct = pd.factorize(column)
    words = np.empty(len(distinct) + 1, dtype=object)
    words[:] = [*(shown(value) for value in distinct), ""]
    values: list[object] = words[codes].tolist()
    return values


def in_registry_order(rows: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The rows by district as the registry lists them (others last), each district's in the order given;
    needs `district_id`.
    """
    order = {district_id: place for place, district_id in enumerate(registry.districts)}
    place = np.array(
        worded(rows["district_id"], lambda district_id: order.get(district_id, len(order))), dtype=np.int64
    )
    return rows.iloc[np.argsort(place, kind="stable")]
