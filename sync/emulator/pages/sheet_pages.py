"""A Sheet in the browser: the page, its rows as they are scrolled to, its charts, and the edits made on it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from sync.emulator.drive.records import Role
from sync.emulator.pages.charts import ChartPictures, chart_png, chart_svg, found_chart
from sync.emulator.pages.css import color_in
from sync.emulator.pages.edits import NotTaken, Unclear, cell_at, change_rows, described, type_into
from sync.emulator.pages.floats import charts_over, slicers_over
from sync.emulator.pages.grid import BLOCK_ROWS, SheetGrid
from sync.emulator.pages.viewer import caller_for, for_viewers
from sync.emulator.sheets.a1 import parsed_cells
from sync.emulator.sheets.content import MIME_TYPE, SheetsContent
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

_ID = "<regex('[\\w-]{20,}'):spreadsheet_id>"
_ROWS_ADDED = 100


@dataclass(frozen=True)
class Tab:
    """A tab at the bottom of the page."""

    id: int
    title: str
    color: str
    is_here: bool
    is_protected: bool


class Opened:
    """A spreadsheet that a viewer may read, in its present state."""

    def __init__(self, world: World, viewer: Caller, spreadsheet_id: str) -> None:
        record = world.drive.require(spreadsheet_id, viewer, "reader")
        content = world.drive.content[MIME_TYPE]
        spreadsheet = content.shelf.load(spreadsheet_id) if isinstance(content, SheetsContent) else None
        if spreadsheet is None:
            raise GoogleError("NOT_FOUND", "This file is not a Sheet.")
        spreadsheet.properties["title"] = record.name
        self.spreadsheet: Spreadsheet = spreadsheet
        self.version = record.version
        self.may_edit = world.drive.role(record, viewer) >= Role.writer

    def sheet(self, gid: str | None) -> Sheet:
        """The sheet with this id; the first that is not hidden, if there is none."""
        shown = [sheet for sheet in self.spreadsheet.sheets if not sheet.properties.get("hidden")]
        wanted = self.spreadsheet.sheet_by_id(int(gid)) if gid and gid.isdecimal() else None
        return wanted if wanted in shown else shown[0]

    def tabs(self, here: Sheet) -> list[Tab]:
        return [
            Tab(
                sheet.id,
                sheet.title,
                color_in(sheet.properties, "tabColor") or "",
                sheet is here,
                any(_is_whole(item, sheet) for item in sheet.furniture["protectedRanges"]),
            )
            for sheet in self.spreadsheet.sheets
            if not sheet.properties.get("hidden")
        ]

    def layout(self, sheet: Sheet) -> str:
        """A word that changes when more than cells change: tabs, columns, rows, what floats over the grid."""
        described = [
            [
                [other.id, other.title, other.properties.get("hidden"), color_in(other.properties, "tabColor")]
                for other in self.spreadsheet.sheets
            ],
            sheet.grid,
            [list(table.items()) for table in sheet.dimensions.values()],
            [item["position"] for name in ("charts", "slicers") for item in sheet.furniture[name]],
            [item.get("chartId") for item in sheet.furniture["charts"]],
        ]
        return hashlib.sha256(orjson.dumps(described)).hexdigest()[:16]


def _is_whole(protection: dict[str, Any], sheet: Sheet) -> bool:
    area = protection.get("range", {})
    sides = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    return "range" in protection and area.get("sheetId", 0) == sheet.id and not any(name in area for name in sides)


def add_sheet_pages(pages: Blueprint, world: World) -> None:
    """Add the pages of a Sheet."""
    pictures = ChartPictures()

    @for_viewers(world)
    def sheet_page(viewer: Caller, spreadsheet_id: str) -> str:
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            sheet = opened.sheet(request.args.get("gid"))
            grid = SheetGrid(opened.spreadsheet, sheet, world.now())
            blocks = grid.blocks()
            return render_template(
                "pages/sheet.html",
                opened=opened,
                sheet=sheet,
                grid=grid,
                tabs=opened.tabs(sheet),
                head=grid.rows(0, grid.frozen_rows),
                first=grid.rows(blocks[0].first, blocks[0].end) if blocks else [],
                blocks=blocks,
                charts=charts_over(sheet),
                slicers=slicers_over(sheet),
                selected=_selected(sheet, request.args.get("range", "")),
                layout=opened.layout(sheet),
                rows_added=_ROWS_ADDED,
            )

    @for_viewers(world)
    def rows(viewer: Caller, spreadsheet_id: str) -> str:
        """The rows of one block as HTML; `first` -1 means the frozen ones."""
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            grid = SheetGrid(opened.spreadsheet, opened.sheet(request.args.get("gid")), world.now())
            first = request.args.get("first", 0, int)
            sides = (0, grid.frozen_rows) if first < 0 else (first, first + BLOCK_ROWS)
            return render_template("pages/rows.html", rows=grid.rows(*sides), may_edit=opened.may_edit)

    @for_viewers(world)
    def state(viewer: Caller, spreadsheet_id: str) -> Response:
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            sheet = opened.sheet(request.args.get("gid"))
            return jsonify(version=opened.version, layout=opened.layout(sheet))

    @for_viewers(world)
    def cell(viewer: Caller, spreadsheet_id: str) -> Response:
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            sheet = opened.sheet(request.args.get("gid"))
            place = cell_at(sheet, request.args.get("cell", ""))
            return jsonify(described(opened.spreadsheet, sheet, *place, world.now()))

    @for_viewers(world)
    def enter(viewer: Caller, spreadsheet_id: str) -> Response:
        asked = request.get_json()
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            sheet = opened.sheet(str(asked.get("gid")))
            text, confirmed = str(asked.get("text", "")), bool(asked.get("confirmed"))
            type_into(world, viewer, opened.spreadsheet, sheet, str(asked.get("cell")), text, confirmed=confirmed)
        return jsonify(done=True)

    @for_viewers(world)
    def rows_changed(viewer: Caller, spreadsheet_id: str) -> Response:
        asked = request.get_json()
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            sheet = opened.sheet(str(asked.get("gid")))
            row, count = int(asked.get("row", 0)), int(asked.get("count", 1))
            confirmed = bool(asked.get("confirmed"))
            change_rows(
                world, viewer, opened.spreadsheet, sheet, str(asked.get("action")), row, count, confirmed=confirmed
            )
        return jsonify(done=True)

    @for_viewers(world)
    def chart(viewer: Caller, spreadsheet_id: str, chart_id: int, form: str) -> Response:
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            found_chart(opened.spreadsheet, chart_id)
            now = world.now()
            key = (spreadsheet_id, opened.version, chart_id, form, now.date())
            spreadsheet = opened.spreadsheet
        draw = chart_svg if form == "svg" else chart_png
        drawn = pictures.picture(key, lambda: draw(spreadsheet, chart_id, now))
        picture = Response(drawn, content_type="image/svg+xml" if form == "svg" else "image/png")
        picture.headers["Cache-Control"] = "private, max-age=60" if request.args.get("v") else "no-store"
        return picture

    @for_viewers(world)
    def download(viewer: Caller, spreadsheet_id: str) -> Response:
        with world.store.transaction():
            opened = Opened(world, viewer, spreadsheet_id)
            content = world.drive.content[MIME_TYPE].export(spreadsheet_id, _XLSX)
        name = opened.spreadsheet.properties["title"].encode("ascii", "ignore").decode().replace('"', "'")
        headers = {"Content-Disposition": f'attachment; filename="{name or "Sheet"}.xlsx"'}
        return Response(content, headers=headers, content_type=_XLSX)

    def edit(spreadsheet_id: str) -> Any:
        return redirect(url_for("pages.sheet_page", spreadsheet_id=spreadsheet_id, **_place()))

    routes: list[tuple[str, str, Any, str]] = [
        ("", "sheet_page", sheet_page, "GET"),
        ("/rows", "rows", rows, "GET"),
        ("/state", "state", state, "GET"),
        ("/cell", "cell", cell, "GET"),
        ("/cell", "enter", enter, "POST"),
        ("/rows", "rows_changed", rows_changed, "POST"),
        ("/charts/<int:chart_id>.<any(png, svg):form>", "chart", chart, "GET"),
        ("/download.xlsx", "download", download, "GET"),
    ]
    for path, name, view, method in routes:
        pages.add_url_rule(f"/spreadsheets/{_ID}{path}", name, view, methods=[method])
    for path in ("/edit", ""):
        pages.add_url_rule(f"/spreadsheets/d/{_ID}{path}", "edit", edit)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _place() -> dict[str, str]:
    return {name: request.args[name] for name in ("gid", "range") if name in request.args}


def _selected(sheet: Sheet, text: str) -> str:
    """The cell to select for a range such as `B3:C9`: its first."""
    box = parsed_cells(sheet.id, text.replace("$", "")) if text else None
    if box is None:
        return ""
    return f"{box.top or 0},{box.left or 0}"
