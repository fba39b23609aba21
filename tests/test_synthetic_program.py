"""A program of any size for the benchmarks."""

from __future__ import annotations

from collections import Counter

import pytest

from sheets_templates import load
from sync.coaching.vocabulary import ACTIVITY_BY_NAME
from sync.demo.synthetic_program import synthetic_program


@pytest.mark.parametrize(("districts", "rows"), [(1, 0), (5, 400), (3, 3000)])
def test_a_synthetic_program_has_exactly_the_size_asked_for(districts: int, rows: int) -> None:
    """Rows are distinct and readable; a coach has two districts, and never both on one date."""
    program = synthetic_program(districts, rows, seed=1)
    assert [len(district.log_rows) for district in program.districts] == [rows] * districts
    assert len(program.coaches) == len(program.registry["coaches"]) == (districts + 1) // 2
    seen: dict[tuple[object, object], str] = {}
    for place, row in program.log_rows():
        assert seen.setdefault((row["coach"], row["date"]), place) == place
        assert row["activity"] in ACTIVITY_BY_NAME
    assert all(count == 1 for count in Counter((place, *row.values()) for place, row in program.log_rows()).values())
    assert synthetic_program(districts, rows, seed=1) == program
    columns = [column.key for column in load("district_workbook").tab("activity_log").columns]
    assert all(list(row) == columns for _, row in program.log_rows())
