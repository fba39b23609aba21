"""A table whose rows have a key: each row keeps its place, so that one more entry is one more row written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sheets_templates.cells import Cell, DaySerial, TabSnapshot
from sync.google.filling import table_requests
from tests.test_filling import DAYS, standing, written

KEYED = replace(DAYS, row_key=("rule",))
Line = tuple[float, float, str]


def line(key: str, days: float = 1.0) -> Line:
    return (46_266.0, days, key)


def held_after(present: TabSnapshot, rows: Sequence[Line]) -> list[tuple[Cell, ...]]:
    """The rows below the header once the requests are carried out, without empty ones at the end."""
    table = [list(row) for row in zip(*present.columns, strict=True)][1:]
    cells = written(table_requests(KEYED, present, rows))
    table += [[None] * 3 for _ in range(max((row for row, _ in cells), default=0) - len(table))]
    for (row, column), value in cells.items():
        table[row - 1][column] = value  # type: ignore[call-overload]
    while table and table[-1] == [None] * 3:
        table.pop()
    return [tuple(row) for row in table]


def test_a_new_first_row_is_written_at_the_end() -> None:
    """`a` comes before `b` and `c` in the list; in the tab it stands below them, and nothing else is written."""
    present = standing(line("b"), line("c"))
    requests = table_requests(KEYED, present, [line("a"), line("b"), line("c")])
    assert {row for row, _ in written(requests)} == {3}


def test_rows_that_people_sorted_stay_as_they_sorted_them() -> None:
    """The director sorts the tab by another column: the next sync writes nothing."""
    present = standing(line("c"), line("a"), line("b"))
    assert table_requests(KEYED, present, [line("a"), line("b"), line("c")]) == []


def test_the_row_of_a_deleted_entry_is_filled_by_a_new_one_or_by_the_last() -> None:
    """No gap is left, and of a hundred rows one is written."""
    present = standing(line("a"), line("b"), line("c"))
    assert held_after(present, [line("a"), line("c"), line("d")]) == [line("a"), line("d"), line("c")]
    assert held_after(present, [line("b"), line("c")]) == [line("c"), line("b")]
    many = [line(str(number)) for number in range(100)]
    requests = table_requests(KEYED, standing(*many, rows_in_grid=200), many[1:])
    assert {row for row, _ in written(requests)} == {1, 100}


def test_a_changed_row_is_written_where_it_stands() -> None:
    """One row of three."""
    present = standing(line("a"), line("b"), line("c"))
    requests = table_requests(KEYED, present, [line("a"), line("b", 0.5), line("c")])
    assert {row for row, _ in written(requests)} == {2}


def test_a_tab_that_lost_its_key_column_is_filled_in_the_order_of_the_list() -> None:
    """Until the column is put back, which the same batch does."""
    present = standing((46_266.0, 1.0), (46_266.0, 0.5), keys=("date", "days"))
    assert written(table_requests(KEYED, present, [line("a", 0.5), line("b", 0.5)])) == {(1, 0): 46_266.0, (1, 1): 0.5}


def test_a_key_may_be_several_columns_dates_among_them() -> None:
    """Days and Billing knows a row by district, coach and date; a date is its serial in the Sheet."""
    tab = replace(DAYS, row_key=("date", "rule"))
    first, second = (date(2026, 9, 1), 1.0, "Full"), (date(2026, 9, 2), 1.0, "Full")
    present = standing((DaySerial(46_267.0), 1.0, "Full"), (DaySerial(46_266.0), 1.0, "Full"))
    assert table_requests(tab, present, [first, second]) == []
    third = (date(2026, 8, 31), 0.5, "")
    assert {row for row, _ in written(table_requests(tab, present, [third, first, second]))} == {3}


KEYS = st.sampled_from("abcdefgh")


@given(
    st.lists(st.tuples(KEYS | st.none() | st.just("?"), st.sampled_from([0.5, 1.0])), max_size=10),
    st.dictionaries(KEYS, st.sampled_from([0.5, 1.0]), max_size=8),
)
def test_whatever_stands_there_the_tab_then_holds_each_row_once(
    before: list[tuple[str | None, float]], after: dict[str, float]
) -> None:
    """Rows twice, rows without a key, rows of nobody: afterwards every wanted row stands there once, without a gap, and a second
    look finds nothing to write."""
    present = standing(*[(46_266.0, days, key) for key, days in before])
    rows = [line(key, days) for key, days in after.items()]
    held = held_after(present, rows)
    assert sorted(held, key=str) == sorted(rows, key=str)
    assert table_requests(KEYED, standing(*held), rows) == []
