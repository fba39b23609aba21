"""Copies of sheets, inside a spreadsheet or into another one."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cells import Row
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.followers import BARE_COORDINATE, GRID_RANGE_FIELDS
from sync.emulator.sheets.model import Sheet, Spreadsheet

_RANGES = ("range", "dataRange", "anchorCell")
_IDS = (
    ("charts", "chartId", "chart"),
    ("slicers", "slicerId", "slicer"),
    ("protectedRanges", "protectedRangeId", "protected range"),
    ("bandedRanges", "bandedRangeId", "banded range"),
    ("filterViews", "filterViewId", "filter view"),
)


def copied_sheet(editing: Editing, source_of: Spreadsheet, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A copy of a sheet for the spreadsheet that is edited, with new ids for all that stands on it. It is not
    yet in the list.
    """
    target = editing.spreadsheet
    described = _elsewhere(copied(source.described()), source.id, sheet_id)
    described["properties"].update({"sheetId": sheet_id, "title": title})
    described["properties"].pop("hidden", None)
    sheet = Sheet.from_description(described, _rows(source_of, target, source))
    for name, key, what in _IDS:
        taken = target.object_ids(name, key) | source_of.object_ids(name, key)
        for item in sheet.furniture[name]:
            item[key] = editing.new_id(taken, None, what)
            taken.add(item[key])
    for table in sheet.furniture["tables"]:
        table["tableId"] = str(editing.new_id(set(), None, "table"))
        table["name"] = _free_name(target, table["name"])
    _copy_metadata(editing, source_of, source, sheet_id)
    return sheet


def _rows(source_of: Spreadsheet, target: Spreadsheet, source: Sheet) -> list[Row]:
    if source_of.looks is target.looks:
        return list(source.rows)
    number = {look: target.looks.number(source_of.looks[look]) for _, _, (_, look) in source.used_cells()}
    number[0] = 0
    return [tuple((value, number[look]) for value, look in row) for row in source.rows]


def _elsewhere(part: Any, old: int, new: int, name: str = "") -> Any:
    """The same JSON with every range that lies on the old sheet moved to the new one."""
    if isinstance(part, list):
        return [_elsewhere(item, old, new, name) for item in part]
    if not isinstance(part, dict):
        return part
    moved = {key: _elsewhere(inner, old, new, key) for key, inner in part.items()}
    is_range = name in _RANGES or (bool(part) and (part.keys() <= GRID_RANGE_FIELDS or part.keys() <= BARE_COORDINATE))
    if (
        (is_range or "dimension" in part or "sheetId" in part)
        and part.get("sheetId", 0) == old
        and name != "properties"
    ):
        moved["sheetId"] = new
        if new == 0:
            del moved["sheetId"]
    return moved


def _free_name(target: Spreadsheet, name: str) -> str:
    names = {table["name"].casefold() for sheet in target.sheets for table in sheet.furniture["tables"]}
    number, free = 1, name
    while free.casefold() in names:
        number += 1
        free = f"{name}_{number}"
    return free


def _copy_metadata(editing: Editing, source_of: Spreadsheet, source: Sheet, sheet_id: int) -> None:
    taken = {item["metadataId"] for item in editing.spreadsheet.metadata}
    for item in list(source_of.metadata):
        location = item["location"]
        if location["locationType"] == "SPREADSHEET":
            continue
        if location.get("dimensionRange", location).get("sheetId", 0) != source.id:
            continue
        copy = copied(item)
        copy["metadataId"] = editing.new_id(taken, None, "developer metadata")
        copy["location"] = _elsewhere(copy["location"], source.id, sheet_id)
        if location["locationType"] == "SHEET":
            copy["location"]["sheetId"] = sheet_id
        taken.add(copy["metadataId"])
        editing.spreadsheet.metadata.append(copy)
