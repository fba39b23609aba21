"""What reports say of the educators reached: the latest published band beside the number with access, and the rule."""

from __future__ import annotations

from datetime import date
from typing import Final

from sync.coaching.editions import PROGRAM, PublishedReach, latest_reach
from sync.coaching.quarters import QuartersUnusable, latest_closed
from sync.coaching.registry import Registry
from sync.coaching.report_words import day_in_words
from sync.coaching.suppression import NOT_SHOWN, threshold_of

REACHED: Final = "Educators reached"
NOT_YET: Final = "Published at the close of each quarter"


def published_reach(registry: Registry, district_id: str = PROGRAM, until: date | None = None) -> PublishedReach | None:
    """The latest published reach of a district or of the program in the registry's school year; None before the first edition.

    `until`: only editions that count no day after this one.
    """
    if until is None:
        return registry.latest_reach.get(district_id)
    editions = [
        edition for edition in registry.published.editions if all(count.key.as_of <= until for count in edition.counts)
    ]
    return latest_reach(editions, registry.first_day).get(district_id)


def reach_row(registry: Registry, district_id: str = PROGRAM) -> tuple[object, ...]:
    """Label, band and note, as a line of figures."""
    reach = published_reach(registry, district_id)
    if reach is None:
        return (REACHED, "Not yet", NOT_YET)
    note = f"of {reach.access:,} with access, from the first day of school to {day_in_words(reach.as_of)}"
    if reach.shown == NOT_SHOWN:
        return (REACHED, "Not shown", f"{note}: so few have access that no band could be shown")
    return (REACHED, reach.shown, note)


def program_reach_row(registry: Registry, today: date) -> tuple[object, ...]:
    """The same for the director's own report: where a quarter has closed since, how to publish it."""
    label, shown, note = reach_row(registry)
    due = _due(registry, today)
    return (label, shown, f"{note}. {due}" if due else note)


def _due(registry: Registry, today: date) -> str:
    try:
        quarter = latest_closed(registry, today)
    except QuartersUnusable as problem:
        return str(problem)
    reach = published_reach(registry)
    if quarter is None or (reach is not None and reach.as_of >= quarter.last_day):
        return ""
    return f"{quarter.name} closed on {day_in_words(quarter.last_day)}: coachlog publish reach --quarter {quarter.name}"


def reach_in_words(registry: Registry, district_id: str, until: date) -> tuple[str, ...]:
    """Sentences for a report on paper that ends on the day `until`; none before the first edition."""
    reach = published_reach(registry, district_id, until)
    if reach is None:
        return ()
    as_of = day_in_words(reach.as_of)
    if reach.shown == NOT_SHOWN:
        return (
            f"Of {reach.access:,} educators with access, how many worked with a coach until {as_of} is not shown.",
            rule(registry),
        )
    of_them = f"fewer than {reach.threshold}" if reach.shown.startswith("<") else f"{reach.shown[:-1]} or more"
    return (f"Until {as_of}, {of_them} of {reach.access:,} educators with access worked with a coach.", rule(registry))


def rule(registry: Registry, district_id: str = PROGRAM) -> str:
    """The rule that every report with a band ends with."""
    reach = published_reach(registry, district_id)
    threshold = reach.threshold if reach else threshold_of(registry.settings)
    return (
        "Educators are counted once each and shown in bands only: fewer than "
        f"{threshold} as <{threshold}, then rounded down to a multiple of 5; the last band is open, so that nobody is told "
        "apart for not having asked for help either. Each published count was checked against everything published before."
    )
