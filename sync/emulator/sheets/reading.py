"""`spreadsheets.get`: properties, sheets, and grid data, cut to a field mask while it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import orjson

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cell_views import cell_reader
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.metadata import shown, visible
from sync.emulator.sheets.model import (
    COLUMNS,
    DEFAULT_COLUMN_PIXELS,
    DEFAULT_ROW_PIXELS,
    ROWS,
    Sheet,
    Spreadsheet,
)
from sync.emulator.sheets.requests_ranges import shown_protection
from sync.emulator.wire.field_masks import FieldMask

EMPTY_CELL: Json = {}
_SHOWN_AS_KEPT = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "charts",
    "rowGroups",
    "columnGroups",
    "slicers",
    "tables",
)


@dataclass(frozen=True)
class Reader:
    """Who reads what of a spreadsheet: the mask, whether grid data was asked for, the ranges (none:
    everything), whether tables are listed among the banded ranges, whether comments are shown, and whether the
    answer goes into JSON as it is (`as_json`).
    """

    editing: Editing
    mask: FieldMask
    grid_data: bool
    boxes: tuple[Box, ...] = ()
    tables_in_banding: bool = True
    comments: bool = False
    as_json: bool = False

    @property
    def spreadsheet(self) -> Spreadsheet:
        return self.editing.spreadsheet

    def answer(self) -> Json:
        """The `Spreadsheet` resource, holding nothing that the mask leaves out."""
        spreadsheet, mask = self.spreadsheet, self.mask
        out: Json = {}
        if mask.wants("spreadsheetId"):
            out["spreadsheetId"] = spreadsheet.id
        if mask.wants("properties"):
            out["properties"] = mask.below("properties").cut(spreadsheet.properties)
        if mask.wants("sheets"):
            below = mask.below("sheets")
            out["sheets"] = [self._sheet(sheet, below) for sheet in self._sheets()]
        if mask.wants("namedRanges") and spreadsheet.named_ranges:
            out["namedRanges"] = mask.below("namedRanges").cut(spreadsheet.named_ranges)
        if mask.wants("spreadsheetUrl"):
            out["spreadsheetUrl"] = f"{self.editing.address}/spreadsheets/d/{spreadsheet.id}/edit"
        if mask.wants("developerMetadata") and (own := self._metadata("SPREADSHEET")):
            out["developerMetadata"] = mask.below("developerMetadata").cut(own)
        if self.comments and mask.wants("comments") and spreadsheet.comments:
            out["comments"] = mask.below("comments").cut(spreadsheet.comments)
        return out

    def _sheets(self) -> list[Sheet]:
        if not self.boxes:
            return self.spreadsheet.sheets
        wanted = {box.sheet_id for box in self.boxes}
        return [sheet for sheet in self.spreadsheet.sheets if sheet.id in wanted]

    @cached_property
    def _metadata_by_place(self) -> Mapping[tuple[str, int], list[Json]]:
        """What the caller may see of the developer metadata, by type of location and sheet (0: the spreadsheet itself)."""
        found: defaultdict[tuple[str, int], list[Json]] = defaultdict(list)
        for item in visible(self.spreadsheet.metadata, self.editing.project):
            location = item["location"]
            place = location.get("dimensionRange", location).get("sheetId", 0)
            found[location["locationType"], place].append(shown(item))
        return found

    def _metadata(self, kind: str, sheet: Sheet | None = None) -> list[Json]:
        return self._metadata_by_place.get((kind, sheet.id if sheet else 0), [])

    def _sheet(self, sheet: Sheet, mask: FieldMask) -> Json:
        out: Json = {}
        if mask.wants("properties"):
            out["properties"] = mask.below("properties").cut(sheet.properties)
        if self.grid_data and mask.wants("data") and sheet.properties["sheetType"] == "GRID":
            below = mask.below("data")
            boxes = [box for box in self.boxes if box.sheet_id == sheet.id] or [Box(sheet.id)]
            out["data"] = [self._grid(sheet, box, below) for box in boxes]
        for name in _SHOWN_AS_KEPT:
            if sheet.furniture[name] and mask.wants(name):
                out[name] = mask.below(name).cut(sheet.furniture[name])
        if self.comments and sheet.furniture["commentAnchors"] and mask.wants("commentAnchors"):
            out["commentAnchors"] = mask.below("commentAnchors").cut(sheet.furniture["commentAnchors"])
        if mask.wants("bandedRanges") and (banded := self._banded(sheet)):
            out["bandedRanges"] = mask.below("bandedRanges").cut(banded)
        if sheet.furniture["protectedRanges"] and mask.wants("protectedRanges"):
            listed = [shown_protection(self.editing, item) for item in sheet.furniture["protectedRanges"]]
            out["protectedRanges"] = mask.below("protectedRanges").cut(listed)
        if sheet.basic_filter is not None and mask.wants("basicFilter"):
            out["basicFilter"] = mask.below("basicFilter").cut(sheet.basic_filter)
        if mask.wants("developerMetadata") and (own := self._metadata("SHEET", sheet)):
            out["developerMetadata"] = mask.below("developerMetadata").cut(own)
        return out

    def _banded(self, sheet: Sheet) -> list[Json]:
        """Banded ranges, and tables that color their rows, which Google lists as banded ranges too."""
        tables = sheet.furniture["tables"] if self.tables_in_banding else []
        return sheet.furniture["bandedRanges"] + [
            {
                "bandedRangeReference": table["tableId"],
                "range": table["range"],
                "rowProperties": with_both_names(table["rowsProperties"]),
            }
            for table in tables
            if "rowsProperties" in table
        ]

    def _grid(self, sheet: Sheet, box: Box, mask: FieldMask) -> Json:
        top, bottom, left, right = box.on(sheet)
        out: Json = {}
        if top and mask.wants("startRow"):
            out["startRow"] = top
        if left and mask.wants("startColumn"):
            out["startColumn"] = left
        if mask.wants("rowData"):
            below = mask.below("rowData")
            rows = self._rows(sheet, (top, bottom, left, right), below)
            if rows:
                out["rowData"] = rows
        for name, dimension, first, end, pixels in (
            ("rowMetadata", ROWS, top, bottom, DEFAULT_ROW_PIXELS),
            ("columnMetadata", COLUMNS, left, right, DEFAULT_COLUMN_PIXELS),
        ):
            if mask.wants(name):
                out[name] = self._dimension(sheet, dimension, first, end, pixels, mask.below(name))
        return out

    def _rows(self, sheet: Sheet, sides: tuple[int, int, int, int], mask: FieldMask) -> list[Json | orjson.Fragment]:
        top, bottom, left, right = sides
        read = (
            cell_reader(self.spreadsheet, sheet, mask.below("values"), self.editing.now)
            if mask.wants("values")
            else None
        )
        if read is None:
            return [EMPTY_CELL for _ in range(top, min(bottom, len(sheet.rows)))]
        last = min(bottom, max(len(sheet.rows), read.last_row + 1))
        rows = [read.row_data(r, left, right, self.as_json) for r in range(top, last)]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _dimension(
        self, sheet: Sheet, dimension: str, first: int, end: int, pixels: int, mask: FieldMask
    ) -> list[Json]:
        standard = mask.cut({"pixelSize": pixels})
        out = [standard] * (end - first)
        for index, own in sheet.dimensions[dimension].items():
            if first <= index < end:
                out[index - first] = mask.cut({"pixelSize": pixels, **own})
        if mask.wants("developerMetadata"):
            for item in self._metadata("ROW" if dimension == ROWS else "COLUMN", sheet):
                index = item["location"]["dimensionRange"].get("startIndex", 0)
                if first <= index < end:
                    present = out[index - first]
                    entries = [
                        *present.get("developerMetadata", []),
                        *mask.below("developerMetadata").cut([item]),
                    ]
                    out[index - first] = {**present, "developerMetadata": entries}
        return out
