"""gspread's reading and writing of cells against the emulator."""

from __future__ import annotations

import gspread
import pytest
from gspread.cell import Cell
from gspread.utils import DateTimeOption, ValueInputOption, ValueRenderOption

from tests.gspread_coverage import tries

pytest_plugins = ("tests.emulator_spreadsheets",)

LOG = [["Day", "Minutes"], ["Mon", 30], ["Tue", 45]]


@pytest.fixture
def log(sheet: gspread.Worksheet) -> gspread.Worksheet:
    """A sheet with a header and two rows in A1:B3."""
    sheet.update(LOG, "A1")
    return sheet


@tries("Worksheet.acell", "Worksheet.cell", "Cell.row", "Cell.col", "Cell.address", "Cell.numeric_value")
def test_a_cell_is_read_by_label_and_by_row_and_column(log: gspread.Worksheet) -> None:
    """`acell` and `cell` bring the same cell, with its place and its number."""
    by_label, by_place = log.acell("B2"), log.cell(2, 2)
    assert (by_label.value, by_label.row, by_label.col, by_label.address) == ("30", 2, 2, "B2")
    assert by_label == by_place
    assert by_place.numeric_value == 30


@tries("Cell.from_address")
def test_a_cell_made_from_an_address_is_written_to_that_place(log: gspread.Worksheet) -> None:
    """`Cell.from_address` names the cell that `update_cells` writes."""
    log.update_cells([Cell.from_address("C3", "late")])
    assert log.acell("C3").value == "late"


@tries("Worksheet.range")
def test_a_range_is_a_list_of_cells_row_by_row(log: gspread.Worksheet) -> None:
    """`range` lists every cell of a range, empty ones included."""
    assert [cell.value for cell in log.range("A2:C3")] == ["Mon", "30", "", "Tue", "45", ""]


@tries("Worksheet.get_values", "Worksheet.get_all_values")
def test_all_values_are_texts_in_a_rectangle(log: gspread.Worksheet) -> None:
    """`get_all_values` fills short rows, `get_values` reads one range."""
    log.update([["x"]], "C1")
    assert log.get_all_values() == [["Day", "Minutes", "x"], ["Mon", "30", ""], ["Tue", "45", ""]]
    assert log.get_values("A2:B2") == [["Mon", "30"]]


@tries("Worksheet.get_all_records")
def test_records_take_their_keys_from_the_header(log: gspread.Worksheet) -> None:
    """`get_all_records` turns rows into dicts and texts of digits into numbers."""
    assert log.get_all_records() == [{"Day": "Mon", "Minutes": 30}, {"Day": "Tue", "Minutes": 45}]


@tries("Worksheet.get_all_cells")
def test_all_cells_are_listed(log: gspread.Worksheet) -> None:
    """`get_all_cells` lists every cell of the grid."""
    log.resize(rows=3, cols=2)
    assert [cell.value for cell in log.get_all_cells()] == ["Day", "Minutes", "Mon", "30", "Tue", "45"]


@tries("Worksheet.row_values", "Worksheet.col_values")
def test_a_row_and_a_column_are_read_without_empty_ends(log: gspread.Worksheet) -> None:
    """`row_values` and `col_values` stop at the last filled cell."""
    assert log.row_values(2) == ["Mon", "30"]
    assert log.col_values(2) == ["Minutes", "30", "45"]
    assert log.row_values(9) == []


@tries("Worksheet.update_acell", "Worksheet.update_cell")
def test_one_cell_is_written_as_if_typed(log: gspread.Worksheet) -> None:
    """`update_acell` and `update_cell` read what they write as a person's typing."""
    log.update_acell("C1", "12%")
    log.update_cell(2, 3, "=B2+B3")
    assert [log.acell("C1").value, log.acell("C2").value] == ["12%", "75"]
    assert log.acell("C1", value_render_option=ValueRenderOption.unformatted).value == 0.12


@tries("Worksheet.update_cells")
def test_cells_of_a_range_are_written_together(log: gspread.Worksheet) -> None:
    """`update_cells` writes a list of cells in one go."""
    cells = log.range("A2:B3")
    for cell, value in zip(cells, ["Wed", 10, "Thu", 20], strict=True):
        cell.value = value
    log.update_cells(cells)
    assert log.get("A2:B3") == [["Wed", "10"], ["Thu", "20"]]


@tries("Worksheet.get", "Worksheet.batch_get")
def test_ranges_are_read_with_render_options(log: gspread.Worksheet) -> None:
    """`get` shows a date as a text, as a serial number or as it is formatted; `batch_get` reads several ranges."""
    log.update([["1/5/2026", "=B2*2"]], "A5", value_input_option=ValueInputOption.user_entered)
    serial = 46027  # days from 1899-12-30 to 2026-01-05
    assert log.get("A5:B5") == [["1/5/2026", "60"]]
    assert log.get("A5:B5", value_render_option=ValueRenderOption.unformatted) == [[serial, 60]]
    assert log.get(
        "A5:B5",
        value_render_option=ValueRenderOption.unformatted,
        date_time_render_option=DateTimeOption.formatted_string,
    ) == [["1/5/2026", 60]]
    assert log.get("B5", value_render_option=ValueRenderOption.formula) == [["=B2*2"]]
    assert log.batch_get(["A2:A3", "B2:B3"]) == [[["Mon"], ["Tue"]], [["30"], ["45"]]]


@tries("Worksheet.update", "Worksheet.batch_update")
def test_ranges_are_written_raw_or_as_typed(log: gspread.Worksheet) -> None:
    """`update` keeps a raw text as it is; `batch_update` writes several ranges at once."""
    log.update([["=1+1"]], "D1", raw=True)
    log.update([["=1+1"]], "D2", raw=False)
    assert log.get("D1:D2") == [["=1+1"], ["2"]]
    log.batch_update([{"range": "E1", "values": [["a"]]}, {"range": "E2:F2", "values": [["b", "c"]]}])
    assert log.get("E1:F2") == [["a"], ["b", "c"]]


