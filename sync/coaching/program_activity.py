"""The program report's Activity Data: every entry that counts, with names for ids and without its note."""

from __future__ import annotations

import pandas as pd

from sync.coaching.metrics import hours_of_entries
from sync.coaching.registry import Registry
from sync.coaching.report_words import Row, coach_name, district_name, in_registry_order, school_name, worded
from sync.coaching.vocabulary import ACTIVITY_BY_NAME


def activity_rows(entries: pd.DataFrame, registry: Registry) -> list[Row]:
    """One row an entry: by district in the registry's order, each district's entries in the order given.

    The same entries give the same rows, so that an added entry moves only what stands below it.
    """
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
