"""The district's row stays silent: it holds nothing that tells who was coached, whoever adds a column or a field for it."""

from __future__ import annotations

from datetime import date

import pytest

from addon.cards.log_form import FIELDS
from sheets_templates import load, load_form
from sheets_templates.cells import Cell, ClockSerial, DaySerial
from sync.coaching.entries import Outcome
from sync.coaching.telling_columns import telling_columns
from tests.drawn_logs import ACTIVITY_LOG, good, log_tab, outcomes, parsed, parsed_rows, serial, told
from tests.small_program import SmallProgram

ROWS = [good(minutes=30.0), good(minutes=45.0, activity="Technical Training", attendance=12.0), good(minutes=60.0)]
SILENT = {"date", "coach", "school", "activity", "focus_area", "minutes", "delivery", "contract_day", "note"}
GROUP_AND_BILLING = {
    "attendance",
    "funding_source",
}  # attendance of group work only; the parser, the form and the card see to it


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Grade Band", "grade band"),
        ("Grades", "grade band"),
        ("Phase", "phase"),
        ("Cycle", "phase"),
        ("Teacher", "educator"),
        ("Educator(s)", "educator"),
        ("Who?", "educator"),
        ("Teacher email", "educator"),
        ("Number of teachers", "head-count"),
        ("Student", "students"),
        ("Start time", "time of day"),
        ("End", "time of day"),
        ("Period", "time of day"),
    ],
)
def test_added_columns_that_tell_who_was_coached_are_to_be_removed(header: str, word: str) -> None:
    """The notice says what and why, and repeats neither the header nor a cell."""
    title = header if header == "End" else f"{header} Quimby"
    log = parsed(log_tab(ROWS, extra={title: ["Quimby", None, "Quimby"]}))
    notice = next(problem for problem in log.problems if "confidential" in problem.message)
    assert (notice.outcome, notice.column) == (Outcome.NOTICE, "column M")
    assert word in notice.message
    assert "Worked With" in notice.hint
    assert "Quimby" not in told(log)
    assert log.entries.equals(parsed(log_tab(ROWS)).entries)


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (["K-2", "3-5", "Grade 4"], "grade band"),
        (["4th grade", None, "5th"], "grade band"),
        (["Plan", "Implement", "set goal"], "phase"),
        (["9:30 am", "10:15", None], "time of day"),
        ([ClockSerial(0.4), None, ClockSerial(0.5)], "time of day"),
        (["fine", "quimby@riverton.example", "fine"], "educator"),
    ],
)
def test_a_harmless_header_does_not_hide_what_stands_below(cells: list[Cell], word: str) -> None:
    """Grades, phases, times of day and e-mail addresses are known by themselves."""
    log = parsed(log_tab(ROWS, extra={"Misc": cells}))
    assert [word in problem.message for problem in log.problems if "confidential" in problem.message] == [True]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Board goal", ["Reading", "Writing", None]),
        ("App name", ["Desmos", None, "Canva"]),
        ("Name of tool", ["Desmos", None, "Canva"]),
        ("Start date", [serial(date(2025, 9, 2)), None, None]),
        ("Weekend", ["no", "no", None]),
        ("Room", [101.0, 7.0, 12.0]),
        ("Plan reference", ["Goal 2", "Plan", "Goal 1"]),
    ],
)
def test_other_columns_are_the_districts_own(header: str, cells: list[Cell]) -> None:
    """What tells nothing about a person is only said not to be read."""
    assert "confidential" not in told(parsed(log_tab(ROWS, extra={header: cells})))


def test_a_column_of_ours_that_now_asks_for_a_name_is_pointed_out() -> None:
    """It is still read as what it was; the header that asks for more has to go."""
    log = parsed(log_tab(ROWS, headers={"note": "Teacher", "attendance": "How many?"}))
    assert [each.column for each in log.problems if "confidential" in each.message] == ["column J"]
    assert "Teacher" not in told(log)


def test_our_own_columns_are_silent() -> None:
    """The rule that looks at others' columns has nothing against ours."""
    log = parsed(log_tab(ROWS))
    assert list(telling_columns(log.located, log_tab(ROWS))) == []


def test_a_head_count_beside_one_to_one_work_is_left_out_with_a_note() -> None:
    """The row counts; its repair is told."""
    log = parsed_rows(good(attendance=2.0))
    assert outcomes(log) == [(2, "repaired", "Attendance")]
    assert log.entries["attendance"].isna().all()


def test_a_time_of_day_beside_the_date_is_not_kept() -> None:
    """September 16 at 9:30 is September 16; the note asks for the day alone."""
    log = parsed_rows(good(date=DaySerial(serial(date(2025, 9, 16)) + 9.5 / 24)))
    assert outcomes(log) == [(2, "repaired", "Date")]
    assert log.entries["date"].dt.hour.tolist() == [0]


def test_neither_the_log_nor_its_form_nor_its_card_has_a_field_for_more() -> None:
    """Every field is one of the silent ones, attendance of group work, or billing."""
    columns = {column.key for column in ACTIVITY_LOG.columns} - {"entry_id"}
    assert columns == SILENT | GROUP_AND_BILLING
    form = load_form("activity")
    assert {question.key for question in form.all_questions()} <= columns
    assert {"date" if field == "day" else field for field in FIELDS} <= columns
    assert {column.key for column in load("program_report").tab("activity_data").columns} & {
        "grade_band",
        "phase",
    } == set()


def test_needs_attention_says_it_and_the_report_never_holds_it(program: SmallProgram) -> None:
    """A column of teachers in a district's log: told in its own workbook without the name; read nowhere."""
    log = program.log_of("D1")
    log.add_cols(1)
    place = log.col_count
    log.update([["Teacher"], ["Quimby"]], f"{chr(64 + place)}1:{chr(64 + place)}2")
    program.sync()
    told_there = program.words("D1", "needs_attention")
    assert "seems to hold the name of an educator" in told_there
    assert "Quimby" not in told_there
    for tab in ("overview", "activity_data", "data_quality"):
        assert "Quimby" not in program.words("report", tab)