@tries("Worksheet.append_row", "Worksheet.append_rows")
def test_rows_are_appended_after_the_table(log: gspread.Worksheet) -> None:
    """`append_row` and `append_rows` write below the last row of the table."""
    answer = log.append_row(["Wed", 15])
    assert answer["updates"]["updatedRange"] == "Sheet1!A4:B4"
    log.append_rows([["Thu", 5], ["Fri", 10]], insert_data_option="INSERT_ROWS")
    assert log.col_values(1) == ["Day", "Mon", "Tue", "Wed", "Thu", "Fri"]


@tries("Worksheet.insert_row", "Worksheet.insert_rows", "Worksheet.insert_cols")
def test_rows_and_columns_with_values_are_inserted(log: gspread.Worksheet) -> None:
    """`insert_row`, `insert_rows` and `insert_cols` push the rest away."""
    log.insert_row(["Sun", 5], index=2)
    log.insert_rows([["Sat", 1], ["Fri", 2]], row=2)
    assert log.col_values(1) == ["Day", "Sat", "Fri", "Sun", "Mon", "Tue"]
    log.insert_cols([["No", 1, 2]], col=1)
    assert log.get("A1:C2") == [["No", "Day", "Minutes"], ["1", "Sat", "1"]]


@tries("Worksheet.delete_rows", "Worksheet.delete_columns", "Worksheet.delete_dimension")
def test_rows_and_columns_are_deleted(log: gspread.Worksheet) -> None:
    """`delete_rows`, `delete_columns` and `delete_dimension` close the gap."""
    log.delete_rows(2)
    assert log.get_all_values() == [["Day", "Minutes"], ["Tue", "45"]]
    log.delete_columns(1)
    assert log.get_all_values() == [["Minutes"], ["45"]]
    log.delete_dimension(gspread.utils.Dimension.rows, 1, 1)
    assert log.get_all_values() == [["45"]]
    assert (log.row_count, log.col_count) == (998, 25)


@tries("Worksheet.clear", "Worksheet.batch_clear")
def test_values_are_cleared(log: gspread.Worksheet) -> None:
    """`batch_clear` empties ranges, `clear` the whole sheet."""
    log.batch_clear(["A2:B2", "B3"])
    assert log.get_all_values() == [["Day", "Minutes"], ["", ""], ["Tue", ""]]
    log.clear()
    assert log.get_all_values() == [[]]


@tries("Worksheet.find", "Worksheet.findall")
def test_cells_are_found_by_value(log: gspread.Worksheet) -> None:
    """`find` brings the first match, `findall` all, None and an empty list where there is none."""
    log.update([["Mon", 30]], "A4")
    found = log.find("Mon")
    assert found is not None
    assert found.address == "A2"
    assert [cell.address for cell in log.findall("30", in_column=2)] == ["B2", "B4"]
    assert log.find("Never") is None


@tries("Worksheet.expand")
def test_a_table_is_found_around_its_first_cell(log: gspread.Worksheet) -> None:
    """`expand` reads the block of filled cells that begins at a cell."""
    assert log.expand(top_left_range_name="A1") == [["Day", "Minutes"], ["Mon", "30"], ["Tue", "45"]]


@tries("Worksheet.sort")
def test_rows_are_sorted_below_the_frozen_ones(log: gspread.Worksheet) -> None:
    """`sort` orders all rows but the frozen header."""
    log.freeze(rows=1)
    log.sort((2, "des"))
    assert log.get_all_values() == [["Day", "Minutes"], ["Tue", "45"], ["Mon", "30"]]


@tries("Worksheet.copy_range", "Worksheet.cut_range")
def test_ranges_are_copied_and_cut(log: gspread.Worksheet) -> None:
    """`copy_range` leaves its source, `cut_range` empties it."""
    log.copy_range("A1:B3", "D1:E3")
    assert log.get("D1:E3") == [["Day", "Minutes"], ["Mon", "30"], ["Tue", "45"]]
    log.cut_range("A1:B3", "A6")
    assert log.get("A1:B8") == [[], [], [], [], [], ["Day", "Minutes"], ["Mon", "30"], ["Tue", "45"]]


@tries(
    "Worksheet.update_note",
    "Worksheet.insert_note",
    "Worksheet.get_note",
    "Worksheet.clear_note",
)
def test_a_note_is_put_on_a_cell_and_taken_off(log: gspread.Worksheet) -> None:
    """`update_note` and `insert_note` write, `get_note` reads, `clear_note` removes."""
    log.update_note("B2", "By phone")
    log.insert_note("B3", "In class")
    assert [log.get_note("B2"), log.get_note("B3"), log.get_note("A1")] == ["By phone", "In class", ""]
    log.clear_note("B2")
    assert log.get_note("B2") == ""


@tries("Worksheet.update_notes", "Worksheet.insert_notes", "Worksheet.get_notes", "Worksheet.clear_notes")
def test_many_notes_are_written_and_read_together(log: gspread.Worksheet) -> None:
    """`get_notes` brings the notes as rows that end at the last note."""
    log.update_notes({"A1": "a", "B2": "b"})
    log.insert_notes({"A3": "c"})
    notes = log.get_notes()
    assert [note for row in notes for note in row if note] == ["a", "b", "c"]
    assert log.get_notes(grid_range="A2:B2")[0][1] == "b"
    log.clear_notes(["A1", "B2", "A3"])
    assert not any(note for row in log.get_notes() for note in row)
