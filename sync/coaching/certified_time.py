"""All of a coach's logged time of one month, each minute in one place: what paid for it, or why nothing did.

Source: the entries of the districts' Activity Logs and of the coach's My Time, and the funded days of the month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from sync.coaching.aggregates import DISTRICT_LOG
from sync.coaching.funding import NOT_SETTLED, in_order_of_funding
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import ContractDayMark

NOT_CHARGED: Final = "Not charged to a contract"  # beside the names of sources; the program pays for it


@dataclass(frozen=True)
class TimeDone:
    """What a coach did on one day in one place: minutes of one activity, and what paid for them (a source, NOT_SETTLED or
    NOT_CHARGED). `district_id` and `school_id` are empty for time that belongs to none.
    """

    day: date
    district_id: str
    school_id: str
    activity: str
    paid_by: str
    minutes: int


@dataclass(frozen=True)
class TimeOfSource:
    """Contract days and minutes that one source paid for in the month."""

    paid_by: str
    days: Decimal
    minutes: int


def time_done(entries: pd.DataFrame, funded: pd.DataFrame) -> list[TimeDone]:
    """Every minute of a coach's month, added up by day, place, activity and what paid for it, in that order.

    A minute in a district's log on a charged day was paid for by that day's source; on a day that is split in halves by the source
    that its own row names, and is NOT_SETTLED where the row names none. Time on rows marked No charge, on days without a charge and
    in My Time was charged to nobody.

    Args: `entries` (`entries.ENTRY_COLUMNS`) and `funded` (`funding.FUNDED_COLUMNS`), both of one coach and month.
    """
    sources: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for district_id, day, source in zip(
        funded["district_id"], funded["date"].dt.date, funded["funding_source"], strict=True
    ):
        sources[district_id, day].append(source)
    minutes: defaultdict[tuple[date, str, str, str, str], int] = defaultdict(int)
    for entry in entries.to_dict("records"):
        day, district_id = entry["date"].date(), str(entry["district_id"])
        charged = entry["source"] == DISTRICT_LOG and entry["contract_day"] != ContractDayMark.NO_CHARGE
        of_day = sources.get((district_id, day), []) if charged else []
        paid_by = _paid_by(of_day, str(entry["funding_source"]))
        minutes[day, district_id, str(entry["school_id"]), str(entry["activity"]), paid_by] += int(entry["minutes"])
    return [TimeDone(*place, minutes[place]) for place in sorted(minutes)]


def _paid_by(of_day: list[str], named: str) -> str:
    if not of_day:
        return NOT_CHARGED
    if len(of_day) == 1:
        return of_day[0]
    return named if named in of_day else NOT_SETTLED


def time_by_source(done: Iterable[TimeDone], funded: pd.DataFrame, registry: Registry) -> list[TimeOfSource]:
    """Days and minutes of each source in the order of the registry's Funding, then what nobody paid for. All days of `funded` and
    all minutes of `done` are in it, once.
    """
    minutes: defaultdict[str, int] = defaultdict(int)
    for each in done:
        minutes[each.paid_by] += each.minutes
    half_days: defaultdict[str, int] = defaultdict(int)
    for source, halves in zip(funded["funding_source"], funded["half_days"], strict=True):
        half_days[source] += halves
    names = in_order_of_funding({*minutes, *half_days} - {NOT_CHARGED}, registry)
    if NOT_CHARGED in minutes:
        names.append(NOT_CHARGED)
    return [TimeOfSource(name, Decimal(half_days[name]) / 2, minutes[name]) for name in names]
