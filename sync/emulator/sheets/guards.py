"""Who may write where: protected ranges."""

from __future__ import annotations

from collections.abc import Iterator

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.sheets.refusals import Refused

PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def protected_box(spreadsheet: Spreadsheet, sheet: Sheet, protection: Json) -> Box:
    """The range that a protected range covers: its own, that of its named range, or that of its table."""
    for named in spreadsheet.named_ranges:
        if named["namedRangeId"] == protection.get("namedRangeId"):
            return Box.of(named["range"])
    for table in sheet.furniture["tables"]:
        if table["tableId"] == protection.get("tableId"):
            return Box.of(table["range"])
    return Box.of(protection.get("range", {"sheetId": sheet.id}))


def may_edit(editing: Editing, protection: Json) -> bool:
    """Whether the caller may edit what this protected range covers. The owner always may."""
    if editing.edits_all or protection.get("warningOnly"):
        return True
    editors = protection.get("editors", {})
    users = {user.casefold() for user in editors.get("users", [])}
    if editing.caller.casefold() in users or set(editors.get("groups", [])) & set(editing.groups):
        return True
    return bool(editors.get("domainUsersCanEdit")) and editing.same_domain


def barriers(editing: Editing, sheet: Sheet) -> Iterator[tuple[Box, Json]]:
    """The protected ranges of a sheet that stop this caller, with the cells they cover."""
    for protection in sheet.furniture["protectedRanges"]:
        if not may_edit(editing, protection):
            yield protected_box(editing.spreadsheet, sheet, protection), protection


def check_writable(editing: Editing, box: Box) -> None:
    """Raises `Refused` if any cell of the box is protected against the caller."""
    sheet = editing.spreadsheet.sheet_by_id(box.sheet_id)
    if sheet is None or not sheet.furniture["protectedRanges"]:
        return
    for covered, protection in barriers(editing, sheet):
        if covered.meets(box) and not _left_open(box, protection):
            raise Refused(PROTECTED)


def _left_open(box: Box, protection: Json) -> bool:
    return any(Box.of(open_range).holds(box) for open_range in protection.get("unprotectedRanges", []))


def check_structure(editing: Editing, sheet: Sheet) -> None:
    """Raises `Refused` if the caller may not change the sheet as a whole (delete or rename it): a whole-sheet
    protection stops that.
    """
    for covered, _ in barriers(editing, sheet):
        if (covered.top, covered.bottom, covered.left, covered.right) == (None, None, None, None):
            raise Refused(PROTECTED)
