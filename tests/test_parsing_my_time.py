"""My Time: what a coach keeps out of a district's file is read with the same care."""

from __future__ import annotations

from datetime import date

import pytest

from sheets_templates.cells import Cell
from tests.drawn_logs import outcomes, parsed_my_time, serial, told

FALL, SPRING = serial(date(2025, 9, 16)), serial(date(2026, 2, 3))


def row(**cells: Cell) -> dict[str, Cell]:
    """An hour of travel for Oakdale in the fall, with some cells replaced. The coach serves Oakdale all year, Hillside
    from January."""
    return {"date": FALL, "district": "Oakdale 12", "activity": "Travel", "minutes": 60.0, **cells}


def test_a_row_of_my_time_is_an_entry_of_its_district_and_coach() -> None:
    """In person, without school, focus area and mark; its source is the coach."""
    log = parsed_my_time(row())
    assert log.problems == ()
    entry = log.entries.iloc[0]
    assert (entry["district_id"], entry["coach_id"], entry["source"]) == ("d2", "c3", "coach")
    assert (entry["activity"], entry["minutes"], entry["school_id"], entry["focus_area"]) == ("Travel", 60, "", "")


@pytest.mark.parametrize(
    ("cells", "district_id", "remark"),
    [
        ({"district": None}, "d2", "repaired"),  # Oakdale is the only one in the fall
        ({"district": None, "activity": "Off-role: Substituting"}, "d2", "repaired"),
        ({"district": None, "date": SPRING}, "", "notice"),  # two in spring: the program's own time
        ({"district": None, "activity": "Coach Learning"}, "", None),
        ({"district": "oakdale 12"}, "d2", None),
        ({"district": "Hillside 4", "date": SPRING}, "d3", None),
        ({"minutes": "1h"}, "d2", "repaired"),
    ],
)
def test_the_district_is_read_or_found(cells: dict[str, Cell], district_id: str, remark: str | None) -> None:
    """An empty one is the one district of the day; the coach's own learning belongs to none."""
    log = parsed_my_time(row(**cells))
    assert log.entries["district_id"].tolist() == [district_id]
    assert [outcome for _, outcome, _ in outcomes(log)] == ([remark] if remark else [])


@pytest.mark.parametrize(
    ("cells", "column", "word"),
    [
        ({"activity": "Coaching Cycles"}, "Activity", "Coaching is not logged here"),
        ({"activity": "Golf"}, "Activity", "not one of the list"),
        ({"district": "Riverton 60"}, "District", "not one of the list"),
        ({"district": "Hillside 4"}, "District", "on that date"),
        ({"district": None, "activity": "Evaluation", "date": SPRING}, "District", "off-role duty"),
        ({"minutes": -5.0}, "Minutes", "less than zero"),
        ({"date": None}, "Date", "missing"),
    ],
)
def test_what_cannot_be_counted_is_refused(cells: dict[str, Cell], column: str, word: str) -> None:
    """With the column and the reason."""
    log = parsed_my_time(row(), row(**cells))
    assert outcomes(log) == [(3, "problem", column)]
    assert word in told(log)
    assert len(log.entries) == 1
    assert log.rows_in == 2
