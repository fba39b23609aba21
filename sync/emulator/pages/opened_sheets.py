"""A spreadsheet as one viewer has it open: its state, its tabs, and whether the viewer may edit it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson

from sync.emulator.drive.records import Role
from sync.emulator.pages.css import color_in
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.content import MIME_TYPE, SheetsContent
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World


@dataclass(frozen=True)
class Tab:
    """A tab at the bottom of the page."""

    id: int
    title: str
    color: str
    is_here: bool
    is_protected: bool


@dataclass(frozen=True)
class OpenedSheet:
    """A spreadsheet in its present state, for a viewer who may read it."""

    spreadsheet: Spreadsheet
    version: int
    may_edit: bool

    @property
    def id(self) -> str:
        return self.spreadsheet.id

    @property
    def title(self) -> str:
        return str(self.spreadsheet.properties["title"])

    @property
    def shown_sheets(self) -> list[Sheet]:
        """The sheets that are not hidden; a spreadsheet always has one."""
        return [sheet for sheet in self.spreadsheet.sheets if not sheet.properties.get("hidden")]

    def sheet(self, gid: str | None) -> Sheet:
        """The sheet with this id; the first, if there is none or it is hidden."""
        shown = self.shown_sheets
        wanted = self.spreadsheet.sheet_by_id(int(gid)) if gid and gid.isdecimal() else None
        return wanted if wanted in shown else shown[0]

    def tabs(self, here: Sheet) -> list[Tab]:
        """The tabs from left to right; `here` is the sheet that is shown."""
        return [
            Tab(
                id=sheet.id,
                title=sheet.title,
                color=color_in(sheet.properties, "tabColor") or "",
                is_here=sheet is here,
                is_protected=any(_is_whole(item, sheet) for item in sheet.furniture["protectedRanges"]),
            )
            for sheet in self.shown_sheets
        ]

    def layout(self, sheet: Sheet) -> str:
        """A word that changes when more than cells change: tabs, rows and columns, what floats over the grid."""
        tabs = [
            [each.id, each.title, each.properties.get("hidden"), color_in(each.properties, "tabColor")]
            for each in self.spreadsheet.sheets
        ]
        lines = [sorted(table.items()) for table in sheet.dimensions.values()]
        floats = [
            [item.get("chartId"), item["position"]] for name in ("charts", "slicers") for item in sheet.furniture[name]
        ]
        described = [self.title, self.may_edit, tabs, sheet.grid, lines, floats]
        return hashlib.sha256(orjson.dumps(described)).hexdigest()[:16]


def opened(world: World, viewer: Caller, spreadsheet_id: str) -> OpenedSheet:
    """The spreadsheet, for this viewer. Raises GoogleError 404 if the viewer may not know of it or it is no Sheet."""
    record = world.drive.require(spreadsheet_id, viewer, "reader")
    content = world.drive.content[MIME_TYPE]
    spreadsheet = content.shelf.load(spreadsheet_id) if isinstance(content, SheetsContent) else None
    if spreadsheet is None:
        raise GoogleError("NOT_FOUND", "This file is not a Sheet.")
    spreadsheet.properties["title"] = record.name
    may_edit = world.drive.role(record, viewer) >= Role.writer
    return OpenedSheet(spreadsheet, record.version, may_edit)


def _is_whole(protection: Json, sheet: Sheet) -> bool:
    """Whether a protected range covers the sheet as a whole."""
    area = protection.get("range", {})
    sides = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    named = any(name in area for name in sides)
    return "range" in protection and area.get("sheetId", 0) == sheet.id and not named
