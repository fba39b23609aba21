"""What coachlog could not read in a coach's own workbook is told there, and nowhere else."""

from __future__ import annotations

import gspread

from tests.small_program import SmallProgram


def my_time_of_ana(program: SmallProgram) -> gspread.Worksheet:
    """Ana's own log as she has it open."""
    return workbook_of_ana(program).worksheet("My Time")


def workbook_of_ana(program: SmallProgram) -> gspread.Spreadsheet:
    return program.person("ana@program.example").open_by_key(program.workbooks["C1"])


def attention(program: SmallProgram) -> list[tuple[object, ...]]:
    """Kind, tab, row and column of each line of her Needs Attention."""
    return program.rows("C1", "needs_attention", "what", "tab", "row", "column")


def test_a_row_of_my_time_that_cannot_be_counted_is_listed_with_a_link_to_it(program: SmallProgram) -> None:
    """Coaching does not belong into My Time: the line says so, what to do, and leads to the row."""
    tab = my_time_of_ana(program)
    tab.append_rows([["2025-09-16", "North", "Co-Planning", 30], ["2025-09-16", "North", "Travel", "1h"]])
    program.sync()
    assert attention(program) == [
        ("Problem", "My Time", 2.0, "Activity"),
        ("Read as", "My Time", 3.0, "Minutes"),
    ]
    drawn = workbook_of_ana(program).fetch_sheet_metadata({"includeGridData": True, "ranges": "Needs Attention!G2"})
    [cell] = drawn["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cell["userEnteredFormat"]["textFormat"]["link"]["uri"] == f"#gid={tab.id}&range=A2"


def test_a_line_goes_once_the_row_is_mended_and_then_nothing_is_written(program: SmallProgram) -> None:
    """The coach corrects the activity: the list is empty, and the next sync rests."""
    tab = my_time_of_ana(program)
    tab.append_row(["2025-09-16", "North", "Co-Planning", 30])
    program.sync()
    tab.update_cell(2, 3, "Travel")
    program.sync()
    assert attention(program) == []
    assert program.sync().writes == 0


def test_the_list_stands_while_a_day_passes_without_a_read_of_the_workbook(program: SmallProgram) -> None:
    """What the ledger remembers of the row and of the tab's place is enough."""
    my_time_of_ana(program).append_row(["2025-09-16", "North", "Co-Planning", 30])
    program.sync()
    before = program.rows("C1", "needs_attention", "message", "link")
    program.today = program.today.replace(day=30)
    program.sync()
    assert program.rows("C1", "needs_attention", "message", "link") == before
    assert len(before) == 1


def test_no_district_and_no_report_hears_of_it(program: SmallProgram) -> None:
    """What a coach keeps back stays between the coach and coachlog."""
    my_time_of_ana(program).append_row(["2025-09-16", "North", "Co-Planning", 30])
    program.sync()
    assert "My Time" not in program.words("D1", "needs_attention")
    assert "My Time" not in program.words("report", "data_quality")
