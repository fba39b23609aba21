"""Single requests of spreadsheets.batchUpdate, as the Sheets API takes them. Rows and columns are 0-based,
ends exclusive."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from sync.google.cell_data import CellData

Request = dict[str, Any]

LAYOUT_KEY: Final = "coachlog.layout"  # on a sheet: what its template was when the sheet was last provisioned
CHARTS_KEY: Final = "coachlog.charts"  # on a report's sheet: how its blocks and charts were last placed
WORKBOOK_KEY: Final = "coachlog.workbook"  # on the spreadsheet: the key of its template
_ID_LIMIT: Final = 0x7FFF_FFFF  # ids are 32-bit and must not be negative


def stable_id(*parts: str, taken: Collection[int] = ()) -> int:
    """The same positive id for the same parts, every time; where it is taken, the next free one."""
    number = zlib.crc32("/".join(parts).encode()) & _ID_LIMIT or 1
    while number in taken:
        number = number % _ID_LIMIT + 1
    return number


def grid_range(
    sheet_id: int,
    *,
    rows: tuple[int, int | None] | None = None,
    columns: tuple[int, int | None] | None = None,
) -> dict[str, int]:
    """A GridRange. Without `rows` (or with an end of None) it is open: it goes on over rows that are added
    later."""
    area = {"sheetId": sheet_id}
    for name, span in (("Row", rows), ("Column", columns)):
        if span is not None:
            area[f"start{name}Index"] = span[0]
            if span[1] is not None:
                area[f"end{name}Index"] = span[1]
    return area


def write_cells(sheet_id: int, row: int, column: int, rows: Iterable[Sequence[CellData]], fields: str) -> Request:
    """Writes the named fields of a block of cells whose upper left corner is given."""
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": list(cells)} for cells in rows],
            "fields": fields,
        }
    }


def sheet_metadata(sheet_id: int, key: str, value: str) -> Request:
    """Attaches a value to a whole sheet."""
    return _metadata(key, value, {"sheetId": sheet_id})


def column_metadata(sheet_id: int, column: int, key: str, value: str) -> Request:
    """Attaches a value to a column, with which it moves."""
    place = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return _metadata(key, value, {"dimensionRange": place})


def workbook_metadata(key: str, value: str) -> Request:
    """Attaches a value to the spreadsheet itself."""
    return _metadata(key, value, {"spreadsheet": True})


def _metadata(key: str, value: str, location: dict[str, Any]) -> Request:
    entry = {"metadataKey": key, "metadataValue": value, "location": location, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


def changed_sheet_metadata(sheet_id: int, key: str, value: str) -> Request:
    """Replaces the value that a sheet already bears under this key."""
    lookup = {
        "locationType": "SHEET",
        "metadataLocation": {"sheetId": sheet_id},
        "locationMatchingStrategy": "EXACT_LOCATION",
        "metadataKey": key,
    }
    return {
        "updateDeveloperMetadata": {
            "dataFilters": [{"developerMetadataLookup": lookup}],
            "developerMetadata": {"metadataValue": value},
            "fields": "metadataValue",
        }
    }


def more(sheet_id: int, dimension: str, length: int) -> Request:
    """Adds rows or columns (`dimension` ROWS or COLUMNS) at the end of the grid."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": length}}


def row_span(sheet_id: int, first: int, count: int) -> dict[str, int]:
    """The GridRange of whole rows from index `first` on."""
    return {"sheetId": sheet_id, "startRowIndex": first, "endRowIndex": first + count}


def sizes(sheet_id: int, dimension: str, pixels: Sequence[int], first: int = 0) -> Iterator[Request]:
    """Sets the sizes of consecutive rows or columns from index `first` on, one request a run of equal
    sizes."""
    start = first
    for size, run in groupby(pixels):
        end = start + len(list(run))
        yield dimension_properties(sheet_id, dimension, start, end, {"pixelSize": size})
        start = end


def dimension_properties(sheet_id: int, dimension: str, start: int, end: int, properties: dict[str, Any]) -> Request:
    """Sets properties (a size, hidden or not) of consecutive rows or columns."""
    return {
        "updateDimensionProperties": {
            "range": {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end},
            "properties": properties,
            "fields": ",".join(properties),
        }
    }


def runs(indexes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The runs (start, end) of consecutive numbers, in ascending order: [1, 2, 5] gives (1, 3), (5, 6)."""
    ordered = sorted(set(indexes))
    for _, group in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        yield members[0], members[-1] + 1
