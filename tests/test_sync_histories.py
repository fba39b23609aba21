"""Whatever people do to their Sheets and in whatever order: no sync fails, no row is lost, and the next sync has nothing to do."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import gspread
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.drawn_reach import LONG
from tests.small_program import COACHES, NAMES, SmallProgram, copy_of
from tests.test_sync_registry_edits import registry_tab

NEXT_MONTH: Final = date(2025, 11, 12)
TYPED: Final[dict[str, list[Any]]] = {
    "Date": ["2025-09-04", "9/30/25", "tomorrow", "2019-01-01", ""],
    "Coach": ["Ana Ruiz", "Ben Ode", "Nobody Known", ""],
    "School": ["Lincoln", "Oak", "All schools", "Hogwarts", ""],
    "Activity": ["Goal Setting", "Travel", "Xyzzy", ""],
    "Minutes": [45, "1 h", "a while", -5, "=1/0", ""],
    "Contract Day": ["Full day", "Half day", "No charge", "maybe", ""],
}
REGISTRY_TABS: Final = ("Assignments", "Schools", "Contracts", "Closed Months", "Confirmations")
Step = Callable[[SmallProgram], object]


def retyped(key: str, column: str, row: int, value: object) -> Step:
    """Somebody types over one cell of a log."""
    return lambda program: log_cell(program.log_of(key), column, row, value)


def log_cell(log: gspread.Worksheet, column: str, row: int, value: object) -> None:
    log.update_cell(2 + row % rows_of(log), log.find(column).col, value)  # type: ignore[union-attr,arg-type]


def rows_of(tab: gspread.Worksheet) -> int:
    """Rows below the header that hold something, at least one."""
    return max(1, len(tab.get_values()) - 1)


def copied(key: str, row: int) -> Step:
    """A row is copied to the end, its hidden id with it."""

    def step(program: SmallProgram) -> None:
        log = program.log_of(key)
        cells = log.row_values(2 + row % rows_of(log), value_render_option="UNFORMATTED_VALUE")
        log.append_row(cells, value_input_option="RAW")

    return step


def deleted(key: str, row: int) -> Step:
    def step(program: SmallProgram) -> None:
        log = program.log_of(key)
        log.delete_rows(2 + row % rows_of(log))

    return step


def closed(month: str) -> Step:
    """The director closes a month, for the first time or once more."""
    return lambda program: registry_tab(program, "Closed Months").append_row(
        [month, "2025-10-15", "Dee Rector"], value_input_option="USER_ENTERED"
    )


def taken_out(title: str, row: int) -> Step:
    """The director deletes a row of the registry, never the last one of a tab."""

    def step(program: SmallProgram) -> None:
        tab = registry_tab(program, title)
        if rows_of(tab) > 1:
            tab.delete_rows(2 + row % rows_of(tab))

    return step


def answered(coach: str, row: int, words: str) -> Step:
    """A coach chooses an answer to a question that stands there, if any does."""

    def step(program: SmallProgram) -> None:
        tab = program.person(COACHES[coach][1]).open_by_key(program.workbooks[coach]).worksheet("Please Confirm")
        if rows_of(tab) > 1:
            log_cell(tab, "Answer", row, words)

    return step


def a_month_later(program: SmallProgram) -> None:
    program.today = NEXT_MONTH


DISTRICTS, ROWS = st.sampled_from(sorted(NAMES)), st.integers(0, 5)
STEPS = st.one_of(
    st.sampled_from([(column, value) for column, values in TYPED.items() for value in values]).flatmap(
        lambda cell: st.builds(retyped, DISTRICTS, st.just(cell[0]), ROWS, st.just(cell[1]))
    ),
    st.builds(copied, DISTRICTS, ROWS),
    st.builds(deleted, DISTRICTS, ROWS),
    st.builds(closed, st.sampled_from(["2025-09", "2025-10"])),
    st.builds(taken_out, st.sampled_from(REGISTRY_TABS), ROWS),
    st.builds(
        answered,
        st.sampled_from(["C1", "C2"]),
        ROWS,
        st.sampled_from(["Keep the charge", "Accept the change", "Confirm", "huh"]),
    ),
    st.just(a_month_later),
)


@settings(
    max_examples=200 if LONG else 5,
    deadline=None,
    phases=[Phase.generate],  # to shorten a history takes minutes, and it is short already
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(history=st.lists(STEPS, min_size=8, max_size=12))
def test_no_history_of_edits_stops_a_sync_or_loses_a_row(
    synced_once: tuple[Path, tuple[str, str]], history: list[Step]
) -> None:
    """After every two steps: rows in = accepted + problems + duplicates, all accepted ones stand in Activity Data, and a second
    sync neither writes nor finds anything."""
    with tempfile.TemporaryDirectory() as place, copy_of(*synced_once, Path(place)) as program:
        for place_of_step, step in enumerate(history):
            step(program)
            if place_of_step % 2:
                looked_after(program)


def looked_after(program: SmallProgram) -> None:
    assert program.sync().troubles == ()
    logs = program.ledger.workbooks().values()
    accepted = sum(log.accepted for log in logs)
    assert sum(log.rows_in for log in logs) == accepted + sum(log.problem_rows + log.duplicates for log in logs)
    assert len(program.rows("report", "activity_data", "minutes")) == accepted
    again = program.sync()
    assert (again.reads, again.writes) == (1, 0)


def test_a_history_that_is_known_to_matter(synced: SmallProgram) -> None:
    """A row of a month that was closed becomes unreadable: that had stopped every sync."""
    closed("2025-09")(synced)
    retyped("D3", "Activity", 0, "Xyzzy")(synced)
    looked_after(synced)
