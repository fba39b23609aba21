"""The Sheets API's methods by their ids in the discovery document."""

from __future__ import annotations

from collections.abc import Callable

from sync.emulator.sheets import spreadsheets_methods as spreadsheets
from sync.emulator.sheets import values_methods as values
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.content import MIME_TYPE, SheetsContent
from sync.emulator.wire.call import Call, Content
from sync.emulator.world import World

ROUTES: dict[str, Callable[[Call], Json | Content | None]] = {
    "sheets.spreadsheets.create": spreadsheets.create,
    "sheets.spreadsheets.get": spreadsheets.get,
    "sheets.spreadsheets.getByDataFilter": spreadsheets.get_by_data_filter,
    "sheets.spreadsheets.batchUpdate": spreadsheets.batch_update,
    "sheets.spreadsheets.sheets.copyTo": spreadsheets.copy_sheet,
    "sheets.spreadsheets.developerMetadata.get": spreadsheets.get_metadata,
    "sheets.spreadsheets.developerMetadata.search": spreadsheets.search_metadata,
    "sheets.spreadsheets.values.get": values.get,
    "sheets.spreadsheets.values.update": values.update,
    "sheets.spreadsheets.values.append": values.append,
    "sheets.spreadsheets.values.clear": values.clear_one,
    "sheets.spreadsheets.values.batchGet": values.batch_get,
    "sheets.spreadsheets.values.batchUpdate": values.batch_update,
    "sheets.spreadsheets.values.batchClear": values.batch_clear,
    "sheets.spreadsheets.values.batchGetByDataFilter": values.batch_get_by_data_filter,
    "sheets.spreadsheets.values.batchUpdateByDataFilter": values.batch_update_by_data_filter,
    "sheets.spreadsheets.values.batchClearByDataFilter": values.batch_clear_by_data_filter,
}


def register(world: World) -> None:
    """Makes this part keep the content of the world's spreadsheets."""
    content = SheetsContent(world)
    world.drive.content[MIME_TYPE] = content
    world.drive.imports[MIME_TYPE] = content.fill
