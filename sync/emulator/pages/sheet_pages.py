"""A Sheet in the browser: the page, its rows as they are scrolled to, its charts, and the edits made on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from sync.emulator.pages.charts import ChartPictures, chart_png, chart_svg, found_chart
from sync.emulator.pages.edits import cell_at, change_rows, described, type_into
from sync.emulator.pages.floats import charts_over, slicers_over
from sync.emulator.pages.grid import BLOCK_ROWS, SheetGrid
from sync.emulator.pages.opened_sheets import opened
from sync.emulator.pages.viewer import for_viewers
from sync.emulator.sheets.a1 import parsed_cells
from sync.emulator.sheets.content import MIME_TYPE, XLSX
from sync.emulator.sheets.model import Sheet
from sync.emulator.wire.call import Caller
from sync.emulator.world import World

_ID = "<regex('[\\w-]{20,}'):spreadsheet_id>"  # long, so that no page of another kind is taken for a file
_ROWS_ADDED = 100


def add_sheet_pages(pages: Blueprint, world: World) -> None:
    """Add the pages of a Sheet, and the address under which Sheets shows one."""
    views = _SheetPages(world)
    for path, view, method in (
        ("", views.page, "GET"),
        ("/rows", views.rows, "GET"),
        ("/state", views.state, "GET"),
        ("/cell", views.cell, "GET"),
        ("/cell", views.enter, "POST"),
        ("/rows", views.change_rows, "POST"),
        ("/charts/<int:chart_id>.<any(png, svg):form>", views.chart, "GET"),
        ("/download.xlsx", views.download, "GET"),
    ):
        endpoint = f"sheet_{view.__name__}"
        pages.add_url_rule(f"/spreadsheets/{_ID}{path}", endpoint, for_viewers(world)(view), methods=[method])
    for path in ("/edit", ""):
        pages.add_url_rule(f"/spreadsheets/d/{_ID}{path}", "sheet_edit", _edit_address)


class _SheetPages:
    """The views. Each works on one state of the spreadsheet: a view is one transaction."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pictures = ChartPictures()

    def page(self, viewer: Caller, spreadsheet_id: str) -> str:
        world = self._world
        with world.store.transaction():
            here = opened(world, viewer, spreadsheet_id)
            sheet = here.sheet(request.args.get("gid"))
            grid = SheetGrid(here.spreadsheet, sheet, world.now())
            blocks = grid.blocks()
            return render_template(
                "pages/sheet.html",
                opened=here,
                sheet=sheet,
                grid=grid,
                tabs=here.tabs(sheet),
                head=grid.rows(0, grid.frozen_rows),
                first=grid.rows(blocks[0].first, blocks[0].end) if blocks else [],
                blocks=blocks,
                charts=charts_over(sheet),
                slicers=slicers_over(sheet),
                selected=_selected(sheet, request.args.get("range", "")),
                layout=here.layout(sheet),
                may_edit=here.may_edit,
                rows_added=_ROWS_ADDED,
            )

    def rows(self, viewer: Caller, spreadsheet_id: str) -> str:
        """The rows of the block that begins at `first`, as HTML; -1 means the frozen rows."""
        world = self._world
        with world.store.transaction():
            here = opened(world, viewer, spreadsheet_id)
            grid = SheetGrid(here.spreadsheet, here.sheet(request.args.get("gid")), world.now())
            first = request.args.get("first", 0, int)
            sides = (0, grid.frozen_rows) if first < 0 else (first, first + BLOCK_ROWS)
            return render_template("pages/rows.html", rows=grid.rows(*sides), may_edit=here.may_edit)

    def state(self, viewer: Caller, spreadsheet_id: str) -> Response:
        """What tells a page whether it is still up to date."""
        with self._world.store.transaction():
            here = opened(self._world, viewer, spreadsheet_id)
            return jsonify(version=here.version, layout=here.layout(here.sheet(request.args.get("gid"))))

    def cell(self, viewer: Caller, spreadsheet_id: str) -> Response:
        """What the editor of a cell needs to know."""
        world = self._world
        with world.store.transaction():
            here = opened(world, viewer, spreadsheet_id)
            sheet = here.sheet(request.args.get("gid"))
            place = cell_at(sheet, request.args.get("cell", ""))
            return jsonify(described(here.spreadsheet, sheet, *place, world.now()))

    def enter(self, viewer: Caller, spreadsheet_id: str) -> Response:
        """Types a text into a cell."""
        asked = request.get_json()
        with self._world.store.transaction():
            here = opened(self._world, viewer, spreadsheet_id)
            sheet = here.sheet(str(asked.get("gid")))
            text, confirmed = str(asked.get("text", "")), bool(asked.get("confirmed"))
            cell = str(asked.get("cell"))
            type_into(self._world, viewer, here.spreadsheet, sheet, cell, text, confirmed=confirmed)
        return jsonify(done=True)

    def change_rows(self, viewer: Caller, spreadsheet_id: str) -> Response:
        """Inserts, deletes or adds rows."""
        asked = request.get_json()
        with self._world.store.transaction():
            here = opened(self._world, viewer, spreadsheet_id)
            sheet = here.sheet(str(asked.get("gid")))
            wanted = str(asked.get("action")), int(asked.get("row", 0)), int(asked.get("count", 1))
            confirmed = bool(asked.get("confirmed"))
            change_rows(self._world, viewer, here.spreadsheet, sheet, *wanted, confirmed=confirmed)
        return jsonify(done=True)

    def chart(self, viewer: Caller, spreadsheet_id: str, chart_id: int, form: str) -> Response:
        """A chart as a picture; drawn outside of the transaction, because that takes longest."""
        with self._world.store.transaction():
            here = opened(self._world, viewer, spreadsheet_id)
            found_chart(here.spreadsheet, chart_id)
            now = self._world.now()
        draw = chart_svg if form == "svg" else chart_png
        key = (spreadsheet_id, here.version, chart_id, form, now.date())
        drawn = self._pictures.picture(key, lambda: draw(here.spreadsheet, chart_id, now))
        picture = Response(drawn, content_type="image/svg+xml" if form == "svg" else "image/png")
        picture.headers["Cache-Control"] = "private, max-age=60" if request.args.get("v") else "no-store"
        return picture

    def download(self, viewer: Caller, spreadsheet_id: str) -> Response:
        """The spreadsheet as an XLSX file."""
        with self._world.store.transaction():
            here = opened(self._world, viewer, spreadsheet_id)
            content = self._world.drive.content[MIME_TYPE].export(spreadsheet_id, XLSX)
        name = here.title.encode("ascii", "ignore").decode().replace('"', "'") or "Sheet"
        headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
        return Response(content, headers=headers, content_type=XLSX)


def _edit_address(spreadsheet_id: str) -> Any:
    place: dict[str, Any] = {name: request.args[name] for name in ("gid", "range") if name in request.args}
    return redirect(url_for("pages.sheet_page", spreadsheet_id=spreadsheet_id, **place))


def _selected(sheet: Sheet, text: str) -> str:
    """Row and column to select for a range such as `B3:C9`: its first cell. Empty without a range."""
    box = parsed_cells(sheet.id, text.replace("$", "")) if text else None
    return "" if box is None else f"{box.top or 0},{box.left or 0}"
