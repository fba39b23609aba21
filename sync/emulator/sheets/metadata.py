"""Developer metadata: where it stands, who sees it, and which of it a lookup means."""

from __future__ import annotations

from collections.abc import Iterable

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.model import ROWS, Spreadsheet
from sync.emulator.sheets.refusals import Refused

MOST_METADATA_CHARACTERS = 30_000  # keys and values of one sheet, or of the spreadsheet; Google's published limit
PROJECT = "project"  # internal: the project that made an entry, for visibility PROJECT


def shown(item: Json) -> Json:
    """The metadata as the API shows it."""
    return {name: copied(part) for name, part in item.items() if name != PROJECT}


def visible(items: Iterable[Json], project: str) -> list[Json]:
    """What callers of this project may see: DOCUMENT entries, and PROJECT entries of their own."""
    return [item for item in items if item["visibility"] == "DOCUMENT" or item.get(PROJECT) == project]


def full_location(spreadsheet: Spreadsheet, location: Json | None) -> Json:
    """The location with its type. Raises `Refused` unless it is the spreadsheet, a sheet, or one row or
    column of a sheet.
    """
    given = location or {}
    named = [name for name in ("spreadsheet", "sheetId", "dimensionRange") if name in given]
    if len(named) != 1 or given.get("spreadsheet") is False:
        raise Refused("Developer metadata must have exactly one location: spreadsheet, sheetId or dimensionRange.")
    if "spreadsheet" in given:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "sheetId" in given:
        if spreadsheet.sheet_by_id(given["sheetId"]) is None:
            raise Refused(f"No sheet with id: {given['sheetId']}")
        return {"locationType": "SHEET", "sheetId": given["sheetId"]}
    span = given["dimensionRange"]
    sheet = spreadsheet.sheet_by_id(span.get("sheetId", 0))
    if sheet is None:
        raise Refused(f"No grid with id: {span.get('sheetId', 0)}")
    dimension, start, end = span.get("dimension"), span.get("startIndex", 0), span.get("endIndex")
    if dimension not in ("ROWS", "COLUMNS"):
        raise Refused("dimensionRange.dimension must be ROWS or COLUMNS.")
    if end is None or end - start != 1:
        raise Refused("Developer metadata can only be associated with a single row or column.")
    if not 0 <= start < sheet.extent(dimension):
        raise Refused(
            f"dimensionRange.startIndex[{start}] is after last {dimension.lower()[:-1]} in grid[{sheet.extent(dimension) - 1}]"
        )
    kind = "ROW" if dimension == ROWS else "COLUMN"
    full = {"sheetId": span.get("sheetId", 0), "dimension": dimension, "startIndex": start, "endIndex": end}
    return {"locationType": kind, "dimensionRange": {k: v for k, v in full.items() if v or k != "sheetId"}}


def boxes(location: Json) -> Box | None:
    """The cells that a location covers; None for the spreadsheet, which covers all."""
    if location.get("spreadsheet"):
        return None
    if "dimensionRange" not in location:
        return Box(location.get("sheetId", 0))
    span = location["dimensionRange"]
    sheet_id, start, end = span.get("sheetId", 0), span.get("startIndex"), span.get("endIndex")
    return Box(sheet_id, start, end) if span.get("dimension") == ROWS else Box(sheet_id, None, None, start, end)


def matches(item: Json, lookup: Json) -> bool:
    """Whether a `DeveloperMetadataLookup` means this entry."""
    for field, name in (
        ("metadataId", "metadataId"),
        ("metadataKey", "metadataKey"),
        ("metadataValue", "metadataValue"),
        ("visibility", "visibility"),
    ):
        if field in lookup and item.get(name) != lookup[field]:
            return False
    location = item["location"]
    if "locationType" in lookup and location["locationType"] != lookup["locationType"]:
        return False
    wanted = lookup.get("metadataLocation")
    if wanted is None:
        return True
    if lookup.get("locationMatchingStrategy") == "EXACT_LOCATION":
        return _bare(wanted) == _bare(location)
    return intersects(location, boxes(wanted))


def _bare(location: Json) -> Json:
    span = location.get("dimensionRange")
    if span is not None:
        return {"sheetId": 0, "startIndex": 0, **span}
    return {name: location[name] for name in ("spreadsheet", "sheetId") if name in location}


def intersects(location: Json, box: Box | None) -> bool:
    """Whether metadata at this location has a cell in common with the box (None: the spreadsheet itself,
    which meets nothing but its own metadata).
    """
    own = boxes(location)
    return own is None and box is None if own is None or box is None else own.meets(box)


def check_room(spreadsheet: Spreadsheet, item: Json) -> None:
    """Raises `Refused` if the sheet (or spreadsheet) of this entry would hold more metadata than Google
    allows.
    """
    box = boxes(item["location"])
    place = None if box is None else box.sheet_id
    used = 0
    for other in (*spreadsheet.metadata, item):
        other_box = boxes(other["location"])
        if (None if other_box is None else other_box.sheet_id) == place:
            used += len(other["metadataKey"]) + len(other.get("metadataValue", ""))
    if used > MOST_METADATA_CHARACTERS:
        raise Refused(
            f"Developer metadata of one {'spreadsheet' if place is None else 'sheet'} must not have more than "
            f"{MOST_METADATA_CHARACTERS} characters."
        )
