"""What was agreed: contracts and what pays for them, assignments, the school calendar, the focus areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from sync.coaching.edited_rows import EditedRow
from sync.coaching.edited_tabs import EditedTab
from sync.coaching.registry import Assignment, CalendarSpan, Coach, Contract, District, FocusArea, FundingSource
from sync.coaching.registry_parties import names_of
from sync.coaching.texts import plain
from sync.coaching.vocabulary import DEFAULT_FOCUS_AREAS, DayType
from sync.coaching.words import WordList

_MOST_DAYS: Final = 366  # contract days; a district contracts 10 to 170 a year
_HALF_DAY: Final = Decimal("0.5")
_CENT: Final = Decimal("0.01")

SchoolYear = tuple[date, date]


def assignments_in(
    tab: EditedTab, districts: Mapping[str, District], coaches: Mapping[str, Coach], year: SchoolYear
) -> tuple[Assignment, ...]:
    """Which coach serves which district, and when; without dates for the whole school year. Overlapping rows
    both count: the coach serves the days of either."""
    found: list[Assignment] = []
    spans: defaultdict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    district_names, coach_names = names_of(districts), names_of(coaches)
    for row in tab.rows:
        coach_id = row.refers_to("coach_id", coach_names, "coach")
        district_id = row.refers_to("district_id", district_names, "district")
        first_day, last_day = row.span(*year)
        if row.refused or coach_id is None or district_id is None:
            continue
        before = spans[coach_id, district_id]
        if any(first_day <= last and first <= last_day for first, last in before):
            message = "This assignment overlaps with a row above for the same coach and district; both were used."
            row.notice("first_day", message, "Correct the dates, or delete one of the two rows.")
        before.append((first_day, last_day))
        found.append(Assignment(coach_id, district_id, first_day, last_day, row.checked("virtual")))
    return tuple(found)


def contracts_in(
    tab: EditedTab, districts: Mapping[str, District], funding_sources: Mapping[str, FundingSource], year: SchoolYear
) -> dict[str, Contract]:
    """Each district's contract, by district id; the first one, where there are two."""
    found: dict[str, Contract] = {}
    names = names_of(districts)
    sources = WordList.of(funding_sources)
    for row in tab.rows:
        district_id = row.refers_to("district_id", names, "district")
        days, rate = row.amount("days"), row.amount("daily_rate")
        first_day, last_day = row.span(*year)
        if district_id in found:
            hint = "Put the whole number of days into one row, and delete the other."
            row.refuse("district_id", "This district has a contract in a row above.", hint)
        if days is None or not 0 < days <= _MOST_DAYS or days % _HALF_DAY:
            hint = "Type the number of days, for example 45 or 22.5."
            row.refuse("days", f"The contract days are not a number of half days up to {_MOST_DAYS}.", hint)
        if rate is None or rate < 0:
            row.refuse(
                "daily_rate", "The daily rate is not an amount of money.", "Type the dollars, for example 625.00."
            )
        if row.refused or district_id is None or days is None or rate is None:
            continue
        source = sources.exactly(row.text("funding_source"))
        if source is None and not row.blank("funding_source"):
            row.leave_out(
                "funding_source", "The funding source is not in Funding; it was left out.", "Choose from the list."
            )
        found[district_id] = Contract(
            district_id, days, rate.quantize(_CENT), first_day, last_day, source or "", _next_rate(row)
        )
    return found


def _next_rate(row: EditedRow) -> Decimal | None:
    rate = row.amount("next_daily_rate")
    if rate is not None and rate >= 0:
        return rate.quantize(_CENT)
    if not row.blank("next_daily_rate"):
        message = "Next year's rate is not an amount of money; it was left out."
        row.leave_out("next_daily_rate", message, "Type the dollars, for example 640.00.")
    return None


def funding_sources_in(tab: EditedTab) -> dict[str, FundingSource]:
    """The funding sources by name. One whose allowable days are not known cannot pay for anything."""
    found: dict[str, FundingSource] = {}
    for row in tab.rows:
        name = row.text("name", required=True)
        first_day, last_day = (
            row.day("first_allowable_day", required=True),
            row.day("last_allowable_day", required=True),
        )
        if plain(name) in map(plain, found):
            row.refuse("name", "This funding source stands in a row above.", "Delete one of the two rows.")
        if first_day and last_day and last_day < first_day:
            row.refuse(
                "last_allowable_day", "The last allowable day is before the first.", "Correct one of the two dates."
            )
        if not row.refused and first_day and last_day:
            found[name] = FundingSource(name, first_day, last_day, row.checked("federal"))
    return found


def calendar_in(tab: EditedTab, districts: Mapping[str, District]) -> tuple[CalendarSpan, ...]:
    """The days that differ from an ordinary weekday. A span without a last day is a single day."""
    found: list[CalendarSpan] = []
    names = names_of(districts)
    for row in tab.rows:
        day_type = row.word("day_type", map(str, DayType))
        district_id = row.refers_to("district_id", names, "district", required=False)
        first_day, last_day = row.span(date.min, date.min, one_day=True)
        if not row.refused and day_type is not None:
            found.append(CalendarSpan(first_day, last_day, DayType(day_type), district_id, row.text("label")))
    return tuple(found)


def focus_areas_in(tab: EditedTab) -> tuple[FocusArea, ...]:
    """The director's focus areas in their order; the default ones while the tab is empty."""
    found: dict[str, FocusArea] = {}
    for row in tab.rows:
        name = row.text("name", required=True)
        if plain(name) in found:
            row.refuse("name", "This focus area stands in a row above.", "Delete one of the two rows.")
        if not row.refused:
            found[plain(name)] = FocusArea(name, row.day("retired_on"))
    return tuple(found.values()) or _default_focus_areas()


def _default_focus_areas() -> tuple[FocusArea, ...]:
    return tuple(map(FocusArea, DEFAULT_FOCUS_AREAS))
