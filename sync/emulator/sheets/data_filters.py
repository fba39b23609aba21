"""Data filters: A1 ranges, grid ranges, or whatever developer metadata names."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box, parsed
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.metadata import boxes, intersects, matches, visible
from sync.emulator.sheets.model import Spreadsheet
from sync.emulator.sheets.refusals import Refused


def _check(filter: Json) -> None:
    if len([name for name in ("a1Range", "gridRange", "developerMetadataLookup") if name in filter]) != 1:
        raise Refused("A DataFilter must have exactly one of 'a1Range', 'gridRange' and 'developerMetadataLookup'.")


def _range(spreadsheet: Spreadsheet, filter: Json) -> Box | None:
    if "a1Range" in filter:
        box = parsed(spreadsheet, filter["a1Range"])
        if box is None:
            raise Refused(f"Unable to parse range: {filter['a1Range']}")
        return box
    if "gridRange" in filter:
        box = Box.of(filter["gridRange"])
        if spreadsheet.sheet_by_id(box.sheet_id) is None:
            raise Refused(f"No grid with id: {box.sheet_id}")
        return box
    return None


def selected_metadata(spreadsheet: Spreadsheet, filter: Json, project: str) -> list[Json]:
    """The developer metadata that a filter means: by lookup, or whatever stands on cells of its range."""
    _check(filter)
    seen = visible(spreadsheet.metadata, project)
    if "developerMetadataLookup" in filter:
        return [item for item in seen if matches(item, filter["developerMetadataLookup"])]
    box = _range(spreadsheet, filter)
    return [item for item in seen if intersects(item["location"], box)]


def selected_boxes(spreadsheet: Spreadsheet, filter: Json, project: str) -> list[Box]:
    """The ranges that a filter means: its own range, or the rows, columns and sheets whose metadata it names."""
    _check(filter)
    box = _range(spreadsheet, filter)
    if box is not None:
        return [box]
    found = (boxes(item["location"]) for item in selected_metadata(spreadsheet, filter, project))
    return [each for each in found if each is not None]
