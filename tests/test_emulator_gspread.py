"""Every public member of gspread is tried against the emulator by some test."""

from __future__ import annotations

import inspect

import gspread
import pytest
from gspread.cell import Cell

from tests import test_emulator_gspread_files, test_emulator_gspread_layout, test_emulator_gspread_values
from tests.gspread_coverage import COVERED

TRIED_IN = (test_emulator_gspread_files, test_emulator_gspread_layout, test_emulator_gspread_values)


@pytest.mark.parametrize("kind", [gspread.Client, gspread.Spreadsheet, gspread.Worksheet, Cell])
def test_no_public_member_is_left_untried(kind: type) -> None:
    """A new release of gspread with a new method fails here until a test tries it."""
    public = {f"{kind.__name__}.{name}" for name, _ in inspect.getmembers(kind) if not name.startswith("_")}
    assert public - COVERED == set()


def test_what_is_marked_as_tried_exists() -> None:
    """A name that gspread no longer has is found out."""
    kinds = {"Client": gspread.Client, "Spreadsheet": gspread.Spreadsheet, "Worksheet": gspread.Worksheet, "Cell": Cell}
    unknown = {member for member in COVERED if not hasattr(kinds[member.split(".")[0]], member.split(".")[1])}
    assert unknown <= {"Cell.row", "Cell.col"}
    assert len(TRIED_IN) == 3
