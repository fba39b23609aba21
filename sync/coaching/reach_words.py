"""What reports say of the educators reached: the latest published band beside the number with access, and the rule."""

from __future__ import annotations

from typing import Final

from sync.coaching.editions import PROGRAM, PublishedReach, latest_reach
from sync.coaching.registry import Registry
from sync.coaching.report_words import day_in_words
from sync.coaching.suppression import NOT_SHOWN, threshold_of

REACHED: Final = "Educators reached"
NOT_YET: Final = "Published at the close of each quarter"


def published_reach(registry: Registry, district_id: str = PROGRAM) -> PublishedReach | None:
    """The latest published reach of a district or of the program in the registry's school year; None before the first edition."""
    return latest_reach(registry.published.editions, registry.first_day).get(district_id)


def reach_row(registry: Registry, district_id: str = PROGRAM) -> tuple[object, ...]:
    """Label, band and note, as a line of figures."""
    reach = published_reach(registry, district_id)
    if reach is None:
        return (REACHED, "Not yet", NOT_YET)
    note = f"of {reach.access:,} with access, from the first day of school to {day_in_words(reach.as_of)}"
    if reach.shown == NOT_SHOWN:
        return (REACHED, "Not shown", f"{note}: so few have access that no band could be shown")
    return (REACHED, reach.shown, note)


def reach_in_words(registry: Registry, district_id: str) -> tuple[str, ...]:
    """Sentences for a report on paper; none before the first edition."""
    reach = published_reach(registry, district_id)
    if reach is None:
        return ()
    until = day_in_words(reach.as_of)
    if reach.shown == NOT_SHOWN:
        return (
            f"Of {reach.access:,} educators with access, how many worked with a coach until {until} is not shown.",
            rule(registry),
        )
    of_them = f"fewer than {reach.threshold}" if reach.shown.startswith("<") else f"{reach.shown[:-1]} or more"
    return (f"Until {until}, {of_them} of {reach.access:,} educators with access worked with a coach.", rule(registry))


def rule(registry: Registry, district_id: str = PROGRAM) -> str:
    """The rule that every report with a band ends with."""
    reach = published_reach(registry, district_id)
    threshold = reach.threshold if reach else threshold_of(registry.settings)
    return (
        "Educators are counted once each and shown in bands only: fewer than "
        f"{threshold} as <{threshold}, then rounded down to a multiple of 5; the last band is open, so that nobody is told "
        "apart for not having asked for help either. Each published count was checked against everything published before."
    )
