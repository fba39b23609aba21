"""Names of a coach's Roster in a district's text: looked for while the district's workbook is read, told to that coach alone.

What is remembered of a sighting is its place: tab, row, column and the date of the row's entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.district_reading import DistrictReading
from sync.coaching.entries import RowProblem
from sync.coaching.name_marks import NameMark
from sync.coaching.names_seen import DistrictTexts, NameSeen, NamesOfRoster, name_warnings
from sync.coaching.registry import Registry
from sync.jobs.reading import DISTRICT, TEMPLATES, Gathered
from sync.ledger import WorkbookState
from sync.ledger.coach_books import CoachBookRows

LOG: Final = "activity_log"
NOTE: Final = "names_seen"  # in the notes of a district's state: coach id -> places


def look_for_names(
    rows: CoachBookRows, gathered: Gathered, states: Mapping[str, WorkbookState], key: bytes
) -> dict[str, WorkbookState]:
    """The states after every district's text that was read has been looked through for the names of its coaches' Rosters."""
    registry = gathered.registry
    workbooks = {each.workbook_id: each.coach_id for each in registry.coaches.values() if each.workbook_id}
    read = {key: each for key, each in gathered.readings.items() if isinstance(each, DistrictReading)}
    marks = {workbooks[each]: found for each, found in rows.marks(workbooks if read else ()).items()}
    after = dict(states)
    for workbook_id, reading in read.items():
        seen = _seen(gathered, workbook_id, reading, marks, key)
        after[workbook_id] = replace(after[workbook_id], notes={**after[workbook_id].notes, NOTE: seen})
    return after


def _seen(
    gathered: Gathered,
    workbook_id: str,
    reading: DistrictReading,
    marks: Mapping[str, list[Mapping[str, Any]]],
    key: bytes,
) -> dict[str, list[list[Any]]]:
    coaches = [each.coach_id for each in gathered.registry.assigned_coaches(reading.district_id)]
    with_names = [coach_id for coach_id in coaches if marks.get(coach_id)]
    if not with_names:
        return {}
    texts = _texts(gathered.snapshots[workbook_id])
    days = _days(reading.entries)
    found = {}
    for coach_id in with_names:
        own = [NameMark(**mark) for mark in marks[coach_id]]
        names = NamesOfRoster(own, reading.district_id, gathered.registry, key)
        places = [seen for key, text in texts.items() for seen in text.names_seen(names, days if key == LOG else {})]
        if places:
            found[coach_id] = [
                [each.tab, each.row, each.column, each.day.isoformat() if each.day else None] for each in places
            ]
    return found


def _texts(snapshot: WorkbookSnapshot) -> dict[str, DistrictTexts]:
    """The texts of the tabs in which coaches write, by tab key. Onboarding names contacts, and is meant to."""
    template = load(TEMPLATES[DISTRICT])
    return {
        key: DistrictTexts(tab, template.tab(key))
        for key in (LOG, "coaching_plan")
        if (tab := snapshot.tab(key)) is not None
    }


def _days(entries: pd.DataFrame) -> dict[int, date]:
    return dict(zip(entries["row"].tolist(), entries["date"].dt.date, strict=True))


def warnings_for(coach_id: str, registry: Registry, states: Mapping[str, WorkbookState]) -> list[RowProblem]:
    """What a coach is warned of in the coach workbook: the rows of districts' logs that seem to name somebody."""
    found: list[RowProblem] = []
    for district in registry.districts.values():
        state = states.get(district.workbook_id or "")
        places = (state.notes if state else {}).get(NOTE, {}).get(coach_id, ())
        seen = [
            NameSeen(tab, row, column, date.fromisoformat(day) if day else None) for tab, row, column, day in places
        ]
        found += name_warnings(seen, district.name)
    return found
