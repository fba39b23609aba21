"""The Coaching Plan is typed by hand: what cannot be used is listed, and never taken for another number."""

from __future__ import annotations

import pytest

from sheets_templates.cells import Cell, CellError
from sync.coaching.plan_reading import planned_days, planned_share
from tests.small_program import SmallProgram


@pytest.mark.parametrize(
    ("cell", "share"),
    [(0.4, 0.4), (40.0, 0.4), ("40%", 0.4), ("40 %", 0.4), ("12,5%", 0.125), (1.0, 1.0), (0.0, 0.0)],
)
def test_a_planned_share_is_a_part_of_the_whole(cell: Cell, share: float) -> None:
    """Typed as a percentage, a number of percent, or a fraction."""
    assert planned_share(cell).value == pytest.approx(share)


@pytest.mark.parametrize("cell", [-0.2, 150.0, "half", True, CellError("#DIV/0!")])
def test_what_is_no_share_is_left_out_and_told(cell: Cell) -> None:
    """A share of less than nothing or more than all would bend the Dashboard's comparison."""
    reading = planned_share(cell)
    assert (reading.value, reading.remark is None) == (None, False)


@pytest.mark.parametrize(("cell", "days"), [(12.5, 12.5), ("2,5", 2.5), ("12 ", 12.0), (-3.0, None), (1e9, None)])
def test_planned_days_are_a_number_of_days(cell: Cell, days: float | None) -> None:
    """A decimal comma is a comma, not a thousand."""
    assert planned_days(cell).value == days


def test_what_is_wrong_in_the_plan_stands_in_needs_attention(synced: SmallProgram) -> None:
    """With its row and column; the rest of the row counts, and a focus area in other letters is that focus area."""
    plan = synced.log_of("D1").spreadsheet.worksheet("Coaching Plan")
    plan.update(
        [["Reading", "digital equity ", "", "half", "-3"], ["Robots", "Robotics", "", "40%"]],
        "A2",
        value_input_option="USER_ENTERED",  # type: ignore[arg-type]
    )
    assert synced.sync().problem_rows == 0
    told = synced.rows("D1", "needs_attention", "what", "tab", "row", "column")
    assert told == [
        ("Notice", "Coaching Plan", 2.0, "Planned Days"),
        ("Notice", "Coaching Plan", 2.0, "Planned Share of Time"),
        ("Notice", "Coaching Plan", 3.0, "Focus Area"),
    ]
    assert synced.ledger.workbooks()[synced.workbooks["D1"]].notes["plan"][0]["focus_area"] == "Digital Equity"
    assert synced.sync(full=True).writes == 0
