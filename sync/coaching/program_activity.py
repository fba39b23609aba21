"""The program report's Activity Data: every entry that counts, with names for ids and without its note."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from sync.coaching.metrics import hours_of_entries
from sync.coaching.registry import Registry
from sync.coaching.report_words import Row, coach_name, district_name, in_registry_order, school_name, worded
from sync.coaching.vocabulary import ACTIVITY_BY_NAME

ROWS_AT_MOST: Final = 60_000  # 780,000 cells: a Sheet that still opens, and one answer that Google still gives


def activity_rows(entries: pd.DataFrame, registry: Registry) -> list[Row]:
    """One row an entry, in the order of Activity Data's columns: by district as the registry has them, each district's entries
    in the order given."""
    ordered = in_registry_order(entries, registry)
    columns = (
        worded(ordered["date"], lambda day: day.date()),
        worded(ordered["date"], lambda day: f"{day:%Y-%m}"),
        worded(ordered["district_id"], lambda district_id: district_name(registry, district_id)),
        worded(ordered["school_id"], lambda school_id: school_name(registry, school_id)),
        worded(ordered["coach_id"], lambda coach_id: coach_name(registry, coach_id)),
        worded(ordered["activity"], str),
        worded(ordered["activity"], lambda activity: ACTIVITY_BY_NAME[activity].kind.value),
        worded(ordered["focus_area"], str),
        ordered["minutes"].tolist(),
        hours_of_entries(ordered["minutes"]).tolist(),
        worded(ordered["delivery"], str),
        worded(ordered["contract_day"], str),
        ordered["entry_id"].tolist(),
    )
    return list(zip(*columns, strict=True))


def shown_from(entries: pd.DataFrame, most: int = ROWS_AT_MOST) -> date | None:
    """The first day of which Activity Data holds the entries; None where it holds all of them.

    Of more than `most` entries it holds the newest months that fit, so that what it begins with changes once a month; where
    not even the newest month fits, the newest days, of which there is at least one.
    """
    if len(entries) <= most:
        return None
    days = np.sort(entries["date"].to_numpy("datetime64[D]"))
    fits_from = days[-most - 1] + 1
    next_month = ((fits_from - 1).astype("datetime64[M]") + 1).astype("datetime64[D]")
    first: date = (next_month if next_month <= days[-1] else min(fits_from, days[-1])).item()
    return first


def entries_shown(entries: pd.DataFrame, most: int = ROWS_AT_MOST) -> pd.DataFrame:
    """The entries that Activity Data holds: all, or those from `shown_from` on."""
    first = shown_from(entries, most)
    return entries if first is None else entries[entries["date"].to_numpy("datetime64[D]") >= np.datetime64(first)]
