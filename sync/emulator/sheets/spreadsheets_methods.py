"""The methods of `spreadsheets`, `spreadsheets.sheets` and `spreadsheets.developerMetadata`."""

from __future__ import annotations

import orjson

from sync.emulator.drive.records import Role
from sync.emulator.sheets.a1 import Box, parsed
from sync.emulator.sheets.batch import Editing, apply
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.content import MIME_TYPE
from sync.emulator.sheets.copies import copied_sheet
from sync.emulator.sheets.creating import from_resource
from sync.emulator.sheets.data_filters import selected_boxes, selected_metadata
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.handlers import HANDLERS
from sync.emulator.sheets.metadata import shown, visible
from sync.emulator.sheets.opening import answering, editing_for, opened, reading, saved, shelf_of, writing
from sync.emulator.sheets.reading import Reader
from sync.emulator.sheets.refusals import Forbidden, Refused
from sync.emulator.sheets.requests_sheets import check_title
from sync.emulator.sheets.value_ranges import check_start
from sync.emulator.wire.call import Call, Content
from sync.emulator.wire.errors import GoogleError
from sync.emulator.wire.field_masks import FieldMask

JSON_TYPE = "application/json; charset=UTF-8"


def create(call: Call) -> Json:
    """A new spreadsheet from a `Spreadsheet` resource, owned by the caller."""
    with answering():
        given = call.body
        title = given.get("properties", {}).get("title") or "Untitled spreadsheet"
        record = call.world.drive.create_file(title, MIME_TYPE, call.caller)
        spreadsheet = from_resource(record.id, title, given, call.caller.email, call.world.now())
        shelf_of(call.world).shelf.save(spreadsheet)
        editing = editing_for(call, spreadsheet)
        return Reader(editing, FieldMask.everything(), grid_data=_has_data(given)).answer()


def _has_data(given: Json) -> bool:
    return any("data" in sheet for sheet in given.get("sheets", []))


def get(call: Call) -> Content:
    """The spreadsheet. With a field mask, grid data is what the mask asks for; without, what
    `includeGridData` says.
    """
    with reading(call) as editing:
        reader = Reader(
            editing,
            call.mask,
            grid_data=bool(call.one("fields")) or call.flag("includeGridData"),
            boxes=tuple(_box(editing, text) for text in call.query.get("ranges", [])),
            tables_in_banding=not call.flag("excludeTablesInBandedRanges"),
            comments=_shows_comments(call, call.one("commentsViewMode")),
            as_json=True,
        )
        return Content(orjson.dumps(reader.answer()), JSON_TYPE)


def _box(editing: Editing, text: str) -> Box:
    box = parsed(editing.spreadsheet, text)
    if box is None:
        raise Refused(f"Unable to parse range: {text}")
    check_start(editing.spreadsheet, box)
    return box


def _shows_comments(call: Call, mode: str) -> bool:
    """Whether comments are shown under this view mode. Raises `Forbidden` to whoever may not see those they
    ask for.
    """
    drive = call.world.drive
    allowed = drive.role(drive.file(call.path["spreadsheetId"]), call.caller) >= Role.commenter
    if mode == "COMMENTS_VIEW_MODE_INCLUDED" and not allowed:
        raise Forbidden("The caller does not have permission")
    return allowed and mode in ("COMMENTS_VIEW_MODE_INCLUDED", "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS")


def get_by_data_filter(call: Call) -> Content:
    """The spreadsheet, cut to the ranges that data filters name."""
    with reading(call) as editing:
        body = call.body
        filters = body.get("dataFilters", [])
        boxes = (box for each in filters for box in selected_boxes(editing.spreadsheet, each, editing.project))
        reader = Reader(
            editing,
            call.mask,
            grid_data=bool(call.one("fields")) or bool(body.get("includeGridData")),
            boxes=tuple(boxes),
            tables_in_banding=not body.get("excludeTablesInBandedRanges"),
            comments=_shows_comments(call, body.get("commentsViewMode", "")),
            as_json=True,
        )
        return Content(orjson.dumps(reader.answer()), JSON_TYPE)


def batch_update(call: Call) -> Content:
    """Applies the requests of a batch, all or none; on request the answer holds the spreadsheet as it is
    afterwards.
    """
    with writing(call) as editing:
        body = call.body
        replies = apply(editing, body.get("requests", []), HANDLERS)
        answer: Json = call.mask.cut({"spreadsheetId": editing.spreadsheet.id, "replies": replies})
        if body.get("includeSpreadsheetInResponse") and call.mask.wants("updatedSpreadsheet"):
            answer["updatedSpreadsheet"] = _updated(call, editing)
        return Content(orjson.dumps(answer), JSON_TYPE)


def _updated(call: Call, editing: Editing) -> Json:
    mask = call.mask.below("updatedSpreadsheet")
    masked = call.has_mask and not mask.is_everything
    return Reader(
        editing,
        mask,
        grid_data=masked or bool(call.body.get("responseIncludeGridData")),
        boxes=tuple(_box(editing, text) for text in call.body.get("responseRanges", [])),
        comments=_shows_comments(call, call.body.get("commentsViewMode", "")),
        as_json=True,
    ).answer()


def copy_sheet(call: Call) -> Json:
    """Copies a sheet into another spreadsheet, at its end; returns the new sheet's properties."""
    with answering():
        source = opened(call, call.path["spreadsheetId"], "reader")
        sheet_id = int(call.path["sheetId"])
        sheet = source.sheet_by_id(sheet_id)
        if sheet is None:
            raise GoogleError("NOT_FOUND", f"The sheet ({sheet_id}) was not found.")
        before = opened(call, call.body.get("destinationSpreadsheetId", ""), "writer")
        editing = editing_for(call, before.fork())
        target = editing.spreadsheet
        title, number = f"Copy of {sheet.title}", 1
        while target.sheet_by_title(title):
            number += 1
            title = f"Copy of {sheet.title} {number}"
        check_title(target, title)
        new_id = editing.new_id({other.id for other in target.sheets}, None, "sheet")
        copy = copied_sheet(editing, target if source.id == target.id else source, sheet, new_id, title)
        target.sheets.append(copy)
        target.renumber()
        editing.check_size()
        saved(call, target, before)
        return dict(copied(copy.properties))


def get_metadata(call: Call) -> Json:
    """One entry of developer metadata by its id."""
    with reading(call) as editing:
        wanted = int(call.path["metadataId"])
        for item in visible(editing.spreadsheet.metadata, editing.project):
            if item["metadataId"] == wanted:
                return shown(item)
        raise GoogleError("NOT_FOUND", f"No developer metadata with id: {wanted}")


def search_metadata(call: Call) -> Json:
    """The developer metadata that data filters mean, each entry once with the filters that mean it."""
    with reading(call) as editing:
        found: dict[int, Json] = {}
        filters = call.body.get("dataFilters", [])
        if not filters:
            raise Refused("Must specify at least one DataFilter.")
        for filter in filters:
            for item in selected_metadata(editing.spreadsheet, filter, editing.project):
                entry = found.setdefault(item["metadataId"], {"developerMetadata": shown(item), "dataFilters": []})
                entry["dataFilters"].append(filter)
        return {"matchedDeveloperMetadata": list(found.values())} if found else {}
