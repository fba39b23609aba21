"""The spreadsheets behind Drive's files: made, copied, deleted, exported and imported with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sync.emulator.sheets.defaults import copied, new_sheet_properties, new_spreadsheet_properties
from sync.emulator.sheets.keeping import Shelf
from sync.emulator.sheets.model import Sheet, Spreadsheet
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

MIME_TYPE = "application/vnd.google-apps.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, TSV, PDF = "text/csv", "text/tab-separated-values", "application/pdf"


def blank(id: str, title: str) -> Spreadsheet:
    """A new spreadsheet with one empty sheet, `Sheet1`, whose id is 0."""
    spreadsheet = Spreadsheet(id, new_spreadsheet_properties({"title": title}))
    spreadsheet.sheets.append(Sheet(new_sheet_properties({}, 0, "Sheet1", 0)))
    return spreadsheet


class SheetsContent:
    """What Drive asks of the spreadsheets of one world; `shelf` keeps them. `printed` makes a PDF; whoever draws sheets sets it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.shelf = Shelf(world.store)
        world.store.on_close(self.shelf.clear)
        self.printed: Callable[[Spreadsheet, datetime], bytes] | None = None

    def create(self, file_id: str, title: str, caller: Caller) -> None:  # noqa: ARG002 - as Drive calls it
        """A blank spreadsheet for a file that Drive made."""
        self.shelf.save(blank(file_id, title))

    def copy(self, source_id: str, target_id: str) -> None:
        """The whole spreadsheet under another file; ids of sheets, charts and ranges stay as they are."""
        source = self._loaded(source_id)
        copy = source.fork()
        copy.id = target_id
        copy.properties = copied({**copy.properties, "title": self._world.drive.file(target_id).name})
        self.shelf.save(copy)

    def delete(self, file_id: str) -> None:
        """Forgets the spreadsheet."""
        self.shelf.delete(file_id)

    def export(self, file_id: str, mime_type: str) -> bytes:
        """The spreadsheet as XLSX or PDF, or its first sheet as CSV or TSV. Raises GoogleError 501 for what else Google offers."""
        from sync.emulator.sheets.texts import delimited
        from sync.emulator.sheets.xlsx_out import workbook_bytes

        spreadsheet = self._loaded(file_id)
        if mime_type == XLSX:
            return workbook_bytes(spreadsheet, self._world.now())
        if mime_type in (CSV, TSV):
            return delimited(spreadsheet, spreadsheet.sheets[0], self._world.now(), mime_type)
        if mime_type == PDF and self.printed is not None:
            return self.printed(spreadsheet, self._world.now())
        raise GoogleError("UNIMPLEMENTED", f"The emulator cannot make {mime_type} of a spreadsheet.")

    def fill(self, file_id: str, mime_type: str, content: bytes) -> None:
        """Turns an uploaded XLSX, CSV or TSV into the content of a fresh spreadsheet."""
        from sync.emulator.sheets.texts import from_delimited
        from sync.emulator.sheets.xlsx_in import from_workbook

        before = self._loaded(file_id)
        spreadsheet = before.fork()
        if mime_type == XLSX:
            from_workbook(spreadsheet, content)
        else:
            from_delimited(spreadsheet, content, mime_type)
        self.shelf.save(spreadsheet, before)

    def _loaded(self, id: str) -> Spreadsheet:
        spreadsheet = self.shelf.load(id)
        if spreadsheet is None:
            raise GoogleError("NOT_FOUND", "Requested entity was not found.")
        return spreadsheet
