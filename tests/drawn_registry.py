"""A registry workbook as tabs of typed cells, for tests: each tab says only what differs from a small good one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheets_templates import load
from sheets_templates.cells import Cell, TabSnapshot, WorkbookSnapshot
from tests.drawn_logs import serial

TEMPLATE: Final = load("registry")
Rows = Sequence[Mapping[str, Cell]]

GOOD: Final[Mapping[str, Rows]] = {
    "settings": [
        {"setting": "program_name", "value": "Shared Coaching"},
        {"setting": "school_year", "value": "2025-26"},
        {"setting": "first_day", "value": "2025-08-15"},
        {"setting": "last_day", "value": "2026-06-05"},
        {"setting": "suppression_threshold", "value": 10.0},
    ],
    "districts": [
        {"district_id": "d1", "name": "Riverton 60", "workbook": "1" + "a" * 43},
        {"district_id": "d2", "name": "Oakdale 12", "workbook": "1" + "b" * 43, "time_zone": "America/New_York"},
    ],
    "schools": [
        {"school_id": "s1", "district_id": "d1", "name": "Lincoln", "educators": 30.0, "students": 300.0},
        {"school_id": "s2", "district_id": "d2", "name": "North", "educators": 20.0, "students": 200.0},
    ],
    "coaches": [{"coach_id": "c1", "name": "Ana Ruiz", "email": "ana@program.example"}],
    "assignments": [
        {
            "coach_id": "c1",
            "district_id": district,
            "first_day": serial(date(2025, 8, 15)),
            "last_day": serial(date(2026, 6, 5)),
            "virtual": False,
        }
        for district in ("d1", "d2")
    ],
    "contracts": [
        {
            "district_id": district,
            "days": 45.0,
            "daily_rate": 625.0,
            "first_day": serial(date(2025, 8, 15)),
            "last_day": serial(date(2026, 6, 5)),
            "funding_source": "Title II",
        }
        for district in ("d1", "d2")
    ],
    "funding": [
        {
            "name": "Title II",
            "first_allowable_day": serial(date(2025, 7, 1)),
            "last_allowable_day": serial(date(2026, 9, 30)),
            "federal": True,
        }
    ],
    "school_calendar": [
        {
            "first_day": serial(date(2025, 12, 22)),
            "last_day": serial(date(2026, 1, 2)),
            "day_type": "Non-attendance",
            "label": "Winter break",
        }
    ],
    "focus_areas": [{"name": "Digital Equity"}, {"name": "Remote Learning", "retired_on": serial(date(2026, 1, 1))}],
    "people": [
        {"email": "director@program.example", "role": "Director"},
        {"email": "head@riverton.example", "role": "District administrator", "district_id": "d1"},
    ],
    "closed_months": [{"month": "2025-09", "closed_on": serial(date(2025, 10, 5)), "closed_by": "director"}],
    "statements": [],
    "confirmations": [
        {"question_id": "q1", "answer": "Keep the charge", "decided_on": serial(date(2025, 10, 2)), "decided_by": "c1"}
    ],
    "voices": [
        {
            "voice_id": "r1/helped",
            "received_on": serial(date(2025, 10, 6)),
            "district_id": "d1",
            "role": "Educator",
            "asked": "What has coaching changed?",
            "words": "My students now ask the questions.",
            "permission": "Yes",
            "choice": "Quote",
        }
    ],
    "feedback": [{"district_id": "d1", "responses": 12.0, "again": 9.0, "perhaps": 2.0, "not_again": 1.0}],
    "published_editions": [],
}


def registry_workbook(*, without: Sequence[str] = (), locale: str = "en_US", **tabs: Rows) -> WorkbookSnapshot:
    """The good registry with some tabs replaced, and those named in `without` missing."""
    return WorkbookSnapshot(
        "registry",
        "Registry",
        locale,
        "America/Chicago",
        1,
        None,
        {},
        [_tab(key, tabs.get(key, GOOD[key])) for key in GOOD if key not in without],
    )


def _tab(key: str, rows: Rows) -> TabSnapshot:
    template = TEMPLATE.tab(key)
    columns: list[list[Cell]] = [[c.header, *(row.get(c.key) for row in rows)] for c in template.columns]
    keys = {place: column.key for place, column in enumerate(template.columns)}
    return TabSnapshot(0, template.title, key, len(rows) + 1, len(columns), columns, keys)
