"""Numbers that bound how many educators somebody could count in a district's own Sheet. One function each; its docstring is the
definition. Source: the entries that count, from Activity Logs."""

from __future__ import annotations

from typing import Final

import pandas as pd

from sync.coaching.vocabulary import ACTIVITIES

ONE_TO_ONE: Final = frozenset(activity.name for activity in ACTIVITIES if activity.one_to_one)


def one_to_one_rows(entries: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Rows of one-to-one activities by district and school id (empty text: the whole district).

    Whoever reads the Sheet can count them: there were no more one-to-one meetings there than rows. Fewest first.
    """
    rows = entries[(entries["source"] == "district") & entries["activity"].isin(list(ONE_TO_ONE))]
    counts = rows.groupby(["district_id", "school_id"], observed=True).size().reset_index(name="rows")
    places = zip(counts["district_id"].astype("str"), counts["school_id"].astype("str"), strict=True)
    found = dict(zip(places, counts["rows"].tolist(), strict=True))
    return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


def telling_few(rows: dict[tuple[str, str], int], threshold: int) -> dict[tuple[str, str], int]:
    """The places with fewer one-to-one rows than `threshold`: there the rows themselves say that few educators were met."""
    return {place: count for place, count in rows.items() if 0 < count < threshold}
